//! The schema and the types say the same, and nothing else passes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use story::schema::{MAX_DEPTH, SCHEMA};
use story::{Block, Doc, Inline, Mark};

use crate::arbitrary::{Rules, docs};

fn text(words: &str) -> Value {
    json!([{"type": "text", "text": words}])
}

/// One of each node and mark, every attribute set.
fn one_of_each() -> Value {
    let quote = json!({"citation": "Mr Qin", "role": "minister", "url": "https://example.org/"});
    let image = json!({"type": "image", "attrs": {"asset": "a", "alt": "b", "credit": "c", "crop": "d", "size": "wide"}});
    let item = |content: Value| json!({"type": "list_item", "content": [content]});
    json!({"type": "doc", "content": [
        {"type": "paragraph", "content": [
            {"type": "text", "text": "a", "marks": [{"type": "strong"}, {"type": "em"}, {"type": "strike"}, {"type": "sub"},
                {"type": "sup"}, {"type": "code"},
                {"type": "link", "attrs": {"href": "https://example.org/", "rel": "sponsored", "story": 1}}]},
            {"type": "hard_break"}]},
        {"type": "heading", "attrs": {"level": 3}, "content": text("a")},
        {"type": "quote", "attrs": quote, "content": text("a")},
        {"type": "pullquote", "attrs": quote, "content": text("a")},
        {"type": "list", "attrs": {"ordered": true}, "content": [item(json!({"type": "paragraph"}))]},
        image,
        {"type": "gallery", "content": [image]},
        {"type": "video", "attrs": {"asset": "a", "url": "/b", "title": "c", "credit": "d"}},
        {"type": "audio", "attrs": {"asset": "a", "title": "b"}},
        {"type": "embed", "attrs": {"url": "https://example.org/", "provider": "a", "title": "b"}},
        {"type": "table", "content": [{"type": "table_row", "content": [
            {"type": "table_cell", "attrs": {"header": true}, "content": text("a")}]}]},
        {"type": "code", "attrs": {"language": "rust"}, "content": text("a")},
        {"type": "rule"},
        {"type": "readmore", "attrs": {"heading": "a", "stories": [1, {"url": "/b", "headline": "c"}, {"headline": "d"}]}},
        {"type": "podcast", "attrs": {"show": "a", "episode": "b"}},
        {"type": "adslot", "attrs": {"slot": "a"}},
        {"type": "correction", "attrs": {"kind": "clarification", "date": "2023-06-19"}, "content": text("a")},
    ]})
}

/// Type names and their attributes, wherever they are in a value.
fn types(
    value: &Value,
    kind: &'static str,
    out: &mut BTreeMap<(&'static str, String), BTreeSet<String>>,
) {
    if let Some(name) = value.get("type").and_then(Value::as_str) {
        let attrs = value.get("attrs").and_then(Value::as_object);
        out.entry((kind, name.to_owned()))
            .or_default()
            .extend(attrs.into_iter().flat_map(|a| a.keys().cloned()));
    }
    for (key, kind) in [("content", "node"), ("marks", "mark")] {
        for part in value
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            types(part, kind, out);
        }
    }
}

#[test]
fn the_types_and_blocks_json_name_the_same_nodes_marks_and_attributes() {
    let doc = Doc::parse(&one_of_each()).unwrap();
    let mut written = BTreeMap::new();
    types(&doc.to_json(), "node", &mut written);
    let attrs = |rules: &BTreeMap<String, story::schema::AttrRule>| {
        rules.keys().cloned().collect::<BTreeSet<_>>()
    };
    let nodes = SCHEMA
        .nodes
        .iter()
        .map(|(name, rule)| (("node", name.clone()), attrs(&rule.attrs)));
    let marks = SCHEMA
        .marks
        .iter()
        .map(|(name, rule)| (("mark", name.clone()), attrs(&rule.attrs)));
    assert_eq!(written, nodes.chain(marks).collect::<BTreeMap<_, _>>());
}

