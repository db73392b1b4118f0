//! How staff prove who they are: passkeys, passwords with a second step, recovery codes; and what slows guessing.

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Micros, Result, sql, staff};

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Passkey {
    pub id: i64,
    pub staff: i64,
    /// The id of the credential in hexadecimal.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    /// Public key and counter, in JSON of the library that checks it.
    pub passkey: String,
    pub made: Micros,
    pub used: Option<Micros>,
}

/// What somebody has set up besides passkeys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proofs {
    /// Argon2id in the PHC string form.
    pub password: Option<String>,
    /// The secret of the authenticator in base32 (RFC 6238).
    pub totp: Option<String>,
    /// The last time step whose code was used.
    pub totp_step: Option<i64>,
}

fn read(r: &Row<'_>) -> Result<Passkey> {
    Ok(Passkey {
        id: r.get(0)?,
        staff: r.get(1)?,
        credential: r.get(2)?,
        name: r.get(3)?,
        passkey: r.get(4)?,
        made: r.get(5)?,
        used: r.get(6)?,
    })
}

/// Somebody's passkeys.
///
/// # Errors
/// Of the database.
pub fn passkeys(tx: &mut Tx<'_>, staff: i64) -> Result<Vec<Passkey>> {
    tx.rows(
        sql!("SELECT id, staff, credential, name, passkey, made, used FROM passkeys WHERE staff = $1 ORDER BY id"),
        &[staff.into()],
        read,
    )
}

/// The passkey with this credential.
///
/// # Errors
/// Of the database.
pub fn passkey(tx: &mut Tx<'_>, credential: &str) -> Result<Option<Passkey>> {
    tx.row(
        sql!("SELECT id, staff, credential, name, passkey, made, used FROM passkeys WHERE credential = $1"),
        &[credential.into()],
        read,
    )
}

/// Adds a passkey.
///
/// # Errors
/// Of the database; also if the credential is known already.
pub fn add_passkey(
    tx: &mut Write<'_>,
    staff: i64,
    credential: &str,
    name: &str,
    passkey: &str,
) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!(
            "INSERT INTO passkeys (id, staff, credential, name, passkey, made) VALUES \
             ((SELECT COALESCE(MAX(id), 0) + 1 FROM passkeys), $1, $2, $3, $4, $5)"
        ),
        &[
            staff.into(),
            credential.into(),
            name.into(),
            passkey.into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Notes that a passkey was used, with what is known of it now.
///
/// # Errors
/// Of the database.
pub fn used_passkey(tx: &mut Write<'_>, id: i64, passkey: &str) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("UPDATE passkeys SET used = $2, passkey = $3 WHERE id = $1"),
        &[id.into(), now.into(), passkey.into()],
    )?;
    Ok(())
}

/// Drops one passkey of somebody; says whether there was one.
///
/// # Errors
/// Of the database.
pub fn drop_passkey(tx: &mut Write<'_>, staff: i64, id: i64) -> Result<bool> {
    let gone = tx.run(
        sql!("DELETE FROM passkeys WHERE staff = $1 AND id = $2"),
        &[staff.into(), id.into()],
    )?;
    Ok(gone > 0)
}

