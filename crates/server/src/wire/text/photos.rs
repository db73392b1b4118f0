//! Photos: a line that is a caption with a credit at its end, or a credit on a line of its own.

use super::reading::{Kind, Part, Reason, Waiting};
use super::rows::{Found, Row};
use super::words::{self, AGENCIES};

/// Longest credit, in characters; "Photograph: Name Name/Agency/Agency via Agency" fits twice.
const CREDIT: usize = 120;
/// Longest caption that a credit on the next line may take to itself.
const CAPTION: usize = 400;

/// Finds the photos. After the films, before the headline, so that no caption is taken for either.
pub(super) fn pass(rows: &mut [Row]) {
    labelled(rows);
    let mut seen: Vec<(Option<String>, Option<String>)> = Vec::new();
    for at in 0..rows.len() {
        if !rows[at].free() || rows[at].size() > 900 {
            continue;
        }
        let Some((caption, credit)) = part_credit(&rows[at].text) else {
            continue;
        };
        // The first line of a page is its headline, whatever it ends in.
        if !rows[..at].iter().any(Row::free)
            && !caption.is_empty()
            && !rows[at].ends_sentence()
            && rows[at].words() < 25
            && !certain(&rows[at].text)
        {
            continue;
        }
        let (start, caption) = match above(rows, at, &caption) {
            Some(above) => (above, rows[above].text.clone()),
            None => (at, caption),
        };
        let caption = (!caption.is_empty()).then(|| without_count(&caption).to_owned());
        let photo = photo(caption, Some(credit));
        let sign = (photo.caption.clone(), photo.credit.clone());
        let again = sign.0.is_some() && seen.contains(&sign);
        for row in &mut rows[start..=at] {
            if again {
                row.drop(Reason::Duplicate);
            } else {
                row.keep(Part::Photo);
            }
        }
        if !again {
            if seen.len() < 500 {
                seen.push(sign);
            }
            rows[start].found = Some(Found::Media(photo));
        }
    }
}

fn photo(caption: Option<String>, credit: Option<String>) -> Waiting {
    Waiting {
        id: String::new(),
        kind: Kind::Image,
        caption,
        credit,
        title: None,
        length_seconds: None,
        alt: None,
    }
}

/// Whether a credit is set off by a bracket, a bar or a sign, and not just by its names.
fn certain(text: &str) -> bool {
    text.ends_with([')', ']'])
        || text.contains(" | ")
        || text.contains('©')
        || text.contains("REUTERS/")
}

/// The caption's row above a row that is nothing but a credit: directly above, and not among the first two
/// free rows of the page, which are its headline and its standfirst.
fn above(rows: &[Row], at: usize, caption: &str) -> Option<usize> {
    let above = at.checked_sub(1)?;
    let row = &rows[above];
    let fits = caption.is_empty()
        && !rows[at].gap
        && row.free()
        && row.size() <= CAPTION
        && row.words() >= 3;
    (fits && rows[..above].iter().filter(|r| r.free()).take(2).count() == 2).then_some(above)
}

