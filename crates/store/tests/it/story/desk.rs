//! The desk: people sign in, write together, leave each other notes, and find stories in the list.

use store::cards::{self, Which};
use store::sign_in::{self, Proofs};
use store::writing::{self, Writing};
use store::{assets, audit, names, notes, sessions, staff, stories};
use story::{Role, Status};

use crate::world::{SECOND, World, fields, revise};

pub(super) fn people_sign_in(world: &World) {
    let now = world.now();
    let person = world.write(|tx| {
        let id = staff::put(tx, "Ada@Example.org", "Ada", Role::Reporter)?;
        staff::invite(tx, id, "come in", now + SECOND)?;
        Ok(id)
    });
    let ada = world
        .read(|tx| staff::by_email(tx, " ada@example.ORG"))
        .unwrap();
    assert_eq!((ada.id, ada.gone, &*ada.handle), (person, None, ""));
    assert_eq!(
        world.read(|tx| staff::by_email(tx, "nobody@example.org")),
        None
    );

    // An invitation is good until it is used or over.
    let invited = |secret: &str, at| {
        world
            .read(|tx| staff::invited(tx, secret, at))
            .map(|p| p.id)
    };
    assert_eq!(invited("come in", now), Some(person));
    assert_eq!(invited("come in", now + SECOND), None);
    assert_eq!(invited("let me in", now), None);
    assert_eq!(
        world.read(|tx| staff::waiting(tx, person, now)),
        Some(now + SECOND)
    );
    world.write(|tx| staff::accept(tx, person));
    assert_eq!(invited("come in", now), None);
    assert_eq!(world.read(|tx| staff::waiting(tx, person, now)), None);

    world.write(|tx| {
        sign_in::add_passkey(tx, person, "abc", "Laptop", "{}")?;
        sign_in::set_proofs(
            tx,
            person,
            &Proofs {
                password: Some("$argon2id$".into()),
                totp: Some("BASE".into()),
                totp_step: None,
            },
        )?;
        sign_in::set_recovery(tx, person, &["one".into(), "two".into()])
    });
    let key = world.read(|tx| sign_in::passkey(tx, "abc")).unwrap();
    assert_eq!((key.staff, &*key.name, key.used), (person, "Laptop", None));
    world.write(|tx| sign_in::used_passkey(tx, key.id, "{\"counter\":1}"));
    let keys = world.read(|tx| sign_in::passkeys(tx, person));
    assert_eq!(
        (keys.len(), keys[0].used, &*keys[0].passkey),
        (1, Some(now), "{\"counter\":1}")
    );
    assert!(
        !world.write(|tx| sign_in::drop_passkey(tx, person + 1, key.id)),
        "it is somebody else's"
    );
    assert!(world.write(|tx| sign_in::drop_passkey(tx, person, key.id)));
    assert_eq!(
        world.read(|tx| sign_in::proofs(tx, person)).totp.as_deref(),
        Some("BASE")
    );

    // Whoever is locked out has no session, and no invitation of theirs is good.
    world.write(|tx| staff::invite(tx, person, "come back", now + SECOND));
    world.write(|tx| {
        let new = sessions::New {
            staff: person,
            secret: "cookie of one locked out",
            csrf: "",
            expires: now + SECOND,
            agent: "",
            address: "",
        };
        sessions::begin(tx, &new)
    });
    let mut ada = world.read(|tx| staff::by_id(tx, person)).unwrap();
    assert_eq!((ada.seen, ada.is_in()), (Some(now), true));
    let there = || world.read(|tx| sessions::find(tx, "cookie of one locked out", now));
    assert!(there().is_some());
    ada.locked = Some(now);
    world.write(|tx| staff::change(tx, &ada));
    assert!(there().is_none() && !ada.is_in());
    assert_eq!(invited("come back", now), None);
    ada.locked = None;
    world.write(|tx| staff::change(tx, &ada));
    assert!(there().is_none(), "it has ended for good");
    assert_eq!(invited("come back", now), Some(person));
    world.write(|tx| staff::accept(tx, person));

    // A code of the authenticator works once, and so does a recovery code.
    assert!(world.write(|tx| sign_in::use_totp(tx, person, 7)));
    assert!(!world.write(|tx| sign_in::use_totp(tx, person, 7)));
    assert!(!world.write(|tx| sign_in::use_totp(tx, person, 6)));
    assert!(world.write(|tx| sign_in::use_totp(tx, person, 8)));
    assert!(world.write(|tx| sign_in::use_recovery(tx, person, "one")));
    assert!(!world.write(|tx| sign_in::use_recovery(tx, person, "one")));
    assert!(!world.write(|tx| sign_in::use_recovery(tx, person + 1, "two")));
    assert_eq!(world.read(|tx| sign_in::recovery_left(tx, person)), 1);

    world.write(|tx| sign_in::remember(tx, person, "browser"));
    assert!(world.read(|tx| sign_in::is_remembered(tx, person, "browser")));
    assert!(!world.read(|tx| sign_in::is_remembered(tx, person + 1, "browser")));
    world.write(|tx| sign_in::failed(tx, "here", 0));
    world.write(|tx| sign_in::failed(tx, "here", 0));
    assert_eq!(world.read(|tx| sign_in::failures(tx, "here")), (2, now));
    assert_eq!(world.read(|tx| sign_in::failures(tx, "there")), (0, 0));
    world.write(|tx| sign_in::succeeded(tx, "here"));
    assert_eq!(world.read(|tx| sign_in::failures(tx, "here")), (0, 0));

    world.write(|tx| sign_in::put_ticket(tx, "slip", "code", "7", now + SECOND));
    assert_eq!(
        world
            .read(|tx| sign_in::ticket(tx, "slip", "code", now))
            .as_deref(),
        Some("7")
    );
    assert_eq!(
        world.read(|tx| sign_in::ticket(tx, "slip", "code", now + SECOND)),
        None
    );
    assert_eq!(
        world.write(|tx| sign_in::take_ticket(tx, "slip", "passkey")),
        None
    );
    assert_eq!(
        world
            .write(|tx| sign_in::take_ticket(tx, "slip", "code"))
            .as_deref(),
        Some("7")
    );
    assert_eq!(
        world.write(|tx| sign_in::take_ticket(tx, "slip", "code")),
        None
    );

    world.write(|tx| sign_in::add_passkey(tx, person, "abc", "Laptop", "{}"));
    world.write(|tx| sign_in::forget(tx, person));
    assert!(world.read(|tx| sign_in::passkeys(tx, person)).is_empty());
    assert_eq!(
        world.read(|tx| sign_in::proofs(tx, person)),
        Proofs::default()
    );
    assert_eq!(world.read(|tx| sign_in::recovery_left(tx, person)), 0);
    assert!(!world.read(|tx| sign_in::is_remembered(tx, person, "browser")));

    sessions_begin_and_end(world, person);
}

