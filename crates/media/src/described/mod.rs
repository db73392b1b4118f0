//! What a picture or film file says of itself: caption, byline, credit, rights, place, and which way up it stands.
//!
//! [`read`] finds the three kinds of description that a picture can carry (XMP, IPTC-IIM, EXIF) in JPEG, PNG, WebP,
//! GIF, TIFF, AVIF and HEIC files, in the XMP of MP4 and QuickTime films and in `.xmp` sidecars, and makes one [`Described`] of them; each value says which
//! of them it was found in. A rendition gets its credit back by [`embed`](crate::embed). Reach: a file that can be
//! read and wound, plain words out. Nothing is judged here: what a file says can be wrong, and its words are words,
//! never mark-up.
//!
//! The file may be anything. No more than [`MOST_READ`] bytes are read of it, each part has its own bound, and what is
//! broken is left out while the rest is read.

mod bmff;
mod charset;
mod exif;
mod gif;
mod icc;
mod ifd;
mod iim;
mod jpeg;
mod moment;
mod parts;
mod place;
mod png;
mod text;
mod tiff;
mod turn;
mod webp;
mod window;
mod xml;
mod xmp;
mod xmp_packet;

use std::io::{Read, Result, Seek};

use serde::{Deserialize, Serialize};

pub(crate) use bmff::Numbers;
pub use moment::Moment;
pub use place::{Coordinates, Place};
pub(crate) use text::{keywords, line, names, text};
pub(crate) use webp::size_of as webp_size;
pub use window::MOST_READ;

use parts::Parts;
use window::Window;

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// An XMP packet (ISO 16684-1), in the file or in a sidecar.
    Xmp,
    /// IPTC-IIM datasets (Information Interchange Model 4.2).
    Iim,
    /// EXIF tags (CIPA DC-008), or those of TIFF itself.
    Exif,
    /// The plain text chunks of a PNG.
    PngText,
    /// The tags of the container of a film or sound.
    Tags,
    /// The head of the picture: its size, and in AVIF and HEIC which way up it stands.
    Picture,
}

/// A value and where it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub from: Origin,
    /// The same in all languages that the file has it in, language tag first. Empty where only one is given.
    pub languages: Vec<(String, String)>,
}

impl<T> Said<T> {
    pub(crate) fn new(value: T, from: Origin) -> Self {
        Self {
            value,
            from,
            languages: Vec::new(),
        }
    }
}

/// The kinds of file that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Container {
    Jpeg,
    Png,
    Webp,
    Gif,
    Tiff,
    Avif,
    Heic,
    /// MP4 and its kin, from which only the XMP packet is read here.
    Film,
    /// An XMP packet in a file of its own, beside the picture.
    Sidecar,
}

/// A colour profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What it calls itself: `Display P3`.
    pub name: Option<String>,
}

/// Where in the file a C2PA manifest store stands, container headers included, as the first byte and the one after
/// the last. It is not read and not checked here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The first byte.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
}

/// What a file says of itself. The names are those of the IPTC Photo Metadata Standard 2023.1 where it has one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Described {
    /// What kind of file it is.
    pub container: Option<Container>,
    /// Description: the caption.
    pub caption: Option<Said<String>>,
    /// Headline.
    pub headline: Option<Said<String>>,
    /// Title: a short name, often a number of the agency's.
    pub title: Option<Said<String>>,
    /// Creators, in the order given.
    pub bylines: Option<Said<Vec<String>>>,
    /// The creator's job title.
    pub byline_title: Option<Said<String>>,
    /// Credit line.
    pub credit: Option<Said<String>>,
    /// Source: who first owned it, or whom it came through.
    pub source: Option<Said<String>>,
    /// Copyright notice.
    pub copyright: Option<Said<String>>,
    /// Rights usage terms.
    pub usage_terms: Option<Said<String>>,
    /// Address of a page about its rights.
    pub web_statement: Option<Said<String>>,
    /// Instructions: "not for use before …".
    pub instructions: Option<Said<String>>,
    /// When it was taken.
    pub created: Option<Said<Moment>>,
    /// Which place it shows, in words.
    pub place: Place,
    /// Where the camera stood.
    pub coordinates: Option<Said<Coordinates>>,
    /// Keywords.
    pub keywords: Option<Said<Vec<String>>>,
    /// Digital source type: an address from IPTC's list, such as
    /// `http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture`.
    pub digital_source_type: Option<Said<String>>,
    /// Alt text.
    pub alt_text: Option<Said<String>>,
    /// Extended description, for those who do not see the picture.
    pub extended_description: Option<Said<String>>,
    /// How the stored pixels are turned to stand upright: 1 to 8, as EXIF counts.
    pub orientation: Option<Said<u8>>,
    /// Width of the stored pixels, before they are turned.
    pub width: Option<u32>,
    /// Height of the stored pixels, before they are turned.
    pub height: Option<u32>,
    /// Its colour profile, if it has one.
    pub profile: Option<Profile>,
    /// Its C2PA manifest store, if it has one.
    pub manifest: Option<Manifest>,
}

