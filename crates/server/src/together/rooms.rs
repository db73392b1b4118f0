//! All rooms. A few threads hold them, each story always the same thread, so that nothing in a room is ever locked;
//! their stacks are large, since what strangers send may be nested deeply.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::{Map, Value};
use store::writing;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::room::{Member, Room};
use super::scribe::{self, Task};
use super::{code, deep};
use crate::newsroom::{Actor, Error, Newsroom};

/// Threads that hold rooms.
const THREADS: usize = 2;
/// How often a room looks at where its story stands.
const LOOK: Duration = Duration::from_secs(1);
/// Every so many looks it also looks at who is still signed in.
const PEOPLE: u32 = 5;

/// What a room is told.
pub(super) enum Word {
    Enter {
        story: i64,
        id: u64,
        epoch: Option<i64>,
        member: Box<Member>,
        answer: oneshot::Sender<Result<(), (u16, String)>>,
    },
    Said {
        story: i64,
        id: u64,
        bytes: Bytes,
        space: OwnedSemaphorePermit,
    },
    Leave {
        story: i64,
        id: u64,
    },
    Save {
        story: i64,
        by: Option<Actor>,
        reason: String,
        answer: Sender<Result<i64, Error>>,
    },
    Written {
        story: i64,
        answer: Sender<Result<Map<String, Value>, Error>>,
    },
    Epoch {
        story: i64,
        answer: Sender<Result<i64, Error>>,
    },
    Look {
        story: i64,
    },
    NotWritten {
        story: i64,
    },
    /// Make revisions of everything and end.
    End {
        answer: Sender<()>,
    },
}

/// All rooms of this program.
pub struct Rooms {
    newsroom: Arc<Newsroom>,
    threads: OnceLock<Result<Vec<Sender<Word>>, String>>,
    next: AtomicU64,
}

/// Somebody's place in a room. Dropping it leaves the room.
pub struct Entered {
    story: i64,
    id: u64,
    send: Sender<Word>,
    /// What this connection may still have under way.
    space: Arc<Semaphore>,
}

/// Most bytes of one connection that are under way to the disk. Whoever sends faster than rooms can take it waits.
const UNDER_WAY: usize = 2 << 20;

impl Entered {
    /// Passes on what the browser said, once there is space for it.
    pub async fn hear(&self, bytes: Bytes) {
        // A short message costs more than its length.
        let needs = (bytes.len() + 1_024).min(UNDER_WAY) as u32;
        let Ok(space) = Arc::clone(&self.space).acquire_many_owned(needs).await else {
            return;
        };
        let word = Word::Said {
            story: self.story,
            id: self.id,
            bytes,
            space,
        };
        self.send.send(word).ok();
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.send
            .send(Word::Leave {
                story: self.story,
                id: self.id,
            })
            .ok();
    }
}

fn gone() -> Error {
    Error::Store(store::Error::Setting("the program is ending".into()))
}

impl Rooms {
    /// No room is open yet; the threads begin with the first.
    #[must_use]
    pub fn new(newsroom: Arc<Newsroom>) -> Self {
        Self {
            newsroom,
            threads: OnceLock::new(),
            next: AtomicU64::new(1),
        }
    }

    fn thread(&self, story: i64) -> Result<&Sender<Word>, Error> {
        let threads = self.threads.get_or_init(|| begin(&self.newsroom));
        let threads = threads
            .as_ref()
            .map_err(|e| Error::Store(store::Error::Setting(e.clone())))?;
        threads
            .get(story.unsigned_abs() as usize % THREADS)
            .ok_or_else(gone)
    }

    /// Takes somebody into the room of a story.
    ///
    /// # Errors
    /// A code of [`super::code`] or of RFC 6455, and the reason, with which the connection is to be closed.
    pub async fn enter(
        &self,
        story: i64,
        epoch: Option<i64>,
        member: Member,
    ) -> Result<Entered, (u16, String)> {
        let failed = |e: Error| (1011, e.to_string());
        let send = self.thread(story).map_err(failed)?.clone();
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (answer, entered) = oneshot::channel();
        let word = Word::Enter {
            story,
            id,
            epoch,
            member: Box::new(member),
            answer,
        };
        send.send(word).map_err(|_| failed(gone()))?;
        match entered.await {
            Ok(Ok(())) => Ok(Entered {
                story,
                id,
                send,
                space: Arc::new(Semaphore::new(UNDER_WAY)),
            }),
            Ok(Err(refused)) => Err(refused),
            Err(_) => Err((1012, "Opening the story anew.".into())),
        }
    }

