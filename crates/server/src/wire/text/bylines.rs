//! Names, roles and handles.

use story::Byline;

use super::words;

/// What a byline says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) bylines: Vec<Byline>,
    /// The place of "in Kyiv".
    pub(super) place: Option<String>,
    /// The house a name writes for ("CNN"), which no field holds.
    pub(super) house: Option<String>,
}

/// A line that begins with a word such as "By" and goes on with names.
pub(super) fn explicit(text: &str) -> Option<Names> {
    let key = text.to_lowercase();
    let by = words::begins(&key, |w| w.by)?;
    let rest = text.get(by..)?.trim_start_matches([':', ' ']);
    // A single word is a name here ("By Reuters", "Von dpa"), but "By then" is not.
    let capital = rest.chars().next().is_some_and(|c| !c.is_lowercase());
    let agency = words::AGENCIES.contains(&rest);
    let mut names = parse(rest, capital || agency)?;
    // "Photographs by": what they did is their role.
    let work = text.get(..by)?.split(' ').next().filter(|word| {
        ["photographs", "photography", "pictures", "video", "fotos"]
            .contains(&word.to_lowercase().as_str())
    });
    if let Some(work) = work {
        names
            .bylines
            .iter_mut()
            .for_each(|byline| byline.role = Some(work.to_owned()));
    }
    Some(names)
}

/// Whether a line is nothing but a word such as "By": the names then stand on the next lines.
pub(super) fn is_by(key: &str) -> bool {
    words::is(key, |w| w.by) && key != "from" && key != "text" && key != "aus"
}

/// Names that no word introduces: only to be believed where the lines around them say so.
pub(super) fn bare(text: &str) -> Option<Names> {
    parse(text, false)
}

fn parse(text: &str, single: bool) -> Option<Names> {
    if text.chars().take(301).count() > 300
        || super::rows::ends_sentence(text) && !text.ends_with('.')
    {
        return None;
    }
    let mut names = Names::default();
    for part in parts(&aside(text, &mut names)) {
        add(&part, single, &mut names)?;
    }
    (!names.bylines.is_empty() && names.bylines.len() <= 20).then_some(names)
}

/// Takes out what stands in brackets: a role or a place ("Jane Roe (Pékin, correspondante)").
fn aside(text: &str, names: &mut Names) -> String {
    let (Some(open), Some(close)) = (text.find('('), text.rfind(')')) else {
        return text.to_owned();
    };
    let (Some(before), Some(inside), Some(after)) = (
        text.get(..open),
        text.get(open + 1..close),
        text.get(close + 1..),
    ) else {
        return text.to_owned();
    };
    for part in inside.split(',').map(str::trim) {
        if names.place.is_none()
            && !has_role(part)
            && part.split(' ').count() <= 2
            && !words::AGENCIES.contains(&part)
        {
            names.place = Some(part.to_owned());
        }
    }
    let role = inside.split(',').map(str::trim).find(|part| has_role(part));
    match role {
        Some(role) => format!("{}, {role}{after}", before.trim_end()),
        None => format!("{}{after}", before.trim_end()),
    }
}

