//! A shadow of the document's structure: which units belong to which element, how deep, under which key.
//!
//! The library applies an update struct by struct, has no way back, and keeps what lacks its dependencies for later.
//! So each update is first placed in this ledger, which refuses it as a whole or knows that it fits. Units that
//! stand together take one entry, so a story is some hundred entries and a keystroke costs a look-up.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use story::schema::{MAX_DEPTH, SCHEMA};

use super::news::{News, Sent};
use super::rules::{Shape, fits, mark};
use super::trim::after;
use super::wire::{Content, Deletion, Id, Parent, Parsed, Struct};
use super::{BODY, FIELDS, MAP, PaperError, TEXTS};

/// As deep as a story goes: the text inside a node is one deeper than the node, here and there.
const DEEPEST: u16 = MAX_DEPTH as u16;
/// Clients that may ever have written in one document.
const MAX_CLIENTS: usize = 4_096;
/// Units that may ever have been written, deleted ones among them.
const MAX_UNITS: u64 = 1 << 25;

/// How many structs the library may have to look at for one update: about a second. For each struct that does not go on
/// where the last one of its client ended it may pass all that stand beside it, so that a hundred kilobytes made for
/// the purpose would keep it busy for minutes. A long day without a connection comes to a twentieth of this.
const MAX_WORK: u64 = 20_000_000;

/// Stands for a parent that is gone for good.
const GONE: u32 = u32::MAX;
/// Stands for no key.
const NO_KEY: u32 = u32::MAX;
/// Stands for what holds a root, and for who made it.
const NOBODY: Id = Id {
    client: u64::MAX,
    clock: 0,
};

/// Something that holds units.
#[derive(Debug, Clone, Copy)]
struct Holder {
    shape: Shape,
    depth: u16,
    /// How many structs ever stood in it.
    structs: u32,
    /// The unit that it is, and the holder in which that stands.
    id: Id,
    within: u32,
    /// Whether that unit was deleted: what stands in it is gone with it.
    dead: bool,
    /// Whether [`Ledger::dying`] has named it.
    buried: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Units,
    Deleted,
    Holder(u32),
}

#[derive(Debug, Clone, Copy)]
struct Run {
    end: u32,
    holder: u32,
    key: u32,
    holds: Holds,
}

/// A text of which units go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dying {
    pub(super) text: Id,
    /// The block of the body that it stands in.
    pub(super) block: Id,
    /// How many structs ever stood in it.
    pub(super) structs: u32,
}

/// The shadow.
#[derive(Debug)]
pub(super) struct Ledger {
    holders: Vec<Holder>,
    keys: Vec<Box<str>>,
    clients: HashMap<u64, Vec<Run>>,
    units: u64,
    /// What the update that is being entered may cost, and the holders that it adds to.
    work: u64,
    added: Vec<u32>,
}

/// The runs of a client that a deletion touches.
fn hit(runs: &[Run], one: Deletion) -> impl Iterator<Item = &Run> {
    let from = runs.partition_point(|run| run.end <= one.start);
    let mut last = false;
    runs[from..]
        .iter()
        .take_while(move |run| !std::mem::replace(&mut last, run.end >= one.end))
}

/// What has to be undone when an update turns out not to fit.
struct Undo {
    holders: usize,
    keys: usize,
    units: u64,
    /// Client, number of runs, end of the last.
    clients: Vec<(u64, usize, u32)>,
}

impl Ledger {
    /// A ledger of the empty document, whose roots come first.
    pub(super) fn new() -> Self {
        let root = |shape| Holder {
            shape,
            depth: 0,
            structs: 0,
            id: NOBODY,
            within: GONE,
            dead: false,
            buried: false,
        };
        let mut holders = vec![root(Shape::Body), root(Shape::Fields)];
        holders.extend(TEXTS.iter().map(|_| root(Shape::Plain)));
        Self {
            holders,
            keys: Vec::new(),
            clients: HashMap::new(),
            units: 0,
            work: 0,
            added: Vec::new(),
        }
    }

    /// Enters an update: all of it, or on an error nothing. `strict` also asks that the schema knows every name and
    /// that nodes stand where it lets them; what is in the store already may be older than the schema. Gives what the
    /// update brings and takes away.
    pub(super) fn enter(&mut self, update: &Parsed<'_>, strict: bool) -> Result<News, PaperError> {
        let mut undo = Undo {
            holders: self.holders.len(),
            keys: self.keys.len(),
            units: self.units,
            clients: Vec::with_capacity(update.clients.len()),
        };
        (self.work, self.added) = (0, Vec::new());
        let mut news = News::default();
        for (client, _) in &update.clients {
            let runs = self.clients.entry(*client).or_default();
            undo.clients
                .push((*client, runs.len(), runs.last().map_or(0, |r| r.end)));
        }
        let done = if self.clients.len() > MAX_CLIENTS {
            Err(PaperError::TooLarge("clients"))
        } else {
            self.place_all(update, strict, &mut news)
        };
        if let Err(error) = done {
            self.undo(undo);
            return Err(error);
        }
        self.mark_dead(update, &mut news);
        Ok(news)
    }

