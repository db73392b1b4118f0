//! The tables: names and sentences, read once from the text files in `tables/`.
//!
//! A line is `kind: sentence`, where a digit behind the kind (`l2:`) names the variant of
//! the event that the sentence belongs to; `@key` opens a list, parted by semicolons; `# event | …` is written
//! `# Topic; Topic`. In a sentence `{slot}` stands for somebody or something of the story and `[one|other]` for a
//! choice. What does not fit is a mistake in the program, and a test reads every line.

use std::sync::LazyLock;

/// All tables.
pub(super) struct Tables {
    pub(super) first: Vec<&'static str>,
    pub(super) last: Vec<&'static str>,
    pub(super) places: Vec<&'static str>,
    pub(super) countries: Vec<&'static str>,
    pub(super) voices: Vec<&'static str>,
    pub(super) streets: Vec<&'static str>,
    /// Sentences that fit every story.
    pub(super) common: Vec<&'static str>,
    /// What passers-by say in every story.
    pub(super) remarks: Vec<&'static str>,
    pub(super) desks: Vec<Desk>,
}

/// A section: its words and its kinds of event.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Whether "the" stands before its organisations.
    pub(super) article: bool,
    pub(super) roles: Vec<&'static str>,
    pub(super) critics: Vec<&'static str>,
    pub(super) orgs: Vec<&'static str>,
    pub(super) subjects: Vec<&'static str>,
    pub(super) subheads: Vec<&'static str>,
    /// What its tables count.
    pub(super) measure: &'static str,
    pub(super) background: Vec<&'static str>,
    pub(super) details: Vec<&'static str>,
    pub(super) events: Vec<Event>,
}

/// A sentence, and the variant of its event that it belongs to; 0 for all.
pub(super) type Line = (u32, &'static str);

/// A kind of event: what can be said of it.
#[derive(Default)]
pub(super) struct Event {
    pub(super) topics: Vec<&'static str>,
    pub(super) headlines: Vec<Line>,
    pub(super) standfirsts: Vec<Line>,
    pub(super) leads: Vec<Line>,
    pub(super) details: Vec<Line>,
    /// What the one it is about says.
    pub(super) quotes: Vec<Line>,
    /// What others say against it.
    pub(super) objections: Vec<Line>,
}

/// The tables, parsed at the first use.
pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let names = include_str!("tables/names.txt");
    let common = include_str!("tables/common.txt");
    let of_kind = |kind: &str| {
        common
            .lines()
            .filter_map(|line| line.strip_prefix(kind))
            .map(str::trim)
            .collect()
    };
    Tables {
        first: list(names, "first"),
        last: list(names, "last"),
        places: list(names, "place"),
        countries: list(names, "country"),
        voices: list(names, "voice"),
        streets: list(names, "street"),
        common: of_kind("d:"),
        remarks: of_kind("v:"),
        desks: vec![
            desk("world", true, include_str!("tables/world.txt")),
            desk("politics", true, include_str!("tables/politics.txt")),
            desk("business", false, include_str!("tables/business.txt")),
            desk("science", true, include_str!("tables/science.txt")),
            desk("culture", true, include_str!("tables/culture.txt")),
            desk("sport", false, include_str!("tables/sport.txt")),
            desk("city", true, include_str!("tables/city.txt")),
            desk("opinion", true, include_str!("tables/opinion.txt")),
        ],
    }
});

/// The list on the line after `@key`.
fn list(text: &'static str, key: &str) -> Vec<&'static str> {
    let opened = text
        .lines()
        .skip_while(|line| line.strip_prefix('@') != Some(key));
    opened.skip(1).take(1).flat_map(parts).collect()
}

fn parts(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn desk(slug: &'static str, article: bool, text: &'static str) -> Desk {
    let mut desk = Desk {
        slug,
        article,
        ..Desk::default()
    };
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(topics) = line.strip_prefix("# ") {
            desk.events.push(Event {
                topics: parts(topics).collect(),
                ..Event::default()
            });
        } else if let Some((key, rest)) =
            line.strip_prefix('@').and_then(|line| line.split_once(' '))
        {
            match key {
                "section" => (desk.name, desk.about) = rest.split_once(" | ").unwrap_or((rest, "")),
                "roles" => desk.roles = parts(rest).collect(),
                "critics" => desk.critics = parts(rest).collect(),
                "orgs" => desk.orgs = parts(rest).collect(),
                "subjects" => desk.subjects = parts(rest).collect(),
                "subheads" => desk.subheads = parts(rest).collect(),
                "measure" => desk.measure = rest,
                _ => unreachable!("{slug}: @{key}"),
            }
        } else if let Some((kind, sentence)) = line.split_once(": ") {
            let variant = kind.chars().find_map(|c| c.to_digit(10)).unwrap_or(0);
            let line = (variant, sentence);
            match (
                kind.trim_end_matches(|c: char| c.is_ascii_digit()),
                desk.events.last_mut(),
            ) {
                ("b", _) => desk.background.push(sentence),
                ("d", None) => desk.details.push(sentence),
                ("h", Some(event)) => event.headlines.push(line),
                ("s", Some(event)) => event.standfirsts.push(line),
                ("l", Some(event)) => event.leads.push(line),
                ("d", Some(event)) => event.details.push(line),
                ("q", Some(event)) => event.quotes.push(line),
                ("Q", Some(event)) => event.objections.push(line),
                _ => unreachable!("{slug}: {kind}: {sentence}"),
            }
        } else {
            unreachable!("{slug}: {line}");
        }
    }
    desk
}

/// The sentences that fit a variant.
pub(super) fn fitting(lines: &[Line], variant: u32) -> Vec<&'static str> {
    lines
        .iter()
        .filter(|line| line.0 == 0 || line.0 == variant)
        .map(|line| line.1)
        .collect()
}
