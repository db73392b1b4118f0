//! The bytes of a Yjs update (lib0, version 1), read without recursion and without trust.
//!
//! This reads only as much as is needed to say where each struct would go; the library decodes the same bytes
//! again. Whatever Yjs and y-prosemirror never write for a story (sub-documents, buffers, embeds, arrays) is
//! refused here, and so is every count that the remaining bytes could not hold.

use std::collections::HashSet;

use serde_json::Value;

use super::PaperError;

/// Deepest nesting of a plain value in an attribute or field. A byline in the list of bylines is 2 deep.
const MAX_VALUE_DEPTH: usize = 16;
/// JavaScript counts exactly up to here, so no client's number is higher.
const MAX_CLIENT: u64 = (1 << 53) - 1;
/// The library subtracts clocks as `i32`.
const MAX_CLOCK: u64 = i32::MAX as u64;

/// One unit of a document: who wrote it, and which of theirs it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Id {
    pub(super) client: u64,
    pub(super) clock: u32,
}

/// Where a struct says that it belongs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parent<'a> {
    /// Where its neighbours are.
    Neighbours,
    Root(&'a str),
    Item(Id),
}

/// What a struct holds, as far as the rules ask.
#[derive(Debug)]
pub(super) enum Content<'a> {
    Gc,
    Skip,
    Deleted,
    Words(&'a str),
    Plain,
    Element(&'a str),
    Text,
    Format(&'a str, Value),
}

/// One struct of an update.
#[derive(Debug)]
pub(super) struct Struct<'a> {
    pub(super) clock: u32,
    pub(super) len: u32,
    pub(super) origin: Option<Id>,
    pub(super) right: Option<Id>,
    pub(super) parent: Parent<'a>,
    pub(super) sub: Option<&'a str>,
    pub(super) content: Content<'a>,
    /// As it was sent.
    pub(super) bytes: &'a [u8],
}

/// A run of units that an update deletes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deletion {
    pub(super) client: u64,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// A whole update.
#[derive(Debug)]
pub(super) struct Parsed<'a> {
    /// Each client's structs, in the order of their clocks.
    pub(super) clients: Vec<(u64, Vec<Struct<'a>>)>,
    pub(super) deletions: Vec<Deletion>,
    /// The deletions as they were sent.
    pub(super) rest: &'a [u8],
}

impl Parsed<'_> {
    /// How many structs there are.
    pub(super) fn structs(&self) -> usize {
        self.clients.iter().map(|(_, structs)| structs.len()).sum()
    }
}

/// Reads an update.
pub(super) fn update(bytes: &[u8]) -> Result<Parsed<'_>, PaperError> {
    Reader::new(bytes).update()
}

/// Checks a state vector, so that decoding it costs no more than its own length.
pub(super) fn state_vector(bytes: &[u8]) -> Result<(), PaperError> {
    let mut reader = Reader::new(bytes);
    for _ in 0..reader.count(2)? {
        reader.client()?;
        reader.clock()?;
    }
    Ok(())
}

fn malformed(what: &'static str) -> PaperError {
    PaperError::Malformed(what)
}

