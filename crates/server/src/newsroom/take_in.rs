//! Take in: a picture becomes an asset. Nobody but staff sees it before a story that shows it is live.

use media::photo;
use store::assets::{Asset, Details, Kind, Rendition, Status};
use store::blobs::{self, BlobKey, Blobs};
use store::{assets, audit};
use story::{Fault, Role};

use super::{Actor, Error, Newsroom};
use crate::clock;

/// Only one picture is worked on at a time: a large one needs hundreds of megabytes.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Takes a picture in: keeps the file as it came, makes its renditions, and answers with the asset. Waits.
///
/// # Errors
/// 422 in other words: what is wrong with the file; or a refusal, below a reporter.
pub fn take_in(
    newsroom: &Newsroom,
    blobs: &Blobs,
    actor: &Actor,
    name: &str,
    file: &[u8],
) -> Result<Asset, Error> {
    if actor.role < Role::Reporter {
        return Err(Error::Forbidden("take in pictures", Role::Reporter));
    }
    let (photo, made) = {
        let _turn = TURN
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let photo = photo::take(file).map_err(|e| Fault::at("file", e.to_string()))?;
        let made = photo::renditions(&photo, &photo::WIDTHS)
            .map_err(|e| Fault::at("file", e.to_string()))?;
        (photo, made)
    };
    let hash = blobs::hash(file);
    blobs.put(&BlobKey::Original { hash }, file)?;
    let mut details = Details {
        width: Some(photo.width),
        height: Some(photo.height),
        original_name: Some(name.chars().take(300).collect()),
        ..Details::default()
    };
    for rendition in made {
        let hash = blobs::hash(&rendition.bytes);
        blobs.put(&BlobKey::Rendition { hash: hash.clone() }, &rendition.bytes)?;
        details.renditions.push(Rendition {
            name: rendition.name,
            media_type: rendition.media_type.into(),
            width: rendition.width,
            height: rendition.height,
            bytes: rendition.bytes.len() as u64,
            hash,
        });
    }
    let asset = Asset {
        id: clock::asset_id(),
        kind: Kind::Image,
        status: Status::Ready,
        created: newsroom.clock.now(),
        details,
    };
    newsroom.act(|tx| {
        assets::put(tx, &asset)?;
        audit::note(
            tx,
            &actor.name,
            "take in",
            None,
            &format!("{name} as {}", asset.id),
            &actor.origin,
        )
    })?;
    Ok(asset)
}
