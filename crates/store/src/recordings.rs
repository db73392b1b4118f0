//! Stories that a person has read aloud. What readers hear of them is the asset of the story's sound, as with those that the
//! voice has read.

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Micros, Result, sql};

/// A reading by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Recording {
    pub story: i64,
    /// The sound of the library.
    pub sound: String,
    /// Who reads; empty if nobody says.
    pub reader: String,
    /// The number of the revision that was read.
    pub revision: i64,
    pub made: Micros,
}

fn read(r: &Row<'_>) -> Result<Recording> {
    Ok(Recording {
        story: r.get(0)?,
        sound: r.get(1)?,
        reader: r.get(2)?,
        revision: r.get(3)?,
        made: r.get(4)?,
    })
}

/// The reading of a story by a person, if there is one.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx<'_>, story: i64) -> Result<Option<Recording>> {
    tx.row(
        sql!("SELECT story, sound, reader, revision, made FROM recordings WHERE story = $1"),
        &[story.into()],
        read,
    )
}

/// The stories that a sound of the library is a reading of.
///
/// # Errors
/// Of the database.
pub fn of_sound(tx: &mut Tx<'_>, sound: &str) -> Result<Vec<i64>> {
    tx.rows(
        sql!("SELECT story FROM recordings WHERE sound = $1 ORDER BY story"),
        &[sound.into()],
        |r| r.get(0),
    )
}

/// Keeps a reading, in place of the one that there was.
///
/// # Errors
/// Of the database.
pub fn put(tx: &mut Write<'_>, recording: &Recording) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!(
            "INSERT INTO recordings (story, sound, reader, revision, made) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (story) DO UPDATE SET sound = excluded.sound, reader = excluded.reader, \
             revision = excluded.revision, made = excluded.made"
        ),
        &[
            recording.story.into(),
            (&recording.sound).into(),
            (&recording.reader).into(),
            recording.revision.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Lets a reading go; whether there was one. The sound stays in the library.
///
/// # Errors
/// Of the database.
pub fn remove(tx: &mut Write<'_>, story: i64) -> Result<bool> {
    let gone = tx.run(
        sql!("DELETE FROM recordings WHERE story = $1"),
        &[story.into()],
    )?;
    Ok(gone > 0)
}
