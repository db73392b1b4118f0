//! The list of stories: found by status, section, person, age and words; given to somebody; a new one begun.

use serde_json::{Map, Value, json};
use store::cards::{self, Card, Which};
use store::{names, notes, staff};
use story::{Role, Status};

use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit};
use crate::error::Problem;
use crate::newsroom::{self, Error, Save};

/// How many stories a page of the list has.
const PER_PAGE: usize = 50;
const DAY: i64 = 24 * 3600 * 1_000_000;

/// The times that "how old" offers, in days.
const AGES: [(&str, i64); 4] = [("day", 1), ("week", 7), ("month", 31), ("year", 366)];

/// `GET /desk`
pub fn list(visit: &Visit) -> Outcome {
    let person = visit.staff()?;
    let about = screen::about(visit);
    let now = visit.app.newsroom.clock.now();
    let asked = |name: &str| visit.asked(name).to_owned();
    let (status, age, mine) = (asked("status"), asked("age"), visit.asked("mine") == "1");
    let since = AGES
        .iter()
        .find(|(word, _)| *word == age)
        .map_or(0, |(_, days)| now - days * DAY);
    let found = visit.app.newsroom.db.read(|tx| {
        let people = staff::all(tx)?;
        let sections = names::sections(tx)?;
        let who = people
            .iter()
            .find(|p| p.id.to_string() == visit.asked("person"));
        let before = visit.asked("before").parse::<i64>().ok();
        let before = match before {
            Some(number) => cards::of(tx, number)?.map(|c| (c.changed, c.number)),
            None => None,
        };
        let which = Which {
            status: status.parse::<Status>().ok(),
            embargoed: status == "embargoed",
            section: visit.asked("section"),
            person: who.map(|p| (p.id, p.name.as_str())),
            assigned: mine.then_some(person.id),
            since,
            words: visit.asked("q"),
            before,
        };
        let mut found = cards::list(tx, which, PER_PAGE as i64 + 1)?;
        let more = found.len() > PER_PAGE;
        found.truncate(PER_PAGE);
        let numbers: Vec<i64> = found.iter().map(|c| c.number).collect();
        let open = notes::open_in(tx, &numbers)?;
        let counts = cards::counts(tx, person.id)?;
        let expired = super::library::expired(tx, now)?;
        Ok::<_, store::Error>((found, more, open, counts, people, sections, expired))
    })?;
    let (found, more, open, counts, people, sections, expired) = found;
    let section_name = |slug: &str| {
        let section = sections.iter().find(|s| s.slug == slug);
        section.map_or_else(|| slug.to_owned(), |s| s.name.clone())
    };
    let person_of = |id: i64| {
        let person = people.iter().find(|p| p.id == id);
        person.map(|p| json!({ "id": p.id, "name": p.name }))
    };
    let row = |card: &Card| {
        let time = |at: i64| screen::time(visit, at, &about.zone);
        let names: Vec<&str> = card.people.split(", ").filter(|n| !n.is_empty()).collect();
        let notes = open
            .iter()
            .find(|(story, _)| *story == card.number)
            .map_or(0, |(_, n)| *n);
        json!({
            "number": card.number,
            "title": card.headline,
            "slugline": card.slugline,
            "language": card.language,
            "direction": crate::words::direction(&card.language),
            "status": card.status,
            "ahead": card.status == Status::Live && !card.is_shown,
            "section": card.section.as_deref().map(section_name),
            "people": names,
            "assigned": card.assigned.and_then(person_of),
            "updated": time(card.changed),
            "scheduled": card.scheduled.map(time),
            "embargo": card.embargo.filter(|at| *at > now).map(time),
            "notes": notes,
        })
    };
    let filters: Map<String, Value> = ["status", "section", "person", "age", "q"]
        .iter()
        .map(|name| ((*name).to_owned(), visit.asked(name).into()))
        .chain([("mine".to_owned(), mine.into())])
        .collect();
    let any = mine
        || filters
            .values()
            .any(|v| v.as_str().is_some_and(|v| !v.is_empty()));
    let mut filters = Value::Object(filters);
    filters["any"] = any.into();
    let last = found.last().map(|c| c.number).filter(|_| more);
    let there: Vec<Value> = people
        .iter()
        .filter(|p| p.gone.is_none())
        .map(|p| json!({ "id": p.id, "name": p.name }))
        .collect();
    let names = ["status", "section", "person", "age", "q", "mine"];
    let address = |before: Option<i64>| screen::turned(visit, "/desk", &names, before);
    let context = json!({
        "here": visit.here,
        "expired": expired,
        "filters": filters,
        "counts": counts.iter().map(|(name, n)| (name.clone(), json!(n))).collect::<Map<_, _>>(),
        "sections": sections.iter().map(|s| json!({ "slug": s.slug, "name": s.name })).collect::<Vec<_>>(),
        "people": there,
        "may_assign": person.role >= Role::Reporter,
        "stories": found.iter().map(row).collect::<Vec<_>>(),
        "older": last.map(|number| address(Some(number))),
        "newest": (!visit.asked("before").is_empty()).then(|| address(None)),
    });
    screen::show(visit, "stories", context)
}

/// `POST /desk/story`: a story in the writer's name.
pub fn begin(visit: &Visit) -> Outcome {
    let person = visit.staff()?;
    let about = screen::about(visit);
    let mut byline = json!({ "name": person.name });
    if !person.handle.is_empty() {
        byline["handle"] = format!("@{}", person.handle).into();
    }
    let values = json!({ "language": about.language, "zone": about.zone, "bylines": [byline] });
    let Value::Object(values) = values else {
        return Err(Problem::failed("a new story has no fields"));
    };
    let asked = Save {
        number: None,
        base: None,
        values: &values,
        reason: "",
    };
    let actor = visit.actor()?;
    let saved = visit.app.newsroom.save(&actor, &asked)?;
    visit
        .app
        .newsroom
        .act(|tx| newsroom::assign(tx, &actor, person.id, saved.number, Some(person.id)))?;
    Ok(screen::to(&format!("/desk/story/{}", saved.number)))
}

/// `POST /desk/story/{number}/assign`
pub fn assign(visit: &Visit, number: i64) -> Outcome {
    let person = visit.staff()?;
    let to = visit.text("person");
    let to = if to.is_empty() {
        None
    } else {
        Some(
            to.parse::<i64>()
                .map_err(|_| Problem::new(422, "Choose somebody of the list."))?,
        )
    };
    let actor = visit.actor()?;
    visit
        .app
        .newsroom
        .act(|tx| newsroom::assign(tx, &actor, person.id, number, to))?;
    let back = screen::next(visit.field("back").unwrap_or_default()).to_owned();
    let words = match to {
        Some(_) => "The story is assigned.",
        None => "The story is nobody’s now.",
    };
    if visit.script {
        return Ok(crate::http::answer::json(200, &json!({})));
    }
    Ok(screen::told(visit, &back, "ok", words))
}

/// 404 for a story that is not there.
///
/// # Errors
/// Of the store.
pub fn is_there(visit: &Visit, number: i64) -> Result<(), Problem> {
    let there = visit.app.newsroom.db.read(|tx| cards::of(tx, number))?;
    match there {
        Some(_) => Ok(()),
        None => Err(Error::NoStory(number).into()),
    }
}
