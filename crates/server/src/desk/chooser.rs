//! A file is chosen on a screen that needs one: out of the library, or from the machine of whoever asks; and what is wrong
//! with such a form.

use serde_json::{Value, json};
use store::assets::{self, Asset, Kind, Status};
use story::Fault;

use crate::desk::screen;
use crate::desk::visit::{Sent, Visit};
use crate::error::Problem;
use crate::newsroom::{self, Actor, Error};

/// So many of the newest files of the library can be chosen without a search.
const LATELY: i64 = 400;
/// Most that stand in a list to choose from.
const CHOICE: usize = 60;

/// What was wrong with a form: the field and a sentence.
pub(super) type Wrong = Value;

/// What a form can mend, for its screen; everything else is a refusal.
pub(super) fn wrong(error: Error) -> Result<(u16, Wrong), Problem> {
    match error {
        Error::Fault(fault) => {
            let field = fault.pointer().trim_start_matches('/').to_owned();
            let name = match field.as_str() {
                "at" => "the time",
                "until" => "the time",
                "notice" => "the reason",
                field => &format!("the {field}"),
            };
            let text = screen::sentence(&format!("{name} {}", fault.reason));
            Ok((422, json!({ "field": field, "text": text })))
        }
        Error::Against(words) => {
            let text = screen::sentence(&words);
            Ok((409, json!({ "field": "", "text": text })))
        }
        Error::Media(refusal) => {
            let text = refusal.to_string();
            Ok((422, json!({ "field": "file", "text": text })))
        }
        other => Err(other.into()),
    }
}

/// Whether there can be something to hear in an asset.
pub(super) fn is_heard(asset: &Asset) -> bool {
    asset.kind != Kind::Image && asset.original.is_some()
}

/// The newest files of the library that fit, to choose from.
pub(super) fn choice(visit: &Visit, fits: impl Fn(&Asset) -> bool) -> Result<Vec<Value>, Problem> {
    let all = visit
        .app
        .newsroom
        .db
        .read(|tx| assets::library(tx, "", None, LATELY))?;
    let fine = |asset: &&Asset| {
        asset.status != Status::Failed && asset.details.withdrawn.is_none() && fits(asset)
    };
    let shown = all.iter().filter(fine).take(CHOICE);
    Ok(shown
        .map(|asset| json!({ "id": asset.id, "title": title(asset) }))
        .collect())
}

/// What an asset is called on a list.
pub(super) fn title(asset: &Asset) -> String {
    let details = &asset.details;
    let names = [&details.title, &details.caption, &details.original_name];
    let mut names = names.into_iter().flatten();
    let name = names.find(|name| !name.trim().is_empty());
    name.unwrap_or(&asset.id).chars().take(70).collect()
}

/// The asset that a form has chosen: one of the library, or a file that came with it and is taken in now.
pub(super) fn chosen(visit: &Visit, actor: &Actor) -> Result<String, Error> {
    match &visit.sent {
        Sent::File(received) => {
            // What else is in the form is about what the file is for, not about the file.
            let sent = newsroom::Sent {
                fields: &[],
                ..received.sent()
            };
            let taken = newsroom::take_in(&visit.app.desk(), actor, &sent)?;
            Ok(taken.id)
        }
        _ => match visit.field("asset") {
            Some(asset) => Ok(asset.trim().to_owned()),
            None => Err(Fault::at("file", "is missing: choose one").into()),
        },
    }
}
