use super::*;
use serde_json::{Value, json};

fn fields(headline: &str, standfirst: &str) -> Fields {
    Fields {
        headline: headline.into(),
        standfirst: standfirst.into(),
        ..Fields::default()
    }
}

fn doc(content: Value) -> Doc {
    Doc::parse(&json!({"type": "doc", "content": content})).unwrap()
}

fn all(headline: &str, standfirst: &str, body: &[&str], rules: &Rules) -> Vec<Suggestion> {
    let body = Doc::of_paragraphs(body.iter().copied());
    suggest(
        &fields(headline, standfirst),
        &body,
        rules,
        &BTreeSet::new(),
    )
}

/// `found → suggestion` for each.
fn changes(suggestions: &[Suggestion]) -> Vec<String> {
    let change =
        |s: &Suggestion| format!("{} → {}", s.found, s.suggestion.as_deref().unwrap_or("?"));
    suggestions.iter().map(change).collect()
}

fn told(body: &[&str], rules: &str) -> Vec<String> {
    changes(&all("", "", body, &Rules::from_text(rules).unwrap()))
}

#[test]
fn the_case_of_what_was_found_is_kept() {
    let rules = "color => colour\nInternet => internet\n/(?i)\\butili[sz](e|ed)\\b/ => us$1";
    assert_eq!(
        told(
            &[
                "Color of a COLOR and color. Colors, colored. The Internet’s Internets. Internet use. Utilised it."
            ],
            rules
        ),
        [
            "Color → Colour",
            "COLOR → COLOUR",
            "color → colour",
            "Internet → internet",
            "Utilised → Used"
        ]
    );
}

#[test]
fn names_that_hold_a_common_word_are_left_alone() {
    let rules = "center => centre\nharbor => harbour";
    assert_eq!(
        told(
            &["At Rockefeller Center the center. Harbor walls in Pearl Harbor."],
            rules
        ),
        ["center → centre", "Harbor → Harbour"]
    );
    let rules = Rules::from_text(rules).unwrap();
    let found = all("New Harbor Opens After Long Delay", "", &["x"], &rules);
    assert_eq!(changes(&found), ["Harbor → Harbour"]);
}

#[test]
fn people_said_what_they_said_but_did_not_spell_it() {
    let rules = "utilise => use\ncolor => colour";
    assert_eq!(
        told(
            &["“We utilise color,” she said; they utilise it, 'we utilise don't utilise' he said."],
            rules
        ),
        ["color → colour", "utilise → use"]
    );
    let quote = doc(json!([
        {"type": "quote", "content": [{"type": "text", "text": "We utilise color"}]},
        {"type": "code", "content": [{"type": "text", "text": "let color = utilise"}]},
        {"type": "paragraph", "content": [{"type": "text", "text": "color", "marks": [{"type": "code"}]}]}]));
    let rules = Rules::from_text(rules).unwrap();
    let found = suggest(&fields("", ""), &quote, &rules, &BTreeSet::new());
    assert_eq!(changes(&found), ["color → colour"]);
    assert_eq!(found[0].block, Some(0));
}

#[test]
fn places_are_counted_as_the_editor_counts() {
    let body = doc(json!([
        {"type": "paragraph", "content": [
            {"type": "text", "text": "🔥 é"}, {"type": "hard_break"},
            {"type": "text", "text": "the co"}, {"type": "text", "text": "lor", "marks": [{"type": "strong"}]}]},
        {"type": "list", "content": [{"type": "list_item", "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "one"}]},
            {"type": "paragraph", "content": [{"type": "text", "text": "a color"}]}]}]},
        {"type": "table", "content": [{"type": "table_row", "content": [
            {"type": "table_cell"}, {"type": "table_cell", "content": [{"type": "text", "text": "color"}]}]}]}]));
    let rules = Rules::from_text("color => colour -- British.").unwrap();
    let found = suggest(&fields("No color", ""), &body, &rules, &BTreeSet::new());
    let at: Vec<_> = found
        .iter()
        .map(|s| (s.place, s.block, s.path.clone(), s.from, s.to))
        .collect();
    assert_eq!(
        at,
        [
            ("headline", None, vec![], 3, 8),
            // Two units for the fire, one each for space, é and break.
            ("body", Some(0), vec![0], 9, 14),
            ("body", Some(1), vec![1, 0, 1], 2, 7),
            ("body", Some(2), vec![2, 0, 1], 0, 5),
        ]
    );
    assert_eq!(found[0].reason, "British.");
}

#[test]
fn what_is_ignored_is_not_told_again_wherever_it_stands() {
    let rules = Rules::from_text("color => colour").unwrap();
    let body = Doc::of_paragraphs(["A color. Color!", "No color"]);
    let once = suggest(&fields("", ""), &body, &rules, &BTreeSet::new());
    assert_eq!(once.len(), 3);
    assert_eq!(once[0].key, once[2].key);
    let ignored = BTreeSet::from([once[0].key.clone()]);
    let then = suggest(&fields("", ""), &body, &rules, &ignored);
    assert_eq!(changes(&then), ["Color → Colour"]);
    // Kept for years in the database, so it must not change.
    assert_eq!(key("color", "color"), "8c2d308948c5181f");
}

