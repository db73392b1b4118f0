//! What the library leaves undone when people change one place at once.
//!
//! Words that somebody wrote in a block which a colleague took away at the same moment are put where that block's words
//! went, or stand in a paragraph of their own. A change that two people made at once, such as moving one block or
//! joining two, is made once. The server is the only one to do so: it sees all changes in one order, so that no two
//! editors tidy up for each other.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::Value;
use yrs::{ReadTxn, StateVector, Text, Transact, TransactionMut, XmlFragment, XmlFragmentRef};
use yrs::{XmlOut, XmlTextRef};

use super::graves::{self, Block, Going, Grave, Graves, Move, Unit};
use super::news::{Deleted, News, Sent};
use super::remember::{Traced, knows};
use super::wire::{self, Id};
use super::{Paper, PaperError, read};

impl Paper {
    /// Settles what an update that was just taken has done to others' words. Gives the change that this took.
    ///
    /// `knew` is what the sender's document had when the connection began: who changes a place having seen how a
    /// colleague changed it makes no change twice.
    pub(super) fn settle(
        &mut self,
        news: News,
        going: Going,
        deleted: &Deleted,
        knew: Option<&StateVector>,
    ) -> Result<Option<Vec<u8>>, PaperError> {
        let noted = self.note(&news, going, deleted, knew);
        let alone = self.graves.moves.len() <= usize::from(noted.changed);
        if news.lost.is_empty() && noted.graves.is_empty() && (alone || deleted.is_empty()) {
            return Ok(None);
        }
        let doc = self.doc.clone();
        let mut txn = doc.transact_mut();
        let mut work = Settling {
            txn: &mut txn,
            paper: self,
            deleted,
            knew,
            settled: HashSet::new(),
        };
        work.blocks_twice(&news.made, noted.changed);
        work.words_twice(&news, &noted.traced);
        work.unseen(noted.graves);
        work.late(&news.lost);
        let changed = txn.has_changes();
        self.graves.trim();
        if !changed {
            return Ok(None);
        }
        let update = txn.encode_update_v1();
        drop(txn);
        self.enter_own(&update)?;
        Ok(Some(update))
    }

    /// Enters a change that the program itself made on this document.
    pub(super) fn enter_own(&mut self, update: &[u8]) -> Result<(), PaperError> {
        let parsed = wire::update(update)?;
        self.size.bytes += update.len();
        self.size.structs += parsed.structs();
        match self.ledger.enter(&parsed, false) {
            Ok(_) => {
                // What it takes away was read by whoever made it.
                self.ledger.dying();
                Ok(())
            }
            Err(error) => {
                self.broken = Some(error.to_string());
                Err(PaperError::Broken(error.to_string()))
            }
        }
    }
}

/// The paper while it is being settled.
pub(super) struct Settling<'a, 'b> {
    pub(super) txn: &'a mut TransactionMut<'b>,
    pub(super) paper: &'a mut Paper,
    deleted: &'a Deleted,
    knew: Option<&'a StateVector>,
    /// Units that stand elsewhere already.
    settled: HashSet<Id>,
}

impl Settling<'_, '_> {
    pub(super) fn graves(&mut self) -> &mut Graves {
        &mut self.paper.graves
    }

    /// Takes back the blocks that somebody else had moved or changed already when this update came.
    fn blocks_twice(&mut self, made: &[Id], changed: bool) {
        let earlier = self.graves().moves.len() - usize::from(changed);
        let moves = self.graves().moves.iter().take(earlier);
        let blocks: Vec<Block> = moves.flat_map(|change| &change.blocks).cloned().collect();
        for block in blocks.iter().filter(|block| self.deleted.has(block.id)) {
            if let Some(heir) = block.heir.filter(|heir| !knows(self.knew, *heir)) {
                self.block_twice(block, heir, made);
            }
        }
    }

    /// A block that two people moved or changed at once: the first one's stays if it was changed since, else the
    /// second one's.
    fn block_twice(&mut self, block: &Block, heir: Id, made: &[Id]) {
        let here = |work: &Self, id: Id| {
            let element = graves::element(work.txn, id)?;
            read::node(work.txn, &element)
        };
        let Some(first) = here(self, heir) else {
            return;
        };
        let second = made.iter().copied().find(|id| {
            id.client != heir.client
                && here(self, *id).is_some_and(|json| graves::alike(&json, &block.json))
        });
        let Some(second) = second else {
            return;
        };
        if graves::alike(&first, &block.json) {
            self.remove(heir, second);
        } else {
            self.remove(second, heir);
        }
    }

