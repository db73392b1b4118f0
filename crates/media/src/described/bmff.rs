//! The boxes of AVIF and HEIC (ISO/IEC 14496-12, 23008-12; AVIF 1.1), and of films: MP4 keeps its XMP packet in a box
//! among the first ones, QuickTime in the user data of its head (XMP Specification, part 3).
//!
//! The file lists items and says where the bytes of each stand; the picture's size, turn and profile are properties of
//! its primary item. Which way up it stands is told by those alone: viewers turn by them, and what EXIF says is a copy.
//! Reach: a window in, parts out.

use std::io::Result;
use std::ops::Range;

use super::parts::{MOST_EXIF, MOST_XMP, Parts};
use super::turn::{LEFT, OVER, SIDEWAYS, UPRIGHT, after, orientation};
use super::window::{Window, be16, be32};
use super::{Container, Manifest, Origin, Said};

/// Most boxes of one level.
const MOST_BOXES: usize = 4_096;
/// Longest list of items with their properties, in bytes.
const MOST_META: usize = 4 * 1024 * 1024;
/// Most items, and most pieces of one.
const MOST_ITEMS: usize = 4_096;

const C2PA: [u8; 16] = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
const XMP: [u8; 16] = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/// AVIF, HEIC or a film by the brands in the first box.
pub(super) fn container(head: &[u8]) -> Option<Container> {
    let len = usize::try_from(be32(head, 0)?).ok()?.min(head.len());
    let brands = head
        .get(8..len)?
        .chunks_exact(4)
        .enumerate()
        .filter(|(n, _)| *n != 1);
    for (_, brand) in brands {
        match brand {
            b"avif" | b"avis" => return Some(Container::Avif),
            b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" => {
                return Some(Container::Heic);
            }
            _ => {}
        }
    }
    match head.get(8..12)? {
        // A picture in this family whose coding no brand in sight tells.
        b"mif1" | b"msf1" => Some(Container::Heic),
        _ => Some(Container::Film),
    }
}

pub(super) fn read(window: &mut Window<'_>, parts: &mut Parts) -> Result<()> {
    let all = window.len();
    level(window, parts, 0..all, 0)
}

/// Reads the boxes of a level, and of the levels below that lead to a film's XMP packet.
fn level(window: &mut Window<'_>, parts: &mut Parts, within: Range<u64>, depth: u8) -> Result<()> {
    let mut at = within.start;
    for _ in 0..MOST_BOXES {
        if at >= within.end {
            break;
        }
        let Some(head) = window.exact::<8>(at)? else {
            break;
        };
        let (body, end) = match be32(&head, 0) {
            Some(0) => (at + 8, within.end),
            Some(1) => match window.exact::<8>(at + 8)? {
                Some(long) => (at + 16, at.saturating_add(u64::from_be_bytes(long))),
                None => break,
            },
            Some(len) => (at + 8, at + u64::from(len)),
            None => break,
        };
        if end < body {
            break;
        }
        let end = end.min(within.end);
        let len = usize::try_from(end - body).unwrap_or(usize::MAX);
        match &head[4..] {
            b"moov" | b"udta" if depth < 2 => level(window, parts, body..end, depth + 1)?,
            b"XMP_" if depth == 2 => {
                parts.xmp.push(window.read(body, len.min(MOST_XMP))?);
            }
            // Films have lists of another kind under this name.
            b"meta" if depth == 0 => meta(window, parts, body, len)?,
            b"uuid" => match window.exact::<16>(body)? {
                Some(C2PA) => {
                    parts.manifest = Some(Manifest {
                        start: at,
                        end: end.min(window.len()),
                    });
                }
                Some(XMP) => parts
                    .xmp
                    .push(window.read(body + 16, len.saturating_sub(16).min(MOST_XMP))?),
                _ => {}
            },
            _ => {}
        }
        at = end;
    }
    Ok(())
}

