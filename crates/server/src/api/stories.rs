//! Stories: made, read, changed.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::{Tx, revisions, stories};
use story::{Doc, Fault, Role, Status};

use crate::api::{actor, blocking};
use crate::app::App;
use crate::error::Problem;
use crate::http::{answer, body};
use crate::newsroom::{Newsroom, Save};
use crate::routes::{Whole, told};
use crate::{times, urls};

/// A story in JSON, with its newest revision.
///
/// # Errors
/// 404 if there is none.
pub fn json_of(app: &App, number: i64) -> Result<Value, Problem> {
    let found = app.newsroom.db.read(|tx| read(tx, number))?;
    let (story, revision, live, body) =
        found.ok_or_else(|| Problem::new(404, format!("There is no story {number}.")))?;
    Ok(whole(&app.base, &story, &revision, live, &body))
}

type Read = Option<(stories::Story, revisions::Revision, Option<i64>, Doc)>;

fn read(tx: &mut Tx<'_>, number: i64) -> store::Result<Read> {
    let Some(story) = stories::by_number(tx, number)? else {
        return Ok(None);
    };
    let Some(revision) = revisions::by_id(tx, story.newest)? else {
        return Ok(None);
    };
    let live = match story.live {
        Some(id) => revisions::by_id(tx, id)?.map(|r| r.revision),
        None => None,
    };
    let body = revisions::body(tx, story.newest)?;
    Ok(Some((story, revision, live, body)))
}

/// The JSON of a story: its fields, its body, and what verbs have made of it.
#[must_use]
pub fn whole(
    base: &str,
    story: &stories::Story,
    revision: &revisions::Revision,
    live: Option<i64>,
    body: &Doc,
) -> Value {
    let mut out = brief(base, story, revision, live);
    out["body"] = body.to_json();
    out
}

fn brief(
    base: &str,
    story: &stories::Story,
    revision: &revisions::Revision,
    live: Option<i64>,
) -> Value {
    let mut out = serde_json::to_value(&revision.fields).unwrap_or_else(|_| json!({}));
    let time = |at: Option<i64>| at.map(times::json);
    let parts = json!({
        "id": story.number,
        "number": story.number,
        "status": story.status,
        "url": format!("{base}{}", urls::story(story.number, &revision.fields.slug)),
        "revision": revision.revision,
        "live_revision": live,
        "first_published": time(story.published),
        "updated": time(story.updated),
        "scheduled_at": time(story.scheduled),
        "embargoed_until": time(story.embargo),
    });
    if let (Some(out), Value::Object(parts)) = (out.as_object_mut(), parts) {
        out.extend(parts);
    }
    out
}

/// The number in the path.
///
/// # Errors
/// 404: what is no number is no story.
pub fn number(id: &str) -> Result<i64, Problem> {
    id.parse().map_err(|_| {
        Problem::new(
            404,
            format!("There is no story \"{id}\"; stories have numbers."),
        )
    })
}

/// `POST /api/v1/stories`
pub async fn create(State(app): State<Arc<App>>, headers: HeaderMap, request: Whole) -> Response {
    told(
        async {
            let actor = actor(&app, &headers).await?;
            let values = body::object(&app, request.into_body()).await?;
            let made = blocking(&app, move |app| {
                let asked = Save {
                    number: None,
                    base: None,
                    values: &values,
                    reason: "",
                };
                let saved = app.newsroom.save(&actor, &asked)?;
                json_of(app, saved.number)
            });
            let made = made.await?;
            let mut answer = answer::json(201, &made);
            if let Ok(place) = format!("/api/v1/stories/{}", made["id"]).parse() {
                answer.headers_mut().insert("location", place);
            }
            Ok(answer)
        }
        .await,
    )
}

/// `GET /api/v1/stories/{id}`
pub async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    told(
        async {
            let actor = actor(&app, &headers).await?;
            staff_only(actor.role)?;
            let number = number(&id)?;
            Ok(answer::json(
                200,
                &blocking(&app, move |app| json_of(app, number)).await?,
            ))
        }
        .await,
    )
}

fn staff_only(role: Role) -> Result<(), Problem> {
    if role < Role::Moderator {
        return Err(Problem::new(
            403,
            format!("A {role} may not read what is not published."),
        ));
    }
    Ok(())
}

