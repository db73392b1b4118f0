//! Every statement of the store is taken by both databases, and every list is answered by its index.

use std::path::Path;

use store::{lists, names, stories};

use crate::world::{World, author, fields, files, on_both, revise, topic};

#[test]
fn every_statement_is_on_the_list() {
    let mut written = 0;
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
        written += code.map(|l| l.matches("sql!(").count()).sum::<usize>();
    }
    assert!(written > 70, "the test no longer finds the statements");
    assert_eq!(store::all_statements().count(), written);
}

#[test]
fn every_statement_is_taken_by_both_databases() {
    on_both(|world| {
        for sql in store::all_statements() {
            // One transaction each: PostgreSQL takes nothing more after a first fault.
            if let Err(e) = world.db.read(|tx| tx.try_prepare(sql)) {
                panic!("{e}\nin: {}", sql.0);
            }
        }
    });
}

#[test]
fn every_list_is_answered_by_its_index_without_sorting() {
    let world = World::sqlite();
    let now = world.now();
    world.write(|tx| {
        names::put_topic(tx, &topic("world", "World", &[]))?;
        names::put_author(tx, &author("world", "World"))?;
        for number in 1..=5_000_i64 {
            let section = if number % 3 == 0 { "world" } else { "sport" };
            let fields = fields("Rain", section, &["World"], &["world"]);
            stories::add(tx, number)?;
            let id = revise(tx, number, &fields)?;
            let before = stories::by_number(tx, number)?.unwrap();
            stories::show(tx, &before, id, &fields, now + number / 2, None)?;
        }
        Ok(())
    });
    // With and without what SQLite can learn of the tables: it may then choose another way.
    for learned in [false, true] {
        if learned {
            world.damage("ANALYZE");
        }
        let world = store::Db::open(&world.address, now).unwrap();
        for (list, plan) in world.read(lists::plans).unwrap() {
            // Its own index: one that only finds the live stories would have it read all of them.
            let found_by = match list {
                "newest" => "(status=? AND (published,number)<(?,?))",
                "section" => "(status=? AND section=? AND (published,number)<(?,?))",
                "topic" => "(topic=? AND (published,story)<(?,?))",
                _ => "(author=? AND (published,story)<(?,?))",
            };
            assert!(
                plan.iter().any(|step| step.contains(found_by)),
                "{list} (learned: {learned}): {plan:#?}"
            );
            for step in &plan {
                assert!(
                    step.starts_with("SEARCH") && step.contains("INDEX"),
                    "{list} (learned: {learned}): {plan:#?}"
                );
            }
        }
    }
}
