//! Is a story ready? What a check before publishing needs to know beside the story itself, looked up.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};
use store::assets::{self, Kind, Status};
use store::{Tx, names, notes, renames, revisions, settings, stories};
use story::house::{self, Suggestion};
use story::ready::{
    self, Asset, AssetKind, AssetStatus, Finding, Known, Level, Levels, Rule, Site,
};
use story::schema::Place;
use story::{Doc, Fault, Fields};

use super::Error;
use crate::urls;

/// The setting that holds how serious each finding is.
pub const CHECKS: &str = "checks";

/// How serious each finding is in this newsroom.
///
/// # Errors
/// Of the store.
pub fn levels(tx: &mut Tx<'_>) -> store::Result<Levels> {
    let kept: Option<Value> = settings::get(tx, CHECKS)?;
    let mut levels = kept
        .and_then(|value| Levels::from_json(&value).ok())
        .unwrap_or_default();
    for rule in ALWAYS {
        levels.set(rule, Level::Block);
    }
    Ok(levels)
}

/// Rules that no newsroom can soften: publishing refuses these whatever the settings say.
pub const ALWAYS: [Rule; 1] = [Rule::Headline];

/// A story's newest revision.
///
/// # Errors
/// If there is no such story.
pub fn newest(tx: &mut Tx<'_>, number: i64) -> Result<(Fields, Doc), Error> {
    let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
    let newest = revisions::by_id(tx, story.newest)?.ok_or(Error::NoStory(number))?;
    let body = revisions::body(tx, newest.id)?;
    Ok((newest.fields, body))
}

/// A story as it is being written, as far as it could be stored.
#[derive(Debug)]
pub struct Draft {
    /// What surrounds the text.
    pub fields: Fields,
    /// The text; what cannot be stored yet is an empty paragraph in it.
    pub body: Doc,
    /// What keeps it from being stored: where, and why.
    pub unfinished: Vec<Unfinished>,
}

/// Something that cannot be stored as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unfinished {
    /// The name of a field, or `body/3` for the fourth block.
    pub place: String,
    /// What is wrong there, as a sentence.
    pub words: String,
}

impl Unfinished {
    /// A fault in the words of the desk.
    #[must_use]
    pub fn new(written: &Map<String, Value>, fault: &Fault) -> Self {
        let keys: Vec<&str> = fault
            .place
            .iter()
            .filter_map(|step| match step {
                Place::Key(key) => Some(key.as_str()),
                Place::Index(_) => None,
            })
            .filter(|key| !matches!(*key, "body" | "content" | "attrs" | "marks"))
            .collect();
        let what = keys.last().copied().unwrap_or_default();
        let what = if what == "url" || what == "href" {
            "address"
        } else {
            what
        };
        let block = match fault.place.as_slice() {
            [Place::Key(body), Place::Key(_), Place::Index(at), ..] if body == "body" => Some(*at),
            _ => None,
        };
        let Some(at) = block else {
            return Self {
                place: keys.join("."),
                words: format!("{what} {}.", fault.reason),
            };
        };
        let kind = written["body"]["content"][at]["type"]
            .as_str()
            .unwrap_or("block");
        let kind = kind.replace('_', " ");
        let begin = match what {
            "" => format!("Block {} ({kind})", at + 1),
            what => format!("Block {} ({kind}): its {what}", at + 1),
        };
        Self {
            place: format!("body/{at}"),
            words: format!("{begin} {}.", fault.reason),
        }
    }
}

/// What people see on the screen, as values, read as a story.
///
/// # Errors
/// If there is no such story.
pub fn draft(tx: &mut Tx<'_>, number: i64, written: &Map<String, Value>) -> Result<Draft, Error> {
    let (mut fields, _) = newest(tx, number)?;
    let mut unfinished = Vec::new();
    for (key, value) in written.iter().filter(|(key, _)| *key != "body") {
        let one = Map::from_iter([(key.clone(), value.clone())]);
        if let Err(fault) = fields.patch(&one) {
            unfinished.push(Unfinished::new(written, &fault));
        }
    }
    let (body, faults) = Doc::parse_what_can_be(&written["body"]);
    for fault in faults {
        let fault = fault.within(Place::Key("body".into()));
        unfinished.push(Unfinished::new(written, &fault));
    }
    Ok(Draft {
        fields,
        body,
        unfinished,
    })
}

