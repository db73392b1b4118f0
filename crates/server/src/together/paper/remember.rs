//! What is kept of an update that was taken, so that what colleagues send next can be compared with it.

use std::ops::Range;

use serde_json::Value;
use yrs::{ReadTxn, StateVector, Transact};

use super::graves::{self, Block, Going, Grave, Move, Run, Unit};
use super::news::{Deleted, News, Sent};
use super::origins::{self, Copy, Written};
use super::settle::texts;
use super::wire::Id;
use super::{Paper, read, write};

impl Paper {
    /// Remembers what an update took away and what it put there.
    pub(super) fn note(
        &mut self,
        news: &News,
        going: Going,
        deleted: &Deleted,
        knew: Option<&StateVector>,
    ) -> Noted {
        let first = self.graves.texts.len();
        let mut noted = Noted {
            graves: first..first + going.graves.len(),
            changed: false,
            traced: Vec::new(),
        };
        if deleted.is_empty() {
            return noted;
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
        noted.traced = self.trace(&runs, news, &going.pieces, deleted, knew);
        // What only took away what was gone already is no change to compare others with.
        let took = !blocks.is_empty() || going.pieces.iter().any(|piece| !piece.is_empty());
        let put = !runs.is_empty() || blocks.iter().any(|block| block.heir.is_some());
        noted.changed = took && put;
        for grave in going.graves {
            let heirs = heirs.clone();
            self.graves.keep(Grave { heirs, ..grave });
        }
        if noted.changed {
            let written = runs.iter().flat_map(Run::ids);
            self.graves.note(Move {
                pieces: going.pieces,
                blocks,
                start: written.chain(news.made.iter().copied()).next(),
            });
        }
        noted
    }

    /// Finds out which of the words that an update brings are words that it took away, or that it would have taken
    /// away if nobody had done so before.
    fn trace(
        &mut self,
        runs: &[Run],
        news: &News,
        going: &[Vec<Unit>],
        deleted: &Deleted,
        knew: Option<&StateVector>,
    ) -> Vec<Traced> {
        let lost = self.runs(&news.lost);
        if runs.is_empty() && lost.is_empty() {
            return Vec::new();
        }
        let earlier = self.graves.moves.iter();
        let earlier = earlier.filter(|change| change.start.is_none_or(|id| !knows(knew, id)));
        let earlier = earlier.flat_map(|change| &change.pieces);
        let pieces = going.iter().chain(earlier).map(|piece| {
            let gone = piece.iter().filter(|unit| deleted.has(unit.id));
            gone.copied().collect::<Vec<_>>()
        });
        let pieces: Vec<Vec<Unit>> = pieces.filter(|piece| !piece.is_empty()).collect();
        let txn = self.doc.transact();
        let runs: Vec<&Run> = runs.iter().chain(&lost).collect();
        let written = runs.iter().map(|run| Written {
            words: &run.words,
            alone: stands_in(&txn, run.text, &news.made),
        });
        let found = origins::trace(&written.collect::<Vec<_>>(), &pieces);
        let mut traced = Vec::new();
        for (run, found) in runs.iter().zip(found) {
            let of: Vec<(Id, Id)> = run
                .ids()
                .zip(found)
                .filter_map(|(id, of)| Some((id, self.graves.origins.first(of?))))
                .collect();
            if !of.is_empty() {
                traced.push(Traced { text: run.text, of });
            }
        }
        drop(txn);
        for one in &traced {
            for (id, first) in &one.of {
                let copy = Copy {
                    id: *id,
                    text: one.text,
                };
                self.graves.origins.note(copy, *first);
            }
        }
        traced
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
}

/// What was remembered of an update.
pub(super) struct Noted {
    /// Which graves are its own.
    pub(super) graves: Range<usize>,
    /// Whether it is a change that somebody else may make too.
    pub(super) changed: bool,
    /// Its words that came from elsewhere.
    pub(super) traced: Vec<Traced>,
}

/// Words of one text that came from elsewhere: unit by unit, with the first that ever stood for it.
pub(super) struct Traced {
    pub(super) text: Id,
    pub(super) of: Vec<(Id, Id)>,
}

/// Whether an editor had a unit when its connection began.
pub(super) fn knows(knew: Option<&StateVector>, id: Id) -> bool {
    let client = graves::yrs_id(id).client;
    knew.is_some_and(|knew| knew.contains_client(&client) && knew.get(&client) > id.clock)
}

/// Whether a text stands in one of these elements.
fn stands_in<T: ReadTxn>(txn: &T, text: Id, made: &[Id]) -> bool {
    graves::text(txn, text)
        .and_then(|text| graves::id_of(&yrs::Xml::parent(&text)?))
        .is_some_and(|parent| made.contains(&parent))
}
