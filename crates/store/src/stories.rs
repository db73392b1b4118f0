//! Stories: where each stands and which revision readers see. Whatever readers see of a story changes here only,
//! and each change touches the tags of the pages that show it.

use story::{Fields, Status};

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::names::Named;
use crate::{Micros, Result, Sql, Tag, assets, cards, names, renames, revisions, sql};

/// Where a story stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the glossary")]
pub struct Story {
    pub number: i64,
    pub status: Status,
    /// The id of its newest revision.
    pub newest: i64,
    /// The id of the revision that readers see.
    pub live: Option<i64>,
    /// The section under which it is live.
    pub section: Option<String>,
    /// First published.
    pub published: Option<Micros>,
    /// Last changed in a way that readers are told of.
    pub updated: Option<Micros>,
    pub scheduled: Option<Micros>,
    pub embargo: Option<Micros>,
    pub withdrawn: Option<Micros>,
    /// What the page of a withdrawn story says.
    pub notice: Option<String>,
    pub created: Micros,
    /// Last changed by anyone in any way.
    pub changed: Micros,
    /// The number of the person who sees to it.
    pub assigned: Option<i64>,
}

fn read(r: &Row<'_>) -> Result<Story> {
    let number = r.get(0)?;
    Ok(Story {
        number,
        status: r.word(1, || format!("the status of story {number}"))?,
        newest: r.get(2)?,
        live: r.get(3)?,
        section: r.get(4)?,
        published: r.get(5)?,
        updated: r.get(6)?,
        scheduled: r.get(7)?,
        embargo: r.get(8)?,
        withdrawn: r.get(9)?,
        notice: r.get(10)?,
        created: r.get(11)?,
        changed: r.get(12)?,
        assigned: r.get(13)?,
    })
}

/// A story by its number.
///
/// # Errors
/// Of the database.
pub fn by_number(tx: &mut Tx<'_>, number: i64) -> Result<Option<Story>> {
    tx.row(
        sql!(
            "SELECT number, status, newest, live, section, published, updated, scheduled, embargo, withdrawn, notice, \
             created, changed, assigned FROM stories WHERE number = $1"
        ),
        &[number.into()],
        read,
    )
}

/// Stories for the desk, last changed first; in one status or in any; strictly after the one with this time of
/// change and this number, since many stories of one import have the same time.
///
/// # Errors
/// Of the database.
pub fn recent(
    tx: &mut Tx<'_>,
    status: Option<Status>,
    before: Option<(Micros, i64)>,
    most: i64,
) -> Result<Vec<Story>> {
    let (changed, number) = before.unwrap_or((i64::MAX, i64::MAX));
    tx.rows(
        sql!(
            "SELECT number, status, newest, live, section, published, updated, scheduled, embargo, withdrawn, notice, \
             created, changed, assigned FROM stories WHERE (changed, number) < ($1, $2) AND (status = $3 OR $3 = '') \
             ORDER BY changed DESC, number DESC LIMIT $4"
        ),
        &[changed.into(), number.into(), status.map_or("", Status::as_str).into(), most.into()],
        read,
    )
}

/// The number that the next story gets.
///
/// # Errors
/// Of the database.
pub fn next_number(tx: &mut Write<'_>) -> Result<i64> {
    Ok(tx
        .row(
            sql!("SELECT COALESCE(MAX(number), 0) + 1 FROM stories"),
            &[],
            |r| r.get::<i64>(0),
        )?
        .unwrap_or(1))
}

/// Makes a draft. Its first revision follows in the same write, and [`set_newest`] with it.
///
/// # Errors
/// Of the database.
pub fn add(tx: &mut Write<'_>, number: i64) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("INSERT INTO stories (number, status, newest, created, changed) VALUES ($1, 'draft', 0, $2, $2)"),
        &[number.into(), now.into()],
    )?;
    Ok(())
}

/// Points a story at its newest revision. Readers see nothing of it.
///
/// # Errors
/// Of the database.
pub fn set_newest(tx: &mut Write<'_>, number: i64, revision: i64) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("UPDATE stories SET newest = $2, changed = $3 WHERE number = $1"),
        &[number.into(), revision.into(), now.into()],
    )?;
    cards::put(tx, number, revision)
}

/// Gives a story to somebody to see to, or to nobody.
///
/// # Errors
/// Of the database.
pub fn assign(tx: &mut Write<'_>, number: i64, person: Option<i64>) -> Result<()> {
    tx.run(
        sql!("UPDATE stories SET assigned = $2 WHERE number = $1"),
        &[number.into(), person.into()],
    )?;
    Ok(())
}

