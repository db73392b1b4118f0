//! What the tags of EXIF and TIFF say (CIPA DC-008, TIFF 6.0), and the XP tags that Windows adds.
//!
//! Reach: a window in, fields out. The notes of camera makers are not opened.

use std::io::{Cursor, Result};

use super::ifd::{Entry, Tiff};
use super::window::{Window, find};
use super::{Coordinates, Described, Moment, Origin, Said, charset, place, text};

/// Longest text of a tag in bytes.
const LONGEST: usize = 128 * 1024;

const DESCRIPTION: u16 = 0x010e;
const ORIENTATION: u16 = 0x0112;
const ARTIST: u16 = 0x013b;
const COPYRIGHT: u16 = 0x8298;
const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;
const TAKEN: u16 = 0x9003;
const TAKEN_OFFSET: u16 = 0x9011;
const COMMENT: u16 = 0x9286;
const XP_TITLE: u16 = 0x9c9b;
const XP_COMMENT: u16 = 0x9c9c;
const XP_AUTHOR: u16 = 0x9c9d;
const XP_KEYWORDS: u16 = 0x9c9e;
const XP_SUBJECT: u16 = 0x9c9f;

/// What an EXIF block says, with or without the word "Exif" before it.
pub(super) fn block(bytes: &[u8]) -> Result<Described> {
    // WebP and HEIC writers differ in what they put before the head.
    let head = &bytes[..bytes.len().min(64)];
    let start = find(head, b"II*\0").or_else(|| find(head, b"MM\0*"));
    let mut file = Cursor::new(&bytes[start.unwrap_or(0)..]);
    let mut window = Window::new(&mut file)?;
    match Tiff::open(&mut window, 0)? {
        Some(tiff) => {
            let main = tiff.main(&mut window)?;
            fields(&tiff, &mut window, &main)
        }
        None => Ok(Described::default()),
    }
}

/// What the first directory says, and those of EXIF and GPS that it names.
pub(super) fn fields(tiff: &Tiff, window: &mut Window<'_>, main: &[Entry]) -> Result<Described> {
    let exif = tiff.named(window, main, EXIF)?;
    let gps = tiff.named(window, main, GPS)?;
    let mut tags = Tags { tiff, window };
    let said = |value| Said::new(value, Origin::Exif);
    let names = |raw: Option<String>| text::names(raw?.split(';'));
    let mut out = Described {
        caption: caption(&mut tags, main, &exif)?.map(said),
        title: tags
            .wide(main, XP_TITLE)?
            .and_then(|raw| text::line(&raw))
            .map(said),
        copyright: copyright(&mut tags, main)?.map(said),
        ..Described::default()
    };
    let artist = names(tags.ascii(main, ARTIST)?);
    let author = names(tags.wide(main, XP_AUTHOR)?);
    out.bylines = artist
        .or(author)
        .map(|names| Said::new(names, Origin::Exif));
    out.keywords = tags
        .wide(main, XP_KEYWORDS)?
        .and_then(|raw| text::keywords(raw.split(';')))
        .map(|words| Said::new(words, Origin::Exif));
    out.created = taken(&mut tags, main, &exif)?.map(|moment| Said::new(moment, Origin::Exif));
    out.orientation = tiff
        .integer(tags.window, main, ORIENTATION)?
        .and_then(|turn| u8::try_from(turn).ok())
        .filter(|turn| (1..=8).contains(turn))
        .map(|turn| Said::new(turn, Origin::Exif));
    out.coordinates = coordinates(&mut tags, &gps)?.map(|point| Said::new(point, Origin::Exif));
    Ok(out)
}

/// A file's tags by how their text is written.
struct Tags<'t, 'w, 'f> {
    tiff: &'t Tiff,
    window: &'w mut Window<'f>,
}

impl Tags<'_, '_, '_> {
    fn raw(&mut self, entries: &[Entry], tag: u16) -> Result<Option<Vec<u8>>> {
        self.tiff.bytes(self.window, entries, tag, LONGEST)
    }

    /// A text that should be ASCII, to its first nought.
    fn ascii(&mut self, entries: &[Entry], tag: u16) -> Result<Option<String>> {
        let bytes = self.raw(entries, tag)?;
        Ok(bytes.map(|bytes| charset::guess(bytes.split(|byte| *byte == 0).next().unwrap_or(&[]))))
    }

    /// A text of Windows, which is little-endian whatever the file is.
    fn wide(&mut self, entries: &[Entry], tag: u16) -> Result<Option<String>> {
        let bytes = self.raw(entries, tag)?;
        Ok(bytes.map(|bytes| charset::utf16(&bytes, false)))
    }

    /// A comment, which names its character set in its first eight bytes.
    fn comment(&mut self, entries: &[Entry]) -> Result<Option<String>> {
        let Some(bytes) = self.raw(entries, COMMENT)? else {
            return Ok(None);
        };
        let Some((name, rest)) = bytes.split_at_checked(8) else {
            return Ok(None);
        };
        Ok(Some(match name {
            b"UNICODE\0" => charset::utf16(rest, is_high_first(rest, self.tiff.is_big_endian)),
            b"JIS\0\0\0\0\0" => charset::jis(rest),
            b"ASCII\0\0\0" | b"\0\0\0\0\0\0\0\0" => charset::guess(rest),
            // Without a name only what is text beyond doubt: makers keep other things here.
            _ => std::str::from_utf8(&bytes).unwrap_or("").to_owned(),
        }))
    }
}

