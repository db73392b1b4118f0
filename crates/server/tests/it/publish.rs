//! Publishing, as readers see it.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::http::Person;
use crate::world::{Over, World, on_both, within};

/// The count in "Turn 17 of the tide", which a page shows somewhere.
fn turn(page: &str) -> Option<u32> {
    let (_, after) = page.split_once("Turn ")?;
    after.split_once(' ')?.0.parse().ok()
}

const PAGES: [&str; 5] = [
    "/story/the-tide-1",
    "/",
    "/world",
    "/topic/tides",
    "/author/ada-price",
];

#[test]
fn once_publishing_has_answered_no_page_is_stale() {
    const PUBLISHES: u32 = 200;
    let world = World::new();
    tide(&world, PUBLISHES);
    assert!(world.figure("page_renders_total") > i64::from(PUBLISHES));
}

#[test]
fn on_postgresql_no_page_is_stale_either() {
    if let Some(world) = World::postgres() {
        tide(&world, 50);
    }
}

fn tide(world: &World, publishes: u32) {
    let editor = world.editor();
    let story = json!({
        "headline": "Turn 0 of the tide", "slug": "the-tide", "section": "world", "topics": ["Tides"],
        "bylines": [{ "name": "Ada Price", "author": "ada-price" }],
    });
    let number = editor.publish_new(&story);
    let (promised, over) = (AtomicU32::new(0), AtomicBool::new(false));
    let look = |reader: &Person, path: &str| {
        let least = promised.load(Ordering::SeqCst);
        let page = reader.get(path).is(200).text();
        let shown = turn(&page).unwrap_or_else(|| panic!("{path} does not show the story"));
        assert!(
            shown >= least,
            "{path} shows turn {shown} after turn {least} was acknowledged"
        );
    };
    std::thread::scope(|scope| {
        let _over = Over(&over);
        // Whatever is changed on all pages drops them all, so there is always one that is just being made.
        let (admin, ended) = (world.admin(), &over);
        scope.spawn(move || {
            let mut about = admin.get("/api/v1/settings/site").is(200).json();
            for turn in 0.. {
                if ended.load(Ordering::SeqCst) {
                    break;
                }
                about["tagline"] = format!("Line {turn}").into();
                admin.send("PUT", "/api/v1/settings/site", &about).is(200);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let readers: Vec<_> = (0..3)
            .map(|first| {
                let (reader, over) = (world.reader(), &over);
                scope.spawn(move || {
                    let mut paths = PAGES.iter().cycle().skip(first);
                    while !over.load(Ordering::SeqCst) {
                        look(&reader, paths.next().unwrap());
                        // A reader reads; the other tests want the processor too.
                        std::thread::sleep(Duration::from_millis(2));
                    }
                })
            })
            .collect();
        let reader = world.reader();
        for turn in 1..=publishes {
            if readers
                .iter()
                .any(std::thread::ScopedJoinHandle::is_finished)
            {
                break;
            }
            editor
                .change(
                    number,
                    &json!({ "headline": format!("Turn {turn} of the tide") }),
                )
                .is(200);
            editor
                .act(number, "publish", &json!({ "significance": "minor" }))
                .is(200);
            promised.store(turn, Ordering::SeqCst);
            PAGES.iter().for_each(|path| look(&reader, path));
        }
    });
}

#[test]
fn each_kind_of_update_changes_the_dates_that_it_should() {
    on_both(|world| {
        let (reader, editor) = (world.reader(), world.editor());
        let number = editor.publish_new(&json!({ "headline": "Dates" }));
        let first = editor.story(number);
        assert!(first["first_published"].is_string() && first["updated"].is_null());
        let update = |body: serde_json::Value| {
            editor.act(number, "publish", &body).is(200);
            let story = editor.story(number);
            assert_eq!(story["first_published"], first["first_published"], "{body}");
            story["updated"].clone()
        };
        assert!(update(json!({ "significance": "minor" })).is_null());
        let updated = update(json!({}));
        assert!(updated.is_string());
        assert_eq!(update(json!({ "significance": "minor" })), updated);
        assert!(reader.get("/corrections").text().contains("class=\"none\""));
        let corrected =
            update(json!({ "significance": "correction", "text": "The quay is of stone." }));
        assert_ne!(corrected, updated);
        let clarified =
            update(json!({ "significance": "clarification", "text": "The old quay is meant." }));
        assert_ne!(clarified, corrected);
        let page = reader.get("/corrections").is(200).text();
        let places = ["The old quay is meant.", "The quay is of stone."]
            .map(|words| page.find(words).unwrap());
        assert!(places[0] < places[1], "the newest stands first");
        let page = reader.get(&editor.path(number)).is(200).text();
        let said = [
            "Correction",
            "The quay is of stone.",
            "Clarification",
            "The old quay is meant.",
        ];
        for (kind, words) in [(said[0], said[1]), (said[2], said[3])] {
            let (before, _) = page.split_once(words).unwrap();
            let (_, aside) = before.rsplit_once("<aside").unwrap();
            assert!(
                aside.contains(&format!("<strong>{kind}</strong>")),
                "{aside}"
            );
        }
    });
}

#[test]
fn a_withdrawn_story_is_gone_from_every_list_and_comes_back_when_it_is_restored() {
    on_both(|world| {
        let (reader, editor) = (world.reader(), world.editor());
        let number = editor.publish_new(&json!({
            "headline": "Forged papers", "section": "world", "topics": ["Papers"],
            "bylines": [{ "name": "Ada Price", "author": "ada-price" }], "body": crate::api::said("Secret words."),
        }));
        let other = editor.publish_new(
            &json!({ "headline": "Another", "section": "world", "related": [number] }),
        );
        let (path, beside) = (editor.path(number), editor.path(other));
        let lists = ["/", "/world", "/topic/papers", "/author/ada-price", &beside];
        let shown = || lists.map(|list| reader.get(list).is(200).text().contains("Forged papers"));
        assert_eq!(shown(), [true; 5]);
        let first = editor.story(number)["first_published"].clone();
        editor
            .act(
                number,
                "withdraw",
                &json!({ "notice": "It rested on a forged document." }),
            )
            .is(200);
        assert_eq!(shown(), [false; 5]);
        let gone = reader.get(&path).is(410).text();
        assert!(
            gone.contains("It rested on a forged document.") && !gone.contains("Secret words."),
            "{gone}"
        );
        assert!(
            reader
                .get("/corrections")
                .text()
                .contains("It rested on a forged document.")
        );
        world.is_whole();
        editor.act(number, "restore", &json!({})).is(200);
        assert_eq!(shown(), [true; 5]);
        assert!(reader.get(&path).is(200).text().contains("Secret words."));
        assert_eq!(editor.story(number)["first_published"], first);
    });
}

#[test]
fn a_wrong_slug_leads_to_the_right_address() {
    let world = World::new();
    let (reader, editor) = (world.reader(), world.editor());
    let number = editor.publish_new(&json!({ "headline": "Right words" }));
    for wrong in [
        format!("/story/wrong-words-{number}"),
        format!("/story/{number}"),
        format!("/story/-{number}"),
    ] {
        let moved = reader.get(&wrong).is(301);
        assert_eq!(
            moved.header("location"),
            format!("/story/right-words-{number}"),
            "{wrong}"
        );
    }
    reader.get(&format!("/story/right-words-{number}")).is(200);
    for nowhere in [
        "/story/right-words-99",
        "/story/right-words",
        "/story/right-words-1-x",
        "/story/x-99999999999999999999",
    ] {
        reader.get(nowhere).is(404);
    }
    // The address that people know stays when the headline changes, and what is not published has none.
    editor
        .change(number, &json!({ "headline": "Other words" }))
        .is(200);
    editor.act(number, "publish", &json!({})).is(200);
    reader.get(&format!("/story/right-words-{number}")).is(200);
    let draft = editor.write(&json!({ "headline": "Secret" }));
    reader
        .get(&format!("/story/secret-{}", draft["number"]))
        .is(404);
}

#[test]
fn what_another_program_writes_shows_within_a_second() {
    on_both(|world| {
        let reader = world.reader();
        let text = "Ferry runs aground\nNobody was hurt.\n\nAda Price\nReporter\n\nMonday 19 June 2023 13:44, UK\n\n\
                    The ferry ran aground on Monday morning, the coastguard said.\n\nIt was pulled free at noon.\n";
        let file = world.file("ferry.txt", text);
        assert!(
            !reader
                .get("/")
                .is(200)
                .text()
                .contains("Ferry runs aground")
        );
        reader.get("/author/ada-price").is(404);
        world
            .run(&[
                "import",
                "text",
                file.to_str().unwrap(),
                "--as",
                "live",
                "--section",
                "Coast",
            ])
            .is(0);
        let shown = |path: &str| {
            let page = reader.get(path);
            page.status == 200 && page.text().contains("Ferry runs aground")
        };
        within(Duration::from_secs(1), "the import is on the front", || {
            shown("/")
        });
        for path in ["/coast", "/author/ada-price", "/story/ferry-runs-aground-1"] {
            assert!(shown(path), "{path}");
        }
    });
}

#[test]
fn readers_see_the_published_revision_while_the_next_one_is_written() {
    let world = World::new();
    let (reader, editor) = (world.reader(), world.editor());
    let number = editor.publish_new(&json!({ "headline": "Published words" }));
    editor
        .change(number, &json!({ "headline": "Unfinished words" }))
        .is(200);
    let story = editor.story(number);
    assert_eq!(
        (&story["revision"], &story["live_revision"]),
        (&json!(2), &json!(1))
    );
    for path in ["/", "/story/published-words-1"] {
        let page = reader.get(path).is(200).text();
        assert!(
            page.contains("Published words") && !page.contains("Unfinished words"),
            "{path}"
        );
    }
}
