//! Take away: a picture, film or sound is gone from every page and address at once, and can be put back.

use store::assets::{self, Asset, Withdrawn};
use store::audit;
use story::{Fault, Role};

use super::{Actor, Error, Newsroom, derived};

/// Takes an asset away, for a reason that the desk keeps; without a reason it is put back.
///
/// # Errors
/// A refusal below an editor; [`Error::Missing`]; a fault in the reason.
pub fn take_away(
    newsroom: &Newsroom,
    actor: &Actor,
    id: &str,
    reason: Option<&str>,
) -> Result<Asset, Error> {
    if actor.role < Role::Editor {
        return Err(Error::Forbidden(
            "take pictures, films and sounds away",
            Role::Editor,
        ));
    }
    let reason = reason.map(str::trim);
    if reason.is_some_and(|reason| reason.is_empty() || reason.chars().count() > 1_000) {
        return Err(Fault::at("reason", "must say why, in at most 1000 characters").into());
    }
    newsroom.act(|tx| {
        let Some(mut asset) = assets::by_id(tx, id)? else {
            return Err(Error::Missing(format!(
                "There is no picture, film or sound {id}."
            )));
        };
        asset.details.withdrawn = reason.map(|reason| Withdrawn {
            at: tx.now,
            reason: reason.to_owned(),
        });
        assets::put(tx, &asset)?;
        derived::follow(tx, &asset)?;
        let act = if reason.is_some() {
            "take away"
        } else {
            "put back"
        };
        let words = format!("{id}: {}", reason.unwrap_or_default());
        audit::note(
            tx,
            &actor.name,
            act,
            None,
            words.trim_end_matches(": "),
            &actor.origin,
        )?;
        Ok(asset)
    })
}
