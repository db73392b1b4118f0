//! Titles and other words that are written short, initials, and the numbers of kings, wars and parts.

use super::numbers::{cardinal, ordinal, roman};
use super::{Rule, Seen, rule};

/// Written short before a name, and in full.
const TITLES: [(&str, &str); 40] = [
    ("Mr", "Mister"),
    ("Mrs", "Missus"),
    ("Ms", "Miz"),
    ("Messrs", "Messers"),
    ("Dr", "Doctor"),
    ("Prof", "Professor"),
    ("Gen", "General"),
    ("Lt", "Lieutenant"),
    ("Col", "Colonel"),
    ("Maj", "Major"),
    ("Capt", "Captain"),
    ("Cpt", "Captain"),
    ("Sgt", "Sergeant"),
    ("Cpl", "Corporal"),
    ("Pte", "Private"),
    ("Pvt", "Private"),
    ("Cmdr", "Commander"),
    ("Adm", "Admiral"),
    ("Brig", "Brigadier"),
    ("Rev", "Reverend"),
    ("Revd", "Reverend"),
    ("Fr", "Father"),
    ("Hon", "Honourable"),
    ("Sen", "Senator"),
    ("Sens", "Senators"),
    ("Rep", "Representative"),
    ("Reps", "Representatives"),
    ("Gov", "Governor"),
    ("Pres", "President"),
    ("Cllr", "Councillor"),
    ("Supt", "Superintendent"),
    ("Insp", "Inspector"),
    ("Det", "Detective"),
    ("Ch", "Chief"),
    ("Mt", "Mount"),
    ("Ft", "Fort"),
    ("Atty", "Attorney"),
    ("Amb", "Ambassador"),
    ("Sec", "Secretary"),
    ("St", "Saint"),
];
/// Written short anywhere, and in full.
const SHORT: [(&str, &str); 38] = [
    ("vs", "versus"),
    ("etc", "et cetera"),
    ("e.g", "for example"),
    ("eg", "for example"),
    ("i.e", "that is"),
    ("ie", "that is"),
    ("approx", "approximately"),
    ("Jr", "Junior"),
    ("Sr", "Senior"),
    ("Ltd", "Limited"),
    ("Inc", "Incorporated"),
    ("Corp", "Corporation"),
    ("Bros", "Brothers"),
    ("Dept", "Department"),
    ("Govt", "Government"),
    ("Assn", "Association"),
    ("Univ", "University"),
    ("Rd", "Road"),
    ("Ave", "Avenue"),
    ("Blvd", "Boulevard"),
    ("Sq", "Square"),
    ("Hwy", "Highway"),
    ("w/", "with"),
    ("w/o", "without"),
    ("c/o", "care of"),
    ("and/or", "and or"),
    ("a/c", "account"),
    ("km/h", "kilometres an hour"),
    ("mph", "miles an hour"),
    ("he/she", "he or she"),
    ("his/her", "his or her"),
    ("s/he", "he or she"),
    ("Mon-Fri", "Monday to Friday"),
    ("Tues", "Tuesday"),
    ("Thurs", "Thursday"),
    ("ft", "feet"),
    ("cc", "cubic centimetres"),
    ("ca", "circa"),
];
/// First names of those who are counted.
const REGNAL: [&str; 44] = [
    "George",
    "Henry",
    "Edward",
    "Charles",
    "Elizabeth",
    "James",
    "William",
    "Richard",
    "Mary",
    "Victoria",
    "Louis",
    "Philip",
    "Felipe",
    "Juan",
    "Carlos",
    "Frederick",
    "Wilhelm",
    "Napoleon",
    "Nicholas",
    "Alexander",
    "Peter",
    "Catherine",
    "Ivan",
    "Leopold",
    "Albert",
    "Francis",
    "Benedict",
    "Pius",
    "Paul",
    "John",
    "Leo",
    "Gregory",
    "Clement",
    "Innocent",
    "Urban",
    "Gustaf",
    "Carl",
    "Margrethe",
    "Harald",
    "Haakon",
    "Olav",
    "Christian",
    "Rama",
    "Ramses",
];
/// Words before a number that counts parts, not people.
const PARTS: [&str; 34] = [
    "war", "part", "chapter", "act", "scene", "volume", "book", "article", "title", "phase",
    "stage", "type", "grade", "level", "class", "mark", "bowl", "group", "section", "annex",
    "appendix", "schedule", "round", "episode", "series", "tier", "category", "factor", "division",
    "wave", "game", "rocky", "figure", "table",
];

