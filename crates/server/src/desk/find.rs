//! What the editor finds as somebody types: stories, topics, authors, pictures, colleagues; and new topics. JSON for
//! the desk's script.

use serde_json::{Value, json};
use store::names::Kind;
use store::surveys::{self, Which};
use store::{assets, cards, staff};
use story::Status;

use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit};
use crate::error::Problem;
use crate::http::answer;
use crate::newsroom::topics;
use crate::{times, urls};

/// Most of each.
const MOST: usize = 12;

fn found(values: Vec<Value>) -> Outcome {
    Ok(answer::json(200, &Value::Array(values)))
}

/// `GET /desk/find/stories?q=`: live ones first, since links lead to them.
pub fn stories(visit: &Visit) -> Outcome {
    let which = |status| cards::Which {
        words: visit.asked("q"),
        status,
        ..cards::Which::default()
    };
    let cards = visit.app.newsroom.db.read(|tx| {
        let mut cards = cards::list(tx, which(Some(Status::Live)), MOST as i64)?;
        for card in cards::list(tx, which(None), MOST as i64)? {
            if cards.len() < MOST && card.status != Status::Live {
                cards.push(card);
            }
        }
        Ok::<_, store::Error>(cards)
    })?;
    let zone = screen::about(visit).zone;
    let speech = visit.app.templates.words().speech("en");
    let values = cards.iter().map(|card| {
        let live = card.status == Status::Live;
        let published = card.published.filter(|_| live);
        json!({
            "number": card.number,
            "headline": card.headline,
            "url": live.then(|| urls::story(card.number, &card.slug)),
            "section": card.section,
            "status": card.status,
            "published": published.map(|at| times::show(at, &zone, &speech).day),
        })
    });
    found(values.collect())
}

/// `GET /desk/find/topics?q=`
pub fn topics(visit: &Visit) -> Outcome {
    let which = Which {
        words: visit.asked("q"),
        ..Which::default()
    };
    let all = visit
        .app
        .newsroom
        .db
        .read(|tx| surveys::topics(tx, which, MOST as i64))?;
    let values = all
        .iter()
        .map(|t| json!({ "name": t.name, "kind": t.kind }));
    found(values.collect())
}

/// `GET /desk/find/authors?q=`
pub fn authors(visit: &Visit) -> Outcome {
    let words = visit.asked("q");
    let all = visit
        .app
        .newsroom
        .db
        .read(|tx| surveys::authors(tx, words, MOST as i64))?;
    let values = all
        .iter()
        .map(|a| json!({ "name": a.name, "role": a.role, "handle": a.handle }));
    found(values.collect())
}

/// `GET /desk/find/pictures?q=`: pictures, films and sounds.
pub fn pictures(visit: &Visit) -> Outcome {
    let words = visit.asked("q");
    let all = visit
        .app
        .newsroom
        .db
        .read(|tx| assets::search(tx, words, MOST as i64))?;
    let values = all.iter().map(|asset| {
        let d = &asset.details;
        json!({
            "id": asset.id,
            "kind": asset.kind,
            "thumb": format!("/desk/media/{}/thumb", asset.id),
            "alt": d.alt,
            "caption": d.caption,
            "credit": d.credit,
            "width": d.width,
            "height": d.height,
        })
    });
    found(values.collect())
}

/// `GET /desk/find/people?q=`: colleagues who may be called into a note.
pub fn people(visit: &Visit) -> Outcome {
    let words = visit.asked("q").trim_start_matches('@').to_lowercase();
    let all = visit.app.newsroom.db.read(staff::all)?;
    let values = all
        .iter()
        .filter(|p| p.gone.is_none() && !p.handle.is_empty())
        .filter(|p| p.name.to_lowercase().contains(&words) || p.handle.contains(&words))
        .take(MOST)
        .map(|p| json!({ "name": p.name, "handle": p.handle }));
    found(values.collect())
}

/// `POST /desk/topics` `{name, kind}`: an editor's is made; a reporter's name is good for the story as it is, and made
/// when an editor acts on it.
pub fn propose(visit: &Visit) -> Outcome {
    let actor = visit.actor()?;
    let kind: Kind = visit
        .text("kind")
        .parse()
        .map_err(|why| Problem::new(422, format!("The kind: {why}.")))?;
    let name = visit.text("name");
    let (name, kind, made) = visit
        .app
        .newsroom
        .act(|tx| topics::propose(tx, &actor, &name, kind))?;
    Ok(answer::json(
        200,
        &json!({ "name": name, "kind": kind, "made": made }),
    ))
}
