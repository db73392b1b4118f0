//! Numbers of the headline and standfirst that the body does not carry.
//!
//! `1,000`, `1000`, `a thousand` and `one thousand` are one number; `5%` and `five per cent` too. From a thousand up
//! a rounded number is carried by the exact one. Ordinals, times of day, and numbers that are part of a name
//! (`G20`, `Covid-19`) are passed over.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Hit, Text, WHOLE};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Nothing that this module knows.
    Plain,
    Percent,
    Money(char),
    Measure(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
struct Number {
    range: Range<usize>,
    value: f64,
    /// `5m` is five million or five metres.
    or: Option<f64>,
    unit: Unit,
    /// The smallest step that it counts in, for what is rounded.
    step: f64,
}

impl Number {
    /// Whether a number of the body carries this one of the headline.
    fn is_carried_by(&self, other: &Self) -> bool {
        let one_unit = match (self.unit, other.unit) {
            (Unit::Percent, Unit::Percent) => true,
            (Unit::Percent, _) | (_, Unit::Percent) => false,
            (Unit::Plain, _) | (_, Unit::Plain) => true,
            (a, b) => a == b,
        };
        let near = |a: f64, b: f64| {
            let slack = if a >= 1_000.0 {
                (self.step / 2.0).min(a * 0.05)
            } else {
                0.0
            };
            (a - b).abs() <= slack + a.abs() * 1e-9
        };
        let all = |number: &Self| [Some(number.value), number.or];
        let equal = all(self)
            .into_iter()
            .flatten()
            .any(|a| all(other).into_iter().flatten().any(|b| near(a, b)));
        equal && one_unit
    }
}

/// Nothing while the body is empty.
pub(super) fn missing(texts: &[Text]) -> Vec<Hit> {
    let body: Vec<Number> = texts
        .iter()
        .filter(|text| text.place == "body")
        .flat_map(|text| numbers(&text.text, true))
        .collect();
    if !texts.iter().any(|text| text.place == "body") {
        return Vec::new();
    }
    let mut hits = Vec::new();
    for (nth, text) in texts.iter().enumerate().filter(|(_, t)| t.place != "body") {
        for number in numbers(&text.text, false) {
            if !body.iter().any(|other| number.is_carried_by(other)) {
                hits.push(Hit {
                    text: nth,
                    rule: format!("{WHOLE}number"),
                    suggestion: None,
                    reason: format!(
                        "The {} has this number, and the story does not.",
                        text.place
                    ),
                    range: number.range,
                });
            }
        }
    }
    hits
}

/// The numbers of a text. `one` by itself is mostly no number, and so counts only where `with_one` says so.
fn numbers(text: &str, with_one: bool) -> Vec<Number> {
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let mut out = Vec::new();
    let mut nth = 0;
    while nth < words.len() {
        let Some((mut number, used)) = read(text, &words[nth..]) else {
            nth += 1;
            continue;
        };
        let first = words[nth].1;
        let alone = used == 1 && first.eq_ignore_ascii_case("one");
        nth += used;
        let before = &text[..number.range.start];
        let mut back = before.chars().rev();
        let (sign, letter) = (back.next(), back.next());
        // Covid-19, 10:30, 9/11.
        let in_name = (sign == Some('-') && letter.is_some_and(char::is_alphabetic))
            || (matches!(sign, Some(':' | '/')) && letter.is_some_and(|c| c.is_ascii_digit()));
        let after = &text[number.range.end..];
        let in_time =
            after.starts_with([':', '/']) && after[1..].starts_with(|c: char| c.is_ascii_digit());
        if let Some(sign) = sign.filter(|c| "£$€¥₹".contains(*c)) {
            number.unit = Unit::Money(sign);
            number.or = None;
            number.range.start -= sign.len_utf8();
        } else {
            unit(text, &words[nth..], &mut number);
        }
        let is_time = matches!(number.unit, Unit::Measure("o'clock"));
        if !in_name && !in_time && !is_time && (with_one || !alone) {
            out.push(number);
        }
    }
    out
}

/// A number at the beginning of the words, and how many of them it takes.
fn read(text: &str, words: &[(usize, &str)]) -> Option<(Number, usize)> {
    let (start, first) = *words.first()?;
    let joined = |nth: usize| {
        let (at, word) = words[nth - 1];
        let between = &text[at + word.len()..words[nth].0];
        between == "-" || (!between.is_empty() && between.chars().all(char::is_whitespace))
    };
    let lower = |nth: usize| {
        let (_, word) = words.get(nth).filter(|_| nth == 0 || joined(nth))?;
        Some(word.to_lowercase())
    };
    let made = |value: f64, step: f64, or: Option<f64>, used: usize| {
        let (at, word) = words[used - 1];
        let number = Number {
            range: start..at + word.len(),
            value,
            or,
            unit: Unit::Plain,
            step,
        };
        Some((number, used))
    };
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        let end = first
            .find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.')
            .unwrap_or(first.len());
        let (digits, suffix) = first.split_at(end);
        let mut value: f64 = digits.replace(',', "").parse().ok()?;
        let mut step = step_of(digits);
        let (mut scale, mut or, mut unit) = (1.0, None, Unit::Plain);
        match suffix.to_lowercase().as_str() {
            "" => {}
            "k" => scale = 1e3,
            "m" => {
                scale = 1e6;
                or = Some(value);
            }
            "bn" | "b" => scale = 1e9,
            "tn" => scale = 1e12,
            "pc" => unit = Unit::Percent,
            other => unit = Unit::Measure(measure(other)?),
        }
        let mut used = 1;
        if let Some(by) = lower(1)
            .filter(|_| suffix.is_empty())
            .and_then(|w| scale_of(&w))
        {
            scale = by;
            used = 2;
        }
        value *= scale;
        step *= scale;
        let (mut number, used) = made(value, step, or, used)?;
        number.unit = unit;
        return Some((number, used));
    }
    // In words: "two hundred and fifty thousand", "a dozen", "half a million".
    let (mut total, mut part, mut used, mut step) = (0.0, 0.0, 0, 1.0);
    if lower(0)? == "half" && matches!(lower(1)?.as_str(), "a") {
        let by = scale_of(&lower(2)?)?;
        return made(by / 2.0, by / 2.0, None, 3);
    }
    if matches!(lower(0)?.as_str(), "a" | "an") {
        let next = lower(1)?;
        if scale_of(&next).is_none() && next != "dozen" && next != "hundred" {
            return None;
        }
        (part, used) = (1.0, 1);
    }
    while let Some(word) = lower(used) {
        let and = word == "and" && used > 0 && total + part >= 100.0;
        if and && lower(used + 1).is_some_and(|w| small(&w).is_some()) {
            used += 1;
            continue;
        }
        if let Some(value) = small(&word) {
            // "twenty five" is one number, "five twenty" and "two three" are two.
            let last = part % 100.0;
            if part > 0.0 && last != 0.0 && (last < 20.0 || last % 10.0 != 0.0 || value >= 10.0) {
                break;
            }
            part += value;
            step = 1.0;
        } else if part > 0.0 && (word == "hundred" || word == "dozen") {
            step = if word == "dozen" { 12.0 } else { 100.0 };
            part *= step;
        } else if let Some(by) = scale_of(&word).filter(|_| part > 0.0) {
            total += part * by;
            (part, step) = (0.0, by);
        } else {
            break;
        }
        used += 1;
    }
    if used == 0 || total + part == 0.0 {
        return None;
    }
    made(total + part, step, None, used)
}