fn sessions_begin_and_end(world: &World, person: i64) {
    let now = world.now();
    let new = |secret| sessions::New {
        staff: person,
        secret,
        csrf: "form",
        expires: now + 9 * SECOND,
        agent: "Browser/1",
        address: "192.0.2.1",
    };
    world.write(|tx| sessions::begin(tx, &new("first")));
    world.write(|tx| sessions::begin(tx, &new("second")));
    let find = |secret: &str, at| world.read(|tx| sessions::find(tx, secret, at));
    let (first, whose) = find("first", now).unwrap();
    assert_eq!(
        (whose.id, &*first.csrf, &*first.address),
        (person, "form", "192.0.2.1")
    );
    assert!(find("first", now + 9 * SECOND).is_none(), "it is over");
    assert!(find("third", now).is_none());
    let later = world.pass(SECOND);
    world.write(|tx| sessions::seen(tx, first.id, "192.0.2.2", later + 9 * SECOND));
    let all = world.read(|tx| sessions::of(tx, person, later));
    assert_eq!(
        (all.len(), all[0].id, &*all[0].address),
        (2, first.id, "192.0.2.2")
    );
    assert!(!world.write(|tx| sessions::end(tx, person + 1, first.id)));
    assert_eq!(
        world.write(|tx| sessions::end_others(tx, person, Some(first.id))),
        1
    );
    assert!(world.write(|tx| sessions::end(tx, person, first.id)));
    world.write(|tx| sessions::begin(tx, &new("fourth")));
    // Whoever leaves is out at once.
    let mut ada = world.read(|tx| staff::by_id(tx, person)).unwrap();
    ada.gone = Some(later);
    ada.handle = "ada".into();
    world.write(|tx| staff::change(tx, &ada));
    assert!(find("fourth", later).is_none());
    assert_eq!(world.read(|tx| staff::by_id(tx, person)), Some(ada));
}

