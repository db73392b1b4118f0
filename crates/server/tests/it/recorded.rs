//! Stories that a person has read: heard in place of the voice, in any language, without a mark that a program made them.

use std::time::Duration;

use serde_json::json;

use crate::desk::Desk;
use crate::podcasts::{meter, taken, talk};
use crate::world::{World, on_both, within};

const SOON: Duration = Duration::from_secs(60);

/// The address of a file of a page.
fn sound(page: &str, end: &str) -> Option<String> {
    let mut parts = page.split('"');
    let found = parts.find(|part| part.starts_with("/media/speech-") && part.ends_with(end));
    found.map(str::to_owned)
}

#[test]
fn a_story_is_heard_as_somebody_reads_it() {
    on_both(|world| {
        let ada = world.editor();
        let body = json!({ "type": "doc", "content": [
            { "type": "paragraph", "content": [{ "type": "text", "text": "Es regnet." }] },
        ]});
        let story =
            ada.publish_new(&json!({ "headline": "Regen am Kai", "language": "de", "body": body }));
        let path = ada.path(story);
        let page = || world.reader().get(&path).is(200).text();
        let own = taken(&ada, "talk.wav", &talk(&world));
        let desk = Desk::of(&world, "editor", "ada@example.org");
        let voice = format!("/desk/story/{story}/voice");
        assert!(desk.page(&voice).contains("The recording"));
        let refused = desk.wrong(&voice, &[("reader", "Ada Bell"), ("asset", "nothing")], 422);
        assert!(refused.contains("must be a sound or film"), "{refused}");
        let reading = [("reader", "Ada Bell"), ("asset", own.as_str())];
        desk.done(&voice, &reading);
        within(SOON, "it can be heard", || sound(&page(), ".mp3").is_some());
        let told = page();
        assert!(told.contains("Gelesen von Ada Bell"), "{told}");
        for mark in ["data-cues", "/trust#audio", "TrainedAlgorithmicMedia"] {
            assert!(!told.contains(mark), "a person's reading says {mark}");
        }
        let mp3 = sound(&told, ".mp3").unwrap();
        assert!(sound(&told, ".ogg").is_some() && sound(&told, ".vtt").is_none());
        let file = world.reader().get(&mp3).is(200).bytes;
        assert!(file.starts_with(b"ID3"));
        let has = |what: &[u8]| file.windows(what.len()).any(|part| part == what);
        assert!(!has(b"trainedAlgorithmicMedia"));
        let local = world.file("heard.mp3", "");
        std::fs::write(&local, &file).unwrap();
        let (loudness, peak) = meter(&local);
        assert!(
            (loudness + 16.0).abs() <= 0.5 && peak <= -1.0,
            "{loudness} {peak}"
        );
        let again = world.reader().get(&format!("{path}/audio.mp3")).is(200);
        assert_eq!(again.bytes, file);
        let feed = world.reader().get("/listen/feed.xml").is(200).text();
        assert!(feed.contains(&mp3), "{feed}");

        // Another headline is in the file; the desk says that the words have changed since they were read.
        ada.change(story, &json!({ "headline": "Regen am Hafen" }))
            .is(200);
        assert!(desk.page(&voice).contains("The story has changed since"));
        ada.act(story, "publish", &json!({ "significance": "minor" }))
            .is(200);
        within(SOON, "the file is renewed", || {
            sound(&page(), ".mp3").is_some_and(|now| now != mp3)
        });

        // A reporter writes, but does not change what readers hear.
        let ben = Desk::of(&world, "reporter", "ben@example.org");
        assert_eq!(ben.post(&voice, &reading).status, 403);
        // What is taken away from the library is not heard any more, nor in a story that is withdrawn.
        let heard = sound(&page(), ".mp3").unwrap();
        desk.done(&format!("{voice}/remove"), &[]);
        within(SOON, "nobody reads it", || sound(&page(), ".mp3").is_none());
        desk.done(&voice, &reading);
        within(SOON, "it can be heard again", || {
            sound(&page(), ".mp3").is_some()
        });
        ada.act(story, "withdraw", &json!({ "text": "It was dry." }))
            .is(200);
        world.reader().get(&heard).is(404);
        world.reader().get(&format!("{path}/audio.mp3")).is(404);
        world.is_whole();
    });
}

#[test]
fn a_reading_that_waits_is_heard_when_the_story_goes_live() {
    let world = World::new();
    let ada = world.editor();
    let story = ada.write(&json!({ "headline": "Dry dock" }));
    let story = story["number"].as_i64().unwrap();
    let own = taken(&ada, "talk.wav", &talk(&world));
    let desk = Desk::of(&world, "reporter", "ben@example.org");
    let voice = format!("/desk/story/{story}/voice");
    desk.done(&voice, &[("asset", &own)]);
    world
        .reader()
        .get(&format!("/media/speech-{story}/speech.mp3"))
        .is(404);
    ada.act(story, "publish", &json!({})).is(200);
    let page = || world.reader().get(&ada.path(story)).is(200).text();
    within(SOON, "it can be heard", || sound(&page(), ".ogg").is_some());
    // What the disk has lost is made anew out of the recording.
    let lost = files(&world.data().join("blobs"));
    let lost = lost
        .iter()
        .filter(|file| std::fs::read(file).unwrap().starts_with(b"ID3"));
    assert_eq!(
        lost.map(|file| std::fs::remove_file(file).unwrap()).count(),
        1
    );
    assert_ne!(world.run(&["check"]).code, 0);
    world.run(&["check", "--repair"]);
    within(SOON, "it is whole again", || {
        sound(&page(), ".mp3").is_some() && world.run(&["check"]).code == 0
    });
}

/// Every file below a folder.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