/// `PATCH /api/v1/stories/{id}`: any fields, and `base`, the revision they were made from.
pub async fn change(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    request: Whole,
) -> Response {
    told(
        async {
            let actor = actor(&app, &headers).await?;
            let number = number(&id)?;
            let mut values = body::object(&app, request.into_body()).await?;
            let base = base(&mut values)?;
            let changed = blocking(&app, move |app| {
                save(&app.newsroom, &actor, number, base, &values)?;
                json_of(app, number)
            });
            Ok(answer::json(200, &changed.await?))
        }
        .await,
    )
}

fn save(
    newsroom: &Newsroom,
    actor: &crate::newsroom::Actor,
    number: i64,
    base: Option<i64>,
    values: &Map<String, Value>,
) -> Result<(), Problem> {
    newsroom.save(
        actor,
        &Save {
            number: Some(number),
            base,
            values,
            reason: "",
        },
    )?;
    Ok(())
}

fn base(values: &mut Map<String, Value>) -> Result<Option<i64>, Problem> {
    match values.remove("base") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_i64().filter(|n| *n > 0).map(Some).ok_or_else(|| {
            crate::newsroom::Error::from(Fault::at("base", "is not the number of a revision"))
                .into()
        }),
    }
}

/// `GET /api/v1/stories/{id}/revisions`
pub async fn revisions(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    told(
        async {
            let actor = actor(&app, &headers).await?;
            staff_only(actor.role)?;
            let number = number(&id)?;
            let all = blocking(&app, move |app| {
                Ok(app.newsroom.db.read(|tx| revisions::all(tx, number))?)
            })
            .await?;
            if all.is_empty() {
                return Err(Problem::new(404, format!("There is no story {number}.")));
            }
            let all: Vec<Value> = all.iter().map(revision_json).collect();
            Ok(answer::json(200, &json!({ "revisions": all })))
        }
        .await,
    )
}

fn revision_json(r: &store::revisions::Revision) -> Value {
    json!({
        "revision": r.revision, "base": r.base, "kept_aside": r.kept, "made": times::json(r.made),
        "maker": r.maker, "reason": r.reason, "headline": r.fields.headline,
    })
}

/// What the list of stories takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    status: Option<String>,
    before: Option<String>,
    limit: Option<String>,
}

/// `GET /api/v1/stories?status=&before=&limit=`: last changed first, without bodies;
/// `before` is the number of the last story of the answer before.
pub async fn list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Response {
    told(
        async {
            let actor = actor(&app, &headers).await?;
            staff_only(actor.role)?;
            let Query(which) = which.map_err(|e| {
                Problem::new(400, format!("The query is wrong: {}.", e.body_text()))
            })?;
            let wrong =
                |name: &str, why: String| Problem::new(400, format!("In the query, {name} {why}."));
            let status = which
                .status
                .map(|s| s.parse::<Status>().map_err(|e| wrong("status", e)))
                .transpose()?;
            let before = which
                .before
                .map(|s| {
                    s.parse::<i64>()
                        .map_err(|_| wrong("before", "is not a story's number".into()))
                })
                .transpose()?;
            let limit = match which.limit.as_deref().map(str::parse::<i64>) {
                None => 50,
                Some(Ok(n)) if (1..=200).contains(&n) => n,
                Some(_) => return Err(wrong("limit", "is not between 1 and 200".into())),
            };
            let found = blocking(&app, move |app| {
                Ok(app.newsroom.db.read(|tx| {
                    let mut all = Vec::new();
                    let before = match before {
                        Some(number) => {
                            stories::by_number(tx, number)?.map(|s| (s.changed, s.number))
                        }
                        None => None,
                    };
                    for story in stories::recent(tx, status, before, limit)? {
                        if let Some(revision) = store::revisions::by_id(tx, story.newest)? {
                            let mut one = brief(&app.base, &story, &revision, None);
                            one["changed"] = times::json(story.changed).into();
                            one.as_object_mut().map(|o| o.remove("live_revision"));
                            all.push(one);
                        }
                    }
                    Ok::<_, store::Error>(all)
                })?)
            });
            Ok(answer::json(200, &json!({ "stories": found.await? })))
        }
        .await,
    )
}
