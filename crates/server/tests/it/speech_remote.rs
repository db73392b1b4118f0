//! Stories read aloud by a service elsewhere: what it is sent, what becomes of what it answers, and what it may cost. The
//! service is the test's own.

use std::collections::VecDeque;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::asked;
use crate::speech::{paragraph, sounds};
use crate::world::{World, within};

const KEY: &str = "sk-4f8a0c2e9b7d";
const SOON: Duration = Duration::from_secs(60);

/// What the service does with a request.
enum Does {
    /// Answers with a status, headers and a body.
    Says(u16, &'static str, Vec<u8>),
    /// Nothing, for ever.
    Hangs,
}

#[derive(Default)]
struct State {
    /// What it does with the next requests; after that it reads.
    next: VecDeque<Does>,
    /// What it was asked: the head in small letters, the body.
    heard: Vec<(String, Value)>,
    hanging: Vec<TcpStream>,
}

/// A voice service.
struct Service {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Service {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let state: Arc<Mutex<State>> = Arc::default();
        let own = Arc::clone(&state);
        // It goes with the process of the test.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let text = asked(&mut stream);
                let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
                let body = serde_json::from_str(body).unwrap_or_default();
                let mut state = own.lock().unwrap();
                state.heard.push((head.to_owned(), body));
                match state.next.pop_front() {
                    Some(Does::Hangs) => state.hanging.push(stream),
                    Some(Does::Says(status, headers, body)) => {
                        answer(&mut stream, status, headers, &body);
                    }
                    None => answer(&mut stream, 200, "content-type: audio/wav\r\n", &tone()),
                }
            }
        });
        Self { url, state }
    }

    fn then(&self, does: impl IntoIterator<Item = Does>) {
        self.state.lock().unwrap().next.extend(does);
    }

    /// The texts that it was sent so far.
    fn sent(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let texts = state.heard.iter().map(|(_, body)| &body["input"]);
        texts
            .map(|text| text.as_str().unwrap().to_owned())
            .collect()
    }

    fn letters(&self) -> usize {
        self.sent().iter().map(|text| text.chars().count()).sum()
    }

    fn settings(&self) -> Vec<(&str, &str)> {
        vec![
            ("VOICE", "remote"),
            ("VOICE_URL", &self.url),
            ("VOICE_KEY", KEY),
            ("VOICE_MODEL", "loud-1"),
            ("VOICE_NAME", "fable"),
            ("VOICE_LIMIT", "100_000"),
            ("VOICE_SECONDS", "2"),
        ]
    }
}

fn answer(stream: &mut TcpStream, status: u16, headers: &str, body: &[u8]) {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    // Whoever asked may have gone.
    stream.write_all(head.as_bytes()).ok();
    stream.write_all(body).ok();
}

