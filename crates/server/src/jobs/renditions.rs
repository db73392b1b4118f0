//! The job that makes every size and crop of a picture, or of a film's still.

use std::path::Path;

use media::{Refusal, film, picture};
use store::assets::{self, Asset, Kind, Rendition};
use store::blobs::BlobKey;
use store::jobs::Job;

use crate::app::App;
use crate::jobs::{Outcome, films};
use crate::newsroom::{Error, renditions};
use crate::work::WorkFolder;

/// Makes them, and lets pages show them.
pub(super) fn run(app: &App, job: &Job) -> Outcome {
    let asset = match app.newsroom.db.read(|tx| assets::by_id(tx, &job.subject)) {
        Ok(Some(asset)) => asset,
        Ok(None) => return Outcome::Done,
        Err(e) => return Outcome::Retry(e.to_string()),
    };
    match make(app, &asset) {
        Ok(()) => Outcome::Done,
        // What a page needs is there since it was taken in.
        Err(Error::Media(Refusal::File(words))) => Outcome::Fail(words),
        Err(e) => Outcome::Retry(e.to_string()),
    }
}

fn make(app: &App, asset: &Asset) -> Result<(), Error> {
    if asset.original.is_none() || asset.kind == Kind::Audio {
        return Ok(());
    }
    let failed = |e: std::io::Error| Error::Media(Refusal::Machine(e.to_string()));
    let work = WorkFolder::new(&app.config.data).map_err(failed)?;
    let (made, placeholder) = pictures(app, asset, work.path())?;
    app.newsroom.act(|tx| {
        // Somebody may have described it meanwhile; then the job waits again, and this is shown until it is done. Of
        // another file nothing of this is true.
        let newest = assets::by_id(tx, &asset.id)?;
        if let Some(mut newest) = newest.filter(|newest| newest.original == asset.original) {
            let others = newest.details.renditions.into_iter();
            let others = others.filter(|r| !r.media_type.starts_with("image/"));
            newest.details.renditions = made.into_iter().chain(others).collect();
            newest.details.placeholder = placeholder.or(newest.details.placeholder);
            assets::put(tx, &newest)?;
        }
        Ok(())
    })
}

/// The sizes and crops of a picture, or of a film's still.
fn pictures(
    app: &App,
    asset: &Asset,
    folder: &Path,
) -> Result<(Vec<Rendition>, Option<String>), Error> {
    if asset.kind == Kind::Video {
        let source = films::source(app, asset, folder)?;
        let film = film::probe(&source).map_err(Error::Media)?;
        let all = renditions::everything(&asset.details);
        return films::stills(app, asset, (&source, &film), &all, folder);
    }
    let hash = asset.original.clone().unwrap_or_default();
    let file = folder.join("original");
    if !app.blobs.lay_out(&BlobKey::Original { hash }, &file)? {
        let words = format!("The file that asset {} was made of is gone.", asset.id);
        return Err(Error::Media(Refusal::File(words)));
    }
    let wanted = renditions::everything(&asset.details);
    let decoded = picture::decode(&file, &wanted, folder).map_err(Error::Media)?;
    let made = renditions::make(&app.blobs, &asset.details, &decoded, &wanted, folder)?;
    Ok((made, None))
}
