//! The change log: every write that touched something is one row, in the order of commits, without gaps.

use std::sync::atomic::{AtomicBool, Ordering};

use store::{Address, Change, Db, Tag, changes, settings};

use crate::world::World;

pub(super) fn are_followed(world: &World) {
    let begin = world.read(changes::newest);
    let log = world.read(|tx| changes::after(tx, 0, i64::MAX));
    assert_eq!(log.len(), usize::try_from(begin).unwrap());
    let (quiet, pulse) = (world.read(changes::newest), world.db.pulse().unwrap());
    assert_eq!(pulse.is_some(), world.is_sqlite());
    assert_eq!(world.db.pulse().unwrap(), pulse);

    let now = world.now();
    let (answer, change) = world
        .db
        .write(now, |tx| {
            settings::put(tx, "name", &"a")?;
            settings::put(tx, "name", &"b")?;
            tx.touch(Tag::Newest);
            Ok::<_, store::Error>("done")
        })
        .unwrap();
    let expected = Change {
        seq: quiet + 1,
        made: now,
        tags: vec!["list:newest".into(), "settings".into()],
    };
    assert_eq!((answer, change.as_ref()), ("done", Some(&expected)));
    assert_eq!(
        world.read(|tx| changes::after(tx, quiet, 10)),
        std::slice::from_ref(&expected)
    );
    assert_eq!(world.read(|tx| changes::after(tx, quiet + 1, 10)), []);

    // Another program's write is heard of, through the log and through the pulse.
    let other = Db::open(world.db.address(), now).unwrap();
    let pulse = world.db.pulse().unwrap();
    other
        .write(now, |tx| settings::put(tx, "name", &"c"))
        .unwrap();
    assert_eq!(world.read(|tx| changes::after(tx, quiet, 1)), [expected]);
    assert_eq!(world.read(|tx| changes::after(tx, quiet, 10)).len(), 2);
    if world.is_sqlite() {
        assert_ne!(world.db.pulse().unwrap(), pulse);
    }
    world.db.settle().unwrap();
}

/// As another program opens it, on a server whose default is an isolation that would look at the database too early.
fn elsewhere(address: &Address) -> Db {
    let address = match address {
        Address::Postgres(url) => Address::Postgres(format!(
            "{url}&options=-c%20default_transaction_isolation%3Dserializable"
        )),
        sqlite @ Address::Sqlite(_) => sqlite.clone(),
    };
    Db::open(&address, 0).unwrap()
}

/// Four hands on this handle, four on handles of their own as other programs have them; every third write fails.
/// One follower reads along and must never see a change before one that comes earlier.
pub(super) fn of_eight_hands_at_once_are_in_order(world: &World) {
    const EACH: i64 = 30;
    let begin = world.read(changes::newest);
    let expected = 8 * (EACH - EACH / 3);
    let done = AtomicBool::new(false);
    let follower = || {
        let mut seen = begin;
        loop {
            let last_look = done.load(Ordering::SeqCst);
            let portion = world.read(|tx| changes::after(tx, seen, 7));
            if portion.is_empty() && last_look {
                return seen;
            }
            for change in portion {
                assert_eq!(change.seq, seen + 1, "a follower would have missed one");
                seen = change.seq;
            }
        }
    };
    let hand = |number: i64, db: &Db| {
        let mut mine = Vec::new();
        for turn in 1..=EACH {
            let name = format!("hand {number}");
            let outcome = db.write(turn, |tx| {
                settings::put(tx, &name, &turn)?;
                if turn % 3 == 0 {
                    return Err(store::Error::Setting("no".into()));
                }
                Ok(())
            });
            assert_eq!(outcome.is_err(), turn % 3 == 0);
            mine.extend(outcome.ok().and_then(|(_, change)| change).map(|c| c.seq));
        }
        mine
    };
    let mut all = Vec::new();
    std::thread::scope(|scope| {
        let following = scope.spawn(follower);
        let hands: Vec<_> = (0..8)
            .map(|number| {
                scope.spawn(move || match number % 2 {
                    0 => hand(number, &world.db),
                    _ => hand(number, &elsewhere(&world.address)),
                })
            })
            .collect();
        let theirs: Vec<_> = hands.into_iter().map(|hand| hand.join()).collect();
        // Also where a hand broke: the follower must come to its end.
        done.store(true, Ordering::SeqCst);
        assert_eq!(following.join().unwrap(), begin + expected);
        for mine in theirs {
            let mine = mine.unwrap();
            assert!(mine.is_sorted(), "a hand's own writes are in its order");
            all.extend(mine);
        }
    });
    all.sort_unstable();
    assert_eq!(all, (begin + 1..=begin + expected).collect::<Vec<_>>());
    assert_eq!(world.read(changes::newest), begin + expected);
    for number in 0..8 {
        let kept = world.read(|tx| settings::get::<i64>(tx, &format!("hand {number}")));
        assert_eq!(kept, Some(EACH - 1));
    }
}
