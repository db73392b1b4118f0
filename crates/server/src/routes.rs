//! The one table of addresses: what answers where. The desk's part is in `routes/desk.rs`.

mod desk;
mod media;
mod preview;

pub(crate) use media::Known;

use std::sync::Arc;

use ::story::Status;
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::header::HeaderValue;
use serde::Deserialize;
use store::lists::Before;
use store::renames::Kind;

use crate::api;
use crate::app::App;
use crate::cache::{CachePolicy, Fresh, Kept, NoPage};
use crate::error::Problem;
use crate::http::answer::{self, Answer};
use crate::http::encode::Effort;

use crate::site::making::Making;
use crate::site::notice::Notice;
use crate::site::page::Page;
use crate::site::reads::{Found, Reads};
use crate::site::{
    author, corrections, episode, front, listen, podcast, podcasts, section, story, topic, trust,
};
use crate::urls;

/// The table.
pub fn table(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(|s, h| page(s, h, "/".into(), Asked::Front)))
        .route("/story/{name}", get(a_story))
        .route("/story/{name}/audio.mp3", get(media::sound))
        .route("/story/{name}/audio.vtt", get(media::sound))
        .route(
            "/topic/{slug}",
            get(|s, h, p, q| list(s, h, p, q, Asked::Topic)),
        )
        .route(
            "/author/{slug}",
            get(|s, h, p, q| list(s, h, p, q, Asked::Author)),
        )
        .route(
            "/trust",
            get(|s, h| page(s, h, "/trust".into(), Asked::Trust)),
        )
        .route("/listen/feed.xml", get(|s, h| feed(s, h, listen::Of::Site)))
        .route(
            "/listen/{section}/feed.xml",
            get(|s, h, Path(slug)| feed(s, h, listen::Of::Section(slug))),
        )
        .route(
            "/listen/topic/{slug}/feed.xml",
            get(|s, h, Path(slug)| feed(s, h, listen::Of::Topic(slug))),
        )
        .route(
            "/listen/author/{slug}/feed.xml",
            get(|s, h, Path(slug)| feed(s, h, listen::Of::Author(slug))),
        )
        .route(
            "/podcast",
            get(|s, h| page(s, h, urls::PODCASTS.into(), Asked::Podcasts)),
        )
        .route(
            "/podcast/{show}",
            get(|s, h, p, q| list(s, h, p, q, Asked::Podcast)),
        )
        .route("/podcast/{show}/{episode}", get(of_podcast))
        .route("/corrections", get(all_corrections))
        .route("/media/{asset}/{rendition}", get(media::file))
        .route("/robots.txt", get(robots))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .route("/api/v1/openapi.json", get(api::openapi::answer))
        .route(
            "/api/v1/stories",
            get(api::stories::list).post(api::stories::create),
        )
        .route(
            "/api/v1/stories/{id}",
            get(api::stories::show).patch(api::stories::change),
        )
        .route(
            "/api/v1/stories/{id}/revisions",
            get(api::stories::revisions),
        )
        .route("/api/v1/stories/{id}/{verb}", post(api::verbs::act))
        .route("/api/v1/changes", get(api::changes::after))
        .route(
            "/api/v1/media",
            get(api::media::list).post(api::media::create),
        )
        .route(
            "/api/v1/media/{id}",
            get(api::media::show).patch(api::media::change),
        )
        .route("/api/v1/media/{id}/{verb}", post(api::media::act))
        .route(
            "/api/v1/media/{id}/captions/{language}",
            get(api::media::captions)
                .put(api::media::caption)
                .delete(api::media::caption),
        )
        .route(
            "/api/v1/uploads",
            post(api::uploads::begin).options(api::uploads::begin),
        )
        .route(
            "/api/v1/uploads/{id}",
            axum::routing::patch(api::uploads::go_on)
                .head(api::uploads::go_on)
                .delete(api::uploads::go_on),
        )
        .route(
            "/api/v1/settings/{name}",
            get(api::settings::show).put(api::settings::change),
        )
        .route(
            "/{section}",
            get(|s, h, p, q| list(s, h, p, q, Asked::Section)),
        )
        .merge(desk::table())
        .fallback(nothing)
        .method_not_allowed_fallback(wrong_method)
        .with_state(app)
}

