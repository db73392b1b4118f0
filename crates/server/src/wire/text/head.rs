//! The head of the page: headline, standfirst, byline, time, section, label, advertiser.
//!
//! What stands there has few signs of its own, so it is known by its neighbours: the first line of time or
//! byline ("the mark") shows where the head is, the headline stands above it, the standfirst between the two.

use story::Label;

use super::bylines::{self, Names};
use super::furniture;
use super::marks::{Mark, mark};
use super::page::Page;
use super::reading::{Part, Reason, Verdict};
use super::rows::{Found, Row};
use super::times;
use super::words;

/// How far into a page the head's mark is looked for, in rows: the menus of a whole copied page come before.
const FAR: usize = 250;
/// Longest headline, in characters.
const HEADLINE: usize = 250;
/// Longest standfirst that is known only by its place.
const STANDFIRST: usize = 400;

/// Finds the headline; nothing where no row can be one.
pub(super) fn headline(page: &mut Page) -> Option<usize> {
    window_title(&mut page.rows);
    let rows = &page.rows;
    let day_first = page.day_first;
    let marked = |row: &Row| row.free() && mark(&row.text, day_first).is_some();
    let candidate = |i: usize| {
        let row = &rows[i];
        let known = words::is(&row.key, |w| w.sections)
            || words::label(&row.key).is_some()
            || crumbs(&row.text).is_some();
        row.free() && !known && !marked(row) && !bylines::is_by(&row.key) && !row.key.is_empty()
    };
    let limit = rows.len().min(FAR);
    let first = (0..limit).find(|i| candidate(*i))?;
    let mut paragraphs = 0;
    let anchor = (first + 1..limit).find(|i| {
        paragraphs += usize::from(rows[*i].free() && rows[*i].is_paragraph());
        paragraphs > 2 || marked(&rows[*i]) || bylines::is_by(&rows[*i].key)
    });
    let end = anchor
        .filter(|_| paragraphs <= 2)
        .or_else(|| (first + 1..limit).find(|i| rows[*i].free() && rows[*i].is_paragraph()))
        .unwrap_or(limit);
    let above: Vec<usize> = (first..end).filter(|i| candidate(*i)).collect();
    let at = choose(rows, &above)?;
    let row = &rows[at];
    let a_sentence = row.ends_sentence() && row.size() > 140;
    (row.size() <= HEADLINE && !a_sentence).then_some(at)
}

/// Which of the candidates above the mark is the headline.
fn choose(rows: &[Row], above: &[usize]) -> Option<usize> {
    let menu = above.len() > 5;
    if menu {
        // The head's own rows are the last ones; a standfirst is the longer of the two, or ends as a sentence.
        let long: Vec<usize> = above
            .iter()
            .copied()
            .filter(|i| rows[*i].words() >= 4)
            .collect();
        let (last, before) = (long.last().copied(), long.iter().rev().nth(1).copied());
        return match (before, last) {
            (Some(b), Some(l))
                if (rows[l].ends_sentence() || rows[l].size() > rows[b].size()) && l - b <= 4 =>
            {
                Some(b)
            }
            (_, Some(l)) => Some(l),
            _ => above.first().copied(),
        };
    }
    let first = *above.first()?;
    let Some(second) = above.get(1).copied() else {
        return Some(first);
    };
    let third = above.get(2).copied();
    let headline_like = rows[second].words() >= 4
        && !rows[second].text.ends_with('.')
        && rows[second].size() <= HEADLINE;
    let small =
        rows[first].words() <= 2 && rows[first].size() <= 30 && !rows[first].ends_sentence();
    let overline = rows[first].words() <= 4
        && third.is_some_and(|t| rows[t].is_paragraph() && rows[second].words() <= 18);
    Some(if headline_like && (small || overline) {
        second
    } else {
        first
    })
}

