//! Where stories are kept: the only crate that knows a database or a blob store.
//!
//! [`Db`] runs plain synchronous closures: `db.read(|tx| …)` sees one moment, `db.write(|tx| …)` commits all of
//! it or nothing, together with the [`Tag`]s that it touched. The functions of the other modules take the
//! transaction and speak of stories, topics and jobs. Reach: knows `story`; knows nothing of pages or HTTP.

pub mod assets;
pub mod audit;
pub mod blobs;
pub mod cards;
pub mod changes;
pub mod check;
pub mod corrections;
mod db;
mod dialect;
pub mod downloads;
mod driver;
mod error;
pub mod jobs;
pub mod lists;
mod migrations;
pub mod names;
pub mod notes;
pub mod podcasts;
pub mod recordings;
pub mod renames;
pub mod revisions;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod slots;
pub mod staff;
pub mod stories;
pub mod surveys;
mod tag;
pub mod writing;

pub use changes::Change;
pub use db::{Address, Db, Write};
pub use driver::{Args, Row, Sql, Tx, Value, all_statements};
pub use error::Error;
pub use tag::Tag;

/// Microseconds since 1970 in UTC.
pub type Micros = i64;

/// The outcome of a store function.
pub type Result<T, E = Error> = std::result::Result<T, E>;
