//! Attribute values and texts: lines, names, addresses, days.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{AttrKind, AttrRule, Fault, Place};
use crate::fields::{MAX_ITEMS, MAX_LINE, MAX_TEXT};

/// Checks the attributes of a node or mark against its rules.
pub(super) fn attrs(
    value: Option<&Value>,
    rules: &BTreeMap<String, AttrRule>,
) -> Result<(), Fault> {
    let none = Map::new();
    let given = match value {
        None | Some(Value::Null) => &none,
        Some(v) => v
            .as_object()
            .ok_or_else(|| Fault::here("is not an object"))?,
    };
    for (name, value) in given {
        let rule = rules
            .get(name)
            .ok_or_else(|| Fault::at(name, "is no known attribute here"))?;
        if value.is_null() && !rule.required && rule.default.is_none() {
            continue;
        }
        rule.check(value)
            .map_err(|f| f.within(Place::Key(name.clone())))?;
    }
    if let Some((name, _)) = rules
        .iter()
        .find(|(name, rule)| rule.required && !given.contains_key(*name))
    {
        return Err(Fault::at(name, "is missing"));
    }
    Ok(())
}

impl AttrRule {
    fn check(&self, value: &Value) -> Result<(), Fault> {
        let wrong = |what: &str| Fault::here(format!("is not {what}"));
        let string = || value.as_str().ok_or_else(|| wrong("a text"));
        match self.kind {
            AttrKind::Boolean => value
                .as_bool()
                .map(|_| ())
                .ok_or_else(|| wrong("true or false")),
            AttrKind::Integer => {
                let (min, max) = (self.min.unwrap_or(i64::MIN), self.max.unwrap_or(i64::MAX));
                match value.as_i64() {
                    Some(n) if (min..=max).contains(&n) => Ok(()),
                    Some(_) if self.max.is_some() => {
                        Err(Fault::here(format!("is not between {min} and {max}")))
                    }
                    _ => Err(wrong("a whole number that is allowed here")),
                }
            }
            AttrKind::Line => short(string()?, MAX_LINE),
            AttrKind::Text => short(string()?, MAX_TEXT),
            AttrKind::Name => {
                let name = string()?;
                let plain = |c: char| c.is_alphanumeric() || "-_.:/+# ".contains(c);
                if name.chars().count() <= 120 && name.chars().all(plain) {
                    Ok(())
                } else {
                    Err(wrong("a short name of letters, digits and -_.:/"))
                }
            }
            AttrKind::Url => url(string()?),
            AttrKind::Date => {
                if is_day(string()?) {
                    Ok(())
                } else {
                    Err(wrong("a day such as 2023-06-19"))
                }
            }
            AttrKind::Choice => {
                let word = string()?;
                if self.of.iter().any(|o| o == word) {
                    Ok(())
                } else {
                    Err(wrong(&format!("one of {}", self.of.join(", "))))
                }
            }
            AttrKind::Stories => stories(value),
        }
    }
}

/// Whether a text is a day of the calendar, `YYYY-MM-DD`, as HTML's `<time>` takes it.
fn is_day(text: &str) -> bool {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| {
            if i == 4 || i == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    let number = |range: std::ops::Range<usize>| {
        text.get(range)
            .and_then(|d| d.parse::<u32>().ok())
            .unwrap_or(0)
    };
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    shaped && year > 0 && (1..=last).contains(&day)
}

fn stories(value: &Value) -> Result<(), Fault> {
    let items = value
        .as_array()
        .ok_or_else(|| Fault::here("is not a list of stories"))?;
    if items.len() > MAX_ITEMS {
        return Err(Fault::here(format!("holds more than {MAX_ITEMS} stories")));
    }
    for (i, item) in items.iter().enumerate() {
        let check_one = || {
            if item.as_i64().is_some_and(|n| n > 0) {
                return Ok(());
            }
            let page = item
                .as_object()
                .ok_or_else(|| Fault::here("is neither a story's number nor {url, headline}"))?;
            if let Some(key) = page.keys().find(|k| *k != "url" && *k != "headline") {
                return Err(Fault::at(key, "is no part of {url, headline}"));
            }
            let headline = page
                .get("headline")
                .and_then(Value::as_str)
                .ok_or_else(|| Fault::at("headline", "is missing"))?;
            short(headline, MAX_LINE).map_err(|f| f.within(Place::Key("headline".into())))?;
            match page.get("url") {
                None | Some(Value::Null) => Ok(()),
                Some(Value::String(u)) => url(u).map_err(|f| f.within(Place::Key("url".into()))),
                Some(_) => Err(Fault::at("url", "is not a text")),
            }
        };
        check_one().map_err(|f: Fault| f.within(Place::Index(i)))?;
    }
    Ok(())
}

fn short(words: &str, most: usize) -> Result<(), Fault> {
    if words.chars().count() > most {
        return Err(Fault::here(format!("is longer than {most} characters")));
    }
    clean(words)
}

fn url(address: &str) -> Result<(), Fault> {
    if safe_url(address) {
        Ok(())
    } else {
        Err(Fault::here(
            "is not an address that a link may have: http, https, mailto, tel or a path on this site",
        ))
    }
}

/// Whether an address may stand in a link: `http:`, `https:`, `mailto:`, `tel:`, a path on this site or a fragment.
/// No white space or control characters, which browsers would strip and so find another scheme.
#[must_use]
pub fn safe_url(address: &str) -> bool {
    if address.is_empty()
        || address.len() > 4_000
        || address
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return false;
    }
    let named = ["http://", "https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| {
            address.len() > scheme.len()
                && address.as_bytes()[..scheme.len()].eq_ignore_ascii_case(scheme.as_bytes())
        });
    named || (address.starts_with('/') && !address.starts_with("//")) || address.starts_with('#')
}

/// Refuses characters that have no meaning in a story: control characters, one of which (NUL) a database cannot keep,
/// and Unicode's noncharacters, which neither HTML nor the XML of the feeds may hold.
pub(super) fn clean(words: &str) -> Result<(), Fault> {
    let bad = |c: &char| (c.is_control() && !matches!(c, '\n' | '\t')) || is_noncharacter(*c);
    match words.chars().find(bad) {
        Some(c) => Err(Fault::here(format!(
            "holds the control character U+{:04X}; leave it out",
            u32::from(c)
        ))),
        None => Ok(()),
    }
}

/// Whether Unicode promises that a code point never means anything (Unicode 16, section 23.7).
pub(crate) fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Refuses control characters in every text inside a value.
///
/// # Errors
/// The first text that holds one.
pub fn strings(value: &Value) -> Result<(), Fault> {
    match value {
        Value::String(s) => clean(s),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(i, v)| strings(v).map_err(|f| f.within(Place::Index(i)))),
        Value::Object(map) => map
            .iter()
            .try_for_each(|(k, v)| strings(v).map_err(|f| f.within(Place::Key(k.clone())))),
        _ => Ok(()),
    }
}
