//! Notes to colleagues, beside the document and never in it; and suggestions of the house style that were ignored
//! for a story.

use std::collections::BTreeSet;

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Micros, Result, sql};

/// A note, or an answer to one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Note {
    pub id: i64,
    pub story: i64,
    /// The note that this answers.
    pub parent: Option<i64>,
    /// The person who wrote it.
    pub author: i64,
    pub made: Micros,
    pub words: String,
    /// The words of the story that it speaks of, as they were.
    pub quote: String,
    /// Where these words begin and end, as Yjs relative positions in base64.
    pub anchor: String,
    pub head: String,
    pub resolved: Option<Micros>,
}

/// What a new note says.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names are those of the note")]
pub struct New<'a> {
    pub story: i64,
    pub parent: Option<i64>,
    pub author: i64,
    pub words: &'a str,
    pub quote: &'a str,
    pub anchor: &'a str,
    pub head: &'a str,
}

fn read(r: &Row<'_>) -> Result<Note> {
    Ok(Note {
        id: r.get(0)?,
        story: r.get(1)?,
        parent: r.get(2)?,
        author: r.get(3)?,
        made: r.get(4)?,
        words: r.get(5)?,
        quote: r.get(6)?,
        anchor: r.get(7)?,
        head: r.get(8)?,
        resolved: r.get(9)?,
    })
}

/// The notes of a story with their answers, in the order in which they were written.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx<'_>, story: i64) -> Result<Vec<Note>> {
    tx.rows(
        sql!(
            "SELECT id, story, parent, author, made, words, quote, anchor, head, resolved FROM notes \
             WHERE story = $1 ORDER BY id"
        ),
        &[story.into()],
        read,
    )
}

/// Adds a note and answers with its number.
///
/// # Errors
/// Of the database.
pub fn add(tx: &mut Write<'_>, new: &New<'_>) -> Result<i64> {
    let now = tx.now;
    let id = tx.row(
        sql!(
            "INSERT INTO notes (id, story, parent, author, made, words, quote, anchor, head) VALUES \
             ((SELECT COALESCE(MAX(id), 0) + 1 FROM notes), $1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"
        ),
        &[
            new.story.into(),
            new.parent.into(),
            new.author.into(),
            now.into(),
            new.words.into(),
            new.quote.into(),
            new.anchor.into(),
            new.head.into(),
        ],
        |r| r.get::<i64>(0),
    )?;
    Ok(id.unwrap_or_default())
}

/// Resolves a note of a story, or opens it again; says whether there is such a note.
///
/// # Errors
/// Of the database.
pub fn resolve(tx: &mut Write<'_>, story: i64, id: i64, by: i64, resolved: bool) -> Result<bool> {
    let at = resolved.then_some(tx.now);
    let changed = tx.run(
        sql!("UPDATE notes SET resolved = $3, resolver = $4 WHERE story = $1 AND id = $2 AND parent IS NULL"),
        &[story.into(), id.into(), at.into(), by.into()],
    )?;
    Ok(changed > 0)
}

/// How many notes of a story are open.
///
/// # Errors
/// Of the database.
pub fn open(tx: &mut Tx<'_>, story: i64) -> Result<i64> {
    let open = tx.row(
        sql!("SELECT COUNT(*) FROM notes WHERE story = $1 AND parent IS NULL AND resolved IS NULL"),
        &[story.into()],
        |r| r.get::<i64>(0),
    )?;
    Ok(open.unwrap_or(0))
}

/// How many notes are open in each of these stories; those without one are left out.
///
/// # Errors
/// Of the database.
pub fn open_in(tx: &mut Tx<'_>, stories: &[i64]) -> Result<Vec<(i64, i64)>> {
    let (Some(first), Some(last)) = (stories.iter().min(), stories.iter().max()) else {
        return Ok(Vec::new());
    };
    let mut counts = tx.rows(
        sql!(
            "SELECT story, COUNT(*) FROM notes WHERE story BETWEEN $1 AND $2 AND parent IS NULL \
             AND resolved IS NULL GROUP BY story"
        ),
        &[(*first).into(), (*last).into()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    counts.retain(|(story, _)| stories.contains(story));
    Ok(counts)
}

/// Ignores a suggestion of the house style for a story.
///
/// # Errors
/// Of the database.
pub fn ignore(tx: &mut Write<'_>, story: i64, suggestion: &str) -> Result<()> {
    tx.run(
        sql!("INSERT INTO house_ignored (story, suggestion) VALUES ($1, $2) ON CONFLICT (story, suggestion) DO NOTHING"),
        &[story.into(), suggestion.into()],
    )?;
    Ok(())
}

/// The suggestions that are ignored for a story.
///
/// # Errors
/// Of the database.
pub fn ignored(tx: &mut Tx<'_>, story: i64) -> Result<BTreeSet<String>> {
    let all = tx.rows(
        sql!("SELECT suggestion FROM house_ignored WHERE story = $1"),
        &[story.into()],
        |r| r.get::<String>(0),
    )?;
    Ok(all.into_iter().collect())
}
