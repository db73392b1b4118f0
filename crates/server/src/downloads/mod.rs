//! How often sounds are downloaded, counted after the IAB Podcast Measurement Technical Guidelines 2.2 without keeping who
//! it was: `docs/adr/0013-counting-downloads.md` says what is counted and what is kept for how long.
//!
//! A request for a sound becomes a [`Listener`], whose body ([`Counted`]) says what was sent. That waits in memory,
//! at most [`MOST`] listeners of it, until the thread that runs [`keep`] writes it down: no answer waits for the
//! database, and none is written for by itself.

mod agents;
mod sent;

pub use sent::Counted;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use store::downloads::{self, Day, Sent};
use store::{Db, Micros};

use crate::app::App;
use crate::clock;
use crate::jobs::Stop;

/// How often what was sent is written down.
const OFTEN: Duration = Duration::from_secs(2);
/// How often the thread looks whether it is to end.
const GLANCE: Duration = Duration::from_millis(50);
/// Most listeners that wait to be written down: 5,000 a second. More than these are not counted, but said to have been.
const MOST: usize = 10_000;
/// Most listeners that are written, or forgotten, in one transaction: somebody who publishes waits for no more than these,
/// which is an eighth of a second on PostgreSQL.
const PORTION: usize = 500;
/// So long nothing is written between two portions: the lock goes to whoever comes first, and that would be the thread
/// that has just let go of it.
const TURN: Duration = Duration::from_millis(5);
/// A day's key is there so much sooner than the day, and so much longer, for downloads that are under way at midnight.
const EDGE: Micros = 10 * MINUTE;
/// So much of a sound makes a download (IAB 2.2); all of it where it is shorter.
const MINUTE: Micros = 60 * 1_000_000;

type Key = [u8; 32];
type Mark = [u8; 32];

/// What is waiting to be written down, and the keys of the days that can be counted now.
#[derive(Default)]
pub struct Downloads {
    keys: Mutex<BTreeMap<Day, Key>>,
    waiting: Mutex<Waiting>,
    /// What has been counted and what has not.
    pub figures: Figures,
}

/// Figures of this server since it began.
#[derive(Default)]
pub struct Figures {
    /// Downloads that were counted.
    pub counted: AtomicU64,
    /// Times that a sound was sent to a listener whom there was no room to count, or no key.
    pub left_out: AtomicU64,
}

/// What was sent and is not written down yet.
type Waiting = HashMap<(Day, Mark), Heard>;

/// Of one listener and sound.
struct Heard {
    asset: Arc<str>,
    app: &'static str,
    sound: Micros,
    enough: Micros,
}

/// A file whose downloads are counted.
#[derive(Debug, Clone)]
pub struct Sound {
    asset: Arc<str>,
    /// How long it is.
    length: Micros,
    /// Its size.
    bytes: u64,
}

impl Sound {
    /// A file of a story read aloud or of a podcast's episode, with its length in seconds; none of any other asset. Where
    /// nobody knows how long it is, a download is all of it.
    #[must_use]
    pub fn of(asset: &str, media_type: &str, seconds: Option<u32>, bytes: u64) -> Option<Self> {
        let is_heard = asset.starts_with("speech-") || asset.starts_with("episode-");
        let length = seconds.map_or(MINUTE, |s| i64::from(s.max(1)) * 1_000_000);
        (is_heard && media_type.starts_with("audio/") && bytes > 0).then(|| Self {
            asset: asset.into(),
            length,
            bytes,
        })
    }

    /// How much of it makes a download.
    fn enough(&self) -> Micros {
        self.length.min(MINUTE)
    }

    /// How much sound some of its bytes are, by its own average rate; rounded up, so that the parts of it are all of it.
    fn in_bytes(&self, bytes: u64) -> Micros {
        let sound = u128::from(bytes) * u128::from(self.length.unsigned_abs());
        i64::try_from(sound.div_ceil(u128::from(self.bytes))).unwrap_or(self.length)
    }
}

/// Somebody who is sent a sound: an address and the name of a program, neither of which is in here.
pub struct Listener {
    downloads: Arc<Downloads>,
    day: Day,
    mark: Mark,
    app: &'static str,
    sound: Sound,
    /// How much is still to be sent until nobody has to be told any more.
    left: Micros,
}

impl Listener {
    /// Notes that some bytes were sent.
    fn sent(&mut self, bytes: u64) {
        if bytes == 0 || self.left <= 0 {
            return;
        }
        let sound = self.sound.in_bytes(bytes);
        self.left -= sound;
        self.downloads.note(self, sound);
    }
}

