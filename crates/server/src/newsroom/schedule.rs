//! Schedule: a story goes live at a time, also if the program was down when the time came.

use store::{Micros, Write, jobs, revisions, stories};
use story::{Act, Fault};

use super::{Actor, Error, ask, note};
use crate::times;

/// The kind of the job that publishes a scheduled story; its subject is the story's number.
pub const PUBLISH_JOB: &str = "publish";
/// A time that is only just over is taken for now: clocks differ.
const GRACE: Micros = 60 * 1_000_000;

/// Schedules.
///
/// # Errors
/// A refusal of the workflow, a time that is over, a time before an embargo ends, or a story without a headline.
pub fn schedule(tx: &mut Write<'_>, actor: &Actor, number: i64, at: Micros) -> Result<(), Error> {
    let (story, to) = ask(tx, actor, Act::Schedule, number)?;
    if at < tx.now - GRACE {
        return Err(Fault::at("scheduled_at", "is over; publish the story instead").into());
    }
    if let Some(until) = story.embargo.filter(|until| *until > at) {
        return Err(Error::Embargo { number, until });
    }
    let headline =
        revisions::by_id(tx, story.newest)?.is_some_and(|r| !r.fields.headline.trim().is_empty());
    if !headline {
        return Err(Fault::at(
            "headline",
            "is empty: a story needs one before it can be scheduled",
        )
        .into());
    }
    stories::set_status(tx, number, to, Some(at), story.embargo)?;
    jobs::put(tx, PUBLISH_JOB, &number.to_string(), at)?;
    note(tx, actor, Act::Schedule, number, &times::json(at))
}
