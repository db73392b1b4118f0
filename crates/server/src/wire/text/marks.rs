//! Marks: the lines of a page's head that speak for themselves, a byline with its word or a line of time.

use super::bylines::{self, Names};
use super::times::{self, Stamp};
use super::words;

/// A row of the head that speaks for itself.
pub(super) struct Mark {
    pub(super) stamp: Option<Stamp>,
    pub(super) names: Option<Names>,
}

/// Whether a line is a byline with its word or a line of time.
pub(super) fn is_meta(text: &str, day_first: bool) -> bool {
    mark(text, day_first).is_some()
}

/// Reads a line as a mark.
pub(super) fn mark(text: &str, day_first: bool) -> Option<Mark> {
    if text.chars().take(301).count() > 300 {
        return None;
    }
    if let Some(stamp) = times::read(text, day_first) {
        return Some(Mark {
            stamp: Some(stamp),
            names: None,
        });
    }
    if let Some(names) = bylines::explicit(text) {
        return Some(Mark {
            stamp: None,
            names: Some(names),
        });
    }
    by_bars(text, day_first).or_else(|| by_words(text, day_first))
}

/// "By Jane Roe | 19 June 2023 | 3 min read": every piece must be known.
fn by_bars(text: &str, day_first: bool) -> Option<Mark> {
    let pieces: Vec<&str> = text
        .split(['|', '•', '·', '—'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    if !(2..=6).contains(&pieces.len()) {
        return None;
    }
    let stamp = pieces.iter().find_map(|p| times::read(p, day_first));
    let explicit = pieces.iter().find_map(|p| bylines::explicit(p));
    // Without its word, a name is believed only beside a time.
    let names = explicit.or_else(|| {
        stamp
            .as_ref()
            .and_then(|_| pieces.iter().find_map(|p| bylines::bare(p)))
    });
    let known = pieces.iter().all(|p| {
        let key = words::key(p);
        times::read(p, day_first).is_some()
            || bylines::explicit(p).is_some()
            || bylines::bare(p).is_some()
            || words::furniture(&key).is_some()
            || bylines::has_role(p)
            || words::is(&key, |w| w.sections)
    });
    (known && (stamp.is_some() || names.is_some())).then_some(Mark { stamp, names })
}

/// "By Jane Roe, CNN Published 4:00 AM EDT, Mon June 19, 2023": names, then a time, nothing between them.
fn by_words(text: &str, day_first: bool) -> Option<Mark> {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let spaces: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).take(12).collect();
    spaces.into_iter().find_map(|at| {
        let left = text.get(..at)?.trim_end_matches([',', ' ', '-']);
        let right = text.get(at..)?.trim();
        let dated = |text: &str| {
            let stamp = times::read(text, day_first)?;
            let moment = stamp.published.as_ref().or(stamp.updated.as_ref())?;
            moment.date.is_some().then_some(stamp)
        };
        // The other way round, only the word "by" shows where the names begin.
        let (stamp, names) = match dated(right) {
            Some(stamp) => (
                stamp,
                bylines::explicit(left).or_else(|| bylines::bare(left))?,
            ),
            None => (dated(left)?, bylines::explicit(right)?),
        };
        Some(Mark {
            stamp: Some(stamp),
            names: Some(names),
        })
    })
}
