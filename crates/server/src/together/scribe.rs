//! The one who writes down. Changes of all rooms that are waiting go to the disk in one commit, so that twenty people
//! who type cost hardly more than one.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use store::writing;
use tokio::sync::mpsc;

use super::room::Out;
use super::rooms::Word;
use super::wire;
use crate::newsroom::Newsroom;

/// A change to write down.
pub(super) struct Entry {
    pub(super) story: i64,
    pub(super) staff: Option<i64>,
    /// The change; nothing where all of it was known already, and only the answer is due.
    pub(super) bytes: Vec<u8>,
    /// Whom to tell, and which of their messages it was.
    pub(super) tell: Option<(mpsc::Sender<Out>, u64)>,
    /// Whom to tell if it could not be written down.
    pub(super) room: Sender<Word>,
}

/// Most changes in one commit.
const PORTION: usize = 1_000;

/// Begins to write for a newsroom.
///
/// # Errors
/// If there is no thread for it.
pub(super) fn begin(newsroom: Arc<Newsroom>) -> std::io::Result<Sender<Entry>> {
    let (send, entries) = channel();
    std::thread::Builder::new()
        .name("scribe".into())
        .spawn(move || write(&newsroom, &entries))?;
    Ok(send)
}

fn write(newsroom: &Newsroom, entries: &Receiver<Entry>) {
    while let Ok(first) = entries.recv() {
        let mut portion = vec![first];
        portion.extend(entries.try_iter().take(PORTION - 1));
        let written = newsroom.db.write(newsroom.clock.now(), |tx| {
            for entry in portion.iter().filter(|e| !e.bytes.is_empty()) {
                writing::add(tx, entry.story, entry.staff, &entry.bytes)?;
            }
            Ok::<_, store::Error>(())
        });
        match written {
            Ok(_) => {
                // One word for all of a person's changes: the last count says it for those before.
                let mut told: Vec<(mpsc::Sender<Out>, u64)> = Vec::new();
                for (send, count) in portion.into_iter().filter_map(|e| e.tell) {
                    match told.iter_mut().find(|(known, _)| known.same_channel(&send)) {
                        Some((_, last)) => *last = count,
                        None => told.push((send, count)),
                    }
                }
                for (send, count) in told {
                    // A person whose line is full or gone asks again when they are back.
                    send.try_send(Out::Message(wire::committed(count).into()))
                        .ok();
                }
            }
            Err(error) => {
                tracing::error!(%error, changes = portion.len(), "changes could not be written down");
                for entry in portion {
                    entry
                        .room
                        .send(Word::NotWritten { story: entry.story })
                        .ok();
                }
            }
        }
    }
}
