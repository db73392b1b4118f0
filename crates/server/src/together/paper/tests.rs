//! What a paper promises, tried.

use serde_json::{Map, Value, json};
use yrs::updates::decoder::Decode;
use yrs::{Doc, OffsetKind, Options, ReadTxn, StateVector, Transact, Update};

use super::*;

mod bringing;
mod generated;
mod hostile;
mod large;
mod rough;
mod round;
mod settling;
mod together;

/// Values with a body of these blocks.
fn story(blocks: Value) -> Map<String, Value> {
    let mut values = canon::defaults();
    values.insert("body".into(), json!({"type": "doc", "content": blocks}));
    values
}

fn words(text: &str) -> Value {
    json!({"type": "paragraph", "content": [{"type": "text", "text": text}]})
}

fn paper(blocks: Value) -> Paper {
    Paper::seed(&story(blocks)).expect("the values are a story's")
}

/// Somebody's editor: a document of its own that has seen the paper.
fn editor(paper: &Paper, client: u64) -> Doc {
    let doc = Doc::with_options(Options {
        offset_kind: OffsetKind::Utf16,
        ..Options::with_client_id(ClientID::new(client))
    });
    see(&doc, &paper.encode_state());
    doc
}

fn see(doc: &Doc, update: &[u8]) {
    let update = Update::decode_v1(update).expect("the paper writes updates");
    let mut txn = doc.transact_mut();
    txn.apply_update(update).expect("the paper's updates fit");
    assert!(!txn.has_missing_updates());
}

/// What an editor has that a state vector has not.
fn news(doc: &Doc, since: &[u8]) -> Vec<u8> {
    let since = StateVector::decode_v1(since).expect("a state vector");
    doc.transact().encode_diff_v1(&since)
}

/// Everything that a refused update must leave as it was.
fn face(paper: &Paper) -> (Vec<(u64, u32)>, Map<String, Value>) {
    let vector = StateVector::decode_v1(&paper.state_vector()).expect("a state vector");
    let mut vector: Vec<_> = vector.iter().map(|(c, n)| (c.get(), *n)).collect();
    vector.sort_unstable();
    (vector, paper.read())
}

/// Bytes of lib0 by hand, for updates that the library would not write.
#[derive(Default, Clone)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn n(mut self, mut number: u64) -> Self {
        while number > 0x7f {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
        self
    }

    fn b(mut self, byte: u8) -> Self {
        self.0.push(byte);
        self
    }

    fn s(self, words: &str) -> Self {
        let mut bytes = self.n(words.len() as u64);
        bytes.0.extend(words.bytes());
        bytes
    }

    /// The start of an update by one client.
    fn by(client: u64, structs: u64) -> Self {
        Self::default().n(1).n(structs).n(client).n(0)
    }

    /// The end of an update that deletes nothing.
    fn end(self) -> Vec<u8> {
        self.n(0).0
    }
}
