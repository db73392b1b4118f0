//! What stands first on the front and in the sections: arranged as a draft, looked at, published.

use serde_json::{Value, json};
use store::cards::{self, Card};
use store::names::{self, Section};
use store::slots::Slot;
use store::stories;
use story::{Fault, Status};

use crate::desk::visit::{Outcome, Visit};
use crate::desk::{find, screen};
use crate::error::Problem;
use crate::newsroom::{self, Arranged, Error, Then};
use crate::{times, urls};

/// A page whose first places are filled by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As the desk's addresses say it: `front`, or the slug of a section.
    pub word: String,
    /// What it is called.
    pub name: String,
    /// As the store says it.
    pub kept: String,
    /// Where readers see it.
    pub url: String,
}

impl Place {
    fn front() -> Self {
        Self {
            word: "front".into(),
            name: "Front page".into(),
            kept: "front".into(),
            url: "/".into(),
        }
    }

    fn of(section: Section) -> Self {
        Self {
            kept: format!("section/{}", section.slug),
            url: urls::section(&section.slug),
            word: section.slug,
            name: section.name,
        }
    }
}

fn places(visit: &Visit) -> Result<Vec<Place>, Problem> {
    let sections = visit.app.newsroom.db.read(names::sections)?;
    let sections = sections.into_iter().map(Place::of);
    Ok(std::iter::once(Place::front()).chain(sections).collect())
}

/// The place that an address names.
///
/// # Errors
/// 404 if there is none.
pub fn place(visit: &Visit, word: &str) -> Result<Place, Problem> {
    let found = places(visit)?.into_iter().find(|p| p.word == word);
    found.ok_or_else(|| Problem::new(404, format!("There is no section {word}.")))
}

/// `GET /desk/curate`
pub fn front(visit: &Visit) -> Outcome {
    page(visit, &Place::front(), 200)
}

/// `GET /desk/curate/{place}?q=`
pub fn show(visit: &Visit, word: String) -> Outcome {
    page(visit, &place(visit, &word)?, 200)
}

/// Shows a place; 409 says that somebody else has changed it.
fn page(visit: &Visit, place: &Place, status: u16) -> Outcome {
    let about = screen::about(visit);
    let speech = visit.app.templates.words().speech("en");
    let q = visit.asked("q");
    let all = places(visit)?;
    let (arranged, changed, slots) = visit.app.newsroom.db.read(|tx| {
        let arranged = newsroom::arranged(tx, &place.kept)?;
        let mut changed = Vec::new();
        for other in &all {
            changed.push(newsroom::arranged(tx, &other.kept)?.changed);
        }
        let mut slots = Vec::new();
        for slot in &arranged.slots {
            if let Some(card) = cards::of(tx, slot.story)? {
                slots.push((slot.clone(), card));
            }
        }
        Ok::<_, store::Error>((arranged, changed, slots))
    })?;
    let section = |slug: &str| {
        let known = all.iter().skip(1).find(|p| p.word == slug);
        known.map_or_else(|| slug.to_owned(), |p| p.name.clone())
    };
    let slots: Vec<Value> = slots
        .iter()
        .map(|(slot, card)| {
            slot_json(
                visit,
                &about.zone,
                slot,
                card,
                card.section.as_deref().map(section),
            )
        })
        .collect();
    let mut found = match q {
        "" => None,
        _ => Some(find::matching(visit)?),
    };
    for story in found.iter_mut().flatten() {
        if let Some(slug) = story["section"].as_str() {
            story["section"] = section(slug).into();
        }
    }
    let Arranged {
        base,
        changed: is_changed,
        saved,
        ..
    } = arranged;
    let saved =
        saved.map(|(who, at)| json!({ "who": who, "when": screen::time(visit, at, &about.zone) }));
    let tabs: Vec<Value> = all
        .iter()
        .zip(changed)
        .map(|(p, changed)| json!({ "place": p.word, "name": p.name, "changed": changed }))
        .collect();
    let context = json!({
        "place": place.word,
        "name": place.name,
        "base": base,
        "zone": times::zone_name(&about.zone, &speech),
        "q": q,
        "found": found,
        "changed": is_changed,
        "conflict": status == 409,
        "saved": saved,
        "preview": format!("/desk/curate/{}/preview", place.word),
        "url": place.url,
        "places": tabs,
        "slots": slots,
    });
    screen::show_as(visit, status, "curate", context)
}

