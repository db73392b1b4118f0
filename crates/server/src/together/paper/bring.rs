//! Changing a document that people have open, with as few edits as can be.
//!
//! A document that lives is never written anew: an editor that comes back would bring the old one with it, and the
//! story would stand there twice. So what differs is found, from the blocks down to the characters, and only that is
//! edited; what colleagues write elsewhere at the same time stays.

use std::sync::Arc;

use serde_json::{Map, Value};
use yrs::types::Attrs;
use yrs::{Any, GetString, Map as _, Text, Transact, TransactionMut, Xml, XmlElementRef};
use yrs::{XmlFragment, XmlOut, XmlTextRef};

use super::align::{self, Step, common};
use super::read::{self, Piece, tokens};
use super::write::{any, attrs, children, element, is_text, text, units, words};
use super::{Paper, PaperError, TEXTS, canon};

impl Paper {
    /// Changes the document so that [`Self::read`] gives these values; fields that are not among them stay. Gives
    /// the update to send to everybody who has the document open, which the log needs too.
    ///
    /// # Errors
    /// [`PaperError::Fault`] where the values are no story's, [`PaperError::TooLarge`] before anything is changed,
    /// [`PaperError::Broken`] as [`Self::apply`].
    pub fn bring(&mut self, values: &Map<String, Value>) -> Result<Vec<u8>, PaperError> {
        if let Some(words) = &self.broken {
            return Err(PaperError::Broken(words.clone()));
        }
        let values = canon::canonical(values)?;
        // A bound from above of what the edits can add, without making them.
        self.make_room(Value::Object(values.clone()).to_string().len() / 2, 0)?;
        let now = self.read();
        let mut txn = self.doc.transact_mut();
        for (name, text) in TEXTS.iter().zip(&self.texts) {
            if let Some(words) = values.get(*name).and_then(Value::as_str) {
                let old = text.get_string(&txn);
                bring_words(&mut txn, text, &old, words, |txn, at, new| {
                    text.insert(txn, at, new);
                });
            }
        }
        let old: Map<String, Value> = canon::flat(&now).into_iter().collect();
        for (key, value) in canon::flat(&values) {
            if old.get(&key) == Some(&value) {
                continue;
            }
            if value.is_null() {
                self.fields.remove(&mut txn, &key);
            } else {
                self.fields.insert(&mut txn, key, any(&value));
            }
        }
        if let Some(body) = values.get("body") {
            bring_children(&mut txn, &self.body, children(body));
        }
        let update = txn.encode_update_v1();
        drop(txn);
        self.enter_own(&update)?;
        Ok(update)
    }
}

/// The wanted content of a node in pieces, as [`tokens`] gives the present one.
fn pieces(nodes: &[Value]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for node in nodes {
        match pieces.last_mut() {
            Some(Piece::Words(words)) if is_text(node) => words.push(node.clone()),
            _ if is_text(node) => pieces.push(Piece::Words(vec![node.clone()])),
            _ => pieces.push(Piece::Node(node.clone())),
        }
    }
    pieces
}

