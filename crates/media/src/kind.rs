//! What a file is: told by what it holds, never by its name.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::Refusal;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Jpeg,
    Png,
    WebP,
    Gif,
    Tiff,
    Avif,
    Heic,
    /// A container of moving pictures, by its first bytes; [`crate::film::probe`] has the last word.
    Film,
    /// A container of sound, likewise.
    Sound,
}

impl Kind {
    /// The media type of the original.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Avif => "image/avif",
            Self::Heic => "image/heic",
            Self::Film => "video/mp4",
            Self::Sound => "audio/mpeg",
        }
    }

    /// Whether it is a still picture, or an animation that is shown as one.
    #[must_use]
    pub fn is_picture(self) -> bool {
        !matches!(self, Self::Film | Self::Sound)
    }
}

/// Reads as much of a file as it takes to know what it is.
///
/// # Errors
/// [`Refusal::File`] with what it is instead and what to do about it; [`Refusal::Machine`] if it cannot be read.
pub fn sniff(path: &Path) -> Result<Kind, Refusal> {
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(4_096).read_to_end(&mut head))
        .map_err(|e| Refusal::machine(format!("The file cannot be read: {e}")))?;
    of(&head)
}

/// The kind of a file that begins with these bytes; a few hundred are enough.
///
/// # Errors
/// [`Refusal::File`] as [`sniff`].
pub fn of(head: &[u8]) -> Result<Kind, Refusal> {
    if head.is_empty() {
        return Err(Refusal::file("The file is empty. Send it again."));
    }
    let at = |place: usize, bytes: &[u8]| head.get(place..).is_some_and(|h| h.starts_with(bytes));
    let pictures: [(bool, Kind); 7] = [
        (at(0, b"\xff\xd8\xff"), Kind::Jpeg),
        (at(0, b"\x89PNG\r\n\x1a\n"), Kind::Png),
        (at(0, b"GIF87a") || at(0, b"GIF89a"), Kind::Gif),
        (at(0, b"RIFF") && at(8, b"WEBP"), Kind::WebP),
        (at(0, b"II\x2a\0") || at(0, b"MM\0\x2a"), Kind::Tiff),
        (
            at(4, b"ftyp") && brand(head, &[b"avif", b"avis"]),
            Kind::Avif,
        ),
        (at(4, b"ftyp") && brand(head, HEIC), Kind::Heic),
    ];
    if let Some((_, kind)) = pictures.into_iter().find(|(is, _)| *is) {
        return Ok(kind);
    }
    let sound = (at(4, b"ftyp") && brand(head, &[b"M4A ", b"M4B "]))
        || (at(0, b"RIFF") && at(8, b"WAVE"))
        || (at(0, b"FORM") && at(8, b"AIF"))
        || at(0, b"ID3")
        || at(0, b"fLaC")
        || at(0, b"OggS")
        || (head[0] == 0xff && head.get(1).is_some_and(|b| b & 0xe0 == 0xe0));
    if sound {
        return Ok(Kind::Sound);
    }
    let film = at(4, b"ftyp")
        || at(4, b"moov")
        || at(4, b"mdat")
        || at(4, b"wide")
        || at(0, b"\x1a\x45\xdf\xa3")
        || (at(0, b"RIFF") && at(8, b"AVI "))
        || at(0, b"\x00\x00\x01\xba")
        || at(0, b"FLV\x01")
        || at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")
        || (head[0] == 0x47 && at(188, b"\x47") && at(376, b"\x47"));
    if film {
        return Ok(Kind::Film);
    }
    Err(Refusal::file(other(head)))
}

/// ISO/IEC 23008-12, annex B, and 14496-12: the brands of still pictures in HEVC.
const HEIC: &[&[u8; 4]] = &[
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
];

/// Whether one of these is the major brand of an ISO base media file; `mif1` names none, so the compatible ones count.
fn brand(head: &[u8], brands: &[&[u8; 4]]) -> bool {
    let is = |found: &[u8]| brands.iter().any(|brand| found == &brand[..]);
    let Some(major) = head.get(8..12) else {
        return false;
    };
    if major != b"mif1" && major != b"msf1" {
        return is(major);
    }
    let end = head.get(..4).map_or(0, |len| {
        len.iter()
            .fold(0usize, |sum, byte| sum << 8 | usize::from(*byte))
    });
    let compatible = head.get(16..end.min(head.len())).unwrap_or_default();
    let mut named = compatible.chunks_exact(4);
    if named
        .clone()
        .any(|brand| brand == b"avif" || brand == b"avis")
    {
        return brands.contains(&b"avif");
    }
    is(major) || named.any(is)
}

fn other(head: &[u8]) -> String {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let words = text.trim_ascii_start();
    let begins = |what: &[u8]| {
        let part = words.get(..what.len()).unwrap_or_default();
        part.eq_ignore_ascii_case(what)
    };
    let svg = begins(b"<svg")
        || (begins(b"<")
            && words
                .windows(4)
                .any(|part| part.eq_ignore_ascii_case(b"<svg")));
    let (what, remedy) = if svg {
        (
            "an SVG drawing, which can hold a program",
            "Save it as PNG.",
        )
    } else if begins(b"<!doctype") || begins(b"<html") || begins(b"<?xml") || begins(b"<") {
        (
            "a page or a text, not a picture, film or sound",
            "Send the picture itself.",
        )
    } else if begins(b"#EXTM3U") || begins(b"[playlist]") || begins(b"ffconcat") {
        (
            "a list that points at other files",
            "Send the film or sound itself.",
        )
    } else if begins(b"%PDF") {
        ("a PDF", "Save the page as PNG or JPEG.")
    } else if begins(b"%!PS") {
        ("a PostScript drawing", "Save it as PNG.")
    } else if begins(b"PK\x03\x04")
        || begins(b"\x1f\x8b")
        || begins(b"7z\xbc\xaf")
        || begins(b"Rar!")
    {
        ("packed", "Unpack it and send what is inside.")
    } else if begins(b"8BPS") {
        ("a Photoshop document", "Save it as JPEG, PNG or TIFF.")
    } else if begins(b"BM") {
        ("a Windows bitmap", "Save it as PNG.")
    } else if begins(b"\xff\x0a") || head.get(4..8) == Some(b"JXL ") {
        ("a JPEG XL picture", "Save it as JPEG or AVIF.")
    } else if head.get(4..8) == Some(b"jP  ") {
        ("a JPEG 2000 picture", "Save it as JPEG.")
    } else {
        (
            "of no kind that is known here",
            "Send a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC picture, a film or a sound.",
        )
    };
    format!("The file is {what}. {remedy}")
}
