//! The job that makes everything of a film or sound: the still first, then the rung that plays soonest, then the rest.
//! Two are worked on at a time: one on its way to being played, and one larger rung of one that plays already. So a short
//! film never waits for the end of a long one.

use std::path::Path;

use media::film::{self, Film};
use media::picture::Wanted;
use media::{Refusal, kind, picture};
use store::assets::{self, Asset, Kind, Rendition, Status};
use store::blobs::BlobKey;
use store::jobs::{self, Job};

use crate::app::App;
use crate::jobs::Outcome;
use crate::jobs::gate::Gate;
use crate::newsroom::films::{self, RECOGNISE_JOB, Rungs};
use crate::newsroom::{Error, renditions};
use crate::work::WorkFolder;

/// Before everything until a film plays.
static BEGINNING: Gate = Gate::new();
/// Before each of its larger rungs.
static GOING_ON: Gate = Gate::new();

/// Makes it, and lets pages show each part as it is there.
pub(super) fn run(app: &App, job: &Job) -> Outcome {
    let asset = match app.newsroom.db.read(|tx| assets::by_id(tx, &job.subject)) {
        Ok(Some(asset)) => asset,
        Ok(None) => return Outcome::Done,
        Err(e) => return Outcome::Retry(e.to_string()),
    };
    match make(app, &asset) {
        Ok(()) => Outcome::Done,
        Err(Error::Media(Refusal::File(words))) => match failed(app, &asset, &words) {
            // The asset itself says why; there is nothing that anybody could do with a dead job.
            Ok(()) => Outcome::Done,
            Err(e) => Outcome::Retry(e.to_string()),
        },
        Err(e) => Outcome::Retry(e.to_string()),
    }
}

/// What is made of a film's still: a picture's sizes and crops.
///
/// # Errors
/// As [`renditions::make`].
pub(super) fn stills(
    app: &App,
    asset: &Asset,
    (source, film): (&Path, &Film),
    wanted: &[Wanted],
    folder: &Path,
) -> Result<(Vec<Rendition>, Option<String>), Error> {
    let at = films::poster_at(asset, film);
    let still = film::still(source, film, at, folder).map_err(Error::Media)?;
    let decoded = picture::decode(&still, wanted, folder).map_err(Error::Media)?;
    let made = renditions::make(&app.blobs, &asset.details, &decoded, wanted, folder)?;
    Ok((made, decoded.placeholder(folder).ok()))
}

/// Lays the original of an asset out; an animated picture as the film that is made of it.
///
/// # Errors
/// [`Refusal::File`] if it is gone or no film.
pub(super) fn source(app: &App, asset: &Asset, folder: &Path) -> Result<std::path::PathBuf, Error> {
    let gone = || {
        Error::Media(Refusal::File(format!(
            "The file that asset {} was made of is gone.",
            asset.id
        )))
    };
    let hash = asset.original.clone().ok_or_else(gone)?;
    let file = folder.join("original");
    if !app.blobs.lay_out(&BlobKey::Original { hash }, &file)? {
        return Err(gone());
    }
    let kind = kind::sniff(&file).map_err(Error::Media)?;
    if kind.is_picture() {
        return picture::animation(&file, folder).map_err(Error::Media);
    }
    Ok(file)
}