    /// Notes which holders an update deletes, and which of its words are deleted as they come.
    fn mark_dead(&mut self, update: &Parsed<'_>, news: &mut News) {
        for one in &update.deletions {
            let runs = self.clients.get(&one.client).map_or(&[][..], Vec::as_slice);
            for run in hit(runs, *one) {
                if let Holds::Holder(holder) = run.holds {
                    let holder = &mut self.holders[holder as usize];
                    if !std::mem::replace(&mut holder.dead, true) {
                        news.killed.push(holder.id);
                    }
                }
            }
        }
        let (lost, words) = std::mem::take(&mut news.words)
            .into_iter()
            .partition(|sent| self.is_dead(sent.holder));
        (news.lost, news.words) = (lost, words);
    }

    /// Whether what stands in a holder is gone.
    fn is_dead(&self, mut holder: u32) -> bool {
        loop {
            match self.holders.get(holder as usize) {
                None => return true,
                Some(found) if found.dead => return true,
                Some(found) if found.id == NOBODY => return false,
                Some(found) => holder = found.within,
            }
        }
    }

    /// The texts that have died since this was last asked, each with the block of the body that it stood in and a
    /// bound of what it costs to read it.
    pub(super) fn dying(&mut self) -> Vec<Dying> {
        let mut dying = Vec::new();
        for at in 0..self.holders.len() {
            let holder = self.holders[at];
            if !matches!(holder.shape, Shape::Rich) || holder.buried || !self.is_dead(at as u32) {
                continue;
            }
            self.holders[at].buried = true;
            dying.push(Dying {
                text: holder.id,
                block: self.block_of(at as u32),
                structs: holder.structs,
            });
        }
        dying
    }

    /// The block of the body in which a holder stands.
    fn block_of(&self, mut holder: u32) -> Id {
        loop {
            match self.holders.get(holder as usize) {
                Some(found) if found.within != 0 && found.id != NOBODY => holder = found.within,
                found => return found.map_or(NOBODY, |found| found.id),
            }
        }
    }

    /// The living texts in which an update deletes something, at most so many.
    pub(super) fn texts_hit(&self, update: &Parsed<'_>, most: usize) -> Vec<Dying> {
        let mut texts: BTreeSet<u32> = BTreeSet::new();
        for one in &update.deletions {
            let runs = self.clients.get(&one.client).map_or(&[][..], Vec::as_slice);
            for run in hit(runs, *one) {
                if texts.len() < most
                    && run.holds == Holds::Units
                    && run.key == NO_KEY
                    && !self.is_dead(run.holder)
                {
                    texts.insert(run.holder);
                }
            }
        }
        texts
            .into_iter()
            .filter_map(|at| {
                let holder = self.holders.get(at as usize)?;
                matches!(holder.shape, Shape::Rich).then_some(Dying {
                    text: holder.id,
                    block: self.block_of(at),
                    structs: holder.structs,
                })
            })
            .collect()
    }

    /// The unit that a holder is; none for a root.
    pub(super) fn id_of(&self, holder: u32) -> Option<Id> {
        let holder = self.holders.get(holder as usize)?;
        (holder.id != NOBODY).then_some(holder.id)
    }

    /// How many structs ever stood in a text.
    pub(super) fn structs_in(&self, text: Id) -> u32 {
        match self.find(text).map(|run| run.holds) {
            Some(Holds::Holder(holder)) => self.holders[holder as usize].structs,
            _ => 0,
        }
    }

    /// Whether an element that was killed stood in one that lives.
    pub(super) fn is_topmost(&self, id: Id) -> bool {
        let holder = match self.find(id) {
            Some(Run {
                holds: Holds::Holder(holder),
                ..
            }) => self.holders.get(holder as usize),
            _ => None,
        };
        holder.is_some_and(|holder| {
            matches!(holder.shape, Shape::Element(_)) && !self.is_dead(holder.within)
        })
    }

    fn undo(&mut self, undo: Undo) {
        for holder in self.added.drain(..) {
            self.holders[holder as usize].structs -= 1;
        }
        self.holders.truncate(undo.holders);
        self.keys.truncate(undo.keys);
        self.units = undo.units;
        for (client, len, end) in undo.clients {
            if len == 0 {
                self.clients.remove(&client);
            } else if let Some(runs) = self.clients.get_mut(&client) {
                runs.truncate(len);
                if let Some(last) = runs.last_mut() {
                    last.end = end;
                }
            }
        }
    }

