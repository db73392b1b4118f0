//! Takes out of a WebP what libvips 8.14 puts there though it is told to strip: an EXIF part that says nothing.

/// The file without its EXIF part, and without the head that only announced it (RFC 9649, 2.7). Bytes that are no
/// WebP come back as they are.
pub(super) fn bare(bytes: Vec<u8>) -> Vec<u8> {
    let Some(parts) = parts(&bytes) else {
        return bytes;
    };
    let plain = parts
        .iter()
        .all(|(name, _)| matches!(*name, b"VP8X" | b"VP8 " | b"EXIF"));
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    for (name, whole) in parts {
        if name == b"EXIF" || (plain && name == b"VP8X") {
            continue;
        }
        let start = out.len();
        out.extend(whole);
        if name == b"VP8X"
            && let Some(flags) = out.get_mut(start + 8)
        {
            // The bit that announces EXIF.
            *flags &= !0x08;
        }
    }
    let len = u32::try_from(out.len() - 8).unwrap_or(u32::MAX);
    out[4..8].copy_from_slice(&len.to_le_bytes());
    out
}

/// The parts of a WebP: their names, and each with its head and padding.
fn parts(bytes: &[u8]) -> Option<Vec<(&[u8; 4], &[u8])>> {
    let mut rest = bytes
        .strip_prefix(b"RIFF")?
        .get(4..)?
        .strip_prefix(b"WEBP")?;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let name = rest.first_chunk::<4>()?;
        let len = u32::from_le_bytes(*rest.get(4..)?.first_chunk::<4>()?);
        let whole = 8 + usize::try_from(len).ok()?.checked_next_multiple_of(2)?;
        parts.push((name, rest.get(..whole)?));
        rest = &rest[whole..];
    }
    Some(parts)
}
