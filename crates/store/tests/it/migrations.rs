//! Opening: fresh, again, by many at once, and after a newer program.

use std::process::Command;
use std::sync::Barrier;

use store::{Address, Db, names};

use crate::world::{BEGIN, Folder, World, on_both, topic};

/// Tells a process that this test started what it shall open.
const TOLD: &str = "STANDFIRST_TEST_OPENS";

#[test]
fn opening_again_keeps_everything() {
    on_both(|world| {
        world.write(|tx| names::put_topic(tx, &topic("china", "China", &[])));
        for _ in 0..2 {
            let again = Db::open(&world.address, BEGIN + 1).unwrap();
            assert_eq!(again.address(), &world.address);
            let found = again.read(|tx| names::topic(tx, "china")).unwrap();
            assert_eq!(found.unwrap().name, "China");
        }
        assert_eq!(world.wrong(), [""; 0]);
    });
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    on_both(|world| {
        world.damage("INSERT INTO migrations (number, made) VALUES (999, 0)");
        for _ in 0..2 {
            let refused = Db::open(&world.address, BEGIN).err().unwrap().to_string();
            assert!(
                refused.starts_with(
                    "the database has schema 999, but this program knows only schemas up to "
                ),
                "{refused}"
            );
            assert!(
                refused.ends_with(
                    "start the newer program that wrote it, or restore a backup from before"
                ),
                "{refused}"
            );
        }
    });
}

#[test]
fn threads_that_open_a_fresh_database_at_once_all_succeed() {
    const OPENERS: usize = 6;
    for _ in 0..8 {
        let folder = Folder::new();
        let mut addresses = vec![Address::Sqlite(folder.0.join("deep/in/news.db"))];
        addresses.extend(crate::postgres::new_database().map(Address::Postgres));
        for address in addresses {
            let gate = Barrier::new(OPENERS);
            std::thread::scope(|scope| {
                for _ in 0..OPENERS {
                    scope.spawn(|| {
                        gate.wait();
                        let db = Db::open(&address, BEGIN).unwrap();
                        assert!(db.read(names::sections).unwrap().is_empty());
                    });
                }
            });
        }
    }
}

#[test]
fn processes_that_open_a_fresh_database_at_once_all_succeed() {
    let folder = Folder::new();
    let mut addresses = vec![format!("sqlite:{}", folder.0.join("news.db").display())];
    addresses.extend(crate::postgres::new_database());
    for address in addresses {
        let children: Vec<_> = (0..4)
            .map(|_| {
                Command::new(std::env::current_exe().unwrap())
                    .args(["--ignored", "--exact", "migrations::opens_what_it_is_told"])
                    .env(TOLD, &address)
                    .stdout(std::process::Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{said}");
            assert!(said.contains("1 passed"), "it opened nothing: {said}");
        }
        let db = Db::open(&address.parse().unwrap(), BEGIN).unwrap();
        assert!(db.read(names::sections).unwrap().is_empty());
    }
}

#[test]
#[ignore = "only as a process that the test above starts"]
fn opens_what_it_is_told() {
    if let Ok(address) = std::env::var(TOLD) {
        Db::open(&address.parse().unwrap(), BEGIN).unwrap();
    }
}

#[test]
fn an_address_is_one_of_two_kinds() {
    assert_eq!(
        "sqlite:/srv/news.db".parse::<Address>().unwrap(),
        Address::Sqlite("/srv/news.db".into())
    );
    for url in ["postgres://news@db/news", "postgresql:///news?host=/run"] {
        assert_eq!(
            url.parse::<Address>().unwrap(),
            Address::Postgres(url.into())
        );
    }
    assert_eq!(
        "mysql://db/news"
            .parse::<Address>()
            .unwrap_err()
            .to_string(),
        "\"mysql://db/news\" names no database: give sqlite:PATH or postgres://USER@HOST/NAME"
    );
}

#[test]
fn the_log_of_sqlite_is_moved_into_its_file_without_stopping_a_reader() {
    let world = World::sqlite();
    world.write(|tx| names::put_topic(tx, &topic("china", "China", &[])));
    let file = world.folder.0.join("news.db");
    let before = std::fs::metadata(&file).unwrap().len();
    world.db.settle().unwrap();
    assert!(std::fs::metadata(&file).unwrap().len() > before);
    assert!(world.read(|tx| names::topic(tx, "china")).is_some());
}