    /// Goes through each client's structs in order; where one needs another client's that is still to come, that
    /// client's turn is first. What is left waiting at the end needs something that nobody sent.
    fn place_all(
        &mut self,
        update: &Parsed<'_>,
        strict: bool,
        news: &mut News,
    ) -> Result<(), PaperError> {
        let numbers: HashMap<u64, usize> = update
            .clients
            .iter()
            .enumerate()
            .map(|(i, (client, _))| (*client, i))
            .collect();
        let mut next = vec![0; update.clients.len()];
        let mut waiting: Vec<BinaryHeap<Reverse<(u32, usize)>>> = Vec::new();
        waiting.resize_with(update.clients.len(), BinaryHeap::new);
        let mut ready: BTreeSet<usize> = (0..update.clients.len()).collect();
        while let Some(turn) = ready.pop_first() {
            let (client, structs) = &update.clients[turn];
            while let Some(one) = structs.get(next[turn]) {
                if let Some(need) = self.enter_one(*client, one, strict, news)? {
                    let other = numbers.get(&need.client).ok_or(PaperError::Missing)?;
                    waiting[*other].push(Reverse((need.clock, turn)));
                    break;
                }
                next[turn] += 1;
            }
            let known = self.known(*client);
            while let Some(Reverse((clock, other))) = waiting[turn].peek().copied() {
                if clock >= known {
                    break;
                }
                waiting[turn].pop();
                ready.insert(other);
            }
        }
        let all = update.clients.iter().zip(&next);
        if all.into_iter().any(|((_, structs), n)| *n < structs.len()) {
            return Err(PaperError::Missing);
        }
        let known = |id: &super::wire::Deletion| id.end <= self.known(id.client);
        if update.deletions.iter().all(known) {
            Ok(())
        } else {
            Err(PaperError::Missing)
        }
    }

    /// The clock up to which a client's units are known.
    pub(super) fn known(&self, client: u64) -> u32 {
        self.clients
            .get(&client)
            .and_then(|runs| runs.last())
            .map_or(0, |run| run.end)
    }

    fn find(&self, id: Id) -> Option<Run> {
        let runs = self.clients.get(&id.client)?;
        let at = runs.partition_point(|run| run.end <= id.clock);
        runs.get(at).copied()
    }

    /// Enters one struct, or says which unit has to be entered before.
    fn enter_one(
        &mut self,
        client: u64,
        one: &Struct<'_>,
        strict: bool,
        news: &mut News,
    ) -> Result<Option<Id>, PaperError> {
        let known = self.known(client);
        let end = one.clock + one.len;
        if end <= known {
            return Ok(None);
        }
        if one.clock > known || matches!(one.content, Content::Skip) {
            return Err(PaperError::Missing);
        }
        // Of a struct whose start is known, what is new stands after what is known.
        let origin = if one.clock < known {
            let clock = known - 1;
            Some(Id { client, clock })
        } else {
            one.origin
        };
        let parent = match one.parent {
            Parent::Item(id) => Some(id),
            _ => None,
        };
        for need in [origin, one.right, parent].into_iter().flatten() {
            if need.clock >= self.known(need.client) {
                if need.client == client {
                    return Err(PaperError::Missing);
                }
                return Ok(Some(need));
            }
        }
        let (holder, key) = self.place(one, origin)?;
        let id = Id {
            client,
            clock: known.max(one.clock),
        };
        let holds = self.admit(one, id, (holder, key), strict)?;
        match &one.content {
            Content::Words(words) => news.words.push(Sent {
                id,
                words: after(words, id.clock - one.clock),
                holder,
                left: origin,
                right: one.right,
            }),
            Content::Element(_) => news.made.push(id),
            _ => {}
        }
        if let Some(beside) = self.holders.get_mut(holder as usize) {
            let goes_on = origin.is_some_and(|id| id.client == client && id.clock + 1 == known);
            self.work += u64::from(if goes_on { 1 } else { beside.structs });
            beside.structs += 1;
            self.added.push(holder);
        }
        if strict && self.work > MAX_WORK {
            return Err(PaperError::TooLarge("structs in one place"));
        }
        self.units += u64::from(end - known);
        if self.units > MAX_UNITS {
            return Err(PaperError::TooLarge("units"));
        }
        let runs = self.clients.entry(client).or_default();
        match runs.last_mut() {
            Some(last)
                if last.holder == holder
                    && last.key == key
                    && last.holds == holds
                    && !matches!(holds, Holds::Holder(_)) =>
            {
                last.end = end;
            }
            _ => runs.push(Run {
                end,
                holder,
                key,
                holds,
            }),
        }
        Ok(None)
    }

