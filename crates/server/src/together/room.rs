//! A room: one story that is open, and the people who have it open.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};

use bytes::Bytes;
use serde_json::{Map, Value, json};
use store::staff::Person;
use store::stories::Story;
use store::writing::{self, Writing};
use store::{Micros, Tx, revisions, sessions, stories};
use story::{Act, Role, workflow};
use tokio::sync::OwnedSemaphorePermit;
use yrs::StateVector;
use yrs::updates::decoder::Decode;

use super::line::Line;
use super::paper::{Paper, PaperError};
use super::rooms::Word;
use super::scribe::{Entry, Task};
use super::state::state;
use super::{code, wire};
use crate::newsroom::{self, Actor, Error, Newsroom, Save, readiness};

/// Somebody who has a story open, in one window.
#[derive(Debug)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// In which session.
    pub session: i64,
    /// From where, for the audit.
    pub origin: String,
    /// The way to the browser.
    pub send: Line,
    /// How many changes came by this connection.
    pub(super) heard: u64,
    /// The clients of Yjs that speak by this connection, with their clocks and where they are.
    pub(super) clients: BTreeMap<u64, (u64, String)>,
    /// Whether a change of theirs was refused, so that all must be asked for again.
    pub(super) refused: bool,
    /// What their document had when they came in.
    pub(super) knew: Option<StateVector>,
}

impl Member {
    /// Somebody who comes in.
    #[must_use]
    pub fn new(person: Person, session: i64, origin: String, send: Line) -> Self {
        Self {
            person,
            session,
            origin,
            send,
            heard: 0,
            clients: BTreeMap::new(),
            refused: false,
            knew: None,
        }
    }

    fn say(&self, message: impl Into<Bytes>) -> bool {
        self.send.say(message)
    }
}

/// Why somebody is sent away.
pub const SIGNED_OUT: &str = "Your session is over.";
/// Why a reader is not let in.
pub const FOR_THE_NEWSROOM: &str = "Stories are for the newsroom only.";

/// After so long without a change a revision is made of what was written.
const QUIET: Micros = 30 * 1_000_000;
/// And after so long at the latest.
const LONGEST: Micros = 120 * 1_000_000;

pub(super) struct Room {
    newsroom: Arc<Newsroom>,
    pub(super) story: Story,
    pub(super) epoch: i64,
    /// The place in the story of the revision from which the words go on.
    revision: i64,
    paper: Paper,
    pub(super) members: BTreeMap<u64, Member>,
    /// Who has written since that revision.
    hands: BTreeMap<i64, Hand>,
    first_change: Option<Micros>,
    last_change: Micros,
    /// A revision was tried of these words and refused; it is not tried again until they change.
    held_up: bool,
    /// Which opening of a room this is, of all since the program began.
    opening: u64,
    scribe: Sender<Task>,
    own: Sender<Word>,
}

#[derive(Debug, Clone)]
struct Hand {
    name: String,
    role: Role,
    origin: String,
}

/// A story's newest revision as values.
fn values_of(tx: &mut Tx<'_>, story: &Story) -> Result<(i64, Map<String, Value>), Error> {
    let missing = || store::Error::Corrupt {
        what: format!("story {}", story.number),
        why: "its newest revision is missing".into(),
    };
    let newest = revisions::by_id(tx, story.newest)?.ok_or_else(missing)?;
    let body = revisions::body(tx, newest.id)?;
    Ok((newest.revision, values(&newest.fields, &body)))
}

/// Fields and body as the values that verbs and papers take.
#[must_use]
pub fn values(fields: &story::Fields, body: &story::Doc) -> Map<String, Value> {
    let mut values = match serde_json::to_value(fields) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    };
    values.insert("body".into(), body.to_json());
    values
}

fn broken(error: PaperError) -> Error {
    match error {
        PaperError::Fault(fault) => Error::Fault(fault),
        other => Error::Store(store::Error::Corrupt {
            what: "a story that is being written".into(),
            why: other.to_string(),
        }),
    }
}

