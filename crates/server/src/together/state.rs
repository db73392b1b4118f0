//! Where a story stands, for whoever has it open.

use serde_json::{Value, json};
use store::stories::Story;
use store::{Tx, revisions};
use story::{Act, Role, workflow};

use crate::{times, urls};

/// What somebody of a role may do to a story as it stands.
#[must_use]
pub fn acts(story: &Story, role: Role) -> Vec<Act> {
    Act::ALL
        .iter()
        .copied()
        .filter(|act| workflow::next(story.status, *act, role).is_ok())
        .collect()
}

/// The state of a story as the desk's pages know it.
///
/// # Errors
/// Of the store.
pub fn state(tx: &mut Tx<'_>, story: &Story, role: Role) -> store::Result<Value> {
    let newest = revisions::by_id(tx, story.newest)?;
    let live = match story.live {
        Some(id) if id != story.newest => revisions::by_id(tx, id)?.map(|r| r.revision),
        Some(_) => newest.as_ref().map(|r| r.revision),
        None => None,
    };
    let slug = newest.as_ref().map_or("", |r| r.fields.slug.as_str());
    let shown = story.status == story::Status::Live;
    let time = |at: Option<i64>| at.map(times::json);
    Ok(json!({
        "status": story.status,
        "revision": newest.as_ref().map(|r| r.revision),
        "live_revision": live,
        "acts": acts(story, role),
        "scheduled_at": time(story.scheduled),
        "embargoed_until": time(story.embargo),
        "first_published": time(story.published),
        "updated": time(story.updated),
        "url": shown.then(|| urls::story(story.number, slug)),
    }))
}
