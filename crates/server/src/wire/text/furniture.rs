//! Lines that are no part of any story, wherever they stand, and the listen player.

use story::Block;
use story::doc::AdslotAttrs;

use super::reading::{Part, Reason};
use super::rows::{Found, Row};
use super::words;

/// Rows that the tables name, bare addresses, counts and the like.
pub(super) fn lines(rows: &mut [Row]) {
    for row in rows.iter_mut().filter(|row| row.verdict.is_none()) {
        if advertisement(row) {
            row.keep(Part::AdSlot);
            row.found = Some(Found::Block(slot()));
        } else if let Some(reason) = reason(row) {
            row.drop(reason);
        }
    }
}

/// An advertisement's place.
pub(super) fn slot() -> Block {
    Block::Adslot {
        attrs: AdslotAttrs::default(),
    }
}

fn advertisement(row: &Row) -> bool {
    words::is(&row.key, |w| w.advertisement)
        || (words::begins(&row.key, |w| w.sponsor).is_some()
            && row.words() <= 8
            && !row.ends_sentence())
}

fn reason(row: &Row) -> Option<Reason> {
    let key = row.key.as_str();
    if key.is_empty() {
        // A row of stars or dashes is a rule, which the body keeps; anything else without letters says nothing.
        return (!is_rule(&row.text) && row.text != "—").then_some(Reason::Stray);
    }
    if let Some(reason) = words::furniture(key) {
        // The same word may name a section, a label or the replies, which other passes know better.
        let part = words::is(key, |w| w.replies)
            || words::label(key).is_some()
            || words::is(key, |w| w.topics);
        // "By Jane Roe | 19 June 2023 | 3 min read" says more than how long it takes to read.
        let more =
            reason == Reason::ReadingTime && row.words() > 6 && row.text.contains(['|', '•', '·']);
        return (!part && !more).then_some(reason);
    }
    if is_list_count(key) {
        return Some(Reason::Navigation);
    }
    if is_address(key) {
        return Some(Reason::Link);
    }
    if is_count(key) {
        return Some(Reason::CommentCount);
    }
    (player(row) && row.words() <= 6).then_some(Reason::ListenPlayer)
}

/// A row of at least three stars, dashes or the like.
pub(super) fn is_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| *c != ' ');
    signs.clone().count() >= 3 && signs.all(|c| "*-_–—=~•#".contains(c))
}

/// "list 1 of 3" and "end of list": what a page says to those who hear it read.
fn is_list_count(key: &str) -> bool {
    let figures = key
        .strip_prefix("list ")
        .and_then(|rest| rest.split_once(" of "));
    let number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    key == "end of list" || figures.is_some_and(|(a, b)| number(a) && number(b))
}

fn is_address(key: &str) -> bool {
    let web = key.starts_with("http://") || key.starts_with("https://") || key.starts_with("www.");
    web && !key.contains(' ')
}

/// "12 comments", "1.2k", "234 Kommentare": a number and at most one word that has to do with replies.
fn is_count(key: &str) -> bool {
    let mut parts = key.split(' ');
    let (Some(number), rest, None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let figure = number.trim_end_matches(['k', 'm', '+']);
    let counted = !figure.is_empty()
        && figure
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    let year = figure.len() == 4 && !figure.contains(['.', ',']);
    match rest {
        None => counted && !year,
        Some(word) => {
            counted
                && (words::is(word, |w| w.replies)
                    || ["shares", "likes", "share", "kommentar", "replies"].contains(&word))
        }
    }
}

/// Rows with the clock or the speed of a player: `0:00 / 3:18`, `1X`, `03:18`, `Listen · 5 min`.
fn player(row: &Row) -> bool {
    let key = row.key.as_str();
    let clocks = key.split('/').map(str::trim);
    if clocks.clone().count() == 2 && clocks.clone().all(|c| seconds(c).is_some()) {
        return true;
    }
    let speed = key
        .strip_suffix('x')
        .is_some_and(|n| !n.is_empty() && n.parse::<f32>().is_ok());
    let listen = [
        "listen",
        "listen to article",
        "listen to story",
        "hören",
        "anhören",
        "artikel anhören",
        "artikel hören",
        "écouter",
        "écouter l'article",
        "escuchar",
        "استمع",
    ];
    let opens = listen.iter().any(|word| words::begins_with_word(key, word));
    let counted = key.contains(" min")
        || key
            .split([' ', '(', ')', '·', '•', '-'])
            .any(|part| seconds(part).is_some());
    speed || (opens && counted && key.contains(|c: char| c.is_ascii_digit()))
}

/// The seconds of `m:ss` or `h:mm:ss`.
pub(super) fn seconds(clock: &str) -> Option<u32> {
    let parts: Vec<&str> = clock.split(':').collect();
    let two = |part: &str| part.len() == 2 && part.chars().all(|c| c.is_ascii_digit());
    let first = parts
        .first()
        .filter(|p| (1..=2).contains(&p.len()) && p.chars().all(|c| c.is_ascii_digit()))?;
    if !(2..=3).contains(&parts.len()) || !parts.iter().skip(1).all(|p| two(p)) {
        return None;
    }
    let rest = parts.iter().skip(1).filter_map(|p| p.parse::<u32>().ok());
    let start = first.parse::<u32>().ok()?;
    rest.clone()
        .all(|n| n < 60)
        .then(|| rest.fold(start, |sum, n| sum * 60 + n))
}

/// The listen player as a whole: between its known rows stand the vendor's name and clocks of its own.
///
/// After [`lines`], since the known rows are what it goes by.
pub(super) fn listen_player(rows: &mut [Row]) {
    let is_player = |row: &Row| row.verdict == Some(super::Verdict::Dropped(Reason::ListenPlayer));
    let known: Vec<usize> = (0..rows.len()).filter(|i| is_player(&rows[*i])).collect();
    for pair in known.windows(2) {
        let between = pair[0] + 1..pair[1];
        // Two short rows are as much as a player has between two known ones; more is the story going on.
        let short = |row: &Row| row.words() <= 3 && row.size() <= 30 && !row.ends_sentence();
        if between.len() <= 2
            && rows[between.clone()]
                .iter()
                .all(|row| short(row) || !row.free())
        {
            for row in rows[between].iter_mut().filter(|row| row.free()) {
                row.drop(Reason::ListenPlayer);
            }
        }
    }
    for at in known {
        if let Some(next) = rows.get_mut(at + 1)
            && next.free()
            && seconds(&next.key).is_some()
        {
            next.drop(Reason::ListenPlayer);
        }
    }
}
