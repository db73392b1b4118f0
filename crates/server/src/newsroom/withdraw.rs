//! Withdraw: a live story is taken off the site. Its address answers 410 with a notice, and the withdrawal is
//! logged on the page of corrections.

use store::{Write, corrections, stories};
use story::{Act, Fault};

use super::{Actor, Error, ask, note};

/// Withdraws.
///
/// # Errors
/// A refusal of the workflow, or no notice.
pub fn withdraw(tx: &mut Write<'_>, actor: &Actor, number: i64, notice: &str) -> Result<(), Error> {
    let (story, _) = ask(tx, actor, Act::Withdraw, number)?;
    let notice = notice.trim();
    if notice.chars().count() > story::fields::MAX_TEXT {
        return Err(Fault::at(
            "notice",
            format!("is longer than {} characters", story::fields::MAX_TEXT),
        )
        .into());
    }
    stories::hide(tx, &story, notice)?;
    corrections::add(tx, number, "withdrawal", notice)?;
    note(tx, actor, Act::Withdraw, number, notice)
}
