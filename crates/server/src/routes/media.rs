//! Pictures, films and sounds. What no live story has shown is there for staff only: a picture under embargo is at no
//! address that others can open. What was taken away is gone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use hyper::header::{self, HeaderValue};
use store::assets;
use store::blobs::{BlobKey, Opened};

use super::{not_found, refuse};
use crate::app::App;
use crate::desk::visit;
use crate::downloads::{Counted, Listener, Sound};
use crate::error::Problem;
use crate::http::answer::{self, Answer};
use crate::http::parts::Parts;
use crate::http::serve::Peer;
use crate::newsroom;
use crate::urls;

/// Most files that are remembered.
const MOST: usize = 4_096;

/// What everybody may see at some addresses, as of a place in the change log: players ask for a film a hundred times.
#[derive(Default)]
pub(crate) struct Known(Mutex<(i64, HashMap<String, Arc<Shown>>)>);

/// A file that is shown.
struct Shown {
    file: Opened,
    headers: HeaderMap,
    /// Whether everybody may see it.
    public: bool,
    /// What it is for those who count downloads; none where they don't.
    sound: Option<Sound>,
}

impl Known {
    /// The answer for an address below `/media/`, if what is there is known.
    pub(crate) fn answer<B>(
        &self,
        app: &App,
        address: &str,
        request: &Request<B>,
    ) -> Option<Response> {
        let shown = self.get(app.newsroom.cache.seen(), address)?;
        Some(send(app, &shown, request))
    }

    fn get(&self, at: i64, address: &str) -> Option<Arc<Shown>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != at {
            // Something was written: it may have been about any of them.
            *known = (at, HashMap::new());
        }
        known.1.get(address).cloned()
    }

    fn keep(&self, at: i64, address: String, shown: &Arc<Shown>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 == at && shown.public {
            if known.1.len() >= MOST {
                known.1.clear();
            }
            known.1.insert(address, Arc::clone(shown));
        }
    }
}

