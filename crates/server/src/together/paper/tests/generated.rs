//! Documents that nobody thought of.

use proptest::prelude::*;

use super::*;

fn mark() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec!["strong", "em", "strike", "sub", "sup", "code"])
            .prop_map(|name| json!({"type": name})),
        prop::sample::select(vec!["/a", "https://example.org/"])
            .prop_map(|href| json!({"type": "link", "attrs": {"href": href}})),
    ]
}

fn run() -> impl Strategy<Value = Value> {
    let text = "[a-c 🦊ü]{1,6}";
    let marks = prop::collection::vec(mark(), 0..3).prop_map(|mut marks| {
        canon::sort(&mut marks);
        marks.dedup_by(|a, b| a["type"] == b["type"]);
        marks
    });
    prop_oneof![
        4 => (text, marks).prop_map(|(text, marks)| if marks.is_empty() {
            json!({"type": "text", "text": text})
        } else {
            json!({"type": "text", "text": text, "marks": marks})
        }),
        1 => Just(json!({"type": "hard_break"})),
    ]
}

fn inline() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(run(), 0..5)
}

fn with(mut node: Value, content: Vec<Value>) -> Value {
    if !content.is_empty() {
        node["content"] = content.into();
    }
    node
}

fn block() -> impl Strategy<Value = Value> {
    let paragraph = inline()
        .prop_map(|content| with(json!({"type": "paragraph"}), content))
        .boxed();
    let leaf = prop_oneof![
        4 => paragraph.clone(),
        1 => (2..=4, inline()).prop_map(|(level, content)|
            with(json!({"type": "heading", "attrs": {"level": level}}), content)),
        1 => (prop::option::of("[a-c]{0,4}"), inline()).prop_map(|(citation, content)| {
            let attrs = citation.map_or(json!({}), |c| json!({"citation": c}));
            with(json!({"type": "quote", "attrs": attrs}), content)
        }),
        1 => "[a-c\n]{1,8}".prop_map(|text|
            json!({"type": "code", "attrs": {}, "content": [{"type": "text", "text": text}]})),
        1 => Just(json!({"type": "rule"})),
        1 => prop::collection::vec(inline(), 1..3).prop_map(|cells| {
            let cells: Vec<_> = cells.into_iter()
                .map(|c| with(json!({"type": "table_cell", "attrs": {"header": false}}), c)).collect();
            json!({"type": "table", "content": [with(json!({"type": "table_row"}), cells)]})
        }),
    ];
    let lists = paragraph.prop_recursive(3, 12, 3, |inner| {
        (
            any::<bool>(),
            prop::collection::vec(prop::collection::vec(inner, 0..3), 0..3),
        )
            .prop_map(|(ordered, items)| {
                let items = items
                    .into_iter()
                    .map(|c| with(json!({"type": "list_item"}), c))
                    .collect();
                with(
                    json!({"type": "list", "attrs": {"ordered": ordered}}),
                    items,
                )
            })
    });
    prop_oneof![3 => leaf, 1 => lists]
}

fn values() -> impl Strategy<Value = Map<String, Value>> {
    let line = "[a-c 🦊]{0,8}";
    (
        prop::collection::vec(block(), 1..6),
        line,
        prop::option::of(line),
        prop::collection::vec("[a-c]{1,3}", 0..3),
    )
        .prop_map(|(blocks, headline, home, topics)| {
            let mut values = story(json!(blocks));
            values.insert("headline".into(), headline.into());
            values.insert("topics".into(), topics.into());
            if let Some(home) = home {
                values.insert("headlines".into(), json!({"home": home}));
            }
            canonical(&values).expect("generated values are a story's")
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn comes_back_as_it_went(values in values()) {
        let paper = Paper::seed(&values).expect("a story");
        let again = Paper::seed(&values).expect("a story");
        prop_assert_eq!(paper.read(), values);
        let mut twice = Paper::load(&paper.encode_state(), std::iter::empty()).expect("a state");
        prop_assert!(!twice.apply(&again.encode_state()).expect("known").changed);
        prop_assert_eq!(face(&again), face(&twice));
    }

    #[test]
    fn becomes_what_it_is_brought_to(old in values(), new in values(), last in values()) {
        let mut paper = Paper::seed(&old).expect("a story");
        let doc = editor(&paper, 5);
        for values in [&new, &last, &old] {
            see(&doc, &paper.bring(values).expect("values"));
            prop_assert_eq!(&paper.read(), values);
        }
        let seen = Paper::load(&news(&doc, &[0]), std::iter::empty()).expect("the editor's state");
        prop_assert_eq!(seen.read(), old);
    }
}
