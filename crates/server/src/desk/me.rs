//! One's own sign-in: passkeys, password, authenticator, recovery codes, sessions.

use serde_json::{Value, json};
use store::{audit, sessions, sign_in, staff};

use crate::desk::visit::{Outcome, Visit};
use crate::desk::{invitation, passkey, proof, screen};
use crate::error::Problem;

/// `GET /desk/me`
pub fn show(visit: &Visit) -> Outcome {
    page(visit, 200, &[])
}

fn page(visit: &Visit, status: u16, errors: &[Value]) -> Outcome {
    let person = visit.staff()?;
    let now = visit.app.newsroom.clock.now();
    let about = screen::about(visit);
    let time = |at| screen::time(visit, at, &about.zone);
    let (keys, proofs, left, all) = visit.app.newsroom.db.read(|tx| {
        Ok::<_, store::Error>((
            sign_in::passkeys(tx, person.id)?,
            sign_in::proofs(tx, person.id)?,
            sign_in::recovery_left(tx, person.id)?,
            sessions::of(tx, person.id, now)?,
        ))
    })?;
    let setup = match proofs.totp {
        Some(_) => None,
        None => Some(proof::set_up(
            visit,
            &about.name,
            &person.email,
            visit.field("ticket"),
        )?),
    };
    let keys: Vec<Value> = keys
        .iter()
        .map(|k| {
            json!({
                "id": k.id.to_string(), "name": k.name, "made": time(k.made), "used": k.used.map(time),
            })
        })
        .collect();
    let own = visit.session.as_ref().map(|s| s.id);
    let all: Vec<Value> = all
        .iter()
        .map(|s| {
            json!({
                "id": s.id.to_string(), "device": passkey::device(&s.agent), "address": s.address,
                "began": time(s.began), "seen": time(s.seen), "this": own == Some(s.id),
            })
        })
        .collect();
    let context = json!({
        "errors": errors,
        "passkeys": keys,
        "password": proofs.password.is_some(),
        "totp": { "on": proofs.totp.is_some(), "setup": setup },
        "recovery_left": left,
        "sessions": all,
    });
    screen::show_as(visit, status, "me", context)
}

fn done(visit: &Visit, words: &str) -> Outcome {
    Ok(screen::told(visit, "/desk/me", "ok", words))
}

fn wrong(visit: &Visit, field: &str, text: &str) -> Outcome {
    page(visit, 422, &[json!({ "field": field, "text": text })])
}

/// `POST /desk/me`
pub fn change(visit: &Visit) -> Outcome {
    let mut person = visit.staff()?.clone();
    let (name, handle) = (visit.text("name"), visit.text("handle"));
    let handle = handle.trim_start_matches('@').to_lowercase();
    if name.is_empty() || name.chars().count() > story::fields::MAX_LINE {
        return wrong(visit, "name", "A name is one line, and not empty.");
    }
    let fits = (2..=40).contains(&handle.len())
        && handle
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !fits {
        return wrong(
            visit,
            "handle",
            "A handle has 2 to 40 letters, digits and underscores.",
        );
    }
    let all = visit.app.newsroom.db.read(staff::all)?;
    if all.iter().any(|p| p.id != person.id && p.handle == handle) {
        return wrong(visit, "handle", "A colleague has this handle already.");
    }
    (person.name, person.handle) = (name, handle);
    visit.app.newsroom.act(|tx| {
        staff::change(tx, &person)?;
        audit::note(tx, &person.name, "own details", None, "", &visit.origin())
    })?;
    done(visit, "Your name and handle are saved.")
}

/// `POST /desk/me/passkey/{id}/remove`
pub fn drop_passkey(visit: &Visit, id: i64) -> Outcome {
    let person = visit.staff()?;
    let (keys, proofs) = visit.app.newsroom.db.read(|tx| {
        Ok::<_, store::Error>((
            sign_in::passkeys(tx, person.id)?,
            sign_in::proofs(tx, person.id)?,
        ))
    })?;
    let other = proofs.password.is_some() && proofs.totp.is_some();
    if keys.len() < 2 && !other {
        return wrong(
            visit,
            "",
            "This is your only way in. Add another passkey, or a password with an authenticator, first.",
        );
    }
    let gone = visit.app.newsroom.act(|tx| {
        audit::note(
            tx,
            &person.name,
            "passkey removed",
            None,
            "",
            &visit.origin(),
        )?;
        sign_in::drop_passkey(tx, person.id, id)
    })?;
    if !gone {
        return Err(Problem::new(404, "There is no such passkey of yours."));
    }
    done(visit, "The passkey is removed.")
}

