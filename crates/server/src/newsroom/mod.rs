//! The newsroom's verbs: one a file, each with its permission, its change, its audit and its jobs together, so
//! that API, importer, scheduler and desk behave alike.

pub mod asked;
mod assign;
mod caption;
mod curate;
mod derived;
mod describe;
mod embargo;
pub mod films;
pub mod house;
pub mod lexicon;
mod mend;
mod names;
pub mod people;
pub mod podcasts;
mod publish;
pub mod readiness;
mod record;
pub mod renditions;
mod restore;
mod save;
mod schedule;
pub mod sections;
pub mod setting;
pub mod speak;
pub mod spending;
mod step;
mod take_away;
mod take_in;
pub mod topics;
mod withdraw;

pub use assign::assign;
pub use caption::caption;
use caption::is_language;
pub use curate::{Arranged, Then, arranged, curate};
pub use describe::describe;
pub use embargo::embargo;
pub use mend::mend;
pub use publish::{Publish, Significance, publish};
pub use record::{record, unrecord};
pub use restore::restore;
pub use save::{Save, Saved, save};
pub use schedule::{PUBLISH_JOB, schedule};
pub use step::{approve, return_to_writer, submit};
pub use take_away::take_away;
pub use take_in::{Desk, Sent, replace, take_in};
pub use withdraw::withdraw;

use std::borrow::Cow;
use std::sync::Arc;

use store::{Db, Micros, Write, stories};
use story::workflow::{self, Refusal};
use story::{Act, Fault, Role, Status};

use crate::cache::PageCache;
use crate::clock::Clock;
use crate::times;

/// Who acts, and by which way in.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The name in the audit.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// `api`, `import`, `scheduler`, `command`; `desk` and the address from which it was used.
    pub origin: Cow<'static, str>,
}

impl Actor {
    /// The program itself, which does what somebody has decided before.
    #[must_use]
    pub fn program(origin: &'static str) -> Self {
        Self {
            name: "standfirst".into(),
            role: Role::Admin,
            origin: origin.into(),
        }
    }
}

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A value is wrong.
    #[error("{0}")]
    Fault(#[from] Fault),
    /// The workflow says no.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// There is no such story.
    #[error("there is no story {0}")]
    NoStory(i64),
    /// The story has moved on since the revision that this was made from.
    #[error(
        "revision {base} is no longer the newest of story {number}: revision {newest} is. What you sent is kept as \
         revision {kept}; compare the two and save again from revision {newest}"
    )]
    #[expect(missing_docs, reason = "the text names them")]
    Stale {
        number: i64,
        base: i64,
        newest: i64,
        kept: i64,
    },
    /// A file is not taken, or nothing could be made of it; or the machine could not.
    #[error(transparent)]
    Media(media::Refusal),
    /// The role is not enough for something that is done to no story.
    #[error("it takes {1} to {0}")]
    Forbidden(&'static str, Role),
    /// It takes an admin.
    #[error("a {0} may not do this; it takes an admin")]
    NotAdmin(Role),
    /// There is no such person, section, topic or token.
    #[error("{0}")]
    Missing(String),
    /// Something that must hold would not hold any more.
    #[error("{0}")]
    Against(String),
    /// Somebody else has arranged the place meanwhile.
    #[error("somebody else has arranged this page since you opened it; look at it again")]
    Rearranged,
    /// A promise to a source stands against it.
    #[error("story {number} is under embargo until {}", times::json(*until))]
    #[expect(missing_docs, reason = "the text names them")]
    Embargo { number: i64, until: Micros },
}

/// The newsroom: the store, and the pages made from it.
pub struct Newsroom {
    /// The store.
    pub db: Db,
    /// The finished pages.
    pub cache: Arc<PageCache>,
    /// The time.
    pub clock: Clock,
    /// Told when there may be a job to do.
    pub bell: Bell,
}

/// Wakes the worker.
#[derive(Default)]
pub struct Bell {
    rung: std::sync::Mutex<bool>,
    sound: std::sync::Condvar,
}

impl Bell {
    /// There may be something to do.
    pub fn ring(&self) {
        *self
            .rung
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = true;
        self.sound.notify_all();
    }

    /// Waits for the bell, at most so long.
    pub fn wait(&self, most: std::time::Duration) {
        let rung = self
            .rung
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let waited = self.sound.wait_timeout_while(rung, most, |rung| !*rung);
        *waited.unwrap_or_else(std::sync::PoisonError::into_inner).0 = false;
    }
}

impl Newsroom {
    /// Does verbs in one commit. When this returns, no page that they changed is served any more.
    ///
    /// # Errors
    /// Of the verbs; then nothing has changed.
    pub fn act<T, E: From<store::Error>>(
        &self,
        verbs: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.act_at(self.clock.now(), verbs)
    }

    /// Does verbs as if at another time: what is told afterwards keeps the time at which it happened.
    ///
    /// # Errors
    /// Of the verbs; then nothing has changed.
    pub fn act_at<T, E: From<store::Error>>(
        &self,
        at: Micros,
        verbs: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let (value, change) = self.db.write(at, verbs)?;
        if let Some(change) = change {
            self.cache.apply(&[change]);
        }
        self.bell.ring();
        Ok(value)
    }

    /// Saves, and keeps the words even if their base was stale.
    ///
    /// # Errors
    /// [`Error::Stale`] after the words were kept, or any other of [`save`].
    pub fn save(&self, actor: &Actor, asked: &Save<'_>) -> Result<Saved, Error> {
        let saved = self.act(|tx| save(tx, actor, asked))?;
        match saved.stale {
            Some((base, newest)) => Err(Error::Stale {
                number: saved.number,
                base,
                newest,
                kept: saved.revision,
            }),
            None => Ok(saved),
        }
    }
}

/// A refusal as a sentence.
#[must_use]
pub fn words(refusal: &Refusal) -> String {
    let text = refusal.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// A story that is there, and what becomes of it if `actor` may do `act`.
fn ask(
    tx: &mut Write<'_>,
    actor: &Actor,
    act: Act,
    number: i64,
) -> Result<(stories::Story, Status), Error> {
    let story = stories::by_number(tx, number)?.ok_or(Error::NoStory(number))?;
    let to = workflow::next(story.status, act, actor.role)?;
    Ok((story, to))
}

fn note(
    tx: &mut Write<'_>,
    actor: &Actor,
    act: Act,
    number: i64,
    detail: &str,
) -> Result<(), Error> {
    Ok(store::audit::note(
        tx,
        &actor.name,
        act.as_str(),
        Some(number),
        detail,
        &actor.origin,
    )?)
}
