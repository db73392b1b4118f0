//! What an update brings and takes away, as the ledger saw it when the update was entered.

use std::collections::HashMap;

use super::wire::{Deletion, Id};

/// Words that an update brings.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    /// Their first unit; the others follow it.
    pub(super) id: Id,
    pub(super) words: String,
    /// The ledger's number of the text that they stand in.
    pub(super) holder: u32,
    /// The unit after which they were written, and the one before which.
    pub(super) left: Option<Id>,
    pub(super) right: Option<Id>,
}

/// What is new in an update.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Words that stand in a text that lives.
    pub(super) words: Vec<Sent>,
    /// Words written into a text that was gone, or that goes with this update.
    pub(super) lost: Vec<Sent>,
    /// Elements that are new.
    pub(super) made: Vec<Id>,
    /// Elements and texts that lived until now.
    pub(super) killed: Vec<Id>,
}

/// The units that an update says are deleted.
#[derive(Debug, Default)]
pub(super) struct Deleted(HashMap<u64, Vec<(u32, u32)>>);

impl Deleted {
    pub(super) fn new(deletions: &[Deletion]) -> Self {
        let mut by_client: HashMap<u64, Vec<(u32, u32)>> = HashMap::new();
        for one in deletions {
            // In order already: the reader of the bytes sees to it.
            let runs = by_client.entry(one.client).or_default();
            runs.push((one.start, one.end));
        }
        Self(by_client)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, id: Id) -> bool {
        self.0.get(&id.client).is_some_and(|runs| {
            let at = runs.partition_point(|(_, end)| *end <= id.clock);
            runs.get(at).is_some_and(|(start, _)| *start <= id.clock)
        })
    }
}
