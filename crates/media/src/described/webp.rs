//! The chunks of a WebP (RFC 9649). Reach: a window in, parts out.

use std::io::Result;

use super::Manifest;
use super::parts::{MOST_EXIF, MOST_ICC, MOST_XMP, Parts};
use super::window::Window;

/// Most chunks. A film in this format has one a frame.
const MOST_CHUNKS: usize = 20_000;

pub(super) fn read(window: &mut Window<'_>, parts: &mut Parts) -> Result<()> {
    let mut at = 12;
    for _ in 0..MOST_CHUNKS {
        let Some([a, b, c, d, size @ ..]) = window.exact::<8>(at)? else {
            break;
        };
        let len = u32::from_le_bytes(size);
        let end = at + 8 + u64::from(len) + u64::from(len % 2);
        let kind = [a, b, c, d];
        let most = match &kind {
            b"VP8X" | b"VP8 " | b"VP8L" => 10,
            b"EXIF" => MOST_EXIF,
            b"XMP " => MOST_XMP,
            b"ICCP" => MOST_ICC,
            _ => 0,
        };
        let body = window.read(at + 8, usize::try_from(len).unwrap_or(usize::MAX).min(most))?;
        match &kind {
            b"VP8X" | b"VP8 " | b"VP8L" if parts.size.is_none() => {
                parts.size = size_of(&kind, &body);
            }
            b"EXIF" => parts.exif.push(body),
            b"XMP " => parts.xmp.push(body),
            b"ICCP" => parts.add_profile(&body),
            b"C2PA" => {
                parts.manifest = Some(Manifest {
                    start: at,
                    end: end.min(window.len()),
                });
            }
            _ => {}
        }
        at = end;
    }
    Ok(())
}

/// Width and height from the head of the canvas, of a lossy picture, or of a lossless one.
pub(crate) fn size_of(kind: &[u8; 4], body: &[u8]) -> Option<(u32, u32)> {
    match (kind, body) {
        (b"VP8X", [_, _, _, _, a, b, c, d, e, f, ..]) => Some((
            u32::from_le_bytes([*a, *b, *c, 0]) + 1,
            u32::from_le_bytes([*d, *e, *f, 0]) + 1,
        )),
        (b"VP8 ", [_, _, _, 0x9d, 0x01, 0x2a, a, b, c, d, ..]) => {
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
            Some((side(*a, *b), side(*c, *d)))
        }
        (b"VP8L", [0x2f, a, b, c, d, ..]) => {
            let bits = u32::from_le_bytes([*a, *b, *c, *d]);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}
