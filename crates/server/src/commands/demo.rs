//! `demo`: fills an empty data folder with the demo newsroom, by the verbs that a real newsroom uses.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Map, Value};
use store::assets::{self, Asset, Details, Rendition};
use store::blobs::{self, BlobKey};
use store::names::{self, Author, Kind, Section, Topic};
use store::slots::Slot;
use store::{Micros, Write, settings, slots, stories};
use story::{Doc, Fields, Role, Status};

use super::{demo_podcasts as podcasts, show};
use crate::app::App;
use crate::clock;
use crate::demo::manuscript::{Manuscript, Significance};
use crate::demo::newsroom::{self as room, AssetKind, Newsroom, TopicKind};
use crate::newsroom::people::{self, By, Newcomer};
use crate::newsroom::{self, Actor, Error, Publish, Save};
use crate::site::making::{ABOUT, About, POLICIES};
use crate::site::view::Policy;

/// Widths in which the demo's pictures are drawn; they show the same picture.
const WIDTHS: [u32; 3] = [480, 960, 1_600];
const SECOND: Micros = 1_000_000;

type Numbers = BTreeMap<String, i64>;

/// Fills the newsroom, unless it has stories already.
pub(super) fn fill(app: &App) -> Result<(), String> {
    let there = app
        .newsroom
        .db
        .read(stories::numbers)
        .map_err(|e| e.to_string())?;
    if !there.is_empty() {
        return Ok(());
    }
    let room = room::newsroom().map_err(|e| e.to_string())?;
    let pictures = draw(app, &room)?;
    let actor = Actor::program("command");
    let done = app.newsroom.act(|tx| {
        setting(tx, &room)?;
        for asset in &pictures {
            assets::put(tx, asset)?;
        }
        Ok::<_, store::Error>(())
    });
    done.map_err(|e| e.to_string())?;
    podcasts::begin(app, &room, &actor).map_err(|e| format!("the demo's podcasts: {e}"))?;
    let numbers = room.numbers();
    tell(app, &room, &numbers, &actor).map_err(|e| format!("the demo newsroom: {e}"))
}

/// Lets whoever looks at the demo into its desk: the lines to print.
pub(super) fn open_the_desk(app: &App, address: SocketAddr) -> Vec<String> {
    let (secret, actor) = (clock::secret(), Actor::program("command"));
    let new = Newcomer {
        email: "editor@halmouth.example",
        name: "The night editor",
        role: Role::Admin,
    };
    let by = By {
        actor: &actor,
        own: None,
    };
    let invited = app.newsroom.act(|tx| people::let_in(tx, by, new, &secret));
    // Passkeys are bound to a name, which an address of numbers is not.
    let site = if app.config.url.is_empty() && address.ip().is_loopback() {
        format!("http://localhost:{}", address.port())
    } else {
        app.base.clone()
    };
    match invited {
        Ok(_) => vec![
            format!("the demo newsroom is at {site}/"),
            format!("its desk lets you in once at {site}/desk/invitation/{secret}"),
        ],
        Err(e) => vec![format!("nobody could be let into the desk: {e}")],
    }
}

/// Names, slots' places, policies: everything that is not a story.
fn setting(tx: &mut Write<'_>, room: &Newsroom) -> store::Result<()> {
    let site = &room.site;
    let about = About {
        name: site.name.clone(),
        tagline: site.tagline.clone(),
        language: site.language.clone(),
        zone: site.zone.clone(),
        letters: Some("letters@lantern.example".into()),
        imprint: format!("{} is invented, and so is everyone in it.", site.name),
    };
    settings::put(tx, ABOUT, &about)?;
    let policies: Vec<Policy> = room
        .policies
        .iter()
        .map(|p| Policy {
            title: p.title.clone(),
            paragraphs: p.paragraphs.clone(),
        })
        .collect();
    settings::put(tx, POLICIES, &policies)?;
    for (position, s) in (1_i64..).zip(&room.sections) {
        let section = Section {
            slug: s.slug.clone(),
            name: s.name.clone(),
            description: s.description.clone(),
            position,
        };
        names::put_section(tx, &section)?;
    }
    for a in &room.authors {
        let (role, handle) = (Some(a.role.clone()), Some(a.handle.clone()));
        let author = Author {
            slug: a.slug.clone(),
            name: a.name.clone(),
            role,
            handle,
            bio: a.bio.clone(),
            same_as: Vec::new(),
        };
        names::put_author(tx, &author)?;
    }
    for t in &room.topics {
        let kind = match t.kind {
            TopicKind::Person => Kind::Person,
            TopicKind::Place => Kind::Place,
            TopicKind::Organisation => Kind::Organisation,
            TopicKind::Subject => Kind::Subject,
        };
        let topic = Topic {
            slug: story::slug::slug(&t.name),
            name: t.name.clone(),
            kind,
            description: t.description.clone(),
            aliases: t.aliases.clone(),
            same_as: Vec::new(),
        };
        names::put_topic(tx, &topic)?;
    }
    Ok(())
}

