//! Signing in through the newsroom's own identity service, where the settings name one (OpenID Connect Core 1.0,
//! the code flow with PKCE, RFC 7636).
//!
//! The identity comes from the service itself over TLS, not by way of the browser, so its signature need not be
//! checked a second time (OpenID Connect Core, 3.1.3.7, point 6). It only says who somebody is: whether they are of the
//! staff, and in which role, is said here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::{sign_in, staff};
use url::Url;

use crate::clock;
use crate::desk::visit::{Outcome, Visit};
use crate::desk::{proof, screen, sign_in as session};
use crate::error::Problem;

/// The cookie that ties the way back to the browser that went.
const COOKIE: &str = "desk-oidc";
/// Clocks differ: an identity that ended so many seconds ago is still taken.
const LEEWAY: i64 = 60;

/// What a service says of itself (OpenID Connect Discovery 1.0, 3).
#[derive(Deserialize)]
struct Service {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
}

fn broken(what: &str, why: impl std::fmt::Display) -> Problem {
    tracing::warn!(what, reason = %why, "signing in through the identity service failed");
    Problem::new(
        502,
        "The identity service did not answer as it should. Try again, or sign in another way.",
    )
}

fn ask(request: reqwest::RequestBuilder) -> Result<Value, Problem> {
    let answer = async {
        let answer = request.send().await?.error_for_status()?;
        answer.bytes().await
    };
    // The desk's work runs on threads that may wait.
    let bytes = tokio::runtime::Handle::current()
        .block_on(answer)
        .map_err(|e| broken("asking", e))?;
    serde_json::from_slice(&bytes).map_err(|e| broken("reading", e))
}

fn client() -> Result<reqwest::Client, Problem> {
    // The store's drivers bring the same; whoever comes first has installed it.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|e| Problem::failed(e.to_string()))
}

/// The service's address: TLS, but for one on this machine.
fn issuer(visit: &Visit) -> Result<String, Problem> {
    let issuer = visit
        .app
        .config
        .oidc_issuer
        .trim_end_matches('/')
        .to_owned();
    let url = Url::parse(&issuer).ok();
    let fits = url.is_some_and(|u| {
        u.scheme() == "https" || matches!(u.host_str(), Some("localhost" | "127.0.0.1"))
    });
    if fits {
        Ok(issuer)
    } else {
        Err(Problem::new(
            404,
            "The settings name no identity service (oidc_issuer, with https).",
        ))
    }
}

fn service(visit: &Visit) -> Result<Service, Problem> {
    let issuer = issuer(visit)?;
    let address = format!("{issuer}/.well-known/openid-configuration");
    let service: Service = serde_json::from_value(ask(client()?.get(address))?)
        .map_err(|e| broken("its configuration", e))?;
    if service.issuer.trim_end_matches('/') != issuer {
        return Err(broken(
            "its configuration",
            format!("it calls itself {}", service.issuer),
        ));
    }
    Ok(service)
}

fn back(visit: &Visit) -> String {
    format!("{}/desk/sign-in/oidc/back", visit.base())
}

/// What the sign-in screen offers, if anything.
#[must_use]
pub fn offered(visit: &Visit) -> Option<Value> {
    let config = &visit.app.config;
    (!config.oidc_issuer.is_empty())
        .then(|| json!({ "name": config.oidc_name, "url": "/desk/sign-in/oidc" }))
}

/// `GET /desk/sign-in/oidc`
pub fn go(visit: &Visit) -> Outcome {
    let service = service(visit)?;
    let (state, nonce, verifier) = (clock::secret(), clock::secret(), clock::secret());
    let kept = json!({
        "state": state, "nonce": nonce, "verifier": verifier, "next": screen::next(visit.asked("next")),
    });
    let ticket = clock::secret();
    visit.app.newsroom.act(|tx| {
        let until = tx.now + proof::STEP;
        sign_in::put_ticket(tx, &ticket, "oidc", &kept.to_string(), until)
    })?;
    visit.set_cookie(COOKIE, &ticket, proof::STEP / 1_000_000);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let address = Url::parse_with_params(
        &service.authorization_endpoint,
        [
            ("response_type", "code"),
            ("client_id", &visit.app.config.oidc_client),
            ("redirect_uri", &back(visit)),
            ("scope", "openid email"),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ],
    );
    let address = address.map_err(|e| broken("its configuration", e))?;
    Ok(screen::to(address.as_str()))
}

