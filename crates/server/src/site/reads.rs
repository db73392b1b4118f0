//! Reads: the store as pages see it. Everything that a page reads is noted as a tag, so that a write which
//! touches it drops the page.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use store::lists::{Before, Card};
use store::names::{Author, Named, Section, Topic};
use store::podcasts::{self, Episode, Show};
use store::{
    Micros, Result, Tag, Tx, assets, corrections, lists, names, renames, revisions, settings,
    slots, stories,
};
use story::{Doc, Fields, Status};

/// A noting handle on one moment of the store.
pub struct Reads<'a, 'b> {
    tx: RefCell<&'a mut Tx<'b>>,
    tags: RefCell<BTreeSet<Tag>>,
    expires: Cell<Option<Micros>>,
    /// The place whose slots are read from their draft.
    draft: Option<String>,
    /// The time at which the page is made.
    pub now: Micros,
}

/// A story as readers see it.
#[derive(Debug, Clone)]
pub struct Live {
    /// Its place and times.
    pub story: stories::Story,
    /// The live revision without its body.
    pub fields: Fields,
    /// The body of the live revision.
    pub body: Doc,
}

/// What there is under a story's number.
pub enum Found {
    /// A story that readers see.
    Live(Box<Live>),
    /// A story that was taken off, with its notice and when.
    Withdrawn(Box<Fields>, String, Micros),
    /// Nothing that readers may know of.
    Nothing,
}

impl<'a, 'b> Reads<'a, 'b> {
    /// Reads from `tx`.
    pub fn new(tx: &'a mut Tx<'b>, now: Micros) -> Self {
        Self {
            tx: RefCell::new(tx),
            tags: RefCell::default(),
            expires: Cell::new(None),
            draft: None,
            now,
        }
    }

    /// The same with the slots of one place as its draft has them, where there is one. For the newsroom's own eyes; a
    /// page made from it must not be kept.
    pub fn of_draft(tx: &'a mut Tx<'b>, now: Micros, place: &str) -> Self {
        Self {
            draft: Some(place.to_owned()),
            ..Self::new(tx, now)
        }
    }

    /// What was read, and until when it is good at most.
    #[must_use]
    pub fn noted(self) -> (BTreeSet<Tag>, Option<Micros>) {
        (self.tags.into_inner(), self.expires.get())
    }

    fn note(&self, tag: Tag) {
        self.tags.borrow_mut().insert(tag);
    }

    /// A story with its body.
    ///
    /// # Errors
    /// Of the store.
    pub fn story(&self, number: i64) -> Result<Found> {
        self.note(Tag::Story(number));
        let mut tx = self.tx.borrow_mut();
        let Some(story) = stories::by_number(&mut tx, number)? else {
            return Ok(Found::Nothing);
        };
        let Some(live) = story.live else {
            return Ok(Found::Nothing);
        };
        let Some(revision) = revisions::by_id(&mut tx, live)? else {
            return Ok(Found::Nothing);
        };
        match story.status {
            Status::Live => {
                let body = revisions::body(&mut tx, live)?;
                Ok(Found::Live(Box::new(Live {
                    story,
                    fields: revision.fields,
                    body,
                })))
            }
            Status::Withdrawn => {
                let (notice, at) = (
                    story.notice.unwrap_or_default(),
                    story.withdrawn.unwrap_or_default(),
                );
                Ok(Found::Withdrawn(Box::new(revision.fields), notice, at))
            }
            _ => Ok(Found::Nothing),
        }
    }

    /// A story as it would be if it went live now: from its newest revision, or from a given one. For the newsroom's
    /// own eyes; a page made from it must not be kept.
    ///
    /// # Errors
    /// Of the store.
    pub fn coming(&self, number: i64, revision: Option<i64>) -> Result<Option<Live>> {
        let mut tx = self.tx.borrow_mut();
        let Some(mut story) = stories::by_number(&mut tx, number)? else {
            return Ok(None);
        };
        let found = match revision {
            Some(revision) => revisions::of_story(&mut tx, number, revision)?,
            None => revisions::by_id(&mut tx, story.newest)?,
        };
        let Some(found) = found else {
            return Ok(None);
        };
        let at = story.scheduled.or(story.embargo).unwrap_or(self.now);
        story.published.get_or_insert(at);
        let body = revisions::body(&mut tx, found.id)?;
        Ok(Some(Live {
            story,
            fields: found.fields,
            body,
        }))
    }

