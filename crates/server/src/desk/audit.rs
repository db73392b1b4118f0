//! The audit: who did what, when and from where; of the whole newsroom, or of one story.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use store::audit::{self, Entry, Which};
use store::cards;

use crate::desk::screen;
use crate::desk::story::head;
use crate::desk::visit::{Outcome, Visit};

/// How many acts a page has.
const PER_PAGE: usize = 100;

/// `GET /desk/audit?person=&act=&story=&before=`
pub fn all(visit: &Visit) -> Outcome {
    let typed = visit.asked("story");
    // What is no number is no story's.
    let story = (!typed.is_empty()).then(|| typed.parse().unwrap_or(-1));
    page(visit, "/desk/audit", Value::Null, story)
}

/// `GET /desk/story/{number}/audit?person=&act=&before=`
pub fn of_story(visit: &Visit, number: i64) -> Outcome {
    let head = head(visit, number)?;
    page(
        visit,
        &format!("/desk/story/{number}/audit"),
        head,
        Some(number),
    )
}

fn page(visit: &Visit, path: &str, head: Value, story: Option<i64>) -> Outcome {
    let zone = screen::about(visit).zone;
    let before = visit.asked("before").parse().ok();
    let which = Which {
        actor: visit.asked("person"),
        act: visit.asked("act"),
        story,
        before,
    };
    let (mut found, titles, (actors, acts)) = visit.app.newsroom.db.read(|tx| {
        let found = audit::page(tx, which, PER_PAGE as i64 + 1)?;
        let named: BTreeSet<i64> = found.iter().filter_map(|(_, entry)| entry.story).collect();
        let mut titles = BTreeMap::new();
        for number in named {
            if let Some(card) = cards::of(tx, number)? {
                titles.insert(number, title(card));
            }
        }
        Ok::<_, store::Error>((found, titles, audit::words(tx)?))
    })?;
    let more = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let row = |entry: &Entry| {
        let story = entry.story.map(|number| {
            let unknown = || format!("Story {number}");
            json!({ "number": number, "title": titles.get(&number).cloned().unwrap_or_else(unknown) })
        });
        json!({
            "who": entry.actor,
            "words": done(&entry.act),
            "detail": entry.detail,
            "story": story,
            "made": screen::time(visit, entry.made, &zone),
            "origin": origin(&entry.origin),
        })
    };
    let last = found.last().map(|(id, _)| *id).filter(|_| more);
    let names = ["person", "act", "story"];
    let address = |before: Option<i64>| screen::turned(visit, path, &names, before);
    let any = names.iter().any(|name| !visit.asked(name).is_empty());
    let context = json!({
        "story": head,
        "filters": {
            "person": visit.asked("person"), "act": visit.asked("act"), "story": visit.asked("story"), "any": any,
        },
        "people": actors,
        "acts": acts.iter().map(|act| json!({ "value": act, "name": act })).collect::<Vec<_>>(),
        "entries": found.iter().map(|(_, entry)| row(entry)).collect::<Vec<_>>(),
        "older": last.map(|id| address(Some(id))),
        "newest": before.map(|_| address(None)),
    });
    screen::show(visit, "audit", context)
}

fn title(card: cards::Card) -> String {
    [card.headline, card.slugline]
        .into_iter()
        .find(|t| !t.is_empty())
        .unwrap_or_else(|| "Untitled story".into())
}

/// What somebody did, as it follows their name. A word that is not here says it as it was noted.
fn done(act: &str) -> &str {
    match act {
        "save" => "saved",
        "submit" => "handed in",
        "approve" => "approved",
        "return" => "sent back",
        "publish" => "published",
        "schedule" => "scheduled",
        "embargo" => "set the embargo",
        "withdraw" => "withdrew",
        "restore" => "put back",
        "assign" => "assigned",
        "ignore" => "ignored a suggestion",
        "take in" => "took in a picture",
        "curate" => "rearranged",
        "sign in" => "signed in",
        "sign out" => "signed out",
        "sign-in refused" => "was refused",
        "join" => "joined",
        "invite" => "invited",
        "role" => "changed the role of",
        "lock out" => "locked out",
        "leave" => "took out of the staff",
        "token" => "made a token",
        "revoke token" => "revoked a token",
        "section" => "changed a section",
        "topic" => "changed a topic",
        "house style" => "changed the house style",
        "lexicon" => "changed the lexicon",
        "checks" => "changed the checks",
        "import" => "imported",
        "setting" => "changed a setting",
        "own details" => "changed their own details",
        "password" => "changed their password",
        "passkey" => "added a passkey",
        "passkey removed" => "removed a passkey",
        "authenticator" => "set up an authenticator",
        "authenticator removed" => "removed an authenticator",
        "recovery codes" => "made recovery codes",
        "session ended" => "ended a session",
        "sessions ended" => "ended other sessions",
        other => other,
    }
}

/// From where: the address first, where there is one, then the way in.
fn origin(noted: &str) -> String {
    match noted.split_once(' ') {
        Some((way, address)) => format!("{address} · {way}"),
        None if noted == "api" => "API".into(),
        None => noted.to_owned(),
    }
}
