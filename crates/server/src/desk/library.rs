//! The library: pictures, films and sounds are found, described, cropped, captioned, replaced and taken away.

use serde_json::{Map, Value, json};
use store::assets::{self, Asset, Kind, Rendition, Status};
use store::{Micros, Tx, cards};
use story::{Fault, Role};

use crate::desk::screen;
use crate::desk::visit::{Outcome, Sent, Visit, nothing_here};
use crate::error::Problem;
use crate::http::answer;
use crate::newsroom::{self, Error};
use crate::{times, urls};

/// How many assets a page has.
const PER_PAGE: usize = 48;
/// How many are looked at in one turn, and at most: filters that few fulfil are not followed for ever.
const TURN: i64 = 500;
const MOST: usize = 20_000;
const DAY: Micros = 24 * 3600 * 1_000_000;
/// A licence that ends so soon is worth a word.
const SOON: Micros = 14 * DAY;

/// What a form says of an asset, in the order of the screen.
const FIELDS: [&str; 14] = [
    "title",
    "alt",
    "caption",
    "byline",
    "credit",
    "source",
    "copyright",
    "usage_terms",
    "instructions",
    "restriction",
    "date_created",
    "place",
    "digital_source_type",
    "keywords",
];

/// What the library can be narrowed by, as the query names it.
const FILTERS: [&str; 6] = ["q", "kind", "credit", "from", "to", "rights"];

/// `GET /desk/media?q=&kind=&credit=&from=&to=&rights=&before=`
pub fn list(visit: &Visit) -> Outcome {
    let now = visit.app.newsroom.clock.now();
    let zone = screen::about(visit).zone;
    let day = |name: &str| times::from_local(&format!("{}T00:00", visit.asked(name)), &zone).ok();
    let (from, to) = (day("from"), day("to").map(|to| to + DAY));
    let (kind, credit, rights) = (
        visit.asked("kind"),
        visit.asked("credit").to_lowercase(),
        visit.asked("rights"),
    );
    let fits = |asset: &Asset| {
        let details = &asset.details;
        let whose = [
            &details.credit,
            &details.byline,
            &details.source,
            &details.copyright,
        ];
        (kind.is_empty() || json!(asset.kind) == kind)
            && (credit.is_empty()
                || whose
                    .into_iter()
                    .flatten()
                    .any(|name| name.to_lowercase().contains(&credit)))
            && from.is_none_or(|from| asset.created >= from)
            && to.is_none_or(|to| asset.created < to)
            && (rights.is_empty() || state_of_rights(asset, now) == rights)
    };
    let before = visit.asked("before").to_owned();
    let (found, more) = visit.app.newsroom.db.read(|tx| {
        let mut at = assets::by_id(tx, &before)?.map(|asset| (asset.created, asset.id));
        let (mut found, mut seen) = (Vec::new(), 0);
        loop {
            let place = at.as_ref().map(|(created, id)| (*created, id.as_str()));
            let turn = assets::library(tx, visit.asked("q"), place, TURN)?;
            seen += turn.len();
            let whole = turn.len() < TURN as usize;
            at = turn.last().map(|asset| (asset.created, asset.id.clone()));
            found.extend(turn.into_iter().filter(|asset| fits(asset)));
            if whole || found.len() > PER_PAGE || seen >= MOST {
                return Ok::<_, store::Error>((found, !whole));
            }
        }
    })?;
    let many = found.len() > PER_PAGE || more;
    let shown: Vec<&Asset> = found.iter().take(PER_PAGE).collect();
    let query = |before: Option<&str>| screen::turned(visit, "/desk/media", &FILTERS, before);
    let any = FILTERS.iter().any(|name| !visit.asked(name).is_empty());
    let context = json!({
        "filters": {
            "q": visit.asked("q"), "kind": kind, "credit": visit.asked("credit"), "from": visit.asked("from"),
            "to": visit.asked("to"), "rights": rights, "any": any,
        },
        "assets": shown.iter().map(|asset| line(asset, now)).collect::<Vec<_>>(),
        "newest": (!before.is_empty()).then(|| query(None)),
        "older": shown.last().filter(|_| many).map(|last| query(Some(&last.id))),
    });
    screen::show(visit, "media", context)
}

/// One word for whether an asset may be used: `withdrawn`, `ended`, `embargoed`, `restricted`, `ending`, else `free`.
fn state_of_rights(asset: &Asset, now: Micros) -> &'static str {
    let details = &asset.details;
    if details.withdrawn.is_some() {
        "withdrawn"
    } else if details.rights_end.is_some_and(|end| end <= now) {
        "ended"
    } else if details.embargoed_until.is_some_and(|until| until > now) {
        "embargoed"
    } else if details.restriction.is_some() {
        "restricted"
    } else if details.rights_end.is_some_and(|end| end <= now + SOON) {
        "ending"
    } else {
        "free"
    }
}

