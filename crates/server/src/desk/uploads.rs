//! Large files, from the desk's pages: uploads that go on where they broke off.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use story::Role;

use crate::app::App;
use crate::desk::visit;
use crate::error::Problem;
use crate::http::serve::Peer;
use crate::http::uploads;
use crate::newsroom::Actor;
use crate::routes::told;

/// Where they are.
const AT: &str = "/desk/uploads";

/// `POST /desk/uploads`
pub async fn begin(State(app): State<Arc<App>>, request: Request) -> Response {
    let begun = async {
        let (head, body) = request.into_parts();
        let peer = head.extensions.get::<Peer>().copied();
        let actor = sends(&app, &head.headers, peer).await?;
        uploads::begin(&app, &actor, &head.headers, body, AT).await
    };
    told(begun.await)
}

/// `HEAD|PATCH|DELETE /desk/uploads/{id}`
pub async fn go_on(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let done = async {
        let (head, body) = request.into_parts();
        let peer = head.extensions.get::<Peer>().copied();
        let actor = sends(&app, &head.headers, peer).await?;
        match head.method {
            Method::PATCH => uploads::go_on(&app, &actor, &id, &head.headers, body).await,
            Method::DELETE => uploads::end(&app, &actor, &id),
            _ => uploads::state(&app, &actor, &id),
        }
    };
    told(done.await)
}

/// Whoever is signed in, on one of the desk's own pages, and writes.
async fn sends(app: &Arc<App>, headers: &HeaderMap, peer: Option<Peer>) -> Result<Actor, Problem> {
    if !visit::is_from_here(headers) {
        return Err(Problem::new(
            403,
            "The desk takes files from its own pages only.",
        ));
    }
    let (asking, asked) = (Arc::clone(app), headers.clone());
    let found = tokio::task::spawn_blocking(move || visit::session_of(&asking, &asked));
    let found = found.await.map_err(|e| Problem::failed(e.to_string()))??;
    let Some((session, person)) = found else {
        return Err(Problem::new(401, "Sign in first: your session is over."));
    };
    let given = headers.get("x-csrf").and_then(|v| v.to_str().ok());
    if !given.is_some_and(|given| visit::same(given, &session.csrf)) {
        return Err(Problem::new(
            403,
            "This page is from an older session. Load it anew.",
        ));
    }
    if person.role < Role::Reporter {
        return Err(Problem::new(403, "It takes a reporter to send files."));
    }
    let address = visit::from_where(app, headers, peer.map(|peer| peer.0.to_string()));
    Ok(Actor {
        name: person.name,
        role: person.role,
        origin: format!("desk {address}").into(),
    })
}
