//! Pages that say why there is no page: not found, gone, failed, and whatever else a request can be refused for.

use serde::Serialize;
use store::Result;
use store::lists::Before;

use crate::cache::CachePolicy;
use crate::error::Problem;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::view::{Card, Frame, Site};
use crate::templates::Templates;
use crate::times::{self, Shown};
use crate::words::{FALLBACK, Speech};

/// A notice.
#[derive(Debug, Serialize)]
pub struct Notice {
    /// What all pages share.
    pub frame: Frame,
    /// The HTTP status.
    pub status: u16,
    /// What has happened, in a few words.
    pub heading: String,
    /// What it means and what to do.
    pub words: String,
    /// When a story was withdrawn.
    pub since: Option<Shown>,
    /// What to read instead.
    pub cards: Vec<Card>,
}

impl Notice {
    /// There is no such page.
    ///
    /// # Errors
    /// Of the store.
    pub fn not_found(making: &Making<'_, '_, '_>) -> Result<Self> {
        let latest = making.reads.newest(Before::START, 4)?;
        let heading = making.speech.say("not-found", &[]);
        Ok(Self {
            frame: making.frame("", &heading, "", ""),
            status: 404,
            heading,
            words: making.speech.say("not-found-words", &[]),
            since: None,
            cards: making.cards(latest)?,
        })
    }

    /// A story that was taken off the site.
    ///
    /// # Errors
    /// Of the store.
    pub fn withdrawn(
        making: &Making<'_, '_, '_>,
        fields: &story::Fields,
        notice: &str,
        at: i64,
    ) -> Result<Self> {
        let since = times::show(at, &fields.zone, &making.speech);
        Self::gone(making, ("withdrawn", "withdrawn-words"), notice, since)
    }

    /// An episode that was taken back.
    ///
    /// # Errors
    /// Of the store.
    pub fn withdrawn_sound(making: &Making<'_, '_, '_>, notice: &str, at: i64) -> Result<Self> {
        let since = times::show(at, &making.about.zone, &making.speech);
        let heading = ("withdrawn-episode", "withdrawn-episode-words");
        Self::gone(making, heading, notice, since)
    }

    fn gone(
        making: &Making<'_, '_, '_>,
        (heading, words): (&str, &str),
        notice: &str,
        since: Shown,
    ) -> Result<Self> {
        let words = if notice.is_empty() {
            making.speech.say(words, &[])
        } else {
            notice.to_owned()
        };
        let heading = making.speech.say(heading, &[]);
        let latest = making.reads.newest(Before::START, 4)?;
        Ok(Self {
            frame: making.frame("", &heading, "", ""),
            status: 410,
            heading,
            words,
            since: Some(since),
            cards: making.cards(latest)?,
        })
    }
}

impl Notice {
    /// A request that was refused or has failed.
    #[must_use]
    pub fn refused(making: &Making<'_, '_, '_>, problem: &Problem) -> Self {
        let heading = heading(&making.speech, problem);
        let frame = making.frame("", &heading, "", "");
        Self {
            frame,
            status: problem.status,
            heading,
            words: problem.detail.clone(),
            since: None,
            cards: Vec::new(),
        }
    }

    /// The same when not even the name of the site can be read.
    #[must_use]
    pub fn bare(templates: &Templates, problem: &Problem) -> Self {
        let speech = templates.words().speech(FALLBACK);
        let heading = heading(&speech, problem);
        let frame = Frame {
            language: speech.language.clone(),
            direction: speech.direction().to_owned(),
            title: heading.clone(),
            stylesheet: templates.url("site.css").to_owned(),
            icon: templates.url("favicon.svg").to_owned(),
            script: templates.url("site.js").to_owned(),
            more: templates.url("more.js").to_owned(),
            player: templates.url("player.js").to_owned(),
            listen: templates.url("listen.js").to_owned(),
            site: Site {
                name: "Standfirst".into(),
                ..Site::default()
            },
            ..Frame::default()
        };
        Self {
            frame,
            status: problem.status,
            heading,
            words: problem.detail.clone(),
            since: None,
            cards: Vec::new(),
        }
    }
}

fn heading(speech: &Speech, problem: &Problem) -> String {
    speech.say(
        if problem.status >= 500 {
            "failed"
        } else {
            "refused"
        },
        &[],
    )
}

impl Page for Notice {
    const TEMPLATE: &'static str = "site/notice.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        Self {
            frame: Frame::sample("This story was withdrawn"),
            status: 410,
            heading: "This story was withdrawn".into(),
            words: "It rested on a document that turned out to be forged.".into(),
            since: Some(Shown::sample()),
            cards: vec![Card::sample(); 4],
        }
    }
}