/// Takes the other value where there is none.
fn fill<T>(own: &mut Option<T>, other: Option<T>) {
    if own.is_none() {
        *own = other;
    }
}

impl Described {
    /// What `other` says, where this says nothing: a sidecar is filled up from its picture. The time of taking is
    /// the one exception: where the other says the same time and its zone as well, that is taken.
    pub fn fill(&mut self, other: Self) {
        fill(&mut self.container, other.container);
        fill(&mut self.caption, other.caption);
        fill(&mut self.headline, other.headline);
        fill(&mut self.title, other.title);
        fill(&mut self.bylines, other.bylines);
        fill(&mut self.byline_title, other.byline_title);
        fill(&mut self.credit, other.credit);
        fill(&mut self.source, other.source);
        fill(&mut self.copyright, other.copyright);
        fill(&mut self.usage_terms, other.usage_terms);
        fill(&mut self.web_statement, other.web_statement);
        fill(&mut self.instructions, other.instructions);
        match (&mut self.created, other.created) {
            (Some(own), Some(other)) if other.value.says_more_than(&own.value) => *own = other,
            (own, other) => fill(own, other),
        }
        self.place.fill(other.place);
        fill(&mut self.coordinates, other.coordinates);
        fill(&mut self.keywords, other.keywords);
        fill(&mut self.digital_source_type, other.digital_source_type);
        fill(&mut self.alt_text, other.alt_text);
        fill(&mut self.extended_description, other.extended_description);
        fill(&mut self.orientation, other.orientation);
        if self.width.is_none() || self.height.is_none() {
            (self.width, self.height) = (other.width, other.height);
        }
        fill(&mut self.profile, other.profile);
        fill(&mut self.manifest, other.manifest);
    }
}

/// Reads what a file says of itself; none if it is of no kind that is read here. Where a text has languages, the one
/// that the file calls its default is taken, else `wanted` (a tag such as `de`), else the first.
///
/// # Errors
/// If the file cannot be read. What stands in it causes none.
pub fn read(file: &mut (impl Read + Seek), wanted: &str) -> Result<Option<Described>> {
    let mut window = Window::new(file)?;
    let head = window.read(0, 64)?;
    let Some(container) = container(&mut window, &head)? else {
        return Ok(None);
    };
    let mut parts = Parts::default();
    match container {
        Container::Jpeg => jpeg::read(&mut window, &mut parts)?,
        Container::Png => png::read(&mut window, &mut parts)?,
        Container::Webp => webp::read(&mut window, &mut parts)?,
        Container::Gif => gif::read(&mut window, &mut parts)?,
        Container::Tiff => tiff::read(&mut window, &mut parts)?,
        Container::Avif | Container::Heic | Container::Film => bmff::read(&mut window, &mut parts)?,
        Container::Sidecar => parts.xmp.push(window.read(0, parts::MOST_XMP)?),
    }
    let mut described = parts.described(wanted)?;
    described.container = Some(container);
    Ok(Some(described))
}

/// What kind of file it is by its first bytes; its name may say anything.
fn container(window: &mut Window<'_>, head: &[u8]) -> Result<Option<Container>> {
    let starts = |start: &[u8]| head.starts_with(start);
    let found = if starts(b"\xff\xd8\xff") {
        Some(Container::Jpeg)
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        Some(Container::Png)
    } else if starts(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        Some(Container::Webp)
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Some(Container::Gif)
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        Some(Container::Tiff)
    } else if head.get(4..8) == Some(b"ftyp") {
        bmff::container(head)
    } else if xmp_packet::is_sidecar(&window.read(0, 4_096)?) {
        Some(Container::Sidecar)
    } else {
        None
    };
    Ok(found)
}
