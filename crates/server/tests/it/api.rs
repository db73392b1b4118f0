//! The API, as a newsroom's own programs use it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::http::Person;
use crate::world::{World, on_both, repository};

#[test]
fn a_story_is_written_changed_and_read_back() {
    on_both(|world| {
        let reporter = world.reporter();
        let made = reporter.post(
            "/api/v1/stories",
            &json!({
                "slugline": "quay", "headline": "Quay to be rebuilt", "standfirst": "Before the winter.",
                "language": "en-GB", "zone": "Europe/London", "label": "analysis", "dateline": "Harbour",
                "headlines": { "home": "Quay", "seo": "The old quay", "social": "At last: the quay" },
                "bylines": [{ "name": "Ada Price", "role": "Reporter", "handle": "@ada" }],
                "lead": { "asset": "abc", "caption": "The quay.", "credit": "Joe Hale", "alt": "A quay" },
                "replies": "premoderated", "audio": false, "ads": false, "related": [7],
            }),
        );
        let made = made.is(201);
        let place = made.header("location").to_owned();
        let made = made.json();
        assert_eq!(place, format!("/api/v1/stories/{}", made["id"]));
        assert_eq!(made["status"], "draft");
        assert_eq!(made["revision"], 1);
        assert_eq!(made["slug"], "quay-to-be-rebuilt");
        assert_eq!(
            made["url"],
            format!("http://{}/story/quay-to-be-rebuilt-1", world.address())
        );
        for unset in [
            "live_revision",
            "first_published",
            "updated",
            "scheduled_at",
            "embargoed_until",
        ] {
            assert_eq!(made[unset], Value::Null, "{unset}");
        }
        let fields = json!({ "headline": "Quay rebuilt", "base": 1, "body": said("It is done.") });
        let changed = reporter.change(1, &fields).is(200).json();
        let mut expected = made;
        expected["headline"] = "Quay rebuilt".into();
        expected["slug"] = "quay-rebuilt".into();
        expected["url"] = changed["url"].clone();
        expected["revision"] = 2.into();
        expected["body"] = said("It is done.");
        assert_eq!(changed, expected, "nothing else has changed");
        assert_eq!(world.editor().story(1), expected);
        let all = reporter.get("/api/v1/stories").is(200).json();
        assert_eq!(all["stories"][0]["headline"], "Quay rebuilt");
        let all = reporter.get("/api/v1/stories?status=live").is(200).json();
        assert_eq!(all["stories"], json!([]));
        world.is_whole();
    });
}

