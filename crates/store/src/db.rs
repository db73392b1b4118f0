//! The database: one writer, many readers, on SQLite or PostgreSQL.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::changes::{self, Change};
use crate::driver::{Session, Tx};
use crate::{Error, Micros, Result, Tag, dialect, migrations};

/// Connections that read. Pages come from memory, so a few are enough.
const READERS: usize = 4;
/// How long a write waits for another program on the same data folder.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of this machine.
    Sqlite(PathBuf),
    /// A server, by its address.
    Postgres(String),
}

impl std::str::FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            Ok(Self::Sqlite(PathBuf::from(path)))
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self::Postgres(text.to_owned()))
        } else {
            Err(Error::Address(text.to_owned()))
        }
    }
}

enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Session>),
}

impl Connection {
    fn tx(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite(db) => Tx::Sqlite(db),
            Self::Postgres(session) => Tx::Postgres(session),
        }
    }

    fn broken(&self) -> bool {
        matches!(self, Self::Postgres(session) if session.client.is_closed())
    }
}

/// The database of a newsroom.
pub struct Db {
    address: Address,
    // Options, so that dropping can take the connections to a plain thread: dropping a PostgreSQL client inside
    // an asynchronous run time ends the process.
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    returned: Condvar,
}

/// A transaction that writes, and the tags that it has touched so far.
pub struct Write<'a> {
    tx: Tx<'a>,
    tags: BTreeSet<Tag>,
    /// The time of the write.
    pub now: Micros,
}

impl<'a> Write<'a> {
    /// Says that whatever was made from `tag` is no longer right once this commits.
    pub fn touch(&mut self, tag: Tag) {
        self.tags.insert(tag);
    }
}

impl<'a> std::ops::Deref for Write<'a> {
    type Target = Tx<'a>;
    fn deref(&self) -> &Tx<'a> {
        &self.tx
    }
}

impl<'a> std::ops::DerefMut for Write<'a> {
    fn deref_mut(&mut self) -> &mut Tx<'a> {
        &mut self.tx
    }
}

