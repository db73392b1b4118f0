//! What no editor's page would send: refused or closed; the room goes on and memory stays bounded.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{colleague, press, stored, story};
use crate::live::{Browser, Line, Writer, message, sync};
use crate::world::World;

/// Megabytes of memory that the program takes.
fn memory(world: &World) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", world.process())).unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        >> 10
}

/// A colleague in the same room still writes.
#[track_caller]
fn goes_on(world: &World, browser: &Browser, writer: &mut Writer, number: i64) {
    let before = writer.sheet.blocks();
    writer.insert(0, 0, "!").unwrap();
    writer.settle().unwrap();
    press(browser, number, "save", json!({}));
    let mut wanted = before;
    wanted[0].insert(0, '!');
    assert_eq!(stored(world, number), wanted);
    for line in world.log() {
        assert!(
            !line.contains("ERROR") && !line.contains("panicked"),
            "{line}"
        );
    }
}

/// Numbers that look random (SplitMix64).
fn dice(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[test]
fn a_message_that_is_too_large_ends_the_connection_only() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut a = Writer::open(&anna, number).unwrap();
    let mut b = Writer::open(&anna, number).unwrap();
    for size in [(1 << 20) + 100, 40 << 20] {
        // The server may hang up in the middle.
        a.say(sync(2, &vec![0; size])).ok();
        a.end().ok();
        assert!(a.closed.is_some(), "{size}");
        a.come_back(world.address()).unwrap();
    }
    goes_on(&world, &anna, &mut b, number);
}

#[test]
fn garbage_is_refused_and_the_room_goes_on() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut a = Writer::open(&anna, number).unwrap();
    let mut b = Writer::open(&anna, number).unwrap();
    let before = memory(&world);
    let good = a.sheet.insert(0, 0, "x").unwrap();
    let mut state = 7;
    for n in 0..2_000 {
        let mut bytes = good.clone();
        for _ in 0..=n % 4 {
            let at = dice(&mut state) as usize % bytes.len();
            bytes[at] = dice(&mut state) as u8;
        }
        let kind = dice(&mut state) % 4;
        let message = match n % 3 {
            0 => sync(kind, &bytes),
            1 => message(&[kind], &bytes),
            _ => (0..n % 60).map(|_| dice(&mut state) as u8).collect(),
        };
        if a.say(message).is_err() || a.closed.is_some() {
            a = Writer::open(&anna, number).unwrap();
        }
        while a
            .hear(Duration::from_micros(100))
            .is_ok_and(|h| h.is_some())
        {}
    }
    b.until("it is quiet", |_| true).unwrap();
    while b.hear(Duration::from_millis(300)).unwrap().is_some() {}
    assert!(b.closed.is_none(), "{:?}", b.closed);
    let grown = memory(&world).saturating_sub(before);
    assert!(grown < 64, "{grown} MB more");
    goes_on(&world, &anna, &mut b, number);
}

#[test]
fn what_nests_too_deeply_or_is_none_of_the_schema_is_refused() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut b = Writer::open(&anna, number).unwrap();
    let attacks: [fn(&Writer) -> Vec<u8>; 5] = [
        |w| w.sheet.nest(100),
        |w| w.sheet.nest(20_000),
        |w| w.sheet.insert_block(0, "script", "alert(1)"),
        |w| w.sheet.set_field("status", "live"),
        |w| w.sheet.set_field("embargo", "none"),
    ];
    for (n, attack) in attacks.iter().enumerate() {
        // On a thread with space for what the attacker's own library needs.
        std::thread::scope(|scope| {
            let work = || {
                let mut a = Writer::open(&anna, number).unwrap();
                let update = attack(&a);
                a.send(&update).unwrap();
                a.until("it is refused", |w| !w.refused.is_empty()).unwrap();
                std::mem::forget(a.sheet);
            };
            let thread = std::thread::Builder::new().stack_size(512 << 20);
            let done = thread.spawn_scoped(scope, work).unwrap().join();
            assert!(done.is_ok(), "attack {n}");
        });
    }
    assert_eq!(b.sheet.blocks(), ["Words."]);
    goes_on(&world, &anna, &mut b, number);
}

#[test]
fn who_asks_for_everything_and_reads_nothing_fills_no_memory() {
    let world = World::new();
    let page = "Every word of the report. ".repeat(4_000);
    let number = story(&world, &["Words.", &page, &page, &page, &page]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut b = Writer::open(&anna, number).unwrap();
    let before = memory(&world);
    let mut greedy: Vec<Line> = (0..3)
        .map(|_| Line::open(&b.call).unwrap().unwrap())
        .collect();
    for line in &mut greedy {
        for _ in 0..1_500 {
            if line.say(sync(0, &[0])).is_err() {
                break;
            }
        }
    }
    // A colleague's change is taken after what came before it.
    b.insert(0, 0, "?").unwrap();
    b.settle().unwrap();
    let grown = memory(&world).saturating_sub(before);
    assert!(grown < 150, "{grown} MB more");
    drop(greedy);
    goes_on(&world, &anna, &mut b, number);
}

#[test]
fn who_sends_faster_than_rooms_can_take_waits() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut b = Writer::open(&anna, number).unwrap();
    let before = memory(&world);
    // Each of these is work for the room: a megabyte of structs that go nowhere.
    let flood = || {
        let mut line = Line::open(&b.call).unwrap().unwrap();
        let mut heavy = vec![1, 0xff, 0xff, 0x03, 5, 0];
        while heavy.len() < (1 << 20) - 10 {
            heavy.extend([4, 1, 4, b'b', b'o', b'd', b'y', 1, b'x']);
        }
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(3) {
            if line.say(sync(2, &heavy)).is_err() {
                break;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(flood);
        }
        std::thread::sleep(Duration::from_millis(2_500));
        let grown = memory(&world).saturating_sub(before);
        assert!(grown < 150, "{grown} MB more");
    });
    goes_on(&world, &anna, &mut b, number);
}
