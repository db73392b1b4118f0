//! Stories are written, shown, listed, corrected and withdrawn.

use store::lists::{self, Before, Card};
use store::slots::{self, Slot};
use store::{audit, corrections, revisions, stories};
use story::{Doc, Fields, Status};

use crate::world::{SECOND, World, fields, revise, show};

pub(super) fn are_written_shown_and_withdrawn(world: &World) {
    let first = fields("Talks", "world", &["China"], &["kim"]);
    assert_eq!(world.write(stories::next_number), 1);
    let created = world.now();
    let number = world.draft(&first);
    let draft = world.story(number);
    assert_eq!((draft.number, draft.status), (1, Status::Draft));
    assert_eq!(
        (draft.live, draft.section, draft.published),
        (None, None, None)
    );
    assert_eq!((draft.created, draft.changed), (created, created));
    assert!(world.read(|tx| stories::by_number(tx, 2)).is_none());

    has_revisions(world, number, &first);
    is_promised(world, number);
    is_shown_and_withdrawn(world, number);
}

fn has_revisions(world: &World, number: i64, first: &Fields) {
    let later = world.pass(SECOND);
    let second = Fields {
        headline: "Talks go on".into(),
        ..first.clone()
    };
    let body = Doc::of_paragraphs(["One.", "“Zwei” 三"]);
    let base = world.story(number).newest;
    let (id, place) = world.write(|tx| {
        revisions::add(
            tx,
            &revisions::New {
                story: number,
                base: Some(base),
                kept: true,
                maker: "lee",
                reason: "came too late",
                fields: &second,
                body: &body,
            },
        )
    });
    assert_eq!((id, place), (base + 1, 2));
    // Nothing points at it: it was refused, and is kept all the same.
    assert_eq!(world.story(number).newest, base);
    let found = world.read(|tx| revisions::by_id(tx, id)).unwrap();
    assert_eq!(
        (found.id, found.story, found.revision, found.base),
        (id, number, 2, Some(base))
    );
    assert_eq!((found.kept, found.made), (true, later));
    assert_eq!(
        (found.maker.as_str(), found.reason.as_str()),
        ("lee", "came too late")
    );
    assert_eq!(found.fields, second);
    assert_eq!(world.read(|tx| revisions::body(tx, id)), body);
    let said = world.db.read(|tx| revisions::body(tx, 99)).unwrap_err();
    assert_eq!(
        said.to_string(),
        "the body of revision 99 in the database cannot be read: it is missing"
    );

    let third = world.write(|tx| revise(tx, number, &second));
    let story = world.story(number);
    assert_eq!(
        (story.newest, story.changed, story.status),
        (third, later, Status::Draft)
    );
    let all = world.read(|tx| revisions::all(tx, number));
    let all: Vec<_> = all.iter().map(|r| (r.id, r.revision)).collect();
    assert_eq!(all, [(third, 3), (id, 2), (base, 1)]);
    let found = world.read(|tx| revisions::of_story(tx, number, 1)).unwrap();
    assert_eq!((found.id, &found.fields, found.base), (base, first, None));
    assert!(
        world
            .read(|tx| revisions::of_story(tx, number, 4))
            .is_none()
    );
    assert!(world.read(|tx| revisions::by_id(tx, 99)).is_none());
}

fn is_promised(world: &World, number: i64) {
    let time = world.now() + 10 * SECOND;
    world
        .write(|tx| stories::set_status(tx, number, Status::Scheduled, Some(time), Some(time - 1)));
    let story = world.story(number);
    assert_eq!(
        (story.status, story.scheduled, story.embargo),
        (Status::Scheduled, Some(time), Some(time - 1))
    );
    assert_eq!(world.read(|tx| stories::overdue(tx, time - 1)), []);
    assert_eq!(
        world.read(|tx| stories::overdue(tx, time)),
        [(number, time)]
    );
    world.write(|tx| stories::set_status(tx, number, Status::Ready, None, None));
    assert_eq!(world.read(|tx| stories::overdue(tx, time)), []);
}

