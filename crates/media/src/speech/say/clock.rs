//! Times of the day, and how long a race took.

use super::numbers::cardinal;
use super::{Rule, Seen, rule};

/// Half of the day, as it is written.
const HALF: &str = r"(?P<half>[ap]\.m\.|[ap]m|[AP]M|[AP]\.M\.)";

pub(super) fn rules() -> Vec<Rule> {
    vec![
        // 2:09:33
        rule(r"(?P<h>\d{1,2}):(?P<m>[0-5]\d):(?P<s>[0-5]\d)", |seen| {
            let part = |name: &str, unit: &str| -> Option<String> {
                let n: u64 = seen.get(name).parse().ok()?;
                let s = if n == 1 { "" } else { "s" };
                (n > 0).then(|| format!("{} {unit}{s}", cardinal(n, seen.english)))
            };
            let parts: Vec<String> = [part("h", "hour"), part("m", "minute"), part("s", "second")]
                .into_iter()
                .flatten()
                .collect();
            let (last, rest) = parts.split_last()?;
            Some(if rest.is_empty() {
                last.clone()
            } else {
                format!("{} and {last}", rest.join(" "))
            })
        }),
        // 7pm-9pm, 9.30-11am
        rule(
            &format!(
                r"(?P<h>1?\d|2[0-3])(?:[:.](?P<m>[0-5]\d))?\s?(?P<first>[ap]\.?m\.?)?{{TO}}(?P<h2>1?\d|2[0-3])(?:[:.](?P<m2>[0-5]\d))?\s?{HALF}"
            ),
            |seen| {
                let first = if seen.has("first") {
                    half(seen.get("first"))
                } else {
                    String::new()
                };
                Some(format!(
                    "{}{first} to {}{}",
                    hour(seen, "h", "m", true)?,
                    hour(seen, "h2", "m2", true)?,
                    half(seen.get("half"))
                ))
            },
        ),
        // 9.30am, 9:30 p.m., 9am
        rule(
            &format!(r"(?P<h>1[0-2]|0?\d)(?:[:.](?P<m>[0-5]\d))?\s?{HALF}"),
            |seen| {
                Some(format!(
                    "{}{}",
                    hour(seen, "h", "m", true)?,
                    half(seen.get("half"))
                ))
            },
        ),
        // 13:00-14:30
        rule(
            r"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d){TO}(?P<h2>[01]?\d|2[0-3]):(?P<m2>[0-5]\d)",
            |seen| {
                Some(format!(
                    "{} to {}",
                    hour(seen, "h", "m", false)?,
                    hour(seen, "h2", "m2", false)?
                ))
            },
        ),
        // 13:44
        rule(r"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)", |seen| {
            hour(seen, "h", "m", false)
        }),
        // at 18.30
        rule(r"(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)", |seen| {
            let at = ["at", "by", "until", "before", "after", "from"]
                .contains(&seen.word_before().as_str());
            let zone = ["GMT", "BST", "CET", "CEST", "UTC", "local"].contains(&seen.word_after());
            (zone || (at && seen.get("h").len() == 2 && seen.word_after().is_empty()))
                .then(|| hour(seen, "h", "m", false))
                .flatten()
        }),
    ]
}

/// The half of the day in letters.
fn half(text: &str) -> String {
    if text.to_lowercase().starts_with('a') {
        " A M".into()
    } else {
        " P M".into()
    }
}

/// An hour and its minutes; `halved` if the half of the day follows.
fn hour(seen: &Seen<'_>, hour: &str, minutes: &str, halved: bool) -> Option<String> {
    let h: u64 = seen.get(hour).parse().ok()?;
    let leading = seen.get(hour).starts_with('0') && seen.get(hour).len() == 2 && !halved;
    let said = match h {
        0 => "zero".to_owned(),
        1..10 if leading => format!("oh {}", cardinal(h, seen.english)),
        _ => cardinal(h, seen.english),
    };
    let m: u64 = if seen.has(minutes) {
        seen.get(minutes).parse().ok()?
    } else {
        0
    };
    Some(match m {
        0 if halved => said,
        0 if h == 0 => "midnight".to_owned(),
        0 if h > 12 || leading => format!("{said} hundred"),
        0 => format!("{said} o'clock"),
        1..10 => format!("{said} oh {}", cardinal(m, seen.english)),
        _ => format!("{said} {}", cardinal(m, seen.english)),
    })
}
