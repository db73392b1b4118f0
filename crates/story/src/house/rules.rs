//! The rules that a newsroom keeps: how they are written, checked and found in a text.

use std::collections::HashMap;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::{Hit, Text, capitalised, near};
use crate::fields::MAX_LINE;
use crate::schema::{self, Fault, Place};

/// Most rules that a newsroom keeps.
pub const MAX_RULES: usize = 2_000;
/// Most of them that are patterns, each of which is compiled and tried on every block.
pub const MAX_PATTERNS: usize = 300;
/// Largest compiled pattern, in bytes. Some hundred letters with a class of all the world's letters fit.
const MAX_COMPILED: usize = 256 * 1024;

const ARROW: &str = " => ";
const BECAUSE: &str = " -- ";

/// One rule, in JSON `{"find": "color", "suggestion": "colour", "reason": "British spelling", "on": true}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// A word or words, or a pattern between slashes in the syntax of the `regex` crate.
    ///
    /// Words in small letters are found in any case and the suggestion takes the case of what was found; words with
    /// a capital are found just so. A pattern that starts with `(?i)` behaves like small letters.
    pub find: String,
    /// What to put there; `$1` is the first group of a pattern. None where somebody must think.
    #[serde(default)]
    pub suggestion: Option<String>,
    /// Why, for whoever wrote it otherwise.
    #[serde(default)]
    pub reason: String,
    /// False for a rule that is kept but not used.
    #[serde(default = "yes")]
    pub on: bool,
}

fn yes() -> bool {
    true
}

/// The rules of a newsroom, ready to be used.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    all: Vec<Rule>,
    /// Rules of plain words by the first of them, in small letters.
    words: HashMap<String, Vec<usize>>,
    patterns: Vec<(usize, Regex)>,
}

impl Rules {
    /// Takes rules into use.
    ///
    /// # Errors
    /// The first rule that cannot be used, with its place in the list (`$[3].find`) and why.
    pub fn new(all: Vec<Rule>) -> Result<Self, Fault> {
        if all.len() > MAX_RULES {
            return Err(Fault::here(format!("holds more than {MAX_RULES} rules")));
        }
        let mut rules = Self::default();
        for (nth, rule) in all.iter().enumerate() {
            rules
                .add(nth, rule)
                .map_err(|fault| fault.within(Place::Index(nth)))?;
        }
        rules.all = all;
        Ok(rules)
    }

    fn add(&mut self, nth: usize, rule: &Rule) -> Result<(), Fault> {
        let texts = [
            ("find", rule.find.as_str()),
            ("suggestion", rule.suggestion.as_deref().unwrap_or_default()),
            ("reason", &rule.reason),
        ];
        for (name, text) in texts {
            let wrong = |why: String| Err(Fault::at(name, why));
            if text.chars().count() > MAX_LINE {
                return wrong(format!("is longer than {MAX_LINE} characters"));
            }
            schema::strings(&Value::from(text)).map_err(|f| f.within(Place::Key(name.into())))?;
            if text.contains(['\n', '\t']) || text.trim() != text {
                return wrong("must be one line without spaces around it".into());
            }
            if name != "reason" && (text.contains(ARROW) || text.contains(BECAUSE)) {
                return wrong(format!(
                    "must not hold \"{ARROW}\" or \"{BECAUSE}\", which part a rule"
                ));
            }
        }
        if rule.find.starts_with(['#', '!', '[']) {
            return Err(Fault::at("find", "must not begin with #, ! or ["));
        }
        if let Some(source) = pattern(&rule.find) {
            let pattern = compile(source).map_err(|why| Fault::at("find", why))?;
            if self.patterns.len() == MAX_PATTERNS {
                return Err(Fault::at(
                    "find",
                    format!("is one pattern too many; {MAX_PATTERNS} are allowed"),
                ));
            }
            if let Some(name) = unknown_group(&pattern, rule.suggestion.as_deref()) {
                return Err(Fault::at(
                    "suggestion",
                    format!(
                        "refers to ${name}, which the pattern does not have; write ${{1}} where letters follow"
                    ),
                ));
            }
            if rule.on {
                self.patterns.push((nth, pattern));
            }
            return Ok(());
        }
        let first = rule.find.unicode_words().next().map(straight);
        let first = first.filter(|first| straight(&rule.find).starts_with(first.as_str()));
        let Some(first) = first else {
            return Err(Fault::at(
                "find",
                format!(
                    "is \"{}\", which does not begin with a word; write signs as a pattern, /like this/",
                    rule.find
                ),
            ));
        };
        if rule.on {
            self.words.entry(first).or_default().push(nth);
        }
        Ok(())
    }

    /// The rules in their order.
    #[must_use]
    pub fn all(&self) -> &[Rule] {
        &self.all
    }

