//! Curated slots: which stories an editor has put at the top of the front or of a section.

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
    tx.touch(Tag::Slots(place.to_owned()));
    Ok(())
}
