//! Adds to an AVIF: XMP as one more item, its bytes in a data box of their own at the end of the file.
//!
//! The list of items grows, so what stands after it moves, and all places that the list names are written anew
//! (ISO/IEC 14496-12, 8.11). A file whose list names places in ways that are not known here is left alone. Reach:
//! bytes.

use std::ops::Range;

use super::{EmbedFault, part};
use crate::described::Numbers;

const KIND: &str = "AVIF";

fn not_made<T>(what: &'static str) -> Result<T, EmbedFault> {
    Err(EmbedFault::NotMade { kind: KIND, what })
}

fn broken(what: &'static str) -> EmbedFault {
    EmbedFault::Broken { kind: KIND, what }
}

/// A box that is found, head included, and its body.
#[derive(Debug, Clone)]
struct Found {
    whole: Range<usize>,
    body: Range<usize>,
}

/// The boxes of a run of bytes, which must have lengths of their own and fill it to the last byte.
fn found(bytes: &[u8]) -> Result<Vec<([u8; 4], Found)>, EmbedFault> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut head = Numbers::new(&bytes[at..]);
        let (len, kind) = (head.next(4).ok_or(CUT)?, head.next(4).ok_or(CUT)?);
        let (skipped, len) = match len {
            // To the end, which is not where it was once something is added.
            0 => return not_made("its last box has no length of its own"),
            1 => (16, head.next(8).ok_or(CUT)?),
            len => (8, len),
        };
        let end = usize::try_from(len)
            .ok()
            .and_then(|len| at.checked_add(len))
            .ok_or(CUT)?;
        if end < at + skipped || end > bytes.len() {
            return Err(CUT);
        }
        let place = Found {
            whole: at..end,
            body: at + skipped..end,
        };
        all.push(((kind as u32).to_be_bytes(), place));
        at = end;
    }
    Ok(all)
}

/// The file with the packet.
pub(super) fn add(file: &[u8], packet: &[u8]) -> Result<Vec<u8>, EmbedFault> {
    let top = found(file)?;
    if top
        .iter()
        .any(|(kind, _)| matches!(kind, b"moov" | b"moof" | b"uuid"))
    {
        return not_made("it is a film or is signed");
    }
    if top.first().is_none_or(|(_, brands)| brands.body.len() < 8) {
        return Err(broken("it has no brands"));
    }
    let mut metas = top.iter().filter(|(kind, _)| kind == b"meta");
    let (Some((_, meta)), None) = (metas.next(), metas.next()) else {
        return Err(broken("it has no list of items, or two"));
    };
    let mut list = List::parse(&file[meta.body.clone()])?;
    let id = list.free_id()?;
    // The length of the new list is known only when it is written, and does not hang on the places in it.
    let draft = list.written(id, 0, packet.len())?;
    let grown = (draft.len() + 8) as i64 - meta.whole.len() as i64;
    list.move_from(meta.whole.start as u64..meta.whole.end as u64, grown)?;
    let data_at = (file.len() as i64 + grown) as u64 + 8;
    let body = list.written(id, data_at, packet.len())?;
    let mut out = file[..meta.whole.start].to_vec();
    push(&mut out, b"meta", &body)?;
    out.extend_from_slice(&file[meta.whole.end..]);
    push(&mut out, b"mdat", packet)?;
    Ok(out)
}

/// Where the bytes of an item stand.
#[derive(Debug, Clone)]
struct Location {
    id: u32,
    method: u64,
    extents: Vec<(u64, u64)>,
}

/// The list of items, taken apart as far as it must be.
#[derive(Debug)]
struct List<'b> {
    bytes: &'b [u8],
    parts: Vec<([u8; 4], Found)>,
    primary: u32,
    locations: Vec<Location>,
}

impl<'b> List<'b> {
    fn parse(body: &'b [u8]) -> Result<Self, EmbedFault> {
        let bytes = part(body, 4..body.len(), KIND)?;
        let parts = found(bytes)?;
        let mut list = Self {
            bytes,
            parts,
            primary: 0,
            locations: Vec::new(),
        };
        let primary = list.one(b"pitm")?;
        let mut numbers = Numbers::new(primary.get(4..).unwrap_or(&[]));
        let len = if primary.first() == Some(&0) { 2 } else { 4 };
        list.primary = numbers.id(len).ok_or(CUT)?;
        list.locations = locations(list.one(b"iloc")?)?;
        // References, if there are any, are added to as well.
        if list.parts.iter().any(|(kind, _)| kind == b"iref") {
            found(list.one(b"iref")?.get(4..).unwrap_or(&[]))?;
        }
        let items = list.one(b"iinf")?;
        if items
            .windows(MEDIA_TYPE.len())
            .any(|window| window == MEDIA_TYPE)
        {
            return not_made("it has a packet already");
        }
        Ok(list)
    }

