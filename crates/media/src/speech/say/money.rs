//! Money: amounts, ranges of them, and amounts that stand before what they pay for.

use super::numbers::{cardinal, is_one};
use super::{Rule, Seen, rule};

/// A sign or code, and what one and many of it are called, and its hundredth part.
const CURRENCIES: [(&str, &str, &str, &str, &str); 26] = [
    ("£", "pound", "pounds", "penny", "pence"),
    ("US$", "US dollar", "US dollars", "cent", "cents"),
    (
        "A$",
        "Australian dollar",
        "Australian dollars",
        "cent",
        "cents",
    ),
    (
        "AU$",
        "Australian dollar",
        "Australian dollars",
        "cent",
        "cents",
    ),
    ("C$", "Canadian dollar", "Canadian dollars", "cent", "cents"),
    (
        "CA$",
        "Canadian dollar",
        "Canadian dollars",
        "cent",
        "cents",
    ),
    (
        "NZ$",
        "New Zealand dollar",
        "New Zealand dollars",
        "cent",
        "cents",
    ),
    (
        "HK$",
        "Hong Kong dollar",
        "Hong Kong dollars",
        "cent",
        "cents",
    ),
    (
        "S$",
        "Singapore dollar",
        "Singapore dollars",
        "cent",
        "cents",
    ),
    ("R$", "real", "reais", "centavo", "centavos"),
    ("$", "dollar", "dollars", "cent", "cents"),
    ("€", "euro", "euros", "cent", "cents"),
    ("¥", "yen", "yen", "", ""),
    ("₹", "rupee", "rupees", "paisa", "paise"),
    ("₽", "rouble", "roubles", "kopek", "kopeks"),
    ("₩", "won", "won", "", ""),
    ("₦", "naira", "naira", "kobo", "kobo"),
    ("₴", "hryvnia", "hryvnias", "", ""),
    ("₺", "lira", "lira", "", ""),
    ("₪", "shekel", "shekels", "", ""),
    ("USD", "US dollar", "US dollars", "cent", "cents"),
    ("GBP", "pound", "pounds", "penny", "pence"),
    ("EUR", "euro", "euros", "cent", "cents"),
    ("CHF", "Swiss franc", "Swiss francs", "", ""),
    ("CNY", "yuan", "yuan", "", ""),
    ("Rs", "rupee", "rupees", "paisa", "paise"),
];

const SIGN: &str = r"(?:(?:US|AU?|CA?|NZ|HK|S|R)?\$|[£€¥₹₽₩₦₴₺₪]|(?:USD|GBP|EUR|CHF|CNY|Rs\.?)\s?)";
/// How an amount is multiplied, and the word for it.
const SCALES: [(&str, &str); 17] = [
    ("hundred", "hundred"),
    ("thousand", "thousand"),
    ("million", "million"),
    ("billion", "billion"),
    ("trillion", "trillion"),
    ("mn", "million"),
    ("mln", "million"),
    ("bn", "billion"),
    ("tn", "trillion"),
    ("trn", "trillion"),
    ("m", "million"),
    ("M", "million"),
    ("b", "billion"),
    ("B", "billion"),
    ("T", "trillion"),
    ("k", "thousand"),
    ("K", "thousand"),
];
const SCALE: &str = r"\s?(?:hundred|thousand|million|billion|trillion|mln|mn|bn|trn|tn|[mMbBkKT])";