pub(super) fn rules() -> Vec<Rule> {
    vec![
        // World War II, Super Bowl LVIII, George VI, Elizabeth I, Henry Ford II
        rule(r"(?P<n>[IVXLCDM]+)(?P<of>['’]s)?", |seen| {
            let n = roman(seen.get("n"))?;
            let before = word_before_as_written(seen);
            let small = before.to_lowercase();
            let of = if seen.has("of") { "'s" } else { "" };
            if PARTS.contains(&small.as_str()) {
                return Some(format!("{}{of}", cardinal(n, seen.english)));
            }
            let named = before.chars().next().is_some_and(char::is_uppercase) && before.len() > 2;
            let counted = REGNAL.contains(&before.as_str());
            let several = seen.get("n").len() > 1
                && n < 40
                && ![
                    "CD", "DC", "MD", "MC", "DM", "CV", "LI", "DI", "MI", "CM", "XL", "MM", "DL",
                    "CI",
                ]
                .contains(&seen.get("n"));
            // A single letter is a number after the name of a king or queen only, and "I" is mostly a person.
            let single = seen.get("n").len() == 1 && counted && (n > 1 || !next_is_a_verb(seen));
            (named && (several || single)).then(|| format!("the {}{of}", ordinal(n, seen.english)))
        }),
        // No 10, No. 1, Nos 3 and 4
        rule(r"(?P<many>N|n)o(?P<s>s)?\.?\s(?P<n>\d+)", |seen| {
            let s = if seen.has("s") { "s" } else { "" };
            let said = seen.number("n")?;
            (seen.get("many") == "N" || !seen.word_before().is_empty())
                .then(|| format!("number{s} {said}"))
        }),
        // J.K. Rowling, U.S., p.m.; a name may follow without a space.
        rule(
            r"(?:\p{Lu}\.){2,}|(?:\p{Lu}\.\s){2,}|\p{Lu}\.(?:\p{Lu}\b)",
            |seen| {
                let letters: Vec<String> = seen
                    .get_all()
                    .chars()
                    .filter(|c| c.is_alphabetic())
                    .map(String::from)
                    .collect();
                Some(letters.join(" "))
            },
        ),
        rule(r"\p{Lu}\.", |seen| {
            // One initial before a surname: George W. Bush.
            let next = seen.after.strip_prefix(' ')?;
            let name = next.chars().next().is_some_and(char::is_uppercase);
            let begins =
                seen.before.is_empty() || seen.before.ends_with([' ', '(', '“', '"', '\u{a0}']);
            let inside = seen
                .before
                .trim_end()
                .ends_with(|c: char| c.is_alphabetic())
                || seen.before.trim().is_empty();
            (name && begins && inside && seen.get_all() != "I.")
                .then(|| seen.get_all().trim_end_matches('.').to_owned())
        }),
        // Lt Col, Lt. Gen.: each by itself
        rule(r"(?P<title>\p{Lu}[a-z]{0,5})(?P<stop>\.)?", |seen| {
            let title = seen.get("title");
            let next = seen.after.strip_prefix([' ', '\u{a0}']).unwrap_or_default();
            let name = next.chars().next().is_some_and(char::is_uppercase);
            let (_, full) = TITLES.iter().find(|(short, _)| *short == title)?;
            let known = matches!(
                title,
                "Lt" | "Mt" | "Mr" | "Mrs" | "Ms" | "Dr" | "Prof" | "Messrs"
            );
            if title == "St" {
                // St John's, but Baker St.
                let street = word_before_as_written(seen)
                    .chars()
                    .next()
                    .is_some_and(char::is_uppercase)
                    && !name;
                let street = street || (seen.has("stop") && !name);
                return if street {
                    Some("Street".into())
                } else {
                    name.then(|| "Saint".into())
                };
            }
            (name
                && (known
                    || seen.has("stop")
                    || title.len() > 2 && !matches!(title, "Sec" | "Det" | "Hon" | "Pres")))
            .then(|| (*full).to_owned())
        }),
        rule(r"[A-Za-z][A-Za-z/.]*[A-Za-z/](?:\.)?|w/", |seen| {
            let word = seen.get_all();
            let bare = word.trim_end_matches('.');
            let (short, full) = SHORT.iter().find(|(short, _)| *short == bare)?;
            // A shortened word at the end of a sentence keeps the pause.
            let company = matches!(
                *short,
                "Ltd"
                    | "Inc"
                    | "Corp"
                    | "Bros"
                    | "Dept"
                    | "Govt"
                    | "Assn"
                    | "Univ"
                    | "Rd"
                    | "Ave"
                    | "Blvd"
                    | "Sq"
                    | "Hwy"
            );
            let capital = word_before_as_written(seen)
                .chars()
                .next()
                .is_some_and(char::is_uppercase);
            if matches!(*short, "ft" | "cc" | "ca" | "ie" | "eg")
                && !word.ends_with('.')
                && seen.word_before().is_empty()
                && !seen.before.ends_with(' ')
            {
                return None;
            }
            (!company || capital || word.ends_with('.')).then(|| (*full).to_owned())
        }),
        // v in a case or a match
        rule(r"v\.?", |seen| {
            let next = seen.after.strip_prefix(' ')?.chars().next()?;
            (seen.before.ends_with(' ') && next.is_uppercase()).then(|| "versus".to_owned())
        }),
    ]
}

fn word_before_as_written(seen: &Seen<'_>) -> String {
    let before = seen.before.trim_end_matches([' ', '\u{a0}']);
    let from = before.rfind(|c: char| !c.is_alphabetic()).map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    before[from..].to_owned()
}

/// Whether somebody speaks of themselves: "as Elizabeth I think" is rare enough.
fn next_is_a_verb(seen: &Seen<'_>) -> bool {
    [
        "am", "was", "have", "had", "think", "know", "will", "would", "said", "saw", "met", "love",
        "can", "could", "do", "did", "knew", "believe", "hope", "want",
    ]
    .contains(&seen.word_after())
}
