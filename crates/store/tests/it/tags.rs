//! Which tags each change touches: what is missing here is a page that stays wrong, and what is too much is a
//! page made again for nothing.

use store::{assets, audit, corrections, jobs, names, podcasts, settings, slots, staff, stories};
use story::{Role, Status};

use crate::world::{BEGIN, SECOND, World, author, fields, on_both, revise, show, topic};

const OLD: i64 = BEGIN - 200 * SECOND;
const MIDDLE: i64 = BEGIN - 150 * SECOND;
const NEW: i64 = BEGIN - 100 * SECOND;

/// Two topics, an old and a new story of `world`, a single one of `sport`, and a draft.
struct Site {
    old: i64,
    new: i64,
    sport: i64,
    draft: i64,
}

fn site(world: &World) -> Site {
    world.write(|tx| {
        names::put_topic(tx, &topic("china", "China", &["PRC"]))?;
        names::put_topic(tx, &topic("trade", "Trade", &[]))
    });
    let of = |section| fields("Talks", section, &["China"], &["kim"]);
    Site {
        old: world.live(&of("world"), OLD),
        new: world.live(&of("world"), NEW),
        sport: world.live(&of("sport"), OLD),
        draft: world.draft(&of("world")),
    }
}

/// The tags that showing a story with these fields touches, on a site of its own. `{n}` is the story's number.
fn shown(
    world: &World,
    number: i64,
    words: (&str, &[&str], &[&str]),
    published: i64,
    expected: &[&str],
) {
    let (section, topics, authors) = words;
    let fields = fields("Talks go on", section, topics, authors);
    let touched = world.touched(|tx| show(tx, number, &fields, published));
    assert_eq!(touched, tags(number, expected));
}

fn tags(number: i64, expected: &[&str]) -> Vec<String> {
    let mut tags: Vec<String> = expected
        .iter()
        .map(|t| t.replace("{n}", &number.to_string()))
        .collect();
    tags.sort();
    tags
}

#[test]
fn showing_a_story_touches_the_lists_that_it_enters_and_those_that_it_leaves() {
    type Words = (
        &'static str,
        &'static [&'static str],
        &'static [&'static str],
    );
    type Case = (
        &'static str,
        fn(&Site) -> i64,
        Words,
        i64,
        &'static [&'static str],
    );
    let world: Words = ("world", &["China"], &["kim"]);
    #[rustfmt::skip]
    let cases: &[Case] = &[
        ("a new newest story leaves the pages of older ones alone",
         |s| s.draft, world, BEGIN,
         &["story:{n}", "list:newest", "list:section/world", "list:topic/china", "list:author/kim"]),
        ("one that goes in below the top does not",
         |s| s.draft, world, MIDDLE,
         &["story:{n}", "list:newest", "list:section/world", "list:earlier/world", "list:topic/china", "list:author/kim"]),
        ("nor does one of the same moment as the top",
         |s| s.draft, world, NEW,
         &["story:{n}", "list:newest", "list:section/world", "list:earlier/world", "list:topic/china", "list:author/kim"]),
        ("the first story of a section",
         |s| s.draft, ("science", &["China"], &["kim"]), OLD,
         &["story:{n}", "list:newest", "list:section/science", "list:topic/china", "list:author/kim"]),
        ("no section, no topic, no author page",
         |s| s.draft, ("", &[], &[]), BEGIN,
         &["story:{n}", "list:newest"]),
        ("an alias is its topic, named twice it is one, and an unknown topic is none",
         |s| s.draft, ("world", &["prc", " china ", "Weather"], &[]), BEGIN,
         &["story:{n}", "list:newest", "list:section/world", "list:topic/china"]),
        ("a change to the newest touches nothing but the story: it stays where it is",
         |s| s.new, world, NEW,
         &["story:{n}"]),
        ("nor does a change to an older one",
         |s| s.old, world, OLD,
         &["story:{n}"]),
        ("the newest moves to another section and is its newest",
         |s| s.new, ("sport", &["China"], &["kim"]), NEW,
         &["story:{n}", "list:section/world", "list:section/sport"]),
        ("an older one moves to another section, below its top",
         |s| s.old, ("sport", &["China"], &["kim"]), OLD,
         &["story:{n}", "list:section/world", "list:earlier/world", "list:section/sport", "list:earlier/sport"]),
        ("a story loses its section",
         |s| s.new, ("", &["China"], &["kim"]), NEW,
         &["story:{n}", "list:section/world"]),
        ("topics and authors: the old and the new ones",
         |s| s.new, ("world", &["Trade"], &["lee"]), NEW,
         &["story:{n}", "list:topic/china", "list:topic/trade", "list:author/kim", "list:author/lee"]),
        ("the newest turns out to be older than it said",
         |s| s.new, world, OLD - SECOND,
         &["story:{n}", "list:newest", "list:section/world", "list:earlier/world", "list:topic/china", "list:author/kim"]),
        ("the only story of a section",
         |s| s.sport, ("sport", &[], &["kim"]), OLD,
         &["story:{n}", "list:topic/china"]),
    ];
    for (what, which, words, published, expected) in cases {
        println!("{what}");
        on_both(|world| {
            let number = which(&site(world));
            shown(world, number, *words, *published, expected);
        });
    }
}

