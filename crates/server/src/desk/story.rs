//! A story on the desk: the editor's page, saving, the verbs.

use std::time::Duration;

use serde_json::{Value, json};
use store::{Tx, cards, names, stories};
use story::{Act, Fault, ready};

use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit};
use crate::error::Problem;
use crate::http::answer;
use crate::newsroom::{Error, asked, readiness};
use crate::times;
use crate::together;
use crate::urls;

/// What every screen of a story says of it.
///
/// # Errors
/// 404 if there is none.
pub fn head(visit: &Visit, number: i64) -> Result<Value, Problem> {
    let about = screen::about(visit);
    let found = visit.app.newsroom.db.read(|tx| {
        let card = cards::of(tx, number)?;
        let fields = match stories::by_number(tx, number)? {
            Some(story) => store::revisions::by_id(tx, story.newest)?.map(|r| r.fields),
            None => None,
        };
        Ok::<_, store::Error>(card.zip(fields))
    })?;
    let (card, fields) =
        found.ok_or_else(|| Problem::new(404, format!("There is no story {number}.")))?;
    let title = [card.headline.as_str(), &card.slugline, "Untitled story"]
        .into_iter()
        .find(|t| !t.is_empty())
        .unwrap_or_default();
    let live = card.status == story::Status::Live;
    Ok(json!({
        "number": number,
        "title": title,
        "language": fields.language,
        "direction": crate::words::direction(&fields.language),
        "status": card.status,
        "embargo": card.embargo.map(|at| screen::time(visit, at, &about.zone)),
        "url": live.then(|| urls::story(number, &card.slug)),
    }))
}

fn state_of(visit: &Visit, tx: &mut Tx<'_>, number: i64) -> Result<Value, Problem> {
    let story = stories::by_number(tx, number)?
        .ok_or_else(|| Problem::new(404, format!("There is no story {number}.")))?;
    Ok(together::state(tx, &story, visit.staff()?.role)?)
}

/// `GET /desk/story/{number}`
pub fn show(visit: &Visit, number: i64) -> Outcome {
    let head = head(visit, number)?;
    let person = visit.staff()?;
    let epoch = visit.app.rooms.epoch(number)?;
    let (state, sections) = visit.app.newsroom.db.read(|tx| {
        let sections = names::sections(tx)?;
        Ok::<_, Problem>((state_of(visit, tx, number)?, sections))
    })?;
    let about = screen::about(visit);
    let sections: Vec<Value> = sections
        .iter()
        .map(|s| json!({ "slug": s.slug, "name": s.name }))
        .collect();
    let start = json!({
        "story": number,
        "epoch": epoch,
        "schema": story::schema::SCHEMA.version,
        "revision": state["revision"],
        "csrf": visit.csrf,
        "language": head["language"],
        "zone": about.zone,
        "person": { "name": person.name, "role": person.role, "handle": person.handle },
        "acts": state["acts"],
        "state": state,
        "sections": sections,
    });
    let start = start.to_string().replace('<', "\\u003c");
    screen::show(visit, "story", json!({ "story": head, "start": start }))
}

/// `POST /desk/story/{number}/save`: a revision now.
pub fn save(visit: &Visit, number: i64) -> Outcome {
    let actor = visit.actor()?;
    visit.app.rooms.save(number, &actor, "")?;
    state(visit, number)
}

/// `GET /desk/story/{number}/state`
pub fn state(visit: &Visit, number: i64) -> Outcome {
    let state = visit
        .app
        .newsroom
        .db
        .read(|tx| state_of(visit, tx, number))?;
    Ok(answer::json(200, &state))
}

