//! Take in: a file becomes an asset. Nobody but staff sees it before a story that shows it is live.

use std::fs::File;
use std::path::Path;

use media::Refusal;
use media::described::{self, Described, Origin, Said};
use media::{film, kind, picture};
use serde_json::{Map, Value};
use store::assets::{Asset, Details, Kind, Status};
use store::blobs::{self, BlobKey, Blobs};
use store::{assets, audit, jobs};
use story::Role;

use super::films::FILM_JOB;
use super::renditions::{self, RENDITIONS_JOB};
use super::{Actor, Error, Newsroom, derived, describe};
use crate::clock;
use crate::work::WorkFolder;

/// Only one picture is worked on at a time while somebody waits for it: a large one needs hundreds of megabytes.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// What taking in needs of the program.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The newsroom.
    pub newsroom: &'a Newsroom,
    /// Its files.
    pub blobs: &'a Blobs,
    /// The folder of its data, for work that is under way.
    pub data: &'a Path,
}

/// A file that was sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The name that the sender gave it.
    pub name: &'a str,
    /// Where it is. If all goes well it is moved away.
    pub file: &'a Path,
    /// What the sender says of it, by the names of its fields. It goes before what the file says of itself.
    pub fields: &'a [(String, String)],
}

/// Takes a file in: keeps it as it came, reads what it says of itself, and answers with the asset. Of a picture, what a
/// page needs is made at once and the rest by a job; a film or sound is looked at whole and made by a job. A file that is
/// here already is not taken in again: the answer is the asset that it was made before. Waits.
///
/// # Errors
/// [`Error::Media`]: what is wrong with the file; or a refusal, below a reporter.
pub fn take_in(app: &Desk<'_>, actor: &Actor, sent: &Sent<'_>) -> Result<Asset, Error> {
    let newsroom = app.newsroom;
    if actor.role < Role::Reporter {
        return Err(Error::Forbidden(
            "take in pictures, films and sounds",
            Role::Reporter,
        ));
    }
    let hash = blobs::hash_file(sent.file)?;
    let fields = sent.fields.iter().filter(|(name, _)| name != "csrf");
    let fields: Map<String, Value> = fields
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect();
    if let Some(known) = newsroom.db.read(|tx| assets::by_original(tx, &hash))? {
        return if fields.is_empty() {
            Ok(known)
        } else {
            describe(newsroom, actor, &known.id, &fields)
        };
    }
    let mut asset = Asset {
        id: clock::asset_id(),
        kind: Kind::Image,
        status: Status::Processing,
        created: newsroom.clock.now(),
        original: None,
        details: said(sent.file),
    };
    super::describe::set_all(&mut asset.details, &fields)?;
    let job = file(app, &mut asset, sent, hash)?;
    newsroom.act(|tx| {
        assets::put(tx, &asset)?;
        let now = tx.now;
        jobs::put(tx, job, &asset.id, now)?;
        audit::note(
            tx,
            &actor.name,
            "take in",
            None,
            &format!("{} as {}", sent.name, asset.id),
            &actor.origin,
        )
    })?;
    newsroom.bell.ring();
    Ok(asset)
}

/// Puts another file in the place of an asset's: everywhere that shows it. What is known of it stays. The file that it was
/// made of is kept. Waits.
///
/// # Errors
/// [`Error::Media`]: what is wrong with the file; [`Error::Missing`]; a fault if the file is of another kind; a refusal
/// below a reporter.
pub fn replace(app: &Desk<'_>, actor: &Actor, id: &str, sent: &Sent<'_>) -> Result<Asset, Error> {
    let newsroom = app.newsroom;
    if actor.role < Role::Reporter {
        return Err(Error::Forbidden(
            "replace pictures, films and sounds",
            Role::Reporter,
        ));
    }
    let missing = || Error::Missing(format!("There is no picture, film or sound {id}."));
    let before = newsroom
        .db
        .read(|tx| assets::by_id(tx, id))?
        .ok_or_else(missing)?;
    let hash = blobs::hash_file(sent.file)?;
    if before.original.as_ref() == Some(&hash) {
        return Ok(before);
    }
    let mut made = before.clone();
    // Where somebody looked on the old picture says nothing of the new one.
    made.details.focus = None;
    made.details.crops.clear();
    made.details.poster_at = None;
    made.details.reason = None;
    made.details.formerly.extend(made.original.take());
    let job = file(app, &mut made, sent, hash)?;
    if made.kind != before.kind {
        let words = "is of another kind: a picture is replaced by a picture, a film by a film";
        return Err(story::Fault::at("file", words).into());
    }
    let asset = newsroom.act(|tx| -> Result<Asset, Error> {
        let newest = assets::by_id(tx, id)?.ok_or_else(missing)?;
        let mut asset = made.clone();
        asset.details.captions = newest.details.captions;
        if job == FILM_JOB && newest.status == Status::Ready {
            // The old film plays until the new one does.
            asset.status = Status::Ready;
            asset.details.reason = None;
        }
        assets::put(tx, &asset)?;
        let now = tx.now;
        jobs::put(tx, job, id, now)?;
        derived::renew(tx, id)?;
        let words = format!("{id} by {}", sent.name);
        audit::note(tx, &actor.name, "replace", None, &words, &actor.origin)?;
        Ok(asset)
    })?;
    newsroom.bell.ring();
    Ok(asset)
}

