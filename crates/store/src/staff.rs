//! Staff, their invitations, and the tokens of programs. Secrets are kept as SHA-256 only.

use sha2::{Digest, Sha256};
use story::Role;

use crate::db::Write;
use crate::driver::Tx;
use crate::{Micros, Result, sql};

/// Somebody of the newsroom.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Person {
    pub id: i64,
    pub email: String,
    pub name: String,
    pub role: Role,
    /// What colleagues call them by after an @.
    pub handle: String,
    /// When they left.
    pub gone: Option<Micros>,
    /// When they were locked out.
    pub locked: Option<Micros>,
    /// When they were last at the desk.
    pub seen: Option<Micros>,
}

impl Person {
    /// Whether they may come in: nobody who has left or is locked out.
    #[must_use]
    pub fn is_in(&self) -> bool {
        self.gone.is_none() && self.locked.is_none()
    }
}

/// A program that may use the API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Token {
    pub id: i64,
    pub name: String,
    pub role: Role,
    pub created: Micros,
    pub revoked: Option<Micros>,
    pub used: Option<Micros>,
}

/// The form in which a secret is kept. Secrets are 256 random bits, so one round is enough; passwords are not
/// kept this way.
#[must_use]
pub fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// Takes somebody into the newsroom, or changes name and role; answers with the person's number.
///
/// # Errors
/// Of the database.
pub fn put(tx: &mut Write<'_>, email: &str, name: &str, role: Role) -> Result<i64> {
    let now = tx.now;
    let id = tx.row(
        sql!(
            "INSERT INTO staff (id, email, name, role, created) \
             VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM staff), $1, $2, $3, $4) \
             ON CONFLICT (email) DO UPDATE SET name = excluded.name, role = excluded.role RETURNING id"
        ),
        &[email.into(), name.into(), role.as_str().into(), now.into()],
        |r| r.get::<i64>(0),
    )?;
    Ok(id.unwrap_or_default())
}

fn read_person(r: &crate::Row<'_>) -> Result<Person> {
    let id = r.get(0)?;
    Ok(Person {
        id,
        email: r.get(1)?,
        name: r.get(2)?,
        role: r.word(3, || format!("the role of person {id}"))?,
        handle: r.get(4)?,
        gone: r.get(5)?,
        locked: r.get(6)?,
        seen: r.get(7)?,
    })
}

/// Everybody of the newsroom, also those who have left.
///
/// # Errors
/// Of the database.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Person>> {
    tx.rows(
        sql!("SELECT id, email, name, role, handle, gone, locked, seen FROM staff ORDER BY id"),
        &[],
        read_person,
    )
}

/// Somebody by their number.
///
/// # Errors
/// Of the database.
pub fn by_id(tx: &mut Tx<'_>, id: i64) -> Result<Option<Person>> {
    tx.row(
        sql!("SELECT id, email, name, role, handle, gone, locked, seen FROM staff WHERE id = $1"),
        &[id.into()],
        read_person,
    )
}

/// Somebody by their mail address, in whatever letters.
///
/// # Errors
/// Of the database.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Person>> {
    tx.row(
        sql!("SELECT id, email, name, role, handle, gone, locked, seen FROM staff WHERE LOWER(email) = $1"),
        &[(&email.trim().to_lowercase()).into()],
        read_person,
    )
}

/// Changes what is known of somebody. Whoever has left or is locked out has no sessions from then on.
///
/// # Errors
/// Of the database.
pub fn change(tx: &mut Write<'_>, person: &Person) -> Result<()> {
    tx.run(
        sql!("UPDATE staff SET name = $2, role = $3, handle = $4, gone = $5, locked = $6 WHERE id = $1"),
        &[
            person.id.into(),
            (&person.name).into(),
            person.role.as_str().into(),
            (&person.handle).into(),
            person.gone.into(),
            person.locked.into(),
        ],
    )?;
    if !person.is_in() {
        crate::sessions::end_others(tx, person.id, None)?;
    }
    Ok(())
}