/// Moves a story that readers do not see to another status, with its times.
///
/// # Errors
/// Of the database.
pub fn set_status(
    tx: &mut Write<'_>,
    number: i64,
    status: Status,
    scheduled: Option<Micros>,
    embargo: Option<Micros>,
) -> Result<()> {
    let now = tx.now;
    tx.run(
        sql!("UPDATE stories SET status = $2, scheduled = $3, embargo = $4, changed = $5 WHERE number = $1"),
        &[number.into(), status.as_str().into(), scheduled.into(), embargo.into(), now.into()],
    )?;
    Ok(())
}

/// Shows `revision` to readers: points the story at it and puts the story into the lists that it belongs to. A
/// list that it stays in, at its place, is not touched: the pages that show it there have read the story itself.
///
/// # Errors
/// Of the database.
pub fn show(
    tx: &mut Write<'_>,
    before: &Story,
    revision: i64,
    fields: &Fields,
    published: Micros,
    updated: Option<Micros>,
) -> Result<()> {
    let (number, now) = (before.number, tx.now);
    let stays = before.status == Status::Live && before.published == Some(published);
    let section = section_of(tx, fields)?;
    let section = section.as_deref();
    if !stays {
        leave_lists(tx, before)?;
    } else if before.section.as_deref() != section {
        touch_section(tx, number, before.section.as_deref(), published)?;
    }
    if stays && before.section.as_deref() == section {
        // None of the columns that lists are sorted by: their indexes stay as they are.
        tx.run(
            sql!(
                "UPDATE stories SET live = $2, updated = $3, scheduled = NULL, embargo = NULL, changed = $4 \
                 WHERE number = $1"
            ),
            &[number.into(), revision.into(), updated.into(), now.into()],
        )?;
        tx.touch(Tag::Story(number));
    } else {
        tx.run(
            sql!(
                "UPDATE stories SET status = 'live', live = $2, section = $3, published = $4, updated = $5, \
                 scheduled = NULL, embargo = NULL, withdrawn = NULL, notice = NULL, changed = $6 WHERE number = $1"
            ),
            &[number.into(), revision.into(), section.into(), published.into(), updated.into(), now.into()],
        )?;
        if !stays {
            tx.touch(Tag::Newest);
        }
        tx.touch(Tag::Story(number));
        touch_section(tx, number, section, published)?;
    }
    let shown = shown_with(tx, number, revision, fields)?;
    assets::show(tx, &shown)?;
    let topics = names::topics_of(tx, &fields.topics)?;
    let mut authors: Vec<String> = fields
        .bylines
        .iter()
        .filter_map(|b| b.author.clone())
        .collect();
    authors.sort();
    authors.dedup();
    if let Some(section) = section {
        names::unhush(tx, Named::Section, section)?;
    }
    for topic in &topics {
        names::unhush(tx, Named::Topic, topic)?;
    }
    for author in &authors {
        names::unhush(tx, Named::Author, author)?;
    }
    relist(tx, &TOPICS, number, published, &topics)?;
    relist(tx, &AUTHORS, number, published, &authors)
}

/// The section that a revision names, or the one that this has become since.
pub(crate) fn section_of(tx: &mut Tx<'_>, fields: &Fields) -> Result<Option<String>> {
    let Some(section) = &fields.section else {
        return Ok(None);
    };
    let now = renames::target(tx, renames::Kind::Section, section)?;
    Ok(Some(now.unwrap_or_else(|| section.clone())))
}

/// The assets that readers see with a story: those that it names, and its sound.
fn shown_with(tx: &mut Tx<'_>, number: i64, revision: i64, fields: &Fields) -> Result<Vec<String>> {
    let mut shown = story::html::named(&revisions::body(tx, revision)?).assets;
    shown.extend(fields.lead.as_ref().and_then(|lead| lead.asset.clone()));
    shown.push(format!("speech-{number}"));
    Ok(shown)
}

/// The table of a kind of list that a story can be in several of.
struct Lists {
    of_story: Sql,
    enter: Sql,
    leave: Sql,
    tag: fn(String) -> Tag,
}