pub(super) fn words_are_kept_as_they_are_written(world: &World) {
    let number = world.draft(&fields("Flood", "world", &[], &[]));
    assert_eq!(world.read(|tx| writing::of(tx, number)), None);
    let nowhere = world
        .db
        .write(world.now(), |tx| writing::add(tx, number, None, &[1]));
    assert!(nowhere.is_err(), "nothing was begun");
    let begun = Writing {
        epoch: 5,
        revision: 1,
        upto: 0,
        state: vec![0, 255],
    };
    world.write(|tx| writing::compact(tx, number, &begun));
    let add = |bytes: &[u8]| world.write(|tx| writing::add(tx, number, Some(1), bytes));
    assert_eq!((add(&[1, 0]), add(&[2]), add(&[])), (1, 2, 3));
    let kept = world.read(|tx| writing::updates(tx, number));
    assert_eq!(
        (kept[0].seq, &*kept[0].bytes, kept[2].seq),
        (1, &[1, 0][..], 3)
    );
    assert!(world.read(writing::unsaved).contains(&number));
    let packed = Writing {
        upto: 2,
        revision: 2,
        ..begun
    };
    world.write(|tx| writing::compact(tx, number, &packed));
    assert_eq!(
        world.read(|tx| writing::of(tx, number)),
        Some(packed.clone())
    );
    assert_eq!(world.read(|tx| writing::updates(tx, number)).len(), 1);
    world.write(|tx| writing::compact(tx, number, &Writing { upto: 3, ..packed }));
    assert!(!world.read(writing::unsaved).contains(&number));
    // The numbers go on where the state ends.
    assert_eq!(add(&[4]), 4);

    let note = |parent, words| notes::New {
        story: number,
        parent,
        author: 1,
        words,
        quote: "the river",
        anchor: "AQ==",
        head: "Ag==",
    };
    let first = world.write(|tx| notes::add(tx, &note(None, "Which river?")));
    let answer = world.write(|tx| notes::add(tx, &note(Some(first), "The Tees.")));
    assert_eq!(world.read(|tx| notes::open(tx, number)), 1);
    assert_eq!(
        world.read(|tx| notes::open_in(tx, &[number, 1])),
        [(number, 1)]
    );
    assert_eq!(world.read(|tx| notes::open_in(tx, &[])), []);
    assert!(
        !world.write(|tx| notes::resolve(tx, number, answer, 1, true)),
        "answers are not resolved"
    );
    assert!(
        !world.write(|tx| notes::resolve(tx, number + 1, first, 1, true)),
        "it is another story's"
    );
    assert!(world.write(|tx| notes::resolve(tx, number, first, 1, true)));
    assert_eq!(world.read(|tx| notes::open(tx, number)), 0);
    assert!(world.write(|tx| notes::resolve(tx, number, first, 1, false)));
    let all = world.read(|tx| notes::of(tx, number));
    assert_eq!(
        (all.len(), all[0].resolved, all[1].parent),
        (2, None, Some(first))
    );
    world.write(|tx| notes::ignore(tx, number, "colour"));
    world.write(|tx| notes::ignore(tx, number, "colour"));
    assert!(
        world
            .read(|tx| notes::ignored(tx, number))
            .contains("colour")
    );
    assert!(world.read(|tx| notes::ignored(tx, number + 1)).is_empty());
}