/// Whom an invitation is for, if it is good: not used, not over, and the person may come in.
///
/// # Errors
/// Of the database.
pub fn invited(tx: &mut Tx<'_>, secret: &str, now: Micros) -> Result<Option<Person>> {
    let staff = tx.row(
        sql!("SELECT staff FROM invitations WHERE hash = $1 AND used IS NULL AND expires > $2"),
        &[(&hash(secret)).into(), now.into()],
        |r| r.get::<i64>(0),
    )?;
    match staff {
        Some(id) => Ok(by_id(tx, id)?.filter(Person::is_in)),
        None => Ok(None),
    }
}

/// Uses an invitation up, and with it all others of the same person.
///
/// # Errors
/// Of the database.
pub fn accept(tx: &mut Write<'_>, person: i64) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("UPDATE invitations SET used = $2 WHERE staff = $1 AND used IS NULL"),
        &[person.into(), now.into()],
    )?;
    Ok(())
}

/// Whether somebody has an invitation that is good, and until when.
///
/// # Errors
/// Of the database.
pub fn waiting(tx: &mut Tx<'_>, person: i64, now: Micros) -> Result<Option<Micros>> {
    tx.row(
        sql!(
            "SELECT expires FROM invitations WHERE staff = $1 AND used IS NULL AND expires > $2 \
             ORDER BY expires DESC LIMIT 1"
        ),
        &[person.into(), now.into()],
        |r| r.get(0),
    )
}

/// Notes an invitation for somebody, good until `expires`.
///
/// # Errors
/// Of the database.
pub fn invite(tx: &mut Write<'_>, person: i64, secret: &str, expires: Micros) -> Result<()> {
    tx.run(
        sql!("INSERT INTO invitations (hash, staff, expires) VALUES ($1, $2, $3)"),
        &[(&hash(secret)).into(), person.into(), expires.into()],
    )?;
    Ok(())
}

/// Notes a token.
///
/// # Errors
/// Of the database.
pub fn add_token(tx: &mut Write<'_>, name: &str, role: Role, secret: &str) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!(
            "INSERT INTO tokens (id, name, role, hash, created) \
             VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM tokens), $1, $2, $3, $4)"
        ),
        &[
            name.into(),
            role.as_str().into(),
            (&hash(secret)).into(),
            now.into(),
        ],
    )?;
    Ok(())
}

/// The token with this secret, unless it was revoked.
///
/// # Errors
/// Of the database.
pub fn token(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Token>> {
    let found = tx.row(
        sql!("SELECT id, name, role, created, revoked, used FROM tokens WHERE hash = $1"),
        &[(&hash(secret)).into()],
        read_token,
    )?;
    Ok(found.filter(|t| t.revoked.is_none()))
}

/// All tokens, also revoked ones.
///
/// # Errors
/// Of the database.
pub fn tokens(tx: &mut Tx<'_>) -> Result<Vec<Token>> {
    tx.rows(
        sql!("SELECT id, name, role, created, revoked, used FROM tokens ORDER BY id"),
        &[],
        read_token,
    )
}

fn read_token(r: &crate::Row<'_>) -> Result<Token> {
    let id = r.get(0)?;
    let role = r.word(2, || format!("the role of token {id}"))?;
    Ok(Token {
        id,
        name: r.get(1)?,
        role,
        created: r.get(3)?,
        revoked: r.get(4)?,
        used: r.get(5)?,
    })
}

/// Revokes every token of this name; says how many there were.
///
/// # Errors
/// Of the database.
pub fn revoke(tx: &mut Write<'_>, name: &str) -> Result<u64> {
    let now = tx.now;
    tx.run(
        sql!("UPDATE tokens SET revoked = $2 WHERE name = $1 AND revoked IS NULL"),
        &[name.into(), now.into()],
    )
}

/// Revokes one token; answers with its name, or none if there is none that could be revoked.
///
/// # Errors
/// Of the database.
pub fn revoke_one(tx: &mut Write<'_>, id: i64) -> Result<Option<String>> {
    let now = tx.now;
    tx.row(
        sql!("UPDATE tokens SET revoked = $2 WHERE id = $1 AND revoked IS NULL RETURNING name"),
        &[id.into(), now.into()],
        |r| r.get(0),
    )
}

/// Notes that a token was used.
///
/// # Errors
/// Of the database.
pub fn used(tx: &mut Write<'_>, token: i64) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("UPDATE tokens SET used = $2 WHERE id = $1"),
        &[token.into(), now.into()],
    )?;
    Ok(())
}
