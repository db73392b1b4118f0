//! What the library leaves undone when people change one place at once.
//!
//! Words that somebody wrote in a block which a colleague took away at the same moment are put where that block's words
//! went, or stand in a paragraph of their own. A change that two people made at once, such as moving one block or
//! joining two, is made once. The server is the only one to do so: it sees all changes in one order, so that no two
//! editors tidy up for each other.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Value, json};
use yrs::{ReadTxn, StateVector, Text, Transact, TransactionMut, XmlFragment, XmlFragmentRef};
use yrs::{XmlOut, XmlTextRef};

use super::graves::{self, Block, Going, Grave, Graves, Move, Run, Unit};
use super::news::{Deleted, News, Sent};
use super::wire::{self, Id};
use super::{Paper, PaperError, read, write};

/// How many units around a word are compared to find its place again.
const AROUND: usize = 32;
/// A text that has nothing to do with the change must have so many of them.
const SURE: usize = 24;
/// So many bytes at least are words that were moved, and not typed again.
const MOVED: usize = 4;
/// Stand for the start and the end of a text.
const START: u16 = 0xffff;
const END: u16 = 0xfffe;

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
        let noted = self.note(&news, going, deleted);
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
        work.repeated(&news, noted.changed);
        work.unseen(noted.graves);
        work.late(&news.lost);
        let changed = txn.has_changes();
        // What only took away what was gone already is no change to compare others with.
        let nothing = |change: &mut Move| change.units.is_empty() && change.blocks.is_empty();
        if noted.changed {
            self.graves.moves.pop_back_if(nothing);
        }
        self.graves.trim();
        if !changed {
            return Ok(None);
        }
        let update = txn.encode_update_v1();
        drop(txn);
        self.enter_own(&update)?;
        Ok(Some(update))
    }

    /// Remembers what an update took away and what it put there.
    pub(super) fn note(&mut self, news: &News, going: Going, deleted: &Deleted) -> Noted {
        let first = self.graves.texts.len();
        let graves = first..first + going.graves.len();
        if deleted.is_empty() {
            let changed = false;
            return Noted { graves, changed };
        }
        let runs = self.runs(&news.words);
        let mut heirs: Vec<Id> = runs.iter().map(|run| run.text).collect();
        let txn = self.doc.transact();
        for element in news.made.iter().filter_map(|id| graves::element(&txn, *id)) {
            let mut inside = Vec::new();
            texts(&txn, &element, &mut inside);
            heirs.extend(inside.into_iter().map(|(id, _)| id));
        }
        let made: Vec<(Id, Value)> = news
            .made
            .iter()
            .filter(|_| !going.blocks.is_empty())
            .filter_map(|id| Some((*id, read::node(&txn, &graves::element(&txn, *id)?)?)))
            .collect();
        drop(txn);
        let blocks = going.blocks.into_iter().map(|block| {
            let heir = made
                .iter()
                .find(|(_, json)| graves::alike(json, &block.json));
            let heir = heir.map(|(id, _)| *id);
            Block { heir, ..block }
        });
        let blocks: Vec<Block> = blocks.collect();
        let changed = !(runs.is_empty() && blocks.iter().all(|block| block.heir.is_none()));
        for grave in going.graves {
            let heirs = heirs.clone();
            self.graves.keep(Grave { heirs, ..grave });
        }
        if changed {
            self.graves.note(Move {
                units: going.units,
                blocks,
                runs,
                made: news.made.clone(),
            });
        }
        Noted { graves, changed }
    }

    /// The words of an update by the text that they stand in.
    fn runs(&self, words: &[Sent]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for sent in words {
            let Some(text) = self.ledger.id_of(sent.holder) else {
                continue;
            };
            let len = write::units(&sent.words);
            match runs.iter_mut().find(|run| run.text == text) {
                Some(run) => {
                    run.words.push_str(&sent.words);
                    run.ranges.push((sent.id, len));
                }
                None => runs.push(Run {
                    text,
                    words: sent.words.clone(),
                    ranges: vec![(sent.id, len)],
                }),
            }
        }
        runs
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

/// What was remembered of an update.
pub(super) struct Noted {
    /// Which graves are its own.
    graves: Range<usize>,
    /// Whether it is a change that somebody else may make too.
    changed: bool,
}

struct Settling<'a, 'b> {
    txn: &'a mut TransactionMut<'b>,
    paper: &'a mut Paper,
    deleted: &'a Deleted,
    knew: Option<&'a StateVector>,
    /// Units that stand elsewhere already.
    settled: HashSet<Id>,
}

impl Settling<'_, '_> {
    fn graves(&mut self) -> &mut Graves {
        &mut self.paper.graves
    }

    /// Whether the sender had seen a unit.
    fn known(&self, id: Id) -> bool {
        let client = graves::yrs_id(id).client;
        self.knew
            .is_some_and(|knew| knew.contains_client(&client) && knew.get(&client) > id.clock)
    }

    /// Takes back what somebody else had done already when this update came.
    fn repeated(&mut self, news: &News, changed: bool) {
        let earlier = self.graves().moves.len() - usize::from(changed);
        let moves: Vec<Move> = self.graves().moves.iter().take(earlier).cloned().collect();
        let runs = self.paper.runs(&news.words);
        for change in &moves {
            let mut same = false;
            for block in change.blocks.iter().filter(|b| self.deleted.has(b.id)) {
                if let Some(heir) = block.heir.filter(|heir| !self.known(*heir)) {
                    same |= self.block_twice(block, heir, &news.made);
                }
            }
            for run in &runs {
                same |= self.written_twice(change, run, &news.made);
            }
            // Whoever comes third has taken the words from the same place.
            if let Some(own) = self.graves().moves.back_mut().filter(|_| same && changed) {
                own.units.extend(&change.units);
            }
        }
    }

    /// A block that two people moved or changed at once: the first one's stays if it was changed since, else the
    /// second one's. Whether there were two.
    fn block_twice(&mut self, block: &Block, heir: Id, made: &[Id]) -> bool {
        let here = |work: &Self, id: Id| {
            let element = graves::element(work.txn, id)?;
            read::node(work.txn, &element)
        };
        let Some(first) = here(self, heir) else {
            return false;
        };
        let second = made.iter().copied().find(|id| {
            id.client != heir.client
                && here(self, *id).is_some_and(|json| graves::alike(&json, &block.json))
        });
        let Some(second) = second else {
            return false;
        };
        if graves::alike(&first, &block.json) {
            self.remove(heir, second);
        } else {
            self.remove(second, heir);
        }
        true
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
        let mut inside = Vec::new();
        texts(self.txn, &element, &mut inside);
        for (text, found) in inside {
            let structs = self.paper.ledger.structs_in(text);
            let units = graves::units(self.txn, &found, structs).unwrap_or_default();
            self.graves().keep(Grave {
                text,
                units,
                before: Vec::new(),
                heirs: heirs.clone(),
            });
        }
        self.remove_element(block);
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

    /// Words that two people took from one place and wrote in two: they stay where there are more of them, and where
    /// they live. Whether there were two.
    fn written_twice(&mut self, change: &Move, run: &Run, made: &[Id]) -> bool {
        let mut same = false;
        for first in &change.runs {
            let alone = (
                self.stands_in(first, &change.made),
                self.stands_in(run, made),
            );
            let Some(twice) = self.twice(change, first, run, alone) else {
                continue;
            };
            let (kept, gone) = (self.is_there(first.text, &twice.0), &twice.1);
            let fewer = gone.len() < run.len() && twice.0.len() == first.len();
            if kept && !(fewer && self.is_there(run.text, gone)) {
                self.take_back(run.text, gone, first.text, made);
                return true;
            }
            if self.is_there(run.text, gone) {
                self.take_back(first.text, &twice.0, run.text, &change.made);
                same = true;
            }
        }
        same
    }

    /// The units of either run that are the same words, if these came from what both people took away. A letter or two
    /// may have been typed in the place of others, unless they stand `alone` in a block of their own.
    fn twice(
        &self,
        change: &Move,
        first: &Run,
        second: &Run,
        alone: (bool, bool),
    ) -> Option<(Vec<Id>, Vec<Id>)> {
        let (one, other) = (first.start()?, second.start()?);
        let start = change.runs.iter().find_map(Run::start);
        if one.client == other.client || start.is_none_or(|id| self.known(id)) {
            return None;
        }
        let both = change.units.iter().filter(|unit| self.deleted.has(unit.id));
        let both = graves::spell(both);
        // Who moves words and goes on writing has written more than what was moved.
        let candidates = [
            (&both, first.words == second.words),
            (&second.words, alone.1 || first.words == second.words),
            (&first.words, alone.0),
        ];
        let words = candidates.into_iter().find(|(words, enough)| {
            let all = [&both, &first.words, &second.words];
            (*enough || words.len() >= MOVED)
                && !words.is_empty()
                && all.iter().all(|whole| whole.contains(words.as_str()))
        });
        let (words, _) = words?;
        Some((first.ids_of(words), second.ids_of(words)))
    }

    /// Whether a run stands in one of these elements.
    fn stands_in(&self, run: &Run, made: &[Id]) -> bool {
        graves::text(self.txn, run.text)
            .and_then(|text| graves::id_of(&yrs::Xml::parent(&text)?))
            .is_some_and(|parent| made.contains(&parent))
    }

    /// Whether all these units are still in a text.
    fn is_there(&self, text: Id, ids: &[Id]) -> bool {
        let structs = self.paper.ledger.structs_in(text);
        let units = graves::text(self.txn, text)
            .and_then(|text| graves::units(self.txn, &text, structs))
            .unwrap_or_default();
        let there: HashSet<Id> = units.into_iter().map(|unit| unit.id).collect();
        ids.iter().all(|id| there.contains(id))
    }

    /// Takes words away that stand in the text `first` already, and the block that was made for them.
    fn take_back(&mut self, of: Id, ids: &[Id], first: Id, made: &[Id]) {
        // If the text is gone, nobody needs to look for another place for them.
        self.settled.extend(ids);
        let Some(text) = graves::text(self.txn, of) else {
            return;
        };
        let structs = self.paper.ledger.structs_in(of);
        let Some(units) = graves::units(self.txn, &text, structs) else {
            return;
        };
        let ours: HashSet<Id> = ids.iter().copied().collect();
        let gone: Vec<u32> = (0..units.len() as u32)
            .filter(|at| ours.contains(&units[*at as usize].id))
            .collect();
        let empties = gone.len() == units.len();
        for part in gone.chunk_by(|a, b| a + 1 == *b).rev() {
            text.remove_range(self.txn, part[0], part.len() as u32);
        }
        let parent = yrs::Xml::parent(&text).and_then(|parent| graves::id_of(&parent));
        if let Some(parent) = parent.filter(|id| empties && made.contains(id)) {
            self.graves().keep(Grave {
                text: of,
                units,
                before: Vec::new(),
                heirs: vec![first],
            });
            self.remove_element(parent);
        }
    }

    /// Finds a place for words that stood in a block which somebody took away without having seen them.
    fn unseen(&mut self, graves: Range<usize>) {
        for n in graves {
            let units = &self.graves().texts[n].units;
            let ids: Vec<Id> = units.iter().map(|unit| unit.id).collect();
            let done = |id: &Id| self.deleted.has(*id) || self.settled.contains(id);
            let mut placed: Vec<bool> = ids.iter().map(done).collect();
            let mut at = 0;
            while at < ids.len() {
                let len = placed[at..].iter().take_while(|placed| !**placed).count();
                if len > 0 {
                    self.place(n, at, len, &placed);
                    placed[at..at + len].fill(true);
                }
                at += len.max(1);
            }
        }
    }

    /// Finds a place for words that were written into texts which were gone already; but not for those that came
    /// there from elsewhere and that somebody else has put in another place.
    fn late(&mut self, lost: &[Sent]) {
        let moves: Vec<Move> = self.graves().moves.iter().cloned().collect();
        for run in self.paper.runs(lost) {
            for (change, first) in moves
                .iter()
                .flat_map(|m| m.runs.iter().map(move |first| (m, first)))
            {
                if let Some((kept, gone)) = self.twice(change, first, &run, (false, false))
                    && self.is_there(first.text, &kept)
                {
                    self.settled.extend(gone);
                }
            }
        }
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

    /// Writes units of a grave where what stood around them stands now, or in a paragraph of their own.
    fn place(&mut self, n: usize, at: usize, len: usize, placed: &[bool]) {
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
                fits.then_some(((heir, score), text, place))
            })
            .max_by_key(|(rank, ..)| *rank);
        if let Some((_, text, place)) = best {
            text.insert(self.txn, place, &words);
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
        // Whoever goes on writing there goes on in that paragraph.
        self.graves().keep(Grave {
            text: grave.text,
            units: grave.units[at..at + len].to_vec(),
            before: grave.before,
            heirs: made.into_iter().map(|(id, _)| id).collect(),
        });
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

fn texts_of<T: ReadTxn>(txn: &T, body: &XmlFragmentRef, into: &mut Vec<(Id, XmlTextRef)>) {
    for child in body.children(txn) {
        if let XmlOut::Element(element) = child {
            texts(txn, &element, into);
        }
    }
}

/// The texts inside an element.
fn texts<T: ReadTxn>(txn: &T, element: &yrs::XmlElementRef, into: &mut Vec<(Id, XmlTextRef)>) {
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
