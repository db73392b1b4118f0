//! The fields of a story around its body, and the one way of changing them.
//!
//! [`Fields::patch`] takes any subset of the fields as JSON, as the API, an importer or the desk sends them, and
//! either takes all of it or names the first [`Fault`].

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::schema::{self, Fault, Place};

/// Longest headline, slugline, name or other single line, in characters.
pub const MAX_LINE: usize = 500;
/// Longest standfirst or alternative text, in characters.
pub const MAX_TEXT: usize = 5_000;
/// Most bylines, topics or related stories that one story carries.
pub const MAX_ITEMS: usize = 100;

/// Everything about a story but its body, its number and its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Fields {
    /// The newsroom's inner name for the story.
    pub slugline: String,
    /// The words in the address; made from the headline where the desk sets none.
    pub slug: String,
    /// BCP 47 tag of the language it is written in (`en`, `ar`, `de-AT`).
    pub language: String,
    /// IANA zone in which its times are shown.
    pub zone: String,
    /// What kind of story it is, where that must be said.
    pub label: Option<Label>,
    /// The headline.
    pub headline: String,
    /// The sentence under the headline.
    pub standfirst: String,
    /// Headlines for other places than the story page.
    pub headlines: Headlines,
    /// Who wrote it, in order.
    pub bylines: Vec<Byline>,
    /// Where it was written.
    pub dateline: Option<String>,
    /// The slug of its section.
    pub section: Option<String>,
    /// The names of its topics, in order.
    pub topics: Vec<String>,
    /// The first picture or film.
    pub lead: Option<Lead>,
    /// Whether readers may answer.
    pub replies: Replies,
    /// Whether it is voiced.
    pub audio: bool,
    /// Whether advertisements stand on it.
    pub ads: bool,
    /// The numbers of related stories, in order.
    pub related: Vec<i64>,
}

impl Default for Fields {
    fn default() -> Self {
        Self {
            slugline: String::new(),
            slug: String::new(),
            language: "en".into(),
            zone: "Etc/UTC".into(),
            label: None,
            headline: String::new(),
            standfirst: String::new(),
            headlines: Headlines::default(),
            bylines: Vec::new(),
            dateline: None,
            section: None,
            topics: Vec::new(),
            lead: None,
            replies: Replies::Open,
            audio: true,
            ads: true,
            related: Vec::new(),
        }
    }
}

/// What kind of story it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Label {
    Live,
    Analysis,
    Opinion,
    Sponsored,
}

/// Headlines for other places than the story page; the headline itself where one is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Headlines {
    /// On front and section pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// In the page's title, for search engines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seo: Option<String>,
    /// On cards that other sites show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub social: Option<String>,
}

/// One name of a byline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Byline {
    /// The name as it is printed.
    pub name: String,
    /// The role ("Political correspondent").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The handle, with its @.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The slug of the author's page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
}

/// The first picture or film of a story.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    /// The asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// What stands under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// What it shows, for those who cannot see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}

/// Whether readers may answer.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Replies {
    /// Shown at once.
    #[default]
    Open,
    /// Shown after a moderator has read them.
    Premoderated,
    /// No more; those that are there stay.
    Closed,
    /// None at all.
    Off,
}

impl Fields {
    /// The names that [`Fields::patch`] knows.
    pub const NAMES: [&'static str; 17] = [
        "slugline",
        "slug",
        "language",
        "zone",
        "label",
        "headline",
        "standfirst",
        "headlines",
        "bylines",
        "dateline",
        "section",
        "topics",
        "lead",
        "replies",
        "audio",
        "ads",
        "related",
    ];

    /// Takes the fields that `values` names. All or none: on a fault nothing has changed.
    ///
    /// # Errors
    /// The first field that is unknown or whose value is not of its kind.
    pub fn patch(&mut self, values: &Map<String, Value>) -> Result<(), Fault> {
        let mut taken = self.clone();
        for (name, value) in values {
            taken
                .set(name, value)
                .map_err(|fault| fault.within(Place::Key(name.clone())))?;
        }
        taken.check()?;
        *self = taken;
        Ok(())
    }

    fn set(&mut self, name: &str, value: &Value) -> Result<(), Fault> {
        fn read<T: for<'a> Deserialize<'a>>(into: &mut T, value: &Value) -> Result<(), Fault> {
            schema::strings(value)?;
            *into = T::deserialize(value).map_err(|e| Fault::here(e.to_string()))?;
            Ok(())
        }
        match name {
            "slugline" => read(&mut self.slugline, value),
            "slug" => read(&mut self.slug, value),
            "language" => read(&mut self.language, value),
            "zone" => read(&mut self.zone, value),
            "label" => read(&mut self.label, value),
            "headline" => read(&mut self.headline, value),
            "standfirst" => read(&mut self.standfirst, value),
            "headlines" => read(&mut self.headlines, value),
            "bylines" => read(&mut self.bylines, value),
            "dateline" => read(&mut self.dateline, value),
            "section" => read(&mut self.section, value),
            "topics" => read(&mut self.topics, value),
            "lead" => read(&mut self.lead, value),
            "replies" => read(&mut self.replies, value),
            "audio" => read(&mut self.audio, value),
            "ads" => read(&mut self.ads, value),
            "related" => read(&mut self.related, value),
            _ => Err(Fault::here(format!(
                "is not a field of a story; the fields are {}",
                Self::NAMES.join(", ")
            ))),
        }
    }

    fn check(&self) -> Result<(), Fault> {
        let line = |name: &str, value: &str, most: usize| {
            if value.chars().count() > most {
                return Err(Fault::at(name, format!("is longer than {most} characters")));
            }
            Ok(())
        };
        line("slugline", &self.slugline, MAX_LINE)?;
        line("slug", &self.slug, MAX_LINE)?;
        line("headline", &self.headline, MAX_LINE)?;
        line("standfirst", &self.standfirst, MAX_TEXT)?;
        for (name, count) in [
            ("bylines", self.bylines.len()),
            ("topics", self.topics.len()),
            ("related", self.related.len()),
        ] {
            if count > MAX_ITEMS {
                return Err(Fault::at(
                    name,
                    format!("holds more than {MAX_ITEMS} items"),
                ));
            }
        }
        for topic in &self.topics {
            line("topics", topic, MAX_LINE)?;
            if topic.trim().is_empty() {
                return Err(Fault::at("topics", "holds a topic without a name"));
            }
        }
        if self.bylines.iter().any(|b| b.name.trim().is_empty()) {
            return Err(Fault::at("bylines", "holds a byline without a name"));
        }
        if !is_language(&self.language) {
            return Err(Fault::at(
                "language",
                "is not a BCP 47 language tag such as en or pt-BR",
            ));
        }
        Ok(())
    }
}

/// Whether this may be a BCP 47 language tag: a language in letters, and parts of up to eight letters and digits.
#[must_use]
pub fn is_language(tag: &str) -> bool {
    let is_word = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
    (2..=35).contains(&tag.len())
        && tag
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && is_word(part))
        && tag
            .split('-')
            .next()
            .is_some_and(|p| p.len() >= 2 && p.chars().all(|c| c.is_ascii_alphabetic()))
}
