//! How often sounds were downloaded, by day and app, after the IAB Podcast Measurement Technical Guidelines 2.2.
//!
//! What is kept for good is a number. Until a day is over there are also marks, so that a listener counts once: keyed
//! hashes that say nothing without the day's key. No page shows any of this, so nothing here touches a tag.

use std::collections::BTreeMap;

use crate::db::Write;
use crate::driver::{Tx, Value};
use crate::{Micros, Result, sql};

/// A day of UTC: days since 1970-01-01.
pub type Day = i64;

/// Microseconds of a day.
const DAY: Micros = 86_400 * 1_000_000;

/// Most marks of a day: some 400 MB of the database. Listeners beyond them are not counted.
const MOST: i64 = 4_000_000;

/// The day that a time is of.
#[must_use]
pub fn day(at: Micros) -> Day {
    at.div_euclid(DAY)
}

/// The key of a day; `fresh`, 32 random bytes, if it has none yet.
///
/// # Errors
/// Of the database.
pub fn key(tx: &mut Write<'_>, day: Day, fresh: &[u8]) -> Result<Vec<u8>> {
    tx.run(
        sql!("INSERT INTO download_keys (day, key, marks) VALUES ($1, $2, 0) ON CONFLICT (day) DO NOTHING"),
        &[day.into(), fresh.into()],
    )?;
    let kept = tx.row(
        sql!("SELECT key FROM download_keys WHERE day = $1"),
        &[day.into()],
        |r| r.get(0),
    )?;
    Ok(kept.unwrap_or_else(|| fresh.to_vec()))
}

/// Throws away the keys of the days before one, and at most `most` marks of them: a write that took all marks of a day would
/// keep others waiting. How many marks it was.
///
/// # Errors
/// Of the database.
pub fn forget(tx: &mut Write<'_>, before: Day, most: i64) -> Result<u64> {
    tx.run(
        sql!("DELETE FROM download_keys WHERE day < $1"),
        &[before.into()],
    )?;
    tx.run(
        sql!(
            "DELETE FROM download_marks WHERE (day, mark) IN \
             (SELECT day, mark FROM download_marks WHERE day < $1 ORDER BY day, mark LIMIT $2)"
        ),
        &[before.into(), most.into()],
    )
}

/// What was sent to a listener of a sound.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The day.
    pub day: Day,
    /// The listener and the sound, as a hash with the day's key.
    pub mark: &'a [u8],
    /// The sound.
    pub asset: &'a str,
    /// What the listener hears it with.
    pub app: &'a str,
    /// How much was sent, in microseconds of sound.
    pub sound: Micros,
    /// How much of it makes a download, in the same unit.
    pub enough: Micros,
}

/// What became of [`add`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// Downloads that are counted now and were not before.
    pub counted: u64,
    /// Listeners that are not counted, because their day is over or has as many as can be.
    pub left_out: u64,
}

/// Adds what was sent, and counts the downloads that are complete by that.
///
/// # Errors
/// Of the database.
pub fn add(tx: &mut Write<'_>, all: &[Sent<'_>]) -> Result<Added> {
    let mut added = Added::default();
    // How many marks a day has, and how many are new; none of a day that is over, or has not begun.
    let mut days = BTreeMap::new();
    for sent in all {
        let (day, mark) = (sent.day.into(), sent.mark.into());
        let known = tx.row(
            sql!("UPDATE download_marks SET sent = sent + $3 WHERE day = $1 AND mark = $2 RETURNING sent"),
            &[day, mark, sent.sound.into()],
            |r| r.get::<i64>(0),
        )?;
        let before = if let Some(after) = known {
            after - sent.sound
        } else {
            let (room, new) = match days.get_mut(&sent.day) {
                Some(known) => known,
                None => {
                    let room = room(tx, sent.day)?;
                    days.entry(sent.day).or_insert((room, 0))
                }
            };
            if new >= room {
                added.left_out += 1;
                continue;
            }
            *new += 1;
            tx.run(
                sql!("INSERT INTO download_marks (day, mark, sent) VALUES ($1, $2, $3)"),
                &[day, mark, sent.sound.into()],
            )?;
            0
        };
        if before < sent.enough && before + sent.sound >= sent.enough {
            added.counted += 1;
            tx.run(
                sql!(
                    "INSERT INTO downloads (asset, day, app, count) VALUES ($1, $2, $3, 1) \
                     ON CONFLICT (asset, day, app) DO UPDATE SET count = downloads.count + 1"
                ),
                &[sent.asset.into(), day, sent.app.into()],
            )?;
        }
    }
    for (day, (_, new)) in days {
        tx.run(
            sql!("UPDATE download_keys SET marks = marks + $2 WHERE day = $1"),
            &[day.into(), new.into()],
        )?;
    }
    Ok(added)
}

