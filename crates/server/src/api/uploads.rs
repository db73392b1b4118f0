//! Large files, by programs: uploads that go on where they broke off.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::Method;
use axum::response::Response;
use story::Role;

use crate::api::{actor, blocking};
use crate::app::App;
use crate::error::Problem;
use crate::http::uploads;
use crate::newsroom;
use crate::routes::told;

/// Where they are.
const AT: &str = "/api/v1/uploads";

/// `OPTIONS|POST /api/v1/uploads`
pub async fn begin(State(app): State<Arc<App>>, request: Request) -> Response {
    if request.method() == Method::OPTIONS {
        return told(Ok(uploads::abilities(&app)));
    }
    let begun = async {
        let (head, body) = request.into_parts();
        let actor = sends(&app, &head.headers).await?;
        uploads::begin(&app, &actor, &head.headers, body, AT).await
    };
    told(begun.await)
}

/// `HEAD|PATCH|DELETE /api/v1/uploads/{id}`
pub async fn go_on(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let done = async {
        let (head, body) = request.into_parts();
        let actor = sends(&app, &head.headers).await?;
        match head.method {
            Method::PATCH => uploads::go_on(&app, &actor, &id, &head.headers, body).await,
            Method::DELETE => blocking(&app, move |app| uploads::end(app, &actor, &id)).await,
            _ => blocking(&app, move |app| uploads::state(app, &actor, &id)).await,
        }
    };
    told(done.await)
}

async fn sends(
    app: &Arc<App>,
    headers: &axum::http::HeaderMap,
) -> Result<newsroom::Actor, Problem> {
    let actor = actor(app, headers).await?;
    if actor.role < Role::Reporter {
        return Err(newsroom::Error::Forbidden("take in pictures", Role::Reporter).into());
    }
    Ok(actor)
}
