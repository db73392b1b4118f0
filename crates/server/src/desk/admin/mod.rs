//! The screens of whoever runs the site: one a file. Each change is a verb of the newsroom, which asks for the
//! permission again; what a verb finds wrong is shown on the screen beside what was typed.

pub mod house_style;
pub mod sections;
pub mod site;
pub mod staff;
pub mod tokens;
pub mod topics;

use serde_json::{Value, json};
use story::schema::Place;

use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit};
use crate::error::Problem;
use crate::newsroom::people::By;
use crate::newsroom::{Actor, Error};

/// `GET /desk/admin`
pub fn show(_: &Visit) -> Outcome {
    Ok(screen::to("/desk/admin/staff"))
}

/// Does something in the name of the person who asks.
fn act<T>(
    visit: &Visit,
    verb: impl FnOnce(&mut store::Write<'_>, By<'_>) -> Result<T, Error>,
) -> Result<Result<T, Wrong>, Problem> {
    let actor: Actor = visit.actor()?;
    let own = Some(visit.staff()?.id);
    let by = By { actor: &actor, own };
    match visit.app.newsroom.act(|tx| verb(tx, by)) {
        Ok(value) => Ok(Ok(value)),
        Err(error) => Wrong::of(error).map(Err),
    }
}

/// What was wrong with a form.
struct Wrong {
    status: u16,
    error: Value,
}

impl Wrong {
    /// The status and the words for the screen; everything that no form can mend goes on as a refusal.
    fn of(error: Error) -> Result<Self, Problem> {
        match error {
            Error::Fault(fault) => {
                let field = match fault.place.last() {
                    Some(Place::Key(key)) => key.as_str(),
                    _ => "",
                };
                Ok(Self::at(422, field, &sentence(field, &fault.reason)))
            }
            Error::Against(words) => Ok(Self::at(409, "", &screen::sentence(&words))),
            other => Err(other.into()),
        }
    }

    fn at(status: u16, field: &str, text: &str) -> Self {
        Self {
            status,
            error: json!({ "field": field, "text": text }),
        }
    }
}

fn sentence(field: &str, reason: &str) -> String {
    let name = match field {
        "slug" => "the address",
        "same_as" => "the pages elsewhere",
        "aliases" => "the other names",
        "find" => "what to find",
        "" => "this",
        field => &format!("the {field}"),
    };
    screen::sentence(&format!("{name} {reason}"))
}

/// The status and the errors of a screen.
fn errors(wrong: Option<Wrong>) -> (u16, Vec<Value>) {
    match wrong {
        Some(wrong) => (wrong.status, vec![wrong.error]),
        None => (200, Vec::new()),
    }
}

/// The lines of a field that is a list, one a line.
fn lines(visit: &Visit, name: &str) -> Vec<String> {
    let text = visit.field(name).unwrap_or_default();
    let lines = text.lines().map(str::trim);
    lines.filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

/// A role of the form.
fn role(visit: &Visit) -> Result<story::Role, Problem> {
    let role = visit.text("role");
    role.parse()
        .map_err(|_| Problem::new(422, format!("\"{role}\" is no role.")))
}
