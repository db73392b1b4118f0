//! The newsroom is set up: sections, authors, topics, shows, staff, tokens, settings, assets.

use store::blobs::{self, BlobKey};
use store::names::{self, Kind, Named, Section};
use store::podcasts::{self, Show};
use store::renames;
use store::surveys::{self, Which};
use store::{assets, cards, jobs, settings, slots, staff, stories};
use story::Role;

use crate::blobs::asset;
use crate::world::{SECOND, World, author, fields, topic};

pub(super) fn is_set_up(world: &World) {
    has_sections(world);
    has_authors(world);
    has_topics_with_aliases(world);
    has_shows(world);
    has_staff_and_tokens(world);
    has_settings(world);
    has_assets(world);
}

fn section(slug: &str, position: i64) -> Section {
    Section {
        slug: slug.into(),
        name: slug.to_uppercase(),
        description: String::new(),
        position,
    }
}

fn has_sections(world: &World) {
    assert!(world.read(names::sections).is_empty());
    world.write(|tx| {
        names::put_section(tx, &section("sport", 2))?;
        names::put_section(tx, &section("world", 1))?;
        names::put_section(tx, &section("arts", 2))?;
        names::put_section(tx, &section("sport", 0))
    });
    let found = world.read(names::sections);
    assert_eq!(
        found,
        [section("sport", 0), section("world", 1), section("arts", 2)]
    );
}

fn has_authors(world: &World) {
    let mut kim = author("kim", "Kim Lee");
    world.write(|tx| names::put_author(tx, &kim));
    kim.role = Some("China correspondent".into());
    kim.same_as = vec!["https://example.org/kim".into()];
    world.write(|tx| names::put_author(tx, &kim));
    assert_eq!(world.read(|tx| names::author(tx, "kim")), Some(kim.clone()));
    assert_eq!(world.read(|tx| names::author(tx, "Kim Lee")), None);
    assert_eq!(
        world.read(|tx| names::author_named(tx, "Kim Lee")),
        Some(kim)
    );
    assert_eq!(world.read(|tx| names::author_named(tx, "kim")), None);

    let next = world.read(|tx| names::free_slug(tx, Named::Author, "kim"));
    assert_eq!(next, "kim-2");
    world.write(|tx| names::put_author(tx, &author(&next, "Kim Lee")));
    assert_eq!(
        world.read(|tx| names::free_slug(tx, Named::Author, "kim")),
        "kim-3"
    );
    assert_eq!(
        world.read(|tx| names::free_slug(tx, Named::Topic, "kim")),
        "kim"
    );
    // Of two people with one name nobody is meant.
    assert_eq!(world.read(|tx| names::author_named(tx, "Kim Lee")), None);
}

fn has_topics_with_aliases(world: &World) {
    let china = topic("china", "China", &["PRC", "People's  Republic of China"]);
    world.write(|tx| names::put_topic(tx, &china));
    assert_eq!(
        world.read(|tx| names::topic(tx, "china")),
        Some(china.clone())
    );
    assert_eq!(world.read(|tx| names::topic(tx, "China")), None);
    for name in ["China", " china", "prc", "PEOPLE'S REPUBLIC  OF CHINA"] {
        let found = world.read(|tx| names::topic_named(tx, name));
        assert_eq!(found, Some(china.clone()), "{name}");
    }
    assert_eq!(world.read(|tx| names::topic_named(tx, "Chin")), None);
    assert_eq!(
        world.read(|tx| names::free_slug(tx, Named::Topic, "china")),
        "china-2"
    );

    // A name that another topic has stays there; one that is given up is free.
    world.write(|tx| names::put_topic(tx, &topic("taiwan", "Taiwan", &["PRC", "Formosa"])));
    let slug_of = |name: &str| {
        let found = world.read(|tx| names::topic_named(tx, name));
        found.map(|t| t.slug)
    };
    assert_eq!(slug_of("PRC").as_deref(), Some("china"));
    assert_eq!(slug_of("Formosa").as_deref(), Some("taiwan"));
    let mut china = topic("china", "China", &["Middle Kingdom"]);
    china.kind = Kind::Organisation;
    world.write(|tx| names::put_topic(tx, &china));
    assert_eq!(slug_of("PRC"), None);
    assert_eq!(slug_of("middle kingdom").as_deref(), Some("china"));

    let names = ["Formosa", "Weather", "CHINA", "Middle Kingdom"].map(str::to_owned);
    assert_eq!(
        world.read(|tx| names::topics_of(tx, &names)),
        ["taiwan", "china"]
    );
    for kind in [Kind::Person, Kind::Place, Kind::Organisation, Kind::Subject] {
        assert_eq!(kind.as_str().parse::<Kind>(), Ok(kind));
    }
}

