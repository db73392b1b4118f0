//! Downloads of sounds: what counts and what does not, once a day, and that nobody is kept.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use server::app::App;
use server::clock::Clock;
use server::config::Config;
use server::downloads::write_down;
use store::assets::{self, Asset, Details, Kind, Rendition, Status};
use store::blobs::{self, BlobKey, Blobs};
use store::podcasts::{self, Episode, EpisodeDetails, Show};
use store::{Address, Db, Micros, Write, downloads};

use crate::http::{Answer, Person};
use crate::world::{World, eventually, on_both};

const DAY: Micros = 86_400 * 1_000_000;
const MINUTE: Micros = 60 * 1_000_000;
/// What apps call themselves.
const CASTRO: &str = "Castro 2024.1/1375";
const OVERCAST: &str = "Overcast/3.0 (+http://overcast.fm/; iOS podcast app)";
/// Bytes of a minute of the sounds of these tests.
const RATE: usize = 600_000;

fn now() -> Micros {
    Clock::default().now()
}

/// The tests that go by the world's clock are not begun when its day is about to end.
fn away_from_midnight() {
    let left = DAY - now().rem_euclid(DAY);
    if left < 2 * MINUTE {
        std::thread::sleep(Duration::from_micros(left.unsigned_abs()) + Duration::from_secs(1));
    }
}

/// Puts a sound of so many seconds into a newsroom, for everybody; answers with its address.
fn sound(world: &World, id: &str, seconds: u32, bytes: usize) -> String {
    let file: Vec<u8> = (0..bytes).map(|n| (n * 7 + n / 251) as u8).collect();
    let hash = blobs::hash(&file);
    let kept = Blobs::disk(&world.data().join("blobs")).unwrap();
    let key = BlobKey::Rendition { hash: hash.clone() };
    kept.put(&key, &file).unwrap();
    let name = Rendition::name("sound", &hash, "mp3");
    let rendition = Rendition {
        name: name.clone(),
        media_type: "audio/mpeg".into(),
        width: 0,
        height: 0,
        bytes: bytes as u64,
        hash,
    };
    let asset = Asset {
        id: id.to_owned(),
        kind: Kind::Audio,
        status: Status::Ready,
        created: now(),
        original: None,
        details: Details {
            length: Some(seconds),
            renditions: vec![rendition],
            ..Details::default()
        },
    };
    let written = db(world).write(now(), |tx| {
        assets::put(tx, &asset)?;
        if let Some(number) = id.strip_prefix("episode-").and_then(|n| n.parse().ok()) {
            goes_out(tx, number)?;
        }
        assets::show(tx, &[id.to_owned()])
    });
    written.unwrap();
    format!("/media/{id}/{name}")
}

/// The sound of an episode is for everybody while the episode is live.
fn goes_out(tx: &mut Write<'_>, number: i64) -> store::Result<()> {
    let show = Show {
        slug: "daily".into(),
        name: "The Daily".into(),
        ..Show::default()
    };
    podcasts::put_show(tx, &show)?;
    let episode = Episode {
        number,
        show: show.slug,
        slug: "today".into(),
        status: story::Status::Live,
        sound: None,
        published: Some(tx.now),
        scheduled: None,
        embargo: None,
        notice: None,
        created: tx.now,
        changed: tx.now,
        details: EpisodeDetails::default(),
    };
    podcasts::put_episode(tx, &episode)
}

fn db(world: &World) -> Db {
    Db::open(&world.database(), now()).unwrap()
}

fn total(world: &World, asset: &str) -> i64 {
    let sum = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM downloads WHERE asset =";
    number(world, &format!("{sum} '{asset}'"))
}

/// The number that a query past the store answers.
fn number(world: &World, query: &str) -> i64 {
    match world.database() {
        Address::Sqlite(path) => {
            let db = rusqlite::Connection::open(path).unwrap();
            db.busy_timeout(Duration::from_secs(10)).unwrap();
            db.query_row(query, [], |r| r.get(0)).unwrap()
        }
        Address::Postgres(url) => {
            let mut client = crate::postgres::client(&url).unwrap();
            client.query_one(query, &[]).unwrap().get(0)
        }
    }
}