/// `GET /desk/sign-in/oidc/back?code=&state=`
pub fn come_back(visit: &Visit) -> Outcome {
    let over = || {
        Problem::new(
            422,
            "That took too long, or was begun in another browser. Sign in again.",
        )
    };
    let ticket = visit.cookie(COOKIE).ok_or_else(over)?;
    visit.set_cookie(COOKIE, "", 0);
    let kept = visit
        .app
        .newsroom
        .act(|tx| sign_in::take_ticket(tx, &ticket, "oidc"))?
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .ok_or_else(over)?;
    let text = |name: &str| kept[name].as_str().unwrap_or_default();
    if !crate::desk::visit::same(visit.asked("state"), text("state")) {
        return Err(over());
    }
    let service = service(visit)?;
    let config = &visit.app.config;
    let back = back(visit);
    let form: Vec<(&str, &str)> = vec![
        ("grant_type", "authorization_code"),
        ("code", visit.asked("code")),
        ("redirect_uri", &back),
        ("client_id", &config.oidc_client),
        ("client_secret", &config.oidc_secret),
        ("code_verifier", text("verifier")),
    ];
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = client()?
        .post(&service.token_endpoint)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json")
        .body(form);
    let answer = ask(request)?;
    let identity = answer["id_token"].as_str().unwrap_or_default();
    let now = visit.app.newsroom.clock.now() / 1_000_000;
    let email = email(
        identity,
        &service.issuer,
        &config.oidc_client,
        text("nonce"),
        now,
    )
    .map_err(|why| broken("the identity", why))?;
    let person = visit
        .app
        .newsroom
        .db
        .read(|tx| staff::by_email(tx, &email))?
        .filter(staff::Person::is_in);
    let Some(person) = person else {
        return Err(Problem::new(
            403,
            format!(
                "{email} is not of this newsroom's staff. Ask an administrator for an invitation."
            ),
        ));
    };
    session::begin(visit, &person, &config.oidc_name)?;
    Ok(screen::to(screen::next(text("next"))))
}

/// The mail address in an identity token (OpenID Connect Core, 3.1.3.7), or what is wrong with the token.
fn email(token: &str, issuer: &str, client: &str, nonce: &str, now: i64) -> Result<String, String> {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(payload).map_err(|e| e.to_string())?;
    let claims: Value = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    if claims["iss"].as_str() != Some(issuer) {
        return Err(format!("it is from {}", claims["iss"]));
    }
    let for_us = match &claims["aud"] {
        Value::String(one) => one == client,
        Value::Array(all) => all.len() == 1 && all[0].as_str() == Some(client),
        _ => false,
    };
    if !for_us {
        return Err(format!("it is for {}", claims["aud"]));
    }
    if claims["exp"].as_i64().is_none_or(|end| end + LEEWAY < now) {
        return Err("its time is over".into());
    }
    if nonce.is_empty() || claims["nonce"].as_str() != Some(nonce) {
        return Err("it answers another question".into());
    }
    if claims["email_verified"] != Value::Bool(true) {
        return Err("its mail address is not verified".into());
    }
    claims["email"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| "it has no mail address".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(change: Value) -> String {
        let mut claims = json!({
            "iss": "https://id.example", "aud": "desk", "exp": 1_000, "nonce": "n", "email": "ada@example.org",
            "email_verified": true,
        });
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[test]
    fn an_identity_is_taken_only_if_all_of_it_fits() {
        let read = |change: Value| email(&token(change), "https://id.example", "desk", "n", 1_000);
        assert_eq!(read(json!({})).as_deref(), Ok("ada@example.org"));
        assert!(read(json!({ "aud": ["desk"] })).is_ok());
        for wrong in [
            json!({ "iss": "https://evil.example" }),
            json!({ "aud": "other" }),
            json!({ "aud": ["desk", "other"] }),
            json!({ "exp": 900 }),
            json!({ "exp": null }),
            json!({ "nonce": "m" }),
            json!({ "nonce": null }),
            json!({ "email_verified": false }),
            json!({ "email_verified": null }),
            json!({ "email": 7 }),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
        assert!(email("", "https://id.example", "desk", "n", 0).is_err());
        assert!(email("a.!.b", "https://id.example", "desk", "n", 0).is_err());
        assert!(
            email(
                &token(json!({ "nonce": "" })),
                "https://id.example",
                "desk",
                "",
                0
            )
            .is_err()
        );
    }
}
