//! What is counted and measured: percentages, lengths, weights, temperatures, scores, votes, fractions, ordinals.

use super::money::scale;
use super::numbers::{cardinal, is_one, number, ordinal};
use super::{Rule, Seen, rule};

/// A unit as it is written, and what one and many of it are called.
const UNITS: [(&str, &str, &str); 62] = [
    ("km/h", "kilometre an hour", "kilometres an hour"),
    ("kph", "kilometre an hour", "kilometres an hour"),
    ("km2", "square kilometre", "square kilometres"),
    ("km²", "square kilometre", "square kilometres"),
    ("sq km", "square kilometre", "square kilometres"),
    ("km", "kilometre", "kilometres"),
    ("cm", "centimetre", "centimetres"),
    ("mm", "millimetre", "millimetres"),
    ("nm", "nanometre", "nanometres"),
    ("m2", "square metre", "square metres"),
    ("m²", "square metre", "square metres"),
    ("sq m", "square metre", "square metres"),
    ("m3", "cubic metre", "cubic metres"),
    ("m³", "cubic metre", "cubic metres"),
    ("m/s", "metre a second", "metres a second"),
    ("sq ft", "square foot", "square feet"),
    ("sq mi", "square mile", "square miles"),
    ("mph", "mile an hour", "miles an hour"),
    ("mpg", "mile to the gallon", "miles to the gallon"),
    ("ft", "foot", "feet"),
    ("in", "inch", "inches"),
    ("yd", "yard", "yards"),
    ("mi", "mile", "miles"),
    ("kg", "kilogram", "kilograms"),
    ("mg", "milligram", "milligrams"),
    ("µg", "microgram", "micrograms"),
    ("g", "gram", "grams"),
    ("lb", "pound", "pounds"),
    ("lbs", "pound", "pounds"),
    ("oz", "ounce", "ounces"),
    ("st", "stone", "stone"),
    ("ml", "millilitre", "millilitres"),
    ("cl", "centilitre", "centilitres"),
    ("l", "litre", "litres"),
    ("ha", "hectare", "hectares"),
    ("GW", "gigawatt", "gigawatts"),
    ("MW", "megawatt", "megawatts"),
    ("kW", "kilowatt", "kilowatts"),
    ("W", "watt", "watts"),
    ("GWh", "gigawatt hour", "gigawatt hours"),
    ("MWh", "megawatt hour", "megawatt hours"),
    ("kWh", "kilowatt hour", "kilowatt hours"),
    ("V", "volt", "volts"),
    ("GB", "gigabyte", "gigabytes"),
    ("MB", "megabyte", "megabytes"),
    ("TB", "terabyte", "terabytes"),
    ("kB", "kilobyte", "kilobytes"),
    ("Mbps", "megabit a second", "megabits a second"),
    ("GHz", "gigahertz", "gigahertz"),
    ("MHz", "megahertz", "megahertz"),
    ("kHz", "kilohertz", "kilohertz"),
    ("Hz", "hertz", "hertz"),
    ("dB", "decibel", "decibels"),
    ("hp", "horsepower", "horsepower"),
    ("bhp", "brake horsepower", "brake horsepower"),
    ("ppm", "part per million", "parts per million"),
    ("bps", "basis point", "basis points"),
    ("kcal", "kilocalorie", "kilocalories"),
    ("hrs", "hour", "hours"),
    ("hr", "hour", "hours"),
    ("mins", "minute", "minutes"),
    ("min", "minute", "minutes"),
];
/// Words that say that what stands before them in metres is long, high or run, and not counted in millions.
const METRES: [&str; 27] = [
    "tall",
    "long",
    "wide",
    "deep",
    "high",
    "away",
    "below",
    "above",
    "sprint",
    "final",
    "finals",
    "race",
    "hurdles",
    "freestyle",
    "butterfly",
    "backstroke",
    "breaststroke",
    "relay",
    "wall",
    "wave",
    "waves",
    "stretch",
    "pool",
    "record",
    "apart",
    "down",
    "from",
];
/// Words around a score.
const SCORE: [&str; 36] = [
    "win",
    "wins",
    "won",
    "beat",
    "beating",
    "beaten",
    "lost",
    "lose",
    "loss",
    "losing",
    "lead",
    "led",
    "leading",
    "victory",
    "defeat",
    "defeated",
    "draw",
    "drew",
    "drawn",
    "score",
    "thrashed",
    "trailed",
    "trailing",
    "up",
    "down",
    "ahead",
    "home",
    "away",
    "scoreline",
    "thrashing",
    "aggregate",
    "equaliser",
    "series",
    "half-time",
    "triumph",
    "hammered",
];
/// Words before what was voted.
const VOTE: [&str; 9] = [
    "voted", "vote", "votes", "passed", "approved", "rejected", "split", "ruled", "majority",
];

