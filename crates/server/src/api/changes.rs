//! `GET /api/v1/changes?after=SEQ`: the change log, for whoever holds something made from stories.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use story::Role;

use crate::api::{actor, blocking};
use crate::app::App;
use crate::error::Problem;
use crate::http::answer;
use crate::routes::told;
use crate::times;

/// Most changes in one answer.
const MOST: i64 = 1_000;

/// Where to begin.
#[derive(Debug, Deserialize)]
pub struct From {
    after: Option<String>,
}

/// Answers with at most a thousand changes and the place after which the next ones are.
pub async fn after(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(from): Query<From>,
) -> Response {
    told(
        async {
            let actor = actor(&app, &headers).await?;
            if actor.role < Role::Reporter {
                return Err(Problem::new(
                    403,
                    format!("A {} may not read the change log.", actor.role),
                ));
            }
            let after = match from.after.as_deref().map(str::parse::<i64>) {
                None => 0,
                Some(Ok(seq)) if seq >= 0 => seq,
                Some(_) => {
                    return Err(Problem::new(
                        400,
                        "In the query, after is not a place in the change log: 0, 1, 2, …",
                    ));
                }
            };
            let found = blocking(&app, move |app| {
                Ok(app
                    .newsroom
                    .db
                    .read(|tx| store::changes::after(tx, after, MOST))?)
            })
            .await?;
            let next = found.last().map_or(after, |c| c.seq);
            let changes: Vec<_> = found
                .into_iter()
                .map(|c| json!({ "seq": c.seq, "made": times::json(c.made), "tags": c.tags }))
                .collect();
            Ok(answer::json(
                200,
                &json!({ "changes": changes, "next": next }),
            ))
        }
        .await,
    )
}