/// What somebody has set up besides passkeys.
///
/// # Errors
/// Of the database.
pub fn proofs(tx: &mut Tx<'_>, staff: i64) -> Result<Proofs> {
    let found = tx.row(
        sql!("SELECT password, totp, totp_step FROM staff WHERE id = $1"),
        &[staff.into()],
        |r| {
            Ok(Proofs {
                password: r.get(0)?,
                totp: r.get(1)?,
                totp_step: r.get(2)?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

/// Sets what somebody proves themselves with besides passkeys.
///
/// # Errors
/// Of the database.
pub fn set_proofs(tx: &mut Write<'_>, staff: i64, proofs: &Proofs) -> Result<()> {
    tx.run(
        sql!("UPDATE staff SET password = $2, totp = $3, totp_step = $4 WHERE id = $1"),
        &[
            staff.into(),
            proofs.password.as_ref().into(),
            proofs.totp.as_ref().into(),
            proofs.totp_step.into(),
        ],
    )?;
    Ok(())
}

/// Uses up a code of the authenticator: says no if it, or a later one, was used before.
///
/// # Errors
/// Of the database.
pub fn use_totp(tx: &mut Write<'_>, staff: i64, step: i64) -> Result<bool> {
    let changed = tx.run(
        sql!("UPDATE staff SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)"),
        &[staff.into(), step.into()],
    )?;
    Ok(changed > 0)
}

/// Replaces somebody's recovery codes.
///
/// # Errors
/// Of the database.
pub fn set_recovery(tx: &mut Write<'_>, staff: i64, codes: &[String]) -> Result<()> {
    tx.run(
        sql!("DELETE FROM recovery_codes WHERE staff = $1"),
        &[staff.into()],
    )?;
    for code in codes {
        tx.run(
            sql!("INSERT INTO recovery_codes (hash, staff) VALUES ($1, $2)"),
            &[(&staff::hash(code)).into(), staff.into()],
        )?;
    }
    Ok(())
}

/// Uses up a recovery code; says whether it was good.
///
/// # Errors
/// Of the database.
pub fn use_recovery(tx: &mut Write<'_>, staff: i64, code: &str) -> Result<bool> {
    let now = tx.now;
    let changed = tx.run(
        sql!("UPDATE recovery_codes SET used = $3 WHERE hash = $1 AND staff = $2 AND used IS NULL"),
        &[(&staff::hash(code)).into(), staff.into(), now.into()],
    )?;
    Ok(changed > 0)
}

/// How many recovery codes somebody has left.
///
/// # Errors
/// Of the database.
pub fn recovery_left(tx: &mut Tx<'_>, staff: i64) -> Result<i64> {
    let left = tx.row(
        sql!("SELECT COUNT(*) FROM recovery_codes WHERE staff = $1 AND used IS NULL"),
        &[staff.into()],
        |r| r.get::<i64>(0),
    )?;
    Ok(left.unwrap_or(0))
}

/// Forgets every way in that somebody has: passkeys, password, authenticator, recovery codes, the browsers that are
/// known, and their sessions.
///
/// # Errors
/// Of the database.
pub fn forget(tx: &mut Write<'_>, staff: i64) -> Result<()> {
    for statement in [
        sql!("DELETE FROM passkeys WHERE staff = $1"),
        sql!("DELETE FROM recovery_codes WHERE staff = $1"),
        sql!("DELETE FROM devices WHERE staff = $1"),
    ] {
        tx.run(statement, &[staff.into()])?;
    }
    set_proofs(tx, staff, &Proofs::default())?;
    crate::sessions::end_others(tx, staff, None)?;
    Ok(())
}

/// Remembers a browser in which somebody has signed in.
///
/// # Errors
/// Of the database.
pub fn remember(tx: &mut Write<'_>, staff: i64, secret: &str) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("INSERT INTO devices (hash, staff, made) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING"),
        &[(&staff::hash(secret)).into(), staff.into(), now.into()],
    )?;
    Ok(())
}

/// Whether somebody has signed in in this browser before.
///
/// # Errors
/// Of the database.
pub fn is_remembered(tx: &mut Tx<'_>, staff: i64, secret: &str) -> Result<bool> {
    let found = tx.row(
        sql!("SELECT made FROM devices WHERE hash = $1 AND staff = $2"),
        &[(&staff::hash(secret)).into(), staff.into()],
        |r| r.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// How often signing in has failed at a place since it last went well, and when the last time was.
///
/// # Errors
/// Of the database.
pub fn failures(tx: &mut Tx<'_>, place: &str) -> Result<(i64, Micros)> {
    let found = tx.row(
        sql!("SELECT failures, last FROM sign_in_tries WHERE place = $1"),
        &[place.into()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    Ok(found.unwrap_or((0, 0)))
}

/// Notes that signing in has failed at a place. Those of long ago, before `forgotten`, no longer count.
///
/// # Errors
/// Of the database.
pub fn failed(tx: &mut Write<'_>, place: &str, forgotten: Micros) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("DELETE FROM sign_in_tries WHERE last < $1"),
        &[forgotten.into()],
    )?;
    tx.run(
        sql!(
            "INSERT INTO sign_in_tries (place, failures, last) VALUES ($1, 1, $2) ON CONFLICT (place) DO UPDATE \
             SET failures = sign_in_tries.failures + 1, last = excluded.last"
        ),
        &[place.into(), now.into()],
    )?;
    Ok(())
}

/// Signing in went well at a place.
///
/// # Errors
/// Of the database.
pub fn succeeded(tx: &mut Write<'_>, place: &str) -> Result<()> {
    tx.run(
        sql!("DELETE FROM sign_in_tries WHERE place = $1"),
        &[place.into()],
    )?;
    Ok(())
}

/// Keeps what the next step of something needs, until then.
///
/// # Errors
/// Of the database.
pub fn put_ticket(
    tx: &mut Write<'_>,
    secret: &str,
    kind: &str,
    value: &str,
    expires: Micros,
) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("DELETE FROM tickets WHERE expires <= $1"),
        &[now.into()],
    )?;
    tx.run(
        sql!("INSERT INTO tickets (hash, kind, value, expires) VALUES ($1, $2, $3, $4)"),
        &[
            (&staff::hash(secret)).into(),
            kind.into(),
            value.into(),
            expires.into(),
        ],
    )?;
    Ok(())
}

/// What a ticket of a kind holds, without using it up.
///
/// # Errors
/// Of the database.
pub fn ticket(tx: &mut Tx<'_>, secret: &str, kind: &str, now: Micros) -> Result<Option<String>> {
    tx.row(
        sql!("SELECT value FROM tickets WHERE hash = $1 AND kind = $2 AND expires > $3"),
        &[(&staff::hash(secret)).into(), kind.into(), now.into()],
        |r| r.get(0),
    )
}

/// Uses a ticket of a kind up, and answers with what it held.
///
/// # Errors
/// Of the database.
pub fn take_ticket(tx: &mut Write<'_>, secret: &str, kind: &str) -> Result<Option<String>> {
    let now = tx.now;
    tx.row(
        sql!("DELETE FROM tickets WHERE hash = $1 AND kind = $2 AND expires > $3 RETURNING value"),
        &[(&staff::hash(secret)).into(), kind.into(), now.into()],
        |r| r.get(0),
    )
}
