//! All corrections, clarifications and withdrawals, the newest first.

use serde::Serialize;
use store::Result;
use store::lists::Before;

use crate::cache::CachePolicy;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::view::{Correction, Frame, Link};
use crate::{times, urls};

/// How many stand on one page.
const MOST: i64 = 100;

/// The page of corrections.
#[derive(Debug, Serialize)]
pub struct Corrections {
    /// What all pages share.
    pub frame: Frame,
    /// The corrections, each with its story.
    pub corrections: Vec<Correction>,
    /// Where older ones are.
    pub older: Option<String>,
}

impl Corrections {
    /// Makes the page. `before` is a time in microseconds.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(making: &Making<'_, '_, '_>, before: Option<i64>) -> Result<Self> {
        let place = before.map_or(Before::START, |published| Before {
            published,
            number: 0,
        });
        let found = making.reads.corrections(place, MOST)?;
        let older = (found.len() as i64 == MOST)
            .then(|| found.last())
            .flatten()
            .map(|c| urls::older("/corrections", c.made));
        let mut corrections = Vec::new();
        for correction in found {
            // A withdrawn story still has its page, which says why; it is named but not linked from a list.
            let story = making.reads.card(correction.story)?.map(|c| Link {
                url: urls::story(c.number, &c.fields.slug),
                name: c.fields.headline,
            });
            corrections.push(making.correction(correction, &making.about.zone, story));
        }
        let title = making.speech.say("corrections", &[]);
        Ok(Self {
            frame: making.frame("/corrections", &title, "", ""),
            corrections,
            older,
        })
    }
}

impl Page for Corrections {
    const TEMPLATE: &'static str = "site/corrections.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        let one = |kind: &str, story| Correction {
            kind: kind.into(),
            name: "Correction".into(),
            words: "An earlier version gave the length of the quay in feet. It is 410 metres."
                .into(),
            made: times::Shown::sample(),
            story,
        };
        let link = Link {
            name: "Quay to be rebuilt".into(),
            url: "/story/quay-to-be-rebuilt-7".into(),
        };
        Self {
            frame: Frame::sample("Corrections"),
            corrections: vec![
                one("correction", Some(link.clone())),
                one("clarification", Some(link)),
                one("withdrawal", None),
            ],
            older: Some("/corrections?before=1".into()),
        }
    }
}
