//! An invitation: whoever holds the link chooses how to sign in, and is in.

use serde_json::{Value, json};
use store::staff::{self, Person};
use store::{audit, sign_in};

use crate::desk::visit::{Outcome, Visit};
use crate::desk::{proof, screen, sign_in as session};
use crate::error::Problem;

/// Whom an invitation is for.
///
/// # Errors
/// 410 if it is over or was used.
pub fn invited(visit: &Visit, secret: &str) -> Result<Person, Problem> {
    let now = visit.app.newsroom.clock.now();
    let person = visit
        .app
        .newsroom
        .db
        .read(|tx| staff::invited(tx, secret, now))?;
    person.ok_or_else(|| {
        Problem::new(
            410,
            "This invitation was used already, or its time is over. Ask an administrator for a new one, or sign in.",
        )
    })
}

/// `GET /desk/invitation/{secret}`
pub fn show(visit: &Visit, secret: String) -> Outcome {
    let person = invited(visit, &secret)?;
    form(visit, 200, &secret, &person, None, &[])
}

fn form(
    visit: &Visit,
    status: u16,
    secret: &str,
    person: &Person,
    ticket: Option<&str>,
    errors: &[Value],
) -> Outcome {
    let now = visit.app.newsroom.clock.now();
    let about = screen::about(visit);
    let (expires, keys, proofs) = visit.app.newsroom.db.read(|tx| {
        Ok::<_, store::Error>((
            staff::waiting(tx, person.id, now)?.unwrap_or(now),
            sign_in::passkeys(tx, person.id)?,
            sign_in::proofs(tx, person.id)?,
        ))
    })?;
    let setup = proof::set_up(visit, &about.name, &person.email, ticket)?;
    let context = json!({
        "secret": secret,
        "reset": !keys.is_empty() || proofs.password.is_some(),
        "person": { "name": person.name, "email": person.email, "role": person.role },
        "expires": screen::time(visit, expires, &about.zone),
        "totp": setup,
        "errors": errors,
    });
    screen::show_as(visit, status, "invitation", context)
}

/// `POST /desk/invitation/{secret}`: a password and the first code of an authenticator.
pub fn answer(visit: &Visit, secret: String) -> Outcome {
    let person = invited(visit, &secret)?;
    let newsroom = &visit.app.newsroom;
    let ticket = visit.text("ticket");
    let now = newsroom.clock.now();
    let mut errors = Vec::new();
    let hash = proof::hash(visit.field("password").unwrap_or_default());
    if let Err(problem) = &hash {
        errors.push(json!({ "field": "password", "text": problem.detail }));
    }
    let totp = newsroom
        .db
        .read(|tx| sign_in::ticket(tx, &ticket, "totp", now))?;
    let step = totp
        .as_deref()
        .and_then(|secret| proof::step(secret, &visit.text("code"), now));
    if step.is_none() {
        let text = "That code is not right. Add the key to your app again, and type the code that it shows now.";
        errors.push(json!({ "field": "code", "text": text }));
    }
    let (Ok(hash), Some(step), true) = (hash, step, errors.is_empty()) else {
        return form(visit, 422, &secret, &person, Some(&ticket), &errors);
    };
    newsroom.act(|tx| {
        sign_in::take_ticket(tx, &ticket, "totp")?;
        let proofs = sign_in::Proofs {
            password: Some(hash.clone()),
            totp: totp.clone(),
            totp_step: Some(step),
        };
        sign_in::set_proofs(tx, person.id, &proofs)
    })?;
    let location = accept(visit, &person, &visit.text("name"), "password and code")?;
    Ok(screen::to(&location))
}

/// Uses the invitation up, begins a session, makes recovery codes; answers with the address that shows them once.
///
/// # Errors
/// Of the store.
pub fn accept(visit: &Visit, person: &Person, name: &str, how: &str) -> Result<String, Problem> {
    let mut person = person.clone();
    if !name.is_empty() && name.chars().count() <= story::fields::MAX_LINE {
        name.clone_into(&mut person.name);
    }
    visit.app.newsroom.act(|tx| {
        staff::accept(tx, person.id)?;
        if person.handle.is_empty() {
            person.handle = free_handle(&staff::all(tx)?, &person);
        }
        staff::change(tx, &person)?;
        audit::note(tx, &person.name, "join", None, how, &visit.origin())
    })?;
    session::begin(visit, &person, how)?;
    show_codes(visit, &person)
}

/// A handle that nobody else has: the name in small letters.
fn free_handle(all: &[Person], person: &Person) -> String {
    let plain: String = story::slug::slug(&person.name).replace('-', "");
    let plain = if plain.is_empty() {
        "colleague".to_owned()
    } else {
        plain
    };
    let free = |handle: &String| all.iter().all(|p| p.id == person.id || p.handle != *handle);
    (1..)
        .map(|n| {
            if n == 1 {
                plain.clone()
            } else {
                format!("{plain}{n}")
            }
        })
        .find(free)
        .unwrap_or_default()
}

/// Makes new recovery codes and answers with the address that shows them, once.
///
/// # Errors
/// Of the store.
pub fn show_codes(visit: &Visit, person: &Person) -> Result<String, Problem> {
    let codes = proof::recovery_codes();
    let plain: Vec<String> = codes.iter().map(|c| proof::plain_code(c)).collect();
    let ticket = crate::clock::secret();
    visit.app.newsroom.act(|tx| {
        sign_in::set_recovery(tx, person.id, &plain)?;
        let until = tx.now + proof::STEP;
        sign_in::put_ticket(tx, &ticket, "codes", &json!(codes).to_string(), until)?;
        audit::note(
            tx,
            &person.name,
            "recovery codes",
            None,
            "",
            &visit.origin(),
        )
    })?;
    Ok(format!("/desk/me/codes/{ticket}"))
}

/// `GET /desk/me/codes/{ticket}`
pub fn codes(visit: &Visit, ticket: String) -> Outcome {
    let kept = visit
        .app
        .newsroom
        .act(|tx| sign_in::take_ticket(tx, &ticket, "codes"))?
        .ok_or_else(|| {
            Problem::new(
                410,
                "Recovery codes are shown once. Make new ones under your name.",
            )
        })?;
    let codes: Value = serde_json::from_str(&kept).unwrap_or_default();
    screen::show(
        visit,
        "recovery",
        json!({ "codes": codes, "next": "/desk" }),
    )
}
