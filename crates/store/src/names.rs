//! The things that stories name: sections, authors and topics.

use serde::{Deserialize, Serialize};

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Error, Result, Tag, sql};

/// A section of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Section {
    pub slug: String,
    pub name: String,
    pub description: String,
    /// Its place in the row of sections.
    pub position: i64,
}

/// Somebody who writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Author {
    pub slug: String,
    pub name: String,
    pub role: Option<String>,
    pub handle: Option<String>,
    pub bio: String,
    /// Pages elsewhere that are about the same person.
    pub same_as: Vec<String>,
}

/// What a topic is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Person,
    Place,
    Organisation,
    #[default]
    Subject,
}

impl Kind {
    /// The word for it in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Subject => "subject",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Person, Self::Place, Self::Organisation, Self::Subject]
            .into_iter()
            .find(|k| k.as_str() == word)
            .ok_or_else(|| format!("\"{word}\" is none of person, place, organisation, subject"))
    }
}

/// Something that stories are about: an entity, not a loose tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Topic {
    pub slug: String,
    pub name: String,
    pub kind: Kind,
    pub description: String,
    /// Other names under which it is found.
    pub aliases: Vec<String>,
    /// Pages elsewhere that are about the same thing.
    pub same_as: Vec<String>,
}

fn json(list: &[String]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".into())
}

// ---- sections

/// All sections in their order.
///
/// # Errors
/// Of the database.
pub fn sections(tx: &mut Tx<'_>) -> Result<Vec<Section>> {
    tx.rows(
        sql!("SELECT slug, name, description, position FROM sections ORDER BY position, slug"),
        &[],
        |r| {
            Ok(Section {
                slug: r.get(0)?,
                name: r.get(1)?,
                description: r.get(2)?,
                position: r.get(3)?,
            })
        },
    )
}

/// Makes or changes a section.
///
/// # Errors
/// Of the database.
pub fn put_section(tx: &mut Write<'_>, section: &Section) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO sections (slug, name, description, position) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (slug) DO UPDATE SET name = excluded.name, description = excluded.description, \
             position = excluded.position"
        ),
        &[(&section.slug).into(), (&section.name).into(), (&section.description).into(), section.position.into()],
    )?;
    tx.touch(Tag::Sections);
    Ok(())
}

// ---- authors

/// An author by the slug.
///
/// # Errors
/// Of the database.
pub fn author(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Author>> {
    tx.row(
        sql!("SELECT slug, name, role, handle, bio, same_as FROM authors WHERE slug = $1"),
        &[slug.into()],
        read_author,
    )
}

/// An author by the printed name, if one and only one has it.
///
/// # Errors
/// Of the database.
pub fn author_named(tx: &mut Tx<'_>, name: &str) -> Result<Option<Author>> {
    let mut found = tx.rows(
        sql!("SELECT slug, name, role, handle, bio, same_as FROM authors WHERE name = $1 LIMIT 2"),
        &[name.into()],
        read_author,
    )?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

pub(crate) fn read_author(r: &Row<'_>) -> Result<Author> {
    let slug: String = r.get(0)?;
    let same_as = r.json(5, || format!("author {slug}"))?;
    Ok(Author {
        name: r.get(1)?,
        role: r.get(2)?,
        handle: r.get(3)?,
        bio: r.get(4)?,
        same_as,
        slug,
    })
}

/// Makes or changes an author.
///
/// # Errors
/// Of the database.
pub fn put_author(tx: &mut Write<'_>, author: &Author) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO authors (slug, name, role, handle, bio, same_as) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (slug) DO UPDATE SET name = excluded.name, role = excluded.role, handle = excluded.handle, \
             bio = excluded.bio, same_as = excluded.same_as"
        ),
        &[
            (&author.slug).into(),
            (&author.name).into(),
            author.role.as_deref().into(),
            author.handle.as_deref().into(),
            (&author.bio).into(),
            (&json(&author.same_as)).into(),
        ],
    )?;
    tx.touch(Tag::AuthorFacts(author.slug.clone()));
    Ok(())
}

// ---- topics