    /// Which holder a struct belongs to, and under which key.
    fn place(&mut self, one: &Struct<'_>, origin: Option<Id>) -> Result<(u32, u32), PaperError> {
        if matches!(one.content, Content::Gc) {
            return Ok((GONE, NO_KEY));
        }
        if origin.is_some() && origin == one.right {
            return Err(PaperError::Malformed("one neighbour on both sides"));
        }
        let left = origin.and_then(|id| self.find(id));
        let right = one.right.and_then(|id| self.find(id));
        match (left, right) {
            (Some(a), Some(b)) if (a.holder, a.key) != (b.holder, b.key) => {
                return Err(PaperError::Malformed("neighbours in two places"));
            }
            (Some(run), _) | (None, Some(run)) => return Ok((run.holder, run.key)),
            (None, None) => {}
        }
        let holder = match one.parent {
            Parent::Root(BODY) => 0,
            Parent::Root(MAP) => 1,
            Parent::Root(name) => {
                let at = TEXTS.iter().position(|text| *text == name);
                at.map(|at| 2 + at as u32).ok_or(PaperError::UnknownRoot)?
            }
            Parent::Item(id) => match self.find(id) {
                Some(Run {
                    holds: Holds::Holder(holder),
                    ..
                }) => holder,
                // Written by somebody who did not know yet that the element is deleted.
                Some(run) if run.holds == Holds::Deleted || run.holder == GONE => GONE,
                _ => return Err(PaperError::Malformed("a parent that holds nothing")),
            },
            Parent::Neighbours => return Err(PaperError::Malformed("no place")),
        };
        if holder == GONE {
            return Ok((GONE, NO_KEY));
        }
        Ok((holder, one.sub.map_or(NO_KEY, |sub| self.key(sub))))
    }

    /// The number of a key. There are few: the attributes of the schema and the fields.
    fn key(&mut self, name: &str) -> u32 {
        let at = self.keys.iter().position(|key| **key == *name);
        let at = at.unwrap_or_else(|| {
            self.keys.push(name.into());
            self.keys.len() - 1
        });
        at as u32
    }

    /// Whether a struct may stand where it would; what it holds itself.
    fn admit(
        &mut self,
        one: &Struct<'_>,
        id: Id,
        (holder, key): (u32, u32),
        strict: bool,
    ) -> Result<Holds, PaperError> {
        if holder == GONE {
            return Ok(Holds::Units);
        }
        let Holder { shape, .. } = self.holders[holder as usize];
        let name = self.keys.get(key as usize).map(|name| &**name);
        let misplaced = Err(PaperError::Misplaced);
        match (shape, name, &one.content) {
            (Shape::Body | Shape::Rich | Shape::Plain, Some(_), _)
            | (Shape::Fields, None, _)
            | (_, _, Content::Gc | Content::Skip) => misplaced,
            (Shape::Fields, Some(key), _) if strict && !FIELDS.contains(&key) => {
                Err(PaperError::Unknown)
            }
            (Shape::Element(Some(rule)), Some(key), _)
                if strict && !rule.attrs.contains_key(key) =>
            {
                Err(PaperError::Unknown)
            }
            (_, _, Content::Deleted) => Ok(Holds::Deleted),
            (Shape::Rich | Shape::Plain, None, Content::Words(_))
            | (Shape::Fields | Shape::Element(_), Some(_), Content::Plain) => Ok(Holds::Units),
            (Shape::Rich, None, Content::Format(key, value)) => {
                if strict {
                    mark(key, value)?;
                }
                Ok(Holds::Units)
            }
            (Shape::Body | Shape::Element(_), None, Content::Element(name)) => {
                let rule = SCHEMA.nodes.get(*name);
                if strict && rule.is_none() {
                    return Err(PaperError::Unknown);
                }
                if strict && !fits(shape, name) {
                    return misplaced;
                }
                self.hold(Shape::Element(rule), id, holder)
            }
            (Shape::Element(_), None, Content::Text) => {
                if strict && !fits(shape, "text") {
                    return misplaced;
                }
                self.hold(Shape::Rich, id, holder)
            }
            _ => misplaced,
        }
    }

    fn hold(&mut self, shape: Shape, id: Id, within: u32) -> Result<Holds, PaperError> {
        let depth = self.holders[within as usize].depth + 1;
        if depth > DEEPEST {
            return Err(PaperError::TooDeep);
        }
        self.holders.push(Holder {
            shape,
            depth,
            structs: 0,
            id,
            within,
            dead: false,
            buried: false,
        });
        Ok(Holds::Holder((self.holders.len() - 1) as u32))
    }
}
