//! The JSON API for programs: `Authorization: Bearer TOKEN`, problem answers after RFC 9457.

pub mod changes;
pub mod media;
pub mod openapi;
pub mod settings;
pub mod stories;
pub mod uploads;
pub mod verbs;

use std::sync::Arc;

use axum::http::HeaderMap;
use store::staff;

use crate::app::App;
use crate::error::Problem;
use crate::newsroom::Actor;

/// How often it is noted that a token is used.
const USED: store::Micros = 5 * 60 * 1_000_000;

/// Who asks.
///
/// # Errors
/// 401 if there is no token or nobody has it.
pub async fn actor(app: &Arc<App>, headers: &HeaderMap) -> Result<Actor, Problem> {
    let given = headers.get("authorization").and_then(|v| v.to_str().ok());
    let secret = given
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, secret)) = secret else {
        return Err(Problem::new(
            401,
            "Say who you are: Authorization: Bearer TOKEN (standfirst token add makes one).",
        ));
    };
    let secret = secret.trim().to_owned();
    let token = blocking(app, move |app| {
        let token = app.newsroom.db.read(|tx| staff::token(tx, &secret))?;
        // Often enough to see which programs are in use, seldom enough to cost nothing.
        let now = app.newsroom.clock.now();
        if let Some(token) = &token
            && token.used.is_none_or(|used| now - used > USED)
        {
            app.newsroom.act(|tx| staff::used(tx, token.id))?;
        }
        Ok(token)
    })
    .await?;
    let token =
        token.ok_or_else(|| Problem::new(401, "There is no such token, or it was revoked."))?;
    Ok(Actor {
        name: token.name,
        role: token.role,
        origin: "api".into(),
    })
}

/// Runs something that waits for the store on a thread that may wait.
///
/// # Errors
/// Those of the work.
pub async fn blocking<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let app = Arc::clone(app);
    tokio::task::spawn_blocking(move || work(&app))
        .await
        .unwrap_or_else(|e| Err(Problem::failed(e.to_string())))
}
