//! `kill -9` while people type, disks that fail, the end of the program: what was acknowledged is there, once.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use super::{colleague, count, press, stored, story};
use crate::live::Writer;
use crate::world::{World, eventually};

#[test]
fn no_acknowledged_letter_is_lost_or_doubled_on_sqlite() {
    journey(World::new());
}

#[test]
fn no_acknowledged_letter_is_lost_or_doubled_on_postgresql() {
    if let Some(world) = World::postgres() {
        journey(world);
    }
}

/// Types one letter until the line breaks; answers with how many were typed and how many of them acknowledged.
fn type_until_it_breaks(writer: &mut Writer, letter: &str, started: &AtomicBool) -> (usize, usize) {
    let (mut typed, before) = (0, writer.sent);
    while writer.closed.is_none() {
        let end = writer.sheet.block(0).len();
        let place = if letter == "a" { end } else { 1 };
        typed += 1;
        if writer.insert(0, place, letter).is_err() {
            break;
        }
        while writer.hear(Duration::from_millis(1)).unwrap().is_some() {}
        if writer.saved > before + 20 {
            started.store(true, Ordering::SeqCst);
        }
    }
    (typed, writer.saved.saturating_sub(before) as usize)
}

fn journey(mut world: World) {
    let number = story(&world, &["1:"]);
    let mut a = Writer::open(&colleague(&world, "reporter", "Anna"), number).unwrap();
    let mut b = Writer::open(&colleague(&world, "editor", "Ben"), number).unwrap();
    let mut all = [0, 0];
    for round in 0..3 {
        let going = [AtomicBool::new(false), AtomicBool::new(false)];
        let done = Mutex::new([(0, 0); 2]);
        std::thread::scope(|scope| {
            for (n, (writer, letter)) in [(&mut a, "a"), (&mut b, "b")].into_iter().enumerate() {
                let (going, done) = (&going[n], &done);
                scope.spawn(move || {
                    let typed = type_until_it_breaks(writer, letter, going);
                    done.lock().unwrap()[n] = typed;
                });
            }
            eventually("both type", || {
                going.iter().all(|g| g.load(Ordering::SeqCst))
            });
            world.kill();
        });
        world.start();
        let done = done.into_inner().unwrap();
        // Somebody who was not there finds what was acknowledged, before the others bring what was not.
        let words = seen(&world, number, round);
        for (n, letter) in ['a', 'b'].into_iter().enumerate() {
            let (typed, acknowledged) = done[n];
            let there = count(&words, letter) - all[n];
            assert!(
                there >= acknowledged && there <= typed,
                "{there} of {letter}: {acknowledged} acknowledged of {typed} in round {round}"
            );
            all[n] += typed;
        }
        a.come_back(world.address()).unwrap();
        b.come_back(world.address()).unwrap();
        let whole = |w: &Writer| w.sheet.block(0).len() == 2 + all[0] + all[1];
        a.until("all is with Anna", whole).unwrap();
        b.until("all is with Ben", whole).unwrap();
        let words = a.sheet.block(0);
        assert_eq!(words, b.sheet.block(0));
        assert_eq!([count(&words, 'a'), count(&words, 'b')], all);
    }
    let path = format!("/desk/story/{number}/save");
    let editor = colleague(&world, "editor", "Carla");
    editor.post(&path, &json!({})).unwrap().is(200).unwrap();
    assert_eq!(stored(&world, number), a.sheet.blocks());
    world.is_whole();
}

fn seen(world: &World, number: i64, round: usize) -> String {
    let somebody = colleague(world, "reporter", &format!("Reader{round}"));
    Writer::open(&somebody, number).unwrap().sheet.block(0)
}

#[test]
fn what_was_typed_becomes_a_revision_when_the_program_is_told_to_end() {
    let mut world = World::new();
    let number = story(&world, &["1:"]);
    let mut a = Writer::open(&colleague(&world, "reporter", "Anna"), number).unwrap();
    a.type_in(0, "aaa").unwrap();
    a.settle().unwrap();
    assert_eq!(world.end(), Some(0));
    let data = rusqlite::Connection::open(world.data().join("standfirst.db")).unwrap();
    let left = data.query_row("SELECT count(*) FROM writing_updates", [], |r| {
        r.get::<_, i64>(0)
    });
    assert_eq!(left.unwrap(), 0);
    drop(data);
    world.start();
    assert_eq!(stored(&world, number), ["1:aaa"]);
    assert_eq!(world.editor().story(number)["revision"], 2);
}

fn failures(world: &World) -> usize {
    let log = world.log();
    let failed = |line: &&String| line.contains("could not be written down");
    log.iter().filter(failed).count()
}

#[test]
fn a_disk_that_fails_for_a_moment_closes_the_room_and_loses_nothing() {
    let world = World::new();
    let number = story(&world, &["1:"]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut a = Writer::open(&anna, number).unwrap();
    let data = rusqlite::Connection::open(world.data().join("standfirst.db")).unwrap();
    data.busy_timeout(Duration::from_secs(20)).unwrap();
    for round in 1..=5 {
        data.execute_batch(
            "CREATE TRIGGER broken BEFORE INSERT ON writing_updates BEGIN SELECT RAISE(ABORT, 'broken'); END",
        )
        .unwrap();
        // Many at once, so that some come after the failure and before the room is closed for it.
        for _ in 0..300 {
            a.insert(0, 2, "a").ok();
        }
        eventually("the failure is logged", || failures(&world) >= round);
        data.execute_batch("DROP TRIGGER broken").unwrap();
        assert_eq!(a.end().unwrap_or_default(), 1012, "round {round}");
        a.come_back(world.address()).unwrap();
        let b = Writer::open(&anna, number).unwrap();
        assert_eq!(b.sheet.block(0), a.sheet.block(0), "round {round}");
        press(&anna, number, "save", json!({}));
        assert_eq!(stored(&world, number), a.sheet.blocks());
    }
}