fn line(asset: &Asset, now: Micros) -> Value {
    let details = &asset.details;
    let title = [
        &details.title,
        &details.caption,
        &details.alt,
        &details.original_name,
    ];
    let title = title
        .into_iter()
        .flatten()
        .find(|words| !words.trim().is_empty());
    json!({
        "id": asset.id, "kind": asset.kind, "status": asset.status, "title": title, "credit": details.credit,
        "length": details.length.map(times::length), "progress": details.progress, "rights": state_of_rights(asset, now),
        "thumb": still(asset, 320).map(|r| urls::media(&asset.id, &r.name)), "alt": details.alt,
    })
}

/// The picture of an asset that is nearest to a width, whole.
fn still(asset: &Asset, width: u32) -> Option<&Rendition> {
    let all = asset.details.renditions.iter();
    let whole =
        all.filter(|r| matches!(r.media_type.as_str(), "image/jpeg" | "image/png") && !r.is_crop());
    whole.min_by_key(|r| r.width.abs_diff(width))
}

/// `GET /desk/media/{asset}`
pub fn show(visit: &Visit, id: String) -> Outcome {
    let asset = find(visit, &id)?;
    if visit.script {
        return Ok(answer::json(200, &super::media::json_of(&asset)));
    }
    page(visit, 200, &asset, &[], &Map::new())
}

fn find(visit: &Visit, id: &str) -> Result<Asset, Problem> {
    let found = visit.app.newsroom.db.read(|tx| assets::by_id(tx, id))?;
    found.ok_or_else(nothing_here)
}

fn page(
    visit: &Visit,
    status: u16,
    asset: &Asset,
    faults: &[Fault],
    typed: &Map<String, Value>,
) -> Outcome {
    let now = visit.app.newsroom.clock.now();
    let zone = screen::about(visit).zone;
    let details = &asset.details;
    let known = serde_json::to_value(details).unwrap_or_default();
    let value = |name: &str| match typed.get(name) {
        Some(typed) => typed.clone(),
        None if name == "keywords" => details.keywords.join(", ").into(),
        None => known.get(name).cloned().unwrap_or_default(),
    };
    let fields: Map<String, Value> = FIELDS
        .iter()
        .map(|name| ((*name).to_owned(), value(name)))
        .collect();
    let local = |name: &str, at: Option<Micros>| match typed.get(name) {
        Some(typed) => typed.clone(),
        None => at.map(|at| times::local(at, &zone)).into(),
    };
    let used = visit.app.newsroom.db.read(|tx| used(tx, &asset.id))?;
    let file = |what: &str| {
        let found = details.renditions.iter().find(|r| r.name.starts_with(what));
        found.map(|r| urls::media(&asset.id, &r.name))
    };
    let crops: Map<String, Value> = details
        .crops
        .iter()
        .map(|(name, (x, y, width, height))| {
            (
                name.clone(),
                json!({ "x": x, "y": y, "width": width, "height": height }),
            )
        })
        .collect();
    let errors = faults.iter().map(|fault| json!({ "field": place(fault), "text": format!("{}: {}", place(fault), fault.reason) }));
    let person = visit.staff()?;
    let size = details.renditions.iter().map(|r| r.bytes).sum::<u64>();
    let context = json!({
        "asset": line(asset, now),
        "fields": fields,
        "read_from": details.read_from,
        "width": details.width, "height": details.height, "reason": details.reason,
        "original_name": details.original_name, "credentials": details.manifest.is_some(),
        "taken_in": screen::time(visit, asset.created, &zone),
        "rights_end": local("rights_end", details.rights_end),
        "embargoed_until": local("embargoed_until", details.embargoed_until),
        "zone": zone,
        "withdrawn": details.withdrawn.as_ref().map(|w| json!({ "at": screen::time(visit, w.at, &zone), "reason": w.reason })),
        "picture": still(asset, 800).map(|r| urls::media(&asset.id, &r.name)),
        "film": file("film.").filter(|_| asset.kind == Kind::Video).map(|_| plain(asset)),
        "sound": file("sound."),
        "poster_at": details.poster_at,
        "focus": details.focus.map(|(x, y)| json!({ "x": x, "y": y }).to_string()),
        "crops": Value::Object(crops).to_string(),
        "captions": details.captions.iter().map(|c| json!({
            "language": c.language, "automatic": c.automatic, "text": c.text, "name": crate::words::language_name(&c.language),
        })).collect::<Vec<_>>(),
        "renditions": details.renditions.len(), "bytes": size / 1_000,
        "used": used,
        "errors": errors.collect::<Vec<_>>(),
        "may": { "write": person.role >= Role::Reporter, "take_away": person.role >= Role::Editor },
    });
    screen::show_as(visit, status, "asset", context)
}

/// The field that a fault is in.
fn place(fault: &Fault) -> String {
    fault.pointer().trim_start_matches('/').to_owned()
}

/// The plain file of a film, which every browser plays.
fn plain(asset: &Asset) -> Option<String> {
    let found = asset
        .details
        .renditions
        .iter()
        .find(|r| r.what() == "film" && r.media_type == "video/mp4");
    found.map(|r| urls::media(&asset.id, &r.name))
}