/// How many more marks a day may have.
fn room(tx: &mut Tx<'_>, day: Day) -> Result<i64> {
    let marks = tx.row(
        sql!("SELECT marks FROM download_keys WHERE day = $1"),
        &[day.into()],
        |r| r.get::<i64>(0),
    )?;
    Ok(marks.map_or(0, |marks| MOST - marks))
}

/// How often a sound was downloaded.
///
/// # Errors
/// Of the database.
pub fn total(tx: &mut Tx<'_>, asset: &str) -> Result<i64> {
    let found = tx.row(
        sql!("SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM downloads WHERE asset = $1"),
        &[asset.into()],
        |r| r.get(0),
    )?;
    Ok(found.unwrap_or(0))
}

/// How often a sound was downloaded on each day from one to another, both included; days without a download are left out.
///
/// # Errors
/// Of the database.
pub fn by_day(tx: &mut Tx<'_>, asset: &str, from: Day, to: Day) -> Result<Vec<(Day, i64)>> {
    tx.rows(
        sql!(
            "SELECT day, CAST(SUM(count) AS BIGINT) FROM downloads WHERE asset = $1 AND day >= $2 AND day <= $3 \
             GROUP BY day ORDER BY day"
        ),
        &[asset.into(), from.into(), to.into()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// How often a sound was downloaded with each app from one day to another, both included, the most used first.
///
/// # Errors
/// Of the database.
pub fn by_app(tx: &mut Tx<'_>, asset: &str, from: Day, to: Day) -> Result<Vec<(String, i64)>> {
    tx.rows(
        sql!(
            "SELECT app, CAST(SUM(count) AS BIGINT) FROM downloads WHERE asset = $1 AND day >= $2 AND day <= $3 \
             GROUP BY app ORDER BY 2 DESC, app"
        ),
        &[asset.into(), from.into(), to.into()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// How often a sound was downloaded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Since it is counted.
    pub total: i64,
    /// Today and on the six days before.
    pub week: i64,
    /// Today and on the 29 days before.
    pub month: i64,
}

/// Sounds that one query asks for.
const AT_ONCE: usize = 20;

/// How often each of many sounds was downloaded up to a day, for a list of them: by asset, without those that never were.
///
/// # Errors
/// Of the database.
pub fn counts(tx: &mut Tx<'_>, assets: &[String], today: Day) -> Result<BTreeMap<String, Counts>> {
    let mut found = BTreeMap::new();
    for some in assets.chunks(AT_ONCE) {
        let mut values: Vec<Value<'_>> = vec![(today - 7).into(), (today - 30).into()];
        values.extend(some.iter().map(Value::from));
        // No asset has an empty name.
        values.resize(2 + AT_ONCE, "".into());
        found.extend(tx.rows(
            sql!(
                "SELECT asset, CAST(SUM(count) AS BIGINT), CAST(SUM(CASE WHEN day > $1 THEN count ELSE 0 END) AS BIGINT), \
                 CAST(SUM(CASE WHEN day > $2 THEN count ELSE 0 END) AS BIGINT) FROM downloads WHERE asset IN ($3, $4, $5, $6, \
                 $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) GROUP BY asset"
            ),
            &values,
            |r| {
                let counts = Counts {
                    total: r.get(1)?,
                    week: r.get(2)?,
                    month: r.get(3)?,
                };
                Ok((r.get(0)?, counts))
            },
        )?);
    }
    Ok(found)
}
