//! The worker: does jobs when they are due, one after the other; and the follower, which hears of what other
//! programs have written.

mod cover;
mod episode;
mod films;
mod gate;
mod heard;
mod publish;
mod recognise;
mod renditions;
mod speak;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use store::jobs::{Hand, Job};
use store::{changes, jobs};

use crate::app::App;
use crate::newsroom::PUBLISH_JOB;
use crate::newsroom::films::{FILM_JOB, RECOGNISE_JOB};
use crate::newsroom::podcasts::{AIR_JOB, COVER_JOB, EPISODE_JOB};
use crate::newsroom::renditions::RENDITIONS_JOB;
use crate::newsroom::speak::SPEAK_JOB;
use crate::voices;

/// How often the store is asked for jobs that another program has put down.
const GLANCE: Duration = Duration::from_millis(400);
/// How often the change log is looked at.
const FOLLOW: Duration = Duration::from_millis(40);
/// How often the lease of a job is renewed: three times before it runs out.
const RENEW: Duration = Duration::from_micros(jobs::LEASE.unsigned_abs() / 3);
/// How often SQLite's log is moved into its file.
const SETTLE: Duration = Duration::from_secs(20);

/// What became of a job.
pub enum Outcome {
    /// Done, or not to be done any more.
    Done,
    /// Not now; says why.
    Retry(String),
    /// Never; says why.
    Fail(String),
}

/// Tells the threads to end.
#[derive(Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// It is time.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How many films are worked on at once: while one's larger rungs are made, the next ones begin to play.
const FILMS: usize = 4;

/// How many threads the work of a hand needs.
#[must_use]
pub fn threads(hand: Hand) -> usize {
    match hand {
        Hand::Film => FILMS,
        Hand::Media | Hand::News | Hand::Voice => 1,
    }
}

/// The thread that calls this, and those that it starts, work only when nobody else does. Linux counts niceness by thread,
/// not by process.
pub fn stand_back() {
    if let Err(e) = rustix::process::nice(19) {
        tracing::warn!(error = %e, "the voice works as hard as those who answer readers");
    }
}

/// Does the jobs of a hand until told to stop.
pub fn work(app: &App, hand: Hand, stop: &Stop) {
    while !stop.asked() {
        match turn(app, hand) {
            Ok(true) => {}
            Ok(false) => {
                if hand == Hand::Voice {
                    voices::rest();
                }
                app.newsroom.bell.wait(pause(app, hand));
            }
            Err(e) => {
                tracing::error!(error = %e, "the worker cannot reach the store");
                std::thread::sleep(Duration::from_secs(1));
            }
        }
    }
}

/// Until the next job is due, but no longer than a glance.
fn pause(app: &App, hand: Hand) -> Duration {
    let due = app
        .newsroom
        .db
        .read(|tx| jobs::next_due(tx, hand))
        .ok()
        .flatten();
    let left = due
        .map_or(i64::MAX, |due| due - app.newsroom.clock.now())
        .max(0)
        .unsigned_abs();
    Duration::from_micros(left).min(GLANCE)
}

/// Does one job that is due, if there is one.
///
/// # Errors
/// Of the store.
pub fn turn(app: &App, hand: Hand) -> store::Result<bool> {
    let (newsroom, now) = (&app.newsroom, app.newsroom.clock.now());
    if newsroom
        .db
        .read(|tx| jobs::next_due(tx, hand))?
        .is_none_or(|due| due > now)
    {
        return Ok(false);
    }
    let (job, _) = newsroom.db.write(now, |tx| jobs::lease(tx, hand))?;
    let Some(job) = job else { return Ok(false) };
    let outcome = holding(app, &job, || match job.kind.as_str() {
        PUBLISH_JOB => publish::run(app, &job),
        RENDITIONS_JOB => renditions::run(app, &job),
        FILM_JOB => films::run(app, &job),
        RECOGNISE_JOB => recognise::run(app, &job),
        SPEAK_JOB => speak::run(app, &job),
        EPISODE_JOB => episode::run(app, &job),
        COVER_JOB => cover::run(app, &job),
        AIR_JOB => episode::air(app, &job),
        other => Outcome::Fail(format!("this program knows no job \"{other}\"")),
    });
    let settled = newsroom
        .db
        .write(newsroom.clock.now(), |tx| match &outcome {
            Outcome::Done => jobs::done(tx, &job),
            Outcome::Retry(why) => jobs::failed(tx, &job, why, true),
            Outcome::Fail(why) => jobs::failed(tx, &job, why, false),
        });
    if let Outcome::Retry(why) | Outcome::Fail(why) = &outcome {
        tracing::error!(
            job = job.kind,
            subject = job.subject,
            attempt = job.attempts,
            reason = why,
            "a job failed"
        );
    }
    settled.map(|_| true)
}

