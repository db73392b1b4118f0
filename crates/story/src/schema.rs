//! `blocks.json` as a checker: the same file that makes the editor's schema.
//!
//! [`check`] walks a JSON value in reading order and stops at the first [`Fault`]. Nothing unknown passes: a
//! node, mark or attribute that the file does not name is refused, never dropped.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::fields::{MAX_ITEMS, MAX_LINE, MAX_TEXT};

/// Deepest nesting of nodes. A list in a list in a list is 7 deep; more than this is an attack.
pub const MAX_DEPTH: usize = 24;

/// One step from a value to a value inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Into an object.
    Key(String),
    /// Into an array.
    Index(usize),
}

/// What is wrong with a value, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {reason}", self.path())]
pub struct Fault {
    /// The way from the value that was checked to the place of the fault.
    pub place: Vec<Place>,
    /// What is wrong there, as the end of a sentence that begins with the place.
    pub reason: String,
}

impl Fault {
    /// A fault of the value itself.
    pub fn here(reason: impl Into<String>) -> Self {
        Self { place: Vec::new(), reason: reason.into() }
    }

    /// A fault of one field of the value.
    pub fn at(key: &str, reason: impl Into<String>) -> Self {
        Self { place: vec![Place::Key(key.to_owned())], reason: reason.into() }
    }

    /// The same fault seen from one step further out.
    #[must_use]
    pub fn within(mut self, step: Place) -> Self {
        self.place.insert(0, step);
        self
    }

    /// The place as a JSON path (RFC 9535): `$.content[3].attrs.level`.
    #[must_use]
    pub fn path(&self) -> String {
        self.place.iter().fold("$".to_owned(), |path, step| match step {
            Place::Key(key) => format!("{path}.{key}"),
            Place::Index(i) => format!("{path}[{i}]"),
        })
    }

    /// The place as a JSON pointer (RFC 6901), `/content/3/attrs/level`; empty for the value itself.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.place.iter().fold(String::new(), |path, step| match step {
            Place::Key(key) => format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")),
            Place::Index(i) => format!("{path}/{i}"),
        })
    }
}

/// The schema, parsed once.
pub static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program and a test parses it")]
    serde_json::from_str(include_str!("../blocks.json")).expect("blocks.json is a schema")
});

/// All nodes and marks of the document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Raised when a document of the old schema would not pass the new one.
    pub version: u32,
    /// By type name.
    pub nodes: BTreeMap<String, NodeRule>,
    /// By type name.
    pub marks: BTreeMap<String, MarkRule>,
}

/// What one node may hold and carry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeRule {
    /// `block` or `inline`.
    #[serde(default)]
    pub group: Option<String>,
    /// A ProseMirror content expression of the simple kind: names, `|`, and `*` or `+` at the end.
    #[serde(default)]
    pub content: Expression,
    /// False where text inside may carry no marks.
    #[serde(default = "yes")]
    pub marks: bool,
    /// By name.
    #[serde(default)]
    pub attrs: BTreeMap<String, AttrRule>,
}

fn yes() -> bool {
    true
}

/// What one mark carries.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkRule {
    /// By name.
    #[serde(default)]
    pub attrs: BTreeMap<String, AttrRule>,
}

/// What one attribute may be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttrRule {
    /// The kind of value.
    #[serde(rename = "type")]
    pub kind: AttrKind,
    /// Whether it may be missing or null.
    #[serde(default)]
    pub required: bool,
    /// What a missing one means.
    #[serde(default)]
    pub default: Option<Value>,
    /// Smallest integer.
    #[serde(default)]
    pub min: Option<i64>,
    /// Largest integer.
    #[serde(default)]
    pub max: Option<i64>,
    /// The words of a choice.
    #[serde(default)]
    pub of: Vec<String>,
}

/// Kinds of attribute values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttrKind {
    /// One line of text.
    Line,
    /// Several lines of text.
    Text,
    /// A short machine word: letters, digits and `-_.:/`.
    Name,
    /// A whole number between `min` and `max`.
    Integer,
    /// True or false.
    Boolean,
    /// An address that is safe in a link, see [`safe_url`].
    Url,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// One of `of`.
    Choice,
    /// Story numbers and `{url, headline}` objects.
    Stories,
}