    /// The body of the only box of this kind.
    fn one(&self, kind: &[u8; 4]) -> Result<&'b [u8], EmbedFault> {
        let mut all = self.parts.iter().filter(|(own, _)| own == kind);
        match (all.next(), all.next()) {
            (Some((_, only)), None) => Ok(&self.bytes[only.body.clone()]),
            _ => Err(broken(
                "a part of its list of items is missing or there twice",
            )),
        }
    }

    /// A number that no item has.
    fn free_id(&self) -> Result<u32, EmbedFault> {
        let items = self.one(b"iinf")?;
        let count_len = if items.first() == Some(&0) { 2 } else { 4 };
        let count = Numbers::new(part(items, 4..items.len(), KIND)?)
            .next(count_len)
            .ok_or(CUT)?;
        let entries = part(items, 4 + count_len..items.len(), KIND)?;
        let all = found(entries)?;
        if all.len() as u64 != count {
            return Err(broken("its list of items counts wrongly"));
        }
        let in_list = all.iter().filter_map(|(_, place)| {
            let entry = &entries[place.body.clone()];
            Numbers::new(entry.get(4..)?).id(if *entry.first()? > 2 { 4 } else { 2 })
        });
        let placed = self.locations.iter().map(|location| location.id);
        let highest = in_list
            .chain(placed)
            .chain([self.primary])
            .max()
            .unwrap_or(0);
        // With more, the short forms of all the other tables would have to be rewritten.
        if highest >= u32::from(u16::MAX) {
            return not_made("its items have very large numbers");
        }
        Ok(highest + 1)
    }

    /// Moves what stands after these bytes of the file.
    fn move_from(&mut self, own: Range<u64>, by: i64) -> Result<(), EmbedFault> {
        for location in self
            .locations
            .iter_mut()
            .filter(|location| location.method == 0)
        {
            for (at, len) in &mut location.extents {
                if *at >= own.end {
                    *at = at.saturating_add_signed(by);
                } else if at.saturating_add(*len) > own.start {
                    return not_made("an item stands within the list of items");
                }
            }
        }
        Ok(())
    }

    /// The body of the list with the packet as item `id` at a place in the file.
    fn written(&self, id: u32, at: u64, len: usize) -> Result<Vec<u8>, EmbedFault> {
        // No item has a number that does not fit (see `free_id`).
        let short = |id: u32| u16::try_from(id).unwrap_or(0).to_be_bytes();
        let has_references = self.parts.iter().any(|(kind, _)| kind == b"iref");
        let mut out = vec![0; 4];
        for (kind, place) in &self.parts {
            let body = &self.bytes[place.body.clone()];
            match kind {
                b"iloc" => {
                    let mut all = self.locations.clone();
                    all.push(Location {
                        id,
                        method: 0,
                        extents: vec![(at, len as u64)],
                    });
                    push(&mut out, b"iloc", &written_locations(&all)?)?;
                }
                b"iinf" => {
                    push(&mut out, b"iinf", &with_item(body, short(id))?)?;
                    if !has_references {
                        push(
                            &mut out,
                            b"iref",
                            &[&[0; 4], &describes(&short(id), &short(self.primary))[..]].concat(),
                        )?;
                    }
                }
                b"iref" => {
                    let wide = |id: u32| id.to_be_bytes();
                    let reference = if body.first() == Some(&0) {
                        describes(&short(id), &short(self.primary))
                    } else {
                        describes(&wide(id), &wide(self.primary))
                    };
                    push(&mut out, b"iref", &[body, &reference].concat())?;
                }
                _ => out.extend_from_slice(&self.bytes[place.whole.clone()]),
            }
        }
        Ok(out)
    }
}