fn meta(window: &mut Window<'_>, parts: &mut Parts, at: u64, len: usize) -> Result<()> {
    let bytes = window.read(at, len.min(MOST_META))?;
    let meta = Meta::parse(bytes.get(4..).unwrap_or(&[]));
    meta.properties(parts);
    for item in meta
        .items
        .iter()
        .filter(|item| meta.is_of_the_picture(item))
    {
        match &item.kind {
            b"Exif" => {
                let block = meta.bytes(window, item.id, MOST_EXIF)?;
                // Four bytes say how much stands before the head.
                parts.exif.push(block.get(4..).unwrap_or(&[]).to_vec());
            }
            b"mime" if item.media_type.starts_with(b"application/rdf+xml") => {
                parts.xmp.push(meta.bytes(window, item.id, MOST_XMP)?);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The boxes in a run of bytes: kind and body. A broken one ends it.
fn boxes(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], Range<usize>)> + '_ {
    let mut at = 0;
    let next = move || {
        let len = be32(bytes, at)?;
        let kind = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let (head, len) = match len {
            0 => (8, bytes.len() - at),
            1 => {
                let long = bytes.get(at + 8..at + 16)?.try_into().ok()?;
                (16, usize::try_from(u64::from_be_bytes(long)).ok()?)
            }
            len => (8, usize::try_from(len).ok()?),
        };
        let body = at + head..at.checked_add(len)?.min(bytes.len());
        if len < head || body.is_empty() && body.start > bytes.len() {
            return None;
        }
        at = body.end;
        Some((kind, body))
    };
    std::iter::from_fn(next).take(MOST_BOXES)
}

/// An item and what it is.
#[derive(Debug, Clone, Default)]
struct Item {
    id: u32,
    kind: [u8; 4],
    media_type: Vec<u8>,
}

/// Where an item's bytes stand.
#[derive(Debug, Clone, Default)]
struct Location {
    id: u32,
    /// 0: in the file; 1: in the list's own data box.
    method: u16,
    extents: Vec<(u64, u64)>,
}

#[derive(Debug, Default)]
struct Meta<'b> {
    primary: u32,
    items: Vec<Item>,
    locations: Vec<Location>,
    /// From which item to which a description points.
    describes: Vec<(u32, u32)>,
    properties: Vec<([u8; 4], &'b [u8])>,
    /// Properties of the primary item, counted from 1.
    own: Vec<usize>,
    data: &'b [u8],
}

impl<'b> Meta<'b> {
    fn parse(bytes: &'b [u8]) -> Self {
        let mut meta = Self::default();
        let all: Vec<_> = boxes(bytes)
            .map(|(kind, body)| (kind, &bytes[body]))
            .collect();
        for (kind, body) in &all {
            match kind {
                b"pitm" => meta.primary = id(body, 4, body.first() != Some(&0)).unwrap_or(0),
                b"iinf" => meta.items = items(body),
                b"iloc" => meta.locations = locations(body).unwrap_or_default(),
                b"iref" => meta.describes = describes(body),
                b"idat" => meta.data = body,
                _ => {}
            }
        }
        // The properties are told by item, so the primary one must be known first.
        for (_, body) in all.iter().filter(|(kind, _)| kind == b"iprp") {
            for (kind, part) in boxes(body) {
                match &kind {
                    b"ipco" => {
                        let part = &body[part];
                        meta.properties = boxes(part)
                            .map(|(kind, body)| (kind, &part[body]))
                            .collect();
                    }
                    b"ipma" => meta
                        .own
                        .extend(associations(&body[part], meta.primary).unwrap_or_default()),
                    _ => {}
                }
            }
        }
        meta
    }

    /// A description that points at another item, such as a thumbnail, is not the picture's.
    fn is_of_the_picture(&self, item: &Item) -> bool {
        let mut of = self
            .describes
            .iter()
            .filter(|(from, _)| *from == item.id)
            .peekable();
        of.peek().is_none() || of.any(|(_, to)| *to == self.primary)
    }

    fn properties(&self, parts: &mut Parts) {
        let mut turn = UPRIGHT;
        for (kind, body) in self
            .own
            .iter()
            .filter_map(|n| self.properties.get(n.checked_sub(1)?))
        {
            match kind {
                b"ispe" => parts.size = be32(body, 4).zip(be32(body, 8)),
                b"irot" => {
                    (0..body.first().unwrap_or(&0) & 3).for_each(|_| turn = after(LEFT, turn));
                }
                b"imir" => {
                    let is_sideways = body.first().unwrap_or(&0) & 1 == 1;
                    turn = after(if is_sideways { SIDEWAYS } else { OVER }, turn);
                }
                b"colr" if matches!(body.get(..4), Some(b"prof" | b"rICC")) => {
                    parts.add_profile(&body[4..]);
                }
                _ => {}
            }
        }
        parts.turn = orientation(turn).map(|number| Said::new(number, Origin::Picture));
    }

    fn bytes(&self, window: &mut Window<'_>, id: u32, most: usize) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let Some(location) = self.locations.iter().find(|location| location.id == id) else {
            return Ok(out);
        };
        for (at, len) in &location.extents {
            let len = usize::try_from(*len).unwrap_or(usize::MAX);
            // A length of nought means to the end of the file.
            let len = if len == 0 { most } else { len }.min(most - out.len());
            match location.method {
                0 => out.extend(window.read(*at, len)?),
                1 => {
                    let from = usize::try_from(*at).unwrap_or(usize::MAX);
                    let rest = self.data.get(from..).unwrap_or(&[]);
                    out.extend_from_slice(&rest[..len.min(rest.len())]);
                }
                _ => {}
            }
        }
        Ok(out)
    }
}

/// The number of an item, in four bytes or in two.
fn id(bytes: &[u8], at: usize, is_long: bool) -> Option<u32> {
    if is_long {
        be32(bytes, at)
    } else {
        be16(bytes, at).map(u32::from)
    }
}

fn items(body: &[u8]) -> Vec<Item> {
    let start = if body.first() == Some(&0) { 6 } else { 8 };
    let entries = body.get(start..).unwrap_or(&[]);
    let item = |body: &[u8]| {
        let version = *body.first()?;
        if version < 2 {
            return None;
        }
        let is_long = version > 2;
        let at = if is_long { 10 } else { 8 };
        let mut words = body.get(at + 4..).unwrap_or(&[]).split(|byte| *byte == 0);
        Some(Item {
            id: id(body, 4, is_long)?,
            kind: body.get(at..at + 4)?.try_into().ok()?,
            // The item's name comes first.
            media_type: words.nth(1).unwrap_or(&[]).to_vec(),
        })
    };
    boxes(entries)
        .filter_map(|(_, range)| item(&entries[range]))
        .collect()
}

/// Numbers of up to eight bytes one after another.
pub(crate) struct Numbers<'b> {
    bytes: &'b [u8],
}

