//! What goes wrong inside a transaction must not reach the next one: closures that fail or panic, commits that
//! are refused, connections that end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use store::{Address, Db, Error, Sql, Tx, changes, names};

use crate::world::{BEGIN, World, on_both, topic};

/// The store does what it should, and nothing of what failed before is in it.
fn goes_on(world: &World) {
    let before = world.read(changes::newest);
    world.write(|tx| names::put_topic(tx, &topic("rain", "Rain", &[])));
    assert_eq!(world.read(changes::newest), before + 1);
    assert!(world.read(|tx| names::topic(tx, "rain")).is_some());
    assert!(world.read(|tx| names::topic(tx, "lost")).is_none());
    // Another program is not kept waiting either.
    let other = Db::open(&world.address, BEGIN).unwrap();
    other
        .write(BEGIN, |tx| names::put_topic(tx, &topic("sun", "Sun", &[])))
        .unwrap();
    assert_eq!(world.wrong(), [""; 0]);
}

#[test]
fn a_write_that_fails_leaves_nothing_and_no_gap() {
    on_both(|world| {
        let failed = world.db.write(BEGIN, |tx| {
            names::put_topic(tx, &topic("lost", "Lost", &[]))?;
            Err::<(), _>(Error::Setting("thought better of it".into()))
        });
        assert_eq!(failed.unwrap_err().to_string(), "thought better of it");
        goes_on(world);
    });
}

#[test]
fn a_write_that_panics_leaves_nothing() {
    on_both(|world| {
        for _ in 0..2 {
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                world.db.write::<(), Error>(BEGIN, |tx| {
                    names::put_topic(tx, &topic("lost", "Lost", &[]))?;
                    panic!("halfway");
                })
            }));
            assert!(panicked.is_err());
            // Before the next write of this program: others must not wait for one.
            let other = Db::open(&world.address, BEGIN).unwrap();
            assert!(other.read(|tx| names::topic(tx, "lost")).unwrap().is_none());
        }
        goes_on(world);
    });
}

#[test]
fn a_read_that_panics_gives_its_connection_back_clean() {
    on_both(|world| {
        // More often than there are connections.
        for _ in 0..10 {
            let panicked = catch_unwind(AssertUnwindSafe(|| {
                world.db.read::<(), Error>(|tx| {
                    names::sections(tx)?;
                    panic!("halfway");
                })
            }));
            assert!(panicked.is_err());
        }
        goes_on(world);
    });
}

#[test]
fn reading_cannot_write_and_sees_one_moment() {
    on_both(|world| {
        let refused = world.db.read(|tx| {
            tx.run(
                Sql("INSERT INTO settings (name, value) VALUES ('lost', '1')"),
                &[],
            )
        });
        assert!(refused.is_err());
        world.read(|tx| {
            assert!(names::topic(tx, "china")?.is_none());
            world.write(|tx| names::put_topic(tx, &topic("china", "China", &[])));
            assert!(names::topic(tx, "china")?.is_none());
            Ok(())
        });
        assert!(world.read(|tx| names::topic(tx, "china")).is_some());
        goes_on(world);
    });
}

#[test]
fn a_refused_commit_is_an_error_and_the_next_write_goes_on() {
    let world = World::sqlite();
    let refused = world.db.write(BEGIN, |tx| {
        if let Tx::Sqlite(db) = &mut **tx {
            // The row that points at nothing is then found at the commit.
            db.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        }
        names::put_topic(tx, &topic("lost", "Lost", &[]))?;
        tx.run(
            Sql("INSERT INTO bodies (revision, body) VALUES (99, '')"),
            &[],
        )
    });
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("FOREIGN KEY"), "{said}");
    goes_on(&world);
}

#[test]
fn a_closure_that_swallows_a_fault_loses_nothing_in_silence() {
    on_both(|world| {
        let outcome = world.db.write(BEGIN, |tx| {
            tx.run(
                Sql("INSERT INTO settings (name, value) VALUES ('kept', '1')"),
                &[],
            )?;
            // No such table.
            tx.run(Sql("DELETE FROM weather"), &[]).ok();
            Ok::<_, Error>(())
        });
        let kept = world.read(|tx| store::settings::get::<i64>(tx, "kept"));
        assert_eq!(outcome.is_ok(), kept.is_some());
        goes_on(world);
    });
}

#[test]
fn statements_that_need_more_values_than_they_get_are_refused() {
    on_both(|world| {
        let refused = world.db.read(|tx| {
            tx.rows(Sql("SELECT slug FROM topics WHERE slug = $1"), &[], |_| {
                Ok(())
            })
        });
        // PostgreSQL's driver panics on a wrong count; a fault of the program either way, so only SQLite's is asked.
        assert!(refused.is_err());
    });
}

#[test]
fn values_are_bound_by_number_not_by_first_appearance() {
    on_both(|world| {
        world.write(|tx| {
            tx.run(
                Sql("INSERT INTO settings (value, name) VALUES ($2, $1)"),
                &["name".into(), "value".into()],
            )
        });
        let changed = world.write(|tx| {
            tx.run(
                Sql("UPDATE settings SET value = $2 WHERE name = $1 AND $1 <> $2"),
                &["name".into(), "7".into()],
            )
        });
        assert_eq!(changed, 1);
        assert_eq!(
            world.read(|tx| store::settings::get::<i64>(tx, "name")),
            Some(7)
        );
    });
}

/// Ends every connection to a database, and refuses or takes new ones.
fn cut(url: &str, open: bool) {
    let name = url
        .trim_start_matches("postgres:///")
        .split('?')
        .next()
        .unwrap();
    let mut other = crate::postgres::client(&url.replace(name, "postgres")).unwrap();
    other
        .batch_execute(&format!(
            "ALTER DATABASE {name} ALLOW_CONNECTIONS {open}; \
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ))
        .unwrap();
    std::thread::sleep(Duration::from_millis(100));
}

#[test]
fn a_database_that_goes_away_and_comes_back_is_used_again() {
    let Some(world) = World::postgres() else {
        return;
    };
    let Address::Postgres(url) = &world.address else {
        return;
    };
    cut(url, false);
    // More often than there are connections; none may wait for one that never comes.
    for _ in 0..10 {
        assert!(world.db.read(names::sections).is_err());
        assert!(world.db.write(BEGIN, |tx| names::sections(tx)).is_err());
    }
    cut(url, true);
    goes_on(&world);
    // A restart between two uses is nobody's fault.
    cut(url, true);
    goes_on(&world);
}

#[test]
fn a_write_that_may_not_wait_for_its_turn_does_not_spoil_the_next() {
    let Some(world) = World::postgres() else {
        return;
    };
    let Address::Postgres(url) = &world.address else {
        return;
    };
    let impatient = Address::Postgres(format!("{url}&options=-c%20lock_timeout%3D100"));
    let impatient = Db::open(&impatient, BEGIN).unwrap();
    world.write(|_| {
        let refused = impatient.write(BEGIN, |tx| names::sections(tx));
        assert!(refused.unwrap_err().to_string().contains("lock timeout"));
        Ok(())
    });
    impatient.write(BEGIN, |tx| names::sections(tx)).unwrap();
    goes_on(&world);
}
