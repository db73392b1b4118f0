//! The page cache, as browsers, proxies and `/metrics` see it.

use std::sync::Barrier;

use serde_json::json;

use crate::world::{World, eventually};

fn newsroom() -> World {
    let world = World::new();
    world.editor().publish_new(&json!({
        "headline": "A story to keep", "section": "world", "topics": ["Keeping"], "body": crate::api::everything(),
    }));
    world
}

const STORY: &str = "/story/a-story-to-keep-1";

#[test]
fn who_has_a_page_already_is_told_so() {
    let world = newsroom();
    let (reader, editor) = (world.reader(), world.editor());
    let page = reader.get(STORY).is(200);
    let mark = page.header("etag").to_owned();
    assert!(mark.starts_with('"') && mark.ends_with('"'), "{mark}");
    let weak = format!("W/{mark}");
    let among = format!("\"x\", {mark}");
    for known in [&*mark, &weak, &among, "*"] {
        let same = reader.get_with(STORY, &[("if-none-match", known)]).is(304);
        assert!(same.bytes.is_empty());
        for header in ["etag", "cache-control", "vary"] {
            assert_eq!(
                same.header(header),
                page.header(header),
                "{header} of the 304 for {known}"
            );
        }
    }
    reader
        .get_with(STORY, &[("if-none-match", "\"other\"")])
        .is(200);
    editor.change(1, &json!({ "standfirst": "New." })).is(200);
    editor.act(1, "publish", &json!({})).is(200);
    let changed = reader.get_with(STORY, &[("if-none-match", &mark)]).is(200);
    assert_ne!(changed.header("etag"), mark);
    editor.act(1, "withdraw", &json!({})).is(200);
    reader.get_with(STORY, &[("if-none-match", "*")]).is(410);
}

#[test]
fn head_says_what_get_would() {
    let world = newsroom();
    let (reader, editor) = (world.reader(), world.editor());
    for (who, path, status) in [
        (&reader, STORY, 200),
        (&reader, "/", 200),
        (&reader, "/nothing", 404),
        (&editor, "/api/v1/stories/1", 200),
    ] {
        let (got, head) = (who.get(path).is(status), who.ask("HEAD", path, &[], b""));
        assert_eq!((head.status, head.bytes.len()), (status, 0), "{path}");
        for header in [
            "content-type",
            "content-length",
            "cache-control",
            "content-security-policy",
        ] {
            assert_eq!(
                head.header(header),
                got.header(header),
                "{header} of {path}"
            );
        }
    }
}

#[test]
fn a_page_comes_packed_as_the_reader_can_take_it() {
    let world = newsroom();
    let reader = world.reader();
    let plain = reader.get(STORY).is(200);
    assert_eq!(plain.header("content-encoding"), "");
    let mut marks = vec![plain.header("etag").to_owned()];
    for (accept, packed) in [
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("zstd", ""),
        ("gzip;q=0", ""),
        ("", ""),
        ("GZIP", "gzip"),
        (";;,q=,=", ""),
    ] {
        let answer = reader
            .get_with(STORY, &[("accept-encoding", accept)])
            .is(200);
        assert_eq!(answer.header("content-encoding"), packed, "{accept}");
        assert_eq!(answer.text(), plain.text(), "{accept}");
        assert_eq!(answer.header("vary"), "accept-encoding");
        if !packed.is_empty() {
            assert!(
                answer.bytes.len() * 2 < plain.bytes.len(),
                "{accept}: {} bytes",
                answer.bytes.len()
            );
            marks.push(answer.header("etag").to_owned());
        }
    }
    marks.sort();
    marks.dedup();
    assert!(
        marks.len() >= 3,
        "encodings that differ have marks that differ: {marks:?}"
    );
    // The slow compression in the background gives the same page in fewer bytes, and who has the quick one has it.
    let quick = newsroom();
    let first = quick.reader().get_with(STORY, &[("accept-encoding", "br")]);
    let again = || quick.reader().get_with(STORY, &[("accept-encoding", "br")]);
    eventually("the page is packed better", || {
        again().bytes.len() < first.bytes.len()
    });
    assert_eq!(again().text(), first.text());
    quick
        .reader()
        .get_with(
            STORY,
            &[
                ("accept-encoding", "br"),
                ("if-none-match", first.header("etag")),
            ],
        )
        .is(304);
}

