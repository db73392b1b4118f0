//! Adds to a PNG: XMP as a chunk of international text, before the pixels. Reach: bytes.

use super::{EmbedFault, part};

const KIND: &str = "PNG";
const KEY: &[u8] = b"XML:com.adobe.xmp\0";

/// The file with the packet after its head, in place of one that was there.
pub(super) fn add(file: &[u8], packet: &[u8]) -> Result<Vec<u8>, EmbedFault> {
    let head = part(file, 0..33, KIND)?;
    if &head[8..16] != b"\0\0\0\x0dIHDR" {
        return Err(EmbedFault::Broken {
            kind: KIND,
            what: "it has no head",
        });
    }
    let mut out = head.to_vec();
    // Not packed, no language, no key in that language.
    let body = [KEY, &[0, 0, 0, 0], packet].concat();
    let len = u32::try_from(body.len()).map_err(|_| EmbedFault::NotMade {
        kind: KIND,
        what: "the values are too long for a chunk",
    })?;
    out.extend(len.to_be_bytes());
    let mut check = crc32fast::Hasher::new();
    for run in [b"iTXt".as_slice(), &body] {
        check.update(run);
        out.extend_from_slice(run);
    }
    out.extend(check.finalize().to_be_bytes());
    let mut at = head.len();
    while at < file.len() {
        let head = part(file, at..at.saturating_add(8), KIND)?;
        let len = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let chunk = part(file, at..at.saturating_add(12).saturating_add(len), KIND)?;
        let is_old = &head[4..] == b"iTXt" && chunk[8..].starts_with(KEY);
        if !is_old {
            out.extend_from_slice(chunk);
        }
        at += chunk.len();
        if &head[4..] == b"IEND" {
            return Ok(out);
        }
    }
    Err(EmbedFault::Broken {
        kind: KIND,
        what: "its end is missing",
    })
}
