//! Updates that mean harm, each refused with the paper as it was.

use super::*;

/// Tries updates on a paper that has to stay as it is.
pub(super) fn refused(update: &[u8]) -> PaperError {
    let mut paper = paper(json!([words("untouched")]));
    let before = face(&paper);
    let error = paper.apply(update).expect_err("refused");
    assert_eq!(face(&paper), before, "{error}");
    let doc = editor(&paper, 99);
    let headline = doc.get_or_insert_text("headline");
    yrs::Text::insert(&headline, &mut doc.transact_mut(), 0, "goes on");
    paper
        .apply(&news(&doc, &paper.state_vector()))
        .expect("the next one is taken");
    assert_eq!(paper.read()["headline"], "goes on");
    error
}

/// Elements in elements: each the only child of the one before.
fn nested(levels: u64, name: &str) -> Vec<u8> {
    let mut bytes = Bytes::by(7, levels).n(7).n(1).s("body").n(3).s(name);
    for level in 1..levels {
        bytes = bytes.n(7).n(0).n(7).n(level - 1).n(3).s(name);
    }
    bytes.end()
}

#[test]
fn what_is_no_update() {
    for bytes in [
        &[][..],
        &[0],
        &[0, 0, 0],
        &[1, 0, 5, 0, 0],
        b"hello there",
        &[0xff; 40],
    ] {
        assert!(
            matches!(refused(bytes), PaperError::Malformed(_)),
            "{bytes:?}"
        );
    }
    assert!(matches!(
        refused(&Bytes::default().n(1 << 40).end()),
        PaperError::Malformed(_)
    ));
    let many = Bytes::default().n(1).n((1 << 32) - 1).n(7).n(0);
    assert!(matches!(refused(&many.end()), PaperError::Malformed(_)));
    let past = Bytes::by(7, 1).n(0).n(u64::from(u32::MAX));
    assert!(matches!(refused(&past.end()), PaperError::Malformed(_)));
    let client = Bytes::by(1 << 60, 1).n(0).n(1);
    assert!(matches!(refused(&client.end()), PaperError::Malformed(_)));
}

#[test]
fn what_builds_on_nothing() {
    let gap = Bytes::default()
        .n(1)
        .n(1)
        .n(7)
        .n(5)
        .n(4)
        .n(1)
        .s("headline")
        .s("x");
    assert!(matches!(refused(&gap.end()), PaperError::Missing));
    let skip = Bytes::by(7, 2).n(10).n(3).n(4).n(1).s("headline").s("x");
    assert!(matches!(refused(&skip.end()), PaperError::Missing));
    let origin = Bytes::by(7, 1).b(0x84).n(8).n(0).s("x");
    assert!(matches!(refused(&origin.end()), PaperError::Missing));
    let itself = Bytes::by(7, 1).b(0x84).n(7).n(0).s("x");
    assert!(matches!(refused(&itself.end()), PaperError::Missing));
    let parent = Bytes::by(7, 1).n(7).n(0).n(8).n(4).n(6);
    assert!(matches!(refused(&parent.end()), PaperError::Missing));
    let deletes = Bytes::default().n(0).n(1).n(8).n(1).n(0).n(1).0;
    assert!(matches!(refused(&deletes), PaperError::Missing));
    let circle = Bytes::default().n(2);
    let circle = circle.n(1).n(7).n(0).b(0x84).n(8).n(0).s("x");
    let circle = circle.n(1).n(8).n(0).b(0x84).n(7).n(0).s("y");
    assert!(matches!(refused(&circle.end()), PaperError::Missing));
}

