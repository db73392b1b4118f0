//! How each word of a news text is said: numbers, money, dates, times, scores, titles and addresses become words, and what
//! cannot be said is left out.
//!
//! A list of rules is tried, the most particular first; each sees the text around what it has found and may leave it to
//! the rules that follow. What no rule has taken is a plain word. Every piece knows which letters of the text it is for,
//! so that those can be shown while it is heard. No digit is ever left: a voice would swallow it. Reach: strings only.

mod clock;
mod counts;
mod dates;
mod marks;
mod money;
mod names;
mod numbers;
mod rest;

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::English;

/// A piece of a text and how it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The bytes of the text that it is for.
    pub at: Range<usize>,
    /// Words parted by spaces; or one mark of punctuation, which is a pause.
    pub words: String,
}

/// A word in which a digit is left that nobody knows how to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid(pub String);

impl fmt::Display for Unsaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Nobody knows how to say \"{}\". Write it in words.",
            self.0
        )
    }
}

/// What a rule has found, and what stands around it.
struct Seen<'t> {
    found: Captures<'t>,
    before: &'t str,
    after: &'t str,
    english: English,
}

impl Seen<'_> {
    /// What a named group holds; empty if it holds nothing.
    fn get(&self, name: &str) -> &str {
        self.found.name(name).map_or("", |found| found.as_str())
    }

    /// Whether a named group holds something.
    fn has(&self, name: &str) -> bool {
        self.found.name(name).is_some_and(|found| !found.is_empty())
    }

    fn british(&self) -> bool {
        self.english == English::British
    }

    /// The word before, in small letters, if nothing but a space is between.
    fn word_before(&self) -> String {
        let before = self.before.trim_end_matches([' ', '\u{a0}']);
        let from = before.rfind(|c: char| !c.is_alphabetic() && c != '\'' && c != '’' && c != '.');
        let word = &before[from.map_or(0, |at| {
            at + before[at..].chars().next().map_or(1, char::len_utf8)
        })..];
        word.trim_end_matches('.').to_lowercase()
    }

    /// The word after, as it is written, if nothing but a space or a hyphen is between.
    fn word_after(&self) -> &str {
        let after = self.after.trim_start_matches([' ', '\u{a0}', '-']);
        let to = after.find(|c: char| !c.is_alphabetic() && c != '\'' && c != '’');
        &after[..to.unwrap_or(after.len())]
    }

    fn number(&self, name: &str) -> Option<String> {
        numbers::number(self.get(name), self.english)
    }
}

/// What is found, and how it is said: none leaves it to the rules that follow.
struct Rule {
    pattern: Regex,
    say: fn(&Seen<'_>) -> Option<String>,
}

/// A number as newspapers write it.
const NUMBER: &str = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)";
/// What parts the ends of a range.
const TO: &str = r"\s?[-–—]\s?";

/// A rule; `N` in the pattern is a number, `TO` what parts the ends of a range.
#[expect(
    clippy::expect_used,
    reason = "each pattern stands in this crate, and every test builds all of them"
)]
fn rule(pattern: &str, say: fn(&Seen<'_>) -> Option<String>) -> Rule {
    let pattern = pattern.replace("{N}", NUMBER).replace("{TO}", TO);
    Rule {
        pattern: Regex::new(&pattern).expect("a pattern of this crate"),
        say,
    }
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let mut all = marks::addresses();
    all.extend(rest::telephones());
    all.extend(dates::rules());
    all.extend(clock::rules());
    all.extend(money::rules());
    all.extend(counts::rules());
    all.extend(names::rules());
    all.extend(rest::rules());
    all
});