/// "Headline - Example News" above the headline itself.
fn window_title(rows: &mut [Row]) {
    let Some(first) = rows.iter().position(Row::free) else {
        return;
    };
    let text = rows[first].text.clone();
    let Some(at) = [" | ", " - ", " – ", " — "]
        .iter()
        .filter_map(|bar| text.rfind(bar))
        .max()
    else {
        return;
    };
    let title = words::key(text.get(..at).unwrap_or_default());
    let again = title.len() >= 12
        && rows
            .iter()
            .skip(first + 1)
            .take(FAR)
            .any(|row| row.free() && row.key == title);
    if again {
        rows[first].drop(Reason::PageTitle);
    }
}

/// The pieces of "Home > World > Asia".
fn crumbs(text: &str) -> Option<Vec<&str>> {
    let sign = ["›", "»", ">", "/", "|", "→"]
        .into_iter()
        .find(|sign| text.contains(sign))?;
    let pieces: Vec<&str> = text
        .split(sign)
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let short = pieces
        .iter()
        .all(|p| p.split(' ').count() <= 4 && p.chars().count() <= 30);
    let known = pieces.iter().any(|p| {
        let key = words::key(p);
        words::is(&key, |w| w.sections) || words::furniture(&key) == Some(Reason::Navigation)
    });
    (short && known && pieces.len() >= 2 && pieces.len() <= 7).then_some(pieces)
}

/// The rows above the headline: section, label, time, or the site's menus.
pub(super) fn above(page: &mut Page, headline: usize) {
    let nearest = (0..headline).rev().find(|i| page.rows[*i].free());
    for i in (0..headline).rev() {
        if !page.rows[i].free() {
            continue;
        }
        let text = page.rows[i].text.clone();
        let near = headline - i <= 12;
        if near && kind_of_story(page, i) {
            continue;
        }
        if near && let Some(mark) = mark(&text, page.day_first) {
            apply(page, i, mark);
            continue;
        }
        let small = page.rows[i].words() <= 2 && page.section.is_none() && nearest == Some(i);
        if small && !page.rows[i].ends_sentence() {
            page.section = Some(text);
            page.rows[i].keep(Part::Section);
        } else {
            let overline = nearest == Some(i) && page.rows[i].words() <= 6;
            page.rows[i].drop(if overline {
                Reason::Overline
            } else {
                Reason::Navigation
            });
        }
    }
}

/// Takes a row that names the section or the kind of story.
fn kind_of_story(page: &mut Page, i: usize) -> bool {
    let key = page.rows[i].key.clone();
    let text = page.rows[i].text.clone();
    if let Some(label) = words::label(&key) {
        page.fields.label.get_or_insert(label);
        page.rows[i].keep(Part::Label);
        return true;
    }
    if words::is(&key, |w| w.sections) {
        page.section.get_or_insert(text);
        page.rows[i].keep(Part::Section);
        return true;
    }
    let Some(pieces) = crumbs(&text) else {
        return false;
    };
    if let Some(label) = pieces.iter().find_map(|p| words::label(&words::key(p))) {
        page.fields.label.get_or_insert(label);
    }
    let section = pieces
        .iter()
        .find(|p| words::is(&words::key(p), |w| w.sections));
    if let Some(section) = section.or_else(|| {
        pieces
            .iter()
            .find(|p| words::furniture(&words::key(p)).is_none())
    }) {
        page.section.get_or_insert((*section).to_owned());
    }
    page.rows[i].keep(Part::Section);
    true
}

/// A label that the headline itself begins with ("Analysis: …"); the headline stays as it is printed.
pub(super) fn label_in_headline(text: &str) -> Option<Label> {
    let (word, _) = text.split_once([':', '|'])?;
    words::label(&words::key(word))
}

/// The rows below the headline up to the last mark: names, roles, times, and between them the standfirst.
pub(super) fn below(page: &mut Page, headline: usize) {
    let last = marks(page, headline);
    let mut standfirst = String::new();
    for i in headline + 1..last {
        let row = &page.rows[i];
        if !row.free() || bullet(&row.text) {
            continue;
        }
        if row.words() < 5 && !row.ends_sentence() {
            if !kind_of_story(page, i) {
                stray(&mut page.rows, i);
            }
        } else if standfirst.is_empty() || row.is_paragraph() && !row.gap {
            if !standfirst.is_empty() {
                standfirst.push(' ');
            }
            standfirst.push_str(&page.rows[i].text.clone());
            page.rows[i].keep(Part::Standfirst);
        }
    }
    if standfirst.is_empty()
        && let Some(i) = by_place(page, headline, last)
    {
        standfirst = page.rows[i].text.clone();
        page.rows[i].keep(Part::Standfirst);
    }
    page.fields.standfirst = standfirst;
    strays(page, headline);
}

