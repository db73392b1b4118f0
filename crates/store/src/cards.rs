//! The desk's list of stories: what it shows of each story's newest revision, found by status, section, person, age
//! and words.

use story::{Fields, Status};

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Micros, Result, revisions, sql, stories};

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the glossary")]
pub struct Card {
    pub number: i64,
    pub status: Status,
    pub headline: String,
    pub slugline: String,
    pub slug: String,
    pub language: String,
    pub section: Option<String>,
    /// The names of its bylines, with commas.
    pub people: String,
    /// The number of the person who sees to it.
    pub assigned: Option<i64>,
    pub published: Option<Micros>,
    pub scheduled: Option<Micros>,
    pub embargo: Option<Micros>,
    /// Last changed by anyone in any way.
    pub changed: Micros,
    /// Whether the newest revision is the one that readers see.
    pub is_shown: bool,
}

/// Which stories to list. What is not said is any.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which<'a> {
    /// In this status.
    pub status: Option<Status>,
    /// In this section, by its slug.
    pub section: &'a str,
    /// Those under embargo only.
    pub embargoed: bool,
    /// Given to somebody, or with their name in the byline.
    pub person: Option<(i64, &'a str)>,
    /// Given to this person.
    pub assigned: Option<i64>,
    /// Changed since.
    pub since: Micros,
    /// Words that headline, slugline, standfirst, topics or names hold.
    pub words: &'a str,
    /// After the line with this time of change and number.
    pub before: Option<(Micros, i64)>,
}

/// A pattern of SQL that finds `words` anywhere, in small letters.
pub(crate) fn like(words: &str) -> String {
    // The sign that SQL takes for "any letter" is any letter here, too: nobody looks for it.
    let words = words.to_lowercase().replace(['%', '\\'], "");
    format!(
        "%{}%",
        words.split_whitespace().collect::<Vec<_>>().join("%")
    )
}

/// Lines of the list, last changed first.
///
/// # Errors
/// Of the database.
pub fn list(tx: &mut Tx<'_>, which: Which<'_>, most: i64) -> Result<Vec<Card>> {
    let (changed, number) = which.before.unwrap_or((i64::MAX, i64::MAX));
    tx.rows(
        sql!(
            "SELECT s.number, s.status, c.headline, c.slugline, c.slug, c.section, c.people, s.assigned, s.published, \
             s.scheduled, s.embargo, s.changed, s.live = s.newest, c.language FROM stories s JOIN cards c ON c.story = s.number \
             WHERE (s.changed, s.number) < ($1, $2) AND ($3 = '' OR s.status = $3) AND ($4 = '' OR c.section = $4) \
             AND (c.names LIKE $5 OR s.assigned = $10) AND (s.assigned = $6 OR $6 = 0) AND s.changed >= $7 \
             AND ($8 = '%%' OR c.words LIKE $8) AND (s.embargo > $11 OR $11 = 0) ORDER BY s.changed DESC, s.number DESC LIMIT $9"
        ),
        &[
            changed.into(),
            number.into(),
            which.status.map_or("", Status::as_str).into(),
            which.section.into(),
            (&like(which.person.map_or("", |(_, name)| name))).into(),
            which.assigned.unwrap_or(0).into(),
            which.since.into(),
            (&like(which.words)).into(),
            most.into(),
            which.person.map_or(0, |(id, _)| id).into(),
            i64::from(which.embargoed).into(),
        ],
        read,
    )
}

/// How many stories there are: of each status, under embargo, given to a person, and in all.
///
/// # Errors
/// Of the database.
pub fn counts(tx: &mut Tx<'_>, person: i64) -> Result<Vec<(String, i64)>> {
    let by_status = crate::stories::counts(tx)?;
    let mut counts: Vec<(String, i64)> = Status::ALL
        .iter()
        .map(|status| {
            let n = by_status.iter().find(|(s, _)| s == status.as_str());
            (status.as_str().to_owned(), n.map_or(0, |(_, n)| *n))
        })
        .collect();
    counts.push(("all".into(), by_status.iter().map(|(_, n)| n).sum()));
    let of = tx.row(
        sql!(
            "SELECT (SELECT COUNT(*) FROM stories WHERE embargo > 0), \
             (SELECT COUNT(*) FROM stories WHERE assigned = $1)"
        ),
        &[person.into()],
        |r| Ok((r.get::<i64>(0)?, r.get::<i64>(1)?)),
    )?;
    let (embargoed, mine) = of.unwrap_or_default();
    counts.push(("embargoed".into(), embargoed));
    counts.push(("mine".into(), mine));
    Ok(counts)
}

