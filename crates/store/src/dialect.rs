//! The few statements that truly differ between the databases. They are not on the list of portable ones.

use crate::Result;
use crate::driver::{Sql, Tx};

/// Starts a transaction that reads one moment.
pub(crate) fn begin_read(tx: &mut Tx<'_>) -> Result<()> {
    match tx {
        Tx::Sqlite(_) => tx.batch("BEGIN DEFERRED"),
        Tx::Postgres(_) => tx.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    }
}

/// Starts a transaction that writes. One writer at a time on either database: SQLite has no other way, and on
/// PostgreSQL the lock is what makes numbers and the change log free of gaps and in the order of commits. The
/// isolation is said because a server may have another default: one that looks at the database when it begins to
/// wait for the lock would not see what was written meanwhile.
pub(crate) fn begin_write(tx: &mut Tx<'_>) -> Result<()> {
    match tx {
        Tx::Sqlite(_) => tx.batch("BEGIN IMMEDIATE"),
        Tx::Postgres(_) => tx.batch(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(7234018263410)",
        ),
    }
}

/// Keeps what was written. PostgreSQL answers the commit of a transaction in which a statement failed with a
/// rollback and no error; so it is asked something first, which it refuses if it is going to do that.
pub(crate) fn commit(tx: &mut Tx<'_>) -> Result<()> {
    match tx {
        Tx::Sqlite(_) => tx.batch("COMMIT"),
        Tx::Postgres(_) => tx.batch("SAVEPOINT whole; COMMIT"),
    }
}

/// Drops what was written, if a transaction is open at all: SQLite ends some by itself, as when the disk is full.
pub(crate) fn rollback(tx: &mut Tx<'_>) -> Result<()> {
    match tx {
        Tx::Sqlite(db) if db.is_autocommit() => Ok(()),
        Tx::Sqlite(_) | Tx::Postgres(_) => tx.batch("ROLLBACK"),
    }
}

/// Whether a table is there: asked once, before the first migration.
pub(crate) fn has_table(tx: &mut Tx<'_>, name: &str) -> Result<bool> {
    let found = match tx {
        Tx::Sqlite(_) => tx.row(Sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1"), &[name.into()], |r| r.get::<String>(0)),
        Tx::Postgres(_) => tx.row(
            Sql("SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1"),
            &[name.into()],
            |r| r.get::<String>(0),
        ),
    };
    Ok(found?.is_some())
}

/// Asks the database whether its own files are whole; answers with its complaints.
pub(crate) fn integrity(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    match tx {
        Tx::Sqlite(_) => {
            let mut said = tx.rows(
                Sql("SELECT integrity_check FROM pragma_integrity_check"),
                &[],
                |r| r.get::<String>(0),
            )?;
            said.retain(|line| line != "ok");
            said.extend(tx.rows(
                Sql("SELECT \"table\" FROM pragma_foreign_key_check"),
                &[],
                |r| {
                    Ok(format!(
                        "a row of {} points at a row that is not there",
                        r.get::<String>(0)?
                    ))
                },
            )?);
            Ok(said)
        }
        // PostgreSQL keeps checksums and foreign keys itself and has no such question.
        Tx::Postgres(_) => Ok(Vec::new()),
    }
}
