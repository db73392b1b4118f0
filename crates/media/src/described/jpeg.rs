//! The segments of a JPEG before its first scan (ITU T.81), and what FotoStation hangs after its end.
//!
//! Reach: a window in, parts out.

use std::io::Result;

use super::parts::{MOST_ICC, MOST_IIM, MOST_XMP, Parts};
use super::window::{Window, be32};
use super::{Manifest, xmp};

/// Most steps from segment to segment before the first scan, bytes of padding and damage counted. A profile of four
/// megabytes takes 64.
const MOST_SEGMENTS: usize = 50_000;

const EXIF: &[u8] = b"Exif\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PROFILE: &[u8] = b"ICC_PROFILE\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

/// What is put together from several segments.
#[derive(Default)]
struct Pieces {
    resources: Vec<u8>,
    profile: Vec<u8>,
    extended: Vec<Extended>,
    manifest: Option<(u16, Manifest)>,
}

/// A piece of an extended packet.
struct Extended {
    name: String,
    total: usize,
    at: usize,
    bytes: Vec<u8>,
}

pub(super) fn read(window: &mut Window<'_>, parts: &mut Parts) -> Result<()> {
    let mut pieces = Pieces::default();
    let mut at = 2;
    for _ in 0..MOST_SEGMENTS {
        let Some([mark, marker]) = window.exact::<2>(at)? else {
            break;
        };
        // Between segments anything but a mark is damage, and any number of marks is padding.
        if mark != 0xff || marker == 0xff {
            at += 1;
            continue;
        }
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            at += 2;
            continue;
        }
        if matches!(marker, 0xd9 | 0xda) {
            break;
        }
        let Some(len) = window.exact::<2>(at + 2)?.map(u16::from_be_bytes) else {
            break;
        };
        let end = at + 2 + u64::from(len.max(2));
        if matches!(marker, 0xc0..=0xcf | 0xe1 | 0xe2 | 0xeb | 0xed) {
            let body = window.read(at + 4, usize::from(len.max(2) - 2))?;
            segment(parts, &mut pieces, marker, body, (at, end));
        }
        at = end;
    }
    finish(parts, pieces);
    trailer(window, parts)
}

fn segment(parts: &mut Parts, pieces: &mut Pieces, marker: u8, body: Vec<u8>, place: (u64, u64)) {
    match marker {
        // Frames; 0xc4, 0xc8 and 0xcc between them are tables.
        0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
            if let (None, Some(&[_, h, l, w, m])) = (parts.size, body.first_chunk::<5>()) {
                let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
                parts.size = Some((side(w, m), side(h, l)));
            }
        }
        0xe1 => {
            if let Some(block) = body.strip_prefix(EXIF) {
                parts.exif.push(block.to_vec());
            } else if let Some(packet) = body.strip_prefix(XMP) {
                parts.xmp.push(packet.to_vec());
            } else if let Some(piece) = body.strip_prefix(EXTENDED) {
                pieces.extended.extend(extended(piece));
            }
        }
        0xe2 => append(
            &mut pieces.profile,
            body.strip_prefix(PROFILE).and_then(|rest| rest.get(2..)),
            MOST_ICC,
        ),
        0xed => append(
            &mut pieces.resources,
            body.strip_prefix(PHOTOSHOP),
            MOST_IIM,
        ),
        0xeb => manifest(pieces, &body, place),
        _ => {}
    }
}

fn append(to: &mut Vec<u8>, piece: Option<&[u8]>, most: usize) {
    if let Some(piece) = piece.filter(|piece| to.len() + piece.len() <= most) {
        to.extend_from_slice(piece);
    }
}

/// 32 letters of a name, the length of the whole, and where this piece belongs (XMP Specification Part 3, 1.1.3.1).
fn extended(piece: &[u8]) -> Option<Extended> {
    let name = std::str::from_utf8(piece.get(..32)?).ok()?;
    Some(Extended {
        name: name.to_ascii_uppercase(),
        total: usize::try_from(be32(piece, 32)?).ok()?,
        at: usize::try_from(be32(piece, 36)?).ok()?,
        bytes: piece.get(40..)?.to_vec(),
    })
}

/// A box of JUMBF whose description says C2PA begins a manifest store; segments of the same number continue it
/// (ISO/IEC 19566-5, annex D; C2PA 2.1, A.3.1).
fn manifest(pieces: &mut Pieces, body: &[u8], (start, end): (u64, u64)) {
    let Some((&[b'J', b'P', high, low], rest)) = body.split_first_chunk::<4>() else {
        return;
    };
    let number = u16::from_be_bytes([high, low]);
    let is_store = rest.get(8..12) == Some(b"jumb")
        && rest.get(16..20) == Some(b"jumd")
        && rest.get(20..24) == Some(b"c2pa");
    match &mut pieces.manifest {
        Some((own, manifest)) if *own == number => manifest.end = end,
        None if is_store => pieces.manifest = Some((number, Manifest { start, end })),
        _ => {}
    }
}

fn finish(parts: &mut Parts, pieces: Pieces) {
    parts.add_profile(&pieces.profile);
    parts.add_iim(&pieces.resources);
    parts.manifest = pieces.manifest.map(|(_, manifest)| manifest);
    if pieces.extended.is_empty() {
        return;
    }
    let Some(name) = parts.xmp.first().and_then(|main| xmp::extension(main)) else {
        return;
    };
    let own = pieces
        .extended
        .into_iter()
        .filter(|piece| piece.name == name)
        .collect();
    parts.xmp.extend(joined(own));
}

/// The extended packet, if no piece of it is missing.
fn joined(mut pieces: Vec<Extended>) -> Option<Vec<u8>> {
    pieces.sort_by_key(|piece| piece.at);
    let total = pieces.first()?.total;
    if total > MOST_XMP {
        return None;
    }
    let mut whole = Vec::new();
    for piece in pieces {
        // A piece that comes twice is taken once.
        if piece.at == whole.len() {
            whole.extend_from_slice(&piece.bytes);
        }
    }
    (whole.len() == total).then_some(whole)
}

/// Blocks from the end of the file backwards: kind, length, mark. The first kind is datasets.
fn trailer(window: &mut Window<'_>, parts: &mut Parts) -> Result<()> {
    let mut end = window.len();
    for _ in 0..8 {
        let Some(foot) = end
            .checked_sub(10)
            .map(|at| window.exact::<10>(at))
            .transpose()?
            .flatten()
        else {
            break;
        };
        let len = u64::from(be32(&foot, 2).unwrap_or(0));
        if be32(&foot, 6) != Some(0xa1b2_c3d4) || len < 10 || len > end {
            break;
        }
        if foot[..2] == [0, 1] && len <= MOST_IIM as u64 {
            let block = window.read(end - len, usize::try_from(len - 10).unwrap_or(0))?;
            parts.add_iim(&block);
        }
        end -= len;
    }
    Ok(())
}
