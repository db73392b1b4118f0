//! The change log: what every write touched, in the order of commits, without gaps.
//!
//! Whoever holds something made from stories follows it with [`after`].

use std::collections::BTreeSet;

use crate::db::Write;
use crate::driver::Tx;
use crate::{Micros, Result, Tag, sql};

/// One write, seen from outside.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Its place in the log: 1, 2, 3, …
    pub seq: i64,
    /// When it was made.
    pub made: Micros,
    /// The texts of the tags that it touched.
    pub tags: Vec<String>,
}

pub(crate) fn append(write: &mut Write<'_>, tags: &BTreeSet<Tag>) -> Result<Option<Change>> {
    if tags.is_empty() {
        return Ok(None);
    }
    let tags: Vec<String> = tags.iter().map(Tag::to_string).collect();
    let json = serde_json::to_string(&tags).unwrap_or_default();
    let now = write.now;
    let seq = write.row(
        sql!("INSERT INTO changes (seq, made, tags) VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM changes), $1, $2) RETURNING seq"),
        &[now.into(), (&json).into()],
        |r| r.get::<i64>(0),
    )?;
    Ok(seq.map(|seq| Change {
        seq,
        made: now,
        tags,
    }))
}

/// At most `most` changes after `seq`, in order.
///
/// # Errors
/// Of the database.
pub fn after(tx: &mut Tx<'_>, seq: i64, most: i64) -> Result<Vec<Change>> {
    tx.rows(
        sql!("SELECT seq, made, tags FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2"),
        &[seq.into(), most.into()],
        |r| {
            let seq = r.get(0)?;
            Ok(Change {
                seq,
                made: r.get(1)?,
                tags: r.json(2, || format!("change {seq}"))?,
            })
        },
    )
}

/// The place of the newest change; 0 where there is none yet.
///
/// # Errors
/// Of the database.
pub fn newest(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(tx
        .row(sql!("SELECT MAX(seq) FROM changes"), &[], |r| {
            r.get::<Option<i64>>(0)
        })?
        .flatten()
        .unwrap_or(0))
}
