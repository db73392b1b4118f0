//! Notes to colleagues: anchored to words of a story, answered, resolved, opened again. Never in the document.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use store::{audit, notes, staff, stories};
use story::Fault;
use story::fields::MAX_TEXT;

use crate::desk::visit::{Outcome, Visit};
use crate::error::Problem;
use crate::http::answer;
use crate::newsroom::Error;
use crate::times;

/// `GET /desk/story/{number}/notes`
pub fn list(visit: &Visit, number: i64) -> Outcome {
    let (all, people) = visit.app.newsroom.db.read(|tx| {
        stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
        Ok::<_, Error>((notes::of(tx, number)?, staff::all(tx)?))
    })?;
    let name = |id: i64| {
        let person = people.iter().find(|p| p.id == id);
        person.map_or((String::new(), String::new()), |p| {
            (p.name.clone(), p.handle.clone())
        })
    };
    let mut replies: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for reply in &all {
        if let Some(parent) = reply.parent {
            replies.entry(parent).or_default().push(json!({
                "author": name(reply.author).0, "made": times::json(reply.made), "text": reply.words,
            }));
        }
    }
    let out: Vec<Value> = all
        .iter()
        .filter(|n| n.parent.is_none())
        .map(|n| {
            let (author, handle) = name(n.author);
            json!({
                "id": n.id, "author": author, "handle": handle, "made": times::json(n.made), "text": n.words,
                "quote": n.quote, "anchor": n.anchor, "head": n.head, "resolved": n.resolved.is_some(),
                "replies": replies.remove(&n.id).unwrap_or_default(),
            })
        })
        .collect();
    Ok(answer::json(200, &Value::Array(out)))
}

fn words(visit: &Visit, name: &str, needed: bool) -> Result<String, Problem> {
    let text = visit.text(name);
    let wrong = |reason: String| Err(Error::from(Fault::at(name, reason)).into());
    if needed && text.is_empty() {
        return wrong("is empty: a note says something".into());
    }
    if text.chars().count() > MAX_TEXT {
        return wrong(format!("is longer than {MAX_TEXT} characters"));
    }
    Ok(text)
}

fn add(visit: &Visit, number: i64, parent: Option<i64>) -> Outcome {
    let person = visit.staff()?;
    let text = words(visit, "text", true)?;
    let (quote, anchor, head) = (
        words(visit, "quote", false)?,
        words(visit, "anchor", false)?,
        words(visit, "head", false)?,
    );
    let id = visit.app.newsroom.act(|tx| {
        stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
        let new = notes::New {
            story: number,
            parent,
            author: person.id,
            words: &text,
            quote: &quote,
            anchor: &anchor,
            head: &head,
        };
        let id = notes::add(tx, &new)?;
        let act = if parent.is_some() {
            "answer a note"
        } else {
            "note"
        };
        audit::note(tx, &person.name, act, Some(number), &text, &visit.origin())?;
        Ok::<_, Error>(id)
    })?;
    Ok(answer::json(201, &json!({ "id": id })))
}

/// `POST /desk/story/{number}/notes`
pub fn write(visit: &Visit, number: i64) -> Outcome {
    add(visit, number, None)
}

/// `POST /desk/story/{number}/notes/{id}/{what}`: reply, resolve or reopen.
pub fn act(visit: &Visit, (number, id, what): (i64, i64, String)) -> Outcome {
    let there = visit.app.newsroom.db.read(|tx| notes::of(tx, number))?;
    if !there.iter().any(|n| n.id == id && n.parent.is_none()) {
        return Err(Problem::new(
            404,
            format!("Story {number} has no note {id}."),
        ));
    }
    let resolved = match what.as_str() {
        "reply" => return add(visit, number, Some(id)),
        "resolve" => true,
        "reopen" => false,
        _ => return Err(crate::desk::visit::nothing_here()),
    };
    let person = visit.staff()?;
    visit.app.newsroom.act(|tx| {
        notes::resolve(tx, number, id, person.id, resolved)?;
        audit::note(
            tx,
            &person.name,
            &format!("{what} a note"),
            Some(number),
            "",
            &visit.origin(),
        )
    })?;
    Ok(answer::json(200, &json!({})))
}