pub(super) fn rules() -> Vec<Rule> {
    let mut units: Vec<&str> = UNITS.iter().map(|(unit, ..)| *unit).collect();
    units.sort_by_key(|unit| std::cmp::Reverse(unit.len()));
    let units = units.join("|").replace(' ', r"\s");
    vec![
        // 10-15%, 3.5 per cent
        rule(
            r"(?P<sign>[+\-−–])?(?P<n>{N})\s?%?(?:{TO}|\sto\s)(?P<n2>{N})\s?(?:%|pc\b)(?P<point>-point)?",
            |seen| {
                Some(format!(
                    "{}{} to {} percent",
                    sign(seen),
                    seen.number("n")?,
                    seen.number("n2")?
                ))
            },
        ),
        rule(r"(?P<sign>[+\-−–])?(?P<n>{N})\s?(?:%|pc\b)", |seen| {
            Some(format!("{}{} percent", sign(seen), seen.number("n")?))
        }),
        // 30C, -5°C, 86F, 20-25C
        rule(
            r"(?P<sign>[+\-−–])?(?P<n>{N})(?:{TO}(?P<n2>{N}))?\s?(?:°\s?(?P<of>[CF])?|(?P<of2>[CF]))",
            |seen| {
                let scale = match if seen.has("of") {
                    seen.get("of")
                } else {
                    seen.get("of2")
                } {
                    "C" => " Celsius",
                    "F" => " Fahrenheit",
                    _ => "",
                };
                let to = if seen.has("n2") {
                    format!(" to {}", seen.number("n2")?)
                } else {
                    String::new()
                };
                let s = if is_one(seen.get("n")) && to.is_empty()
                    || scale.is_empty() && before_a_thing(seen)
                {
                    ""
                } else {
                    "s"
                };
                Some(format!(
                    "{}{}{to} degree{s}{scale}",
                    sign(seen),
                    seen.number("n")?
                ))
            },
        ),
        // 6ft 2in, 5'11"
        rule(
            r#"(?P<ft>\d{1,2})(?:\s?ft|['’′])\s?(?P<in>\d{1,2})(?:\s?in|["”″])?"#,
            |seen| {
                Some(format!(
                    "{} foot {}",
                    seen.number("ft")?,
                    seen.number("in")?
                ))
            },
        ),
        // 11st 4lb
        rule(r"(?P<st>\d{1,2})\s?st\s(?P<lb>\d{1,2})\s?lbs?", |seen| {
            Some(format!(
                "{} stone {}",
                seen.number("st")?,
                seen.number("lb")?
            ))
        }),
        // 10-15km, 5kg, 70mph, 1,000 sq ft
        rule(
            &format!(r"(?P<n>{{N}})(?:{{TO}}(?P<n2>{{N}}))?(?P<gap>[\s-]?)(?P<unit>{units})"),
            |seen| {
                let (_, one, many) = UNITS
                    .into_iter()
                    .find(|(unit, ..)| *unit == seen.get("unit").replace('\u{a0}', " "))?;
                // "in" and "min" are words, and so are single letters; those stand close.
                if !seen.get("gap").is_empty()
                    && matches!(
                        seen.get("unit"),
                        "in" | "g" | "l" | "W" | "V" | "m" | "st" | "mi"
                    )
                {
                    return None;
                }
                if seen.get("unit") == "st"
                    && seen.get("n").ends_with('1')
                    && !seen.get("n").ends_with("11")
                {
                    return None;
                }
                let name = if is_one(seen.get("n")) && !seen.has("n2") || before_a_thing(seen) {
                    one
                } else {
                    many
                };
                let to = if seen.has("n2") {
                    format!(" to {}", seen.number("n2")?)
                } else {
                    String::new()
                };
                Some(format!("{}{to} {name}", seen.number("n")?))
            },
        ),
        // the 100m final, a 5m wall; 5m people
        rule(r"(?P<n>{N})(?:{TO}(?P<n2>{N}))?m", |seen| {
            let (before, next) = (seen.word_before(), seen.word_after());
            let runs = matches!(
                seen.get("n"),
                "100"
                    | "200"
                    | "400"
                    | "800"
                    | "1,500"
                    | "1500"
                    | "5,000"
                    | "10,000"
                    | "50"
                    | "110"
            );
            let event = runs
                && ["the", "men's", "women's", "men’s", "women’s"].contains(&before.as_str())
                && !METRES[..8].contains(&next);
            let metres = event
                || METRES.contains(&next)
                || seen.get("n").contains(',')
                || seen.after.starts_with('-');
            let to = if seen.has("n2") {
                format!(" to {}", seen.number("n2")?)
            } else {
                String::new()
            };
            let said = format!("{}{to}", seen.number("n")?);
            Some(if metres {
                let one = is_one(seen.get("n"))
                    || event
                    || seen.after.starts_with('-')
                    || before_a_thing(seen);
                format!("{said} {}", if one { "metre" } else { "metres" })
            } else {
                format!("{said} million")
            })
        }),
        // 3-1, 2-0; voted 52-48
        rule(r"(?P<n>\d{1,3})[-–](?P<n2>\d{1,3})", |seen| {
            let before = words_before(seen, 4);
            let after = seen.after.split_whitespace().take(2).map(|w| {
                w.trim_matches(|c: char| !c.is_alphanumeric())
                    .to_lowercase()
            });
            let vote = before.iter().any(|word| VOTE.contains(&word.as_str()))
                || (before.first().is_some_and(|w| w == "by") && seen.get("n").len() > 1);
            let near = before.iter().any(|word| SCORE.contains(&word.as_str()))
                || after
                    .into_iter()
                    .any(|word| SCORE.contains(&word.as_str()) || word == "against");
            let (a, b) = (seen.number("n")?, seen.number("n2")?);
            if vote {
                return Some(format!("{a} to {b}"));
            }
            let small = seen.get("n").len() < 3 && seen.get("n2").len() < 3;
            (near && small && !seen.after.starts_with('-')).then(|| {
                let none = |said: String| {
                    if said != "zero" {
                        said
                    } else if seen.british() {
                        "nil".into()
                    } else {
                        "nothing".into()
                    }
                };
                format!("{} {}", none(a), none(b))
            })
        }),
        // ½, 1½
        rule(
            r"(?P<n>\d+)?\s?(?P<part>[½¼¾⅓⅔⅕⅛⅜⅝⅞])",
            |seen| {
                let part = match seen.get("part") {
                    "½" => "half",
                    "¼" => "quarter",
                    "¾" => "three quarters",
                    "⅓" => "third",
                    "⅔" => "two thirds",
                    "⅕" => "fifth",
                    "⅛" => "eighth",
                    "⅜" => "three eighths",
                    "⅝" => "five eighths",
                    _ => "seven eighths",
                };
                let there = !seen.has("n") && seen.word_before() == "a";
                let article = if part.contains(' ') || there {
                    ""
                } else {
                    "a "
                };
                Some(if seen.has("n") {
                    format!("{} and {article}{part}", seen.number("n")?)
                } else {
                    format!("{article}{part}")
                })
            },
        ),
        rule(
            r"(?P<whole>\d+\s)?(?P<over>\d{1,2})/(?P<under>\d{1,3})",
            |seen| {
                let (over, under): (u64, u64) = (
                    seen.get("over").parse().ok()?,
                    seen.get("under").parse().ok()?,
                );
                match (over, under) {
                    (24, 7) => return Some("twenty-four seven".into()),
                    (9, 11) | (7, 7) => {
                        return Some(format!(
                            "{} {}",
                            cardinal(over, seen.english),
                            cardinal(under, seen.english)
                        ));
                    }
                    (50, 50) => return Some("fifty fifty".into()),
                    _ if over >= under || under < 2 => {
                        return Some(format!(
                            "{} out of {}",
                            cardinal(over, seen.english),
                            cardinal(under, seen.english)
                        ));
                    }
                    _ => {}
                }
                let graded = ["stars", "points", "marks"].contains(&seen.word_after());
                if graded || under == 10 || under > 20 && under != 100 {
                    return Some(format!(
                        "{} out of {}",
                        cardinal(over, seen.english),
                        cardinal(under, seen.english)
                    ));
                }
                let name = match under {
                    2 => "half".to_owned(),
                    4 => "quarter".to_owned(),
                    n => ordinal(n, seen.english),
                };
                let s = if over == 1 { "" } else { "s" };
                let said = format!("{} {name}{s}", cardinal(over, seen.english));
                Some(if seen.has("whole") {
                    format!(
                        "{} and {said}",
                        number(seen.get("whole").trim(), seen.english)?
                    )
                } else {
                    said
                })
            },
        ),
        // 21st, 100th
        rule(
            r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?P<end>st|nd|rd|th)",
            |seen| {
                Some(ordinal(
                    seen.get("n").replace(',', "").parse().ok()?,
                    seen.english,
                ))
            },
        ),
        // 3-5 million, 1.2bn people
        rule(
            r"(?P<n>{N})(?:{TO}(?P<n2>{N}))?(?P<scale>\s?(?:million|billion|trillion|thousand|mln|mn|bn|trn|tn|k|K))",
            |seen| {
                // A screen of 4K has no four thousand of anything.
                if seen.get("scale") == "K" && matches!(seen.get("n"), "4" | "8") {
                    return None;
                }
                let to = if seen.has("n2") {
                    format!(" to {}", seen.number("n2")?)
                } else {
                    String::new()
                };
                Some(format!(
                    "{}{to} {}",
                    seen.number("n")?,
                    scale(seen.get("scale"))?
                ))
            },
        ),
    ]
}

fn sign(seen: &Seen<'_>) -> &'static str {
    let free = !seen
        .before
        .ends_with(|c: char| c.is_alphanumeric() || c == ')');
    match seen.get("sign") {
        "+" => "plus ",
        "-" | "−" | "–" if free => "minus ",
        _ => "",
    }
}

/// Whether the measure says what kind of thing follows: "a 10km run", "a 5-mile walk".
fn before_a_thing(seen: &Seen<'_>) -> bool {
    let article = ["a", "an", "another", "each", "every"].contains(&seen.word_before().as_str());
    let next = seen.word_after();
    let place = [
        "from", "north", "south", "east", "west", "away", "of", "in", "to", "and", "or", "per",
        "a", "an", "more", "less", "long", "for",
    ];
    (article || seen.get("gap") == "-")
        && next.chars().next().is_some_and(char::is_lowercase)
        && !place.contains(&next)
}

/// Some words before, the nearest first, in small letters.
fn words_before(seen: &Seen<'_>, most: usize) -> Vec<String> {
    let words = seen
        .before
        .rsplit(|c: char| c.is_whitespace())
        .filter(|w| !w.is_empty())
        .take(most);
    words
        .map(|w| {
            w.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
        .collect()
}
