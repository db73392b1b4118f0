//! Numbers in words: cardinals, ordinals, years, decimals, digits one by one.

use super::super::English;

const SMALL: [&str; 20] = [
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
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
/// Names of the powers of a thousand, as English counts since 1974 on both sides of the ocean.
const POWERS: [&str; 7] = [
    "",
    "thousand",
    "million",
    "billion",
    "trillion",
    "quadrillion",
    "quintillion",
];
/// More digits than these are said one by one.
const MOST_DIGITS: usize = 18;

/// Below a hundred.
fn tens(n: u64) -> String {
    match n {
        0..20 => SMALL[n as usize].to_owned(),
        _ if n.is_multiple_of(10) => TENS[n as usize / 10].to_owned(),
        _ => format!("{}-{}", TENS[n as usize / 10], SMALL[n as usize % 10]),
    }
}

/// Below a thousand.
fn hundreds(n: u64, english: English) -> String {
    let (hundreds, rest) = (n / 100, n % 100);
    match (hundreds, rest) {
        (0, rest) => tens(rest),
        (hundreds, 0) => format!("{} hundred", SMALL[hundreds as usize]),
        (hundreds, rest) => {
            let and = if english == English::British {
                " and "
            } else {
                " "
            };
            format!("{} hundred{and}{}", SMALL[hundreds as usize], tens(rest))
        }
    }
}

/// A whole number: 1,205 is "one thousand two hundred and five", in America without the "and".
#[must_use]
pub(super) fn cardinal(n: u64, english: English) -> String {
    if n == 0 {
        return SMALL[0].to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = n;
    while rest > 0 {
        groups.push(rest % 1_000);
        rest /= 1_000;
    }
    let mut words: Vec<String> = Vec::new();
    for (power, group) in groups.iter().enumerate().rev() {
        if *group == 0 {
            continue;
        }
        let said = hundreds(*group, english);
        let small = power == 0 && *group < 100 && !words.is_empty() && english == English::British;
        words.push(match POWERS.get(power) {
            Some(&"") if small => format!("and {said}"),
            Some(&"") | None => said,
            Some(name) => format!("{said} {name}"),
        });
    }
    words.join(" ")
}

/// First, second, twenty-first, one hundredth.
#[must_use]
pub(super) fn ordinal(n: u64, english: English) -> String {
    let said = cardinal(n, english);
    let at = said.rfind([' ', '-']).map_or(0, |at| at + 1);
    let (head, last) = said.split_at(at);
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        tens if tens.ends_with('y') => format!("{}ieth", &tens[..tens.len() - 1]),
        other => format!("{other}th"),
    };
    format!("{head}{last}")
}

/// Each digit by itself.
#[must_use]
pub(super) fn digits(text: &str) -> String {
    let said = text.chars().filter_map(|c| c.to_digit(10));
    said.map(|d| SMALL[d as usize])
        .collect::<Vec<_>>()
        .join(" ")
}

/// What stands in the text as a number: `1,234`, `0.5`, `007`, `2.0`. None if it is none.
#[must_use]
pub(super) fn number(text: &str, english: English) -> Option<String> {
    let plain = text.replace(',', "");
    let (whole, part) = match plain.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (plain.as_str(), None),
    };
    if !whole.chars().all(|c| c.is_ascii_digit())
        || part.is_some_and(|p| p.is_empty() || !p.chars().all(|c| c.is_ascii_digit()))
    {
        return None;
    }
    let said = if whole.is_empty() || (part.is_some() && whole.chars().all(|c| c == '0')) {
        match english {
            English::British => "nought".to_owned(),
            English::American => "zero".to_owned(),
        }
    } else if whole.len() > MOST_DIGITS || (whole.len() > 1 && whole.starts_with('0')) {
        digits(whole)
    } else {
        cardinal(whole.parse().ok()?, english)
    };
    Some(match part {
        Some(part) => format!("{said} point {}", digits(part)),
        None => said,
    })
}

