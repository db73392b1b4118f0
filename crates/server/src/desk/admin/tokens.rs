//! The tokens of programs that use the API. Each is shown once, when it is made.

use serde_json::{Value, json};
use store::staff;

use super::{Wrong, act, errors, role};
use crate::clock;
use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit};
use crate::newsroom::people;

/// `GET /desk/admin/tokens`
pub fn show(visit: &Visit) -> Outcome {
    page(visit, None, None, None)
}

fn page(visit: &Visit, form: Option<Value>, wrong: Option<Wrong>, fresh: Option<Value>) -> Outcome {
    let zone = screen::about(visit).zone;
    let time = |at| screen::time(visit, at, &zone);
    let tokens = visit.app.newsroom.db.read(staff::tokens)?;
    let tokens: Vec<Value> = tokens
        .iter()
        .map(|t| {
            json!({
                "id": t.id, "name": t.name, "role": t.role, "made": time(t.created), "used": t.used.map(time),
                "revoked": t.revoked.map(time),
            })
        })
        .collect();
    let (status, errors) = errors(wrong);
    let context = json!({
        "errors": errors,
        "form": form.unwrap_or_else(|| json!({ "name": "", "role": "reporter" })),
        "fresh": fresh,
        "tokens": tokens,
    });
    screen::show_as(visit, status, "admin/tokens", context)
}

/// `POST /desk/admin/tokens`
pub fn add(visit: &Visit) -> Outcome {
    let (name, role, secret) = (visit.text("name"), role(visit)?, clock::secret());
    let made = act(visit, |tx, by| {
        people::add_token(tx, by, &name, role, &secret)
    })?;
    match made {
        Ok(()) => {
            let fresh = json!({ "name": name, "secret": secret });
            page(visit, None, None, Some(fresh))
        }
        Err(wrong) => {
            let form = json!({ "name": name, "role": role });
            page(visit, Some(form), Some(wrong), None)
        }
    }
}

/// `POST /desk/admin/tokens/{id}/revoke`
pub fn revoke(visit: &Visit, id: i64) -> Outcome {
    match act(visit, |tx, by| people::revoke_token(tx, by, id))? {
        Ok(()) => Ok(screen::told(
            visit,
            "/desk/admin/tokens",
            "ok",
            "The token is revoked.",
        )),
        Err(wrong) => page(visit, None, Some(wrong), None),
    }
}
