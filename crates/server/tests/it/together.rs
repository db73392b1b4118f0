//! Stories written together, as browsers see it: the real program, the real protocol, documents of Yjs.

use std::time::Duration;

use serde_json::{Value, json};

use crate::live::{Browser, Writer};
use crate::world::{World, eventually, on_both};

mod crash;
mod door;
mod flood;
mod log;

/// Somebody of the staff, signed in.
fn colleague(world: &World, role: &str, name: &str) -> Browser {
    let email = format!("{}@example.org", name.to_lowercase());
    let words = ["staff", "add", &email, "--role", role, "--name", name];
    let invitation = world.run(&words).is(0).out;
    Browser::join(world.address(), &invitation, name).unwrap()
}

fn body(paragraphs: &[&str]) -> Value {
    let paragraph = |words: &&str| json!({ "type": "paragraph", "content": [{ "type": "text", "text": words }] });
    json!({ "type": "doc", "content": paragraphs.iter().map(paragraph).collect::<Vec<_>>() })
}

/// A story with these paragraphs.
fn story(world: &World, paragraphs: &[&str]) -> i64 {
    let fields = json!({
        "slugline": "harbour", "headline": "The harbour", "standfirst": "Boats come and go.",
        "section": "world", "body": body(paragraphs),
    });
    world.editor().write(&fields)["number"].as_i64().unwrap()
}

/// The words of the newest revision, a text a block.
fn stored(world: &World, number: i64) -> Vec<String> {
    let token = world.editor().token.unwrap();
    Browser::new(world.address())
        .stored(&token, number)
        .unwrap()
}

/// Does to a story what a button of the editor does; answers with its state.
fn press(browser: &Browser, number: i64, verb: &str, body: Value) -> Value {
    let path = format!("/desk/story/{number}/{verb}");
    let answer = browser.post(&path, &body).unwrap();
    answer.is(200).unwrap().json().unwrap()
}

fn count(text: &str, letter: char) -> usize {
    text.matches(letter).count()
}

#[test]
fn two_people_type_in_one_paragraph_at_once() {
    on_both(|world| {
        let number = story(&world, &["1:"]);
        let anna = colleague(&world, "reporter", "Anna");
        let mut a = Writer::open(&anna, number).unwrap();
        let mut b = Writer::open(&colleague(&world, "editor", "Ben"), number).unwrap();
        for n in 0..60 {
            a.type_in(0, "a").unwrap();
            b.insert(0, 2, "b").unwrap();
            if n % 7 == 0 {
                a.hear(Duration::from_millis(5)).unwrap();
            }
        }
        a.settle().unwrap();
        b.settle().unwrap();
        let whole = |w: &Writer| w.sheet.block(0).len() == 122;
        a.until("all of it is with Anna", whole).unwrap();
        b.until("all of it is with Ben", whole).unwrap();
        let words = a.sheet.block(0);
        assert_eq!(words, b.sheet.block(0));
        assert_eq!(
            (count(&words, 'a'), count(&words, 'b')),
            (60, 60),
            "{words}"
        );
        assert_eq!(press(&anna, number, "save", json!({}))["revision"], 2);
        assert_eq!(stored(&world, number), [words]);
    });
}

#[test]
fn somebody_comes_back_after_long_and_what_all_have_written_is_there_once() {
    on_both(|mut world| {
        let number = story(&world, &["The boats left the harbour.", "The end."]);
        let (anna, ben) = (
            colleague(&world, "reporter", "Anna"),
            colleague(&world, "editor", "Ben"),
        );
        let mut a = Writer::open(&anna, number).unwrap();
        let mut b = Writer::open(&ben, number).unwrap();
        a.cut();
        a.insert(0, 9, " in the morning").unwrap();
        a.remove(1, 0, 4).unwrap();
        a.sheet
            .insert_block(2, "paragraph", "Anna wrote this on a train.");
        b.insert(0, 26, " early").unwrap();
        b.sheet.insert_headline(" at dawn");
        b.insert(1, 8, " Ben was here.").unwrap();
        b.settle().unwrap();
        assert_eq!(press(&ben, number, "save", json!({}))["revision"], 2);
        assert_eq!(world.end(), Some(0));
        world.start();
        b.come_back(world.address()).unwrap();
        b.insert(0, 0, "Yes: ").unwrap();
        b.settle().unwrap();
        a.come_back(world.address()).unwrap();
        let merged = [
            "Yes: The boats in the morning left the harbour early.",
            "end. Ben was here.",
            "Anna wrote this on a train.",
        ];
        let whole = |w: &Writer| w.sheet.blocks() == merged;
        a.until("all is with Anna", whole).unwrap();
        b.until("all is with Ben", whole).unwrap();
        let mut c = Writer::open(&anna.at(world.address()), number).unwrap();
        c.until("all is with somebody new", whole).unwrap();
        assert_eq!(c.sheet.headline(), "The harbour at dawn");
        let ben = ben.at(world.address());
        press(&ben, number, "save", json!({}));
        assert_eq!(stored(&world, number), merged);
    });
}

