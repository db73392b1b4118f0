//! The revisions of a story: listed, compared word by word, restored as a new one.

use serde_json::{Value, json};
use store::revisions::{self, Revision};
use store::stories;
use story::compare::{self, Change, Side};

use crate::desk::screen;
use crate::desk::story::head;
use crate::desk::visit::{Outcome, Visit};
use crate::error::Problem;
use crate::newsroom::{Error, Save};
use crate::together;

/// How many revisions a page of the list has.
const PER_PAGE: usize = 50;
/// So many blocks that are the same stand around one that is not; more are left out.
const AROUND: usize = 2;

fn row(visit: &Visit, zone: &str, story: &stories::Story, revision: &Revision) -> Value {
    json!({
        "number": revision.revision,
        "maker": revision.maker,
        "made": screen::time(visit, revision.made, zone),
        "reason": revision.reason,
        "newest": revision.id == story.newest,
        "live": Some(revision.id) == story.live && story.status == story::Status::Live,
        "kept": revision.kept,
    })
}

fn all(visit: &Visit, number: i64) -> Result<(stories::Story, Vec<Revision>), Problem> {
    let found = visit.app.newsroom.db.read(|tx| {
        let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
        Ok::<_, Error>((story, revisions::all(tx, number)?))
    })?;
    Ok(found)
}

fn may_restore(visit: &Visit, story: &stories::Story) -> Result<bool, Problem> {
    Ok(together::acts(story, visit.staff()?.role).contains(&story::Act::Save))
}

/// `GET /desk/story/{number}/versions?before=`
pub fn list(visit: &Visit, number: i64) -> Outcome {
    let zone = screen::about(visit).zone;
    let (story, all) = all(visit, number)?;
    let before = visit.asked("before").parse::<i64>().unwrap_or(i64::MAX);
    let mut rest = all.iter().filter(|r| r.revision < before);
    let page: Vec<&Revision> = rest.by_ref().take(PER_PAGE).collect();
    let older = rest.next().and(page.last());
    let older = older.map(|r| format!("/desk/story/{number}/versions?before={}", r.revision));
    // What readers see against what is newest is what an editor wants to know; else the last two.
    let live = page
        .iter()
        .find(|r| Some(r.id) == story.live && r.id != story.newest);
    let to = page.first().map_or(1, |r| r.revision);
    let from = live.or(page.get(1)).map_or(to, |r| r.revision);
    let context = json!({
        "story": head(visit, number)?,
        "revisions": page.iter().map(|r| row(visit, &zone, &story, r)).collect::<Vec<_>>(),
        "chosen": { "from": from, "to": to },
        "may_restore": may_restore(visit, &story)?,
        "older": older,
    });
    screen::show(visit, "versions", context)
}

/// `GET /desk/story/{number}/versions/compare?from=&to=&view=`
pub fn compare(visit: &Visit, number: i64) -> Outcome {
    let zone = screen::about(visit).zone;
    let asked = |name: &str| {
        visit.asked(name).parse::<i64>().map_err(|_| {
            Problem::new(
                400,
                format!("In the address, {name}= must be the number of a revision."),
            )
        })
    };
    let (from, to) = (asked("from")?, asked("to")?);
    let read = |revision: i64| {
        let found = visit.app.newsroom.db.read(|tx| {
            let found = revisions::of_story(tx, number, revision)?;
            match found {
                Some(found) => {
                    let body = revisions::body(tx, found.id)?;
                    Ok::<_, store::Error>(Some((found, body)))
                }
                None => Ok(None),
            }
        })?;
        found
            .ok_or_else(|| Problem::new(404, format!("Story {number} has no revision {revision}.")))
    };
    let ((old, old_body), (new, new_body)) = (read(from)?, read(to)?);
    let found = compare::compare(
        Side {
            fields: &old.fields,
            body: &old_body,
        },
        Side {
            fields: &new.fields,
            body: &new_body,
        },
    );
    let fields: Vec<Value> = found
        .fields
        .iter()
        .map(|f| json!({ "name": field_name(&f.name), "pieces": f.pieces }))
        .collect();
    let same: Vec<bool> = found
        .blocks
        .iter()
        .map(|b| b.change == Change::Same)
        .collect();
    let mut blocks = Vec::new();
    let mut skipped = 0;
    for (at, block) in found.blocks.iter().enumerate() {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(same.len());
        if around.clone().all(|i| same[i]) {
            skipped += 1;
            continue;
        }
        let mut shown = serde_json::to_value(block).map_err(|e| Problem::failed(e.to_string()))?;
        let words = block.pieces.iter().any(|p| p.kind != compare::Kind::Same);
        if block.change == Change::Changed && !words {
            shown["change"] = "attrs".into();
        }
        shown["skipped"] = skipped.into();
        skipped = 0;
        blocks.push(shown);
    }
    let (story, _) = all(visit, number)?;
    let context = json!({
        "story": head(visit, number)?,
        "view": if visit.asked("view") == "side" { "side" } else { "unified" },
        "from": row(visit, &zone, &story, &old),
        "to": row(visit, &zone, &story, &new),
        "may_restore": may_restore(visit, &story)?,
        "fields": fields,
        "blocks": blocks,
    });
    screen::show(visit, "compare", context)
}

/// What a field is called on the desk.
fn field_name(name: &str) -> String {
    match name {
        "headlines.home" => "Headline on front and section pages".into(),
        "headlines.seo" => "Headline for search engines".into(),
        "headlines.social" => "Headline for social networks".into(),
        "lead.asset" => "Lead picture".into(),
        "lead.alt" => "Lead picture: alt text".into(),
        "lead.caption" => "Lead picture: caption".into(),
        "lead.credit" => "Lead picture: credit".into(),
        other => {
            let mut letters = other.chars();
            letters
                .next()
                .map(|c| c.to_uppercase().chain(letters).collect())
                .unwrap_or_default()
        }
    }
}

/// `POST /desk/story/{number}/versions/{revision}/restore`: what it said, as a new revision.
pub fn restore(visit: &Visit, (number, revision): (i64, i64)) -> Outcome {
    let actor = visit.actor()?;
    // What is on somebody's screen now becomes a revision first: it can be restored in its turn.
    visit.app.rooms.save(number, &actor, "")?;
    let (values, newest) = visit.app.newsroom.db.read(|tx| {
        let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
        let newest = revisions::by_id(tx, story.newest)?.map(|r| r.revision);
        let found = revisions::of_story(tx, number, revision)?;
        let found = match found {
            Some(found) => {
                let body = revisions::body(tx, found.id)?;
                Some(together::values(&found.fields, &body))
            }
            None => None,
        };
        Ok::<_, Error>((found, newest))
    })?;
    let values = values
        .ok_or_else(|| Problem::new(404, format!("Story {number} has no revision {revision}.")))?;
    let why = visit.text("reason");
    let reason = if why.is_empty() {
        format!("Restored revision {revision}")
    } else {
        format!("Restored revision {revision}: {why}")
    };
    let asked = Save {
        number: Some(number),
        base: newest,
        values: &values,
        reason: &reason,
    };
    visit.app.newsroom.save(&actor, &asked)?;
    visit.app.rooms.look(number);
    Ok(screen::told(
        visit,
        &format!("/desk/story/{number}/versions"),
        "ok",
        &format!(
            "Revision {revision} is restored as a new one. Readers see it once it is published."
        ),
    ))
}