/// What stands against publishing a story's newest revision, or is worth a thought; at a time, which for a scheduled
/// story is not now.
///
/// # Errors
/// If there is no such story.
pub fn findings(
    tx: &mut Tx<'_>,
    number: i64,
    base: &str,
    at: store::Micros,
) -> Result<Vec<Finding>, Error> {
    let (fields, body) = newest(tx, number)?;
    findings_in(tx, number, (&fields, &body), base, at)
}

/// The same of fields and a body that need not be stored.
///
/// # Errors
/// Of the store.
pub fn findings_in(
    tx: &mut Tx<'_>,
    number: i64,
    (fields, body): (&Fields, &Doc),
    base: &str,
    at: store::Micros,
) -> Result<Vec<Finding>, Error> {
    let site = Site {
        origin: base.to_owned(),
    };
    let needed = ready::facts_needed(fields, body, &site);
    let mut known = Known {
        open_notes: notes::open(tx, number)?.unsigned_abs() as usize,
        now: at,
        ..Known::default()
    };
    known.stories.insert(number);
    for id in needed.assets {
        if let Some(asset) = assets::by_id(tx, &id)? {
            known.assets.insert(id, fact(asset));
        }
    }
    for number in needed.stories {
        if stories::by_number(tx, number)?.is_some_and(|s| s.status == story::Status::Live) {
            known.stories.insert(number);
        }
    }
    for path in needed.paths {
        if is_page(tx, &path)? {
            known.paths.insert(path);
        }
    }
    let levels = levels(tx)?;
    Ok(ready::check(fields, body, &site, &known, &levels))
}

fn fact(asset: assets::Asset) -> Asset {
    Asset {
        kind: match asset.kind {
            Kind::Image => AssetKind::Image,
            Kind::Video => AssetKind::Video,
            Kind::Audio => AssetKind::Audio,
        },
        status: match asset.status {
            Status::Processing => AssetStatus::Processing,
            Status::Ready => AssetStatus::Ready,
            Status::Failed => AssetStatus::Failed,
        },
        alt: asset.details.alt,
        credit: asset.details.credit,
        rights_end: asset.details.rights_end,
        usage_terms: asset.details.usage_terms,
        embargoed_until: asset.details.embargoed_until,
        restriction: asset.details.restriction,
        withdrawn: asset.details.withdrawn.map(|withdrawn| withdrawn.reason),
        instructions: asset.details.instructions,
    }
}

/// Whether a path of the site leads to a page.
fn is_page(tx: &mut Tx<'_>, path: &str) -> store::Result<bool> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut steps = path.trim_matches('/').split('/');
    let (first, second) = (steps.next().unwrap_or_default(), steps.next());
    Ok(match (first, second) {
        ("" | "trust" | "corrections", None) => true,
        ("topic", Some(slug)) => {
            names::topic(tx, slug)?.is_some()
                || renames::target(tx, renames::Kind::Topic, slug)?.is_some()
        }
        ("author", Some(slug)) => names::author(tx, slug)?.is_some(),
        ("media", Some(asset)) => assets::by_id(tx, asset)?.is_some(),
        (slug, None) if urls::TAKEN.contains(&slug) => true,
        (slug, None) => {
            names::sections(tx)?.iter().any(|s| s.slug == slug)
                || renames::target(tx, renames::Kind::Section, slug)?.is_some()
        }
        _ => false,
    })
}

/// What the house would write otherwise in a story.
///
/// # Errors
/// Of the store.
pub fn suggestions(
    tx: &mut Tx<'_>,
    number: i64,
    (fields, body): (&Fields, &Doc),
) -> Result<Vec<Suggestion>, Error> {
    let ignored: BTreeSet<String> = notes::ignored(tx, number)?;
    let rules = super::house::rules(tx)?;
    Ok(house::suggest(fields, body, &rules, &ignored))
}
