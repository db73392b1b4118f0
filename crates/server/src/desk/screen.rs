//! What every screen of the desk shares: the bar, the words for times, refusals.

use hyper::header::{self, HeaderValue};
use serde::Serialize;
use serde_json::{Value, json};
use store::{Micros, settings};
use story::Role;

use crate::desk::visit::Visit;
use crate::error::Problem;
use crate::http::answer::{self, Answer};
use crate::site::making::{ABOUT, About};
use crate::times;
use crate::urls;

/// Like the site's own, but a picture may be shown before it is uploaded, and a preview in a frame of the desk.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
                   media-src 'self' blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; \
                   base-uri 'none'; frame-ancestors 'none'";

/// Renders a screen: `context` beside what all screens share.
///
/// # Errors
/// A failure of the template.
pub fn show(visit: &Visit, name: &str, context: Value) -> Result<Answer, Problem> {
    show_as(visit, 200, name, context)
}

/// The same with another status.
///
/// # Errors
/// A failure of the template.
pub fn show_as(
    visit: &Visit,
    status: u16,
    name: &str,
    mut context: Value,
) -> Result<Answer, Problem> {
    context["desk"] = shared(visit);
    let templates = &visit.app.templates;
    let html = templates
        .render(
            &format!("desk/{name}.html"),
            &context,
            &templates.words().speech("en"),
        )
        .map_err(Problem::failed)?;
    Ok(html_answer(status, html))
}

/// A page of the desk that is made already.
#[must_use]
pub fn html_answer(status: u16, html: String) -> Answer {
    let mut answer = answer::bytes(status, "text/html; charset=utf-8", "no-store", html);
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CSP),
    );
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    answer
}

fn shared(visit: &Visit) -> Value {
    let app = &visit.app;
    let about: About = about(visit);
    let person = visit.person.as_ref().map(|p| {
        json!({
            "name": p.name, "email": p.email, "role": p.role,
            "handle": (!p.handle.is_empty()).then(|| format!("@{}", p.handle)),
        })
    });
    let may = |least: Role| visit.person.as_ref().is_some_and(|p| p.role >= least);
    let flash = visit.cookie(FLASH).and_then(|text| {
        let (kind, text) = text.split_once('.')?;
        visit.set_cookie(FLASH, "", 0);
        let text = percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .ok()?;
        let known = ["ok", "warn", "error"].contains(&kind);
        known.then(|| json!({ "kind": kind, "text": text }))
    });
    json!({
        "newsroom": about.name,
        "person": person,
        "csrf": visit.csrf,
        "path": visit.path,
        "may": {
            "curate": may(Role::Editor), "audit": may(Role::Editor), "admin": may(Role::Admin),
            "create": may(Role::Reporter),
        },
        "flash": flash,
        "assets": {
            "stylesheet": app.templates.url("desk.css"),
            "screens": app.templates.url("screens.js"),
            "editor": app.templates.url("editor.js"),
            "library": app.templates.url("library.js"),
            "library_style": app.templates.url("library.css"),
            "icon": app.templates.url("favicon.svg"),
        },
    })
}

/// What the newsroom says of its site.
#[must_use]
pub fn about(visit: &Visit) -> About {
    visit
        .app
        .newsroom
        .db
        .read(|tx| settings::get(tx, ABOUT))
        .ok()
        .flatten()
        .unwrap_or_default()
}

/// The cookie that carries one sentence to the next screen.
const FLASH: &str = "desk-flash";