#[test]
fn a_second_half_waits_for_the_first() {
    let mut paper = paper(json!([words("x")]));
    let doc = editor(&paper, 3);
    let headline = doc.get_or_insert_text("headline");
    let since = paper.state_vector();
    yrs::Text::insert(&headline, &mut doc.transact_mut(), 0, "first");
    let first = news(&doc, &since);
    let between = doc.transact().state_vector();
    yrs::Text::insert(&headline, &mut doc.transact_mut(), 5, " second");
    let second = doc.transact().encode_diff_v1(&between);
    let before = face(&paper);
    assert!(matches!(paper.apply(&second), Err(PaperError::Missing)));
    assert_eq!(face(&paper), before);
    paper.apply(&first).expect("taken");
    assert_eq!(
        paper.read()["headline"],
        "first",
        "nothing was kept for later"
    );
    paper.apply(&second).expect("taken");
    assert_eq!(paper.read()["headline"], "first second");
}

#[test]
fn what_writes_elsewhere() {
    let root = Bytes::by(7, 1).n(4).n(1).s("comments").s("x");
    assert!(matches!(refused(&root.end()), PaperError::UnknownRoot));
    let key = Bytes::by(7, 1)
        .n(0x28)
        .n(1)
        .s("fields")
        .s("status")
        .n(1)
        .n(120);
    assert!(matches!(refused(&key.end()), PaperError::Unknown));
    let list = Bytes::by(7, 1).n(8).n(1).s("fields").n(1).n(120);
    assert!(matches!(refused(&list.end()), PaperError::Misplaced));
    let text = Bytes::by(7, 1).n(4).n(1).s("body").s("x");
    assert!(matches!(refused(&text.end()), PaperError::Misplaced));
    let loose = Bytes::by(7, 1).n(7).n(1).s("body").n(6);
    assert!(matches!(refused(&loose.end()), PaperError::Misplaced));
    let bold = Bytes::by(7, 1).n(6).n(1).s("headline").s("strong").s("{}");
    assert!(matches!(refused(&bold.end()), PaperError::Misplaced));
    let own = Bytes::by(7, 2).n(7).n(1).s("body").n(3).s("rule");
    let own = own.n(7).n(0).n(7).n(0).n(6);
    assert!(matches!(refused(&own.end()), PaperError::Misplaced));
}

/// Trap 1, seen from the server: who knows another schema must not write.
#[test]
fn what_the_schema_does_not_know() {
    let node = Bytes::by(7, 1).n(7).n(1).s("body").n(3).s("marquee");
    assert!(matches!(refused(&node.clone().end()), PaperError::Unknown));
    let quote = || Bytes::by(7, 2).n(7).n(1).s("body").n(3).s("quote");
    let attr = quote()
        .n(0x28)
        .n(0)
        .n(7)
        .n(0)
        .s("onclick")
        .n(1)
        .n(119)
        .s("x");
    assert!(matches!(refused(&attr.end()), PaperError::Unknown));
    let text = || {
        Bytes::by(7, 3)
            .n(7)
            .n(1)
            .s("body")
            .n(3)
            .s("quote")
            .n(7)
            .n(0)
            .n(7)
            .n(0)
            .n(6)
    };
    let mark = |name: &str, value: &str| text().n(6).n(0).n(7).n(1).s(name).s(value).end();
    assert!(matches!(refused(&mark("blink", "{}")), PaperError::Unknown));
    assert!(matches!(refused(&mark("link", "{}")), PaperError::Unknown));
    assert!(matches!(
        refused(&mark("strong", "{")),
        PaperError::Malformed(_)
    ));
    assert!(matches!(
        refused(&mark("strong", &"[".repeat(9_000))),
        PaperError::Malformed(_)
    ));
    // What is stored may be older than the schema.
    let stored = Paper::load(&node.end(), std::iter::empty()).expect("loaded");
    assert_eq!(
        stored.read()["body"]["content"],
        json!([{"type": "marquee"}])
    );
}

