//! Curated slots: which stories an editor has put at the top of the front or of a section; and drafts of that, which
//! only the desk reads. The slots of a draft stand under `draft/` and the name of its place.

use crate::db::Write;
use crate::driver::Tx;
use crate::{Micros, Result, Tag, sql};

/// One slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Which story stands in it.
    pub story: i64,
    /// Until when; after that it fills by itself.
    pub until: Option<Micros>,
    /// The headline that it has there, if not its own.
    pub headline: Option<String>,
}

/// The slots of a place (`front`, `section/world`) in their order.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx<'_>, place: &str) -> Result<Vec<Slot>> {
    tx.rows(
        sql!("SELECT story, until, headline FROM slots WHERE place = $1 ORDER BY position"),
        &[place.into()],
        |r| {
            Ok(Slot {
                story: r.get(0)?,
                until: r.get(1)?,
                headline: r.get(2)?,
            })
        },
    )
}

/// Puts these stories, and no others, into the slots of a place.
///
/// # Errors
/// Of the database.
pub fn put(tx: &mut Write<'_>, place: &str, slots: &[Slot]) -> Result<()> {
    fill(tx, place, slots)?;
    tx.touch(Tag::Slots(place.to_owned()));
    Ok(())
}

fn fill(tx: &mut Write<'_>, place: &str, slots: &[Slot]) -> Result<()> {
    tx.run(sql!("DELETE FROM slots WHERE place = $1"), &[place.into()])?;
    for (position, slot) in (0_i64..).zip(slots) {
        tx.run(
            sql!("INSERT INTO slots (place, position, story, until, headline) VALUES ($1, $2, $3, $4, $5)"),
            &[
                place.into(),
                position.into(),
                slot.story.into(),
                slot.until.into(),
                slot.headline.as_ref().into(),
            ],
        )?;
    }
    Ok(())
}

/// What somebody means to put into the slots of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who kept it last.
    pub maker: String,
    /// When.
    pub made: Micros,
    /// The slots in their order.
    pub slots: Vec<Slot>,
}

fn drafted(place: &str) -> String {
    format!("draft/{place}")
}

/// The draft of a place, if there is one. It may hold no slot at all.
///
/// # Errors
/// Of the database.
pub fn draft(tx: &mut Tx<'_>, place: &str) -> Result<Option<Draft>> {
    let kept = tx.row(
        sql!("SELECT maker, made FROM slot_drafts WHERE place = $1"),
        &[place.into()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let Some((maker, made)) = kept else {
        return Ok(None);
    };
    let slots = of(tx, &drafted(place))?;
    Ok(Some(Draft { maker, made, slots }))
}

/// Keeps a draft for a place. Readers see nothing of it, so no page is touched.
///
/// # Errors
/// Of the database.
pub fn keep_draft(tx: &mut Write<'_>, place: &str, maker: &str, slots: &[Slot]) -> Result<()> {
    let now = tx.now;
    fill(tx, &drafted(place), slots)?;
    tx.run(
        sql!(
            "INSERT INTO slot_drafts (place, maker, made) VALUES ($1, $2, $3) \
             ON CONFLICT (place) DO UPDATE SET maker = excluded.maker, made = excluded.made"
        ),
        &[place.into(), maker.into(), now.into()],
    )?;
    Ok(())
}

/// Drops the draft of a place.
///
/// # Errors
/// Of the database.
pub fn drop_draft(tx: &mut Write<'_>, place: &str) -> Result<()> {
    fill(tx, &drafted(place), &[])?;
    tx.run(
        sql!("DELETE FROM slot_drafts WHERE place = $1"),
        &[place.into()],
    )?;
    Ok(())
}
