//! Passkeys (W3C Web Authentication Level 3): made after an invitation or by somebody who is signed in, and the first
//! way of signing in. The answers are JSON for the desk's script.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::staff::{self, Person};
use store::{audit, sign_in};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, Uuid, Webauthn, WebauthnBuilder,
};

use crate::clock;
use crate::desk::visit::{Outcome, Visit};
use crate::desk::{invitation, proof, screen, sign_in as session};
use crate::error::Problem;
use crate::http::answer;

/// The site as passkeys are bound to it. They need a name: an address of numbers has none.
fn site(visit: &Visit) -> Result<Webauthn, Problem> {
    let base = visit.base();
    let origin = Url::parse(&base).map_err(|e| Problem::failed(format!("{base}: {e}")))?;
    let Some(domain) = origin.domain().map(str::to_owned) else {
        return Err(Problem::new(
            422,
            "Passkeys are bound to a name, and this address has only numbers. Open the desk under its name, such as \
             localhost, or use a password.",
        ));
    };
    let name = screen::about(visit).name;
    WebauthnBuilder::new(&domain, &origin)
        .and_then(|builder| builder.rp_name(&name).build())
        .map_err(|e| Problem::failed(e.to_string()))
}

/// The number of a person in the form that passkeys keep.
fn uuid(person: i64) -> Uuid {
    Uuid::from_u128(0x5374_616e_6466_6972_0000_0000_0000_0000 | u128::from(person.unsigned_abs()))
}

fn person_of(id: Uuid) -> i64 {
    i64::try_from(id.as_u128() & u128::from(u64::MAX >> 1)).unwrap_or_default()
}

fn sent<T: DeserializeOwned>(visit: &Visit, name: &str) -> Result<T, Problem> {
    let value = visit.json().remove(name).unwrap_or_default();
    serde_json::from_value(value)
        .map_err(|e| Problem::new(422, format!("{name} cannot be read: {e}.")))
}

fn state<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|e| Problem::failed(e.to_string()))
}

/// Whose passkey is made: the person who is invited or the one who is signed in.
fn whose(visit: &Visit) -> Result<(Person, bool), Problem> {
    if let Some(secret) = visit.field("invitation").filter(|s| !s.is_empty()) {
        return Ok((invitation::invited(visit, secret)?, true));
    }
    Ok((visit.staff()?.clone(), false))
}

/// `POST /desk/passkey/begin`
pub fn begin(visit: &Visit) -> Outcome {
    let (person, _) = whose(visit)?;
    let keys = visit
        .app
        .newsroom
        .db
        .read(|tx| sign_in::passkeys(tx, person.id))?;
    let known = keys
        .iter()
        .filter_map(|k| serde_json::from_str::<Passkey>(&k.passkey).ok())
        .map(|k| k.cred_id().clone())
        .collect();
    let name = visit.field("name").map(str::trim).filter(|n| !n.is_empty());
    let (challenge, pending) = site(visit)?
        .start_passkey_registration(
            uuid(person.id),
            &person.email,
            name.unwrap_or(&person.name),
            Some(known),
        )
        .map_err(|e| Problem::failed(e.to_string()))?;
    let mut challenge =
        serde_json::to_value(challenge).map_err(|e| Problem::failed(e.to_string()))?;
    // The key itself says whose it is, so that nobody types an address to sign in.
    challenge["publicKey"]["authenticatorSelection"]["residentKey"] = "required".into();
    challenge["publicKey"]["authenticatorSelection"]["requireResidentKey"] = true.into();
    keep(
        visit,
        "passkey",
        challenge,
        &json!({ "person": person.id, "state": pending }),
    )
}

/// Keeps what the next step needs and answers with the challenge.
fn keep(visit: &Visit, kind: &str, mut challenge: Value, pending: &Value) -> Outcome {
    let ticket = clock::secret();
    visit.app.newsroom.act(|tx| {
        let until = tx.now + proof::STEP;
        sign_in::put_ticket(tx, &ticket, kind, &pending.to_string(), until)
    })?;
    let public = challenge["publicKey"].take();
    Ok(answer::json(
        200,
        &json!({ "publicKey": public, "ticket": ticket }),
    ))
}

