//! An author: who it is, and what they wrote.

use serde::Serialize;
use store::Result;

use crate::cache::CachePolicy;
use crate::site::making::{Making, PER_PAGE};
use crate::site::page::Page;
use crate::site::topic::turn;
use crate::site::view::{Card, Frame};
use crate::urls;

/// An author's page.
#[derive(Debug, Serialize)]
pub struct Author {
    /// What all pages share.
    pub frame: Frame,
    /// The name.
    pub name: String,
    /// What they do here.
    pub role: Option<String>,
    /// With its @.
    pub handle: Option<String>,
    /// About them.
    pub bio: String,
    /// Pages elsewhere about the same person.
    pub same_as: Vec<String>,
    /// What they wrote, the newest first.
    pub cards: Vec<Card>,
    /// Where older ones are.
    pub older: Option<String>,
}

impl Author {
    /// Makes the page; none if there is no such author.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(
        making: &Making<'_, '_, '_>,
        slug: &str,
        before: Option<i64>,
    ) -> Result<Option<Self>> {
        let Some(author) = making.reads.author(slug)? else {
            return Ok(None);
        };
        let path = urls::author(slug);
        let cards = making
            .reads
            .author_list(slug, making.place(before)?, PER_PAGE + 1)?;
        let (cards, older) = turn(making, cards, &path)?;
        let at = before.map_or_else(|| path.clone(), |n| urls::older(&path, n));
        Ok(Some(Self {
            frame: making.frame(&at, &author.name, &author.bio, ""),
            name: author.name,
            role: author.role,
            handle: author.handle,
            bio: author.bio,
            same_as: author.same_as,
            cards,
            older,
        }))
    }
}

impl Page for Author {
    const TEMPLATE: &'static str = "site/author.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        Self {
            frame: Frame::sample("Joe Hale"),
            name: "Joe Hale".into(),
            role: Some("Harbour correspondent".into()),
            handle: Some("@joehale".into()),
            bio: "Joe Hale has written about ships and those who load them for twelve years."
                .into(),
            same_as: vec!["https://example.org/joe-hale".into()],
            cards: vec![Card::sample(); 12],
            older: Some("/author/joe-hale?before=7".into()),
        }
    }
}
