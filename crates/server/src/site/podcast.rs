//! A podcast of the newsroom: its page, and its feed.

use serde::Serialize;
use serde_json::json;
use store::Result;
use store::assets::Asset;
use store::podcasts::{Episode, Show};

use crate::cache::CachePolicy;
use crate::site::feed::{self, Credit, Cues, Feed, Item};
use crate::site::making::{Making, PER_PAGE};
use crate::site::page::Page;
use crate::site::view::{Cover, Frame, Html, Link};
use crate::times::{self, Shown};
use crate::urls;

/// So many episodes are in a feed: directories take no more.
const MOST: i64 = 2_000;

/// A show's page.
#[derive(Debug, Serialize)]
pub struct Podcast {
    /// What all pages share.
    pub frame: Frame,
    /// The show.
    pub show: ShowView,
    /// Its episodes, the newest first.
    pub episodes: Vec<Line>,
    /// Where older ones are.
    pub older: Option<String>,
    /// For programs: JSON-LD.
    pub data: Html,
}

/// A show as pages have it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ShowView {
    pub url: String,
    pub name: String,
    /// HTML of what it is about.
    pub about: Html,
    pub author: String,
    pub explicit: bool,
    pub people: Vec<Credit>,
    pub cover: Option<Cover>,
    /// The feed's whole address.
    pub feed: String,
    /// Where it can be subscribed to.
    pub places: Vec<Link>,
    /// The pages' own style sheet.
    pub stylesheet: String,
}

/// An episode on a list.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Line {
    pub url: String,
    pub title: String,
    pub summary: String,
    /// "Season 2, episode 3", "Trailer".
    pub place: Option<String>,
    pub published: Shown,
    pub length: Option<String>,
    pub explicit: bool,
}

/// What pages have of a show.
///
/// # Errors
/// Of the store.
pub(super) fn view(making: &Making<'_, '_, '_>, show: &Show) -> Result<ShowView> {
    let url = urls::podcast(&show.slug);
    let feed = making.full(&urls::podcast_feed(&show.slug));
    let cover = making.reads.asset(&show.cover())?;
    let places = crate::site::subscribe::places(show, &feed);
    Ok(ShowView {
        name: show.name.clone(),
        about: Html(story::html::notes(&show.description)),
        author: author(making, show),
        explicit: show.details.explicit,
        people: show.details.people.iter().map(Credit::of).collect(),
        cover: cover
            .as_ref()
            .and_then(|asset| Cover::of(asset, &show.name)),
        stylesheet: making.file("podcast.css"),
        places,
        feed,
        url,
    })
}

fn author(making: &Making<'_, '_, '_>, show: &Show) -> String {
    let own = show.details.author.trim();
    if own.is_empty() {
        making.about.name.clone()
    } else {
        own.to_owned()
    }
}

/// A show that readers may know of.
pub(super) fn shown(making: &Making<'_, '_, '_>, slug: &str) -> Result<Option<Show>> {
    let show = making.reads.show(slug)?;
    Ok(show.filter(|show| show.slug == slug && show.shown.is_some()))
}

/// "Season 2, episode 3".
pub(super) fn place(making: &Making<'_, '_, '_>, episode: &Episode) -> Option<String> {
    let details = &episode.details;
    let kind = details.kind.as_str();
    if kind != "full" {
        return Some(making.speech.say(&format!("podcast-{kind}"), &[]));
    }
    let number = details.episode?.to_string();
    Some(match details.season {
        Some(season) => making.speech.say(
            "podcast-season",
            &[("season", &season.to_string()), ("episode", &number)],
        ),
        None => making.speech.say("podcast-number", &[("episode", &number)]),
    })
}

fn line(making: &Making<'_, '_, '_>, show: &Show, episode: Episode) -> Result<Line> {
    let asset = making.reads.asset(&episode.asset())?;
    let length = asset.and_then(|asset| asset.details.length);
    Ok(Line {
        url: urls::episode(&show.slug, &episode.slug, episode.number),
        place: place(making, &episode),
        published: times::show(
            episode.published.unwrap_or_default(),
            &making.about.zone,
            &making.speech,
        ),
        length: length.map(times::length),
        explicit: episode.details.explicit.unwrap_or(show.details.explicit),
        title: episode.details.title,
        summary: episode.details.summary,
    })
}

impl Podcast {
    /// Makes the page; none if there is no such show, or nobody may know of it yet.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(
        making: &mut Making<'_, '_, '_>,
        slug: &str,
        before: Option<i64>,
    ) -> Result<Option<Self>> {
        let Some(show) = shown(making, slug)? else {
            return Ok(None);
        };
        making.speak(&show.details.language);
        let mut found = making.reads.episodes(slug, before, PER_PAGE + 1)?;
        let more = found.len() as i64 > PER_PAGE;
        found.truncate(PER_PAGE as usize);
        let path = urls::podcast(slug);
        let older = found.last().filter(|_| more);
        let older = older.map(|last| urls::older(&path, last.number));
        let mut episodes = Vec::new();
        for episode in found {
            episodes.push(line(making, &show, episode)?);
        }
        let view = view(making, &show)?;
        let at = before.map_or_else(|| path.clone(), |n| urls::older(&path, n));
        let about = show.description.lines().next().unwrap_or_default();
        let frame = Frame {
            picture: view.cover.as_ref().map(|cover| making.full(&cover.large)),
            ..making.frame(&at, &show.name, about, "")
        };
        let mut told = series(&view, &frame);
        told["@context"] = "https://schema.org".into();
        Ok(Some(Self {
            data: Html::of_json(&told),
            frame,
            show: view,
            episodes,
            older,
        }))
    }
}