    fn ask<T>(
        &self,
        story: i64,
        word: impl FnOnce(Sender<Result<T, Error>>) -> Word,
    ) -> Result<T, Error> {
        let (send, answer) = channel();
        self.thread(story)?.send(word(send)).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    /// Makes a revision of what was written in a story, if anything was; answers with the newest revision's place.
    /// Waits: not for threads that answer.
    ///
    /// # Errors
    /// A fault in the words, or a refusal of the workflow.
    pub fn save(&self, story: i64, by: &Actor, reason: &str) -> Result<i64, Error> {
        let (by, reason) = (Some(by.clone()), reason.to_owned());
        self.ask(story, |answer| Word::Save {
            story,
            by,
            reason,
            answer,
        })
    }

    /// A story's values as they are on the screens now, which may be none that can be stored. Waits.
    ///
    /// # Errors
    /// Of the store, or if there is no such story.
    pub fn written(&self, story: i64) -> Result<Map<String, Value>, Error> {
        self.ask(story, |answer| Word::Written { story, answer })
    }

    /// Under which epoch browsers keep a story. Waits.
    ///
    /// # Errors
    /// Of the store, or if there is no such story.
    pub fn epoch(&self, story: i64) -> Result<i64, Error> {
        self.ask(story, |answer| Word::Epoch { story, answer })
    }

    /// A verb was done to a story: its room, if there is one, looks at it now.
    pub fn look(&self, story: i64) {
        if let Some(Ok(threads)) = self.threads.get()
            && let Some(send) = threads.get(story.unsigned_abs() as usize % THREADS)
        {
            send.send(Word::Look { story }).ok();
        }
    }

    /// Makes revisions of what a program that ended in the middle has left in the log. Waits.
    pub fn recover(&self) {
        let left = self.newsroom.db.read(writing::unsaved).unwrap_or_default();
        for story in left {
            let reason = "written before the program ended".to_owned();
            let saved = self.ask(story, |answer| Word::Save {
                story,
                by: None,
                reason,
                answer,
            });
            if let Err(error) = saved {
                // The words stay in the log, and are there when somebody opens the story.
                tracing::warn!(story, %error, "no revision could be made of what was written");
            }
        }
    }

    /// Makes revisions of everything that is open, and ends. Waits.
    pub fn end(&self) {
        let Some(Ok(threads)) = self.threads.get() else {
            return;
        };
        for send in threads {
            let (done, answer) = channel();
            if send.send(Word::End { answer: done }).is_ok() {
                answer.recv().ok();
            }
        }
    }
}

fn begin(newsroom: &Arc<Newsroom>) -> Result<Vec<Sender<Word>>, String> {
    let scribe = scribe::begin(Arc::clone(newsroom)).map_err(|e| e.to_string())?;
    let mut threads = Vec::new();
    for n in 0..THREADS {
        let (send, words) = channel();
        let (own, newsroom, scribe) = (send.clone(), Arc::clone(newsroom), scribe.clone());
        std::thread::Builder::new()
            .name(format!("rooms {n}"))
            .stack_size(deep::STACK)
            .spawn(move || {
                Holder {
                    newsroom,
                    scribe,
                    own,
                    rooms: BTreeMap::new(),
                }
                .hold(&words);
            })
            .map_err(|e| e.to_string())?;
        threads.push(send);
    }
    Ok(threads)
}

struct Holder {
    newsroom: Arc<Newsroom>,
    scribe: Sender<Task>,
    own: Sender<Word>,
    rooms: BTreeMap<i64, Room>,
}

impl Holder {
    fn hold(mut self, words: &Receiver<Word>) {
        let mut last = Instant::now();
        let mut looks = 0_u32;
        loop {
            let wait = LOOK.saturating_sub(last.elapsed());
            match words.recv_timeout(wait) {
                Ok(Word::End { answer }) => {
                    self.save_all();
                    answer.send(()).ok();
                    return;
                }
                Ok(word) => self.take(word),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if last.elapsed() >= LOOK {
                last = Instant::now();
                looks = looks.wrapping_add(1);
                let numbers: Vec<i64> = self.rooms.keys().copied().collect();
                for story in numbers {
                    self.within(story, |room| room.look(looks.is_multiple_of(PEOPLE)));
                }
            }
        }
    }

    /// The room of a story, opened if it is not.
    fn room(&mut self, story: i64) -> Result<&mut Room, Error> {
        if !self.rooms.contains_key(&story) {
            let room = caught(|| {
                Room::open(&self.newsroom, story, self.scribe.clone(), self.own.clone())
            })?;
            self.rooms.insert(story, room);
        }
        self.rooms.get_mut(&story).ok_or(Error::NoStory(story))
    }

    /// Does something in a room that is open. A room that fails is closed: people come back, and find it as the disk
    /// has it; what they have and the disk has not, their browsers bring.
    fn within<T>(
        &mut self,
        story: i64,
        work: impl FnOnce(&mut Room) -> Result<T, Error>,
    ) -> Option<Result<T, Error>> {
        let room = self.rooms.get_mut(&story)?;
        let done = caught(|| work(room));
        if let Err(error @ Error::Store(_)) = &done {
            tracing::error!(story, %error, "a room was closed");
            self.close(story);
        }
        Some(done)
    }

    fn close(&mut self, story: i64) {
        if let Some(mut room) = self.rooms.remove(&story) {
            room.send_away();
        }
    }

    /// Closes a room in which nobody is left, once a revision holds what was written there.
    fn tidy(&mut self, story: i64) {
        let Some(room) = self.rooms.get_mut(&story).filter(|r| r.members.is_empty()) else {
            return;
        };
        if let Err(error) = caught(|| room.save(None, "")) {
            tracing::info!(story, %error, "what was written stays in the log");
        }
        self.rooms.remove(&story);
    }

    fn save_all(&mut self) {
        let numbers: Vec<i64> = self.rooms.keys().copied().collect();
        for story in numbers {
            self.within(story, |room| room.save(None, ""));
            self.close(story);
        }
    }

    fn take(&mut self, word: Word) {
        match word {
            Word::Enter {
                story,
                id,
                epoch,
                member,
                answer,
            } => {
                let entered = match self.room(story) {
                    Ok(room) if epoch.is_some_and(|epoch| epoch != room.epoch) => {
                        Err((code::EPOCH, "The story was begun anew.".to_owned()))
                    }
                    Ok(room) => room.enter(id, *member).map_err(|e| (1011, e.to_string())),
                    Err(Error::NoStory(_)) => {
                        Err((code::NO_STORY, format!("There is no story {story}.")))
                    }
                    Err(error) => {
                        tracing::error!(story, %error, "a room could not be opened");
                        Err((1011, error.to_string()))
                    }
                };
                let refused = entered.is_err();
                // Whoever has gone while the room was opened never leaves it by themselves.
                let gone = answer.send(entered).is_err();
                if let Some(room) = self.rooms.get_mut(&story).filter(|_| gone) {
                    room.leave(id);
                }
                if gone || refused {
                    self.tidy(story);
                }
            }
            Word::Said {
                story,
                id,
                bytes,
                space,
            } => {
                self.within(story, |room| room.hear(id, &bytes, space));
            }
            Word::Leave { story, id } => {
                if let Some(room) = self.rooms.get_mut(&story) {
                    room.leave(id);
                }
                self.tidy(story);
            }
            Word::Save {
                story,
                by,
                reason,
                answer,
            } => {
                if let Err(error) = self.room(story) {
                    answer.send(Err(error)).ok();
                    return;
                }
                let saved = self.within(story, |room| room.save(by.as_ref(), &reason));
                answer
                    .send(saved.unwrap_or(Err(Error::NoStory(story))))
                    .ok();
                self.tidy(story);
            }
            Word::Written { story, answer } => {
                let written = self.room(story).map(|room| room.written());
                answer.send(written).ok();
                self.tidy(story);
            }
            Word::Epoch { story, answer } => {
                let epoch = self.room(story).map(|room| room.epoch);
                answer.send(epoch).ok();
                self.tidy(story);
            }
            Word::Look { story } => {
                self.within(story, |room| room.look(false));
            }
            Word::NotWritten { story } => self.close(story),
            Word::End { .. } => {}
        }
    }
}

fn caught<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        Err(Error::Store(store::Error::Corrupt {
            what: "a story that is being written".into(),
            why: deep::words(panic.as_ref()),
        }))
    })
}