/// Renews the lease of a job while it is worked on: a film takes longer than anybody would wait for a dead worker.
fn holding(app: &App, job: &Job, work: impl FnOnce() -> Outcome) -> Outcome {
    let (done, waits) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while waits.recv_timeout(RENEW) == Err(RecvTimeoutError::Timeout) {
                let now = app.newsroom.clock.now();
                if let Err(e) = app.newsroom.db.write(now, |tx| jobs::renew(tx, job)) {
                    tracing::warn!(error = %e, job = job.kind, "the lease of a job could not be renewed");
                }
            }
        });
        let outcome = work();
        drop(done);
        outcome
    })
}

/// Follows the change log and drops pages that other programs have changed, until told to stop.
pub fn follow(app: &Arc<App>, stop: &Stop) {
    let (mut cursor, mut pulse) = (app.newsroom.cache.seen(), None);
    let mut until_settled = SETTLE;
    while !stop.asked() {
        std::thread::sleep(FOLLOW);
        let now = app.newsroom.db.pulse().unwrap_or(None);
        let own = app.newsroom.cache.seen();
        if now.is_none() || now != pulse || own > cursor {
            pulse = now;
            match app.newsroom.db.read(|tx| changes::after(tx, cursor, 5_000)) {
                Ok(found) => {
                    cursor = found.last().map_or(cursor, |c| c.seq);
                    app.newsroom.cache.apply(&found);
                }
                Err(e) => tracing::error!(error = %e, "the change log cannot be read"),
            }
        }
        until_settled = until_settled.saturating_sub(FOLLOW);
        if until_settled.is_zero() {
            until_settled = SETTLE;
            if let Err(e) = app.newsroom.db.settle() {
                tracing::warn!(error = %e, "the database's log cannot be moved into its file");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use store::stories;
    use story::Status;

    use super::*;
    use crate::config::Config;
    use crate::newsroom::{self, Actor, Save};

    #[test]
    fn a_story_goes_live_when_its_time_comes_and_not_before() {
        const DAY: i64 = 24 * 3600 * 1_000_000;
        let data = std::env::temp_dir().join(format!("standfirst-clock-{}", std::process::id()));
        let app = App::open(Config {
            data: data.clone(),
            ..Config::default()
        })
        .unwrap();
        let (desk, actor) = (&app.newsroom, Actor::program("command"));
        let Value::Object(values) = json!({ "headline": "Tide turns" }) else {
            unreachable!()
        };
        let saved = desk.save(
            &actor,
            &Save {
                number: None,
                base: None,
                values: &values,
                reason: "",
            },
        );
        let number = saved.unwrap().number;
        let tomorrow = desk.clock.now() + DAY;
        desk.act(|tx| newsroom::schedule(tx, &actor, number, tomorrow))
            .unwrap();
        let status = || {
            desk.db
                .read(|tx| stories::by_number(tx, number))
                .unwrap()
                .unwrap()
                .status
        };

        assert!(!turn(&app, Hand::News).unwrap(), "nothing is due today");
        assert_eq!(status(), Status::Scheduled);
        desk.clock.forward(DAY);
        assert!(turn(&app, Hand::News).unwrap(), "it is due tomorrow");
        assert_eq!(status(), Status::Live);
        assert!(!turn(&app, Hand::News).unwrap(), "and only once");
        std::fs::remove_dir_all(data).ok();
    }
}
