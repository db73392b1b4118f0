//! Several people in one story.

use super::*;
use yrs::types::Attrs;
use yrs::{
    Any, GetString, Map as _, Text, Xml, XmlElementRef, XmlFragment, XmlOut, XmlTextPrelim,
    XmlTextRef,
};

fn block(doc: &Doc, at: u32) -> XmlElementRef {
    let body = doc.get_or_insert_xml_fragment("body");
    match body.get(&doc.transact(), at) {
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

fn paragraphs(paper: &Paper) -> Vec<String> {
    let content = paper.read()["body"]["content"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    content
        .iter()
        .map(|block| write::children(block).iter().map(write::words).collect())
        .collect()
}

#[test]
fn two_editors_and_the_paper_converge() {
    let mut paper = paper(json!([words("Fox runs"), words("Dog sleeps")]));
    let (one, two) = (editor(&paper, 11), editor(&paper, 12));
    let since = paper.state_vector();
    text_of(&one, 0).insert(&mut one.transact_mut(), 3, "es 🦊");
    text_of(&two, 0).insert(&mut two.transact_mut(), 3, "tail");
    text_of(&two, 1).remove_range(&mut two.transact_mut(), 0, 4);
    one.get_or_insert_map("fields")
        .insert(&mut one.transact_mut(), "dateline", "Linz");
    two.get_or_insert_text("headline")
        .insert(&mut two.transact_mut(), 0, "Animals");
    let (from_one, from_two) = (news(&one, &since), news(&two, &since));
    assert_eq!(
        paper.apply(&from_one).expect("taken"),
        Applied {
            changed: true,
            settled: None
        }
    );
    assert_eq!(
        paper.apply(&from_two).expect("taken"),
        Applied {
            changed: true,
            settled: None
        }
    );
    assert_eq!(
        paper.apply(&from_two).expect("taken"),
        Applied {
            changed: false,
            settled: None
        }
    );
    see(&one, &from_two);
    see(&two, &from_one);
    for doc in [&one, &two] {
        let words = text_of(doc, 0).get_string(&doc.transact());
        assert_eq!(paragraphs(&paper), [words.as_str(), "sleeps"]);
    }
    assert_eq!(paper.read()["headline"], "Animals");
    assert_eq!(paper.read()["dateline"], "Linz");
    let diff = paper.diff(&since).expect("a state vector");
    let mut late = Paper::load(&editor_state(&since, &paper), std::iter::empty()).expect("a state");
    late.apply(&diff).expect("the paper's own diff");
    assert_eq!(face(&late), face(&paper));
}

/// The whole state, as one who lost theirs would ask for it.
fn editor_state(_: &[u8], paper: &Paper) -> Vec<u8> {
    paper.diff(&[0]).expect("the empty state vector")
}

#[test]
fn keystrokes_one_by_one_and_a_log_that_is_loaded() {
    let mut paper = paper(
        json!([words("")])
            .as_array()
            .map(|_| json!([{"type": "paragraph"}]))
            .unwrap_or_default(),
    );
    let state = paper.encode_state();
    let doc = editor(&paper, 21);
    let mut log = Vec::new();
    let text = {
        let element = block(&doc, 0);
        element.insert(&mut doc.transact_mut(), 0, XmlTextPrelim::new(""))
    };
    for (at, c) in "quick brown".chars().enumerate() {
        text.insert(&mut doc.transact_mut(), at as u32, &c.to_string());
        let update = news(&doc, &paper.state_vector());
        assert!(paper.apply(&update).expect("taken").changed);
        log.push(update);
    }
    assert_eq!(paragraphs(&paper), ["quick brown"]);
    let loaded = Paper::load(&state, log.iter().map(Vec::as_slice)).expect("a log");
    assert_eq!(face(&loaded), face(&paper));
}

/// Trap 5, the first part: Yjs counts UTF-16 units.
#[test]
fn an_edit_after_a_fox_is_where_the_editor_put_it() {
    let mut paper = paper(json!([words("🦊🦊 end")]));
    let doc = editor(&paper, 31);
    let since = paper.state_vector();
    text_of(&doc, 0).insert(&mut doc.transact_mut(), 5, "the ");
    paper.apply(&news(&doc, &since)).expect("taken");
    assert_eq!(paragraphs(&paper), ["🦊🦊 the end"]);
    let mut values = paper.read();
    values.insert(
        "body".into(),
        json!({"type": "doc", "content": [words("🦊🐕 the end")]}),
    );
    see(&doc, &paper.bring(&values).expect("values"));
    assert_eq!(text_of(&doc, 0).get_string(&doc.transact()), "🦊🐕 the end");
    assert_eq!(paper.read(), values);
}

/// Trap 5, the second part: marks come from a hash map.
#[test]
fn marks_are_sorted_whatever_order_they_came_in() {
    let all = ["link", "code", "sup", "sub", "strike", "em", "strong"];
    for turn in 0..all.len() {
        let mut paper = paper(json!([words("words")]));
        let doc = editor(&paper, 41);
        let since = paper.state_vector();
        for i in 0..all.len() {
            let name = all[(i + turn) % all.len()];
            let value = if name == "link" {
                Any::from_json(r#"{"href": "/a", "rel": null, "story": null}"#).expect("JSON")
            } else {
                Any::from_json("{}").expect("JSON")
            };
            let mark = Attrs::from([(name.into(), value)]);
            text_of(&doc, 0).format(&mut doc.transact_mut(), 0, 5, mark);
        }
        paper.apply(&news(&doc, &since)).expect("taken");
        let marks = paper.read()["body"]["content"][0]["content"][0]["marks"].clone();
        let names: Vec<_> = marks
            .as_array()
            .into_iter()
            .flatten()
            .map(|m| m["type"].clone())
            .collect();
        assert_eq!(names, canon::MARKS);
        // Trap 5, the third part: null attributes are absent.
        assert_eq!(marks[6], json!({"type": "link", "attrs": {"href": "/a"}}));
    }
}

/// Trap 5, the third part, for nodes and fields.
#[test]
fn null_attributes_are_absent_and_missing_ones_have_their_default() {
    let mut paper = paper(json!([{"type": "quote", "attrs": {"citation": "A"}},
        {"type": "heading", "attrs": {"level": 4}}]));
    let doc = editor(&paper, 51);
    let since = paper.state_vector();
    {
        let (quote, heading) = (block(&doc, 0), block(&doc, 1));
        let fields = doc.get_or_insert_map("fields");
        let mut txn = doc.transact_mut();
        quote.insert_attribute(&mut txn, "citation", Any::Null);
        quote.insert_attribute(&mut txn, "role", Any::Undefined);
        heading.remove_attribute(&mut txn, &"level");
        fields.insert(&mut txn, "language", Any::Null);
        fields.insert(
            &mut txn,
            "lead",
            Any::from_json(r#"{"asset": "x", "alt": null}"#).expect("JSON"),
        );
        fields.insert(&mut txn, "related", Any::from_json("[3.0]").expect("JSON"));
    }
    paper.apply(&news(&doc, &since)).expect("taken");
    let values = paper.read();
    assert_eq!(
        values["body"]["content"][0],
        json!({"type": "quote", "attrs": {}})
    );
    assert_eq!(
        values["body"]["content"][1],
        json!({"type": "heading", "attrs": {"level": 2}})
    );
    assert_eq!(values["language"], "en");
    assert_eq!(values["lead"], json!({"asset": "x"}));
    assert_eq!(values["related"], json!([3]));
    assert_eq!(canonical(&values).expect("a story"), values);
}

#[test]
fn hashed_mark_names_and_texts_in_pieces_read_as_what_they_mean() {
    let mut paper = paper(json!([words("one")]));
    let doc = editor(&paper, 61);
    let since = paper.state_vector();
    {
        let second = block(&doc, 0).insert(&mut doc.transact_mut(), 1, XmlTextPrelim::new(" two"));
        let mark = Attrs::from([(
            "strong--aB3+/=zZ".into(),
            Any::from_json("{}").expect("JSON"),
        )]);
        second.format(&mut doc.transact_mut(), 1, 3, mark);
    }
    paper.apply(&news(&doc, &since)).expect("taken");
    let content = paper.read()["body"]["content"][0]["content"].clone();
    assert_eq!(
        content,
        json!([{"type": "text", "text": "one "}, {"type": "text", "text": "two", "marks": [{"type": "strong"}]}])
    );
    assert_eq!(mark_of("strong--aB3+/=zZ"), "strong");
    assert_eq!(mark_of("strong--short"), "strong--short");
}

#[test]
fn what_two_people_emptied_is_left_out() {
    let mut paper = paper(json!([{"type": "gallery", "content": [
        {"type": "image", "attrs": {"asset": "a"}}, {"type": "image", "attrs": {"asset": "b"}}]}]));
    let (one, two) = (editor(&paper, 71), editor(&paper, 72));
    let since = paper.state_vector();
    block(&one, 0).remove_range(&mut one.transact_mut(), 0, 1);
    block(&two, 0).remove_range(&mut two.transact_mut(), 1, 1);
    paper.apply(&news(&one, &since)).expect("taken");
    paper.apply(&news(&two, &since)).expect("taken");
    assert_eq!(
        paper.read()["body"]["content"],
        json!([{"type": "paragraph"}])
    );
    let values = story(json!([words("again")]));
    paper.bring(&values).expect("values");
    assert_eq!(paper.read(), values);
}

#[test]
fn of_what_is_known_in_part_the_rest_is_taken() {
    for cut in 0..=9 {
        let mut paper = paper(json!([words("x")]));
        let text = "ab🦊cd🦊e";
        let doc = editor(&paper, 91);
        let headline = doc.get_or_insert_text("headline");
        let since = paper.state_vector();
        let first: String = text.chars().take(cut).collect();
        headline.insert(&mut doc.transact_mut(), 0, &first);
        paper.apply(&news(&doc, &since)).expect("taken");
        let rest: String = text.chars().skip(cut).collect();
        headline.insert(&mut doc.transact_mut(), write::units(&first), &rest);
        let whole = news(&doc, &since);
        paper
            .apply(&whole)
            .expect("taken, though it begins with what is known");
        assert_eq!(paper.read()["headline"], text);
        assert!(!paper.apply(&whole).expect("known").changed);
    }
}

#[test]
fn a_paper_may_be_worked_on_by_another_thread() {
    let mut paper = paper(json!([words("x")]));
    let update = Bytes::by(7, 1).n(4).n(1).s("headline").s("deep").end();
    let (paper, applied) = std::thread::spawn(move || {
        let applied = paper.apply(&update);
        (paper, applied)
    })
    .join()
    .expect("no panic");
    assert!(applied.expect("taken").changed);
    assert_eq!(paper.read()["headline"], "deep");
}
