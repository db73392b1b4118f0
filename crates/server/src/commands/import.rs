//! `import`: stories from foreign formats, by the newsroom's verbs.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use serde_json::{Map, Value};
use store::assets::{self, Asset, Details};
use store::{Write, audit};

use super::demo::values;
use super::{Import, ImportFormat, ImportStatus, show};
use crate::app::App;
use crate::clock;
use crate::newsroom::{self, Actor, Error, Publish, Save};
use crate::site::making::{ABOUT, About};
use crate::times;
use crate::urls;
use crate::wire::text::{self, Hints, Reading};

/// The section of stories that name none, where the command names none either.
const SECTION: &str = "News";

pub(super) fn run(app: &App, asked: &Import) -> Result<(), String> {
    let about: About = app
        .newsroom
        .db
        .read(|tx| store::settings::get(tx, ABOUT))
        .map_err(|e| e.to_string())?
        .unwrap_or_default();
    let zone = asked.zone.clone().unwrap_or(about.zone);
    if !times::known_zone(&zone) {
        return Err(format!("\"{zone}\" is no IANA zone such as Europe/London"));
    }
    let hints = Hints {
        zone,
        language: about.language,
    };
    let (mut report, mut failed) = (String::new(), 0_usize);
    let bar = show::progress(asked.paths.len() as u64, "Taking in");
    for path in &asked.paths {
        let outcome = match asked.format {
            ImportFormat::Text => one(app, asked, &hints, path),
        };
        let name = path.display();
        match outcome {
            Ok(said) => report.push_str(&format!("{name}\n{said}\n")),
            Err(why) => {
                failed += 1;
                report.push_str(&format!("{name}\nnot taken in: {why}\n\n"));
                bar.suspend(|| show::complain(&format!("{name}: {why}")));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    match &asked.report {
        Some(path) => {
            std::fs::write(path, report).map_err(|e| format!("{}: {e}", path.display()))?;
        }
        None => print!("{report}"),
    }
    match failed {
        0 => Ok(()),
        n => Err(format!(
            "{n} of {} files were not taken in",
            asked.paths.len()
        )),
    }
}

fn one(app: &App, asked: &Import, hints: &Hints, path: &Path) -> Result<String, String> {
    let reading = text::read(&load(path)?, hints).map_err(|e| e.to_string())?;
    let mut said = text::report(&reading);
    let section = reading
        .section
        .clone()
        .or_else(|| reading.fields.section.clone());
    let section = match section {
        Some(section) => section,
        None => {
            let section = asked.section.clone().unwrap_or_else(|| SECTION.to_owned());
            said.push_str(&format!(
                "The text names no section: filed under {section}.\n"
            ));
            section
        }
    };
    if asked.dry_run {
        said.push_str("Nothing was taken in: this was a dry run.\n");
        return Ok(said);
    }
    let live = asked.status == ImportStatus::Live;
    let number = app
        .newsroom
        .act(|tx| take(tx, &reading, section, live))
        .map_err(|e| e.to_string())?;
    let fields = &reading.fields;
    let address = urls::story(number, &story::slug::slug(&fields.headline));
    said.push_str(&if live {
        format!("Story {number} is live at {address}\n")
    } else {
        format!("Story {number} is a draft.\n")
    });
    Ok(said)
}

fn load(path: &Path) -> Result<String, String> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let limit = text::MAX_BYTES as u64 + 1;
        std::io::stdin()
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(|e| format!("the standard input: {e}"))?;
        bytes
    } else {
        let size = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
        if size > text::MAX_BYTES as u64 {
            return Err(format!(
                "it has {size} bytes, more than the {} that a story can have",
                text::MAX_BYTES
            ));
        }
        std::fs::read(path).map_err(|e| e.to_string())?
    };
    String::from_utf8(bytes).map_err(|e| {
        format!(
            "it is not UTF-8: byte {} is wrong; convert it first, for example with iconv",
            e.utf8_error().valid_up_to() + 1
        )
    })
}

/// Everything of one text in one commit: its assets, its story, its publication.
fn take(tx: &mut Write<'_>, reading: &Reading, section: String, live: bool) -> Result<i64, Error> {
    let actor = Actor::program("import");
    let mut ids = BTreeMap::new();
    for waiting in &reading.media {
        let kind = match waiting.kind {
            text::Kind::Image => assets::Kind::Image,
            text::Kind::Video => assets::Kind::Video,
            text::Kind::Audio => assets::Kind::Audio,
        };
        let details = Details {
            reason: Some("its file is awaited".into()),
            length: waiting.length_seconds,
            title: waiting.title.clone(),
            caption: waiting.caption.clone(),
            alt: waiting.alt.clone(),
            credit: waiting.credit.clone(),
            ..Details::default()
        };
        let asset = Asset {
            id: clock::asset_id(),
            kind,
            status: assets::Status::Processing,
            created: tx.now,
            original: None,
            details,
        };
        assets::put(tx, &asset)?;
        ids.insert(waiting.id.clone(), asset.id);
    }
    let mut values = values(&reading.fields, &reading.body);
    values.insert("section".into(), section.into());
    rename(&mut values, &ids);
    let saved = newsroom::save(
        tx,
        &actor,
        &Save {
            number: None,
            base: None,
            values: &values,
            reason: "imported",
        },
    )?;
    if live {
        let first = reading.published.map(jiff::Timestamp::as_microsecond);
        let updated = reading
            .updated
            .map(jiff::Timestamp::as_microsecond)
            .filter(|at| first.is_some_and(|f| *at > f));
        let how = Publish {
            first_published: first,
            updated,
            ..Publish::default()
        };
        newsroom::publish(tx, &actor, saved.number, &how)?;
    }
    audit::note(
        tx,
        &actor.name,
        "import",
        Some(saved.number),
        "text",
        &actor.origin,
    )?;
    Ok(saved.number)
}

/// Puts the assets' own ids in the place of those that stood for them.
fn rename(values: &mut Map<String, Value>, ids: &BTreeMap<String, String>) {
    for (name, value) in values.iter_mut() {
        match value {
            Value::String(id) if name == "asset" => {
                if let Some(own) = ids.get(id) {
                    id.clone_from(own);
                }
            }
            Value::Object(map) => rename(map, ids),
            Value::Array(items) => {
                items
                    .iter_mut()
                    .filter_map(Value::as_object_mut)
                    .for_each(|map| rename(map, ids));
            }
            _ => {}
        }
    }
}
