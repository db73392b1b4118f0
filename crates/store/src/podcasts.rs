//! Podcasts of the newsroom: shows and their episodes.
//!
//! Whatever readers see of them changes here only, and each change touches the show's tag: its page, its feed, its episodes'
//! pages and the stories that promote it have all read the show. What is heard of an episode is an asset of its own, which
//! follows who may hear it ([`crate::assets::is_shown`]).

use serde::{Deserialize, Serialize};
use story::Status;

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Error, Micros, Result, Tag, assets, sql};

/// The directories whose pages a show can have, in the order in which they are offered, with their names.
pub const PLACES: [(&str, &str); 7] = [
    ("apple", "Apple Podcasts"),
    ("spotify", "Spotify"),
    ("overcast", "Overcast"),
    ("pocketcasts", "Pocket Casts"),
    ("antennapod", "AntennaPod"),
    ("youtube", "YouTube Music"),
    ("amazon", "Amazon Music"),
];

/// A show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Show {
    pub slug: String,
    pub name: String,
    pub description: String,
    pub details: ShowDetails,
    /// When its first episode went live; readers know nothing of it before.
    pub shown: Option<Micros>,
}

/// What is known of a show, under the names of Apple's and of Podcasting 2.0's elements where they have one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShowDetails {
    /// Its identity in every directory, for ever: a UUID of version 5.
    pub guid: String,
    /// BCP 47.
    pub language: String,
    /// Who makes it, where it is not the newsroom as such.
    pub author: String,
    /// The address that directories write to when somebody claims the show.
    pub email: String,
    /// Of Apple's categories; where it has a part, both with a colon between: `Sports: Soccer`.
    pub category: String,
    /// Whether children should not hear it.
    pub explicit: bool,
    /// Whether its episodes are to be heard in their order, from the first.
    pub serial: bool,
    /// No more episodes will come.
    pub complete: bool,
    /// Other hosts may not take it over.
    pub locked: bool,
    /// Whose it is, as the law has it.
    pub copyright: String,
    /// The picture of the library that its cover is made of.
    pub artwork: Option<String>,
    /// Those who are in every episode.
    pub people: Vec<Person>,
    /// Where it is in the directories, by their name (`apple`, `spotify`): its page there.
    pub places: std::collections::BTreeMap<String, String>,
}

impl Default for ShowDetails {
    fn default() -> Self {
        Self {
            guid: String::new(),
            language: "en".into(),
            author: String::new(),
            email: String::new(),
            category: "News".into(),
            explicit: false,
            serial: false,
            complete: false,
            locked: true,
            copyright: String::new(),
            artwork: None,
            people: Vec::new(),
            places: std::collections::BTreeMap::new(),
        }
    }
}

/// Somebody who is in a podcast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Person {
    pub name: String,
    /// Of the Podcast Taxonomy: `host`, `guest`, `producer`.
    pub role: String,
}

/// An episode.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the glossary")]
pub struct Episode {
    pub number: i64,
    /// The show's slug.
    pub show: String,
    pub slug: String,
    /// Draft, scheduled, live or withdrawn.
    pub status: Status,
    /// The sound or film of the library that it is made of.
    pub sound: Option<String>,
    pub published: Option<Micros>,
    pub scheduled: Option<Micros>,
    pub embargo: Option<Micros>,
    /// What its page says once it is withdrawn.
    pub notice: Option<String>,
    pub created: Micros,
    pub changed: Micros,
    pub details: EpisodeDetails,
}

/// What is known of an episode.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EpisodeDetails {
    /// Its headline.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// Notes as they were typed: paragraphs, lists, addresses.
    pub notes: String,
    /// Counted from 1.
    pub season: Option<u32>,
    /// Its number in the season.
    pub episode: Option<u32>,
    /// What it is.
    pub kind: EpisodeKind,
    /// Whether children should not hear it; none for what the show says.
    pub explicit: Option<bool>,
    /// The picture of the library that it shows instead of the show's cover.
    pub artwork: Option<String>,
    /// Those who are in it, beside the show's own.
    pub people: Vec<Person>,
    /// Its parts, in their order.
    pub chapters: Vec<Chapter>,
}

/// What an episode is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EpisodeKind {
    /// A whole one.
    #[default]
    Full,
    /// A short one that says what is to come.
    Trailer,
    /// Something beside.
    Bonus,
}