impl Room {
    /// Opens a story: from what was written before, or from its newest revision. What others have saved meanwhile is
    /// brought in; the document is never begun anew while browsers may hold an older one.
    pub(super) fn open(
        newsroom: &Arc<Newsroom>,
        number: i64,
        scribe: Sender<Task>,
        own: Sender<Word>,
    ) -> Result<Self, Error> {
        static OPENINGS: AtomicU64 = AtomicU64::new(0);
        // What was taken when the room was open before must be in the log by now: it would be missing here, and be
        // dropped from the log when a revision is made.
        let opening = OPENINGS.fetch_add(1, Ordering::Relaxed);
        is_written(&scribe, opening);
        let (story, written, updates, people) = newsroom.db.read(|tx| {
            let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
            let written = writing::of(tx, number)?;
            let updates = writing::updates(tx, number)?;
            Ok::<_, Error>((story, written, updates, store::staff::all(tx)?))
        })?;
        let (written, paper) = match written {
            Some(written) => {
                let bytes = updates.iter().map(|u| u.bytes.as_slice());
                let paper = Paper::load(&written.state, bytes).map_err(broken)?;
                (written, paper)
            }
            None => seed(newsroom, &story)?,
        };
        let mut hands = BTreeMap::new();
        for update in &updates {
            let person = people.iter().find(|p| Some(p.id) == update.staff);
            if let Some(person) = person {
                let hand = Hand {
                    name: person.name.clone(),
                    role: person.role,
                    origin: "desk".into(),
                };
                hands.insert(person.id, hand);
            }
        }
        let mut room = Self {
            newsroom: Arc::clone(newsroom),
            epoch: written.epoch,
            revision: written.revision,
            paper,
            members: BTreeMap::new(),
            hands,
            first_change: updates.first().map(|u| u.made),
            last_change: updates.last().map_or(0, |u| u.made),
            held_up: false,
            story,
            opening,
            scribe,
            own,
        };
        room.catch_up()?;
        Ok(room)
    }

    /// Brings in what others have saved past this room: by the API, an import, another revision restored. What was
    /// written here since stays: the difference is made on what both began from.
    fn catch_up(&mut self) -> Result<(), Error> {
        let number = self.story.number;
        let (revision, values) = self.newsroom.db.read(|tx| values_of(tx, &self.story))?;
        if revision == self.revision {
            return Ok(());
        }
        let written = self.newsroom.db.read(|tx| writing::of(tx, number))?;
        let Some(written) = written else {
            return Ok(());
        };
        let mut before = Paper::load(&written.state, std::iter::empty()).map_err(broken)?;
        let update = before.bring(&values).map_err(broken)?;
        let caught_up = Writing {
            revision,
            state: before.encode_state(),
            ..written
        };
        let followed = self.paper.follow(&update).map_err(broken)?;
        // What settles it builds on words that must be in the log before it.
        if followed.settled.is_some() && !is_written(&self.scribe, self.opening) {
            return Err(Error::Store(store::Error::Setting(
                "what was written before could not be stored".into(),
            )));
        }
        self.newsroom.act(|tx| {
            writing::compact(tx, number, &caught_up)?;
            if let Some(own) = &followed.settled {
                writing::add(tx, number, None, own)?;
            }
            Ok::<_, Error>(())
        })?;
        self.revision = revision;
        self.broadcast(None, &wire::sync(wire::UPDATE, &update));
        if let Some(own) = &followed.settled {
            self.broadcast(None, &wire::sync(wire::UPDATE, own));
        }
        Ok(())
    }

    /// The values as they are on the screens.
    pub(super) fn written(&self) -> Map<String, Value> {
        self.paper.read()
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.first_change.is_some()
    }

    /// Takes somebody in, who is told what the room knows and asked what they know.
    pub(super) fn enter(&mut self, id: u64, member: Member) -> Result<(), Error> {
        let state = self
            .newsroom
            .db
            .read(|tx| state(tx, &self.story, member.person.role))?;
        member.say(wire::sync(wire::STEP_1, &self.paper.state_vector()));
        member.say(wire::state(&state));
        member.say(self.who_is_there(id));
        self.members.insert(id, member);
        Ok(())
    }

    /// Somebody has gone: their cursor goes with them.
    pub(super) fn leave(&mut self, id: u64) {
        let Some(member) = self.members.remove(&id) else {
            return;
        };
        let gone: Vec<(u64, u64, String)> = member
            .clients
            .iter()
            .map(|(client, (clock, _))| (*client, clock + 1, "null".to_owned()))
            .collect();
        if !gone.is_empty() {
            self.broadcast(None, &wire::aware(&gone));
        }
    }