/// Claims names, roles and times below the headline; where the last of them stands.
fn marks(page: &mut Page, headline: usize) -> usize {
    let (mut last, mut paragraphs, mut found) = (headline, 0, false);
    let mut asked = false; // A "By" alone stands above.
    for i in headline + 1..page.rows.len().min(headline + 60) {
        let row = &page.rows[i];
        if paragraphs > if found { 1 } else { 2 } {
            break;
        }
        if !row.free() {
            continue;
        }
        let text = row.text.clone();
        let under = found && (last + 1..i).all(|j| !page.rows[j].free());
        let named = !page.fields.bylines.is_empty() && under;
        if bylines::is_by(&row.key) {
            page.rows[i].keep(Part::Byline);
            asked = true;
        } else if asked && words::is(&row.key, |w| w.and) {
            page.rows[i].keep(Part::Byline);
        } else if words::is(&row.key, |w| w.published) || words::is(&row.key, |w| w.updated) {
            page.asked_change = words::is(&row.key, |w| w.updated);
            page.rows[i].keep(Part::Time);
        } else if let Some(mark) = mark(&text, page.day_first) {
            apply(page, i, mark);
        } else if named
            && let Some((role, handle)) = bylines::role(&text)
            && bylines::bare(&text).is_none_or(|n| n.bylines[0].role.is_none())
        {
            give_role(page, i, role, handle);
        } else if let Some(names) = bylines::bare(&text)
            .filter(|names| asked && under || believable(page, i, names, headline))
        {
            apply(
                page,
                i,
                Mark {
                    stamp: None,
                    names: Some(names),
                },
            );
        } else {
            paragraphs += usize::from(row.is_paragraph() && !bullet(&text));
            continue;
        }
        (last, found) = (i, true);
    }
    last
}

/// Whether the rows around a bare name show that it is a byline: a role, a place or a handle with it, or a
/// role, a time or another such name below it.
fn believable(page: &Page, i: usize, names: &Names, headline: usize) -> bool {
    if names.place.is_some()
        || names
            .bylines
            .iter()
            .any(|b| b.role.is_some() || b.handle.is_some())
    {
        return true;
    }
    let below: Vec<&Row> = page
        .rows
        .iter()
        .skip(i + 1)
        .filter(|row| row.free() || relative(row))
        .take(3)
        .collect();
    let Some(next) = below.first() else {
        return false;
    };
    let timed = |row: &Row| relative(row) || times::read(&row.text, page.day_first).is_some();
    let is_role = |row: &Row| bylines::role(&row.text).is_some();
    if timed(next) || is_role(next) {
        return true;
    }
    let another = bylines::bare(&next.text).is_some()
        && below.get(1).is_some_and(|row| timed(row) || is_role(row));
    another && i > headline + 1
}

fn relative(row: &Row) -> bool {
    row.verdict == Some(Verdict::Dropped(Reason::RelativeTime))
}

fn give_role(page: &mut Page, i: usize, role: Option<String>, handle: Option<String>) {
    let part = if role.is_some() {
        Part::Role
    } else {
        Part::Handle
    };
    // Two names on one line share the line below it only where the line says one thing: the last name has it.
    if let Some(last) = page.fields.bylines.last_mut() {
        if handle.is_some() && role.is_some() {
            page.rows[i].say("the role and the handle were parted");
        }
        if let Some(role) = role {
            last.role = Some(match last.role.take() {
                Some(before) => format!("{before}, {role}"),
                None => role,
            });
        }
        last.handle = last.handle.take().or(handle);
    }
    page.rows[i].keep(part);
}