    /// Takes a block away. Who still writes in it writes in the other one.
    fn remove(&mut self, block: Id, other: Id) {
        let mut heirs = Vec::new();
        if let Some(other) = graves::element(self.txn, other) {
            texts(self.txn, &other, &mut heirs);
        }
        let heirs: Vec<Id> = heirs.into_iter().map(|(id, _)| id).collect();
        let Some(element) = graves::element(self.txn, block) else {
            return;
        };
        let json = read::node(self.txn, &element);
        let mut inside = Vec::new();
        texts(self.txn, &element, &mut inside);
        let mut pieces = Vec::new();
        for (text, _) in inside {
            let units = self.units_of(text);
            pieces.push(units.clone());
            self.graves().keep(Grave {
                text,
                units,
                before: Vec::new(),
                heirs: heirs.clone(),
            });
        }
        self.remove_element(block);
        self.took(pieces, json.map(|json| (block, json, other)));
    }

    /// Remembers what the program took away itself: somebody may be moving it at this moment.
    fn took(&mut self, pieces: Vec<Vec<Unit>>, block: Option<(Id, Value, Id)>) {
        let block = block.map(|(id, json, heir)| Block {
            id,
            json,
            heir: Some(heir),
        });
        self.graves().note(Move {
            pieces,
            blocks: block.into_iter().collect(),
            start: None,
        });
    }

    fn remove_element(&mut self, id: Id) {
        use yrs::Xml;
        let parent = graves::element(self.txn, id).and_then(|element| element.parent());
        let place = |children: Vec<XmlOut>| {
            let mut children = children.into_iter();
            children.position(|child| graves::id_of(&child) == Some(id))
        };
        match parent {
            Some(XmlOut::Element(parent)) => {
                if let Some(at) = place(parent.children(self.txn).collect()) {
                    parent.remove_range(self.txn, at as u32, 1);
                }
            }
            _ => {
                let body = self.paper.body.clone();
                if let Some(at) = place(body.children(self.txn).collect()) {
                    body.remove_range(self.txn, at as u32, 1);
                }
            }
        }
    }

    /// Words that two people took from one place and wrote in two stand in one of them. Words that were written where
    /// nothing lives any more need no other place if they have one.
    fn words_twice(&mut self, news: &News, traced: &[Traced]) {
        for one in traced {
            let mut texts: Vec<(Id, Vec<(Id, Id)>)> = Vec::new();
            for (id, first) in &one.of {
                for copy in self.paper.graves.origins.copies(*first) {
                    if copy.id.client == id.client || knows(self.knew, copy.id) {
                        continue;
                    }
                    match texts.iter_mut().find(|(text, _)| *text == copy.text) {
                        Some((_, pairs)) => pairs.push((copy.id, *id)),
                        None => texts.push((copy.text, vec![(copy.id, *id)])),
                    }
                }
            }
            for (text, pairs) in texts {
                self.written_twice(text, one.text, &pairs, &news.made);
            }
        }
    }

    /// Leaves the one or the other of each pair of units in two texts: those beside which something else stands.
    fn written_twice(&mut self, first: Id, second: Id, pairs: &[(Id, Id)], made: &[Id]) {
        let (here, there) = (self.living(first), self.living(second));
        let lives = |living: &HashSet<Id>, id| living.is_empty() || living.contains(id);
        let pairs = pairs
            .iter()
            .filter(|(one, other)| lives(&here, one) && lives(&there, other));
        let (one, other): (HashSet<Id>, HashSet<Id>) = pairs.copied().unzip();
        if one.is_empty() || (here.is_empty() && there.is_empty()) {
            return;
        }
        if here.is_empty() {
            self.settled.extend(one);
            return;
        }
        if there.len() > other.len() && here.len() == one.len() {
            self.take_back(first, &one, second, made);
        } else if there.is_empty() {
            self.settled.extend(other);
        } else {
            self.take_back(second, &other, first, made);
        }
    }

    /// The units of a text; none if it is gone.
    pub(super) fn units_of(&self, text: Id) -> Vec<Unit> {
        let structs = self.paper.ledger.structs_in(text);
        graves::text(self.txn, text)
            .and_then(|text| graves::units(self.txn, &text, structs))
            .unwrap_or_default()
    }

    fn living(&self, text: Id) -> HashSet<Id> {
        self.units_of(text)
            .into_iter()
            .map(|unit| unit.id)
            .collect()
    }

