//! Adds to a WebP: XMP as its last chunk, and the extended head that says so (RFC 9649, 2.7). Reach: bytes.

use super::{EmbedFault, part};
use crate::described::webp_size as size_of;

const KIND: &str = "WebP";
/// The flag of the extended head for XMP.
const XMP: u8 = 0x04;
/// The flag for transparency.
const ALPHA: u8 = 0x10;

/// The file with the packet, in place of one that was there. A file that had the simple head gets the extended one.
pub(super) fn add(file: &[u8], packet: &[u8]) -> Result<Vec<u8>, EmbedFault> {
    let (mut head, mut rest) = (None, Vec::new());
    let mut at = 12;
    while at < file.len() {
        let start = part(file, at..at + 8, KIND)?;
        let kind = [start[0], start[1], start[2], start[3]];
        let len = u32::from_le_bytes([start[4], start[5], start[6], start[7]]) as usize;
        let body = part(file, at + 8..(at + 8).saturating_add(len), KIND)?;
        match &kind {
            b"VP8X" => head = <[u8; 10]>::try_from(body).ok(),
            b"VP8 " | b"VP8L" if head.is_none() => {
                head = simple(&kind, body);
                chunk(&mut rest, kind, body)?;
            }
            b"XMP " => {}
            _ => chunk(&mut rest, kind, body)?,
        }
        at += 8 + len + len % 2;
    }
    let mut head = head.ok_or(EmbedFault::Broken {
        kind: KIND,
        what: "it does not say how large it is",
    })?;
    head[0] |= XMP;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    chunk(&mut out, *b"VP8X", &head)?;
    out.extend(rest);
    chunk(&mut out, *b"XMP ", packet)?;
    let len = u32::try_from(out.len() - 8).map_err(|_| TOO_LONG)?;
    out[4..8].copy_from_slice(&len.to_le_bytes());
    Ok(out)
}

/// The extended head for a file that has none: flags, three unused bytes, both sides less one.
fn simple(kind: &[u8; 4], body: &[u8]) -> Option<[u8; 10]> {
    let (width, height) = size_of(kind, body)?;
    let mut head = [0; 10];
    // A lossless picture says itself whether something shows through; a lossy one with this head has nothing that does.
    if kind == b"VP8L" && body.get(4)? & 0x10 != 0 {
        head[0] = ALPHA;
    }
    head[4..7].copy_from_slice(&width.checked_sub(1)?.to_le_bytes()[..3]);
    head[7..].copy_from_slice(&height.checked_sub(1)?.to_le_bytes()[..3]);
    Some(head)
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], body: &[u8]) -> Result<(), EmbedFault> {
    let len = u32::try_from(body.len()).map_err(|_| TOO_LONG)?;
    out.extend(kind);
    out.extend(len.to_le_bytes());
    out.extend_from_slice(body);
    if len % 2 == 1 {
        out.push(0);
    }
    Ok(())
}

const TOO_LONG: EmbedFault = EmbedFault::NotMade {
    kind: KIND,
    what: "it would be longer than the format allows",
};
