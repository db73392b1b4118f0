//! The load of `just bench` on the desk: many stories open, and people who type in one of them at once, by the real
//! protocol and each in a session of their own. `bench/run.py` calls it and reads the one line of JSON that it prints.
//!
//! ```text
//! desk_load ADDR TOKEN INVITATIONS STORIES SECONDS
//! ```
//!
//! INVITATIONS is a file with a link for each of the people who type; TOKEN is an editor's.

#[path = "../tests/support/live/mod.rs"]
mod live;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use live::{Browser, Heard, Writer, wrong};
use serde_json::{Value, json};

/// Between two keystrokes of one person, on the average. A quick typist has five a second.
const PACE: Duration = Duration::from_millis(200);
/// So long nobody hears anything more: all has arrived.
const QUIET: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match load(&words) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("desk_load: {e}");
            ExitCode::FAILURE
        }
    }
}

fn load(words: &[String]) -> io::Result<Value> {
    let [address, token, invitations, stories, seconds] = words else {
        return Err(wrong("see the head of desk_load.rs"));
    };
    let address: SocketAddr = address.parse().map_err(io::Error::other)?;
    let stories: usize = stories.parse().map_err(io::Error::other)?;
    let seconds: u64 = seconds.parse().map_err(io::Error::other)?;
    let invitations = std::fs::read_to_string(invitations)?;
    let people = invitations.lines().enumerate();
    let people: Vec<Browser> = people
        .map(|(n, link)| Browser::join(address, link, &format!("Person {n}")))
        .collect::<io::Result<_>>()?;
    let first = people.first().ok_or_else(|| wrong("nobody is invited"))?;
    let numbers: Vec<i64> = (0..stories)
        .map(|_| first.write_story(token, people.len()))
        .collect::<io::Result<_>>()?;
    let quiet: Vec<Writer> = numbers
        .iter()
        .map(|number| Writer::open(first, *number))
        .collect::<io::Result<_>>()?;
    let shared = *numbers.first().ok_or_else(|| wrong("no stories"))?;
    let over = AtomicBool::new(false);
    let typed: Vec<Typist> = thread::scope(|scope| {
        let over = &over;
        let sitting = scope.spawn(move || sit(quiet, over));
        let typing: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(place, browser)| {
                scope.spawn(move || {
                    let mut typist = Typist::new(browser, shared, place)?;
                    typist.type_for(Duration::from_secs(seconds))?;
                    Ok::<_, io::Error>(typist)
                })
            })
            .collect();
        let typed = typing.into_iter().map(|t| match t.join() {
            Ok(typed) => typed,
            Err(_) => Err(wrong("somebody who typed is gone")),
        });
        let typed: io::Result<Vec<Typist>> = typed.collect();
        over.store(true, Ordering::Relaxed);
        match sitting.join() {
            Ok(Ok(())) => typed,
            Ok(Err(e)) => Err(e),
            Err(_) => Err(wrong("those who only look are gone")),
        }
    })?;
    let saved = first.post(&format!("/desk/story/{shared}/save"), &json!({}))?;
    saved.is(200)?;
    report(&typed, &first.stored(token, shared)?)
}

/// People who have a story open and do nothing; their browsers answer when the server looks whether they are there.
fn sit(mut quiet: Vec<Writer>, over: &AtomicBool) -> io::Result<()> {
    while !over.load(Ordering::Relaxed) {
        for one in &mut quiet {
            while one.hear(Duration::ZERO)?.is_some() {}
            if let Some((code, why)) = &one.closed {
                return Err(wrong(format!("a story that was open closed: {code} {why}")));
            }
        }
        thread::sleep(Duration::from_millis(500));
    }
    Ok(())
}

/// Somebody who types, and what was measured there.
struct Typist {
    writer: Writer,
    place: usize,
    /// What their paragraph must be.
    words: String,
    cursor: usize,
    dice: u64,
    /// Keystrokes by their bytes, which are the same at every colleague's.
    struck: HashMap<Vec<u8>, Instant>,
    waiting: VecDeque<(u64, Instant)>,
    arrived: Vec<(Vec<u8>, Instant)>,
    saved: Vec<u64>,
}