fn has_shows(world: &World) {
    let show = |name: &str| Show {
        slug: "daily".into(),
        name: name.into(),
        description: "Every day.".into(),
        ..Show::default()
    };
    world.write(|tx| podcasts::put_show(tx, &show("Daily")));
    world.write(|tx| podcasts::put_show(tx, &show("The Daily")));
    for name in ["daily", "The Daily"] {
        assert_eq!(
            world.read(|tx| podcasts::show(tx, name)),
            Some(show("The Daily"))
        );
    }
    assert_eq!(world.read(|tx| podcasts::show(tx, "Daily")), None);
}

fn has_staff_and_tokens(world: &World) {
    let (kim, lee) = world.write(|tx| {
        let kim = staff::put(tx, "kim@example.org", "Kim", Role::Reporter)?;
        let lee = staff::put(tx, "lee@example.org", "Lee", Role::Editor)?;
        // The same address is the same person.
        assert_eq!(
            staff::put(tx, "kim@example.org", "Kim Lee", Role::Admin)?,
            kim
        );
        Ok((kim, lee))
    });
    let all = world.read(staff::all);
    let all: Vec<_> = all
        .iter()
        .map(|p| (p.id, p.email.as_str(), p.name.as_str(), p.role))
        .collect();
    assert_eq!(
        all,
        [
            (kim, "kim@example.org", "Kim Lee", Role::Admin),
            (lee, "lee@example.org", "Lee", Role::Editor)
        ]
    );
    let until = world.now() + 60 * SECOND;
    world.write(|tx| staff::invite(tx, lee, "an invitation", until));
    // One secret, one invitation; and nobody is invited who is not there.
    for (person, secret) in [(kim, "an invitation"), (99, "another")] {
        let refused = world
            .db
            .write(world.now(), |tx| staff::invite(tx, person, secret, until));
        assert!(refused.is_err());
    }

    world.write(|tx| {
        staff::add_token(tx, "importer", Role::Editor, "one")?;
        staff::add_token(tx, "importer", Role::Editor, "two")?;
        staff::add_token(tx, "reader", Role::Reader, "three")
    });
    let token = world.read(|tx| staff::token(tx, "one")).unwrap();
    assert_eq!(
        (token.name.as_str(), token.role),
        ("importer", Role::Editor)
    );
    assert_eq!(token.created, world.now());
    // What is kept does not open the door.
    assert_eq!(world.read(|tx| staff::token(tx, &staff::hash("one"))), None);

    let later = world.pass(SECOND);
    assert_eq!(world.write(|tx| staff::revoke(tx, "importer")), 2);
    assert_eq!(world.write(|tx| staff::revoke(tx, "importer")), 0);
    assert_eq!(world.read(|tx| staff::token(tx, "one")), None);
    assert!(world.read(|tx| staff::token(tx, "three")).is_some());
    let revoked: Vec<_> = world
        .read(staff::tokens)
        .into_iter()
        .map(|t| t.revoked)
        .collect();
    assert_eq!(revoked, [Some(later), Some(later), None]);
    let last = world.read(staff::tokens).pop().unwrap();
    world.write(|tx| staff::used(tx, last.id));
    let revoke = || world.write(|tx| staff::revoke_one(tx, last.id));
    assert_eq!((revoke().as_deref(), revoke()), (Some("reader"), None));
    let last = world.read(staff::tokens).pop().unwrap();
    assert_eq!((last.used, last.revoked), (Some(later), Some(later)));
}

fn has_settings(world: &World) {
    assert_eq!(world.read(|tx| settings::get::<String>(tx, "name")), None);
    world.write(|tx| settings::keep(tx, "quiet", &7));
    assert_eq!(world.read(|tx| settings::get(tx, "quiet")), Some(7));
    for name in ["Standfirst", "The “Standfirst” 新闻 🗞"] {
        world.write(|tx| settings::put(tx, "name", &name));
        assert_eq!(
            world.read(|tx| settings::get::<String>(tx, "name")),
            Some(name.into())
        );
    }
    let said = world.db.read(|tx| settings::get::<i64>(tx, "name"));
    let said = said.unwrap_err().to_string();
    assert!(
        said.starts_with("the setting name in the database cannot be read: "),
        "{said}"
    );
}

