//! Where words came from: a letter that was moved is, to the library, one that went and another that came.
//!
//! Words that an update takes away in one place and writes in another are traced, letter by letter, to the first that
//! ever stood for them. Two letters that live and were made of the same one are one change made twice.

use std::collections::{HashMap, VecDeque};

use super::graves::Unit;
use super::wire::Id;

/// How many copies are remembered.
const KEPT: usize = 1 << 18;
/// So many UTF-16 units in a row are no accident.
const SURE: usize = 24;
/// So many bytes at least are words that were moved, and not typed again.
const MOVED: usize = 4;
/// Most comparisons in tracing one run; a paper full of one letter takes no longer.
const STEPS: usize = 1 << 22;

/// A unit that was made of another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copy {
    pub(super) id: Id,
    /// Where it was written.
    pub(super) text: Id,
}

/// What is known of where units came from.
#[derive(Debug, Default)]
pub(super) struct Origins {
    of: HashMap<Id, Id>,
    copies: HashMap<Id, Vec<Copy>>,
    order: VecDeque<Id>,
}

impl Origins {
    /// The first unit that stood for this one.
    pub(super) fn first(&self, id: Id) -> Id {
        self.of.get(&id).copied().unwrap_or(id)
    }

    /// All that were made of a first unit.
    pub(super) fn copies(&self, first: Id) -> &[Copy] {
        self.copies.get(&first).map_or(&[], Vec::as_slice)
    }

    /// Remembers that a unit was made of another, and forgets the oldest.
    pub(super) fn note(&mut self, copy: Copy, of: Id) {
        let first = self.first(of);
        if first == copy.id || self.of.insert(copy.id, first).is_some() {
            return;
        }
        self.copies.entry(first).or_default().push(copy);
        self.order.push_back(copy.id);
        while self.order.len() > KEPT {
            let Some(old) = self.order.pop_front() else {
                return;
            };
            if let Some(first) = self.of.remove(&old)
                && let Some(copies) = self.copies.get_mut(&first)
            {
                copies.retain(|copy| copy.id != old);
                if copies.is_empty() {
                    self.copies.remove(&first);
                }
            }
        }
    }
}

/// Words that were written in one place.
pub(super) struct Written<'a> {
    pub(super) words: &'a str,
    /// Whether they stand in a block that was made for them: there a single letter may be one that was moved.
    pub(super) alone: bool,
}

/// Which units of pieces that were taken away words were made of, for each of their UTF-16 units.
///
/// Words that were typed again are like those that went in a part, and words that were moved are like them nearly
/// whole: what is alike counts if it is long, or if four fifths of the piece were written somewhere, or if four fifths
/// of the words came from somewhere.
pub(super) fn trace(written: &[Written<'_>], pieces: &[Vec<Unit>]) -> Vec<Vec<Option<Id>>> {
    let codes: Vec<Vec<u16>> = written
        .iter()
        .map(|one| one.words.encode_utf16().collect())
        .collect();
    let mut search = Search::new(pieces);
    let matches: Vec<Vec<Match>> = codes.iter().map(|codes| search.matches(codes)).collect();
    let mut of_piece = vec![0; pieces.len()];
    for one in matches.iter().flatten() {
        of_piece[one.piece] += one.len;
    }
    let nearly = |part: usize, whole: usize| part * 5 >= whole * 4;
    let traced = written.iter().zip(&codes).zip(&matches);
    traced
        .map(|((written, codes), matches)| {
            let mut found = vec![None; codes.len()];
            let covered: usize = matches.iter().map(|one| one.len).sum();
            let moved = covered > 0 && nearly(covered, codes.len());
            for one in matches {
                let piece = &pieces[one.piece];
                if one.len >= SURE || moved || nearly(of_piece[one.piece], piece.len()) {
                    set(&mut found, one.at, &piece[one.from..one.from + one.len]);
                }
            }
            if written.words.len() < MOVED {
                let likely = |n: usize| written.alone || nearly(of_piece[n], pieces[n].len());
                if let Some(place) = search.whole(codes, likely) {
                    set(&mut found, 0, place);
                }
                return found;
            }
            let sure = found.iter().any(Option::is_some);
            let mut filled = found.clone();
            search.fill_gaps(codes, &mut filled);
            if sure || nearly(filled.iter().flatten().count(), codes.len()) {
                filled
            } else {
                found
            }
        })
        .collect()
}

fn set(found: &mut [Option<Id>], at: usize, units: &[Unit]) {
    for (found, unit) in found[at..].iter_mut().zip(units) {
        *found = Some(unit.id);
    }
}

fn same(units: &[Unit], codes: &[u16]) -> bool {
    units.iter().map(|unit| unit.code).eq(codes.iter().copied())
}

/// Units of some words that are like units of a piece.
#[derive(Clone, Copy)]
struct Match {
    at: usize,
    piece: usize,
    from: usize,
    len: usize,
}

/// Looks words up in pieces; no unit of a piece is found twice.
struct Search<'a> {
    pieces: &'a [Vec<Unit>],
    /// Where two units stand side by side.
    pairs: HashMap<(u16, u16), Vec<(usize, usize)>>,
    used: Vec<Vec<bool>>,
    steps: usize,
}

