//! The front page: curated slots first, the newest where there are none, then a strip of each section.

use serde::Serialize;
use store::Result;
use store::lists::Before;

use crate::cache::CachePolicy;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::view::{Card, Frame, Link};

/// The slots of the front.
pub const PLACE: &str = "front";
/// How many stories stand at the top: the lead and those beside it.
const TOP: usize = 7;
/// How many stories of each section follow.
const STRIP: usize = 4;
/// How many stories stand in the list of the latest.
const LATEST: usize = 8;

/// The front page.
#[derive(Debug, Serialize)]
pub struct Front {
    /// What all pages share.
    pub frame: Frame,
    /// The story at the top.
    pub lead: Option<Card>,
    /// The stories beside it.
    pub top: Vec<Card>,
    /// The newest, whatever stands above.
    pub latest: Vec<Card>,
    /// A strip of each section, without what stands above.
    pub strips: Vec<Strip>,
}

/// A section on the front.
#[derive(Debug, Serialize)]
pub struct Strip {
    /// The section.
    pub section: Link,
    /// Its stories.
    pub cards: Vec<Card>,
}

impl Front {
    /// Makes the page.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(making: &Making<'_, '_, '_>) -> Result<Self> {
        let mut top = making.reads.slots(PLACE)?;
        let newest = making.reads.newest(Before::START, (TOP + LATEST) as i64)?;
        for card in &newest {
            if top.len() < TOP && top.iter().all(|t| t.number != card.number) {
                top.push(card.clone());
            }
        }
        // The page has room for so many: slots beyond it wait for their turn.
        top.truncate(TOP);
        let mut shown: Vec<i64> = top.iter().map(|c| c.number).collect();
        let mut strips = Vec::new();
        for section in making.reads.sections()? {
            let mut cards = making.reads.slots(&format!("section/{}", section.slug))?;
            cards.extend(making.reads.section_list(
                &section.slug,
                Before::START,
                (STRIP + TOP) as i64,
            )?);
            let mut strip: Vec<store::lists::Card> = Vec::new();
            for card in cards {
                if strip.len() < STRIP && !shown.contains(&card.number) {
                    shown.push(card.number);
                    strip.push(card);
                }
            }
            if let Some(link) = making
                .section(Some(&section.slug))
                .filter(|_| !strip.is_empty())
            {
                strips.push(Strip {
                    section: link,
                    cards: making.cards(strip)?,
                });
            }
        }
        let latest = newest.into_iter().take(LATEST).collect();
        let mut top = making.cards(top)?.into_iter();
        let (lead, top) = (top.next(), top.collect());
        let frame = making.frame("/", "", &making.about.tagline, "/");
        Ok(Self {
            frame,
            lead,
            top,
            latest: making.cards(latest)?,
            strips,
        })
    }
}

impl Page for Front {
    const TEMPLATE: &'static str = "site/front.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        let strip = |name: &str| Strip {
            section: Link {
                name: name.into(),
                url: format!("/{name}"),
            },
            cards: vec![Card::sample(); 4],
        };
        Self {
            frame: Frame::sample(""),
            lead: Some(Card::sample()),
            top: vec![Card::sample(); 6],
            latest: vec![Card::sample(); 8],
            strips: vec![strip("world"), strip("science")],
        }
    }
}
