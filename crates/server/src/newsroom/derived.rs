//! What is made of an asset of the library elsewhere, and follows it: episodes and readings of its sound, covers of its
//! picture. It is made anew when the asset changes, and gone from every address when the asset is taken away.

use store::assets::{self, Asset, Kind, LISTEN_COVER};
use store::{Tx, Write, jobs, podcasts, recordings};

use super::podcasts::{COVER_JOB, EPISODE_JOB, LISTEN, listen_artwork};
use super::{Error, speak};

/// Whether there can be something to hear in an asset, and it may still be shown.
pub(super) fn is_heard(asset: &Asset) -> bool {
    asset.kind != Kind::Image && asset.original.is_some() && asset.details.withdrawn.is_none()
}

/// A sound, or its words, have changed: what is made of it is made anew.
pub(super) fn renew(tx: &mut Write<'_>, sound: &str) -> Result<(), Error> {
    let now = tx.now;
    for episode in podcasts::of_sound(tx, sound)? {
        jobs::put(tx, EPISODE_JOB, &episode.number.to_string(), now)?;
    }
    for story in recordings::of_sound(tx, sound)? {
        speak::read(tx, story)?;
    }
    Ok(())
}

/// The job that makes an asset anew which the program has made of something else, and its subject; none for others.
pub(super) fn job(id: &str) -> Option<(&'static str, String)> {
    if id == LISTEN_COVER {
        return Some((COVER_JOB, LISTEN.to_owned()));
    }
    let kinds = [
        (assets::SPEECH, speak::SPEAK_JOB),
        (assets::EPISODE, EPISODE_JOB),
        (assets::COVER, COVER_JOB),
    ];
    kinds.iter().find_map(|(begins, job)| {
        let subject = id.strip_prefix(begins)?;
        Some((*job, subject.to_owned()))
    })
}

/// The covers that are made of a picture: each asset, and the subject of the job that makes it.
fn covers(tx: &mut Tx<'_>, picture: &str) -> Result<Vec<(String, String)>, Error> {
    let shows = podcasts::shows(tx)?.into_iter();
    let of_it = shows.filter(|show| show.details.artwork.as_deref() == Some(picture));
    let mut covers: Vec<_> = of_it.map(|show| (show.cover(), show.slug)).collect();
    if listen_artwork(tx)?.as_deref() == Some(picture) {
        covers.push((LISTEN_COVER.into(), LISTEN.into()));
    }
    Ok(covers)
}

/// An asset was taken away or put back: so is, in the same commit, what was made of it.
pub(super) fn follow(tx: &mut Write<'_>, asset: &Asset) -> Result<(), Error> {
    let mut made = Vec::new();
    for episode in podcasts::of_sound(tx, &asset.id)? {
        made.push(episode.asset());
    }
    for story in recordings::of_sound(tx, &asset.id)? {
        made.push(speak::sound_of(story));
    }
    for (cover, subject) in covers(tx, &asset.id)? {
        made.push(cover);
        jobs::put(tx, COVER_JOB, &subject, 0)?;
    }
    for id in made {
        if let Some(mut made) = assets::by_id(tx, &id)? {
            made.details.withdrawn.clone_from(&asset.details.withdrawn);
            assets::put(tx, &made)?;
        }
    }
    // Its sound stays; only the picture goes.
    let now = tx.now;
    for episode in podcasts::of_artwork(tx, &asset.id)? {
        if let Some(mut made) = assets::by_id(tx, &episode.asset())? {
            let renditions = &mut made.details.renditions;
            renditions.retain(|r| !r.media_type.starts_with("image/"));
            assets::put(tx, &made)?;
        }
        jobs::put(tx, EPISODE_JOB, &episode.number.to_string(), now)?;
    }
    renew(tx, &asset.id)
}
