//! The job that has a recogniser write the captions of a film or sound, which count as unread until somebody saves them.

use media::{Refusal, film};
use store::assets;
use store::jobs::Job;

use crate::app::App;
use crate::jobs::{Outcome, films};
use crate::newsroom::{self, Actor, Error};
use crate::work::WorkFolder;

/// Has them written.
pub(super) fn run(app: &App, job: &Job) -> Outcome {
    match write(app, &job.subject) {
        Ok(()) => Outcome::Done,
        // What cannot be heard has no words.
        Err(Error::Media(Refusal::File(words))) => Outcome::Fail(words),
        Err(e) => Outcome::Retry(e.to_string()),
    }
}

fn write(app: &App, id: &str) -> Result<(), Error> {
    let recogniser = app.config.recogniser.as_str();
    let Some(asset) = app.newsroom.db.read(|tx| assets::by_id(tx, id))? else {
        return Ok(());
    };
    if recogniser.is_empty() || !asset.details.captions.is_empty() {
        return Ok(());
    }
    let machine = |e: std::io::Error| Error::Media(Refusal::Machine(e.to_string()));
    let work = WorkFolder::new(&app.config.data).map_err(machine)?;
    let source = films::source(app, &asset, work.path())?;
    let film = film::probe(&source).map_err(Error::Media)?;
    if !film.sound {
        return Ok(());
    }
    let language = newsroom::setting::language(&app.newsroom)?;
    let speech = film::speech(&source, &film, work.path()).map_err(Error::Media)?;
    let cues = film::recognise(recogniser, &speech, &film, &language, work.path())
        .map_err(Error::Media)?;
    let text = media::captions::write(&cues);
    let actor = Actor::program("recogniser");
    newsroom::caption(
        &app.newsroom,
        &app.blobs,
        &actor,
        id,
        (&language, true),
        Some(text.as_bytes()),
    )?;
    Ok(())
}
