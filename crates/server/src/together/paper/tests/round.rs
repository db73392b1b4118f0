//! There and back: every node, every mark, every field.

use super::*;
use yrs::XmlFragment;

fn every_node() -> Value {
    json!([
        {"type": "paragraph"},
        words("Plain words, ünd 🦊 others."),
        {"type": "paragraph", "content": [
            {"type": "text", "text": "a"},
            {"type": "text", "text": "b", "marks": [{"type": "strong"}]},
            {"type": "text", "text": "c", "marks": [{"type": "strong"}, {"type": "em"}]},
            {"type": "text", "text": "d", "marks": [{"type": "em"}, {"type": "strike"}]},
            {"type": "hard_break"},
            {"type": "hard_break"},
            {"type": "text", "text": "e", "marks": [{"type": "sub"}]},
            {"type": "text", "text": "f", "marks": [{"type": "sup"}, {"type": "code"}]},
            {"type": "text", "text": "g", "marks": [{"type": "code"},
                {"type": "link", "attrs": {"href": "https://example.org/?a=1&b=2"}}]},
            {"type": "text", "text": "h", "marks": [
                {"type": "link", "attrs": {"href": "/story", "rel": "sponsored", "story": 5_000_000_000_i64}}]},
        ]},
        {"type": "heading", "attrs": {"level": 3}, "content": [{"type": "text", "text": "Three"}]},
        {"type": "quote", "attrs": {"citation": "A", "role": "B", "url": "https://example.org"},
            "content": [{"type": "text", "text": "Said"}]},
        {"type": "quote", "attrs": {}},
        {"type": "pullquote", "attrs": {"citation": "A"}, "content": [{"type": "text", "text": "Said"}]},
        {"type": "list", "attrs": {"ordered": true}, "content": [
            {"type": "list_item", "content": [words("one"),
                {"type": "list", "attrs": {"ordered": false}, "content": [{"type": "list_item"}]}]}]},
        {"type": "image", "attrs": {"asset": "a1", "alt": "x\ny", "credit": "c", "crop": "wide", "size": "full"},
            "content": [{"type": "text", "text": "Caption"}]},
        {"type": "gallery", "content": [{"type": "image", "attrs": {"asset": "a2"}}]},
        {"type": "video", "attrs": {"asset": "v", "url": "https://example.org/v", "title": "t", "credit": "c"}},
        {"type": "audio", "attrs": {"asset": "s", "title": "t"}},
        {"type": "embed", "attrs": {"url": "https://example.org/e", "provider": "p", "title": "t"}},
        {"type": "table", "content": [{"type": "table_row", "content": [
            {"type": "table_cell", "attrs": {"header": true}, "content": [{"type": "text", "text": "H"}]},
            {"type": "table_cell", "attrs": {"header": false}}]}]},
        {"type": "code", "attrs": {"language": "rust"}, "content": [{"type": "text", "text": "fn a() {\n}\n"}]},
        {"type": "rule"},
        {"type": "readmore", "attrs": {"heading": "More",
            "stories": [7, {"url": "https://example.org", "headline": "There"}, {"headline": "Somewhere"}]}},
        {"type": "podcast", "attrs": {"show": "s", "episode": "e"}},
        {"type": "adslot", "attrs": {"slot": "mid"}},
        {"type": "correction", "attrs": {"kind": "clarification", "date": "2024-02-29"},
            "content": [{"type": "text", "text": "It was."}]},
    ])
}

fn every_field() -> Map<String, Value> {
    let mut values = story(every_node());
    let fields = json!({
        "slugline": "fox-run", "slug": "fox", "language": "de-AT", "zone": "Europe/Vienna",
        "label": "analysis", "headline": "Fox 🦊 runs", "standfirst": "It ran.",
        "headlines": {"home": "Fox", "seo": "Fox runs", "social": "Run, fox"},
        "bylines": [{"name": "A", "role": "R", "handle": "@a", "author": "a"}, {"name": "B"}],
        "dateline": "Linz", "section": "local", "topics": ["foxes", "running"],
        "lead": {"asset": "x", "caption": "c", "credit": "d", "alt": "e"},
        "replies": "premoderated", "audio": false, "ads": false, "related": [1, 5_000_000_000_i64],
    });
    values.extend(fields.as_object().cloned().unwrap_or_default());
    values
}

