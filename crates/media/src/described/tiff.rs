//! The first directory of a TIFF, and the blocks that it names (TIFF 6.0; XMP Specification Part 3, 3.2.1).
//!
//! Reach: a window in, parts out.

use std::io::Result;

use super::ifd::Tiff;
use super::parts::{MOST_ICC, MOST_IIM, MOST_XMP, Parts};
use super::window::Window;
use super::{Manifest, exif};

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const XMP: u16 = 700;
const DATASETS: u16 = 33_723;
const RESOURCES: u16 = 34_377;
const PROFILE: u16 = 34_675;
const C2PA: u16 = 0xcd41;

pub(super) fn read(window: &mut Window<'_>, parts: &mut Parts) -> Result<()> {
    let Some(tiff) = Tiff::open(window, 0)? else {
        return Ok(());
    };
    let main = tiff.main(window)?;
    let width = tiff.integer(window, &main, WIDTH)?;
    parts.size = width.zip(tiff.integer(window, &main, HEIGHT)?);
    parts.xmp.extend(tiff.bytes(window, &main, XMP, MOST_XMP)?);
    if let Some(mut datasets) = tiff.bytes(window, &main, DATASETS, MOST_IIM)? {
        // Some programs call them whole numbers and turn each four bytes with the file's byte order.
        if datasets.first() != Some(&0x1c) && datasets.get(3) == Some(&0x1c) {
            datasets.chunks_exact_mut(4).for_each(<[u8]>::reverse);
        }
        parts.add_iim(&datasets);
    }
    if let Some(resources) = tiff.bytes(window, &main, RESOURCES, MOST_IIM)? {
        parts.add_iim(&resources);
    }
    if let Some(profile) = tiff.bytes(window, &main, PROFILE, MOST_ICC)? {
        parts.add_profile(&profile);
    }
    parts.own_tags = exif::fields(&tiff, window, &main)?;
    let store = main.iter().find(|entry| entry.tag == C2PA);
    parts.manifest = store
        .map(|store| Manifest {
            start: store.at,
            end: store.at.saturating_add(store.len).min(window.len()),
        })
        .filter(|manifest| manifest.start < manifest.end);
    Ok(())
}