impl Typist {
    fn new(browser: &Browser, story: i64, place: usize) -> io::Result<Self> {
        let writer = Writer::open(browser, story)?;
        let words = writer.sheet.block(place);
        Ok(Self {
            cursor: words.len(),
            words,
            place,
            dice: writer.sheet.client(),
            writer,
            struck: HashMap::new(),
            waiting: VecDeque::new(),
            arrived: Vec::new(),
            saved: Vec::new(),
        })
    }

    /// A number that looks random (SplitMix64).
    fn below(&mut self, most: u64) -> u64 {
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }

    fn pause(&mut self) -> Duration {
        PACE.mul_f64(0.3 + self.below(1_400) as f64 / 1_000.0)
    }

    fn type_for(&mut self, time: Duration) -> io::Result<()> {
        let end = Instant::now() + time;
        let mut next = Instant::now() + self.pause();
        loop {
            let now = Instant::now();
            if now >= end {
                break;
            }
            if now >= next {
                self.strike()?;
                next += self.pause();
            } else {
                self.hear(next - now)?;
            }
        }
        while self.hear(QUIET)? {}
        Ok(())
    }

    /// A key: mostly a letter, sometimes backspace, and sometimes the cursor is put elsewhere first.
    fn strike(&mut self) -> io::Result<()> {
        if self.below(15) == 0 {
            self.cursor = self.below(self.words.len() as u64 + 1) as usize;
        }
        let at = Instant::now();
        let update = if self.cursor > 0 && self.below(12) == 0 {
            self.cursor -= 1;
            self.words.remove(self.cursor);
            self.writer.sheet.remove(self.place, self.cursor, 1)?
        } else {
            let letter = char::from(b'a' + self.below(26) as u8);
            self.words.insert(self.cursor, letter);
            self.cursor += 1;
            let mut bytes = [0; 4];
            let letter = letter.encode_utf8(&mut bytes);
            self.writer
                .sheet
                .insert(self.place, self.cursor - 1, letter)?
        };
        self.writer.send(&update)?;
        self.waiting.push_back((self.writer.sent, at));
        self.struck.insert(update, at);
        // An editor says where the cursor is after each key.
        let (place, cursor) = (self.place, self.cursor);
        let state = json!({ "user": { "color": "#357" }, "cursor": { "anchor": [place, cursor], "head": [place, cursor] } });
        self.writer.tell(&state)
    }

    fn hear(&mut self, most: Duration) -> io::Result<bool> {
        let heard = self.writer.hear(most)?;
        let now = Instant::now();
        match heard {
            Some(Heard::Saved(count)) => {
                while let Some((_, at)) = self.waiting.pop_front_if(|(n, _)| *n <= count) {
                    self.saved.push((now - at).as_micros() as u64);
                }
            }
            Some(Heard::Change(update)) => self.arrived.push((update, now)),
            Some(Heard::Closed(code, why)) => return Err(wrong(format!("closed: {code} {why}"))),
            Some(Heard::Refused(why)) => return Err(wrong(format!("refused: {why}"))),
            None => return Ok(false),
            _ => {}
        }
        Ok(true)
    }
}

fn report(typed: &[Typist], stored: &[String]) -> io::Result<Value> {
    let struck: HashMap<&[u8], Instant> = typed
        .iter()
        .flat_map(|t| t.struck.iter().map(|(bytes, at)| (bytes.as_slice(), *at)))
        .collect();
    let mut arrived = Vec::new();
    for (bytes, at) in typed.iter().flat_map(|t| &t.arrived) {
        if let Some(struck) = struck.get(bytes.as_slice()) {
            arrived.push((*at - *struck).as_micros() as u64);
        }
    }
    let words: Vec<&str> = typed.iter().map(|t| t.words.as_str()).collect();
    let screens = typed.iter().map(|t| t.writer.sheet.blocks());
    let unlike = screens.filter(|blocks| *blocks != words).count() + usize::from(stored != words);
    let saved: Vec<u64> = typed.iter().flat_map(|t| t.saved.iter().copied()).collect();
    Ok(json!({
        "typed": struck.len(),
        "not_saved": struck.len() - saved.len(),
        "not_arrived": struck.len() * (typed.len() - 1) - arrived.len(),
        "unlike": unlike,
        "saved_us": saved,
        "arrived_us": arrived,
    }))
}