fn is_shown_and_withdrawn(world: &World, number: i64) {
    let published = world.pass(SECOND);
    let fields = fields("Talks go on", "world", &["China"], &["kim"]);
    assert!(world.read(|tx| lists::card(tx, number)).is_none());
    world.write(|tx| show(tx, number, &fields, published));
    let story = world.story(number);
    assert_eq!(
        (story.status, story.live),
        (Status::Live, Some(story.newest))
    );
    assert_eq!(
        (story.section.as_deref(), story.published, story.updated),
        (Some("world"), Some(published), None)
    );
    let card = world.read(|tx| lists::card(tx, number)).unwrap();
    assert_eq!(
        (card.number, card.published, card.updated),
        (number, published, None)
    );
    assert_eq!(card.fields.headline, "Talks go on");
    assert_eq!(card.fields.bylines, fields.bylines);

    // An update keeps the first time; a revision that is not shown changes nothing for readers.
    let updated = world.pass(SECOND);
    world.write(|tx| {
        let id = revise(
            tx,
            number,
            &Fields {
                headline: "Talks end".into(),
                ..fields.clone()
            },
        )?;
        let before = stories::by_number(tx, number)?.unwrap();
        stories::show(tx, &before, id, &fields, published, Some(updated))?;
        revise(
            tx,
            number,
            &Fields {
                headline: "Not yet".into(),
                ..fields.clone()
            },
        )
    });
    let card = world.read(|tx| lists::card(tx, number)).unwrap();
    assert_eq!((card.published, card.updated), (published, Some(updated)));
    assert_eq!(card.fields.headline, "Talks end");

    let before = world.story(number);
    let withdrawn = world.pass(SECOND);
    world.write(|tx| stories::hide(tx, &before, "It was not so."));
    let story = world.story(number);
    assert_eq!(
        (story.status, story.withdrawn),
        (Status::Withdrawn, Some(withdrawn))
    );
    assert_eq!(story.notice.as_deref(), Some("It was not so."));
    assert_eq!(numbers(&every_list(world).concat()), [0; 0]);
    assert!(world.read(|tx| lists::card(tx, number)).is_none());

    world.write(|tx| show(tx, number, &fields, published));
    let story = world.story(number);
    assert_eq!(
        (story.status, story.withdrawn, story.notice),
        (Status::Live, None, None)
    );
    for list in every_list(world) {
        assert_eq!(numbers(&list), [number]);
    }
    // Newer revisions than the live one do not move it.
    let elsewhere = Fields {
        section: Some("sport".into()),
        ..fields
    };
    world.write(|tx| show(tx, number, &elsewhere, published));
    assert_eq!(
        world
            .read(|tx| lists::section(tx, "world", Before::START, 9))
            .len(),
        0
    );
    assert_eq!(
        world
            .read(|tx| lists::section(tx, "sport", Before::START, 9))
            .len(),
        1
    );
}

fn every_list(world: &World) -> [Vec<Card>; 4] {
    let start = Before::START;
    world.read(|tx| {
        Ok([
            lists::newest(tx, start, 9)?,
            lists::section(tx, "world", start, 9)?,
            lists::topic(tx, "china", start, 9)?,
            lists::author(tx, "kim", start, 9)?,
        ])
    })
}

fn numbers(cards: &[Card]) -> Vec<i64> {
    cards.iter().map(|c| c.number).collect()
}

