//! A story, the front and the sections as their pages will be, before anybody but the newsroom sees them. The desk
//! says who may look; the page is made by what makes it for readers; nothing of it is kept.

use hyper::header::{self, HeaderValue};
use serde_json::json;

use crate::desk::story::head;
use crate::desk::visit::{Outcome, Visit, nothing_here};
use crate::desk::{curate, screen};
use crate::error::Problem;
use crate::http::answer::{self, Answer};
use crate::http::standing;
use crate::site::front::Front;
use crate::site::making::Making;
use crate::site::page::Page as _;
use crate::site::reads::Reads;
use crate::site::section::Section;
use crate::site::story::Story;

/// `GET /desk/story/{number}/preview?width=&revision=`
pub(super) fn story(visit: &Visit, number: i64) -> Outcome {
    let head = head(visit, number)?;
    // What is on the screen is what is looked at.
    visit.app.rooms.save(number, &visit.actor()?, "").ok();
    let revision = visit.asked("revision").parse::<i64>().ok();
    let page = match revision {
        Some(revision) => format!("/desk/story/{number}/preview/page?revision={revision}"),
        None => format!("/desk/story/{number}/preview/page"),
    };
    let context = json!({
        "title": head["title"],
        "story": head,
        "place": null,
        "width": width(visit),
        "page": page,
        "here": format!("/desk/story/{number}/preview"),
        "back": format!("/desk/story/{number}"),
    });
    screen::show(visit, "preview", context)
}

fn width(visit: &Visit) -> &'static str {
    if visit.asked("width") == "phone" {
        "phone"
    } else {
        "desktop"
    }
}

/// `GET /desk/curate/{place}/preview?width=`
pub(super) fn place(visit: &Visit, word: String) -> Outcome {
    let place = curate::place(visit, &word)?;
    let context = json!({
        "title": place.name,
        "story": null,
        "place": place.word,
        "width": width(visit),
        "page": format!("/desk/curate/{word}/preview/page"),
        "here": format!("/desk/curate/{word}/preview"),
        "back": format!("/desk/curate/{word}"),
    });
    screen::show(visit, "preview", context)
}

/// `GET /desk/curate/{place}/preview/page`
pub(super) fn place_page(visit: &Visit, word: String) -> Outcome {
    let app = &visit.app;
    let place = curate::place(visit, &word)?;
    let html = app.newsroom.db.read(|tx| {
        let reads = Reads::of_draft(tx, app.newsroom.clock.now(), &place.kept);
        let making = Making::begin(&reads, &app.templates, &app.base)?;
        if place.url == "/" {
            let page = Front::make(&making)?;
            return Ok(Some(page.html(&app.templates)));
        }
        let page = Section::make(&making, &word, None)?;
        Ok::<_, store::Error>(page.map(|page| page.html(&app.templates)))
    })?;
    let html = html.ok_or_else(nothing_here)?;
    Ok(in_frame(html.map_err(Problem::failed)?))
}

/// `GET /desk/story/{number}/preview/page?revision=`
pub(super) fn page(visit: &Visit, number: i64) -> Outcome {
    let app = &visit.app;
    let revision = visit.asked("revision").parse::<i64>().ok();
    let html = app.newsroom.db.read(|tx| {
        let reads = Reads::new(tx, app.newsroom.clock.now());
        let Some(coming) = reads.coming(number, revision)? else {
            return Ok(None);
        };
        let mut making = Making::begin(&reads, &app.templates, &app.base)?;
        let page = Story::make(&mut making, coming)?;
        Ok::<_, store::Error>(Some(page.html(&app.templates)))
    })?;
    let html = html.ok_or_else(|| Problem::new(404, format!("There is no story {number}.")))?;
    Ok(in_frame(html.map_err(Problem::failed)?))
}

/// A page that only a frame of the desk shows.
pub(super) fn in_frame(html: String) -> Answer {
    let policy = standing::of_page(html.as_bytes());
    let mut answer = answer::bytes(200, "text/html; charset=utf-8", "no-store", html);
    answer.headers_mut().extend(policy);
    let headers = answer.headers_mut();
    let csp = headers
        .get(header::CONTENT_SECURITY_POLICY)
        .and_then(|v| v.to_str().ok())
        .map(|csp| csp.replace("frame-ancestors 'none'", "frame-ancestors 'self'"));
    if let Some(csp) = csp.and_then(|csp| HeaderValue::from_str(&csp).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, csp);
    }
    headers.insert("x-frame-options", HeaderValue::from_static("SAMEORIGIN"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    answer
}
