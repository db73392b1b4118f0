//! The one place that knows there are two databases.
//!
//! [`Tx`] runs a statement on either. Statements are written once, with `$1`, `$2`… for their values, through
//! [`sql!`](crate::sql), which also collects them so that one test can prepare each on both databases.

use std::collections::HashMap;

use postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::{Error, Result};

/// A statement of this program. Made by [`sql!`](crate::sql) only, so that none escapes the test.
#[derive(Debug, Clone, Copy)]
pub struct Sql(pub &'static str);

inventory::collect!(Sql);

/// Every statement of the program.
pub fn all_statements() -> impl Iterator<Item = Sql> {
    inventory::iter::<Sql>().copied()
}

/// Names a statement and puts it on the list that the test prepares.
#[macro_export]
macro_rules! sql {
    ($text:expr) => {{
        const TEXT: &str = $text;
        const _: () = {
            ::inventory::submit! { $crate::Sql(TEXT) }
        };
        $crate::Sql(TEXT)
    }};
}

/// A value for a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// A whole number, a time, or truth as 0 or 1.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Bytes that are no text.
    Bytes(&'a [u8]),
}

/// The values of a statement, in the order of their numbers.
pub type Args<'a> = &'a [Value<'a>];

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<bool> for Value<'_> {
    fn from(b: bool) -> Self {
        Self::Int(i64::from(b))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(s: &'a str) -> Self {
        Self::Text(s)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(s: &'a String) -> Self {
        Self::Text(s)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(b: &'a [u8]) -> Self {
        Self::Bytes(b)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(o: Option<T>) -> Self {
        o.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Text(s) => ValueRef::Text(s.as_bytes()),
            Self::Bytes(b) => ValueRef::Blob(b),
        }))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(n) => n.to_sql(ty, out),
            Self::Text(s) => s.to_sql(ty, out),
            Self::Bytes(b) => b.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        <i64 as ToSql>::accepts(ty) || <&str as ToSql>::accepts(ty) || <&[u8] as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}

/// A row of an answer.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a postgres::Row),
}

/// What a column can be read as.
pub trait Column: Sized {
    /// Reads column `i`, counted from 0.
    ///
    /// # Errors
    /// If the column holds something else.
    fn from_row(row: &Row<'_>, i: usize) -> Result<Self>;
}

macro_rules! column {
    ($($type:ty),*) => {$(
        impl Column for $type {
            fn from_row(row: &Row<'_>, i: usize) -> Result<Self> {
                match row {
                    Row::Sqlite(row) => Ok(row.get(i)?),
                    Row::Postgres(row) => Ok(row.try_get(i)?),
                }
            }
        }
    )*};
}

column!(i64, String, Vec<u8>, Option<i64>, Option<String>);

/// The answer of a comparison, which SQLite gives as a number and PostgreSQL as a truth.
pub(crate) struct Truth(pub(crate) bool);

impl Column for Option<Truth> {
    fn from_row(row: &Row<'_>, i: usize) -> Result<Self> {
        let truth = match row {
            Row::Sqlite(row) => row.get::<_, Option<bool>>(i)?,
            Row::Postgres(row) => row.try_get::<_, Option<bool>>(i)?,
        };
        Ok(truth.map(Truth))
    }
}

impl Row<'_> {
    /// Reads column `i`, counted from 0.
    ///
    /// # Errors
    /// If the column holds something else than `T`.
    pub fn get<T: Column>(&self, i: usize) -> Result<T> {
        T::from_row(self, i)
    }

    /// Reads a JSON column; `what` names the row in the error.
    ///
    /// # Errors
    /// If it is not JSON of that shape.
    pub fn json<T: serde::de::DeserializeOwned>(
        &self,
        i: usize,
        what: impl Fn() -> String,
    ) -> Result<T> {
        serde_json::from_str(&self.get::<String>(i)?).map_err(|e| Error::corrupt(what(), e))
    }

    /// Reads a column that holds one of a type's words.
    ///
    /// # Errors
    /// If it is another word.
    pub fn word<T: std::str::FromStr<Err = String>>(
        &self,
        i: usize,
        what: impl Fn() -> String,
    ) -> Result<T> {
        self.get::<String>(i)?
            .parse()
            .map_err(|e| Error::corrupt(what(), e))
    }
}

/// A PostgreSQL connection with the statements that it has prepared, by their text's address.
pub struct Session {
    pub(crate) client: postgres::Client,
    prepared: HashMap<usize, postgres::Statement>,
}

impl Session {
    pub(crate) fn new(client: postgres::Client) -> Self {
        Self {
            client,
            prepared: HashMap::new(),
        }
    }

    fn prepare(&mut self, sql: Sql) -> Result<postgres::Statement> {
        let key = sql.0.as_ptr() as usize;
        if let Some(known) = self.prepared.get(&key) {
            return Ok(known.clone());
        }
        let statement = self.client.prepare(sql.0)?;
        self.prepared.insert(key, statement.clone());
        Ok(statement)
    }
}

/// A transaction on either database. Here, and only here, the program branches by database.
pub enum Tx<'a> {
    /// On SQLite.
    Sqlite(&'a rusqlite::Connection),
    /// On PostgreSQL.
    Postgres(&'a mut Session),
}

impl Tx<'_> {
    /// Runs a query and reads every row of its answer.
    ///
    /// # Errors
    /// Of the database, or of `read`.
    pub fn rows<T>(
        &mut self,
        sql: Sql,
        args: Args<'_>,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        match self {
            Self::Sqlite(db) => {
                let mut statement = db.prepare_cached(sql.0)?;
                bind(&mut statement, args)?;
                let mut rows = statement.raw_query();
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(read(&Row::Sqlite(row))?);
                }
                Ok(found)
            }
            Self::Postgres(session) => {
                let statement = session.prepare(sql)?;
                let rows = session.client.query(&statement, &pointers(args))?;
                rows.iter().map(|row| read(&Row::Postgres(row))).collect()
            }
        }
    }

    /// Runs a query of which at most one row is wanted.
    ///
    /// # Errors
    /// Of the database, or of `read`.
    pub fn row<T>(
        &mut self,
        sql: Sql,
        args: Args<'_>,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.rows(sql, args, read)?.into_iter().next())
    }

    /// Runs a statement that answers nothing, and says how many rows it changed.
    ///
    /// # Errors
    /// Of the database.
    pub fn run(&mut self, sql: Sql, args: Args<'_>) -> Result<u64> {
        match self {
            Self::Sqlite(db) => {
                let mut statement = db.prepare_cached(sql.0)?;
                bind(&mut statement, args)?;
                Ok(statement.raw_execute()? as u64)
            }
            Self::Postgres(session) => {
                let statement = session.prepare(sql)?;
                Ok(session.client.execute(&statement, &pointers(args))?)
            }
        }
    }

    /// Runs several statements without values, as a migration needs it.
    pub(crate) fn batch(&mut self, text: &str) -> Result<()> {
        match self {
            Self::Sqlite(db) => Ok(db.execute_batch(text)?),
            Self::Postgres(session) => Ok(session.client.batch_execute(text)?),
        }
    }

    /// Lets the database check a statement without running it.
    ///
    /// # Errors
    /// If the database does not take it.
    pub fn try_prepare(&mut self, sql: Sql) -> Result<()> {
        match self {
            Self::Sqlite(db) => db.prepare(sql.0).map(|_| ()).map_err(Into::into),
            Self::Postgres(session) => session.prepare(sql).map(|_| ()),
        }
    }

    /// How the database would go about a query: one line a step, in its own words.
    ///
    /// # Errors
    /// Of the database.
    pub fn plan(&mut self, sql: Sql, args: Args<'_>) -> Result<Vec<String>> {
        match self {
            Self::Sqlite(db) => {
                let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.0))?;
                bind(&mut statement, args)?;
                let mut rows = statement.raw_query();
                let mut plan = Vec::new();
                while let Some(row) = rows.next()? {
                    plan.push(row.get::<_, String>(3)?);
                }
                Ok(plan)
            }
            Self::Postgres(session) => {
                let rows = session
                    .client
                    .query(&format!("EXPLAIN {}", sql.0), &pointers(args))?;
                Ok(rows.iter().map(|row| row.get::<_, String>(0)).collect())
            }
        }
    }
}

/// SQLite takes `$1` for a *name* and numbers it by first appearance: `SET x = $2 WHERE y = $1` would swap its
/// values without a word. So each is bound by the number in its name.
fn bind(statement: &mut rusqlite::Statement<'_>, args: Args<'_>) -> Result<()> {
    for i in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(i)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|n| n.parse::<usize>().ok());
        let value = number
            .and_then(|n| n.checked_sub(1))
            .and_then(|n| args.get(n));
        let value = value.ok_or_else(|| rusqlite::Error::InvalidParameterCount(args.len(), i))?;
        statement.raw_bind_parameter(i, value)?;
    }
    Ok(())
}

fn pointers<'a>(args: Args<'a>) -> Vec<&'a (dyn ToSql + Sync)> {
    args.iter().map(|v| v as &(dyn ToSql + Sync)).collect()
}
