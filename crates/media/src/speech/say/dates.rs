//! Dates, years and decades, in the order in which each English writes and says them.

use super::numbers::{cardinal, decade, ordinal, year};
use super::{Rule, Seen, rule};
use crate::speech::English;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// A month, whole or shortened.
const MONTH: &str = r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)";
const DAY: &str = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?";
const YEAR: &str = r"(?:,?\s(?P<year>1\d{3}|20\d{2}))?";

/// Words after which four digits are a year.
const YEAR_AFTER: [&str; 29] = [
    "in", "since", "by", "from", "until", "till", "before", "after", "during", "of", "to",
    "between", "and", "around", "circa", "c", "early", "late", "mid", "summer", "spring", "autumn",
    "winter", "fall", "year", "through", "the", "season", "back",
];

pub(super) fn rules() -> Vec<Rule> {
    vec![
        // 2024-06-19
        rule(
            r"(?P<year>1\d{3}|20\d{2})-(?P<number>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])",
            |seen| Some(date(seen, day(seen, "day")?, month_of(seen.get("number"))?)),
        ),
        // 5/6/2024, 05.06.24
        rule(
            r"(?P<first>\d{1,2})(?P<s>[/.])(?P<second>\d{1,2})[/.](?P<year>1\d{3}|20\d{2}|\d{2})",
            |seen| {
                if seen.get("s") == "." && seen.get("year").len() == 2 {
                    return None;
                }
                let (first, second) = (seen.get("first"), seen.get("second"));
                let (mut number, mut named) = (first, second);
                if !seen.british() {
                    (number, named) = (second, first);
                }
                // A month that cannot be one was meant as the day.
                if month_of(named).is_none() {
                    (number, named) = (named, number);
                }
                let number = number.parse().ok().filter(|d| (1..=31).contains(d))?;
                Some(date(seen, number, month_of(named)?))
            },
        ),
        // 19-21 June 2023
        rule(
            &format!(r"(?P<from>[12]\d|3[01]|[1-9]){{TO}}{DAY}\s{MONTH}{YEAR}"),
            |seen| {
                let from = ordinal(day(seen, "from")?, seen.english);
                let said = date(seen, day(seen, "day")?, month(seen)?);
                Some(match seen.english {
                    English::British => format!(
                        "{}{from} to {}{said}",
                        the(seen),
                        if seen.word_before() == "the" {
                            "the "
                        } else {
                            ""
                        }
                    ),
                    English::American => {
                        let to = ordinal(day(seen, "day")?, seen.english);
                        format!("{} {from} to {to}{}", month(seen)?, of_year(seen))
                    }
                })
            },
        ),
        // June 19-21, 2023
        rule(
            &format!(r"{MONTH}\s(?P<from>[12]\d|3[01]|[1-9]){{TO}}{DAY}{YEAR}"),
            |seen| {
                let (from, to) = (
                    ordinal(day(seen, "from")?, seen.english),
                    ordinal(day(seen, "day")?, seen.english),
                );
                let the = if seen.british() { "the " } else { "" };
                Some(format!(
                    "{} {the}{from} to {the}{to}{}",
                    month(seen)?,
                    of_year(seen)
                ))
            },
        ),
        // 19 June 2023, 19th of June
        rule(&format!(r"{DAY}(?:\sof)?\s{MONTH}{YEAR}"), |seen| {
            Some(date(seen, day(seen, "day")?, month(seen)?))
        }),
        // June 19, 2023
        rule(&format!(r"{MONTH}\s{DAY}{YEAR}"), |seen| {
            let next = seen.word_after().to_lowercase();
            let counts = [
                "million", "billion", "per", "percent", "people", "bn", "m", "am", "pm",
            ]
            .contains(&next.as_str());
            if counts || seen.after.starts_with([':', '%']) {
                return None;
            }
            let the = if seen.british() { "the " } else { "" };
            Some(format!(
                "{} {the}{}{}",
                month(seen)?,
                ordinal(day(seen, "day")?, seen.english),
                of_year(seen)
            ))
        }),
        // June 2023
        rule(&format!(r"{MONTH}\s(?P<year>1\d{{3}}|20\d{{2}})"), |seen| {
            Some(format!(
                "{} {}",
                month(seen)?,
                year(seen.get("year").parse().ok()?, seen.english)
            ))
        }),
        // the 1990s, mid-1990s, the '90s
        rule(r"(?P<year>1\d{2}0|20\d0)['’]?s", |seen| {
            Some(decade(seen.get("year").parse().ok()?, seen.english))
        }),
        rule(r"['’‘]?(?P<ten>[2-9]0)['’]?s", |seen| {
            Some(decade(seen.get("ten").parse().ok()?, seen.english))
        }),
        // 2019-20, 2015-2020, 2019/20
        rule(
            r"(?P<from>1[1-9]\d{2}|20\d{2})(?P<s>\s?[-–—/]\s?)(?P<to>1[1-9]\d{2}|20\d{2}|\d{2})",
            |seen| {
                let from: u64 = seen.get("from").parse().ok()?;
                let short = seen.get("to").len() == 2;
                let to: u64 = seen.get("to").parse().ok()?;
                let whole = if short { from / 100 * 100 + to } else { to };
                if whole <= from || whole > from + 400 {
                    return None;
                }
                let last = match short {
                    true if to < 10 => format!("oh {}", cardinal(to, seen.english)),
                    true => cardinal(to, seen.english),
                    false => year(to, seen.english),
                };
                let between = if seen.get("s") == "/" { " " } else { " to " };
                Some(format!("{}{between}{last}", year(from, seen.english)))
            },
        ),
        // 44 BC, AD 79
        rule(r"AD\s(?P<year>\d{1,4})", |seen| {
            Some(format!(
                "A D {}",
                year(seen.get("year").parse().ok()?, seen.english)
            ))
        }),
        rule(r"(?P<year>\d{1,4})\s?(?P<era>BC|AD|BCE|CE)", |seen| {
            let era: Vec<String> = seen.get("era").chars().map(String::from).collect();
            Some(format!(
                "{} {}",
                year(seen.get("year").parse().ok()?, seen.english),
                era.join(" ")
            ))
        }),
        // In 1984; but not 1500 people.
        rule(r"['’]?(?P<year>1\d{3}|20\d{2})", |seen| {
            let n: u64 = seen.get("year").parse().ok()?;
            let before = seen.word_before();
            let next = seen.word_after();
            let expected = YEAR_AFTER.contains(&before.as_str())
                || MONTHS.iter().any(|m| m.eq_ignore_ascii_case(&before));
            let unit = [
                "metres", "meters", "miles", "people", "feet", "men", "women", "children", "km",
                "kg", "jobs", "homes",
            ];
            let counted = unit.contains(&next)
                || (next.ends_with('s')
                    && !next.ends_with("ss")
                    && next.chars().all(char::is_lowercase)
                    && next.len() > 3);
            let counted = counted
                && ![
                    "was",
                    "has",
                    "is",
                    "as",
                    "its",
                    "this",
                    "elections",
                    "games",
                    "olympics",
                    "championships",
                    "awards",
                ]
                .contains(&next);
            if seen.after.starts_with([' ', '-'])
                && counted
                && !(expected
                    && before != "the"
                    && before != "of"
                    && before != "to"
                    && before != "and")
            {
                return None;
            }
            (n >= 1_100 || expected).then(|| year(n, seen.english))
        }),
        // Class of '98
        rule(r"['’](?P<short>\d{2})", |seen| {
            if seen.before.ends_with(char::is_alphanumeric) {
                return None;
            }
            let n: u64 = seen.get("short").parse().ok()?;
            Some(if n < 10 {
                format!("oh {}", cardinal(n, seen.english))
            } else {
                cardinal(n, seen.english)
            })
        }),
    ]
}