#[test]
fn what_no_story_holds() {
    for (kind, rest) in [
        (2, &[1, 1, b'x'][..]),
        (3, &[1, 0]),
        (5, &[1, b'1']),
        (9, &[1, b'x', 118, 0]),
    ] {
        let mut bytes = Bytes::by(7, 1).n(kind).n(1).s("headline");
        bytes.0.extend(rest);
        assert!(
            matches!(refused(&bytes.end()), PaperError::Foreign(_)),
            "{kind}"
        );
    }
    for shared in [0, 1, 2, 4, 5, 7, 9, 15] {
        let bytes = Bytes::by(7, 1).n(7).n(1).s("body").n(shared).s("paragraph");
        assert!(
            matches!(refused(&bytes.end()), PaperError::Foreign(_)),
            "{shared}"
        );
    }
    let buffer = Bytes::by(7, 1)
        .n(0x28)
        .n(1)
        .s("fields")
        .s("lead")
        .n(1)
        .n(116)
        .n(1)
        .n(0);
    assert!(matches!(refused(&buffer.end()), PaperError::Foreign(_)));
}

/// Trap 6: thirteen kilobytes that end a process whose stack is two megabytes. Tests have just that.
#[test]
fn what_nests_too_deeply() {
    for name in ["list", "paragraph", "list_item"] {
        let update = nested(100_000, name);
        assert!(matches!(
            refused(&update[..update.len().min(1)]),
            PaperError::Malformed(_)
        ));
        let error = refused(&nested(1_300, name));
        assert!(
            matches!(error, PaperError::TooDeep | PaperError::Misplaced),
            "{error}"
        );
    }
    // Stored bytes are not checked against the schema, but against this.
    let update = nested(1_300, "list");
    assert!(update.len() > 13_000);
    let error = Paper::load(&update, std::iter::empty()).expect_err("refused");
    assert!(matches!(error, PaperError::TooDeep), "{error}");
    for (kind, levels) in [(117, 100_000), (118, 300_000)] {
        let mut bytes = Bytes::by(7, 1).n(0x28).n(1).s("fields").s("lead").n(1);
        for _ in 0..levels {
            bytes = bytes.n(kind).n(1);
            if kind == 118 {
                bytes = bytes.n(0);
            }
        }
        assert!(matches!(refused(&bytes.n(126).end()), PaperError::TooDeep));
    }
}

#[test]
fn a_list_as_deep_as_a_story_may_be_is_taken_and_one_deeper_is_not() {
    let deep = |lists: usize| {
        let mut block = words("x");
        for _ in 0..lists {
            block = json!({"type": "list", "attrs": {"ordered": false},
                "content": [{"type": "list_item", "content": [block]}]});
        }
        story(json!([block]))
    };
    let most = (story::schema::MAX_DEPTH - 2) / 2;
    let paper = Paper::seed(&deep(most)).expect("as deep as may be");
    assert_eq!(paper.read(), deep(most));
    assert!(matches!(
        Paper::seed(&deep(most + 1)),
        Err(PaperError::Fault(_))
    ));
    // One more by hand in every place: in the innermost item its paragraph would be too deep.
    let state = paper.encode_state();
    let before = face(&paper);
    let (client, units) = before.0[0];
    let mut refused = 0;
    for clock in 0..u64::from(units) {
        let inner = Bytes::by(7, 3).n(7).n(0).n(client).n(clock).n(3).s("list");
        let inner = inner.n(7).n(0).n(7).n(0).n(3).s("list_item");
        let inner = inner.n(7).n(0).n(7).n(1).n(3).s("paragraph");
        let mut live = Paper::load(&state, std::iter::empty()).expect("a state");
        match live.apply(&inner.end()) {
            Ok(_) => assert!(story::Doc::parse(&live.read()["body"]).is_ok()),
            Err(error) => {
                refused += u32::from(matches!(error, PaperError::TooDeep));
                assert_eq!(face(&live), before);
            }
        }
    }
    assert_eq!(refused, 1);
}

#[test]
fn a_state_vector_that_is_none_is_refused() {
    let paper = paper(json!([words("x")]));
    for bytes in [
        &[][..],
        &[5],
        &[0xff, 0xff, 0xff, 0xff, 0x0f],
        &[1, 1],
        &[0xff; 30],
    ] {
        assert!(paper.diff(bytes).is_err(), "{bytes:?}");
    }
    let beyond = Bytes::default().n(1).n(face(&paper).0[0].0).n(1 << 20).0;
    assert!(paper.diff(&beyond).is_ok());
}
