//! Where words belong whose place is gone: where what stood around them stands now.

use serde_json::json;
use yrs::{ReadTxn, Text, XmlFragment, XmlOut, XmlTextRef};

use super::graves::{self, Grave, Unit};
use super::origins::Copy;
use super::settle::{Settling, texts, texts_of};
use super::wire::Id;
use super::{read, write};

/// How many units around a word are compared to find its place again.
const AROUND: usize = 32;
/// A text that has nothing to do with the change must have so many of them.
const SURE: usize = 24;
/// Stand for the start and the end of a text.
const START: u16 = 0xffff;
const END: u16 = 0xfffe;

impl Settling<'_, '_> {
    /// Writes units of a grave where what stood around them stands now, or in a paragraph of their own.
    pub(super) fn place(&mut self, n: usize, at: usize, len: usize, placed: &[bool]) {
        let grave = self.graves().texts[n].clone();
        let words = graves::spell(&grave.units[at..at + len]);
        let around = Around::new(&grave.units, at, len, placed);
        let mut living = Vec::new();
        texts_of(self.txn, &self.paper.body, &mut living);
        let best = living
            .into_iter()
            .filter_map(|(id, text)| {
                let (place, score) = around.best(&now(self.txn, &text));
                let heir = grave.heirs.contains(&id);
                let fits = if heir {
                    score * 2 >= around.most()
                } else {
                    score >= SURE && score * 4 >= around.most() * 3
                };
                fits.then_some(((heir, score), id, text, place))
            })
            .max_by_key(|(rank, ..)| *rank);
        if let Some((_, id, text, place)) = best {
            text.insert(self.txn, place, &words);
            self.copied(id, place as usize, &grave.units[at..at + len]);
            return;
        }
        let body = self.paper.body.clone();
        let order: Vec<Option<Id>> = body.children(self.txn).map(|c| graves::id_of(&c)).collect();
        let near = grave.before.iter().rev().find_map(|id| {
            let mut order = order.iter();
            order.position(|there| *there == Some(*id))
        });
        let place = match near {
            Some(before) => before + 1,
            // Nothing is known of where it stood.
            None if grave.heirs.is_empty() && grave.before.is_empty() => order.len(),
            None => 0,
        };
        let block = json!({"type": "paragraph", "content": [{"type": "text", "text": words}]});
        write::element(self.txn, &body, place as u32, &block);
        let mut made = Vec::new();
        if let Some(XmlOut::Element(element)) = body.get(self.txn, place as u32) {
            texts(self.txn, &element, &mut made);
        }
        for (id, _) in &made {
            self.copied(*id, 0, &grave.units[at..at + len]);
        }
        // Whoever goes on writing there goes on in that paragraph.
        self.graves().keep(Grave {
            text: grave.text,
            units: grave.units[at..at + len].to_vec(),
            before: grave.before,
            heirs: made.into_iter().map(|(id, _)| id).collect(),
        });
    }

    /// Remembers that the units at a place of a text were made of these.
    fn copied(&mut self, text: Id, place: usize, of: &[Unit]) {
        let copies = self.units_of(text);
        for (copy, of) in copies.iter().skip(place).zip(of) {
            let copy = Copy { id: copy.id, text };
            self.graves().origins.note(copy, of.id);
        }
    }
}

/// What stands left and right of words.
struct Around {
    /// The nearest last.
    left: Vec<u16>,
    right: Vec<u16>,
}

impl Around {
    fn new(units: &[Unit], at: usize, len: usize, placed: &[bool]) -> Self {
        let from = at.saturating_sub(AROUND);
        let mut left: Vec<u16> = units[from..at].iter().map(|unit| unit.code).collect();
        if from == 0 {
            left.insert(0, START);
        }
        let rest = units.iter().zip(placed).skip(at + len);
        let rest = rest
            .filter(|(_, placed)| **placed)
            .map(|(unit, _)| unit.code);
        let mut right: Vec<u16> = rest.chain([END]).take(AROUND + 1).collect();
        right.truncate(AROUND + 1);
        Self { left, right }
    }

    /// As good as it can be.
    fn most(&self) -> usize {
        self.left.len() + self.right.len()
    }

    /// Where in a text most of it stands, and how much.
    fn best(&self, text: &[u16]) -> (u32, usize) {
        let mut best = (0, 0);
        for place in 0..=text.len() {
            let before = [START].iter().chain(&text[..place]).rev();
            let left = before
                .zip(self.left.iter().rev())
                .take_while(|(a, b)| a == b);
            let after = text[place..].iter().chain([&END]);
            let right = after.zip(&self.right).take_while(|(a, b)| a == b);
            let score = left.count() + right.count();
            if score > best.1 {
                best = (place as u32, score);
            }
        }
        best
    }
}

fn now<T: ReadTxn>(txn: &T, text: &XmlTextRef) -> Vec<u16> {
    let spans = read::spans(txn, text).into_iter();
    spans
        .flat_map(|(words, _)| words.encode_utf16().collect::<Vec<_>>())
        .collect()
}
