//! Pictures that are dropped into a story.

use serde_json::{Value, json};
use store::assets::Asset;
use story::Fault;

use crate::desk::visit::{Outcome, Sent, Visit};
use crate::http::answer;
use crate::newsroom::{self, Error};

/// `POST /desk/media`
pub fn take_in(visit: &Visit) -> Outcome {
    let Sent::File(received) = &visit.sent else {
        return Err(Error::from(Fault::at(
            "file",
            "is missing: send the picture as a form's file",
        ))
        .into());
    };
    let app = &visit.app;
    let actor = visit.actor()?;
    let asset = newsroom::take_in(&app.desk(), &actor, &received.sent())?;
    Ok(answer::json(201, &json_of(&asset)))
}

/// An asset as the editor knows it.
#[must_use]
pub fn json_of(asset: &Asset) -> Value {
    let details = &asset.details;
    json!({
        "id": asset.id, "kind": asset.kind, "width": details.width, "height": details.height,
        "thumb": format!("/desk/media/{}/thumb", asset.id), "alt": details.alt, "caption": details.caption,
        "credit": details.credit,
    })
}

/// `GET /desk/media/{asset}/thumb`: the smallest picture of an asset.
pub fn thumb(visit: &Visit, asset: String) -> Outcome {
    let found = visit
        .app
        .newsroom
        .db
        .read(|tx| store::assets::by_id(tx, &asset))?;
    let smallest = found.and_then(|asset| {
        let renditions = asset.details.renditions.into_iter();
        renditions
            .filter(|r| r.media_type.starts_with("image/") && !r.is_crop())
            .min_by_key(|r| r.width)
    });
    let smallest = smallest.ok_or_else(crate::desk::visit::nothing_here)?;
    let mut answer = crate::desk::screen::to(&format!("/media/{asset}/{}", smallest.name));
    // What an asset's smallest picture is does not change.
    answer.headers_mut().insert(
        "cache-control",
        hyper::header::HeaderValue::from_static("private, max-age=3600"),
    );
    Ok(answer)
}