    /// Takes words away that stand in the text `other` already. A block in which they were nearly all goes with them,
    /// and what else was written in it goes to them.
    fn take_back(&mut self, of: Id, ids: &HashSet<Id>, other: Id, made: &[Id]) {
        let units = self.units_of(of);
        let Some(text) = graves::text(self.txn, of) else {
            return;
        };
        let gone: Vec<bool> = units.iter().map(|unit| ids.contains(&unit.id)).collect();
        let left = gone.iter().filter(|gone| !**gone).count();
        let block = yrs::Xml::parent(&text).and_then(|parent| graves::id_of(&parent));
        let block = block.filter(|block| {
            let emptied = left == 0 && ids.iter().all(|id| id.client == block.client);
            let made = left * 2 < units.len() && made.contains(block);
            (emptied || made) && self.is_alone_in(of, *block)
        });
        let there = units.iter().copied().filter(|unit| ids.contains(&unit.id));
        self.took(vec![there.collect()], None);
        if let Some(block) = block {
            self.graves().keep(Grave {
                text: of,
                units,
                before: Vec::new(),
                heirs: vec![other],
            });
            self.remove_element(block);
            let grave = self.graves().texts.len() - 1;
            self.place_others(grave, gone);
            return;
        }
        let at: Vec<u32> = (0..)
            .zip(&gone)
            .filter(|(_, g)| **g)
            .map(|(n, _)| n)
            .collect();
        for part in at.chunk_by(|a, b| a + 1 == *b).rev() {
            text.remove_range(self.txn, part[0], part.len() as u32);
        }
    }

    /// Whether a text is all that there is in a block.
    fn is_alone_in(&self, text: Id, block: Id) -> bool {
        let Some(element) = graves::element(self.txn, block) else {
            return false;
        };
        let mut children = element.children(self.txn);
        let alone = children.all(|child| graves::id_of(&child) == Some(text));
        alone && element.len(self.txn) == 1
    }

    /// Finds a place for words that stood in a block which somebody took away without having seen them.
    fn unseen(&mut self, graves: Range<usize>) {
        for n in graves {
            let units = &self.graves().texts[n].units;
            let ids: Vec<Id> = units.iter().map(|unit| unit.id).collect();
            let done = |id: &Id| self.deleted.has(*id) || self.settled.contains(id);
            let placed: Vec<bool> = ids.iter().map(done).collect();
            self.place_others(n, placed);
        }
    }

    /// Finds a place for the units of a grave that have none.
    fn place_others(&mut self, n: usize, mut placed: Vec<bool>) {
        let mut at = 0;
        while at < placed.len() {
            let len = placed[at..].iter().take_while(|placed| !**placed).count();
            if len > 0 {
                self.place(n, at, len, &placed);
                placed[at..at + len].fill(true);
            }
            at += len.max(1);
        }
    }

    /// Finds a place for words that were written into texts which were gone already.
    fn late(&mut self, lost: &[Sent]) {
        for sent in lost {
            self.late_words(sent);
        }
    }

    fn late_words(&mut self, sent: &Sent) {
        let units: Vec<Unit> = sent
            .words
            .encode_utf16()
            .zip(sent.id.clock..)
            .map(|(code, clock)| Unit {
                id: Id { clock, ..sent.id },
                code,
            })
            .filter(|unit| !self.deleted.has(unit.id) && !self.settled.contains(&unit.id))
            .collect();
        if units.is_empty() {
            return;
        }
        let text = self.paper.ledger.id_of(sent.holder);
        let graves = self.graves();
        let left = sent.left.and_then(|id| graves.find(id));
        let right = sent.right.and_then(|id| graves.find(id));
        let whole = || {
            let mut of = graves.texts.iter().enumerate().rev();
            of.find(|(_, grave)| Some(grave.text) == text)
                .map(|(n, grave)| (n, grave.units.len()))
        };
        let found = left.map(|(n, at)| (n, at + 1)).or(right).or_else(whole);
        let (n, at) = found.unwrap_or_else(|| {
            graves.keep(Grave {
                text: sent.id,
                units: Vec::new(),
                before: Vec::new(),
                heirs: Vec::new(),
            });
            (graves.texts.len() - 1, 0)
        });
        let len = units.len();
        let grave = &mut graves.texts[n];
        grave.units.splice(at..at, units);
        let placed = vec![true; grave.units.len()];
        self.place(n, at, len, &placed);
    }
}

pub(super) fn texts_of<T: ReadTxn>(
    txn: &T,
    body: &XmlFragmentRef,
    into: &mut Vec<(Id, XmlTextRef)>,
) {
    for child in body.children(txn) {
        if let XmlOut::Element(element) = child {
            texts(txn, &element, into);
        }
    }
}

/// The texts inside an element.
pub(super) fn texts<T: ReadTxn>(
    txn: &T,
    element: &yrs::XmlElementRef,
    into: &mut Vec<(Id, XmlTextRef)>,
) {
    for child in element.children(txn) {
        match child {
            XmlOut::Text(text) => {
                let id = graves::id_of(&XmlOut::Text(text.clone()));
                into.extend(id.map(|id| (id, text)));
            }
            XmlOut::Element(element) => texts(txn, &element, into),
            XmlOut::Fragment(_) => {}
        }
    }
}
