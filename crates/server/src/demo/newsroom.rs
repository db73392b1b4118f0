//! The demo newsroom: `newsroom.toml` as types, and the stories beside it.
//!
//! [`newsroom`] reads the files that are part of the program, checks every name one of them uses for another, and
//! hands over plain values; whoever fills a store from them decides the numbers and the clock. Reach: reads
//! [`story`] only; no store, no clock, no file outside the program.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::manuscript::{self, Manuscript};

/// The scenes that the drawing program knows.
pub const SCENES: [&str; 22] = [
    "harbour",
    "skyline",
    "hills",
    "river",
    "market",
    "hall",
    "stadium",
    "laboratory",
    "night-sky",
    "storm",
    "field",
    "train",
    "bridge",
    "factory",
    "library",
    "stage",
    "chart",
    "forest",
    "coast",
    "street",
    "still-life",
    "portrait",
];

const SETTING: &str = "newsroom.toml";

#[derive(rust_embed::Embed)]
#[folder = "demo/"]
struct Files;

/// What is wrong in the demo's files, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct Fault {
    /// The file, as it is named under `demo/`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

impl Fault {
    pub(crate) fn new(file: &str, line: usize, reason: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line,
            reason: reason.into(),
        }
    }

    /// A fault of TOML that begins on line `first` of the file.
    pub(crate) fn toml(file: &str, first: usize, text: &str, error: &toml::de::Error) -> Self {
        let before = error
            .span()
            .and_then(|span| text.get(..span.start))
            .unwrap_or_default();
        Self::new(file, first + before.matches('\n').count(), error.message())
    }
}

/// The whole demo newsroom.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newsroom {
    /// The site itself.
    pub site: Site,
    /// The sections in the order of the navigation.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    /// Who writes.
    #[serde(rename = "author")]
    pub authors: Vec<Author>,
    /// What is written about.
    #[serde(rename = "topic")]
    pub topics: Vec<Topic>,
    /// Pictures, films and sounds.
    #[serde(rename = "asset")]
    pub assets: Vec<Asset>,
    /// What an editor put where on front and section pages.
    #[serde(rename = "slot")]
    pub slots: Vec<Slot>,
    /// "Why you can trust us".
    #[serde(rename = "policy")]
    pub policies: Vec<Policy>,
    /// Podcasts.
    #[serde(rename = "show")]
    pub shows: Vec<Show>,
    /// The stories in the order of their files, which is the order of their numbers.
    #[serde(skip)]
    pub stories: Vec<Manuscript>,
}

/// Name and place of the site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The masthead.
    pub name: String,
    /// The words under it.
    pub tagline: String,
    /// One sentence about it, for search engines and feeds.
    pub description: String,
    /// BCP 47 tag of its main language.
    pub language: String,
    /// IANA zone of its times.
    pub zone: String,
}

/// A section of the site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// One sentence about it.
    pub description: String,
}

/// Somebody who writes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The address of the author's page.
    pub slug: String,
    /// The name as it is printed.
    pub name: String,
    /// The role as it is printed.
    pub role: String,
    /// The handle, with its @.
    pub handle: String,
    /// Two or three sentences.
    pub bio: String,
}

/// An entity that stories are about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// The name as it is printed.
    pub name: String,
    /// What kind of entity it is.
    pub kind: TopicKind,
    /// One sentence about it.
    pub description: String,
    /// Other names under which it is looked for.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// BCP 47 tag of the name and the description.
    #[serde(default = "english")]
    pub language: String,
}

fn english() -> String {
    "en".to_owned()
}

/// The kinds of topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum TopicKind {
    Person,
    Place,
    Organisation,
    Subject,
}

/// A picture, film or sound: what the drawing program is asked for and what is said of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// The name by which stories ask for it.
    pub id: String,
    /// What it is.
    #[serde(default)]
    pub kind: AssetKind,
    /// One of [`SCENES`]; for a film its still. Sounds have none.
    #[serde(default)]
    pub scene: Option<String>,
    /// Makes two drawings of one scene differ.
    #[serde(default)]
    pub seed: u64,
    /// Width and height in pixels.
    #[serde(default = "landscape")]
    pub size: [u32; 2],
    /// What stands under it.
    pub caption: String,
    /// What it shows, for those who cannot see it; for a sound, what is heard.
    pub alt: String,
    /// Whose it is.
    #[serde(default = "drawn")]
    pub credit: String,
    /// The person who made it, where it was one.
    #[serde(default)]
    pub byline: Option<String>,
    /// The title of a film or sound.
    #[serde(default)]
    pub title: Option<String>,
    /// Length of a film or sound in seconds.
    #[serde(default)]
    pub length_seconds: Option<u32>,
}

fn landscape() -> [u32; 2] {
    [1600, 1000]
}

fn drawn() -> String {
    "Illustration: drawn by program".to_owned()
}

/// The kinds of asset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum AssetKind {
    #[default]
    Image,
    Video,
    Audio,
}

