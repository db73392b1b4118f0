//! How news is read aloud: a table of texts from the life of newspapers, and texts that nobody would print.

use media::speech::English;
use media::speech::say::{say, text_of};
use proptest::prelude::*;

const TABLE: &str = include_str!("say.txt");

#[test]
fn every_text_of_the_table_is_said_as_it_says() {
    let (mut all, mut wrong) = (0, Vec::new());
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('|').collect();
        let [whose, text, wanted] = parts[..] else {
            panic!("not three parts: {line}");
        };
        let english = English::of(&format!("en-{whose}")).unwrap();
        let said = say(text, english).map(|said| text_of(&said));
        all += 1;
        if said.as_deref() != Ok(wanted) {
            wrong.push(format!(
                "{whose} {text:?}\n  wanted {wanted:?}\n  said   {said:?}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {all}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn each_piece_knows_its_letters() {
    let text = "On 19 June 2023, £1.2bn was paid.";
    let said = say(text, English::British).unwrap();
    let pairs: Vec<(&str, &str)> = said
        .iter()
        .map(|s| (&text[s.at.clone()], s.words.as_str()))
        .collect();
    assert_eq!(
        pairs,
        [
            ("On", "On"),
            ("19 June 2023", "the nineteenth of June twenty twenty-three"),
            (",", ","),
            ("£1.2bn", "one point two billion pounds"),
            ("was", "was"),
            ("paid", "paid"),
            (".", "."),
        ]
    );
}

#[test]
fn a_digit_that_nobody_can_say_is_named() {
    let said = say("It took ٣٤ days.", English::British);
    assert_eq!(said.unwrap_err().0, "٣٤");
}

#[test]
fn languages_tell_whose_english_it_is() {
    for (tag, english) in [
        ("en", Some(English::British)),
        ("en-GB", Some(English::British)),
        ("EN-us", Some(English::American)),
        ("en-Latn-US", Some(English::American)),
        ("en-NZ", Some(English::British)),
        ("de", None),
        ("", None),
    ] {
        assert_eq!(English::of(tag), english, "{tag}");
    }
}

proptest! {
    #[test]
    fn any_text_is_said_or_refused(text in "[0-9A-Za-z£$€%.,:/'’ \\-–+@#½°()٣é]{0,60}", american in any::<bool>()) {
        let english = if american { English::American } else { English::British };
        if let Ok(said) = say(&text, english) {
            let mut last = 0;
            for piece in &said {
                prop_assert!(piece.at.start >= last && piece.at.end <= text.len(), "{:?}", said);
                prop_assert!(text.is_char_boundary(piece.at.start) && text.is_char_boundary(piece.at.end));
                prop_assert!(!piece.words.chars().any(char::is_numeric), "{:?}", piece);
                prop_assert!(!piece.words.is_empty());
                last = piece.at.end;
            }
        }
    }
}