fn get(who: &Person, path: &str, agent: &str, range: &str) -> Answer {
    let mut headers = vec![("user-agent", agent)];
    if !range.is_empty() {
        headers.push(("range", range));
    }
    who.get_with(path, &headers)
}

/// Waits until everything so far is written down, by a download of another sound that must count; the sound is made once.
struct Watch {
    path: String,
    seen: i64,
}

impl Watch {
    fn new(world: &World) -> Self {
        let path = sound(world, "episode-watch", 1, 1_000);
        Self { path, seen: 0 }
    }

    fn wait(&mut self, world: &World) {
        self.seen += 1;
        let agent = format!("Watch {}", self.seen);
        get(&world.reader(), &self.path, &agent, "").is(200);
        eventually("what was sent is written down", || {
            total(world, "episode-watch") == self.seen
        });
    }
}

#[test]
fn a_download_counts_once_for_each_listener() {
    away_from_midnight();
    on_both(|world| {
        let mut watch = Watch::new(&world);
        let path = sound(&world, "episode-1", 120, 2 * RATE);
        let reader = world.reader();
        watch.wait(&world);
        let (change, drops) = (world.figure("change"), world.figure("page_drops_total"));
        for _ in 0..3 {
            get(&reader, &path, CASTRO, "").is(200);
        }
        watch.wait(&world);
        assert_eq!(total(&world, "episode-1"), 1);
        get(&reader, &path, OVERCAST, "").is(200);
        get(&reader, &format!("{path}?from=feed"), CASTRO, "").is(200);
        watch.wait(&world);
        let today = downloads::day(now());
        let apps = db(&world).read(|tx| downloads::by_app(tx, "episode-1", today, today));
        assert_eq!(
            apps.unwrap(),
            [("Castro".into(), 1), ("Overcast".into(), 1)]
        );
        // No page is made anew for it, and no other server has to look.
        assert_eq!(world.figure("change"), change);
        assert_eq!(world.figure("page_drops_total"), drops);
        assert_eq!(world.figure("downloads_total"), 2 + watch.seen);
        assert_eq!(world.figure("downloads_left_out_total"), 0);
        world.is_whole();
    });
}

#[test]
fn parts_count_when_they_are_a_minute_together() {
    away_from_midnight();
    on_both(|world| {
        let mut watch = Watch::new(&world);
        let path = sound(&world, "episode-1", 120, 2 * RATE);
        let short = sound(&world, "episode-2", 30, RATE / 2);
        let reader = world.reader();
        let mut counts = |steps: &[(&str, &str)], counted: (i64, i64)| {
            for (path, range) in steps {
                get(&reader, path, CASTRO, range).is(206);
            }
            watch.wait(&world);
            let now = (total(&world, "episode-1"), total(&world, "episode-2"));
            assert_eq!(now, counted, "{steps:?}");
        };
        counts(
            &[(&path, "bytes=0-299999"), (&short, "bytes=0-199999")],
            (0, 0),
        );
        counts(
            &[
                (&path, "bytes=300000-599998"),
                (&short, "bytes=200000-299998"),
            ],
            (0, 0),
        );
        counts(
            &[(&path, "bytes=600000-600009"), (&short, "bytes=299990-")],
            (1, 1),
        );
        counts(&[(&path, "bytes=600000-"), (&short, "bytes=0-")], (1, 1));
        world.is_whole();
    });
}

