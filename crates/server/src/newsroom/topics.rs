//! Topics: added, described, merged.

use store::names::{self, Kind, Named, Topic};
use store::{Tx, Write, renames, surveys};
use story::slug::slug;
use story::{Fault, Role};

use super::people::{self, By, line};
use super::{Actor, Error};

/// Most other names of a topic, and most pages elsewhere.
const MOST: usize = 50;

/// What somebody typed about a topic.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names are those of the topic")]
pub struct Typed {
    pub name: String,
    pub kind: Kind,
    pub description: String,
    pub aliases: Vec<String>,
    pub same_as: Vec<String>,
}

fn words(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The topic as it would be; each of its names must be free or its own.
fn topic(tx: &mut Tx<'_>, slug: &str, typed: &Typed) -> Result<Topic, Error> {
    let name = line("name", &words(&typed.name))?.to_owned();
    let mut aliases: Vec<String> = Vec::new();
    for alias in &typed.aliases {
        let alias = words(alias);
        let known = |other: &String| other.to_lowercase() == alias.to_lowercase();
        if !alias.is_empty() && !known(&name) && !aliases.iter().any(known) {
            line("aliases", &alias)?;
            aliases.push(alias);
        }
    }
    let mut same_as: Vec<String> = Vec::new();
    for page in typed.same_as.iter().map(|p| p.trim()) {
        let is_page = url::Url::parse(page)
            .is_ok_and(|u| matches!(u.scheme(), "https" | "http") && u.has_host());
        if page.is_empty() || same_as.iter().any(|known| known == page) {
            continue;
        }
        if !is_page {
            let why = format!("hold \"{page}\", which is no address such as https://example.org/");
            return Err(Fault::at("same_as", why).into());
        }
        same_as.push(page.to_owned());
    }
    if aliases.len() > MOST || same_as.len() > MOST {
        let field = if aliases.len() > MOST {
            "aliases"
        } else {
            "same_as"
        };
        return Err(Fault::at(field, format!("are more than {MOST}")).into());
    }
    for (field, name) in
        std::iter::once(("name", &name)).chain(aliases.iter().map(|alias| ("aliases", alias)))
    {
        let other = names::topic_named(tx, name)?.filter(|other| other.slug != slug);
        if let Some(other) = other {
            let verb = if field == "name" { "is" } else { "hold" };
            let why = format!(
                "{verb} \"{name}\", which is a name of the topic {}; merge the two if they are one",
                other.name
            );
            return Err(Fault::at(field, why).into());
        }
    }
    Ok(Topic {
        slug: slug.to_owned(),
        name,
        kind: typed.kind,
        description: typed.description.trim().to_owned(),
        aliases,
        same_as,
    })
}

/// A slug that neither is a topic's nor leads to one.
fn free_slug(tx: &mut Tx<'_>, name: &str) -> Result<String, Error> {
    let base = slug(name);
    let mut wanted = names::free_slug(tx, Named::Topic, &base)?;
    for n in 2..1_000 {
        if renames::target(tx, renames::Kind::Topic, &wanted)?.is_none() {
            break;
        }
        wanted = names::free_slug(tx, Named::Topic, &format!("{base}-{n}"))?;
    }
    Ok(wanted)
}

/// Adds a topic.
///
/// # Errors
/// A wrong field; a name that another topic has.
pub fn add(tx: &mut Write<'_>, by: By<'_>, typed: &Typed) -> Result<Topic, Error> {
    people::admin(tx, by)?;
    make(tx, by.actor, typed)
}

/// A topic of this name: the one that there is, or a new one if an editor asks. A reporter's name for one stays a name
/// until an editor has acted on the story.
///
/// # Errors
/// A wrong name.
pub fn propose(
    tx: &mut Write<'_>,
    actor: &Actor,
    name: &str,
    kind: Kind,
) -> Result<(String, Kind, bool), Error> {
    let name = words(name);
    line("name", &name)?;
    if let Some(known) = names::topic_named(tx, &name)? {
        return Ok((known.name, known.kind, false));
    }
    if actor.role < Role::Editor {
        return Ok((name, kind, false));
    }
    let typed = Typed {
        name,
        kind,
        description: String::new(),
        aliases: Vec::new(),
        same_as: Vec::new(),
    };
    let made = make(tx, actor, &typed)?;
    // It was named for a story that may be a secret.
    names::hush(tx, names::Named::Topic, &made.slug)?;
    Ok((made.name, made.kind, true))
}

fn make(tx: &mut Write<'_>, actor: &Actor, typed: &Typed) -> Result<Topic, Error> {
    let slug = free_slug(tx, &typed.name)?;
    let made = topic(tx, &slug, typed)?;
    names::put_topic(tx, &made)?;
    people::note(tx, actor, "topic", &format!("add {}", made.slug))?;
    Ok(made)
}

/// Changes a topic. Stories name their topics, so a name that it had stays one of its other names while live stories
/// use it.
///
/// # Errors
/// A wrong field; a name that another topic has, or one that is taken away while stories use it.
pub fn change(tx: &mut Write<'_>, by: By<'_>, slug: &str, typed: &Typed) -> Result<Topic, Error> {
    people::admin(tx, by)?;
    let before = found(tx, slug)?;
    let mut typed = typed.clone();
    typed.aliases.push(before.name.clone());
    let after = topic(tx, slug, &typed)?;
    let is_kept = |name: &String| {
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        same(&after.name) || after.aliases.iter().any(same)
    };
    let gone: Vec<String> = before
        .aliases
        .iter()
        .filter(|name| !is_kept(name))
        .cloned()
        .collect();
    if let Some(used) = surveys::names_in_use(tx, slug, &gone)?.first() {
        let why = format!("must keep \"{used}\": live stories name the topic so");
        return Err(Fault::at("aliases", why).into());
    }
    names::put_topic(tx, &after)?;
    people::note(tx, by.actor, "topic", &format!("change {slug}"))?;
    Ok(after)
}

/// Merges a topic into another: its names, its stories and its address lead there from now on.
///
/// # Errors
/// If there is none of either name, or they are one.
pub fn merge(tx: &mut Write<'_>, by: By<'_>, slug: &str, into: &str) -> Result<Topic, Error> {
    people::admin(tx, by)?;
    let from = found(tx, slug)?;
    let other = match names::topic_named(tx, into)? {
        Some(named) => Some(named),
        None => names::topic(tx, into.trim())?,
    };
    let other = other.ok_or_else(|| {
        Fault::at(
            "into",
            format!("is \"{into}\", but no topic is called that"),
        )
    })?;
    if other.slug == from.slug {
        return Err(Fault::at("into", "is this very topic; name another").into());
    }
    renames::topic(tx, &from, &other)?;
    let detail = format!("merge {slug} into {}", other.slug);
    people::note(tx, by.actor, "topic", &detail)?;
    Ok(other)
}

fn found(tx: &mut Tx<'_>, slug: &str) -> Result<Topic, Error> {
    names::topic(tx, slug)?.ok_or_else(|| Error::Missing(format!("there is no topic {slug}")))
}
