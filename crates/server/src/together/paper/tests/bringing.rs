//! Changing a document that people have open.

use super::*;
use yrs::{Text, XmlFragment, XmlOut};

fn ids(paper: &Paper) -> Vec<yrs::BranchID> {
    paper
        .body
        .children(&paper.doc.transact())
        .map(|child| child.id())
        .collect()
}

#[test]
fn only_the_block_that_differs_is_touched() {
    let mut paper = paper(json!([words("one"), words("two"), words("three")]));
    let before = ids(&paper);
    let values = story(json!([
        words("one"),
        words("twofold"),
        words("new"),
        words("three")
    ]));
    let update = paper.bring(&values).expect("values");
    assert_eq!(paper.read(), values);
    let after = ids(&paper);
    assert_eq!(
        [&after[0], &after[1], &after[3]],
        [&before[0], &before[1], &before[2]]
    );
    assert!(update.len() < 100, "{} bytes", update.len());
    let nothing = paper.bring(&values).expect("values");
    assert_eq!(nothing, Update::EMPTY_V1);
}

/// Trap 7: a document that is seeded again is there twice when an editor comes back.
#[test]
fn an_editor_that_comes_back_doubles_nothing() {
    let mut paper = paper(json!([words("one"), words("two")]));
    let doc = editor(&paper, 11);
    let values = story(json!([words("one"), words("two more")]));
    paper.bring(&values).expect("values");
    paper
        .apply(&news(&doc, &paper.state_vector()))
        .expect("taken");
    paper.apply(&news(&doc, &[0])).expect("taken, all of it");
    assert_eq!(paper.read(), values);
    // The same change by seeding again is what doubles.
    let mut again = Paper::seed(&values).expect("a story");
    again.apply(&news(&doc, &[0])).expect("taken");
    assert_eq!(write::children(&again.read()["body"]).len(), 4);
}

#[test]
fn what_a_colleague_writes_meanwhile_stays() {
    let mut paper = paper(json!([words("The fox runs."), words("Second.")]));
    let doc = editor(&paper, 21);
    let since = paper.state_vector();
    let body = doc.get_or_insert_xml_fragment("body");
    let Some(XmlOut::Element(first)) = body.get(&doc.transact(), 0) else {
        panic!("a paragraph");
    };
    let Some(XmlOut::Text(text)) = first.get(&doc.transact(), 0) else {
        panic!("a text");
    };
    text.insert(&mut doc.transact_mut(), 13, " Fast.");
    let typed = news(&doc, &since);
    let headline = json!({"headline": "Old fox"});
    paper
        .bring(headline.as_object().expect("an object"))
        .expect("values");
    let update = paper
        .bring(&story(json!([
            words("The red fox runs."),
            words("Second.")
        ])))
        .expect("values");
    paper.apply(&typed).expect("taken");
    see(&doc, &paper.diff(&since).expect("a vector"));
    assert!(!update.is_empty());
    let content = paper.read()["body"]["content"].clone();
    assert_eq!(
        content,
        json!([words("The red fox runs. Fast."), words("Second.")])
    );
    assert_eq!(
        news(&doc, &paper.state_vector()).len(),
        news(&doc, &paper.state_vector()).len()
    );
    let other = Paper::load(&news(&doc, &[0]), std::iter::empty()).expect("the editor's state");
    assert_eq!(other.read(), paper.read());
}

#[test]
fn fields_that_are_not_named_stay_and_null_takes_away() {
    let mut paper = paper(json!([words("x")]));
    let values =
        json!({"headline": "A", "dateline": "Linz", "headlines": {"home": "H", "seo": "S"}});
    paper
        .bring(values.as_object().expect("an object"))
        .expect("values");
    let values = json!({"dateline": null, "headlines": {"seo": "T"}});
    paper
        .bring(values.as_object().expect("an object"))
        .expect("values");
    let now = paper.read();
    assert_eq!(now["headline"], "A");
    assert_eq!(now["dateline"], Value::Null);
    assert_eq!(now["headlines"], json!({"seo": "T"}));
    let before = face(&paper);
    let wrong = json!({"headline": "B", "topics": [""]});
    let wrong = paper.bring(wrong.as_object().expect("an object"));
    assert!(matches!(wrong, Err(PaperError::Fault(_))));
    assert_eq!(face(&paper), before);
}

#[test]
fn a_paper_brought_by_two_servers_one_after_the_other_goes_on() {
    let mut paper = paper(json!([words("x")]));
    for turn in 0..4 {
        let values = story(json!([words(&format!("turn {turn}"))]));
        let update = paper.bring(&values).expect("values");
        let state = paper.encode_state();
        paper = Paper::load(&state, std::iter::once(update.as_slice())).expect("a state");
        assert_eq!(paper.read(), values);
    }
}
