//! The job that makes every size and crop of a picture.

use media::Refusal;
use media::picture;
use store::assets::{self, Asset, Details};
use store::blobs::BlobKey;
use store::jobs::Job;

use crate::app::App;
use crate::jobs::Outcome;
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
    let Some(hash) = asset.original.clone() else {
        return Ok(());
    };
    let failed = |e: std::io::Error| Error::Media(Refusal::Machine(e.to_string()));
    let work = WorkFolder::new(&app.config.data).map_err(failed)?;
    let file = work.path().join("original");
    if !app.blobs.lay_out(&BlobKey::Original { hash }, &file)? {
        let words = format!("The file that asset {} was made of is gone.", asset.id);
        return Err(Error::Media(Refusal::File(words)));
    }
    let wanted = renditions::everything(&asset.details);
    let decoded = picture::decode(&file, &wanted, work.path()).map_err(Error::Media)?;
    let made = renditions::make(&app.blobs, &asset.details, &decoded, &wanted, work.path())?;
    app.newsroom.act(|tx| {
        // Somebody may have described it meanwhile; then the job waits again, and this is shown until it is done.
        if let Some(mut newest) = assets::by_id(tx, &asset.id)? {
            newest.details = Details {
                renditions: made,
                ..newest.details
            };
            assets::put(tx, &newest)?;
        }
        Ok(())
    })
}