#[test]
fn what_nobody_hears_is_not_counted() {
    away_from_midnight();
    on_both(|world| {
        let mut watch = Watch::new(&world);
        let path = sound(&world, "episode-1", 120, 2 * RATE);
        let other = sound(&world, "a1b2c3", 120, 2 * RATE);
        let reader = world.reader();
        for _ in 0..2 {
            let agent = [("user-agent", CASTRO)];
            reader.ask("HEAD", &path, &agent, b"").is(200);
            get(&reader, &path, CASTRO, "bytes=0-1").is(206);
            get(&reader, &path, CASTRO, "bytes=9999999-").is(416);
            let etag = get(&reader, &path, "curl/8.5.0", "").is(200);
            let known = [
                ("user-agent", CASTRO),
                ("if-none-match", etag.header("etag")),
            ];
            reader.get_with(&path, &known).is(304);
            get(
                &reader,
                &path,
                "Mozilla/5.0 (compatible; Googlebot/2.1)",
                "",
            )
            .is(200);
            get(&reader, &path, "", "").is(200);
            reader.get(&path).is(200);
            get(&reader, &other, CASTRO, "").is(200);
        }
        watch.wait(&world);
        assert_eq!(total(&world, "episode-1") + total(&world, "a1b2c3"), 0);
        let marks = number(&world, "SELECT COUNT(*) FROM download_marks");
        assert_eq!(marks, watch.seen, "nothing was noted of any of them");
    });
}

#[test]
fn whoever_goes_away_early_has_heard_nothing() {
    away_from_midnight();
    on_both(|world| {
        let mut watch = Watch::new(&world);
        // A minute is more than what the system takes ahead of a reader.
        let path = sound(&world, "episode-1", 90, 48 << 20);
        for _ in 0..2 {
            let mut line = small_line(world.address());
            ask(&mut line, &path);
            line.read_exact(&mut [0; 10_000]).unwrap();
        }
        watch.wait(&world);
        assert_eq!(total(&world, "episode-1"), 0);
        get(&world.reader(), &path, CASTRO, "").is(200);
        watch.wait(&world);
        assert_eq!(total(&world, "episode-1"), 1);
    });
}

/// A connection that holds little of what was not read yet.
fn small_line(address: SocketAddr) -> TcpStream {
    let kind = socket2::Type::STREAM;
    let line = socket2::Socket::new(socket2::Domain::IPV4, kind, None).unwrap();
    line.set_recv_buffer_size(64 << 10).unwrap();
    line.connect(&address.into()).unwrap();
    line.into()
}

fn ask(line: &mut TcpStream, path: &str) {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: a\r\nuser-agent: {CASTRO}\r\nconnection: close\r\n\r\n"
    );
    line.write_all(request.as_bytes()).unwrap();
}

#[test]
fn a_story_read_aloud_counts_at_both_of_its_addresses_while_it_is_live() {
    away_from_midnight();
    on_both(|world| {
        let ada = world.editor();
        let story = ada.publish_new(&json!({ "headline": "Rain" }));
        eventually("nothing is left to be done", || {
            world.figure("jobs{state=\"waiting\"}") == 0
        });
        let mut watch = Watch::new(&world);
        let id = format!("speech-{story}");
        let path = sound(&world, &id, 120, 2 * RATE);
        let stays = format!("{}/audio.mp3", ada.path(story));
        let reader = world.reader();
        get(&reader, &stays, CASTRO, "").is(200);
        get(&reader, &path, CASTRO, "").is(200);
        get(&reader, &stays, OVERCAST, "").is(200);
        ada.act(story, "withdraw", &json!({ "notice": "Wrong." }))
            .is(200);
        get(&reader, &path, "AntennaPod/3.2.0", "").is(404);
        watch.wait(&world);
        assert_eq!(total(&world, &id), 2);
    });
}