    /// A live story as a card.
    ///
    /// # Errors
    /// Of the store.
    pub fn card(&self, number: i64) -> Result<Option<Card>> {
        self.note(Tag::Story(number));
        lists::card(&mut self.tx.borrow_mut(), number)
    }

    /// The newest live stories of everything.
    ///
    /// # Errors
    /// Of the store.
    pub fn newest(&self, before: Before, most: i64) -> Result<Vec<Card>> {
        self.note(Tag::Newest);
        self.noting(lists::newest(&mut self.tx.borrow_mut(), before, most))
    }

    /// The newest of a section.
    ///
    /// # Errors
    /// Of the store.
    pub fn section_list(&self, section: &str, before: Before, most: i64) -> Result<Vec<Card>> {
        self.note(Tag::Section(section.to_owned()));
        self.noting(lists::section(
            &mut self.tx.borrow_mut(),
            section,
            before,
            most,
        ))
    }

    /// What came before a story in its section. It does not change when something newer is published.
    ///
    /// # Errors
    /// Of the store.
    pub fn earlier(&self, section: &str, before: Before, most: i64) -> Result<Vec<Card>> {
        self.note(Tag::Earlier(section.to_owned()));
        self.noting(lists::section(
            &mut self.tx.borrow_mut(),
            section,
            before,
            most,
        ))
    }

    /// The newest of a topic.
    ///
    /// # Errors
    /// Of the store.
    pub fn topic_list(&self, topic: &str, before: Before, most: i64) -> Result<Vec<Card>> {
        self.note(Tag::Topic(topic.to_owned()));
        self.noting(lists::topic(&mut self.tx.borrow_mut(), topic, before, most))
    }

    /// The newest of an author.
    ///
    /// # Errors
    /// Of the store.
    pub fn author_list(&self, author: &str, before: Before, most: i64) -> Result<Vec<Card>> {
        self.note(Tag::Author(author.to_owned()));
        self.noting(lists::author(
            &mut self.tx.borrow_mut(),
            author,
            before,
            most,
        ))
    }

    fn noting(&self, cards: Result<Vec<Card>>) -> Result<Vec<Card>> {
        let cards = cards?;
        for card in &cards {
            self.note(Tag::Story(card.number));
        }
        Ok(cards)
    }

    /// The stories in the slots of a place that are live and whose time is not over, with the headlines that they
    /// have there.
    ///
    /// # Errors
    /// Of the store.
    pub fn slots(&self, place: &str) -> Result<Vec<Card>> {
        self.note(Tag::Slots(place.to_owned()));
        let draft = match &self.draft {
            Some(of) if of == place => slots::draft(&mut self.tx.borrow_mut(), place)?,
            _ => None,
        };
        let slots = match draft {
            Some(draft) => draft.slots,
            None => slots::of(&mut self.tx.borrow_mut(), place)?,
        };
        let mut cards = Vec::new();
        for slot in slots {
            if let Some(until) = slot.until {
                if until <= self.now {
                    continue;
                }
                self.expires
                    .set(Some(self.expires.get().map_or(until, |e| e.min(until))));
            }
            if let Some(mut card) = self.card(slot.story)? {
                if slot.headline.is_some() {
                    card.fields.headlines.home = slot.headline;
                }
                cards.push(card);
            }
        }
        Ok(cards)
    }

    /// The sections in order.
    ///
    /// # Errors
    /// Of the store.
    pub fn sections(&self) -> Result<Vec<Section>> {
        self.note(Tag::Sections);
        let mut tx = self.tx.borrow_mut();
        let mut shown = Vec::new();
        for section in names::sections(&mut tx)? {
            if !names::is_hushed(&mut tx, Named::Section, &section.slug)? {
                shown.push(section);
            }
        }
        Ok(shown)
    }

    /// The slugs of sections that have another now, each with that.
    ///
    /// # Errors
    /// Of the store.
    pub fn renamed_sections(&self) -> Result<Vec<(String, String)>> {
        self.note(Tag::Sections);
        renames::all(&mut self.tx.borrow_mut(), renames::Kind::Section)
    }

    /// The slug that a section or a topic has now, where this was one's before.
    ///
    /// # Errors
    /// Of the store.
    pub fn renamed(&self, kind: renames::Kind, slug: &str) -> Result<Option<String>> {
        renames::target(&mut self.tx.borrow_mut(), kind, slug)
    }

    /// A topic by its slug.
    ///
    /// # Errors
    /// Of the store.
    pub fn topic(&self, slug: &str) -> Result<Option<Topic>> {
        self.note(Tag::TopicFacts(slug.to_owned()));
        let mut tx = self.tx.borrow_mut();
        if names::is_hushed(&mut tx, Named::Topic, slug)? {
            return Ok(None);
        }
        names::topic(&mut tx, slug)
    }

