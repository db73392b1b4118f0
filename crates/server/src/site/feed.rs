//! The feed of a podcast, whether of a show or of stories that can be heard: RSS 2.0 with the names that Apple Podcasts and
//! the Podcasting 2.0 namespace (<https://podcasting2.org/podcast-namespace>) have for what a listener's program wants to know.

use serde::Serialize;
use store::assets::Asset;
use store::podcasts::Person;

use crate::cache::CachePolicy;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::view::{Frame, Html};
use crate::urls;

/// A feed.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are those of the elements")]
pub struct Feed {
    /// What all pages share; the address of the feed is its canonical one.
    pub frame: Frame,
    pub title: String,
    pub description: String,
    /// The page of the same.
    pub link: String,
    /// The same for ever, whatever its address becomes.
    pub guid: String,
    pub language: String,
    pub author: String,
    /// Whom directories write to; empty for nobody.
    pub email: String,
    pub category: String,
    /// A part of the category; empty for all of it.
    pub subcategory: String,
    pub explicit: bool,
    pub serial: bool,
    pub complete: bool,
    pub locked: bool,
    pub copyright: String,
    /// The whole address of the picture.
    pub cover: Option<String>,
    pub people: Vec<Credit>,
    /// The newest first.
    pub items: Vec<Item>,
}

/// An episode in a feed.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names are those of the elements")]
pub struct Item {
    pub title: String,
    pub link: String,
    pub guid: String,
    /// After RFC 2822.
    pub published: String,
    pub description: String,
    /// The same at length, as HTML.
    pub notes: Option<Html>,
    pub language: String,
    pub people: Vec<Credit>,
    pub seconds: u32,
    /// The file that every program plays.
    pub sound: File,
    /// The same in other formats.
    pub others: Vec<File>,
    /// What is said when, as WebVTT: one a language.
    pub cues: Vec<Cues>,
    /// The whole address of its chapters.
    pub chapters: Option<String>,
    pub season: Option<u32>,
    pub season_name: Option<String>,
    pub episode: Option<u32>,
    /// full, trailer, bonus
    pub kind: &'static str,
    pub explicit: bool,
    /// Its own picture.
    pub cover: Option<String>,
}

/// A file of an episode, with its whole address.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct File {
    pub url: String,
    pub bytes: u64,
    pub media_type: String,
}

/// The words of an episode.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Cues {
    pub url: String,
    pub language: String,
}

/// Somebody who is in it, or has made it.
#[derive(Debug, Clone, Serialize)]
pub struct Credit {
    /// The name.
    pub name: String,
    /// Of the Podcast Taxonomy.
    pub role: String,
    /// The group of roles that the taxonomy puts it in.
    pub group: &'static str,
}

/// The roles of the Podcast Taxonomy (podcast-namespace, taxonomy.json) that are not those of people who are heard.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "creative direction",
        &[
            "director",
            "assistant director",
            "executive producer",
            "senior producer",
            "producer",
            "associate producer",
            "development producer",
            "creative director",
        ],
    ),
    (
        "writing",
        &[
            "author",
            "writer",
            "editorial director",
            "co-writer",
            "guest writer",
            "story editor",
            "managing editor",
            "script editor",
            "script coordinator",
            "researcher",
            "editor",
            "fact checker",
            "translator",
            "transcriber",
            "logger",
        ],
    ),
    (
        "audio post-production",
        &[
            "studio coordinator",
            "technical director",
            "technical manager",
            "audio engineer",
            "remote recording engineer",
            "post production engineer",
            "audio editor",
            "sound designer",
            "foley artist",
            "composer",
            "theme music",
            "music production",
            "music contributor",
        ],
    ),
    (
        "visuals",
        &["graphic designer", "cover art designer", "cover artist"],
    ),
    (
        "community",
        &[
            "social media manager",
            "community manager",
            "marketing manager",
        ],
    ),
];

impl Credit {
    /// A person of a show or an episode.
    #[must_use]
    pub fn of(person: &Person) -> Self {
        let role = person.role.trim().to_lowercase();
        let group = GROUPS
            .iter()
            .find(|(_, roles)| roles.contains(&role.as_str()));
        Self {
            name: person.name.clone(),
            group: group.map_or("cast", |(group, _)| group),
            role,
        }
    }
}

/// The first file of an asset of some type, with its whole address.
pub(super) fn file(making: &Making<'_, '_, '_>, asset: &Asset, media_type: &str) -> Option<File> {
    let all = asset.details.renditions.iter();
    let mut all = all.filter(|r| r.media_type == media_type);
    all.next().map(|r| File {
        url: making.full(&urls::media(&asset.id, &r.name)),
        bytes: r.bytes,
        media_type: r.media_type.clone(),
    })
}

/// The largest picture of an asset that directories take.
pub(super) fn cover(making: &Making<'_, '_, '_>, asset: &Asset) -> Option<String> {
    let all = asset.details.renditions.iter();
    let plain = all.filter(|r| matches!(r.media_type.as_str(), "image/jpeg" | "image/png"));
    let largest = plain.max_by_key(|r| r.width)?;
    Some(making.full(&urls::media(&asset.id, &largest.name)))
}

impl Page for Feed {
    const TEMPLATE: &'static str = "feeds/podcast.xml";
    const CACHE: CachePolicy = CachePolicy::Page;
    const TYPE: &'static str = "application/rss+xml; charset=utf-8";

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        let at = |path: &str| format!("https://news.example{path}");
        let file = |end: &str, media_type: &str| File {
            url: at(&format!("/media/episode-7/episode.{end}")),
            bytes: 1_530_000,
            media_type: media_type.into(),
        };
        let credit = |name: &str, role: &str| {
            Credit::of(&Person {
                name: name.into(),
                role: role.into(),
            })
        };
        Self {
            frame: Frame::sample("Tideline"),
            title: "Tideline".into(),
            description: "News of a town & its harbour.".into(),
            link: at("/podcast/tideline"),
            guid: urls::guid(&at("/podcast/tideline/feed.xml")),
            language: "en-GB".into(),
            author: "The Example".into(),
            email: "desk@news.example".into(),
            category: "News".into(),
            subcategory: "Daily News".into(),
            explicit: true,
            serial: true,
            complete: true,
            locked: true,
            copyright: "© The Example".into(),
            cover: Some(at("/media/cover-tideline/3000.0a1b2c3d.jpg")),
            people: vec![credit("Ada Price", "host")],
            items: vec![Item {
                title: "The quay".into(),
                link: at("/podcast/tideline/the-quay-7"),
                guid: at("/#episode-7"),
                published: "Mon, 19 Jun 2023 12:44:00 +0000".into(),
                description: "It has stood for ninety years.".into(),
                notes: Some(Html("<p>It has stood for ninety years.</p>".into())),
                language: "en".into(),
                people: vec![credit("Joe Hale", "producer")],
                seconds: 198,
                sound: file("mp3", "audio/mpeg"),
                others: vec![file("ogg", "audio/ogg")],
                cues: vec![Cues {
                    url: at("/media/episode-7/captions-en.0a1b2c3d.vtt"),
                    language: "en".into(),
                }],
                chapters: Some(at("/media/episode-7/chapters.0a1b2c3d.json")),
                season: Some(2),
                season_name: Some("Season 2".into()),
                episode: Some(3),
                kind: "trailer",
                explicit: true,
                cover: Some(at("/media/episode-7/3000.0a1b2c3d.jpg")),
            }],
        }
    }
}