fn used(tx: &mut Tx<'_>, id: &str) -> store::Result<Vec<Value>> {
    let mut stories = Vec::new();
    for (number, seen) in assets::uses(tx, id, 50)? {
        if let Some(card) = cards::of(tx, number)? {
            let title = [card.headline, card.slugline]
                .into_iter()
                .find(|t| !t.is_empty());
            let title = title.unwrap_or_else(|| "Untitled story".into());
            stories.push(
                json!({ "number": number, "title": title, "status": card.status, "seen": seen }),
            );
        }
    }
    Ok(stories)
}

/// `POST /desk/media/{asset}`: the form of the screen.
pub fn change(visit: &Visit, id: String) -> Outcome {
    let asset = find(visit, &id)?;
    let zone = screen::about(visit).zone;
    let (mut values, mut typed, mut faults) = (Map::new(), Map::new(), Vec::new());
    for name in FIELDS {
        let Some(text) = visit.field(name) else {
            continue;
        };
        typed.insert(name.into(), text.into());
        let value = match name {
            "keywords" => text
                .split(',')
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .into(),
            _ if text.trim().is_empty() => Value::Null,
            _ => text.replace("\r\n", "\n").into(),
        };
        values.insert(name.into(), value);
    }
    for name in ["rights_end", "embargoed_until"] {
        let Some(text) = visit.field(name) else {
            continue;
        };
        typed.insert(name.into(), text.into());
        if text.trim().is_empty() {
            values.insert(name.into(), Value::Null);
            continue;
        }
        match times::from_local(text, &zone) {
            Ok(at) => drop(values.insert(name.into(), times::json(at).into())),
            Err(e) => faults.push(Fault::at(name, e)),
        }
    }
    for name in ["focus", "crops", "poster_at"] {
        let Some(text) = visit.field(name) else {
            continue;
        };
        let value = if text.trim().is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_str(text)
        };
        match value {
            Ok(value) => drop(values.insert(name.into(), value)),
            Err(_) => faults.push(Fault::at(name, "cannot be read; load the page anew")),
        }
    }
    // What was not touched stays what the file says.
    let before = serde_json::to_value(&asset.details).unwrap_or_default();
    values.retain(|name, value| before.get(name).unwrap_or(&Value::Null) != value);
    if faults.is_empty() {
        let changed = newsroom::describe(&visit.app.newsroom, &visit.actor()?, &id, &values);
        match changed {
            Ok(_) => {
                return Ok(screen::told(
                    visit,
                    &format!("/desk/media/{id}"),
                    "ok",
                    "Saved.",
                ));
            }
            Err(Error::Fault(fault)) => faults.push(fault),
            Err(e) => return Err(e.into()),
        }
    }
    page(visit, 422, &asset, &faults, &typed)
}

/// `POST /desk/media/{asset}/{verb}`
pub fn act(visit: &Visit, (id, verb): (String, String)) -> Outcome {
    let (app, actor) = (&visit.app, visit.actor()?);
    let back = format!("/desk/media/{id}");
    let done = match verb.as_str() {
        "replace" => {
            let Sent::File(received) = &visit.sent else {
                return Err(Error::from(Fault::at("file", "is missing: choose one")).into());
            };
            newsroom::replace(&app.desk(), &actor, &id, &received.sent())
                .map(|_| "Replaced everywhere.")
        }
        "withdraw" => newsroom::take_away(
            &app.newsroom,
            &actor,
            &id,
            Some(visit.field("reason").unwrap_or_default()),
        )
        .map(|_| "Taken away from every page and address."),
        "restore" => newsroom::take_away(&app.newsroom, &actor, &id, None).map(|_| "Put back."),
        "captions" => {
            let (language, text) = (
                visit.text("language"),
                visit.field("text").unwrap_or_default(),
            );
            let file = (!text.trim().is_empty()).then_some(text.as_bytes());
            newsroom::caption(
                &app.newsroom,
                &app.blobs,
                &actor,
                &id,
                (&language, false),
                file,
            )
            .map(|_| {
                if file.is_some() {
                    "Captions saved."
                } else {
                    "Captions removed."
                }
            })
        }
        _ => return Err(nothing_here()),
    };
    match done {
        Ok(words) => Ok(screen::told(visit, &back, "ok", words)),
        Err(Error::Fault(fault)) if !visit.script => {
            let words = format!("Not done: {} {}.", place(&fault), fault.reason);
            Ok(screen::told(visit, &back, "error", &words))
        }
        Err(Error::Media(refusal)) if !visit.script => {
            Ok(screen::told(visit, &back, "error", &refusal.to_string()))
        }
        Err(e) => Err(e.into()),
    }
}

/// Live stories with pictures, films or sounds whose licence has ended: how many.
///
/// # Errors
/// Of the store.
pub fn expired(tx: &mut Tx<'_>, now: Micros) -> store::Result<usize> {
    let mut stories = std::collections::BTreeSet::new();
    for asset in assets::licensed(tx, MOST as i64)? {
        if asset.status == Status::Ready && state_of_rights(&asset, now) == "ended" {
            let used = assets::uses(tx, &asset.id, 50)?;
            stories.extend(
                used.into_iter()
                    .filter(|(_, seen)| *seen)
                    .map(|(number, _)| number),
            );
        }
    }
    Ok(stories.len())
}