/// A place on a page that an editor fills by hand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// `front` or the slug of a section.
    pub page: String,
    /// The name of the place on the page: `top`, `second`, `feature`.
    pub place: String,
    /// The words over it, where it has any.
    #[serde(default)]
    pub heading: Option<String>,
    /// The keys of the stories, in order.
    pub stories: Vec<String>,
}

/// One answer to "Why you can trust us".
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The anchor on the page.
    pub slug: String,
    /// What it is about.
    pub title: String,
    /// What it says.
    pub paragraphs: Vec<String>,
}

/// A podcast.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Show {
    /// Its address, and the name by which stories ask for it.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Two sentences about it.
    pub description: String,
    /// Of Apple's categories.
    pub category: String,
    /// The scene of its cover.
    pub scene: String,
    /// Makes two drawings of one scene differ.
    #[serde(default)]
    pub seed: u64,
    /// Who is in it: a line a person, the name and the role.
    #[serde(default)]
    pub people: String,
    /// Its episodes, the first first.
    #[serde(default, rename = "episode")]
    pub episodes: Vec<Episode>,
}

/// An episode of a podcast.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Episode {
    /// Its title.
    pub title: String,
    /// A sentence about it.
    pub summary: String,
    /// Its notes.
    #[serde(default)]
    pub notes: String,
    /// full, trailer, bonus
    #[serde(default)]
    pub kind: String,
    /// The season.
    #[serde(default)]
    pub season: Option<u32>,
    /// Its number in the season.
    #[serde(default)]
    pub number: Option<u32>,
    /// A line a chapter.
    #[serde(default)]
    pub chapters: String,
    /// A line a person.
    #[serde(default)]
    pub people: String,
    /// The place that is heard in it.
    pub place: String,
    /// Seconds.
    pub seconds: u32,
    /// Seconds before now at which it went out.
    pub published_ago: i64,
}

/// Reads the demo newsroom out of the program.
///
/// # Errors
/// The first thing that is wrong, with file and line.
pub fn newsroom() -> Result<Newsroom, Fault> {
    let text = file(SETTING)?;
    let mut room: Newsroom =
        toml::from_str(&text).map_err(|e| Fault::toml(SETTING, 1, &text, &e))?;
    room.check(&text)?;
    let mut names: Vec<_> = Files::iter()
        .filter(|name| name.starts_with("stories/"))
        .collect();
    names.sort();
    for name in &names {
        let story = manuscript::parse(name, &file(name)?, &room)?;
        room.stories.push(story);
    }
    room.check_stories(&text)?;
    Ok(room)
}

fn file(name: &str) -> Result<String, Fault> {
    let bytes = Files::get(name)
        .ok_or_else(|| Fault::new(name, 1, "is missing"))?
        .data;
    String::from_utf8(bytes.into_owned()).map_err(|_| Fault::new(name, 1, "is not UTF-8"))
}

impl Newsroom {
    /// The asset of that name.
    #[must_use]
    pub fn asset(&self, id: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.id == id)
    }

    /// Story numbers 1, 2, 3 in the order of the files: for tests, and for a store that starts empty.
    #[must_use]
    pub fn numbers(&self) -> BTreeMap<String, i64> {
        self.stories
            .iter()
            .map(|story| story.key.clone())
            .zip(1..)
            .collect()
    }

    fn check(&self, text: &str) -> Result<(), Fault> {
        once(text, "section", self.sections.iter().map(|s| &s.slug))?;
        once(text, "author", self.authors.iter().map(|a| &a.slug))?;
        once(text, "topic", self.topics.iter().map(|t| &t.name))?;
        once(text, "asset", self.assets.iter().map(|a| &a.id))?;
        once(text, "policy", self.policies.iter().map(|p| &p.slug))?;
        once(text, "show", self.shows.iter().map(|s| &s.slug))?;
        for show in &self.shows {
            let known = |place: &str| media::ambience::places().any(|known| known == place);
            let unheard = show.episodes.iter().any(|e| !known(&e.place));
            if unheard || !SCENES.contains(&show.scene.as_str()) {
                let words = "needs a known scene, and known places in its episodes";
                return Err(at(text, &show.slug, words));
            }
        }
        for asset in &self.assets {
            let scene = asset.scene.as_deref();
            let right = match asset.kind {
                AssetKind::Audio => scene.is_none() && asset.length_seconds.is_some(),
                AssetKind::Video => {
                    scene.is_some_and(|s| SCENES.contains(&s)) && asset.length_seconds.is_some()
                }
                AssetKind::Image => scene.is_some_and(|s| SCENES.contains(&s)),
            };
            if !right {
                return Err(at(
                    text,
                    &asset.id,
                    "needs a known scene unless it is a sound, and a length unless it is a picture",
                ));
            }
        }
        Ok(())
    }

    fn check_stories(&self, text: &str) -> Result<(), Fault> {
        let keys: BTreeSet<&str> = self
            .stories
            .iter()
            .map(|story| story.key.as_str())
            .collect();
        if keys.len() < self.stories.len() {
            return Err(Fault::new("stories", 1, "two files have one key"));
        }
        for story in &self.stories {
            if let Some((line, key)) = story
                .references
                .iter()
                .find(|(_, key)| !keys.contains(key.as_str()))
            {
                return Err(Fault::new(
                    &story.file,
                    *line,
                    format!("no story has the key \"{key}\""),
                ));
            }
        }
        for slot in &self.slots {
            if slot.page != "front" && !self.sections.iter().any(|s| s.slug == slot.page) {
                return Err(at(text, &slot.page, "is neither front nor a section"));
            }
            if let Some(key) = slot.stories.iter().find(|key| !keys.contains(key.as_str())) {
                return Err(at(text, key, "is no story's key"));
            }
        }
        Ok(())
    }
}

