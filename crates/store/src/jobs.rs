//! Jobs: work that is put down in the commit that causes it and done later, at least once.
//!
//! A job carries ids, never copies. It is leased while somebody works on it; a lease that runs out counts as a
//! failed attempt. After a failure it waits longer each time; after [`MOST_ATTEMPTS`] it is a dead letter, which
//! stays visible until somebody deals with it.

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Micros, Result, sql};

/// After so many failed attempts a job is dead.
pub const MOST_ATTEMPTS: i64 = 8;
/// How long nothing may be heard of a worker before another one may try.
pub const LEASE: Micros = 30 * 1_000_000;

/// Which worker does a job: what may take minutes must not hold up what readers wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// Pictures are made: kinds that begin with `media-`.
    Media,
    /// Films and sounds are made, which may take hours: kinds that begin with `film-`.
    Film,
    /// Stories are read aloud: kinds that begin with `voice-`.
    Voice,
    /// Everything else.
    News,
}

impl Hand {
    fn number(self) -> i64 {
        match self {
            Self::News => 0,
            Self::Media => 1,
            Self::Film => 2,
            Self::Voice => 3,
        }
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Job {
    pub id: i64,
    pub kind: String,
    /// What it is about: an id, by which a second job of the same kind is the same job.
    pub subject: String,
    pub due: Micros,
    pub attempts: i64,
    pub error: Option<String>,
}

fn read(r: &Row<'_>) -> Result<Job> {
    Ok(Job {
        id: r.get(0)?,
        kind: r.get(1)?,
        subject: r.get(2)?,
        due: r.get(3)?,
        attempts: r.get(4)?,
        error: r.get(5)?,
    })
}

/// Puts a job down. One of the same kind and subject that still waits is moved to the new time instead.
///
/// # Errors
/// Of the database.
pub fn put(tx: &mut Write<'_>, kind: &str, subject: &str, due: Micros) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!(
            "INSERT INTO jobs (id, kind, subject, state, due, attempts, created) \
             VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM jobs), $1, $2, 'waiting', $3, 0, $4) \
             ON CONFLICT (kind, subject) DO UPDATE SET state = 'waiting', due = excluded.due, leased = NULL, \
             attempts = 0, error = NULL"
        ),
        &[kind.into(), subject.into(), due.into(), now.into()],
    )?;
    Ok(())
}

/// What a story shows is made before everything else that waits: readers are about to ask for it.
///
/// # Errors
/// Of the database.
pub fn hasten(tx: &mut Write<'_>, story: i64) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE jobs SET due = 0 WHERE state = 'waiting' AND attempts = 0 AND (kind LIKE 'media-%' OR kind LIKE 'film-%') \
             AND EXISTS (SELECT 1 FROM asset_uses WHERE asset = jobs.subject AND story = $1)"
        ),
        &[story.into()],
    )?;
    Ok(())
}

/// Takes a job back that has not been done.
///
/// # Errors
/// Of the database.
pub fn cancel(tx: &mut Write<'_>, kind: &str, subject: &str) -> Result<()> {
    tx.run(
        sql!("DELETE FROM jobs WHERE kind = $1 AND subject = $2"),
        &[kind.into(), subject.into()],
    )?;
    Ok(())
}

/// Leases the job of a hand that has been due longest, if one is due.
///
/// # Errors
/// Of the database.
pub fn lease(tx: &mut Write<'_>, hand: Hand) -> Result<Option<Job>> {
    let now = tx.now;
    bury(tx)?;
    tx.row(
        sql!(
            "UPDATE jobs SET leased = $2, due = $2, attempts = attempts + 1 WHERE id = \
             (SELECT id FROM jobs WHERE state = 'waiting' AND due <= $1 AND CAST(CASE WHEN kind LIKE 'media-%' THEN 1 WHEN kind LIKE 'film-%' THEN 2 WHEN kind LIKE 'voice-%' THEN 3 ELSE 0 END AS BIGINT) = $3 \
             ORDER BY due, id LIMIT 1) \
             RETURNING id, kind, subject, due, attempts, error"
        ),
        // While it is leased it is due again when the lease ends: a worker that died needs no sweeper.
        &[now.into(), (now + LEASE).into(), hand.number().into()],
        read,
    )
}

