//! Pictures, films and sounds: taken in, found, described.

use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::assets::{self, Asset};
use story::Role;

use crate::api::{actor, blocking};
use crate::app::App;
use crate::error::Problem;
use crate::http::{answer, body, receive};
use crate::newsroom::{self, Actor};
use crate::routes::told;
use crate::{times, urls};

/// Most assets in one answer.
const MOST: i64 = 100;

/// An asset in JSON.
#[must_use]
pub fn json_of(base: &str, asset: &Asset) -> Value {
    let details = &asset.details;
    let renditions = details.renditions.iter().map(|r| {
        json!({
            "name": r.name, "url": format!("{base}{}", urls::media(&asset.id, &r.name)), "type": r.media_type,
            "width": r.width, "height": r.height, "bytes": r.bytes,
        })
    });
    let crops = details.crops.iter().map(|(name, (x, y, width, height))| {
        (
            name.clone(),
            json!({ "x": x, "y": y, "width": width, "height": height }),
        )
    });
    json!({
        "id": asset.id, "kind": asset.kind, "status": asset.status, "reason": details.reason,
        "created": times::json(asset.created), "width": details.width, "height": details.height,
        "length": details.length, "title": details.title, "caption": details.caption, "alt": details.alt,
        "byline": details.byline, "credit": details.credit, "source": details.source,
        "copyright": details.copyright, "usage_terms": details.usage_terms,
        "rights_end": details.rights_end.map(times::json), "instructions": details.instructions,
        "date_created": details.date_created, "place": details.place, "keywords": details.keywords,
        "digital_source_type": details.digital_source_type, "original_name": details.original_name,
        "read_from": details.read_from, "focus": details.focus.map(|(x, y)| json!({ "x": x, "y": y })),
        "crops": crops.collect::<Map<String, Value>>(), "renditions": renditions.collect::<Vec<_>>(),
    })
}

/// `POST /api/v1/media`
pub async fn create(State(app): State<Arc<App>>, request: Request) -> Response {
    let made = async {
        let headers = request.headers().clone();
        let actor = actor(&app, &headers).await?;
        let kind = headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        let kind = kind.filter(|kind| kind.starts_with("multipart/form-data"));
        let kind = kind.ok_or_else(|| {
            Problem::new(
                415,
                "Send the file as the field \"file\" of a form (multipart/form-data).",
            )
        })?;
        if actor.role < Role::Reporter {
            return Err(newsroom::Error::Forbidden("take in pictures", Role::Reporter).into());
        }
        let received = receive::file(&app, kind, request.into_body()).await?;
        blocking(&app, move |app| {
            let asset = newsroom::take_in(&app.desk(), &actor, &received.sent())?;
            Ok(answer::json(201, &json_of(&app.base, &asset)))
        })
        .await
    };
    told(made.await)
}

/// `GET /api/v1/media/{id}`
pub async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let shown = async {
        let actor = actor(&app, &headers).await?;
        reads(&actor)?;
        blocking(&app, move |app| {
            let found = app.newsroom.db.read(|tx| assets::by_id(tx, &id))?;
            let found = found.ok_or_else(|| {
                Problem::new(404, format!("There is no picture, film or sound {id}."))
            })?;
            Ok(answer::json(200, &json_of(&app.base, &found)))
        })
        .await
    };
    told(shown.await)
}

/// What a list is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Words that are looked for.
    q: Option<String>,
}

/// `GET /api/v1/media?q=`: the newest first.
pub async fn list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    let listed = async {
        let actor = actor(&app, &headers).await?;
        reads(&actor)?;
        blocking(&app, move |app| {
            let words = asked.q.unwrap_or_default();
            let found = app
                .newsroom
                .db
                .read(|tx| assets::search(tx, &words, MOST))?;
            let list: Vec<Value> = found
                .iter()
                .map(|asset| json_of(&app.base, asset))
                .collect();
            Ok(answer::json(200, &json!({ "media": list })))
        })
        .await
    };
    told(listed.await)
}

/// `PATCH /api/v1/media/{id}`
pub async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let changed = async {
        let actor = actor(&app, request.headers()).await?;
        let values = body::object(&app, request.into_body()).await?;
        blocking(&app, move |app| {
            let asset = newsroom::describe(&app.newsroom, &actor, &id, &values)?;
            Ok(answer::json(200, &json_of(&app.base, &asset)))
        })
        .await
    };
    told(changed.await)
}

fn reads(actor: &Actor) -> Result<(), Problem> {
    if actor.role < Role::Reporter {
        return Err(newsroom::Error::Forbidden(
            "look at pictures that are not live",
            Role::Reporter,
        )
        .into());
    }
    Ok(())
}
