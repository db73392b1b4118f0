//! Sessions of the desk. The cookie's secret is kept as SHA-256 only.

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::staff::{self, Person};
use crate::{Micros, Result, sql};

/// Somebody signed in, in one browser.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Session {
    pub id: i64,
    pub staff: i64,
    /// What a form of this session must carry.
    pub csrf: String,
    pub began: Micros,
    pub seen: Micros,
    pub expires: Micros,
    /// What the browser calls itself.
    pub agent: String,
    /// From where it was seen last.
    pub address: String,
}

/// A session that begins.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names are those of the session")]
pub struct New<'a> {
    pub staff: i64,
    pub secret: &'a str,
    pub csrf: &'a str,
    pub expires: Micros,
    pub agent: &'a str,
    pub address: &'a str,
}

fn read(r: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: r.get(0)?,
        staff: r.get(1)?,
        csrf: r.get(2)?,
        began: r.get(3)?,
        seen: r.get(4)?,
        expires: r.get(5)?,
        agent: r.get(6)?,
        address: r.get(7)?,
    })
}

/// Begins a session.
///
/// # Errors
/// Of the database.
pub fn begin(tx: &mut Write<'_>, new: &New<'_>) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("DELETE FROM sessions WHERE expires <= $1"),
        &[now.into()],
    )?;
    tx.run(
        sql!(
            "INSERT INTO sessions (id, hash, staff, csrf, began, seen, expires, agent, address) VALUES \
             ((SELECT COALESCE(MAX(id), 0) + 1 FROM sessions), $1, $2, $3, $4, $4, $5, $6, $7)"
        ),
        &[
            (&staff::hash(new.secret)).into(),
            new.staff.into(),
            new.csrf.into(),
            now.into(),
            new.expires.into(),
            new.agent.into(),
            new.address.into(),
        ],
    )?;
    tx.run(
        sql!("UPDATE staff SET seen = $2 WHERE id = $1"),
        &[new.staff.into(), now.into()],
    )?;
    Ok(())
}

/// The session with this secret and whose it is, unless it is over or the person has left or is locked out.
///
/// # Errors
/// Of the database.
pub fn find(tx: &mut Tx<'_>, secret: &str, now: Micros) -> Result<Option<(Session, Person)>> {
    let found = tx.row(
        sql!(
            "SELECT id, staff, csrf, began, seen, expires, agent, address FROM sessions \
             WHERE hash = $1 AND expires > $2"
        ),
        &[(&staff::hash(secret)).into(), now.into()],
        read,
    )?;
    let Some(session) = found else {
        return Ok(None);
    };
    let person = staff::by_id(tx, session.staff)?.filter(Person::is_in);
    Ok(person.map(|person| (session, person)))
}

/// Notes that a session was used, from where, and until when it is good now.
///
/// # Errors
/// Of the database.
pub fn seen(tx: &mut Write<'_>, id: i64, address: &str, expires: Micros) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("UPDATE sessions SET seen = $2, address = $3, expires = $4 WHERE id = $1"),
        &[id.into(), now.into(), address.into(), expires.into()],
    )?;
    tx.run(
        sql!("UPDATE staff SET seen = $2 WHERE id = (SELECT staff FROM sessions WHERE id = $1)"),
        &[id.into(), now.into()],
    )?;
    Ok(())
}

/// Somebody's sessions that are not over, last used first.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx<'_>, staff: i64, now: Micros) -> Result<Vec<Session>> {
    tx.rows(
        sql!(
            "SELECT id, staff, csrf, began, seen, expires, agent, address FROM sessions \
             WHERE staff = $1 AND expires > $2 ORDER BY seen DESC, id DESC"
        ),
        &[staff.into(), now.into()],
        read,
    )
}

/// Ends one session of somebody; says whether there was one.
///
/// # Errors
/// Of the database.
pub fn end(tx: &mut Write<'_>, staff: i64, id: i64) -> Result<bool> {
    let gone = tx.run(
        sql!("DELETE FROM sessions WHERE staff = $1 AND id = $2"),
        &[staff.into(), id.into()],
    )?;
    Ok(gone > 0)
}

/// Ends all sessions of somebody but one.
///
/// # Errors
/// Of the database.
pub fn end_others(tx: &mut Write<'_>, staff: i64, but: Option<i64>) -> Result<u64> {
    tx.run(
        sql!("DELETE FROM sessions WHERE staff = $1 AND id <> $2"),
        &[staff.into(), but.unwrap_or(0).into()],
    )
}
