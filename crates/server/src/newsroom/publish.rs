//! Publish: the newest revision becomes the one that readers see. On a live story it is an update, whose
//! significance says which dates change and what readers are told.

use serde::Deserialize;
use store::{Micros, Write, corrections, jobs, revisions, stories};
use story::ready::{Finding, Level, Rule};
use story::{Act, Fault, Status};

use super::{Actor, Error, PUBLISH_JOB, ask, names, note, readiness, speak};

/// How much an update of a live story means to readers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Significance {
    /// A spelling, a comma: changes no date.
    Minor,
    /// News: the time of the update changes.
    #[default]
    Update,
    /// Something was wrong: said on the page and on the page of all corrections.
    Correction,
    /// Something was unclear: said likewise.
    Clarification,
}

/// How to publish.
#[derive(Debug, Clone, Default)]
pub struct Publish {
    /// For a live story.
    pub significance: Significance,
    /// The words of a correction or clarification.
    pub words: Option<String>,
    /// When the story was first published, if not now: an import knows.
    pub first_published: Option<Micros>,
    /// When it was last updated, where an import knows that too.
    pub updated: Option<Micros>,
}

/// Whatever way a story goes out: nothing whose licence has ended goes with it, if the checks say that this blocks.
fn may_be_shown(tx: &mut Write<'_>, number: i64) -> Result<(), Error> {
    let now = tx.now;
    let findings = readiness::findings(tx, number, "", now)?;
    let stops = |finding: &&Finding| finding.rule == Rule::Rights && finding.level == Level::Block;
    let Some(finding) = findings.iter().find(stops) else {
        return Ok(());
    };
    let field = finding.place.split('/').next().unwrap_or("body");
    let words = format!("cannot be published as it is. {}", finding.words);
    Err(Fault::at(field, words).into())
}

/// Publishes.
///
/// # Errors
/// A refusal of the workflow, an embargo, or a field without which there can be no page.
pub fn publish(tx: &mut Write<'_>, actor: &Actor, number: i64, how: &Publish) -> Result<(), Error> {
    let (story, _) = ask(tx, actor, Act::Publish, number)?;
    if let Some(until) = story.embargo.filter(|until| *until > tx.now) {
        return Err(Error::Embargo { number, until });
    }
    let missing = || store::Error::Corrupt {
        what: format!("story {number}"),
        why: "its newest revision is missing".into(),
    };
    let newest = revisions::by_id(tx, story.newest)?.ok_or_else(missing)?;
    let mut fields = newest.fields.clone();
    if fields.headline.trim().is_empty() {
        return Err(Fault::at(
            "headline",
            "is empty: a story needs one before it can be published",
        )
        .into());
    }
    may_be_shown(tx, number)?;
    let live = story.status == Status::Live;
    let words = how
        .words
        .as_deref()
        .map(str::trim)
        .filter(|w| !w.is_empty());
    let told = matches!(
        how.significance,
        Significance::Correction | Significance::Clarification
    );
    if told && live && words.is_none() {
        return Err(Fault::at(
            "text",
            "is missing: a correction or clarification says what it is",
        )
        .into());
    }
    let mut id = story.newest;
    if names::settle(tx, &mut fields, true)? {
        let body = revisions::body(tx, story.newest)?;
        let new = revisions::New {
            story: number,
            base: Some(newest.revision),
            kept: false,
            maker: &actor.name,
            reason: "names settled for publishing",
            fields: &fields,
            body: &body,
        };
        id = revisions::add(tx, &new)?.0;
        stories::set_newest(tx, number, id)?;
    }
    let first = story.published.or(how.first_published).unwrap_or(tx.now);
    let updated = match how.significance {
        Significance::Minor => story.updated,
        _ if live => Some(tx.now),
        _ => how.updated.or(story.updated),
    };
    stories::show(tx, &story, id, &fields, first, updated)?;
    jobs::cancel(tx, PUBLISH_JOB, &number.to_string())?;
    jobs::hasten(tx, number)?;
    speak::put(tx, number, &fields, (first, live))?;
    if live && told {
        let kind = if how.significance == Significance::Correction {
            "correction"
        } else {
            "clarification"
        };
        corrections::add(tx, number, kind, words.unwrap_or_default())?;
    }
    let detail = if live {
        format!("{:?}", how.significance).to_lowercase()
    } else {
        "first".to_owned()
    };
    note(tx, actor, Act::Publish, number, &detail)
}
