//! Signing in with a password and a second step, signing out, and what slows guessing.
//!
//! Guesses are counted apart for browsers in which the person has signed in before and for all others: whoever
//! guesses elsewhere slows themselves, not the owner. Passkeys cannot be guessed and are never slowed.

use serde_json::json;
use store::staff::{self, Person};
use store::{Micros, audit, sessions, sign_in};

use crate::clock;
use crate::desk::oidc;
use crate::desk::proof;
use crate::desk::screen;
use crate::desk::visit::{DEVICE_COOKIE, Outcome, SESSION, SESSION_COOKIE, Visit};
use crate::error::Problem;
use crate::http::answer::Answer;

/// So many guesses are free.
const FREE: i64 = 5;
/// The longest that somebody waits after a wrong guess: a quarter of an hour.
const LONGEST: Micros = 15 * 60 * 1_000_000;
/// Failures count for a day.
const DAY: Micros = 24 * 3600 * 1_000_000;
/// A browser is remembered for a year.
const YEAR: i64 = 365 * 24 * 3600;

/// `GET /desk/sign-in`
pub fn show(visit: &Visit) -> Outcome {
    let next = screen::next(visit.asked("next"));
    if visit.person.is_some() {
        return Ok(screen::to(next));
    }
    start(visit, 200, next, "", None)
}

fn start(visit: &Visit, status: u16, next: &str, email: &str, error: Option<&str>) -> Outcome {
    let context = json!({
        "step": "start", "next": next, "email": email, "error": error, "oidc": oidc::offered(visit),
    });
    screen::show_as(visit, status, "sign-in", context)
}

fn code(visit: &Visit, status: u16, next: &str, email: &str, error: Option<&str>) -> Outcome {
    let context = json!({
        "step": "code", "next": next, "email": email, "error": error, "oidc": null,
    });
    screen::show_as(visit, status, "sign-in", context)
}

/// The cookie of a password that waits for its code.
const WAITING: &str = "desk-step";

/// `POST /desk/sign-in`
pub fn answer(visit: &Visit) -> Outcome {
    if visit.field("step") == Some("code") {
        second(visit)
    } else {
        first(visit)
    }
}

/// The place at which guesses are counted: this person in this browser, or in any that is not known.
fn place(visit: &Visit, email: &str, person: Option<&Person>) -> Result<String, Problem> {
    let email = email.to_lowercase();
    if let (Some(person), Some(device)) = (person, visit.cookie(DEVICE_COOKIE)) {
        let known = visit
            .app
            .newsroom
            .db
            .read(|tx| sign_in::is_remembered(tx, person.id, &device))?;
        if known {
            return Ok(format!("{} {}", person.id, staff::hash(&device)));
        }
    }
    Ok(staff::hash(&email))
}

/// How long nobody may guess here any more.
fn wait(visit: &Visit, place: &str) -> Result<Option<Micros>, Problem> {
    let now = visit.app.newsroom.clock.now();
    let (failures, last) = visit
        .app
        .newsroom
        .db
        .read(|tx| sign_in::failures(tx, place))?;
    if failures < FREE || now - last > DAY {
        return Ok(None);
    }
    let doubled = 1_000_000_i64 << (failures - FREE).min(20);
    let until = last + doubled.min(LONGEST);
    Ok((until > now).then_some(until - now))
}

fn too_many(wait: Micros) -> String {
    let seconds = wait / 1_000_000 + 1;
    let time = if seconds < 90 {
        format!("{seconds} seconds")
    } else {
        format!("{} minutes", (seconds + 59) / 60)
    };
    format!(
        "There were too many wrong tries. Wait {time} and try again, or sign in with a passkey, which is not held up."
    )
}

fn fail(visit: &Visit, place: &str, email: &str, what: &str) -> Result<(), Problem> {
    let now = visit.app.newsroom.clock.now();
    Ok(visit.app.newsroom.act(|tx| {
        sign_in::failed(tx, place, now - DAY)?;
        // Under no name: whoever guesses would put names of their own choice among those who have acted.
        let detail = format!("{what} for {email}");
        audit::note(
            tx,
            "nobody",
            "sign-in refused",
            None,
            &detail,
            &visit.origin(),
        )
    })?)
}

fn first(visit: &Visit) -> Outcome {
    let (next, email) = (
        screen::next(visit.field("next").unwrap_or_default()),
        visit.text("email"),
    );
    let newsroom = &visit.app.newsroom;
    let person = newsroom
        .db
        .read(|tx| staff::by_email(tx, &email))?
        .filter(Person::is_in);
    let place = place(visit, &email, person.as_ref())?;
    if let Some(left) = wait(visit, &place)? {
        return start(visit, 429, next, &email, Some(&too_many(left)));
    }
    let proofs = match &person {
        Some(person) => newsroom.db.read(|tx| sign_in::proofs(tx, person.id))?,
        None => sign_in::Proofs::default(),
    };
    let given = visit.field("password").unwrap_or_default();
    let right = proof::is_password(given, proofs.password.as_deref());
    let Some(person) = person.filter(|_| right && proofs.totp.is_some()) else {
        fail(visit, &place, &email, "password")?;
        return start(
            visit,
            422,
            next,
            &email,
            Some("The address and the password do not belong together."),
        );
    };
    let ticket = clock::secret();
    let value = json!({ "person": person.id, "place": place, "email": email }).to_string();
    newsroom.act(|tx| {
        let until = tx.now + proof::STEP;
        sign_in::put_ticket(tx, &ticket, "code", &value, until)
    })?;
    visit.set_cookie(WAITING, &ticket, proof::STEP / 1_000_000);
    code(visit, 200, next, &email, None)
}