#[test]
fn a_stale_base_is_refused_and_both_versions_are_kept() {
    let world = World::new();
    let (ada, joe) = (world.reporter(), world.editor());
    let number = number(&ada.write(&json!({ "headline": "One" })));
    ada.change(number, &json!({ "base": 1, "headline": "Two, by Ada" }))
        .is(200);
    let late = joe
        .change(number, &json!({ "base": 1, "headline": "Two, by Joe" }))
        .is(409)
        .json();
    assert_eq!((&late["newest"], &late["kept"]), (&json!(2), &json!(3)));
    let story = ada.story(number);
    assert_eq!(story["headline"], "Two, by Ada");
    assert_eq!(story["revision"], 2);
    let all = ada
        .get(&format!("/api/v1/stories/{number}/revisions"))
        .is(200)
        .json();
    let all: Vec<_> = all["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            (
                r["revision"].as_i64().unwrap(),
                r["kept_aside"].as_bool().unwrap(),
                r["headline"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let expected = [
        (3, true, "Two, by Joe"),
        (2, false, "Two, by Ada"),
        (1, false, "One"),
    ];
    assert_eq!(
        all,
        expected.map(|(n, kept, words)| (n, kept, words.to_owned()))
    );
    joe.change(number, &json!({ "base": 2, "headline": "Three" }))
        .is(200);
    let wrong = joe
        .change(number, &json!({ "base": 99, "headline": "x" }))
        .is(422);
    assert_eq!(wrong.pointer(), "#/base");
}

#[test]
fn a_story_takes_its_way_through_the_newsroom() {
    let world = World::new();
    let (reporter, editor) = (world.reporter(), world.editor());
    let number = number(&reporter.write(&json!({ "headline": "A way" })));
    let step = |who: &Person, verb: &str, body: Value, status: &str| {
        let story = who.act(number, verb, &body).is(200).json();
        assert_eq!(story["status"], status, "after {verb}");
        story
    };
    step(&reporter, "submit", json!({}), "in_review");
    step(
        &editor,
        "return",
        json!({ "reason": "Who says so?" }),
        "draft",
    );
    step(&reporter, "submit", json!({}), "in_review");
    step(&editor, "approve", json!({}), "ready");
    let story = step(
        &editor,
        "schedule",
        json!({ "scheduled_at": "2099-01-01T12:00:00+02:00" }),
        "scheduled",
    );
    assert_eq!(story["scheduled_at"], "2099-01-01T10:00:00Z");
    let story = step(
        &editor,
        "embargo",
        json!({ "embargoed_until": "2098-01-01T00:00:00Z" }),
        "scheduled",
    );
    assert_eq!(story["embargoed_until"], "2098-01-01T00:00:00Z");
    step(
        &editor,
        "embargo",
        json!({ "embargoed_until": null }),
        "scheduled",
    );
    let story = step(&editor, "publish", json!({}), "live");
    assert_eq!(
        (&story["scheduled_at"], &story["live_revision"]),
        (&Value::Null, &json!(1))
    );
    step(
        &editor,
        "withdraw",
        json!({ "notice": "It was wrong." }),
        "withdrawn",
    );
    step(&editor, "restore", json!({}), "live");
    for (verb, body) in [
        ("submit", json!({})),
        ("approve", json!({})),
        ("restore", json!({})),
    ] {
        let refused = editor.act(number, verb, &body).is(409);
        assert!(refused.detail().contains("live"), "{}", refused.detail());
    }
    world.is_whole();
}

#[test]
fn each_role_may_do_what_the_newsroom_lets_it() {
    let world = World::new();
    let editor = world.editor();
    // The verb, how a story is made ready for it, and the least role that may.
    let at = json!({ "scheduled_at": "2099-01-01T00:00:00Z" });
    let until = json!({ "embargoed_until": "2099-01-01T00:00:00Z" });
    let verbs: [(&str, &Value, &[&str], usize); 8] = [
        ("submit", &json!({}), &[], 1),
        ("approve", &json!({}), &["submit"], 2),
        ("return", &json!({}), &["submit"], 2),
        ("publish", &json!({}), &[], 2),
        ("schedule", &at, &[], 2),
        ("embargo", &until, &[], 2),
        ("withdraw", &json!({}), &["publish"], 2),
        ("restore", &json!({}), &["publish", "withdraw"], 2),
    ];
    let people = [
        world.moderator(),
        world.reporter(),
        world.editor(),
        world.admin(),
    ];
    for (verb, body, before, least) in verbs {
        for (rank, person) in people.iter().enumerate() {
            let number = number(&editor.write(&json!({ "headline": "A story" })));
            for step in before {
                editor.act(number, step, &json!({})).is(200);
            }
            let answer = person.act(number, verb, body);
            assert_eq!(
                answer.status,
                if rank < least { 403 } else { 200 },
                "{verb} by {rank}"
            );
        }
    }
    world
        .moderator()
        .post("/api/v1/stories", &json!({}))
        .is(403);
    world.reporter().post("/api/v1/stories", &json!({})).is(201);
    world.reporter().get("/api/v1/settings/site").is(403);
    world.editor().get("/api/v1/settings/site").is(403);
    world.moderator().get("/api/v1/stories/1").is(200);
    let reader = Person {
        token: Some(world.token("reader", "r")),
        ..world.reader()
    };
    reader.get("/api/v1/stories/1").is(403);
    reader.get("/api/v1/stories").is(403);
    reader.get("/api/v1/changes").is(403);
    // What an editor has approved is not changed behind the editor's back.
    let number = number(&editor.write(&json!({ "headline": "Approved" })));
    editor.act(number, "submit", &json!({})).is(200);
    editor.act(number, "approve", &json!({})).is(200);
    world
        .reporter()
        .change(number, &json!({ "headline": "Mine" }))
        .is(403);
    editor
        .change(number, &json!({ "headline": "Ours" }))
        .is(200);
}

#[test]
fn a_refusal_points_at_the_field() {
    let world = World::new();
    let editor = world.editor();
    let number = number(&editor.write(&json!({ "headline": "A story" })));
    let block = |block: Value| json!({ "body": { "type": "doc", "content": [said("x")["content"][0], block] } });
    let long = "x".repeat(501);
    for (fields, pointer) in [
        (json!({ "headline": 3 }), "/headline"),
        (json!({ "headline": long }), "/headline"),
        (json!({ "headlne": "x" }), "/headlne"),
        (json!({ "a/b~c": "x" }), "/a~1b~0c"),
        (json!({ "language": "not a language" }), "/language"),
        (json!({ "zone": "Europe/Atlantis" }), "/zone"),
        (json!({ "label": "rumour" }), "/label"),
        (json!({ "replies": "maybe" }), "/replies"),
        (json!({ "topics": ["x", 3] }), "/topics"),
        (json!({ "topics": [" "] }), "/topics"),
        (json!({ "bylines": [{ "name": "" }] }), "/bylines"),
        (json!({ "section": "api" }), "/section"),
        (json!({ "status": "live" }), "/status"),
        (
            json!({ "scheduled_at": "2099-01-01T00:00:00Z" }),
            "/scheduled_at",
        ),
        (json!({ "base": "x" }), "/base"),
        (json!({ "body": "words" }), "/body"),
        (
            json!({ "body": { "type": "doc", "content": [] } }),
            "/body/content",
        ),
        (block(json!({ "type": "marquee" })), "/body/content/1/type"),
        (
            block(json!({ "type": "heading", "attrs": { "level": 9 } })),
            "/body/content/1/attrs/level",
        ),
        (
            block(json!({ "type": "image", "attrs": { "onload": "x" } })),
            "/body/content/1/attrs/onload",
        ),
        (
            block(json!({ "type": "embed" })),
            "/body/content/1/attrs/url",
        ),
        (
            block(json!({ "type": "embed", "attrs": { "url": "javascript:alert(1)" } })),
            "/body/content/1/attrs/url",
        ),
        (
            block(
                json!({ "type": "paragraph", "content": [{ "type": "text", "text": "x", "marks": [{ "type": "blink" }] }] }),
            ),
            "/body/content/1/content/0/marks/0/type",
        ),
        (
            block(
                json!({ "type": "paragraph", "content": [{ "type": "text", "text": "nul\u{0}" }] }),
            ),
            "/body/content/1/content/0/text",
        ),
    ] {
        let refused = editor.change(number, &fields).is(422);
        assert_eq!(
            refused.pointer(),
            format!("#{pointer}"),
            "{fields}: {}",
            refused.detail()
        );
    }
    for (verb, body, pointer) in [
        (
            "publish",
            json!({ "significance": "huge" }),
            "/significance",
        ),
        ("publish", json!({ "signficance": "minor" }), "/signficance"),
        ("schedule", json!({}), "/scheduled_at"),
        (
            "schedule",
            json!({ "scheduled_at": "tomorrow" }),
            "/scheduled_at",
        ),
        (
            "schedule",
            json!({ "scheduled_at": "2020-01-01T00:00:00Z" }),
            "/scheduled_at",
        ),
        (
            "embargo",
            json!({ "embargoed_until": "2020-01-01" }),
            "/embargoed_until",
        ),
        ("submit", json!({ "x": 1 }), "/x"),
    ] {
        let refused = editor.act(number, verb, &body).is(422);
        assert_eq!(refused.pointer(), format!("#{pointer}"), "{verb} {body}");
    }
    let story = editor.story(number);
    assert_eq!(
        (&story["revision"], &story["status"]),
        (&json!(1), &json!("draft")),
        "nothing was changed"
    );
    let empty = crate::api::number(&editor.write(&json!({})));
    assert_eq!(
        editor.act(empty, "publish", &json!({})).is(422).pointer(),
        "#/headline"
    );
    editor.act(number, "publish", &json!({})).is(200);
    let bare = editor
        .act(number, "publish", &json!({ "significance": "correction" }))
        .is(422);
    assert_eq!(bare.pointer(), "#/text");
}

#[test]
fn every_node_and_every_mark_comes_back_as_it_was_sent() {
    on_both(|world| {
        let body = everything();
        let mut used = BTreeSet::new();
        names(&body, &mut used);
        let schema: Value = serde_json::from_str(&repository("crates/story/blocks.json")).unwrap();
        for kind in ["nodes", "marks"] {
            for name in schema[kind].as_object().unwrap().keys() {
                assert!(
                    used.contains(name),
                    "the document of this test has no {name}"
                );
            }
        }
        let editor = world.editor();
        let made = editor.write(&json!({ "headline": "Everything", "body": body }));
        assert_eq!(made["body"], body);
        let number = number(&made);
        editor.act(number, "publish", &json!({})).is(200);
        assert_eq!(editor.story(number)["body"], body);
        let page = world.reader().get(&editor.path(number)).is(200).text();
        for words in [
            "in bold",
            "A pull quote",
            "a cell",
            "let code = 1;",
            "struck",
            "An item in an item",
        ] {
            assert!(page.contains(words), "{words}");
        }
    });
}

#[test]
fn what_an_editor_names_is_made_and_what_a_reporter_names_waits_for_an_editor() {
    let world = World::new();
    let (reader, editor) = (world.reader(), world.editor());
    let story = json!({
        "headline": "Named", "section": "Far Away", "topics": ["Sea Walls", "sea walls"],
        "bylines": [{ "name": "Zoë Ng", "role": "Editor at large", "handle": "@zoe" }],
    });
    let made = world.reporter().write(&story);
    assert_eq!(made["section"], "far-away");
    for path in ["/far-away", "/topic/sea-walls"] {
        reader.get(path).is(404);
    }
    editor.act(number(&made), "publish", &json!({})).is(200);
    let shown = editor.story(number(&made));
    assert_eq!(shown["topics"], json!(["Sea Walls"]));
    let author = shown["bylines"][0]["author"].as_str().unwrap().to_owned();
    let address = editor.path(number(&made));
    for path in [
        "/far-away",
        "/topic/sea-walls",
        &format!("/author/{author}"),
        "/",
    ] {
        let page = reader.get(path).is(200).text().replace("&#x2f;", "/");
        assert!(page.contains(&format!("href=\"{address}\"")), "{path}");
    }
    let page = reader.get(&format!("/author/{author}")).text();
    assert!(
        page.contains("Zoë Ng") && page.contains("Editor at large") && page.contains("@zoe"),
        "{page}"
    );
    let wrong = world.reporter().post(
        "/api/v1/stories",
        &json!({ "bylines": [{ "name": "X", "author": "nobody" }] }),
    );
    assert_eq!(wrong.is(422).pointer(), "#/bylines/0/author");
}

#[test]
fn who_asks_wrongly_is_told_what_is_wrong() {
    let world = World::with(&[("MAX_BODY_BYTES", "100000")]);
    let (reader, editor) = (world.reader(), world.editor());
    reader.get("/api/v1/stories").is(401);
    let stranger = Person {
        token: Some("guessed".into()),
        ..world.reader()
    };
    stranger.post("/api/v1/stories", &json!({})).is(401);
    reader
        .get_with("/api/v1/stories", &[("authorization", "Basic eDp5")])
        .is(401);
    for path in [
        "/api/v1/stories/99",
        "/api/v1/stories/x",
        "/api/v1/stories/99/revisions",
        "/api/v1/nothing",
        "/api/v1/settings/x",
    ] {
        let problem = world.admin().get(path).is(404);
        assert_eq!(
            problem.header("content-type"),
            "application/problem+json",
            "{path}"
        );
    }
    let number = number(&editor.write(&json!({ "headline": "x" })));
    editor.act(number, "explode", &json!({})).is(404);
    editor.act(number, "save", &json!({})).is(404);
    editor.act(99, "publish", &json!({})).is(404);
    for (method, path) in [
        ("DELETE", "/api/v1/stories/1"),
        ("PUT", "/api/v1/stories"),
        ("GET", "/api/v1/stories/1/publish"),
        ("POST", "/"),
    ] {
        let refused = editor.ask(method, path, &[], b"").is(405);
        assert!(
            !refused.header("allow").is_empty(),
            "{method} {path} names no method that is allowed"
        );
    }
    let post = |bytes: &[u8]| editor.ask("POST", "/api/v1/stories", &[], bytes);
    let large = format!("{{\"headline\": \"{}\"}}", "x".repeat(100_000));
    assert!(
        post(large.as_bytes())
            .is(413)
            .detail()
            .contains("100000 bytes")
    );
    let broken = post(b"{\n  \"headline\": \"x\",\n}").is(400);
    assert!(broken.detail().contains("line 3"), "{}", broken.detail());
    post(b"[]").is(400);
    post(b"{\"headline\": \"\xff\"}").is(400);
    post(b"\x1f\x8b\x08 packed").is(400);
    for query in [
        "status=dead",
        "limit=0",
        "limit=x",
        "before=yesterday",
        "colour=red",
    ] {
        editor.get(&format!("/api/v1/stories?{query}")).is(400);
    }
    editor.get("/api/v1/changes?after=-1").is(400);
    world.run(&["token", "revoke", "--name", "editor"]).is(0);
    editor.get("/api/v1/stories").is(401);
}

#[test]
fn the_newsroom_says_what_its_site_is_called() {
    let world = World::new();
    let (reader, admin) = (world.reader(), world.admin());
    assert!(reader.get("/").text().contains("Standfirst"));
    let mut about = admin.get("/api/v1/settings/site").is(200).json();
    about["name"] = "The Lantern".into();
    admin.send("PUT", "/api/v1/settings/site", &about).is(200);
    assert!(reader.get("/").text().contains("The Lantern"));
    let policies = json!([{ "title": "Corrections", "paragraphs": ["We say what was wrong."] }]);
    admin
        .send("PUT", "/api/v1/settings/policies", &policies)
        .is(200);
    assert!(
        reader
            .get("/trust")
            .is(200)
            .text()
            .contains("We say what was wrong.")
    );
    about["zone"] = "Europe/Atlantis".into();
    assert_eq!(
        admin
            .send("PUT", "/api/v1/settings/site", &about)
            .is(422)
            .pointer(),
        "#/zone"
    );
}

#[test]
fn the_change_log_tells_what_was_touched() {
    let world = World::new();
    let editor = world.editor();
    let before = editor.get("/api/v1/changes").is(200).json()["next"]
        .as_i64()
        .unwrap();
    let number =
        editor.publish_new(&json!({ "headline": "News", "section": "world", "topics": ["China"] }));
    let log = editor
        .get(&format!("/api/v1/changes?after={before}"))
        .is(200)
        .json();
    let tags: BTreeSet<&str> = log["changes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|c| c["tags"].as_array().unwrap())
        .map(|t| t.as_str().unwrap())
        .collect();
    for tag in [
        &*format!("story:{number}"),
        "list:newest",
        "list:section/world",
        "list:topic/china",
    ] {
        assert!(tags.contains(tag), "{tag} is not among {tags:?}");
    }
    let seqs: Vec<i64> = log["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(
        seqs,
        (before + 1..=log["next"].as_i64().unwrap()).collect::<Vec<_>>()
    );
}

pub(crate) fn number(story: &Value) -> i64 {
    story["number"].as_i64().unwrap()
}

/// A body of one paragraph.
pub(crate) fn said(words: &str) -> Value {
    json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": words }] }] })
}

/// A document with every node and every mark that there is.
pub(crate) fn everything() -> Value {
    let text = |text: &str| json!([{ "type": "text", "text": text }]);
    let marked = |mark: Value, text: &str| json!({ "type": "text", "text": text, "marks": [mark] });
    json!({ "type": "doc", "content": [
        { "type": "paragraph", "content": [
            marked(json!({ "type": "strong" }), "in bold"), { "type": "hard_break" },
            marked(json!({ "type": "em" }), "leaning"), marked(json!({ "type": "strike" }), "struck"),
            marked(json!({ "type": "sub" }), "low"), marked(json!({ "type": "sup" }), "high"),
            marked(json!({ "type": "code" }), "x = y"),
            marked(json!({ "type": "link", "attrs": { "href": "https://example.org/a?b=c&d", "rel": "nofollow" } }), "there"),
        ] },
        { "type": "heading", "attrs": { "level": 3 }, "content": text("A heading") },
        { "type": "quote", "attrs": { "citation": "Ada Price", "role": "Mayor", "url": "https://example.org/q" }, "content": text("A quote") },
        { "type": "pullquote", "attrs": { "citation": "Joe Hale" }, "content": text("A pull quote") },
        { "type": "list", "attrs": { "ordered": true }, "content": [
            { "type": "list_item", "content": [
                { "type": "paragraph", "content": text("An item") },
                { "type": "list", "attrs": { "ordered": false }, "content": [
                    { "type": "list_item", "content": [{ "type": "paragraph", "content": text("An item in an item") }] },
                ] },
            ] },
        ] },
        { "type": "image", "attrs": { "asset": "a1", "alt": "A quay", "credit": "Joe Hale", "crop": "16:9", "size": "wide" }, "content": text("A picture") },
        { "type": "gallery", "content": [{ "type": "image", "attrs": { "asset": "a2" } }, { "type": "image", "attrs": { "asset": "a3" } }] },
        { "type": "video", "attrs": { "asset": "a4", "url": "https://example.org/v", "title": "A film", "credit": "Joe Hale" }, "content": text("A film's caption") },
        { "type": "audio", "attrs": { "asset": "a5", "title": "A sound" }, "content": text("A sound's caption") },
        { "type": "embed", "attrs": { "url": "https://example.org/post/1", "provider": "Example", "title": "A post" }, "content": text("An embed's caption") },
        { "type": "table", "content": [
            { "type": "table_row", "content": [{ "type": "table_cell", "attrs": { "header": true }, "content": text("a head") }] },
            { "type": "table_row", "content": [{ "type": "table_cell", "attrs": { "header": false }, "content": text("a cell") }] },
        ] },
        { "type": "code", "attrs": { "language": "rust" }, "content": text("let code = 1;") },
        { "type": "rule" },
        { "type": "readmore", "attrs": { "heading": "More on this", "stories": [1, { "url": "https://example.org/b", "headline": "Elsewhere" }] } },
        { "type": "podcast", "attrs": { "show": "The Daily", "episode": "Ten" } },
        { "type": "adslot", "attrs": { "slot": "middle" } },
        { "type": "correction", "attrs": { "kind": "clarification", "date": "2023-06-19" }, "content": text("It was unclear.") },
    ] })
}

fn names(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            into.extend(map.get("type").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|v| names(v, into));
        }
        Value::Array(items) => items.iter().for_each(|v| names(v, into)),
        _ => {}
    }
}
