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
    /// The way in: `api`, `desk`, `import`, `scheduler`, `command`.
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
        |r| {
            Ok(Entry {
                made: r.get(0)?,
                actor: r.get(1)?,
                act: r.get(2)?,
                story: r.get(3)?,
                detail: r.get(4)?,
                origin: r.get(5)?,
            })
        },
    )
}