/// Looks at a file, makes what is needed at once, and keeps it as it came. Answers with the job that makes the rest.
fn file(
    app: &Desk<'_>,
    asset: &mut Asset,
    sent: &Sent<'_>,
    hash: String,
) -> Result<&'static str, Error> {
    let machine = |e: std::io::Error| Error::Media(Refusal::Machine(e.to_string()));
    let details = &mut asset.details;
    details.original_name = Some(sent.name.chars().take(300).collect());
    let own = read(sent.file).and_then(|found| found.manifest);
    details.manifest = own.map(|manifest| (manifest.start, manifest.end));
    let kind = kind::sniff(sent.file).map_err(Error::Media)?;
    let moves = matches!(kind, media::kind::Kind::Gif | media::kind::Kind::WebP)
        && picture::probe(sent.file).map_err(Error::Media)?.frames > 1;
    let job = if kind.is_picture() && !moves {
        let work = WorkFolder::new(app.data).map_err(machine)?;
        let _turn = TURN
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let wanted = renditions::at_once();
        let decoded = picture::decode(sent.file, &wanted, work.path()).map_err(Error::Media)?;
        details.width = Some(decoded.picture.width);
        details.height = Some(decoded.picture.height);
        details.placeholder = decoded.placeholder(work.path()).ok();
        details.renditions = renditions::make(app.blobs, details, &decoded, &wanted, work.path())?;
        (asset.kind, asset.status) = (Kind::Image, Status::Ready);
        RENDITIONS_JOB
    } else {
        let film = film::probe(sent.file).map_err(Error::Media)?;
        (details.width, details.height) = film.picture.unzip();
        details.length = Some((film.seconds.round() as u32).max(1));
        details.reason = Some("It is being made.".into());
        details.progress = Some(0);
        asset.status = Status::Processing;
        asset.kind = if film.picture.is_some() {
            Kind::Video
        } else {
            Kind::Audio
        };
        FILM_JOB
    };
    app.blobs
        .put_file(&BlobKey::Original { hash: hash.clone() }, sent.file)?;
    asset.original = Some(hash);
    Ok(job)
}

fn read(file: &Path) -> Option<Described> {
    let mut open = File::open(file).ok()?;
    described::read(&mut open, "").ok()?
}

/// What a file says of itself, under the newsroom's names.
fn said(file: &Path) -> Details {
    let moves = kind::sniff(file).is_ok_and(|kind| !kind.is_picture());
    let found = if moves {
        film::said(file).ok()
    } else {
        read(file)
    };
    let Some(found) = found else {
        return Details::default();
    };
    let mut details = Details::default();
    let mut from = Vec::new();
    let mut take = |field: &str, said: &Option<Said<String>>| {
        let said = said.as_ref().filter(|said| !said.value.trim().is_empty())?;
        from.push((field.to_owned(), origin(said.from).to_owned()));
        Some(said.value.chars().take(10_000).collect::<String>())
    };
    details.title = take(
        "title",
        &found.headline.clone().or_else(|| found.title.clone()),
    );
    details.caption = take("caption", &found.caption);
    details.alt = take("alt", &found.alt_text);
    details.credit = take("credit", &found.credit);
    details.source = take("source", &found.source);
    details.copyright = take("copyright", &found.copyright);
    details.usage_terms = take("usage_terms", &found.usage_terms);
    details.instructions = take("instructions", &found.instructions);
    details.digital_source_type = take("digital_source_type", &found.digital_source_type);
    let mut note =
        |field: &str, origin_of: Origin| from.push((field.into(), origin(origin_of).into()));
    if let Some(bylines) = &found.bylines {
        details.byline = Some(bylines.value.join("; ")).filter(|names| !names.is_empty());
        note("byline", bylines.from);
    }
    if let Some(created) = &found.created {
        details.date_created = Some(created.value.to_string());
        note("date_created", created.from);
    }
    if let Some(keywords) = &found.keywords {
        details.keywords = keywords.value.iter().take(200).cloned().collect();
        note("keywords", keywords.from);
    }
    if let Some((place, origin)) = place(&found) {
        details.place = Some(place);
        note("place", origin);
    }
    details.read_from = from.into_iter().collect();
    details
}

/// Where it was taken, from the nearest to the farthest.
fn place(found: &Described) -> Option<(String, Origin)> {
    let place = &found.place;
    let parts = [
        &place.sublocation,
        &place.city,
        &place.state,
        &place.country,
    ];
    let parts: Vec<&Said<String>> = parts.into_iter().flatten().collect();
    let words: Vec<&str> = parts.iter().map(|part| part.value.as_str()).collect();
    Some((words.join(", "), parts.first()?.from))
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Xmp => "xmp",
        Origin::Iim => "iim",
        Origin::Exif => "exif",
        Origin::PngText => "png",
        Origin::Tags => "tags",
        Origin::Picture => "picture",
    }
}
