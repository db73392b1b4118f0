//! What every story of the archive keeps to, tried on thousands.

use std::collections::{BTreeMap, BTreeSet};

use story::Block;
use story::Inline;

use super::*;

const ARCHIVE: Archive = Archive {
    seed: 42,
    count: 20_000,
    now_micros: 1_790_000_000_000_000,
    first_number: 1,
};

fn words(inlines: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text { text, .. } => text.clone(),
        Inline::HardBreak { .. } => " ".to_owned(),
    };
    inlines.iter().map(text).collect()
}

fn paragraphs(doc: &Doc) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Paragraph { content } => Some(words(content)),
        _ => None,
    };
    doc.content.iter().filter_map(text).collect()
}

#[test]
fn a_story_is_the_same_every_time() {
    assert_eq!(ARCHIVE.story(77), ARCHIVE.story(77));
    assert_ne!(ARCHIVE.story(77), ARCHIVE.story(78));
    let other = Archive {
        seed: 43,
        ..ARCHIVE
    };
    assert_ne!(ARCHIVE.story(77), other.story(77));
}

#[test]
fn headlines_differ() {
    let headlines: BTreeSet<String> = (0..ARCHIVE.count)
        .map(|n| ARCHIVE.story(n).fields.headline)
        .collect();
    let share = headlines.len() * 100 / ARCHIVE.count as usize;
    assert!(share >= 95, "{share} of a hundred headlines are distinct");
}

#[test]
fn nothing_of_the_tables_shows() {
    for n in (0..ARCHIVE.count).step_by(5) {
        let story = ARCHIVE.story(n);
        let mut texts = paragraphs(&story.body);
        texts.push(story.fields.standfirst.clone());
        for text in texts.iter().chain([&story.fields.headline]) {
            for wrong in [
                "{",
                "}",
                "[",
                "]",
                "|",
                "  ",
                " the the ",
                " ,",
                " .",
                "..",
                ",,",
            ] {
                assert!(!text.contains(wrong), "{n}: {wrong:?} in {text}");
            }
            for pair in text.split(' ').collect::<Vec<_>>().windows(2) {
                let next = pair[1].trim_start_matches(['“', '‘']);
                let vowel = next.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O'])
                    && !next.starts_with("one")
                    && !next.starts_with("eu");
                let eight = next.starts_with('8')
                    || next.trim_end_matches(|c: char| !c.is_ascii_digit()) == "11";
                let article = pair[0].trim_start_matches('“');
                assert!(
                    !((vowel || eight) && ["a", "A"].contains(&article)),
                    "{n}: {} {}",
                    pair[0],
                    pair[1]
                );
                let consonant = next
                    .starts_with(|c: char| "bcdfgjklmnpqrstvwxyz".contains(c.to_ascii_lowercase()));
                assert!(
                    !(consonant && ["an", "An"].contains(&article)),
                    "{n}: {} {}",
                    pair[0],
                    pair[1]
                );
            }
        }
        for text in &texts {
            let first = text.trim_start_matches('“').chars().next().unwrap();
            assert!(first.is_uppercase(), "{n}: {text}");
            assert!(text.ends_with(['.', '”', '?', '!']), "{n}: {text}");
            for sentence in text.split(". ").skip(1) {
                let first = sentence.trim_start_matches('“').chars().next().unwrap();
                assert!(first.is_uppercase(), "{n}: {sentence}");
            }
        }
        let headline = &story.fields.headline;
        assert!(
            headline
                .chars()
                .next()
                .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()),
            "{headline}"
        );
        assert!(headline.chars().count() <= 110, "{headline}");
    }
}

#[test]
fn every_story_is_a_right_document_of_a_fair_length() {
    let mut total = 0;
    let tried = 2_000;
    for n in 0..tried {
        let story = ARCHIVE.story(n * 10);
        assert_eq!(Doc::parse(&story.body.to_json()).unwrap(), story.body);
        let paragraphs = paragraphs(&story.body);
        assert!(
            (5..=14).contains(&paragraphs.len()),
            "{n} has {} paragraphs",
            paragraphs.len()
        );
        total += paragraphs
            .iter()
            .map(|text| text.split(' ').count())
            .sum::<usize>();
        assert!(
            story
                .fields
                .related
                .iter()
                .all(|&number| number < 1 + (n * 10).cast_signed())
        );
        let mut patched = Fields::default();
        let values = serde_json::to_value(&story.fields).unwrap();
        patched.patch(values.as_object().unwrap()).unwrap();
        assert_eq!(patched, story.fields);
    }
    let mean = total as u64 / tried;
    assert!((380..=520).contains(&mean), "a body has {mean} words");
}

#[test]
fn stories_name_only_what_the_lists_hold() {
    let topics: BTreeSet<String> = topics().into_iter().map(|topic| topic.name).collect();
    let authors: BTreeSet<String> = authors().into_iter().map(|author| author.slug).collect();
    let sections: BTreeSet<String> = sections().into_iter().map(|section| section.slug).collect();
    assert_eq!((authors.len(), sections.len()), (60, 8));
    assert!(
        (370..=430).contains(&topics.len()),
        "{} topics",
        topics.len()
    );
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for n in 0..5_000 {
        let fields = ARCHIVE.story(n).fields;
        assert!(sections.contains(&fields.section.unwrap()));
        assert!(
            fields
                .bylines
                .iter()
                .all(|byline| authors.contains(byline.author.as_ref().unwrap()))
        );
        assert!((1..=3).contains(&fields.topics.len()));
        for topic in fields.topics {
            assert!(topics.contains(&topic), "{topic}");
            *uses.entry(topic).or_default() += 1;
        }
    }
    let mut counts: Vec<usize> = uses.values().copied().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    assert!(
        counts[0] > counts[counts.len() / 2] * 10,
        "a few topics carry most stories: {:?}",
        &counts[..10]
    );
}

#[test]
fn time_runs_forward_and_ends_now() {
    let times: Vec<i64> = (0..ARCHIVE.count)
        .map(|n| ARCHIVE.story(n).published)
        .collect();
    assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
    assert!(times[times.len() - 1] <= ARCHIVE.now_micros);
    let years = (ARCHIVE.now_micros - times[0]) / 31_557_600_000_000;
    assert!((11..=12).contains(&years), "{years}");
    assert_eq!(Day::of(0).weekday(), "Thursday");
    assert_eq!(
        (
            Day::of(1_709_164_800_000_000).year,
            Day::of(1_709_164_800_000_000).month_to_come()
        ),
        (2024, "April")
    );
}
