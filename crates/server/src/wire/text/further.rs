//! What a story offers beside its text: podcasts, stories to read next, topics, replies, corrections.
//!
//! A list's heading takes the short rows below it, so these passes go before the body's headings are looked
//! for: an item of a list looks exactly like a heading.

use story::Block;
use story::doc::{CorrectionAttrs, CorrectionKind, Further, PodcastAttrs, ReadmoreAttrs};

use super::marks;
use super::reading::{Part, Reason, Verdict};
use super::rows::{Found, Row};
use super::times;
use super::words::{self, Words};

/// Most items of a list of stories, and most topics.
const STORIES: usize = 15;
const TOPICS: usize = 40;

/// Promotions of podcasts. The very first pass: their words ("Listen to this week's …") are also the player's.
pub(super) fn podcasts(rows: &mut [Row]) {
    for row in rows.iter_mut().filter(|row| row.verdict.is_none()) {
        if row.size() > 200 {
            continue;
        }
        if let Some(show) = show(&row.text) {
            row.keep(Part::Podcast);
            row.found = Some(Found::Block(Block::Podcast {
                attrs: PodcastAttrs {
                    show,
                    episode: None,
                },
            }));
        }
    }
}

/// The name between "subscribe to" and "wherever you get your podcasts".
fn show(text: &str) -> Option<String> {
    let small = text.to_lowercase();
    if small.len() != text.len() {
        return None;
    }
    let end = words::ALL
        .iter()
        .flat_map(|w| w.podcast_ends)
        .filter_map(|end| small.find(end))
        .min()?;
    let openers = words::ALL.iter().flat_map(|w| w.podcast_starts);
    let start = openers
        .filter_map(|word| {
            let at = small.get(..end)?.rfind(word)?;
            let open = at == 0 || small.get(..at)?.ends_with([' ', '\u{fe0f}']);
            open.then_some(at + word.len())
        })
        .max()?;
    let mut name = text
        .get(start..end)?
        .trim_matches(|c: char| c.is_whitespace() || ",.:–-".contains(c));
    for article in [
        "the ",
        "our ",
        "The ",
        "den ",
        "le podcast ",
        "el podcast ",
        "the podcast ",
    ] {
        name = name.strip_prefix(article).unwrap_or(name);
    }
    for word in [" podcasts", " podcast", " Podcast", "-Podcast"] {
        name = name.strip_suffix(word).unwrap_or(name);
    }
    let name = name.trim_matches(|c: char| c.is_whitespace() || "\"“”‘’'".contains(c));
    let named = name.starts_with(|c: char| !c.is_lowercase()) && name.split(' ').count() <= 9;
    (named && !name.is_empty()).then(|| name.to_owned())
}

/// Lists of stories to read next, single ones on a line, and lists of other stories.
pub(super) fn stories(rows: &mut [Row], day_first: bool) {
    for at in 0..rows.len() {
        if !rows[at].free() {
            continue;
        }
        if words::is(&rows[at].key, |w| w.elsewhere) {
            rows[at].drop(Reason::Elsewhere);
            for item in items(rows, at, STORIES, day_first, Row::is_paragraph) {
                rows[item].drop(Reason::Elsewhere);
            }
        } else if words::is(&rows[at].key, |w| w.read_more) {
            list(rows, at, day_first);
        } else if let Some((heading, headline)) = after_colon(&rows[at], |w| w.read_more) {
            let stories = vec![Further::Page {
                url: None,
                headline,
            }];
            rows[at].keep(Part::ReadMore);
            rows[at].found = Some(Found::Block(Block::Readmore {
                attrs: ReadmoreAttrs {
                    heading: Some(heading),
                    stories,
                },
            }));
        }
    }
}

fn list(rows: &mut [Row], at: usize, day_first: bool) {
    let items = items(rows, at, STORIES, day_first, Row::is_paragraph);
    if items.is_empty() {
        rows[at].drop(Reason::Navigation);
        return;
    }
    let headline = |row: &Row| {
        row.text
            .trim_start_matches(['•', '-', '*', '–', '▶', ' '])
            .chars()
            .take(500)
            .collect()
    };
    let stories = items
        .iter()
        .map(|i| Further::Page {
            url: None,
            headline: headline(&rows[*i]),
        })
        .collect();
    let heading = Some(rows[at].text.trim_end_matches([':', ' ']).to_owned());
    rows[at].keep(Part::ReadMore);
    for item in items {
        rows[item].keep(Part::ReadMore);
    }
    rows[at].found = Some(Found::Block(Block::Readmore {
        attrs: ReadmoreAttrs { heading, stories },
    }));
}

/// The words of a table and what follows their colon on the same line.
fn after_colon(row: &Row, kind: fn(&Words) -> &'static [&'static str]) -> Option<(String, String)> {
    if row.size() > 250 {
        return None;
    }
    let opener = words::begins(&row.text.to_lowercase(), kind)?;
    let rest = row.text.get(opener..)?.trim_start();
    let rest = rest.strip_prefix([':', '|', '»', '>', '→', '：'])?.trim();
    rest.contains(char::is_alphabetic).then(|| {
        (
            row.text.get(..opener).unwrap_or_default().to_owned(),
            rest.to_owned(),
        )
    })
}

