//! What people do in one place at once: nobody's words are lost, and nothing stands there twice.

use super::*;
use serde_json::json;
use yrs::{GetString, Text, Xml, XmlElementPrelim, XmlElementRef, XmlFragment, XmlOut};
use yrs::{XmlTextPrelim, XmlTextRef};

/// A paper, the log that a server would keep of it, and editors that hear of everything at the end.
struct Desk {
    paper: Paper,
    state: Vec<u8>,
    log: Vec<Vec<u8>>,
}

impl Desk {
    fn new(blocks: Value) -> Self {
        let paper = paper(blocks);
        Self {
            state: paper.encode_state(),
            log: Vec::new(),
            paper,
        }
    }

    fn editor(&self, client: u64) -> Doc {
        editor(&self.paper, client)
    }

    /// What an editor has done since it last heard of the paper comes to the server.
    fn take(&mut self, doc: &Doc, since: &[u8]) {
        let update = news(doc, since);
        let applied = self.paper.apply(&update).expect("taken");
        self.log.push(update);
        self.log.extend(applied.settled);
    }

    /// The same from an editor that comes back after its line was cut: it tells what it knew, and repeats all that was
    /// ever deleted.
    fn take_all(&mut self, doc: &Doc, since: &[u8]) {
        let knew = StateVector::decode_v1(since).expect("a vector");
        let update = news(doc, since);
        let applied = self
            .paper
            .apply_knowing(&update, Some(&knew))
            .expect("taken");
        self.log.push(update);
        self.log.extend(applied.settled);
    }

    /// Everybody hears everything; the log says the same as the paper. The blocks' words, with their kinds.
    fn agree(&self, docs: &[&Doc]) -> Vec<String> {
        for doc in docs {
            see(doc, &self.paper.encode_state());
            let update = news(doc, &self.paper.state_vector());
            let theirs = Paper::load(&self.paper.encode_state(), [update.as_slice()].into_iter());
            let theirs = theirs.expect("what an editor has");
            assert_eq!(theirs.read(), self.paper.read(), "an editor sees the same");
        }
        let log = self.log.iter().map(Vec::as_slice);
        let loaded = Paper::load(&self.state, log).expect("the log");
        assert_eq!(face(&loaded), face(&self.paper), "the log says the same");
        let body = self.paper.read()["body"].clone();
        let blocks = write::children(&body).iter();
        blocks
            .map(|block| {
                let kind = block["type"].as_str().unwrap_or_default();
                format!("{kind}: {}", graves::words_in(block))
            })
            .collect()
    }
}

fn body(doc: &Doc) -> yrs::XmlFragmentRef {
    doc.get_or_insert_xml_fragment("body")
}

fn block(doc: &Doc, at: u32) -> XmlElementRef {
    match body(doc).get(&doc.transact(), at) {
        Some(XmlOut::Element(element)) => element,
        other => panic!("{other:?}"),
    }
}