/// Half a second of a tone within silence, as services send it: 16 kHz, and no length because it was sent while it was made.
fn tone() -> Vec<u8> {
    let mut file = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    file.extend(16_000_u32.to_le_bytes());
    file.extend(32_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data\xff\xff\xff\xff");
    let samples = (0..16_000).map(|n| {
        let heard = (4_000..12_000).contains(&n);
        let wave = (n as f32 * 0.2).sin() * 8_000.0;
        if heard { wave as i16 } else { 0 }
    });
    file.extend(samples.flat_map(i16::to_le_bytes));
    file
}

fn says(status: u16, headers: &'static str, words: &str) -> Does {
    Does::Says(status, headers, words.as_bytes().to_vec())
}

fn story(headline: &str, paragraphs: &[&str]) -> Value {
    let content: Vec<Value> = paragraphs.iter().map(|words| paragraph(words)).collect();
    json!({ "headline": headline, "language": "en-GB", "body": { "type": "doc", "content": content } })
}

fn is_heard(world: &World, path: &str) -> bool {
    !sounds(&world.reader().get(path).is(200).text()).is_empty()
}

/// Why a story has no sound, once that is known.
fn reason(world: &World, number: i64) -> String {
    let asset = || {
        let asset = world
            .editor()
            .get(&format!("/api/v1/media/speech-{number}"));
        (asset.status == 200).then(|| asset.json()["reason"].as_str().map(str::to_owned))
    };
    within(SOON, "the reason is known", || asset().flatten().is_some());
    asset().flatten().unwrap()
}

/// The key is nowhere but in the header.
fn nobody_sees_the_key(world: &World, number: i64) {
    the_log_has_no_key(world);
    let desk = crate::desk::Desk::of(world, "admin", "amy@news.example");
    for path in [
        format!("/desk/story/{number}/voice"),
        "/desk/lexicon".into(),
        "/desk/audit".into(),
    ] {
        assert!(!desk.get(&path).is(200).text().contains(KEY), "{path}");
    }
    let page = world
        .reader()
        .get(&world.editor().path(number))
        .is(200)
        .text();
    let api = world
        .editor()
        .get(&format!("/api/v1/media/speech-{number}"))
        .text();
    for text in [
        page,
        api,
        world.run(&["voice"]).out,
        world.run(&["check"]).out,
        world.run(&["settings"]).out,
    ] {
        assert!(!text.contains(KEY), "{text}");
    }
}

#[test]
fn a_story_is_read_by_a_service_and_a_correction_sends_one_paragraph() {
    on_both_services(|world, service| {
        let ada = world.editor();
        let first = "The quay cost £1.2bn. It did not last.";
        let number = ada.publish_new(&story("Storm takes the quay", &[first, "Nobody was hurt."]));
        let path = ada.path(number);
        within(SOON, "the story is heard", || is_heard(&world, &path));
        let sent = service.sent();
        let wanted = [
            "Storm takes the quay",
            "The quay cost one point two billion pounds.",
            "It did not last.",
            "Nobody was hurt.",
        ];
        for text in wanted {
            assert!(
                sent.iter().any(|s| s.starts_with(text)),
                "{text} in {sent:?}"
            );
        }
        let (head, body) = service.state.lock().unwrap().heard[0].clone();
        assert!(
            head.starts_with("POST /v1/audio/speech HTTP/1.1\r\n"),
            "{head}"
        );
        assert!(
            head.contains(&format!("authorization: Bearer {KEY}\r\n")),
            "{head}"
        );
        let asked = json!({ "model": "loud-1", "voice": "fable", "response_format": "wav", "input": body["input"] });
        assert_eq!(body, asked);
        // Sentences are marked where the times of words are not known: half a second each, as far apart as others.
        let page = world.reader().get(&path).is(200).text();
        let cues = world.reader().get(&sounds(&page)[2].1).is(200).text();
        assert!(
            cues.contains("\nThe quay cost £1.2bn.\n") && !cues.contains('<'),
            "{cues}"
        );
        let told = ada
            .get(&format!("/api/v1/media/speech-{number}"))
            .is(200)
            .json();
        assert_eq!(
            told.get("guessed")
                .filter(|g| !g.as_array().unwrap().is_empty()),
            None
        );
        let counted = format!(
            "was sent {} of 100000 letters this month",
            service.letters()
        );
        let said = world.run(&["check"]).is(0).out;
        assert!(said.contains(&counted), "{counted}: {said}");

        // What was read is not sent again.
        let before = sent.len();
        let corrected = story("Storm takes the quay", &[first, "Two people were hurt."]);
        ada.change(number, &json!({ "body": corrected["body"] }))
            .is(200);
        ada.act(
            number,
            "publish",
            &json!({ "significance": "correction", "text": "Two were." }),
        )
        .is(200);
        within(SOON, "the correction is heard", || {
            let page = world.reader().get(&path).is(200).text();
            let vtt = sounds(&page).into_iter().find(|(end, _)| end == "vtt");
            vtt.is_some_and(|(_, url)| world.reader().get(&url).text().contains("Two people"))
        });
        assert_eq!(service.sent()[before..], ["Two people were hurt."]);
        nobody_sees_the_key(&world, number);
        // Words are taught to voices that run here only.
        let desk = crate::desk::Desk::of(&world, "editor", "edda@news.example");
        assert!(
            desk.get("/desk/lexicon")
                .is(200)
                .text()
                .contains("voice service")
        );
        desk.get("/desk/lexicon/hear?word=quay&said=").is(409);
        world.is_whole();
    });
}

/// On SQLite and on PostgreSQL, each with a service of its own.
fn on_both_services(test: impl Fn(World, &Service)) {
    let service = Service::new();
    println!("on SQLite:");
    test(World::with(&service.settings()), &service);
    println!("on PostgreSQL:");
    let service = Service::new();
    if let Some(world) = World::postgres_with(&service.settings()) {
        test(world, &service);
    }
}

#[test]
fn a_service_that_is_busy_or_broken_for_a_moment_is_asked_again() {
    let service = Service::new();
    let world = World::with(&service.settings());
    let ada = world.editor();
    service.then([
        says(429, "retry-after: 2\r\n", "slowly"),
        says(500, "", ""),
        says(503, "retry-after: Mon, 01 Jan 2024 00:00:00 GMT\r\n", ""),
    ]);
    let begun = std::time::Instant::now();
    let number = ada.publish_new(&story("Rain", &["It rains."]));
    within(SOON, "it is heard", || is_heard(&world, &ada.path(number)));
    assert!(
        begun.elapsed() >= Duration::from_secs(2 + 2 + 4),
        "it waits as it is told, and longer each time"
    );
    // A machine that hangs, and one that is not there: the job comes back.
    service.then([Does::Hangs, Does::Hangs, Does::Hangs, Does::Hangs]);
    let number = ada.publish_new(&story("Hail", &["It hails."]));
    within(SOON, "it is heard all the same", || {
        is_heard(&world, &ada.path(number))
    });
    let log = world.log().join("\n");
    assert!(
        log.contains("has not answered within 2 s (voice_seconds)"),
        "{log}"
    );
    assert_eq!(world.figure("jobs{state=\"dead\"}"), 0);
    nobody_sees_the_key(&world, number);
    // Each try is counted.
    let said = world.run(&["check"]).is(0).out;
    assert!(
        said.contains(&format!("was sent {} of", service.letters())),
        "{said}"
    );
}

#[test]
fn what_a_service_refuses_is_said_at_the_desk() {
    let service = Service::new();
    let world = World::with(&service.settings());
    let ada = world.editor();
    let repeats = json!({ "error": { "message": format!("Incorrect API key provided: {KEY}.") } })
        .to_string();
    let voice = json!({ "error": { "message": "There is no voice fable." } }).to_string();
    for (does, part) in [
        (says(401, "", &repeats), "does not take the key (401)"),
        (says(403, "", &repeats), "(403)"),
        (says(404, "", ""), "voice_model, which is loud-1"),
        (says(422, "", &voice), "(422): “There is no voice fable”."),
        (says(400, "", &repeats), "does not take it (400). An"),
        (says(302, "location: http://127.0.0.1:1/\r\n", ""), "(302)"),
        (
            says(200, "content-type: audio/mpeg\r\n", "ID3"),
            "is no WAV",
        ),
        (
            says(200, "", "RIFF\u{1}\u{1}\u{1}\u{1}WAVEdata"),
            "asked for WAV, but the sound that it sends",
        ),
    ] {
        service.then([does]);
        let number = ada.publish_new(&story("Rain", &["It rains."]));
        let said = reason(&world, number);
        assert!(said.contains(part), "{part}: {said}");
        assert!(!said.contains(KEY), "{said}");
        assert!(!is_heard(&world, &ada.path(number)));
        let desk = crate::desk::Desk::of(&world, "editor", &format!("edda{number}@news.example"));
        let screen = desk.page(&format!("/desk/story/{number}/voice"));
        assert!(crate::desk::plain(&screen).contains(part), "{screen}");
        the_log_has_no_key(&world);
    }
    // All else goes on.
    let number = ada.publish_new(&story("Sun", &["It is dry."]));
    within(SOON, "the next is heard", || {
        is_heard(&world, &ada.path(number))
    });
}

fn the_log_has_no_key(world: &World) {
    let log = world.log().join("\n");
    assert!(!log.contains(KEY), "{log}");
}

#[test]
fn no_more_is_sent_than_may_be_spent() {
    let service = Service::new();
    let mut settings = service.settings();
    settings.push(("VOICE_LIMIT", "120"));
    let mut world = World::with(&settings);
    let ada = world.editor();
    let first = ada.publish_new(&story("Rain", &["It rains on the quay."]));
    within(SOON, "the first is heard", || {
        is_heard(&world, &ada.path(first))
    });
    let second = ada.publish_new(&story(
        "Hail",
        &["It hails on the quay, and on everybody who waits there."],
    ));
    let said = reason(&world, second);
    assert!(
        said.contains("limit of 120 letters a month") && said.contains("voice_limit"),
        "{said}"
    );
    assert!(service.letters() <= 120, "{:?}", service.sent());
    assert!(!is_heard(&world, &ada.path(second)) && is_heard(&world, &ada.path(first)));
    // A program that is killed has not forgotten.
    let before = service.sent().len();
    world.kill();
    world.start();
    let ada = world.editor();
    let third = ada.publish_new(&story(
        "Snow",
        &["It snows on everybody who waits on the quay for a boat."],
    ));
    reason(&world, third);
    assert!(service.letters() <= 120, "{:?}", &service.sent()[before..]);
    assert_eq!(world.figure("jobs{state=\"dead\"}"), 0);
    world.is_whole();
}

#[test]
fn what_a_service_needs_is_named() {
    let world = World::asleep(&[("VOICE", "remote")]);
    let said = world.run(&["voice"]).is(1);
    let found = world.run(&["check"]).is(1);
    for setting in ["voice_url", "voice_model", "voice_name", "voice_limit"] {
        assert!(said.err.contains(setting), "{setting}: {}", said.err);
        assert!(found.out.contains(setting), "{setting}: {}", found.out);
    }
    assert!(said.out.contains("voice_key is empty"), "{}", said.out);
    let wrong = |more: &[(&str, &str)], part: &str| {
        let service = Service::new();
        let world = World::asleep(&[&service.settings(), more].concat());
        let said = world.run(&["voice"]).is(1);
        assert!(said.err.contains(part), "{part}: {}", said.err);
        assert!(!(said.out + &said.err).contains(KEY));
    };
    wrong(&[("VOICE_URL", "http://voice.example/v1")], "https");
    wrong(
        &[("VOICE_URL", "https://a:sk-4f8a0c2e9b7d@voice.example/v1")],
        "voice_key",
    );
    wrong(&[("VOICE_URL", "voice.example")], "voice_url");
    wrong(&[("VOICE_KEY", "a\nb")], "voice_key");
    let service = Service::new();
    let world = World::asleep(&service.settings());
    let said = world.run(&["voice"]).is(0).out;
    for part in [
        "remote",
        "loud-1",
        "fable",
        "127.0.0.1",
        "with a key",
        "100000",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