static TOPICS: Lists = Lists {
    of_story: sql!("SELECT topic FROM live_topics WHERE story = $1"),
    enter: sql!("INSERT INTO live_topics (topic, published, story) VALUES ($1, $2, $3)"),
    leave: sql!("DELETE FROM live_topics WHERE topic = $1 AND published = $2 AND story = $3"),
    tag: Tag::Topic,
};
static AUTHORS: Lists = Lists {
    of_story: sql!("SELECT author FROM live_authors WHERE story = $1"),
    enter: sql!("INSERT INTO live_authors (author, published, story) VALUES ($1, $2, $3)"),
    leave: sql!("DELETE FROM live_authors WHERE author = $1 AND published = $2 AND story = $3"),
    tag: Tag::Author,
};

/// Puts a story into these lists and no others, and touches those that it enters or leaves.
fn relist(
    tx: &mut Write<'_>,
    lists: &Lists,
    number: i64,
    published: Micros,
    wanted: &[String],
) -> Result<()> {
    let there = tx.rows(lists.of_story, &[number.into()], |r| r.get::<String>(0))?;
    let gone = there
        .iter()
        .filter(|name| !wanted.contains(name))
        .map(|name| (lists.leave, name));
    let new = wanted
        .iter()
        .filter(|name| !there.contains(name))
        .map(|name| (lists.enter, name));
    for (statement, name) in gone.chain(new) {
        tx.run(statement, &[name.into(), published.into(), number.into()])?;
        tx.touch((lists.tag)(name.clone()));
    }
    Ok(())
}

/// Takes a live story off every list; its page says the notice.
///
/// # Errors
/// Of the database.
pub fn hide(tx: &mut Write<'_>, before: &Story, notice: &str) -> Result<()> {
    leave_lists(tx, before)?;
    let now = tx.now;
    tx.run(
        sql!("UPDATE stories SET status = 'withdrawn', withdrawn = $2, notice = $3, changed = $2 WHERE number = $1"),
        &[before.number.into(), now.into(), notice.into()],
    )?;
    Ok(())
}

fn leave_lists(tx: &mut Write<'_>, before: &Story) -> Result<()> {
    let number = before.number;
    tx.touch(Tag::Story(number));
    if before.status != Status::Live {
        return Ok(());
    }
    for topic in tx.rows(
        sql!("DELETE FROM live_topics WHERE story = $1 RETURNING topic"),
        &[number.into()],
        |r| r.get(0),
    )? {
        tx.touch(Tag::Topic(topic));
    }
    for author in tx.rows(
        sql!("DELETE FROM live_authors WHERE story = $1 RETURNING author"),
        &[number.into()],
        |r| r.get(0),
    )? {
        tx.touch(Tag::Author(author));
    }
    tx.touch(Tag::Newest);
    touch_section(
        tx,
        number,
        before.section.as_deref(),
        before.published.unwrap_or_default(),
    )
}

/// Touches the list of a section; and, where the story is not the newest there, the pages that list what came
/// before them.
fn touch_section(
    tx: &mut Write<'_>,
    number: i64,
    section: Option<&str>,
    published: Micros,
) -> Result<()> {
    let Some(section) = section else {
        return Ok(());
    };
    tx.touch(Tag::Section(section.to_owned()));
    let newer = tx.row(
        sql!(
            "SELECT number FROM stories WHERE status = 'live' AND section = $1 AND published >= $2 AND number <> $3 \
             ORDER BY published DESC, number DESC LIMIT 1"
        ),
        &[section.into(), published.into(), number.into()],
        |r| r.get::<i64>(0),
    )?;
    if newer.is_some() {
        tx.touch(Tag::Earlier(section.to_owned()));
    }
    Ok(())
}

/// How many stories there are, by status.
///
/// # Errors
/// Of the database.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    tx.rows(
        sql!("SELECT status, COUNT(*) FROM stories GROUP BY status"),
        &[],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// Stories whose time has come and which are not live, the oldest promise first.
///
/// # Errors
/// Of the database.
pub fn overdue(tx: &mut Tx<'_>, now: Micros) -> Result<Vec<(i64, Micros)>> {
    tx.rows(
        sql!("SELECT number, scheduled FROM stories WHERE status = 'scheduled' AND scheduled <= $1 ORDER BY scheduled"),
        &[now.into()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// The numbers of all stories in order.
///
/// # Errors
/// Of the database.
pub fn numbers(tx: &mut Tx<'_>) -> Result<Vec<i64>> {
    tx.rows(
        sql!("SELECT number FROM stories ORDER BY number"),
        &[],
        |r| r.get(0),
    )
}