/// Goes on to another screen.
#[must_use]
pub fn to(place: &str) -> Answer {
    let mut answer = answer::bytes(303, "text/plain; charset=utf-8", "no-store", String::new());
    if let Ok(place) = HeaderValue::from_str(place) {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    answer
}

/// Goes on to another screen, which says a sentence.
#[must_use]
pub fn told(visit: &Visit, place: &str, kind: &str, words: &str) -> Answer {
    let words = crate::urls::escape(words);
    visit.set_cookie(FLASH, &format!("{kind}.{words}"), 60);
    to(place)
}

/// An address of ours to go on to, or the desk: nobody is led elsewhere by a link to our own sign-in.
#[must_use]
pub fn next(asked: &str) -> &str {
    let own = asked.starts_with("/desk")
        && matches!(asked.as_bytes().get(5), None | Some(b'/' | b'?'))
        && asked.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if own { asked } else { "/desk" }
}

/// A refusal, in the form that whoever asked can read.
#[must_use]
pub fn refused(visit: &Visit, problem: &Problem) -> Answer {
    if visit.script {
        return answer::problem(problem);
    }
    if problem.status == 401 {
        return to(&format!(
            "/desk/sign-in?next={}",
            crate::urls::escape(&visit.here)
        ));
    }
    let title = match problem.status {
        403 => "This is not yours to do",
        404 => "There is nothing at this address",
        409 => "Somebody was faster",
        410 => "This is over",
        429 => "Not so fast",
        500 => "Something went wrong here",
        _ => "This did not work",
    };
    let back = visit
        .person
        .as_ref()
        .map(|_| json!({ "name": "All stories", "url": "/desk" }));
    let context = json!({
        "status": problem.status, "title": title, "words": sentence(&problem.detail), "back": back,
    });
    let mut answer = show_as(visit, problem.status, "refused", context)
        .unwrap_or_else(|failed| answer::problem(&failed));
    answer::log(&mut answer, problem);
    answer
}

/// With a capital letter and a full stop, as a sentence stands on a screen.
#[must_use]
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let mut whole: String = letters
        .next()
        .map(|c| c.to_uppercase().chain(letters).collect())
        .unwrap_or_default();
    if !whole.ends_with(['.', '!', '?']) {
        whole.push('.');
    }
    whole
}

/// A time on a screen.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    machine: String,
    full: String,
    near: String,
}

/// The address of a list that is narrowed by these parts of the query, from another place on.
pub fn turned(
    visit: &Visit,
    path: &str,
    names: &[&str],
    before: Option<impl std::fmt::Display>,
) -> String {
    let mut query: Vec<String> = names
        .iter()
        .map(|name| (name, visit.asked(name)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", urls::escape(value)))
        .collect();
    query.extend(before.map(|place| format!("before={place}")));
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// Shows a time in the newsroom's zone and as it lies from now.
#[must_use]
pub fn time(visit: &Visit, at: Micros, zone: &str) -> Shown {
    let shown = times::show(at, zone, &visit.app.templates.words().speech("en"));
    Shown {
        machine: shown.machine,
        full: shown.full,
        near: near(at, visit.app.newsroom.clock.now()),
    }
}

fn near(at: Micros, now: Micros) -> String {
    let seconds = (at - now) / 1_000_000;
    let (ahead, seconds) = (seconds > 0, seconds.abs());
    let (count, unit) = match seconds {
        0..45 => return "now".into(),
        45..2_700 => ((seconds + 30) / 60, "minute"),
        2_700..79_200 => ((seconds + 1_800) / 3_600, "hour"),
        79_200..2_592_000 => ((seconds + 43_200) / 86_400, "day"),
        2_592_000..31_536_000 => (seconds / 2_592_000, "month"),
        _ => (seconds / 31_536_000, "year"),
    };
    match (count, unit, ahead) {
        (1, "day", true) => "tomorrow".into(),
        (1, "day", false) => "yesterday".into(),
        (1, unit, true) => format!("in 1 {unit}"),
        (1, unit, false) => format!("1 {unit} ago"),
        (n, unit, true) => format!("in {n} {unit}s"),
        (n, unit, false) => format!("{n} {unit}s ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_to_the_desk_only() {
        for own in ["/desk", "/desk/story/42?x=1", "/desk?status=live"] {
            assert_eq!(next(own), own);
        }
        for other in [
            "",
            "https://example.org/desk",
            "//example.org",
            "/\\example.org",
            "/desktop",
            "/desk\\..",
            "/desk/\n",
            "/desk.example.org",
            "/",
        ] {
            assert_eq!(next(other), "/desk", "{other}");
        }
    }

    #[test]
    fn times_are_near_or_far() {
        let now = 1_700_000_000_000_000;
        let at = |seconds: i64| near(now + seconds * 1_000_000, now);
        assert_eq!(at(0), "now");
        assert_eq!(at(-300), "5 minutes ago");
        assert_eq!(at(7_200), "in 2 hours");
        assert_eq!(at(-90_000), "yesterday");
        assert_eq!(at(-3 * 86_400), "3 days ago");
    }
}
