//! Curate: which stories stand first on the front or in a section. Editors arrange a draft, which only the desk sees,
//! and publish it in one commit. Two who arrange one place at once do not undo each other's work: a draft is
//! changed by whoever has seen it as it is.

use serde_json::json;
use store::slots::{self, Slot};
use store::{Micros, Tx, Write, audit, staff, stories};
use story::fields::{MAX_ITEMS, MAX_LINE};
use story::{Fault, Role};

use super::{Actor, Error};

/// A place as the desk arranges it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arranged {
    /// The slots of the draft; those that readers see where there is none.
    pub slots: Vec<Slot>,
    /// A word that is another one when the slots are others.
    pub base: String,
    /// Whether readers see something else.
    pub changed: bool,
    /// Who kept the draft, and when.
    pub saved: Option<(String, Micros)>,
}

/// What to do with a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Keep the slots as a draft.
    Keep,
    /// Show them to readers.
    Publish,
    /// Go back to what readers see.
    Discard,
}

/// How a place (`front`, `section/world`) is arranged.
///
/// # Errors
/// Of the store.
pub fn arranged(tx: &mut Tx<'_>, place: &str) -> store::Result<Arranged> {
    let live = slots::of(tx, place)?;
    let draft = slots::draft(tx, place)?;
    let saved = draft.as_ref().map(|d| (d.maker.clone(), d.made));
    let slots = draft.map_or_else(|| live.clone(), |d| d.slots);
    Ok(Arranged {
        base: word(&slots),
        changed: slots != live,
        slots,
        saved,
    })
}

fn word(slots: &[Slot]) -> String {
    let all: Vec<_> = slots
        .iter()
        .map(|s| json!([s.story, s.until, s.headline]))
        .collect();
    let mut word = staff::hash(&json!(all).to_string());
    word.truncate(16);
    word
}

/// Arranges a place. `base` is the word of the slots that this was made from. Only what readers see is noted in the
/// audit: a draft is kept with every move of a hand.
///
/// # Errors
/// A refusal, a wrong slot, or [`Error::Rearranged`].
pub fn curate(
    tx: &mut Write<'_>,
    actor: &Actor,
    place: &str,
    base: &str,
    wanted: &[Slot],
    then: Then,
) -> Result<(), Error> {
    if actor.role < Role::Editor {
        return Err(Error::Forbidden("arrange a page", Role::Editor));
    }
    let live = slots::of(tx, place)?;
    if arranged(tx, place)?.base != base {
        return Err(Error::Rearranged);
    }
    if then == Then::Discard {
        slots::drop_draft(tx, place)?;
        return note(tx, actor, &format!("{place}: draft discarded"));
    }
    let wanted = checked(tx, wanted)?;
    if then == Then::Keep && wanted != live {
        return Ok(slots::keep_draft(tx, place, &actor.name, &wanted)?);
    }
    slots::drop_draft(tx, place)?;
    if wanted == live {
        return Ok(());
    }
    slots::put(tx, place, &wanted)?;
    let numbers: Vec<String> = wanted.iter().map(|s| s.story.to_string()).collect();
    let numbers = if numbers.is_empty() {
        "nothing by hand".to_owned()
    } else {
        numbers.join(", ")
    };
    note(tx, actor, &format!("{place}: {numbers}"))
}

fn note(tx: &mut Write<'_>, actor: &Actor, detail: &str) -> Result<(), Error> {
    Ok(audit::note(
        tx,
        &actor.name,
        "curate",
        None,
        detail,
        &actor.origin,
    )?)
}

/// The slots without what stands there twice, if each can be there.
fn checked(tx: &mut Write<'_>, wanted: &[Slot]) -> Result<Vec<Slot>, Error> {
    let mut kept: Vec<Slot> = Vec::new();
    for slot in wanted {
        if kept.iter().any(|k| k.story == slot.story) {
            continue;
        }
        if stories::by_number(tx, slot.story)?.is_none() {
            return Err(Error::NoStory(slot.story));
        }
        let headline = slot.headline.as_deref().unwrap_or_default();
        if headline.chars().count() > MAX_LINE {
            let reason = format!("is longer than {MAX_LINE} characters");
            return Err(Fault::at("headline", reason).into());
        }
        kept.push(slot.clone());
    }
    if kept.len() > MAX_ITEMS {
        let reason = format!("are more than {MAX_ITEMS}: so many nobody looks at");
        return Err(Fault::at("story", reason).into());
    }
    Ok(kept)
}
