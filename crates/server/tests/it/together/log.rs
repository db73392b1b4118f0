//! What is on the disk while people write.

use std::time::Duration;

use serde_json::json;

use super::{colleague, press, story};
use crate::live::Writer;
use crate::world::World;

struct Data(rusqlite::Connection);

impl Data {
    fn of(world: &World) -> Self {
        let data = rusqlite::Connection::open(world.data().join("standfirst.db")).unwrap();
        data.busy_timeout(Duration::from_secs(20)).unwrap();
        Self(data)
    }

    fn updates(&self) -> i64 {
        let sql = "SELECT count(*) FROM writing_updates";
        self.0.query_row(sql, [], |r| r.get(0)).unwrap()
    }

    /// Epoch, revision and length of the packed state.
    fn state(&self) -> (i64, i64, i64) {
        let sql = "SELECT epoch, revision, length(state) FROM writing";
        let row = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get(1)?, r.get(2)?));
        self.0.query_row(sql, [], row).unwrap()
    }
}

#[test]
fn a_change_is_in_the_log_before_it_is_acknowledged_and_packed_when_saved() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut a = Writer::open(&anna, number).unwrap();
    let data = Data::of(&world);
    let (epoch, revision, _) = data.state();
    assert_eq!((revision, data.updates()), (1, 0));
    for n in 1..=30 {
        a.type_in(0, "a").unwrap();
        a.settle().unwrap();
        assert_eq!(data.updates(), n);
    }
    press(&anna, number, "save", json!({}));
    assert_eq!(data.updates(), 0);
    let (still, revision, packed) = data.state();
    assert_eq!((still, revision), (epoch, 2));
    assert!(packed < 500, "{packed}");
    // Saving what has not changed makes no revision.
    assert_eq!(press(&anna, number, "save", json!({}))["revision"], 2);
    // Nor does typing a letter and taking it away.
    a.type_in(0, "b").unwrap();
    a.remove(0, 36, 1).unwrap();
    a.settle().unwrap();
    assert_eq!(data.updates(), 2);
    assert_eq!(press(&anna, number, "save", json!({}))["revision"], 2);
    assert_eq!(data.updates(), 0);
}

#[test]
fn coming_and_going_writes_nothing() {
    let world = World::new();
    let number = story(&world, &["Words that were there."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut a = Writer::open(&anna, number).unwrap();
    let mut b = Writer::open(&anna, number).unwrap();
    a.remove(0, 5, 5).unwrap();
    a.settle().unwrap();
    press(&anna, number, "save", json!({}));
    b.until("it is gone", |w| w.sheet.block(0) == "Words were there.")
        .unwrap();
    let data = Data::of(&world);
    let before = data.state();
    for _ in 0..5 {
        a.come_back(world.address()).unwrap();
        b.come_back(world.address()).unwrap();
        assert_eq!(data.updates(), 0);
    }
    // The last to leave takes nothing away.
    a.cut();
    b.cut();
    let c = Writer::open(&anna, number).unwrap();
    assert_eq!(c.sheet.block(0), "Words were there.");
    assert_eq!(data.state(), before);
    assert_eq!(world.editor().story(number)["revision"], 2);
}

#[test]
fn who_leaves_makes_a_revision_of_what_they_wrote() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut a = Writer::open(&anna, number).unwrap();
    a.type_in(0, " And more.").unwrap();
    a.settle().unwrap();
    a.cut();
    crate::world::eventually("a revision", || {
        super::stored(&world, number) == ["Words. And more."]
    });
    let list = world
        .editor()
        .get(&format!("/api/v1/stories/{number}/revisions"));
    let text = list.is(200).text();
    assert!(text.contains("Anna"), "{text}");
}

/// Packing throws the log away, so it may only follow a revision that is stored.
#[test]
fn the_log_stays_until_the_blocks_are_stored() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut a = Writer::open(&anna, number).unwrap();
    a.type_in(0, " And more.").unwrap();
    a.settle().unwrap();
    let data = Data::of(&world);
    let before = (data.state(), data.updates());
    let full = "CREATE TRIGGER full BEFORE INSERT ON revisions \
                BEGIN SELECT RAISE(ABORT, 'no room for revisions'); END";
    data.0.execute_batch(full).unwrap();
    let path = format!("/desk/story/{number}/save");
    anna.post(&path, &json!({})).unwrap().is(500).unwrap();
    assert_eq!((data.state(), data.updates()), before);
    data.0.execute_batch("DROP TRIGGER full").unwrap();
    press(&anna, number, "save", json!({}));
    assert_eq!((data.state().1, data.updates()), (2, 0));
    assert_eq!(super::stored(&world, number), ["Words. And more."]);
}

/// The majors that read the logs that are kept; those that come next write another document.
#[test]
fn the_desk_is_built_with_the_releases_that_read_its_logs() {
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../../desk/package-lock.json");
    let lock: serde_json::Value = serde_json::from_slice(&std::fs::read(lock).unwrap()).unwrap();
    for (package, release) in [
        ("yjs", "13."),
        ("y-prosemirror", "1."),
        ("y-protocols", "1."),
    ] {
        let built = &lock["packages"][format!("node_modules/{package}")]["version"];
        let built = built.as_str().unwrap();
        let plain = built.starts_with(release) && !built.contains('-');
        assert!(plain, "{package} {built}");
    }
}
