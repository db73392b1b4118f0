//! Who comes into a room, and under which name; who is sent away.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{colleague, story};
use crate::live::{Call, Heard, Line, Writer, aware};
use crate::world::World;

/// How a call ends: with a code, or 0 where it is taken.
fn outcome(call: &Call) -> u16 {
    match Line::open(call).unwrap() {
        Err(status) => status,
        Ok(mut line) => match line.hear(Duration::from_secs(10)).unwrap() {
            Some(Heard::Closed(code, _)) => code,
            Some(Heard::Asks(_)) => 0,
            other => panic!("{other:?}"),
        },
    }
}

#[test]
fn only_the_newsroom_comes_in_and_only_from_its_own_pages() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let good = Writer::closed(&colleague(&world, "moderator", "Mia"), number)
        .unwrap()
        .call;
    let with = |change: &dyn Fn(&mut Call)| {
        let mut call = good.clone();
        change(&mut call);
        outcome(&call)
    };
    let own = format!("http://{}", world.address());
    assert_eq!(with(&|_| {}), 0);
    assert_eq!(with(&|c| c.origin = None), 0);
    assert_eq!(
        with(&|c| c.origin = Some(own.to_uppercase().replace("HTTP", "http"))),
        0
    );
    for origin in [
        "http://elsewhere.example",
        "null",
        "http://127.0.0.1:1",
        "file://",
    ] {
        assert_eq!(with(&|c| c.origin = Some(origin.into())), 403, "{origin}");
    }
    assert_eq!(with(&|c| c.cookies = String::new()), 4401);
    assert_eq!(with(&|c| c.cookies = "desk=0".into()), 4401);
    let reader = colleague(&world, "reader", "Rita").cookies();
    assert_eq!(with(&|c| c.cookies.clone_from(&reader)), 4403);
    assert_eq!(with(&|c| c.story = number + 1), 4404);
    assert_eq!(with(&|c| c.story = -1), 4404);
    let schema = good.query.split('&').next().unwrap().to_owned();
    assert_eq!(with(&|c| c.query = schema.clone()), 0);
    for query in ["", "schema=0", "schema=999", "schema=x", "epoch=1"] {
        assert_eq!(with(&|c| c.query = query.into()), 4409, "{query}");
    }
    assert_eq!(with(&|c| c.query = format!("{schema}&epoch=1")), 4410);
    // What is no call is told what the address is for.
    let live = format!("/desk/story/{number}/live");
    world.reader().get(&live).is(426);
    let elsewhere = [("origin", "http://elsewhere.example")];
    world.reader().get_with(&live, &elsewhere).is(403);
}

#[test]
fn who_is_signed_out_or_no_longer_of_the_newsroom_is_sent_away() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let (anna, ben) = (
        colleague(&world, "reporter", "Anna"),
        colleague(&world, "reporter", "Ben"),
    );
    let mut a = Writer::open(&anna, number).unwrap();
    let mut b = Writer::open(&ben, number).unwrap();
    let mut c = Writer::open(&colleague(&world, "reporter", "Carla"), number).unwrap();
    let began = Instant::now();
    assert_eq!(anna.post("/desk/sign-out", &json!({})).unwrap().status, 303);
    assert_eq!(a.end().unwrap(), 4401);
    let data = rusqlite::Connection::open(world.data().join("standfirst.db")).unwrap();
    data.busy_timeout(Duration::from_secs(20)).unwrap();
    data.execute("UPDATE staff SET role = 'reader' WHERE name = 'Ben'", [])
        .unwrap();
    assert_eq!(b.end().unwrap(), 4403);
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    c.type_in(0, "!").unwrap();
    c.settle().unwrap();
}

fn user(name: &str) -> Value {
    json!({ "user": { "name": name, "handle": "boss", "color": "#123456" }, "cursor": null })
}

#[test]
fn people_are_shown_under_their_own_names_and_go_when_they_go() {
    let world = World::new();
    let number = story(&world, &["Words."]);
    let (anna, ben) = (
        colleague(&world, "reporter", "Anna"),
        colleague(&world, "editor", "Ben"),
    );
    let mut a = Writer::open(&anna, number).unwrap();
    let mut b = Writer::open(&ben, number).unwrap();
    a.until("somebody came", |_| true).unwrap();
    a.tell(&user("The Editor-in-Chief")).unwrap();
    let client = a.sheet.client();
    b.until("Anna is there", |w| w.colleagues.contains_key(&client))
        .unwrap();
    let shown = &b.colleagues[&client];
    assert_eq!(
        shown["user"],
        json!({ "name": "Anna", "handle": "anna", "color": "#123456" })
    );
    // A state without a name gets one too.
    a.tell(&json!({ "cursor": 3 })).unwrap();
    b.until("Anna moved", |w| w.colleagues[&client]["cursor"] == 3)
        .unwrap();
    assert_eq!(b.colleagues[&client]["user"]["name"], "Anna");
    // Nobody speaks for somebody else, or takes them away.
    b.say(aware(client, 99, &Value::Null)).unwrap();
    b.say(aware(client, 100, &user("Ben as Anna"))).unwrap();
    b.tell(&user("x")).unwrap();
    let other = b.sheet.client();
    a.until("Ben is there", |w| w.colleagues.contains_key(&other))
        .unwrap();
    assert_eq!(a.colleagues.keys().collect::<Vec<_>>(), [&other]);
    // Somebody new is told of those who are there, who need not say it again.
    let mut c = Writer::open(&anna, number).unwrap();
    c.until("Ben is there", |w| w.colleagues.contains_key(&other))
        .unwrap();
    b.cut();
    a.until("Ben is gone", |w| w.colleagues.is_empty()).unwrap();
    c.until("Ben is gone", |w| w.colleagues.is_empty()).unwrap();
}
