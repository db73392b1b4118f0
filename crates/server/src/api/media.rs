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
    let withdrawn = details
        .withdrawn
        .as_ref()
        .map(|w| json!({ "at": times::json(w.at), "reason": w.reason }));
    let captions = details.captions.iter().map(|c| {
        json!({
            "language": c.language, "automatic": c.automatic,
            "url": format!("{base}/api/v1/media/{}/captions/{}", asset.id, c.language),
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
        "progress": details.progress, "withdrawn": withdrawn,
        "embargoed_until": details.embargoed_until.map(times::json), "restriction": details.restriction,
        "poster_at": details.poster_at, "captions": captions.collect::<Vec<_>>(),
        "created": times::json(asset.created), "width": details.width, "height": details.height,
        "length": details.length, "title": details.title, "caption": details.caption, "alt": details.alt,
        "byline": details.byline, "credit": details.credit, "source": details.source,
        "copyright": details.copyright, "usage_terms": details.usage_terms,
        "rights_end": details.rights_end.map(times::json), "instructions": details.instructions,
        "date_created": details.date_created, "place": details.place, "keywords": details.keywords,
        "digital_source_type": details.digital_source_type, "guessed": details.guessed, "content_credentials": details.manifest.is_some(),
        "original_name": details.original_name,
        "read_from": details.read_from, "focus": details.focus.map(|(x, y)| json!({ "x": x, "y": y })),
        "crops": crops.collect::<Map<String, Value>>(), "renditions": renditions.collect::<Vec<_>>(),
    })
}

/// `POST /api/v1/media`
pub async fn create(State(app): State<Arc<App>>, request: Request) -> Response {
    let made = async {
        let (actor, received) = a_file(&app, request).await?;
        blocking(&app, move |app| {
            let asset = newsroom::take_in(&app.desk(), &actor, &received.sent())?;
            Ok(answer::json(201, &json_of(&app.base, &asset)))
        })
        .await
    };
    told(made.await)
}

/// `POST /api/v1/media/{id}/replace`
pub async fn replace(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let made = async {
        let (actor, received) = a_file(&app, request).await?;
        blocking(&app, move |app| {
            let asset = newsroom::replace(&app.desk(), &actor, &id, &received.sent())?;
            Ok(answer::json(200, &json_of(&app.base, &asset)))
        })
        .await
    };
    told(made.await)
}

/// Who asks, and the file that they send as a form.
async fn a_file(app: &Arc<App>, request: Request) -> Result<(Actor, receive::Received), Problem> {
    let headers = request.headers().clone();
    let actor = actor(app, &headers).await?;
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
    let received = receive::file(app, kind, request.into_body()).await?;
    Ok((actor, received))
}

/// `POST /api/v1/media/{id}/withdraw` and `…/restore`
pub async fn act(
    State(app): State<Arc<App>>,
    Path((id, verb)): Path<(String, String)>,
    request: Request,
) -> Response {
    if verb == "replace" {
        return replace(State(app), Path(id), request).await;
    }
    let done = async {
        let actor = actor(&app, request.headers()).await?;
        let values = body::object(&app, request.into_body()).await?;
        let reason = match verb.as_str() {
            "withdraw" => Some(
                values
                    .get("reason")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            ),
            "restore" => None,
            _ => {
                let words = format!(
                    "Nothing called {verb} can be done to a picture, film or sound; it can be replaced, withdrawn and restored."
                );
                return Err(Problem::new(404, words));
            }
        };
        blocking(&app, move |app| {
            let asset = newsroom::take_away(&app.newsroom, &actor, &id, reason.as_deref())?;
            Ok(answer::json(200, &json_of(&app.base, &asset)))
        })
        .await
    };
    told(done.await)
}

/// How captions were made.
#[derive(Debug, Deserialize)]
pub struct How {
    /// By a program, and nobody has read them.
    #[serde(default)]
    automatic: bool,
}

/// `PUT|DELETE /api/v1/media/{id}/captions/{language}`: WebVTT or SubRip.
pub async fn caption(
    State(app): State<Arc<App>>,
    Path((id, language)): Path<(String, String)>,
    Query(how): Query<How>,
    request: Request,
) -> Response {
    let done = async {
        let actor = actor(&app, request.headers()).await?;
        let removes = request.method() == axum::http::Method::DELETE;
        let file = body::read(&app, request.into_body()).await?;
        blocking(&app, move |app| {
            let file = (!removes).then_some(file.as_slice());
            let how = (language.as_str(), how.automatic);
            let asset = newsroom::caption(&app.newsroom, &app.blobs, &actor, &id, how, file)?;
            Ok(answer::json(200, &json_of(&app.base, &asset)))
        })
        .await
    };
    told(done.await)
}

/// `GET /api/v1/media/{id}/captions/{language}`: as WebVTT.
pub async fn captions(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path((id, language)): Path<(String, String)>,
) -> Response {
    let shown = async {
        let actor = actor(&app, &headers).await?;
        reads(&actor)?;
        blocking(&app, move |app| {
            let found = app.newsroom.db.read(|tx| assets::by_id(tx, &id))?;
            let all = found
                .map(|asset| asset.details.captions)
                .unwrap_or_default();
            let captions = all
                .into_iter()
                .find(|c| c.language.eq_ignore_ascii_case(&language));
            let captions = captions
                .ok_or_else(|| Problem::new(404, format!("{id} has no captions in {language}.")))?;
            Ok(answer::bytes(
                200,
                "text/vtt; charset=utf-8",
                "no-store",
                captions.text,
            ))
        })
        .await
    };
    told(shown.await)
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
