//! From blocks and fields to the Yjs document.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use story::schema::SCHEMA;
use yrs::types::Attrs;
use yrs::{Any, Map as _, Text, Transact, TransactionMut, Xml, XmlElementPrelim};
use yrs::{XmlFragment, XmlTextPrelim};

use super::canon::{self, MARKS};
use super::rules::{Shape, fits};
use super::{Paper, TEXTS};

impl Paper {
    /// Writes canonical values into the empty document.
    pub(super) fn write(&mut self, values: &Map<String, Value>) {
        let mut txn = self.doc.transact_mut();
        for (name, text) in TEXTS.iter().zip(&self.texts) {
            if let Some(words) = values.get(*name).and_then(Value::as_str) {
                text.insert(&mut txn, 0, words);
            }
        }
        for (key, value) in canon::flat(values) {
            if !value.is_null() {
                self.fields.insert(&mut txn, key, any(&value));
            }
        }
        let blocks = values.get("body").map(children).unwrap_or_default();
        for (at, block) in blocks.iter().enumerate() {
            element(&mut txn, &self.body, at as u32, block);
        }
    }
}

/// What stands inside a node.
pub(super) fn children(node: &Value) -> &[Value] {
    match node.get("content") {
        Some(Value::Array(content)) => content,
        _ => &[],
    }
}

/// Inserts a node that is not text.
pub(super) fn element(
    txn: &mut TransactionMut<'_>,
    parent: &impl XmlFragment,
    at: u32,
    node: &Value,
) {
    let name = node.get("type").and_then(Value::as_str).unwrap_or_default();
    let element = parent.insert(txn, at, XmlElementPrelim::empty(name));
    if let Some(Value::Object(attrs)) = node.get("attrs") {
        for (key, value) in attrs.iter().filter(|(_, value)| !value.is_null()) {
            element.insert_attribute(txn, key.as_str(), any(value));
        }
    }
    let mut at = 0;
    let mut rest = children(node);
    while let Some(child) = rest.first() {
        let count = rest.iter().take_while(|child| is_text(child)).count();
        if count > 0 {
            text(txn, &element, at, &rest[..count]);
        } else {
            self::element(txn, &element, at, child);
        }
        rest = &rest[count.max(1)..];
        at += 1;
    }
    // Two people who begin to write here meet in one text; see `desk/src/editor/onetext.ts`.
    if at == 0 && fits(Shape::Element(SCHEMA.nodes.get(name)), "text") {
        element.insert(txn, 0, XmlTextPrelim::new(""));
    }
}

/// Whether a node is a run of text.
pub(super) fn is_text(node: &Value) -> bool {
    node.get("type").and_then(Value::as_str) == Some("text")
}

/// The words of a run.
pub(super) fn words(run: &Value) -> &str {
    run.get("text").and_then(Value::as_str).unwrap_or_default()
}

/// Inserts runs as one text.
///
/// First the words, then mark by mark in a fixed order: the library goes through several marks at once in the order
/// of a hash map, and the same values must make the same structs.
pub(super) fn text(
    txn: &mut TransactionMut<'_>,
    parent: &impl XmlFragment,
    at: u32,
    runs: &[Value],
) {
    let text = parent.insert(txn, at, XmlTextPrelim::new(""));
    let whole: String = runs.iter().map(words).collect();
    text.insert(txn, 0, &whole);
    let marked: Vec<(u32, Attrs)> = runs.iter().map(|r| (units(words(r)), attrs(r))).collect();
    for name in MARKS.into_iter().rev() {
        let mut start = 0;
        for same in marked.chunk_by(|a, b| a.1.get(name) == b.1.get(name)) {
            let len = same.iter().map(|run| run.0).sum();
            if let Some(value) = same[0].1.get(name) {
                let mark = Attrs::from([(Arc::from(name), value.clone())]);
                text.format(txn, start, len, mark);
            }
            start += len;
        }
    }
}

/// How long a text is for Yjs.
pub(super) fn units(words: &str) -> u32 {
    words.chars().map(|c| c.len_utf16() as u32).sum()
}

/// The marks of a run as Yjs keeps them.
pub(super) fn attrs(run: &Value) -> Attrs {
    let Some(Value::Array(marks)) = run.get("marks") else {
        return Attrs::new();
    };
    marks
        .iter()
        .filter_map(|mark| {
            let name = mark.get("type")?.as_str()?;
            let value = mark.get("attrs").map_or_else(empty, any);
            Some((Arc::from(name), value))
        })
        .collect()
}

fn empty() -> Any {
    Any::Map(Arc::new(HashMap::new()))
}

/// A JSON value for the document. Whole numbers stay whole: JavaScript would have no other kind.
pub(super) fn any(value: &Value) -> Any {
    match value {
        Value::Null => Any::Null,
        Value::Bool(value) => Any::Bool(*value),
        Value::Number(number) => number.as_i64().map_or_else(
            || Any::from(number.as_f64().unwrap_or_default()),
            |whole| Any::Number(yrs::Number::Int(whole)),
        ),
        Value::String(words) => Any::String(Arc::from(words.as_str())),
        Value::Array(items) => Any::Array(items.iter().map(any).collect()),
        Value::Object(map) => Any::Map(Arc::new(
            map.iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), any(value)))
                .collect(),
        )),
    }
}
