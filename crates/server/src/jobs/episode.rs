//! The job that makes what is heard of an episode: MP3 and Opus at the loudness of podcasts, the MP3 with its title, cover
//! and chapters; the chapters and the words for players that show them. Where only words have changed, the sound is kept as
//! it is. And the job that publishes an episode whose time has come.

use media::tags::{self, Part, Tags};
use media::{Refusal, film};
use serde_json::json;
use store::assets::{self, Asset, Details, Kind, Rendition, Status as Made};
use store::blobs::BlobKey;
use store::jobs::Job;
use store::podcasts::{self, Episode, Show};
use story::Status;

use crate::app::App;
use crate::jobs::{Outcome, cover, heard};
use crate::newsroom::{self, Actor, Error};

/// The type of the file of chapters (Podcasting 2.0, JSON Chapters 1.2).
const CHAPTERS: &str = "application/json+chapters";
/// Largest picture that goes into a file, in pixels to a side.
const INSIDE: u32 = 640;

/// Publishes an episode.
pub(super) fn air(app: &App, job: &Job) -> Outcome {
    let Ok(number) = job.subject.parse::<i64>() else {
        return Outcome::Fail(format!("\"{}\" is no episode's number", job.subject));
    };
    let actor = Actor::program("scheduler");
    let aired = app.newsroom.act(|tx| {
        // It may have been published, held or scheduled anew since the job was leased.
        let due = podcasts::episode(tx, number)?.is_some_and(|e| {
            e.status == Status::Scheduled && e.scheduled.is_some_and(|at| at <= tx.now)
        });
        if due {
            newsroom::podcasts::publish(tx, &actor, number)?;
        }
        Ok::<_, Error>(())
    });
    match aired {
        Ok(()) => Outcome::Done,
        // Its sound may still be in the making.
        Err(e @ (Error::Store(_) | Error::Against(_))) => Outcome::Retry(e.to_string()),
        Err(e) => Outcome::Fail(e.to_string()),
    }
}

/// Makes what is heard.
pub(super) fn run(app: &App, job: &Job) -> Outcome {
    let Ok(number) = job.subject.parse::<i64>() else {
        return Outcome::Fail(format!("\"{}\" is no episode's number", job.subject));
    };
    match make(app, number) {
        Ok(()) => Outcome::Done,
        Err(Error::Media(Refusal::File(words))) => match failed(app, number, &words) {
            Ok(()) => Outcome::Done,
            Err(e) => Outcome::Retry(e.to_string()),
        },
        Err(e) => Outcome::Retry(e.to_string()),
    }
}

/// What an episode is made of.
struct Parts {
    episode: Episode,
    show: Show,
    sound: Asset,
    cover: Option<Asset>,
    /// What was made before.
    before: Option<Asset>,
}

fn parts(app: &App, number: i64) -> Result<Option<Parts>, Error> {
    Ok(app.newsroom.db.read(|tx| {
        let Some(episode) = podcasts::episode(tx, number)? else {
            return Ok(None);
        };
        let sound = match &episode.sound {
            Some(sound) => assets::by_id(tx, sound)?,
            None => None,
        };
        let show = podcasts::by_slug(tx, &episode.show)?;
        let (Some(sound), Some(show)) = (sound, show) else {
            return Ok(None);
        };
        let cover = assets::by_id(tx, &show.cover())?;
        let before = assets::by_id(tx, &episode.asset())?;
        Ok::<_, store::Error>(Some(Parts {
            episode,
            show,
            sound,
            cover,
            before,
        }))
    })?)
}

fn make(app: &App, number: i64) -> Result<(), Error> {
    let Some(parts) = parts(app, number)? else {
        return Ok(());
    };
    let work = cover::work_folder(app)?;
    let before = (parts.before.as_ref(), "episode");
    let opus = heard::make(app, &parts.sound, before, work.path(), &mut |hundredths| {
        progress(app, &parts, hundredths).ok();
    })?;
    let mut renditions = vec![opus];
    let mp3 = work.path().join(heard::MP3);
    let length = film::probe(&mp3).map_err(Error::Media)?.seconds;
    if let Some(picture) = &parts.episode.details.artwork {
        match cover::of_picture(app, picture, work.path()) {
            Ok(own) => renditions.extend(own),
            // It was taken away: then the show's cover stands for it.
            Err(Error::Media(Refusal::File(why))) => {
                tracing::warn!(
                    episode = number,
                    reason = why,
                    "an episode has no picture of its own"
                );
            }
            Err(e) => return Err(e),
        }
    }
    let inside = inside(app, &parts, &renditions)?;
    tags::write(&mp3, &said(&parts, length, inside)).map_err(Error::Media)?;
    let called = ("episode", "mp3", "audio/mpeg");
    renditions.push(newsroom::films::of_file(&app.blobs, &mp3, called, (0, 0))?);
    let chapters = &parts.episode.details.chapters;
    if !chapters.is_empty() {
        let all: Vec<_> = chapters
            .iter()
            .map(|c| match &c.url {
                Some(url) => json!({ "startTime": c.start, "title": c.title, "url": url }),
                None => json!({ "startTime": c.start, "title": c.title }),
            })
            .collect();
        let text = json!({ "version": "1.2.0", "chapters": all }).to_string();
        let called = ("chapters", "json", CHAPTERS);
        renditions.push(newsroom::films::of_text(&app.blobs, &text, called, (0, 0))?);
    }
    // The words of the sound go with it, under an address that is as public as the episode.
    renditions.extend(newsroom::films::kept(&parts.sound));
    keep(app, &parts, renditions, length)
}