/// `POST /desk/story/{number}/{verb}`: what was written becomes a revision first, so that the verb is done to what
/// is on the screen.
pub fn act(visit: &Visit, (number, verb): (i64, String)) -> Outcome {
    let verb = verb
        .parse::<Act>()
        .ok()
        .filter(|act| *act != Act::Save)
        .ok_or_else(crate::desk::visit::nothing_here)?;
    let actor = visit.actor()?;
    let newsroom = &visit.app.newsroom;
    let mut values = visit.json();
    if let Sentence::Form = sentence(visit) {
        for (name, value) in visit.fields().iter().filter(|(n, _)| n != "csrf") {
            values.insert(name.clone(), value.clone().into());
        }
    }
    // Asked before anything is saved, so that a refusal is about the verb.
    newsroom.db.read(|tx| {
        let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
        story::workflow::next(story.status, verb, actor.role)?;
        Ok::<_, Error>(())
    })?;
    if !matches!(verb, Act::Restore | Act::Withdraw) {
        visit.app.rooms.save(number, &actor, verb.as_str())?;
    }
    if matches!(verb, Act::Publish | Act::Schedule) {
        let scheduled = values
            .get("scheduled_at")
            .and_then(Value::as_str)
            .and_then(|text| times::parse(text).ok());
        let at = scheduled.unwrap_or_else(|| newsroom.clock.now());
        let base = visit.base();
        let findings = newsroom
            .db
            .read(|tx| readiness::findings(tx, number, &base, at))?;
        if ready::stops(&findings) {
            let words: Vec<&str> = findings
                .iter()
                .filter(|f| f.level == ready::Level::Block)
                .map(|f| f.words.as_str())
                .collect();
            let mut problem = Problem::new(422, words.join(" "));
            problem.more.push(("findings", json!(findings)));
            return Err(problem);
        }
    }
    asked::run(newsroom, &actor, verb, number, values)?;
    visit.app.rooms.look(number);
    match sentence(visit) {
        Sentence::Form => Ok(screen::told(
            visit,
            &format!("/desk/story/{number}"),
            "ok",
            &format!("The story was {}.", verb.done()),
        )),
        Sentence::Script => state(visit, number),
    }
}

enum Sentence {
    Form,
    Script,
}

fn sentence(visit: &Visit) -> Sentence {
    if visit.script {
        Sentence::Script
    } else {
        Sentence::Form
    }
}

/// `GET /desk/story/{number}/checks`
pub fn checks(visit: &Visit, number: i64) -> Outcome {
    let actor = visit.actor()?;
    match visit.app.rooms.save(number, &actor, "") {
        Ok(_) | Err(Error::Fault(_) | Error::Refused(_)) => {}
        Err(other) => return Err(other.into()),
    }
    // What is checked is what is on the screen, also where it cannot become a revision yet.
    let written = visit.app.rooms.written(number)?;
    let (newsroom, base) = (&visit.app.newsroom, visit.base());
    let now = newsroom.clock.now();
    let (unfinished, findings, house) = newsroom.db.read(|tx| {
        let draft = readiness::draft(tx, number, &written)?;
        let of = (&draft.fields, &draft.body);
        let findings = readiness::findings_in(tx, number, of, &base, now)?;
        let house = readiness::suggestions(tx, number, of)?;
        Ok::<_, Problem>((draft.unfinished, findings, house))
    })?;
    let unfinished = unfinished.into_iter().map(|one| {
        let place = editor_place(&one.place);
        json!({ "rule": "unfinished", "level": "block", "place": place, "words": one.words })
    });
    let findings = findings.iter().map(|f| {
        let place = editor_place(&f.place);
        json!({ "rule": f.rule, "level": f.level, "place": place, "words": f.words })
    });
    let findings: Vec<Value> = unfinished.chain(findings).collect();
    let house: Vec<Value> = house
        .iter()
        .map(|s| {
            json!({
                "key": s.key, "place": s.place, "block": s.block, "from": s.start + s.from,
                "to": s.start + s.to, "found": s.found, "suggestion": s.suggestion, "reason": s.reason,
            })
        })
        .collect();
    Ok(answer::json(
        200,
        &json!({ "findings": findings, "house": house }),
    ))
}

/// The place of a finding as the editor goes there: a block of the body by its number.
fn editor_place(place: &str) -> String {
    match place.strip_prefix("body/") {
        Some(path) => format!("body.{}", path.split('/').next().unwrap_or_default()),
        None => place.to_owned(),
    }
}

/// `POST /desk/story/{number}/house/ignore`
pub fn ignore(visit: &Visit, number: i64) -> Outcome {
    let key = visit.text("key");
    if key.is_empty() || key.len() > 100 {
        return Err(Error::from(Fault::at("key", "names no suggestion")).into());
    }
    let actor = visit.actor()?;
    visit.app.newsroom.act(|tx| {
        stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
        store::notes::ignore(tx, number, &key)?;
        Ok::<_, Error>(store::audit::note(
            tx,
            &actor.name,
            "ignore",
            Some(number),
            &key,
            &actor.origin,
        )?)
    })?;
    Ok(answer::json(200, &json!({})))
}

/// How long an editor that has lost the line may take before its page is asked for again.
pub const PING: Duration = Duration::from_secs(25);