#[test]
fn words_end_where_words_end() {
    let rules = "on-line => online\nweb site => website\nart => craft";
    assert_eq!(
        told(
            &["The on‑line art, web\u{a0}site; artful, art’s, smart, art'll, web sites."],
            rules
        ),
        [
            "on‑line → online",
            "art → craft",
            "web\u{a0}site → website",
            "art → craft"
        ]
    );
}

#[test]
fn a_rule_that_cannot_be_used_is_named() {
    for (text, says) in [
        (
            "color => colour\n\n/(a/ => b",
            "line 3: find is /(a/, which is no pattern: unclosed group",
        ),
        ("/a*/ => b", "also finds where nothing stands"),
        ("/\\w{900}/ => b", "too large a pattern"),
        (
            "/(a)(?<x>b)/ => $1c",
            "refers to $1c, which the pattern does not have; write ${1} where letters follow",
        ),
        ("/(a)/ => $2", "refers to $2"),
        ("%% => b", "does not begin with a word"),
        (" => b", "does not begin with a word"),
        ("[{\"find\": 1}]", "$[0] invalid type"),
        ("[{\"find\": \"a\", \"why\": \"b\"}]", "unknown field `why`"),
        ("[oh", "is no JSON"),
    ] {
        let fault = Rules::from_text(text).unwrap_err().to_string();
        assert!(fault.contains(says), "{text}: {fault}");
    }
    let json = json!([{"find": "fine"}, {"find": "a => b"}]);
    let fault = Rules::from_json(&json).unwrap_err().to_string();
    assert!(fault.starts_with("$[1].find must not hold"), "{fault}");
    let many: String = (0..=MAX_PATTERNS)
        .map(|n| format!("/x{n}/ => y\n"))
        .collect();
    assert!(
        Rules::from_text(&many)
            .unwrap_err()
            .reason
            .contains("one pattern too many")
    );
}

#[test]
fn rules_are_read_back_as_they_were_written() {
    let text = "color => colour -- British -- always\n! /(?i)\\b(a)|b\\b/ => ${1}x\nrefute -- Think.\nbare\n";
    let rules = Rules::from_text(text).unwrap();
    assert_eq!(rules.to_text(), text);
    assert_eq!(
        Rules::from_json(&rules.to_json()).unwrap().all(),
        rules.all()
    );
    assert_eq!(
        rules.to_json()[1],
        json!({"find": "/(?i)\\b(a)|b\\b/", "suggestion": "${1}x", "reason": "", "on": false})
    );
    assert!(told(&["a b"], "! /a|b/ => x").is_empty(), "it is off");
    for list in [Rules::british(), Rules::american()] {
        let again = Rules::from_text(&list.to_text()).unwrap();
        assert_eq!(again.all(), list.all());
    }
}

#[test]
fn the_lists_that_come_with_the_program_are_good() {
    for list in [Rules::british(), Rules::american()] {
        assert!(list.all().len() >= 80);
        let mut finds: Vec<&str> = list.all().iter().map(|r| r.find.as_str()).collect();
        finds.sort_unstable();
        finds.dedup();
        assert_eq!(finds.len(), list.all().len(), "a rule stands there twice");
        for rule in list.all() {
            assert!(!rule.reason.is_empty(), "{} has no reason", rule.find);
            assert_ne!(Some(&rule.find), rule.suggestion.as_ref());
            if !rule.find.starts_with('/') {
                let said = told(&[&format!("x {} x", rule.find)], &list.to_text());
                assert!(!said.is_empty(), "{} is not found", rule.find);
            }
        }
    }
    let british = |text: &str| changes(&all("", "", &[text], &Rules::british()));
    assert_eq!(
        british("The colored theaters organized a defense on June 19, 2023 for $5 million."),
        [
            "colored → coloured",
            "theaters → theatres",
            "organized → organised",
            "defense → defence",
            "June 19, 2023 → 19 June 2023",
            "$5 million → $5m"
        ]
    );
    let american = |text: &str| changes(&all("", "", &[text], &Rules::american()));
    assert_eq!(
        american("The travelled organisers met Mr Orr at 9am on 19 June 2023 for £5bn."),
        [
            "travelled → traveled",
            "Mr O → Mr. O",
            "9am → 9 a.m.",
            "19 June 2023 → June 19, 2023",
            "£5bn → £5 billion"
        ]
    );
    // What each list suggests, it does not find again.
    for list in [Rules::british(), Rules::american()] {
        for rule in list.all().iter().filter(|r| !r.find.starts_with('/')) {
            let Some(to) = &rule.suggestion else { continue };
            let again = changes(&all("", "", &[&format!("x {to} x")], &list));
            assert!(again.is_empty(), "{} leads to {again:?}", rule.find);
        }
    }
}