    /// Reads rules as JSON, an array of [`Rule`]s.
    ///
    /// # Errors
    /// The first rule that is not of that shape or cannot be used, with its place.
    pub fn from_json(value: &Value) -> Result<Self, Fault> {
        let items = value
            .as_array()
            .ok_or_else(|| Fault::here("is not a list of rules"))?;
        let read = |(nth, item): (usize, &Value)| {
            let rule = Rule::deserialize(item).map_err(|e| Fault::here(e.to_string()));
            let mut rule = rule.map_err(|fault| fault.within(Place::Index(nth)))?;
            rule.suggestion = rule.suggestion.filter(|s| !s.is_empty());
            Ok(rule)
        };
        let all: Result<Vec<Rule>, Fault> = items.iter().enumerate().map(read).collect();
        Self::new(all?)
    }

    /// The JSON that [`Rules::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::json!(self.all)
    }

    /// Reads rules as text, one a line: `find => suggestion -- reason`, or `find -- reason` for one without a
    /// suggestion. `!` before it keeps a rule that is not used; lines with `#` and empty lines say nothing. Text that
    /// begins with `[` is read as JSON.
    ///
    /// # Errors
    /// The first line that cannot be used, with its number and why.
    pub fn from_text(text: &str) -> Result<Self, Fault> {
        if text.trim_start().starts_with('[') {
            let value: Value =
                serde_json::from_str(text).map_err(|e| Fault::here(format!("is no JSON: {e}")))?;
            return Self::from_json(&value);
        }
        let mut all = Vec::new();
        let mut lines = Vec::new();
        for (nth, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            all.push(Rule::from_line(line));
            lines.push(nth + 1);
        }
        Self::new(all).map_err(|fault| match fault.place.first() {
            Some(Place::Index(nth)) => Fault::here(format!(
                "line {}: {} {}",
                lines.get(*nth).copied().unwrap_or_default(),
                fault.place.get(1).map_or("rule", |place| match place {
                    Place::Key(key) => key.as_str(),
                    Place::Index(_) => "rule",
                }),
                fault.reason
            )),
            _ => fault,
        })
    }

    /// The text that [`Rules::from_text`] reads.
    #[must_use]
    pub fn to_text(&self) -> String {
        let line = |rule: &Rule| {
            let off = if rule.on { "" } else { "! " };
            let to = rule.suggestion.as_deref().map(|s| format!("{ARROW}{s}"));
            let why = Some(&rule.reason).filter(|reason| !reason.is_empty());
            let why = why.map(|reason| format!("{BECAUSE}{reason}"));
            format!(
                "{off}{}{}{}\n",
                rule.find,
                to.unwrap_or_default(),
                why.unwrap_or_default()
            )
        };
        self.all.iter().map(line).collect()
    }

    /// A list to start from, for newsrooms that write British English.
    #[must_use]
    pub fn british() -> Self {
        shipped(include_str!("../../house/british.txt"))
    }

    /// A list to start from, for newsrooms that write American English.
    #[must_use]
    pub fn american() -> Self {
        shipped(include_str!("../../house/american.txt"))
    }

    /// Finds what the rules mean in a text.
    pub(super) fn find(&self, text: &Text, nth: usize, hits: &mut Vec<Hit>) {
        let mut add = |of: usize, from: usize, to: usize, suggestion: Option<String>| {
            let rule = &self.all[of];
            if let Some(suggestion) = judge(text, from, to, rule, suggestion) {
                hits.push(Hit {
                    text: nth,
                    range: from..to,
                    rule: rule.find.clone(),
                    suggestion,
                    reason: rule.reason.clone(),
                });
            }
        };
        for (at, word) in text.text.unicode_word_indices() {
            // A word with an apostrophe is found by the part before it too: `Internet’s`.
            let word = straight(word);
            let stem = word.split('\'').next().filter(|stem| *stem != word);
            for start in [Some(word.as_str()), stem].into_iter().flatten() {
                for of in self.words.get(start).into_iter().flatten() {
                    let rule = &self.all[*of];
                    if let Some(len) = begins(&text.text[at..], &rule.find) {
                        add(*of, at, at + len, rule.suggestion.clone());
                    }
                }
            }
        }
        for (of, pattern) in &self.patterns {
            for found in pattern.captures_iter(&text.text) {
                let Some(all) = found.get(0).filter(|all| !all.is_empty()) else {
                    continue;
                };
                let suggestion = self.all[*of].suggestion.as_deref().map(|to| {
                    let mut made = String::new();
                    found.expand(to, &mut made);
                    made
                });
                add(*of, all.start(), all.end(), suggestion);
            }
        }
    }
}

impl Rule {
    fn from_line(line: &str) -> Self {
        let (on, line) = line
            .strip_prefix('!')
            .map_or((true, line), |rest| (false, rest.trim_start()));
        let (rule, reason) = line.split_once(BECAUSE).unwrap_or((line, ""));
        let (find, to) = rule.split_once(ARROW).unwrap_or((rule, ""));
        Self {
            find: find.trim().to_owned(),
            suggestion: Some(to.trim().to_owned()).filter(|to| !to.is_empty()),
            reason: reason.trim().to_owned(),
            on,
        }
    }

