//! Puts into a rendition whose picture it is: byline, credit, source, copyright, terms, and how it came to be.
//!
//! Pixels alone pass into renditions, so that no place, no camera's number and no preview of what was cut away goes
//! out with them; a picture that travels on should still say whom it belongs to. [`embed`] adds a fresh XMP packet with
//! that and nothing more, and in a JPEG the same as IPTC-IIM for older programs: a few hundred bytes. The pixels are
//! not touched. Reach: a finished file in, a finished file out.

mod avif;
mod datasets;
mod jpeg;
mod packet;
mod png;
mod webp;

/// Most characters of a value. What is longer is cut: the page has all of it.
const LONGEST: usize = 500;
/// Most creators that are named.
const MOST_BYLINES: usize = 10;

/// What goes into a file. What is none or empty is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    /// Creators, in their order.
    pub bylines: Vec<String>,
    /// Credit line.
    pub credit: Option<String>,
    /// Source.
    pub source: Option<String>,
    /// Copyright notice.
    pub copyright: Option<String>,
    /// Rights usage terms.
    pub usage_terms: Option<String>,
    /// Address of a page about its rights.
    pub web_statement: Option<String>,
    /// Digital source type: an address from IPTC's list.
    pub digital_source_type: Option<String>,
}

impl Rights {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields().is_empty() && self.named().is_empty()
    }

    /// The creators, fit to be written.
    fn named(&self) -> Vec<String> {
        let names = self.bylines.iter().filter_map(|name| clean(name));
        names.take(MOST_BYLINES).collect()
    }

    /// The other values, fit to be written.
    fn fields(&self) -> Vec<(Field, String)> {
        [
            (Field::Credit, &self.credit),
            (Field::Source, &self.source),
            (Field::Copyright, &self.copyright),
            (Field::UsageTerms, &self.usage_terms),
            (Field::WebStatement, &self.web_statement),
            (Field::DigitalSourceType, &self.digital_source_type),
        ]
        .into_iter()
        .filter_map(|(field, value)| Some((field, clean(value.as_deref()?)?)))
        .collect()
    }
}

/// The values that are one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Credit,
    Source,
    Copyright,
    UsageTerms,
    WebStatement,
    DigitalSourceType,
}

/// One line without control characters, none if nothing is left.
fn clean(value: &str) -> Option<String> {
    let line = crate::described::line(value)?;
    Some(line.chars().take(LONGEST).collect())
}

/// Why nothing was added. The rendition is good without it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmbedFault {
    /// It is none of the kinds that renditions are made in.
    #[error("The file is no JPEG, PNG, WebP or AVIF.")]
    Unknown,
    /// It does not hold together.
    #[error("The {kind} is broken: {what}.")]
    Broken {
        /// JPEG, PNG, WebP or AVIF.
        kind: &'static str,
        /// What is wrong.
        what: &'static str,
    },
    /// It is whole, but uses a part of its format that would have to be rewritten and is not known here.
    #[error("The {kind} cannot be added to: {what}.")]
    NotMade {
        /// AVIF or WebP.
        kind: &'static str,
        /// What it uses.
        what: &'static str,
    },
}

/// The file with these rights in it, in the place of any XMP that it had. With nothing to say, the file as it is.
///
/// # Errors
/// If the file is of no kind that renditions are made in, is broken, or (AVIF) is laid out in a way that cannot be
/// added to safely, such as a film or one that has a packet already.
pub fn embed(file: &[u8], rights: &Rights) -> Result<Vec<u8>, EmbedFault> {
    if rights.is_empty() {
        return Ok(file.to_vec());
    }
    let packet = packet::packet(rights);
    if file.starts_with(b"\xff\xd8\xff") {
        jpeg::add(file, &packet, &datasets::datasets(rights))
    } else if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        png::add(file, &packet)
    } else if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
        webp::add(file, &packet)
    } else if matches!(file.get(4..12), Some(b"ftypavif")) {
        avif::add(file, &packet)
    } else {
        Err(EmbedFault::Unknown)
    }
}

/// A part of a file, or the fault that it ends before.
fn part<'b>(
    bytes: &'b [u8],
    range: std::ops::Range<usize>,
    kind: &'static str,
) -> Result<&'b [u8], EmbedFault> {
    bytes.get(range).ok_or(EmbedFault::Broken {
        kind,
        what: "its end is missing",
    })
}
