//! The podcasts of the demo newsroom: shows with covers that the program draws, episodes with sounds that it makes. Where the
//! machine has no ffmpeg the shows are there and wait for their sound.

use std::collections::BTreeMap;

use media::ambience;
use media::speech::wav;
use store::assets::{self, Asset, Details, Kind, Rendition, Status as Made};
use store::blobs::{self, BlobKey};
use store::{Micros, jobs, podcasts};
use story::Status;

use super::show;
use crate::app::App;
use crate::demo::newsroom::{Episode, Newsroom, Show};
use crate::newsroom::podcasts::{self as verbs, COVER_JOB, EPISODE_JOB, EpisodeTyped, ShowTyped};
use crate::newsroom::{self, Actor, Error, Sent};
use crate::work::WorkFolder;

/// Pixels to a side of a cover.
const SIDE: u32 = 1_500;
const SECOND: Micros = 1_000_000;

/// Begins the shows and tells their episodes.
pub(super) fn begin(app: &App, room: &Newsroom, actor: &Actor) -> Result<(), Error> {
    let episodes: usize = room.shows.iter().map(|show| show.episodes.len()).sum();
    let bar = show::progress((room.shows.len() + episodes) as u64, "Making podcasts");
    for show in &room.shows {
        let slug = one(app, show, &room.site.language, actor)?;
        bar.inc(1);
        for episode in &show.episodes {
            tell(app, &slug, episode, actor)?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    // The stories that are read aloud look like the paper's first show.
    let Some(first) = room.shows.first() else {
        return Ok(());
    };
    app.newsroom
        .act(|tx| verbs::listen_cover(tx, actor, &artwork(&first.slug)))
}

/// The asset of the library that a show's cover is made of.
fn artwork(show: &str) -> String {
    format!("artwork-{show}")
}

fn one(app: &App, show: &Show, language: &str, actor: &Actor) -> Result<String, Error> {
    let typed = ShowTyped {
        name: show.name.clone(),
        description: show.description.clone(),
        language: language.to_owned(),
        category: show.category.clone(),
        people: show.people.clone(),
        locked: true,
        places: BTreeMap::new(),
        ..ShowTyped::default()
    };
    let cover = drawn(app, show)?;
    app.newsroom.act(|tx| {
        // Its address moves with the demo's, so its identity is that of where it is asked for.
        let begun = verbs::add_show(tx, actor, &typed, |_| String::new())?;
        assets::put(tx, &cover)?;
        let mut begun = begun;
        begun.details.artwork = Some(cover.id.clone());
        podcasts::put_show(tx, &begun)?;
        let now = tx.now;
        jobs::put(tx, COVER_JOB, &begun.slug, now)?;
        Ok(begun.slug)
    })
}

fn drawn(app: &App, show: &Show) -> Result<Asset, Error> {
    let picture = media::draw::draw(&show.scene, show.seed, SIDE, SIDE);
    let picture = picture.map_err(|e| Error::Missing(e.to_string()))?;
    let file = picture.jpeg(84);
    let hash = blobs::hash(&file);
    app.blobs
        .put(&BlobKey::Rendition { hash: hash.clone() }, &file)?;
    let rendition = Rendition {
        name: Rendition::name(&SIDE.to_string(), &hash, "jpg"),
        media_type: "image/jpeg".into(),
        width: SIDE,
        height: SIDE,
        bytes: file.len() as u64,
        hash,
    };
    Ok(Asset {
        id: artwork(&show.slug),
        kind: Kind::Image,
        status: Made::Ready,
        created: app.newsroom.clock.now(),
        original: None,
        details: Details {
            width: Some(SIDE),
            height: Some(SIDE),
            title: Some(format!("Cover of {}", show.name)),
            credit: Some("Illustration: drawn by program".into()),
            renditions: vec![rendition],
            ..Details::default()
        },
    })
}

/// An episode goes out as if it had long been made; its sound follows when the program serves.
fn tell(app: &App, show: &str, episode: &Episode, actor: &Actor) -> Result<(), Error> {
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let typed = EpisodeTyped {
        title: episode.title.clone(),
        summary: episode.summary.clone(),
        notes: episode.notes.clone(),
        season: number(episode.season),
        episode: number(episode.number),
        kind: episode.kind.clone(),
        people: episode.people.clone(),
        chapters: episode.chapters.clone(),
        ..EpisodeTyped::default()
    };
    let at = app.newsroom.clock.now() - episode.published_ago * SECOND;
    let begun = app.newsroom.act_at(at, |tx| {
        let begun = verbs::begin(tx, actor, show, &typed.title)?;
        verbs::save(tx, actor, begun.number, &typed)
    })?;
    let sound = recorded(app, episode, actor)?;
    app.newsroom.act(|tx| {
        let told = podcasts::Episode {
            status: Status::Live,
            published: Some(at),
            sound: sound.clone(),
            ..begun
        };
        podcasts::put_episode(tx, &told)?;
        if sound.is_some() {
            let now = tx.now;
            jobs::put(tx, EPISODE_JOB, &told.number.to_string(), now)?;
        }
        Ok(())
    })
}

/// The sound as a file of the library; none where this machine cannot look at it.
fn recorded(app: &App, episode: &Episode, actor: &Actor) -> Result<Option<String>, Error> {
    let seed = episode.title.bytes().map(u64::from).sum();
    let Some(samples) = ambience::of(&episode.place, seed, episode.seconds) else {
        return Ok(None);
    };
    let machine = |e: std::io::Error| Error::Media(media::Refusal::Machine(e.to_string()));
    let work = WorkFolder::new(&app.config.data).map_err(machine)?;
    let file = work.path().join("sound.wav");
    std::fs::write(&file, wav::write(&samples, ambience::RATE)).map_err(machine)?;
    let fields = [
        ("title".to_owned(), episode.title.clone()),
        ("credit".to_owned(), "Made by program".to_owned()),
    ];
    let sent = Sent {
        name: "ambience.wav",
        file: &file,
        fields: &fields,
    };
    match newsroom::take_in(&app.desk(), actor, &sent) {
        Ok(asset) => Ok(Some(asset.id)),
        Err(Error::Media(refusal)) => {
            tracing::warn!(episode = episode.title, reason = %refusal, "an episode of the demo has no sound");
            Ok(None)
        }
        Err(e) => Err(e),
    }
}
