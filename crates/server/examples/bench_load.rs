//! The load of `just bench` that wrk cannot make: publishing while readers read, and pages asked for once each.
//! Plain threads and sockets, so that what is measured is the server. `bench/run.py` calls it and reads the one
//! line of JSON that it prints.
//!
//! ```text
//! bench_load once ADDR FILE                  each path in FILE once, one after the other
//! bench_load publish ADDR TOKEN FILE FIRST COUNT READERS A_SECOND
//! bench_load disk FOLDER COUNT               how long the disk takes to keep 4 KiB
//! ```
//!
//! A line of the publish FILE is a place in the newsroom, parted by tabs: section, topic and author address, the
//! JSON of a new story there, and the JSON of a change to it, each with `@MARK@` where the marker goes.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Every so many publishes the story is a new one, so that lists are tried too, not only stories. No divisor in
/// common with the number of places, so that each has its turn and none is pushed off the front.
const NEW_EACH: u64 = 9;
const KINDS: [&str; 5] = ["story", "front", "section", "topic", "author"];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["once", address, file] => once(address, file),
        ["publish", address, token, file, first, count, readers, rate] => {
            let numbers = [first, count, readers, rate].map(|n| n.parse::<u64>());
            match numbers {
                [Ok(first), Ok(count), Ok(readers), Ok(rate)] => {
                    publish(address, token, file, first..first + count, readers, rate)
                }
                _ => Err(wrong("a number is wrong")),
            }
        }
        ["disk", folder, count] => disk(folder, count.parse().unwrap_or(100)),
        _ => Err(wrong("see the head of bench_load.rs")),
    };
    match done {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("bench_load: {e}");
            ExitCode::FAILURE
        }
    }
}

fn wrong(why: &str) -> io::Error {
    io::Error::other(why.to_owned())
}

/// Kept connections that ended without an answer. Each is opened again, but none goes untold.
static LOST: AtomicU64 = AtomicU64::new(0);

/// One kept connection.
struct Client {
    out: TcpStream,
    back: BufReader<TcpStream>,
    address: String,
    body: Vec<u8>,
}

impl Client {
    fn new(address: &str) -> io::Result<Self> {
        let out = TcpStream::connect(address)?;
        out.set_nodelay(true)?;
        out.set_read_timeout(Some(Duration::from_secs(120)))?;
        let back = BufReader::with_capacity(128 << 10, out.try_clone()?);
        Ok(Self {
            out,
            back,
            address: address.to_owned(),
            body: Vec::new(),
        })
    }

    fn get(&mut self, path: &str, headers: &str) -> io::Result<u16> {
        self.ask("GET", path, headers, "")
    }

    /// Sends a request and reads the answer whole; the body is then in `body`.
    fn ask(&mut self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<u16> {
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{headers}",
            self.address
        );
        if !body.is_empty() {
            write!(
                text,
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            )
            .ok();
        }
        text.push_str("\r\n");
        text.push_str(body);
        let sent = self.out.write_all(text.as_bytes());
        match sent.and_then(|()| self.answer()) {
            // On a machine that stood still the server may take it for an idle one. All may be asked twice.
            Err(e) if e.kind() == io::ErrorKind::ConnectionReset => {
                LOST.fetch_add(1, Ordering::Relaxed);
                *self = Self::new(&self.address)?;
                self.out.write_all(text.as_bytes())?;
                self.answer()
            }
            Err(e) => Err(wrong(&format!("{method} {path}: {e}"))),
            answered => answered,
        }
    }

    fn answer(&mut self) -> io::Result<u16> {
        let mut line = String::new();
        if self.back.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok());
        let status = status.ok_or_else(|| wrong(&format!("no HTTP answer: {line:?}")))?;
        let mut length = 0;
        loop {
            line.clear();
            if self.back.read_line(&mut line)? == 0 {
                return Err(wrong("the answer ends in its head"));
            }
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        self.body.resize(length, 0);
        self.back.read_exact(&mut self.body)?;
        Ok(status)
    }

    /// The text after `name` in a JSON body, up to the next quotation mark or comma.
    fn value(&self, name: &str) -> io::Result<String> {
        let body = String::from_utf8_lossy(&self.body);
        let name = format!("\"{name}\":");
        let rest = body
            .split_once(&name)
            .map(|(_, rest)| rest.trim_start_matches('"'));
        rest.and_then(|r| r.split(['"', ',', '}']).next())
            .map(str::to_owned)
            .ok_or_else(|| wrong(&format!("the answer has no {name} {body:.300}")))
    }
}

