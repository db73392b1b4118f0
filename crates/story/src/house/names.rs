//! Names spelled two ways in one story: Merkel and Merkle, Mohammed Ali and Mohamed Ali.
//!
//! A name is a capitalised word, or several in a row. Two words are one name where they begin alike, differ in a
//! letter or two, and the names around them agree as far as there are any. The rarer spelling is told, the later of
//! two that are equally rare. What people's languages do to a name is no second spelling: plurals, possessives and
//! the words for who lives there (Iran, Iranian).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::near::distance;
use super::{Hit, Text, WHOLE};

/// Words before a name that are not part of it.
const TITLES: [&str; 33] = [
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Mx",
    "Dr",
    "Sir",
    "Dame",
    "Lord",
    "Lady",
    "Prof",
    "Professor",
    "President",
    "Prime",
    "Minister",
    "Chancellor",
    "Secretary",
    "Senator",
    "Governor",
    "Mayor",
    "Judge",
    "Justice",
    "General",
    "Captain",
    "Colonel",
    "King",
    "Queen",
    "Prince",
    "Princess",
    "Pope",
    "Father",
    "Sister",
    "The",
];

/// Words that are near each other and both right.
const BOTH_RIGHT: [(&str, &str); 22] = [
    ("slovakia", "slovenia"),
    ("slovak", "slovene"),
    ("slovakian", "slovenian"),
    ("minister", "ministry"),
    ("ministers", "ministry"),
    ("tuesday", "thursday"),
    ("marsh", "march"),
    ("british", "brutish"),
    ("conservation", "conservative"),
    ("christian", "christina"),
    ("christine", "christina"),
    ("austrian", "australian"),
    ("austria", "australia"),
    ("republic", "republican"),
    ("commission", "commissioner"),
    ("communism", "communist"),
    ("marxism", "marxist"),
    ("colombia", "columbia"),
    ("catholic", "catholics"),
    ("mauritania", "mauritius"),
    ("northern", "northerner"),
    ("internal", "interval"),
];

/// Endings that make another word of a name.
const ENDINGS: [&str; 19] = [
    "s", "es", "n", "an", "ian", "ns", "ans", "y", "i", "is", "ese", "ish", "er", "ers", "ist",
    "ic", "a", "le", "ly",
];

/// Most different words that are compared with each other.
const MOST_WORDS: usize = 2_000;
/// Most places of one word whose neighbours are compared.
const MOST_PLACES: usize = 20;

/// Where a word of a name stands.
struct Seen {
    text: usize,
    range: Range<usize>,
    /// The words of the name before it, nearest first.
    before: Vec<String>,
    /// The words of the name after it, nearest first.
    after: Vec<String>,
    /// Whether it would have a capital anyway, so that it may be no name.
    is_weak: bool,
}

pub(super) fn spelled_two_ways(texts: &[Text]) -> Vec<Hit> {
    let common = common_words(texts);
    let mut seen: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for (nth, text) in texts.iter().enumerate() {
        for name in names(text, &common) {
            for (at, (word, range, is_weak)) in name.iter().enumerate() {
                let words = |of: &[(String, Range<usize>, bool)]| -> Vec<String> {
                    of.iter().map(|(word, ..)| word.clone()).collect()
                };
                let mut before = words(&name[..at]);
                before.reverse();
                seen.entry(word.clone()).or_default().push(Seen {
                    text: nth,
                    range: range.clone(),
                    before,
                    after: words(&name[at + 1..]),
                    is_weak: *is_weak,
                });
            }
        }
    }
    // Rarest first, so that of three spellings each is told once and by the commonest.
    let mut words: Vec<(&String, &Vec<Seen>)> = seen.iter().take(MOST_WORDS).collect();
    words.sort_by_key(|(_, places)| {
        (
            places.len(),
            places
                .first()
                .map(|s| std::cmp::Reverse((s.text, s.range.start))),
        )
    });
    let mut hits = Vec::new();
    for (nth, (word, places)) in words.iter().enumerate() {
        let commoner = words[nth + 1..]
            .iter()
            .rev()
            .find(|(other, others)| is_one_name(word, places, other, others));
        if let Some((other, others)) = commoner {
            hits.extend(places.iter().map(|seen| Hit {
                text: seen.text,
                range: seen.range.clone(),
                rule: format!("{WHOLE}name {other}"),
                suggestion: Some((*other).clone()),
                reason: match others.len() {
                    1 => format!("The story also spells this name “{other}”."),
                    n => format!("The story spells this name “{other}” in {n} other places."),
                },
            }));
        }
    }
    hits
}

