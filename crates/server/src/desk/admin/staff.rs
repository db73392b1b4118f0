//! The staff: who is of the newsroom, in which role, and how new people come in.

use serde_json::{Value, json};
use store::staff::{self, Person};
use store::{Micros, sign_in};

use super::{Wrong, act, errors, role};
use crate::clock;
use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit};
use crate::newsroom::people::{self, Newcomer};

/// What the screen says beside the list.
#[derive(Default)]
struct Said {
    /// What was typed, if it was wrong.
    form: Option<Value>,
    wrong: Option<Wrong>,
    /// The one who has a new link, and its secret.
    link: Option<(Person, String)>,
}

/// `GET /desk/admin/staff`
pub fn show(visit: &Visit) -> Outcome {
    page(visit, Said::default())
}

fn page(visit: &Visit, said: Said) -> Outcome {
    let now = visit.app.newsroom.clock.now();
    let zone = screen::about(visit).zone;
    let time = |at: Micros| screen::time(visit, at, &zone);
    let own = visit.staff()?.id;
    let people = visit.app.newsroom.db.read(|tx| {
        let mut people = Vec::new();
        for person in staff::all(tx)? {
            let ways = ways(
                sign_in::passkeys(tx, person.id)?.len(),
                &sign_in::proofs(tx, person.id)?,
            );
            people.push(json!({
                "id": person.id,
                "name": person.name,
                "email": person.email,
                "handle": (!person.handle.is_empty()).then(|| format!("@{}", person.handle)),
                "role": person.role,
                "status": status(&person, ways),
                "seen": person.seen.map(time),
                "ways": ways,
                "self": person.id == own,
            }));
        }
        Ok::<_, store::Error>(people)
    })?;
    let invitation = said.link.map(|(person, secret)| {
        json!({
            "name": person.name,
            "email": person.email,
            "url": format!("{}/desk/invitation/{secret}", visit.base()),
            "expires": time(now + people::INVITED),
        })
    });
    let (status, errors) = errors(said.wrong);
    let context = json!({
        "errors": errors,
        "form": said.form.unwrap_or_else(|| json!({ "email": "", "name": "", "role": "reporter" })),
        "invitation": invitation,
        "people": people,
    });
    screen::show_as(visit, status, "admin/staff", context)
}

fn status(person: &Person, ways: &str) -> &'static str {
    match person {
        p if p.gone.is_some() => "left",
        p if p.locked.is_some() => "locked",
        _ if ways.is_empty() => "invited",
        _ => "active",
    }
}

fn ways(passkeys: usize, proofs: &sign_in::Proofs) -> &'static str {
    let password = proofs.password.is_some() && proofs.totp.is_some();
    match (passkeys > 0, password) {
        (true, true) => "passkey, password and app",
        (true, false) => "passkey",
        (false, true) => "password and app",
        (false, false) => "",
    }
}

/// `POST /desk/admin/staff`: invites somebody, and shows the link this once.
pub fn invite(visit: &Visit) -> Outcome {
    let (email, name, role) = (visit.text("email"), visit.text("name"), role(visit)?);
    let secret = clock::secret();
    let new = Newcomer {
        email: &email,
        name: &name,
        role,
    };
    let said = match act(visit, |tx, by| people::invite(tx, by, new, &secret))? {
        Ok(person) => Said {
            link: Some((person, secret)),
            ..Said::default()
        },
        Err(wrong) => Said {
            form: Some(json!({ "email": email, "name": name, "role": role })),
            wrong: Some(wrong),
            link: None,
        },
    };
    page(visit, said)
}

/// `POST /desk/admin/staff/{id}/{what}`
pub fn change(visit: &Visit, (id, what): (i64, String)) -> Outcome {
    let done = |words: &str, outcome: Result<Person, Wrong>| match outcome {
        Ok(person) => {
            let words = format!("{} {words}", person.name);
            Ok(screen::told(visit, "/desk/admin/staff", "ok", &words))
        }
        Err(wrong) => page(
            visit,
            Said {
                wrong: Some(wrong),
                ..Said::default()
            },
        ),
    };
    match what.as_str() {
        "role" => {
            let role = role(visit)?;
            let changed = act(visit, |tx, by| people::change_role(tx, by, id, role))?;
            done(&format!("is now {}.", called(role)), changed)
        }
        "lock" => {
            let locked = act(visit, |tx, by| people::lock(tx, by, id, true))?;
            done("is locked out.", locked)
        }
        "unlock" => {
            let back = act(visit, |tx, by| people::lock(tx, by, id, false))?;
            done("may come in again.", back)
        }
        "leave" => {
            let gone = act(visit, |tx, by| people::leave(tx, by, id))?;
            done("has left.", gone)
        }
        "reset" => {
            let secret = clock::secret();
            match act(visit, |tx, by| people::reset(tx, by, id, &secret))? {
                Ok(person) => page(
                    visit,
                    Said {
                        link: Some((person, secret)),
                        ..Said::default()
                    },
                ),
                wrong => done("", wrong),
            }
        }
        _ => Err(crate::desk::visit::nothing_here()),
    }
}

fn called(role: story::Role) -> &'static str {
    match role {
        story::Role::Reader => "a reader",
        story::Role::Moderator => "a moderator",
        story::Role::Reporter => "a reporter",
        story::Role::Editor => "an editor",
        story::Role::Admin => "an administrator",
    }
}