/// All places, or a fault: what is not understood to the last byte cannot be moved.
fn locations(body: &[u8]) -> Result<Vec<Location>, EmbedFault> {
    let version = *body.first().ok_or(CUT)?;
    let mut numbers = Numbers::new(part(body, 4..body.len(), KIND)?);
    let sizes = numbers.next(2).ok_or(CUT)?;
    let size = |at: u32| (sizes >> at & 15) as usize;
    if version > 2 || version > 0 && size(0) != 0 || [12, 8, 4].into_iter().any(|at| size(at) > 8) {
        return not_made("its list names places in an unusual way");
    }
    let id_len = if version < 2 { 2 } else { 4 };
    let count = numbers.next(id_len).ok_or(CUT)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let id = numbers.id(id_len).ok_or(CUT)?;
        let method = if version > 0 {
            numbers.next(2).ok_or(CUT)? & 15
        } else {
            0
        };
        let reference = numbers.next(2).ok_or(CUT)?;
        if method > 1 || reference != 0 {
            return not_made("some of its bytes stand in another item or file");
        }
        let start = numbers.next(size(4)).ok_or(CUT)?;
        let count = numbers.next(2).ok_or(CUT)?;
        let mut extents = Vec::new();
        for _ in 0..count {
            let at = start
                .checked_add(numbers.next(size(12)).ok_or(CUT)?)
                .ok_or(CUT)?;
            let len = numbers.next(size(8)).ok_or(CUT)?;
            if len == 0 {
                return not_made("an item goes to the end of the file");
            }
            extents.push((at, len));
        }
        found.push(Location {
            id,
            method,
            extents,
        });
    }
    Ok(found)
}

/// The table of places: as it was in meaning, with four bytes for each number.
fn written_locations(all: &[Location]) -> Result<Vec<u8>, EmbedFault> {
    let four = |number: u64| match u32::try_from(number) {
        Ok(number) => Ok(number.to_be_bytes()),
        Err(_) => not_made("it is too large"),
    };
    let two = |number: u64| match u16::try_from(number) {
        Ok(number) => Ok(number.to_be_bytes()),
        Err(_) => not_made("it has too many items"),
    };
    let version = u8::from(all.iter().any(|location| location.method > 0));
    let mut out = vec![version, 0, 0, 0, 0x44, 0x00];
    out.extend(two(all.len() as u64)?);
    for location in all {
        out.extend(two(location.id.into())?);
        if version > 0 {
            out.extend(two(location.method)?);
        }
        out.extend([0, 0]);
        out.extend(two(location.extents.len() as u64)?);
        for (at, len) in &location.extents {
            out.extend(four(*at)?);
            out.extend(four(*len)?);
        }
    }
    Ok(out)
}

/// The table of items with the packet as one more.
fn with_item(body: &[u8], id: [u8; 2]) -> Result<Vec<u8>, EmbedFault> {
    let mut out = body.to_vec();
    let (from, to) = if body.first() == Some(&0) {
        (4, 6)
    } else {
        (4, 8)
    };
    let count = out.get_mut(from..to).ok_or(CUT)?;
    let is_full = count.iter_mut().rev().all(|byte| {
        *byte = byte.wrapping_add(1);
        *byte == 0
    });
    if is_full {
        return not_made("it has too many items");
    }
    // Version 2; no protection; no name.
    let mut entry = vec![2, 0, 0, 0];
    entry.extend(id);
    entry.extend(b"\0\0mime\0");
    entry.extend(MEDIA_TYPE);
    entry.push(0);
    push(&mut out, b"infe", &entry)?;
    Ok(out)
}

/// That an item describes another.
fn describes(from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let body = [from, &[0, 1], to].concat();
    // A dozen bytes at most.
    out.extend((body.len() as u32 + 8).to_be_bytes());
    out.extend(b"cdsc");
    out.extend(body);
    out
}

fn push(out: &mut Vec<u8>, kind: &[u8; 4], body: &[u8]) -> Result<(), EmbedFault> {
    let Ok(len) = u32::try_from(body.len() + 8) else {
        return not_made("it is too large");
    };
    out.extend(len.to_be_bytes());
    out.extend(kind);
    out.extend_from_slice(body);
    Ok(())
}

const MEDIA_TYPE: &[u8] = b"application/rdf+xml";
const CUT: EmbedFault = EmbedFault::Broken {
    kind: KIND,
    what: "its list of items is cut short",
};