/// The manner of the British broadcaster: "Image source, Agency", then "Image caption, words", the words on
/// the same line or the next.
fn labelled(rows: &mut [Row]) {
    const SOURCE: &[&str] = &[
        "image source",
        "صدر الصورة",
        "fuente de la imagen",
        "crédit photo",
        "bildquelle",
        "getty images",
    ];
    const CAPTION: &[&str] = &[
        "image caption",
        "media caption",
        "video caption",
        "pie de foto",
        "légende image",
        "legenda da foto",
        "التعليق على الصورة",
        "bildunterschrift",
    ];
    let part = |row: &Row, labels: &[&str]| -> Option<String> {
        let label = labels
            .iter()
            .find(|label| words::begins_with_word(&row.key, label))?;
        let rest: String = row.text.chars().skip(label.chars().count()).collect();
        Some(rest.trim_start_matches([',', '،', ':', ' ']).to_owned())
    };
    for at in 0..rows.len() {
        if !rows[at].free() {
            continue;
        }
        let source = part(&rows[at], &SOURCE[..5])
            .filter(|rest| !rest.is_empty() && rest.chars().count() <= CREDIT);
        let label_at = if source.is_some() { at + 1 } else { at };
        let caption = rows
            .get(label_at)
            .filter(|row| row.free())
            .and_then(|row| part(row, CAPTION));
        if source.is_none() && caption.is_none() {
            continue;
        }
        let mut end = if caption.is_some() { label_at } else { at };
        let mut words = caption.clone().filter(|c| !c.is_empty());
        if caption.is_some()
            && words.is_none()
            && rows
                .get(end + 1)
                .is_some_and(|row| row.free() && row.size() <= 400)
        {
            end += 1;
            words = Some(rows[end].text.clone());
        }
        let film = rows[label_at.min(rows.len() - 1)]
            .key
            .starts_with("media caption")
            || rows[at].key.starts_with("video caption");
        let mut found = photo(words, source);
        if film {
            found.kind = Kind::Video;
        }
        for row in &mut rows[at..=end] {
            row.keep(if film { Part::Film } else { Part::Photo });
        }
        rows[at].found = Some(Found::Media(found));
    }
}

/// Parts the credit from the end of a caption; the caption may come out empty, the credit never.
pub(super) fn part_credit(text: &str) -> Option<(String, String)> {
    let text = without_tail(text);
    by_word(text)
        .or_else(|| by_bracket(text))
        .or_else(|| by_bar(text))
        .or_else(|| by_house(text))
}

/// "Photograph: Name/Agency", "Credit...Name", "Foto: dpa" at the end of the line or as all of it.
fn by_word(text: &str) -> Option<(String, String)> {
    // Most lines have none of the signs; the tables are asked about the others only.
    if ![":", "...", "…", " by ", "by ", "ourtesy of"]
        .iter()
        .any(|sign| text.contains(sign))
    {
        return None;
    }
    let small = text.to_lowercase();
    if small.len() != text.len() {
        return None; // Letters whose small form is longer would shift every place below.
    }
    let mut best: Option<(usize, usize)> = None;
    for word in words::ALL.iter().flat_map(|w| w.credits) {
        for (at, _) in small.match_indices(word) {
            let before = text.get(..at).and_then(|t| {
                t.trim_end_matches(['(', '[', '“', '|', '/', '-', '–'])
                    .chars()
                    .next_back()
            });
            let open = before.is_none_or(|c| c.is_whitespace() || ".!?)]”’\"»".contains(c));
            let rest = text.get(at + word.len()..).unwrap_or_default();
            let signed = rest.starts_with(':')
                || rest.starts_with(" :")
                || rest.starts_with("...")
                || rest.starts_with('…');
            let by = (word.ends_with(" by") || word.ends_with("courtesy of"))
                && text.get(..at).is_some_and(|t| {
                    t.is_empty()
                        || t.ends_with(['(', '[', '|'])
                        || t.trim_end().ends_with(['.', '”'])
                });
            // A credit's word is printed large or stands in a bracket; "in the photo: a man" is neither.
            let large = text
                .get(at..)
                .is_some_and(|t| t.starts_with(|c: char| !c.is_lowercase()))
                || at == 0
                || before
                    != text
                        .get(..at)
                        .and_then(|t| t.trim_end().chars().next_back());
            if open
                && large
                && (signed || by)
                && best.is_none_or(|(b, _)| {
                    at < b || small.get(b..at).is_some_and(|gap| gap.len() > CREDIT)
                })
            {
                best = Some((at, at + word.len()));
            }
        }
    }
    let (start, end) = best?;
    let credit = text
        .get(end..)?
        .trim_start_matches([':', '.', '…', ' '])
        .trim();
    let credit = credit.trim_end_matches([')', ']', '.', ' ']);
    let sentence = credit.contains(". ") && credit.split(". ").any(|s| s.split(' ').count() > 5);
    let fits = !credit.is_empty()
        && credit.chars().count() <= CREDIT
        && !sentence
        && credit.split(' ').count() <= 14;
    let named = credit
        .contains(|c: char| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase())
        || is_agency(credit);
    fits.then_some(())?;
    named.then(|| (before(text, start), credit.to_owned()))
}