/// Jobs that were leased too often without an end are dead: their workers die of them.
fn bury(tx: &mut Write<'_>) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!(
            "UPDATE jobs SET state = 'dead', error = COALESCE(error, 'the program ended each time while doing it') \
             WHERE state = 'waiting' AND due <= $1 AND attempts >= $2"
        ),
        &[now.into(), MOST_ATTEMPTS.into()],
    )?;
    Ok(())
}

/// Says that the job is still being worked on, so that nobody else tries it.
///
/// # Errors
/// Of the database.
pub fn renew(tx: &mut Write<'_>, job: &Job) -> Result<()> {
    let due = tx.now + LEASE;
    tx.run(
        sql!("UPDATE jobs SET due = $2 WHERE id = $1 AND leased = $3"),
        &[job.id.into(), due.into(), job.due.into()],
    )?;
    Ok(())
}

/// The job is done.
///
/// # Errors
/// Of the database.
pub fn done(tx: &mut Write<'_>, job: &Job) -> Result<()> {
    tx.run(
        sql!("DELETE FROM jobs WHERE id = $1 AND leased = $2"),
        &[job.id.into(), job.due.into()],
    )?;
    Ok(())
}

/// The job failed: it waits 2, 4, 8 … seconds, or is dead if it has failed too often or can never be done. Nothing
/// happens if it was put down again or leased by another since: it is no longer this worker's to judge.
///
/// # Errors
/// Of the database.
pub fn failed(tx: &mut Write<'_>, job: &Job, error: &str, again: bool) -> Result<()> {
    let pause = 1_000_000_i64 << job.attempts.clamp(1, 12);
    let state = if again && job.attempts < MOST_ATTEMPTS {
        "waiting"
    } else {
        "dead"
    };
    let due = tx.now + pause;
    tx.run(
        sql!("UPDATE jobs SET state = $2, due = $3, leased = NULL, error = $4 WHERE id = $1 AND leased = $5"),
        &[job.id.into(), state.into(), due.into(), error.into(), job.due.into()],
    )?;
    Ok(())
}

/// When the next job of a hand is due.
///
/// # Errors
/// Of the database.
pub fn next_due(tx: &mut Tx<'_>, hand: Hand) -> Result<Option<Micros>> {
    Ok(tx
        .row(
            sql!(
                "SELECT MIN(due) FROM jobs WHERE state = 'waiting' AND CAST(CASE WHEN kind LIKE 'media-%' THEN 1 WHEN kind LIKE 'film-%' THEN 2 WHEN kind LIKE 'voice-%' THEN 3 ELSE 0 END AS BIGINT) = $1"
            ),
            &[hand.number().into()],
            |r| r.get::<Option<i64>>(0),
        )?
        .flatten())
}

/// The dead letters.
///
/// # Errors
/// Of the database.
pub fn dead(tx: &mut Tx<'_>) -> Result<Vec<Job>> {
    tx.rows(
        sql!("SELECT id, kind, subject, due, attempts, error FROM jobs WHERE state = 'dead' ORDER BY id"),
        &[],
        read,
    )
}

/// How many jobs wait and how many are dead.
///
/// # Errors
/// Of the database.
pub fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64)> {
    let count = |tx: &mut Tx<'_>, state: &str| {
        tx.row(
            sql!("SELECT COUNT(*) FROM jobs WHERE state = $1"),
            &[state.into()],
            |r| r.get::<i64>(0),
        )
    };
    Ok((
        count(tx, "waiting")?.unwrap_or(0),
        count(tx, "dead")?.unwrap_or(0),
    ))
}
