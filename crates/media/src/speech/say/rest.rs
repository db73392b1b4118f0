//! Numbers that no other rule has taken: telephone numbers, codes, ranges, and the plain ones.

use super::marks::mixed;
use super::numbers::{cardinal, digits, number};
use super::{Rule, Seen, rule};

/// Numbers that are names, and are said digit by digit.
const NAMES: [&str; 12] = [
    "999", "911", "112", "111", "101", "747", "737", "757", "767", "777", "787", "007",
];

/// Telephone numbers, which look like years and ranges.
pub(super) fn telephones() -> Vec<Rule> {
    vec![
        // 020 7946 0000, +44 20 7946 0000, 0800 111 999
        rule(
            r"\+?(?:\(?0\d{2,5}\)?|\+\d{1,3})(?:[\s-]?\(?\d{2,5}\)?){1,4}",
            |seen| {
                let all = seen.get_all();
                let count = all.chars().filter(char::is_ascii_digit).count();
                if !(7..=15).contains(&count) {
                    return None;
                }
                let groups: Vec<String> = all
                    .split([' ', '-'])
                    .map(digits)
                    .filter(|g| !g.is_empty())
                    .collect();
                let plus = if all.starts_with('+') { "plus " } else { "" };
                Some(format!("{plus}{}", groups.join(", ")))
            },
        ),
        rule(r"\d{3}-\d{3}-\d{4}|\d{3}-\d{4}", |seen| {
            let groups: Vec<String> = seen.get_all().split('-').map(digits).collect();
            (seen.get_all().len() > 8
                || ["call", "phone", "number", "dial"].contains(&seen.word_before().as_str()))
            .then(|| groups.join(", "))
        }),
    ]
}

pub(super) fn rules() -> Vec<Rule> {
    vec![
        // SW1A 1AA
        rule(r"[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}", |seen| {
            let said = seen.get_all().chars().filter(|c| !c.is_whitespace());
            let said: Vec<String> = said
                .map(|c| {
                    c.to_digit(10)
                        .map_or_else(|| c.to_string(), |d| cardinal(u64::from(d), seen.english))
                })
                .collect();
            Some(said.join(" "))
        }),
        // 999, a Boeing 737
        rule(r"\d{3}", |seen| {
            let all = seen.get_all();
            let service = ["999", "911", "111", "101", "112"].contains(&all);
            let called = [
                "call", "called", "calling", "dial", "dialled", "on", "a", "the", "ring", "to",
                "nhs",
            ]
            .contains(&seen.word_before().as_str());
            let plane = seen.word_before() == "boeing" || seen.word_before() == "agent";
            let counted = seen
                .word_after()
                .chars()
                .next()
                .is_some_and(char::is_lowercase)
                && ![
                    "call", "calls", "operator", "number", "service", "and", "or", "for", "if",
                    "when", "in",
                ]
                .contains(&seen.word_after());
            (NAMES.contains(&all) && (plane || (service && called && !counted)))
                .then(|| digits(all))
        }),
        // 4x4, 2x
        rule(r"(?P<n>\d+)\s?[x×]\s?(?P<n2>\d+)", |seen| {
            Some(format!("{} by {}", seen.number("n")?, seen.number("n2")?))
        }),
        rule(r"(?P<n>{N})[x×]", |seen| {
            Some(format!("{} times", seen.number("n")?))
        }),
        // 3:1
        rule(r"(?P<n>\d+):(?P<n2>\d+)", |seen| {
            Some(format!("{} to {}", seen.number("n")?, seen.number("n2")?))
        }),
        // 2.0.1
        rule(r"\d+(?:\.\d+){2,}", |seen| {
            let parts: Option<Vec<String>> = seen
                .get_all()
                .split('.')
                .map(|part| number(part, seen.english))
                .collect();
            Some(parts?.join(" point "))
        }),
        // #1
        rule(r"#(?P<n>\d+)", |seen| {
            Some(format!("number {}", seen.number("n")?))
        }),
        // 10-15, 30-40
        rule(r"(?P<n>{N}){TO}(?P<n2>{N})", |seen| {
            Some(format!("{} to {}", seen.number("n")?, seen.number("n2")?))
        }),
        // -5, +3
        rule(r"(?P<sign>[+\-−])(?P<n>{N})", |seen| {
            let free = seen.before.is_empty() || seen.before.ends_with([' ', '(', '\u{a0}']);
            let sign = if seen.get("sign") == "+" {
                "plus"
            } else {
                "minus"
            };
            free.then(|| seen.number("n"))
                .flatten()
                .map(|n| format!("{sign} {n}"))
        }),
        rule(r"(?P<n>{N})\+", |seen| {
            Some(format!("{} plus", seen.number("n")?))
        }),
        rule(r"(?P<n>\.\d+)", |seen| {
            let free = seen.before.is_empty() || seen.before.ends_with([' ', '(']);
            free.then(|| number(seen.get("n"), seen.english)).flatten()
        }),
        // 1980s-style leftovers: 100s
        rule(r"(?P<n>{N})s", |seen| {
            let said = seen.number("n")?;
            Some(
                said.strip_suffix('y')
                    .map_or_else(|| format!("{said}s"), |head| format!("{head}ies")),
            )
        }),
        rule(r"(?P<n>{N})", plain),
        // A380, B2B, 5G, Covid-19, G20
        rule(
            r"(?P<code>[\p{L}\d]*\d[\p{L}\d]*)(?:\.(?P<part>\d+))?",
            |seen| {
                let code = mixed(seen.get("code"), seen.english);
                Some(if seen.has("part") {
                    format!("{code} point {}", digits(seen.get("part")))
                } else {
                    code
                })
            },
        ),
    ]
}

/// A number by itself; long ones without commas are numbers of something.
fn plain(seen: &Seen<'_>) -> Option<String> {
    let text = seen.get("n");
    let whole = text.split('.').next().unwrap_or(text);
    if whole.len() > 6 && !whole.contains(',') {
        return Some(digits(text));
    }
    seen.number("n")
}