impl<'b> Numbers<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// The number of an item.
    pub(crate) fn id(&mut self, len: usize) -> Option<u32> {
        u32::try_from(self.next(len)?).ok()
    }

    pub(crate) fn next(&mut self, len: usize) -> Option<u64> {
        let (head, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(head.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }
}

fn locations(body: &[u8]) -> Option<Vec<Location>> {
    let version = *body.first()?;
    let mut numbers = Numbers::new(body.get(4..)?);
    let sizes = numbers.next(2)?;
    let size = |at: u32| usize::try_from(sizes >> at & 15).unwrap_or(0);
    let (offset, length, base, index) = (
        size(12),
        size(8),
        size(4),
        if version > 0 { size(0) } else { 0 },
    );
    let id_len = if version < 2 { 2 } else { 4 };
    let count = numbers.next(id_len)?;
    let mut found: Vec<Location> = Vec::new();
    for _ in 0..count.min(MOST_ITEMS as u64) {
        let id = u32::try_from(numbers.next(id_len)?).ok()?;
        let method = if version > 0 {
            numbers.next(2)? & 15
        } else {
            0
        };
        // What stands in other files is nobody's business.
        let is_here = numbers.next(2)? == 0;
        let start = numbers.next(base)?;
        let extents = numbers.next(2)?;
        let mut location = Location {
            id,
            method: u16::try_from(method).ok()?,
            extents: Vec::new(),
        };
        for _ in 0..extents {
            numbers.next(index)?;
            let (at, len) = (numbers.next(offset)?, numbers.next(length)?);
            if is_here && location.extents.len() < 64 {
                location.extents.push((start.saturating_add(at), len));
            }
            if offset + length + index == 0 {
                break;
            }
        }
        found.push(location);
    }
    Some(found)
}

fn describes(body: &[u8]) -> Vec<(u32, u32)> {
    let is_long = body.first() != Some(&0);
    let step = if is_long { 4 } else { 2 };
    let entries = body.get(4..).unwrap_or(&[]);
    let mut found = Vec::new();
    for (_, range) in boxes(entries).filter(|(kind, _)| kind == b"cdsc") {
        let part = &entries[range];
        let count = usize::from(be16(part, step).unwrap_or(0));
        let to = (0..count).map_while(|n| id(part, step + 2 + n * step, is_long));
        if let Some(from) = id(part, 0, is_long) {
            found.extend(
                to.map(|to| (from, to))
                    .take(MOST_ITEMS - found.len().min(MOST_ITEMS)),
            );
        }
    }
    found
}

/// The properties of an item, in their order, counted from 1.
fn associations(body: &[u8], item: u32) -> Option<Vec<usize>> {
    let version = *body.first()?;
    let is_wide = body.get(3)? & 1 == 1;
    let mut numbers = Numbers::new(body.get(4..)?);
    let count = numbers.next(4)?;
    for _ in 0..count.min(MOST_ITEMS as u64) {
        let id = numbers.next(if version < 1 { 2 } else { 4 })?;
        let own = numbers.next(1)?;
        // The highest bit says whether a viewer must know the property.
        let (len, mask) = if is_wide { (2, 0x7fff) } else { (1, 0x7f) };
        let list: Vec<usize> = (0..own)
            .map_while(|_| usize::try_from(numbers.next(len)? & mask).ok())
            .collect();
        if id == u64::from(item) {
            return Some(list);
        }
    }
    None
}
