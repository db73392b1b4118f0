//! From the Yjs document to blocks and fields.

use serde_json::{Map, Number, Value, json};
use story::schema::SCHEMA;
use yrs::types::Attrs;
use yrs::types::text::YChange;
use yrs::{Any, GetString, Map as _, Out, ReadTxn, Text, Transact, Xml, XmlElementRef};
use yrs::{XmlFragment, XmlOut, XmlTextRef};

use super::canon::{self, join};
use super::{Paper, TEXTS};

/// What stands inside a node: words, joined where the document has them in pieces, or a node.
#[derive(Debug)]
pub(super) struct Token {
    /// How many of the document's children it is.
    pub(super) count: u32,
    pub(super) value: Piece,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// Runs of text.
    Words(Vec<Value>),
    Node(Value),
    /// A node that says nothing: one that must hold something and, two people having emptied it, does not.
    Nothing,
}

impl Paper {
    /// The story's values as the document has them: all fields, and `body`.
    ///
    /// What is missing has its default, null attributes are absent, marks are sorted, and an empty body is one empty
    /// paragraph. What the values of single fields are is for `story` to judge: an editor may have written
    /// anything there.
    #[must_use]
    pub fn read(&self) -> Map<String, Value> {
        let txn = self.doc.transact();
        let mut values = canon::defaults();
        for (name, text) in TEXTS.iter().zip(&self.texts) {
            values.insert((*name).to_owned(), text.get_string(&txn).into());
        }
        for (key, value) in self.fields.iter(&txn) {
            let Out::Any(value) = value else { continue };
            let value = plain(&value);
            if value.is_null() {
                continue;
            }
            if let Some(part) = key.strip_prefix("headlines.") {
                values["headlines"][part] = value;
            } else {
                values.insert(key.to_owned(), value);
            }
        }
        let blocks = content(tokens(&txn, &self.body));
        values.insert("body".into(), canon::body(blocks));
        values
    }
}

/// What stands inside a node or the body.
pub(super) fn tokens<T: ReadTxn>(txn: &T, parent: &impl XmlFragment) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for child in parent.children(txn) {
        match child {
            XmlOut::Text(text) => match tokens.last_mut() {
                Some(Token {
                    count,
                    value: Piece::Words(words),
                }) => {
                    *count += 1;
                    runs(txn, &text, words);
                }
                _ => {
                    let mut words = Vec::new();
                    runs(txn, &text, &mut words);
                    let value = Piece::Words(words);
                    tokens.push(Token { count: 1, value });
                }
            },
            XmlOut::Element(element) => {
                let value = node(txn, &element).map_or(Piece::Nothing, Piece::Node);
                tokens.push(Token { count: 1, value });
            }
            XmlOut::Fragment(_) => {
                let value = Piece::Nothing;
                tokens.push(Token { count: 1, value });
            }
        }
    }
    tokens
}

fn content(tokens: Vec<Token>) -> Vec<Value> {
    let mut content = Vec::new();
    for token in tokens {
        match token.value {
            Piece::Words(words) => words.into_iter().for_each(|run| join(&mut content, run)),
            Piece::Node(node) => content.push(node),
            Piece::Nothing => {}
        }
    }
    content
}

/// A node as the document has it; none where it says nothing.
pub(super) fn node<T: ReadTxn>(txn: &T, element: &XmlElementRef) -> Option<Value> {
    let name = element.try_tag()?;
    let rule = SCHEMA.nodes.get(&**name);
    let mut node = Map::new();
    node.insert("type".into(), (**name).into());
    let mut attrs = attributes(txn, element);
    for (key, rule) in rule.iter().flat_map(|rule| &rule.attrs) {
        if let (false, Some(default)) = (attrs.contains_key(key), &rule.default) {
            attrs.insert(key.clone(), default.clone());
        }
    }
    if !attrs.is_empty() || rule.is_some_and(|rule| !rule.attrs.is_empty()) {
        node.insert("attrs".into(), attrs.into());
    }
    let mut content = content(tokens(txn, element));
    if rule.is_some_and(|rule| !rule.marks) {
        content = unmarked(content);
    }
    if !content.is_empty() {
        node.insert("content".into(), content.into());
    } else if rule.is_some_and(|rule| rule.content.some) {
        return None;
    }
    Some(node.into())
}

fn unmarked(runs: Vec<Value>) -> Vec<Value> {
    let mut content = Vec::with_capacity(runs.len());
    for mut run in runs {
        if let Some(run) = run.as_object_mut() {
            run.remove("marks");
        }
        join(&mut content, run);
    }
    content
}

/// A node's attributes; null is absent.
pub(super) fn attributes<T: ReadTxn>(txn: &T, element: &XmlElementRef) -> Map<String, Value> {
    element
        .attributes(txn)
        .filter_map(|(key, value)| match value {
            Out::Any(value) => Some((key.to_owned(), plain(&value))),
            _ => None,
        })
        .filter(|(_, value)| !value.is_null())
        .collect()
}

/// The text of one XML text with its marks as the document names them, in order.
pub(super) fn spans<T: ReadTxn>(txn: &T, text: &XmlTextRef) -> Vec<(String, Option<Box<Attrs>>)> {
    text.diff(txn, YChange::identity)
        .into_iter()
        .filter_map(|span| match span.insert {
            Out::Any(Any::String(words)) => Some((words.to_string(), span.attributes)),
            _ => None,
        })
        .collect()
}

fn runs<T: ReadTxn>(txn: &T, text: &XmlTextRef, into: &mut Vec<Value>) {
    for (words, attrs) in spans(txn, text) {
        let marks = attrs.map(|attrs| marks(&attrs)).unwrap_or_default();
        let run = if marks.is_empty() {
            json!({"type": "text", "text": words})
        } else {
            json!({"type": "text", "text": words, "marks": marks})
        };
        join(into, run);
    }
}

/// The marks of a run, sorted: the document keeps them in a hash map. One of each kind, since y-prosemirror may
/// write the same mark under two names.
pub(super) fn marks(attrs: &Attrs) -> Vec<Value> {
    let mut keys: Vec<_> = attrs.iter().collect();
    keys.sort_by(|a, b| a.0.cmp(b.0));
    let mut marks: Vec<Value> = Vec::with_capacity(keys.len());
    for (key, value) in keys {
        let (name, value) = (super::mark_of(key), plain(value));
        if value.is_null() || marks.iter().any(|mark| mark["type"] == name) {
            continue;
        }
        let carries = |rule: &story::schema::MarkRule| !rule.attrs.is_empty();
        marks.push(match value {
            Value::Object(attrs) if SCHEMA.marks.get(name).is_none_or(carries) => {
                json!({"type": name, "attrs": attrs})
            }
            _ => json!({"type": name}),
        });
    }
    canon::sort(&mut marks);
    marks
}

/// A value of the document as JSON. Null inside an object is absent; a number without a fraction is whole, however
/// JavaScript sent it.
pub(super) fn plain(value: &Any) -> Value {
    match value {
        Any::Null | Any::Undefined | Any::Buffer(_) => Value::Null,
        Any::Bool(value) => Value::Bool(*value),
        Any::Number(yrs::Number::Int(number)) => (*number).into(),
        Any::Number(yrs::Number::Float(number)) => whole(*number),
        Any::String(words) => Value::String(words.to_string()),
        Any::Array(items) => items.iter().map(plain).collect(),
        Any::Map(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), plain(value)))
            .filter(|(_, value)| !value.is_null())
            .collect(),
    }
}

fn whole(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        Value::from(number as i64)
    } else {
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}
