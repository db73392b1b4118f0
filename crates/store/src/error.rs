//! What can go wrong with the store.

/// A fault of the database or the blobs. Every text names the place and, where there is one, the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite said no.
    #[error("the SQLite database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL said no.
    #[error("the PostgreSQL database: {}", postgres_words(.0))]
    Postgres(#[from] postgres::Error),
    /// A newer program has been at this database.
    #[error(
        "the database has schema {found}, but this program knows only schemas up to {known}; \
         start the newer program that wrote it, or restore a backup from before"
    )]
    Newer {
        /// The schema of the database.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The address names no database.
    #[error("\"{0}\" names no database: give sqlite:PATH or postgres://USER@HOST/NAME")]
    Address(String),
    /// Something stored cannot be read back.
    #[error("{what} in the database cannot be read: {why}")]
    Corrupt {
        /// Which row.
        what: String,
        /// What is wrong.
        why: String,
    },
    /// A file could not be read or written.
    #[error("the file {path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The object store said no.
    #[error("the object store: {0}")]
    Objects(#[from] object_store::Error),
    /// The setting of the object store is wrong.
    #[error("{0}")]
    Setting(String),
}

/// The driver's own text says only "db error"; what the server said is one step further in.
fn postgres_words(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => db.to_string(),
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

impl Error {
    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.display().to_string(),
            source,
        }
    }

    /// Whether the connection to the server has ended, rather than a statement failed.
    pub(crate) fn is_ended_connection(&self) -> bool {
        use postgres::error::Severity;
        match self {
            Self::Postgres(e) => {
                let fatal = |db: &postgres::error::DbError| {
                    matches!(
                        db.parsed_severity(),
                        Some(Severity::Fatal | Severity::Panic)
                    )
                };
                e.is_closed() || e.as_db_error().is_some_and(fatal)
            }
            _ => false,
        }
    }

    pub(crate) fn corrupt(what: impl Into<String>, why: impl std::fmt::Display) -> Self {
        Self::Corrupt {
            what: what.into(),
            why: why.to_string(),
        }
    }
}