/// `POST /desk/me/password`
pub fn password(visit: &Visit) -> Outcome {
    let person = visit.staff()?;
    let mut proofs = visit
        .app
        .newsroom
        .db
        .read(|tx| sign_in::proofs(tx, person.id))?;
    let current = visit.field("current").unwrap_or_default();
    if proofs.password.is_some() && !proof::is_password(current, proofs.password.as_deref()) {
        return wrong(visit, "current", "That is not your password.");
    }
    match proof::hash(visit.field("password").unwrap_or_default()) {
        Ok(hash) => proofs.password = Some(hash),
        Err(problem) => return wrong(visit, "password", &problem.detail),
    }
    let own = visit.session.as_ref().map(|s| s.id);
    visit.app.newsroom.act(|tx| {
        sign_in::set_proofs(tx, person.id, &proofs)?;
        sessions::end_others(tx, person.id, own)?;
        audit::note(tx, &person.name, "password", None, "", &visit.origin())
    })?;
    done(
        visit,
        "Your password is changed, and your other sessions are ended.",
    )
}

/// `POST /desk/me/totp`
pub fn totp(visit: &Visit) -> Outcome {
    let person = visit.staff()?;
    let newsroom = &visit.app.newsroom;
    let (ticket, now) = (visit.text("ticket"), newsroom.clock.now());
    let secret = newsroom
        .db
        .read(|tx| sign_in::ticket(tx, &ticket, "totp", now))?;
    let step = secret
        .as_deref()
        .and_then(|secret| proof::step(secret, &visit.text("code"), now));
    let Some(step) = step else {
        return wrong(
            visit,
            "code",
            "That code is not right. Type the one that your app shows now.",
        );
    };
    newsroom.act(|tx| {
        let mut proofs = sign_in::proofs(tx, person.id)?;
        sign_in::take_ticket(tx, &ticket, "totp")?;
        proofs.totp = secret.clone();
        proofs.totp_step = Some(step);
        sign_in::set_proofs(tx, person.id, &proofs)?;
        audit::note(tx, &person.name, "authenticator", None, "", &visit.origin())
    })?;
    done(visit, "Your authenticator is set up.")
}

/// `POST /desk/me/totp/remove`
pub fn drop_totp(visit: &Visit) -> Outcome {
    let person = visit.staff()?;
    let (mut proofs, keys) = visit.app.newsroom.db.read(|tx| {
        Ok::<_, store::Error>((
            sign_in::proofs(tx, person.id)?,
            sign_in::passkeys(tx, person.id)?,
        ))
    })?;
    if !proof::is_password(
        visit.field("current").unwrap_or_default(),
        proofs.password.as_deref(),
    ) {
        return wrong(visit, "current", "That is not your password.");
    }
    if keys.is_empty() {
        return wrong(
            visit,
            "current",
            "This is your only way in. Add a passkey first.",
        );
    }
    (proofs.totp, proofs.totp_step) = (None, None);
    visit.app.newsroom.act(|tx| {
        sign_in::set_proofs(tx, person.id, &proofs)?;
        audit::note(
            tx,
            &person.name,
            "authenticator removed",
            None,
            "",
            &visit.origin(),
        )
    })?;
    done(
        visit,
        "The authenticator is removed. Sign in with your passkey from now on.",
    )
}

/// `POST /desk/me/recovery`
pub fn recovery(visit: &Visit) -> Outcome {
    let place = invitation::show_codes(visit, visit.staff()?)?;
    Ok(screen::to(&place))
}

/// `POST /desk/me/session/{id}/end`
pub fn end(visit: &Visit, id: i64) -> Outcome {
    let person = visit.staff()?;
    let ended = visit.app.newsroom.act(|tx| {
        audit::note(tx, &person.name, "session ended", None, "", &visit.origin())?;
        sessions::end(tx, person.id, id)
    })?;
    if !ended {
        return Err(Problem::new(404, "There is no such session of yours."));
    }
    done(visit, "The session is ended.")
}

/// `POST /desk/me/sessions/end-others`
pub fn end_others(visit: &Visit) -> Outcome {
    let person = visit.staff()?;
    let own = visit.session.as_ref().map(|s| s.id);
    visit.app.newsroom.act(|tx| {
        audit::note(
            tx,
            &person.name,
            "sessions ended",
            None,
            "",
            &visit.origin(),
        )?;
        sessions::end_others(tx, person.id, own)
    })?;
    done(visit, "Your other sessions are ended.")
}