/// The worth of the last digit that is not an empty nought.
fn step_of(digits: &str) -> f64 {
    if let Some((_, decimals)) = digits.split_once('.') {
        return 10_f64.powi(-i32::try_from(decimals.len()).unwrap_or(0));
    }
    let plain = digits.replace(',', "");
    let noughts = plain.len() - plain.trim_end_matches('0').len();
    10_f64.powi(i32::try_from(noughts).unwrap_or(0))
}

fn small(word: &str) -> Option<f64> {
    const WORDS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let at = |of: &[&str]| of.iter().position(|w| *w == word).map(|n| n as f64);
    at(&WORDS).or_else(|| at(&TENS).map(|n| (n + 2.0) * 10.0))
}

fn scale_of(word: &str) -> Option<f64> {
    match word {
        "thousand" => Some(1e3),
        "million" | "mn" | "m" => Some(1e6),
        "billion" | "bn" => Some(1e9),
        "trillion" | "tn" => Some(1e12),
        _ => None,
    }
}

/// What the words after a number count.
fn unit(text: &str, after: &[(usize, &str)], number: &mut Number) {
    let rest = &text[number.range.end..];
    if rest
        .trim_start_matches([' ', '\u{a0}', '\u{202f}'])
        .starts_with('%')
    {
        number.unit = Unit::Percent;
        number.or = None;
        number.range.end += rest.find('%').map_or(0, |at| at + 1);
        return;
    }
    let Some((at, word)) = after.first() else {
        return;
    };
    let between = &text[number.range.end..*at];
    if number.unit != Unit::Plain || !(between == "-" || between.trim().is_empty()) {
        return;
    }
    let next = after.get(1).map(|(_, w)| w.to_lowercase());
    number.unit = match word.to_lowercase().as_str() {
        "percent" | "pc" | "percentage" => Unit::Percent,
        "per" if next.as_deref() == Some("cent") => Unit::Percent,
        "pound" | "pounds" => Unit::Money('£'),
        "dollar" | "dollars" => Unit::Money('$'),
        "euro" | "euros" => Unit::Money('€'),
        "yen" | "yuan" => Unit::Money('¥'),
        "rupee" | "rupees" => Unit::Money('₹'),
        other => measure(other).map_or(Unit::Plain, Unit::Measure),
    };
}