#[test]
fn what_others_save_arrives_and_unsaved_words_stay() {
    on_both(|world| {
        let number = story(&world, &["One.", "Two.", "Three."]);
        let anna = colleague(&world, "reporter", "Anna");
        let mut a = Writer::open(&anna, number).unwrap();
        let mut b = Writer::open(&colleague(&world, "editor", "Ben"), number).unwrap();
        a.type_in(0, " Anna is still typing.").unwrap();
        a.insert(1, 0, "And ").unwrap();
        a.settle().unwrap();
        let wire = body(&["One.", "Two by the wire.", "Three.", "Four."]);
        world
            .editor()
            .change(number, &json!({ "body": wire, "base": 1 }))
            .is(200);
        let merged = [
            "One. Anna is still typing.",
            "And Two by the wire.",
            "Three.",
            "Four.",
        ];
        let whole = |w: &Writer| w.sheet.blocks() == merged;
        a.until("the wire's words are with Anna", whole).unwrap();
        b.until("the wire's words are with Ben", whole).unwrap();
        assert_eq!(
            stored(&world, number),
            ["One.", "Two by the wire.", "Three.", "Four."]
        );
        assert_eq!(press(&anna, number, "save", json!({}))["revision"], 3);
        assert_eq!(stored(&world, number), merged);

        // The first revision again, as a new one, while somebody types.
        a.type_in(2, " More.").unwrap();
        a.settle().unwrap();
        let first = body(&["One.", "Two.", "Three."]);
        world
            .editor()
            .change(number, &json!({ "body": first, "base": 3 }))
            .is(200);
        let restored = ["One.", "Two.", "Three. More."];
        a.until("the old words are with Anna", |w| {
            w.sheet.blocks() == restored
        })
        .unwrap();
        assert_eq!(press(&anna, number, "save", json!({}))["revision"], 5);
        assert_eq!(stored(&world, number), restored);
        b.until("and with Ben", |w| w.sheet.blocks() == restored)
            .unwrap();
        a.settle().unwrap();
    });
}

#[test]
fn a_story_that_the_wire_makes_very_long_can_still_be_opened() {
    let world = World::new();
    let number = story(&world, &["Short."]);
    let anna = colleague(&world, "reporter", "Anna");
    let mut a = Writer::open(&anna, number).unwrap();
    a.type_in(0, " Mine.").unwrap();
    a.settle().unwrap();
    let page = "Every word of the report. ".repeat(400);
    let long: Vec<&str> = std::iter::once("Short.")
        .chain(std::iter::repeat_n(page.as_str(), 150))
        .collect();
    world
        .editor()
        .change(number, &json!({ "body": body(&long) }))
        .is(200);
    a.until("it is long", |w| w.sheet.blocks().len() == 151)
        .unwrap();
    assert_eq!(a.sheet.block(0), "Short. Mine.");
    let b = Writer::open(&anna, number).unwrap();
    assert_eq!(b.sheet.blocks(), a.sheet.blocks());
}

#[test]
fn a_verb_is_done_to_what_is_on_the_screen() {
    on_both(|world| {
        let number = story(&world, &["The first words."]);
        let editor = colleague(&world, "editor", "Ben");
        let mut b = Writer::open(&editor, number).unwrap();
        b.type_in(0, " The last words.").unwrap();
        b.settle().unwrap();
        let state = press(&editor, number, "publish", json!({}));
        assert_eq!(state["status"], "live");
        let page = || {
            let path = world.editor().path(number);
            world.reader().get(&path).is(200).text()
        };
        assert!(
            page().contains("The first words. The last words."),
            "{}",
            page()
        );
        b.until("the editor knows", |w| {
            w.states.iter().any(|s| s["status"] == "live")
        })
        .unwrap();

        b.type_in(0, " Not for readers yet.").unwrap();
        b.settle().unwrap();
        assert!(!page().contains("Not for readers"));
        press(&editor, number, "save", json!({}));
        assert!(!page().contains("Not for readers"));
        press(
            &editor,
            number,
            "publish",
            json!({ "significance": "update" }),
        );
        assert!(page().contains("Not for readers yet."));
    });
}

