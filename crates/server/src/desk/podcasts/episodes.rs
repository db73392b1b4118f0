//! An episode on the desk: what it says, what is heard of it, and when it goes out.

use serde_json::{Value, json};
use store::assets::{self, Asset, Status as Made};
use store::downloads;
use store::podcasts::{self, Episode, Show};
use story::{Fault, Status};

use super::{may_edit, pictures, small, typed};
use crate::desk::chooser::{Wrong, choice, chosen, is_heard, title, wrong};
use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit, nothing_here};
use crate::error::Problem;
use crate::newsroom::Error;
use crate::newsroom::podcasts::{
    EpisodeTyped, chapters_typed, choose_sound, embargo, hold, people_typed, publish, save,
    schedule, withdraw,
};
use crate::{times, urls};

/// Where the screen of an episode is.
pub(super) fn at(show: &str, number: i64) -> String {
    format!("{}/{show}/episodes/{number}", super::SCREEN)
}

/// An episode on the list of its show.
pub(super) fn row(visit: &Visit, episode: &Episode) -> Value {
    let zone = screen::about(visit).zone;
    let time = |at: Option<i64>| at.map(|at| screen::time(visit, at, &zone));
    json!({
        "number": episode.number, "title": episode.details.title, "status": episode.status.as_str(),
        "published": time(episode.published), "scheduled": time(episode.scheduled), "embargo": time(episode.embargo),
        "season": episode.details.season, "episode": episode.details.episode, "kind": episode.details.kind.as_str(),
        "place": at(&episode.show, episode.number), "sound": episode.sound.is_some(),
    })
}

fn number_of(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| nothing_here())
}

fn found(visit: &Visit, slug: &str, number: i64) -> Result<(Show, Episode), Problem> {
    let found = visit.app.newsroom.db.read(|tx| {
        let show = podcasts::by_slug(tx, slug)?;
        Ok::<_, store::Error>(show.zip(podcasts::episode(tx, number)?))
    })?;
    found
        .filter(|(show, episode)| show.slug == episode.show)
        .ok_or_else(nothing_here)
}

/// `GET /desk/podcasts/{show}/episodes/{number}`
pub fn show(visit: &Visit, (slug, number): (String, String)) -> Outcome {
    page(visit, 200, (&slug, number_of(&number)?), None, &[])
}

fn page(
    visit: &Visit,
    status: u16,
    (slug, number): (&str, i64),
    typed: Option<&EpisodeTyped>,
    errors: &[Wrong],
) -> Outcome {
    let (show, episode) = found(visit, slug, number)?;
    let (sound, made) = visit.app.newsroom.db.read(|tx| {
        let sound = match &episode.sound {
            Some(sound) => assets::by_id(tx, sound)?,
            None => None,
        };
        Ok::<_, store::Error>((sound, assets::by_id(tx, &episode.asset())?))
    })?;
    let kept = kept(&episode);
    let typed = typed.unwrap_or(&kept);
    let zone = screen::about(visit).zone;
    let mut about = row(visit, &episode);
    about["url"] = (episode.status == Status::Live)
        .then(|| urls::episode(&show.slug, &episode.slug, number))
        .into();
    about["notice"] = episode.notice.clone().into();
    let context = json!({
        "show": { "slug": show.slug, "name": show.name, "explicit": show.details.explicit },
        "episode": about,
        "form": { "title": typed.title, "summary": typed.summary, "notes": typed.notes, "season": typed.season,
            "episode": typed.episode, "kind": typed.kind, "explicit": typed.explicit, "artwork": typed.artwork,
            "people": typed.people, "chapters": typed.chapters },
        "sound": sound.as_ref().map(|sound| json!({ "id": sound.id, "title": title(sound) })),
        "made": state(sound.as_ref(), made.as_ref()),
        "cover": made.as_ref().and_then(small),
        "downloads": downloaded(visit, &episode)?,
        "at": episode.scheduled.map(|at| times::local(at, &zone)),
        "until": episode.embargo.map(|at| times::local(at, &zone)),
        "zone": zone,
        "sounds": choice(visit, is_heard)?,
        "pictures": pictures(visit)?,
        "errors": errors,
        "may": { "edit": may_edit(visit), "write": may_edit(visit) || episode.status == Status::Draft },
    });
    screen::show_as(visit, status, "podcasts/episode", context)
}

/// How often an episode was downloaded, and with what; nothing before the first.
fn downloaded(visit: &Visit, episode: &Episode) -> Result<Value, Problem> {
    let today = downloads::day(visit.app.newsroom.clock.now());
    let asset = episode.asset();
    let (counts, apps) = visit.app.newsroom.db.read(|tx| {
        let counts = downloads::counts(tx, std::slice::from_ref(&asset), today)?;
        let apps = downloads::by_app(tx, &asset, 0, today)?;
        Ok::<_, store::Error>((counts.get(&asset).cloned(), apps))
    })?;
    let Some(counts) = counts else {
        return Ok(Value::Null);
    };
    let apps: Vec<Value> = apps
        .iter()
        .take(8)
        .map(|(name, count)| json!({ "name": name, "count": count, "share": count * 100 / counts.total.max(1) }))
        .collect();
    Ok(json!({ "total": counts.total, "week": counts.week, "month": counts.month, "apps": apps }))
}

