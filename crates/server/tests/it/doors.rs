//! The doors of the desk: who may open which, and what nobody gets through them.

use std::net::TcpListener;

use serde_json::{Value, json};
use story::{Act, Role, Status, workflow};

use crate::desk::{Desk, code, hidden};
use crate::world::{World, eventually, in_seconds, repository};

/// An address of the table: its method, its path with something in place of its parts, the least role.
struct Address {
    method: &'static str,
    path: String,
    least: Option<Role>,
}

/// The table of the desk's addresses as it stands in the source. One that the test cannot read is an error.
fn table() -> Vec<Address> {
    let source = repository("crates/server/src/routes/desk.rs");
    let door = |text: &str| -> Option<Option<Role>> {
        let text = text.trim_start();
        let known = [
            ("Door::Open", None),
            ("ANY", Some(Role::Reader)),
            ("READS", Some(Role::Moderator)),
            ("WRITES", Some(Role::Reporter)),
            ("EDITS", Some(Role::Editor)),
            ("RUNS", Some(Role::Admin)),
        ];
        known
            .iter()
            .find(|(word, _)| text.starts_with(word))
            .map(|(_, role)| *role)
    };
    let mut found = Vec::new();
    for route in source.split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap().to_owned();
        let handlers = route.splitn(3, '"').nth(2).unwrap();
        if path.ends_with("/live") || path.starts_with("/desk/uploads") {
            // A WebSocket, and files in parts, have tests of their own.
            continue;
        }
        let path = path
            .replace("{number}", "1")
            .replace("{id}", "1")
            .replace("{revision}", "1")
            .replace("{what}", "resolve")
            .replace("{verb}", "submit")
            .replace("{place}", "front");
        let path = path
            .split('/')
            .map(|step| if step.starts_with('{') { "x" } else { step })
            .collect::<Vec<_>>()
            .join("/");
        let mut methods = 0;
        for (method, word) in [("GET", "get("), ("POST", "post(")] {
            let Some((_, rest)) = handlers.split_once(word) else {
                continue;
            };
            let rest = rest.trim_start();
            let inner = rest
                .strip_prefix("at(")
                .or_else(|| rest.strip_prefix("of("))
                .unwrap_or_else(|| panic!("{path}: {rest}"));
            let least = door(inner).unwrap_or_else(|| panic!("{path}: {inner}"));
            methods += 1;
            found.push(Address {
                method,
                path: path.clone(),
                least,
            });
        }
        assert!(methods > 0, "{path} has no method that the test knows");
    }
    assert!(found.len() > 35, "the table was not understood");
    found
}

const ROLES: [Role; 5] = [
    Role::Reader,
    Role::Moderator,
    Role::Reporter,
    Role::Editor,
    Role::Admin,
];

fn people(world: &World) -> Vec<(Role, Desk)> {
    ROLES
        .iter()
        .map(|role| {
            let email = format!("{role}@example.org");
            (*role, Desk::of(world, role.as_str(), &email))
        })
        .collect()
}

#[test]
fn files_come_in_parts_from_the_desks_own_pages_and_from_those_who_write() {
    let world = World::new();
    let begin = |who: &Desk, csrf: &str, more: &[(&str, &str)]| {
        let headers = [
            &[
                ("upload-length", "10"),
                ("tus-resumable", "1.0.0"),
                ("x-csrf", csrf),
            ],
            more,
        ]
        .concat();
        who.ask_with("POST", "/desk/uploads", &headers, b"")
    };
    let (ben, ada) = (
        Desk::of(&world, "reporter", "ben@example.org"),
        Desk::of(&world, "moderator", "ada@example.org"),
    );
    begin(&Desk::stranger(&world), "", &[]).is(401);
    begin(&ada, &ada.csrf(), &[]).is(403);
    begin(&ben, "", &[]).is(403);
    begin(&ben, &ben.csrf(), &[("sec-fetch-site", "cross-site")]).is(403);
    begin(
        &ben,
        &ben.csrf(),
        &[("origin", "https://elsewhere.example")],
    )
    .is(403);
    let begun = begin(&ben, &ben.csrf(), &[]).is(201);
    let at = begun.header("location").to_owned();
    let dan = Desk::of(&world, "reporter", "dan@example.org");
    let state = |who: &Desk| {
        who.ask_with("HEAD", &at, &[("x-csrf", &who.csrf())], b"")
            .status
    };
    assert_eq!((state(&ben), state(&dan), state(&ada)), (200, 404, 403));
    ben.ask_with("DELETE", &at, &[("x-csrf", &ben.csrf())], b"")
        .is(204);
}

