//! What has died in a document, kept for a while: colleagues who did not know of it may still write there.
//!
//! A Yjs document that loses a block loses with it whatever somebody else was writing in that block at the same time.
//! Editors take blocks away more often than people delete them: a paragraph that becomes a heading, joins the one
//! before it, or is moved is a block that goes and another that comes. So what goes is read before it is gone.

use std::collections::VecDeque;

use serde_json::Value;
use yrs::branch::Branch;
use yrs::{Assoc, BranchID, ClientID, ID, IndexedSequence, Nested, ReadTxn, Text, Transact};
use yrs::{XmlElementRef, XmlFragment, XmlOut, XmlTextRef};

use super::news::{Deleted, News};
use super::origins::Origins;
use super::wire::{Id, Parsed};
use super::{Paper, read, write};

/// How many texts and changes are kept, the newest.
const KEPT: usize = 128;
/// How many units of text the kept ones may have together.
const UNITS: usize = 1 << 18;
/// What reading one text may cost, in steps from unit to unit: a second. Whoever makes a text that costs more does it
/// for the purpose.
const STEPS: usize = 1 << 29;
/// Most texts that are read because an update deletes something in them.
const TEXTS: usize = 32;

/// One UTF-16 unit of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub(super) id: Id,
    pub(super) code: u16,
}

/// A text that died.
#[derive(Debug, Clone)]
pub(super) struct Grave {
    pub(super) text: Id,
    pub(super) units: Vec<Unit>,
    /// The blocks that stood before its own, the nearest last.
    pub(super) before: Vec<Id>,
    /// The texts that the change which took it away wrote in: where its words went.
    pub(super) heirs: Vec<Id>,
}

/// A block that died.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) id: Id,
    pub(super) json: Value,
    /// The new block that is the same or has the same words.
    pub(super) heir: Option<Id>,
}

/// A change that took something away and put something else there.
#[derive(Debug, Clone)]
pub(super) struct Move {
    /// The words that it took away, by the text that they stood in.
    pub(super) pieces: Vec<Vec<Unit>>,
    pub(super) blocks: Vec<Block>,
    /// The first unit that it wrote; none if the program did it.
    pub(super) start: Option<Id>,
}

/// Words that one change wrote in one text, in the order in which they were written.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) text: Id,
    pub(super) words: String,
    /// First unit and length.
    pub(super) ranges: Vec<(Id, u32)>,
}

impl Run {
    /// All of its units.
    pub(super) fn ids(&self) -> impl Iterator<Item = Id> {
        let ranges = self.ranges.iter();
        ranges.flat_map(|(start, len)| {
            let clocks = start.clock..start.clock + len;
            clocks.map(|clock| Id { clock, ..*start })
        })
    }
}

/// What is remembered.
#[derive(Debug, Default)]
pub(super) struct Graves {
    pub(super) texts: VecDeque<Grave>,
    pub(super) moves: VecDeque<Move>,
    pub(super) origins: Origins,
    units: usize,
}

/// What an update is about to take away.
#[derive(Debug, Default)]
pub(super) struct Going {
    pub(super) graves: Vec<Grave>,
    pub(super) blocks: Vec<Block>,
    /// Words, by the text that they stand in.
    pub(super) pieces: Vec<Vec<Unit>>,
}

impl Move {
    fn units(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }
}

impl Graves {
    pub(super) fn keep(&mut self, grave: Grave) {
        self.units += grave.units.len();
        self.texts.push_back(grave);
    }

    pub(super) fn note(&mut self, change: Move) {
        // Who moved a block twice has moved it to where it is now.
        for block in self
            .moves
            .iter_mut()
            .flat_map(|earlier| &mut earlier.blocks)
        {
            let moved = change.blocks.iter().find(|now| Some(now.id) == block.heir);
            block.heir = moved.and_then(|now| now.heir).or(block.heir);
        }
        self.units += change.units();
        self.moves.push_back(change);
    }

    /// Forgets the oldest. Numbers of graves hold until then.
    pub(super) fn trim(&mut self) {
        while self.texts.len() > KEPT || (self.units > UNITS && self.texts.len() > 1) {
            self.units -= self.texts.pop_front().map_or(0, |old| old.units.len());
        }
        while self.moves.len() > KEPT || (self.units > UNITS && self.moves.len() > 1) {
            self.units -= self.moves.pop_front().map_or(0, |old| old.units());
        }
    }