/// Whether a number is said as one and no more, so that what is counted stands in the singular.
#[must_use]
pub(super) fn is_one(text: &str) -> bool {
    text == "1"
}

/// A year: 1905 is "nineteen oh five", 2007 "two thousand and seven", 2024 "twenty twenty-four".
#[must_use]
pub(super) fn year(n: u64, english: English) -> String {
    let (century, rest) = (n / 100, n % 100);
    match (century, rest) {
        (20, 0..10) | (10, 0..10) | (0..10, _) | (100.., _) => cardinal(n, english),
        (_, 0) => format!("{} hundred", tens(century)),
        (_, 1..10) => format!("{} oh {}", tens(century), SMALL[rest as usize]),
        _ => format!("{} {}", tens(century), tens(rest)),
    }
}

/// A decade by its first year: 1990 is "nineteen nineties", 2000 "two thousands".
#[must_use]
pub(super) fn decade(n: u64, english: English) -> String {
    let said = year(n, english);
    match said.strip_suffix('y') {
        Some(head) => format!("{head}ies"),
        None => format!("{said}s"),
    }
}

/// The number that a Roman numeral stands for, written as it should be; none for what is no such numeral.
#[must_use]
pub(super) fn roman(text: &str) -> Option<u64> {
    const VALUES: [(u64, &str); 13] = [
        (1_000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let (mut rest, mut n) = (text, 0);
    for (value, letters) in VALUES {
        let mut times = 0;
        while let Some(after) = rest.strip_prefix(letters) {
            (rest, n, times) = (after, n + value, times + 1);
            if times > 3 || (letters.len() == 2 && times > 1) {
                return None;
            }
        }
    }
    (rest.is_empty() && n > 0 && n < 4_000).then_some(n)
}

#[cfg(test)]
mod tests {
    use super::super::super::English::{American, British};
    use super::*;

    #[test]
    fn numbers_are_counted_as_each_english_counts() {
        for (n, british, american) in [
            (0, "zero", "zero"),
            (19, "nineteen", "nineteen"),
            (45, "forty-five", "forty-five"),
            (100, "one hundred", "one hundred"),
            (101, "one hundred and one", "one hundred one"),
            (
                999,
                "nine hundred and ninety-nine",
                "nine hundred ninety-nine",
            ),
            (1_000, "one thousand", "one thousand"),
            (1_001, "one thousand and one", "one thousand one"),
            (
                1_205,
                "one thousand two hundred and five",
                "one thousand two hundred five",
            ),
            (45_000, "forty-five thousand", "forty-five thousand"),
            (1_000_010, "one million and ten", "one million ten"),
            (
                2_500_000,
                "two million five hundred thousand",
                "two million five hundred thousand",
            ),
        ] {
            assert_eq!(cardinal(n, British), british);
            assert_eq!(cardinal(n, American), american);
        }
    }

    #[test]
    fn years_and_decades_are_said_as_people_say_them() {
        for (n, said) in [
            (1066, "ten sixty-six"),
            (1900, "nineteen hundred"),
            (1905, "nineteen oh five"),
            (1984, "nineteen eighty-four"),
            (2000, "two thousand"),
            (2007, "two thousand and seven"),
            (2010, "twenty ten"),
            (2026, "twenty twenty-six"),
        ] {
            assert_eq!(year(n, British), said);
        }
        assert_eq!(year(2007, American), "two thousand seven");
        assert_eq!(decade(1990, British), "nineteen nineties");
        assert_eq!(decade(2010, British), "twenty tens");
        assert_eq!(decade(1900, British), "nineteen hundreds");
    }

    #[test]
    fn roman_numerals_are_read_and_words_are_not() {
        for (text, n) in [
            ("II", Some(2)),
            ("IV", Some(4)),
            ("XIV", Some(14)),
            ("LVIII", Some(58)),
            ("IIII", None),
            ("IC", None),
            ("MIX", Some(1009)),
            ("", None),
        ] {
            assert_eq!(roman(text), n, "{text}");
        }
    }
}
