//! What listeners hear of a recording of the library, for an episode or a story: MP3 and Opus at the loudness of podcasts.

use std::path::Path;

use media::{Refusal, film};
use store::assets::{Asset, Rendition, Status};
use store::blobs::BlobKey;

use crate::app::App;
use crate::jobs::films;
use crate::newsroom::{self, Error};

/// What the MP3 is called in the folder of the work.
pub(super) const MP3: &str = "heard.mp3";

/// Lays the MP3 out, a file of its own into which tags can be written, and answers with the other form, named `what`. Where
/// `before` was made of the same recording, it is taken from there. `hear` gets the hundredths that are done, now and then.
///
/// # Errors
/// [`Refusal::File`] if there is nothing to hear.
pub(super) fn make(
    app: &App,
    sound: &Asset,
    (before, what): (Option<&Asset>, &str),
    folder: &Path,
    hear: &mut dyn FnMut(u8),
) -> Result<Rendition, Error> {
    let mp3 = folder.join(MP3);
    let before = before.filter(|before| {
        before.status == Status::Ready && before.details.made_of == sound.original
    });
    if let Some(before) = before {
        let of_type = |wanted: &str| {
            let mut all = before.details.renditions.iter();
            all.find(|r| r.media_type == wanted)
        };
        if let (Some(first), Some(second)) = (of_type("audio/mpeg"), of_type("audio/ogg")) {
            let key = BlobKey::Rendition {
                hash: first.hash.clone(),
            };
            let former = folder.join("former.mp3");
            if app.blobs.lay_out(&key, &former)? {
                // A copy: what is laid out may be the kept file itself, and tags are written into it.
                let copied = std::fs::copy(&former, &mp3);
                copied.map_err(|e| Error::Media(Refusal::Machine(e.to_string())))?;
                return Ok(second.clone());
            }
        }
    }
    let source = films::source(app, sound, folder)?;
    let probed = film::probe(&source).map_err(Error::Media)?;
    let mut told = 0_u8;
    let heard = film::heard(&source, &probed, folder, &mut |part| {
        let hundredths = (part * 100.0).clamp(0.0, 99.0) as u8;
        // Each is a write: a few are enough.
        if hundredths >= told + 10 {
            told = hundredths;
            hear(hundredths);
        }
    });
    let silent = || Error::Media(Refusal::File("There is nothing to hear in it.".into()));
    let heard = heard.map_err(Error::Media)?.ok_or_else(silent)?;
    let called = (what, "ogg", "audio/ogg");
    newsroom::films::of_file(&app.blobs, &heard.opus, called, (0, 0))
}