type Shared = State<Arc<App>>;

/// Which page is asked for.
#[derive(Debug, Clone)]
enum Asked {
    Front,
    Section(String, Option<i64>),
    Story(String, i64),
    Topic(String, Option<i64>),
    Author(String, Option<i64>),
    /// The podcast of stories that can be heard.
    Listen(listen::Of),
    /// All shows.
    Podcasts,
    /// A show.
    Podcast(String, Option<i64>),
    /// The feed of a show.
    Feed(String),
    /// An episode: its show, its slug, its number.
    Episode(String, String, i64),
    Trust,
    Corrections(Option<i64>),
    NotFound,
}

/// What lists take from the query; everything else in it is somebody's tracking and is left alone.
#[derive(Debug, Deserialize)]
struct Turn {
    before: Option<String>,
}

impl Turn {
    fn number(&self) -> Result<Option<i64>, Problem> {
        let Some(text) = &self.before else {
            return Ok(None);
        };
        let number = text.parse::<i64>().ok().filter(|n| *n > 0);
        number.map(Some).ok_or_else(|| {
            Problem::new(
                400,
                "In the address, before= must be a number, as it is in the site's own links.",
            )
        })
    }
}

async fn a_story(State(app): Shared, headers: HeaderMap, Path(name): Path<String>) -> Answer {
    match urls::story_number(&name) {
        Some((slug, number)) => {
            page(
                State(app),
                headers,
                format!("/story/{slug}-{number}"),
                Asked::Story(slug.to_owned(), number),
            )
            .await
        }
        None => not_found(&app, &headers, &format!("/story/{name}")).await,
    }
}

/// The feed of a show, or one of its episodes.
async fn of_podcast(
    State(app): Shared,
    headers: HeaderMap,
    Path((show, name)): Path<(String, String)>,
) -> Answer {
    if name == "feed.xml" {
        let address = urls::podcast_feed(&show);
        return page(State(app), headers, address, Asked::Feed(show)).await;
    }
    match urls::story_number(&name) {
        Some((slug, number)) => {
            let address = urls::episode(&show, slug, number);
            let asked = Asked::Episode(show.clone(), slug.to_owned(), number);
            page(State(app), headers, address, asked).await
        }
        None => not_found(&app, &headers, &format!("/podcast/{show}/{name}")).await,
    }
}

async fn list(
    State(app): Shared,
    headers: HeaderMap,
    Path(slug): Path<String>,
    Query(turn): Query<Turn>,
    asked: impl FnOnce(String, Option<i64>) -> Asked,
) -> Answer {
    // A path names a list by what comes before the slug, which the page itself knows; the key only has to differ.
    match turn.number() {
        Ok(before) => {
            let asked = asked(slug, before);
            let address = address(&asked);
            page(State(app), headers, address, asked).await
        }
        Err(problem) => refuse(&app, "/", &problem).await,
    }
}

async fn feed(app: Shared, headers: HeaderMap, of: listen::Of) -> Answer {
    let page_of = match &of {
        listen::Of::Site => "/".to_owned(),
        listen::Of::Section(slug) => urls::section(slug),
        listen::Of::Topic(slug) => urls::topic(slug),
        listen::Of::Author(slug) => urls::author(slug),
    };
    page(app, headers, urls::listen(&page_of), Asked::Listen(of)).await
}

async fn all_corrections(
    State(app): Shared,
    headers: HeaderMap,
    Query(turn): Query<Turn>,
) -> Answer {
    match turn.number() {
        Ok(before) => {
            let asked = Asked::Corrections(before);
            page(State(app), headers, address(&asked), asked).await
        }
        Err(problem) => refuse(&app, "/", &problem).await,
    }
}

