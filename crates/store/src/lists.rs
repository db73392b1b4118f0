//! Lists of live stories, as pages show them: each a query that one index answers.

use serde::Deserialize;
use story::{Byline, Headlines, Label, Lead};

use crate::driver::{Row, Tx};
use crate::{Micros, Result, sql};

/// What a list shows of a story.
#[derive(Debug, Clone)]
pub struct Card {
    /// The story.
    pub number: i64,
    /// First published.
    pub published: Micros,
    /// Last changed in a way that readers are told of.
    pub updated: Option<Micros>,
    /// The few fields that a list needs.
    pub fields: CardFields,
}

/// The few fields that a list needs.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the names are those of story::Fields")]
pub struct CardFields {
    pub slug: String,
    pub language: String,
    pub zone: String,
    pub label: Option<Label>,
    pub headline: String,
    pub standfirst: String,
    pub headlines: Headlines,
    pub bylines: Vec<Byline>,
    pub section: Option<String>,
    pub lead: Option<Lead>,
}

fn read(r: &Row<'_>) -> Result<Card> {
    let number = r.get(0)?;
    Ok(Card {
        number,
        published: r.get(1)?,
        updated: r.get(2)?,
        fields: r.json(3, || format!("the live revision of story {number}"))?,
    })
}

/// A place in a list, newest first: strictly after the story with this time and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// When that story was first published.
    pub published: Micros,
    /// Its number.
    pub number: i64,
}

impl Before {
    /// The start of every list.
    pub const START: Self = Self {
        published: i64::MAX,
        number: i64::MAX,
    };
}

/// The live story with this number, as a card.
///
/// # Errors
/// Of the database.
pub fn card(tx: &mut Tx<'_>, number: i64) -> Result<Option<Card>> {
    tx.row(
        sql!(
            "SELECT s.number, s.published, s.updated, r.fields FROM stories s JOIN revisions r ON r.id = s.live \
             WHERE s.number = $1 AND s.status = 'live'"
        ),
        &[number.into()],
        read,
    )
}

/// The newest of everything.
///
/// # Errors
/// Of the database.
pub fn newest(tx: &mut Tx<'_>, before: Before, most: i64) -> Result<Vec<Card>> {
    tx.rows(
        NEWEST,
        &[before.published.into(), before.number.into(), most.into()],
        read,
    )
}

/// The newest of a section.
///
/// # Errors
/// Of the database.
pub fn section(tx: &mut Tx<'_>, section: &str, before: Before, most: i64) -> Result<Vec<Card>> {
    tx.rows(
        SECTION,
        &[
            section.into(),
            before.published.into(),
            before.number.into(),
            most.into(),
        ],
        read,
    )
}

/// The newest of a topic, by its slug.
///
/// # Errors
/// Of the database.
pub fn topic(tx: &mut Tx<'_>, topic: &str, before: Before, most: i64) -> Result<Vec<Card>> {
    tx.rows(
        TOPIC,
        &[
            topic.into(),
            before.published.into(),
            before.number.into(),
            most.into(),
        ],
        read,
    )
}

/// The newest of an author, by the slug.
///
/// # Errors
/// Of the database.
pub fn author(tx: &mut Tx<'_>, author: &str, before: Before, most: i64) -> Result<Vec<Card>> {
    tx.rows(
        AUTHOR,
        &[
            author.into(),
            before.published.into(),
            before.number.into(),
            most.into(),
        ],
        read,
    )
}

// Row values compare by their parts in order (SQL-92 8.2), which both databases answer from the index.
static NEWEST: crate::Sql = sql!(
    "SELECT s.number, s.published, s.updated, r.fields FROM stories s JOIN revisions r ON r.id = s.live \
     WHERE s.status = 'live' AND (s.published, s.number) < ($1, $2) \
     ORDER BY s.published DESC, s.number DESC LIMIT $3"
);
static SECTION: crate::Sql = sql!(
    "SELECT s.number, s.published, s.updated, r.fields FROM stories s JOIN revisions r ON r.id = s.live \
     WHERE s.status = 'live' AND s.section = $1 AND (s.published, s.number) < ($2, $3) \
     ORDER BY s.published DESC, s.number DESC LIMIT $4"
);
static TOPIC: crate::Sql = sql!(
    "SELECT s.number, s.published, s.updated, r.fields FROM live_topics t JOIN stories s ON s.number = t.story \
     JOIN revisions r ON r.id = s.live WHERE t.topic = $1 AND (t.published, t.story) < ($2, $3) \
     ORDER BY t.published DESC, t.story DESC LIMIT $4"
);
static AUTHOR: crate::Sql = sql!(
    "SELECT s.number, s.published, s.updated, r.fields FROM live_authors a JOIN stories s ON s.number = a.story \
     JOIN revisions r ON r.id = s.live WHERE a.author = $1 AND (a.published, a.story) < ($2, $3) \
     ORDER BY a.published DESC, a.story DESC LIMIT $4"
);

/// How the database goes about each list: the list's name and the steps, in the database's own words. A test and
/// `check` read it, because a list without its index is quick at a thousand stories and dead at a hundred thousand.
///
/// # Errors
/// Of the database.
pub fn plans(tx: &mut Tx<'_>) -> Result<Vec<(&'static str, Vec<String>)>> {
    let (name, most) = ("world".into(), 20_i64.into());
    let (time, number) = (i64::MAX.into(), i64::MAX.into());
    Ok(vec![
        ("newest", tx.plan(NEWEST, &[time, number, most])?),
        ("section", tx.plan(SECTION, &[name, time, number, most])?),
        ("topic", tx.plan(TOPIC, &[name, time, number, most])?),
        ("author", tx.plan(AUTHOR, &[name, time, number, most])?),
    ])
}