#[test]
fn what_is_refused_stays_in_the_page_and_arrives_when_it_is_welcome() {
    let world = World::new();
    let number = story(&world, &["Approved words."]);
    let (reporter, editor) = (
        colleague(&world, "reporter", "Anna"),
        colleague(&world, "editor", "Ben"),
    );
    let mut a = Writer::open(&reporter, number).unwrap();
    let mut b = Writer::open(&editor, number).unwrap();
    a.remove(0, 8, 6).unwrap();
    a.settle().unwrap();
    press(&reporter, number, "submit", json!({}));
    press(&editor, number, "approve", json!({}));
    a.until("the reporter knows", |w| {
        w.states.iter().any(|s| s["status"] == "ready")
    })
    .unwrap();
    a.type_in(0, " behind the back").unwrap();
    a.until("it is refused", |w| w.refused.len() == 16).unwrap();
    assert!(a.refused[0].contains("reporter"), "{:?}", a.refused[0]);
    b.type_in(0, "!").unwrap();
    b.settle().unwrap();
    assert_eq!(b.sheet.block(0), "Approved.!");
    assert_eq!(a.sheet.block(0), "Approved. behind the back");

    // Another window of the reporter's has nothing that could be refused; nor has it when it comes back.
    let mut other = Writer::open(&reporter, number).unwrap();
    other.come_back(world.address()).unwrap();
    assert_eq!(other.refused, Vec::<String>::new());
    assert_eq!(other.sheet.block(0), "Approved.!");

    press(
        &editor,
        number,
        "return",
        json!({ "reason": "One more fact." }),
    );
    let both = |w: &Writer| {
        let words = w.sheet.block(0);
        words.contains('!') && words.contains(" behind the back")
    };
    // Asked again, the page has sent all of it.
    a.settle().unwrap();
    b.until("the reporter's words arrive", both).unwrap();
    a.until("the editor's too", both).unwrap();
    assert_eq!(a.sheet.block(0), b.sheet.block(0));
    press(&reporter, number, "save", json!({}));
    eventually("it is saved", || stored(&world, number) == a.sheet.blocks());
}

#[test]
fn a_block_that_is_not_finished_is_named_and_everything_else_is_checked_as_it_stands() {
    on_both(|world| {
        let number = story(&world, &["The boats left the harbour."]);
        let ben = colleague(&world, "editor", "Ben");
        let mut b = Writer::open(&ben, number).unwrap();
        let embed = b.sheet.insert_block(1, "embed", "");
        b.send(&embed).unwrap();
        let words = b.sheet.insert_headline(", 1987 and 2024");
        b.send(&words).unwrap();
        b.type_in(0, " All of them.").unwrap();
        b.settle().unwrap();

        let path = format!("/desk/story/{number}/checks");
        let mut asking = ben.at(world.address());
        let found = asking.get(&path).unwrap().is(200).unwrap().json().unwrap();
        let first = &found["findings"][0];
        assert_eq!(
            (&first["rule"], &first["level"], &first["place"]),
            (&json!("unfinished"), &json!("block"), &json!("body.1"))
        );
        assert_eq!(first["words"], "Block 2 (embed): its address is missing.");
        // The house style has read the headline that is on the screen, which no revision has.
        let house = found["house"].to_string();
        assert!(house.contains("1987"), "{house}");
        assert_eq!(stored(&world, number), ["The boats left the harbour."]);
        b.until("the page says so, too", |w| {
            w.faults
                .iter()
                .any(|told| told.to_string().contains("Block 2 (embed)"))
        })
        .unwrap();

        let refused = ben
            .post(&format!("/desk/story/{number}/publish"), &json!({}))
            .unwrap();
        let refused = refused.is(422).unwrap().json().unwrap().to_string();
        assert!(refused.contains("url"), "{refused}");

        // Once it has an address, or is gone, there is a revision of all of it.
        let gone = b.sheet.remove_block(1);
        b.send(&gone).unwrap();
        b.settle().unwrap();
        press(&ben, number, "save", json!({}));
        assert_eq!(
            stored(&world, number),
            ["The boats left the harbour. All of them."]
        );
    });
}

/// The same with the real protocol: somebody turns a paragraph into a heading while somebody else writes in it.
#[test]
fn who_writes_in_a_block_that_a_colleague_changes_in_the_same_moment_loses_nothing() {
    on_both(|mut world| {
        let number = story(&world, &["The boats left.", "Nobody saw them."]);
        let (anna, ben) = (
            colleague(&world, "reporter", "Anna"),
            colleague(&world, "editor", "Ben"),
        );
        let mut a = Writer::open(&anna, number).unwrap();
        let mut b = Writer::open(&ben, number).unwrap();
        a.cut();
        a.insert(1, 6, " at all").unwrap();
        let change = b.sheet.replace_block(1, "heading", "Nobody saw them.");
        b.send(&change).unwrap();
        b.settle().unwrap();
        a.come_back(world.address()).unwrap();
        let wanted = ["The boats left.", "Nobody at all saw them."];
        let whole = |w: &Writer| w.sheet.blocks() == wanted;
        a.until("it is with Anna", whole).unwrap();
        b.until("it is with Ben", whole).unwrap();
        a.settle().unwrap();
        // What was settled is in the log as well.
        world.kill();
        world.start();
        let c = Writer::open(&ben.at(world.address()), number).unwrap();
        assert_eq!(c.sheet.blocks(), wanted);
    });
}
