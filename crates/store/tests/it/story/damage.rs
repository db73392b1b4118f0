//! One thing after the other is broken past the store, and `check` says in words what it is.

use store::{check, corrections, jobs, names, slots, stories};
use story::Status;

use crate::world::{BEGIN, SECOND, World, author, fields, topic};

/// What is done to the database, what undoes it, and how each sentence about it begins.
type Damage = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const ON_BOTH: &[Damage] = &[
    ("UPDATE stories SET newest = 99 WHERE number = 1", "UPDATE stories SET newest = 2 WHERE number = 1",
     &["story 1 points at a newest revision that is not there"]),
    ("UPDATE stories SET newest = 3 WHERE number = 1", "UPDATE stories SET newest = 2 WHERE number = 1",
     &["story 1 points at a newest revision that is not there"]),
    ("UPDATE stories SET live = 99 WHERE number = 1", "UPDATE stories SET live = 2 WHERE number = 1",
     &["story 1 points at a live revision that is not there"]),
    ("UPDATE stories SET live = 3 WHERE number = 1", "UPDATE stories SET live = 2 WHERE number = 1",
     &["story 1 points at a live revision that is not there"]),
    ("UPDATE stories SET live = NULL WHERE number = 1", "UPDATE stories SET live = 2 WHERE number = 1",
     &["story 1 is live without a revision or a time of publication"]),
    ("UPDATE stories SET published = NULL WHERE number = 1", "UPDATE stories SET published = 1767225600000000 WHERE number = 1",
     &["story 1 is live without a revision or a time of publication"]),
    ("UPDATE stories SET scheduled = NULL WHERE number = 2", "UPDATE stories SET scheduled = 1767225660000000 WHERE number = 2",
     &["story 2 is scheduled without a time"]),
    ("UPDATE jobs SET kind = 'publicize'", "UPDATE jobs SET kind = 'publish'",
     &["story 2 is scheduled without a job that publishes it"]),
    ("UPDATE stories SET scheduled = 1767225590000000 WHERE number = 2", "UPDATE stories SET scheduled = 1767225660000000 WHERE number = 2",
     &["story 2 was to go live 10 s ago and did not; is the program running?"]),
    ("UPDATE jobs SET state = 'dead', attempts = 8, error = 'no voice'", "UPDATE jobs SET state = 'waiting', attempts = 0, error = NULL",
     &["the job publish of 2 was given up after 8 attempts: no voice"]),
    ("INSERT INTO live_topics VALUES ('china', 1, 2)", "DELETE FROM live_topics WHERE story = 2",
     &["story 2 is on a topic's list but not live"]),
    ("INSERT INTO live_authors VALUES ('kim', 1, 99)", "DELETE FROM live_authors WHERE story = 99",
     &["story 99 is on an author's list but not live"]),
    ("UPDATE bodies SET body = 'no JSON' WHERE revision = 2", "UPDATE bodies SET body = (SELECT body FROM bodies WHERE revision = 1) WHERE revision = 2",
     &["story 1: the body of revision 2 is no document: "]),
    ("UPDATE bodies SET body = '{\"type\":\"doc\",\"content\":[{\"type\":\"shout\"}]}' WHERE revision = 2",
     "UPDATE bodies SET body = (SELECT body FROM bodies WHERE revision = 1) WHERE revision = 2",
     &["story 1: the body of revision 2 is no document: "]),
    ("UPDATE revisions SET fields = '[' WHERE id = 1", "UPDATE revisions SET fields = '{}' WHERE id = 1",
     &["story 1: the fields of revision 1 cannot be read: "]),
    ("UPDATE changes SET seq = seq + 1 WHERE seq = (SELECT MAX(seq) FROM changes)", "UPDATE changes SET seq = seq - 1 WHERE seq = (SELECT MAX(seq) FROM changes)",
     &["the change log has "]),
    ("UPDATE migrations SET number = number - (SELECT COUNT(*) FROM migrations)", "UPDATE migrations SET number = number + (SELECT COUNT(*) FROM migrations)",
     &["the database has no schema"]),
];

/// PostgreSQL looks after these itself, or chooses its own way.
#[rustfmt::skip]
const ON_SQLITE: &[Damage] = &[
    ("UPDATE corrections SET story = 99", "UPDATE corrections SET story = 1",
     &["a row of corrections points at a row that is not there"]),
    ("UPDATE slots SET story = 99", "UPDATE slots SET story = 1",
     &["a row of slots points at a row that is not there"]),
    ("UPDATE bodies SET revision = 99 WHERE revision = 2", "UPDATE bodies SET revision = 2 WHERE revision = 99",
     &["a row of bodies points at a row that is not there", "story 1 has a revision without a body"]),
    ("DROP INDEX stories_by_time", "CREATE INDEX stories_by_time ON stories (status, published, number)",
     &["the list newest is read without its index: "]),
];

pub(super) fn is_named(world: &World) {
    a_whole_store(world);
    assert_eq!(world.wrong(), [""; 0]);
    let only_sqlite = ON_SQLITE.iter().filter(|_| world.is_sqlite());
    for (damage, undo, expected) in ON_BOTH.iter().chain(only_sqlite) {
        world.damage(damage);
        let wrong = world.wrong();
        let named = wrong.len() == expected.len()
            && wrong
                .iter()
                .zip(*expected)
                .all(|(said, begin)| said.starts_with(begin));
        assert!(named, "{damage}: {wrong:#?}");
        world.damage(undo);
        assert_eq!(world.wrong(), [""; 0], "{undo}");
    }
    world.damage("DELETE FROM bodies WHERE revision = 2");
    assert_eq!(world.wrong(), ["story 1 has a revision without a body"]);
}

/// A live story, one that is promised with its job, a correction and a slot; seen to the end by `check`.
fn a_whole_store(world: &World) {
    world.write(|tx| {
        names::put_topic(tx, &topic("china", "China", &[]))?;
        names::put_author(tx, &author("kim", "Kim"))
    });
    let of = fields("Talks", "world", &["China"], &["kim"]);
    assert_eq!(world.live(&of, BEGIN), 1);
    assert_eq!(world.draft(&of), 2);
    let time = BEGIN + 60 * SECOND;
    world.write(|tx| {
        stories::set_status(tx, 2, Status::Scheduled, Some(time), None)?;
        jobs::put(tx, "publish", "2", time)?;
        corrections::add(tx, 1, "correction", "It was two.")?;
        slots::put(
            tx,
            "front",
            &[slots::Slot {
                story: 1,
                until: None,
                headline: None,
            }],
        )
    });
    let mut seen = Vec::new();
    let wrong = check::run(&world.db, &world.blobs, world.now(), |p| {
        seen.push((p.done, p.of));
    });
    assert_eq!(wrong.unwrap(), [""; 0]);
    assert_eq!(seen, [(3, 3)]);
}
