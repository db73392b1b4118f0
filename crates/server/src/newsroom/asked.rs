//! Verbs as programs and the desk's script ask for them: by name, with a body of JSON.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::Micros;
use story::{Act, Fault};

use super::{Actor, Error, Newsroom, Publish, Significance};
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

/// Does a verb with a body of JSON.
///
/// # Errors
/// A fault in the body, or whatever the verb refuses. Saving is no verb of this kind.
pub fn run(
    newsroom: &Newsroom,
    actor: &Actor,
    verb: Act,
    number: i64,
    values: Map<String, Value>,
) -> Result<(), Error> {
    match verb {
        Act::Submit => {
            read::<NoBody>(values)?;
            newsroom.act(|tx| super::submit(tx, actor, number))?;
        }
        Act::Approve => {
            read::<NoBody>(values)?;
            newsroom.act(|tx| super::approve(tx, actor, number))?;
        }
        Act::Restore => {
            read::<NoBody>(values)?;
            newsroom.act(|tx| super::restore(tx, actor, number))?;
        }
        Act::Return => {
            let ReturnBody { reason } = read(values)?;
            newsroom.act(|tx| super::return_to_writer(tx, actor, number, &reason))?;
        }
        Act::Publish => {
            let PublishBody { significance, text } = read(values)?;
            let how = Publish {
                significance,
                words: text,
                ..Publish::default()
            };
            newsroom.act(|tx| super::publish(tx, actor, number, &how))?;
        }
        Act::Schedule => {
            let at = time("scheduled_at", &read::<ScheduleBody>(values)?.scheduled_at)?;
            newsroom.act(|tx| super::schedule(tx, actor, number, at))?;
        }
        Act::Embargo => {
            let until = read::<EmbargoBody>(values)?.embargoed_until;
            let until = until
                .map(|text| time("embargoed_until", &text))
                .transpose()?;
            newsroom.act(|tx| super::embargo(tx, actor, number, until))?;
        }
        Act::Withdraw => {
            let WithdrawBody { notice } = read(values)?;
            newsroom.act(|tx| super::withdraw(tx, actor, number, &notice))?;
        }
        Act::Save => return Err(Fault::here("saving takes fields, not a verb").into()),
    }
    Ok(())
}

fn read<T: for<'a> Deserialize<'a>>(values: Map<String, Value>) -> Result<T, Error> {
    let values = Value::Object(values);
    story::schema::strings(&values)?;
    T::deserialize(&values).map_err(|e| named::<T>(&values, e.to_string()).into())
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

fn time(name: &str, text: &str) -> Result<Micros, Error> {
    times::parse(text).map_err(|why| Fault::at(name, why).into())
}