fn has_assets(world: &World) {
    let mut first = asset("a1", &[]);
    first.status = assets::Status::Processing;
    world.write(|tx| {
        assets::put(tx, &first)?;
        assets::put(tx, &asset("a3", &[]))?;
        assets::put(tx, &asset("a2", &[]))
    });
    for (kind, status) in [
        (assets::Kind::Video, assets::Status::Failed),
        (assets::Kind::Audio, assets::Status::Processing),
        (assets::Kind::Image, assets::Status::Ready),
    ] {
        (first.kind, first.status) = (kind, status);
        first.details.reason = Some("not a film".into());
        world.write(|tx| assets::put(tx, &first));
        let found = world.read(|tx| assets::by_id(tx, "a1"));
        assert_eq!(found, Some(first.clone()));
    }
    assert_eq!(world.read(|tx| assets::by_id(tx, "a4")), None);
    // The same file twice is one asset, unless what was made of it first has failed.
    let file = b"a file as it came";
    let hash = blobs::hash(file);
    let key = BlobKey::Original { hash: hash.clone() };
    world.blobs.put(&key, file).unwrap();
    first.original = Some(hash.clone());
    first.status = assets::Status::Failed;
    world.write(|tx| assets::put(tx, &first));
    assert_eq!(world.read(|tx| assets::by_original(tx, &hash)), None);
    first.status = assets::Status::Ready;
    world.write(|tx| assets::put(tx, &first));
    let found = world.read(|tx| assets::by_original(tx, &hash));
    assert_eq!(found.as_ref(), Some(&first));
    let ids = |after: &str, most| {
        let page = world.read(|tx| assets::page(tx, after, most));
        page.into_iter().map(|a| a.id).collect::<Vec<_>>()
    };
    assert_eq!(ids("", 2), ["a1", "a2"]);
    assert_eq!(ids("a2", 2), ["a3"]);
    assert_eq!(ids("a3", 2), [""; 0]);
    let library = |words: &str, before: Option<(i64, &str)>| {
        let found = world.read(|tx| assets::library(tx, words, before, 2));
        found.into_iter().map(|a| a.id).collect::<Vec<_>>()
    };
    let newest = library("", None);
    assert_eq!(newest.len(), 2);
    let last = world.read(|tx| assets::by_id(tx, &newest[1])).unwrap();
    assert_eq!(library("", Some((last.created, &last.id))).len(), 1);
    assert_eq!(library("NOT a film", None), ["a1"]);
}

/// Late in the newsroom's life some sections and topics turn out to be one, or get another address.
pub(super) fn is_put_in_order(world: &World) {
    sections_move(world);
    topics_merge(world);
    assets_are_used(world);
}

fn assets_are_used(world: &World) {
    // Where it is used: in what is being written, and in what readers see.
    let mut of = fields("A wall", "", &[], &[]);
    of.lead = Some(story::Lead {
        asset: Some("a2".into()),
        ..story::Lead::default()
    });
    let number = world.live(&of, world.now());
    let uses = |id: &str| world.read(|tx| assets::uses(tx, id, 10));
    assert_eq!((uses("a2"), uses("a1")), (vec![(number, true)], Vec::new()));
    // What it shows is made before what has waited longer.
    for (kind, id, ago) in [("media-sizes", "a1", 9), ("media-sizes", "a2", 1)] {
        let due = world.now() - ago * SECOND;
        world.write(|tx| jobs::put(tx, kind, id, due));
    }
    world.write(|tx| jobs::hasten(tx, number));
    for id in ["a2", "a1"] {
        let job = world
            .write(|tx| jobs::lease(tx, jobs::Hand::Media))
            .unwrap();
        assert_eq!(job.subject, id);
        world.write(|tx| jobs::done(tx, &job));
    }
    world.write(|tx| assets::show(tx, &["a2".to_owned()]));
    assert!(world.read(|tx| assets::licensed(tx, 10)).is_empty());
    let mut second = world.read(|tx| assets::by_id(tx, "a2")).unwrap();
    second.details.rights_end = Some(7);
    world.write(|tx| assets::put(tx, &second));
    assert_eq!(world.read(|tx| assets::licensed(tx, 10)), [second]);
}

