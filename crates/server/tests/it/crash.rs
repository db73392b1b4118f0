//! `kill -9` at random moments of many random writes: what was acknowledged is there afterwards, and what was not is
//! there whole or not at all.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::Person;
use crate::world::{Over, World};

const WRITES: usize = 500;
const WRITERS: usize = 4;

#[test]
fn no_acknowledged_write_is_lost_on_sqlite() {
    journey(World::new());
}

#[test]
fn no_acknowledged_write_is_lost_on_postgresql() {
    if let Some(world) = World::postgres() {
        journey(world);
    }
}

/// Numbers that look random (SplitMix64, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }
}

/// What a test knows of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    headline: String,
    status: String,
    revision: i64,
    live: Option<i64>,
}

impl State {
    /// What the program says; its headline and its body were sent together.
    fn of(story: &Value) -> Self {
        let headline = story["headline"].as_str().unwrap().to_owned();
        assert_eq!(
            story["body"],
            crate::api::said(&headline),
            "half of a write: {story}"
        );
        Self {
            headline,
            status: story["status"].as_str().unwrap().to_owned(),
            revision: story["revision"].as_i64().unwrap(),
            live: story["live_revision"].as_i64(),
        }
    }

    /// A write that can be done now: method, rest of the path, body, and what it makes of the story.
    fn next(&self, dice: &mut Dice, headline: &str) -> (&'static str, &'static str, Value, Self) {
        let to = |status: &str| Self {
            status: status.into(),
            ..self.clone()
        };
        let shown = Self {
            live: Some(self.revision),
            ..to("live")
        };
        let at = json!({ "scheduled_at": "2099-01-01T00:00:00Z" });
        match (&*self.status, dice.below(4)) {
            ("draft", 0) => ("POST", "/submit", json!({}), to("in_review")),
            ("draft", 1) | ("in_review", 0) => ("POST", "/schedule", at, to("scheduled")),
            ("in_review", 1) => ("POST", "/approve", json!({}), to("ready")),
            ("scheduled", 0) => ("POST", "/return", json!({ "reason": "No." }), to("draft")),
            ("live", 0) => (
                "POST",
                "/withdraw",
                json!({ "notice": "Wrong." }),
                to("withdrawn"),
            ),
            ("withdrawn", 0 | 1) => ("POST", "/restore", json!({}), to("live")),
            ("withdrawn", _) | (_, 2) => {
                let fields = json!({ "headline": headline, "body": crate::api::said(headline), "base": self.revision });
                (
                    "PATCH",
                    "",
                    fields,
                    Self {
                        headline: headline.into(),
                        revision: self.revision + 1,
                        ..self.clone()
                    },
                )
            }
            ("live", 1) => (
                "POST",
                "/publish",
                json!({ "significance": "correction", "text": headline }),
                shown,
            ),
            _ => ("POST", "/publish", json!({}), shown),
        }
    }
}

/// The program, which is often gone.
struct Desk {
    /// How to reach it now.
    editor: RwLock<Person>,
    writes: AtomicUsize,
    /// The test has failed; nobody goes on.
    over: AtomicBool,
}

impl Desk {
    fn send(&self, method: &str, path: &str, body: &Value) -> Option<Value> {
        let editor = self.editor.read().unwrap().clone();
        let Some(answer) = editor.try_ask(method, path, &[], body.to_string().as_bytes()) else {
            std::thread::sleep(Duration::from_millis(5));
            return None;
        };
        assert!(
            answer.status < 300,
            "{method} {path} {body}: {}",
            answer.text()
        );
        self.writes.fetch_add(1, Ordering::SeqCst);
        Some(answer.json())
    }

