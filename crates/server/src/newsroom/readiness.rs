//! Is a story ready? What a check before publishing needs to know beside the story itself, looked up.

use std::collections::BTreeSet;

use serde_json::Value;
use store::assets::{self, Kind, Status};
use store::{Tx, names, notes, renames, revisions, settings, stories};
use story::house::{self, Suggestion};
use story::ready::{
    self, Asset, AssetKind, AssetStatus, Finding, Known, Level, Levels, Rule, Site,
};
use story::{Doc, Fields};

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

/// What stands against publishing a story, or is worth a thought; at a time, which for a scheduled story is not now.
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
    let site = Site {
        origin: base.to_owned(),
    };
    let needed = ready::facts_needed(&fields, &body, &site);
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
    Ok(ready::check(&fields, &body, &site, &known, &levels))
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
/// If there is no such story.
pub fn suggestions(tx: &mut Tx<'_>, number: i64) -> Result<Vec<Suggestion>, Error> {
    let (fields, body) = newest(tx, number)?;
    let ignored: BTreeSet<String> = notes::ignored(tx, number)?;
    let rules = super::house::rules(tx)?;
    Ok(house::suggest(&fields, &body, &rules, &ignored))
}
