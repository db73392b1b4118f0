//! The topics: what stories are about.

use serde_json::{Value, json};
use store::names::{self, Kind, Topic};
use store::surveys::{self, Which};

use super::{Wrong, act, errors, lines};
use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit, nothing_here};
use crate::error::Problem;
use crate::newsroom::topics::{self, Typed};
use crate::urls;

const SCREEN: &str = "/desk/admin/topics";
/// How many stand on a screen.
const PER_PAGE: usize = 50;

/// `GET /desk/admin/topics?q=&kind=&after=&before=`
pub fn show(visit: &Visit) -> Outcome {
    list(visit, None, None)
}

fn list(visit: &Visit, form: Option<Value>, wrong: Option<Wrong>) -> Outcome {
    let (words, kind) = (visit.asked("q"), visit.asked("kind"));
    let (after, before) = (visit.asked("after"), visit.asked("before"));
    let which = Which {
        words,
        kind: kind.parse().ok(),
        after,
        before,
    };
    let (found, more) = visit.app.newsroom.db.read(|tx| {
        let mut found = surveys::topics(tx, which, PER_PAGE as i64 + 1)?;
        let more = found.len() > PER_PAGE;
        if more && before.is_empty() {
            found.truncate(PER_PAGE);
        } else if more {
            found.remove(0);
        }
        let mut rows = Vec::new();
        for topic in found {
            let stories = surveys::topic(tx, &topic.slug)?;
            rows.push((topic, stories));
        }
        Ok::<_, store::Error>((rows, more))
    })?;
    let place = |name: &str, topic: Option<&(Topic, i64)>| {
        topic.map(|(topic, _)| {
            let (q, kind) = (urls::escape(words), urls::escape(kind));
            format!("{SCREEN}?q={q}&kind={kind}&{name}={}", topic.slug)
        })
    };
    let (back, on) = if before.is_empty() {
        (!after.is_empty(), more)
    } else {
        (more, true)
    };
    let previous = place("before", found.first().filter(|_| back));
    let next = place("after", found.last().filter(|_| on));
    let rows: Vec<Value> = found
        .iter()
        .map(|(topic, stories)| row(topic, *stories))
        .collect();
    screen_of(
        visit,
        form,
        wrong,
        json!({ "topic": null, "topics": rows, "previous": previous, "next": next }),
    )
}

fn row(topic: &Topic, stories: i64) -> Value {
    let mut row = json!(topic);
    row["stories"] = stories.into();
    row
}

fn screen_of(visit: &Visit, form: Option<Value>, wrong: Option<Wrong>, found: Value) -> Outcome {
    let blank = || json!({ "name": "", "kind": "subject", "description": "", "aliases": "", "same_as": "" });
    let (status, errors) = errors(wrong);
    let context = json!({
        "errors": errors,
        "filters": { "q": visit.asked("q"), "kind": visit.asked("kind") },
        "form": form.unwrap_or_else(blank),
        "topic": found["topic"],
        "topics": found["topics"],
        "pager": { "previous": found["previous"], "next": found["next"] },
    });
    screen::show_as(visit, status, "admin/topics", context)
}

/// `GET /desk/admin/topics/{slug}`
pub fn open(visit: &Visit, slug: String) -> Outcome {
    one(visit, &slug, None, None)
}

fn one(visit: &Visit, slug: &str, typed: Option<&Typed>, wrong: Option<Wrong>) -> Outcome {
    let (topic, stories) = visit.app.newsroom.db.read(|tx| {
        let topic = names::topic(tx, slug)?
            .ok_or_else(|| Problem::new(404, format!("There is no topic {slug}.")))?;
        let stories = surveys::topic(tx, slug)?;
        Ok::<_, Problem>((topic, stories))
    })?;
    let mut topic = row(&topic, stories);
    if let Some(typed) = typed {
        topic["name"] = typed.name.as_str().into();
        topic["kind"] = typed.kind.as_str().into();
        topic["description"] = typed.description.as_str().into();
        topic["aliases"] = json!(typed.aliases);
        topic["same_as"] = json!(typed.same_as);
    }
    screen_of(
        visit,
        None,
        wrong,
        json!({ "topic": topic, "topics": [], "previous": null, "next": null }),
    )
}

fn typed(visit: &Visit) -> Result<Typed, Problem> {
    let kind: Kind = visit
        .text("kind")
        .parse()
        .map_err(|why| Problem::new(422, format!("The kind: {why}.")))?;
    Ok(Typed {
        name: visit.text("name"),
        kind,
        description: visit.text("description").replace('\r', ""),
        aliases: lines(visit, "aliases"),
        same_as: lines(visit, "same_as"),
    })
}

/// `POST /desk/admin/topics`
pub fn add(visit: &Visit) -> Outcome {
    let typed = typed(visit)?;
    match act(visit, |tx, by| topics::add(tx, by, &typed))? {
        Ok(topic) => {
            let words = format!("The topic {} is added.", topic.name);
            Ok(screen::told(visit, SCREEN, "ok", &words))
        }
        Err(wrong) => {
            let form = json!({
                "name": typed.name, "kind": typed.kind, "description": typed.description,
                "aliases": typed.aliases.join("\n"), "same_as": typed.same_as.join("\n"),
            });
            list(visit, Some(form), Some(wrong))
        }
    }
}

/// `POST /desk/admin/topics/{slug}`
pub fn change(visit: &Visit, slug: String) -> Outcome {
    let typed = typed(visit)?;
    match act(visit, |tx, by| topics::change(tx, by, &slug, &typed))? {
        Ok(_) => {
            let place = format!("{SCREEN}/{slug}");
            Ok(screen::told(visit, &place, "ok", "The topic is saved."))
        }
        Err(wrong) => one(visit, &slug, Some(&typed), Some(wrong)),
    }
}

/// `POST /desk/admin/topics/{slug}/{what}`
pub fn merge(visit: &Visit, (slug, what): (String, String)) -> Outcome {
    if what != "merge" {
        return Err(nothing_here());
    }
    let into = visit.text("into");
    match act(visit, |tx, by| topics::merge(tx, by, &slug, &into))? {
        Ok(other) => {
            let place = format!("{SCREEN}/{}", other.slug);
            Ok(screen::told(visit, &place, "ok", "The topics are merged."))
        }
        Err(wrong) => one(visit, &slug, None, Some(wrong)),
    }
}
