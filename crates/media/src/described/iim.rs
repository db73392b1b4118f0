//! IPTC-IIM: datasets of the Information Interchange Model 4.2, and the resource blocks of Photoshop that hold them.
//!
//! Reach: bytes in, fields out.

use super::charset::Charset;
use super::window::{be16, be32};
use super::{Described, Moment, Origin, Place, Said, text};

/// Most datasets that are looked at.
const MOST: usize = 4_096;
/// The number of the resource that holds datasets.
const DATASETS: u16 = 0x0404;

/// The datasets within Photoshop's resource blocks; a block that is broken ends them.
pub(super) fn in_resources(mut bytes: &[u8]) -> Option<&[u8]> {
    loop {
        let mark = bytes.get(..4)?;
        if ![b"8BIM", b"PHUT", b"AgHg", b"DCSR", b"MeSa"]
            .iter()
            .any(|known| mark == *known)
        {
            return None;
        }
        let id = be16(bytes, 4)?;
        // A name with its length before it, and a nought to make it even.
        let name = usize::from(*bytes.get(6)?) + 1;
        let at = 6 + name + name % 2;
        let len = usize::try_from(be32(bytes, at)?).ok()?;
        let data = bytes.get(at + 4..)?;
        if id == DATASETS {
            return Some(&data[..len.min(data.len())]);
        }
        bytes = data.get(len.checked_add(len % 2)?..)?;
    }
}

/// A dataset: record, number, value.
type Dataset<'b> = (u8, u8, &'b [u8]);

/// Splits a block into its datasets. What does not begin with the mark of one ends it, but for noughts of padding.
fn datasets(mut bytes: &[u8]) -> Vec<Dataset<'_>> {
    let mut found = Vec::new();
    while found.len() < MOST {
        let padding = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes = &bytes[padding..];
        let Some(&[0x1c, record, number, high, low]) = bytes.first_chunk::<5>() else {
            break;
        };
        let mut len = usize::from(u16::from_be_bytes([high, low]));
        let mut at = 5;
        if len & 0x8000 != 0 {
            // An extended length: so many bytes of it follow.
            let Some(long) = bytes
                .get(5..5 + (len & 0x7fff))
                .filter(|long| long.len() <= 4)
            else {
                break;
            };
            len = long
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            at += long.len();
        }
        let end = at.saturating_add(len).min(bytes.len());
        found.push((record, number, &bytes[at..end]));
        bytes = &bytes[end..];
    }
    found
}

/// What a block of datasets says.
pub(super) fn fields(bytes: &[u8]) -> Described {
    let found = datasets(bytes);
    let declared = found
        .iter()
        .find(|(record, number, _)| (*record, *number) == (1, 90));
    let words = found.iter().filter(|(record, _, _)| *record == 2);
    let charset = declared
        .and_then(|(_, _, escape)| Charset::declared(escape))
        .unwrap_or_else(|| {
            Charset::guessed(words.clone().filter(|set| is_text(set.1)).map(|set| set.2))
        });
    let all = |number| {
        words
            .clone()
            .filter(move |set| set.1 == number)
            .map(|set| charset.decode(set.2))
    };
    let line = |number| all(number).find_map(|raw| text::line(&raw)).map(said);
    let text = |number| all(number).find_map(|raw| text::text(&raw)).map(said);
    let time = all(60).next();
    Described {
        title: line(5),
        keywords: text::keywords(all(25)).map(said),
        instructions: text(40),
        created: all(55)
            .find_map(|date| Moment::from_iim(&date, time.as_deref()))
            .map(said),
        bylines: text::names(all(80)).map(said),
        byline_title: line(85),
        place: Place {
            city: line(90),
            sublocation: line(92),
            state: line(95),
            country_code: line(100),
            country: line(101),
        },
        headline: line(105),
        credit: line(110),
        source: line(115),
        copyright: line(116),
        caption: text(120),
        ..Described::default()
    }
}

fn said<T>(value: T) -> Said<T> {
    Said::new(value, Origin::Iim)
}

/// The datasets of the application record that hold words, not numbers or previews.
fn is_text(number: u8) -> bool {
    matches!(
        number,
        5 | 25 | 40 | 80 | 85 | 90 | 92 | 95 | 101 | 105 | 110 | 115 | 116 | 120 | 122
    )
}
