//! Corrections and clarifications of live stories: dated, worded, shown with the story and on a page of all.

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::lists::Before;
use crate::{Micros, Result, Tag, sql};

/// One correction or clarification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its number among all.
    pub id: i64,
    /// The story.
    pub story: i64,
    /// `correction`, `clarification` or `withdrawal`.
    pub kind: String,
    /// When it was made.
    pub made: Micros,
    /// What it says.
    pub words: String,
}

fn read(r: &Row<'_>) -> Result<Correction> {
    Ok(Correction {
        id: r.get(0)?,
        story: r.get(1)?,
        kind: r.get(2)?,
        made: r.get(3)?,
        words: r.get(4)?,
    })
}

/// Logs a correction.
///
/// # Errors
/// Of the database.
pub fn add(tx: &mut Write<'_>, story: i64, kind: &str, words: &str) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!(
            "INSERT INTO corrections (id, story, kind, made, words) \
             VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM corrections), $1, $2, $3, $4)"
        ),
        &[story.into(), kind.into(), now.into(), words.into()],
    )?;
    tx.touch(Tag::Corrections);
    tx.touch(Tag::Story(story));
    Ok(())
}

/// The corrections of a story, the oldest first.
///
/// # Errors
/// Of the database.
pub fn of_story(tx: &mut Tx<'_>, story: i64) -> Result<Vec<Correction>> {
    tx.rows(
        sql!("SELECT id, story, kind, made, words FROM corrections WHERE story = $1 ORDER BY made, id"),
        &[story.into()],
        read,
    )
}

/// The corrections of all stories, the newest first, after the one at `before`.
///
/// # Errors
/// Of the database.
pub fn newest(tx: &mut Tx<'_>, before: Before, most: i64) -> Result<Vec<Correction>> {
    tx.rows(
        sql!(
            "SELECT id, story, kind, made, words FROM corrections WHERE (made, id) < ($1, $2) \
             ORDER BY made DESC, id DESC LIMIT $3"
        ),
        &[before.published.into(), before.number.into(), most.into()],
        read,
    )
}
