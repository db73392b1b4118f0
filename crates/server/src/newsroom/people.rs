//! People: who is of the newsroom, in which role, and which programs may use the API. An admin says so, or whoever
//! runs the program on the command line.
//!
//! Nobody takes power from themself, and the last admin keeps theirs: a newsroom without one could only be opened
//! from the command line.

use store::staff::{self, Person};
use store::{Micros, Tx, Write, audit, sign_in};
use story::{Fault, Role};

use super::{Actor, Error};

/// How long an invitation is good: a week.
pub const INVITED: Micros = 7 * 24 * 3600 * 1_000_000;

/// Who acts: the actor, and their own number if they are of the staff.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// For permission and audit.
    pub actor: &'a Actor,
    /// None for the command line.
    pub own: Option<i64>,
}

/// Somebody new.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Newcomer<'a> {
    pub email: &'a str,
    /// The part of the address before the @, if it is empty.
    pub name: &'a str,
    pub role: Role,
}

/// Asks once more, in the same commit as the act, whether somebody is an admin: two admins who demote each other at
/// the same moment do not both succeed.
pub(super) fn admin(tx: &mut Tx<'_>, by: By<'_>) -> Result<(), Error> {
    let role = match by.own {
        Some(own) => {
            let person = staff::by_id(tx, own)?.filter(Person::is_in);
            person.map_or(Role::Reader, |p| p.role)
        }
        None => by.actor.role,
    };
    if role < Role::Admin {
        return Err(Error::NotAdmin(role));
    }
    Ok(())
}

pub(super) fn note(
    tx: &mut Write<'_>,
    actor: &Actor,
    act: &str,
    detail: &str,
) -> Result<(), Error> {
    Ok(audit::note(
        tx,
        &actor.name,
        act,
        None,
        detail,
        &actor.origin,
    )?)
}

/// A person whose power somebody may take: not their own, and not the last admin's.
fn other(tx: &mut Tx<'_>, by: By<'_>, id: i64) -> Result<Person, Error> {
    admin(tx, by)?;
    let person = person(tx, id)?;
    if by.own == Some(id) {
        return Err(Error::Against(
            "nobody may do this to themself; ask another administrator".into(),
        ));
    }
    Ok(person)
}

fn person(tx: &mut Tx<'_>, id: i64) -> Result<Person, Error> {
    staff::by_id(tx, id)?.ok_or_else(|| Error::Missing(format!("there is no colleague {id}")))
}

fn leaves_an_admin(tx: &mut Tx<'_>, but: &Person) -> Result<(), Error> {
    let is_admin = |p: &Person| p.role == Role::Admin && p.is_in();
    let others = staff::all(tx)?
        .iter()
        .any(|p| p.id != but.id && is_admin(p));
    if is_admin(but) && !others {
        return Err(Error::Against(format!(
            "{} is the only administrator; make somebody else one first",
            but.name
        )));
    }
    Ok(())
}

/// Invites somebody whom nobody knows yet. The link's secret is good until a week from now.
///
/// # Errors
/// A wrong field; an address that somebody has already.
pub fn invite(
    tx: &mut Write<'_>,
    by: By<'_>,
    new: Newcomer<'_>,
    secret: &str,
) -> Result<Person, Error> {
    admin(tx, by)?;
    let email = mail_address(new.email)?;
    if let Some(known) = staff::by_email(tx, email)? {
        let what = if known.gone.is_some() {
            "has left; invite them back from the list"
        } else {
            "is of the staff already"
        };
        return Err(Fault::at("email", format!("is that of {}, who {what}", known.name)).into());
    }
    let name = printed_name(email, new.name)?;
    let id = staff::put(tx, email, &name, new.role)?;
    note(tx, by.actor, "invite", &format!("{email} as {}", new.role))?;
    link(tx, id, secret)
}

/// Lets somebody in, known or not, with this role and a new link beside the ways in that they have: for whoever runs
/// the program, who has no other way back after the last admin is gone.
///
/// # Errors
/// A wrong field.
pub fn let_in(
    tx: &mut Write<'_>,
    by: By<'_>,
    new: Newcomer<'_>,
    secret: &str,
) -> Result<Person, Error> {
    admin(tx, by)?;
    let Some(mut known) = staff::by_email(tx, new.email)? else {
        return invite(tx, by, new, secret);
    };
    if new.role < Role::Admin {
        leaves_an_admin(tx, &known)?;
    }
    if !new.name.is_empty() {
        known.name = printed_name(new.email, new.name)?;
    }
    (known.role, known.gone, known.locked) = (new.role, None, None);
    staff::change(tx, &known)?;
    let detail = format!("{} as {}", known.email, known.role);
    note(tx, by.actor, "invite", &detail)?;
    link(tx, known.id, secret)
}