/// Draws the pictures on all processors and stores their files.
fn draw(app: &App, room: &Newsroom) -> Result<Vec<Asset>, String> {
    let (next, made) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let bar = show::progress(room.assets.len() as u64, "Drawing pictures");
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(asset) = room.assets.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let drawn = one(app, asset);
                    made.lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push(drawn);
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    made.into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .into_iter()
        .collect()
}

fn one(app: &App, asset: &room::Asset) -> Result<Asset, String> {
    let ready = asset.kind == AssetKind::Image;
    let mut details = Details {
        title: asset.title.clone(),
        caption: Some(asset.caption.clone()),
        alt: Some(asset.alt.clone()),
        credit: Some(asset.credit.clone()),
        byline: asset.byline.clone(),
        length: asset.length_seconds,
        reason: (!ready).then(|| "its file is awaited".to_owned()),
        ..Details::default()
    };
    if let Some(scene) = asset.scene.as_deref().filter(|_| ready) {
        let [width, height] = asset.size;
        details.width = Some(width);
        details.height = Some(height);
        for w in WIDTHS.into_iter().filter(|w| *w <= width) {
            let h = (w * height).div_ceil(width);
            let picture = media::draw::draw(scene, asset.seed, w, h).map_err(|e| e.to_string())?;
            let file = picture.jpeg(if w > 1_000 { 76 } else { 82 });
            let hash = blobs::hash(&file);
            app.blobs
                .put(&BlobKey::Rendition { hash: hash.clone() }, &file)
                .map_err(|e| e.to_string())?;
            details.renditions.push(Rendition {
                name: Rendition::name(&w.to_string(), &hash, "jpg"),
                media_type: "image/jpeg".into(),
                width: w,
                height: h,
                bytes: file.len() as u64,
                hash,
            });
        }
    }
    let kind = match asset.kind {
        AssetKind::Image => assets::Kind::Image,
        AssetKind::Video => assets::Kind::Video,
        AssetKind::Audio => assets::Kind::Audio,
    };
    let status = if ready {
        assets::Status::Ready
    } else {
        assets::Status::Processing
    };
    Ok(Asset {
        id: asset.id.clone(),
        kind,
        status,
        created: app.newsroom.clock.now(),
        original: None,
        details,
    })
}