fn once<'a>(text: &str, what: &str, names: impl Iterator<Item = &'a String>) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(at(text, name, &format!("names a second {what}")));
        }
    }
    Ok(())
}

/// A fault of `newsroom.toml` at the last line that has the words between quotation marks.
fn at(text: &str, words: &str, reason: &str) -> Fault {
    let line = text
        .rfind(&format!("\"{words}\""))
        .map_or(1, |i| 1 + text[..i].matches('\n').count());
    Fault::new(SETTING, line, format!("\"{words}\" {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::manuscript::Significance;
    use story::{Doc, Status};

    #[test]
    fn the_newsroom_is_whole() {
        let room = newsroom().expect("the demo reads");
        assert_eq!(room.sections.len(), 6);
        for section in &room.sections {
            let count = room
                .stories
                .iter()
                .filter(|s| s.fields.section.as_deref() == Some(&section.slug))
                .count();
            assert!(
                (6..=9).contains(&count),
                "{} has {count} stories",
                section.slug
            );
        }
        assert!(room.stories.len() >= 42);
        assert!((8..=10).contains(&room.authors.len()));
        assert!(room.topics.len() >= 25);
        assert!((5..=6).contains(&room.policies.len()));
        for language in ["ar", "de"] {
            assert!(
                room.stories.iter().any(|s| s.fields.language == language),
                "nothing in {language}"
            );
        }
        let count = |status| room.stories.iter().filter(|s| s.status == status).count();
        assert_eq!(count(Status::Withdrawn), 1);
        assert!(count(Status::Draft) + count(Status::InReview) + count(Status::Scheduled) >= 2);
        let acts = |wanted: &[Significance]| {
            room.stories
                .iter()
                .filter(|s| s.updates.iter().any(|u| wanted.contains(&u.significance)))
                .count()
        };
        assert!(acts(&[Significance::Correction, Significance::Clarification]) >= 4);
        assert!(acts(&[Significance::Update]) >= 3);
    }

    #[test]
    fn every_text_is_a_document_and_every_block_occurs() {
        let room = newsroom().expect("the demo reads");
        let numbers = room.numbers();
        let mut met = BTreeSet::new();
        for story in &room.stories {
            let later = story.updates.iter().map(|u| u.body(&numbers));
            for doc in std::iter::once(story.body(&numbers)).chain(later) {
                let json = doc.to_json();
                let back = Doc::parse(&json).unwrap_or_else(|e| panic!("{}: {e}", story.file));
                assert_eq!(back, doc, "{}", story.file);
                assert!(
                    !json.to_string().contains("story:"),
                    "{} keeps an unresolved key",
                    story.file
                );
                types(&json, &mut met);
            }
            let fields = serde_json::to_value(story.fields(&numbers)).expect("fields are JSON");
            let mut patched = story::Fields::default();
            patched
                .patch(fields.as_object().expect("an object"))
                .unwrap_or_else(|e| panic!("{}: {e}", story.file));
        }
        let schema = &story::schema::SCHEMA;
        for name in schema.nodes.keys().chain(schema.marks.keys()) {
            assert!(met.contains(name), "no story has a {name}");
        }
    }

    #[test]
    fn every_asset_and_topic_is_used() {
        let room = newsroom().expect("the demo reads");
        let used = format!("{:?}", room.stories);
        for asset in &room.assets {
            assert!(
                used.contains(&format!("\"{}\"", asset.id)),
                "no story shows {}",
                asset.id
            );
        }
        for topic in &room.topics {
            assert!(
                used.contains(&format!("\"{}\"", topic.name)),
                "no story is about {}",
                topic.name
            );
        }
        for author in &room.authors {
            assert!(
                used.contains(&format!("\"{}\"", author.slug)),
                "{} has written nothing",
                author.name
            );
        }
    }

    fn types(value: &serde_json::Value, met: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Array(items) => items.iter().for_each(|item| types(item, met)),
            serde_json::Value::Object(map) => {
                if let Some(name) = map.get("type").and_then(serde_json::Value::as_str) {
                    met.insert(name.to_owned());
                }
                map.values().for_each(|item| types(item, met));
            }
            _ => {}
        }
    }
}