impl Downloads {
    /// Who asks for a sound; none where it is no download: a program asks, or something without an address. `agent` is
    /// what it calls itself.
    #[must_use]
    pub fn listener(
        self: &Arc<Self>,
        now: Micros,
        address: &str,
        agent: &str,
        sound: &Sound,
    ) -> Option<Listener> {
        let app = agents::app(agent)?;
        let address = household(address.parse().ok()?);
        let day = downloads::day(now);
        let Some(key) = lock(&self.keys).get(&day).copied() else {
            // The store could not be reached when the day began.
            self.figures.left_out.fetch_add(1, Ordering::Relaxed);
            return None;
        };
        Some(Listener {
            downloads: Arc::clone(self),
            day,
            mark: mark(&key, &sound.asset, &address, agent),
            app,
            sound: sound.clone(),
            left: sound.enough(),
        })
    }

    fn note(&self, listener: &Listener, sound: Micros) {
        let heard = Heard {
            asset: Arc::clone(&listener.sound.asset),
            app: listener.app,
            sound,
            enough: listener.sound.enough(),
        };
        self.wait([((listener.day, listener.mark), heard)]);
    }

    fn wait(&self, all: impl IntoIterator<Item = ((Day, Mark), Heard)>) {
        let mut waiting = lock(&self.waiting);
        for (place, heard) in all {
            let full = waiting.len() >= MOST;
            match waiting.entry(place) {
                Entry::Occupied(mut other) => other.get_mut().sound += heard.sound,
                Entry::Vacant(free) if !full => {
                    free.insert(heard);
                }
                Entry::Vacant(_) => {
                    self.figures.left_out.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }

    /// Writes down what is waiting, makes the keys of days that begin, and forgets the listeners of those that are over.
    ///
    /// # Errors
    /// Of the store; what could not be written goes on waiting.
    pub fn turn(&self, db: &Db, now: Micros) -> store::Result<()> {
        self.write(db, now)?;
        self.change_days(db, now)
    }

    fn write(&self, db: &Db, now: Micros) -> store::Result<()> {
        let mut all: Vec<_> = std::mem::take(&mut *lock(&self.waiting))
            .into_iter()
            .collect();
        while !all.is_empty() {
            let some = all.split_off(all.len().saturating_sub(PORTION));
            let sent: Vec<_> = some.iter().map(as_sent).collect();
            match db.write(now, |tx| downloads::add(tx, &sent)) {
                Ok((added, _)) => {
                    let figures = &self.figures;
                    figures.counted.fetch_add(added.counted, Ordering::Relaxed);
                    figures
                        .left_out
                        .fetch_add(added.left_out, Ordering::Relaxed);
                    if !all.is_empty() {
                        std::thread::sleep(TURN);
                    }
                }
                Err(e) => {
                    self.wait(all.into_iter().chain(some));
                    return Err(e);
                }
            }
        }
        Ok(())
    }

    fn change_days(&self, db: &Db, now: Micros) -> store::Result<()> {
        let days = downloads::day(now - EDGE)..=downloads::day(now + EDGE);
        if lock(&self.keys).keys().copied().eq(days.clone()) {
            return Ok(());
        }
        let (first, most) = (*days.start(), PORTION as i64);
        while db.write(now, |tx| downloads::forget(tx, first, most))?.0 > 0 {
            std::thread::sleep(TURN);
            // A day can have had millions, and the next one has begun.
            self.write(db, now)?;
        }
        let (keys, _) = db.write(now, |tx| {
            let key = |day| Ok((day, downloads::key(tx, day, &clock::bytes::<32>())?));
            days.clone().map(key).collect::<store::Result<Vec<_>>>()
        })?;
        let whole = |(day, key): (Day, Vec<u8>)| Some((day, Key::try_from(key).ok()?));
        *lock(&self.keys) = keys.into_iter().filter_map(whole).collect();
        Ok(())
    }
}

fn as_sent<'a>(((day, mark), heard): &'a ((Day, Mark), Heard)) -> Sent<'a> {
    Sent {
        day: *day,
        mark,
        asset: &heard.asset,
        app: heard.app,
        sound: heard.sound,
        enough: heard.enough,
    }
}

/// The part of an address that stays with a listener: all of one of IPv4, which a household shares, and of one of
/// IPv6 the first half, which is the household's. The other half a device changes as it likes (RFC 8981), so that it would
/// count again and again; the guidelines take the same (IAB 2.1 and later).
fn household(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// What stands for a listener of a sound on a day. Nobody who does not have the key can try addresses until one fits; and
/// the marks of one listener on two sounds have nothing in common.
fn mark(key: &Key, asset: &str, address: &[u8], agent: &str) -> Mark {
    let mut hash = Sha256::new();
    hash.update(key);
    hash.update(asset);
    // Nothing of it can be taken for something else: an id holds no NUL, and an address is as long as is said.
    hash.update([0, u8::try_from(address.len()).unwrap_or_default()]);
    hash.update(address);
    hash.update(agent);
    hash.finalize().into()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes down what was sent, now, and says in the log where it cannot.
pub fn write_down(app: &App) {
    if let Err(e) = app
        .downloads
        .turn(&app.newsroom.db, app.newsroom.clock.now())
    {
        tracing::error!(error = %e, "downloads of sounds cannot be written down; they wait in memory");
    }
}

/// Writes down what was sent every other second until told to stop, and then once more.
pub fn keep(app: &Arc<App>, stop: &Stop) {
    let (mut told, mut before) = (None, 0);
    loop {
        let last = stop.asked();
        write_down(app);
        let left_out = app.downloads.figures.left_out.load(Ordering::Relaxed);
        let today = Some(downloads::day(app.newsroom.clock.now()));
        // Once a day: a flood is no reason for another.
        if left_out > before && told != today {
            (told, before) = (today, left_out);
            tracing::warn!(
                left_out,
                "downloads of sounds are not counted: too many listeners at once or in a day, or no key for the day"
            );
        }
        if last {
            return;
        }
        let mut waited = Duration::ZERO;
        while waited < OFTEN && !stop.asked() {
            std::thread::sleep(GLANCE);
            waited += GLANCE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const TODAY: Micros = 20_454 * 86_400 * 1_000_000;
    pub(super) const AGENT: &str = "Castro 2024.1/1";

    /// A day with its key, and a sound of two minutes and 1,000 bytes.
    pub(super) fn begun() -> (Arc<Downloads>, Sound) {
        let downloads = Arc::new(Downloads::default());
        lock(&downloads.keys).insert(downloads::day(TODAY), [7; 32]);
        let sound = Sound::of("episode-1", "audio/mpeg", Some(120), 1_000).unwrap();
        (downloads, sound)
    }

    #[test]
    fn sounds_of_stories_and_episodes_are_counted_and_nothing_else() {
        let of = |id, media_type| Sound::of(id, media_type, Some(9), 9).is_some();
        assert!(of("speech-42", "audio/ogg") && of("episode-a1", "audio/mpeg"));
        assert!(!of("speech-42", "text/vtt") && !of("a1b2", "audio/mpeg"));
        assert!(Sound::of("speech-1", "audio/mpeg", Some(9), 0).is_none());
    }

    #[test]
    fn the_parts_of_a_sound_are_all_of_it() {
        let sound = Sound::of("speech-1", "audio/mpeg", Some(7), 999).unwrap();
        let parts: Micros = (0..37).map(|_| sound.in_bytes(27)).sum();
        assert!(parts >= sound.enough(), "{parts}");
        assert!(sound.in_bytes(998) < sound.enough());
        // Where nobody knows the length, all of it is enough and nothing less.
        let sound = Sound::of("speech-1", "audio/mpeg", None, 999).unwrap();
        assert_eq!(sound.in_bytes(999), sound.enough());
        assert!(sound.in_bytes(998) < sound.enough());
    }

    #[test]
    fn a_listener_is_an_address_and_an_app_and_nobody_else() {
        let (downloads, sound) = begun();
        let mark = |address, agent| downloads.listener(TODAY, address, agent, &sound);
        let mark = |address, agent| mark(address, agent).map(|l| l.mark);
        let one = mark("203.0.113.7", AGENT);
        assert!(one.is_some());
        assert_eq!(mark("::ffff:203.0.113.7", AGENT), one);
        assert_ne!(mark("203.0.113.8", AGENT), one);
        assert_ne!(mark("203.0.113.7", "Overcast/3.0"), one);
        // A household of IPv6 is one, whatever its devices call themselves at the moment.
        let home = mark("2001:db8:1:2:a:b:c:d", AGENT);
        assert_eq!(mark("2001:db8:1:2::1", AGENT), home);
        assert_ne!(mark("2001:db8:1:3::1", AGENT), home);
        assert_eq!(mark("203.0.113.7", "curl/8.5.0"), None);
        assert_eq!(mark("nowhere", AGENT), None);
    }

    #[test]
    fn a_flood_of_addresses_fills_no_memory() {
        let (downloads, sound) = begun();
        let from = |n: u32| {
            let address = std::net::Ipv4Addr::from(n).to_string();
            downloads.listener(TODAY, &address, AGENT, &sound).unwrap()
        };
        for n in 0..MOST as u32 + 50 {
            from(n).sent(10);
        }
        assert_eq!(lock(&downloads.waiting).len(), MOST);
        assert_eq!(downloads.figures.left_out.load(Ordering::Relaxed), 50);
        // Those who are known go on.
        from(1).sent(10);
        assert_eq!(downloads.figures.left_out.load(Ordering::Relaxed), 50);
        // Whoever has had enough is not noted any more.
        let mut one = from(2);
        (0..200).for_each(|_| one.sent(100));
        let place = (one.day, one.mark);
        let heard = lock(&downloads.waiting)[&place].sound;
        assert!((MINUTE..2 * MINUTE).contains(&heard), "{heard}");
    }
}
