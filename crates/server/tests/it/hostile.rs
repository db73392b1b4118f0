//! What nobody should send, at every address: refused with a reason and logged once; never a failure, never a panic.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::html;
use crate::http::{Answer, PATIENCE, raw};
use crate::world::{World, eventually, repository};

/// Nothing that the program logged may be a failure or a panic.
#[track_caller]
fn is_unharmed(world: &World) {
    world.reader().get("/readyz").is(200);
    for line in world.log() {
        assert!(
            !line.contains("ERROR") && !line.contains("panicked"),
            "{line}"
        );
    }
}

fn refusals(world: &World) -> usize {
    world
        .log()
        .iter()
        .filter(|line| line.contains(" refused"))
        .count()
}

/// Something that was sent must be refused in this way, and be logged once with a reason.
#[track_caller]
fn refused(world: &World, what: &str, send: impl FnOnce() -> Option<Answer>) -> Option<Answer> {
    let before = refusals(world);
    let answer = send();
    if let Some(answer) = &answer {
        assert!(
            (400..500).contains(&answer.status),
            "{what} was answered with {}",
            answer.status
        );
    }
    eventually(&format!("{what} is logged"), || refusals(world) > before);
    assert_eq!(
        refusals(world),
        before + 1,
        "{what} is logged once: {:?}",
        world.log().last()
    );
    let log = world.log();
    let line = log
        .iter()
        .rev()
        .find(|line| line.contains(" refused"))
        .unwrap();
    assert!(
        !line.ends_with("reason=\"\"") && !line.ends_with("reason="),
        "{what} is logged without a reason: {line}"
    );
    answer
}

#[test]
fn what_is_no_http_is_refused() {
    let world = World::with(&[("REQUEST_SECONDS", "1")]);
    let many: String = (0..300).map(|n| format!("x-{n}: y\r\n")).collect();
    let large = "x".repeat(100_000);
    let requests: Vec<(&str, Vec<u8>)> = vec![
        ("no words", b"\r\n\r\nhello\r\n\r\n".to_vec()),
        ("noise", (0..=255).collect()),
        (
            "TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(30),
        ),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        ("no version", b"GET /\r\n\r\n".to_vec()),
        ("another version", b"GET / HTTP/9.9\r\n\r\n".to_vec()),
        (
            "a space in the path",
            b"GET /a b HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
        ),
        (
            "a raw byte in the path",
            b"GET /\xff\xfe HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
        ),
        (
            "a nul in the path",
            b"GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
        ),
        (
            "a path without a slash",
            b"GET nothing HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
        ),
        (
            "a header without a colon",
            b"GET / HTTP/1.1\r\nhost\r\n\r\n".to_vec(),
        ),
        (
            "a space before a colon",
            b"GET / HTTP/1.1\r\nhost : x\r\n\r\n".to_vec(),
        ),
        (
            "a nul in a header",
            b"GET / HTTP/1.1\r\nhost: \0\r\n\r\n".to_vec(),
        ),
        (
            "many headers",
            format!("GET / HTTP/1.1\r\nhost: x\r\n{many}\r\n").into_bytes(),
        ),
        (
            "a large header",
            format!("GET / HTTP/1.1\r\nhost: {large}\r\n\r\n").into_bytes(),
        ),
        (
            "a large path",
            format!("GET /{large} HTTP/1.1\r\nhost: x\r\n\r\n").into_bytes(),
        ),
        (
            "a length that is no number",
            b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n".to_vec(),
        ),
        (
            "a length below nothing",
            b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n".to_vec(),
        ),
        (
            "two lengths",
            b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx"
                .to_vec(),
        ),
        (
            "an unknown coding",
            b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: nonsense\r\n\r\nx".to_vec(),
        ),
        (
            "a head that never ends",
            b"GET / HTTP/1.1\r\nhost: x\r\nx: ".to_vec(),
        ),
    ];
    for (what, request) in &requests {
        refused(&world, what, || raw(world.address(), request));
    }
    is_unharmed(&world);
}

