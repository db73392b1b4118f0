//! How a story is heard: the words that the voice would guess, and a person's reading in its place.

use ::story::Role;
use serde_json::{Value, json};
use store::{assets, recordings, revisions, stories};

use crate::desk::lexicon::{heard, heard_at, may_teach, taught, taught_at};
use crate::desk::visit::{Outcome, Visit, nothing_here};
use crate::desk::{chooser, screen, story};
use crate::newsroom::{self, speak};
use crate::{times, voices};

/// `GET /desk/story/{number}/voice`
pub fn show(visit: &Visit, number: i64) -> Outcome {
    page(visit, 200, number, &[])
}

fn page(visit: &Visit, status: u16, number: i64, errors: &[Value]) -> Outcome {
    let head = story::head(visit, number)?;
    let (script, sound, read, newest) = visit.app.newsroom.db.read(|tx| {
        let sound = assets::by_id(tx, &speak::sound_of(number))?;
        let read = recordings::of(tx, number)?;
        let story = stories::by_number(tx, number)?;
        let newest = match story {
            Some(story) => revisions::by_id(tx, story.newest)?.map(|r| r.revision),
            None => None,
        };
        Ok::<_, store::Error>((speak::draft(tx, number)?, sound, read, newest))
    })?;
    let (mut unknown, mut wrong) = (Vec::new(), None);
    let config = &visit.app.config;
    let ready = voices::ready(config);
    let teachable = ready && voices::can_be_taught(config);
    if let Some(script) = script.as_ref().filter(|_| teachable && read.is_none()) {
        let taught = taught(visit)?;
        for line in &script.lines {
            let words = voices::unknown(&visit.app, &taught, &line.text, script.english);
            match heard(words)? {
                Ok(words) => unknown.extend(words),
                Err(words) => wrong = wrong.or(Some(words)),
            }
        }
    }
    unknown.sort();
    unknown.dedup();
    let words: Vec<Value> = unknown
        .iter()
        .map(|word| json!({ "word": word, "hear": heard_at(word, ""), "teach": taught_at(word) }))
        .collect();
    let details = sound.map(|sound| sound.details);
    let context = json!({
        "story": head, "words": words, "wrong": wrong, "may": may_teach(visit), "voice": ready, "teachable": teachable,
        "speaks": script.is_some(),
        "reason": details.as_ref().and_then(|d| d.reason.clone()),
        "length": details.and_then(|d| d.length).map(times::length),
        "read": read.map(|read| json!({
            "reader": read.reader, "sound": read.sound, "revision": read.revision,
            "at": screen::time(visit, read.made, &screen::about(visit).zone),
        })),
        "newest": newest, "errors": errors, "sounds": chooser::choice(visit, chooser::is_heard)?,
        "may_write": visit.staff().is_ok_and(|person| person.role >= Role::Reporter),
    });
    screen::show_as(visit, status, "voice", context)
}

/// `POST /desk/story/{number}/voice`: somebody's reading.
pub fn record(visit: &Visit, number: i64) -> Outcome {
    let (actor, reader) = (visit.actor()?, visit.text("reader"));
    let done = chooser::chosen(visit, &actor).and_then(|sound| {
        visit
            .app
            .newsroom
            .act(|tx| newsroom::record(tx, &actor, number, (&sound, &reader)))
    });
    match done {
        Ok(()) => Ok(screen::told(
            visit,
            &at(number),
            "ok",
            "Readers hear this reading as soon as it is made.",
        )),
        Err(error) => {
            let (status, wrong) = chooser::wrong(error)?;
            page(visit, status, number, &[wrong])
        }
    }
}

/// `POST /desk/story/{number}/voice/{what}`
pub fn act(visit: &Visit, (number, what): (i64, String)) -> Outcome {
    if what != "remove" {
        return Err(nothing_here());
    }
    let actor = visit.actor()?;
    visit
        .app
        .newsroom
        .act(|tx| newsroom::unrecord(tx, &actor, number))?;
    let words = "The reading is let go. The sound stays in the library.";
    Ok(screen::told(visit, &at(number), "ok", words))
}

fn at(number: i64) -> String {
    format!("/desk/story/{number}/voice")
}