/// Says a text: one paragraph or less.
///
/// # Errors
/// [`Unsaid`] for a digit of a script that is not known here.
pub fn say(text: &str, english: English) -> Result<Vec<Said>, Unsaid> {
    let mut pieces: Vec<(Range<usize>, Option<String>)> = vec![(0..text.len(), None)];
    for rule in RULES.iter() {
        let mut next = Vec::with_capacity(pieces.len());
        for (range, said) in pieces {
            if said.is_some() {
                next.push((range, said));
            } else {
                claim(text, english, rule, range, &mut next);
            }
        }
        pieces = next;
    }
    let mut all: Vec<Said> = Vec::new();
    for (range, said) in pieces {
        match said {
            Some(words) if words.is_empty() => {}
            Some(words) => all.push(Said { at: range, words }),
            None => marks::plain(text, range, english, &mut all),
        }
    }
    if let Some(left) = all
        .iter()
        .find(|said| said.words.chars().any(char::is_numeric))
    {
        return Err(Unsaid(text[left.at.clone()].to_owned()));
    }
    Ok(tidy(all))
}

/// Has a rule take what it can of a part of the text that nobody has taken.
fn claim(
    text: &str,
    english: English,
    rule: &Rule,
    range: Range<usize>,
    next: &mut Vec<(Range<usize>, Option<String>)>,
) {
    let (mut from, mut at) = (range.start, range.start);
    while at < range.end {
        let Some(found) = rule.pattern.captures_at(&text[..range.end], at) else {
            break;
        };
        let Some(whole) = found.get(0).map(|m| m.range()) else {
            break;
        };
        let (before, after) = (&text[..whole.start], &text[whole.end..]);
        let step = text[whole.start..].chars().next().map_or(1, char::len_utf8);
        let stands = whole.start >= from && stands_alone(before, &text[whole.clone()], after);
        let seen = Seen {
            found,
            before,
            after,
            english,
        };
        match stands.then(|| (rule.say)(&seen)).flatten() {
            Some(words) => {
                if whole.start > from {
                    next.push((from..whole.start, None));
                }
                (from, at) = (whole.end, whole.end);
                next.push((whole, Some(words)));
            }
            None => at = whole.start + step,
        }
    }
    if from < range.end {
        next.push((from..range.end, None));
    }
}

/// Whether what was found is not the middle of a longer word or number.
fn stands_alone(before: &str, found: &str, after: &str) -> bool {
    let (first, last) = (found.chars().next(), found.chars().next_back());
    let mut left = before.chars().rev();
    let mut right = after.chars();
    let (left, beyond_left) = (left.next(), left.next());
    let (right, beyond_right) = (right.next(), right.next());
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let point = |c: Option<char>| matches!(c, Some('.' | ','));
    if is_word(first) && is_word(left) || is_word(last) && is_word(right) {
        return false;
    }
    if is_digit(first) && point(left) && is_digit(beyond_left) {
        return false;
    }
    !(is_digit(last) && point(right) && is_digit(beyond_right))
}

/// No pause follows a pause, none begins a text.
fn tidy(all: Vec<Said>) -> Vec<Said> {
    let is_pause =
        |said: &Said| said.words.len() <= 1 && !said.words.chars().any(char::is_alphanumeric);
    let mut out: Vec<Said> = Vec::with_capacity(all.len());
    for said in all {
        match out.last_mut() {
            None if is_pause(&said) => {}
            Some(last) if is_pause(last) && is_pause(&said) => {
                // The longer pause stays.
                if matches!(said.words.as_str(), "." | "?" | "!") {
                    last.words = said.words;
                }
            }
            _ => out.push(said),
        }
    }
    out
}

/// All of it as one text, as a reader would write down what is heard.
#[must_use]
pub fn text_of(said: &[Said]) -> String {
    joined(said).0
}

/// The same, and which bytes of it each piece is.
#[must_use]
pub fn joined(said: &[Said]) -> (String, Vec<Range<usize>>) {
    let (mut text, mut ranges) = (String::new(), Vec::with_capacity(said.len()));
    for piece in said {
        let is_word = piece.words.starts_with(char::is_alphanumeric);
        if !text.is_empty() && is_word {
            text.push(' ');
        }
        let from = text.len();
        text += &piece.words;
        ranges.push(from..text.len());
    }
    (text, ranges)
}