#[test]
fn names_spelled_two_ways_are_told() {
    let none = Rules::default();
    let names = |body: &[&str]| changes(&all("", "", body, &none));
    assert_eq!(
        names(&[
            "Then Angela Merkel spoke. Angela Merkel left.",
            "Later Ms Merkle’s aide wrote to Merkel."
        ]),
        ["Merkle → Merkel"]
    );
    assert_eq!(
        names(&[
            "When Mohammed Ali met Mohamed Ali.",
            "So Mohammed Ali said."
        ]),
        ["Mohamed → Mohammed"]
    );
    assert_eq!(
        names(&["In Bogotá it rained. From Bogota they fled to Bogotá."]),
        ["Bogota → Bogotá"]
    );
    for quiet in [
        "In Germany the Germans met a German. In Iran an Iranian. Of Merkel and the Merkels, Merkel's and Merkels'.",
        "The Farmer met. Former farmers, said Farmer.",
        "With Daniel Smith and with Danielle Jones. And Stephen Fry met Stephan Berg.",
        "In Austria and in Australia, Slovakia and Slovenia; on Tuesday and on Thursday.",
        "The Minister of the Foreign Ministry, Foreign Minister Qin of the Foreign Ministry.",
        "Of Clark, of Clark, of Clark, of Clarks; with Iran and Iraq; Parks and Parkes.",
        "A Merkel here. MERKLE in capitals.",
    ] {
        let found = names(&[quiet]);
        assert!(found.is_empty(), "{quiet}: {found:?}");
    }
}

#[test]
fn numbers_and_quotes_above_must_stand_below() {
    let none = Rules::default();
    let body = [
        "About a thousand people, five per cent of the town, “saw a\nlong  ‘white’ light” on 30 boats.",
        "\"It was bright,\" said Mr Orr.",
    ];
    let found = all(
        "1,000 see ‘white’ light as 6% flee",
        "‘It was very bright’, they said; “saw … light”, “It was [so] bright” in two towns and thirty boats",
        &body,
        &none,
    );
    let found: Vec<(&str, &str)> = found.iter().map(|s| (s.place, s.found.as_str())).collect();
    assert_eq!(
        found,
        [
            ("headline", "6%"),
            ("standfirst", "It was very bright"),
            ("standfirst", "two")
        ]
    );
    let empty = all("6% said ‘no’", "", &[""], &none);
    assert!(empty.is_empty(), "nothing is written yet");
}

#[test]
fn quotations_are_found_by_any_marks() {
    for (text, expected) in [
        (
            "“a b” and \"c d\" and ‘e’s f’ and 'g h'",
            vec!["a b", "c d", "e’s f", "g h"],
        ),
        ("«a» „b“ »c«", vec!["a", "b", "c"]),
        ("the workers' rights and the '90s", vec![]),
        ("don't, it's, o'clock", vec![]),
        ("5\" pipe", vec![]),
        ("“first of two paragraphs", vec!["first of two paragraphs"]),
    ] {
        let found: Vec<&str> = quotes::quoted(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn ten_thousand_words_are_read_quickly() {
    let words = [
        "the",
        "Color",
        "of",
        "Geneva",
        "talks",
        "was",
        "organized",
        "by",
        "Ms",
        "Merkel",
        "in",
        "order",
        "to",
        "centre",
        "5,000",
        "people;",
        "“we",
        "utilise",
        "it”",
        "said",
        "Gineva.",
    ];
    let paragraph = words.join(" ");
    let mut paragraphs: Vec<String> = (0..476)
        .map(|n| {
            let letter = |by: usize| char::from(b'a' + (n / by % 26) as u8);
            format!("{paragraph} Kaz{}{}o spoke.", letter(1), letter(26))
        })
        .collect();
    paragraphs.push(paragraphs.join(" "));
    let body = Doc::of_paragraphs(paragraphs[..476].iter().map(String::as_str));
    let one = Doc::of_paragraphs([paragraphs[476].as_str()]);
    for rules in [Rules::british(), Rules::american()] {
        for body in [&body, &one] {
            let begun = std::time::Instant::now();
            let found = suggest(&fields("5,000 “talk”", "x"), body, &rules, &BTreeSet::new());
            println!("{} suggestions in {:?}", found.len(), begun.elapsed());
            assert_eq!(found.len(), MOST_SUGGESTIONS);
            assert!(begun.elapsed().as_secs() < 10);
        }
    }
}

proptest::proptest! {
    /// Whatever is written, every suggestion stands where it says.
    #[test]
    fn every_suggestion_stands_where_it_says(text in "[“”‘’\"' a-cA-C0-9.,%£’🔥é-]{0,60}") {
        let rules = Rules::from_text("a => b\n/[ab]c/ => x\nCa => ca").unwrap();
        let found = all(&text, &text, &[&text, "Cab a b"], &rules);
        for s in found {
            let whole = if s.path == [1] { "Cab a b" } else { &text };
            let units: Vec<u16> = whole.encode_utf16().collect();
            proptest::prop_assert_eq!(String::from_utf16(&units[s.from..s.to]).unwrap(), s.found);
        }
    }
}