#[test]
fn every_address_opens_for_its_role_and_no_lower_one() {
    let world = World::new();
    world
        .editor()
        .write(&json!({ "headline": "Rain", "section": "World" }));
    let people = people(&world);
    for address in table() {
        let Address {
            method,
            path,
            least,
        } = &address;
        // Whoever signs out or ends sessions is no help for what follows.
        if path.contains("sign-out") || path.contains("end-others") || path.contains("session/") {
            continue;
        }
        let nobody = Desk::stranger(&world);
        let answer = match *method {
            "GET" => nobody.get(path),
            _ => nobody.send(path, &[]),
        };
        if least.is_some() {
            let to_sign_in =
                answer.status == 303 && answer.header("location").starts_with("/desk/sign-in");
            assert!(to_sign_in, "{method} {path} for nobody: {}", answer.status);
        } else {
            assert!(
                answer.header("location").is_empty() || answer.status != 303 || *method == "GET",
                "{method} {path}"
            );
        }
        let Some(least) = least else { continue };
        for (role, desk) in &people {
            let answer = match *method {
                "GET" => desk.get(path),
                _ => desk.post(path, &[]),
            };
            let refused = answer.status == 403;
            if role < least {
                assert!(
                    refused,
                    "{method} {path} opens for {role}: {}",
                    answer.status
                );
            } else if refused {
                // Refused for another reason than the door: the workflow's, or a place that is not theirs.
                let page = answer.text();
                let door = format!("it takes {least}.");
                assert!(
                    !page.contains(&door),
                    "{method} {path} is shut for {role}: {page}"
                );
            }
            assert!(
                answer.status < 500,
                "{method} {path} for {role}: {}",
                answer.text()
            );
        }
    }
}

/// Brings a new story into a status.
fn story_that_is(world: &World, status: Status) -> i64 {
    let editor = world.editor();
    let story = json!({ "headline": "Rain", "section": "World" });
    let number = editor.write(&story)["number"].as_i64().unwrap();
    let act = |verb: &str, body: Value| {
        editor.act(number, verb, &body).is(200);
    };
    match status {
        Status::Draft => {}
        Status::InReview => act("submit", json!({})),
        Status::Ready => {
            act("submit", json!({}));
            act("approve", json!({}));
        }
        Status::Scheduled => act("schedule", json!({ "scheduled_at": in_seconds(9_000.0) })),
        Status::Live => act("publish", json!({})),
        Status::Withdrawn => {
            act("publish", json!({}));
            act("withdraw", json!({ "notice": "Gone." }));
        }
    }
    number
}

