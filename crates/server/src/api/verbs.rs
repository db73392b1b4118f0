//! `POST /api/v1/stories/{id}/{verb}`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::Micros;
use story::{Act, Fault};

use crate::api::stories::{json_of, number};
use crate::api::{actor, blocking};
use crate::app::App;
use crate::error::Problem;
use crate::http::{answer, body};
use crate::newsroom::{self, Actor, Error, Publish, Significance};
use crate::routes::{Whole, told};
use crate::times;

/// What `publish` takes; all of it for a live story only.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PublishBody {
    /// How much the update means to readers.
    pub significance: Significance,
    /// The words of a correction or clarification.
    pub text: Option<String>,
}

/// What `schedule` takes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleBody {
    /// When the story goes live: RFC 3339 with an offset.
    #[serde(alias = "at")]
    pub scheduled_at: String,
}

/// What `embargo` takes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmbargoBody {
    /// Until when nothing is out: RFC 3339 with an offset. Null lifts the embargo.
    #[serde(alias = "until")]
    pub embargoed_until: Option<String>,
}

/// What `withdraw` takes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WithdrawBody {
    /// What readers are told.
    #[serde(alias = "text")]
    pub notice: String,
}

/// What `return` takes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReturnBody {
    /// What the writer is told.
    pub reason: String,
}

/// What `submit`, `approve` and `restore` take: nothing.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NoBody {}

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
            run(app, &actor, verb, number, values)?;
            json_of(app, number)
        });
        Ok(answer::json(200, &done.await?))
    }
    .await)
}

fn run(
    app: &App,
    actor: &Actor,
    verb: Act,
    number: i64,
    values: Map<String, Value>,
) -> Result<(), Problem> {
    let newsroom = &app.newsroom;
    match verb {
        Act::Submit => {
            read::<NoBody>(values)?;
            newsroom.act(|tx| newsroom::submit(tx, actor, number))?;
        }
        Act::Approve => {
            read::<NoBody>(values)?;
            newsroom.act(|tx| newsroom::approve(tx, actor, number))?;
        }
        Act::Restore => {
            read::<NoBody>(values)?;
            newsroom.act(|tx| newsroom::restore(tx, actor, number))?;
        }
        Act::Return => {
            let ReturnBody { reason } = read(values)?;
            newsroom.act(|tx| newsroom::return_to_writer(tx, actor, number, &reason))?;
        }
        Act::Publish => {
            let PublishBody { significance, text } = read(values)?;
            let how = Publish {
                significance,
                words: text,
                ..Publish::default()
            };
            newsroom.act(|tx| newsroom::publish(tx, actor, number, &how))?;
        }
        Act::Schedule => {
            let at = time("scheduled_at", &read::<ScheduleBody>(values)?.scheduled_at)?;
            newsroom.act(|tx| newsroom::schedule(tx, actor, number, at))?;
        }
        Act::Embargo => {
            let until = read::<EmbargoBody>(values)?.embargoed_until;
            let until = until
                .map(|text| time("embargoed_until", &text))
                .transpose()?;
            newsroom.act(|tx| newsroom::embargo(tx, actor, number, until))?;
        }
        Act::Withdraw => {
            let WithdrawBody { notice } = read(values)?;
            newsroom.act(|tx| newsroom::withdraw(tx, actor, number, &notice))?;
        }
        Act::Save => return Err(Problem::new(404, "Saving is PATCH.")),
    }
    Ok(())
}

fn read<T: for<'a> Deserialize<'a>>(values: Map<String, Value>) -> Result<T, Problem> {
    let values = Value::Object(values);
    story::schema::strings(&values).map_err(Error::from)?;
    T::deserialize(&values)
        .map_err(|e| Problem::from(Error::from(named::<T>(&values, e.to_string()))))
}

/// The library says what is wrong but not always where: the wrong field is the one that is as wrong by itself.
fn named<T: for<'a> Deserialize<'a>>(values: &Value, text: String) -> Fault {
    let missing = text
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    if let Some(field) = missing {
        return Fault::at(field, "is missing");
    }
    let wrong = |(name, value): &(&String, &Value)| {
        let alone = Value::from_iter([((*name).clone(), (*value).clone())]);
        T::deserialize(alone).is_err_and(|e| e.to_string() == text)
    };
    match values.as_object().into_iter().flatten().find(wrong) {
        Some((field, _)) => Fault::at(field, format!("is wrong here: {text}")),
        None => Fault::here(text),
    }
}

fn time(name: &str, text: &str) -> Result<Micros, Problem> {
    times::parse(text).map_err(|why| Error::from(Fault::at(name, why)).into())
}
