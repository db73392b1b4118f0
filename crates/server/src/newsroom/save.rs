//! Save: a new revision. A stale base is refused with both versions kept.

use serde_json::{Map, Value};
use store::{Write, revisions, stories};
use story::schema::Place;
use story::{Act, Doc, Fault, Fields, Role};

use super::{Actor, Error, ask, names, note};
use crate::times;

/// What somebody wants to save.
#[derive(Debug, Clone, Copy)]
pub struct Save<'a> {
    /// The story; none for a new one.
    pub number: Option<i64>,
    /// The revision that the values were made from; the newest where it is not said.
    pub base: Option<i64>,
    /// Any fields of a story, and `body`.
    pub values: &'a Map<String, Value>,
    /// Why, for the list of revisions.
    pub reason: &'a str,
}

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The story.
    pub number: i64,
    /// The new revision's place in the story.
    pub revision: i64,
    /// If the base was not the newest: the base and the newest. The revision is then kept aside.
    pub stale: Option<(i64, i64)>,
}

/// Fields of a story's JSON that verbs change and saving does not.
const OF_VERBS: [&str; 10] = [
    "id",
    "number",
    "url",
    "status",
    "revision",
    "live_revision",
    "first_published",
    "updated",
    "scheduled_at",
    "embargoed_until",
];

/// Saves. The caller must look at [`Saved::stale`]: see [`super::Newsroom::save`].
///
/// # Errors
/// The first wrong field, or a refusal of the workflow.
pub fn save(tx: &mut Write<'_>, actor: &Actor, asked: &Save<'_>) -> Result<Saved, Error> {
    let Some(number) = asked.number else {
        return first(tx, actor, asked);
    };
    let (story, _) = ask(tx, actor, Act::Save, number)?;
    let missing = || store::Error::Corrupt {
        what: format!("story {number}"),
        why: "its newest revision is missing".into(),
    };
    let newest = revisions::by_id(tx, story.newest)?.ok_or_else(missing)?;
    let base = asked.base.unwrap_or(newest.revision);
    let from = if base == newest.revision {
        Some(newest.clone())
    } else {
        revisions::of_story(tx, number, base)?
    };
    let Some(from) = from else {
        return Err(Fault::at(
            "base",
            format!("is {base}, but story {number} has no such revision"),
        )
        .into());
    };
    let stale = (base != newest.revision).then_some((base, newest.revision));
    let body = revisions::body(tx, from.id)?;
    let (fields, body) = changed(
        tx,
        actor,
        from.fields,
        body,
        asked.values,
        story.published.is_some(),
    )?;
    let new = revisions::New {
        story: number,
        base: Some(base),
        kept: stale.is_some(),
        maker: &actor.name,
        reason: asked.reason,
        fields: &fields,
        body: &body,
    };
    let (id, revision) = revisions::add(tx, &new)?;
    let detail = match stale {
        Some(_) => format!(
            "revision {revision}, kept aside: made from {base}, but {} was there",
            newest.revision
        ),
        None => {
            stories::set_newest(tx, number, id)?;
            format!("revision {revision}")
        }
    };
    note(tx, actor, Act::Save, number, &detail)?;
    Ok(Saved {
        number,
        revision,
        stale,
    })
}

fn first(tx: &mut Write<'_>, actor: &Actor, asked: &Save<'_>) -> Result<Saved, Error> {
    story::workflow::next(story::Status::Draft, Act::Save, actor.role)?;
    let body = Doc::of_paragraphs([]);
    let (fields, body) = changed(tx, actor, Fields::default(), body, asked.values, false)?;
    let number = stories::next_number(tx)?;
    stories::add(tx, number)?;
    let new = revisions::New {
        story: number,
        base: None,
        kept: false,
        maker: &actor.name,
        reason: asked.reason,
        fields: &fields,
        body: &body,
    };
    let (id, revision) = revisions::add(tx, &new)?;
    stories::set_newest(tx, number, id)?;
    note(tx, actor, Act::Save, number, "revision 1")?;
    Ok(Saved {
        number,
        revision,
        stale: None,
    })
}

fn changed(
    tx: &mut Write<'_>,
    actor: &Actor,
    mut fields: Fields,
    mut body: Doc,
    values: &Map<String, Value>,
    published: bool,
) -> Result<(Fields, Doc), Error> {
    let mut rest = values.clone();
    if let Some(name) = OF_VERBS.iter().find(|name| rest.contains_key(**name)) {
        return Err(Fault::at(
            name,
            "is changed by verbs (publish, schedule, embargo …), not by saving",
        )
        .into());
    }
    if let Some(value) = rest.remove("body") {
        body = Doc::parse(&value).map_err(|f| f.within(Place::Key("body".into())))?;
    }
    // A slug that follows the headline goes on following it until the story has an address that people know.
    let follows = !published
        && (fields.slug.is_empty() || fields.slug == story::slug::slug(&fields.headline));
    fields.patch(&rest)?;
    if !times::known_zone(&fields.zone) {
        return Err(Fault::at(
            "zone",
            format!(
                "is \"{}\", which is no IANA zone such as Europe/London",
                fields.zone
            ),
        )
        .into());
    }
    if rest.contains_key("slug") && !fields.slug.is_empty() {
        fields.slug = story::slug::slug(&fields.slug);
    } else if follows || fields.slug.is_empty() {
        fields.slug = if fields.headline.is_empty() {
            String::new()
        } else {
            story::slug::slug(&fields.headline)
        };
    }
    names::settle(tx, &mut fields, actor.role >= Role::Editor)?;
    Ok((fields, body))
}