fn end(clock: u32, len: u32) -> Result<u32, PaperError> {
    let end = u64::from(clock) + u64::from(len);
    if len == 0 || end > MAX_CLOCK {
        return Err(malformed("an impossible length"));
    }
    u32::try_from(end).map_err(|_| malformed("an impossible length"))
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn update(&mut self) -> Result<Parsed<'a>, PaperError> {
        // A client takes at least three bytes: how many structs, who, from which clock.
        let count = self.count(3)?;
        let mut clients = Vec::with_capacity(count);
        let mut seen = HashSet::with_capacity(count);
        for _ in 0..count {
            let structs = self.count(2)?;
            let client = self.client()?;
            if structs == 0 || !seen.insert(client) {
                return Err(malformed("a client without structs, or twice"));
            }
            let mut clock = self.clock()?;
            let mut list = Vec::with_capacity(structs);
            for _ in 0..structs {
                let before = self.bytes;
                let mut one = self.one(clock)?;
                one.bytes = &before[..before.len() - self.bytes.len()];
                clock = end(clock, one.len)?;
                list.push(one);
            }
            clients.push((client, list));
        }
        let rest = self.bytes;
        let deletions = self.deletions()?;
        if self.bytes.is_empty() {
            Ok(Parsed {
                clients,
                deletions,
                rest,
            })
        } else {
            Err(malformed("bytes after the end"))
        }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], PaperError> {
        let (taken, rest) = self
            .bytes
            .split_at_checked(len)
            .ok_or(malformed("an end too early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, PaperError> {
        Ok(self.take(1)?[0])
    }

    fn number(&mut self) -> Result<u64, PaperError> {
        let mut number = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(malformed("a number that is too long"))
    }

    /// A count of things that take at least `least` bytes each: never more than can follow.
    fn count(&mut self, least: usize) -> Result<usize, PaperError> {
        let count = self.number()?;
        if count > (self.bytes.len() / least) as u64 {
            return Err(malformed("a count of more than follows"));
        }
        usize::try_from(count).map_err(|_| malformed("a count of more than follows"))
    }

    fn client(&mut self) -> Result<u64, PaperError> {
        match self.number()? {
            client if client <= MAX_CLIENT => Ok(client),
            _ => Err(malformed("a client's number that is too high")),
        }
    }

    fn clock(&mut self) -> Result<u32, PaperError> {
        match self.number()? {
            clock if clock <= MAX_CLOCK => {
                u32::try_from(clock).map_err(|_| malformed("a clock that is too high"))
            }
            _ => Err(malformed("a clock that is too high")),
        }
    }

    fn id(&mut self) -> Result<Id, PaperError> {
        Ok(Id {
            client: self.client()?,
            clock: self.clock()?,
        })
    }

    fn words(&mut self) -> Result<&'a str, PaperError> {
        let len = self.count(1)?;
        std::str::from_utf8(self.take(len)?).map_err(|_| malformed("a text that is not UTF-8"))
    }

    fn one(&mut self, clock: u32) -> Result<Struct<'a>, PaperError> {
        let info = self.byte()?;
        let mut one = Struct {
            clock,
            len: 1,
            origin: None,
            right: None,
            parent: Parent::Neighbours,
            sub: None,
            content: Content::Gc,
            bytes: &[],
        };
        if info == 0 || info == 10 {
            one.len = self.clock()?;
            if info == 10 {
                one.content = Content::Skip;
            }
            return Ok(one);
        }
        if info & 0x80 != 0 {
            one.origin = Some(self.id()?);
        }
        if info & 0x40 != 0 {
            one.right = Some(self.id()?);
        }
        if info & 0xc0 == 0 {
            one.parent = match self.number()? {
                1 => Parent::Root(self.words()?),
                0 => Parent::Item(self.id()?),
                _ => return Err(malformed("a parent of no kind")),
            };
            if info & 0x20 != 0 {
                one.sub = Some(self.words()?);
            }
        }
        one.content = self.content(info & 0x1f, &mut one.len)?;
        Ok(one)
    }

    fn content(&mut self, kind: u8, len: &mut u32) -> Result<Content<'a>, PaperError> {
        match kind {
            1 => {
                *len = self.clock()?;
                Ok(Content::Deleted)
            }
            4 => {
                let words = self.words()?;
                let units: usize = words.chars().map(char::len_utf16).sum();
                *len = u32::try_from(units).map_err(|_| malformed("an impossible length"))?;
                Ok(Content::Words(words))
            }
            6 => {
                let key = self.words()?;
                let json = self.words()?;
                let value =
                    serde_json::from_str(json).map_err(|_| malformed("a mark that is not JSON"))?;
                Ok(Content::Format(key, value))
            }
            7 => match self.byte()? {
                3 => Ok(Content::Element(self.words()?)),
                6 => Ok(Content::Text),
                _ => Err(PaperError::Foreign("a shared type")),
            },
            8 => {
                if self.count(1)? != 1 {
                    return Err(PaperError::Foreign("a list of values"));
                }
                self.value()?;
                Ok(Content::Plain)
            }
            2 | 3 | 5 | 9 => Err(PaperError::Foreign("content")),
            _ => Err(malformed("content of no kind")),
        }
    }

    /// Passes over a plain value.
    fn value(&mut self) -> Result<(), PaperError> {
        // What is still to come on each level: how many values, and whether a key precedes each.
        let mut open: Vec<(usize, bool)> = vec![(1, false)];
        while let Some((left, keyed)) = open.last_mut() {
            if *left == 0 {
                open.pop();
                continue;
            }
            *left -= 1;
            if *keyed {
                self.words()?;
            }
            match self.byte()? {
                120 | 121 | 126 | 127 => {}
                125 => self.integer()?,
                124 => drop(self.take(4)?),
                122 | 123 => drop(self.take(8)?),
                119 => drop(self.words()?),
                118 => open.push((self.count(2)?, true)),
                117 => open.push((self.count(1)?, false)),
                _ => return Err(PaperError::Foreign("a value")),
            }
            if open.len() > MAX_VALUE_DEPTH {
                return Err(PaperError::TooDeep);
            }
        }
        Ok(())
    }

    /// lib0's signed integers: six bits and a sign, then seven bits a byte.
    fn integer(&mut self) -> Result<(), PaperError> {
        for _ in 0..9 {
            if self.byte()? & 0x80 == 0 {
                return Ok(());
            }
        }
        Err(malformed("a number that is too long"))
    }

    fn deletions(&mut self) -> Result<Vec<Deletion>, PaperError> {
        let mut deletions = Vec::new();
        let mut seen = HashSet::new();
        for _ in 0..self.count(2)? {
            let client = self.client()?;
            if !seen.insert(client) {
                return Err(malformed("a client's deletions twice"));
            }
            let mut last = 0;
            for _ in 0..self.count(2)? {
                let start = self.clock()?;
                if start < last {
                    return Err(malformed("deletions out of order"));
                }
                last = end(start, self.clock()?)?;
                deletions.push(Deletion {
                    client,
                    start,
                    end: last,
                });
            }
        }
        Ok(deletions)
    }
}
