//! Downloads: a listener counts once a day, and is forgotten when the day is over.

use store::downloads::{self, Added, Counts, Day, Sent};
use store::{Micros, changes};

use crate::world::{BEGIN, SECOND, World};

const MINUTE: Micros = 60 * SECOND;

fn sent<'a>(day: Day, mark: &'a str, asset: &'a str, seconds: i64) -> Sent<'a> {
    Sent {
        day,
        mark: mark.as_bytes(),
        asset,
        app: if mark.starts_with('o') {
            "Overcast"
        } else {
            "Castro"
        },
        sound: seconds * SECOND,
        enough: MINUTE,
    }
}

fn add(world: &World, all: &[Sent<'_>]) -> (u64, u64) {
    let Added { counted, left_out } = world.write(|tx| downloads::add(tx, all));
    (counted, left_out)
}

fn key(world: &World, day: Day, fresh: u8) -> Vec<u8> {
    world.write(|tx| downloads::key(tx, day, &[fresh; 32]))
}

fn total(world: &World, asset: &str) -> i64 {
    world.read(|tx| downloads::total(tx, asset))
}

pub(super) fn are_counted_and_listeners_forgotten(world: &World) {
    let (today, quiet) = (downloads::day(BEGIN), world.read(changes::newest));
    assert_eq!((today, downloads::day(BEGIN - 1)), (20_454, 20_453));
    assert_eq!(downloads::day(-1), -1);

    // Whoever comes second gets the key of whoever was first; without one nothing is kept of anybody.
    assert_eq!(add(world, &[sent(today, "o1", "episode-1", 60)]), (0, 1));
    assert_eq!(key(world, today, 1), [1; 32]);
    assert_eq!(key(world, today, 2), [1; 32]);

    // A minute counts, whatever it is made of, and once.
    let half = sent(today, "o1", "episode-1", 30);
    assert_eq!(add(world, &[half]), (0, 0));
    assert_eq!(add(world, &[half]), (1, 0));
    assert_eq!(add(world, &[half, half, half]), (0, 0));
    let two = [
        sent(today, "o2", "episode-1", 60),
        sent(today, "c3", "episode-1", 90),
        sent(today, "c4", "episode-1", 59),
        sent(today, "c5", "episode-2", 61),
    ];
    assert_eq!(add(world, &two), (3, 0));
    assert_eq!(total(world, "episode-1"), 3);
    assert_eq!(total(world, "episode-9"), 0);

    // The next day is another, and the marks of the first go with its key, a portion at a time.
    assert_eq!(key(world, today + 1, 3), [3; 32]);
    assert_eq!(
        add(world, &[sent(today + 1, "o1", "episode-1", 60)]),
        (1, 0)
    );
    let forget = |most| world.write(|tx| downloads::forget(tx, today + 1, most));
    assert_eq!((forget(4), forget(4), forget(4)), (4, 1, 0));
    assert_eq!(add(world, &[sent(today, "o1", "episode-1", 60)]), (0, 1));
    assert_eq!(key(world, today, 4), [4; 32]);
    assert_eq!(forget(4), 0);

    // A day has so many marks and no more; those that are there go on.
    add(world, &[sent(today + 1, "c6", "episode-1", 30)]);
    world.damage(&format!(
        "UPDATE download_keys SET marks = 4000000 WHERE day = {}",
        today + 1
    ));
    let full = [
        sent(today + 1, "c7", "episode-1", 60),
        sent(today + 1, "c6", "episode-1", 30),
    ];
    assert_eq!(add(world, &full), (1, 1));

    of_lists_are_read(world, today);
    assert_eq!(
        world.read(changes::newest),
        quiet,
        "no page shows any of it"
    );
    world.write(|tx| downloads::forget(tx, today + 99, 99));
}

fn of_lists_are_read(world: &World, today: Day) {
    let asset = "episode-1";
    let days = world.read(|tx| downloads::by_day(tx, asset, today, today + 1));
    assert_eq!(days, [(today, 3), (today + 1, 2)]);
    let days = world.read(|tx| downloads::by_day(tx, asset, today + 1, today + 9));
    assert_eq!(days, [(today + 1, 2)]);
    let apps = world.read(|tx| downloads::by_app(tx, asset, today, today + 1));
    assert_eq!(apps, [("Overcast".into(), 3), ("Castro".into(), 2)]);
    let mut list: Vec<String> = (3..60).map(|n| format!("episode-{n}")).collect();
    list.extend(["episode-1".into(), "episode-2".into()]);
    let counts = |at| world.read(|tx| downloads::counts(tx, &list, at));
    let of = |total, week, month| Counts { total, week, month };
    let now = counts(today + 1);
    assert_eq!(now.len(), 2);
    assert_eq!(now["episode-1"], of(5, 5, 5));
    assert_eq!(counts(today + 7)["episode-1"], of(5, 2, 5));
    assert_eq!(counts(today + 30)["episode-1"], of(5, 0, 2));
    assert_eq!(counts(today + 30)["episode-2"], of(1, 0, 0));
    assert!(
        world
            .read(|tx| downloads::counts(tx, &[], today))
            .is_empty()
    );
}