/// Gives somebody a new link and takes every way in that they had, at once: passkeys and passwords may be in the
/// hands of others. Whoever had left is back.
///
/// # Errors
/// If it is oneself, or somebody who is locked out: their link would not work.
pub fn reset(tx: &mut Write<'_>, by: By<'_>, id: i64, secret: &str) -> Result<Person, Error> {
    let mut person = other(tx, by, id)?;
    if person.locked.is_some() && person.gone.is_none() {
        return Err(Error::Against(format!(
            "{} is locked out, and a link would not work; let them back in first",
            person.name
        )));
    }
    let act = if person.gone.is_some() {
        (person.gone, person.locked) = (None, None);
        staff::change(tx, &person)?;
        "come back"
    } else {
        "reset sign-in"
    };
    sign_in::forget(tx, id)?;
    note(tx, by.actor, act, &person.email)?;
    link(tx, id, secret)
}

fn link(tx: &mut Write<'_>, id: i64, secret: &str) -> Result<Person, Error> {
    // Links that were sent before no longer work.
    staff::accept(tx, id)?;
    let until = tx.now + INVITED;
    staff::invite(tx, id, secret, until)?;
    person(tx, id)
}

/// Changes somebody's role, at once.
///
/// # Errors
/// If it is oneself or the last admin.
pub fn change_role(tx: &mut Write<'_>, by: By<'_>, id: i64, role: Role) -> Result<Person, Error> {
    let mut person = other(tx, by, id)?;
    if role < Role::Admin {
        leaves_an_admin(tx, &person)?;
    }
    let detail = format!("{} from {} to {role}", person.email, person.role);
    person.role = role;
    staff::change(tx, &person)?;
    note(tx, by.actor, "role", &detail)?;
    Ok(person)
}

/// Locks somebody out, or lets them back in. Their ways in are kept, their sessions end.
///
/// # Errors
/// If it is oneself, the last admin, or somebody who has left.
pub fn lock(tx: &mut Write<'_>, by: By<'_>, id: i64, locked: bool) -> Result<Person, Error> {
    let mut person = other(tx, by, id)?;
    if person.gone.is_some() {
        return Err(Error::Against(format!("{} has left", person.name)));
    }
    if locked {
        leaves_an_admin(tx, &person)?;
    }
    person.locked = locked.then_some(tx.now);
    staff::change(tx, &person)?;
    let act = if locked { "lock out" } else { "let back in" };
    note(tx, by.actor, act, &person.email)?;
    Ok(person)
}

/// Notes that somebody has left: sessions, ways in and open invitations are gone; the name stays in stories and in
/// the audit.
///
/// # Errors
/// If it is oneself or the last admin.
pub fn leave(tx: &mut Write<'_>, by: By<'_>, id: i64) -> Result<Person, Error> {
    let mut person = other(tx, by, id)?;
    leaves_an_admin(tx, &person)?;
    person.gone = person.gone.or(Some(tx.now));
    staff::change(tx, &person)?;
    sign_in::forget(tx, id)?;
    staff::accept(tx, id)?;
    note(tx, by.actor, "leave", &person.email)?;
    Ok(person)
}

/// Makes a token for a program.
///
/// # Errors
/// A wrong name.
pub fn add_token(
    tx: &mut Write<'_>,
    by: By<'_>,
    name: &str,
    role: Role,
    secret: &str,
) -> Result<(), Error> {
    admin(tx, by)?;
    let name = line("name", name)?;
    staff::add_token(tx, name, role, secret)?;
    note(tx, by.actor, "token", &format!("{name} as {role}"))
}

/// Revokes a token by its number.
///
/// # Errors
/// If there is none that could be revoked.
pub fn revoke_token(tx: &mut Write<'_>, by: By<'_>, id: i64) -> Result<(), Error> {
    admin(tx, by)?;
    let name = staff::revoke_one(tx, id)?
        .ok_or_else(|| Error::Missing(format!("there is no token {id} that could be revoked")))?;
    note(tx, by.actor, "revoke token", &name)
}

/// Revokes every token of a name; answers how many there were.
///
/// # Errors
/// Of the store.
pub fn revoke_tokens(tx: &mut Write<'_>, by: By<'_>, name: &str) -> Result<u64, Error> {
    admin(tx, by)?;
    let gone = staff::revoke(tx, name)?;
    if gone > 0 {
        note(tx, by.actor, "revoke token", name)?;
    }
    Ok(gone)
}

fn mail_address(email: &str) -> Result<&str, Error> {
    let email = email.trim();
    let fits = email.len() <= 254
        && !email.contains(|c: char| c.is_whitespace() || c.is_control())
        && email.split_once('@').is_some_and(|(before, after)| {
            !before.is_empty() && after.contains('.') && !after.contains('@')
        });
    if !fits {
        return Err(Fault::at("email", format!("is \"{email}\", which is no mail address")).into());
    }
    Ok(email)
}

fn printed_name(email: &str, name: &str) -> Result<String, Error> {
    let name = name.trim();
    if name.is_empty() {
        let before = email.split('@').next().unwrap_or_default();
        return Ok(before.to_owned());
    }
    Ok(line("name", name)?.to_owned())
}

/// One line that says something.
pub(super) fn line<'a>(field: &str, text: &'a str) -> Result<&'a str, Error> {
    let text = text.trim();
    let most = story::fields::MAX_LINE;
    if text.is_empty() {
        return Err(Fault::at(field, "is empty").into());
    }
    if text.chars().count() > most || text.contains(char::is_control) {
        return Err(Fault::at(field, format!("must be one line of {most} characters")).into());
    }
    Ok(text)
}
