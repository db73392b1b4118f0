//! The schema and how an older one is brought up to date. Migrations only go forward.

use crate::driver::Tx;
use crate::{Error, Micros, Result, cards, dialect, sql};

/// In order; the position counted from 1 is the schema's number. One portable text each.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/0001_newsroom.sql"),
    include_str!("../../../migrations/0002_desk.sql"),
    include_str!("../../../migrations/0003_media.sql"),
    include_str!("../../../migrations/0004_uses.sql"),
    include_str!("../../../migrations/0005_podcasts.sql"),
    include_str!("../../../migrations/0006_downloads.sql"),
];

/// The migration that made the desk's list, which is filled from the stories that are there.
const DESK: i64 = 2;

/// Brings the schema up to date in one transaction.
pub(crate) fn run(tx: &mut Tx<'_>, now: Micros) -> Result<()> {
    dialect::begin_write(tx)?;
    let done = forward(tx, now);
    tx.batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

fn forward(tx: &mut Tx<'_>, now: Micros) -> Result<()> {
    if !dialect::has_table(tx, "migrations")? {
        tx.batch("CREATE TABLE migrations (number BIGINT PRIMARY KEY, made BIGINT NOT NULL)")?;
    }
    let found = schema(tx)?;
    let known = MIGRATIONS.len() as i64;
    if found > known {
        return Err(Error::Newer { found, known });
    }
    for (number, text) in (1_i64..)
        .zip(MIGRATIONS)
        .filter(|(number, _)| *number > found)
    {
        tx.batch(text)?;
        if number == DESK {
            cards::fill(tx)?;
        }
        tx.run(
            sql!("INSERT INTO migrations (number, made) VALUES ($1, $2)"),
            &[number.into(), now.into()],
        )?;
    }
    Ok(())
}

/// The number of the schema that the database has.
pub(crate) fn schema(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx
        .row(sql!("SELECT MAX(number) FROM migrations"), &[], |r| {
            r.get::<Option<i64>>(0)
        })?
        .flatten()
        .unwrap_or(0))
}