fn slot_json(
    visit: &Visit,
    zone: &str,
    slot: &Slot,
    card: &Card,
    section: Option<String>,
) -> Value {
    let live = card.status == Status::Live;
    let now = visit.app.newsroom.clock.now();
    let title = [card.headline.as_str(), &card.slugline, "Untitled story"]
        .into_iter()
        .find(|t| !t.is_empty());
    let note = match slot.until {
        _ if !live => Some("Not live: readers do not see it here.".to_owned()),
        Some(until) if until <= now => {
            let speech = visit.app.templates.words().speech("en");
            let until = times::show(until, zone, &speech).full;
            Some(format!(
                "Pinned until {until}: readers no longer see it here."
            ))
        }
        _ => None,
    };
    json!({
        "number": card.number,
        "title": title,
        "language": card.language,
        "direction": crate::words::direction(&card.language),
        "section": section,
        "status": card.status,
        "published": card.published.filter(|_| live).map(|at| screen::time(visit, at, zone)),
        "url": live.then(|| urls::story(card.number, &card.slug)),
        "headline": slot.headline.as_deref().unwrap_or_default(),
        "until": slot.until.map(|at| times::local(at, zone)).unwrap_or_default(),
        "note": note,
    })
}

/// `POST /desk/curate/{place}`: the slots as they stand in the form, and then what the button says.
pub fn change(visit: &Visit, word: String) -> Outcome {
    let place = place(visit, &word)?;
    let mut slots = sent(visit)?;
    let (then, at) = arrange(visit, &mut slots)?;
    let actor = visit.actor()?;
    let base = visit.text("base");
    let done = visit
        .app
        .newsroom
        .act(|tx| newsroom::curate(tx, &actor, &place.kept, &base, &slots, then));
    match done {
        Ok(()) => {}
        Err(Error::Rearranged) => return page(visit, &place, 409),
        Err(other) => return Err(other.into()),
    }
    let screen = format!("/desk/curate/{}", place.word);
    Ok(match then {
        Then::Keep => screen::to(&at.map_or_else(
            || screen.clone(),
            |number| format!("{screen}#slot-{number}"),
        )),
        Then::Publish => screen::told(visit, &screen, "ok", "Published: readers see this order."),
        Then::Discard => screen::told(visit, &screen, "ok", "The changes are discarded."),
    })
}

/// The slots of the form in their order.
fn sent(visit: &Visit) -> Result<Vec<Slot>, Problem> {
    let zone = screen::about(visit).zone;
    let wrong = |field: &str, reason: String| Problem::from(Error::from(Fault::at(field, reason)));
    let mut slots: Vec<Slot> = Vec::new();
    for (name, value) in visit.fields() {
        let value = value.trim();
        match (name.as_str(), slots.last_mut()) {
            ("story", _) => slots.push(Slot {
                story: number(value)?,
                until: None,
                headline: None,
            }),
            ("headline", Some(slot)) => {
                slot.headline = Some(value.to_owned()).filter(|h| !h.is_empty());
            }
            ("until", Some(slot)) if !value.is_empty() => {
                let until = times::from_local(value, &zone).map_err(|why| wrong("until", why))?;
                slot.until = Some(until);
            }
            _ => {}
        }
    }
    Ok(slots)
}

fn number(text: &str) -> Result<i64, Problem> {
    text.parse()
        .map_err(|_| Problem::new(422, format!("\"{text}\" is no story's number.")))
}

/// Does to the slots what the button says; answers with what follows, and which slot to come back to.
fn arrange(visit: &Visit, slots: &mut Vec<Slot>) -> Result<(Then, Option<i64>), Problem> {
    let what = visit.text("do");
    let Some((what, story)) = what.split_once(':') else {
        return match what.as_str() {
            "" | "save" => Ok((Then::Keep, None)),
            "publish" => Ok((Then::Publish, None)),
            "discard" => Ok((Then::Discard, None)),
            other => Err(Problem::new(422, format!("There is no button {other}."))),
        };
    };
    let story = number(story)?;
    let at = slots.iter().position(|s| s.story == story);
    match (what, at) {
        ("up", Some(at)) => slots.swap(at, at.saturating_sub(1)),
        ("down", Some(at)) if at + 1 < slots.len() => slots.swap(at, at + 1),
        ("remove", Some(at)) => {
            slots.remove(at);
            return Ok((Then::Keep, None));
        }
        ("add", Some(at)) => slots[..=at].rotate_right(1),
        ("add", None) => {
            let there = visit
                .app
                .newsroom
                .db
                .read(|tx| stories::by_number(tx, story))?;
            there.ok_or(Error::NoStory(story))?;
            let new = Slot {
                story,
                until: None,
                headline: None,
            };
            slots.insert(0, new);
        }
        ("up" | "down" | "remove", _) => {}
        (other, _) => return Err(Problem::new(422, format!("There is no button {other}."))),
    }
    Ok((Then::Keep, Some(story)))
}