#[test]
fn a_page_says_who_may_keep_it_and_what_drops_it() {
    let world = newsroom();
    let reader = world.reader();
    let page = reader.get(STORY).is(200);
    // What is stale may be shown by a CDN while it asks, and by no browser.
    assert_eq!(
        page.header("cache-control"),
        "public, max-age=0, s-maxage=5"
    );
    let cdn = page.header("cdn-cache-control");
    assert!(cdn.contains("stale-while-revalidate="), "{cdn}");
    let keys: Vec<&str> = page.header("surrogate-key").split(' ').collect();
    for key in ["story:1", "settings", "sections", "topic:keeping"] {
        assert!(keys.contains(&key), "{key} is not among {keys:?}");
    }
    let front = reader.get("/");
    assert!(
        front.header("surrogate-key").contains("list:newest")
            && front.header("surrogate-key").contains("list:section/world")
    );
    assert!(
        page.header("link").contains("rel=preload"),
        "{}",
        page.header("link")
    );
    let style = page
        .text()
        .split("href=\"")
        .find(|part| part.contains(".css"))
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&#x2f;", "/");
    assert!(
        reader
            .get(&style)
            .is(200)
            .header("cache-control")
            .contains("immutable"),
        "{style}"
    );
    for (path, status) in [
        ("/nothing", 404),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/metrics", 200),
        ("/api/v1/stories", 401),
    ] {
        assert_eq!(
            reader.get(path).is(status).header("cache-control"),
            "no-store",
            "{path}"
        );
    }
}

#[test]
fn tracking_in_an_address_makes_no_second_page() {
    let world = newsroom();
    let reader = world.reader();
    for path in [STORY, "/world", "/topic/keeping", "/corrections"] {
        let page = reader.get(path).is(200).text();
        let (renders, pages) = (world.figure("page_renders_total"), world.figure("pages"));
        for query in [
            "?utm_source=x",
            "?fbclid=123&x=y",
            "?",
            "?a=%ff",
            "?a=b=c&&&",
        ] {
            assert_eq!(
                reader.get(&format!("{path}{query}")).is(200).text(),
                page,
                "{path}{query}"
            );
        }
        assert_eq!(
            (world.figure("page_renders_total"), world.figure("pages")),
            (renders, pages),
            "{path}"
        );
    }
    for address in 0..20 {
        reader.get(&format!("/nothing-{address}")).is(404);
    }
    let pages = world.figure("pages");
    reader.get("/nothing-at-all").is(404);
    assert_eq!(
        world.figure("pages"),
        pages,
        "what is not there takes no room"
    );
}

#[test]
fn fifty_who_ask_at_once_for_a_missing_page_have_it_made_once() {
    let world = newsroom();
    let before = world.figure("page_renders_total");
    let (reader, start) = (world.reader(), Barrier::new(50));
    std::thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                start.wait();
                reader.get(STORY).is(200);
            });
        }
    });
    assert_eq!(world.figure("page_renders_total"), before + 1);
    let hits = world.figure("page_hits_total");
    reader.get(STORY).is(200);
    assert_eq!(world.figure("page_hits_total"), hits + 1);
}

#[test]
fn publishing_drops_what_it_changed_and_nothing_else() {
    let world = newsroom();
    let (reader, editor) = (world.reader(), world.editor());
    let far = editor
        .publish_new(&json!({ "headline": "Far away", "section": "sport", "topics": ["Games"] }));
    let far = editor.path(far);
    let paths = [
        STORY,
        "/world",
        "/topic/keeping",
        &far,
        "/sport",
        "/topic/games",
        "/trust",
    ];
    paths.iter().for_each(|path| drop(reader.get(path).is(200)));
    editor.publish_new(
        &json!({ "headline": "Newly matching", "section": "world", "topics": ["Keeping"] }),
    );
    let made = paths.map(|path| {
        let before = world.figure("page_renders_total");
        let page = reader.get(path).is(200).text();
        (
            world.figure("page_renders_total") > before,
            page.contains("Newly matching"),
        )
    });
    let changed = (true, true);
    let same = (false, false);
    assert_eq!(made, [same, changed, changed, same, same, same, same]);
}

#[test]
fn more_pages_than_there_is_room_for_are_still_served() {
    let world = World::with(&[("CACHE_BYTES", "300000")]);
    let editor = world.editor();
    for n in 0..12 {
        editor.publish_new(
            &json!({ "headline": format!("Story {n}"), "body": crate::api::everything() }),
        );
    }
    for _ in 0..2 {
        for n in 1..=12 {
            let page = world
                .reader()
                .get(&format!("/story/story-{}-{n}", n - 1))
                .is(200);
            assert!(page.text().contains(&format!("Story {}", n - 1)));
            assert!(world.figure("page_bytes") <= 300_000);
        }
    }
}
