//! The audit: who did what to which story, when, and from where. Written with the act, in the same commit.

use crate::db::Write;
use crate::driver::Tx;
use crate::{Micros, Result, sql};

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Entry {
    pub made: Micros,
    pub actor: String,
    pub act: String,
    pub story: Option<i64>,
    pub detail: String,
    /// The way in: `api`, `desk`, `import`, `scheduler`, `command`; for the desk also from which address.
    pub origin: String,
}

/// Notes an act.
///
/// # Errors
/// Of the database.
pub fn note(
    tx: &mut Write<'_>,
    actor: &str,
    act: &str,
    story: Option<i64>,
    detail: &str,
    origin: &str,
) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!(
            "INSERT INTO audit (id, made, actor, act, story, detail, origin) \
             VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM audit), $1, $2, $3, $4, $5, $6)"
        ),
        &[
            now.into(),
            actor.into(),
            act.into(),
            story.into(),
            detail.into(),
            origin.into(),
        ],
    )?;
    Ok(())
}

/// What was done to a story, the newest first.
///
/// # Errors
/// Of the database.
pub fn of_story(tx: &mut Tx<'_>, story: i64) -> Result<Vec<Entry>> {
    tx.rows(
        sql!("SELECT made, actor, act, story, detail, origin FROM audit WHERE story = $1 ORDER BY id DESC"),
        &[story.into()],
        read,
    )
}

/// Which acts to list; an empty text is any.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which<'a> {
    /// Whose.
    pub actor: &'a str,
    /// Which verb.
    pub act: &'a str,
    /// On which story.
    pub story: Option<i64>,
    /// Before the act with this number.
    pub before: Option<i64>,
}

/// Acts of the whole newsroom with their numbers, the newest first.
///
/// # Errors
/// Of the database.
pub fn page(tx: &mut Tx<'_>, which: Which<'_>, most: i64) -> Result<Vec<(i64, Entry)>> {
    tx.rows(
        sql!(
            "SELECT made, actor, act, story, detail, origin, id FROM audit \
             WHERE id < $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR act = $3) AND (story = $4 OR $4 = 0) \
             ORDER BY id DESC LIMIT $5"
        ),
        &[
            which.before.unwrap_or(i64::MAX).into(),
            which.actor.into(),
            which.act.into(),
            which.story.unwrap_or(0).into(),
            most.into(),
        ],
        |r| Ok((r.get(6)?, read(r)?)),
    )
}

/// Whose acts there are, and which. Each is found by its index from the one before it, however long the audit is.
///
/// # Errors
/// Of the database.
pub fn words(tx: &mut Tx<'_>) -> Result<(Vec<String>, Vec<String>)> {
    let actors = tx.rows(
        sql!(
            "WITH RECURSIVE known(actor) AS (SELECT MIN(actor) FROM audit UNION ALL \
             SELECT (SELECT MIN(a.actor) FROM audit a WHERE a.actor > known.actor) FROM known \
             WHERE known.actor IS NOT NULL) SELECT actor FROM known WHERE actor IS NOT NULL"
        ),
        &[],
        |r| r.get(0),
    )?;
    let acts = tx.rows(
        sql!(
            "WITH RECURSIVE known(act) AS (SELECT MIN(act) FROM audit UNION ALL \
             SELECT (SELECT MIN(a.act) FROM audit a WHERE a.act > known.act) FROM known \
             WHERE known.act IS NOT NULL) SELECT act FROM known WHERE act IS NOT NULL"
        ),
        &[],
        |r| r.get(0),
    )?;
    Ok((actors, acts))
}

fn read(r: &crate::Row<'_>) -> Result<Entry> {
    Ok(Entry {
        made: r.get(0)?,
        actor: r.get(1)?,
        act: r.get(2)?,
        story: r.get(3)?,
        detail: r.get(4)?,
        origin: r.get(5)?,
    })
}
