//! `blocks.json` as a checker: the same file that makes the editor's schema.
//!
//! [`check`] walks a JSON value in reading order and stops at the first [`Fault`]. Nothing unknown passes: a
//! node, mark or attribute that the file does not name is refused, never dropped.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

mod fault;
mod values;

pub use fault::{Fault, Place};
pub(crate) use values::is_noncharacter;
pub use values::{safe_url, strings};

use values::{attrs, clean};

/// Deepest nesting of nodes. A list in a list in a list is 7 deep; more than this is an attack.
pub const MAX_DEPTH: usize = 24;

/// The schema, parsed once.
pub static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test parses it"
    )]
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
            of: names
                .split('|')
                .map(|n| n.trim().to_owned())
                .filter(|n| !n.is_empty())
                .collect(),
            some: text.ends_with('+'),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.of.is_empty() {
            f.write_str("nothing")
        } else {
            f.write_str(&self.of.join(" or "))
        }
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
        other => Err(Fault::at(
            "type",
            format!("is \"{other}\", but a body starts with \"doc\""),
        )),
    }
}

fn type_of(value: &Value) -> Result<&str, Fault> {
    let object = value
        .as_object()
        .ok_or_else(|| Fault::here("is not an object with a type"))?;
    match object.get("type") {
        Some(Value::String(name)) => Ok(name),
        Some(_) => Err(Fault::at("type", "is not a text")),
        None => Err(Fault::here("has no type")),
    }
}

fn node(value: &Value, marks_allowed: bool, depth: usize) -> Result<(), Fault> {
    let name = type_of(value)?;
    let rule = SCHEMA
        .nodes
        .get(name)
        .ok_or_else(|| Fault::at("type", format!("is \"{name}\", which is no known node")))?;
    if depth > MAX_DEPTH {
        return Err(Fault::here(format!("is nested more than {MAX_DEPTH} deep")));
    }
    let Some(object) = value.as_object() else {
        return Err(Fault::here("is not an object"));
    };
    let inline = rule.group.as_deref() == Some("inline");
    for (key, part) in object {
        let known = match key.as_str() {
            "type" => true,
            "attrs" => {
                !rule.attrs.is_empty()
                    || part.is_null()
                    || part.as_object().is_some_and(Map::is_empty)
            }
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
    content(object.get("content"), name, rule, depth)
        .map_err(|f| f.within(Place::Key("content".into())))
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
        Some(v) => v
            .as_array()
            .ok_or_else(|| Fault::here("is not a list of nodes"))?,
    };
    if items.is_empty() && rule.content.some {
        return Err(Fault::here(format!(
            "is empty, but a {name} needs at least one {}",
            rule.content
        )));
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
            let known = SCHEMA.nodes.get(kind).ok_or_else(|| {
                Fault::at("type", format!("is \"{kind}\", which is no known node"))
            })?;
            let fits = rule
                .content
                .of
                .iter()
                .any(|of| of == kind || Some(of) == known.group.as_ref());
            if !fits {
                return Err(Fault::at(
                    "type",
                    format!("is \"{kind}\", but a {name} holds {}", rule.content),
                ));
            }
            node(item, rule.marks, depth + 1)
        };
        check_one().map_err(|f: Fault| f.within(Place::Index(i)))?;
    }
    Ok(())
}

/// Whether content is one or more paragraphs and nothing else.
pub(crate) fn are_paragraphs(items: &[Value]) -> bool {
    !items.is_empty()
        && items
            .iter()
            .all(|item| item.get("type").and_then(Value::as_str) == Some("paragraph"))
}

fn marks(value: &Value, allowed: bool) -> Result<(), Fault> {
    let items = value
        .as_array()
        .ok_or_else(|| Fault::here("is not a list of marks"))?;
    if !allowed && !items.is_empty() {
        return Err(Fault::here("must be empty here"));
    }
    let mut seen: Vec<&str> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let check_one = || {
            let name = type_of(item)?;
            let rule = SCHEMA.marks.get(name).ok_or_else(|| {
                Fault::at("type", format!("is \"{name}\", which is no known mark"))
            })?;
            if let Some(key) = item
                .as_object()
                .and_then(|o| o.keys().find(|k| *k != "type" && *k != "attrs"))
            {
                return Err(Fault::at(key, format!("is not part of a {name} mark")));
            }
            attrs(item.get("attrs"), &rule.attrs)
                .map_err(|f| f.within(Place::Key("attrs".into())))?;
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