/// One story's line.
///
/// # Errors
/// Of the database.
pub fn of(tx: &mut Tx<'_>, number: i64) -> Result<Option<Card>> {
    tx.row(
        sql!(
            "SELECT s.number, s.status, c.headline, c.slugline, c.slug, c.section, c.people, s.assigned, s.published, \
             s.scheduled, s.embargo, s.changed, s.live = s.newest, c.language FROM stories s JOIN cards c ON c.story = s.number \
             WHERE s.number = $1"
        ),
        &[number.into()],
        read,
    )
}

fn read(r: &Row<'_>) -> Result<Card> {
    let number = r.get(0)?;
    let section: String = r.get(5)?;
    Ok(Card {
        number,
        status: r.word(1, || format!("the status of story {number}"))?,
        headline: r.get(2)?,
        slugline: r.get(3)?,
        slug: r.get(4)?,
        section: Some(section).filter(|s| !s.is_empty()),
        people: r.get(6)?,
        assigned: r.get(7)?,
        published: r.get(8)?,
        scheduled: r.get(9)?,
        embargo: r.get(10)?,
        changed: r.get(11)?,
        language: r.get(13)?,
        is_shown: r
            .get::<Option<crate::driver::Truth>>(12)?
            .is_some_and(|t| t.0),
    })
}

/// Notes what a story's newest revision says.
pub(crate) fn put(tx: &mut Write<'_>, number: i64, revision: i64) -> Result<()> {
    match revisions::by_id(tx, revision)? {
        Some(newest) => line(tx, number, &newest.fields),
        // A story whose first revision is still to be written in this very transaction.
        None => Ok(()),
    }
}

fn line(tx: &mut Tx<'_>, number: i64, fields: &Fields) -> Result<()> {
    let people: Vec<&str> = fields.bylines.iter().map(|b| b.name.as_str()).collect();
    let people = people.join(", ");
    let section = stories::section_of(tx, fields)?;
    let words = [
        fields.headline.as_str(),
        &fields.slugline,
        &fields.standfirst,
        &people,
        &fields.topics.join(" "),
        &number.to_string(),
    ];
    let words = words.join(" ").to_lowercase();
    tx.run(
        sql!(
            "INSERT INTO cards (story, headline, slugline, slug, section, people, names, words, language) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (story) DO UPDATE SET headline = excluded.headline, \
             slugline = excluded.slugline, slug = excluded.slug, section = excluded.section, \
             people = excluded.people, names = excluded.names, words = excluded.words, \
             language = excluded.language"
        ),
        &[
            number.into(),
            (&fields.headline).into(),
            (&fields.slugline).into(),
            (&fields.slug).into(),
            section.as_deref().unwrap_or_default().into(),
            (&people).into(),
            (&people.to_lowercase()).into(),
            (&words).into(),
            (&fields.language).into(),
        ],
    )?;
    Ok(())
}

/// Fills the list from the stories that are there, a portion at a time.
pub(crate) fn fill(tx: &mut Tx<'_>) -> Result<()> {
    const PORTION: i64 = 500;
    let mut after = 0;
    loop {
        let portion = tx.rows(
            sql!(
                "SELECT s.number, r.fields FROM stories s JOIN revisions r ON r.id = s.newest \
                 WHERE s.number > $1 ORDER BY s.number LIMIT $2"
            ),
            &[after.into(), PORTION.into()],
            |r| {
                let number: i64 = r.get(0)?;
                let fields: Fields =
                    r.json(1, || format!("the newest revision of story {number}"))?;
                Ok((number, fields))
            },
        )?;
        let Some((last, _)) = portion.last() else {
            return Ok(());
        };
        after = *last;
        for (number, fields) in &portion {
            line(tx, *number, fields)?;
        }
    }
}
