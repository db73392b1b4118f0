//! Adds to a JPEG: XMP in the first kind of application segment, datasets in the thirteenth. Reach: bytes.

use super::{EmbedFault, part};

const KIND: &str = "JPEG";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// Bytes of JFIF and EXIF after which nothing more is put first: each is one segment.
const MOST_FIRST: usize = 128 * 1024;

/// The file with both, after the segments that readers want first (JFIF, EXIF), in place of what was there.
pub(super) fn add(file: &[u8], packet: &[u8], datasets: &[u8]) -> Result<Vec<u8>, EmbedFault> {
    let (mut first, mut rest) = (vec![0xff, 0xd8], Vec::new());
    let mut at = 2;
    loop {
        let head = part(file, at..at + 4, KIND)?;
        // The marks of restarts, of beginnings and of ends have no place here, and no length.
        if head[0] != 0xff || matches!(head[1], 0x00 | 0x01 | 0xd0..=0xd9) {
            return Err(EmbedFault::Broken {
                kind: KIND,
                what: "a segment does not begin where it should",
            });
        }
        if head[1] == 0xff {
            at += 1;
            continue;
        }
        if head[1] == 0xda {
            break;
        }
        let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let segment = part(file, at..at + 2 + len.max(2), KIND)?;
        let body = &segment[4..];
        let is_old = head[1] == 0xe1 && body.starts_with(XMP)
            || head[1] == 0xed && body.starts_with(PHOTOSHOP);
        let is_first = head[1] == 0xe0 || head[1] == 0xe1 && body.starts_with(b"Exif\0");
        if is_first && rest.is_empty() && first.len() < MOST_FIRST {
            first.extend_from_slice(segment);
        } else if !is_old {
            rest.extend_from_slice(segment);
        }
        at += segment.len();
    }
    let mut resources = PHOTOSHOP.to_vec();
    resources.extend(b"8BIM\x04\x04\0\0");
    resources.extend(length(datasets.len())?.to_be_bytes());
    resources.extend(datasets);
    if datasets.len() % 2 == 1 {
        resources.push(0);
    }
    let mut out = first;
    segment(&mut out, 0xe1, &[XMP, packet].concat())?;
    segment(&mut out, 0xed, &resources)?;
    out.extend(rest);
    out.extend_from_slice(&file[at..]);
    Ok(out)
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) -> Result<(), EmbedFault> {
    let len = u16::try_from(body.len() + 2).map_err(|_| TOO_LONG)?;
    out.extend([0xff, marker]);
    out.extend(len.to_be_bytes());
    out.extend_from_slice(body);
    Ok(())
}

fn length(len: usize) -> Result<u32, EmbedFault> {
    u32::try_from(len).map_err(|_| TOO_LONG)
}

const TOO_LONG: EmbedFault = EmbedFault::NotMade {
    kind: KIND,
    what: "the values are too long for a segment",
};
