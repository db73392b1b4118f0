//! A topic: what it is, and what was written about it.

use serde::Serialize;
use store::Result;

use crate::cache::CachePolicy;
use crate::site::making::{Making, PER_PAGE};
use crate::site::page::Page;
use crate::site::view::{Card, Frame};
use crate::urls;

/// A topic's page.
#[derive(Debug, Serialize)]
pub struct Topic {
    /// What all pages share.
    pub frame: Frame,
    /// Its name.
    pub name: String,
    /// person, place, organisation, subject
    pub kind: String,
    /// What it is.
    pub description: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// Pages elsewhere about the same thing.
    pub same_as: Vec<String>,
    /// What was written about it, the newest first.
    pub cards: Vec<Card>,
    /// Where older ones are.
    pub older: Option<String>,
}

impl Topic {
    /// Makes the page; none if there is no such topic.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(
        making: &Making<'_, '_, '_>,
        slug: &str,
        before: Option<i64>,
    ) -> Result<Option<Self>> {
        let Some(topic) = making.reads.topic(slug)? else {
            return Ok(None);
        };
        let path = urls::topic(slug);
        let cards = making
            .reads
            .topic_list(slug, making.place(before)?, PER_PAGE + 1)?;
        let (cards, older) = turn(making, cards, &path)?;
        let at = before.map_or_else(|| path.clone(), |n| urls::older(&path, n));
        Ok(Some(Self {
            frame: making.frame(&at, &topic.name, &topic.description, ""),
            name: topic.name,
            kind: topic.kind.as_str().into(),
            description: topic.description,
            aliases: topic.aliases,
            same_as: topic.same_as,
            cards,
            older,
        }))
    }
}

/// The cards of one page out of a list that holds one more if there are older ones, and where those are.
pub(super) fn turn(
    making: &Making<'_, '_, '_>,
    mut cards: Vec<store::lists::Card>,
    path: &str,
) -> Result<(Vec<Card>, Option<String>)> {
    let more = cards.len() as i64 > PER_PAGE;
    cards.truncate(PER_PAGE as usize);
    let older = cards
        .last()
        .filter(|_| more)
        .map(|last| urls::older(path, last.number));
    Ok((making.cards(cards)?, older))
}

impl Page for Topic {
    const TEMPLATE: &'static str = "site/topic.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        Self {
            frame: Frame::sample("Ada Price"),
            name: "Ada Price".into(),
            kind: "person".into(),
            description: "Mayor of the town since the spring.".into(),
            aliases: vec!["Mayor Price".into()],
            same_as: vec!["https://example.org/ada-price".into()],
            cards: vec![Card::sample(); 12],
            older: Some("/topic/ada-price?before=7".into()),
        }
    }
}