/// Tells the stories in the order in which things happened, since what happens first makes the lists.
fn tell(app: &App, room: &Newsroom, numbers: &Numbers, actor: &Actor) -> Result<(), Error> {
    let now = app.newsroom.clock.now();
    let mut acts: Vec<(Micros, Happening<'_>)> = Vec::new();
    for m in &room.stories {
        let begun = m.published_ago.map_or(3_600, |ago| ago + 3_600);
        acts.push((now - begun * SECOND, Happening::Written(m)));
        if let Some(ago) = m.published_ago {
            acts.push((now - ago * SECOND, Happening::Published(m)));
        }
        for update in &m.updates {
            acts.push((now - update.ago * SECOND, Happening::Updated(m, update)));
        }
        if let Some(withdrawn) = &m.withdrawn {
            acts.push((
                now - withdrawn.ago * SECOND,
                Happening::Withdrawn(m, &withdrawn.notice),
            ));
        }
        acts.push((now, Happening::LeftForTheDesk(m)));
    }
    // Written in the order of the files, which gives the numbers; the rest as it happened.
    let (written, mut rest): (Vec<_>, Vec<_>) = acts
        .into_iter()
        .partition(|(_, h)| matches!(h, Happening::Written(_)));
    rest.sort_by_key(|(at, _)| *at);
    let bar = show::progress((written.len() + rest.len()) as u64, "Telling stories");
    for (at, happening) in written.into_iter().chain(rest) {
        app.newsroom
            .act_at(at, |tx| happen(tx, actor, &happening, numbers))?;
        bar.inc(1);
    }
    app.newsroom.act(|tx| curate(tx, room, numbers))?;
    bar.finish_and_clear();
    Ok(())
}

enum Happening<'a> {
    Written(&'a Manuscript),
    Published(&'a Manuscript),
    Updated(&'a Manuscript, &'a crate::demo::manuscript::Update),
    Withdrawn(&'a Manuscript, &'a str),
    LeftForTheDesk(&'a Manuscript),
}

fn happen(
    tx: &mut Write<'_>,
    actor: &Actor,
    happening: &Happening<'_>,
    numbers: &Numbers,
) -> Result<(), Error> {
    let number = |m: &Manuscript| numbers.get(&m.key).copied().unwrap_or_default();
    match happening {
        Happening::Written(m) => {
            let values = values(&m.fields(numbers), &m.body(numbers));
            newsroom::save(
                tx,
                actor,
                &Save {
                    number: None,
                    base: None,
                    values: &values,
                    reason: "",
                },
            )
            .map(|_| ())
        }
        Happening::Published(m) => newsroom::publish(tx, actor, number(m), &Publish::default()),
        Happening::Updated(m, update) => {
            let mut fields = m.fields(numbers);
            fields.headline.clone_from(&update.headline);
            fields.standfirst.clone_from(&update.standfirst);
            let values = values(&fields, &update.body(numbers));
            newsroom::save(
                tx,
                actor,
                &Save {
                    number: Some(number(m)),
                    base: None,
                    values: &values,
                    reason: "",
                },
            )?;
            let significance = match update.significance {
                Significance::Minor => newsroom::Significance::Minor,
                Significance::Update => newsroom::Significance::Update,
                Significance::Correction => newsroom::Significance::Correction,
                Significance::Clarification => newsroom::Significance::Clarification,
            };
            let how = Publish {
                significance,
                words: update.text.clone(),
                ..Publish::default()
            };
            newsroom::publish(tx, actor, number(m), &how)
        }
        Happening::Withdrawn(m, notice) => newsroom::withdraw(tx, actor, number(m), notice),
        Happening::LeftForTheDesk(m) => match m.status {
            Status::InReview => newsroom::submit(tx, actor, number(m)),
            Status::Scheduled => {
                let at = tx.now + m.scheduled_in.unwrap_or(86_400) * SECOND;
                newsroom::schedule(tx, actor, number(m), at)
            }
            _ => Ok(()),
        },
    }
}

/// What saving takes, of fields and a body.
pub(super) fn values(fields: &Fields, body: &Doc) -> Map<String, Value> {
    let mut values = match serde_json::to_value(fields) {
        Ok(Value::Object(values)) => values,
        _ => Map::new(),
    };
    values.insert("body".into(), body.to_json());
    values
}

fn curate(tx: &mut Write<'_>, room: &Newsroom, numbers: &Numbers) -> Result<(), Error> {
    let mut places: BTreeMap<String, Vec<Slot>> = BTreeMap::new();
    for slot in &room.slots {
        let place = if slot.page == "front" {
            "front".to_owned()
        } else {
            format!("section/{}", slot.page)
        };
        let filled = places.entry(place).or_default();
        for number in slot.stories.iter().filter_map(|key| numbers.get(key)) {
            if filled.iter().all(|s| s.story != *number) {
                filled.push(Slot {
                    story: *number,
                    until: None,
                    headline: None,
                });
            }
        }
    }
    for (place, filled) in places {
        slots::put(tx, &place, &filled)?;
    }
    Ok(())
}