impl EpisodeKind {
    /// The word for it in feeds and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Trailer => "trailer",
            Self::Bonus => "bonus",
        }
    }
}

/// A part of an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Chapter {
    /// Seconds from the beginning.
    pub start: u32,
    pub title: String,
    /// A page about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Episode {
    /// The asset that is heard of it.
    #[must_use]
    pub fn asset(&self) -> String {
        format!("{}{}", assets::EPISODE, self.number)
    }
}

impl Show {
    /// The asset that is its cover.
    #[must_use]
    pub fn cover(&self) -> String {
        format!("{}{}", assets::COVER, self.slug)
    }
}

fn read_show(r: &Row<'_>) -> Result<Show> {
    let slug: String = r.get(0)?;
    let details = r.json(3, || format!("the show {slug}"))?;
    Ok(Show {
        name: r.get(1)?,
        description: r.get(2)?,
        details,
        shown: r.get(4)?,
        slug,
    })
}

/// A show by its name or slug.
///
/// # Errors
/// Of the database.
pub fn show(tx: &mut Tx<'_>, name: &str) -> Result<Option<Show>> {
    tx.row(
        sql!(
            "SELECT slug, name, description, details, shown FROM shows WHERE slug = $1 OR name = $1 ORDER BY slug LIMIT 1"
        ),
        &[name.into()],
        read_show,
    )
}

/// A show by its slug.
///
/// # Errors
/// Of the database.
pub fn by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Show>> {
    tx.row(
        sql!("SELECT slug, name, description, details, shown FROM shows WHERE slug = $1"),
        &[slug.into()],
        read_show,
    )
}

/// All shows, by their names.
///
/// # Errors
/// Of the database.
pub fn shows(tx: &mut Tx<'_>) -> Result<Vec<Show>> {
    tx.rows(
        sql!("SELECT slug, name, description, details, shown FROM shows ORDER BY name, slug"),
        &[],
        read_show,
    )
}

/// Whether readers know of any show.
///
/// # Errors
/// Of the database.
pub fn any_shown(tx: &mut Tx<'_>) -> Result<bool> {
    let any = tx.row(
        sql!("SELECT slug FROM shows WHERE shown IS NOT NULL LIMIT 1"),
        &[],
        |r| r.get::<String>(0),
    )?;
    Ok(any.is_some())
}

/// Makes or changes a show. Whether readers see it stays as it is.
///
/// # Errors
/// Of the database.
pub fn put_show(tx: &mut Write<'_>, show: &Show) -> Result<()> {
    let details = serde_json::to_string(&show.details)
        .map_err(|e| Error::corrupt(format!("the show {}", show.slug), e))?;
    tx.run(
        sql!(
            "INSERT INTO shows (slug, name, description, details) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (slug) DO UPDATE SET name = excluded.name, description = excluded.description, \
             details = excluded.details"
        ),
        &[(&show.slug).into(), (&show.name).into(), (&show.description).into(), (&details).into()],
    )?;
    tx.touch(Tag::Show(show.slug.clone()));
    Ok(())
}

const EPISODE: crate::Sql = sql!(
    "SELECT number, show, slug, status, sound, published, scheduled, embargo, notice, created, changed, details \
     FROM episodes WHERE number = $1"
);
const LIVE: crate::Sql = sql!(
    "SELECT number, show, slug, status, sound, published, scheduled, embargo, notice, created, changed, details \
     FROM episodes WHERE show = $1 AND status = 'live' AND (published, number) < ($2, $3) \
     ORDER BY published DESC, number DESC LIMIT $4"
);
const ALL: crate::Sql = sql!(
    "SELECT number, show, slug, status, sound, published, scheduled, embargo, notice, created, changed, details \
     FROM episodes WHERE show = $1 AND number < $2 ORDER BY number DESC LIMIT $3"
);
const OF_SOUND: crate::Sql = sql!(
    "SELECT number, show, slug, status, sound, published, scheduled, embargo, notice, created, changed, details \
     FROM episodes WHERE sound = $1 ORDER BY number"
);

const OF_ARTWORK: crate::Sql = sql!(
    "SELECT number, show, slug, status, sound, published, scheduled, embargo, notice, created, changed, details \
     FROM episodes WHERE details LIKE $1 ORDER BY number"
);

