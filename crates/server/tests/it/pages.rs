//! The pages as readers get them.

use std::collections::BTreeSet;

use serde_json::json;

use crate::html;
use crate::world::World;

/// A story as people paste it. Its town, its people and its paper are invented.
pub(crate) const PASTED: &str = "\
Harbour to be rebuilt before the winter storms, mayor says
The council has found the money for the old quay – but not for the lighthouse.

Ada Price
Political correspondent @adaprice

Monday 19 June 2023 13:44, UK

blue kettle tea

Listen to this article
0:00 / 3:18
1X
VoxVendor
Audio created using AI assistance
The old quay at low tide, with the lighthouse behind it. Picture: Harbour Press/Joe Hale
Why you can trust The Lantern
The harbour will be rebuilt before the winter, the mayor has said – as the town counts the cost of last year’s storms.

Speaking after a meeting on Monday, she said the work would begin “within weeks” and end before the first gales.

The mayor walks along the quay with two engineers. HARBOUR PRESS/Mia Orr1:09
Play Video – Mayor visits the quay
Mayor visits the quay
The fishermen, who lost four boats in the storms, said they would “believe it when they see it”.

Click to subscribe to the Lantern Daily wherever you get your podcasts

Nobody on the council would say what will become of the lighthouse, which has been dark since March.

Read more:
Who pays for the quay?
Four boats lost in a night

The work will cost eleven million pounds, half of it from the government.

Related Topics
Harbour
Mayor

Leave a reply
";

fn imported() -> World {
    let mut world = World::asleep(&[]);
    let file = world.file("pasted.txt", PASTED);
    let arguments = [
        "import",
        "text",
        file.to_str().unwrap(),
        "--as",
        "live",
        "--section",
        "Coast",
    ];
    world.run(&arguments).is(0);
    world.start();
    world
}

const ADDRESS: &str = "/story/harbour-to-be-rebuilt-before-the-winter-storms-mayor-says-1";

#[test]
fn a_pasted_story_becomes_a_page_with_every_part_in_its_place() {
    let world = imported();
    let page = world.reader().get(ADDRESS).is(200).text();
    html::safe("the story", &page);
    assert_eq!(page.matches("<h1").count(), 1);
    let page = html::plain(&page);
    let (_, main) = page.split_once("<main").unwrap();
    let parts = [
        "<a href=\"/coast\">Coast</a>",
        "<h1>Harbour to be rebuilt before the winter storms, mayor says</h1>",
        "The council has found the money for the old quay – but not for the lighthouse.</p>",
        "<a rel=\"author\" href=\"/author/ada-price\">Ada Price</a>",
        "<span class=\"role\">Political correspondent</span>",
        "<bdi class=\"handle\">@adaprice</bdi>",
        "<time datetime=\"2023-06-19T13:44:00+01:00\">Monday 19 June 2023 13:44, UK</time>",
        "<aside class=\"ad\"",
        "<figcaption><span class=\"caption\">The old quay at low tide, with the lighthouse behind it.</span>",
        "<span class=\"credit\">Harbour Press/Joe Hale</span>",
        "<a href=\"/trust\">Why you can trust ",
        "<p>The harbour will be rebuilt before the winter,",
        "she said the work would begin “within weeks”",
        "Mayor visits the quay",
        "1:09",
        "<p>The fishermen, who lost four boats",
        "<aside class=\"podcast\"",
        "Lantern Daily",
        "<p>Nobody on the council would say",
        "<aside class=\"readmore\"",
        "Who pays for the quay?",
        "Four boats lost in a night",
        "<p>The work will cost eleven million pounds",
        "<a href=\"/topic/harbour\">Harbour</a>",
        "<a href=\"/topic/mayor\">Mayor</a>",
        "Leave a reply",
    ];
    let mut rest = main;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("{part} is not where it belongs in\n{main}");
        };
        rest = after;
    }
    for furniture in [
        "blue kettle",
        "1X",
        "VoxVendor",
        "AI assistance",
        "The Lantern",
        "Picture:",
    ] {
        assert!(!page.contains(furniture), "{furniture}");
    }
    assert!(
        !page.contains("<audio"),
        "there is no sound yet, and no hole where it will be"
    );
    for list in [
        "/",
        "/coast",
        "/topic/harbour",
        "/topic/mayor",
        "/author/ada-price",
    ] {
        let list_page = html::plain(&world.reader().get(list).is(200).text());
        assert!(
            list_page.contains(&format!("<a href=\"{ADDRESS}\">")),
            "{list}"
        );
    }
    world.is_whole();
}