/// Programs disagree on the byte order of "UNICODE" comments. Most letters that are met have a nought as high byte.
fn is_high_first(bytes: &[u8], or: bool) -> bool {
    let noughts = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (first, second) = (noughts(0), noughts(1));
    if first == second { or } else { first > second }
}

fn caption(tags: &mut Tags<'_, '_, '_>, main: &[Entry], exif: &[Entry]) -> Result<Option<String>> {
    let description = tags
        .ascii(main, DESCRIPTION)?
        .and_then(|raw| text::text(&raw));
    if let Some(description) = description.filter(|words| !is_of_the_maker(words)) {
        return Ok(Some(description));
    }
    for tag in [XP_SUBJECT, XP_COMMENT] {
        if let Some(words) = tags.wide(main, tag)?.and_then(|raw| text::text(&raw)) {
            return Ok(Some(words));
        }
    }
    let comment = tags
        .comment(exif)?
        .filter(|raw| !raw.trim_end_matches('\0').contains(is_no_text));
    Ok(comment
        .and_then(|raw| text::text(&raw))
        .filter(|words| !is_of_the_maker(words)))
}

fn is_no_text(letter: char) -> bool {
    letter == '\u{fffd}' || (letter.is_control() && !letter.is_whitespace())
}

/// Whether a description is what cameras and programs put there unasked. Nobody described anything with it.
fn is_of_the_maker(words: &str) -> bool {
    const UNASKED: [&str; 8] = [
        "OLYMPUS DIGITAL CAMERA",
        "SONY DSC",
        "MINOLTA DIGITAL CAMERA",
        "KONICA MINOLTA DIGITAL CAMERA",
        "DIGITAL CAMERA",
        "SAMSUNG DIGITAL CAMERA",
        "Exif_JPEG_PICTURE",
        "default",
    ];
    UNASKED.contains(&words) || words.starts_with("DCIM\\")
}

/// The photographer's notice, a nought, the editor's notice; either may be missing, and then a blank stands for it.
fn copyright(tags: &mut Tags<'_, '_, '_>, main: &[Entry]) -> Result<Option<String>> {
    let Some(bytes) = tags.raw(main, COPYRIGHT)? else {
        return Ok(None);
    };
    let notices: Vec<String> = bytes
        .split(|byte| *byte == 0)
        .take(2)
        .filter_map(|notice| text::line(&charset::guess(notice)))
        .collect();
    Ok((!notices.is_empty()).then(|| notices.join(", ")))
}

fn taken(tags: &mut Tags<'_, '_, '_>, main: &[Entry], exif: &[Entry]) -> Result<Option<Moment>> {
    // The tag belongs into the directory of EXIF; TIFF/EP has it in the first.
    let raw = match tags.ascii(exif, TAKEN)? {
        Some(raw) => Some(raw),
        None => tags.ascii(main, TAKEN)?,
    };
    let Some(moment) = raw.and_then(|raw| Moment::parse(&raw)) else {
        return Ok(None);
    };
    let offset = tags.ascii(exif, TAKEN_OFFSET)?;
    Ok(Some(moment.with_offset(&offset.unwrap_or_default())))
}

fn coordinates(tags: &mut Tags<'_, '_, '_>, gps: &[Entry]) -> Result<Option<Coordinates>> {
    let (Some(latitude), Some(longitude)) = (half(tags, gps, 1, "NS")?, half(tags, gps, 3, "EW")?)
    else {
        return Ok(None);
    };
    Ok(Coordinates::new(latitude, longitude))
}

/// Degrees from the letter of the hemisphere at `tag` and the number after it.
fn half(
    tags: &mut Tags<'_, '_, '_>,
    gps: &[Entry],
    tag: u16,
    letters: &str,
) -> Result<Option<f64>> {
    let letter = tags.ascii(gps, tag)?.unwrap_or_default();
    if !letter
        .trim()
        .starts_with(|c: char| letters.contains(c.to_ascii_uppercase()))
    {
        return Ok(None);
    }
    let mut parts = tags.tiff.fractions(tags.window, gps, tag + 1)?;
    if parts.is_empty() {
        // Some telephones write a text instead of three fractions.
        let text = tags.ascii(gps, tag + 1)?.unwrap_or_default();
        parts = numbers(&text);
    }
    Ok(place::degrees(&parts, &letter))
}

/// The first three numbers in a text, whatever stands between them.
fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|part| part.parse().ok())
        .take(3)
        .collect()
}
