//! Looks into a file at any place, within bounds. Reach: bytes only.

use std::io::{Read, Result, Seek, SeekFrom};

/// Most bytes that are read of one file. It is more than the largest photo that is taken, so that what stands after
/// the pixels is found, and far less than a film that came under a wrong name.
pub const MOST_READ: u64 = 64 * 1024 * 1024;

/// How much is fetched at once when a few bytes are asked for: heads of chunks stand far apart, so a little.
const BLOCK: usize = 2_048;

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// A file and how much of it may still be read.
pub(super) struct Window<'f> {
    file: &'f mut dyn ReadSeek,
    len: u64,
    left: u64,
    block: Vec<u8>,
    block_at: u64,
}

impl<'f> Window<'f> {
    pub(super) fn new(file: &'f mut (impl Read + Seek)) -> Result<Self> {
        let len = file.seek(SeekFrom::End(0))?;
        Ok(Self {
            file,
            len,
            left: MOST_READ,
            block: Vec::new(),
            block_at: 0,
        })
    }

    /// Length of the file in bytes.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// As many bytes as there are, up to `len`. Memory is taken for what the file has, not for what it claims.
    pub(super) fn read(&mut self, at: u64, len: usize) -> Result<Vec<u8>> {
        let there = self.len.saturating_sub(at);
        let len = usize::try_from(there).unwrap_or(usize::MAX).min(len);
        if len == 0 {
            return Ok(Vec::new());
        }
        if len <= BLOCK {
            return self.read_small(at, len);
        }
        self.fetch(at, len)
    }

    /// Exactly so many bytes, or none if the file ends before.
    pub(super) fn exact<const N: usize>(&mut self, at: u64) -> Result<Option<[u8; N]>> {
        Ok(self.read(at, N)?.try_into().ok())
    }

    fn read_small(&mut self, at: u64, len: usize) -> Result<Vec<u8>> {
        let in_block = |window: &Self| {
            let from = usize::try_from(at.checked_sub(window.block_at)?).ok()?;
            window
                .block
                .get(from..from.checked_add(len)?)
                .map(<[u8]>::to_vec)
        };
        if let Some(bytes) = in_block(self) {
            return Ok(bytes);
        }
        self.block = self.fetch(at, BLOCK)?;
        self.block_at = at;
        let len = len.min(self.block.len());
        Ok(self.block[..len].to_vec())
    }

    fn fetch(&mut self, at: u64, len: usize) -> Result<Vec<u8>> {
        let len = self.left.min(len as u64);
        self.file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
        (&mut *self.file).take(len).read_to_end(&mut bytes)?;
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }
}

/// A number of two bytes, high byte first.
pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes(part.try_into().ok()?))
}

/// A number of four bytes, high byte first.
pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(part.try_into().ok()?))
}

/// Where a run of bytes stands in others.
pub(super) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