/// The other way round: a new variant does not compile here until it has a name, and the name is looked up.
#[test]
fn every_variant_is_in_blocks_json() {
    let named = |block: &Block| match block {
        Block::Paragraph { .. } => "paragraph",
        Block::Heading { .. } => "heading",
        Block::Quote { .. } => "quote",
        Block::Pullquote { .. } => "pullquote",
        Block::List { .. } => "list",
        Block::Image(_) => "image",
        Block::Gallery { .. } => "gallery",
        Block::Video { .. } => "video",
        Block::Audio { .. } => "audio",
        Block::Embed { .. } => "embed",
        Block::Table { .. } => "table",
        Block::Code { .. } => "code",
        Block::Rule => "rule",
        Block::Readmore { .. } => "readmore",
        Block::Podcast { .. } => "podcast",
        Block::Adslot { .. } => "adslot",
        Block::Correction { .. } => "correction",
    };
    let doc = Doc::parse(&one_of_each()).unwrap();
    let blocks: BTreeSet<&str> = doc.content.iter().map(named).collect();
    let known = SCHEMA
        .nodes
        .iter()
        .filter(|(_, rule)| rule.group.as_deref() == Some("block"));
    assert_eq!(blocks, known.map(|(name, _)| name.as_str()).collect());
    let Block::Paragraph { content } = &doc.content[0] else {
        panic!("the first block is a paragraph")
    };
    let inline = |piece: &Inline| match piece {
        Inline::Text { .. } => "text",
        Inline::HardBreak { .. } => "hard_break",
    };
    let known = SCHEMA
        .nodes
        .iter()
        .filter(|(_, rule)| rule.group.as_deref() == Some("inline"));
    assert_eq!(
        content.iter().map(inline).collect::<BTreeSet<_>>(),
        known.map(|(name, _)| name.as_str()).collect()
    );
    let Inline::Text { marks, .. } = &content[0] else {
        panic!("the first run is text")
    };
    let mark = |mark: &Mark| match mark {
        Mark::Strong => "strong",
        Mark::Em => "em",
        Mark::Strike => "strike",
        Mark::Sub => "sub",
        Mark::Sup => "sup",
        Mark::Code => "code",
        Mark::Link { .. } => "link",
    };
    assert_eq!(
        marks.iter().map(mark).collect::<BTreeSet<_>>(),
        SCHEMA.marks.keys().map(String::as_str).collect()
    );
}

fn fault(content: Value) -> String {
    match Doc::parse(&json!({"type": "doc", "content": content})) {
        Err(fault) => fault.path(),
        Ok(doc) => panic!("this passed: {doc:?}"),
    }
}