/// `block+`, `(paragraph | list)*`, or nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "String")]
pub struct Expression {
    /// Node names or group names.
    pub of: Vec<String>,
    /// True where at least one is needed.
    pub some: bool,
}

impl From<String> for Expression {
    fn from(text: String) -> Self {
        let names = text.trim_end_matches(['*', '+']).trim_matches(['(', ')']);
        Self {
            of: names.split('|').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect(),
            some: text.ends_with('+'),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.of.is_empty() { f.write_str("nothing") } else { f.write_str(&self.of.join(" or ")) }
    }
}

/// Checks a whole document.
///
/// One thing passes that the schema does not name: a table cell of paragraphs, see [`crate::Doc::parse`].
///
/// # Errors
/// The first fault in reading order.
pub fn check(value: &Value) -> Result<(), Fault> {
    match type_of(value)? {
        "doc" => node(value, true, 0),
        other => Err(Fault::at("type", format!("is \"{other}\", but a body starts with \"doc\""))),
    }
}

fn type_of(value: &Value) -> Result<&str, Fault> {
    let object = value.as_object().ok_or_else(|| Fault::here("is not an object with a type"))?;
    match object.get("type") {
        Some(Value::String(name)) => Ok(name),
        Some(_) => Err(Fault::at("type", "is not a text")),
        None => Err(Fault::here("has no type")),
    }
}

fn node(value: &Value, marks_allowed: bool, depth: usize) -> Result<(), Fault> {
    let name = type_of(value)?;
    let rule = SCHEMA.nodes.get(name).ok_or_else(|| Fault::at("type", format!("is \"{name}\", which is no known node")))?;
    if depth > MAX_DEPTH {
        return Err(Fault::here(format!("is nested more than {MAX_DEPTH} deep")));
    }
    let Some(object) = value.as_object() else { return Err(Fault::here("is not an object")) };
    let inline = rule.group.as_deref() == Some("inline");
    for (key, part) in object {
        let known = match key.as_str() {
            "type" => true,
            "attrs" => !rule.attrs.is_empty() || part.is_null() || part.as_object().is_some_and(Map::is_empty),
            "content" => !rule.content.of.is_empty() || part.as_array().is_some_and(Vec::is_empty),
            "text" => name == "text",
            "marks" => inline || part.as_array().is_some_and(Vec::is_empty),
            _ => false,
        };
        if !known {
            return Err(Fault::at(key, format!("is not part of a {name}")));
        }
    }
    if name == "text" {
        text(object.get("text"))?;
    }
    attrs(object.get("attrs"), &rule.attrs).map_err(|f| f.within(Place::Key("attrs".into())))?;
    if let Some(marks) = object.get("marks") {
        self::marks(marks, marks_allowed).map_err(|f| f.within(Place::Key("marks".into())))?;
    }
    content(object.get("content"), name, rule, depth).map_err(|f| f.within(Place::Key("content".into())))
}

fn text(value: Option<&Value>) -> Result<(), Fault> {
    let words = value
        .ok_or_else(|| Fault::here("has no text"))?
        .as_str()
        .ok_or_else(|| Fault::at("text", "is not a text"))?;
    if words.is_empty() {
        return Err(Fault::at("text", "is empty; leave the node out instead"));
    }
    clean(words).map_err(|f| f.within(Place::Key("text".into())))
}

fn content(value: Option<&Value>, name: &str, rule: &NodeRule, depth: usize) -> Result<(), Fault> {
    let none = Vec::new();
    let items = match value {
        None => &none,
        Some(v) => v.as_array().ok_or_else(|| Fault::here("is not a list of nodes"))?,
    };
    if items.is_empty() && rule.content.some {
        return Err(Fault::here(format!("is empty, but a {name} needs at least one {}", rule.content)));
    }
    // Other editors write a cell as paragraphs. `Doc::parse` makes lines of them, but only once the fault, if there is
    // one, could be named at its place in what was sent.
    let lines = name == "table_cell" && are_paragraphs(items);
    for (i, item) in items.iter().enumerate() {
        let check_one = || {
            let kind = type_of(item)?;
            if lines {
                return node(item, rule.marks, depth + 1);
            }
            let known = SCHEMA
                .nodes
                .get(kind)
                .ok_or_else(|| Fault::at("type", format!("is \"{kind}\", which is no known node")))?;
            let fits = rule.content.of.iter().any(|of| of == kind || Some(of) == known.group.as_ref());
            if !fits {
                return Err(Fault::at("type", format!("is \"{kind}\", but a {name} holds {}", rule.content)));
            }
            node(item, rule.marks, depth + 1)
        };
        check_one().map_err(|f: Fault| f.within(Place::Index(i)))?;
    }
    Ok(())
}

/// Whether content is one or more paragraphs and nothing else.
pub(crate) fn are_paragraphs(items: &[Value]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.get("type").and_then(Value::as_str) == Some("paragraph"))
}