fn once(address: &str, file: &str) -> io::Result<String> {
    let paths = std::fs::read_to_string(file)?;
    let mut client = Client::new(address)?;
    let (mut times, mut bad, mut bytes) = (Vec::new(), 0, 0);
    for path in paths.lines() {
        let begun = Instant::now();
        let status = client.get(path, "Accept-Encoding: gzip\r\n")?;
        times.push(begun.elapsed());
        bytes += client.body.len();
        if status != 200 {
            eprintln!("bench_load: {status} at {path}");
            bad += 1;
        }
    }
    Ok(format!(
        "{{\"us\":{},\"bad\":{bad},\"bytes\":{bytes}}}",
        list(&times)
    ))
}

/// Microseconds as a JSON list.
fn list(times: &[Duration]) -> String {
    let each: Vec<String> = times.iter().map(|t| t.as_micros().to_string()).collect();
    format!("[{}]", each.join(","))
}

fn disk(folder: &str, count: usize) -> io::Result<String> {
    let path = std::path::Path::new(folder).join("bench-disk");
    let mut file = std::fs::File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        file.write_all(&[7; 4_096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(format!("{{\"us\":{}}}", list(&times)))
}

/// A place in the newsroom, and the story that now stands there.
struct Place {
    lists: [String; 4],
    new: String,
    change: String,
    /// Its number and path.
    story: Mutex<(String, String)>,
    /// The marker that every page of it must show at least.
    shown: AtomicU64,
}

impl Place {
    fn read(line: &str) -> io::Result<Self> {
        let mut parts = line.split('\t').map(str::to_owned);
        let mut next = || parts.next().ok_or_else(|| wrong("a line is too short"));
        Ok(Self {
            lists: ["/".to_owned(), next()?, next()?, next()?],
            new: next()?,
            change: next()?,
            story: Mutex::default(),
            shown: AtomicU64::new(0),
        })
    }

    fn story(&self) -> (String, String) {
        self.story
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Story, front, section, topic and author, in the order of [`KINDS`].
    fn path(&self, kind: usize) -> String {
        match kind {
            0 => self.story().1,
            n => self.lists.get(n - 1).cloned().unwrap_or_default(),
        }
    }
}

/// Markers are such as `Mark 3 000124 end`: unlike anything in a story, and plain in HTML and JSON.
fn marker(place: usize, number: u64) -> String {
    format!("Mark {place} {number:07} end")
}

/// The highest marker of a place that a page shows.
fn highest(page: &[u8], place: usize) -> u64 {
    let page = String::from_utf8_lossy(page);
    let begin = format!("Mark {place} ");
    page.split(begin.as_str())
        .skip(1)
        .filter_map(|rest| rest.get(..7).and_then(|n| n.parse().ok()))
        .max()
        .unwrap_or(0)
}

#[derive(Default)]
struct Seen {
    publish: Vec<Duration>,
    patch: Vec<Duration>,
    create: Vec<Duration>,
    stale: [u64; 5],
    checks: u64,
    /// How long the look at each kind of page took. Where nobody else reads, each is made for it.
    looks: [Vec<Duration>; 5],
}

fn publish(
    address: &str,
    token: &str,
    file: &str,
    numbers: std::ops::Range<u64>,
    readers: u64,
    rate: u64,
) -> io::Result<String> {
    let text = std::fs::read_to_string(file)?;
    let places: Vec<Place> = text.lines().map(Place::read).collect::<io::Result<_>>()?;
    if places.is_empty() {
        return Err(wrong("no places to publish at"));
    }
    let stop = AtomicBool::new(false);
    let (reads, stale) = (AtomicU64::new(0), AtomicU64::new(0));
    let begun = Instant::now();
    let seen = thread::scope(|scope| {
        let mut desk = Desk::open(address, token)?;
        for (i, place) in places.iter().enumerate() {
            desk.one(place, i, numbers.start, true)?;
        }
        desk.seen = Seen::default();
        for reader in 0..readers {
            let (places, stop, reads, stale) = (&places, &stop, &reads, &stale);
            scope.spawn(move || {
                let pause = (rate > 0).then(|| Duration::from_secs(readers) / rate as u32);
                if let Err(e) = read_on(address, places, reader, pause, stop, reads, stale) {
                    eprintln!("bench_load: a reader: {e}");
                    stale.fetch_add(1_000_000, Ordering::Relaxed);
                }
            });
        }
        let mut all = Ok(());
        for number in numbers.clone() {
            let turn = number - numbers.start;
            let i = (turn % places.len() as u64) as usize;
            let Some(place) = places.get(i) else { break };
            all = desk.one(place, i, number + 1, turn % NEW_EACH == NEW_EACH - 1);
            if all.is_err() {
                break;
            }
        }
        stop.store(true, Ordering::Relaxed);
        all.map(|()| desk.seen)
    })?;
    let mut out = format!(
        "{{\"publish_us\":{},\"patch_us\":{},\"create_us\":{},\"checks\":{},\"reads\":{},\"reader_stale\":{},\"lost\":{},\"seconds\":{:.3}",
        list(&seen.publish),
        list(&seen.patch),
        list(&seen.create),
        seen.checks,
        reads.into_inner(),
        stale.into_inner(),
        LOST.load(Ordering::Relaxed),
        begun.elapsed().as_secs_f64()
    );
    for ((kind, count), looks) in KINDS.iter().zip(seen.stale).zip(&seen.looks) {
        write!(
            out,
            ",\"stale_{kind}\":{count},\"look_{kind}_us\":{}",
            list(looks)
        )
        .ok();
    }
    out.push('}');
    Ok(out)
}

/// Who publishes, and looks at once whether it is to be seen.
struct Desk {
    api: Client,
    /// Several, so that each thread of the server is asked.
    eyes: Vec<Client>,
    headers: String,
    seen: Seen,
}

impl Desk {
    fn open(address: &str, token: &str) -> io::Result<Self> {
        let eyes = (0..4)
            .map(|_| Client::new(address))
            .collect::<io::Result<_>>()?;
        Ok(Self {
            api: Client::new(address)?,
            eyes,
            headers: format!("Authorization: Bearer {token}\r\n"),
            seen: Seen::default(),
        })
    }

    fn call(&mut self, method: &str, path: &str, body: &str) -> io::Result<Duration> {
        let begun = Instant::now();
        let status = self.api.ask(method, path, &self.headers, body)?;
        let took = begun.elapsed();
        if status >= 300 {
            let why = String::from_utf8_lossy(&self.api.body).into_owned();
            return Err(wrong(&format!("{status} to {method} {path}: {why}")));
        }
        Ok(took)
    }

    fn one(&mut self, place: &Place, i: usize, number: u64, new: bool) -> io::Result<()> {
        let mark = marker(i, number);
        let id = if new {
            let body = place.new.replace("@MARK@", &mark);
            let took = self.call("POST", "/api/v1/stories", &body)?;
            self.seen.create.push(took);
            self.api.value("number")?
        } else {
            let id = place.story().0;
            let body = place.change.replace("@MARK@", &mark);
            let took = self.call("PATCH", &format!("/api/v1/stories/{id}"), &body)?;
            self.seen.patch.push(took);
            id
        };
        let verb = format!("/api/v1/stories/{id}/publish");
        let took = self.call("POST", &verb, "{\"significance\":\"update\"}")?;
        self.seen.publish.push(took);
        // From here on nobody may see less than this.
        let url = self.api.value("url")?;
        let path = url
            .find("/story/")
            .and_then(|at| url.get(at..))
            .unwrap_or_default();
        *place.story.lock().unwrap_or_else(PoisonError::into_inner) = (id, path.to_owned());
        place.shown.fetch_max(number, Ordering::SeqCst);
        for kind in 0..KINDS.len() {
            let path = place.path(kind);
            let eyes = (number as usize + kind) % self.eyes.len();
            let Some(eye) = self.eyes.get_mut(eyes) else {
                continue;
            };
            let begun = Instant::now();
            let status = eye.get(&path, "")?;
            if let Some(looks) = self.seen.looks.get_mut(kind) {
                looks.push(begun.elapsed());
            }
            self.seen.checks += 1;
            let page = String::from_utf8_lossy(&eye.body);
            if status != 200 || !page.contains(&mark) {
                eprintln!("bench_load: {status} without \"{mark}\" at {path}");
                if let Some(count) = self.seen.stale.get_mut(kind) {
                    *count += 1;
                }
            }
        }
        Ok(())
    }
}

/// One reader, until told to stop: each page must show at least what was published before it was asked for.
fn read_on(
    address: &str,
    places: &[Place],
    reader: u64,
    pause: Option<Duration>,
    stop: &AtomicBool,
    reads: &AtomicU64,
    stale: &AtomicU64,
) -> io::Result<()> {
    let mut client = Client::new(address)?;
    let mut turn = reader as usize * 7;
    let mut due = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        if let Some(pause) = pause {
            due += pause;
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        turn += 1;
        let (i, kind) = (turn / KINDS.len() % places.len(), turn % KINDS.len());
        let Some(place) = places.get(i) else { continue };
        let least = place.shown.load(Ordering::SeqCst);
        let path = place.path(kind);
        let status = client.get(&path, "")?;
        reads.fetch_add(1, Ordering::Relaxed);
        // A story that a newer one has replaced in its place shows its own, older marker; lists show both.
        let replaced = kind == 0 && place.path(kind) != path;
        if status != 200 || (!replaced && highest(&client.body, i) < least) {
            let found = highest(&client.body, i);
            eprintln!("bench_load: a reader got {status} with {found}, not {least}, at {path}");
            stale.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}
