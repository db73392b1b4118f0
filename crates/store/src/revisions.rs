//! Revisions: what a story said at a moment. Written once, never changed.

use story::{Doc, Fields};

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Error, Micros, Result, sql};

/// A revision without its body.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Its place among all revisions.
    pub id: i64,
    /// The story.
    pub story: i64,
    /// Its place among the story's revisions: 1, 2, 3, …
    pub revision: i64,
    /// The revision that it was made from.
    pub base: Option<i64>,
    /// True if it was refused because its base was no longer the newest; its words are kept all the same.
    pub kept: bool,
    /// When it was made.
    pub made: Micros,
    /// Who made it.
    pub maker: String,
    /// Why.
    pub reason: String,
    /// Everything but the body.
    pub fields: Fields,
}

/// What a new revision says.
pub struct New<'a> {
    /// The story.
    pub story: i64,
    /// The revision that it was made from.
    pub base: Option<i64>,
    /// See [`Revision::kept`].
    pub kept: bool,
    /// Who made it.
    pub maker: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Everything but the body.
    pub fields: &'a Fields,
    /// The body.
    pub body: &'a Doc,
}

fn read(r: &Row<'_>) -> Result<Revision> {
    let id = r.get(0)?;
    Ok(Revision {
        id,
        story: r.get(1)?,
        revision: r.get(2)?,
        base: r.get(3)?,
        kept: r.get::<i64>(4)? != 0,
        made: r.get(5)?,
        maker: r.get(6)?,
        reason: r.get(7)?,
        fields: r.json(8, || format!("revision {id}"))?,
    })
}

/// Writes a revision and answers with its id and its place in the story.
///
/// # Errors
/// Of the database.
pub fn add(tx: &mut Write<'_>, new: &New<'_>) -> Result<(i64, i64)> {
    let fields =
        serde_json::to_string(new.fields).map_err(|e| Error::corrupt("a revision's fields", e))?;
    let body =
        serde_json::to_string(new.body).map_err(|e| Error::corrupt("a revision's body", e))?;
    let id = tx
        .row(
            sql!("SELECT COALESCE(MAX(id), 0) + 1 FROM revisions"),
            &[],
            |r| r.get::<i64>(0),
        )?
        .unwrap_or(1);
    let revision = tx
        .row(
            sql!("SELECT COALESCE(MAX(revision), 0) + 1 FROM revisions WHERE story = $1"),
            &[new.story.into()],
            |r| r.get::<i64>(0),
        )?
        .unwrap_or(1);
    let now = tx.now;
    tx.run(
        sql!(
            "INSERT INTO revisions (id, story, revision, base, kept, made, maker, reason, fields) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            id.into(),
            new.story.into(),
            revision.into(),
            new.base.into(),
            new.kept.into(),
            now.into(),
            new.maker.into(),
            new.reason.into(),
            (&fields).into(),
        ],
    )?;
    tx.run(
        sql!("INSERT INTO bodies (revision, body) VALUES ($1, $2)"),
        &[id.into(), (&body).into()],
    )?;
    let lead = new.fields.lead.as_ref().and_then(|lead| lead.asset.clone());
    for asset in story::html::named(new.body).assets.into_iter().chain(lead) {
        tx.run(
            sql!("INSERT INTO asset_uses (asset, story) VALUES ($1, $2) ON CONFLICT (asset, story) DO NOTHING"),
            &[(&asset).into(), new.story.into()],
        )?;
    }
    Ok((id, revision))
}

/// A revision by its id.
///
/// # Errors
/// Of the database.
pub fn by_id(tx: &mut Tx<'_>, id: i64) -> Result<Option<Revision>> {
    tx.row(
        sql!("SELECT id, story, revision, base, kept, made, maker, reason, fields FROM revisions WHERE id = $1"),
        &[id.into()],
        read,
    )
}

/// A revision by its place in its story.
///
/// # Errors
/// Of the database.
pub fn of_story(tx: &mut Tx<'_>, story: i64, revision: i64) -> Result<Option<Revision>> {
    tx.row(
        sql!(
            "SELECT id, story, revision, base, kept, made, maker, reason, fields FROM revisions \
             WHERE story = $1 AND revision = $2"
        ),
        &[story.into(), revision.into()],
        read,
    )
}

/// All revisions of a story, the newest first.
///
/// # Errors
/// Of the database.
pub fn all(tx: &mut Tx<'_>, story: i64) -> Result<Vec<Revision>> {
    tx.rows(
        sql!(
            "SELECT id, story, revision, base, kept, made, maker, reason, fields FROM revisions \
             WHERE story = $1 ORDER BY revision DESC"
        ),
        &[story.into()],
        read,
    )
}

/// The body of a revision.
///
/// # Errors
/// Of the database; or [`Error::Corrupt`] if the body is missing or is no document.
pub fn body(tx: &mut Tx<'_>, id: i64) -> Result<Doc> {
    let text = tx
        .row(
            sql!("SELECT body FROM bodies WHERE revision = $1"),
            &[id.into()],
            |r| r.get::<String>(0),
        )?
        .ok_or_else(|| Error::corrupt(format!("the body of revision {id}"), "it is missing"))?;
    // It was checked against the schema when it was written; here only its shape matters.
    serde_json::from_str(&text).map_err(|e| Error::corrupt(format!("the body of revision {id}"), e))
}
