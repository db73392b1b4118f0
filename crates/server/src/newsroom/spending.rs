//! What a voice service is sent, which is paid by the letter: counted by the month before it is sent, so that a program that
//! is killed in between has counted too much and never too little.

use media::Refusal;
use serde::{Deserialize, Serialize};
use store::{Micros, Tx, Write, settings};

use super::Error;
use crate::times;

/// The setting that holds the count.
const SPENT: &str = "voice-spent";

/// What was sent in a month.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Spent {
    /// Year and month (UTC), such as 2026-11.
    month: String,
    letters: u64,
}

fn month(now: Micros) -> String {
    times::json(now).chars().take("2026-11".len()).collect()
}

/// The letters that were sent in this calendar month (UTC).
///
/// # Errors
/// Of the store.
pub fn spent(tx: &mut Tx<'_>, now: Micros) -> store::Result<u64> {
    let spent: Option<Spent> = settings::get(tx, SPENT)?;
    let this = spent.filter(|spent| spent.month == month(now));
    Ok(this.unwrap_or_default().letters)
}

/// Counts letters that are about to be sent, of which no more than a limit may be sent in a month.
///
/// # Errors
/// A sentence for the desk where the limit would be passed: then nothing was counted and nothing may be sent.
pub fn spend(tx: &mut Write<'_>, letters: u64, limit: u64) -> Result<(), Error> {
    let now = tx.now;
    let before = spent(tx, now)?;
    let letters = before.saturating_add(letters);
    if letters > limit {
        return Err(Error::Media(Refusal::File(format!(
            "The limit of {limit} letters a month for the voice service is reached: {before} were sent. Publish the story \
             again next month, or when an administrator has raised voice_limit."
        ))));
    }
    let month = month(now);
    settings::keep(tx, SPENT, &Spent { month, letters })?;
    Ok(())
}
