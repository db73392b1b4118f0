//! Take in: a file becomes an asset. Nobody but staff sees it before a story that shows it is live.

use std::fs::File;
use std::path::Path;

use media::Refusal;
use media::described::{self, Described, Origin, Said};
use media::picture;
use serde_json::{Map, Value};
use store::assets::{Asset, Details, Kind, Status};
use store::blobs::{self, BlobKey, Blobs};
use store::{assets, audit, jobs};
use story::Role;

use super::renditions::{self, RENDITIONS_JOB};
use super::{Actor, Error, Newsroom, describe};
use crate::clock;
use crate::work::WorkFolder;

/// Only one picture is worked on at a time while somebody waits for it: a large one needs hundreds of megabytes.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

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

/// Takes a picture in: keeps the file as it came, reads what it says of itself, makes what a page needs at once, and
/// answers with the asset. The rest is made by a job. A file that is here already is not taken in again: the answer is
/// the asset that it was made before. Waits.
///
/// # Errors
/// [`Error::Media`]: what is wrong with the file; or a refusal, below a reporter.
pub fn take_in(
    newsroom: &Newsroom,
    blobs: &Blobs,
    data: &Path,
    actor: &Actor,
    sent: &Sent<'_>,
) -> Result<Asset, Error> {
    if actor.role < Role::Reporter {
        return Err(Error::Forbidden("take in pictures", Role::Reporter));
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
    let work = WorkFolder::new(data).map_err(|e| Error::Media(Refusal::Machine(e.to_string())))?;
    let mut details = said(sent.file);
    super::describe::set_all(&mut details, &fields)?;
    details.original_name = Some(sent.name.chars().take(300).collect());
    {
        let _turn = TURN
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let wanted = renditions::at_once();
        let decoded = picture::decode(sent.file, &wanted, work.path()).map_err(Error::Media)?;
        details.width = Some(decoded.picture.width);
        details.height = Some(decoded.picture.height);
        details.placeholder = decoded.placeholder(work.path()).ok();
        details.renditions = renditions::make(blobs, &details, &decoded, &wanted, work.path())?;
    }
    blobs.put_file(&BlobKey::Original { hash: hash.clone() }, sent.file)?;
    let asset = Asset {
        id: clock::asset_id(),
        kind: Kind::Image,
        status: Status::Ready,
        created: newsroom.clock.now(),
        original: Some(hash),
        details,
    };
    newsroom.act(|tx| {
        assets::put(tx, &asset)?;
        let now = tx.now;
        jobs::put(tx, RENDITIONS_JOB, &asset.id, now)?;
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

/// What a file says of itself, under the newsroom's names.
fn said(file: &Path) -> Details {
    let read = File::open(file).and_then(|mut open| described::read(&mut open, ""));
    let Ok(Some(found)) = read else {
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
        Origin::Picture => "picture",
    }
}