fn marks(value: &Value, allowed: bool) -> Result<(), Fault> {
    let items = value.as_array().ok_or_else(|| Fault::here("is not a list of marks"))?;
    if !allowed && !items.is_empty() {
        return Err(Fault::here("must be empty here"));
    }
    let mut seen: Vec<&str> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let check_one = || {
            let name = type_of(item)?;
            let rule =
                SCHEMA.marks.get(name).ok_or_else(|| Fault::at("type", format!("is \"{name}\", which is no known mark")))?;
            if let Some(key) = item.as_object().and_then(|o| o.keys().find(|k| *k != "type" && *k != "attrs")) {
                return Err(Fault::at(key, format!("is not part of a {name} mark")));
            }
            attrs(item.get("attrs"), &rule.attrs).map_err(|f| f.within(Place::Key("attrs".into())))?;
            Ok(name)
        };
        let name = check_one().map_err(|f: Fault| f.within(Place::Index(i)))?;
        if seen.contains(&name) {
            return Err(Fault::here(format!("names \"{name}\" twice")).within(Place::Index(i)));
        }
        seen.push(name);
    }
    Ok(())
}

fn attrs(value: Option<&Value>, rules: &BTreeMap<String, AttrRule>) -> Result<(), Fault> {
    let none = Map::new();
    let given = match value {
        None | Some(Value::Null) => &none,
        Some(v) => v.as_object().ok_or_else(|| Fault::here("is not an object"))?,
    };
    for (name, value) in given {
        let rule = rules.get(name).ok_or_else(|| Fault::at(name, "is no known attribute here"))?;
        if value.is_null() && !rule.required && rule.default.is_none() {
            continue;
        }
        rule.check(value).map_err(|f| f.within(Place::Key(name.clone())))?;
    }
    if let Some((name, _)) = rules.iter().find(|(name, rule)| rule.required && !given.contains_key(*name)) {
        return Err(Fault::at(name, "is missing"));
    }
    Ok(())
}

