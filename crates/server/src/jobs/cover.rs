//! The job that makes the cover of a show from the picture that the desk chose.

use std::path::{Path, PathBuf};

use media::Refusal;
use store::Tx;
use store::assets::{self, Asset, Details, Kind, LISTEN_COVER, Rendition, Status};
use store::blobs::BlobKey;
use store::jobs::Job;

use crate::app::App;
use crate::jobs::Outcome;
use crate::newsroom::podcasts::{self, COVER};
use crate::newsroom::{Error, renditions};
use crate::work::WorkFolder;

/// Makes it; the former one stays until it is there.
pub(super) fn run(app: &App, job: &Job) -> Outcome {
    match make(app, &job.subject) {
        Ok(()) => Outcome::Done,
        Err(Error::Media(Refusal::File(words))) => Outcome::Fail(words),
        Err(e) => Outcome::Retry(e.to_string()),
    }
}

/// Whose cover: the asset that it becomes, what it shows, and the picture of the library.
struct Wanted {
    id: String,
    alt: String,
    artwork: Option<String>,
}

fn wanted(tx: &mut Tx<'_>, subject: &str) -> store::Result<Option<Wanted>> {
    if subject == podcasts::LISTEN {
        return Ok(Some(Wanted {
            id: LISTEN_COVER.into(),
            alt: String::new(),
            artwork: podcasts::listen_artwork(tx)?,
        }));
    }
    let show = store::podcasts::by_slug(tx, subject)?;
    Ok(show.map(|show| Wanted {
        id: show.cover(),
        artwork: show.details.artwork,
        alt: show.name,
    }))
}

fn make(app: &App, subject: &str) -> Result<(), Error> {
    let Some(cover) = app.newsroom.db.read(|tx| wanted(tx, subject))? else {
        return Ok(());
    };
    let work = work_folder(app)?;
    let renditions = match cover.artwork.as_deref() {
        Some(picture) => of_picture(app, picture, work.path())?,
        None => Vec::new(),
    };
    app.newsroom.act(|tx| {
        // Another picture may have been chosen meanwhile: then the job waits again.
        let newest = wanted(tx, subject)?;
        if newest.is_none_or(|newest| newest.artwork != cover.artwork) {
            return Ok(());
        }
        let asset = Asset {
            id: cover.id,
            kind: Kind::Image,
            status: if renditions.is_empty() {
                Status::Processing
            } else {
                Status::Ready
            },
            created: tx.now,
            original: None,
            details: Details {
                made_of: cover.artwork,
                alt: Some(cover.alt),
                renditions,
                ..Details::default()
            },
        };
        assets::put(tx, &asset)?;
        if subject == podcasts::LISTEN {
            // It is in feeds that everybody reads.
            return Ok(assets::show(tx, &[asset.id])?);
        }
        podcasts::cover_is_made(tx, subject)
    })
}

pub(super) fn work_folder(app: &App) -> Result<WorkFolder, Error> {
    WorkFolder::new(&app.config.data).map_err(|e| Error::Media(Refusal::Machine(e.to_string())))
}

/// The sizes of a cover, of a picture of the library.
///
/// # Errors
/// [`Refusal::File`] if it is gone, or cannot be one.
pub(super) fn of_picture(app: &App, id: &str, folder: &Path) -> Result<Vec<Rendition>, Error> {
    let asset = app.newsroom.db.read(|tx| assets::by_id(tx, id))?;
    let there = asset.filter(|asset| asset.is_shown());
    let gone = || Error::Media(Refusal::File(format!("The picture {id} is gone.")));
    let asset = there.ok_or_else(gone)?;
    let source = lay_out(app, &asset, folder)?.ok_or_else(gone)?;
    renditions::cover(&app.blobs, &asset.details, &source, COVER, folder)
}

/// The original of a picture, or the largest of what was made where the program has drawn it.
fn lay_out(app: &App, asset: &Asset, folder: &Path) -> Result<Option<PathBuf>, Error> {
    let file = folder.join("picture");
    let all = asset.details.renditions.iter();
    let largest = all
        .filter(|r| r.media_type.starts_with("image/") && !r.is_crop())
        .max_by_key(|r| r.width);
    let key = match (&asset.original, largest) {
        (Some(hash), _) => BlobKey::Original { hash: hash.clone() },
        (None, Some(made)) => BlobKey::Rendition {
            hash: made.hash.clone(),
        },
        (None, None) => return Ok(None),
    };
    Ok(app.blobs.lay_out(&key, &file)?.then_some(file))
}
