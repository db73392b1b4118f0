//! Publishes a story whose time has come.

use store::{jobs::Job, stories};
use story::Status;

use crate::app::App;
use crate::jobs::Outcome;
use crate::newsroom::{Actor, Error, Publish, publish};

pub(super) fn run(app: &App, job: &Job) -> Outcome {
    let Ok(number) = job.subject.parse::<i64>() else {
        return Outcome::Fail(format!("\"{}\" is no story's number", job.subject));
    };
    let actor = Actor::program("scheduler");
    let outcome = app.newsroom.act(|tx| {
        // It may have been published, returned or scheduled anew since the job was leased.
        let due = stories::by_number(tx, number)?.is_some_and(|s| {
            s.status == Status::Scheduled && s.scheduled.is_some_and(|at| at <= tx.now)
        });
        if due {
            publish(tx, &actor, number, &Publish::default())
        } else {
            Ok(())
        }
    });
    match outcome {
        Ok(()) => Outcome::Done,
        Err(Error::Store(e)) => Outcome::Retry(e.to_string()),
        Err(e @ Error::Embargo { .. }) => Outcome::Retry(e.to_string()),
        Err(e) => Outcome::Fail(e.to_string()),
    }
}
