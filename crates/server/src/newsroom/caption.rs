//! Caption: the words of a film or sound, written or put right by somebody at the desk.

use media::captions;
use store::assets::{self, Asset, Captions, Kind};
use store::audit;
use store::blobs::Blobs;
use story::{Fault, Role};

use super::{Actor, Error, Newsroom, derived, films};

/// Sets the captions of a film or sound in a language, or takes them away: a file in WebVTT or SubRip. What somebody has
/// written goes before what a program has: that is only kept where there is none yet.
///
/// # Errors
/// What is wrong with the words, by its line; a refusal below a reporter; [`Error::Missing`].
pub fn caption(
    newsroom: &Newsroom,
    blobs: &Blobs,
    actor: &Actor,
    id: &str,
    (language, automatic): (&str, bool),
    file: Option<&[u8]>,
) -> Result<Asset, Error> {
    if actor.role < Role::Reporter {
        return Err(Error::Forbidden("write captions", Role::Reporter));
    }
    if !is_language(language) {
        let words = "must be a language tag such as en or pt-BR (BCP 47)";
        return Err(Fault::at("language", words).into());
    }
    let made = match file {
        Some(file) => {
            let cues = captions::read(file).map_err(Error::Media)?;
            let text = captions::write(&cues);
            let told = captions::transcript(&cues).into_iter();
            let captions = Captions {
                language: language.to_owned(),
                automatic,
                transcript: told.map(|p| (p.speaker, p.text)).collect(),
                text,
            };
            let rendition = films::captions(blobs, language, &captions.text)?;
            Some((captions, rendition))
        }
        None => None,
    };
    newsroom.act(|tx| {
        let Some(mut asset) = assets::by_id(tx, id)? else {
            return Err(Error::Missing(format!(
                "There is no picture, film or sound {id}."
            )));
        };
        if asset.kind == Kind::Image {
            return Err(Fault::at(
                "language",
                "a picture says nothing: captions are for films and sounds",
            )
            .into());
        }
        let details = &mut asset.details;
        let same = |captions: &Captions| captions.language.eq_ignore_ascii_case(language);
        if automatic
            && details
                .captions
                .iter()
                .any(|known| same(known) && !known.automatic)
        {
            return Ok(asset);
        }
        let at = details.captions.iter().position(same);
        if made.is_none() && at.is_none() {
            return Err(Error::Missing(format!(
                "{id} has no captions in {language}."
            )));
        }
        details
            .renditions
            .retain(|r| r.what() != Captions::file(language));
        let act = if made.is_some() {
            "caption"
        } else {
            "remove captions"
        };
        match (made, at) {
            (Some((captions, rendition)), at) => {
                details.renditions.push(rendition);
                match at {
                    Some(at) => details.captions[at] = captions,
                    None => details.captions.push(captions),
                }
            }
            (None, Some(at)) => drop(details.captions.remove(at)),
            (None, None) => {}
        }
        assets::put(tx, &asset)?;
        derived::renew(tx, id)?;
        let words = format!("{id}: {language}");
        audit::note(tx, &actor.name, act, None, &words, &actor.origin)?;
        Ok(asset)
    })
}

/// The shape of a tag of BCP 47, as far as captions and podcasts need it.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let plain = |part: &str, least: usize| {
        (least..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    first.len() <= 3
        && plain(first, 2)
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && tag.len() <= 35
        && parts.all(|part| plain(part, 1))
}
