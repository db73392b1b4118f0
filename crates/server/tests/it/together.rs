//! Stories written together, as browsers see it: the real program, the real protocol, documents of Yjs.

use serde_json::json;

use crate::live::{Browser, Writer};
use crate::world::{World, on_both};

/// Somebody of the staff, signed in.
fn colleague(world: &World, role: &str, name: &str) -> Browser {
    let email = format!("{}@example.org", name.to_lowercase());
    let words = ["staff", "add", &email, "--role", role, "--name", name];
    let invitation = world.run(&words).is(0).out;
    Browser::join(world.address(), &invitation, name).unwrap()
}

/// A story with these paragraphs.
fn story(world: &World, paragraphs: &[&str]) -> i64 {
    let body = body(paragraphs);
    let fields = json!({
        "slugline": "harbour", "headline": "The harbour", "standfirst": "Boats come and go.",
        "section": "world", "body": body,
    });
    world.editor().write(&fields)["number"].as_i64().unwrap()
}

fn body(paragraphs: &[&str]) -> serde_json::Value {
    let paragraph = |words: &&str| json!({ "type": "paragraph", "content": [{ "type": "text", "text": words }] });
    json!({ "type": "doc", "content": paragraphs.iter().map(paragraph).collect::<Vec<_>>() })
}

/// The words of the newest revision, a text a block.
fn stored(world: &World, number: i64) -> Vec<String> {
    let story = world.editor().story(number);
    let blocks = story["body"]["content"].as_array().unwrap().iter();
    let words = |block: &serde_json::Value| {
        let runs = block["content"].as_array().into_iter().flatten();
        runs.map(|run| run["text"].as_str().unwrap()).collect()
    };
    blocks.map(words).collect()
}

#[test]
fn two_people_type_in_one_paragraph_at_once() {
    on_both(|world| {
        let number = story(&world, &["Start:"]);
        let mut anna = colleague(&world, "reporter", "Anna");
        let ben = colleague(&world, "editor", "Ben");
        let mut a = Writer::open(&anna, number).unwrap();
        let mut b = Writer::open(&ben, number).unwrap();
        for n in 0..60 {
            a.type_in(0, "a").unwrap();
            b.insert(0, 6, "b").unwrap();
            if n % 7 == 0 {
                a.hear(std::time::Duration::from_millis(5)).unwrap();
            }
        }
        a.settle().unwrap();
        b.settle().unwrap();
        let whole = |w: &Writer| w.sheet.block(0).len() == 126;
        a.until("all of it is with Anna", whole).unwrap();
        b.until("all of it is with Ben", whole).unwrap();
        let words = a.sheet.block(0);
        assert_eq!(words, b.sheet.block(0));
        assert_eq!(words.matches('a').count(), 61, "{words}");
        assert_eq!(words.matches('b').count(), 60, "{words}");
        let save = format!("/desk/story/{number}/save");
        let state = anna.post(&save, &json!({})).unwrap().is(200).unwrap();
        assert_eq!(state.json().unwrap()["revision"], 2);
        assert_eq!(stored(&world, number), [words]);
    });
}
