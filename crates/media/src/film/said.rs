//! What a film or sound says of itself: the XMP packet in an MP4 or QuickTime file first, then the tags of its container
//! (QuickTime's user data, ID3, Vorbis comments, Matroska), as ffprobe names them.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use serde::Deserialize;

use super::head;
use crate::Refusal;
use crate::described::{self, Described, Moment, Origin, Said, keywords, line, names, text};

/// Years before which no film of this kind was made: clocks that were never set begin in 1904 or 1970.
const FIRST_YEAR: u16 = 1980;
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    streams: Vec<Tagged>,
    format: Tagged,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tagged {
    tags: BTreeMap<String, String>,
}

/// Reads what a film or sound says of itself. Remarks that programs leave are not taken for words of people.
///
/// # Errors
/// [`Refusal::File`] if it is no film or sound; [`Refusal::Machine`].
pub fn said(path: &Path) -> Result<Described, Refusal> {
    let mut said = File::open(path)
        .and_then(|mut file| described::read(&mut file, ""))
        .map_err(|e| Refusal::machine(format!("The file cannot be read: {e}")))?
        .unwrap_or_default();
    let told: Told = head(path, "format_tags:stream_tags")?;
    // Ogg has its tags at the stream. What the whole file says goes first.
    let tags = std::iter::once(told.format).chain(told.streams);
    let mut all = BTreeMap::new();
    for (name, value) in tags.flat_map(|tagged| tagged.tags) {
        let name = name.to_lowercase();
        let name = name.strip_prefix("com.apple.quicktime.").unwrap_or(&name);
        all.entry(name.to_owned()).or_insert(value);
    }
    said.fill(of_tags(&all));
    Ok(said)
}

fn of_tags(tags: &BTreeMap<String, String>) -> Described {
    let found = |of: &[&str]| of.iter().find_map(|name| tags.get(*name));
    fn from_tags<T>(value: Option<T>) -> Option<Said<T>> {
        value.map(|value| Said::new(value, Origin::Tags))
    }
    let parted = |raw: &String| -> Vec<String> {
        raw.split([';', ','])
            .map(|part| part.trim().to_owned())
            .collect()
    };
    let moment = ["creationdate", "creation_time", "date", "year"]
        .iter()
        .filter_map(|name| Moment::parse(tags.get(*name)?))
        .find(|moment| moment.year >= FIRST_YEAR);
    Described {
        title: from_tags(found(&["title", "displayname"]).and_then(|raw| line(raw))),
        caption: from_tags(found(&["description", "synopsis"]).and_then(|raw| text(raw))),
        bylines: from_tags(
            found(&["artist", "author", "director", "producer"])
                .and_then(|raw| names(raw.split(';'))),
        ),
        copyright: from_tags(found(&["copyright"]).and_then(|raw| line(raw))),
        source: from_tags(found(&["publisher", "organization"]).and_then(|raw| line(raw))),
        keywords: from_tags(found(&["keywords"]).and_then(|raw| keywords(parted(raw)))),
        created: from_tags(moment),
        ..Described::default()
    }
}
