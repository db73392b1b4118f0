//! A section: its slots, then its stories, the newest first.

use serde::Serialize;
use store::Result;

use crate::cache::CachePolicy;
use crate::site::making::{Making, PER_PAGE};
use crate::site::page::Page;
use crate::site::view::{Card, Frame};
use crate::urls;

/// A section's page.
#[derive(Debug, Serialize)]
pub struct Section {
    /// What all pages share.
    pub frame: Frame,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// The story at the top, on the first page only.
    pub lead: Option<Card>,
    /// The others.
    pub cards: Vec<Card>,
    /// Where older ones are.
    pub older: Option<String>,
}

impl Section {
    /// Makes the page; none if there is no such section.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(
        making: &Making<'_, '_, '_>,
        slug: &str,
        before: Option<i64>,
    ) -> Result<Option<Self>> {
        let Some(section) = making
            .reads
            .sections()?
            .into_iter()
            .find(|s| s.slug == slug)
        else {
            return Ok(None);
        };
        let path = urls::section(slug);
        let mut cards = if before.is_none() {
            making.reads.slots(&format!("section/{slug}"))?
        } else {
            Vec::new()
        };
        let listed = making
            .reads
            .section_list(slug, making.place(before)?, PER_PAGE + 1)?;
        let older = (listed.len() as i64 > PER_PAGE)
            .then(|| listed.get(PER_PAGE as usize - 1))
            .flatten();
        let older = older.map(|last| urls::older(&path, last.number));
        for card in listed.into_iter().take(PER_PAGE as usize) {
            if cards.iter().all(|c| c.number != card.number) {
                cards.push(card);
            }
        }
        let mut cards = making.cards(cards)?;
        let lead = if before.is_none() && !cards.is_empty() {
            Some(cards.remove(0))
        } else {
            None
        };
        let at = before.map_or_else(|| path.clone(), |n| urls::older(&path, n));
        let frame = making.frame(&at, &section.name, &section.description, &path);
        Ok(Some(Self {
            frame,
            name: section.name,
            description: section.description,
            lead,
            cards,
            older,
        }))
    }
}

impl Page for Section {
    const TEMPLATE: &'static str = "site/section.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        Self {
            frame: Frame::sample("World"),
            name: "World".into(),
            description: "What happens beyond the bay.".into(),
            lead: Some(Card::sample()),
            cards: vec![Card::sample(); 12],
            older: Some("/world?before=7".into()),
        }
    }
}