impl<'a> Search<'a> {
    fn new(pieces: &'a [Vec<Unit>]) -> Self {
        let mut pairs: HashMap<(u16, u16), Vec<(usize, usize)>> = HashMap::new();
        for (n, piece) in pieces.iter().enumerate() {
            for (from, pair) in piece.windows(2).enumerate() {
                let places = pairs.entry((pair[0].code, pair[1].code)).or_default();
                places.push((n, from));
            }
        }
        Self {
            pieces,
            pairs,
            used: pieces
                .iter()
                .map(|piece| vec![false; piece.len()])
                .collect(),
            steps: 0,
        }
    }

    /// The longest at each place, from the first to the last. A few units count where they go on in the piece after
    /// those that were found before them: something was written between.
    fn matches(&mut self, codes: &[u16]) -> Vec<Match> {
        let (mut matches, mut at) = (Vec::<Match>::new(), 0);
        while at < codes.len() && self.steps < STEPS {
            let enough =
                |one: &Match| String::from_utf16_lossy(&codes[at..at + one.len]).len() >= MOVED;
            let found = self.longest(codes, at).filter(enough);
            let found = found.or_else(|| self.going_on(codes, at, matches.last()?));
            match found {
                Some(one) => {
                    self.used[one.piece][one.from..one.from + one.len].fill(true);
                    at += one.len;
                    matches.push(one);
                }
                None => at += 1,
            }
        }
        matches
    }

    fn going_on(&self, codes: &[u16], at: usize, last: &Match) -> Option<Match> {
        let (piece, from) = (last.piece, last.from + last.len);
        let len = self.alike(piece, from, &codes[at..]);
        (len > 0).then_some(Match {
            at,
            piece,
            from,
            len,
        })
    }

    /// How many units from a place of a piece are like these, and were not found before.
    fn alike(&self, piece: usize, from: usize, codes: &[u16]) -> usize {
        let units = self.pieces[piece][from..].iter();
        let units = units.zip(&self.used[piece][from..]).zip(codes);
        units
            .take_while(|((unit, used), code)| unit.code == **code && !**used)
            .count()
    }

    fn longest(&mut self, codes: &[u16], at: usize) -> Option<Match> {
        let places = self.pairs.get(&(codes[at], *codes.get(at + 1)?))?;
        let mut best: Option<Match> = None;
        for (piece, from) in places.iter().copied() {
            if self.steps > STEPS {
                break;
            }
            let len = self.alike(piece, from, &codes[at..]);
            self.steps += len + 1;
            if len > best.map_or(0, |best| best.len) {
                best = Some(Match {
                    at,
                    piece,
                    from,
                    len,
                });
            }
        }
        best
    }