fn taken(visit: &Visit, kind: &str) -> Result<Value, Problem> {
    let ticket = visit.text("ticket");
    let kept = visit
        .app
        .newsroom
        .act(|tx| sign_in::take_ticket(tx, &ticket, kind))?
        .ok_or_else(|| Problem::new(410, "That took too long; begin again."))?;
    state(&kept)
}

/// `POST /desk/passkey/finish`
pub fn finish(visit: &Visit) -> Outcome {
    let (person, invited) = whose(visit)?;
    let mut kept = taken(visit, "passkey")?;
    if kept["person"].as_i64() != Some(person.id) {
        return Err(Problem::new(
            403,
            "This passkey was begun for somebody else.",
        ));
    }
    let pending: PasskeyRegistration =
        serde_json::from_value(kept["state"].take()).map_err(|e| Problem::failed(e.to_string()))?;
    let key = site(visit)?
        .finish_passkey_registration(&sent(visit, "credential")?, &pending)
        .map_err(|e| Problem::new(422, format!("The passkey was not taken: {e}.")))?;
    let id = key.cred_id().as_slice();
    let credential: String = id.iter().map(|b| format!("{b:02x}")).collect();
    let text = serde_json::to_string(&key).map_err(|e| Problem::failed(e.to_string()))?;
    let given = visit.text("name");
    let name = if invited || given.is_empty() {
        device(&visit.agent)
    } else {
        given.clone()
    };
    visit.app.newsroom.act(|tx| {
        sign_in::add_passkey(tx, person.id, &credential, &name, &text)?;
        audit::note(tx, &person.name, "passkey", None, &name, &visit.origin())
    })?;
    let location = if invited {
        invitation::accept(visit, &person, &given, "passkey")?
    } else {
        "/desk/me".to_owned()
    };
    Ok(answer::json(200, &json!({ "location": location })))
}

/// `POST /desk/passkey/ask`
pub fn ask(visit: &Visit) -> Outcome {
    let (challenge, pending) = site(visit)?
        .start_discoverable_authentication()
        .map_err(|e| Problem::failed(e.to_string()))?;
    let challenge = serde_json::to_value(challenge).map_err(|e| Problem::failed(e.to_string()))?;
    keep(
        visit,
        "passkey sign-in",
        challenge,
        &json!({ "state": pending }),
    )
}

/// `POST /desk/passkey/answer`
pub fn answer(visit: &Visit) -> Outcome {
    let unknown = || {
        Problem::new(
            422,
            "This passkey is not known here. Use another, or a password.",
        )
    };
    let mut kept = taken(visit, "passkey sign-in")?;
    let pending: DiscoverableAuthentication =
        serde_json::from_value(kept["state"].take()).map_err(|e| Problem::failed(e.to_string()))?;
    let credential = sent(visit, "credential")?;
    let site = site(visit)?;
    let (id, credential_id) = site
        .identify_discoverable_authentication(&credential)
        .map_err(|_| unknown())?;
    let newsroom = &visit.app.newsroom;
    let (person, keys) = newsroom.db.read(|tx| {
        let person = staff::by_id(tx, person_of(id))?;
        Ok::<_, store::Error>((person, sign_in::passkeys(tx, person_of(id))?))
    })?;
    let person = person.filter(Person::is_in).ok_or_else(unknown)?;
    let mut found = None;
    for kept in &keys {
        let key: Passkey = state(&kept.passkey)?;
        if key.cred_id().as_slice() == credential_id {
            found = Some((kept.id, key));
        }
    }
    let (number, mut key) = found.ok_or_else(unknown)?;
    let result = site
        .finish_discoverable_authentication_v2(&credential, pending, &key)
        .map_err(|e| {
            tracing::info!(reason = %e, "a passkey was refused");
            unknown()
        })?;
    key.update_credential(&result);
    let text = serde_json::to_string(&key).map_err(|e| Problem::failed(e.to_string()))?;
    newsroom.act(|tx| sign_in::used_passkey(tx, number, &text))?;
    session::begin(visit, &person, "passkey")?;
    let next = screen::next(visit.field("next").unwrap_or_default());
    Ok(answer::json(200, &json!({ "location": next })))
}

/// What a browser calls itself, in the words that people use.
#[must_use]
pub fn device(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "a browser".to_owned(),
    }
}
