//! `POST /api/v1/stories/{id}/{verb}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use story::Act;

use crate::api::stories::{json_of, number};
use crate::api::{actor, blocking};
use crate::app::App;
use crate::error::Problem;
use crate::http::{answer, body};
use crate::newsroom::asked;
use crate::routes::{Whole, told};

/// Does a verb and answers with the story.
pub async fn act(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path((id, verb)): Path<(String, String)>,
    request: Whole,
) -> Response {
    told(async {
        let actor = actor(&app, &headers).await?;
        let verb = verb.parse::<Act>().ok().filter(|act| *act != Act::Save);
        let verb = verb.ok_or_else(|| {
            Problem::new(404, "There is no such verb; there are submit, approve, return, publish, schedule, embargo, withdraw and restore.")
        })?;
        let number = number(&id)?;
        let values = body::object(&app, request.into_body()).await?;
        let done = blocking(&app, move |app| {
            asked::run(&app.newsroom, &actor, verb, number, values)?;
            json_of(app, number)
        });
        Ok(answer::json(200, &done.await?))
    }
    .await)
}