#[test]
fn every_verb_is_done_at_the_desk_and_over_the_api_as_the_table_says() {
    let world = World::new();
    let people = people(&world);
    for &status in Status::ALL {
        for &act in Act::ALL.iter().filter(|act| **act != Act::Save) {
            let body = match act {
                Act::Schedule => json!({ "scheduled_at": in_seconds(9_000.0) }),
                Act::Embargo => json!({ "embargoed_until": in_seconds(9_000.0) }),
                _ => json!({}),
            };
            let mut fresh = None;
            for (role, desk) in &people {
                let number = *fresh.get_or_insert_with(|| story_that_is(&world, status));
                let path = format!("/desk/story/{number}/{}", act.as_str());
                let answer = desk.script(&path, &body);
                let (told, expected) = (answer.status, workflow::next(status, act, *role));
                let fits = match expected {
                    Ok(to) => {
                        fresh = None;
                        told == 200 && answer.json()["status"] == to.as_str()
                    }
                    Err(workflow::Refusal::Role { .. }) => told == 403,
                    // Below the door it is the door that refuses.
                    Err(workflow::Refusal::Status { .. }) => {
                        told == 409 || (*role < Role::Reporter && told == 403)
                    }
                };
                assert!(fits, "{role} {act} {status}: {told} {}", answer.text());
                let token = match role {
                    Role::Moderator => Some(world.moderator()),
                    Role::Reporter => Some(world.reporter()),
                    _ => None,
                };
                if let (Some(token), Err(_)) = (token, expected) {
                    let told = token.act(number, act.as_str(), &body).status;
                    assert!(
                        told == 403 || told == 409,
                        "{role} {act} {status} over the API: {told}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_form_from_elsewhere_changes_nothing() {
    let world = World::new();
    let ada = Desk::of(&world, "admin", "ada@example.org");
    for address in table().iter().filter(|a| a.method == "POST") {
        let csrf = if address.least.is_some() {
            ada.csrf()
        } else {
            "x".into()
        };
        let body = format!("csrf={csrf}");
        let elsewhere: [&[(&str, &str)]; 4] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
        ];
        for headers in elsewhere {
            let answer = ada.ask_with("POST", &address.path, headers, body.as_bytes());
            assert_eq!(answer.status, 403, "{} with {headers:?}", address.path);
        }
        // From our own page, but without the token, with an empty one, or with another session's.
        for body in [
            "",
            "csrf=",
            "csrf=0000000000000000000000000000000000000000000000000000000000000000",
        ] {
            let answer = ada.ask_with(
                "POST",
                &address.path,
                &[("origin", "http://test")],
                body.as_bytes(),
            );
            assert_eq!(answer.status, 403, "{} with {body:?}", address.path);
        }
    }
    // Nothing of it had a hand in anything: the session is still there.
    ada.get("/desk/me").is(200);
}

#[test]
fn a_session_is_never_one_that_somebody_else_has_chosen() {
    let world = World::new();
    let victim = Desk::stranger(&world);
    let planted = "a".repeat(64);
    victim.put_cookie("desk", &planted);
    let link = world
        .run(&["staff", "add", "ada@example.org", "--role", "editor"])
        .is(0)
        .last_word();
    victim.accept(&link);
    assert_ne!(victim.cookie("desk"), planted);
    let thief = Desk::stranger(&world);
    thief.put_cookie("desk", &planted);
    assert_eq!(
        thief.get("/desk/me").status,
        303,
        "the planted secret opens nothing"
    );
    // Signing out ends the session and not only the cookie.
    let old = victim.cookie("desk");
    assert_eq!(victim.post("/desk/sign-out", &[]).status, 303);
    thief.put_cookie("desk", &old);
    assert_eq!(thief.get("/desk/me").status, 303);
}

#[test]
fn screens_are_in_nobodys_frame_and_lead_nowhere_else() {
    let world = World::new();
    let ada = Desk::of(&world, "admin", "ada@example.org");
    world.editor().write(&json!({ "headline": "Rain" }));
    for address in table().iter().filter(|a| a.method == "GET") {
        // A preview is made to stand in a frame of the desk itself.
        if address.path.ends_with("preview/page") {
            continue;
        }
        let answer = ada.get(&address.path);
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{}",
            address.path
        );
        assert_eq!(answer.header("x-frame-options"), "DENY", "{}", address.path);
        let kept = answer.header("cache-control");
        assert!(
            kept == "no-store" || kept.starts_with("private"),
            "{}: {kept}",
            address.path
        );
    }
    let page = ada.get("/desk/story/1/preview/page").is(200);
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'self'")
    );
    assert_eq!(page.header("x-frame-options"), "SAMEORIGIN");

    for next in [
        "https://evil.example/desk",
        "//evil.example",
        "/\\evil.example",
        "/desk@evil.example",
        "javascript:x",
    ] {
        let asked = format!(
            "/desk/sign-in?next={}",
            url::form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>()
        );
        let answer = ada.get(&asked);
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "/desk"),
            "{next}"
        );
    }
    let answer = ada.get("/desk/sign-in?next=%2Fdesk%2Fme");
    assert_eq!(answer.header("location"), "/desk/me");
}

/// Signs in with a password; the status and the words of the answer.
fn sign_in(desk: &Desk, email: &str, password: &str) -> (u16, String) {
    let page = desk.get("/desk/sign-in").is(200).text();
    let form = [
        ("csrf", &*hidden(&page, "csrf")),
        ("step", "start"),
        ("next", "/desk"),
        ("email", email),
        ("password", password),
    ];
    let answer = desk.send("/desk/sign-in", &form);
    (answer.status, answer.text())
}

