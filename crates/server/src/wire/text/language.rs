//! A rough guess at the language, by script and by small words.

use super::words;

/// The language of a text where it is certain, in the desk's own form where that is the same language
/// (`en-GB` stays `en-GB`), and whether it was certain.
pub(super) fn guess(text: &str, hint: &str) -> (String, bool) {
    let sample: String = text.chars().take(20_000).collect();
    let found = by_script(&sample).or_else(|| by_words(&sample));
    let own = hint.split('-').next().unwrap_or_default();
    match found {
        Some(language) if !own.eq_ignore_ascii_case(language) => (language.to_owned(), true),
        Some(_) => (hint.to_owned(), true),
        None => (hint.to_owned(), false),
    }
}

/// The scripts that one language of the press uses, and Arabic where no Persian or Urdu letter is seen.
fn by_script(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let share = |of: fn(char) -> bool| {
        text.chars().filter(|c| of(*c)).count() * 2 > letters && letters > 20
    };
    let kana = text
        .chars()
        .filter(|c| ('\u{3040}'..='\u{30ff}').contains(c))
        .count()
        * 5
        > letters
        && letters > 20;
    if share(|c| ('\u{600}'..='\u{6ff}').contains(&c)) {
        return (!text.contains(['پ', 'چ', 'گ', 'ٹ', 'ے', 'ژ'])).then_some("ar");
    }
    let by: [(bool, &'static str); 6] = [
        (share(|c| ('\u{590}'..='\u{5ff}').contains(&c)), "he"),
        (kana, "ja"),
        (share(|c| ('\u{ac00}'..='\u{d7af}').contains(&c)), "ko"),
        (share(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "zh"),
        (share(|c| ('\u{370}'..='\u{3ff}').contains(&c)), "el"),
        (share(|c| ('\u{900}'..='\u{97f}').contains(&c)), "hi"),
    ];
    by.iter().find(|(is, _)| *is).map(|(_, language)| *language)
}

fn by_words(text: &str) -> Option<&'static str> {
    let small = text.to_lowercase();
    let mut counts: Vec<(usize, &'static str)> = words::ALL
        .iter()
        .map(|table| {
            let hits = small
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| table.stop.contains(w))
                .count();
            (hits, table.language)
        })
        .collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let (best, second) = (counts.first()?, counts.get(1)?);
    (best.0 >= 5 && best.0 * 2 >= second.0 * 3).then_some(best.1)
}