/// The rows below a list's heading that are its items. Where the first stands directly under the heading, a
/// blank line ends the list; where blank lines stand between all rows, only a paragraph does.
fn items(
    rows: &[Row],
    at: usize,
    most: usize,
    day_first: bool,
    ends: fn(&Row) -> bool,
) -> Vec<usize> {
    let mut items: Vec<usize> = Vec::new();
    let spaced = rows.get(at + 1).is_some_and(|row| row.gap);
    for (i, row) in rows.iter().enumerate().skip(at + 1) {
        let broken = row.gap && !spaced && !items.is_empty();
        if broken || items.len() == most || i > at + 3 * most {
            break;
        }
        match row.verdict {
            Some(Verdict::Dropped(reason)) if reason != Reason::Copyright => continue,
            Some(_) => break,
            None => {}
        }
        if ends(row) || marks::is_meta(&row.text, day_first) || opens_other(&row.key) {
            break;
        }
        items.push(i);
    }
    items
}

fn opens_other(key: &str) -> bool {
    words::is(key, |w| w.read_more)
        || words::is(key, |w| w.elsewhere)
        || words::is(key, |w| w.topics)
        || is_reply(key)
}

/// The topics: a heading with names below it, or names after its colon.
pub(super) fn topics(rows: &mut [Row], day_first: bool) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for at in 0..rows.len() {
        if !rows[at].free() {
            continue;
        }
        let found = if words::is(&rows[at].key, |w| w.topics) {
            let items = items(rows, at, TOPICS, day_first, |row| {
                row.ends_sentence() || row.size() > 60 && !row.text.contains(", ")
            });
            if items.is_empty() {
                rows[at].drop(Reason::Navigation);
                continue;
            }
            rows[at].keep(Part::Topic);
            let found: Vec<String> = items.iter().flat_map(|i| names(&rows[*i].text)).collect();
            for item in items {
                rows[item].keep(Part::Topic);
            }
            found
        } else if let Some((_, list)) = after_colon(&rows[at], |w| w.topics) {
            rows[at].keep(Part::Topic);
            names(&list)
        } else {
            continue;
        };
        for topic in found {
            if !topics.contains(&topic) && topics.len() < TOPICS {
                topics.push(topic);
            }
        }
    }
    topics
}

fn names(list: &str) -> Vec<String> {
    let parts = list.split([',', ';', '|', '•', '·', '،']);
    let bare = parts.map(|part| {
        part.trim_matches(|c: char| c.is_whitespace() || "#+.".contains(c))
            .to_owned()
    });
    bare.filter(|part| !part.is_empty() && part.chars().count() <= 100)
        .collect()
}

/// Rows that show that readers may answer; the number of the first.
pub(super) fn replies(rows: &mut [Row]) -> bool {
    let mut open = false;
    for row in rows.iter_mut().filter(|row| row.verdict.is_none()) {
        if is_reply(&row.key) {
            row.keep(Part::RepliesOpen);
            open = true;
        }
    }
    open
}

/// "Leave a reply", "Comments (12)", "View 3 comments".
fn is_reply(key: &str) -> bool {
    if key.len() > 60 {
        return false;
    }
    let bare: String = key
        .chars()
        .filter(|c| !c.is_ascii_digit() && *c != '(' && *c != ')')
        .collect();
    words::is(
        bare.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .as_str(),
        |w| w.replies,
    )
}

/// Corrections and clarifications that stand in the text.
pub(super) fn corrections(rows: &mut [Row]) {
    for at in 0..rows.len() {
        if !rows[at].free() {
            continue;
        }
        let small = rows[at].text.to_lowercase();
        let clarified = words::begins(&small, |w| w.clarifications);
        let Some(opener) = clarified.or_else(|| words::begins(&small, |w| w.corrections)) else {
            continue;
        };
        let heading = rows[at].key.len() <= opener;
        let words_of = rows[at].text.get(..opener).unwrap_or_default();
        let rest = rows[at].text.get(opener..).unwrap_or_default().trim_start();
        // One word alone opens too many sentences ("Correction fluid…"): it needs its colon or its dash.
        let signed =
            rest.starts_with([':', '—', '–', '-', '(', ',', '.', '|']) || words_of.contains(' ');
        let text_at = if heading { at + 1 } else { at };
        if !(heading || signed)
            || !rows
                .get(text_at)
                .is_some_and(|row| row.free() && row.words() >= 4)
        {
            continue;
        }
        let cut = !heading && !words_of.contains(' ');
        let text = if cut {
            rest.trim_start_matches([':', '—', '–', '-', '|', ' '])
        } else {
            &rows[text_at].text
        };
        let kind = if clarified.is_some() {
            CorrectionKind::Clarification
        } else {
            CorrectionKind::Correction
        };
        let date = times::date_in(text).map(|day| day.to_string());
        let block = Block::Correction {
            attrs: CorrectionAttrs { kind, date },
            content: story::Inline::plain(text),
        };
        rows[at].keep(Part::Correction);
        rows[text_at].keep(Part::Correction);
        rows[text_at].found = Some(Found::Block(block));
    }
}