/// `GET /media/{asset}/{rendition}`
pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path((asset, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let address = format!("{asset}/{name}");
    let found = move |app: &App, asked: &HeaderMap| find(app, asked, &asset, &name);
    answered(&app, request.map(drop), address, found).await
}

/// `GET /story/{slug}-{number}/audio.mp3` and `.vtt`: addresses that stay the same when a story is read anew.
pub(super) async fn sound(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let end = request.uri().path().rsplit('.').next();
    let end = end.unwrap_or_default().to_owned();
    let number = urls::story_number(&name).map(|(_, number)| number);
    let address = format!("story {name} {end}");
    let found = move |app: &App, asked: &HeaderMap| {
        let Some(number) = number else {
            return Ok(None);
        };
        let id = newsroom::speak::sound_of(number);
        let asset = app.newsroom.db.read(|tx| assets::by_id(tx, &id))?;
        let all = asset.into_iter().flat_map(|asset| asset.details.renditions);
        let mut all = all.filter(|r| r.name.rsplit('.').next() == Some(&end));
        let Some(rendition) = all.next() else {
            return Ok(None);
        };
        let found = find(app, asked, &id, &rendition.name)?;
        Ok(found.map(|found| match found {
            Found::Here(mut shown) if shown.public => {
                let soon = HeaderValue::from_static("public, max-age=60");
                shown.headers.insert("cache-control", soon);
                Found::Here(shown)
            }
            other => other,
        }))
    };
    answered(&app, request.map(drop), address, found).await
}

async fn answered(
    app: &Arc<App>,
    request: Request<()>,
    address: String,
    find: impl FnOnce(&App, &HeaderMap) -> store::Result<Option<Found>> + Send + 'static,
) -> Response {
    let at = app.newsroom.cache.seen();
    let (reading, asked) = (Arc::clone(app), request.headers().clone());
    let found = tokio::task::spawn_blocking(move || find(&reading, &asked));
    let whole = |answer: Answer| answer.map(Body::new);
    match found.await {
        Ok(Ok(Some(Found::Here(shown)))) => {
            let shown = Arc::new(shown);
            app.media.keep(at, address, &shown);
            send(app, &shown, &request)
        }
        Ok(Ok(Some(Found::Elsewhere(answer)))) => whole(answer),
        Ok(Ok(None)) => whole(not_found(app, request.headers(), "/media").await),
        Ok(Err(e)) => whole(refuse(app, "/", &Problem::failed(e.to_string())).await),
        Err(e) => whole(refuse(app, "/", &Problem::failed(e.to_string())).await),
    }
}

fn send<B>(app: &App, shown: &Shown, request: &Request<B>) -> Response {
    let (head, bytes) = answer::file(shown.file.length, &shown.headers, request.headers());
    if bytes.is_empty() {
        return head.map(Body::new);
    }
    let file = shown.file.clone();
    let sound = shown.sound.as_ref();
    // Players ask for two bytes to learn whether they may ask for parts (bytes=0-1); that is no part of a download.
    let sound = sound.filter(|_| request.method() == Method::GET && bytes.end - bytes.start > 2);
    match sound.and_then(|sound| listener(app, sound, request)) {
        // By way of the relay all of it would be noted as sent before any of it was.
        Some(listener) => {
            head.map(|_| Body::new(Counted::new(Parts::new(file, bytes, None), listener)))
        }
        None => {
            let relay = request.extensions().get().cloned();
            head.map(|_| Body::new(Parts::new(file, bytes, relay)))
        }
    }
}

fn listener<B>(app: &App, sound: &Sound, request: &Request<B>) -> Option<Listener> {
    let peer = request.extensions().get::<Peer>();
    let address = visit::from_where(app, request.headers(), peer.map(|peer| peer.0.to_string()));
    let agent = request.headers().get(header::USER_AGENT)?;
    let agent = String::from_utf8_lossy(agent.as_bytes());
    let now = app.newsroom.clock.now();
    app.downloads.listener(now, &address, &agent, sound)
}

/// What is at an address of a file.
enum Found {
    /// The file.
    Here(Shown),
    /// Nothing that is sent from here.
    Elsewhere(Answer),
}

fn find(app: &App, asked: &HeaderMap, id: &str, name: &str) -> store::Result<Option<Found>> {
    let (found, shown) = app.newsroom.db.read(|tx| {
        let shown = assets::is_shown(tx, id)?;
        Ok::<_, store::Error>((assets::by_id(tx, id)?, shown))
    })?;
    let Some(asset) = found else { return Ok(None) };
    let withdrawn = asset.details.withdrawn.is_some();
    let public = shown && !withdrawn;
    if !public && visit::session_of(app, asked)?.is_none() {
        let words = "The newsroom has taken this picture, film or sound away.";
        let gone = || Found::Elsewhere(answer::problem(&Problem::new(410, words)));
        return Ok((withdrawn && shown).then(gone));
    }
    let Some((rendition, exact)) = asset.rendition(name) else {
        return Ok(None);
    };
    if !exact {
        // Pages of others name what was there before it was made anew.
        let mut answer = answer::moved(&urls::media(id, &rendition.name));
        *answer.status_mut() = hyper::StatusCode::FOUND;
        let cache = if public {
            "public, max-age=60"
        } else {
            PRIVATE
        };
        answer
            .headers_mut()
            .insert("cache-control", HeaderValue::from_static(cache));
        return Ok(Some(Found::Elsewhere(answer)));
    }
    let key = BlobKey::Rendition {
        hash: rendition.hash.clone(),
    };
    let Some(file) = app.blobs.open(&key)? else {
        return Ok(None);
    };
    let cache = if public { key.cache_control() } else { PRIVATE };
    let mut headers = answer::of_file(&rendition.media_type, cache, &rendition.hash);
    if public {
        // By this name a CDN can be told to forget it.
        if let Ok(key) = HeaderValue::from_str(&format!("asset:{id}")) {
            headers.insert("surrogate-key", key);
        }
        // Browsers may keep it for ever; a CDN asks again soon, so that what is taken away is gone there, too.
        headers.insert(
            "cdn-cache-control",
            HeaderValue::from_static("max-age=60, stale-if-error=86400"),
        );
    }
    if public
        && [assets::EPISODE, assets::SPEECH, assets::COVER]
            .iter()
            .any(|of| id.starts_with(of))
    {
        // Players on other sites read chapters and words, too.
        let everybody = HeaderValue::from_static("*");
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, everybody);
    }
    let seconds = asset.details.length;
    let sound = Sound::of(id, &rendition.media_type, seconds, file.length).filter(|_| public);
    Ok(Some(Found::Here(Shown {
        file,
        headers,
        public,
        sound,
    })))
}

/// For what only staff may see.
const PRIVATE: &str = "private, no-store";