fn sections_move(world: &World) {
    world.write(|tx| {
        names::put_section(tx, &section("local", 5))?;
        names::put_section(tx, &section("region", 6))
    });
    let of = fields("A bridge", "local", &[], &[]);
    let number = world.live(&of, world.now());
    let slot = |story| slots::Slot {
        story,
        until: None,
        headline: None,
    };
    world.write(|tx| slots::put(tx, "section/local", &[slot(number)]));
    assert!(world.read(surveys::sections).contains(&("local".into(), 1)));

    world.write(|tx| slots::keep_draft(tx, "section/local", "kim", &[]));
    world.write(|tx| renames::section(tx, "local", &section("town", 5)));
    let draft = |place: &str| world.read(|tx| slots::draft(tx, place));
    assert!(draft("section/local").is_none() && draft("section/town").is_some());
    let target = |slug: &str| world.read(|tx| renames::target(tx, renames::Kind::Section, slug));
    assert_eq!(target("local").as_deref(), Some("town"));
    assert_eq!(world.story(number).section.as_deref(), Some("town"));
    let card = world.read(|tx| cards::of(tx, number)).unwrap();
    assert_eq!(card.section.as_deref(), Some("town"));
    assert_eq!(
        world.read(|tx| slots::of(tx, "section/town")),
        [slot(number)]
    );

    // Merged: the slots of the other stay, and what led to the one leads to the other.
    let other = world.live(&fields("A road", "region", &[], &[]), world.now());
    world.write(|tx| slots::put(tx, "section/region", &[slot(other)]));
    world.write(|tx| renames::section(tx, "town", &section("region", 6)));
    assert_eq!(
        world.read(|tx| slots::of(tx, "section/region")),
        [slot(other)]
    );
    assert!(world.read(|tx| slots::of(tx, "section/town")).is_empty());
    assert!(draft("section/town").is_none() && draft("section/region").is_none());
    let all = world.read(|tx| renames::all(tx, renames::Kind::Section));
    assert_eq!(
        all,
        ["local", "town"].map(|s| (s.to_owned(), "region".to_owned()))
    );
    assert!(
        world
            .read(surveys::sections)
            .contains(&("region".into(), 2))
    );
    let slugs: Vec<String> = world
        .read(names::sections)
        .into_iter()
        .map(|s| s.slug)
        .collect();
    assert!(!slugs.contains(&"town".into()) && slugs.contains(&"region".into()));

    // A story that comes back as it was written comes back to where its section is now.
    let story = world.story(number);
    world.write(|tx| stories::hide(tx, &story, "Gone."));
    let hidden = world.story(number);
    let newest = hidden.newest;
    world.write(|tx| stories::show(tx, &hidden, newest, &of, world.now(), None));
    assert_eq!(world.story(number).section.as_deref(), Some("region"));

    // Back under the first name: nothing leads away from it any more.
    world.write(|tx| renames::section(tx, "region", &section("local", 6)));
    assert_eq!(
        (target("local"), target("town").as_deref()),
        (None, Some("local"))
    );
}

fn topics_merge(world: &World) {
    let (tram, trams) = (
        topic("tram", "Tram", &["Streetcar"]),
        topic("trams", "Trams", &[]),
    );
    world.write(|tx| {
        names::put_topic(tx, &tram)?;
        names::put_topic(tx, &trams)
    });
    let both = world.live(
        &fields("Rails", "local", &["Tram", "Trams"], &[]),
        world.now(),
    );
    let one = world.live(&fields("Wires", "local", &["streetcar"], &[]), world.now());
    let used = ["Tram", "Streetcar", "Light rail"].map(str::to_owned);
    assert_eq!(
        world.read(|tx| surveys::names_in_use(tx, "tram", &used)),
        ["Tram", "Streetcar"]
    );
    world.write(|tx| renames::topic(tx, &tram, &trams));
    assert_eq!(world.read(|tx| surveys::topic(tx, "trams")), 2);
    assert_eq!(world.read(|tx| surveys::topic(tx, "tram")), 0);
    let now = world
        .read(|tx| names::topic_named(tx, "STREETCAR"))
        .unwrap();
    assert_eq!(
        (&*now.slug, &now.aliases),
        ("trams", &vec!["Tram".to_owned(), "Streetcar".to_owned()])
    );
    assert_eq!(
        world
            .read(|tx| renames::target(tx, renames::Kind::Topic, "tram"))
            .as_deref(),
        Some("trams")
    );
    assert!(both < one);

    let slugs = |which: Which<'_>, most| -> Vec<String> {
        let found = world.read(|tx| surveys::topics(tx, which, most));
        found.into_iter().map(|t| t.slug).collect()
    };
    let any = Which::default();
    assert_eq!(
        slugs(
            Which {
                words: "streetc",
                ..any
            },
            9
        ),
        ["trams"]
    );
    let kind = Some(Kind::Person);
    assert_eq!(
        slugs(
            Which {
                words: "streetc",
                kind,
                ..any
            },
            9
        ),
        [""; 0]
    );
    let all = slugs(any, 99);
    assert!(all.len() >= 3, "{all:?}");
    assert_eq!(
        slugs(
            Which {
                after: &all[0],
                ..any
            },
            1
        ),
        all[1..2]
    );
    assert_eq!(
        slugs(
            Which {
                before: &all[2],
                ..any
            },
            1
        ),
        all[1..2]
    );

    let kims = world.read(|tx| surveys::authors(tx, "KIM", 9));
    assert!(kims.iter().all(|a| a.name.contains("Kim")) && !kims.is_empty());
}