#[test]
fn hiding_a_story_touches_the_lists_that_it_leaves_and_restoring_those_that_it_enters() {
    on_both(|world| {
        let site = site(world);
        let hide = |number| {
            let before = world.story(number);
            world.touched(|tx| stories::hide(tx, &before, "Withdrawn."))
        };
        let top = [
            "story:{n}",
            "list:newest",
            "list:section/world",
            "list:topic/china",
            "list:author/kim",
        ];
        let below = [&top[..], &["list:earlier/world"]].concat();
        assert_eq!(hide(site.old), tags(site.old, &below));
        assert_eq!(hide(site.new), tags(site.new, &top));
        // Where it stood before it was withdrawn was touched when it was withdrawn.
        shown(
            world,
            site.new,
            ("sport", &[], &[]),
            NEW,
            &["story:{n}", "list:newest", "list:section/sport"],
        );
    });
}

#[test]
fn everything_else_touches_what_shows_it() {
    on_both(|world| {
        let site = site(world);
        let said = |expected: &[&str],
                    work: &dyn Fn(&mut store::Write<'_>) -> store::Result<()>| {
            assert_eq!(world.touched(work), tags(site.old, expected));
        };
        said(&["list:corrections", "story:{n}"], &|tx| {
            corrections::add(tx, site.old, "correction", "It was two.")
        });
        said(&["slots:front"], &|tx| slots::put(tx, "front", &[]));
        said(&["sections"], &|tx| {
            let (slug, name) = ("world".to_owned(), "World".to_owned());
            names::put_section(
                tx,
                &names::Section {
                    slug,
                    name,
                    description: String::new(),
                    position: 1,
                },
            )
        });
        said(&["author:kim"], &|tx| {
            names::put_author(tx, &author("kim", "Kim"))
        });
        // The page of a name that was not known yet had noted the slug that the name would have.
        said(&["topic:china", "topic:prc"], &|tx| {
            names::put_topic(tx, &topic("china", "China", &["PRC"]))
        });
        said(&["show:daily"], &|tx| {
            let (slug, name) = ("daily".to_owned(), "The Daily".to_owned());
            let show = podcasts::Show {
                slug,
                name,
                ..podcasts::Show::default()
            };
            podcasts::put_show(tx, &show)
        });
        said(&["settings"], &|tx| {
            settings::put(tx, "name", &"The Standfirst")
        });
        said(&["asset:a1"], &|tx| {
            assets::put(tx, &crate::blobs::asset("a1", &[]))
        });
    });
}

#[test]
fn what_readers_cannot_see_touches_nothing_and_leaves_no_change() {
    on_both(|world| {
        let site = site(world);
        let newest = world.read(store::changes::newest);
        let touched = world.touched(|tx| {
            let number = stories::next_number(tx)?;
            stories::add(tx, number)?;
            revise(
                tx,
                number,
                &fields("A draft", "world", &["China"], &["kim"]),
            )?;
            revise(
                tx,
                site.new,
                &fields("A change not shown yet", "sport", &[], &[]),
            )?;
            stories::set_status(tx, site.draft, Status::Ready, None, Some(BEGIN + SECOND))?;
            audit::note(tx, "kim", "save", Some(number), "", "desk")?;
            jobs::put(tx, "speak", "1", tx.now)?;
            let person = staff::put(tx, "kim@example.org", "Kim", Role::Editor)?;
            staff::invite(tx, person, "secret", BEGIN + SECOND)?;
            staff::add_token(tx, "importer", Role::Editor, "token")?;
            staff::revoke(tx, "importer")?;
            Ok(())
        });
        assert_eq!(touched, [""; 0]);
        assert_eq!(world.read(store::changes::newest), newest);
    });
}
