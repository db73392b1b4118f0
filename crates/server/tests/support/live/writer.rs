//! Somebody who writes in a story: a document, and the line to its room while there is one.

use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Browser, Call, Heard, Line, PATIENCE, Sheet, line, wrong};

pub(crate) struct Writer {
    pub(crate) sheet: Sheet,
    pub(crate) line: Option<Line>,
    pub(crate) call: Call,
    /// Changes sent by this line, and how many of them are on the disk.
    pub(crate) sent: u64,
    pub(crate) saved: u64,
    /// Whether the room has sent what this page lacked.
    pub(crate) synced: bool,
    pub(crate) refused: Vec<String>,
    pub(crate) states: Vec<Value>,
    pub(crate) faults: Vec<Value>,
    /// Where colleagues are, by client.
    pub(crate) colleagues: BTreeMap<u64, Value>,
    pub(crate) closed: Option<(u16, String)>,
    clock: u64,
}

impl Writer {
    /// Opens a story in a browser, and waits until it is there.
    pub(crate) fn open(browser: &Browser, story: i64) -> io::Result<Self> {
        let mut writer = Self::closed(browser, story)?;
        writer.connect()?;
        writer.until("the story is there", |w| w.synced && w.is_saved())?;
        Ok(writer)
    }

    /// Loads the editor's page, which has not called yet.
    pub(crate) fn closed(browser: &Browser, story: i64) -> io::Result<Self> {
        let start = browser.start(story)?;
        let call = Call {
            address: browser.address,
            story,
            query: format!("schema={}&epoch={}", start["schema"], start["epoch"]),
            cookies: browser.cookies(),
            origin: Some(format!("http://{}", browser.address)),
        };
        Ok(Self {
            sheet: Sheet::new(),
            line: None,
            call,
            sent: 0,
            saved: 0,
            synced: false,
            refused: Vec::new(),
            states: Vec::new(),
            faults: Vec::new(),
            colleagues: BTreeMap::new(),
            closed: None,
            clock: 0,
        })
    }

    /// Calls the room; the document stays as it is.
    pub(crate) fn connect(&mut self) -> io::Result<()> {
        let line = Line::open(&self.call)?;
        self.line =
            Some(line.map_err(|status| wrong(format!("the call was answered with {status}")))?);
        (self.sent, self.saved, self.synced, self.closed) = (0, 0, false, None);
        self.say(line::sync(0, &self.sheet.state_vector()))
    }

    /// Calls again, perhaps at another address, and waits until both sides know the same.
    pub(crate) fn come_back(&mut self, address: std::net::SocketAddr) -> io::Result<()> {
        self.call.address = address;
        self.call.origin = Some(format!("http://{address}"));
        self.connect()?;
        self.until("back", |w| w.synced && w.sent > 0 && w.is_saved())
    }

    /// Cuts the line.
    pub(crate) fn cut(&mut self) {
        self.line = None;
    }

    pub(crate) fn say(&mut self, message: Vec<u8>) -> io::Result<()> {
        match &mut self.line {
            Some(line) => line.say(message),
            None => Ok(()),
        }
    }

    /// Sends a change, if there is a line; without one it stays in the document.
    pub(crate) fn send(&mut self, update: &[u8]) -> io::Result<()> {
        if self.line.is_none() {
            return Ok(());
        }
        self.sent += 1;
        self.say(line::sync(2, update))
    }

    pub(crate) fn insert(&mut self, place: usize, at: usize, words: &str) -> io::Result<()> {
        let update = self.sheet.insert(place, at, words)?;
        self.send(&update)
    }

    /// Types at the end of a block, a change for each letter.
    pub(crate) fn type_in(&mut self, place: usize, words: &str) -> io::Result<()> {
        for letter in words.chars() {
            let end = self.sheet.block(place).len();
            self.insert(place, end, letter.encode_utf8(&mut [0; 4]))?;
        }
        Ok(())
    }

    pub(crate) fn remove(&mut self, place: usize, at: usize, length: usize) -> io::Result<()> {
        let update = self.sheet.remove(place, at, length)?;
        self.send(&update)
    }

    /// Says where this page's cursor is.
    pub(crate) fn tell(&mut self, state: &Value) -> io::Result<()> {
        self.clock += 1;
        self.say(line::aware(self.sheet.client(), self.clock, state))
    }

    /// Whether everything that was sent is on the disk.
    pub(crate) fn is_saved(&self) -> bool {
        self.saved == self.sent
    }

    /// Hears one message, if one comes in time, and does what an editor's page does.
    pub(crate) fn hear(&mut self, most: Duration) -> io::Result<Option<Heard>> {
        let Some(line) = &mut self.line else {
            return Ok(None);
        };
        let heard = line.hear(most)?;
        match &heard {
            Some(Heard::Asks(vector)) => {
                let lacking = self.sheet.lacking(vector)?;
                self.sent += 1;
                self.say(line::sync(1, &lacking))?;
            }
            Some(Heard::Lacking(update)) => {
                self.sheet.take(update)?;
                self.synced = true;
            }
            Some(Heard::Change(update)) => self.sheet.take(update)?,
            Some(Heard::Saved(count)) => self.saved = *count,
            Some(Heard::Refused(why)) => self.refused.push(why.clone()),
            Some(Heard::State(state)) => self.states.push(state.clone()),
            Some(Heard::Faults(faults)) => self.faults.push(faults.clone()),
            Some(Heard::Aware(states)) => {
                for (client, _, state) in states {
                    if state.is_null() {
                        self.colleagues.remove(client);
                    } else {
                        self.colleagues.insert(*client, state.clone());
                    }
                }
            }
            Some(Heard::Closed(code, why)) => {
                self.closed = Some((*code, why.clone()));
                self.line = None;
            }
            Some(Heard::WhoIsThere) | None => {}
        }
        Ok(heard)
    }

    /// Hears until something holds.
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) -> io::Result<()> {
        let began = Instant::now();
        while !holds(self) {
            if began.elapsed() > PATIENCE || (self.line.is_none() && self.closed.is_none()) {
                let (closed, refused) = (&self.closed, &self.refused);
                return Err(wrong(format!(
                    "never: {what}; closed {closed:?}, refused {refused:?}, {} of {} saved, {:?}",
                    self.saved,
                    self.sent,
                    self.sheet.blocks()
                )));
            }
            if let Some((code, why)) = &self.closed {
                return Err(wrong(format!("closed with {code} ({why}) before: {what}")));
            }
            self.hear(Duration::from_millis(20))?;
        }
        Ok(())
    }

    /// Hears until everything that was sent is on the disk.
    pub(crate) fn settle(&mut self) -> io::Result<()> {
        self.until("all is saved", Self::is_saved)
    }

    /// Hears until the room closes the line; answers with the code.
    pub(crate) fn end(&mut self) -> io::Result<u16> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some((code, _)) = &self.closed {
                return Ok(*code);
            }
            self.hear(Duration::from_millis(20))?;
        }
        Err(wrong("the line stays open"))
    }
}