impl Db {
    /// Opens the database, makes it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// If it cannot be reached or written, or if a newer program has been at it.
    pub fn open(address: &Address, now: Micros) -> Result<Self> {
        if let Address::Sqlite(path) = address
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
        }
        let mut writer = connect(address, true)?;
        migrations::run(&mut writer.tx(), now)?;
        let mut readers = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            readers.push(connect(address, false)?);
        }
        Ok(Self {
            address: address.clone(),
            writer: Mutex::new(Some(writer)),
            readers: Mutex::new(readers),
            returned: Condvar::new(),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Reads one moment of the database.
    ///
    /// # Errors
    /// Of the database or of the closure.
    pub fn read<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = self.lend();
        self.begin(&mut lent.connection, false)?;
        let mut tx = lent.connection().tx();
        let outcome = work(&mut tx);
        // Nothing was written, so there is nothing to keep; rolling back cannot fail halfway. Where both fail, the
        // first error is the one worth telling.
        let ended = tx.batch("ROLLBACK");
        let value = outcome?;
        ended?;
        Ok(value)
    }

    /// Writes: all of the closure or nothing of it. What it touched becomes one row of the change log, in the
    /// same commit; that row is answered too, unless nothing was touched.
    ///
    /// # Errors
    /// Of the database or of the closure; then nothing has changed.
    pub fn write<T, E: From<Error>>(
        &self,
        now: Micros,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<(T, Option<Change>), E> {
        let mut turn = Turn {
            writer: lock(&self.writer),
            open: true,
        };
        self.begin(&mut turn.writer, true)?;
        let Some(connection) = turn.writer.as_mut() else {
            return Err(Error::Address(String::new()).into());
        };
        let mut write = Write {
            tx: connection.tx(),
            tags: BTreeSet::new(),
            now,
        };
        let value = work(&mut write)?;
        let tags = std::mem::take(&mut write.tags);
        let change = changes::append(&mut write, &tags)?;
        dialect::commit(&mut write.tx)?;
        turn.open = false;
        Ok((value, change))
    }

    /// Moves what SQLite has gathered in its log into its main file, without stopping anyone. Called from a
    /// thread of its own, so that no publishing editor waits for it. Does nothing on PostgreSQL.
    ///
    /// # Errors
    /// Of the database.
    pub fn settle(&self) -> Result<()> {
        let mut lent = self.lend();
        if let Connection::Sqlite(db) = lent.connection() {
            db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// A number that grows when another program has written, so that following the change log costs nothing
    /// while nothing happens. None on PostgreSQL, where there is no such number.
    ///
    /// # Errors
    /// Of the database.
    pub fn pulse(&self) -> Result<Option<i64>> {
        match lock(&self.writer).as_ref() {
            Some(Connection::Sqlite(db)) => {
                Ok(Some(db.query_row("PRAGMA data_version", [], |r| r.get(0))?))
            }
            _ => Ok(None),
        }
    }

    fn lend(&self) -> Lent<'_> {
        let mut free = lock(&self.readers);
        loop {
            if let Some(connection) = free.pop() {
                return Lent {
                    db: self,
                    connection: Some(connection),
                };
            }
            free = self
                .returned
                .wait(free)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Begins a transaction, on a new connection if the old one has ended: a server that was restarted is often
    /// noticed only by what is said to it first. Where no new one is to be had the old one stays in its place, to be
    /// replaced another time; a place that were lost would be waited for without end.
    fn begin(&self, place: &mut Option<Connection>, writes: bool) -> Result<()> {
        let begin = if writes {
            dialect::begin_write
        } else {
            dialect::begin_read
        };
        if let Some(connection) = place.as_mut().filter(|c| !c.broken()) {
            match begin(&mut connection.tx()) {
                Err(error) if error.is_ended_connection() => {}
                outcome => return outcome,
            }
        }
        let mut fresh = connect(&self.address, writes)?;
        let begun = begin(&mut fresh.tx());
        discard(place.replace(fresh));
        begun
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        discard(lock(&self.writer).take());
        for connection in lock(&self.readers).drain(..) {
            discard(Some(connection));
        }
    }
}

/// The writer while somebody writes. However that ends, by an error, a refused commit or a panic, what is not
/// committed is rolled back at once: the next write must not begin inside it, nor another program wait for it.
struct Turn<'a> {
    writer: MutexGuard<'a, Option<Connection>>,
    open: bool,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.open
            && let Some(connection) = self.writer.as_mut()
            && dialect::rollback(&mut connection.tx()).is_err()
        {
            discard(self.writer.take());
        }
    }
}

struct Lent<'a> {
    db: &'a Db,
    connection: Option<Connection>,
}

impl Lent<'_> {
    #[expect(clippy::expect_used, reason = "only drop takes the connection")]
    fn connection(&mut self) -> &mut Connection {
        self.connection
            .as_mut()
            .expect("a lent connection is there until it is given back")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // A closure that panicked leaves its transaction open; the next one must not begin inside it.
            if std::thread::panicking() {
                connection.tx().batch("ROLLBACK").ok();
            }
            lock(&self.db.readers).push(connection);
            self.db.returned.notify_one();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn discard(connection: Option<Connection>) {
    if let Some(Connection::Postgres(session)) = connection {
        std::thread::spawn(move || drop(session));
    }
}

fn connect(address: &Address, writes: bool) -> Result<Connection> {
    match address {
        Address::Sqlite(path) => {
            let db = rusqlite::Connection::open(path)?;
            db.busy_timeout(PATIENCE)?;
            db.set_prepared_statement_cache_capacity(200);
            if writes {
                log_ahead(&db)?;
                // What is deleted is gone, also for whoever reads the file past SQLite: the key of a day's downloads.
                // FAST: where that costs no page more (sqlite.org/pragma.html).
                db.execute_batch("PRAGMA secure_delete = FAST")?;
            }
            // FULL: what was acknowledged is on the disk, also when the power fails (sqlite.org/pragma.html).
            db.execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                 PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096; PRAGMA wal_autocheckpoint = 4000;",
            )?;
            if !writes {
                db.execute_batch("PRAGMA query_only = ON;")?;
            }
            Ok(Connection::Sqlite(db))
        }
        Address::Postgres(url) => Ok(Connection::Postgres(Box::new(Session::new(
            postgres_client(url)?,
        )))),
    }
}

/// Has the file written through a log beside it, so that readers and the writer do not stop each other. A file stays
/// so once it is. This one step does not wait its turn by the busy timeout: of two programs that open a fresh file
/// together SQLite tells one at once that it is locked, as both hold what the other needs.
fn log_ahead(db: &rusqlite::Connection) -> Result<()> {
    let pause = Duration::from_millis(10);
    let mut waited = Duration::ZERO;
    loop {
        match db.execute_batch("PRAGMA journal_mode = WAL") {
            Err(e)
                if e.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
                    && waited < PATIENCE =>
            {
                std::thread::sleep(pause);
                waited += pause;
            }
            outcome => return Ok(outcome?),
        }
    }
}

/// Encrypted where the address asks for it (`sslmode=require`) or the server offers it.
fn postgres_client(url: &str) -> Result<postgres::Client> {
    // A second call finds the provider installed, which is as good.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let tls = rustls::ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(postgres::Client::connect(
        url,
        tokio_postgres_rustls::MakeRustlsConnect::new(tls),
    )?)
}
