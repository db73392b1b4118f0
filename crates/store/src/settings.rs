//! Settings of the site that the newsroom changes while the program runs: its name, its policies. What the
//! program needs before it can open the database is in the configuration file instead.

use serde::{Serialize, de::DeserializeOwned};

use crate::db::Write;
use crate::driver::Tx;
use crate::{Error, Result, Tag, sql};

/// The value of a setting, if the newsroom has set it.
///
/// # Errors
/// Of the database, or if the value is of another shape.
pub fn get<T: DeserializeOwned>(tx: &mut Tx<'_>, name: &str) -> Result<Option<T>> {
    tx.row(
        sql!("SELECT value FROM settings WHERE name = $1"),
        &[name.into()],
        |r| r.json(0, || format!("the setting {name}")),
    )
}

/// Sets a setting that pages show.
///
/// # Errors
/// Of the database.
pub fn put<T: Serialize>(tx: &mut Write<'_>, name: &str, value: &T) -> Result<()> {
    keep(tx, name, value)?;
    tx.touch(Tag::Settings);
    Ok(())
}

/// Sets a setting that no page shows: no page is made anew for it.
///
/// # Errors
/// Of the database.
pub fn keep<T: Serialize>(tx: &mut Write<'_>, name: &str, value: &T) -> Result<()> {
    let json = serde_json::to_string(value)
        .map_err(|e| Error::corrupt(format!("the setting {name}"), e))?;
    tx.run(
        sql!("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
        &[name.into(), (&json).into()],
    )?;
    Ok(())
}