    /// Whether it is found in any case.
    fn is_any_case(&self) -> bool {
        match pattern(&self.find) {
            Some(source) => source.starts_with("(?i)"),
            None => !self.find.chars().any(char::is_uppercase),
        }
    }
}

fn shipped(text: &str) -> Rules {
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    Rules::from_text(text).expect("the rules that come with the program can be used")
}

/// What stands between the slashes.
fn pattern(find: &str) -> Option<&str> {
    find.strip_prefix('/')?
        .strip_suffix('/')
        .filter(|source| !source.is_empty())
}

fn compile(source: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(source)
        .size_limit(MAX_COMPILED)
        .nest_limit(50)
        .build();
    match built {
        Ok(pattern) if pattern.is_match("") => Err(format!(
            "is /{source}/, which also finds where nothing stands; let it ask for at least one letter"
        )),
        Ok(pattern) => Ok(pattern),
        Err(regex::Error::CompiledTooBig(_)) => Err(format!(
            "is /{source}/, which is too large a pattern; make it shorter or repeat less"
        )),
        Err(error) => {
            // The last line says what, the others draw where, which a single line cannot hold.
            let all = error.to_string();
            let last = all.lines().last().unwrap_or_default();
            Err(format!(
                "is /{source}/, which is no pattern: {}",
                last.trim_start_matches("error: ")
            ))
        }
    }
}

/// The first group that a suggestion names and its pattern does not have. The `regex` crate puts nothing there, and
/// takes `$1re` for a group of that name.
fn unknown_group(pattern: &Regex, suggestion: Option<&str>) -> Option<String> {
    let mut rest = suggestion?;
    while let Some((_, after)) = rest.split_once('$') {
        if let Some(after) = after.strip_prefix('$') {
            rest = after;
            continue;
        }
        let (name, after) = match after.strip_prefix('{').and_then(|s| s.split_once('}')) {
            Some(braced) => braced,
            None => {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                after.split_at(end.unwrap_or(after.len()))
            }
        };
        let known = match name.parse::<usize>() {
            Ok(number) => number < pattern.captures_len(),
            Err(_) => name.is_empty() || pattern.capture_names().flatten().any(|n| n == name),
        };
        if !known {
            return Some(name.to_owned());
        }
        rest = after;
    }
    None
}

/// Small letters and straight apostrophes.
fn straight(text: &str) -> String {
    text.to_lowercase().replace('’', "'")
}

/// How many bytes of a text are these words, up to a word's end. Any white space is a space.
fn begins(text: &str, find: &str) -> Option<usize> {
    let any_case = !find.chars().any(char::is_uppercase);
    let plain = |c: char| match c {
        '’' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let mut there = text.char_indices();
    for wanted in find.chars() {
        let (_, c) = there.next()?;
        let (c, wanted) = (plain(c), plain(wanted));
        if c != wanted && !(any_case && c.to_lowercase().eq(wanted.to_lowercase())) {
            return None;
        }
    }
    let end = there.next().map_or(text.len(), |(at, _)| at);
    let after: Vec<char> = text[end..].chars().take(3).collect();
    let in_word = |nth: usize| after.get(nth).is_some_and(|c| c.is_alphanumeric());
    let ends = match after.first() {
        // A possessive is the same word; `art’ll` is two that have grown together.
        Some('\'' | '’') => !in_word(1) || (after[1] == 's' && !in_word(2)),
        Some(c) => !in_word(0) && *c != '_',
        None => true,
    };
    ends.then_some(end)
}

/// Whether a rule means what it found here, and what it then suggests.
fn judge(
    text: &Text,
    from: usize,
    to: usize,
    rule: &Rule,
    suggestion: Option<String>,
) -> Option<Option<String>> {
    let found = &text.text[from..to];
    if text.is_code(&(from..to)) {
        return None;
    }
    let starts = text.starts_sentence(from);
    let has_capital = found.chars().next().is_some_and(char::is_uppercase);
    let any_case = rule.is_any_case();
    let shouted =
        has_capital && found.chars().count() > 1 && !found.chars().any(char::is_lowercase);
    // The common word is meant, and this is a name.
    if any_case && has_capital && !starts && !shouted {
        return None;
    }
    let suggestion = match suggestion {
        Some(to) if any_case && shouted => Some(to.to_uppercase()),
        Some(to) if any_case && has_capital => Some(capitalised(&to)),
        other => other,
    };
    let is_wording = suggestion
        .as_deref()
        .is_none_or(|to| !near::is_spelling(found, to));
    if is_wording && text.is_quoted(&(from..to)) {
        return None;
    }
    if let Some(to) = &suggestion {
        // A rule about capitals has nothing to say where a capital is due anyway.
        let due = starts && capitalised(to) == found;
        if to == found || due {
            return None;
        }
    }
    Some(suggestion)
}
