//! Assign: a story is given to somebody to see to. Writers take stories and give their own back; editors decide.

use store::{Write, audit, staff, stories};
use story::{Fault, Role};

use super::{Actor, Error};

/// Gives a story to somebody, or to nobody. `own` is the number of the person who acts.
///
/// # Errors
/// A refusal, or somebody who is not of the staff.
pub fn assign(
    tx: &mut Write<'_>,
    actor: &Actor,
    own: i64,
    number: i64,
    to: Option<i64>,
) -> Result<(), Error> {
    let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
    if actor.role < Role::Reporter {
        return Err(Error::Forbidden("assign a story", Role::Reporter));
    }
    let takes = story.assigned.is_none_or(|who| who == own) && to.is_none_or(|who| who == own);
    if actor.role < Role::Editor && !takes {
        return Err(Error::Forbidden(
            "give a story to somebody else",
            Role::Editor,
        ));
    }
    let name = match to {
        Some(id) => {
            let person = staff::by_id(tx, id)?.filter(|p| p.gone.is_none());
            person
                .ok_or_else(|| Fault::at("person", "is nobody of the staff"))?
                .name
        }
        None => "nobody".to_owned(),
    };
    stories::assign(tx, number, to)?;
    Ok(audit::note(
        tx,
        &actor.name,
        "assign",
        Some(number),
        &format!("to {name}"),
        &actor.origin,
    )?)
}