#[test]
fn guessing_slows_the_guesser_and_not_the_owner() {
    let world = World::new();
    let (email, password) = ("ada@example.org", "correct horse battery");
    let ada = Desk::of(&world, "editor", email);
    ada.post("/desk/sign-out", &[]);
    for _ in 0..5 {
        let (status, words) = sign_in(&Desk::stranger(&world), email, "guess guess guess");
        assert_eq!(status, 422, "{words}");
    }
    let slowed =
        (0..3).any(|_| sign_in(&Desk::stranger(&world), email, "guess guess guess").0 == 429);
    assert!(slowed, "nobody was told to wait");
    // Not even the right password helps the guesser now, but the owner's own browser is not held up.
    let (status, _) = sign_in(&Desk::stranger(&world), email, password);
    assert_eq!(status, 429);
    let (status, words) = sign_in(&ada, email, password);
    assert_eq!(status, 200, "{words}");
    assert!(words.contains("name=\"code\""), "{words}");
    // An address that nobody has is slowed in the same way: nothing tells who is of the staff.
    let mut told = Vec::new();
    for _ in 0..7 {
        told.push(
            sign_in(
                &Desk::stranger(&world),
                "nobody@example.org",
                "guess guess guess",
            )
            .0,
        );
    }
    assert_eq!(told[..5], [422; 5]);
    assert!(told[5..].contains(&429), "{told:?}");
}

#[test]
fn a_code_is_good_once_and_a_recovery_code_takes_its_place() {
    let world = World::new();
    let link = world
        .run(&["staff", "add", "ada@example.org", "--role", "editor"])
        .is(0)
        .last_word();
    let ada = Desk::stranger(&world);
    let path = link[link.find("/desk/").unwrap()..].to_owned();
    let page = ada.get(&path).is(200).text();
    let secret = crate::desk::between(&page, "secret=", "&").to_owned();
    let used = code(&secret);
    let form = [
        ("csrf", &*hidden(&page, "csrf")),
        ("ticket", &*hidden(&page, "ticket")),
        ("name", "Ada"),
        ("password", "correct horse battery"),
        ("code", &*used),
    ];
    let answer = ada.send(&path, &form).is(303);
    let codes = ada.get(answer.header("location")).is(200).text();
    assert_eq!(
        ada.get(answer.header("location")).status,
        410,
        "codes are shown once"
    );
    assert_eq!(ada.get(&path).status, 410, "an invitation is good once");
    let recovery = codes
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .find(|word| word.len() == 14 && word.matches('-').count() == 2)
        .unwrap()
        .to_owned();
    let again = Desk::stranger(&world);
    assert_eq!(
        sign_in(&again, "ada@example.org", "correct horse battery").0,
        200
    );
    let second = |code: &str| {
        let form = [
            ("csrf", &*again.cookie("desk-form")),
            ("step", "code"),
            ("next", "/desk"),
            ("code", code),
        ];
        again.send("/desk/sign-in", &form)
    };
    assert_eq!(
        second(&used).status,
        422,
        "the code of the invitation was used"
    );
    assert_eq!(second(&recovery).status, 303);
    again.get("/desk/me").is(200);
    let third = Desk::stranger(&world);
    assert_eq!(
        sign_in(&third, "ada@example.org", "correct horse battery").0,
        200
    );
    let form = [
        ("csrf", &*third.cookie("desk-form")),
        ("step", "code"),
        ("next", "/desk"),
        ("code", &*recovery),
    ];
    assert_eq!(
        third.send("/desk/sign-in", &form).status,
        422,
        "a recovery code is good once"
    );
}

#[test]
fn sessions_are_listed_and_ended() {
    let world = World::new();
    let ada = Desk::of(&world, "editor", "ada@example.org");
    let other = Desk::stranger(&world);
    other.put_cookie("desk", &ada.cookie("desk"));
    other.get("/desk/me").is(200);
    let page = ada.page("/desk/me");
    let id = page.split("/desk/me/session/").nth(1);
    // The own session is ended by signing out; there is only the one.
    assert!(
        id.is_none() || page.contains("This one") || page.contains("this browser"),
        "{page}"
    );
    let joe = Desk::of(&world, "admin", "joe@example.org");
    assert_eq!(
        joe.post("/desk/me/session/1/end", &[]).status,
        404,
        "it is not theirs"
    );
    assert_eq!(ada.post("/desk/me/session/1/end", &[]).status, 303);
    assert_eq!(other.get("/desk/me").status, 303);
}