#[test]
fn a_label_an_update_and_several_writers_are_shown() {
    let world = World::new();
    let editor = world.editor();
    let number = editor.publish_new(&json!({
        "headline": "Three of them", "label": "analysis", "zone": "America/New_York", "dateline": "HARBOUR",
        "bylines": [{ "name": "Ada" }, { "name": "Joe" }, { "name": "Mia" }], "replies": "closed",
    }));
    editor
        .act(
            number,
            "publish",
            &json!({ "significance": "correction", "text": "There are three." }),
        )
        .is(200);
    let page = html::plain(&world.reader().get(&editor.path(number)).is(200).text());
    assert!(page.contains("class=\"label analysis\">Analysis<"));
    let by = page
        .split("class=\"by\">")
        .nth(1)
        .unwrap()
        .split("</p>")
        .next()
        .unwrap();
    let words: String = by
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, words)| words))
        .collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words, "By Ada, Joe and Mia");
    assert!(page.contains(", US Eastern</time>"));
    assert!(page.contains("HARBOUR") && page.contains("There are three."));
    assert!(!page.contains("Leave a reply"));
    let off = editor.publish_new(&json!({ "headline": "Silent", "replies": "off", "ads": false, "body": crate::api::everything() }));
    let page = world.reader().get(&editor.path(off)).is(200).text();
    assert!(!page.contains("class=\"reply\"") && !page.contains("class=\"ad\""));
}

#[test]
fn an_update_is_told_and_a_minor_one_is_not() {
    let world = imported();
    let (reader, editor) = (world.reader(), world.editor());
    let told = |significance: &str| {
        let how = json!({ "significance": significance });
        editor.act(1, "publish", &how).is(200);
        let page = reader.get(ADDRESS).is(200).text();
        let first =
            "<time datetime=\"2023-06-19T13:44:00+01:00\">Monday 19 June 2023 13:44, UK</time>";
        assert!(page.contains(first), "the first time stays");
        let shown = page.contains(">Updated ");
        assert_eq!(page.contains("article:modified_time"), shown);
        shown
    };
    assert!(!told("minor"));
    assert!(told("update"));
    assert!(told("minor"), "what was told before stays");
}

#[test]
fn a_story_in_arabic_is_read_from_right_to_left() {
    let world = World::new();
    let editor = world.editor();
    let number = editor.publish_new(
        &json!({ "headline": "الميناء القديم", "language": "ar", "section": "world" }),
    );
    let page = world.reader().get(&editor.path(number)).is(200).text();
    let tags = html::safe("the Arabic story", &page);
    assert_eq!(
        (tags[0].get("lang"), tags[0].get("dir")),
        (Some("ar"), Some("rtl"))
    );
    let list = world.reader().get("/world").is(200).text();
    assert!(
        list.contains("lang=\"ar\" dir=\"rtl\""),
        "its headline on an English page says what it is"
    );
}

#[test]
fn every_page_that_can_be_reached_is_well_formed_and_loads_nothing_from_elsewhere() {
    let world = imported();
    world.run(&["seed", "--stories", "40"]).is(0);
    let editor = world.editor();
    editor.publish_new(&json!({ "headline": "Everything", "body": crate::api::everything(), "lead": { "asset": "x", "caption": "A <b>caption</b>" } }));
    let gone = editor.publish_new(&json!({ "headline": "Gone" }));
    let gone_path = editor.path(gone);
    editor
        .act(gone, "withdraw", &json!({ "notice": "Wrong." }))
        .is(200);
    let reader = world.reader();
    let met = every_page(&world);
    for page in ["/trust", "/corrections", ADDRESS] {
        assert!(met.contains(page), "no link leads to {page}");
    }
    assert!(met.len() > 60, "{met:?}");
    for (path, status) in [
        (&*gone_path, 410),
        ("/nothing", 404),
        ("/world?before=x", 400),
    ] {
        html::safe(path, &reader.get(path).is(status).text());
    }
}

/// Follows every link of the site from its front; answers with all that was met.
fn every_page(world: &World) -> BTreeSet<String> {
    let mut waiting = vec!["/".to_owned()];
    let mut met = BTreeSet::from(["/".to_owned()]);
    while let Some(path) = waiting.pop() {
        let answer = world.reader().get(&path);
        assert_eq!(answer.status, 200, "{path}");
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        let tags = html::safe(&path, &answer.text());
        for picture in tags.iter().filter(|tag| tag.name == "img") {
            for name in ["alt", "width", "height"] {
                assert!(
                    picture.get(name).is_some(),
                    "{path}: a picture without {name}"
                );
            }
        }
        let links = tags.iter().filter(|tag| tag.name == "a");
        let own = links
            .filter_map(|tag| tag.get("href"))
            .filter(|link| link.starts_with('/'));
        let own = own.map(|link| link.split('#').next().unwrap().to_owned());
        for link in own.chain(html::fetched(&tags)) {
            if met.insert(link.clone()) {
                waiting.push(link);
            }
        }
    }
    met
}

