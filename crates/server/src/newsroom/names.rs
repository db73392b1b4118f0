//! The names in a story: its section, its topics, its people. Those that an editor names for the first time are
//! made; what a reporter names stays a name until an editor has acted. Readers
//! know of a new name only once a story that names it is live.

use store::names::{self, Author, Kind, Named, Section, Topic};
use store::{Write, renames};
use story::slug::slug;
use story::{Fault, Fields};

use super::Error;
use crate::urls;

/// Finds what the fields name, and makes what is missing if `make`. Answers whether the fields have changed.
pub(super) fn settle(tx: &mut Write<'_>, fields: &mut Fields, make: bool) -> Result<bool, Error> {
    let before = fields.clone();
    section(tx, fields, make)?;
    topics(tx, fields, make)?;
    authors(tx, fields, make)?;
    Ok(*fields != before)
}

fn section(tx: &mut Write<'_>, fields: &mut Fields, make: bool) -> Result<(), Error> {
    let Some(name) = fields.section.clone() else {
        return Ok(());
    };
    if name.trim().is_empty() {
        fields.section = None;
        return Ok(());
    }
    let wanted = slug(&name);
    if urls::TAKEN.contains(&wanted.as_str()) {
        return Err(Fault::at(
            "section",
            format!("is \"{name}\", but /{wanted} is an address of the program itself"),
        )
        .into());
    }
    let all = names::sections(tx)?;
    let known = all
        .iter()
        .find(|s| s.slug == wanted || s.name.to_lowercase() == name.to_lowercase());
    if let Some(section) = known {
        fields.section = Some(section.slug.clone());
        return Ok(());
    }
    // A section that was renamed or merged goes by its new slug from the next revision on.
    if let Some(section) = renames::target(tx, renames::Kind::Section, &wanted)? {
        fields.section = Some(section);
        return Ok(());
    }
    if make {
        let position = all.iter().map(|s| s.position).max().unwrap_or(0) + 1;
        // "world" is how an address says it; a reader sees "World".
        let mut letters = name.trim().chars();
        let shown = letters
            .next()
            .map(|c| c.to_uppercase().chain(letters).collect())
            .unwrap_or_default();
        names::put_section(
            tx,
            &Section {
                slug: wanted.clone(),
                name: shown,
                description: String::new(),
                position,
            },
        )?;
        names::hush(tx, Named::Section, &wanted)?;
    }
    fields.section = Some(wanted);
    Ok(())
}

fn topics(tx: &mut Write<'_>, fields: &mut Fields, make: bool) -> Result<(), Error> {
    let mut settled: Vec<String> = Vec::new();
    for name in &fields.topics {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = names::topic_named(tx, &name)?;
        if known.is_none() && make {
            let slug = names::free_slug(tx, Named::Topic, &slug(&name))?;
            let topic = Topic {
                slug,
                name: name.clone(),
                kind: Kind::Subject,
                description: String::new(),
                aliases: Vec::new(),
                same_as: Vec::new(),
            };
            names::put_topic(tx, &topic)?;
            names::hush(tx, Named::Topic, &topic.slug)?;
        }
        // An alias becomes the topic's own name, so that a story shows each topic once and under one name.
        let name = known.map_or(name, |t| t.name);
        if !settled.contains(&name) {
            settled.push(name);
        }
    }
    fields.topics = settled;
    Ok(())
}

fn authors(tx: &mut Write<'_>, fields: &mut Fields, make: bool) -> Result<(), Error> {
    for (i, byline) in fields.bylines.iter_mut().enumerate() {
        let wanted = match &byline.author {
            Some(author) => {
                let author = slug(author);
                if names::author(tx, &author)?.is_some() {
                    byline.author = Some(author);
                    continue;
                }
                if !make {
                    let fault = Fault::at(
                        "author",
                        format!("is \"{author}\", but there is no such author"),
                    );
                    let step = story::schema::Place::Index(i);
                    return Err(fault
                        .within(step)
                        .within(story::schema::Place::Key("bylines".into()))
                        .into());
                }
                author
            }
            None => {
                if let Some(author) = names::author_named(tx, &byline.name)? {
                    byline.author = Some(author.slug);
                    continue;
                }
                if !make {
                    continue;
                }
                names::free_slug(tx, Named::Author, &slug(&byline.name))?
            }
        };
        let author = Author {
            slug: wanted.clone(),
            name: byline.name.clone(),
            role: byline.role.clone(),
            handle: byline.handle.clone(),
            bio: String::new(),
            same_as: Vec::new(),
        };
        names::put_author(tx, &author)?;
        names::hush(tx, Named::Author, &author.slug)?;
        byline.author = Some(wanted);
    }
    Ok(())
}