#[test]
fn every_node_mark_and_field_comes_back() {
    let values = every_field();
    assert_eq!(canonical(&values).expect("a story"), values, "is canonical");
    let names = &story::schema::SCHEMA.nodes;
    let text = values["body"].to_string();
    for name in names.keys().chain(story::schema::SCHEMA.marks.keys()) {
        assert!(text.contains(&format!("\"{name}\"")), "{name} is tried");
    }
    let paper = Paper::seed(&values).expect("a story");
    assert_eq!(paper.read(), values);
    let again = Paper::load(&paper.encode_state(), std::iter::empty()).expect("a state");
    assert_eq!(again.read(), values);
    assert_eq!(
        story::Doc::parse(&again.read()["body"])
            .expect("a body")
            .to_json(),
        values["body"]
    );
}

#[test]
fn the_marks_are_those_of_the_schema() {
    let mut marks = canon::MARKS.to_vec();
    marks.sort_unstable();
    assert!(story::schema::SCHEMA.marks.keys().eq(marks));
    let file = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../story/blocks.json"));
    let marks = file
        .split_once("\"marks\": {\n")
        .expect("there are marks")
        .1;
    let at = |mark: &str| {
        marks
            .find(&format!("    \"{mark}\":"))
            .expect("the mark is there")
    };
    assert!(canon::MARKS.is_sorted_by_key(|mark| at(mark)));
}

#[test]
fn the_fields_are_those_of_a_story() {
    let mut names: Vec<_> = FIELDS
        .iter()
        .map(|f| f.split('.').next().unwrap_or(f))
        .collect();
    names.extend(TEXTS);
    names.sort_unstable();
    names.dedup();
    let mut known = story::Fields::NAMES.to_vec();
    known.sort_unstable();
    assert_eq!(names, known);
}

#[test]
fn the_same_values_are_the_same_document_and_others_are_another_client() {
    let one = Paper::seed(&every_field()).expect("a story");
    let mut two = Paper::seed(&every_field()).expect("a story");
    assert_eq!(one.encode_state().len(), two.encode_state().len());
    assert!(!two.apply(&one.encode_state()).expect("known").changed);
    assert_eq!(face(&one), face(&two));
    // What an editor of the one writes means the same in the other.
    let mut live = Paper::load(&one.encode_state(), std::iter::empty()).expect("a state");
    let mut values = every_field();
    let blocks = values["body"]["content"].as_array_mut().expect("blocks");
    blocks[2]["content"][2]["text"] = "changed".into();
    let update = live.bring(&values).expect("values");
    assert!(two.apply(&update).expect("fits").changed);
    assert_eq!(two.read(), values);
    let other = paper(json!([words("other")]));
    assert!(two.apply(&other.encode_state()).expect("another's").changed);
}

/// Trap 2: a document without blocks opens with everything selected.
#[test]
fn an_empty_story_has_one_paragraph() {
    let paper = Paper::seed(&Map::new()).expect("nothing is a story");
    assert_eq!(paper.body.len(&paper.doc.transact()), 1);
    assert_eq!(paper.read(), canon::defaults());
    assert_eq!(
        paper.read()["body"]["content"],
        json!([{"type": "paragraph"}])
    );
    let empty = Paper::load(&[], std::iter::empty()).expect("an empty state");
    assert_eq!(empty.body.len(&empty.doc.transact()), 0);
    assert_eq!(
        empty.read()["body"]["content"],
        json!([{"type": "paragraph"}])
    );
    assert!(
        Paper::seed(&story(json!([]))).is_err(),
        "the schema wants a block"
    );
}

#[test]
fn what_is_no_story_is_refused_with_its_place() {
    let fault = |values: Value| match Paper::seed(values.as_object().expect("an object")) {
        Err(PaperError::Fault(fault)) => fault.path(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fault(json!({"audio": 1})), "$.audio");
    assert_eq!(
        fault(json!({"body": {"type": "doc", "content": [{"type": "marquee"}]}})),
        "$.body.content[0].type"
    );
}