pub(super) fn rules() -> Vec<Rule> {
    vec![
        // £45,000-£50,000, $1-2bn, €5m to €7m
        rule(
            &format!(
                r"(?P<sign>{SIGN})(?P<n>{{N}})(?P<scale>{SCALE})?(?:{{TO}}|\sto\s)(?:{SIGN})?(?P<n2>{{N}})(?P<scale2>{SCALE})?(?P<plus>\+)?"
            ),
            |seen| {
                let (_, one, many, ..) = currency(seen.get("sign"))?;
                let first = match scale(seen.get("scale")) {
                    Some(scale) => format!("{} {scale}", seen.number("n")?),
                    None => seen.number("n")?,
                };
                let second = match scale(seen.get("scale2")) {
                    Some(scale) => format!("{} {scale}", seen.number("n2")?),
                    None => seen.number("n2")?,
                };
                let name = if before_a_thing(seen) { one } else { many };
                Some(format!("{first} to {second} {name}"))
            },
        ),
        // £1.2bn, $850m, US$3bn, £3.50, -£5
        rule(
            &format!(
                r"(?P<minus>[-−])?(?P<sign>{SIGN})(?P<n>{{N}})(?P<scale>{SCALE})?(?P<plus>\+)?"
            ),
            |seen| {
                let said = amount(seen)?;
                let minus = if seen.has("minus") && !seen.before.ends_with(char::is_alphanumeric) {
                    "minus "
                } else {
                    ""
                };
                let plus = if seen.has("plus") { " plus" } else { "" };
                Some(format!("{minus}{said}{plus}"))
            },
        ),
        // 50p, 99c, 12¢
        rule(r"(?P<n>{N})(?P<unit>p|c|¢)", |seen| {
            let pence = seen.get("unit") == "p";
            if seen.get("unit") == "c" && seen.british() || (pence && !seen.british()) {
                return None;
            }
            let one = is_one(seen.get("n")) || before_a_thing(seen);
            let name = match (pence, one) {
                (true, true) if is_one(seen.get("n")) => "penny",
                (true, _) => "pence",
                (false, true) => "cent",
                (false, false) => "cents",
            };
            Some(format!("{} {name}", seen.number("n")?))
        }),
    ]
}

fn currency(
    sign: &str,
) -> Option<(
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
)> {
    let sign = sign.trim().trim_end_matches('.');
    CURRENCIES.into_iter().find(|(own, ..)| *own == sign)
}

/// The word for what an amount is multiplied by.
pub(super) fn scale(text: &str) -> Option<&'static str> {
    let text = text.trim();
    SCALES
        .iter()
        .find(|(own, _)| *own == text)
        .map(|(_, word)| *word)
}

/// Whether the amount says what kind of thing follows: "a £5m deal", "the £30-a-night room" does not.
fn before_a_thing(seen: &Seen<'_>) -> bool {
    let article =
        ["a", "an", "another", "every", "each", "per"].contains(&seen.word_before().as_str());
    let next = seen.word_after();
    let thing = next.chars().next().is_some_and(char::is_lowercase)
        && ![
            "a", "an", "per", "for", "in", "to", "from", "and", "or", "on", "at", "of", "more",
            "less", "each", "by", "as", "when", "if", "was", "is",
        ]
        .contains(&next);
    thing && (article || seen.after.starts_with('-'))
}

fn amount(seen: &Seen<'_>) -> Option<String> {
    let (_, one, many, part, parts) = currency(seen.get("sign"))?;
    let text = seen.get("n");
    let thing = before_a_thing(seen);
    if let Some(scale) = scale(seen.get("scale")) {
        let name = if thing { one } else { many };
        return Some(format!("{} {scale} {name}", seen.number("n")?));
    }
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.len() != 2 || parts.is_empty() {
        let name = if is_one(text) || thing { one } else { many };
        return Some(format!("{} {name}", seen.number("n")?));
    }
    let whole_number: u64 = whole.replace(',', "").parse().ok()?;
    let rest: u64 = rest.parse().ok()?;
    let name = if whole_number == 1 || thing {
        one
    } else {
        many
    };
    let small = format!(
        "{} {}",
        cardinal(rest, seen.english),
        if rest == 1 { part } else { parts }
    );
    let large = format!("{} {name}", cardinal(whole_number, seen.english));
    Some(match (whole_number, rest) {
        (0, _) => small,
        (_, 0) => large,
        _ if parts == "pence" && rest >= 10 => format!("{large} {}", cardinal(rest, seen.english)),
        _ => format!("{large} and {small}"),
    })
}