/// Words that the story also writes without a capital.
fn common_words(texts: &[Text]) -> HashSet<String> {
    let words = texts.iter().flat_map(|text| text.text.unicode_words());
    words
        .filter(|word| word.chars().next().is_some_and(char::is_lowercase))
        .map(|word| stem(word).to_owned())
        .collect()
}

/// A word without its possessive.
fn stem(word: &str) -> &str {
    ["'s", "’s", "'", "’"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word)
}

type Part = (String, Range<usize>, bool);

/// The names of a text: capitalised words with a space or hyphen between them.
fn names(text: &Text, common: &HashSet<String>) -> Vec<Vec<Part>> {
    let mut out: Vec<Vec<Part>> = Vec::new();
    let mut end = usize::MAX;
    for (at, word) in text.text.unicode_word_indices() {
        let name = stem(word);
        let range = at..at + name.len();
        if !is_name(name) || common.contains(&name.to_lowercase()) || text.is_code(&range) {
            end = usize::MAX;
            continue;
        }
        let starts = text.starts_sentence(at);
        let joined = text.text.get(end..at).is_some_and(|between| {
            matches!(between, " " | "-" | "\u{a0}" | "\u{2010}" | "\u{2011}")
        });
        let part = (name.to_owned(), range, starts);
        match out.last_mut() {
            Some(last) if joined => last.push(part),
            _ => out.push(vec![part]),
        }
        // What belongs to somebody is another name: Merkel’s Germany.
        end = if name.len() == word.len() {
            at + word.len()
        } else {
            usize::MAX
        };
    }
    out
}

fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && word.chars().count() >= 3
        && word.chars().any(char::is_lowercase)
        && word.chars().all(|c| c.is_alphabetic() || "'’".contains(c))
        && !TITLES.contains(&word)
}

fn is_one_name(a: &str, of_a: &[Seen], b: &str, of_b: &[Seen]) -> bool {
    let Some(apart) = apart(a, b) else {
        return false;
    };
    let is_weak = |seen: &[Seen]| seen.iter().all(|s| s.is_weak);
    // At the beginning of a sentence any word may stand, so there a letter swapped or doubled is the most to ask about:
    // Merkle for Merkel, but not Former for Farmer.
    let weak = (is_weak(of_a), is_weak(of_b));
    if weak == (true, true) || (weak != (false, false) && !(apart <= 1 && same_letters(a, b))) {
        return false;
    }
    let agree = |x: &[String], y: &[String]| x.iter().zip(y).all(|(x, y)| x == y);
    let shares = |x: &Seen, y: &Seen| {
        let first = |x: &[String], y: &[String]| !x.is_empty() && x.first() == y.first();
        first(&x.before, &y.before) || first(&x.after, &y.after)
    };
    let rare = of_a.len().min(of_b.len()) <= 2;
    of_a.iter().take(MOST_PLACES).any(|x| {
        of_b.iter().take(MOST_PLACES).any(|y| {
            let fits = agree(&x.before, &y.before) && agree(&x.after, &y.after);
            // Two words that each stand often and alone are two names; so are two that differ much.
            fits && (shares(x, y) || (rare && apart <= 1))
        })
    })
}

/// In how many letters two words differ, if that may be one name spelled two ways.
fn apart(a: &str, b: &str) -> Option<usize> {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let (plain_a, plain_b) = (deunicode::deunicode(&a), deunicode::deunicode(&b));
    if plain_a == plain_b {
        return (a != b).then_some(0);
    }
    let both_right = |(x, y): &(&str, &str)| (a == *x && b == *y) || (a == *y && b == *x);
    if plain_a.chars().next() != plain_b.chars().next()
        || is_inflected(&a, &b)
        || BOTH_RIGHT.iter().any(both_right)
    {
        return None;
    }
    let least = a.chars().count().min(b.chars().count());
    let most = match least {
        0..=4 => return None,
        5..=7 => 1,
        _ => 2,
    };
    let apart = distance(&plain_a, &plain_b, most);
    (apart <= most).then_some(apart)
}

/// Whether two words are one with two endings: Germany and Germans.
fn is_inflected(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let ends = |word: &str, stem: usize| {
        let ending: String = word.chars().skip(stem).collect();
        ending.is_empty() || ENDINGS.contains(&ending.as_str())
    };
    (3..=shared).any(|stem| ends(a, stem) && ends(b, stem))
}

/// Whether two words are written with the same letters, however often and in whatever order.
fn same_letters(a: &str, b: &str) -> bool {
    let letters = |word: &str| -> BTreeSet<char> {
        deunicode::deunicode(&word.to_lowercase()).chars().collect()
    };
    letters(a) == letters(b)
}