#[test]
fn what_is_unknown_is_refused_at_its_place() {
    let paragraph =
        |inside: Value| json!([{"type": "rule"}, {"type": "paragraph", "content": [inside]}]);
    for (content, path) in [
        (json!([]), "$.content"),
        (json!([{"type": "marquee"}]), "$.content[0].type"),
        (json!([{"no": "type"}]), "$.content[0]"),
        (json!(["text"]), "$.content[0]"),
        (
            json!([{"type": "text", "text": "bare"}]),
            "$.content[0].type",
        ),
        (
            json!([{"type": "rule"}, {"type": "heading", "attrs": {"level": 1}}]),
            "$.content[1].attrs.level",
        ),
        (
            json!([{"type": "heading", "attrs": {"level": 2, "id": "x"}}]),
            "$.content[0].attrs.id",
        ),
        (
            json!([{"type": "paragraph", "onclick": "x"}]),
            "$.content[0].onclick",
        ),
        (json!([{"type": "embed"}]), "$.content[0].attrs.url"),
        (
            json!([{"type": "embed", "attrs": {"url": "javascript:alert(1)"}}]),
            "$.content[0].attrs.url",
        ),
        (
            json!([{"type": "gallery", "content": [{"type": "video"}]}]),
            "$.content[0].content[0].type",
        ),
        (
            json!([{"type": "correction", "attrs": {"kind": "apology"}}]),
            "$.content[0].attrs.kind",
        ),
        (
            json!([{"type": "correction", "attrs": {"date": "2023-02-29"}}]),
            "$.content[0].attrs.date",
        ),
        (
            json!([{"type": "correction", "attrs": {"date": "+123-01-01"}}]),
            "$.content[0].attrs.date",
        ),
        (
            json!([{"type": "correction", "attrs": {"date": "0000-01-01"}}]),
            "$.content[0].attrs.date",
        ),
        (
            json!([{"type": "readmore", "attrs": {"stories": [1, 0]}}]),
            "$.content[0].attrs.stories[1]",
        ),
        (
            json!([{"type": "code", "content": [{"type": "text", "text": "a", "marks": [{"type": "em"}]}]}]),
            "$.content[0].content[0].marks",
        ),
        (
            paragraph(json!({"type": "text", "text": ""})),
            "$.content[1].content[0].text",
        ),
        (
            paragraph(json!({"type": "text", "text": "a\u{0}b"})),
            "$.content[1].content[0].text",
        ),
        (
            paragraph(json!({"type": "text", "text": "a\u{fffe}b"})),
            "$.content[1].content[0].text",
        ),
        (
            paragraph(json!({"type": "text", "text": "a", "marks": [{"type": "blink"}]})),
            "$.content[1].content[0].marks[0].type",
        ),
        (
            paragraph(
                json!({"type": "text", "text": "a", "marks": [{"type": "em"}, {"type": "em"}]}),
            ),
            "$.content[1].content[0].marks[1]",
        ),
        (
            paragraph(
                json!({"type": "text", "text": "a", "marks": [{"type": "link", "attrs": {"href": "//evil"}}]}),
            ),
            "$.content[1].content[0].marks[0].attrs.href",
        ),
        (
            paragraph(json!({"type": "paragraph"})),
            "$.content[1].content[0].type",
        ),
    ] {
        assert_eq!(fault(content.clone()), path, "{content}");
    }
    for other in [
        json!(null),
        json!([]),
        json!({"type": "paragraph"}),
        json!({"type": 1}),
        json!({}),
    ] {
        assert!(Doc::parse(&other).is_err(), "{other}");
    }
}

#[test]
fn deep_nesting_is_refused_before_it_hurts() {
    let nested = |levels: usize| {
        // By hand, since `json!` would copy the inside at each step.
        let around = |name: &str, inside: Value| {
            Value::Object(
                [
                    ("type".into(), Value::from(name)),
                    ("content".into(), Value::Array(vec![inside])),
                ]
                .into_iter()
                .collect(),
            )
        };
        let lists = (0..levels).fold(json!({"type": "paragraph"}), |inner, _| {
            around("list", around("list_item", inner))
        });
        around("doc", lists)
    };
    // The paragraph stands two deeper for every list, and one deep without any.
    let most = (MAX_DEPTH - 1) / 2;
    assert!(Doc::parse(&nested(most)).is_ok());
    for levels in [most + 1, 2_000] {
        let value = nested(levels);
        let fault = Doc::parse(&value).unwrap_err();
        assert!(fault.reason.contains("deep"), "{fault}");
        assert_eq!(fault.place.len(), 2 * (MAX_DEPTH + 1), "{fault}");
    }
}

#[test]
fn other_editors_cells_and_null_attributes_are_taken_as_meant() {
    let cell = |content: Value| json!([{"type": "table", "content": [{"type": "table_row", "content": [{"type": "table_cell", "content": content}]}]}]);
    let line = |words: &str| json!({"type": "paragraph", "content": text(words)});
    let content = cell(
        json!([line("a"), {"type": "paragraph"}, line("b"), {"type": "paragraph", "attrs": null}]),
    );
    let doc = Doc::parse(&json!({"type": "doc", "content": content})).unwrap();
    let plain = cell(
        json!([{"type": "text", "text": "a"}, {"type": "hard_break"}, {"type": "text", "text": "b"}]),
    );
    assert_eq!(
        doc,
        Doc::parse(&json!({"type": "doc", "content": plain})).unwrap()
    );

    let odd = json!([{"type": "paragraph", "content": [{"type": "text", "text": "a", "marks": [{"type": "blink"}]}]}]);
    let path = "$.content[0].content[0].content[0].content[0].content[0].marks[0].type";
    assert_eq!(fault(cell(odd)), path);
    assert_eq!(
        fault(cell(json!([line("a"), {"type": "rule"}]))),
        "$.content[0].content[0].content[0].content[0].type"
    );

    let nulls = json!({"type": "doc", "content": [{"type": "heading", "attrs": null}, {"type": "list", "attrs": null},
        {"type": "rule", "attrs": null}, {"type": "correction", "attrs": null}]});
    assert!(Doc::parse(&nulls).is_ok());
}

