//! Sections: added, renamed, put in order, merged.

use store::names::{self, Section};
use store::renames::{self, Kind};
use store::{Tx, Write};
use story::Fault;
use story::slug::slug;

use super::people::{self, By};
use super::{Error, people::line};
use crate::urls;

/// What somebody typed about a section.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// What readers see.
    pub name: &'a str,
    /// Its address; made from the name if it is empty.
    pub slug: &'a str,
    /// What it is about.
    pub description: &'a str,
}

impl Typed<'_> {
    fn slug(&self) -> String {
        slug(if self.slug.trim().is_empty() {
            self.name
        } else {
            self.slug
        })
    }
}

/// A section of this slug.
///
/// # Errors
/// If there is none.
fn section(tx: &mut Tx<'_>, slug: &str) -> Result<(Section, Vec<Section>), Error> {
    let mut all = names::sections(tx)?;
    let at = all.iter().position(|s| s.slug == slug);
    let at = at.ok_or_else(|| Error::Missing(format!("there is no section {slug}")))?;
    Ok((all.remove(at), all))
}

/// Whether a section can have this name and address beside the others.
fn fits(
    tx: &mut Tx<'_>,
    others: &[Section],
    name: &str,
    slug: &str,
    own: &str,
) -> Result<(), Error> {
    if urls::TAKEN.contains(&slug) {
        let why = format!("is /{slug}, which is an address of the program itself");
        return Err(Fault::at("slug", why).into());
    }
    if let Some(other) = others.iter().find(|s| s.slug == slug) {
        let why = format!("is /{slug}, which is that of {}", other.name);
        return Err(Fault::at("slug", why).into());
    }
    if others
        .iter()
        .any(|s| s.name.to_lowercase() == name.to_lowercase())
    {
        return Err(Fault::at("name", "is that of another section").into());
    }
    // Live stories still say the old slug, and would be taken for the new section's.
    let now = renames::target(tx, Kind::Section, slug)?;
    if let Some(now) = now.filter(|now| now != own) {
        let why =
            format!("is /{slug}, which leads to /{now} since they were merged; choose another");
        return Err(Fault::at("slug", why).into());
    }
    Ok(())
}

/// Adds a section at the end of the row.
///
/// # Errors
/// A wrong field; an address that is taken.
pub fn add(tx: &mut Write<'_>, by: By<'_>, typed: Typed<'_>) -> Result<(), Error> {
    people::admin(tx, by)?;
    let name = line("name", typed.name)?;
    let (slug, all) = (typed.slug(), names::sections(tx)?);
    fits(tx, &all, name, &slug, "")?;
    let section = Section {
        position: all.iter().map(|s| s.position).max().unwrap_or(0) + 1,
        name: name.to_owned(),
        description: typed.description.trim().to_owned(),
        slug,
    };
    names::put_section(tx, &section)?;
    people::note(tx, by.actor, "section", &format!("add /{}", section.slug))
}

/// Changes what a section is called, and its address: the old one then leads to the new.
///
/// # Errors
/// A wrong field; an address that is taken.
pub fn change(tx: &mut Write<'_>, by: By<'_>, slug: &str, typed: Typed<'_>) -> Result<(), Error> {
    people::admin(tx, by)?;
    let name = line("name", typed.name)?;
    let (before, others) = section(tx, slug)?;
    let after = Section {
        slug: typed.slug(),
        name: name.to_owned(),
        description: typed.description.trim().to_owned(),
        position: before.position,
    };
    fits(tx, &others, name, &after.slug, slug)?;
    if after.slug == slug {
        names::put_section(tx, &after)?;
        return people::note(tx, by.actor, "section", &format!("change /{slug}"));
    }
    renames::section(tx, slug, &after)?;
    let detail = format!("move /{slug} to /{}", after.slug);
    people::note(tx, by.actor, "section", &detail)
}

/// Moves a section one place up or down the row.
///
/// # Errors
/// If there is none of this slug.
pub fn shift(tx: &mut Write<'_>, by: By<'_>, slug: &str, up: bool) -> Result<(), Error> {
    people::admin(tx, by)?;
    let mut all = names::sections(tx)?;
    let at = all.iter().position(|s| s.slug == slug);
    let at = at.ok_or_else(|| Error::Missing(format!("there is no section {slug}")))?;
    let to = if up { at.checked_sub(1) } else { Some(at + 1) };
    let Some(to) = to.filter(|to| *to < all.len()) else {
        return Ok(());
    };
    all.swap(at, to);
    // Positions may have been equal: the whole row is counted anew.
    for (position, section) in (1..).zip(&mut all) {
        if section.position != position {
            section.position = position;
            names::put_section(tx, section)?;
        }
    }
    let word = if up { "up" } else { "down" };
    people::note(tx, by.actor, "section", &format!("/{slug} {word}"))
}

/// Merges a section into another: its stories go over, and its address leads there. Revisions stay as they were
/// written; what is saved from now on names the other.
///
/// # Errors
/// If there is none of either slug, or they are one.
pub fn merge(tx: &mut Write<'_>, by: By<'_>, slug: &str, into: &str) -> Result<(), Error> {
    people::admin(tx, by)?;
    let (_, others) = section(tx, slug)?;
    let into = others.iter().find(|s| s.slug == into);
    let into = into.ok_or_else(|| Fault::at("into", "is no other section"))?;
    renames::section(tx, slug, into)?;
    let detail = format!("merge /{slug} into /{}", into.slug);
    people::note(tx, by.actor, "section", &detail)
}
