//! Addresses, handles and hashtags; and what no rule has taken: plain words, pauses, and signs that have a word.

use std::ops::Range;

use super::{Rule, Said, Seen, numbers, rule};
use crate::speech::English;

pub(super) fn addresses() -> Vec<Rule> {
    vec![
        rule(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", |seen| Some(address(seen))),
        rule(r"https?://[^\s<>\x22]*[\w/]", |seen| {
            // Only where it leads: nobody writes down a path that is read to them.
            let all = seen.get_all();
            let host = all.split("//").nth(1)?.split(['/', '?', '#', ':']).next()?;
            Some(spelled(
                host.strip_prefix("www.").unwrap_or(host),
                seen.english,
            ))
        }),
        rule(
            r"(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|info|co\.uk|org\.uk|gov\.uk|ac\.uk|uk|eu|de|fr|io|tv|news|int|ie|in|us|ca)(?:/[\w./-]*\w)?",
            |seen| Some(address(seen)),
        ),
        rule(r"@(?P<name>\w+)", |seen| {
            Some(format!("at {}", spelled(seen.get("name"), seen.english)))
        }),
        rule(r"#(?P<name>\p{L}\w*)", |seen| {
            Some(format!("hashtag {}", camel(seen.get("name"), seen.english)))
        }),
    ]
}

impl Seen<'_> {
    /// All that was found.
    pub(super) fn get_all(&self) -> &str {
        self.found.get(0).map_or("", |all| all.as_str())
    }
}

fn address(seen: &Seen<'_>) -> String {
    let all = seen.get_all();
    spelled(all.strip_prefix("www.").unwrap_or(all), seen.english)
}

/// `bbc.co.uk/news` is "bbc dot co dot uk slash news".
fn spelled(text: &str, english: English) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '.' => out += " dot ",
            '/' => out += " slash ",
            '@' => out += " at ",
            '-' => out += " dash ",
            '_' => out += " underscore ",
            '+' => out += " plus ",
            letter => out.push(letter),
        }
    }
    let words: Vec<String> = out
        .split_whitespace()
        .map(|word| mixed(word, english))
        .collect();
    words.join(" ")
}

/// `ClimateStrike2019` is "Climate Strike twenty nineteen".
fn camel(text: &str, english: English) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (n, letter) in letters.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| letters[n]);
        let begins = letter.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || (b.is_uppercase() && letters.get(n + 1).is_some_and(|a| a.is_lowercase()))
            });
        if begins {
            out.push(' ');
        }
        out.push(if *letter == '_' { ' ' } else { *letter });
    }
    let words: Vec<String> = out
        .split_whitespace()
        .map(|word| mixed(word, english))
        .collect();
    words.join(" ")
}

/// A word of letters and digits: `A380` is "A three hundred and eighty", `B2B` "B two B".
pub(super) fn mixed(word: &str, english: English) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut run = String::new();
    let mut digits = false;
    let mut close = |run: &mut String, digits: bool| {
        if run.is_empty() {
            return;
        }
        let said = match run.len() {
            _ if !digits => Some(run.clone()),
            4 => run
                .parse()
                .ok()
                .filter(|n| (1_100..2_100).contains(n))
                .map(|n| numbers::year(n, english)),
            0..4 => numbers::number(run, english),
            _ => None,
        };
        parts.push(said.unwrap_or_else(|| numbers::digits(run)));
        run.clear();
    };
    for letter in word.chars() {
        if letter.is_ascii_digit() != digits {
            close(&mut run, digits);
            digits = !digits;
        }
        run.push(letter);
    }
    close(&mut run, digits);
    parts.join(" ")
}

/// What no rule has taken: words as they are, pauses, signs that have a word.
pub(super) fn plain(text: &str, range: Range<usize>, english: English, out: &mut Vec<Said>) {
    let start = range.start;
    let part = &text[range];
    let mut word: Option<usize> = None;
    let letters: Vec<(usize, char)> = part.char_indices().collect();
    for (n, (at, letter)) in letters.iter().enumerate() {
        let next = letters.get(n + 1).map(|(_, c)| *c);
        let before = n.checked_sub(1).map(|n| letters[n].1);
        let joins = matches!(letter, '\'' | '’' | '-' | '\u{2011}' | '.')
            && word.is_some()
            && next.is_some_and(char::is_alphanumeric);
        if letter.is_alphanumeric() || is_joined_mark(*letter) || joins {
            word.get_or_insert(*at);
            continue;
        }
        if let Some(from) = word.take() {
            push_word(part, start, from..*at, english, out);
        }
        let pause = match letter {
            '.' | ',' | ';' | ':' | '?' | '!' => Some(letter.to_string()),
            '…' => Some(".".to_owned()),
            '–' | '—' | '(' | ')' | '[' | ']' => Some(",".to_owned()),
            '-' if before.is_some_and(char::is_whitespace)
                && next.is_some_and(char::is_whitespace) =>
            {
                Some(",".to_owned())
            }
            '&' => Some("and".to_owned()),
            '+' => Some("plus".to_owned()),
            '=' => Some("equals".to_owned()),
            '@' => Some("at".to_owned()),
            '%' => Some("percent".to_owned()),
            '×' => Some("times".to_owned()),
            '°' => Some("degrees".to_owned()),
            '£' => Some("pounds".to_owned()),
            '$' => Some("dollars".to_owned()),
            '€' => Some("euros".to_owned()),
            _ => None,
        };
        if let Some(words) = pause {
            let at = start + at;
            out.push(Said {
                at: at..at + letter.len_utf8(),
                words,
            });
        }
    }
    if let Some(from) = word {
        push_word(part, start, from..part.len(), english, out);
    }
}

/// Accents that stand after their letter.
fn is_joined_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

fn push_word(part: &str, start: usize, at: Range<usize>, english: English, out: &mut Vec<Said>) {
    let words = part[at.clone()].replace(['’', '\u{2011}'], "'");
    // Whatever the rules have left: no digit goes to a voice.
    let words = if words.contains(|c: char| c.is_ascii_digit()) {
        mixed(&words.replace('.', " point "), english)
    } else {
        words
    };
    out.push(Said {
        at: start + at.start..start + at.end,
        words,
    });
}