    /// Hears what a browser said. An error is a room that must be opened anew.
    pub(super) fn hear(
        &mut self,
        id: u64,
        bytes: &[u8],
        space: OwnedSemaphorePermit,
    ) -> Result<(), Error> {
        match wire::read(bytes) {
            Some(wire::Said::Knows(vector)) => {
                let Some(member) = self.members.get_mut(&id) else {
                    return Ok(());
                };
                match self.paper.diff(vector) {
                    Ok(lacking) => {
                        member.knew = StateVector::decode_v1(vector).ok();
                        member.say(wire::sync(wire::STEP_2, &lacking))
                    }
                    Err(error) => member.say(wire::refused(&error.to_string())),
                };
                Ok(())
            }
            Some(wire::Said::Update(update)) => self.change(id, update, space),
            Some(wire::Said::Aware(states)) => {
                self.aware(id, states);
                Ok(())
            }
            Some(wire::Said::WhoIsThere) => {
                // Browsers also ask to hear whether the line is still there: they are answered also when alone.
                if let Some(member) = self.members.get(&id) {
                    member.say(self.who_is_there(id));
                }
                Ok(())
            }
            None => {
                if let Some(member) = self.members.get(&id) {
                    member.say(wire::refused("The message cannot be read."));
                }
                Ok(())
            }
        }
    }

    fn change(&mut self, id: u64, update: &[u8], space: OwnedSemaphorePermit) -> Result<(), Error> {
        let Some(member) = self.members.get_mut(&id) else {
            return Ok(());
        };
        member.heard += 1;
        let (heard, role) = (member.heard, member.person.role);
        // Nobody is kept from saying that they have nothing new: a page that comes back repeats all that was deleted.
        if let Err(refusal) = workflow::next(self.story.status, Act::Save, role)
            && self.paper.lacks(update)
        {
            member.refused = true;
            member.say(wire::refused(&crate::newsroom::words(&refusal)));
            return Ok(());
        }
        let knew = member.knew.clone();
        let applied = match self.paper.apply_knowing(update, knew.as_ref()) {
            Ok(applied) => applied,
            Err(PaperError::Missing) => {
                // Something of theirs was lost on the way, or refused before: ask for all of it.
                member.say(wire::sync(wire::STEP_1, &self.paper.state_vector()));
                return Ok(());
            }
            Err(error @ PaperError::Broken(_)) => return Err(broken(error)),
            Err(refused) => {
                member.refused = true;
                member.say(wire::refused(&refused.to_string()));
                return Ok(());
            }
        };
        let entry = Entry {
            story: self.story.number,
            opening: self.opening,
            staff: Some(member.person.id),
            changes: if applied.changed {
                let own = applied.settled.iter().cloned();
                std::iter::once(update.to_vec()).chain(own).collect()
            } else {
                Vec::new()
            },
            tell: Some((member.send.clone(), heard)),
            room: self.own.clone(),
            _space: Some(space),
        };
        if applied.changed {
            let hand = Hand {
                name: member.person.name.clone(),
                role,
                origin: member.origin.clone(),
            };
            self.hands.insert(member.person.id, hand);
            let now = self.newsroom.clock.now();
            self.first_change.get_or_insert(now);
            self.last_change = now;
            self.held_up = false;
            self.broadcast(Some(id), &wire::sync(wire::UPDATE, update));
            if let Some(own) = &applied.settled {
                self.broadcast(None, &wire::sync(wire::UPDATE, own));
            }
        }
        self.scribe.send(Task::Write(entry)).ok();
        Ok(())
    }

    /// Where everybody else is.
    fn who_is_there(&self, id: u64) -> Vec<u8> {
        let others = self.members.iter().filter(|(other, _)| **other != id);
        let states: Vec<(u64, u64, String)> = others
            .flat_map(|(_, member)| &member.clients)
            .map(|(client, (clock, state))| (*client, *clock, state.clone()))
            .collect();
        wire::aware(&states)
    }

    /// Passes on where somebody is, under the name of their session and no other.
    fn aware(&mut self, id: u64, states: Vec<(u64, u64, String)>) {
        /// A name, a colour and a selection need a few hundred bytes.
        const LONGEST: usize = 4 << 10;
        /// A window has one client, and for a moment two when its document is opened anew.
        const CLIENTS: usize = 8;
        let Some(member) = self.members.get(&id) else {
            return;
        };
        let person = member.person.clone();
        let mut passed = Vec::new();
        for (client, clock, text) in states {
            let others = self
                .members
                .iter()
                .any(|(other, m)| *other != id && m.clients.contains_key(&client));
            // Browsers repeat what they know of others; each is heard for themselves only.
            if others || text.len() > LONGEST {
                continue;
            }
            let Ok(mut state) = serde_json::from_str::<Value>(&text) else {
                continue;
            };
            if state.is_object() {
                if !state["user"].is_object() {
                    state["user"] = json!({});
                }
                state["user"]["name"] = person.name.clone().into();
                state["user"]["handle"] = person.handle.clone().into();
            } else if !state.is_null() {
                continue;
            }
            passed.push((client, clock, state.to_string()));
        }
        if let Some(member) = self.members.get_mut(&id) {
            passed.retain(|(client, clock, state)| {
                if state == "null" {
                    member.clients.remove(client);
                    return true;
                }
                let room = member.clients.len() < CLIENTS || member.clients.contains_key(client);
                if room {
                    member.clients.insert(*client, (*clock, state.clone()));
                }
                room
            });
        }
        if !passed.is_empty() {
            self.broadcast(Some(id), &wire::aware(&passed));
        }
    }

