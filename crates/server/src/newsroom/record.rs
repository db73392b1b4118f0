//! Record: a person's reading of a story goes before what the voice makes.

use store::recordings::{self, Recording};
use store::{Tx, Write, assets, revisions, stories};
use story::{Act, Fault, workflow};

use super::derived::is_heard;
use super::{Actor, Error, speak};

/// Has a story heard as a person reads it: a sound of the library, or a film, of which the sound is taken.
///
/// # Errors
/// If it is neither; a refusal of the workflow.
pub fn record(
    tx: &mut Write<'_>,
    actor: &Actor,
    number: i64,
    (sound, reader): (&str, &str),
) -> Result<(), Error> {
    let newest = may(tx, actor, number)?;
    let found = assets::by_id(tx, sound)?;
    if !found.is_some_and(|found| is_heard(&found)) {
        return Err(Fault::at("sound", "must be a sound or film of the library").into());
    }
    let reader = reader.trim();
    if reader.chars().count() > story::fields::MAX_LINE || reader.contains(char::is_control) {
        return Err(Fault::at("reader", "must be one line").into());
    }
    let recording = Recording {
        story: number,
        sound: sound.to_owned(),
        reader: reader.to_owned(),
        revision: newest,
        made: tx.now,
    };
    recordings::put(tx, &recording)?;
    speak::read(tx, number)?;
    note(tx, actor, number, &format!("read by {reader}: {sound}"))
}

/// Lets a person's reading go: the voice reads the story again, if there is one.
///
/// # Errors
/// If there is none; a refusal of the workflow.
pub fn unrecord(tx: &mut Write<'_>, actor: &Actor, number: i64) -> Result<(), Error> {
    may(tx, actor, number)?;
    if !recordings::remove(tx, number)? {
        return Err(Error::Missing(format!(
            "story {number} is not read by a person any more"
        )));
    }
    speak::read(tx, number)?;
    note(tx, actor, number, "the reading by a person is let go")
}

/// Whoever may write the story may read it; what readers hear already is an editor's to change. The number of its newest
/// revision.
fn may(tx: &mut Tx<'_>, actor: &Actor, number: i64) -> Result<i64, Error> {
    let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
    let act = if story.status == story::Status::Live {
        Act::Publish
    } else {
        Act::Save
    };
    workflow::next(story.status, act, actor.role)?;
    let newest = revisions::by_id(tx, story.newest)?;
    Ok(newest.map_or(0, |newest| newest.revision))
}

fn note(tx: &mut Write<'_>, actor: &Actor, number: i64, words: &str) -> Result<(), Error> {
    let story = Some(number);
    Ok(store::audit::note(
        tx,
        &actor.name,
        "record",
        story,
        words,
        &actor.origin,
    )?)
}
