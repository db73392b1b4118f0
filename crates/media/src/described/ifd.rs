//! The directories of TIFF 6.0, which EXIF is made of too.
//!
//! Only directories that are named are read; no chain of them is followed, so none can lead in a circle. Reach: a
//! window in, entries and their values out.

use std::io::Result;

use super::window::Window;

/// Most entries of a directory that are looked at. Cameras write fewer than a hundred.
const MOST_ENTRIES: usize = 1_024;

/// The byte order and the place of the first directory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tiff {
    /// Whether high bytes come first.
    pub(super) is_big_endian: bool,
    /// Where the file starts that offsets are counted from.
    start: u64,
    first: u64,
}

/// One entry of a directory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) tag: u16,
    pub(super) kind: u16,
    count: u32,
    /// Where its value stands.
    pub(super) at: u64,
    /// Length of its value in bytes.
    pub(super) len: u64,
}

impl Tiff {
    /// None if there is no head of a TIFF at this place.
    pub(super) fn open(window: &mut Window<'_>, start: u64) -> Result<Option<Self>> {
        let Some(head) = window.exact::<8>(start)? else {
            return Ok(None);
        };
        let is_big_endian = match &head[..4] {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return Ok(None),
        };
        let mut tiff = Self {
            is_big_endian,
            start,
            first: 0,
        };
        tiff.first = tiff.number(&head[4..]);
        Ok(Some(tiff))
    }

    /// The first directory.
    pub(super) fn main(&self, window: &mut Window<'_>) -> Result<Vec<Entry>> {
        self.directory(window, self.first)
    }

    /// The directory that an entry of another names; empty if there is none.
    pub(super) fn named(
        &self,
        window: &mut Window<'_>,
        entries: &[Entry],
        tag: u16,
    ) -> Result<Vec<Entry>> {
        match self.integer(window, entries, tag)? {
            Some(offset) => self.directory(window, offset.into()),
            None => Ok(Vec::new()),
        }
    }

    fn directory(&self, window: &mut Window<'_>, offset: u64) -> Result<Vec<Entry>> {
        let at = self.start + offset;
        let Some(count) = window.exact::<2>(at)? else {
            return Ok(Vec::new());
        };
        let count = (self.number(&count) as usize).min(MOST_ENTRIES);
        let rows = window.read(at + 2, count * 12)?;
        let entries = rows.chunks_exact(12).zip(0_u64..).filter_map(|(row, n)| {
            let kind = u16::try_from(self.number(&row[2..4])).ok()?;
            let count = u32::try_from(self.number(&row[4..8])).ok()?;
            let len = u64::from(count) * size(kind)?;
            let own = at + 2 + n * 12 + 8;
            Some(Entry {
                tag: u16::try_from(self.number(&row[..2])).ok()?,
                kind,
                count,
                at: if len <= 4 {
                    own
                } else {
                    self.start + self.number(&row[8..])
                },
                len,
            })
        });
        Ok(entries.collect())
    }

    /// A number of as many bytes as are given.
    fn number(&self, bytes: &[u8]) -> u64 {
        let high_first: Box<dyn Iterator<Item = &u8>> = if self.is_big_endian {
            Box::new(bytes.iter())
        } else {
            Box::new(bytes.iter().rev())
        };
        high_first.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }

    /// The bytes of an entry, as many as the file has, up to `most`; none if there is no such entry or it has none.
    pub(super) fn bytes(
        &self,
        window: &mut Window<'_>,
        entries: &[Entry],
        tag: u16,
        most: usize,
    ) -> Result<Option<Vec<u8>>> {
        let Some(entry) = entries.iter().find(|entry| entry.tag == tag) else {
            return Ok(None);
        };
        let len = usize::try_from(entry.len).unwrap_or(usize::MAX).min(most);
        let bytes = window.read(entry.at, len)?;
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    /// The first number of an entry of whole numbers.
    pub(super) fn integer(
        &self,
        window: &mut Window<'_>,
        entries: &[Entry],
        tag: u16,
    ) -> Result<Option<u32>> {
        let Some(entry) = entries.iter().find(|entry| entry.tag == tag) else {
            return Ok(None);
        };
        let len = match entry.kind {
            _ if entry.count == 0 => return Ok(None),
            1 | 7 => 1,
            3 => 2,
            4 | 13 => 4,
            _ => return Ok(None),
        };
        let bytes = window.read(entry.at, len)?;
        let is_whole = bytes.len() == len;
        Ok(is_whole
            .then(|| u32::try_from(self.number(&bytes)).ok())
            .flatten())
    }

    /// The fractions of an entry, three at most. One that is nought by nought is nought: cameras leave out seconds so.
    pub(super) fn fractions(
        &self,
        window: &mut Window<'_>,
        entries: &[Entry],
        tag: u16,
    ) -> Result<Vec<f64>> {
        let Some(entry) = entries.iter().find(|entry| entry.tag == tag) else {
            return Ok(Vec::new());
        };
        if entry.kind != 5 && entry.kind != 10 {
            return Ok(Vec::new());
        }
        let bytes = window.read(entry.at, entry.count.min(3) as usize * 8)?;
        let value = |pair: &[u8]| match (self.number(&pair[..4]), self.number(&pair[4..])) {
            (0, 0) => 0.0,
            (_, 0) => f64::NAN,
            (over, under) => over as f64 / under as f64,
        };
        Ok(bytes.chunks_exact(8).map(value).collect())
    }
}

/// Bytes of one value of this kind; none for kinds that there are not.
fn size(kind: u16) -> Option<u64> {
    match kind {
        // 129 is the UTF-8 of EXIF 3.0.
        1 | 2 | 6 | 7 | 129 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 => Some(8),
        _ => None,
    }
}