/// Cuts at commas, semicolons and the word for "and".
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for word in text.split(' ') {
        let cuts = word.ends_with([',', ';', '،']);
        let bare = word.trim_end_matches([',', ';', '،']);
        let and = words::is(&bare.to_lowercase(), |w| w.and)
            && bare.chars().all(|c| !c.is_uppercase() || bare == "AND");
        if and {
            parts.push(String::new());
            continue;
        }
        if let Some(part) = parts.last_mut() {
            if !part.is_empty() {
                part.push(' ');
            }
            part.push_str(bare);
        }
        if cuts {
            parts.push(String::new());
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// One part of the byline: a name with what follows it, or a role or house of the name before.
fn add(part: &str, single: bool, names: &mut Names) -> Option<()> {
    let mut handle = None;
    let words: Vec<&str> = part
        .split(' ')
        .filter(|word| {
            if is_handle(word) {
                handle = Some(word.trim_end_matches(['.', ')']).to_owned());
            }
            !word.contains('@') && !word.is_empty()
        })
        .collect();
    let again = words
        .first()
        .is_some_and(|w| words::is(&w.to_lowercase(), |t| t.by));
    let words = if again { &words[1..] } else { &words[..] };
    let whole = words.join(" ");
    if let Some(last) = names.bylines.last_mut() {
        if words.is_empty() {
            last.handle = last.handle.take().or(handle);
            return Some(());
        }
        // "Jane Roe, Political editor" and "Jane Roe, CNN": what follows a comma may be no name at all.
        if has_role(&whole) && role_start(words).is_none_or(|at| at < 2) && words.len() <= 8 {
            last.role = Some(match last.role.take() {
                Some(role) => format!("{role}, {whole}"),
                None => whole,
            });
            last.handle = last.handle.take().or(handle);
            return Some(());
        }
        if is_house(&whole) {
            let town = whole.starts_with(char::is_uppercase)
                && whole.contains(char::is_lowercase)
                && !whole.contains(' ');
            let place = town && !words::AGENCIES.contains(&whole.as_str());
            *(if place {
                &mut names.place
            } else {
                &mut names.house
            }) = Some(whole);
            return Some(());
        }
    }
    let (name, role) = match role_start(words) {
        Some(at) if at >= 2 => (&words[..at], Some(words[at..].join(" "))),
        _ => (words, None),
    };
    let (name, place) = part_place(name, names);
    let name_text = name.join(" ").trim_end_matches('.').to_owned();
    if !is_name(name, single) {
        return None;
    }
    if names.place.is_none() {
        names.place = place;
    }
    names.bylines.push(Byline {
        name: name_text,
        role,
        handle,
        author: None,
    });
    Some(())
}

/// Parts "Jane Roe in Kyiv" and "Jane Roe for CNN".
fn part_place<'a>(words: &'a [&'a str], names: &mut Names) -> (&'a [&'a str], Option<String>) {
    for at in 2..words.len() {
        let rest = words[at + 1..].join(" ");
        let place = words::is(words[at], |w| w.at);
        let house = ["for", "of", "für", "pour", "para"].contains(&words[at]);
        if (place || house) && !rest.is_empty() && words.len() - at <= 5 {
            if house {
                names.house = Some(rest);
                return (&words[..at], None);
            }
            if rest.starts_with(|c: char| !c.is_lowercase()) {
                return (&words[..at], Some(rest));
            }
        }
    }
    (words, None)
}

fn is_name(words: &[&str], single: bool) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "da", "di", "del", "della", "der", "den", "van", "von", "la", "le", "du", "dos",
        "al", "el", "bin", "ibn", "ben", "ten", "ter", "zu", "af", "av", "y", "e", "und",
    ];
    let enough = if single { 1 } else { 2 };
    let letters = |word: &str| {
        word.chars().all(|c| {
            c.is_alphabetic() || ".-'’ʼ‐".contains(c) || ('\u{64b}'..='\u{652}').contains(&c)
        }) && word.contains(char::is_alphabetic)
    };
    let shaped = |word: &&str| {
        PARTICLES.contains(word)
            || word
                .starts_with(|c: char| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase())
            || word.starts_with("al-")
            || word.starts_with("d'")
            || word.starts_with("d’")
            || words::AGENCIES.contains(word)
    };
    let plain = !words
        .iter()
        .any(|w| words::is(&w.to_lowercase(), |t| t.weekdays) && w.len() > 3);
    (enough..=5).contains(&words.len()) && plain && words.iter().all(|w| letters(w) && shaped(w))
}

fn is_house(text: &str) -> bool {
    let capitals = !text.contains(' ') && text.chars().all(char::is_uppercase);
    let words = [
        "News", "Press", "Times", "Post", "Today", "TODAY", "Herald", "Tribune", "Journal",
        "Staff", "Magazine", "Network", "Digital",
    ];
    capitals
        || words::AGENCIES.contains(&text)
        || !text.contains(' ')
        || text
            .split(' ')
            .any(|w| words.contains(&w.trim_end_matches(',')))
}

/// Where in these words a role begins.
fn role_start(words: &[&str]) -> Option<usize> {
    let small: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    if !has_role(&words.join(" ")) {
        return None;
    }
    (1..small.len()).find(|at| words::is(&small[*at], |t| t.role_starts) || has_role(words[*at]))
}

/// Whether a text holds a word that makes it a role.
pub(super) fn has_role(text: &str) -> bool {
    let key = words::key(text);
    let padded = format!(" {} ", key.replace([',', '/', '&'], " "));
    words::ALL
        .iter()
        .flat_map(|w| w.roles)
        .any(|role| padded.contains(&format!(" {role} ")))
}

fn is_handle(word: &str) -> bool {
    let Some(name) = word.trim_end_matches(['.', ')']).strip_prefix('@') else {
        return false;
    };
    (1..=60).contains(&name.len())
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || "_.@-".contains(c))
}

/// The role and the handle of a line under a name; nothing where it is neither.
pub(super) fn role(text: &str) -> Option<(Option<String>, Option<String>)> {
    let count = text.split(' ').count();
    if count > 14 || super::rows::ends_sentence(text) {
        return None;
    }
    let handle = text
        .split(' ')
        .find(|word| is_handle(word))
        .map(str::to_owned);
    let rest: Vec<&str> = text.split(' ').filter(|word| !is_handle(word)).collect();
    let rest = rest.join(" ");
    let rest = rest.trim_matches([' ', ',', '|', '•', '·', '-', '–']);
    // "Example News, Brenn" under a name is no role, but it is the nearest thing that this name has to one.
    let house = rest.contains(' ') && is_house(rest);
    if handle.is_none() && (!(has_role(rest) || house) || rest.split(' ').count() > 10) {
        return None;
    }
    Some(((!rest.is_empty()).then(|| rest.to_owned()), handle))
}