fn read_episode(r: &Row<'_>) -> Result<Episode> {
    let number = r.get(0)?;
    Ok(Episode {
        number,
        show: r.get(1)?,
        slug: r.get(2)?,
        status: r.word(3, || format!("the status of episode {number}"))?,
        sound: r.get(4)?,
        published: r.get(5)?,
        scheduled: r.get(6)?,
        embargo: r.get(7)?,
        notice: r.get(8)?,
        created: r.get(9)?,
        changed: r.get(10)?,
        details: r.json(11, || format!("episode {number}"))?,
    })
}

/// An episode by its number.
///
/// # Errors
/// Of the database.
pub fn episode(tx: &mut Tx<'_>, number: i64) -> Result<Option<Episode>> {
    tx.row(EPISODE, &[number.into()], read_episode)
}

/// Live episodes of a show, the newest first, strictly after the one with this time and number.
///
/// # Errors
/// Of the database.
pub fn live(
    tx: &mut Tx<'_>,
    show: &str,
    (published, number): (Micros, i64),
    most: i64,
) -> Result<Vec<Episode>> {
    tx.rows(
        LIVE,
        &[show.into(), published.into(), number.into(), most.into()],
        read_episode,
    )
}

/// Episodes of a show for the desk, whatever their status, the last begun first, before a number.
///
/// # Errors
/// Of the database.
pub fn all(tx: &mut Tx<'_>, show: &str, before: i64, most: i64) -> Result<Vec<Episode>> {
    tx.rows(
        ALL,
        &[show.into(), before.into(), most.into()],
        read_episode,
    )
}

/// The episodes that are made of a sound of the library.
///
/// # Errors
/// Of the database.
pub fn of_sound(tx: &mut Tx<'_>, asset: &str) -> Result<Vec<Episode>> {
    tx.rows(OF_SOUND, &[asset.into()], read_episode)
}

/// The episodes that show a picture of the library as their own.
///
/// # Errors
/// Of the database.
pub fn of_artwork(tx: &mut Tx<'_>, asset: &str) -> Result<Vec<Episode>> {
    // The words of an episode may hold the same letters.
    let mut found = tx.rows(
        OF_ARTWORK,
        &[(&format!("%\"artwork\":\"{asset}\"%")).into()],
        read_episode,
    )?;
    found.retain(|episode| episode.details.artwork.as_deref() == Some(asset));
    Ok(found)
}

/// The number that the next episode gets.
///
/// # Errors
/// Of the database.
pub fn next_number(tx: &mut Write<'_>) -> Result<i64> {
    let next = tx.row(
        sql!("SELECT COALESCE(MAX(number), 0) + 1 FROM episodes"),
        &[],
        |r| r.get::<i64>(0),
    )?;
    Ok(next.unwrap_or(1))
}

/// Makes or changes an episode. The first that is live shows its show to readers.
///
/// # Errors
/// Of the database.
pub fn put_episode(tx: &mut Write<'_>, episode: &Episode) -> Result<()> {
    let details = serde_json::to_string(&episode.details)
        .map_err(|e| Error::corrupt(format!("episode {}", episode.number), e))?;
    let now = tx.now;
    tx.run(
        sql!(
            "INSERT INTO episodes (number, show, slug, status, sound, published, scheduled, embargo, notice, created, changed, \
             details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             ON CONFLICT (number) DO UPDATE SET slug = excluded.slug, status = excluded.status, sound = excluded.sound, \
             published = excluded.published, scheduled = excluded.scheduled, embargo = excluded.embargo, \
             notice = excluded.notice, changed = excluded.changed, details = excluded.details"
        ),
        &[
            episode.number.into(),
            (&episode.show).into(),
            (&episode.slug).into(),
            episode.status.as_str().into(),
            episode.sound.as_deref().into(),
            episode.published.into(),
            episode.scheduled.into(),
            episode.embargo.into(),
            episode.notice.as_deref().into(),
            episode.created.into(),
            now.into(),
            (&details).into(),
        ],
    )?;
    if episode.status == Status::Live {
        let first = tx.run(
            sql!("UPDATE shows SET shown = $2 WHERE slug = $1 AND shown IS NULL"),
            &[(&episode.show).into(), now.into()],
        )?;
        if first > 0 {
            tx.touch(Tag::Shows);
        }
    }
    tx.touch(Tag::Show(episode.show.clone()));
    tx.touch(Tag::Asset(episode.asset()));
    Ok(())
}
