//! An episode of a podcast.

use serde::Serialize;
use serde_json::json;
use store::Result;
use store::assets::Asset;
use store::podcasts::{Episode as Kept, Show};

use crate::cache::CachePolicy;
use crate::site::feed::Credit;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::podcast::{self, ShowView};
use crate::site::story::heard;
use crate::site::view::{Cover, Frame, Html, Listen};
use crate::times::{self, Shown};
use crate::urls;

/// An episode's page.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Episode {
    pub frame: Frame,
    pub show: ShowView,
    pub title: String,
    pub summary: String,
    /// "Season 2, episode 3", "Trailer".
    pub place: Option<String>,
    pub published: Shown,
    pub explicit: bool,
    /// Its own picture, else the show's.
    pub cover: Option<Cover>,
    pub listen: Option<Listen>,
    /// HTML.
    pub notes: Html,
    pub chapters: Vec<Chapter>,
    pub people: Vec<Credit>,
    /// What is said: who, where somebody else does, and the words.
    pub transcript: Vec<(Option<String>, String)>,
    /// Whether nobody has read the transcript yet.
    pub automatic: bool,
    /// For programs: JSON-LD.
    pub data: Html,
}

/// A part of it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Chapter {
    /// Seconds.
    pub start: u32,
    /// "12:30"
    pub clock: String,
    pub title: String,
    /// The sound from there on.
    pub sound: Option<String>,
    /// A page about it.
    pub url: Option<String>,
}

impl Episode {
    /// Makes the page of a live episode.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(making: &mut Making<'_, '_, '_>, show: &Show, episode: Kept) -> Result<Self> {
        making.speak(&show.details.language);
        let asset = making.reads.asset(&episode.asset())?;
        let asset = asset.filter(Asset::is_shown);
        let listen = asset.as_ref().and_then(|asset| heard(asset, None));
        let view = podcast::view(making, show)?;
        let own = asset.as_ref();
        let cover = own.and_then(|asset| Cover::of(asset, &episode.details.title));
        let cover = cover.or_else(|| view.cover.clone());
        let published = times::show(
            episode.published.unwrap_or_default(),
            &making.about.zone,
            &making.speech,
        );
        let path = urls::episode(&show.slug, &episode.slug, episode.number);
        let frame = Frame {
            picture: cover.as_ref().map(|cover| making.full(&cover.large)),
            ..making.frame(&path, &episode.details.title, &episode.details.summary, "")
        };
        let place = podcast::place(making, &episode);
        let captions = asset.as_ref().and_then(|a| a.details.captions.first());
        let details = episode.details;
        let data = data(
            &view,
            &frame,
            &published.machine,
            &details.title,
            listen.as_ref(),
        );
        let chapters = details.chapters.into_iter().map(|chapter| Chapter {
            clock: times::length(chapter.start),
            sound: listen
                .as_ref()
                .map(|l| format!("{}#t={}", l.download, chapter.start)),
            start: chapter.start,
            title: chapter.title,
            url: chapter.url,
        });
        Ok(Self {
            chapters: chapters.collect(),
            notes: Html(story::html::notes(&details.notes)),
            people: details.people.iter().map(Credit::of).collect(),
            transcript: captions.map(|c| c.transcript.clone()).unwrap_or_default(),
            automatic: captions.is_some_and(|captions| captions.automatic),
            explicit: details.explicit.unwrap_or(show.details.explicit),
            title: details.title,
            summary: details.summary,
            show: view,
            frame,
            place,
            published,
            cover,
            listen,
            data,
        })
    }
}

/// What the page is about, as programs read it (schema.org's PodcastEpisode in JSON-LD 1.1).
fn data(
    show: &ShowView,
    frame: &Frame,
    published: &str,
    title: &str,
    listen: Option<&Listen>,
) -> Html {
    let mut told = json!({
        "@context": "https://schema.org", "@type": "PodcastEpisode", "name": title, "url": frame.canonical,
        "datePublished": published, "description": frame.description, "partOfSeries": podcast::series(show, frame),
    });
    if let Some(listen) = listen {
        let duration = format!("PT{}M{}S", listen.seconds / 60, listen.seconds % 60);
        let base = frame.site.url.trim_end_matches('/');
        told["duration"] = duration.into();
        told["associatedMedia"] = json!({
            "@type": "AudioObject", "contentUrl": format!("{base}{}", listen.download), "encodingFormat": "audio/mpeg",
        });
    }
    if let Some(picture) = &frame.picture {
        told["image"] = picture.as_str().into();
    }
    Html::of_json(&told)
}

impl Page for Episode {
    const TEMPLATE: &'static str = "site/episode.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        Self {
            frame: Frame::sample("The quay"),
            show: ShowView::sample(),
            title: "The quay".into(),
            summary: "It has stood for ninety years.".into(),
            place: Some("Season 2, episode 3".into()),
            published: Shown::sample(),
            explicit: true,
            cover: Some(Cover::sample()),
            listen: Some(Listen::sample()),
            notes: Html("<p>With Joe Hale, who has walked it.</p>".into()),
            chapters: vec![Chapter {
                start: 90,
                clock: "1:30".into(),
                title: "The storm".into(),
                sound: Some("/media/episode-7/episode.0a1b2c3d.mp3#t=90".into()),
                url: Some("https://news.example/storm".into()),
            }],
            people: ShowView::sample().people,
            transcript: vec![
                (Some("Ada".into()), "Good morning.".into()),
                (None, "It rains.".into()),
            ],
            automatic: true,
            data: Html("{}".into()),
        }
    }
}
