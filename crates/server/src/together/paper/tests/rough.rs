//! A hundred thousand updates with something wrong in them.

use super::*;
use yrs::{Map as _, Text, XmlElementPrelim, XmlFragment, XmlTextPrelim};

/// A small generator, so that every run is the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most.max(1)
    }
}

type Edit = Box<dyn Fn(&Doc)>;

/// Real edits of many kinds, each from the paper's state.
fn edits(paper: &Paper) -> Vec<Vec<u8>> {
    let edit = |client: u64, work: &dyn Fn(&Doc)| {
        let doc = editor(paper, client);
        let since = paper.state_vector();
        work(&doc);
        vec![news(&doc, &since), news(&doc, &[0])]
    };
    let body = |doc: &Doc| doc.get_or_insert_xml_fragment("body");
    let kinds: Vec<Edit> = vec![
        Box::new(|doc| {
            let text = doc.get_or_insert_text("headline");
            text.insert(&mut doc.transact_mut(), 0, "Fox 🦊");
            text.insert(&mut doc.transact_mut(), 2, "y");
            text.remove_range(&mut doc.transact_mut(), 1, 3);
        }),
        Box::new(|doc| {
            let map = doc.get_or_insert_map("fields");
            map.insert(&mut doc.transact_mut(), "dateline", "Linz");
            map.insert(&mut doc.transact_mut(), "dateline", "Graz");
            let lead =
                yrs::Any::from_json(r#"{"asset": "a", "alt": [1, 2.5, null]}"#).expect("JSON");
            map.insert(&mut doc.transact_mut(), "lead", lead);
        }),
        Box::new(move |doc| {
            let list =
                body(doc).insert(&mut doc.transact_mut(), 0, XmlElementPrelim::empty("list"));
            let mut txn = doc.transact_mut();
            yrs::Xml::insert_attribute(&list, &mut txn, "ordered", true);
            let item = list.insert(&mut txn, 0, XmlElementPrelim::empty("list_item"));
            let paragraph = item.insert(&mut txn, 0, XmlElementPrelim::empty("paragraph"));
            let text = paragraph.insert(&mut txn, 0, XmlTextPrelim::new("in a list 🦊🦊"));
            let strong = yrs::Any::from_json("{}").expect("JSON");
            text.format(
                &mut txn,
                3,
                9,
                yrs::types::Attrs::from([("strong".into(), strong)]),
            );
        }),
        Box::new(move |doc| {
            body(doc).remove_range(&mut doc.transact_mut(), 1, 2);
        }),
    ];
    let clients = 100..;
    clients
        .zip(&kinds)
        .flat_map(|(client, work)| edit(client, work))
        .collect()
}

fn spoil(dice: &mut Dice, update: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(update.len());
        match dice.roll(7) {
            0 => update.truncate(at),
            1 => update[at] = dice.roll(256) as u8,
            2 => update[at] ^= 1 << dice.roll(8),
            3 => update.insert(at, dice.roll(256) as u8),
            4 => drop(update.remove(at)),
            5 => update[at] = update[at].wrapping_add(1),
            _ => {
                let from = dice.roll(other.len());
                let len = dice.roll(other.len() - from).min(12);
                update.splice(at..at, other[from..from + len].iter().copied());
            }
        }
        if update.is_empty() {
            return;
        }
    }
}

#[test]
fn a_hundred_thousand_spoilt_updates_harm_nothing() {
    let start = paper(
        json!([words("one 🦊 two"), {"type": "heading", "attrs": {"level": 2}},
        {"type": "list", "attrs": {"ordered": false}, "content": [{"type": "list_item", "content": [words("x")]}]},
        {"type": "table", "content": [{"type": "table_row", "content": [
            {"type": "table_cell", "attrs": {"header": true}, "content": [{"type": "text", "text": "H"}]}]}]},
        words("last")]),
    );
    let (state, good) = (start.encode_state(), edits(&start));
    let mut dice = Dice(0x5eed_5eed_5eed_5eed);
    let mut live = Paper::load(&state, std::iter::empty()).expect("a state");
    let mut before = face(&live);
    let (mut taken, mut refused, mut broken, mut largest) = (0, 0, 0, 0);
    for turn in 0..100_000 {
        let mut update = good[dice.roll(good.len())].clone();
        let other = &good[dice.roll(good.len())];
        spoil(&mut dice, &mut update, other);
        match live.apply(&update) {
            Ok(_) => {
                taken += 1;
                assert!(!live.doc.transact().has_missing_updates());
                // The ledger and the document know the same.
                let vector = face(&live).0;
                assert!(
                    vector
                        .iter()
                        .all(|(client, clock)| live.ledger.known(*client) == *clock)
                );
                let _ = live.diff(&start.state_vector()).expect("a state vector");
            }
            Err(PaperError::Broken(words)) => {
                broken += 1;
                eprintln!("{turn}: {words} {update:?}");
            }
            Err(_) => {
                refused += 1;
                if turn % 16 == 0 {
                    assert_eq!(face(&live), before);
                }
                continue;
            }
        }
        // Sometimes the spoilt state is kept, and opened again as it would be after a restart.
        if taken % 50 < 25 && broken == 0 && taken % 400 > 0 {
            if taken % 8 == 0 {
                let again = Paper::load(&live.encode_state(), std::iter::empty());
                let again = again.expect("the paper's own state");
                assert_eq!(again.read(), live.read());
            }
        } else {
            live = Paper::load(&state, std::iter::empty()).expect("a state");
        }
        before = face(&live);
        largest = largest.max(live.encode_state().len());
    }
    eprintln!("{taken} taken, {refused} refused, {broken} broken");
    assert_eq!(broken, 0);
    assert!(largest < 64 << 10, "{largest} bytes");
    assert!(
        taken > 100 && refused > 10_000,
        "{taken} taken, {refused} refused"
    );
}