/// A show as programs read it (schema.org's PodcastSeries).
pub(super) fn series(show: &ShowView, frame: &Frame) -> serde_json::Value {
    let base = frame.site.url.trim_end_matches('/');
    let mut told = json!({
        "@type": "PodcastSeries", "name": show.name, "url": format!("{base}{}", show.url), "webFeed": show.feed,
        "author": { "@type": "Organization", "name": show.author },
    });
    if let Some(cover) = &show.cover {
        told["image"] = format!("{base}{}", cover.large).into();
    }
    told
}

/// Makes the feed of a show; none if there is none, or nobody may know of it yet.
///
/// # Errors
/// Of the store.
pub fn feed(making: &mut Making<'_, '_, '_>, slug: &str) -> Result<Option<Feed>> {
    let Some(show) = shown(making, slug)? else {
        return Ok(None);
    };
    making.speak(&show.details.language);
    let guid = if show.details.guid.is_empty() {
        urls::guid(&making.full(&urls::podcast_feed(slug)))
    } else {
        show.details.guid.clone()
    };
    let mut items = Vec::new();
    for episode in making.reads.episodes(slug, None, MOST)? {
        items.extend(item(making, &show, &guid, episode)?);
    }
    let details = &show.details;
    let category = details.category.split_once(": ");
    let (category, part) = category.unwrap_or((&details.category, ""));
    let cover = making.reads.asset(&show.cover())?;
    let frame = making.frame(&urls::podcast_feed(slug), &show.name, &show.description, "");
    Ok(Some(Feed {
        guid,
        title: show.name.clone(),
        description: show.description.clone(),
        link: making.full(&urls::podcast(slug)),
        language: details.language.clone(),
        author: author(making, &show),
        email: if details.email.is_empty() {
            making.about.letters.clone().unwrap_or_default()
        } else {
            details.email.clone()
        },
        category: category.to_owned(),
        subcategory: part.to_owned(),
        explicit: details.explicit,
        serial: details.serial,
        complete: details.complete,
        locked: details.locked,
        copyright: details.copyright.clone(),
        cover: cover.and_then(|cover| feed::cover(making, &cover)),
        people: details.people.iter().map(Credit::of).collect(),
        items,
        frame,
    }))
}

/// An episode in the feed, once there is something to hear.
fn item(
    making: &Making<'_, '_, '_>,
    show: &Show,
    guid: &str,
    episode: Episode,
) -> Result<Option<Item>> {
    let asset = making.reads.asset(&episode.asset())?;
    let Some(asset) = asset.filter(Asset::is_shown) else {
        return Ok(None);
    };
    let Some(sound) = feed::file(making, &asset, "audio/mpeg") else {
        return Ok(None);
    };
    let details = &episode.details;
    let notes = story::html::notes(&details.notes);
    let cues = asset.details.captions.iter().filter_map(|captions| {
        let what = captions.file_name();
        let file = asset.details.renditions.iter().find(|r| r.what() == what)?;
        Some(Cues {
            url: making.full(&urls::media(&asset.id, &file.name)),
            language: captions.language.clone(),
        })
    });
    let first = details.notes.lines().next().unwrap_or_default();
    Ok(Some(Item {
        title: details.title.clone(),
        link: making.full(&urls::episode(&show.slug, &episode.slug, episode.number)),
        // The same when the site has moved: else every program would load all of it again.
        guid: format!("{guid}/{}", episode.number),
        published: times::mail(episode.published.unwrap_or_default()),
        description: if details.summary.is_empty() {
            first.to_owned()
        } else {
            details.summary.clone()
        },
        notes: (!notes.is_empty()).then_some(Html(notes)),
        language: show.details.language.clone(),
        people: details.people.iter().map(Credit::of).collect(),
        seconds: asset.details.length.unwrap_or_default(),
        others: feed::file(making, &asset, "audio/ogg")
            .into_iter()
            .collect(),
        cues: cues.collect(),
        chapters: feed::file(making, &asset, "application/json+chapters").map(|file| file.url),
        season: details.season,
        season_name: details.season.map(|season| {
            let number = season.to_string();
            making
                .speech
                .say("podcast-season-name", &[("season", &number)])
        }),
        episode: details.episode,
        kind: details.kind.as_str(),
        explicit: details.explicit.unwrap_or(show.details.explicit),
        cover: feed::cover(making, &asset),
        sound,
    }))
}

impl ShowView {
    pub(super) fn sample() -> Self {
        let link = |name: &str, url: &str| Link {
            name: name.into(),
            url: url.into(),
        };
        Self {
            url: "/podcast/tideline".into(),
            name: "Tideline".into(),
            about: Html("<p>The morning’s news in twelve minutes.</p>".into()),
            author: "The Example".into(),
            explicit: true,
            people: Feed::sample().people,
            cover: Some(Cover::sample()),
            feed: "https://news.example/podcast/tideline/feed.xml".into(),
            places: vec![
                link(
                    "Apple Podcasts",
                    "podcast://news.example/podcast/tideline/feed.xml",
                ),
                link("Spotify", "https://open.spotify.com/show/1"),
            ],
            stylesheet: "/static/podcast.css".into(),
        }
    }
}

impl Page for Podcast {
    const TEMPLATE: &'static str = "site/podcast.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        Self {
            frame: Frame::sample("Tideline"),
            show: ShowView::sample(),
            episodes: vec![
                Line {
                    url: "/podcast/tideline/the-quay-7".into(),
                    title: "The quay".into(),
                    summary: "It has stood for ninety years.".into(),
                    place: Some("Season 2, episode 3".into()),
                    published: Shown::sample(),
                    length: Some("12:04".into()),
                    explicit: true,
                };
                3
            ],
            older: Some("/podcast/tideline?before=5".into()),
            data: Html("{}".into()),
        }
    }
}
