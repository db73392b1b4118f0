//! The blocks of description that a file holds, and one description made of them.
//!
//! Where several say a thing, XMP is believed before IIM and IIM before EXIF, as programs that write all three keep
//! them alike and XMP alone has room for all of it (IPTC Photo Metadata Standard; Metadata Working Group, Guidelines
//! 2.0). What the camera measured is believed from EXIF first: which way up it was held and where it stood. Reach:
//! blocks in, fields out.

use std::io::Result;

use super::{Described, Manifest, Profile, Said, exif, icc, iim, xmp};

/// Longest XMP packet in bytes. Histories of long edited pictures come to one or two million.
pub(super) const MOST_XMP: usize = 8 * 1024 * 1024;
/// Longest EXIF block in bytes. It may hold a preview.
pub(super) const MOST_EXIF: usize = 4 * 1024 * 1024;
/// Longest block of IIM, or of Photoshop's resources around it, in bytes.
pub(super) const MOST_IIM: usize = 4 * 1024 * 1024;
/// Longest colour profile in bytes.
pub(super) const MOST_ICC: usize = 4 * 1024 * 1024;
/// Most blocks of one kind that are looked at.
const MOST_BLOCKS: usize = 8;

/// What was found in a file.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Packets, the main one first.
    pub(super) xmp: Vec<Vec<u8>>,
    /// Bare datasets.
    pub(super) iim: Vec<Vec<u8>>,
    /// Blocks that begin with a TIFF head, or nearly.
    pub(super) exif: Vec<Vec<u8>>,
    /// What EXIF says where its directories are the file's own.
    pub(super) own_tags: Described,
    /// What plain text chunks say.
    pub(super) plain: Described,
    pub(super) size: Option<(u32, u32)>,
    /// Which way up the container stands it, whatever EXIF says.
    pub(super) turn: Option<Said<u8>>,
    pub(super) profile: Option<Profile>,
    pub(super) manifest: Option<Manifest>,
}

impl Parts {
    /// Keeps the first profile that is one.
    pub(super) fn add_profile(&mut self, bytes: &[u8]) {
        if self.profile.is_none() {
            self.profile = icc::profile(bytes);
        }
    }

    /// Keeps the datasets of a block that is either bare or Photoshop's.
    pub(super) fn add_iim(&mut self, bytes: &[u8]) {
        if bytes.first() == Some(&0x1c) {
            self.iim.push(bytes.to_vec());
        } else if let Some(datasets) = iim::in_resources(bytes) {
            self.iim.push(datasets.to_vec());
        }
    }

    /// One description. `wanted` is the language where a text has no default.
    pub(super) fn described(self, wanted: &str) -> Result<Described> {
        let mut measured = self.own_tags;
        for block in self.exif.iter().take(MOST_BLOCKS) {
            measured.fill(exif::block(block)?);
        }
        let mut out = Described::default();
        if let Some((width, height)) = self.size {
            (out.width, out.height) = (Some(width), Some(height));
        }
        out.orientation = self.turn.or_else(|| measured.orientation.clone());
        out.coordinates = measured.coordinates.clone();
        out.profile = self.profile;
        out.manifest = self.manifest;
        for packet in self.xmp.iter().take(MOST_BLOCKS) {
            out.fill(xmp::fields(packet, wanted));
        }
        for datasets in self.iim.iter().take(MOST_BLOCKS) {
            out.fill(iim::fields(datasets));
        }
        out.fill(measured);
        out.fill(self.plain);
        Ok(out)
    }
}
