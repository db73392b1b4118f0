//! `seed`: an invented archive of any size, for trying how the site bears it.

use store::names::{self, Author, Section, Topic};
use store::{Write, stories};

use super::demo::values;
use super::show;
use crate::app::App;
use crate::demo::archive::{self, Archive};
use crate::newsroom::{self, Actor, Error, Publish, Save};

/// Stories in one commit: the disk is asked to keep each commit, which takes longer than the stories.
const BATCH: u64 = 500;

pub(super) fn run(app: &App, count: u64) -> Result<(), String> {
    let first = app
        .newsroom
        .db
        .read(stories::numbers)
        .map_err(|e| e.to_string())?
        .last()
        .map_or(1, |n| n + 1);
    let archive = Archive {
        seed: 1,
        count,
        now_micros: app.newsroom.clock.now(),
        first_number: first,
    };
    app.newsroom.act(people).map_err(|e| e.to_string())?;
    let actor = Actor::program("command");
    let bar = show::progress(count, "Writing the archive");
    let mut index = 0;
    while index < count {
        let end = (index + BATCH).min(count);
        let written = app
            .newsroom
            .act(|tx| (index..end).try_for_each(|i| one(tx, &actor, &archive, i)));
        written.map_err(|e| e.to_string())?;
        bar.inc(end - index);
        index = end;
    }
    bar.finish_and_clear();
    app.newsroom.db.settle().map_err(|e| e.to_string())?;
    println!("{count} stories, from number {first} on");
    Ok(())
}

fn one(tx: &mut Write<'_>, actor: &Actor, archive: &Archive, index: u64) -> Result<(), Error> {
    let story = archive.story(index);
    let values = values(&story.fields, &story.body);
    let saved = newsroom::save(
        tx,
        actor,
        &Save {
            number: None,
            base: None,
            values: &values,
            reason: "",
        },
    )?;
    newsroom::publish(
        tx,
        actor,
        saved.number,
        &Publish {
            first_published: Some(story.published),
            ..Publish::default()
        },
    )
}

/// Sections, authors and topics of the archive, beside those that are there.
fn people(tx: &mut Write<'_>) -> store::Result<()> {
    let there = names::sections(tx)?;
    let last = there.iter().map(|s| s.position).max().unwrap_or(0);
    for (position, s) in (last + 1..).zip(archive::sections()) {
        if there.iter().all(|t| t.slug != s.slug) {
            names::put_section(
                tx,
                &Section {
                    slug: s.slug,
                    name: s.name,
                    description: s.description,
                    position,
                },
            )?;
        }
    }
    for a in archive::authors() {
        if names::author(tx, &a.slug)?.is_none() {
            let (role, handle) = (Some(a.role), Some(a.handle));
            names::put_author(
                tx,
                &Author {
                    slug: a.slug,
                    name: a.name,
                    role,
                    handle,
                    bio: a.bio,
                    same_as: Vec::new(),
                },
            )?;
        }
    }
    for t in archive::topics() {
        if names::topic_named(tx, &t.name)?.is_none() {
            let kind = t.kind.parse().unwrap_or_default();
            let (aliases, same_as) = (Vec::new(), Vec::new());
            let topic = Topic {
                slug: t.slug,
                name: t.name,
                kind,
                description: t.description,
                aliases,
                same_as,
            };
            names::put_topic(tx, &topic)?;
        }
    }
    Ok(())
}