fn text_of(doc: &Doc, at: u32) -> XmlTextRef {
    match block(doc, at).get(&doc.transact(), 0) {
        Some(XmlOut::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

fn type_in(doc: &Doc, at: u32, place: u32, words: &str) {
    text_of(doc, at).insert(&mut doc.transact_mut(), place, words);
}

/// As y-prosemirror does it: the block goes, and another one comes with the same words.
fn change_kind(doc: &Doc, at: u32, kind: &str) {
    move_to(doc, at, at, kind);
}

fn move_to(doc: &Doc, from: u32, to: u32, kind: &str) {
    let words = text_of(doc, from).get_string(&doc.transact());
    let body = body(doc);
    let mut txn = doc.transact_mut();
    body.remove_range(&mut txn, from, 1);
    let element = body.insert(&mut txn, to, XmlElementPrelim::empty(kind));
    if kind == "heading" {
        element.insert_attribute(&mut txn, "level", 2);
    }
    element.insert(&mut txn, 0, XmlTextPrelim::new(words));
}

/// The block joins the one before it.
fn join(doc: &Doc, at: u32) {
    let words = text_of(doc, at).get_string(&doc.transact());
    let before = text_of(doc, at - 1);
    let body = body(doc);
    let mut txn = doc.transact_mut();
    let end = before.len(&txn);
    before.insert(&mut txn, end, &words);
    body.remove_range(&mut txn, at, 1);
}

fn split(doc: &Doc, at: u32, place: u32) {
    let text = text_of(doc, at);
    let words: String = text
        .get_string(&doc.transact())
        .chars()
        .skip(place as usize)
        .collect();
    let body = body(doc);
    let mut txn = doc.transact_mut();
    let len = text.len(&txn);
    text.remove_range(&mut txn, place, len - place);
    let element = body.insert(&mut txn, at + 1, XmlElementPrelim::empty("paragraph"));
    element.insert(&mut txn, 0, XmlTextPrelim::new(words));
}

fn delete(doc: &Doc, at: u32) {
    body(doc).remove_range(&mut doc.transact_mut(), at, 1);
}

/// Two people act at once on three paragraphs; the server hears them in both orders, and then the first one's further
/// letter, written before anything of the other had arrived.
fn at_once(write: impl Fn(&Doc), go_on: impl Fn(&Doc), change: impl Fn(&Doc)) -> [Vec<String>; 2] {
    [true, false].map(|writer_first| {
        let mut desk = Desk::new(json!([
            words("The first"),
            words("The harbour wall fell"),
            words("The last")
        ]));
        let (writer, changer) = (desk.editor(71), desk.editor(72));
        let since = desk.paper.state_vector();
        write(&writer);
        let written = StateVector::decode_v1(&since).expect("a vector");
        let written = writer.transact().encode_diff_v1(&written);
        let then = {
            use yrs::updates::encoder::Encode;
            writer.transact().state_vector().encode_v1()
        };
        go_on(&writer);
        change(&changer);
        let send = |desk: &mut Desk| {
            let applied = desk.paper.apply(&written).expect("taken");
            desk.log.push(written.clone());
            desk.log.extend(applied.settled);
        };
        if writer_first {
            send(&mut desk);
            desk.take(&changer, &since);
        } else {
            desk.take(&changer, &since);
            send(&mut desk);
        }
        desk.take(&writer, &then);
        desk.agree(&[&writer, &changer])
    })
}

#[test]
fn who_writes_in_a_paragraph_that_becomes_a_heading_writes_in_the_heading() {
    for found in at_once(
        |doc| type_in(doc, 1, 3, "X"),
        |doc| type_in(doc, 1, 4, "YZ"),
        |doc| change_kind(doc, 1, "heading"),
    ) {
        assert_eq!(found[1], "heading: TheXYZ harbour wall fell");
        assert_eq!(found.len(), 3);
    }
}

#[test]
fn who_writes_in_a_paragraph_that_joins_another_writes_there() {
    for found in at_once(
        |doc| type_in(doc, 1, 21, "!"),
        |doc| type_in(doc, 1, 22, "?"),
        |doc| join(doc, 1),
    ) {
        assert_eq!(
            found,
            [
                "paragraph: The firstThe harbour wall fell!?",
                "paragraph: The last"
            ]
        );
    }
}

#[test]
fn who_writes_in_a_paragraph_that_is_moved_writes_where_it_went() {
    for found in at_once(
        |doc| type_in(doc, 1, 0, "Yes. "),
        |doc| type_in(doc, 1, 26, " down"),
        |doc| move_to(doc, 1, 0, "paragraph"),
    ) {
        assert_eq!(found[0], "paragraph: Yes. The harbour wall fell down");
        assert_eq!(found.len(), 3);
    }
}

#[test]
fn what_is_written_in_a_paragraph_that_is_deleted_stands_in_its_place() {
    for found in at_once(
        |doc| type_in(doc, 1, 21, " at noon"),
        |doc| type_in(doc, 1, 29, " today"),
        |doc| delete(doc, 1),
    ) {
        assert_eq!(
            found,
            [
                "paragraph: The first",
                "paragraph:  at noon today",
                "paragraph: The last"
            ]
        );
    }
}

#[test]
fn an_empty_paragraph_that_becomes_a_heading_takes_its_first_letters_along() {
    let mut desk = Desk::new(json!([words("One"), {"type": "paragraph"}]));
    let (writer, changer) = (desk.editor(71), desk.editor(72));
    let since = desk.paper.state_vector();
    type_in(&writer, 1, 0, "New words");
    change_kind(&changer, 1, "heading");
    desk.take(&changer, &since);
    desk.take(&writer, &since);
    assert_eq!(
        desk.agree(&[&writer, &changer]),
        ["paragraph: One", "heading: New words"]
    );
}

#[test]
fn who_comes_back_after_the_paragraph_is_long_gone_loses_nothing() {
    let mut desk = Desk::new(json!([words("The first"), words("The harbour wall fell")]));
    let (away, here) = (desk.editor(71), desk.editor(72));
    let since = desk.paper.state_vector();
    type_in(&away, 1, 21, " with a roar");
    type_in(&away, 1, 0, "Yesterday: ");
    delete(&here, 1);
    desk.take(&here, &since);
    // The room was closed meanwhile: all that the server has is the packed state.
    desk.state = desk.paper.encode_state();
    desk.log.clear();
    desk.paper = Paper::load(&desk.state, std::iter::empty()).expect("the state");
    desk.take(&away, &since);
    let found = desk.agree(&[&away, &here]);
    assert_eq!(found[0], "paragraph: The first");
    let rest: String = found[1..].concat();
    assert!(
        rest.contains(" with a roar") && rest.contains("Yesterday: "),
        "{found:?}"
    );
    // The same again changes nothing.
    let before = face(&desk.paper);
    desk.take(&away, &since);
    assert_eq!(face(&desk.paper), before);
}

#[test]
fn words_that_their_author_deleted_do_not_come_back() {
    let mut desk = Desk::new(json!([words("Keep"), words("Go")]));
    let (writer, changer) = (desk.editor(71), desk.editor(72));
    let since = desk.paper.state_vector();
    type_in(&writer, 1, 2, "ing, gone");
    text_of(&writer, 1).remove_range(&mut writer.transact_mut(), 5, 6);
    delete(&changer, 1);
    desk.take(&changer, &since);
    desk.take(&writer, &since);
    assert_eq!(
        desk.agree(&[&writer, &changer]),
        ["paragraph: Keep", "paragraph: ing"]
    );
}

#[test]
fn who_saw_the_words_may_delete_them() {
    let mut desk = Desk::new(json!([words("Keep"), words("Go")]));
    let writer = desk.editor(71);
    let since = desk.paper.state_vector();
    type_in(&writer, 1, 2, "ing");
    desk.take(&writer, &since);
    let changer = desk.editor(72);
    let since = desk.paper.state_vector();
    delete(&changer, 1);
    desk.take(&changer, &since);
    assert_eq!(desk.agree(&[&writer, &changer]), ["paragraph: Keep"]);
}

/// Trap 8: two people who move one block have it twice.
#[test]
fn a_block_that_two_people_move_is_there_once() {
    for (one, other) in [(0, 2), (2, 0), (0, 0)] {
        let mut desk = Desk::new(json!([
            words("First"),
            words("The harbour wall fell"),
            words("Last")
        ]));
        let (a, b) = (desk.editor(71), desk.editor(72));
        let since = desk.paper.state_vector();
        move_to(&a, 1, one, "paragraph");
        move_to(&b, 1, other, "paragraph");
        // The first goes on in the block that it moved, not knowing that the other's will stay.
        type_in(&a, one, 4, "old ");
        let late = news(&a, &since);
        let early = {
            let doc = desk.editor(71);
            move_to(&doc, 1, one, "paragraph");
            news(&doc, &since)
        };
        desk.log.push(early.clone());
        desk.log
            .extend(desk.paper.apply(&early).expect("taken").settled);
        desk.take(&b, &since);
        desk.log.push(late.clone());
        desk.log
            .extend(desk.paper.apply(&late).expect("taken").settled);
        let found = desk.agree(&[&a, &b]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found.contains(&"paragraph: The old harbour wall fell".to_owned()),
            "{found:?}"
        );
    }
}

#[test]
fn a_picture_that_two_people_move_is_there_once() {
    let image = json!({"type": "image", "attrs": {"asset": "abc", "alt": "A wall"}});
    let mut desk = Desk::new(json!([words("First"), image, words("Last")]));
    let (a, b) = (desk.editor(71), desk.editor(72));
    let since = desk.paper.state_vector();
    for (doc, to) in [(&a, 0), (&b, 2)] {
        let body = body(doc);
        let mut txn = doc.transact_mut();
        body.remove_range(&mut txn, 1, 1);
        let element = body.insert(&mut txn, to, XmlElementPrelim::empty("image"));
        element.insert_attribute(&mut txn, "asset", "abc");
        element.insert_attribute(&mut txn, "alt", "A wall");
        element.insert(&mut txn, 0, XmlTextPrelim::new(""));
    }
    desk.take(&a, &since);
    desk.take(&b, &since);
    let found = desk.agree(&[&a, &b]);
    assert_eq!(
        found.iter().filter(|b| b.starts_with("image")).count(),
        1,
        "{found:?}"
    );
    assert_eq!(found.len(), 3);
}

#[test]
fn a_change_that_two_people_make_is_made_once() {
    type Change = (&'static str, fn(&Doc), &'static [&'static str]);
    let changes: [Change; 3] = [
        (
            "join",
            |doc| join(doc, 1),
            &["paragraph: The firstThe second"],
        ),
        (
            "split",
            |doc| split(doc, 1, 4),
            &[
                "paragraph: The first",
                "paragraph: The ",
                "paragraph: second",
            ],
        ),
        (
            "kind",
            |doc| change_kind(doc, 1, "heading"),
            &["paragraph: The first", "heading: The second"],
        ),
    ];
    for (name, change, wanted) in changes {
        let mut desk = Desk::new(json!([words("The first"), words("The second")]));
        let (a, b) = (desk.editor(71), desk.editor(72));
        let since = desk.paper.state_vector();
        change(&a);
        change(&b);
        desk.take(&a, &since);
        desk.take(&b, &since);
        assert_eq!(desk.agree(&[&a, &b]), wanted, "{name}");
    }
}

#[test]
fn a_copy_that_somebody_makes_of_a_moved_block_stays() {
    let mut desk = Desk::new(json!([
        words("First"),
        words("The harbour wall fell"),
        words("Last")
    ]));
    let (a, b) = (desk.editor(71), desk.editor(72));
    let since = desk.paper.state_vector();
    move_to(&a, 1, 0, "paragraph");
    desk.take(&a, &since);
    // The other has seen it, and comes back from a cut line with everything that it ever deleted or saw deleted.
    see(&b, &desk.paper.encode_state());
    let since = desk.paper.state_vector();
    let body = body(&b);
    let copy = body.insert(
        &mut b.transact_mut(),
        3,
        XmlElementPrelim::empty("paragraph"),
    );
    copy.insert(
        &mut b.transact_mut(),
        0,
        XmlTextPrelim::new("The harbour wall fell"),
    );
    desk.take_all(&b, &since);
    let found = desk.agree(&[&a, &b]);
    let twice = found
        .iter()
        .filter(|b| b.ends_with("The harbour wall fell"));
    assert_eq!(twice.count(), 2, "{found:?}");
}

/// The API replaces a paragraph in which somebody writes.
#[test]
fn what_is_written_while_another_way_in_replaces_the_block_is_kept() {
    let mut desk = Desk::new(json!([words("The first"), words("The harbour wall fell")]));
    let writer = desk.editor(71);
    let since = desk.paper.state_vector();
    let mut before = Paper::load(&desk.state, std::iter::empty()).expect("the state");
    type_in(&writer, 1, 21, " at noon");
    desk.take(&writer, &since);
    let update = before
        .bring(&story(json!([words("The first"), {"type": "rule"}])))
        .expect("a story");
    let followed = desk.paper.follow(&update).expect("taken");
    desk.log.push(update);
    desk.log.extend(followed.settled);
    let found = desk.agree(&[&writer]);
    assert!(
        found.iter().any(|block| block.contains(" at noon")),
        "{found:?}"
    );
}

/// Whatever two people do to one paragraph in the same moment, its letters are there once. Each letter is another one.
#[test]
fn every_pair_of_changes_keeps_each_letter_once() {
    type Change = (&'static str, fn(&Doc));
    let changes: [Change; 8] = [
        ("heading", |doc| change_kind(doc, 1, "heading")),
        ("quote", |doc| change_kind(doc, 1, "quote")),
        ("up", |doc| move_to(doc, 1, 0, "paragraph")),
        ("down", |doc| move_to(doc, 1, 2, "paragraph")),
        ("join", |doc| join(doc, 1)),
        ("joined", |doc| join(doc, 2)),
        ("split", |doc| split(doc, 1, 5)),
        ("split elsewhere", |doc| split(doc, 1, 8)),
    ];
    let whole = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
    let parts = [&whole[..12], &whole[12..26], &whole[26..]];
    let mut wrong = Vec::new();
    for (one, first) in &changes {
        for (other, second) in &changes {
            let mut desk = Desk::new(json!(parts.map(words)));
            let (a, b) = (desk.editor(71), desk.editor(72));
            let since = desk.paper.state_vector();
            first(&a);
            second(&b);
            desk.take(&a, &since);
            desk.take(&b, &since);
            let found = desk.agree(&[&a, &b]);
            let letters = found.iter().filter_map(|block| block.split_once(": "));
            let mut letters: Vec<char> = letters.flat_map(|(_, words)| words.chars()).collect();
            letters.sort_unstable();
            let mut all: Vec<char> = whole.chars().collect();
            all.sort_unstable();
            if letters != all {
                wrong.push(format!("{one}, {other}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// So many people change everything at once, round by round, and hear of each other after a round in one of `seldom`.
/// Each letter is another one. All that were ever written, and what stands there in the end.
fn wild(seed: u64, people: u64, rounds: usize, seldom: u32) -> (String, String) {
    let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut pick = |below: u32| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((random >> 33) as u32) % below
    };
    let mut whole = String::new();
    let mut fresh = |count: u32| -> String {
        let next = 0x4e00 + whole.chars().count() as u32;
        let typed: String = (next..next + count).filter_map(char::from_u32).collect();
        whole.push_str(&typed);
        typed
    };
    let blocks: Vec<Value> = (0..4).map(|_| words(&fresh(12))).collect();
    let mut desk = Desk::new(json!(blocks));
    let people: Vec<Doc> = (0..people).map(|n| desk.editor(71 + n)).collect();
    let mut since = vec![desk.paper.state_vector(); people.len()];
    for _ in 0..rounds {
        for doc in &people {
            let blocks = body(doc).len(&doc.transact());
            let at = pick(blocks);
            let len = text_of(doc, at).len(&doc.transact());
            match pick(8) {
                0 => change_kind(doc, at, ["heading", "quote", "paragraph"][pick(3) as usize]),
                1 => move_to(doc, at, pick(blocks), "paragraph"),
                2 if at > 0 => join(doc, at),
                3 if len > 0 => split(doc, at, pick(len)),
                _ => {
                    let typed = fresh(1 + pick(3));
                    type_in(doc, at, pick(len + 1), &typed);
                }
            }
        }
        // All send before any of them hears.
        let hear: Vec<usize> = (0..people.len()).filter(|_| pick(seldom) == 0).collect();
        for who in hear.iter().copied() {
            desk.take_all(&people[who], &since[who]);
        }
        for who in hear {
            see(&people[who], &desk.paper.encode_state());
            since[who] = desk.paper.state_vector();
        }
    }
    for (doc, since) in people.iter().zip(&since) {
        desk.take_all(doc, since);
    }
    let found = desk.agree(&people.iter().collect::<Vec<_>>()).concat();
    (whole, found)
}

#[test]
fn in_a_wild_hour_no_letter_is_lost() {
    for (people, rounds, seldom) in [(2, 6, 6), (3, 20, 3), (5, 20, 2)] {
        for seed in 1..=60 {
            let (whole, found) = wild(seed, people, rounds, seldom);
            let lost: Vec<char> = whole.chars().filter(|c| !found.contains(*c)).collect();
            assert!(lost.is_empty(), "{lost:?} with seed {seed}: {found}");
        }
    }
}

#[test]
fn among_people_who_hear_of_each_other_each_letter_is_there_once() {
    let mut wrong = Vec::new();
    for people in [2, 3] {
        for seed in 1..=200 {
            let (whole, found) = wild(seed, people, 12, 1);
            if whole.chars().any(|c| found.matches(c).count() != 1) {
                wrong.push((people, seed));
            }
        }
    }
    assert!(wrong.is_empty(), "with the seeds {wrong:?}");
}

/// The one is away while the other changes the same paragraph again and again; the one has moved it, and written in it.
#[test]
fn who_was_away_while_a_paragraph_was_changed_again_and_again_doubles_nothing() {
    type Change = fn(&Doc);
    let away: [Change; 4] = [
        |doc| move_to(doc, 1, 0, "paragraph"),
        |doc| change_kind(doc, 1, "quote"),
        |doc| join(doc, 1),
        |doc| split(doc, 1, 11),
    ];
    let again: [&[Change]; 5] = [
        &[|doc| change_kind(doc, 1, "heading"), |doc| join(doc, 1)],
        &[
            |doc| move_to(doc, 1, 2, "paragraph"),
            |doc| split(doc, 2, 4),
        ],
        &[|doc| join(doc, 1), |doc| move_to(doc, 0, 1, "paragraph")],
        &[
            |doc| split(doc, 1, 8),
            |doc| join(doc, 1),
            |doc| split(doc, 0, 14),
        ],
        &[
            |doc| change_kind(doc, 1, "quote"),
            |doc| move_to(doc, 1, 0, "quote"),
            |doc| change_kind(doc, 0, "heading"),
        ],
    ];
    let whole = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
    let parts = [&whole[..8], &whole[8..28], &whole[28..]];
    let mut all: Vec<char> = whole.chars().chain("123".chars()).collect();
    all.sort_unstable();
    let mut wrong = Vec::new();
    for (n, first) in away.iter().enumerate() {
        for (m, others) in again.iter().enumerate() {
            for written_first in [true, false] {
                let mut desk = Desk::new(json!(parts.map(words)));
                let (a, b) = (desk.editor(71), desk.editor(72));
                let since = desk.paper.state_vector();
                if written_first {
                    type_in(&a, 1, 6, "123");
                    first(&a);
                } else {
                    first(&a);
                    type_in(&a, 0, 3, "123");
                }
                for change in *others {
                    let before = desk.paper.state_vector();
                    change(&b);
                    desk.take(&b, &before);
                }
                desk.take_all(&a, &since);
                let found = desk.agree(&[&a, &b]);
                let letters = found.iter().filter_map(|block| block.split_once(": "));
                let mut letters: Vec<char> = letters.flat_map(|(_, words)| words.chars()).collect();
                letters.sort_unstable();
                if letters != all {
                    wrong.push(format!("{n}, {m}, {written_first}: {found:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A paragraph with a line break, at which two people change something at once; some go on writing before they send.
#[test]
fn a_line_break_that_goes_takes_no_letter_along_and_doubles_none() {
    type Change = (&'static str, fn(&Doc));
    // As y-prosemirror does it: the first text takes the second one's words, which goes with the break.
    fn close(doc: &Doc, typed: &str) {
        let element = block(doc, 1);
        let (Some(XmlOut::Text(first)), Some(XmlOut::Text(second))) = ({
            let txn = doc.transact();
            (element.get(&txn, 0), element.get(&txn, 2))
        }) else {
            panic!("no two texts")
        };
        let words = second.get_string(&doc.transact());
        let mut txn = doc.transact_mut();
        let end = first.len(&txn);
        first.insert(&mut txn, end, &words);
        element.remove_range(&mut txn, 1, 2);
        drop(txn);
        first.insert(&mut doc.transact_mut(), end, typed);
    }
    let changes: [Change; 6] = [
        ("close", |doc| close(doc, "")),
        ("close and write", |doc| close(doc, "!")),
        ("close and write more", |doc| close(doc, "!?;")),
        ("before", |doc| type_in(doc, 1, 5, "123")),
        ("after", |doc| {
            let Some(XmlOut::Text(text)) = block(doc, 1).get(&doc.transact(), 2) else {
                panic!("no text")
            };
            text.insert(&mut doc.transact_mut(), 3, "456");
        }),
        ("heading", |doc| {
            let element = block(doc, 1);
            let mut json = read::node(&doc.transact(), &element).expect("a node");
            json["type"] = json!("heading");
            json["attrs"] = json!({"level": 2});
            let body = body(doc);
            let mut txn = doc.transact_mut();
            body.remove_range(&mut txn, 1, 1);
            write::element(&mut txn, &body, 1, &json);
        }),
    ];
    let mut wrong = Vec::new();
    for (one, first) in &changes {
        for (other, second) in &changes {
            let line = json!({"type": "paragraph", "content": [
                {"type": "text", "text": "abcde"}, {"type": "hard_break"}, {"type": "text", "text": "fghij"},
            ]});
            let mut desk = Desk::new(json!([words("The first"), line, words("The last")]));
            let (a, b) = (desk.editor(71), desk.editor(72));
            let since = desk.paper.state_vector();
            first(&a);
            second(&b);
            let mut all: String = "abcdefghij".into();
            for doc in [&a, &b] {
                let theirs = block(doc, 1);
                let theirs = read::node(&doc.transact(), &theirs).expect("a node");
                all.extend(
                    graves::words_in(&theirs)
                        .chars()
                        .filter(|c| !c.is_alphabetic()),
                );
            }
            desk.take(&a, &since);
            desk.take(&b, &since);
            let found = desk.agree(&[&a, &b]);
            let sorted = |words: &str| {
                let mut chars: Vec<char> = words.chars().collect();
                chars.sort_unstable();
                chars
            };
            let there = found[1..found.len() - 1].concat();
            let there = there.replace("paragraph: ", "").replace("heading: ", "");
            if sorted(&there) != sorted(&all) {
                wrong.push(format!("{one}, {other}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
