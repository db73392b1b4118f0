//! Settings of the site that the newsroom changes while the program runs.

use serde::Serialize;
use serde_json::Value;
use store::{Write, settings};
use story::ready::{Levels, Rule};

use super::people::{self, By};
use super::{Error, Newsroom, readiness};

/// Changes a setting that pages show: all of them show it at once.
///
/// # Errors
/// If it is no admin who asks.
pub fn change<T: Serialize>(
    tx: &mut Write<'_>,
    by: By<'_>,
    name: &str,
    value: &T,
) -> Result<(), Error> {
    people::admin(tx, by)?;
    settings::put(tx, name, value)?;
    people::note(tx, by.actor, "setting", name)
}

/// The language in which the newsroom speaks, for what says nothing of its own.
///
/// # Errors
/// Of the store.
pub fn language(newsroom: &Newsroom) -> store::Result<String> {
    let site = newsroom.db.read(|tx| settings::get::<Value>(tx, "site"))?;
    let said = site.as_ref().and_then(|site| site["language"].as_str());
    Ok(said
        .filter(|tag| !tag.is_empty())
        .unwrap_or("en")
        .to_owned())
}

/// Changes how serious the findings of the check before publishing are.
///
/// # Errors
/// A rule or a level that there is not.
pub fn change_checks(tx: &mut Write<'_>, by: By<'_>, given: &Value) -> Result<(), Error> {
    people::admin(tx, by)?;
    let before = readiness::levels(tx)?;
    let levels = Levels::from_json(given)?;
    let mut changes = Vec::new();
    for rule in Rule::ALL.iter().filter(|r| !readiness::ALWAYS.contains(r)) {
        if levels.of(*rule) != before.of(*rule) {
            let level = serde_json::to_value(levels.of(*rule)).unwrap_or_default();
            changes.push(format!("{rule} {}", level.as_str().unwrap_or_default()));
        }
    }
    settings::keep(tx, readiness::CHECKS, &levels.to_json())?;
    people::note(tx, by.actor, "checks", &changes.join(", "))
}