/// The address under which a list is kept: without whatever else stood in the query.
fn address(asked: &Asked) -> String {
    let (path, before) = match asked {
        Asked::Section(slug, before) => (urls::section(slug), before),
        Asked::Topic(slug, before) => (urls::topic(slug), before),
        Asked::Author(slug, before) => (urls::author(slug), before),
        Asked::Corrections(before) => ("/corrections".to_owned(), before),
        Asked::Podcast(show, before) => (urls::podcast(show), before),
        _ => (String::new(), &None),
    };
    before.map_or_else(|| path.clone(), |number| urls::older(&path, number))
}

/// Answers with a page, from the cache or made now.
async fn page(State(app): Shared, headers: HeaderMap, address: String, asked: Asked) -> Answer {
    match find(&app, &address, asked).await {
        Ok(page) => answer::kept(&page, &headers),
        Err(NoPage::Moved(to)) => answer::moved(&to),
        Err(NoPage::Nothing) => not_found(&app, &headers, &address).await,
        Err(NoPage::Senseless(why)) => refuse(&app, "/", &Problem::new(400, &*why)).await,
        Err(NoPage::Failed(why)) => refuse(&app, "/", &Problem::failed(&*why)).await,
    }
}

async fn find(app: &Arc<App>, address: &str, asked: Asked) -> Result<Arc<Kept>, NoPage> {
    let making = Arc::clone(app);
    let render = || async move {
        let made = tokio::task::spawn_blocking(move || render(&making, &asked)).await;
        made.unwrap_or_else(|e| Err(NoPage::Failed(e.to_string().into())))
    };
    app.newsroom
        .cache
        .get_or_render(address, || app.newsroom.clock.now(), render)
        .await
}

/// Makes a page from what it reads, and packs it, on a thread that may take its time.
fn render(app: &App, asked: &Asked) -> Result<Kept, NoPage> {
    let failed = |e: store::Error| NoPage::Failed(e.to_string().into());
    let mut noted = None;
    let made = app.newsroom.db.read(|tx| {
        let reads = Reads::new(tx, app.newsroom.clock.now());
        let made = make(app, &reads, asked);
        noted = Some(reads.noted());
        Ok::<_, store::Error>(made)
    });
    let (status, policy, content_type, body) = made.map_err(failed)??;
    let (tags, expires) = noted.unwrap_or_default();
    let preload = format!("<{}>; rel=preload; as=style", app.templates.url("site.css"));
    let fresh = Fresh {
        status,
        content_type,
        policy,
        preload: HeaderValue::from_str(&preload).ok(),
        body: body.into_bytes(),
        tags,
        expires,
    };
    Ok(Kept::new(fresh, Effort::Quick))
}

