//! The TOML at the head of a manuscript.
//!
//! Reach: `parse` reads it; what it names is looked up in the newsroom, whose words stand in for all
//! that the story itself does not say.

use serde::Deserialize;
use story::{Byline, Fields, Headlines, Label, Lead, Replies, Status};

use super::Significance;
use crate::demo::newsroom::{AssetKind, Newsroom};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Front {
    section: String,
    pub(super) headline: String,
    pub(super) standfirst: String,
    #[serde(default)]
    headlines: Headlines,
    #[serde(default)]
    authors: Vec<String>,
    #[serde(default)]
    byline: Vec<Byline>,
    topics: Vec<String>,
    lead: Option<FrontLead>,
    language: Option<String>,
    label: Option<Label>,
    dateline: Option<String>,
    replies: Option<Replies>,
    audio: Option<bool>,
    ads: Option<bool>,
    pub(super) status: Option<Status>,
    pub(super) ago: Option<String>,
    pub(super) scheduled_in: Option<String>,
    #[serde(default)]
    pub(super) related: Vec<String>,
    #[serde(default)]
    pub(super) update: Vec<FrontUpdate>,
    pub(super) withdrawn: Option<FrontWithdrawn>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FrontLead {
    Asset(String),
    Said(Lead),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontUpdate {
    pub(super) ago: String,
    pub(super) significance: Significance,
    pub(super) text: Option<String>,
    /// Old words, new words, and again.
    #[serde(default)]
    pub(super) replace: Vec<String>,
    /// Markup that goes above the text, as a story that is told live grows.
    pub(super) top: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontWithdrawn {
    pub(super) ago: String,
    pub(super) notice: String,
}

impl Front {
    /// The fields of a story, or the word that is wrong and why.
    pub(super) fn fields(
        &self,
        key: &str,
        room: &Newsroom,
    ) -> Result<Fields, (String, &'static str)> {
        if !room.sections.iter().any(|s| s.slug == self.section) {
            return Err((self.section.clone(), "is no section"));
        }
        if let Some(topic) = self
            .topics
            .iter()
            .find(|name| !room.topics.iter().any(|t| t.name == **name))
        {
            return Err((topic.clone(), "is no topic"));
        }
        let author = |slug: &String| {
            room.authors
                .iter()
                .find(|a| a.slug == *slug)
                .ok_or_else(|| (slug.clone(), "is no author"))
        };
        let mut bylines = self.byline.clone();
        for slug in self.byline.iter().filter_map(|b| b.author.as_ref()) {
            author(slug)?;
        }
        for slug in &self.authors {
            let known = author(slug)?;
            bylines.push(Byline {
                name: known.name.clone(),
                role: Some(known.role.clone()),
                handle: Some(known.handle.clone()),
                author: Some(known.slug.clone()),
            });
        }
        let lead = match &self.lead {
            None => None,
            Some(FrontLead::Asset(id)) => Some(lead(
                &Lead {
                    asset: Some(id.clone()),
                    ..Lead::default()
                },
                room,
            )?),
            Some(FrontLead::Said(said)) => Some(lead(said, room)?),
        };
        let usual = Fields::default();
        Ok(Fields {
            slugline: key.to_owned(),
            slug: key.to_owned(),
            language: self
                .language
                .clone()
                .unwrap_or_else(|| room.site.language.clone()),
            zone: room.site.zone.clone(),
            label: self.label,
            headline: self.headline.clone(),
            standfirst: self.standfirst.clone(),
            headlines: self.headlines.clone(),
            bylines,
            dateline: self.dateline.clone(),
            section: Some(self.section.clone()),
            topics: self.topics.clone(),
            lead,
            replies: self.replies.unwrap_or(usual.replies),
            audio: self.audio.unwrap_or(usual.audio),
            ads: self.ads.unwrap_or(usual.ads),
            related: Vec::new(),
        })
    }
}

fn lead(said: &Lead, room: &Newsroom) -> Result<Lead, (String, &'static str)> {
    let id = said.asset.clone().unwrap_or_default();
    let asset = room
        .asset(&id)
        .filter(|a| a.kind != AssetKind::Audio)
        .ok_or((id, "is no picture or film"))?;
    let or = |said: &Option<String>, known: &String| said.clone().or_else(|| Some(known.clone()));
    Ok(Lead {
        asset: said.asset.clone(),
        caption: or(&said.caption, &asset.caption),
        credit: or(&said.credit, &asset.credit),
        alt: or(&said.alt, &asset.alt),
    })
}

/// `1d4h30m` in seconds.
pub(super) fn distance(words: &str) -> Option<i64> {
    let (mut total, mut number) = (0_i64, String::new());
    for sign in words.chars() {
        let unit = match sign {
            '0'..='9' => {
                number.push(sign);
                continue;
            }
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            _ => return None,
        };
        total += number.parse::<i64>().ok()? * unit;
        number.clear();
    }
    (total > 0 && number.is_empty()).then_some(total)
}
