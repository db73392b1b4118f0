//! Stories as they are being written: a state in the form of Yjs that holds everything up to one update, and the
//! updates after it. An update is here before anybody is told that it is saved.

use crate::db::Write;
use crate::driver::Tx;
use crate::{Micros, Result, sql};

/// What is being written of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// Changes if the story had to be begun anew; browsers keep what they have under it.
    pub epoch: i64,
    /// The place in the story of the revision whose words `state` holds.
    pub revision: i64,
    /// The last update that `state` holds.
    pub upto: i64,
    /// The Yjs state.
    pub state: Vec<u8>,
}

/// One update after the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Its place in the story's log: 1, 2, 3, …
    pub seq: i64,
    /// Whose it is; none where it is the program's.
    pub staff: Option<i64>,
    /// When it came.
    pub made: Micros,
    /// The Yjs update.
    pub bytes: Vec<u8>,
}

/// The state of a story, if anybody has written in it here.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx<'_>, story: i64) -> Result<Option<Writing>> {
    tx.row(
        sql!("SELECT epoch, revision, upto, state FROM writing WHERE story = $1"),
        &[story.into()],
        |r| {
            Ok(Writing {
                epoch: r.get(0)?,
                revision: r.get(1)?,
                upto: r.get(2)?,
                state: r.get(3)?,
            })
        },
    )
}

/// The updates after the state, in their order.
///
/// # Errors
/// Of the database.
pub fn updates(tx: &mut Tx<'_>, story: i64) -> Result<Vec<Update>> {
    tx.rows(
        sql!(
            "SELECT u.seq, u.staff, u.made, u.bytes FROM writing_updates u JOIN writing w ON w.story = u.story \
             WHERE u.story = $1 AND u.seq > w.upto ORDER BY u.seq"
        ),
        &[story.into()],
        |r| {
            Ok(Update {
                seq: r.get(0)?,
                staff: r.get(1)?,
                made: r.get(2)?,
                bytes: r.get(3)?,
            })
        },
    )
}

/// Adds an update and answers with its place in the log.
///
/// # Errors
/// Of the database; also if nothing was begun for this story.
pub fn add(tx: &mut Write<'_>, story: i64, staff: Option<i64>, bytes: &[u8]) -> Result<i64> {
    let now = tx.now;
    let seq = tx.row(
        sql!(
            "INSERT INTO writing_updates (story, seq, staff, made, bytes) VALUES ($1, \
             (SELECT COALESCE(MAX(seq), 0) + 1 FROM (SELECT seq FROM writing_updates WHERE story = $1 \
             UNION ALL SELECT upto FROM writing WHERE story = $1) AS log), $2, $3, $4) RETURNING seq"
        ),
        &[story.into(), staff.into(), now.into(), bytes.into()],
        |r| r.get::<i64>(0),
    )?;
    Ok(seq.unwrap_or_default())
}

/// Keeps a state that holds everything up to `upto`, and drops the updates that are in it. The revision with the
/// same words is stored by now, at the latest in the same write.
///
/// # Errors
/// Of the database.
pub fn compact(tx: &mut Write<'_>, story: i64, writing: &Writing) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO writing (story, epoch, revision, upto, state) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (story) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision, \
             upto = excluded.upto, state = excluded.state"
        ),
        &[
            story.into(),
            writing.epoch.into(),
            writing.revision.into(),
            writing.upto.into(),
            writing.state.as_slice().into(),
        ],
    )?;
    tx.run(
        sql!("DELETE FROM writing_updates WHERE story = $1 AND seq <= $2"),
        &[story.into(), writing.upto.into()],
    )?;
    Ok(())
}

/// Stories with updates that no revision holds yet: what a program that ended in the middle has left behind.
///
/// # Errors
/// Of the database.
pub fn unsaved(tx: &mut Tx<'_>) -> Result<Vec<i64>> {
    tx.rows(
        sql!(
            "SELECT DISTINCT u.story FROM writing_updates u JOIN writing w ON w.story = u.story WHERE u.seq > w.upto \
             ORDER BY u.story"
        ),
        &[],
        |r| r.get(0),
    )
}