#[test]
fn a_body_that_is_not_what_was_promised_is_refused() {
    let world = World::with(&[("REQUEST_SECONDS", "1"), ("MAX_BODY_BYTES", "10000")]);
    let token = world.editor().token.unwrap();
    let post = |rest: &str| {
        format!(
            "POST /api/v1/stories HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n{rest}"
        )
    };
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(4_096));
    for (what, rest, status) in [
        (
            "a body that does not come",
            "content-length: 50\r\n\r\n{}".to_owned(),
            408,
        ),
        (
            "a chunk that does not come",
            "transfer-encoding: chunked\r\n\r\n50\r\n{}".to_owned(),
            408,
        ),
        (
            "a chunk without a length",
            "transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n".to_owned(),
            400,
        ),
        (
            "a body without an end in sight",
            format!("content-length: 99999999999\r\n\r\n{}", "x".repeat(20_000)),
            413,
        ),
        (
            "many chunks",
            format!("transfer-encoding: chunked\r\n\r\n{}", chunk.repeat(3)),
            413,
        ),
    ] {
        let answer = refused(&world, what, || {
            raw(world.address(), post(&rest).as_bytes())
        });
        match answer {
            Some(answer) => assert_eq!(answer.status, status, "{what}: {}", answer.text()),
            // What is no HTTP any more has no place for an answer.
            None => assert_eq!(what, "a chunk without a length", "no answer"),
        }
    }
    // Who goes away in the middle of a body leaves nothing behind.
    let mut gone = TcpStream::connect(world.address()).unwrap();
    gone.write_all(post("content-length: 50\r\n\r\n{\"headline\": ").as_bytes())
        .unwrap();
    drop(gone);
    assert_eq!(
        world.editor().get("/api/v1/stories").json()["stories"],
        json!([])
    );
    is_unharmed(&world);
}

