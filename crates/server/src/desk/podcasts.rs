//! Podcasts on the desk: the shows, what is known of one, and its episodes, in [`episodes`].

pub mod episodes;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use store::assets::{self, Asset, Kind, LISTEN_COVER};
use store::downloads;
use store::podcasts::{self, PLACES, Show, ShowDetails};
use story::Role;

use crate::desk::chooser::{Wrong, choice, chosen, wrong};
use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit, nothing_here};
use crate::error::Problem;
use crate::newsroom;
use crate::newsroom::podcasts::{
    EpisodeTyped, ShowTyped, add_show, begin, categories, change_show, cover, listen_cover,
    people_typed,
};
use crate::urls;

const SCREEN: &str = "/desk/podcasts";
/// `GET /desk/podcasts`
pub fn list(visit: &Visit) -> Outcome {
    shows(visit, 200, "", &[])
}

fn shows(visit: &Visit, status: u16, name: &str, errors: &[Wrong]) -> Outcome {
    let rows = visit.app.newsroom.db.read(|tx| {
        let mut rows = Vec::new();
        for show in podcasts::shows(tx)? {
            let episodes = podcasts::all(tx, &show.slug, i64::MAX, 2_000)?;
            let live = episodes.iter().filter(|e| e.status == story::Status::Live);
            let live = live.count();
            let picture = assets::by_id(tx, &show.cover())?;
            rows.push(json!({
                "slug": show.slug, "name": show.name, "live": live, "waiting": episodes.len() - live,
                "shown": show.shown.is_some(), "cover": picture.as_ref().and_then(small),
            }));
        }
        Ok::<_, store::Error>(rows)
    })?;
    let (picture, artwork) = visit.app.newsroom.db.read(|tx| {
        let picture = assets::by_id(tx, LISTEN_COVER)?;
        Ok::<_, store::Error>((picture, newsroom::podcasts::listen_artwork(tx)?))
    })?;
    let picture = picture.filter(|picture| picture.details.made_of == artwork);
    let context = json!({
        "shows": rows, "name": name, "errors": errors, "may": may_edit(visit),
        "listen": { "artwork": artwork, "cover": picture.as_ref().and_then(small) },
        "pictures": pictures(visit)?,
    });
    screen::show_as(visit, status, "podcasts/list", context)
}

fn may_edit(visit: &Visit) -> bool {
    visit
        .staff()
        .is_ok_and(|person| person.role >= Role::Editor)
}

/// The address of a small picture of an asset.
fn small(asset: &Asset) -> Option<String> {
    let all = asset.details.renditions.iter();
    let plain = all.filter(|r| matches!(r.media_type.as_str(), "image/jpeg" | "image/png"));
    let nearest = plain.min_by_key(|r| r.width.abs_diff(320))?;
    Some(urls::media(&asset.id, &nearest.name))
}

/// `POST /desk/podcasts`
pub fn add(visit: &Visit) -> Outcome {
    let (actor, name) = (visit.actor()?, visit.text("name"));
    let typed = ShowTyped {
        name: name.clone(),
        language: screen::about(visit).language,
        category: "News".into(),
        locked: true,
        ..ShowTyped::default()
    };
    let base = &visit.app.base;
    let identity = |slug: &str| urls::guid(&format!("{base}{}", urls::podcast_feed(slug)));
    match visit
        .app
        .newsroom
        .act(|tx| add_show(tx, &actor, &typed, identity))
    {
        Ok(show) => {
            let words = "The podcast is begun. Readers see it once its first episode is live.";
            Ok(screen::told(visit, &at(&show.slug), "ok", words))
        }
        Err(error) => {
            let (status, wrong) = wrong(error)?;
            shows(visit, status, &name, &[wrong])
        }
    }
}

/// `POST /desk/listen/cover`: the picture of the podcasts of stories.
pub fn listen(visit: &Visit) -> Outcome {
    let actor = visit.actor()?;
    let done = chosen(visit, &actor).and_then(|asset| {
        visit
            .app
            .newsroom
            .act(|tx| listen_cover(tx, &actor, &asset))
    });
    match done {
        Ok(()) => Ok(screen::told(
            visit,
            SCREEN,
            "ok",
            "The cover is being made.",
        )),
        Err(error) => {
            let (status, wrong) = wrong(error)?;
            shows(visit, status, "", &[wrong])
        }
    }
}

fn at(slug: &str) -> String {
    format!("{SCREEN}/{slug}")
}

fn found(visit: &Visit, slug: &str) -> Result<Show, Problem> {
    let show = visit
        .app
        .newsroom
        .db
        .read(|tx| podcasts::by_slug(tx, slug))?;
    show.ok_or_else(nothing_here)
}

/// `GET /desk/podcasts/{show}`
pub fn show(visit: &Visit, slug: String) -> Outcome {
    page(visit, 200, &slug, None, &[])
}

