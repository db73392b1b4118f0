//! Sections and topics under new addresses: renamed, or merged into another. Revisions stay as they were written, so
//! the old address goes on leading to the new one, on the site and in what is saved later.

use crate::db::Write;
use crate::driver::Tx;
use crate::names::{self, Section, Topic};
use crate::{Result, Tag, sql};

/// What has another address now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A section.
    Section,
    /// A topic.
    Topic,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Topic => "topic",
        }
    }
}

/// Where an old slug leads, if it is one.
///
/// # Errors
/// Of the database.
pub fn target(tx: &mut Tx<'_>, kind: Kind, slug: &str) -> Result<Option<String>> {
    tx.row(
        sql!("SELECT target FROM moved_names WHERE kind = $1 AND slug = $2"),
        &[kind.as_str().into(), slug.into()],
        |r| r.get(0),
    )
}

/// All old slugs, each with where it leads.
///
/// # Errors
/// Of the database.
pub fn all(tx: &mut Tx<'_>, kind: Kind) -> Result<Vec<(String, String)>> {
    tx.rows(
        sql!("SELECT slug, target FROM moved_names WHERE kind = $1 ORDER BY slug"),
        &[kind.as_str().into()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

fn lead(tx: &mut Write<'_>, kind: Kind, from: &str, to: &str) -> Result<()> {
    let kind = kind.as_str();
    tx.run(
        sql!("UPDATE moved_names SET target = $3 WHERE kind = $1 AND target = $2"),
        &[kind.into(), from.into(), to.into()],
    )?;
    tx.run(
        sql!(
            "INSERT INTO moved_names (kind, slug, target) VALUES ($1, $2, $3) \
             ON CONFLICT (kind, slug) DO UPDATE SET target = excluded.target"
        ),
        &[kind.into(), from.into(), to.into()],
    )?;
    // A name that comes back to where it was leads nowhere else.
    tx.run(
        sql!("DELETE FROM moved_names WHERE kind = $1 AND slug = target"),
        &[kind.into()],
    )?;
    Ok(())
}

/// Puts a section under the slug of `to`, or merges it into that one if it is there: its stories go over, and what an
/// editor has put into its slots goes with them unless the other has slots of its own.
///
/// # Errors
/// Of the database.
pub fn section(tx: &mut Write<'_>, from: &str, to: &Section) -> Result<()> {
    let slug = to.slug.as_str();
    names::put_section(tx, to)?;
    tx.run(
        sql!("UPDATE stories SET section = $2 WHERE section = $1"),
        &[from.into(), slug.into()],
    )?;
    tx.run(
        sql!("UPDATE cards SET section = $2 WHERE section = $1"),
        &[from.into(), slug.into()],
    )?;
    let (old, new) = (format!("section/{from}"), format!("section/{slug}"));
    if crate::slots::of(tx, &new)?.is_empty() {
        tx.run(
            sql!("UPDATE slots SET place = $2 WHERE place = $1"),
            &[(&old).into(), (&new).into()],
        )?;
    }
    tx.run(sql!("DELETE FROM slots WHERE place = $1"), &[(&old).into()])?;
    tx.run(sql!("DELETE FROM sections WHERE slug = $1"), &[from.into()])?;
    lead(tx, Kind::Section, from, slug)?;
    for place in [old, new] {
        tx.touch(Tag::Slots(place));
    }
    for slug in [from, slug] {
        tx.touch(Tag::Section(slug.to_owned()));
        tx.touch(Tag::Earlier(slug.to_owned()));
    }
    Ok(())
}

/// Merges a topic into another: its names and pages elsewhere go over, and the stories that it lists.
///
/// # Errors
/// Of the database.
pub fn topic(tx: &mut Write<'_>, from: &Topic, into: &Topic) -> Result<()> {
    let mut whole = into.clone();
    for name in std::iter::once(&from.name).chain(&from.aliases) {
        if *name != whole.name && !whole.aliases.contains(name) {
            whole.aliases.push(name.clone());
        }
    }
    for page in &from.same_as {
        if !whole.same_as.contains(page) {
            whole.same_as.push(page.clone());
        }
    }
    if whole.description.is_empty() {
        whole.description.clone_from(&from.description);
    }
    tx.run(
        sql!(
            "UPDATE live_topics SET topic = $2 WHERE topic = $1 AND NOT EXISTS \
             (SELECT 1 FROM live_topics other WHERE other.topic = $2 AND other.story = live_topics.story)"
        ),
        &[(&from.slug).into(), (&into.slug).into()],
    )?;
    for statement in [
        sql!("DELETE FROM live_topics WHERE topic = $1"),
        sql!("DELETE FROM topic_names WHERE topic = $1"),
        sql!("DELETE FROM topics WHERE slug = $1"),
    ] {
        tx.run(statement, &[(&from.slug).into()])?;
    }
    names::put_topic(tx, &whole)?;
    lead(tx, Kind::Topic, &from.slug, &into.slug)?;
    tx.touch(Tag::TopicFacts(from.slug.clone()));
    for slug in [&from.slug, &into.slug] {
        tx.touch(Tag::Topic(slug.clone()));
    }
    Ok(())
}