    /// Says something to everybody but one. Whoever does not keep up is let go; their browser comes back and asks.
    fn broadcast(&mut self, but: Option<u64>, message: &[u8]) {
        let message = Bytes::copy_from_slice(message);
        let mut slow = Vec::new();
        for (id, member) in &self.members {
            if Some(*id) != but && !member.say(message.clone()) {
                slow.push(*id);
            }
        }
        for id in slow {
            self.leave(id);
        }
    }

    /// Sends everybody away for now; their browsers come back by themselves.
    pub(super) fn send_away(&mut self) {
        for (_, member) in std::mem::take(&mut self.members) {
            member.send.close(1012, "Opening the story anew.");
        }
    }

    /// Looks at where the story stands, who may still be here, and whether it is time for a revision.
    pub(super) fn look(&mut self, people: bool) -> Result<(), Error> {
        let number = self.story.number;
        let fresh = self
            .newsroom
            .db
            .read(|tx| stories::by_number(tx, number))?
            .ok_or(Error::NoStory(number))?;
        if people {
            self.look_at_people()?;
        }
        if fresh != self.story {
            self.story = fresh;
            self.catch_up()?;
            self.tell_state()?;
        }
        let now = self.newsroom.clock.now();
        let due = now - self.last_change > QUIET
            || self.first_change.is_some_and(|first| now - first > LONGEST);
        if self.is_dirty() && due && !self.held_up {
            match self.save(None, "") {
                Err(Error::Fault(_) | Error::Refused(_)) | Ok(_) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    fn look_at_people(&mut self) -> Result<(), Error> {
        let now = self.newsroom.clock.now();
        let mut gone = Vec::new();
        for (id, member) in &mut self.members {
            let (person, on) = self.newsroom.db.read(|tx| {
                let person = store::staff::by_id(tx, member.person.id)?;
                let all = sessions::of(tx, member.person.id, now)?;
                Ok::<_, store::Error>((person, all.iter().any(|s| s.id == member.session)))
            })?;
            match person.filter(|p| p.is_in() && on) {
                Some(person) if person.role < Role::Moderator => {
                    member.send.close(code::NOT_ALLOWED, FOR_THE_NEWSROOM);
                    gone.push(*id);
                }
                Some(person) => member.person = person,
                None => {
                    member.send.close(code::SIGNED_OUT, SIGNED_OUT);
                    gone.push(*id);
                }
            }
        }
        for id in gone {
            self.leave(id);
        }
        Ok(())
    }

    fn tell_state(&mut self) -> Result<(), Error> {
        let vector = self.paper.state_vector();
        for member in self.members.values_mut() {
            let role = member.person.role;
            let state = self.newsroom.db.read(|tx| state(tx, &self.story, role))?;
            member.say(wire::state(&state));
            // What was refused before may be welcome now: it is still in the browser.
            if member.refused && workflow::next(self.story.status, Act::Save, role).is_ok() {
                member.refused = false;
                member.say(wire::sync(wire::STEP_1, &vector));
            }
        }
        Ok(())
    }

    /// Makes a revision of what was written, if anything was, and keeps the document packed. Answers with the place
    /// of the newest revision.
    pub(super) fn save(&mut self, by: Option<&Actor>, reason: &str) -> Result<i64, Error> {
        if !self.is_dirty() {
            return Ok(self.revision);
        }
        // Somebody may have saved past the room since it last looked: theirs is brought in first, once.
        for _ in 0..2 {
            match self.try_save(by, reason) {
                Err(Error::Stale { .. }) => {
                    let number = self.story.number;
                    self.story = self
                        .newsroom
                        .db
                        .read(|tx| stories::by_number(tx, number))?
                        .ok_or(Error::NoStory(number))?;
                    self.catch_up()?;
                }
                Err(error @ (Error::Fault(_) | Error::Refused(_))) => {
                    self.held_up = true;
                    if let Error::Fault(_) = &error {
                        self.tell_unfinished()?;
                    }
                    return Err(error);
                }
                other => return other,
            }
        }
        self.try_save(by, reason)
    }

    /// Says what keeps the words from becoming a revision.
    fn tell_unfinished(&mut self) -> Result<(), Error> {
        let (number, written) = (self.story.number, self.written());
        let draft = self
            .newsroom
            .db
            .read(|tx| readiness::draft(tx, number, &written))?;
        let faults = json!({ "faults": draft.unfinished });
        self.broadcast(None, &wire::faults(&faults));
        Ok(())
    }

    fn try_save(&mut self, by: Option<&Actor>, reason: &str) -> Result<i64, Error> {
        let actor = self.actor(by);
        let (number, base, epoch) = (self.story.number, self.revision, self.epoch);
        let written = self.paper.read();
        let paper = &mut self.paper;
        let saved = self.newsroom.act(|tx| {
            let before = revisions::of_story(tx, number, base)?;
            let unchanged = match before {
                Some(before) => {
                    let body = revisions::body(tx, before.id)?;
                    super::paper::canonical(&values(&before.fields, &body)).map_err(broken)?
                        == super::paper::canonical(&written).map_err(broken)?
                }
                None => false,
            };
            let asked = Save {
                number: Some(number),
                base: Some(base),
                values: &written,
                reason,
            };
            let (revision, update) = if unchanged {
                (base, None)
            } else {
                let saved = newsroom::save(tx, &actor, &asked)?;
                if let Some((base, newest)) = saved.stale {
                    // Rolled back: the words are in the log, and go on from the newest.
                    return Err(Error::Stale {
                        number,
                        base,
                        newest,
                        kept: saved.revision,
                    });
                }
                // An editor's save settles names: the page that is open shows them as they are now.
                let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
                let (revision, settled) = values_of(tx, &story)?;
                (revision, Some(paper.bring(&settled).map_err(broken)?))
            };
            let upto = writing::updates(tx, number)?.last().map(|u| u.seq);
            let upto = match upto {
                Some(seq) => seq,
                None => writing::of(tx, number)?.map_or(0, |w| w.upto),
            };
            let packed = Writing {
                epoch,
                revision,
                upto,
                state: paper.encode_state(),
            };
            writing::compact(tx, number, &packed)?;
            let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
            Ok((revision, update, story))
        });
        let (revision, update, story) = saved?;
        if let Some(update) = update.filter(|u| u.as_slice() != [0, 0]) {
            self.broadcast(None, &wire::sync(wire::UPDATE, &update));
        }
        self.broadcast(None, &wire::faults(&json!({ "faults": [] })));
        self.revision = revision;
        self.hands.clear();
        self.first_change = None;
        self.held_up = false;
        if story != self.story {
            self.story = story;
            self.tell_state()?;
        }
        Ok(revision)
    }

    /// In whose name a revision is made: of all who wrote since the last, with the rights of the first among them.
    fn actor(&self, by: Option<&Actor>) -> Actor {
        let mut names: Vec<String> = self.hands.values().map(|h| h.name.clone()).collect();
        let mut role = self
            .hands
            .values()
            .map(|h| h.role)
            .max()
            .unwrap_or(Role::Reporter);
        let mut origin = self.hands.values().next().map(|h| h.origin.clone());
        if let Some(by) = by {
            role = role.max(by.role);
            origin = Some(by.origin.to_string());
            if names.is_empty() {
                names.push(by.name.clone());
            }
        }
        Actor {
            name: names.join(", "),
            role,
            origin: origin.unwrap_or_else(|| "desk".into()).into(),
        }
    }
}

/// Waits until everything that the scribe was given is on the disk or has failed. Whether all of one opening is there.
fn is_written(scribe: &Sender<Task>, opening: u64) -> bool {
    let (to, answer) = channel();
    scribe.send(Task::Answer { opening, to }).is_ok() && answer.recv().unwrap_or(false)
}

/// Begins the document of a story in which nobody has written here yet.
fn seed(newsroom: &Arc<Newsroom>, story: &Story) -> Result<(Writing, Paper), Error> {
    let (revision, values) = newsroom.db.read(|tx| values_of(tx, story))?;
    let paper = Paper::seed(&values).map_err(broken)?;
    let written = Writing {
        epoch: newsroom.clock.now(),
        revision,
        upto: 0,
        state: paper.encode_state(),
    };
    newsroom.act(|tx| writing::compact(tx, story.number, &written))?;
    Ok((written, paper))
}
