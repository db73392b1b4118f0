//! Restore: a withdrawn story comes back as readers last saw it, under the dates that it had.

use store::{Write, revisions, stories};
use story::Act;

use super::{Actor, Error, ask, note};

/// Restores.
///
/// # Errors
/// A refusal of the workflow.
pub fn restore(tx: &mut Write<'_>, actor: &Actor, number: i64) -> Result<(), Error> {
    let (story, _) = ask(tx, actor, Act::Restore, number)?;
    let missing = || store::Error::Corrupt {
        what: format!("story {number}"),
        why: "its live revision is missing".into(),
    };
    let live = story.live.ok_or_else(missing)?;
    let fields = revisions::by_id(tx, live)?.ok_or_else(missing)?.fields;
    let published = story.published.unwrap_or(tx.now);
    stories::show(tx, &story, live, &fields, published, story.updated)?;
    note(tx, actor, Act::Restore, number, "")
}