    /// The story as it is once the program is back; none if there is no such story.
    fn look(&self, number: i64) -> Value {
        loop {
            let editor = self.editor.read().unwrap().clone();
            if let Some(answer) =
                editor.try_ask("GET", &format!("/api/v1/stories/{number}"), &[], b"")
            {
                return answer.is(200).json();
            }
            assert!(
                !self.over.load(Ordering::SeqCst),
                "the program did not come back"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// One writer with stories of its own.
    fn write(&self, writer: usize, mut dice: Dice) -> Known {
        let mut known = Known::default();
        let mut turn = 0;
        while self.writes.load(Ordering::SeqCst) < WRITES && !self.over.load(Ordering::SeqCst) {
            turn += 1;
            let headline = format!("Writer {writer} turn {turn}");
            if known.stories.len() < 3 || dice.below(8) == 0 {
                let fields = json!({
                    "slugline": headline, "headline": headline, "body": crate::api::said(&headline),
                    "section": "world", "topics": [format!("Topic {}", dice.below(5))],
                });
                match self.send("POST", "/api/v1/stories", &fields) {
                    Some(story) => {
                        known
                            .stories
                            .insert(story["number"].as_i64().unwrap(), State::of(&story));
                    }
                    None => known.lost.push(headline),
                }
                continue;
            }
            let place = dice.below(known.stories.len() as u64) as usize;
            let (number, state) = known.stories.iter_mut().nth(place).unwrap();
            let (method, rest, body, after) = state.next(&mut dice, &headline);
            match self.send(method, &format!("/api/v1/stories/{number}{rest}"), &body) {
                Some(story) => assert_eq!(State::of(&story), after),
                None => {
                    let now = State::of(&self.look(*number));
                    assert!(
                        now == *state || now == after,
                        "{number} is {now:?}: neither {state:?} nor {after:?}"
                    );
                    *state = now;
                    continue;
                }
            }
            *state = after;
        }
        known
    }
}

/// What a writer knows at the end.
#[derive(Default)]
struct Known {
    stories: BTreeMap<i64, State>,
    /// New stories that were not acknowledged: they may be there or not.
    lost: Vec<String>,
}

fn journey(mut world: World) {
    let seed = std::collections::hash_map::RandomState::new()
        .build_hasher()
        .finish();
    println!("the dice begin with {seed}");
    let mut dice = Dice(seed);
    let desk = Desk {
        editor: RwLock::new(world.editor()),
        writes: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    };
    let mut kills = 0;
    let known: Vec<Known> = std::thread::scope(|scope| {
        let desk = &desk;
        let _over = Over(&desk.over);
        let writers: Vec<_> = (0..WRITERS)
            .map(|n| {
                let dice = Dice(seed ^ (n as u64 + 1));
                scope.spawn(move || desk.write(n, dice))
            })
            .collect();
        // When enough is written the program is let live: who does not know yet what became of a write must find out.
        while desk.writes.load(Ordering::SeqCst) < WRITES
            && !writers
                .iter()
                .all(std::thread::ScopedJoinHandle::is_finished)
        {
            let enough = desk.writes.load(Ordering::SeqCst)
                + WRITES / 8
                + dice.below(WRITES as u64 / 8) as usize;
            while desk.writes.load(Ordering::SeqCst) < enough.min(WRITES)
                && !writers
                    .iter()
                    .all(std::thread::ScopedJoinHandle::is_finished)
            {
                std::thread::sleep(Duration::from_micros(200));
            }
            std::thread::sleep(Duration::from_micros(dice.below(5_000)));
            world.kill();
            kills += 1;
            world.start();
            *desk.editor.write().unwrap() = world.editor();
        }
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect()
    });
    assert!(kills >= 4, "it was killed only {kills} times");

    let out = world.run(&["export", "json"]).is(0).out;
    let mut there: BTreeMap<i64, Value> = BTreeMap::new();
    for line in out.lines() {
        let story: Value = serde_json::from_str(line).unwrap();
        there.insert(story["number"].as_i64().unwrap(), story);
    }
    for (number, state) in known.iter().flat_map(|known| &known.stories) {
        let story = there
            .remove(number)
            .unwrap_or_else(|| panic!("story {number} is lost"));
        assert_eq!(State::of(&story), *state, "story {number}");
    }
    for story in there.values() {
        let state = State::of(story);
        assert!(
            known.iter().any(|k| k.lost.contains(&state.headline)),
            "nobody wrote {story}"
        );
        assert_eq!((state.revision, &*state.status), (1, "draft"));
    }
    let (mut after, mut seqs) = (0, Vec::new());
    loop {
        let log = world
            .editor()
            .get(&format!("/api/v1/changes?after={after}"))
            .is(200)
            .json();
        let part = log["changes"].as_array().unwrap();
        seqs.extend(part.iter().map(|change| change["seq"].as_i64().unwrap()));
        if part.is_empty() {
            break;
        }
        after = log["next"].as_i64().unwrap();
    }
    assert_eq!(
        seqs,
        (1..=seqs.len() as i64).collect::<Vec<_>>(),
        "the change log has a gap"
    );
    assert!(seqs.len() > WRITES / 20);
    world.is_whole();
    // Readers see what was published, and only that.
    for (number, state) in known.iter().flat_map(|known| &known.stories) {
        let expected = match &*state.status {
            "live" => 200,
            "withdrawn" => 410,
            _ => 404,
        };
        world
            .reader()
            .get(&world.editor().path(*number))
            .is(expected);
    }
}