/// The files below a folder, at any depth.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn behind_a_proxy_it_is_the_readers_address_and_it_is_kept_nowhere() {
    const MINE: &str = "Castro 2031.7/of nobody else";
    away_from_midnight();
    let test = |world: World| {
        let mut watch = Watch::new(&world);
        let path = sound(&world, "episode-1", 120, 2 * RATE);
        let reader = world.reader();
        for by in [
            "203.0.113.77",
            "198.51.100.1, 203.0.113.77",
            "203.0.113.78",
            "2001:db8:77:66::1",
            "2001:db8:77:66:1:2:3:4",
        ] {
            let headers = [("user-agent", MINE), ("x-forwarded-for", by)];
            reader.get_with(&path, &headers).is(200);
        }
        watch.wait(&world);
        assert_eq!(total(&world, "episode-1"), 3);
        let secrets: [&[u8]; 5] = [
            b"203.0.113.7",
            &[203, 0, 113, 77],
            b"2001:db8:77",
            &[0x20, 0x01, 0x0d, 0xb8, 0, 0x77, 0, 0x66],
            MINE.as_bytes(),
        ];
        let is_in = |bytes: &[u8]| {
            let found = |secret: &[u8]| bytes.windows(secret.len()).any(|part| part == secret);
            secrets.into_iter().any(found)
        };
        for file in files(&world.data()) {
            let bytes = std::fs::read(&file).unwrap_or_default();
            assert!(!is_in(&bytes), "{}", file.display());
        }
        assert!(!is_in(world.log().join("\n").as_bytes()));
    };
    test(World::with(&[("PROXIES", "1")]));
    if let Some(world) = World::postgres_with(&[("PROXIES", "1")]) {
        test(world);
    }
}

#[test]
fn a_restart_counts_nobody_twice_and_a_kill_loses_two_seconds() {
    away_from_midnight();
    on_both(|mut world| {
        let path = sound(&world, "episode-1", 120, 2 * RATE);
        let whole = |world: &World, agent| get(&world.reader(), &path, agent, "").is(200);
        // What was sent at the end is written at the end.
        whole(&world, CASTRO);
        assert_eq!(world.end(), Some(0));
        assert_eq!(total(&world, "episode-1"), 1);
        world.start();
        whole(&world, CASTRO);
        get(&world.reader(), &path, OVERCAST, "bytes=0-299999").is(206);
        std::thread::sleep(Duration::from_millis(2_600));
        world.kill();
        assert_eq!(total(&world, "episode-1"), 1);
        // The other half is enough: the first was written down.
        world.start();
        get(&world.reader(), &path, OVERCAST, "bytes=300000-599999").is(206);
        whole(&world, "AntennaPod/3.2.0");
        world.kill();
        assert!((1..=3).contains(&total(&world, "episode-1")));
        world.start();
        whole(&world, OVERCAST);
        whole(&world, "AntennaPod/3.2.0");
        assert_eq!(world.end(), Some(0));
        assert_eq!(total(&world, "episode-1"), 3);
        world.is_whole();
    });
}