/// "(AP Photo/Name)", "[Name/Reuters]", "(Photo by Name)", "(Reuters)".
fn by_bracket(text: &str) -> Option<(String, String)> {
    let bare = text.trim_end_matches(['.', ' ']);
    let close = bare
        .chars()
        .next_back()
        .filter(|c| *c == ')' || *c == ']')?;
    let open = if close == ')' { '(' } else { '[' };
    let start = bare.rfind(open)?;
    let inside = bare.get(start + 1..bare.len() - 1)?.trim();
    let inside = inside
        .strip_prefix("File: ")
        .or_else(|| inside.strip_prefix("FILE: "))
        .unwrap_or(inside);
    let photo =
        words::begins(&inside.to_lowercase(), |w| w.credits).is_some() && inside.contains(' ');
    let slashed = inside.contains('/')
        && (inside.split(['/', ' ']).any(|p| AGENCIES.contains(&p)) || holds_agency(inside))
        || inside.starts_with("AP Photo");
    let known = is_agency(inside) || inside.contains(" via ") && holds_agency(inside);
    let fits = !inside.is_empty() && inside.chars().count() <= CREDIT;
    // "(Reuters) - The…" opens a story; this one closes a line, and something must stand before it.
    (fits && (photo || slashed || known)).then(|| (before(text, start), inside.to_owned()))
}

/// "Caption | Name/Agency".
fn by_bar(text: &str) -> Option<(String, String)> {
    let (caption, credit) = text.rsplit_once(" | ")?;
    let fits =
        credit.chars().count() <= CREDIT && holds_agency(credit) && credit.split(' ').count() <= 10;
    (fits && caption.split(' ').count() >= 4)
        .then(|| (caption.trim().to_owned(), credit.trim().to_owned()))
}

/// "REUTERS/Name/Pool", "Name/Getty Images", "© AFP", "NAME / AFP" after the caption's last sentence.
fn by_house(text: &str) -> Option<(String, String)> {
    let bare = text.trim_end_matches(' ');
    if let Some(at) = bare.rfind('©') {
        let credit = bare
            .get(at..)?
            .trim_start_matches(['©', ' '])
            .trim_end_matches('.');
        let words = credit.split(' ').count();
        let year = credit.starts_with(|c: char| c.is_ascii_digit());
        let fits = !year && !credit.is_empty() && words <= 8 && credit.chars().count() <= CREDIT;
        return fits.then(|| (before(text, at), credit.to_owned()));
    }
    let start = last_sentence(bare);
    let tail = bare.get(start..)?.trim();
    let head = bare.get(..start)?.trim();
    let shaped = tail.contains('/') || head.is_empty() && is_agency(tail);
    if is_credit(tail) && (shaped || is_agency(tail)) {
        return Some((head.to_owned(), tail.to_owned()));
    }
    unstopped(bare)
}

/// A caption that runs into its credit without a full stop: "…at the gate REUTERS/Name", "…at the gate Name
/// Name/Agency". The two words before the slash are then the name.
fn unstopped(text: &str) -> Option<(String, String)> {
    let words: Vec<(usize, &str)> = text
        .split(' ')
        .scan(0, |at, word| {
            let here = *at;
            *at += word.len() + 1;
            Some((here, word))
        })
        .collect();
    let slash = words.iter().rposition(|(_, word)| word.contains('/'))?;
    if words.len() - slash > 4 || words.len() < 4 {
        return None;
    }
    let (house, name) = words[slash].1.split_once('/')?;
    let leading = AGENCIES.contains(&house);
    let from = if leading {
        slash
    } else {
        slash.checked_sub(if name.is_empty() && house.is_empty() {
            2
        } else {
            1
        })?
    };
    let tail = text.get(words[from].0..)?;
    if !holds_agency(tail) || !is_credit(tail) {
        return None;
    }
    Some((before(text, words[from].0), tail.trim().to_owned()))
}

