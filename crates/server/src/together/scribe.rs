//! The one who writes down. Changes of all rooms that are waiting go to the disk in one commit, so that twenty people
//! who type cost hardly more than one.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use store::writing;
use tokio::sync::OwnedSemaphorePermit;

use super::line::Line;
use super::rooms::Word;
use super::wire;
use crate::newsroom::Newsroom;

/// A change to write down.
pub(super) struct Entry {
    pub(super) story: i64,
    /// Which opening of the story's room took it.
    pub(super) opening: u64,
    pub(super) staff: Option<i64>,
    /// The change, and what it took to settle it; nothing where all of it was known already, and only the answer is
    /// due.
    pub(super) changes: Vec<Vec<u8>>,
    /// Whom to tell, and which of their messages it was.
    pub(super) tell: Option<(Line, u64)>,
    /// Whom to tell if it could not be written down.
    pub(super) room: Sender<Word>,
    /// The space that it takes of what one connection may have under way.
    pub(super) _space: Option<OwnedSemaphorePermit>,
}

/// Most changes in one commit.
const PORTION: usize = 1_000;

/// What the scribe is told.
pub(super) enum Task {
    Write(Entry),
    /// Answers once everything before it is on the disk, or has failed; and whether all of one opening is there.
    Answer {
        opening: u64,
        to: Sender<bool>,
    },
}

/// Begins to write for a newsroom.
///
/// # Errors
/// If there is no thread for it.
pub(super) fn begin(newsroom: Arc<Newsroom>) -> std::io::Result<Sender<Task>> {
    let (send, tasks) = channel();
    std::thread::Builder::new()
        .name("scribe".into())
        .spawn(move || {
            let mut failed = HashSet::new();
            while let Ok(first) = tasks.recv() {
                let more = tasks.try_iter().take(PORTION - 1);
                let mut portion = Vec::new();
                for task in std::iter::once(first).chain(more) {
                    match task {
                        Task::Write(entry) => portion.push(entry),
                        Task::Answer { opening, to } => {
                            write(&newsroom, std::mem::take(&mut portion), &mut failed);
                            to.send(!failed.contains(&opening)).ok();
                        }
                    }
                }
                write(&newsroom, portion, &mut failed);
            }
        })?;
    Ok(send)
}

/// Writes changes down, all or none. `failed` are the rooms of which a change could not be written: nothing that came
/// after it may be, since it builds on what the log does not have. Such a room is opened anew.
fn write(newsroom: &Newsroom, mut portion: Vec<Entry>, failed: &mut HashSet<u64>) {
    portion.retain(|entry| !failed.contains(&entry.opening));
    if portion.is_empty() {
        return;
    }
    let written = newsroom.db.write(newsroom.clock.now(), |tx| {
        for entry in &portion {
            for change in &entry.changes {
                writing::add(tx, entry.story, entry.staff, change)?;
            }
        }
        Ok::<_, store::Error>(())
    });
    if let Err(error) = written {
        tracing::error!(%error, changes = portion.len(), "changes could not be written down");
        for entry in portion {
            if failed.insert(entry.opening) {
                let story = entry.story;
                entry.room.send(Word::NotWritten { story }).ok();
            }
        }
        return;
    }
    // One word for all of a person's changes: the last count says it for those before.
    let mut told: Vec<(Line, u64)> = Vec::new();
    for (send, count) in portion.into_iter().filter_map(|e| e.tell) {
        match told.iter_mut().find(|(known, _)| known.is(&send)) {
            Some((_, last)) => *last = count,
            None => told.push((send, count)),
        }
    }
    for (send, count) in told {
        // A person whose line is full or gone asks again when they are back.
        send.say(wire::committed(count));
    }
}