fn day(seen: &Seen<'_>, name: &str) -> Option<u64> {
    seen.get(name).parse().ok()
}

fn month_of(number: &str) -> Option<&'static str> {
    let n: usize = number.parse().ok()?;
    MONTHS.get(n.checked_sub(1)?).copied()
}

fn month(seen: &Seen<'_>) -> Option<&'static str> {
    let begun = seen.get("month").get(..3)?;
    MONTHS.into_iter().find(|month| month.starts_with(begun))
}

/// British dates have an article, unless it stands there already.
fn the(seen: &Seen<'_>) -> &'static str {
    if seen.word_before() == "the" {
        ""
    } else {
        "the "
    }
}

fn of_year(seen: &Seen<'_>) -> String {
    let text = seen.get("year");
    let Ok(n) = text.parse::<u64>() else {
        return String::new();
    };
    let n = match (text.len(), n) {
        (2, 0..50) => 2_000 + n,
        (2, _) => 1_900 + n,
        _ => n,
    };
    format!(" {}", year(n, seen.english))
}

fn date(seen: &Seen<'_>, day: u64, month: &str) -> String {
    let day = ordinal(day, seen.english);
    match seen.english {
        English::British => format!("{}{day} of {month}{}", the(seen), of_year(seen)),
        English::American => format!("{month} {day}{}", of_year(seen)),
    }
}
