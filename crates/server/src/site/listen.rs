//! The stories that can be heard, as a podcast: of the whole site, a section, a topic or an author. RSS 2.0 with the names
//! that Apple Podcasts and the Podcasting 2.0 namespace have for what a listener's program wants to know.

use serde::Serialize;
use store::Result;
use store::lists::{Before, Card};

use crate::cache::CachePolicy;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::view::Frame;
use crate::{times, urls};

/// So many of the newest stories are looked at.
const MOST: i64 = 100;

/// Whose stories.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Of {
    Site,
    Section(String),
    Topic(String),
    Author(String),
}

/// A podcast of stories.
#[derive(Debug, Serialize)]
pub struct Listen {
    /// What all pages share; the address of the feed is its canonical one.
    pub frame: Frame,
    /// Its name.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The page of the same stories.
    pub link: String,
    /// The same for ever, whatever its address becomes.
    pub guid: String,
    /// The newest first.
    pub episodes: Vec<Episode>,
}

/// A story that can be heard.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are those of RSS")]
pub struct Episode {
    pub title: String,
    pub link: String,
    pub guid: String,
    /// After RFC 2822.
    pub published: String,
    pub description: String,
    pub language: String,
    pub people: Vec<String>,
    pub seconds: u32,
    /// The file that every program plays.
    pub sound: File,
    /// The same in other formats.
    pub others: Vec<File>,
    /// What is said when, as WebVTT.
    pub cues: Option<String>,
}

/// A file of an episode, with its whole address.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct File {
    pub url: String,
    pub bytes: u64,
    pub media_type: String,
}

impl Listen {
    /// Makes the feed; none if there is no such section, topic or author.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(making: &Making<'_, '_, '_>, of: &Of) -> Result<Option<Self>> {
        let reads = making.reads;
        let site = making.about.name.clone();
        let named = match of {
            Of::Site => Some((site, making.about.tagline.clone(), "/".to_owned())),
            Of::Section(slug) => {
                let all = reads.sections()?;
                let section = all.into_iter().find(|section| section.slug == *slug);
                section.map(|s| {
                    (
                        format!("{site}: {}", s.name),
                        s.description,
                        urls::section(slug),
                    )
                })
            }
            Of::Topic(slug) => reads.topic(slug)?.map(|t| {
                (
                    format!("{site}: {}", t.name),
                    t.description,
                    urls::topic(slug),
                )
            }),
            Of::Author(slug) => reads
                .author(slug)?
                .map(|a| (format!("{site}: {}", a.name), a.bio, urls::author(slug))),
        };
        let Some((title, about, page)) = named else {
            return Ok(None);
        };
        let cards = match of {
            Of::Site => reads.newest(Before::START, MOST)?,
            Of::Section(slug) => reads.section_list(slug, Before::START, MOST)?,
            Of::Topic(slug) => reads.topic_list(slug, Before::START, MOST)?,
            Of::Author(slug) => reads.author_list(slug, Before::START, MOST)?,
        };
        let mut episodes = Vec::new();
        for card in cards {
            episodes.extend(episode(making, card)?);
        }
        let address = urls::listen(&page);
        let made = making.speech.say("listen-made", &[]);
        let about = about.trim().trim_end_matches('.');
        let description = if about.is_empty() {
            format!("{title}. {made}.")
        } else {
            format!("{about}. {made}.")
        };
        let frame = making.frame(&address, &title, &description, "");
        Ok(Some(Self {
            guid: guid(&frame.canonical),
            link: making.full(&page),
            title,
            description,
            episodes,
            frame,
        }))
    }
}

/// The identity of a feed: its address without the scheme, as a version 5 UUID (RFC 9562) in the namespace that Podcasting 2.0
/// has for it.
fn guid(address: &str) -> String {
    const PODCASTS: uuid::Uuid = uuid::uuid!("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    uuid::Uuid::new_v5(&PODCASTS, bare.trim_end_matches('/').as_bytes()).to_string()
}

/// A story as an episode, if it can be heard.
fn episode(making: &Making<'_, '_, '_>, card: Card) -> Result<Option<Episode>> {
    let asset = making.reads.asset(&format!("speech-{}", card.number))?;
    let Some(asset) = asset.filter(|asset| asset.is_shown()) else {
        return Ok(None);
    };
    let address = |name: &str| making.full(&urls::media(&asset.id, name));
    let of_type = |media_type: &str| {
        let all = asset.details.renditions.iter();
        let mut all = all.filter(|r| r.media_type == media_type).map(|r| File {
            url: address(&r.name),
            bytes: r.bytes,
            media_type: r.media_type.clone(),
        });
        all.next()
    };
    let Some(sound) = of_type("audio/mpeg") else {
        return Ok(None);
    };
    let link = making.full(&urls::story(card.number, &card.fields.slug));
    Ok(Some(Episode {
        title: card.fields.headline,
        guid: format!("{}#story-{}", making.full("/"), card.number),
        link,
        published: times::mail(card.published),
        description: card.fields.standfirst,
        language: card.fields.language,
        people: card.fields.bylines.into_iter().map(|b| b.name).collect(),
        seconds: asset.details.length.unwrap_or_default(),
        sound,
        others: of_type("audio/ogg").into_iter().collect(),
        cues: of_type("text/vtt").map(|file| file.url),
    }))
}

impl Page for Listen {
    const TEMPLATE: &'static str = "feeds/listen.xml";
    const CACHE: CachePolicy = CachePolicy::Page;
    const TYPE: &'static str = "application/rss+xml; charset=utf-8";

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        let file = |end: &str, media_type: &str| File {
            url: format!("https://news.example/media/speech-7/speech.{end}"),
            bytes: 1_530_000,
            media_type: media_type.into(),
        };
        Self {
            frame: Frame::sample("The Example"),
            title: "The Example".into(),
            description: "News of a town & its harbour.".into(),
            link: "https://news.example/".into(),
            guid: guid("https://news.example/listen/feed.xml"),
            episodes: vec![Episode {
                title: "Quay to be replaced".into(),
                link: "https://news.example/story/quay-7".into(),
                guid: "https://news.example/#story-7".into(),
                published: "Mon, 19 Jun 2023 12:44:00 +0000".into(),
                description: "It has stood for ninety years.".into(),
                language: "en".into(),
                people: vec!["Joe Hale".into()],
                seconds: 198,
                sound: file("mp3", "audio/mpeg"),
                others: vec![file("ogg", "audio/ogg")],
                cues: Some("https://news.example/media/speech-7/speech.vtt".into()),
            }],
        }
    }
}