    /// Where in a piece all of a few units stand that were found nowhere else: a piece without others, or a likely one.
    fn whole(&mut self, codes: &[u16], likely: impl Fn(usize) -> bool) -> Option<&'a [Unit]> {
        let len = codes.len();
        for (n, piece) in self.pieces.iter().enumerate() {
            if len == 0 || piece.len() < len || (piece.len() != len && !likely(n)) {
                continue;
            }
            let place = (0..=piece.len() - len).find(|at| {
                let free = !self.used[n][*at..*at + len].contains(&true);
                free && same(&piece[*at..*at + len], codes)
            });
            if let Some(at) = place {
                self.used[n][at..at + len].fill(true);
                return Some(&piece[at..at + len]);
            }
        }
        None
    }

    /// Pieces too short to be sure of on their own, between words that were moved.
    fn fill_gaps(&mut self, codes: &[u16], found: &mut [Option<Id>]) {
        for (n, piece) in self.pieces.iter().enumerate() {
            let short = super::graves::spell(piece).len() < MOVED;
            if !short || piece.is_empty() || self.used[n].contains(&true) {
                continue;
            }
            let place = (0..=codes.len().saturating_sub(piece.len())).find(|at| {
                let place = *at..*at + piece.len();
                let free = found
                    .get(place.clone())
                    .is_some_and(|f| f.iter().all(Option::is_none));
                free && same(piece, &codes[place])
            });
            if let Some(at) = place {
                self.used[n].fill(true);
                set(found, at, piece);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(words: &str, client: u64) -> Vec<Unit> {
        let codes = words.encode_utf16().zip(0..);
        codes
            .map(|(code, clock)| Unit {
                id: Id { client, clock },
                code,
            })
            .collect()
    }

    /// For each unit of the words the unit of a piece that it was made of, as a letter; `.` is none.
    fn traced(words: &[&str], pieces: &[&str], alone: bool) -> Vec<String> {
        let pieces: Vec<Vec<Unit>> = (1..).zip(pieces).map(|(n, p)| piece(p, n)).collect();
        let written: Vec<Written<'_>> =
            words.iter().map(|words| Written { words, alone }).collect();
        let codes: HashMap<Id, u16> = pieces.iter().flatten().map(|u| (u.id, u.code)).collect();
        let letter =
            |id: Option<Id>| id.map_or('.', |id| char::from_u32(codes[&id].into()).unwrap_or('?'));
        let found = trace(&written, &pieces).into_iter();
        found
            .map(|found| found.into_iter().map(letter).collect())
            .collect()
    }

    #[test]
    fn what_was_moved_is_found_and_what_was_typed_is_not() {
        for (words, pieces, wanted) in [
            ("The wall fell.", &["The wall fell."][..], "The wall fell."),
            ("The wall fell.!?", &["The wall fell."], "The wall fell..."),
            (
                "The cat lay there",
                &["The dog sat on the mat"],
                ".................",
            ),
            ("onetwo", &["one", "two"], "onetwo"),
            ("onetwo or more", &["one", "two"], ".............."),
            (
                "first secondthird",
                &["first second", "third"],
                "first secondthird",
            ),
            (
                "first secondhird",
                &["first second", "h", "x"],
                "first secondh...",
            ),
        ] {
            assert_eq!(traced(&[words], pieces, false), [wanted]);
        }
        assert_eq!(traced(&["j"], &["ghij"], true), ["j"]);
        assert_eq!(traced(&["j"], &["ghij"], false), ["."]);
        let parted = ["The grey wall", " and more fell down at noon."];
        let found = traced(&parted, &["The wall fell down."], false);
        assert_eq!(
            found,
            ["The .....wall", "......... fell down........."],
            "in two places"
        );
    }

    #[test]
    fn one_letter_over_and_over_ends_soon() {
        let much = "a".repeat(50_000);
        let pieces = [piece(&much, 1), piece(&much, 2)];
        let alone = false;
        let found = trace(
            &[Written {
                words: &much,
                alone,
            }],
            &pieces,
        );
        assert_eq!(found[0].len(), 50_000);
    }
}