fn bring_children<F: XmlFragment>(txn: &mut TransactionMut<'_>, parent: &F, nodes: &[Value]) {
    let (old, new) = (tokens(txn, parent), pieces(nodes));
    // What is emptied keeps the text that people write in.
    if let ([only], true, Some(XmlOut::Text(text))) = (&old[..], new.is_empty(), parent.get(txn, 0))
    {
        if only.count > 1 {
            parent.remove_range(txn, 1, only.count - 1);
        }
        return bring_text(txn, &text, &[]);
    }
    let steps = align::steps(
        (old.len(), new.len()),
        |i, j| old[i].value == new[j],
        |i, j| match (&old[i].value, &new[j]) {
            (Piece::Words(_), Piece::Words(_)) => true,
            (Piece::Node(a), Piece::Node(b)) => a["type"] == b["type"],
            _ => false,
        },
    );
    let mut at = 0;
    for step in steps {
        match step {
            Step::Keep(i) => at += old[i].count,
            Step::Remove(i) => parent.remove_range(txn, at, old[i].count),
            Step::Insert(j) => {
                match &new[j] {
                    Piece::Words(runs) => text(txn, parent, at, runs),
                    Piece::Node(node) => element(txn, parent, at, node),
                    Piece::Nothing => continue,
                }
                at += 1;
            }
            Step::Change(i, j) => {
                match (parent.get(txn, at), &new[j]) {
                    (Some(XmlOut::Text(text)), Piece::Words(runs)) => {
                        if old[i].count > 1 {
                            parent.remove_range(txn, at + 1, old[i].count - 1);
                        }
                        bring_text(txn, &text, runs);
                    }
                    (Some(XmlOut::Element(element)), Piece::Node(node)) => {
                        bring_attributes(txn, &element, node.get("attrs"));
                        bring_children(txn, &element, children(node));
                    }
                    _ => {}
                }
                at += 1;
            }
        }
    }
}

fn bring_attributes(txn: &mut TransactionMut<'_>, element: &XmlElementRef, wanted: Option<&Value>) {
    let old = read::attributes(txn, element);
    let none = Map::new();
    let new = wanted.and_then(Value::as_object).unwrap_or(&none);
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        element.remove_attribute(txn, key);
    }
    for (key, value) in new
        .iter()
        .filter(|(key, value)| old.get(*key) != Some(value))
    {
        element.insert_attribute(txn, key.as_str(), any(value));
    }
}

/// Replaces what lies between the common start and end of two texts.
fn bring_words(
    txn: &mut TransactionMut<'_>,
    text: &impl Text,
    old: &str,
    new: &str,
    insert: impl FnOnce(&mut TransactionMut<'_>, u32, &str),
) {
    let (head, tail) = common(old, new);
    let at = units(&old[..head]);
    let gone = units(&old[head..old.len() - tail]);
    if gone > 0 {
        text.remove_range(txn, at, gone);
    }
    if head + tail < new.len() {
        insert(txn, at, &new[head..new.len() - tail]);
    }
}

/// Brings first the words, then the marks.
fn bring_text(txn: &mut TransactionMut<'_>, text: &XmlTextRef, runs: &[Value]) {
    let old: String = read::spans(txn, text).into_iter().map(|(s, _)| s).collect();
    let new: String = runs.iter().map(words).collect();
    bring_words(txn, text, &old, &new, |txn, at, new| {
        text.insert(txn, at, new);
    });
    let mut wanted = runs.iter().map(|run| (units(words(run)), run));
    let Some((mut left, mut run)) = wanted.next() else {
        return;
    };
    let mut at = 0;
    for (span, has) in read::spans(txn, text) {
        let has = has.unwrap_or_default();
        let mut rest = units(&span);
        while rest > 0 {
            if left == 0 {
                match wanted.next() {
                    Some(next) => (left, run) = next,
                    None => return,
                }
            }
            let len = rest.min(left);
            let change = remark(&has, &attrs(run));
            if !change.is_empty() {
                text.format(txn, at, len, change);
            }
            at += len;
            rest -= len;
            left -= len;
        }
    }
}

/// What turns the marks that a run has into those that it should have. A mark that means the same stays under the
/// name that the editor gave it.
fn remark(has: &Attrs, wanted: &Attrs) -> Attrs {
    let mut change = Attrs::new();
    let mut right: Vec<&str> = Vec::new();
    for (key, value) in has.iter().filter(|(_, value)| !matches!(value, Any::Null)) {
        let name = super::mark_of(key);
        let same = wanted.get(name).map(read::plain) == Some(read::plain(value));
        if same && !right.contains(&name) {
            right.push(name);
        } else {
            change.insert(Arc::clone(key), Any::Null);
        }
    }
    for (name, value) in wanted.iter().filter(|(name, _)| !right.contains(&&***name)) {
        change.insert(Arc::clone(name), value.clone());
    }
    change
}