fn make(app: &App, asset: &Asset) -> Result<(), Error> {
    let machine = |e: std::io::Error| Error::Media(Refusal::Machine(e.to_string()));
    let mut turn = BEGINNING.pass();
    let work = WorkFolder::new(&app.config.data).map_err(machine)?;
    let folder = work.path();
    let source = source(app, asset, folder)?;
    let film = film::probe(&source).map_err(Error::Media)?;
    let mut told = Told { app, asset, at: 0 };
    let mut pictures = Vec::new();
    if film.picture.is_some() {
        let soon = renditions::at_once();
        let (made, placeholder) = stills(app, asset, (&source, &film), &soon, folder)?;
        pictures = made;
        told.change(|newest| {
            newest.details.placeholder = placeholder;
            newest.details.width = film.picture.map(|size| size.0);
            newest.details.height = film.picture.map(|size| size.1);
            newest.details.length = Some((film.seconds.round() as u32).max(1));
        })?;
    }
    let level = app.config.loudness as f64;
    let share = if film.picture.is_some() {
        (2.0, 10.0)
    } else {
        (2.0, 100.0)
    };
    let sound = film::sound(&source, &film, level, folder, &mut |part| {
        told.progress(part, share);
    });
    let sound = sound.map_err(Error::Media)?;
    let ladder = film::ladder(&film);
    if ladder.is_empty() {
        let sound = sound
            .ok_or_else(|| Error::Media(Refusal::File("There is nothing to hear in it.".into())))?;
        let sound = films::sound(&app.blobs, &sound)?;
        told.ready(&[sound], true)?;
        return recognise(app, asset);
    }
    let mut rungs = Rungs::default();
    // The work on a rung grows with its pixels.
    let pixels = |rung: &film::Rung| f64::from(rung.width) * f64::from(rung.height) + 200_000.0;
    let all: f64 = ladder.iter().map(pixels).sum();
    let mut from = 10.0;
    for (n, rung) in ladder.iter().enumerate() {
        let to = from + pixels(rung) / all * 88.0;
        let made = film::rung(
            &source,
            &film,
            *rung,
            sound.as_deref(),
            folder,
            &mut |part| {
                told.progress(part, (from, to));
            },
        );
        rungs.keep(&app.blobs, made.map_err(Error::Media)?)?;
        from = to;
        let last = n + 1 == ladder.len();
        if n == 0 || last {
            let mut renditions = rungs.renditions(&app.blobs, folder)?;
            renditions.extend(pictures.iter().cloned());
            told.ready(&renditions, last)?;
        }
        if last && n > 0 {
            break;
        }
        drop(turn);
        turn = GOING_ON.pass();
        if n == 0 {
            // It plays: now there is time for every size and crop of the still.
            let all = renditions::everything(&asset.details);
            pictures = stills(app, asset, (&source, &film), &all, folder)?.0;
        }
    }
    if film.sound {
        recognise(app, asset)
    } else {
        Ok(())
    }
}

/// Puts down that its words are to be written, if there is a program for that.
fn recognise(app: &App, asset: &Asset) -> Result<(), Error> {
    if app.config.recogniser.is_empty() {
        return Ok(());
    }
    app.newsroom.act(|tx| {
        let now = tx.now;
        jobs::put(tx, RECOGNISE_JOB, &asset.id, now).map_err(Error::from)
    })
}

/// Tells the desk how far it is.
struct Told<'a> {
    app: &'a App,
    asset: &'a Asset,
    at: u8,
}

impl Told<'_> {
    fn change(&self, change: impl FnOnce(&mut Asset)) -> Result<(), Error> {
        self.app.newsroom.act(|tx| {
            // Somebody may have described it meanwhile, or replaced its file: then this is about another one.
            let newest = assets::by_id(tx, &self.asset.id)?;
            if let Some(mut newest) = newest.filter(|newest| newest.original == self.asset.original)
            {
                change(&mut newest);
                assets::put(tx, &newest)?;
            }
            Ok(())
        })
    }

    fn progress(&mut self, part: f64, (from, to): (f64, f64)) {
        let hundredths = (from + part * (to - from)).clamp(0.0, 99.0) as u8;
        // Each is a write: a few a film are enough.
        if hundredths >= self.at + 7 {
            self.at = hundredths;
            self.change(|newest| newest.details.progress = Some(hundredths))
                .ok();
        }
    }

    fn ready(&self, made: &[Rendition], whole: bool) -> Result<(), Error> {
        self.change(|newest| {
            let words: Vec<Rendition> = films::kept(newest).collect();
            let details = &mut newest.details;
            details.renditions = made.iter().cloned().chain(words).collect();
            details.reason = None;
            if whole {
                details.progress = None;
            }
            newest.status = Status::Ready;
        })
    }
}

/// The desk sees why; what has been made stays.
fn failed(app: &App, asset: &Asset, words: &str) -> Result<(), Error> {
    Told { app, asset, at: 0 }.change(|newest| {
        newest.details.reason = Some(words.to_owned());
        newest.details.progress = None;
        let plays = newest
            .details
            .renditions
            .iter()
            .any(|r| !r.media_type.starts_with("image/"));
        if newest.kind == Kind::Image || !plays {
            newest.status = Status::Failed;
        }
    })
}