/// A topic by the slug.
///
/// # Errors
/// Of the database.
pub fn topic(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Topic>> {
    tx.row(
        sql!("SELECT slug, name, kind, description, aliases, same_as FROM topics WHERE slug = $1"),
        &[slug.into()],
        read_topic,
    )
}

/// A topic by its name or one of its aliases, in any case.
///
/// # Errors
/// Of the database.
pub fn topic_named(tx: &mut Tx<'_>, name: &str) -> Result<Option<Topic>> {
    tx.row(
        sql!(
            "SELECT t.slug, t.name, t.kind, t.description, t.aliases, t.same_as FROM topic_names n \
             JOIN topics t ON t.slug = n.topic WHERE n.name = $1"
        ),
        &[(&key(name)).into()],
        read_topic,
    )
}

pub(crate) fn read_topic(r: &Row<'_>) -> Result<Topic> {
    let slug: String = r.get(0)?;
    let what = || format!("topic {slug}");
    let (kind, aliases, same_as) = (r.word(2, what)?, r.json(4, what)?, r.json(5, what)?);
    Ok(Topic {
        name: r.get(1)?,
        kind,
        description: r.get(3)?,
        aliases,
        same_as,
        slug,
    })
}

/// Names are compared in small letters, with one space between words.
pub(crate) fn key(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// The slugs of the topics with these names, without those that do not exist, each once.
///
/// # Errors
/// Of the database.
pub fn topics_of(tx: &mut Tx<'_>, names: &[String]) -> Result<Vec<String>> {
    let mut slugs = Vec::new();
    for name in names {
        let found = tx.row(
            sql!("SELECT topic FROM topic_names WHERE name = $1"),
            &[(&key(name)).into()],
            |r| r.get::<String>(0),
        )?;
        if let Some(slug) = found.filter(|s| !slugs.contains(s)) {
            slugs.push(slug);
        }
    }
    Ok(slugs)
}

/// Makes or changes a topic, and the names under which it is found. A name that another topic has stays there.
///
/// # Errors
/// Of the database.
pub fn put_topic(tx: &mut Write<'_>, topic: &Topic) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO topics (slug, name, kind, description, aliases, same_as) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (slug) DO UPDATE SET name = excluded.name, kind = excluded.kind, \
             description = excluded.description, aliases = excluded.aliases, same_as = excluded.same_as"
        ),
        &[
            (&topic.slug).into(),
            (&topic.name).into(),
            topic.kind.as_str().into(),
            (&topic.description).into(),
            (&json(&topic.aliases)).into(),
            (&json(&topic.same_as)).into(),
        ],
    )?;
    tx.run(
        sql!("DELETE FROM topic_names WHERE topic = $1"),
        &[(&topic.slug).into()],
    )?;
    for name in topic.aliases.iter().chain([&topic.name]) {
        // A page that named it before it was known noted the slug that the name would have.
        tx.touch(Tag::TopicFacts(story::slug::slug(name)));
        tx.run(
            sql!("INSERT INTO topic_names (name, topic) VALUES ($1, $2) ON CONFLICT DO NOTHING"),
            &[(&key(name)).into(), (&topic.slug).into()],
        )?;
    }
    tx.touch(Tag::TopicFacts(topic.slug.clone()));
    Ok(())
}

// ---- slugs and shows

/// A slug that no author or topic has yet: `slug`, or `slug-2`, `slug-3`, …
///
/// # Errors
/// Of the database.
pub fn free_slug(tx: &mut Tx<'_>, of: Named, slug: &str) -> Result<String> {
    for n in 1..10_000 {
        let candidate = if n == 1 {
            slug.to_owned()
        } else {
            format!("{slug}-{n}")
        };
        let taken = match of {
            Named::Author => author(tx, &candidate)?.is_some(),
            Named::Topic => topic(tx, &candidate)?.is_some(),
            Named::Section => sections(tx)?.iter().any(|s| s.slug == candidate),
        };
        if !taken {
            return Ok(candidate);
        }
    }
    Err(Error::corrupt(
        format!("the slug {slug}"),
        "ten thousand names share it",
    ))
}

/// What a slug is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// An author.
    Author,
    /// A topic.
    Topic,
    /// A section.
    Section,
}

impl Named {
    fn as_str(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Topic => "topic",
            Self::Section => "section",
        }
    }
}

/// Keeps a name that was only just made from readers, until a story that names it is live.
///
/// # Errors
/// Of the database.
pub fn hush(tx: &mut Write<'_>, of: Named, slug: &str) -> Result<()> {
    tx.run(
        sql!("INSERT INTO unshown_names (kind, slug) VALUES ($1, $2) ON CONFLICT (kind, slug) DO NOTHING"),
        &[of.as_str().into(), slug.into()],
    )?;
    Ok(())
}

/// Whether readers must not know of a name yet.
///
/// # Errors
/// Of the database.
pub fn is_hushed(tx: &mut Tx<'_>, of: Named, slug: &str) -> Result<bool> {
    let found = tx.row(
        sql!("SELECT slug FROM unshown_names WHERE kind = $1 AND slug = $2"),
        &[of.as_str().into(), slug.into()],
        |r| r.get::<String>(0),
    )?;
    Ok(found.is_some())
}

/// A story that names it is live: readers may know of it from now on.
pub(crate) fn unhush(tx: &mut Write<'_>, of: Named, slug: &str) -> Result<()> {
    let gone = tx.run(
        sql!("DELETE FROM unshown_names WHERE kind = $1 AND slug = $2"),
        &[of.as_str().into(), slug.into()],
    )?;
    if gone > 0 {
        tx.touch(match of {
            Named::Author => Tag::AuthorFacts(slug.to_owned()),
            Named::Topic => Tag::TopicFacts(slug.to_owned()),
            Named::Section => Tag::Sections,
        });
    }
    Ok(())
}
