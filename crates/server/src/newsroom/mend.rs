//! Mend: after a machine has failed, every asset has its files again, or says that it has not, and no file is left that is
//! nobody's.

use std::collections::BTreeSet;

use store::assets::{self, Asset, Kind, Status};
use store::blobs::{BlobKey, Blobs};
use store::{audit, jobs};

use super::films::FILM_JOB;
use super::renditions::RENDITIONS_JOB;
use super::{Actor, Error, Newsroom, derived, films};

/// A file that is nobody's is left alone for so many seconds while others work: it may belong to what they take in.
const YOUNG: u64 = 3_600;

/// Makes it so; answers with a sentence for each thing that was done. `alone` says that no other program uses the data.
///
/// # Errors
/// Of the store.
pub fn mend(
    newsroom: &Newsroom,
    blobs: &Blobs,
    actor: &Actor,
    alone: bool,
) -> Result<Vec<String>, Error> {
    let (mut done, mut wanted) = (Vec::new(), BTreeSet::new());
    let mut after = String::new();
    loop {
        let portion = newsroom.db.read(|tx| assets::page(tx, &after, 200))?;
        let Some(last) = portion.last() else { break };
        after.clone_from(&last.id);
        for asset in &portion {
            let mended = files(blobs, asset, &mut done)?;
            let kept = mended.as_ref().map_or(asset, |(asset, _)| asset);
            let originals = kept.original.iter().chain(&kept.details.formerly);
            wanted.extend(originals.map(|hash| BlobKey::Original { hash: hash.clone() }.path()));
            let renditions = kept.details.renditions.iter();
            wanted.extend(renditions.map(|r| {
                BlobKey::Rendition {
                    hash: r.hash.clone(),
                }
                .path()
            }));
            let Some((mended, job)) = mended else {
                continue;
            };
            newsroom.act(|tx| {
                assets::put(tx, &mended)?;
                if let Some((job, subject)) = job {
                    let now = tx.now;
                    jobs::put(tx, job, &subject, now)?;
                }
                audit::note(tx, &actor.name, "mend", None, &mended.id, &actor.origin)
            })?;
        }
    }
    let least = if alone { 0 } else { YOUNG };
    let (mut count, mut bytes) = (0, 0);
    for (key, length, age) in blobs.all(least)? {
        if age >= least && !wanted.contains(&key.path()) {
            blobs.remove(&key)?;
            (count, bytes) = (count + 1, bytes + length);
        }
    }
    if count > 0 {
        done.push(format!(
            "{count} files that were nobody's are gone ({} kB)",
            bytes / 1_000
        ));
    }
    Ok(done)
}

/// What makes files anew: the kind of the job, and its subject.
type Job = (&'static str, String);

/// What an asset is without the files that are missing or damaged, and the job that makes them anew; none if all is well.
fn files(
    blobs: &Blobs,
    asset: &Asset,
    done: &mut Vec<String>,
) -> Result<Option<(Asset, Option<Job>)>, Error> {
    let id = &asset.id;
    let mut mended = asset.clone();
    if let Some(hash) = &asset.original {
        let key = BlobKey::Original { hash: hash.clone() };
        if !blobs.whole(&key)? {
            blobs.remove(&key)?;
            mended.original = None;
            mended.details.reason = Some("The file that it was made of is lost.".into());
            done.push(format!("asset {id}: the file that it was made of is lost"));
        }
    }
    let mut lost = 0;
    for rendition in &asset.details.renditions {
        let key = BlobKey::Rendition {
            hash: rendition.hash.clone(),
        };
        if blobs.whole(&key)? {
            continue;
        }
        blobs.remove(&key)?;
        lost += 1;
        mended
            .details
            .renditions
            .retain(|r| r.name != rendition.name);
        let words = mended
            .details
            .captions
            .iter()
            .find(|c| c.file_name() == rendition.what());
        if let Some(words) = words {
            mended
                .details
                .renditions
                .push(films::captions(blobs, &words.language, &words.text)?);
        }
    }
    if mended == *asset && lost == 0 {
        return Ok(None);
    }
    let job = match (&mended.original, asset.kind) {
        (None, _) => derived::job(&asset.id),
        (Some(_), Kind::Image) => Some((RENDITIONS_JOB, asset.id.clone())),
        (Some(_), Kind::Video | Kind::Audio) => Some((FILM_JOB, asset.id.clone())),
    };
    let job = job.filter(|_| lost > 0);
    if lost > 0 {
        let how = if job.is_some() {
            "are made anew"
        } else {
            "are lost"
        };
        done.push(format!("asset {id}: {lost} of its files {how}"));
    }
    if job.is_none() && mended.details.renditions.is_empty() {
        mended.status = Status::Failed;
    }
    Ok(Some((mended, job)))
}