const KEYS: [&str; 13] = [
    "type", "content", "attrs", "marks", "text", "level", "asset", "stories", "href", "url",
    "date", "kind", "x",
];

/// Single values, many of them nearly what an attribute may be.
fn leaves() -> impl Strategy<Value = Value> {
    let mut names: Vec<&'static str> = SCHEMA.nodes.keys().map(String::as_str).collect();
    names.extend(["", "em", "\u{0}", "https://é", "2023-06-19", "correction"]);
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        "([0-9é]{1,4}-?){1,3}".prop_map(Value::from),
        "(https?://|mailto:|/|é|\u{0}){0,3}".prop_map(Value::from),
        prop::sample::select(names).prop_map(Value::from),
    ]
}

/// A node whose attributes have the right names and any value.
fn nearly_node(inner: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    let rules: Vec<_> = SCHEMA.nodes.iter().collect();
    let of_rule = move |(name, rule): (&'static String, &'static story::schema::NodeRule)| {
        let keys: Vec<String> = rule.attrs.keys().chain([name]).cloned().collect();
        let most = rule.attrs.len();
        let attrs =
            prop::collection::btree_map(prop::sample::select(keys), inner.clone(), 0..=most);
        let content = prop::collection::vec(inner.clone(), 0..4);
        let text = if name == "text" {
            inner.clone().prop_map(Some).boxed()
        } else {
            Just(None).boxed()
        };
        (attrs, content, prop::option::of(inner.clone()), text).prop_map(
            move |(attrs, content, marks, text)| {
                let mut node = json!({"type": name});
                let filled = [
                    ("attrs", (!attrs.is_empty()).then(|| json!(attrs))),
                    ("content", (!content.is_empty()).then(|| json!(content))),
                    ("marks", marks.filter(Value::is_array)),
                    ("text", text),
                ];
                for (key, value) in filled {
                    if let Some(value) = value {
                        node[key] = value;
                    }
                }
                node
            },
        )
    };
    prop::sample::select(rules).prop_flat_map(of_rule)
}

/// JSON of any shape whose keys and names are those of documents, so that it gets past the first check.
fn nearly_documents() -> impl Strategy<Value = Value> {
    leaves().prop_recursive(5, 60, 6, |inner| {
        let map = prop::collection::btree_map(prop::sample::select(&KEYS[..]), inner.clone(), 0..4);
        let list = prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from);
        prop_oneof![4 => nearly_node(inner), 1 => map.prop_map(|map| json!(map)), 1 => list]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_document_survives_the_round_trip(doc in docs(Rules::Kept)) {
        let value = doc.to_json();
        prop_assert_eq!(Doc::parse(&value).map_err(|f| TestCaseError::fail(format!("{f}\n{value}")))?, doc);
    }

    #[test]
    fn parse_answers_whatever_it_is_given(values in prop::collection::vec(nearly_documents(), 0..4)) {
        let value = json!({"type": "doc", "content": values});
        // What passes has one form: its JSON parses to the same document again.
        if let Ok(doc) = Doc::parse(&value) {
            prop_assert_eq!(Doc::parse(&doc.to_json()), Ok(doc));
        }
        for value in &values {
            // Alone it is no document unless it says so.
            prop_assert!(Doc::parse(value).is_err() || value["type"] == "doc");
        }
    }

    #[test]
    fn a_fault_names_a_place_that_is_there(doc in docs(Rules::Kept), key in "[b-z]{8}") {
        // An attribute that no node knows, put into the last block.
        let mut value = doc.to_json();
        let last = value["content"].as_array().map_or(0, Vec::len) - 1;
        value["content"][last][&key] = json!(1);
        let fault = Doc::parse(&value).unwrap_err();
        prop_assert_eq!(fault.path(), format!("$.content[{last}].{key}"));
        prop_assert!(value.pointer(&fault.pointer()).is_some());
    }
}
