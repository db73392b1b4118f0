//! What players get of a film or sound: its rungs and their lists, the plain file, the sound.

use std::path::Path;

use media::Refusal;
use media::film::{self, Film, Made};
use store::assets::{Asset, Captions, Rendition};
use store::blobs::{self, BlobKey, Blobs};

use super::Error;

/// The job that makes everything of a film or sound. Its subject is the asset.
pub const FILM_JOB: &str = "film-make";
/// The job that has a recogniser write captions. Its subject is the asset.
pub const RECOGNISE_JOB: &str = "film-recognise";
/// The type of an HLS list (RFC 8216, 10).
pub const LIST: &str = "application/vnd.apple.mpegurl";
/// The type of a rung's file: it is for players that come from a list.
const SEGMENTS: &str = "video/iso.segment";
/// The rung of which the plain file is made: readers with old players are on small screens.
const PLAIN: u32 = 720;

/// Rungs that are made and stored.
#[derive(Default)]
pub struct Rungs {
    made: Vec<(Made, String)>,
    files: Vec<Rendition>,
}

impl Rungs {
    /// Stores a rung and its list.
    ///
    /// # Errors
    /// Of the disk or the store.
    pub fn keep(&mut self, blobs: &Blobs, made: Made) -> Result<(), Error> {
        let (width, height) = (made.rung.width, made.rung.height);
        let what = made.rung.short().to_string();
        let file = of_file(blobs, &made.file, (&what, "m4s", SEGMENTS), (width, height))?;
        let list = film::playlist(&made, &file.name);
        let list = of_text(blobs, &list, (&what, "m3u8", LIST), (width, height))?;
        self.made.push((made, list.name.clone()));
        self.files.extend([file, list]);
        Ok(())
    }

    /// Everything that a player needs of the rungs there are: their files, the list of them, and the plain file. The
    /// disk keeps the rungs until the end, so that the plain file can be made of any.
    ///
    /// # Errors
    /// Of the disk or the store, or of what makes the plain file.
    pub fn renditions(&self, blobs: &Blobs, folder: &Path) -> Result<Vec<Rendition>, Error> {
        let fits = |made: &&Made| made.rung.short() <= PLAIN;
        let all = || self.made.iter().map(|(made, _)| made);
        let best = all().filter(fits).max_by_key(|made| made.rung.short());
        let Some(best) = best.or_else(|| all().next()) else {
            return Ok(Vec::new());
        };
        let size = (best.rung.width, best.rung.height);
        let plain = film::plain(best, folder).map_err(Error::Media)?;
        let plain = of_file(blobs, &plain, ("film", "mp4", "video/mp4"), size)?;
        let master = film::master(self.made.iter().map(|(made, list)| (made, list.as_str())));
        let largest = all().map(|made| (made.rung.width, made.rung.height)).max();
        let master = of_text(
            blobs,
            &master,
            ("film", "m3u8", LIST),
            largest.unwrap_or(size),
        )?;
        Ok([master, plain]
            .into_iter()
            .chain(self.files.iter().cloned())
            .collect())
    }
}

/// The sound of a sound.
///
/// # Errors
/// Of the disk or the store.
pub fn sound(blobs: &Blobs, file: &Path) -> Result<Rendition, Error> {
    of_file(blobs, file, ("sound", "m4a", "audio/mp4"), (0, 0))
}

/// Captions of a language, as players get them.
///
/// # Errors
/// Of the disk or the store.
pub fn captions(blobs: &Blobs, language: &str, text: &str) -> Result<Rendition, Error> {
    let what = Captions::file(language);
    of_text(blobs, text, (&what, "vtt", "text/vtt"), (0, 0))
}

/// What stays when a film is made anew: the words that the desk has written.
pub fn kept(asset: &Asset) -> impl Iterator<Item = Rendition> + '_ {
    let all = asset.details.renditions.iter();
    all.filter(|r| r.media_type == "text/vtt").cloned()
}

/// The second that a still shows where nobody has chosen: films begin in the dark.
#[must_use]
pub fn poster_at(asset: &Asset, film: &Film) -> f64 {
    asset
        .details
        .poster_at
        .unwrap_or_else(|| (film.seconds / 10.0).min(5.0))
}

pub(crate) fn of_text(
    blobs: &Blobs,
    text: &str,
    called: (&str, &str, &str),
    size: (u32, u32),
) -> Result<Rendition, Error> {
    let hash = blobs::hash(text.as_bytes());
    blobs.put(&BlobKey::Rendition { hash: hash.clone() }, text.as_bytes())?;
    Ok(named(hash, text.len() as u64, called, size))
}

pub(crate) fn of_file(
    blobs: &Blobs,
    file: &Path,
    called: (&str, &str, &str),
    size: (u32, u32),
) -> Result<Rendition, Error> {
    let failed =
        |e: std::io::Error| Error::Media(Refusal::Machine(format!("{}: {e}", file.display())));
    let hash = blobs::hash_file(file)?;
    let bytes = std::fs::metadata(file).map_err(failed)?.len();
    // The rung itself stays: the plain file may yet be made of it.
    let moved = file.with_extension("moved");
    std::fs::hard_link(file, &moved)
        .or_else(|_| std::fs::copy(file, &moved).map(drop))
        .map_err(failed)?;
    blobs.put_file(&BlobKey::Rendition { hash: hash.clone() }, &moved)?;
    Ok(named(hash, bytes, called, size))
}

fn named(
    hash: String,
    bytes: u64,
    (what, end, media_type): (&str, &str, &str),
    (width, height): (u32, u32),
) -> Rendition {
    Rendition {
        name: Rendition::name(what, &hash, end),
        media_type: media_type.into(),
        width,
        height,
        bytes,
        hash,
    }
}
