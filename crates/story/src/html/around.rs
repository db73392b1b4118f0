//! What stands around a document and is not in it: files, other stories, shows, and the words of the furniture.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything that the server knows and a document only names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// By the name that the document uses. One that is missing is shown as if its file were still awaited.
    pub assets: BTreeMap<String, Asset>,
    /// Own stories that readers can see, by number. A link to any other loses the link and keeps its words.
    pub stories: BTreeMap<i64, Linked>,
    /// Podcasts by the name that the document uses.
    pub shows: BTreeMap<String, Promotion>,
    /// Whether places for advertisements are shown.
    pub ads: bool,
    /// The furniture in the reader's language.
    pub words: Words,
}

/// A page and its headline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linked {
    /// Where it is.
    pub url: String,
    /// What it says.
    pub headline: String,
}

/// A podcast that the site knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promotion {
    /// Its page.
    pub url: String,
    /// Its name as it is printed.
    pub title: String,
    /// Its episodes by the name that the document uses.
    pub episodes: BTreeMap<String, Linked>,
}

/// What kind of thing a file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    #[default]
    Image,
    Video,
    Audio,
}

/// A picture, film or sound with its renditions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asset {
    /// What it is, whatever the document takes it for.
    pub kind: Kind,
    /// Whether its renditions are made. Until then only its words are shown.
    pub ready: bool,
    /// The renditions, best type first. Those of one type are sizes of the same thing.
    pub sources: Vec<Source>,
    /// Width in pixels, which keeps the page from jumping while the file comes in.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Length in seconds.
    pub length: Option<u32>,
    /// The title of a film or sound.
    pub title: Option<String>,
    /// What stands under it, where the document says nothing.
    pub caption: Option<String>,
    /// What it shows, where the document says nothing.
    pub alt: Option<String>,
    /// Whose it is, where the document says nothing.
    pub credit: Option<String>,
    /// Parts of a picture that a document can ask for, by their names (`16x9`), each in several sizes.
    pub crops: BTreeMap<String, Vec<Source>>,
    /// A film's still picture in several sizes.
    pub poster: Vec<Source>,
    /// The words of a film or sound for those who cannot hear it, the page's language first.
    pub captions: Vec<Captions>,
    /// A picture of a few pixels as a `data:` address, seen until the real one is there.
    pub placeholder: Option<String>,
}

/// The words of a film or sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captions {
    /// Where they are, as WebVTT.
    pub url: String,
    /// BCP 47.
    pub language: String,
    /// What the language is called.
    pub name: String,
    /// Made by a program and not read by anybody since.
    pub automatic: bool,
    /// The same as text: who speaks, where it is said, and what.
    pub transcript: Vec<(Option<String>, String)>,
}

/// One rendition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Where it is.
    pub url: String,
    /// Its media type, `image/webp`.
    pub mime: String,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

/// The words that the page says and nobody wrote: labels and the like. English unless the server says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Words {
    /// Before a film's title.
    pub play_video: String,
    /// The name of a player that has no title of its own, for those who cannot see it.
    pub video: String,
    /// The same for a sound.
    pub audio: String,
    /// Opens what is said in a film or sound, as text.
    pub transcript: String,
    /// Says that a program has written it and nobody has read it.
    pub automatic: String,
    /// The name of a gallery, for those who cannot see it.
    pub photos: String,
    /// The name of a table, for those who cannot see it.
    pub table: String,
    /// The name of a pull quote, for those who cannot see it.
    pub pullquote: String,
    /// Above further stories.
    pub read_more: String,
    /// Above an advertisement.
    pub advertisement: String,
    /// Before a correction.
    pub correction: String,
    /// Before a clarification.
    pub clarification: String,
    /// Promotes a show whose page is known; `{show}` is its name.
    pub podcast_link: String,
    /// Promotes a show whose page is not known; `{show}` is its name.
    pub podcast: String,
    /// Under the card of somebody else's page; `{provider}` is whose.
    pub opens_on: String,
    /// How a day is written, from `{day}`, `{month}` and `{year}`.
    pub date: String,
    /// January first.
    pub months: [String; 12],
}

impl Default for Words {
    fn default() -> Self {
        let months = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        Self {
            play_video: "Play Video".into(),
            video: "Video".into(),
            audio: "Audio".into(),
            transcript: "Transcript".into(),
            automatic: "Made by a program; nobody has checked it yet".into(),
            photos: "Photos".into(),
            table: "Table".into(),
            pullquote: "Quote".into(),
            read_more: "Read more".into(),
            advertisement: "Advertisement".into(),
            correction: "Correction".into(),
            clarification: "Clarification".into(),
            podcast_link: "Click to subscribe to the {show} wherever you get your podcasts".into(),
            podcast: "Subscribe to the {show} wherever you get your podcasts".into(),
            opens_on: "Opens on {provider}".into(),
            date: "{day} {month} {year}".into(),
            months: months.map(str::to_owned),
        }
    }
}

impl Words {
    /// A day `YYYY-MM-DD` as it is written; the day itself where it is none.
    #[must_use]
    pub fn day(&self, day: &str) -> String {
        let mut parts = day.split('-');
        let (Some(year), Some(month), Some(date)) = (parts.next(), parts.next(), parts.next())
        else {
            return day.to_owned();
        };
        let name = month
            .parse::<usize>()
            .ok()
            .and_then(|m| self.months.get(m.checked_sub(1)?));
        match (name, date.parse::<u8>()) {
            (Some(name), Ok(date)) => {
                let day = self.date.replace("{day}", &date.to_string());
                day.replace("{month}", name).replace("{year}", year)
            }
            _ => day.to_owned(),
        }
    }
}