pub(super) fn the_list_is_searched(world: &World) {
    let mut of = fields("Überschwemmung in Vác", "sport", &["Danube"], &["zsofia"]);
    let number = world.draft(&of);
    let find = |which: Which<'_>| -> Vec<i64> {
        world
            .read(|tx| cards::list(tx, which, 9))
            .iter()
            .map(|c| c.number)
            .collect()
    };
    let any = Which::default();
    assert_eq!(
        find(Which {
            words: "VÁC über",
            ..any
        }),
        [0_i64; 0],
        "in their order"
    );
    assert_eq!(
        find(Which {
            words: "über VÁC",
            ..any
        }),
        [number]
    );
    assert_eq!(
        find(Which {
            words: "danube",
            section: "sport",
            ..any
        }),
        [number]
    );
    assert_eq!(
        find(Which {
            words: "danube",
            section: "world",
            ..any
        }),
        [0_i64; 0]
    );
    assert_eq!(
        find(Which {
            words: "danube",
            status: Some(Status::Live),
            ..any
        }),
        [0_i64; 0]
    );
    assert_eq!(
        find(Which {
            words: "danube",
            since: world.now() + 1,
            ..any
        }),
        [0_i64; 0]
    );
    assert_eq!(
        find(Which {
            person: Some((99, "ZSOF")),
            ..any
        }),
        [number]
    );
    assert_eq!(
        find(Which {
            assigned: Some(1),
            ..any
        }),
        [0_i64; 0]
    );
    world.write(|tx| stories::assign(tx, number, Some(1)));
    assert_eq!(
        find(Which {
            assigned: Some(1),
            ..any
        }),
        [number]
    );
    let somebody = Which {
        person: Some((1, "Nobody of that name")),
        ..any
    };
    assert_eq!(find(somebody), [number], "it is theirs");
    let counts = world.read(|tx| cards::counts(tx, 1));
    let count = |name: &str| counts.iter().find(|(n, _)| n == name).unwrap().1;
    assert_eq!((count("mine"), count("embargoed")), (1, 0));
    assert!(count("all") >= count("draft") && count("draft") > 0);
    let promised = Which {
        embargoed: true,
        ..any
    };
    assert_eq!(find(promised), [0_i64; 0]);
    world.write(|tx| {
        stories::set_status(tx, number, Status::Draft, None, Some(world.now() + SECOND))
    });
    assert_eq!(find(promised), [number]);
    world.write(|tx| stories::set_status(tx, number, Status::Draft, None, None));
    let card = world.read(|tx| cards::of(tx, number)).unwrap();
    assert_eq!(
        (card.assigned, card.is_shown, card.section.as_deref()),
        (Some(1), false, Some("sport"))
    );
    let before = Some((card.changed, card.number));
    assert!(!find(Which { before, ..any }).contains(&number));
    of.headline = "Water falls".into();
    world.write(|tx| revise(tx, number, &of).map(|_| ()));
    assert_eq!(
        world.read(|tx| cards::of(tx, number)).unwrap().headline,
        "Water falls"
    );
    assert_eq!(
        find(Which {
            words: "über",
            ..any
        }),
        [0_i64; 0]
    );

    // A name is hushed until a story that has it is live.
    world.write(|tx| names::hush(tx, names::Named::Topic, "danube"));
    assert!(world.read(|tx| names::is_hushed(tx, names::Named::Topic, "danube")));
    assert!(!world.read(|tx| names::is_hushed(tx, names::Named::Section, "danube")));

    // What a live story shows is everybody's; what nobody has shown is the desk's.
    assert!(!world.read(|tx| assets::is_shown(tx, "secret")));
    world.write(|tx| assets::show(tx, &["secret".into()]));
    assert!(world.read(|tx| assets::is_shown(tx, "secret")));
    let live = world.read(|tx| stories::by_number(tx, 1)).unwrap();
    assert!(live.published.is_some());
    assert!(
        world.read(|tx| assets::is_shown(tx, "speech-1")),
        "a live story's sound is, also before it is made"
    );
    assert!(
        world
            .read(|tx| assets::search(tx, "no such words", 9))
            .is_empty()
    );

    world.write(|tx| audit::note(tx, "ada", "submit", Some(number), "", "desk 192.0.2.1"));
    let which = audit::Which {
        actor: "ada",
        act: "submit",
        story: Some(number),
        before: None,
    };
    let acts = world.read(|tx| audit::page(tx, which, 9));
    assert_eq!((acts.len(), &*acts[0].1.origin), (1, "desk 192.0.2.1"));
    let before = audit::Which {
        before: Some(acts[0].0),
        ..which
    };
    assert!(world.read(|tx| audit::page(tx, before, 9)).is_empty());
}
