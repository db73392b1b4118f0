//! Films: a caption that ends in a length, the player's line with the title, the title again.

use super::furniture::seconds;
use super::photos;
use super::reading::{Kind, Part, Reason, Verdict, Waiting};
use super::rows::{Found, Row};
use super::words;

/// Longest line under a player that can still be the film's own.
const LINE: usize = 160;

/// Finds the films. Before the photos: with its length cut off, a film's caption looks like a photo's.
pub(super) fn pass(rows: &mut [Row]) {
    for at in 0..rows.len() {
        if !rows[at].free() {
            continue;
        }
        if let Some(title) = title(&rows[at]) {
            player(rows, at, title);
        } else if let Some((caption, length)) = glued(&rows[at].text)
            && !follows_player(rows, at)
        {
            let film = film(Some(caption), None, Some(length));
            rows[at].keep(Part::Film);
            rows[at].found = Some(Found::Media(film));
        }
    }
}

/// Whether the next row is the player's line, which will ask for this one.
fn follows_player(rows: &[Row], at: usize) -> bool {
    rows.get(at + 1)
        .is_some_and(|row| row.free() && title(row).is_some())
}

/// The title in "Play Video – Title", "Watch: Title"; the word and the sign after it are both needed.
fn title(row: &Row) -> Option<String> {
    if row.size() > LINE {
        return None;
    }
    let text = row.text.trim_start_matches(['▶', '►', ' ']);
    let small = text.to_lowercase();
    let opener = words::begins(&small, |w| w.films)?;
    let rest = text.get(opener..)?.trim_start();
    let title = rest.strip_prefix(['–', '-', '—', ':', '|', '•'])?.trim();
    title
        .contains(char::is_alphabetic)
        .then(|| title.to_owned())
}

/// A text that ends in a length with no space before it: no typist writes that, only a page does.
fn glued(text: &str) -> Option<(String, u32)> {
    let (caption, length) = length(text)?;
    let last = caption.chars().next_back()?;
    let worded = last.is_alphabetic() || ".!?…”\"’')]»".contains(last);
    (worded && caption.split(' ').count() >= 3).then(|| (caption.to_owned(), length))
}

/// Parts a length from the end of a text.
fn length(text: &str) -> Option<(&str, u32)> {
    let start = text
        .rfind(|c: char| !(c.is_ascii_digit() || c == ':'))
        .map_or(0, |at| {
            at + text
                .get(at..)
                .and_then(|t| t.chars().next())
                .map_or(1, char::len_utf8)
        });
    Some((text.get(..start)?, seconds(text.get(start..)?)?))
}

/// A player's line at `at`: the caption with the length stands above it, the title again or the film's own
/// line below.
fn player(rows: &mut [Row], at: usize, title: String) {
    let (title, own_length) = match length(&title) {
        Some((words, length)) if !words.trim().is_empty() => {
            (words.trim_end_matches([' ', '(']).to_owned(), Some(length))
        }
        _ => (title, None),
    };
    let mut found = film(None, Some(title.clone()), own_length);
    let mut first = at;
    if let Some(above) = at.checked_sub(1).filter(|above| rows[*above].free())
        && let Some((caption, seconds)) = length(&rows[above].text.clone())
    {
        let caption = (!caption.trim().is_empty()).then(|| caption.trim().to_owned());
        found = film(caption, Some(title.clone()), Some(seconds));
        rows[above].keep(Part::Film);
        first = above;
    }
    rows[at].keep(Part::Film);
    if let Some(below) = rows.get_mut(at + 1).filter(|row| row.free() && !row.gap) {
        if below.key == words::key(&title) {
            below.drop(Reason::FilmTitle);
        } else if first < at && !below.ends_sentence() && below.size() <= LINE && below.words() >= 3
        {
            // Not the title again but a line of its own under the film: it belongs to the caption.
            below.keep(Part::Film);
            below.say("stands under the film and is joined to its caption");
            found.caption = Some(match found.caption.take() {
                Some(caption) => join(&caption, &below.text),
                None => below.text.clone(),
            });
        }
    }
    rows[first].found = Some(Found::Media(found));
}

fn join(caption: &str, more: &str) -> String {
    let stop = if super::rows::ends_sentence(caption) {
        ""
    } else {
        "."
    };
    format!("{caption}{stop} {more}")
}

fn film(caption: Option<String>, title: Option<String>, length_seconds: Option<u32>) -> Waiting {
    let (caption, credit) = match caption {
        Some(text) => match photos::part_credit(&text) {
            Some((caption, credit)) => ((!caption.is_empty()).then_some(caption), Some(credit)),
            None => (Some(text), None),
        },
        None => (None, None),
    };
    Waiting {
        id: String::new(),
        kind: Kind::Video,
        caption,
        credit,
        title,
        length_seconds,
        alt: None,
    }
}

/// The manner of some broadcasters: a title, its length alone on a line, then "- Source: X".
pub(super) fn with_source(rows: &mut [Row]) {
    for at in 1..rows.len() {
        let source = rows[at]
            .text
            .trim_start_matches(['-', '–', ' '])
            .strip_prefix("Source:")
            .map(|s| s.trim().to_owned());
        let Some(credit) = source.filter(|s| !s.is_empty() && s.len() <= 80 && rows[at].free())
        else {
            continue;
        };
        let clock = at - 1;
        let title_at = if seconds(&rows[clock].text).is_some() {
            clock.checked_sub(1)
        } else {
            Some(clock)
        };
        let Some(title_at) =
            title_at.filter(|t| rows[*t].free() && rows[*t].size() <= LINE && *t > 0)
        else {
            continue;
        };
        let mut found = film(
            None,
            Some(rows[title_at].text.clone()),
            seconds(&rows[clock].text),
        );
        found.credit = Some(credit);
        for row in &mut rows[title_at..=at] {
            if row.free() || row.verdict == Some(Verdict::Dropped(Reason::ListenPlayer)) {
                row.keep(Part::Film);
            }
        }
        rows[title_at].found = Some(Found::Media(found));
    }
}