fn apply(page: &mut Page, i: usize, mark: Mark) {
    if let Some(names) = mark.names {
        page.rows[i].keep(Part::Byline);
        if let Some(place) = &names.place {
            page.fields.dateline.get_or_insert(place.clone());
            page.rows[i].say(format!("the place “{place}” was parted as dateline"));
        }
        if let Some(house) = &names.house {
            page.rows[i].say(format!(
                "“{house}” is the house the name writes for and was left out"
            ));
        }
        let known: Vec<String> = page
            .fields
            .bylines
            .iter()
            .map(|b| b.name.to_lowercase())
            .collect();
        page.fields.bylines.extend(
            names
                .bylines
                .into_iter()
                .filter(|b| !known.contains(&b.name.to_lowercase())),
        );
        if mark.stamp.is_some() {
            page.rows[i].say("the time was parted");
        }
    }
    if let Some(stamp) = mark.stamp {
        page.stamp(i, &stamp);
    }
}

/// A standfirst that no mark encloses.
///
/// Below the marks it is only believed where furniture of the head parts it from the body; on a page without
/// marks also where it stands directly under the headline or does not end as a sentence.
fn by_place(page: &Page, headline: usize, last: usize) -> Option<usize> {
    let rows = &page.rows;
    let i = (last + 1..rows.len()).find(|i| rows[*i].free())?;
    let row = &rows[i];
    if row.words() < 5
        || row.size() > STANDFIRST
        || bullet(&row.text)
        || super::body::has_dateline(&row.text)
    {
        return None;
    }
    let next = rows.get(i + 1)?;
    let furniture = matches!(
        next.verdict,
        Some(Verdict::Dropped(
            Reason::ListenPlayer
                | Reason::TrustLink
                | Reason::Share
                | Reason::Link
                | Reason::ReadingTime
        ))
    );
    let further = rows
        .iter()
        .skip(i + 1)
        .any(|r| r.free() && r.is_paragraph());
    if !further {
        return None;
    }
    let close = i == headline + 1 && !row.gap && next.gap;
    let unended = !row.ends_sentence() && i == headline + 1;
    (furniture || last == headline && (close || unended)).then_some(i)
}

pub(super) fn bullet(text: &str) -> bool {
    ["• ", "- ", "* ", "‣ ", "● ", "▪ ", "– "]
        .iter()
        .any(|sign| text.starts_with(sign))
}

/// Short rows between the head and the first paragraph: an advertiser's line, or nothing of the story's.
fn strays(page: &mut Page, headline: usize) {
    let opens = |row: &Row| {
        row.free()
            && (row.is_paragraph() || bullet(&row.text) || super::body::has_dateline(&row.text))
    };
    let Some(end) = (headline + 1..page.rows.len()).find(|i| opens(&page.rows[*i])) else {
        return;
    };
    for i in headline + 1..end {
        let row = &page.rows[i];
        if row.free() && row.words() <= 4 && !row.ends_sentence() && !kind_of_story(page, i) {
            stray(&mut page.rows, i);
        }
    }
}

/// A short row that is left over in the head. Advertisers print their names small, and beside the player.
fn stray(rows: &mut [Row], i: usize) {
    if words::AGENCIES.contains(&rows[i].text.trim_matches(['-', '—', '–', ' ']))
        || rows[i].key.is_empty()
    {
        rows[i].drop(Reason::Agency);
        return;
    }
    let small = rows[i].text.starts_with(char::is_lowercase);
    let beside = |j: Option<usize>| {
        let verdict = j.and_then(|j| rows.get(j)).and_then(|row| row.verdict);
        matches!(
            verdict,
            Some(Verdict::Dropped(Reason::ListenPlayer) | Verdict::Kept(Part::AdSlot))
        )
    };
    if rows[i].words() <= 4 && (small || beside(Some(i + 1)) || beside(i.checked_sub(1))) {
        rows[i].drop(Reason::Advertiser);
        rows[i].found = Some(Found::Block(furniture::slot()));
    } else if rows[i].words() <= 4 {
        rows[i].drop(Reason::Stray);
    }
}
