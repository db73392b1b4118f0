//! The blocks of a GIF (GIF89a; XMP Specification Part 3, 1.1.2). Reach: a window in, parts out.

use std::io::Result;

use super::Manifest;
use super::parts::{MOST_ICC, MOST_XMP, Parts};
use super::window::{Window, find};

/// Most blocks and parts of blocks. Each has 255 bytes of pixels at most, so a film of 40 megabytes has 160,000.
const MOST_BLOCKS: usize = 300_000;
/// What stands after a packet, so that programs that do not know it find the end of the block: its length and the
/// first bytes of a row that counts down.
const ROW: usize = 258;
const ROW_START: [u8; 4] = [0x01, 0xff, 0xfe, 0xfd];

pub(super) fn read(window: &mut Window<'_>, parts: &mut Parts) -> Result<()> {
    let Some(head) = window.exact::<13>(0)? else {
        return Ok(());
    };
    let side = |at: usize| u32::from(u16::from_le_bytes([head[at], head[at + 1]]));
    parts.size = Some((side(6), side(8)));
    let mut at = 13 + colours(head[10]);
    let mut blocks = 0;
    while blocks < MOST_BLOCKS {
        blocks += 1;
        at = match window.exact::<1>(at)? {
            Some([0x2c]) => {
                let Some(image) = window.exact::<10>(at)? else {
                    break;
                };
                skip(window, at + 11 + colours(image[9]), &mut blocks)?
            }
            Some([0x21]) => match extension(window, parts, at, &mut blocks)? {
                Some(next) => next,
                None => break,
            },
            _ => break,
        };
    }
    Ok(())
}

/// Bytes of the colour table that the flags announce.
fn colours(flags: u8) -> u64 {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// Where the block after a row of sub-blocks begins.
fn skip(window: &mut Window<'_>, mut at: u64, blocks: &mut usize) -> Result<u64> {
    while *blocks < MOST_BLOCKS {
        *blocks += 1;
        match window.exact::<1>(at)? {
            Some([len]) if len > 0 => at += 1 + u64::from(len),
            _ => break,
        }
    }
    Ok(at + 1)
}

/// Reads an extension, if it is one of an application that is known, and says where the next block begins.
fn extension(
    window: &mut Window<'_>,
    parts: &mut Parts,
    at: u64,
    blocks: &mut usize,
) -> Result<Option<u64>> {
    let Some(head) = window.exact::<14>(at)? else {
        return Ok(None);
    };
    if head[..3] != [0x21, 0xff, 11] {
        return skip(window, at + 2, blocks).map(Some);
    }
    match &head[3..] {
        // The packet stands there as it is, not in sub-blocks.
        b"XMP DataXMP" => {
            let mut packet = window.read(at + 14, MOST_XMP)?;
            let end = find(&packet, &ROW_START);
            packet.truncate(end.unwrap_or(packet.len()));
            parts.xmp.push(packet);
            Ok(end.map(|end| at + 14 + (end + ROW) as u64))
        }
        b"ICCRGBG1012" => {
            let mut profile = Vec::new();
            let next = gather(window, at + 14, blocks, &mut profile)?;
            parts.add_profile(&profile);
            Ok(Some(next))
        }
        name => {
            let next = skip(window, at + 14, blocks)?;
            if name.starts_with(b"C2PA_GIF") {
                parts.manifest = Some(Manifest {
                    start: at,
                    end: next.min(window.len()),
                });
            }
            Ok(Some(next))
        }
    }
}

fn gather(
    window: &mut Window<'_>,
    mut at: u64,
    blocks: &mut usize,
    to: &mut Vec<u8>,
) -> Result<u64> {
    while *blocks < MOST_BLOCKS && to.len() < MOST_ICC {
        *blocks += 1;
        match window.exact::<1>(at)? {
            Some([len]) if len > 0 => {
                to.extend(window.read(at + 1, usize::from(len))?);
                at += 1 + u64::from(len);
            }
            _ => break,
        }
    }
    Ok(at + 1)
}
