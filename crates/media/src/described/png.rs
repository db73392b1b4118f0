//! The chunks of a PNG (W3C, Portable Network Graphics 3; XMP Specification Part 3), and the profiles that ImageMagick
//! writes as text.
//!
//! Reach: a window in, parts out. Text and profiles may be packed; what they unpack to is bounded for the whole file.

use std::io::Result;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::parts::{MOST_EXIF, MOST_ICC, MOST_XMP, Parts};
use super::window::{Window, be32, find};
use super::{Described, Manifest, Moment, Origin, Profile, Said, charset, text};

/// Most chunks. The pixels of a large picture come in thousands.
const MOST_CHUNKS: usize = 50_000;
/// Most chunks of text that are looked at.
const MOST_TEXTS: usize = 200;
/// Most bytes that all packed chunks of a file may unpack to.
const MOST_UNPACKED: usize = 16 * 1024 * 1024;

struct Reading<'p> {
    parts: &'p mut Parts,
    texts: usize,
    unpacked: usize,
}

pub(super) fn read(window: &mut Window<'_>, parts: &mut Parts) -> Result<()> {
    let mut reading = Reading {
        parts,
        texts: 0,
        unpacked: 0,
    };
    let mut at = 8;
    for _ in 0..MOST_CHUNKS {
        let Some(head) = window.exact::<8>(at)? else {
            break;
        };
        let len = be32(&head, 0).unwrap_or(0);
        let end = at + 12 + u64::from(len);
        let most = match &head[4..] {
            b"IHDR" => 13,
            b"eXIf" => MOST_EXIF,
            b"iTXt" | b"tEXt" | b"zTXt" => MOST_XMP,
            b"iCCP" => MOST_ICC,
            b"caBX" => {
                reading.parts.manifest = Some(Manifest {
                    start: at,
                    end: end.min(window.len()),
                });
                0
            }
            b"IEND" => break,
            _ => 0,
        };
        let len = usize::try_from(len).unwrap_or(usize::MAX).min(most);
        if len > 0 {
            let body = window.read(at + 8, len)?;
            reading.chunk(&head[4..], &body);
        }
        at = end;
    }
    Ok(())
}

impl Reading<'_> {
    fn chunk(&mut self, kind: &[u8], body: &[u8]) {
        match kind {
            b"IHDR" => self.parts.size = be32(body, 0).zip(be32(body, 4)),
            b"eXIf" => self.parts.exif.push(body.to_vec()),
            b"iCCP" => self.profile(body),
            _ if self.texts < MOST_TEXTS => {
                self.texts += 1;
                if let Some((key, words)) = self.words(kind, body) {
                    self.keyed(&key, words);
                }
            }
            _ => {}
        }
    }

    /// A profile, packed, after its name.
    fn profile(&mut self, body: &[u8]) {
        let Some((name, packed)) = split(body) else {
            return;
        };
        let bytes = self.unpack(packed.get(1..).unwrap_or(&[]));
        self.parts.add_profile(&bytes);
        let own = &mut self.parts.profile;
        if own.as_ref().is_none_or(|profile| profile.name.is_none()) {
            *own = Some(Profile {
                name: text::line(&charset::guess(name)),
            });
        }
    }

    /// The key and the bytes of a text.
    fn words(&mut self, kind: &[u8], body: &[u8]) -> Option<(String, Vec<u8>)> {
        let (key, rest) = split(body)?;
        let words = match kind {
            b"tEXt" => rest.to_vec(),
            b"zTXt" => self.unpack(rest.get(1..)?),
            _ => {
                // Whether it is packed and how, a language, the key in that language.
                let (&[is_packed, _], rest) = rest.split_first_chunk::<2>()?;
                let (_, rest) = split(rest)?;
                let (_, words) = split(rest)?;
                if is_packed == 1 {
                    self.unpack(words)
                } else {
                    words.to_vec()
                }
            }
        };
        Some((charset::guess(key), words))
    }

    fn unpack(&mut self, packed: &[u8]) -> Vec<u8> {
        let left = MOST_UNPACKED - self.unpacked;
        // What was unpacked before a fault is worth having: files are cut short more often than they lie.
        let bytes = decompress_to_vec_zlib_with_limit(packed, left.min(MOST_XMP))
            .unwrap_or_else(|fault| fault.output);
        self.unpacked += bytes.len().min(left);
        bytes
    }

    fn keyed(&mut self, key: &str, words: Vec<u8>) {
        if key == "XML:com.adobe.xmp" {
            self.parts.xmp.push(words);
        } else if let Some(kind) = key.strip_prefix("Raw profile type ") {
            self.raw_profile(kind, &words);
        } else if let Some(plain) = plain(key, &words) {
            self.parts.plain.fill(plain);
        }
    }

    /// A profile in hexadecimal digits, after its kind and its length.
    fn raw_profile(&mut self, kind: &str, words: &[u8]) {
        let Some(bytes) = from_hex(words) else {
            return;
        };
        match kind {
            "iptc" | "8bim" | "IPTC" | "8BIM" => self.parts.add_iim(&bytes),
            "xmp" => self.parts.xmp.push(bytes),
            "icc" | "icm" => self.parts.add_profile(&bytes),
            "exif" | "APP1" => {
                if let Some(at) = find(&bytes[..bytes.len().min(64)], b"ns.adobe.com/xap/1.0/\0") {
                    self.parts.xmp.push(bytes[at + 22..].to_vec());
                } else {
                    self.parts.exif.push(bytes);
                }
            }
            _ => {}
        }
    }
}

/// What stands before the first nought and after it.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// A newline, the kind, a newline, the length in letters, a newline, the digits in lines.
fn from_hex(words: &[u8]) -> Option<Vec<u8>> {
    let mut lines = words.splitn(4, |byte| *byte == b'\n');
    let len: usize = std::str::from_utf8(lines.nth(2)?)
        .ok()?
        .trim()
        .parse()
        .ok()?;
    let digits: Vec<u8> = lines
        .next()?
        .iter()
        .filter_map(|byte| u8::try_from(char::from(*byte).to_digit(16)?).ok())
        .collect();
    let bytes = digits
        .chunks_exact(2)
        .take(len)
        .map(|pair| pair[0] << 4 | pair[1]);
    Some(bytes.collect())
}

/// The keys that the standard registers and that say something of the picture.
fn plain(key: &str, words: &[u8]) -> Option<Described> {
    let raw = charset::guess(words);
    let line = || text::line(&raw).map(|line| Said::new(line, Origin::PngText));
    let mut out = Described::default();
    match key {
        "Title" => out.title = line(),
        "Copyright" => out.copyright = line(),
        "Author" | "Artist" => {
            out.bylines = text::names([&raw]).map(|names| Said::new(names, Origin::PngText));
        }
        "Description" => {
            out.caption = text::text(&raw).map(|words| Said::new(words, Origin::PngText));
        }
        "Creation Time" => {
            out.created = Moment::parse(&raw).map(|at| Said::new(at, Origin::PngText));
        }
        _ => return None,
    }
    Some(out)
}
