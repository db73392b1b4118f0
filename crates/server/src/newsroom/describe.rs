//! Describe: what is known of a picture, film or sound is changed by somebody at the desk.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use store::assets::{self, Asset, Details, Part};
use store::{audit, jobs};
use story::{Fault, Role};

use super::renditions::{FREE, RATIOS, RENDITIONS_JOB};
use super::{Actor, Error, Newsroom};
use crate::times;

/// Longest text, in characters: a caption of an agency has a few hundred.
const LONGEST: usize = 10_000;
/// Most keywords.
const KEYWORDS: usize = 200;

/// Changes what is known of an asset. What is null is forgotten. Sizes and crops are made anew where they show it.
///
/// # Errors
/// A value that is wrong, by its name; a refusal below a reporter; [`Error::Missing`].
pub fn describe(
    newsroom: &Newsroom,
    actor: &Actor,
    id: &str,
    values: &Map<String, Value>,
) -> Result<Asset, Error> {
    if actor.role < Role::Reporter {
        return Err(Error::Forbidden("describe pictures", Role::Reporter));
    }
    let asset = newsroom.act(|tx| {
        let Some(mut asset) = assets::by_id(tx, id)? else {
            return Err(Error::Missing(format!(
                "There is no picture, film or sound {id}."
            )));
        };
        let before = asset.details.clone();
        for (field, value) in values {
            set(&mut asset.details, field, value)?;
        }
        if asset.details == before {
            return Ok(asset);
        }
        // What somebody has written is no longer what the file says.
        let details = &mut asset.details;
        details
            .read_from
            .retain(|field, _| !values.contains_key(field));
        if shows(&before) != shows(details) && asset.original.is_some() {
            let now = tx.now;
            jobs::put(tx, RENDITIONS_JOB, id, now)?;
        }
        assets::put(tx, &asset)?;
        let fields: Vec<&str> = values.keys().map(String::as_str).collect();
        let words = format!("{id}: {}", fields.join(", "));
        audit::note(tx, &actor.name, "describe", None, &words, &actor.origin)?;
        Ok(asset)
    })?;
    newsroom.bell.ring();
    Ok(asset)
}

/// Sets values by their names.
///
/// # Errors
/// The first that is wrong.
pub(super) fn set_all(details: &mut Details, values: &Map<String, Value>) -> Result<(), Fault> {
    for (field, value) in values {
        set(details, field, value)?;
        // What somebody has written is no longer what the file says.
        details.read_from.remove(field);
    }
    Ok(())
}

/// What goes out with a file, or decides which part of it is seen.
fn shows(details: &Details) -> impl PartialEq + '_ {
    let words = [
        &details.byline,
        &details.credit,
        &details.source,
        &details.copyright,
        &details.usage_terms,
        &details.digital_source_type,
    ];
    (words, details.focus, details.poster_at, &details.crops)
}

fn set(details: &mut Details, field: &str, value: &Value) -> Result<(), Fault> {
    let place = match field {
        "title" => &mut details.title,
        "caption" => &mut details.caption,
        "alt" => &mut details.alt,
        "byline" => &mut details.byline,
        "credit" => &mut details.credit,
        "source" => &mut details.source,
        "copyright" => &mut details.copyright,
        "usage_terms" => &mut details.usage_terms,
        "instructions" => &mut details.instructions,
        "date_created" => &mut details.date_created,
        "place" => &mut details.place,
        "digital_source_type" => &mut details.digital_source_type,
        "keywords" => {
            details.keywords = keywords(value)?;
            return Ok(());
        }
        "restriction" => &mut details.restriction,
        "rights_end" => {
            details.rights_end = time(field, value)?;
            return Ok(());
        }
        "embargoed_until" => {
            details.embargoed_until = time(field, value)?;
            return Ok(());
        }
        "poster_at" => {
            details.poster_at = match value {
                Value::Null => None,
                _ => Some(second(value, details.length)?),
            };
            return Ok(());
        }
        "focus" => {
            details.focus = focus(value)?;
            return Ok(());
        }
        "crops" => {
            details.crops = crops(value)?;
            return Ok(());
        }
        _ => {
            return Err(Fault::at(
                field,
                "is nothing that is known of a picture, film or sound",
            ));
        }
    };
    *place = match value {
        Value::Null => None,
        Value::String(text) if text.chars().count() <= LONGEST => {
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        }
        Value::String(_) => {
            return Err(Fault::at(
                field,
                format!("has more than {LONGEST} characters"),
            ));
        }
        _ => return Err(Fault::at(field, "must be a text or null")),
    };
    Ok(())
}

fn time(field: &str, value: &Value) -> Result<Option<i64>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) => times::parse(text)
            .map(Some)
            .map_err(|e| Fault::at(field, e)),
        _ => Err(Fault::at(field, "must be a time, or null for ever")),
    }
}

fn second(value: &Value, length: Option<u32>) -> Result<f64, Fault> {
    let second = value
        .as_f64()
        .or_else(|| value.as_str()?.trim().parse().ok());
    let last = length.map_or(f64::MAX, f64::from);
    second
        .filter(|second| (0.0..=last).contains(second))
        .ok_or_else(|| {
            Fault::at(
                "poster_at",
                "must be a second of the film, a number from 0 to its length",
            )
        })
}

fn keywords(value: &Value) -> Result<Vec<String>, Fault> {
    let wrong = || {
        Fault::at(
            "keywords",
            format!("must be a list of at most {KEYWORDS} texts"),
        )
    };
    let list = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(list) if list.len() <= KEYWORDS => list,
        _ => return Err(wrong()),
    };
    let mut words: Vec<String> = Vec::new();
    for word in list {
        let word = word
            .as_str()
            .filter(|word| word.len() <= 200)
            .ok_or_else(wrong)?
            .trim();
        if !word.is_empty() && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    Ok(words)
}

fn focus(value: &Value) -> Result<Option<(f64, f64)>, Fault> {
    if value.is_null() {
        return Ok(None);
    }
    let part = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_f64)
            .filter(|n| (0.0..=1.0).contains(n))
    };
    match (part("x"), part("y")) {
        (Some(x), Some(y)) => Ok(Some((x, y))),
        _ => Err(Fault::at(
            "focus",
            "must be null or {\"x\": …, \"y\": …} with numbers from 0 to 1",
        )),
    }
}

fn crops(value: &Value) -> Result<BTreeMap<String, Part>, Fault> {
    let Some(given) = value.as_object() else {
        return if value.is_null() {
            Ok(BTreeMap::new())
        } else {
            Err(Fault::at(
                "crops",
                "must be an object: a ratio, and a part for it",
            ))
        };
    };
    given
        .iter()
        .map(|(name, part)| {
            let known = name == FREE || RATIOS.iter().any(|(ratio, _)| ratio == name);
            let side = |side: &str| part.get(side).and_then(Value::as_f64);
            let (x, y) = (side("x"), side("y"));
            match (known, x, y, side("width"), side("height")) {
                (true, Some(x), Some(y), Some(width), Some(height))
                    if (media::picture::Area { x, y, width, height }).is_sound() =>
                {
                    Ok((name.clone(), (x, y, width, height)))
                }
                (false, ..) => Err(Fault::at("crops", format!("has no ratio {name}; the ratios are 16x9, 4x3, 1x1, 4x5 and free"))),
                _ => Err(Fault::at(
                    "crops",
                    format!("{name} must be x, y, width and height in fractions of the picture, and inside it"),
                )),
            }
        })
        .collect()
}