/// One name for each measure, however it is written.
fn measure(word: &str) -> Option<&'static str> {
    Some(match word {
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => "km",
        "mile" | "miles" => "mile",
        "mph" => "mph",
        "kmh" | "kph" => "kmh",
        "metre" | "metres" | "meter" | "meters" => "metre",
        "cm" | "centimetre" | "centimetres" | "centimeter" | "centimeters" => "cm",
        "ft" | "foot" | "feet" => "foot",
        "inch" | "inches" => "inch",
        "kg" | "kilogram" | "kilograms" | "kilo" | "kilos" => "kg",
        "tonne" | "tonnes" => "tonne",
        "ton" | "tons" => "ton",
        "p" | "pence" => "penny",
        "c" | "degrees" => "degree",
        "second" | "seconds" => "second",
        "minute" | "minutes" | "min" | "mins" => "minute",
        "hour" | "hours" => "hour",
        "day" | "days" => "day",
        "week" | "weeks" => "week",
        "month" | "months" => "month",
        "year" | "years" => "year",
        "am" | "pm" => "o'clock",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<f64> {
        numbers(text, true).into_iter().map(|n| n.value).collect()
    }

    #[test]
    fn numbers_are_read_however_they_are_written() {
        for (text, expected) in [
            ("1,000 and 1000 and a thousand", vec![1e3, 1e3, 1e3]),
            ("£1.2bn, 1.2 billion pounds", vec![1.2e9, 1.2e9]),
            ("two hundred and fifty thousand", vec![250_000.0]),
            ("twenty-five of forty-two", vec![25.0, 42.0]),
            ("half a million, a dozen, two dozen", vec![5e5, 12.0, 24.0]),
            ("a 30-minute talk", vec![30.0]),
            ("between 10-12 people", vec![10.0, 12.0]),
            (
                "G20, COP28, Covid-19, 5G, the 19th, at 9am and 10:30",
                vec![],
            ),
            ("a man and an owl", vec![]),
            ("two and three", vec![2.0, 3.0]),
            ("one hundred and one", vec![101.0]),
        ] {
            assert_eq!(values(text), expected, "{text}");
        }
    }

    #[test]
    fn units_and_rounding_are_minded() {
        let carried = |head: &str, body: &str| {
            let body = numbers(body, true);
            numbers(head, false)
                .iter()
                .all(|n| body.iter().any(|b| n.is_carried_by(b)))
        };
        for (head, body) in [
            ("up 5%", "by five per cent"),
            ("up 5%", "by 5 percent"),
            ("£5m", "5 million pounds"),
            ("2,000 march", "police counted 1,987"),
            ("£1.2bn plan", "1,234 million pounds"),
            ("two years", "24 months and 2 in all"),
            ("5m wide", "five metres"),
            ("one of us", "nobody"),
        ] {
            assert!(carried(head, body), "{head}: {body}");
        }
        for (head, body) in [
            ("up 5%", "five people"),
            ("20 dead", "19 dead"),
            ("£5m", "€5m"),
            ("two years", "two months"),
            ("2,000 march", "police counted 1,200"),
            ("three hurt", "two hurt"),
        ] {
            assert!(!carried(head, body), "{head}: {body}");
        }
    }
}