#[test]
fn a_connection_that_rests_is_closed_without_a_complaint() {
    let world = World::with(&[("REQUEST_SECONDS", "1")]);
    let mut stream = TcpStream::connect(world.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    assert!(all.starts_with(b"HTTP/1.1 200 OK"));
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(refusals(&world), 0, "{:?}", world.log());
}

/// What stands where a name or a number should.
fn strange_names() -> Vec<String> {
    let mut all: Vec<String> = [
        "%00",
        "a%00b",
        "%ff",
        "%c0%ae",
        "%ed%a0%80",
        "..",
        "%2e%2e",
        "..%2f..%2fetc%2fpasswd",
        "..%5c",
        "%",
        "%z",
        "%25%30%30",
        "-1",
        "0",
        "1.5",
        "1e3",
        "%2b1",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999",
        "-9223372036854775808",
        "%27%20OR%201%3D1--",
        "%3Cscript%3E",
        "%0d%0aset-cookie:x",
        "%e2%80%ae",
        "%F0%9F%92%A9",
        "%7b%7b7*7%7d%7d",
        "con",
        "null",
        "*",
        "~",
        "a;b",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push("a".repeat(3_000));
    all.push("%F0%9F%92%A9".repeat(300));
    all
}

/// Every address of the table in `routes.rs`, each placeholder filled with something strange.
fn strange_addresses() -> Vec<String> {
    let table = repository("crates/server/src/routes.rs");
    let mut all = Vec::new();
    for route in table
        .split(".route(")
        .skip(1)
        .map(|route| route.split('"').nth(1).unwrap())
    {
        for name in strange_names() {
            let places = route.matches('{').count();
            for place in 0..places {
                let filled =
                    route
                        .split('/')
                        .fold((0, String::new()), |(n, path), part| match part {
                            "" => (n, path),
                            part if part.starts_with('{') => (
                                n + 1,
                                format!("{path}/{}", if n == place { &name } else { "1" }),
                            ),
                            part => (n, format!("{path}/{part}")),
                        });
                all.push(filled.1);
            }
        }
        for query in [
            "before=x",
            "before=-1",
            "before=99999999999999999999",
            "before=1&before=2",
            "before=%00",
            "after=%ff",
            "limit=%00&status=%00",
            "status=x%00",
        ] {
            all.push(format!("{}?{query}", route.replace(['{', '}'], "")));
        }
    }
    assert!(all.len() > 300, "the table was not understood");
    all
}

#[test]
fn no_strange_address_makes_the_program_fail() {
    let world = World::new();
    strange(&world);
    is_unharmed(&world);
}

#[test]
fn no_strange_address_makes_it_fail_on_postgresql() {
    let Some(world) = World::postgres() else {
        return;
    };
    strange(&world);
    is_unharmed(&world);
}

fn strange(world: &World) {
    let admin = world.admin();
    let number = admin.publish_new(&json!({ "headline": "There" }));
    let (mut refused, addresses) = (0, strange_addresses());
    for address in &addresses {
        for method in ["GET", "POST"] {
            let answer = admin.ask(
                method,
                address,
                &[("range", "bytes=9-1,x-"), ("if-none-match", "\"\u{ff}, W/")],
                b"",
            );
            let what = format!("{method} {address}");
            assert!(answer.status < 500, "{what}: {}", answer.status);
            assert!(
                !answer.header("content-security-policy").is_empty(),
                "{what} has no security headers"
            );
            assert_eq!(answer.header("set-cookie"), "", "{what}");
            if answer.status >= 400 {
                refused += 1;
                assert!(
                    !answer.text().is_empty(),
                    "{what} is refused without a word"
                );
                if answer.header("content-type").starts_with("text/html") {
                    html::safe(&what, &answer.text());
                }
            }
        }
    }
    assert!(
        refused > addresses.len(),
        "strange addresses were not refused: {refused}"
    );
    eventually("all are logged", || refusals(world) >= refused);
    let log = world.log();
    assert_eq!(refusals(world), refused, "each is logged once");
    for line in log.iter().filter(|line| line.contains(" refused")) {
        assert!(!line.contains("reason=\"\""), "{line}");
    }
    assert_eq!(admin.story(number)["status"], "live");
}

#[test]
fn no_strange_method_or_header_makes_it_fail() {
    let world = World::new();
    let number = world.editor().publish_new(&json!({ "headline": "There" }));
    let paths = [
        "/".to_owned(),
        world.editor().path(number),
        "*".into(),
        "http://elsewhere/".into(),
        "/api/v1/stories".into(),
        "/media/a/b".into(),
    ];
    let large = "x".repeat(8_000);
    for path in &paths {
        for method in ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"] {
            let answer = raw(
                world.address(),
                format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                    .as_bytes(),
            );
            assert!(
                answer.is_some_and(|a| (400..500).contains(&a.status)),
                "{method} {path}"
            );
        }
        for header in [
            "accept-encoding: gzip;q=nan, br;q=-1, ;;;",
            "accept-encoding: \u{e9}",
            "if-none-match: *,*,\"",
            "range: bytes=18446744073709551616-",
            "range: bytes=--",
            "host: ",
            "host: \u{e9}",
            "authorization: Bearer",
            "authorization: Bearer \u{e9}",
            "authorization: bearer a b c",
            "expect: 100-continue",
            "expect: nothing",
            "cookie: \u{1F4A9}",
            "content-type: \u{1F4A9}",
            "te: trailers",
            "upgrade: websocket",
            &format!("x: {large}"),
        ] {
            let request = format!("GET {path} HTTP/1.1\r\n{header}\r\nconnection: close\r\n\r\n");
            let answer = raw(world.address(), request.as_bytes());
            assert!(
                answer.is_some_and(|a| a.status < 500),
                "{path} with {header}"
            );
        }
    }
    is_unharmed(&world);
}

#[test]
fn no_strange_json_makes_it_fail_or_leaves_a_half_write() {
    crate::world::on_both(|world| {
        let admin = world.admin();
        let number = admin.publish_new(&json!({ "headline": "There", "topics": ["One"] }));
        let before = admin.story(number);
        let deep = |open: &str, close: &str| {
            format!(
                "{{\"body\":{}{}}}",
                open.repeat(10_000),
                close.repeat(10_000)
            )
        };
        let nested = (0..60).fold(json!({ "type": "paragraph" }), |inside, _| {
            json!({ "type": "list", "content": [{ "type": "list_item", "content": [inside] }] })
        });
        let bodies: Vec<Vec<u8>> = vec![
            deep("[", "]").into(),
            deep("{\"a\":", "}").into(),
            deep("[", "").into(),
            json!({ "body": { "type": "doc", "content": [nested] }, "headline": 1 }).to_string().into(),
            b"{\"headline\": \"\\ud800\"}".to_vec(),
            b"{\"headline\": \"a\\u0000b\"}".to_vec(),
            b"{\"slug\": \"\\u0000\"}".to_vec(),
            b"{\"topics\": [\"\\u0000\"]}".to_vec(),
            b"{\"topics\": {\"a\": 1}}".to_vec(),
            b"{\"section\": \"\\u0000\"}".to_vec(),
            b"{\"bylines\": [{\"name\": \"\\u0000\"}]}".to_vec(),
            b"{\"\\u0000\": 1}".to_vec(),
            b"{\"related\": [1e400]}".to_vec(),
            b"{\"related\": [99999999999999999999]}".to_vec(),
            b"{\"related\": [-1.5]}".to_vec(),
            b"\xef\xbb\xbf{\"headline\": 3}".to_vec(),
            b"\xff\xfe{\x00}\x00".to_vec(),
            b"{\"headline\": \"\xc3\x28\"}".to_vec(),
            b"{\"headline\": NaN}".to_vec(),
            b"nul".to_vec(),
            b"\"".to_vec(),
            b"\0".to_vec(),
            b"{\"scheduled_at\": \"+999999-01-01T00:00:00Z\", \"significance\": {}, \"notice\": [], \"embargoed_until\": 1, \"name\": 3}".to_vec(),
            b"{\"scheduled_at\": \"\\u0000\"}".to_vec(),
            json!({ "headline": 1, "notice": "x".repeat(100_000), "x": "y" }).to_string().into(),
        ];
        let verbs = [
            "submit", "approve", "return", "publish", "schedule", "embargo", "withdraw", "restore",
        ];
        let mut targets = vec![
            ("POST", "/api/v1/stories".to_owned()),
            ("PATCH", format!("/api/v1/stories/{number}")),
            ("PUT", "/api/v1/settings/site".to_owned()),
            ("PUT", "/api/v1/settings/policies".to_owned()),
        ];
        targets.extend(verbs.map(|verb| ("POST", format!("/api/v1/stories/{number}/{verb}"))));
        for (method, path) in &targets {
            for body in &bodies {
                let answer = admin.ask(method, path, &[("content-type", "application/json")], body);
                let what = format!(
                    "{method} {path} {}",
                    String::from_utf8_lossy(&body[..body.len().min(80)])
                );
                assert!(
                    (400..500).contains(&answer.status),
                    "{what}: {}",
                    answer.status
                );
                assert!(
                    answer.detail().len() > 10 && answer.detail().len() < 2_000,
                    "{what}: {}",
                    answer.detail()
                );
            }
        }
        assert_eq!(admin.story(number), before);
        assert_eq!(
            admin.get("/api/v1/stories").json()["stories"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        is_unharmed(&world);
        world.is_whole();
    });
}

#[test]
fn naughty_strings_are_only_words() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/fixtures/hostile-text/blns.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: the folder shared/fixtures/hostile-text is not there");
        return;
    };
    let all: Vec<String> = serde_json::from_str(&text).unwrap();
    assert!(all.len() > 400);
    let world = World::new();
    let (reader, editor) = (world.reader(), world.editor());
    let (mut taken, mut topics) = (0, std::collections::BTreeSet::new());
    for strings in all.chunks(3) {
        let word = |n: usize| strings[n % strings.len()].as_str();
        let block = |kind: &str, n: usize| json!({ "type": kind, "content": [{ "type": "text", "text": word(n) }] });
        let blocks: Vec<Value> = ["paragraph", "heading", "code"]
            .iter()
            .enumerate()
            .filter(|(n, _)| !word(*n).is_empty())
            .map(|(n, kind)| block(kind, n))
            .collect();
        let mut story = json!({
            "headline": word(0), "standfirst": word(1), "headlines": { "home": word(2), "seo": word(1), "social": word(0) },
            "dateline": word(2), "body": { "type": "doc", "content": blocks },
        });
        for name in strings.iter().filter(|s| !s.trim().is_empty()) {
            story["topics"] = json!([name]);
            story["bylines"] = json!([{ "name": name, "role": name, "handle": name }]);
            story["headline"] = json!(name);
            let made = editor.post("/api/v1/stories", &story);
            if made.status == 422 {
                continue;
            }
            let made = made.is(201).json();
            let number = made["number"].as_i64().unwrap();
            let published = editor.act(number, "publish", &json!({})).is(200).json();
            assert_eq!(published["headline"], json!(name));
            let page = reader
                .get(&format!(
                    "/story/{}-{number}",
                    published["slug"].as_str().unwrap()
                ))
                .is(200)
                .text();
            html::safe(name, &page);
            let shown = page
                .split_once("<h1")
                .unwrap()
                .1
                .split_once('>')
                .unwrap()
                .1
                .split_once("</h1>")
                .unwrap()
                .0;
            assert_eq!(
                html::plain(shown).trim(),
                name.trim(),
                "the headline is shown as it was written"
            );
            let links = html::tags(&page).unwrap();
            topics.extend(
                links
                    .iter()
                    .filter(|t| t.name == "a")
                    .filter_map(|t| t.get("href"))
                    .filter(|h| h.starts_with("/topic/"))
                    .map(str::to_owned),
            );
            taken += 1;
        }
    }
    assert!(taken > 400, "only {taken} were taken");
    for path in topics.iter().map(String::as_str).step_by(4).chain(["/"]) {
        html::safe(path, &reader.get(path).is(200).text());
    }
    is_unharmed(&world);
    world.is_whole();
}