/// The screen of a show; `typed` stands in the form instead of what is kept.
fn page(
    visit: &Visit,
    status: u16,
    slug: &str,
    typed: Option<&ShowTyped>,
    errors: &[Wrong],
) -> Outcome {
    let show = found(visit, slug)?;
    let kept = kept(&show);
    let typed = typed.unwrap_or(&kept);
    let (episodes, picture) = visit.app.newsroom.db.read(|tx| {
        let episodes = podcasts::all(tx, slug, i64::MAX, 500)?;
        Ok::<_, store::Error>((episodes, assets::by_id(tx, &show.cover())?))
    })?;
    let heard: Vec<String> = episodes
        .iter()
        .map(store::podcasts::Episode::asset)
        .collect();
    let today = downloads::day(visit.app.newsroom.clock.now());
    let counts = visit
        .app
        .newsroom
        .db
        .read(|tx| downloads::counts(tx, &heard, today))?;
    let rows: Vec<Value> = episodes
        .iter()
        .map(|episode| {
            let mut row = episodes::row(visit, episode);
            row["downloads"] = counts.get(&episode.asset()).map(|c| c.total).into();
            row
        })
        .collect();
    let places: Vec<Value> = PLACES
        .iter()
        .map(|(place, name)| json!({ "id": place, "name": name, "url": typed.places.get(*place) }))
        .collect();
    let picture = picture.filter(|p| p.details.made_of == show.details.artwork);
    let context = json!({
        "show": { "slug": show.slug, "name": show.name, "url": show.shown.map(|_| urls::podcast(&show.slug)),
            "artwork": show.details.artwork, "cover": picture.as_ref().and_then(small),
            "feed": format!("{}{}", visit.app.base, urls::podcast_feed(&show.slug)) },
        "form": { "name": typed.name, "description": typed.description, "language": typed.language, "author": typed.author,
            "email": typed.email, "category": typed.category, "copyright": typed.copyright, "people": typed.people,
            "explicit": typed.explicit, "serial": typed.serial, "complete": typed.complete, "locked": typed.locked },
        "places": places, "categories": categories().collect::<Vec<_>>(),
        "episodes": rows, "pictures": pictures(visit)?,
        "errors": errors, "may": may_edit(visit),
    });
    screen::show_as(visit, status, "podcasts/show", context)
}

/// Pictures of the library of which a cover can be made.
fn pictures(visit: &Visit) -> Result<Vec<Value>, Problem> {
    choice(visit, |asset| asset.kind == Kind::Image && large(asset))
}

/// Whether a picture is large enough for directories.
fn large(asset: &Asset) -> bool {
    let (width, height) = (asset.details.width, asset.details.height);
    width
        .zip(height)
        .is_some_and(|(w, h)| w.min(h) >= newsroom::podcasts::COVER.0)
}

/// What is kept of a show, as the form has it.
fn kept(show: &Show) -> ShowTyped {
    let ShowDetails {
        language,
        author,
        email,
        category,
        explicit,
        serial,
        complete,
        locked,
        copyright,
        people,
        places,
        ..
    } = show.details.clone();
    ShowTyped {
        name: show.name.clone(),
        description: show.description.clone(),
        people: people_typed(&people),
        language,
        author,
        email,
        category,
        explicit,
        serial,
        complete,
        locked,
        copyright,
        places,
    }
}

/// `POST /desk/podcasts/{show}`
pub fn change(visit: &Visit, slug: String) -> Outcome {
    let actor = visit.actor()?;
    let ticked = |name: &str| visit.field(name).is_some();
    let places: BTreeMap<String, String> = PLACES
        .iter()
        .map(|(place, _)| ((*place).to_owned(), visit.text(&format!("place-{place}"))))
        .collect();
    let typed = ShowTyped {
        name: visit.text("name"),
        description: visit.text("description"),
        language: visit.text("language"),
        author: visit.text("author"),
        email: visit.text("email"),
        category: visit.text("category"),
        copyright: visit.text("copyright"),
        people: visit.text("people"),
        explicit: ticked("explicit"),
        serial: ticked("serial"),
        complete: ticked("complete"),
        locked: ticked("locked"),
        places,
    };
    match visit
        .app
        .newsroom
        .act(|tx| change_show(tx, &actor, &slug, &typed))
    {
        Ok(_) => Ok(screen::told(
            visit,
            &at(&slug),
            "ok",
            "The podcast is saved.",
        )),
        Err(error) => {
            let (status, wrong) = wrong(error)?;
            page(visit, status, &slug, Some(&typed), &[wrong])
        }
    }
}

/// `POST /desk/podcasts/{show}/{what}`: begins an episode, or gives the show a cover.
pub fn act(visit: &Visit, (slug, what): (String, String)) -> Outcome {
    let actor = visit.actor()?;
    let done = match what.as_str() {
        "episodes" => visit
            .app
            .newsroom
            .act(|tx| begin(tx, &actor, &slug, &visit.text("title")))
            .map(|episode| (episodes::at(&slug, episode.number), "The episode is begun.")),
        "cover" => chosen(visit, &actor)
            .and_then(|asset| {
                let asset = (!asset.is_empty()).then_some(asset);
                visit
                    .app
                    .newsroom
                    .act(|tx| cover(tx, &actor, &slug, asset.as_deref()))
            })
            .map(|()| (at(&slug), "The cover is being made.")),
        _ => return Err(nothing_here()),
    };
    match done {
        Ok((place, words)) => Ok(screen::told(visit, &place, "ok", words)),
        Err(error) => {
            let (status, wrong) = wrong(error)?;
            page(visit, status, &slug, None, &[wrong])
        }
    }
}

/// What was typed of an episode.
fn typed(visit: &Visit) -> EpisodeTyped {
    EpisodeTyped {
        title: visit.text("title"),
        summary: visit.text("summary"),
        notes: visit.text("notes"),
        season: visit.text("season"),
        episode: visit.text("episode"),
        kind: visit.text("kind"),
        explicit: visit.text("explicit"),
        artwork: visit.text("artwork"),
        people: visit.text("people"),
        chapters: visit.text("chapters"),
    }
}
