//! All podcasts of the newsroom.

use serde::Serialize;
use store::Result;

use crate::cache::CachePolicy;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::view::{Cover, Frame, Html};
use crate::urls;

/// The page of all shows.
#[derive(Debug, Serialize)]
pub struct Podcasts {
    /// What all pages share.
    pub frame: Frame,
    /// The shows, by their names.
    pub shows: Vec<Show>,
    /// The pages' own style sheet.
    pub stylesheet: String,
}

/// A show on the list.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Show {
    pub url: String,
    pub name: String,
    /// HTML of what it is about.
    pub about: Html,
    pub cover: Option<Cover>,
}

impl Podcasts {
    /// Makes the page; none while readers know of no show.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(making: &Making<'_, '_, '_>) -> Result<Option<Self>> {
        let mut shows = Vec::new();
        for show in making.reads.shows()? {
            let cover = making.reads.asset(&show.cover())?;
            shows.push(Show {
                url: urls::podcast(&show.slug),
                about: Html(story::html::notes(&show.description)),
                cover: cover
                    .as_ref()
                    .and_then(|cover| Cover::of(cover, &show.name)),
                name: show.name,
            });
        }
        let title = making.speech.say("podcasts", &[]);
        Ok((!shows.is_empty()).then(|| Self {
            frame: making.frame(urls::PODCASTS, &title, "", ""),
            shows,
            stylesheet: making.file("podcast.css"),
        }))
    }
}

impl Page for Podcasts {
    const TEMPLATE: &'static str = "site/podcasts.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        let show = Show {
            url: "/podcast/tideline".into(),
            name: "Tideline".into(),
            about: Html("<p>The morning’s news in twelve minutes.</p>".into()),
            cover: Some(Cover::sample()),
        };
        Self {
            frame: Frame::sample("Podcasts"),
            shows: vec![show; 3],
            stylesheet: "/static/podcast.css".into(),
        }
    }
}