    /// The grave of a text, or the one that has a unit, and the unit's place in it.
    pub(super) fn find(&self, id: Id) -> Option<(usize, usize)> {
        let graves = self.texts.iter().enumerate().rev();
        graves
            .filter_map(|(n, grave)| {
                let at = grave.units.iter().position(|unit| unit.id == id)?;
                Some((n, at))
            })
            .next()
    }
}

impl Paper {
    /// Reads what an update that was entered in the ledger is about to take away.
    pub(super) fn going(&mut self, parsed: &Parsed<'_>, news: &News, deleted: &Deleted) -> Going {
        let mut going = Going::default();
        let dying = if news.killed.is_empty() {
            Vec::new()
        } else {
            self.ledger.dying()
        };
        let moves = !(news.words.is_empty() && news.made.is_empty());
        if dying.is_empty() && !moves {
            return going;
        }
        let txn = self.doc.transact();
        let order: Vec<Id> = self.body.children(&txn).filter_map(|c| id_of(&c)).collect();
        for one in dying {
            let Some(units) = text(&txn, one.text).and_then(|text| units(&txn, &text, one.structs))
            else {
                continue;
            };
            let place = order.iter().position(|id| *id == one.block);
            // All of them: whoever wrote those that this update does not know of may move them next.
            going.pieces.push(units.clone());
            going.graves.push(Grave {
                text: one.text,
                units,
                before: order[..place.unwrap_or(order.len())].to_vec(),
                heirs: Vec::new(),
            });
        }
        if !moves {
            return going;
        }
        for one in self.ledger.texts_hit(parsed, TEXTS) {
            let units = text(&txn, one.text).and_then(|text| units(&txn, &text, one.structs));
            let gone = units.into_iter().flatten();
            going
                .pieces
                .push(gone.filter(|unit| deleted.has(unit.id)).collect());
        }
        for id in news.killed.iter().filter(|id| self.ledger.is_topmost(**id)) {
            let json = element(&txn, *id).and_then(|element| read::node(&txn, &element));
            going.blocks.extend(json.map(|json| Block {
                id: *id,
                json,
                heir: None,
            }));
        }
        going
    }
}

/// The unit that an element or text is.
pub(super) fn id_of(node: &XmlOut) -> Option<Id> {
    let branch: &Branch = match node {
        XmlOut::Element(element) => element.as_ref(),
        XmlOut::Text(text) => text.as_ref(),
        XmlOut::Fragment(_) => return None,
    };
    match branch.id() {
        BranchID::Nested(id) => Some(Id {
            client: id.client.get(),
            clock: id.clock,
        }),
        BranchID::Root(_) => None,
    }
}

pub(super) fn yrs_id(id: Id) -> ID {
    ID::new(ClientID::new(id.client), id.clock)
}

/// The text that a unit is, if it lives.
pub(super) fn text<T: ReadTxn>(txn: &T, id: Id) -> Option<XmlTextRef> {
    Nested::<XmlTextRef>::new(yrs_id(id)).get(txn)
}

/// The element that a unit is, if it lives.
pub(super) fn element<T: ReadTxn>(txn: &T, id: Id) -> Option<XmlElementRef> {
    Nested::<XmlElementRef>::new(yrs_id(id)).get(txn)
}

/// A text unit by unit.
pub(super) fn units<T: ReadTxn>(txn: &T, text: &XmlTextRef, structs: u32) -> Option<Vec<Unit>> {
    let len = text.len(txn);
    if (structs as usize + 1).saturating_mul(len as usize) > STEPS {
        return None;
    }
    let codes: Vec<u16> = read::spans(txn, text)
        .into_iter()
        .flat_map(|(words, _)| words.encode_utf16().collect::<Vec<_>>())
        .collect();
    codes
        .into_iter()
        .enumerate()
        .map(|(at, code)| {
            let place = text.sticky_index(txn, at as u32, Assoc::After)?;
            let id = place.id()?;
            Some(Unit {
                id: Id {
                    client: id.client.get(),
                    clock: id.clock,
                },
                code,
            })
        })
        .collect()
}

/// Units as words.
pub(super) fn spell<'a>(units: impl IntoIterator<Item = &'a Unit>) -> String {
    let codes: Vec<u16> = units.into_iter().map(|unit| unit.code).collect();
    String::from_utf16_lossy(&codes)
}

/// All words of a node.
pub(super) fn words_in(node: &Value) -> String {
    let mut words = write::words(node).to_owned();
    for child in write::children(node) {
        words.push_str(&words_in(child));
    }
    words
}

/// Whether two blocks are the same, or were made of the same words.
pub(super) fn alike(one: &Value, other: &Value) -> bool {
    if one == other {
        return true;
    }
    let words = words_in(one);
    !words.is_empty() && words == words_in(other)
}
