//! Sections and topics as the desk surveys them: with how many stories each has.

use crate::driver::Tx;
use crate::names::{self, Kind, Topic};
use crate::{Result, cards, sql};

/// How many live stories each section has.
///
/// # Errors
/// Of the database.
pub fn sections(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    tx.rows(
        sql!(
            "SELECT section, COUNT(*) FROM stories WHERE status = 'live' AND section IS NOT NULL GROUP BY section"
        ),
        &[],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

/// How many live stories a topic has.
///
/// # Errors
/// Of the database.
pub fn topic(tx: &mut Tx<'_>, slug: &str) -> Result<i64> {
    let found = tx.row(
        sql!("SELECT COUNT(*) FROM live_topics WHERE topic = $1"),
        &[slug.into()],
        |r| r.get(0),
    )?;
    Ok(found.unwrap_or(0))
}

/// Topics one of whose names holds some words, of a kind or of any, in the order of their slugs: those behind
/// `after`, or those before `before` if that is not empty.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Which<'a> {
    pub words: &'a str,
    pub kind: Option<Kind>,
    pub after: &'a str,
    pub before: &'a str,
}

/// Topics by their names; see [`Which`].
///
/// # Errors
/// Of the database.
pub fn topics(tx: &mut Tx<'_>, which: Which<'_>, most: i64) -> Result<Vec<Topic>> {
    let like = cards::like(which.words);
    let values = [
        which.after.into(),
        which.before.into(),
        which.kind.map_or("", Kind::as_str).into(),
        (&like).into(),
        most.into(),
    ];
    if which.before.is_empty() {
        return tx.rows(
            sql!(
                "SELECT slug, name, kind, description, aliases, same_as FROM topics t \
                 WHERE slug > $1 AND (slug < $2 OR $2 = '') AND (kind = $3 OR $3 = '') AND ($4 = '%%' OR EXISTS \
                 (SELECT 1 FROM topic_names n WHERE n.topic = t.slug AND n.name LIKE $4)) ORDER BY slug LIMIT $5"
            ),
            &values,
            names::read_topic,
        );
    }
    let mut found = tx.rows(
        sql!(
            "SELECT slug, name, kind, description, aliases, same_as FROM topics t \
             WHERE slug > $1 AND slug < $2 AND (kind = $3 OR $3 = '') AND ($4 = '%%' OR EXISTS \
             (SELECT 1 FROM topic_names n WHERE n.topic = t.slug AND n.name LIKE $4)) ORDER BY slug DESC LIMIT $5"
        ),
        &values,
        names::read_topic,
    )?;
    found.reverse();
    Ok(found)
}

/// Of these names of a topic those under which live stories name it.
///
/// # Errors
/// Of the database.
pub fn names_in_use(tx: &mut Tx<'_>, slug: &str, names: &[String]) -> Result<Vec<String>> {
    let mut used = Vec::new();
    if names.is_empty() {
        return Ok(used);
    }
    let stories = tx.rows(
        sql!(
            "SELECT s.number, r.fields FROM live_topics t JOIN stories s ON s.number = t.story \
             JOIN revisions r ON r.id = s.live WHERE t.topic = $1"
        ),
        &[slug.into()],
        |r| {
            let number: i64 = r.get(0)?;
            r.json::<Topics>(1, || format!("the live revision of story {number}"))
        },
    )?;
    for name in names {
        let wanted = names::key(name);
        let is_named = |s: &Topics| s.topics.iter().any(|t| names::key(t) == wanted);
        if stories.iter().any(is_named) {
            used.push(name.clone());
        }
    }
    Ok(used)
}

/// The topics of a revision's fields.
#[derive(serde::Deserialize)]
struct Topics {
    #[serde(default)]
    topics: Vec<String>,
}

/// Authors whose name holds some words, in the order of their names.
///
/// # Errors
/// Of the database.
pub fn authors(tx: &mut Tx<'_>, words: &str, most: i64) -> Result<Vec<names::Author>> {
    tx.rows(
        sql!(
            "SELECT slug, name, role, handle, bio, same_as FROM authors WHERE LOWER(name) LIKE $1 \
             ORDER BY name, slug LIMIT $2"
        ),
        &[(&cards::like(words)).into(), most.into()],
        names::read_author,
    )
}