/// The program within this process, whose clock can be put forward, and without the thread that writes down.
struct Inside {
    app: Arc<App>,
    address: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Inside {
    /// At noon of a day to come.
    fn new(world: &World) -> Self {
        let database = match world.database() {
            Address::Sqlite(_) => String::new(),
            Address::Postgres(url) => url,
        };
        let config = Config {
            data: world.data(),
            database,
            ..Config::default()
        };
        let app = App::open(config).unwrap();
        app.newsroom
            .clock
            .forward(DAY * 3 / 2 - now().rem_euclid(DAY));
        write_down(&app);
        let socket = server::http::serve::open(([127, 0, 0, 1], 0).into()).unwrap();
        let address = socket.local_addr().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let room = Arc::new(tokio::sync::Semaphore::new(64));
        let (serving, routes) = (Arc::clone(&app), server::routes::table(Arc::clone(&app)));
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(socket).unwrap();
            server::http::serve::accept(listener, serving, routes, room).await;
        });
        Self {
            app,
            address,
            runtime: Some(runtime),
        }
    }

    fn reader(&self) -> Person {
        Person {
            address: self.address,
            token: None,
        }
    }

    /// Lets time pass and has the thread's work done.
    fn pass(&self, time: Micros) {
        self.app.newsroom.clock.forward(time);
        write_down(&self.app);
    }

    fn day(&self) -> i64 {
        downloads::day(self.app.newsroom.clock.now())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn on_both_inside(test: impl Fn(&World, &Inside)) {
    let mut worlds = vec![World::asleep(&[])];
    let database = crate::postgres::new_database();
    worlds.extend(database.map(|address| World::asleep(&[("DATABASE", &address)])));
    for world in &worlds {
        println!("on {:?}:", world.database());
        test(world, &Inside::new(world));
    }
}

#[test]
fn the_next_day_counts_again_and_knows_nobody_of_the_day_before() {
    on_both_inside(|world, inside| {
        let path = sound(world, "episode-1", 120, 2 * RATE);
        let whole = || get(&inside.reader(), &path, CASTRO, "").is(200);
        let first = inside.day();
        whole();
        inside.pass(MINUTE);
        whole();
        inside.pass(MINUTE);
        assert_eq!(total(world, "episode-1"), 1);
        assert_eq!(number(world, "SELECT COUNT(*) FROM download_marks"), 1);
        inside.pass(DAY);
        assert_eq!(number(world, "SELECT COUNT(*) FROM download_marks"), 0);
        let old = format!("SELECT COUNT(*) FROM download_keys WHERE day <= {first}");
        assert_eq!(number(world, &old), 0);
        whole();
        inside.pass(MINUTE);
        let days = db(world).read(|tx| downloads::by_day(tx, "episode-1", first, first + 9));
        assert_eq!(days.unwrap(), [(first, 1), (first + 1, 1)]);
        // Without a key nobody is counted, and it is said.
        inside.app.newsroom.clock.forward(DAY);
        whole();
        let figures = &inside.app.downloads.figures;
        let left_out = || figures.left_out.load(std::sync::atomic::Ordering::Relaxed);
        assert_eq!(left_out(), 1);
        inside.pass(0);
        whole();
        inside.pass(0);
        assert_eq!((left_out(), total(world, "episode-1")), (1, 3));
    });
}

#[test]
fn a_download_that_is_under_way_at_midnight_is_of_the_day_it_began() {
    on_both_inside(|world, inside| {
        let path = sound(world, "episode-1", 90, 48 << 20);
        let first = inside.day();
        // Two minutes before midnight, and then two after: the next day's key is there at once.
        inside.pass(DAY / 2 - 2 * MINUTE);
        let mut line = small_line(inside.address);
        ask(&mut line, &path);
        line.read_exact(&mut [0; 10_000]).unwrap();
        inside.app.newsroom.clock.forward(4 * MINUTE);
        get(&inside.reader(), &path, CASTRO, "").is(200);
        inside.pass(0);
        line.read_to_end(&mut Vec::new()).unwrap();
        inside.pass(0);
        let days = || db(world).read(|tx| downloads::by_day(tx, "episode-1", first, first + 9));
        assert_eq!(days().unwrap(), [(first, 1), (first + 1, 1)]);
        // Ten minutes after midnight nothing is left of those who came before it.
        assert_eq!(number(world, "SELECT COUNT(*) FROM download_keys"), 2);
        inside.pass(9 * MINUTE);
        assert_eq!(number(world, "SELECT COUNT(*) FROM download_keys"), 1);
        assert_eq!(number(world, "SELECT COUNT(*) FROM download_marks"), 1);
    });
}

#[test]
fn a_key_that_was_thrown_away_is_in_the_file_no_more() {
    let world = World::asleep(&[]);
    let inside = Inside::new(&world);
    let day = inside.day();
    let db = &inside.app.newsroom.db;
    let key = db.write(now(), |tx| downloads::key(tx, day, &[0; 32]));
    let (key, _) = key.unwrap();
    let is_there = || {
        db.settle().unwrap();
        let file = std::fs::read(world.data().join("standfirst.db")).unwrap();
        file.windows(32).any(|part| part == key)
    };
    // The next day's is there before its own goes, so that nothing is written in its place.
    inside.pass(DAY / 2 - 5 * MINUTE);
    assert!(is_there());
    inside.pass(20 * MINUTE);
    assert!(!is_there());
}
