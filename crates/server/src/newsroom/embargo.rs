//! Embargo: a promise to a source that nothing of a story is out before a time.

use store::{Micros, Write, stories};
use story::Act;

use super::{Actor, Error, ask, note};
use crate::times;

/// Puts a story under embargo until a time, or lifts it where there is none.
///
/// # Errors
/// A refusal of the workflow; or a schedule that the embargo would break.
pub fn embargo(
    tx: &mut Write<'_>,
    actor: &Actor,
    number: i64,
    until: Option<Micros>,
) -> Result<(), Error> {
    let (story, to) = ask(tx, actor, Act::Embargo, number)?;
    if let (Some(until), Some(at)) = (until, story.scheduled)
        && until > at
    {
        let reason = format!(
            "is after {}, for which the story is scheduled; schedule it anew first",
            times::json(at)
        );
        return Err(story::Fault::at("embargoed_until", reason).into());
    }
    stories::set_status(tx, number, to, story.scheduled, until)?;
    note(
        tx,
        actor,
        Act::Embargo,
        number,
        &until.map_or_else(|| "lifted".to_owned(), times::json),
    )
}