#[test]
fn the_demo_is_a_whole_site_with_pictures() {
    let world = World::demo();
    let met = every_page(&world);
    for (kind, least) in [
        ("/story/", 40),
        ("/topic/", 10),
        ("/author/", 4),
        ("/media/", 40),
    ] {
        let count = met.iter().filter(|path| path.starts_with(kind)).count();
        assert!(count >= least, "{count} of {kind}");
    }
    let reader = world.reader();
    let picture = met.iter().find(|path| path.starts_with("/media/")).unwrap();
    let whole = reader.get(picture).is(200);
    assert_eq!(whole.header("content-type"), "image/jpeg");
    assert!(whole.header("cache-control").contains("immutable"));
    let part = |range: &str| reader.get_with(picture, &[("range", range)]);
    let some = part("bytes=10-19").is(206);
    assert_eq!(some.bytes, whole.bytes[10..20]);
    assert_eq!(
        some.header("content-range"),
        format!("bytes 10-19/{}", whole.bytes.len())
    );
    part("bytes=99999999-").is(416);
    for odd in [
        "bytes=9-1",
        "bytes=x",
        "lines=1-2",
        "bytes=",
        "bytes=-",
        "bytes=0-1,5-6",
    ] {
        assert_eq!(part(odd).is(200).bytes, whole.bytes, "{odd}");
    }
    let mark = whole.header("etag");
    assert!(
        reader
            .get_with(picture, &[("if-none-match", mark)])
            .is(304)
            .bytes
            .is_empty()
    );
    assert!(
        reader
            .ask("HEAD", picture, &[], b"")
            .is(200)
            .bytes
            .is_empty()
    );
    let (asset, _) = picture.rsplit_once('/').unwrap();
    for nothing in [
        format!("{asset}/nothing.jpg"),
        format!("{asset}/..%2f480.jpg"),
        "/media/nothing/480.jpg".into(),
    ] {
        reader.get(&nothing).is(404);
    }
    world.is_whole();
}

#[test]
fn every_kind_of_answer_has_the_security_headers() {
    let world = World::with(&[("MAX_BODY_BYTES", "1000")]);
    let (reader, editor) = (world.reader(), world.editor());
    let number = editor.publish_new(&json!({ "headline": "A story" }));
    let path = editor.path(number);
    let mark = reader.get(&path).header("etag").to_owned();
    let style = html::fetched(&html::tags(&reader.get("/").text()).unwrap());
    let mut answers: Vec<(String, crate::http::Answer)> = Vec::new();
    for path in style.iter().map(String::as_str).chain([
        "/",
        &path,
        "/story/x-1",
        "/nothing",
        "/story/none",
        "/a/b/c",
        "/world?before=x",
        "/topic/x?before=1&before=2",
        "/%ff",
        "/topic/%00",
        "/robots.txt",
        "/healthz",
        "/readyz",
        "/metrics",
        "/media/x/y",
        "/media/%ff/y",
        "/api/v1/openapi.json",
        "/api/v1/stories",
        "/api/v1/nothing",
        "/api/v1/stories/%ff",
    ]) {
        answers.push((path.to_owned(), reader.get(path)));
    }
    answers.push((
        "304".into(),
        reader.get_with(&path, &[("if-none-match", &mark)]).is(304),
    ));
    answers.push(("405".into(), reader.ask("DELETE", "/", &[], b"").is(405)));
    answers.push((
        "414".into(),
        reader.get(&format!("/{}", "x".repeat(5_000))).is(414),
    ));
    answers.push((
        "413".into(),
        editor
            .post("/api/v1/stories", &json!({ "headline": "x".repeat(2_000) }))
            .is(413),
    ));
    answers.push((
        "422".into(),
        editor
            .post("/api/v1/stories", &json!({ "headline": 1 }))
            .is(422),
    ));
    answers.push((
        "201".into(),
        editor.post("/api/v1/stories", &json!({})).is(201),
    ));
    answers.push((
        "query".into(),
        editor.get("/api/v1/changes?after=1&after=2").is(400),
    ));
    editor.act(number, "withdraw", &json!({})).is(200);
    answers.push(("410".into(), reader.get(&path).is(410)));
    for (what, answer) in answers {
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{what}: {policy}"
        );
        for loose in [
            "unsafe-inline",
            "unsafe-eval",
            "*",
            "http:",
            "https:",
            "data:",
        ] {
            assert!(!policy.contains(loose), "{what}: {policy}");
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {what}");
        }
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{what}"
        );
        let api = what.starts_with("/api/") && answer.status >= 400;
        assert!(
            !api || answer.header("content-type") == "application/problem+json",
            "{what}: {}",
            answer.header("content-type")
        );
    }
}