fn second(visit: &Visit) -> Outcome {
    let next = screen::next(visit.field("next").unwrap_or_default());
    let newsroom = &visit.app.newsroom;
    let now = newsroom.clock.now();
    let over = || {
        start(
            visit,
            422,
            next,
            "",
            Some("That took too long; begin again."),
        )
    };
    let Some(ticket) = visit.cookie(WAITING) else {
        return over();
    };
    let waiting = newsroom
        .db
        .read(|tx| sign_in::ticket(tx, &ticket, "code", now))?
        .and_then(|v| serde_json::from_str::<serde_json::Value>(&v).ok());
    let Some(waiting) = waiting else {
        return over();
    };
    let id = waiting["person"].as_i64().unwrap_or_default();
    let (place, email) = (
        waiting["place"].as_str().unwrap_or_default(),
        waiting["email"].as_str().unwrap_or_default(),
    );
    if let Some(left) = wait(visit, place)? {
        return code(visit, 429, next, email, Some(&too_many(left)));
    }
    let Some(person) = newsroom
        .db
        .read(|tx| staff::by_id(tx, id))?
        .filter(Person::is_in)
    else {
        return over();
    };
    let Some(how) = prove(visit, &person, &visit.text("code"))? else {
        fail(visit, place, email, "code")?;
        let wrong =
            "That code is not right, or it was used already. Try the next one that your app shows.";
        return code(visit, 422, next, email, Some(wrong));
    };
    let place = place.to_owned();
    newsroom.act(|tx| {
        sign_in::succeeded(tx, &place)?;
        sign_in::take_ticket(tx, &ticket, "code")
    })?;
    visit.set_cookie(WAITING, "", 0);
    begin(visit, &person, how)?;
    Ok(screen::to(next))
}

/// Uses up a code of the authenticator or a recovery code, and says which it was.
fn prove(visit: &Visit, person: &Person, given: &str) -> Result<Option<&'static str>, Problem> {
    let newsroom = &visit.app.newsroom;
    let proofs = newsroom.db.read(|tx| sign_in::proofs(tx, person.id))?;
    let step = proofs
        .totp
        .and_then(|secret| proof::step(&secret, given, newsroom.clock.now()));
    if let Some(step) = step {
        let fresh = newsroom.act(|tx| sign_in::use_totp(tx, person.id, step))?;
        return Ok(fresh.then_some("password and code"));
    }
    let recovery = proof::plain_code(given);
    if recovery.len() == 12 {
        let good = newsroom.act(|tx| sign_in::use_recovery(tx, person.id, &recovery))?;
        return Ok(good.then_some("password and recovery code"));
    }
    Ok(None)
}

/// Begins a session for somebody who has proved who they are. It has a new secret, whatever cookie the browser had
/// before: nobody can have put it there (session fixation).
///
/// # Errors
/// Of the store.
pub fn begin(visit: &Visit, person: &Person, how: &str) -> Result<(), Problem> {
    let newsroom = &visit.app.newsroom;
    let (secret, csrf) = (clock::secret(), clock::secret());
    let device = visit.cookie(DEVICE_COOKIE).filter(|d| d.len() == 64);
    let device = device.unwrap_or_else(clock::secret);
    newsroom.act(|tx| {
        if let Some(old) = &visit.session {
            sessions::end(tx, old.staff, old.id)?;
        }
        let expires = tx.now + SESSION;
        let new = sessions::New {
            staff: person.id,
            secret: &secret,
            csrf: &csrf,
            expires,
            agent: &visit.agent,
            address: &visit.address,
        };
        sessions::begin(tx, &new)?;
        sign_in::remember(tx, person.id, &device)?;
        audit::note(tx, &person.name, "sign in", None, how, &visit.origin())
    })?;
    visit.set_cookie(SESSION_COOKIE, &secret, SESSION / 1_000_000);
    visit.set_cookie(DEVICE_COOKIE, &device, YEAR);
    Ok(())
}

/// `POST /desk/sign-out`
pub fn out(visit: &Visit) -> Result<Answer, Problem> {
    if let (Some(session), Some(person)) = (&visit.session, &visit.person) {
        visit.app.newsroom.act(|tx| {
            sessions::end(tx, session.staff, session.id)?;
            audit::note(tx, &person.name, "sign out", None, "", &visit.origin())
        })?;
    }
    visit.set_cookie(SESSION_COOKIE, "", 0);
    Ok(screen::to("/desk/sign-in"))
}