/// The status, how long it may be kept, its media type, and the page.
type Made = Result<(u16, CachePolicy, &'static str, String), NoPage>;

fn make(app: &App, reads: &Reads<'_, '_>, asked: &Asked) -> Made {
    let failed = |e: store::Error| NoPage::Failed(e.to_string().into());
    let mut making = Making::begin(reads, &app.templates, &app.base).map_err(failed)?;
    match asked {
        Asked::Front => html(app, &front::Front::make(&making).map_err(failed)?),
        Asked::Section(slug, before) => {
            match section::Section::make(&making, slug, *before).map_err(failed)? {
                Some(page) => html(app, &page),
                None => Err(elsewhere(reads, Kind::Section, slug)),
            }
        }
        Asked::Topic(slug, before) => {
            match topic::Topic::make(&making, slug, *before).map_err(failed)? {
                Some(page) => html(app, &page),
                None => Err(elsewhere(reads, Kind::Topic, slug)),
            }
        }
        Asked::Author(slug, before) => some(
            app,
            author::Author::make(&making, slug, *before).map_err(failed)?,
        ),
        Asked::Listen(of) => some(app, listen::make(&making, of).map_err(failed)?),
        Asked::Podcasts => some(app, podcasts::Podcasts::make(&making).map_err(failed)?),
        Asked::Podcast(show, before) => some(
            app,
            podcast::Podcast::make(&mut making, show, *before).map_err(failed)?,
        ),
        Asked::Feed(show) => some(app, podcast::feed(&mut making, show).map_err(failed)?),
        Asked::Episode(show, slug, number) => {
            an_episode(app, reads, &mut making, (show, slug, *number))
        }
        Asked::Trust => html(
            app,
            &trust::Trust::make(&making, app.config.voice == "remote").map_err(failed)?,
        ),
        Asked::Corrections(before) => html(
            app,
            &corrections::Corrections::make(&making, *before).map_err(failed)?,
        ),
        Asked::NotFound => notice(app, &Notice::not_found(&making).map_err(failed)?),
        Asked::Story(slug, number) => match reads.story(*number).map_err(failed)? {
            Found::Live(live) if live.fields.slug != *slug => Err(NoPage::Moved(
                urls::story(*number, &live.fields.slug).into(),
            )),
            Found::Live(live) => html(
                app,
                &story::Story::make(&mut making, *live).map_err(failed)?,
            ),
            Found::Withdrawn(fields, words, at) => {
                making.speak(&fields.language);
                notice(
                    app,
                    &Notice::withdrawn(&making, &fields, &words, at).map_err(failed)?,
                )
            }
            Found::Nothing => Err(NoPage::Nothing),
        },
    }
}

/// A live episode, where one that was withdrawn has gone and why, or the address under which it is.
fn an_episode(
    app: &App,
    reads: &Reads<'_, '_>,
    making: &mut Making<'_, '_, '_>,
    (show, slug, number): (&str, &str, i64),
) -> Made {
    let failed = |e: store::Error| NoPage::Failed(e.to_string().into());
    let found = reads.episode(number).map_err(failed)?;
    let found = found.filter(|found| found.show == show);
    let Some((episode, show)) = found.zip(reads.show(show).map_err(failed)?) else {
        return Err(NoPage::Nothing);
    };
    if episode.slug != slug {
        let now = urls::episode(&show.slug, &episode.slug, number);
        return Err(NoPage::Moved(now.into()));
    }
    if episode.status == Status::Withdrawn {
        making.speak(&show.details.language);
        let words = episode.notice.unwrap_or_default();
        let page = Notice::withdrawn_sound(making, &words, episode.changed).map_err(failed)?;
        return notice(app, &page);
    }
    html(
        app,
        &episode::Episode::make(making, &show, episode).map_err(failed)?,
    )
}

/// Nothing, or where a section or topic of this slug has gone.
fn elsewhere(reads: &Reads<'_, '_>, kind: Kind, slug: &str) -> NoPage {
    match reads.renamed(kind, slug) {
        Ok(Some(now)) if kind == Kind::Section => NoPage::Moved(urls::section(&now).into()),
        Ok(Some(now)) => NoPage::Moved(urls::topic(&now).into()),
        Ok(None) => NoPage::Nothing,
        Err(e) => NoPage::Failed(e.to_string().into()),
    }
}

fn html<P: Page>(app: &App, page: &P) -> Made {
    let html = page
        .html(&app.templates)
        .map_err(|e| NoPage::Failed(e.into()))?;
    Ok((200, P::CACHE, P::TYPE, html))
}

fn some<P: Page>(app: &App, page: Option<P>) -> Made {
    page.map_or(Err(NoPage::Nothing), |page| html(app, &page))
}

fn notice(app: &App, notice: &Notice) -> Made {
    let html = notice
        .html(&app.templates)
        .map_err(|e| NoPage::Failed(e.into()))?;
    Ok((notice.status, CachePolicy::Page, Notice::TYPE, html))
}

/// One page says "nothing here" for all addresses, so that asking for many costs nothing.
async fn not_found(app: &Arc<App>, headers: &HeaderMap, path: &str) -> Answer {
    let problem = Problem::new(404, format!("There is nothing at {path}."));
    match find(app, "!404", Asked::NotFound).await {
        Ok(page) => {
            let mut answer = answer::kept(&page, headers);
            // It is nobody's page: a CDN must not keep it under a thousand addresses.
            answer
                .headers_mut()
                .insert("cache-control", HeaderValue::from_static("no-store"));
            answer::log(&mut answer, &problem);
            answer
        }
        Err(_) => answer::problem(&problem),
    }
}

/// A refusal in the form that fits the address: JSON for programs, a page for people.
pub async fn refuse(app: &Arc<App>, path: &str, problem: &Problem) -> Answer {
    if path.starts_with("/api/") {
        return answer::problem(problem);
    }
    let (making, told) = (Arc::clone(app), problem.clone());
    let page = tokio::task::spawn_blocking(move || {
        let whole = making.newsroom.db.read(|tx| {
            let reads = Reads::new(tx, making.newsroom.clock.now());
            let page = Making::begin(&reads, &making.templates, &making.base)?;
            Ok::<_, store::Error>(Notice::refused(&page, &told))
        });
        // A page must come out even if the store is the very thing that failed.
        whole
            .unwrap_or_else(|_| Notice::bare(&making.templates, &told))
            .html(&making.templates)
    });
    let mut answer = match page.await {
        Ok(Ok(html)) => answer::bytes(problem.status, "text/html; charset=utf-8", "no-store", html),
        _ => answer::bytes(
            problem.status,
            "text/plain; charset=utf-8",
            "no-store",
            problem.detail.clone(),
        ),
    };
    answer::log(&mut answer, problem);
    answer
}

async fn nothing(State(app): Shared, headers: HeaderMap, uri: Uri) -> Answer {
    if uri.path().starts_with("/api/") {
        return answer::problem(&Problem::new(
            404,
            format!("There is nothing at {}.", uri.path()),
        ));
    }
    not_found(&app, &headers, uri.path()).await
}

async fn wrong_method(State(app): Shared, method: Method, uri: Uri) -> Answer {
    refuse(
        &app,
        uri.path(),
        &Problem::new(
            405,
            format!("{method} is not something that can be done to this address."),
        ),
    )
    .await
}

async fn robots() -> Answer {
    answer::bytes(
        200,
        "text/plain; charset=utf-8",
        "public, max-age=3600",
        "User-agent: *\nDisallow: /api/\nDisallow: /desk\n",
    )
}

async fn healthz() -> Answer {
    answer::bytes(200, "text/plain; charset=utf-8", "no-store", "alive\n")
}

async fn readyz(State(app): Shared) -> Answer {
    let reading = Arc::clone(&app);
    let ready = tokio::task::spawn_blocking(move || {
        reading
            .newsroom
            .db
            .read(|tx| store::lists::newest(tx, Before::START, 1))
    });
    match ready.await {
        Ok(Ok(_)) => answer::bytes(200, "text/plain; charset=utf-8", "no-store", "ready\n"),
        Ok(Err(e)) => {
            refuse(
                &app,
                "/",
                &Problem {
                    status: 503,
                    ..Problem::failed(e.to_string())
                },
            )
            .await
        }
        Err(e) => {
            refuse(
                &app,
                "/",
                &Problem {
                    status: 503,
                    ..Problem::failed(e.to_string())
                },
            )
            .await
        }
    }
}

async fn metrics(State(app): Shared) -> Answer {
    let reading = Arc::clone(&app);
    let text = tokio::task::spawn_blocking(move || crate::http::metrics::text(&reading)).await;
    match text {
        Ok(Ok(text)) => answer::bytes(200, "text/plain; version=0.0.4", "no-store", text),
        Ok(Err(e)) => refuse(&app, "/", &Problem::failed(e.to_string())).await,
        Err(e) => refuse(&app, "/", &Problem::failed(e.to_string())).await,
    }
}

/// Makes a program's answer of a handler that can be refused.
pub(crate) fn told(outcome: Result<Answer, Problem>) -> Response {
    outcome
        .unwrap_or_else(|problem| answer::problem(&problem))
        .map(axum::body::Body::new)
        .into_response()
}

/// The parts of a request that API handlers need.
pub(crate) type Whole = Request;