/// The picture that goes into the file.
fn inside(app: &App, parts: &Parts, own: &[Rendition]) -> Result<Option<Vec<u8>>, Error> {
    let shows = parts.cover.iter().flat_map(|c| c.details.renditions.iter());
    let fits = |r: &&Rendition| r.media_type == "image/jpeg" && r.width <= INSIDE;
    let own = own.iter().filter(fits).max_by_key(|r| r.width);
    let picture = own.or_else(|| shows.filter(fits).max_by_key(|r| r.width));
    let Some(picture) = picture else {
        return Ok(None);
    };
    let key = BlobKey::Rendition {
        hash: picture.hash.clone(),
    };
    Ok(app.blobs.get(&key)?)
}

fn said(parts: &Parts, length: f64, cover: Option<Vec<u8>>) -> Tags {
    let (show, details) = (&parts.show, &parts.episode.details);
    let people = show.details.people.iter().chain(&details.people);
    let people: Vec<&str> = people.map(|p| p.name.as_str()).collect();
    let artist = if people.is_empty() {
        show.details.author.clone()
    } else {
        people.join(", ")
    };
    let captions = parts.sound.details.captions.first();
    let words = captions.map(|c| {
        let said = c.transcript.iter().map(|(who, words)| match who {
            Some(who) => format!("{who}: {words}"),
            None => words.clone(),
        });
        said.collect::<Vec<_>>().join("\n\n")
    });
    Tags {
        title: details.title.clone(),
        album: show.name.clone(),
        artist,
        track: details.episode,
        disc: details.season,
        day: None,
        language: show.details.language.clone(),
        comment: details.summary.clone(),
        copyright: show.details.copyright.clone(),
        url: String::new(),
        lyrics: words.unwrap_or_default(),
        cover,
        chapters: details
            .chapters
            .iter()
            .map(|c| Part {
                start: c.start * 1_000,
                title: c.title.clone(),
                url: c.url.clone(),
            })
            .collect(),
        length: (length * 1_000.0) as u32,
    }
}

fn keep(app: &App, parts: &Parts, renditions: Vec<Rendition>, length: f64) -> Result<(), Error> {
    app.newsroom.act(|tx| {
        // Whoever has changed it meanwhile has put the job down again: of another sound nothing of this is true.
        let newest = podcasts::episode(tx, parts.episode.number)?;
        if newest.is_none_or(|newest| newest.sound != parts.episode.sound) {
            return Ok(());
        }
        // Nor is it heard if its sound was taken away while it was made.
        let sound = assets::by_id(tx, &parts.sound.id)?;
        let details = Details {
            withdrawn: sound.and_then(|sound| sound.details.withdrawn),
            length: Some((length.round() as u32).max(1)),
            title: Some(parts.episode.details.title.clone()),
            made_of: parts.sound.original.clone(),
            captions: parts.sound.details.captions.clone(),
            renditions,
            ..Details::default()
        };
        let asset = asset(parts, tx.now, Made::Ready, details);
        Ok(assets::put(tx, &asset)?)
    })
}

fn asset(parts: &Parts, now: store::Micros, status: Made, details: Details) -> Asset {
    Asset {
        id: parts.episode.asset(),
        kind: Kind::Audio,
        status,
        created: parts.before.as_ref().map_or(now, |before| before.created),
        original: None,
        details,
    }
}

/// Says how far it is, while there is nothing to hear yet.
fn progress(app: &App, parts: &Parts, hundredths: u8) -> Result<(), Error> {
    if parts
        .before
        .as_ref()
        .is_some_and(|b| b.status == Made::Ready)
    {
        return Ok(());
    }
    let details = Details {
        progress: Some(hundredths),
        ..Details::default()
    };
    app.newsroom.act(|tx| {
        let asset = asset(parts, tx.now, Made::Processing, details);
        Ok(assets::put(tx, &asset)?)
    })
}

/// The desk sees why there is nothing new to hear; what there was stays.
fn failed(app: &App, number: i64, words: &str) -> Result<(), Error> {
    let Some(parts) = parts(app, number)? else {
        return Ok(());
    };
    app.newsroom.act(|tx| {
        let before = assets::by_id(tx, &parts.episode.asset())?;
        let ready = before.filter(|before| before.status == Made::Ready);
        let status = if ready.is_some() {
            Made::Ready
        } else {
            Made::Failed
        };
        let details = Details {
            reason: Some(words.to_owned()),
            ..ready.map(|ready| ready.details).unwrap_or_default()
        };
        let asset = asset(&parts, tx.now, status, details);
        Ok(assets::put(tx, &asset)?)
    })
}
