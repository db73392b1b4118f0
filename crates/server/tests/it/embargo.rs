//! An embargo is a promise to a source: until its time nothing of the story is anywhere for anybody who is not signed
//! in at the desk. The test walks every address of the site and every one that somebody might think of.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::http::Answer;
use crate::world::{in_seconds, on_both, repository};

/// Words that stand in every part of the story and nowhere else.
const SECRETS: [&str; 10] = [
    "Quillon",
    "quillon",
    "Zephandra",
    "zephandra",
    "Morrowick",
    "morrowick",
    "Brindlecove",
    "brindlecove",
    "Tarnsley",
    "tarnsley",
];

/// A small picture: 2 by 2 pixels, grey, PNG.
fn picture() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 64, 48);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let pixels: Vec<u8> = (0..64 * 48 * 3).map(|i| (i % 251) as u8).collect();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    out
}

/// Takes a picture in at the desk; answers with its id.
fn take_in(desk: &Desk, bytes: &[u8]) -> String {
    let mut body =
        b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"quillon.png\"\r\n\
        content-type: image/png\r\n\r\n"
            .to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let csrf = desk.csrf();
    let headers = [
        ("x-csrf", csrf.as_str()),
        ("content-type", "multipart/form-data; boundary=b"),
        ("accept", "application/json"),
    ];
    let answer = desk
        .ask_with("POST", "/desk/media", &headers, &body)
        .is(201);
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn story(asset: &str) -> Value {
    json!({
        "headline": "Quillon to resign", "standfirst": "Zephandra takes over.", "slugline": "QUILLON-RESIGNS",
        "section": "Morrowick", "topics": ["Brindlecove"], "bylines": [{ "name": "Tarnsley Reed" }],
        "headlines": { "home": "Quillon goes", "seo": "Quillon", "social": "Zephandra" },
        "lead": { "asset": asset, "caption": "Quillon", "credit": "Zephandra", "alt": "Quillon at a desk" },
        "embargoed_until": null,
        "body": { "type": "doc", "content": [
            { "type": "paragraph", "content": [{ "type": "text", "text": "Zephandra told Brindlecove." }] },
            { "type": "image", "attrs": { "asset": asset, "alt": "Quillon", "credit": "x" } },
        ] },
    })
}

/// Everything that a page leads to within the site.
fn links(page: &str) -> Vec<String> {
    [
        "href=\"",
        "src=\"",
        "srcset=\"",
        "content=\"http",
        "action=\"",
    ]
    .iter()
    .flat_map(|before| page.split(before).skip(1))
    .filter_map(|rest| rest.split('"').next())
    .flat_map(|value| {
        value
            .split(", ")
            .map(|part| part.split(' ').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    })
    .filter_map(|address| {
        let path = address.split('#').next().unwrap().replace("&amp;", "&");
        path.starts_with('/').then_some(path)
    })
    .collect()
}

#[track_caller]
fn tells_nothing(path: &str, answer: &Answer) {
    let heads = format!("{answer:?}");
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    let whole = if answer.header("content-encoding").is_empty() {
        text
    } else {
        answer.text()
    };
    for secret in SECRETS {
        // What was asked for comes back in "there is nothing at …"; that tells nothing.
        let said = whole.replace(path, "");
        assert!(!said.contains(secret), "{path} tells {secret}: {said}");
        assert!(
            !heads.replace(path, "").contains(secret) || !whole.contains(secret),
            "{path}"
        );
    }
    assert!(
        !answer.header("content-type").starts_with("image/png"),
        "{path} is a picture"
    );
}

/// All addresses that the two tables name, with guesses for their parts.
fn guesses(number: i64, slug: &str, assets: &[(String, String)]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in [
        "crates/server/src/routes.rs",
        "crates/server/src/routes/desk.rs",
    ] {
        for route in repository(file).split(".route(").skip(1) {
            let path = route.split('"').nth(1).unwrap();
            for name in [
                slug,
                "quillon",
                "morrowick",
                "brindlecove",
                "tarnsley-reed",
                "x",
            ] {
                let story = format!("{name}-{number}");
                for (asset, rendition) in assets {
                    let path = path
                        .replace("/story/{name}", &format!("/story/{story}"))
                        .replace("{asset}", asset)
                        .replace("{rendition}", rendition)
                        .replace("{number}", &number.to_string())
                        .replace("{id}", &number.to_string())
                        .replace("{revision}", "1")
                        .replace("{verb}", "publish")
                        .replace("{place}", "front");
                    let path = path
                        .split('/')
                        .map(|step| if step.starts_with('{') { name } else { step })
                        .collect::<Vec<_>>()
                        .join("/");
                    found.insert(path);
                }
                for ending in ["/history", "/audio.mp3", "/audio.vtt", "/replies"] {
                    found.insert(format!("/story/{story}{ending}"));
                }
                for feed in ["feed.xml", "feed.atom", "feed.json"] {
                    found.insert(format!("/{name}/{feed}"));
                    found.insert(format!("/topic/{name}/{feed}"));
                    found.insert(format!("/author/{name}/{feed}"));
                }
            }
        }
    }
    let more = [
        "/",
        "/trust",
        "/corrections",
        "/sitemap.xml",
        "/news-sitemap.xml",
        "/feed.xml",
        "/feed.atom",
        "/feed.json",
        "/search?q=quillon",
        "/search?q=zephandra",
        "/listen/feed.xml",
        "/metrics",
        "/robots.txt",
        "/healthz",
        "/readyz",
        "/api/v1/stories",
        "/api/v1/changes",
        "/api/v1/openapi.json",
        "/desk/find/stories?q=quillon",
        "/desk/find/topics?q=brind",
        "/desk/find/pictures?q=quillon",
    ];
    found.extend(more.map(str::to_owned));
    found
}

#[test]
fn a_story_under_embargo_is_nowhere_until_its_time() {
    on_both(|world| {
        let ada = Desk::of(&world, "editor", "ada@example.org");
        let editor = world.editor();
        editor.publish_new(&json!({ "headline": "Rain", "section": "Weather", "topics": ["Rain"], "bylines": [{ "name": "Kim" }] }));
        let asset = take_in(&ada, &picture());
        let mut values = story(&asset);
        values.as_object_mut().unwrap().remove("embargoed_until");
        let draft = editor.write(&values);
        let number = draft["number"].as_i64().unwrap();
        let slug = draft["slug"].as_str().unwrap().to_owned();
        editor
            .act(
                number,
                "embargo",
                &json!({ "embargoed_until": in_seconds(3_600.0) }),
            )
            .is(200);
        editor
            .act(
                number,
                "schedule",
                &json!({ "scheduled_at": in_seconds(3_700.0) }),
            )
            .is(200);
        // An editor looks at everything there is to look at, which must not open it for others.
        ada.get(&format!("/desk/story/{number}")).is(200);
        assert!(
            ada.page(&format!("/desk/story/{number}/preview/page"))
                .contains("Quillon")
        );
        // Its name without the hash leads there, for staff and nobody else.
        let moved = ada.get(&format!("/media/{asset}/64.jpg")).is(302);
        assert_eq!(moved.header("cache-control"), "private, no-store");
        let picture = ada.get(moved.header("location"));
        assert_eq!(picture.status, 200, "staff see their own pictures");
        assert_eq!(picture.header("cache-control"), "private, no-store");
        let thumb = ada.get(&format!("/desk/media/{asset}/thumb")).is(303);
        let rendition = thumb
            .header("location")
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();

        let assets = vec![
            (asset.clone(), rendition.clone()),
            (format!("speech-{number}"), "audio.mp3".to_owned()),
        ];
        let stranger = Desk::stranger(&world);
        let mut waiting: BTreeSet<String> = guesses(number, &slug, &assets);
        let mut walked = BTreeSet::new();
        while let Some(path) = waiting.pop_first() {
            if !walked.insert(path.clone()) || path.starts_with("/static/") {
                continue;
            }
            let answer = stranger.get(&path);
            assert!(answer.status < 500, "{path}: {}", answer.status);
            tells_nothing(&path, &answer);
            if answer.header("content-type").starts_with("text/html") {
                waiting.extend(
                    links(&answer.text())
                        .into_iter()
                        .filter(|l| !walked.contains(l)),
                );
            }
        }
        assert!(
            walked.len() > 150,
            "only {} addresses were walked",
            walked.len()
        );
        assert_eq!(
            stranger.get(&format!("/media/{asset}/{rendition}")).status,
            404
        );

        // The promise lifted, it is there for everybody.
        editor
            .act(number, "embargo", &json!({ "embargoed_until": null }))
            .is(200);
        editor.act(number, "publish", &json!({})).is(200);
        assert!(
            stranger
                .page(&format!("/story/{slug}-{number}"))
                .contains("Quillon")
        );
        stranger.get(&format!("/media/{asset}/{rendition}")).is(200);
        assert!(stranger.page("/topic/brindlecove").contains("Quillon"));
        assert!(stranger.page("/").contains("Morrowick"));
    });
}