/// Twelve stories, three of each moment: every list gives each once, in the same order at every size of page.
pub(super) fn lists_are_read_page_by_page(world: &World) {
    let begin = world.pass(60 * SECOND);
    let mut expected: Vec<(i64, i64)> = (0..12)
        .map(|n| {
            // Not in the order of their numbers.
            let published = begin + (n * 7 % 4) * SECOND;
            let number = world.live(&fields("Rain", "arts", &["Formosa"], &["lee"]), published);
            (published, number)
        })
        .collect();
    expected.sort();
    let expected: Vec<i64> = expected.iter().rev().map(|e| e.1).collect();
    world.pass(60 * SECOND);
    type List = fn(&mut store::Tx<'_>, Before, i64) -> store::Result<Vec<Card>>;
    let every: [(&str, List); 4] = [
        ("newest", |tx, before, most| lists::newest(tx, before, most)),
        ("section", |tx, before, most| {
            lists::section(tx, "arts", before, most)
        }),
        ("topic", |tx, before, most| {
            lists::topic(tx, "taiwan", before, most)
        }),
        ("author", |tx, before, most| {
            lists::author(tx, "lee", before, most)
        }),
    ];
    for (name, list) in every {
        for most in 1..=13 {
            let (mut found, mut before) = (Vec::new(), Before::START);
            while found.len() < expected.len() {
                let page = world.read(|tx| list(tx, before, most));
                let Some(last) = page.last() else { break };
                before = Before {
                    published: last.published,
                    number: last.number,
                };
                found.extend(page);
            }
            let found = &numbers(&found)[..expected.len()];
            assert_eq!(found, expected, "{name}, {most} a page");
        }
    }
    for (_, plan) in world.read(lists::plans) {
        assert!(!plan.is_empty());
    }
    the_desk_lists_what_changed_last(world);
}

fn the_desk_lists_what_changed_last(world: &World) {
    let draft = world.draft(&Fields::default());
    let later = world.pass(SECOND);
    world.write(|tx| revise(tx, 3, &Fields::default()));
    let all = world.read(|tx| stories::recent(tx, None, None, 100));
    assert_eq!(
        all[..2].iter().map(|s| s.number).collect::<Vec<_>>(),
        [3, draft]
    );
    assert!(all.windows(2).all(|two| two[0].changed >= two[1].changed));
    assert_eq!(all.len(), 14);
    let drafts = world.read(|tx| stories::recent(tx, Some(Status::Draft), None, 100));
    assert_eq!(drafts.iter().map(|s| s.number).collect::<Vec<_>>(), [draft]);
    let before = world.read(|tx| stories::recent(tx, None, Some((later, 0)), 1));
    assert_eq!(before.iter().map(|s| s.number).collect::<Vec<_>>(), [draft]);
    assert_eq!(world.read(stories::numbers), (1..=14).collect::<Vec<_>>());
    let mut counts = world.read(stories::counts);
    counts.sort();
    assert_eq!(counts, [("draft".into(), 1), ("live".into(), 13)]);
}

pub(super) fn are_corrected_and_curated(world: &World) {
    for (story, words) in [(1, "It was two."), (2, "In Basel."), (1, "It was three.")] {
        world.write(|tx| corrections::add(tx, story, "correction", words));
    }
    world.pass(SECOND);
    world.write(|tx| corrections::add(tx, 1, "clarification", "Of four."));
    let ids = |found: Vec<corrections::Correction>| found.iter().map(|c| c.id).collect::<Vec<_>>();
    let of_story = world.read(|tx| corrections::of_story(tx, 1));
    assert_eq!(
        (of_story[1].words.as_str(), of_story[1].kind.as_str()),
        ("It was three.", "correction")
    );
    assert_eq!(ids(of_story), [1, 3, 4]);
    let page = world.read(|tx| corrections::newest(tx, Before::START, 2));
    let before = Before {
        published: page[1].made,
        number: page[1].id,
    };
    assert_eq!(ids(page), [4, 3]);
    assert_eq!(
        ids(world.read(|tx| corrections::newest(tx, before, 9))),
        [2, 1]
    );

    let slot = |story, until| Slot {
        story,
        until,
        headline: (story == 1).then(|| "Rain at last".to_owned()),
    };
    let front = [slot(2, None), slot(1, Some(world.now())), slot(2, None)];
    world.write(|tx| slots::put(tx, "front", &front));
    world.write(|tx| slots::put(tx, "section/world", &front[..1]));
    assert_eq!(world.read(|tx| slots::of(tx, "front")), front);
    world.write(|tx| slots::put(tx, "front", &front[1..2]));
    assert_eq!(world.read(|tx| slots::of(tx, "front")), front[1..2]);
    assert_eq!(world.read(|tx| slots::of(tx, "section/world")), front[..1]);
    let refused = world
        .db
        .write(world.now(), |tx| slots::put(tx, "front", &[slot(99, None)]));
    assert!(refused.is_err());
    assert_eq!(world.read(|tx| slots::of(tx, "front")), front[1..2]);

    // A draft is nobody's but the desk's, also one that empties the place.
    let draft = || world.read(|tx| slots::draft(tx, "front"));
    assert_eq!(draft(), None);
    let kept = world.touched(|tx| slots::keep_draft(tx, "front", "lee", &front[..2]));
    assert!(kept.is_empty(), "{kept:?}");
    let there = draft().unwrap();
    assert_eq!(
        (&*there.maker, there.made, &*there.slots),
        ("lee", world.now(), &front[..2])
    );
    assert_eq!(world.read(|tx| slots::of(tx, "front")), front[1..2]);
    world.write(|tx| slots::keep_draft(tx, "front", "kim", &[]));
    assert_eq!(
        draft().map(|d| (d.maker, d.slots)),
        Some(("kim".into(), vec![]))
    );
    world.write(|tx| slots::drop_draft(tx, "front"));
    assert_eq!(draft(), None);

    let now = world.now();
    world.write(|tx| {
        audit::note(tx, "kim", "publish", Some(1), "", "desk")?;
        audit::note(tx, "lee", "correct", Some(1), "It was two.", "api")?;
        audit::note(tx, "lee", "settings", None, "name", "desk")
    });
    let acts = world.read(|tx| audit::of_story(tx, 1));
    assert_eq!(acts.len(), 2);
    assert_eq!(
        acts[0],
        audit::Entry {
            made: now,
            actor: "lee".into(),
            act: "correct".into(),
            story: Some(1),
            detail: "It was two.".into(),
            origin: "api".into(),
        }
    );
}
