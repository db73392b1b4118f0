//! The name that a colour profile gives itself (ICC.1:2022, profileDescriptionTag). Reach: bytes in, a name out.

use super::window::be32;
use super::{Profile, charset, text};

/// Most entries of the tag table that are looked at.
const MOST_TAGS: usize = 128;

/// The profile in these bytes; none if they are none.
pub(super) fn profile(bytes: &[u8]) -> Option<Profile> {
    if bytes.get(36..40) != Some(b"acsp") {
        return None;
    }
    Some(Profile { name: name(bytes) })
}

fn name(bytes: &[u8]) -> Option<String> {
    let count = usize::try_from(be32(bytes, 128)?).ok()?.min(MOST_TAGS);
    let row = bytes
        .get(132..)?
        .chunks_exact(12)
        .take(count)
        .find(|row| row.starts_with(b"desc"))?;
    let at = usize::try_from(be32(row, 4)?).ok()?;
    let tag = bytes.get(at..)?;
    let raw = match tag.get(..4)? {
        // Version 2: ASCII with its length, the nought at its end counted.
        b"desc" => {
            let len = usize::try_from(be32(tag, 8)?).ok()?;
            charset::guess(tag.get(12..12_usize.checked_add(len)?)?)
        }
        // Version 4: the first of its languages.
        b"mluc" => {
            let len = usize::try_from(be32(tag, 20)?).ok()?;
            let from = usize::try_from(be32(tag, 24)?).ok()?;
            charset::utf16(tag.get(from..from.checked_add(len)?)?, true)
        }
        _ => return None,
    };
    text::line(&raw)
}