/// A service that knows one person, on this machine.
fn identity_service(email: &'static str) -> (String, std::thread::JoinHandle<()>) {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use std::io::Write as _;

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let own = issuer.clone();
    let serving = std::thread::spawn(move || {
        let mut nonce = String::new();
        let mut challenge = String::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let text = crate::http::asked(&mut stream);
            let asked = text.split(' ').nth(1).unwrap_or_default().to_owned();
            let body = if asked.starts_with("/.well-known") {
                json!({
                    "issuer": own, "authorization_endpoint": format!("{own}/authorize"),
                    "token_endpoint": format!("{own}/token"),
                })
            } else if asked.starts_with("/tell") {
                let pairs: Vec<(String, String)> =
                    url::form_urlencoded::parse(asked.split_once('?').unwrap().1.as_bytes())
                        .into_owned()
                        .collect();
                let find = |name: &str| pairs.iter().find(|(n, _)| n == name).unwrap().1.clone();
                (nonce, challenge) = (find("nonce"), find("code_challenge"));
                json!({})
            } else if asked == "/token" {
                let pairs: Vec<(String, String)> =
                    url::form_urlencoded::parse(text.split_once("\r\n\r\n").unwrap().1.as_bytes())
                        .into_owned()
                        .collect();
                let find = |name: &str| pairs.iter().find(|(n, _)| n == name).unwrap().1.clone();
                let hash = <sha2::Sha256 as sha2::Digest>::digest(find("code_verifier").as_bytes());
                let proved = URL_SAFE_NO_PAD.encode(hash) == challenge;
                let known = find("code") == "good" && find("client_secret") == "hush";
                let claims = json!({
                    "iss": own, "aud": "desk", "exp": 99_999_999_999_i64, "nonce": nonce, "email": email,
                    "email_verified": proved && known,
                });
                json!({ "id_token": format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims.to_string())) })
            } else {
                return;
            };
            let body = body.to_string();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (issuer, serving)
}

fn tell(issuer: &str, path: &str) {
    let address = issuer.strip_prefix("http://").unwrap().parse().unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: id\r\nconnection: close\r\n\r\n");
    crate::http::raw(address, request.as_bytes());
}

#[test]
fn an_identity_service_says_who_somebody_is_and_not_what_they_may() {
    let (issuer, serving) = identity_service("ada@example.org");
    let world = World::with(&[
        ("OIDC_ISSUER", &issuer),
        ("OIDC_CLIENT", "desk"),
        ("OIDC_SECRET", "hush"),
    ]);
    let ada = Desk::stranger(&world);
    assert!(ada.page("/desk/sign-in").contains("/desk/sign-in/oidc"));
    let begin = |desk: &Desk| {
        let answer = desk.get("/desk/sign-in/oidc?next=%2Fdesk%2Fme").is(303);
        let to = answer.header("location").to_owned();
        let query = to
            .strip_prefix(&format!("{issuer}/authorize?"))
            .unwrap()
            .to_owned();
        tell(&issuer, &format!("/tell?{query}"));
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        assert!(pairs.contains(&("code_challenge_method".into(), "S256".into())));
        pairs.iter().find(|(n, _)| n == "state").unwrap().1.clone()
    };
    // Nobody of the staff yet.
    let state = begin(&ada);
    let back = |desk: &Desk, code: &str, state: &str| {
        desk.get(&format!(
            "/desk/sign-in/oidc/back?code={code}&state={state}"
        ))
    };
    assert_eq!(back(&ada, "good", &state).status, 403);
    world
        .run(&["staff", "add", "ada@example.org", "--role", "reporter"])
        .is(0);
    let state = begin(&ada);
    assert_eq!(
        back(&Desk::stranger(&world), "good", &state).status,
        422,
        "begun in another browser"
    );
    assert_eq!(back(&ada, "good", "0000").status, 422, "another state");
    let state = begin(&ada);
    assert_eq!(back(&ada, "bad", &state).status, 502);
    let state = begin(&ada);
    let answer = back(&ada, "good", &state);
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, "/desk/me")
    );
    ada.get("/desk/me").is(200);
    assert_eq!(
        back(&ada, "good", &state).status,
        422,
        "a way back is good once"
    );
    eventually("the service ends", || {
        tell(&issuer, "/end");
        serving.is_finished()
    });
}
