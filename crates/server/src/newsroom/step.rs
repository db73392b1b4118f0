//! The steps between a writer and an editor: submit, approve, return.

use store::{Write, jobs, stories};
use story::Act;

use super::{Actor, Error, PUBLISH_JOB, ask, note};

/// Hands a story to the editors.
///
/// # Errors
/// A refusal of the workflow.
pub fn submit(tx: &mut Write<'_>, actor: &Actor, number: i64) -> Result<(), Error> {
    step(tx, actor, Act::Submit, number, "")
}

/// Finds a story good.
///
/// # Errors
/// A refusal of the workflow.
pub fn approve(tx: &mut Write<'_>, actor: &Actor, number: i64) -> Result<(), Error> {
    step(tx, actor, Act::Approve, number, "")
}

/// Sends a story back to its writer, with a reason. What it was scheduled for is off.
///
/// # Errors
/// A refusal of the workflow.
pub fn return_to_writer(
    tx: &mut Write<'_>,
    actor: &Actor,
    number: i64,
    reason: &str,
) -> Result<(), Error> {
    jobs::cancel(tx, PUBLISH_JOB, &number.to_string())?;
    step(tx, actor, Act::Return, number, reason)
}

fn step(
    tx: &mut Write<'_>,
    actor: &Actor,
    act: Act,
    number: i64,
    detail: &str,
) -> Result<(), Error> {
    let (story, to) = ask(tx, actor, act, number)?;
    stories::set_status(tx, number, to, None, story.embargo)?;
    note(tx, actor, act, number, detail)
}