/// How far what is heard of an episode is made, and where it can be heard.
fn state(sound: Option<&Asset>, made: Option<&Asset>) -> Value {
    let Some(sound) = sound else {
        return Value::Null;
    };
    let of_it = made.filter(|made| made.details.made_of == sound.original);
    let file = |made: &Asset, wanted: &str| {
        let mut all = made.details.renditions.iter();
        let file = all.find(|r| r.media_type == wanted)?;
        Some((urls::media(&made.id, &file.name), file.bytes))
    };
    let ready = of_it.filter(|made| made.status == Made::Ready);
    let mp3 = ready.and_then(|made| file(made, "audio/mpeg"));
    let reason = made.and_then(|made| made.details.reason.clone());
    json!({
        "ready": ready.is_some(),
        "failed": reason,
        "progress": made.and_then(|made| made.details.progress),
        "url": mp3.as_ref().map(|(url, _)| url),
        "megabytes": mp3.map(|(_, bytes)| format!("{:.1}", bytes as f64 / 1e6)),
        "length": ready.and_then(|made| made.details.length).map(times::length),
        "words": ready.map(|made| made.details.captions.len()),
    })
}

/// What is kept of an episode, as the form has it.
fn kept(episode: &Episode) -> EpisodeTyped {
    let details = &episode.details;
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    EpisodeTyped {
        title: details.title.clone(),
        summary: details.summary.clone(),
        notes: details.notes.clone(),
        season: number(details.season),
        episode: number(details.episode),
        kind: details.kind.as_str().into(),
        explicit: match details.explicit {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        }
        .into(),
        artwork: details.artwork.clone().unwrap_or_default(),
        people: people_typed(&details.people),
        chapters: chapters_typed(&details.chapters),
    }
}

/// `POST /desk/podcasts/{show}/episodes/{number}`
pub fn change(visit: &Visit, (slug, number): (String, String)) -> Outcome {
    let (number, actor, typed) = (number_of(&number)?, visit.actor()?, typed(visit));
    found(visit, &slug, number)?;
    match visit
        .app
        .newsroom
        .act(|tx| save(tx, &actor, number, &typed))
    {
        Ok(_) => Ok(screen::told(
            visit,
            &at(&slug, number),
            "ok",
            "The episode is saved.",
        )),
        Err(error) => {
            let (status, wrong) = wrong(error)?;
            page(visit, status, (&slug, number), Some(&typed), &[wrong])
        }
    }
}

/// `POST /desk/podcasts/{show}/episodes/{number}/{what}`
pub fn act(visit: &Visit, (slug, number, what): (String, String, String)) -> Outcome {
    let (number, actor) = (number_of(&number)?, visit.actor()?);
    found(visit, &slug, number)?;
    let zone = screen::about(visit).zone;
    let time = |field: &str| {
        let text = visit.text(field);
        times::from_local(&text, &zone).map_err(|why| Error::from(Fault::at(field, why)))
    };
    let newsroom = &visit.app.newsroom;
    let done = match what.as_str() {
        "sound" => chosen(visit, &actor)
            .and_then(|asset| newsroom.act(|tx| choose_sound(tx, &actor, number, &asset)))
            .map(|()| "The sound is chosen. What listeners get is being made of it."),
        "publish" => newsroom
            .act(|tx| publish(tx, &actor, number))
            .map(|_| "The episode is live."),
        "schedule" => time("at")
            .and_then(|at| newsroom.act(|tx| schedule(tx, &actor, number, at)))
            .map(|()| "The episode goes out by itself at that time."),
        "hold" => newsroom
            .act(|tx| hold(tx, &actor, number))
            .map(|()| "The episode is a draft again."),
        "embargo" => {
            let until = if visit.text("until").is_empty() {
                Ok(None)
            } else {
                time("until").map(Some)
            };
            until
                .and_then(|until| newsroom.act(|tx| embargo(tx, &actor, number, until)))
                .map(|()| "The embargo is set as you said.")
        }
        "withdraw" => newsroom
            .act(|tx| withdraw(tx, &actor, number, &visit.text("notice")))
            .map(|()| "The episode is gone from its page, the feed and every address."),
        _ => return Err(nothing_here()),
    };
    match done {
        Ok(words) => Ok(screen::told(visit, &at(&slug, number), "ok", words)),
        Err(error) => {
            let (status, wrong) = wrong(error)?;
            page(visit, status, (&slug, number), None, &[wrong])
        }
    }
}
