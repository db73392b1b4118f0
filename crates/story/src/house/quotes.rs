//! Quotations: where they stand in a text, and those of the headline and standfirst that the body does not carry.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Hit, Text, WHOLE};

/// Longest quotation between single straight marks, which are apostrophes too, in words.
const LONGEST_SINGLE: usize = 30;

/// What stands inside quotation marks, in bytes and without the marks. A double mark that is never closed quotes to
/// the end: in a quotation of several paragraphs only the last is closed.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = Vec::new();
    let mut nth = 0;
    while nth < signs.len() {
        let (at, open) = signs[nth];
        let from = at + open.len_utf8();
        let before = nth.checked_sub(1).map(|n| signs[n].1);
        let begins = before.is_none_or(|c| !c.is_alphanumeric())
            && signs.get(nth + 1).is_some_and(|(_, c)| !c.is_whitespace());
        let close: &[char] = match open {
            '“' => &['”'],
            '„' => &['“', '”'],
            '«' => &['»'],
            '»' => &['«'],
            '"' if begins => &['"'],
            '‘' => &['’'],
            '\'' if begins => &['\''],
            _ => {
                nth += 1;
                continue;
            }
        };
        let is_single = matches!(open, '‘' | '\'');
        let end = (nth + 1..signs.len()).find(|n| {
            let after = signs.get(n + 1).map(|(_, c)| *c);
            let in_word =
                signs[n - 1].1.is_alphanumeric() && after.is_some_and(char::is_alphanumeric);
            close.contains(&signs[*n].1) && !(is_single && in_word)
        });
        match end {
            Some(end) => {
                let range = from..signs[end].0;
                let long =
                    is_single && text[range.clone()].unicode_words().count() > LONGEST_SINGLE;
                if !long {
                    out.push(range);
                    nth = end;
                }
            }
            None if open == '“' || open == '«' => {
                out.push(from..text.len());
                break;
            }
            None => {}
        }
        nth += 1;
    }
    out.retain(|range| !text[range.clone()].trim().is_empty());
    out
}

/// Quotations of the headline and the standfirst whose words the body does not have in that order. What was left out
/// (`…`) or put in (`[…]`) parts a quotation. Nothing while the body is empty.
pub(super) fn missing(texts: &[Text]) -> Vec<Hit> {
    let body: String = texts
        .iter()
        .filter(|text| text.place == "body")
        .map(|text| said(&text.text))
        .collect();
    if body.trim().is_empty() {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for (nth, text) in texts.iter().enumerate().filter(|(_, t)| t.place != "body") {
        for range in &text.quoted {
            let whole = text.text[range.clone()].replace("...", "…");
            let carried = parts(&whole)
                .iter()
                .map(|part| said(part))
                .filter(|part| !part.trim().is_empty())
                .all(|part| body.contains(&part));
            if !carried {
                hits.push(Hit {
                    text: nth,
                    range: range.clone(),
                    rule: format!("{WHOLE}quote"),
                    suggestion: None,
                    reason: format!(
                        "The {} quotes these words, and the story does not have them.",
                        text.place
                    ),
                });
            }
        }
    }
    hits
}

/// The parts of a quotation that must stand in the body as they are.
fn parts(quotation: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in quotation.split('…') {
        let mut rest = part;
        while let Some((before, after)) = rest.split_once('[') {
            parts.push(before);
            rest = after.split_once(']').map_or("", |(_, after)| after);
        }
        parts.push(rest);
    }
    parts
}

/// The words in small letters, a space before and after each, without marks of any kind.
fn said(text: &str) -> String {
    let mut out = String::from(" ");
    for word in text.replace('’', "'").unicode_words() {
        out.push_str(&word.to_lowercase());
        out.push(' ');
    }
    out
}