/// Where the text after the last end of a sentence begins. Initials and titles ("U.S.", "J.") end none.
fn last_sentence(text: &str) -> usize {
    let mut start = 0;
    let mut word = 0;
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        if c != ' ' {
            continue;
        }
        let token = text.get(word..at).unwrap_or_default();
        let bare = token.trim_end_matches(['"', '”', '’', ')', '»']);
        let initial = bare.chars().filter(|c| *c != '.').count() <= 1
            || bare.matches('.').count() > 1 && !bare.ends_with("..");
        if bare.ends_with(['.', '!', '?', '…']) && !initial && at < bytes.len() {
            start = at + 1;
        }
        word = at + 1;
    }
    start
}

/// Whether a text has a credit's shape: a few names, slashes, houses, no sentence.
fn is_credit(text: &str) -> bool {
    let count = text.split([' ', '/']).filter(|w| !w.is_empty()).count();
    if text.is_empty()
        || text.chars().count() > CREDIT
        || count > 10
        || text.ends_with(['!', '?', ':', ','])
    {
        return false;
    }
    let small = |w: &&str| {
        w.starts_with(char::is_lowercase)
            && ![
                "via", "for", "and", "by", "de", "van", "von", "dpa", "epd", "imago", "images",
                "alliance", "picture", "le", "la", "al", "und", "et",
            ]
            .contains(w)
    };
    let sentence = text.ends_with('.') && !text.ends_with("Inc.");
    let names = text.split([' ', '/']).filter(|w| !w.is_empty());
    !names.clone().any(|w| small(&w))
        && !sentence
        && (holds_agency(text)
            || text.matches('/').count() >= 1
                && count <= 7
                && !text.contains(|c: char| c.is_ascii_digit()))
}

/// Whether a text is nothing but agencies.
fn is_agency(text: &str) -> bool {
    let bare = text.trim_end_matches('.');
    AGENCIES.contains(&bare)
        || bare
            .split(['/', ','])
            .map(str::trim)
            .all(|part| AGENCIES.contains(&part))
        || bare
            .split(" via ")
            .all(|part| AGENCIES.contains(&part.trim()))
}

/// Whether one part of a credit is an agency.
fn holds_agency(text: &str) -> bool {
    let parts = text
        .split(['/', ',', '|'])
        .flat_map(|part| part.split(" via "));
    parts.map(str::trim).any(|part| {
        AGENCIES.contains(&part)
            || part.starts_with("AP Photo")
            || AGENCIES.iter().any(|a| {
                part.strip_suffix(a).is_some_and(|rest| {
                    rest.ends_with(' ') && part.split(' ').count() <= 4 && a.len() >= 3
                })
            })
    })
}

fn before(text: &str, at: usize) -> String {
    let head = text.get(..at).unwrap_or_default().trim_end();
    head.trim_end_matches(['(', '[', '|', '/', '-', '–', '—', ' '])
        .to_owned()
}

/// Takes off the count that a gallery puts before a caption: "[1/5]".
fn without_count(caption: &str) -> &str {
    let Some((count, rest)) = caption.strip_prefix('[').and_then(|c| c.split_once(']')) else {
        return caption;
    };
    let figures = count
        .split('/')
        .all(|n| !n.is_empty() && n.trim().chars().all(|c| c.is_ascii_digit()));
    if figures && count.contains('/') {
        rest.trim_start()
    } else {
        caption
    }
}

/// Takes off what a page glues to a credit: "Acquire Licensing Rights", "hide caption".
fn without_tail(text: &str) -> &str {
    let spaces = text.rmatch_indices(' ').map(|(at, _)| at).take(3);
    let tail = spaces.filter(|at| {
        let key = words::key(text.get(*at..).unwrap_or_default());
        key.contains(' ')
            && matches!(
                words::furniture(&key),
                Some(Reason::Share | Reason::PhotoFurniture)
            )
    });
    tail.last()
        .and_then(|at| text.get(..at))
        .map_or(text, |t| t.trim_end_matches([',', ' ']))
}
