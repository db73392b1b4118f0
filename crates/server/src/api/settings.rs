//! `GET|PUT /api/v1/settings/{name}`: what the newsroom says of its site, and its policies.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::settings;
use story::{Fault, Role};

use crate::api::{actor, blocking};
use crate::app::App;
use crate::error::Problem;
use crate::http::{answer, body};
use crate::newsroom::people::By;
use crate::newsroom::{Actor, Error, setting};
use crate::routes::{Whole, told};
use crate::site::making::{ABOUT, About, POLICIES};
use crate::site::view::Policy;

fn admin(actor: &Actor) -> Result<(), Problem> {
    if actor.role < Role::Admin {
        return Err(Problem::new(
            403,
            format!(
                "A {} may not see or change settings; it takes an admin.",
                actor.role
            ),
        ));
    }
    Ok(())
}

fn unknown(name: &str) -> Problem {
    Problem::new(
        404,
        format!("There is no setting \"{name}\"; there are {ABOUT} and {POLICIES}."),
    )
}

/// Reads a setting, its default where the newsroom has not set it.
pub async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Response {
    told(
        async {
            admin(&actor(&app, &headers).await?)?;
            let value = blocking(&app, move |app| match name.as_str() {
                ABOUT => current::<About>(app, ABOUT),
                POLICIES => current::<Vec<Policy>>(app, POLICIES),
                _ => Err(unknown(&name)),
            });
            Ok(answer::json(200, &value.await?))
        }
        .await,
    )
}

fn current<T: Serialize + DeserializeOwned + Default>(
    app: &App,
    name: &str,
) -> Result<Value, Problem> {
    let value: T = app
        .newsroom
        .db
        .read(|tx| settings::get(tx, name))?
        .unwrap_or_default();
    serde_json::to_value(value).map_err(|e| Problem::failed(e.to_string()))
}

/// Changes a setting. Every page shows it at once.
pub async fn change(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(name): Path<String>,
    request: Whole,
) -> Response {
    told(
        async {
            let actor = actor(&app, &headers).await?;
            admin(&actor)?;
            let bytes = body::read(&app, request.into_body()).await?;
            let value: Value = serde_json::from_slice(&bytes)
                .map_err(|e| Problem::new(400, format!("The body is not JSON: {e}.")))?;
            story::schema::strings(&value).map_err(Error::from)?;
            let value = blocking(&app, move |app| match name.as_str() {
                ABOUT => {
                    let about: About = shaped(&value)?;
                    about.check().map_err(Error::from)?;
                    put(app, &actor, ABOUT, &about)
                }
                POLICIES => put(app, &actor, POLICIES, &shaped::<Vec<Policy>>(&value)?),
                _ => Err(unknown(&name)),
            });
            Ok(answer::json(200, &value.await?))
        }
        .await,
    )
}

fn shaped<T: for<'a> Deserialize<'a>>(value: &Value) -> Result<T, Problem> {
    T::deserialize(value).map_err(|e| Error::from(Fault::here(e.to_string())).into())
}

fn put<T: Serialize>(app: &App, actor: &Actor, name: &str, value: &T) -> Result<Value, Problem> {
    app.newsroom.act(|tx| {
        let by = By { actor, own: None };
        setting::change(tx, by, name, value)
    })?;
    serde_json::to_value(value).map_err(|e| Problem::failed(e.to_string()))
}