impl AttrRule {
    fn check(&self, value: &Value) -> Result<(), Fault> {
        let wrong = |what: &str| Fault::here(format!("is not {what}"));
        let string = || value.as_str().ok_or_else(|| wrong("a text"));
        match self.kind {
            AttrKind::Boolean => value.as_bool().map(|_| ()).ok_or_else(|| wrong("true or false")),
            AttrKind::Integer => {
                let (min, max) = (self.min.unwrap_or(i64::MIN), self.max.unwrap_or(i64::MAX));
                match value.as_i64() {
                    Some(n) if (min..=max).contains(&n) => Ok(()),
                    Some(_) if self.max.is_some() => Err(Fault::here(format!("is not between {min} and {max}"))),
                    _ => Err(wrong("a whole number that is allowed here")),
                }
            }
            AttrKind::Line => short(string()?, MAX_LINE),
            AttrKind::Text => short(string()?, MAX_TEXT),
            AttrKind::Name => {
                let name = string()?;
                let plain = |c: char| c.is_alphanumeric() || "-_.:/+# ".contains(c);
                if name.chars().count() <= 120 && name.chars().all(plain) {
                    Ok(())
                } else {
                    Err(wrong("a short name of letters, digits and -_.:/"))
                }
            }
            AttrKind::Url => url(string()?),
            AttrKind::Date => {
                if is_day(string()?) { Ok(()) } else { Err(wrong("a day such as 2023-06-19")) }
            }
            AttrKind::Choice => {
                let word = string()?;
                if self.of.iter().any(|o| o == word) { Ok(()) } else { Err(wrong(&format!("one of {}", self.of.join(", ")))) }
            }
            AttrKind::Stories => stories(value),
        }
    }
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`, as HTML's `<time>` takes it.
fn is_day(text: &str) -> bool {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    shaped && year > 0 && (1..=last).contains(&day)
}

fn stories(value: &Value) -> Result<(), Fault> {
    let items = value.as_array().ok_or_else(|| Fault::here("is not a list of stories"))?;
    if items.len() > MAX_ITEMS {
        return Err(Fault::here(format!("holds more than {MAX_ITEMS} stories")));
    }
    for (i, item) in items.iter().enumerate() {
        let check_one = || {
            if item.as_i64().is_some_and(|n| n > 0) {
                return Ok(());
            }
            let page = item.as_object().ok_or_else(|| Fault::here("is neither a story's number nor {url, headline}"))?;
            if let Some(key) = page.keys().find(|k| *k != "url" && *k != "headline") {
                return Err(Fault::at(key, "is no part of {url, headline}"));
            }
            let headline = page.get("headline").and_then(Value::as_str).ok_or_else(|| Fault::at("headline", "is missing"))?;
            short(headline, MAX_LINE).map_err(|f| f.within(Place::Key("headline".into())))?;
            match page.get("url") {
                None | Some(Value::Null) => Ok(()),
                Some(Value::String(u)) => url(u).map_err(|f| f.within(Place::Key("url".into()))),
                Some(_) => Err(Fault::at("url", "is not a text")),
            }
        };
        check_one().map_err(|f: Fault| f.within(Place::Index(i)))?;
    }
    Ok(())
}

fn short(words: &str, most: usize) -> Result<(), Fault> {
    if words.chars().count() > most {
        return Err(Fault::here(format!("is longer than {most} characters")));
    }
    clean(words)
}

fn url(address: &str) -> Result<(), Fault> {
    if safe_url(address) {
        Ok(())
    } else {
        Err(Fault::here("is not an address that a link may have: http, https, mailto, tel or a path on this site"))
    }
}

/// Whether an address may stand in a link: `http:`, `https:`, `mailto:`, `tel:`, a path on this site or a fragment.
/// No white space or control characters, which browsers would strip and so find another scheme.
#[must_use]
pub fn safe_url(address: &str) -> bool {
    if address.is_empty() || address.len() > 4_000 || address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return false;
    }
    let named = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| {
        address.len() > scheme.len() && address.as_bytes()[..scheme.len()].eq_ignore_ascii_case(scheme.as_bytes())
    });
    named || (address.starts_with('/') && !address.starts_with("//")) || address.starts_with('#')
}

/// Refuses characters that have no meaning in a story: control characters, one of which (NUL) a database cannot keep,
/// and Unicode's noncharacters, which neither HTML nor the XML of the feeds may hold.
fn clean(words: &str) -> Result<(), Fault> {
    let bad = |c: &char| (c.is_control() && !matches!(c, '\n' | '\t')) || is_noncharacter(*c);
    match words.chars().find(bad) {
        Some(c) => Err(Fault::here(format!("holds the control character U+{:04X}; leave it out", u32::from(c)))),
        None => Ok(()),
    }
}

/// Whether Unicode promises that a code point never means anything (Unicode 16, section 23.7).
pub(crate) fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Refuses control characters in every text inside a value.
///
/// # Errors
/// The first text that holds one.
pub fn strings(value: &Value) -> Result<(), Fault> {
    match value {
        Value::String(s) => clean(s),
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(i, v)| strings(v).map_err(|f| f.within(Place::Index(i))))
        }
        Value::Object(map) => {
            map.iter().try_for_each(|(k, v)| strings(v).map_err(|f| f.within(Place::Key(k.clone()))))
        }
        _ => Ok(()),
    }
}