    /// A topic by its name. A name that is no topic's is noted under its slug, which it gets when it is made.
    ///
    /// # Errors
    /// Of the store.
    pub fn topic_named(&self, name: &str) -> Result<Option<Topic>> {
        let found = names::topic_named(&mut self.tx.borrow_mut(), name)?;
        let slug = found
            .as_ref()
            .map_or_else(|| story::slug::slug(name), |t| t.slug.clone());
        self.note(Tag::TopicFacts(slug));
        Ok(found)
    }

    /// An author by the slug.
    ///
    /// # Errors
    /// Of the store.
    pub fn author(&self, slug: &str) -> Result<Option<Author>> {
        self.note(Tag::AuthorFacts(slug.to_owned()));
        let mut tx = self.tx.borrow_mut();
        if names::is_hushed(&mut tx, Named::Author, slug)? {
            return Ok(None);
        }
        names::author(&mut tx, slug)
    }

    /// A podcast show by its name or slug.
    ///
    /// # Errors
    /// Of the store.
    pub fn show(&self, name: &str) -> Result<Option<Show>> {
        let found = podcasts::show(&mut self.tx.borrow_mut(), name)?;
        let slug = found
            .as_ref()
            .map_or_else(|| story::slug::slug(name), |s| s.slug.clone());
        self.note(Tag::Show(slug));
        Ok(found)
    }

    /// The shows that readers know of, by their names.
    ///
    /// # Errors
    /// Of the store.
    pub fn shows(&self) -> Result<Vec<Show>> {
        self.note(Tag::Shows);
        let mut shows = podcasts::shows(&mut self.tx.borrow_mut())?;
        shows.retain(|show| show.shown.is_some());
        for show in &shows {
            self.note(Tag::Show(show.slug.clone()));
        }
        Ok(shows)
    }

    /// Whether there are any.
    ///
    /// # Errors
    /// Of the store.
    pub fn has_shows(&self) -> Result<bool> {
        self.note(Tag::Shows);
        podcasts::any_shown(&mut self.tx.borrow_mut())
    }

    /// Live episodes of a show, the newest first, before one of them.
    ///
    /// # Errors
    /// Of the store.
    pub fn episodes(&self, show: &str, before: Option<i64>, most: i64) -> Result<Vec<Episode>> {
        self.note(Tag::Show(show.to_owned()));
        let mut tx = self.tx.borrow_mut();
        let place = match before {
            Some(number) => podcasts::episode(&mut tx, number)?,
            None => None,
        };
        let place = place.map_or((i64::MAX, i64::MAX), |last| {
            (last.published.unwrap_or(i64::MAX), last.number)
        });
        podcasts::live(&mut tx, show, place, most)
    }

    /// An episode that is live, or was.
    ///
    /// # Errors
    /// Of the store.
    pub fn episode(&self, number: i64) -> Result<Option<Episode>> {
        let found = podcasts::episode(&mut self.tx.borrow_mut(), number)?;
        let found = found.filter(|e| matches!(e.status, Status::Live | Status::Withdrawn));
        if let Some(episode) = &found {
            self.note(Tag::Show(episode.show.clone()));
        }
        Ok(found)
    }

    /// An asset.
    ///
    /// # Errors
    /// Of the store.
    pub fn asset(&self, id: &str) -> Result<Option<assets::Asset>> {
        self.note(Tag::Asset(id.to_owned()));
        assets::by_id(&mut self.tx.borrow_mut(), id)
    }

    /// The corrections of a story, the oldest first.
    ///
    /// # Errors
    /// Of the store.
    pub fn corrections_of(&self, number: i64) -> Result<Vec<corrections::Correction>> {
        self.note(Tag::Story(number));
        corrections::of_story(&mut self.tx.borrow_mut(), number)
    }

    /// The corrections of all stories, the newest first.
    ///
    /// # Errors
    /// Of the store.
    pub fn corrections(&self, before: Before, most: i64) -> Result<Vec<corrections::Correction>> {
        self.note(Tag::Corrections);
        corrections::newest(&mut self.tx.borrow_mut(), before, most)
    }

    /// A setting of the site.
    ///
    /// # Errors
    /// Of the store.
    pub fn setting<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.note(Tag::Settings);
        settings::get(&mut self.tx.borrow_mut(), name)
    }
}
