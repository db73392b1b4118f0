//! Uploads that go on where they broke off: the protocol tus 1.0.0 with its extensions creation, creation-with-upload,
//! termination and expiration. What has come is on the disk, and how much that is decides where to go on; so neither a
//! broken line nor a killed program loses more than what was on its way.
//!
//! Reach: bytes come in here; when all are there, the newsroom takes the file in.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::Body;
use http_body_util::BodyExt as _;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use store::assets::Asset;
use tokio::io::AsyncWriteExt as _;

use crate::app::App;
use crate::clock;
use crate::error::Problem;
use crate::http::answer::{self, Answer};
use crate::http::receive::{HEAD, Most, PATIENCE, not_written};
use crate::newsroom::{self, Actor, Sent};

/// The version of the protocol.
const TUS: &str = "1.0.0";
/// How long an upload waits to go on.
const WAITS: Duration = Duration::from_secs(24 * 3600);
/// Most uploads that one person may have begun.
const MOST_BEGUN: usize = 50;
/// The header that tells which asset an upload has become.
const BECAME: &str = "standfirst-asset";

/// What is known of an upload beside its bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Upload {
    length: u64,
    name: String,
    /// Who began it; nobody else goes on with it.
    who: String,
    /// What the sender says of the file.
    fields: Vec<(String, String)>,
    /// The asset that it takes the place of.
    replaces: Option<String>,
    /// The asset that it became.
    became: Option<String>,
}

/// Where the bytes of an upload are, and what is known of it.
struct Place {
    bytes: PathBuf,
    about: PathBuf,
}

impl Place {
    fn of(data: &Path, id: &str) -> Option<Self> {
        let sound = (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
        let folder = data.join("uploads");
        sound.then(|| Self {
            bytes: folder.join(format!("{id}.part")),
            about: folder.join(format!("{id}.json")),
        })
    }

    fn read(&self) -> Option<(Upload, u64)> {
        let about = std::fs::read(&self.about).ok()?;
        let upload: Upload = serde_json::from_slice(&about).ok()?;
        let there = match (&upload.became, std::fs::metadata(&self.bytes)) {
            (Some(_), _) => upload.length,
            (None, Ok(found)) => found.len(),
            (None, Err(_)) => return None,
        };
        Some((upload, there))
    }

    fn write(&self, upload: &Upload) -> Result<(), Problem> {
        let fresh = self.about.with_extension("new");
        let text = serde_json::to_vec(upload).map_err(|e| Problem::failed(e.to_string()))?;
        std::fs::write(&fresh, text)
            .and_then(|()| std::fs::rename(&fresh, &self.about))
            .map_err(|e| not_written(&e))
    }

    fn remove(&self) {
        std::fs::remove_file(&self.bytes).ok();
        std::fs::remove_file(&self.about).ok();
    }
}

/// What this end can do: `OPTIONS`.
#[must_use]
pub fn abilities(app: &App) -> Answer {
    let mut answer = tus(204);
    let most = Most::of(app).any().to_string();
    for (name, value) in [
        ("tus-version", TUS),
        (
            "tus-extension",
            "creation,creation-with-upload,termination,expiration",
        ),
        ("tus-max-size", most.as_str()),
    ] {
        set(&mut answer, name, value);
    }
    answer
}

/// Begins an upload: `POST` with `Upload-Length` and `Upload-Metadata`. `at` is the address of uploads.
///
/// # Errors
/// 400 without a length, 413 if it is too large, 429 if somebody has begun too many.
pub async fn begin(
    app: &Arc<App>,
    actor: &Actor,
    headers: &HeaderMap,
    body: Body,
    at: &str,
) -> Result<Answer, Problem> {
    speaks(headers)?;
    let length = number(headers, "upload-length")?.ok_or_else(|| {
        Problem::new(
            400,
            "Upload-Length is missing: say how many bytes will come.",
        )
    })?;
    Most::of(app).some(length)?;
    let mut upload = Upload {
        length,
        name: "file".into(),
        who: actor.name.clone(),
        fields: Vec::new(),
        replaces: None,
        became: None,
    };
    for (key, value) in metadata(headers)? {
        match key.as_str() {
            "filename" | "name" => upload.name = value,
            "filetype" | "type" => {}
            "replaces" => upload.replaces = Some(value).filter(|id| !id.is_empty()),
            _ => upload.fields.push((key, value)),
        }
    }
    let folder = app.config.data.join("uploads");
    std::fs::create_dir_all(&folder).map_err(|e| not_written(&e))?;
    if sweep(&folder, &actor.name) >= MOST_BEGUN {
        return Err(Problem::new(
            429,
            "Too many uploads are under way in your name. Finish or end some first.",
        ));
    }
    let id = clock::secret().chars().take(32).collect::<String>();
    let place =
        Place::of(&app.config.data, &id).ok_or_else(|| Problem::failed("an id cannot be used"))?;
    std::fs::File::create_new(&place.bytes).map_err(|e| not_written(&e))?;
    place.write(&upload)?;
    let mut answer = tus(201);
    set(&mut answer, "location", &format!("{at}/{id}"));
    expires(&mut answer, &place);
    let with_bytes = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/offset+octet-stream");
    if with_bytes || length == 0 {
        let (there, became) = add(app, actor, &id, Some(0), body).await?;
        set(&mut answer, "upload-offset", &there.to_string());
        tell(&mut answer, became.as_ref());
    }
    Ok(answer)
}

/// How far an upload has come: `HEAD`.
///
/// # Errors
/// 404.
pub fn state(app: &App, actor: &Actor, id: &str) -> Result<Answer, Problem> {
    let (place, upload, there) = found(app, actor, id)?;
    let mut answer = tus(200);
    set(&mut answer, "upload-offset", &there.to_string());
    set(&mut answer, "upload-length", &upload.length.to_string());
    if let Some(became) = &upload.became {
        set(&mut answer, BECAME, became);
    }
    expires(&mut answer, &place);
    Ok(answer)
}

/// Goes on with an upload: `PATCH` with `Upload-Offset`. After the last byte the file is taken in.
///
/// # Errors
/// 404; 409 if the offset is another; 413 for more than was said; 423 while somebody else sends; those of taking in.
pub async fn go_on(
    app: &Arc<App>,
    actor: &Actor,
    id: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Answer, Problem> {
    speaks(headers)?;
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    if kind != Some("application/offset+octet-stream") {
        return Err(Problem::new(
            415,
            "The bytes of an upload come as application/offset+octet-stream.",
        ));
    }
    let offset = number(headers, "upload-offset")?;
    let (there, became) = add(app, actor, id, offset, body).await?;
    let mut answer = tus(204);
    set(&mut answer, "upload-offset", &there.to_string());
    tell(&mut answer, became.as_ref());
    Ok(answer)
}

/// Ends an upload that is not wanted any more: `DELETE`.
///
/// # Errors
/// 404.
pub fn end(app: &App, actor: &Actor, id: &str) -> Result<Answer, Problem> {
    let (place, _, _) = found(app, actor, id)?;
    place.remove();
    Ok(tus(204))
}

fn found(app: &App, actor: &Actor, id: &str) -> Result<(Place, Upload, u64), Problem> {
    let place = Place::of(&app.config.data, id);
    let found = place.and_then(|place| place.read().map(|(upload, there)| (place, upload, there)));
    found
        .filter(|(_, upload, _)| upload.who == actor.name)
        .ok_or_else(|| Problem::new(404, "There is no such upload any more. Begin it anew."))
}

/// Adds bytes; answers with how many are there, and with the asset when that is all.
async fn add(
    app: &Arc<App>,
    actor: &Actor,
    id: &str,
    offset: Option<u64>,
    mut body: Body,
) -> Result<(u64, Option<Asset>), Problem> {
    let (place, upload, mut there) = found(app, actor, id)?;
    if offset != Some(there) {
        return Err(Problem::new(
            409,
            format!("Upload-Offset must be {there}: so many bytes are here."),
        ));
    }
    if upload.became.is_some() {
        return Ok((there, None));
    }
    let open = std::fs::OpenOptions::new()
        .append(true)
        .open(&place.bytes)
        .map_err(|e| not_written(&e))?;
    if open.try_lock().is_err() {
        return Err(Problem::new(
            423,
            "Somebody else is sending this very file. Wait a moment.",
        ));
    }
    let mut head = beginning(&place.bytes);
    let most = Most::of(app);
    let mut file = tokio::fs::File::from_std(open);
    let mut broke = None;
    while there < upload.length {
        let part = match tokio::time::timeout(PATIENCE, body.frame()).await {
            Ok(None) => break,
            Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
            Ok(Some(Err(_))) => {
                broke = Some(Problem::new(
                    400,
                    "The bytes broke off. Go on where they did.",
                ));
                break;
            }
            Err(_) => {
                broke = Some(Problem::new(
                    408,
                    "Nothing came for a while. Go on where it stopped.",
                ));
                break;
            }
        };
        if there + part.len() as u64 > upload.length {
            broke = Some(Problem::new(
                413,
                "More bytes came than Upload-Length said.",
            ));
            break;
        }
        if head.len() < HEAD {
            head.extend_from_slice(&part[..part.len().min(HEAD - head.len())]);
        }
        if let Err(problem) = refused(&head, upload.length, most) {
            drop(file);
            place.remove();
            return Err(problem);
        }
        file.write_all(&part).await.map_err(|e| not_written(&e))?;
        there += part.len() as u64;
    }
    file.flush().await.map_err(|e| not_written(&e))?;
    if let Some(problem) = broke {
        return Err(problem);
    }
    if there < upload.length {
        return Ok((there, None));
    }
    let file = file.into_std().await;
    let (app, actor) = (Arc::clone(app), actor.clone());
    let taken = tokio::task::spawn_blocking(move || {
        let taken = take(&app, &actor, &place, &upload);
        // Until now nobody else could add or take the same bytes.
        drop(file);
        taken
    });
    let asset = taken.await.map_err(|e| Problem::failed(e.to_string()))??;
    Ok((there, Some(asset)))
}

/// All bytes are there: the newsroom takes the file. What it refuses is not kept, what fails here may be tried again.
fn take(app: &App, actor: &Actor, place: &Place, upload: &Upload) -> Result<Asset, Problem> {
    let sent = Sent {
        name: &upload.name,
        file: &place.bytes,
        fields: &upload.fields,
    };
    let taken = match &upload.replaces {
        Some(id) => newsroom::replace(&app.desk(), actor, id, &sent),
        None => newsroom::take_in(&app.desk(), actor, &sent),
    };
    let asset = taken.map_err(|e| {
        let problem = Problem::from(e);
        if problem.status < 500 {
            place.remove();
        }
        problem
    })?;
    std::fs::remove_file(&place.bytes).ok();
    // Whoever does not hear the answer asks again.
    place.write(&Upload {
        became: Some(asset.id.clone()),
        ..upload.clone()
    })?;
    Ok(asset)
}

fn beginning(path: &Path) -> Vec<u8> {
    use std::io::Read as _;
    let mut head = Vec::new();
    if let Ok(file) = std::fs::File::open(path) {
        file.take(HEAD as u64).read_to_end(&mut head).ok();
    }
    head
}

/// Says as soon as the first bytes are there that a file will not be taken, rather than after the last.
fn refused(head: &[u8], length: u64, most: Most) -> Result<(), Problem> {
    if head.len() < HEAD && (head.len() as u64) < length {
        return Ok(());
    }
    if let Err(refusal) = media::kind::of(head) {
        return Err(Problem::from(newsroom::Error::Media(refusal)));
    }
    most.allows(head, length)
}

fn speaks(headers: &HeaderMap) -> Result<(), Problem> {
    if headers
        .get("tus-resumable")
        .is_none_or(|version| version == TUS)
    {
        return Ok(());
    }
    Err(Problem::new(412, format!("This end speaks tus {TUS}.")))
}

fn number(headers: &HeaderMap, name: &str) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let number = value
        .to_str()
        .ok()
        .and_then(|text| text.trim().parse().ok());
    number
        .map(Some)
        .ok_or_else(|| Problem::new(400, format!("{name} must be a whole number.")))
}

/// `Upload-Metadata`: names with their values in Base64, parted by commas.
fn metadata(headers: &HeaderMap) -> Result<Vec<(String, String)>, Problem> {
    use base64::Engine as _;
    let wrong = || {
        Problem::new(
            400,
            "Upload-Metadata must be names, each with its value in Base64.",
        )
    };
    let Some(text) = headers.get("upload-metadata") else {
        return Ok(Vec::new());
    };
    let text = text.to_str().map_err(|_| wrong())?;
    let pairs = text
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .take(40);
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = base64::engine::general_purpose::STANDARD
                .decode(value.trim())
                .map_err(|_| wrong())?;
            Ok((
                name.to_owned(),
                String::from_utf8(value).map_err(|_| wrong())?,
            ))
        })
        .collect()
}

/// Ends uploads that nobody goes on with; answers with how many somebody has begun and not finished.
fn sweep(folder: &Path, who: &str) -> usize {
    let mut begun = 0;
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let place = Place {
            bytes: path.with_extension("part"),
            about: path.with_extension("json"),
        };
        // A program that was killed between the two has left bytes of which nobody knows anything.
        if path != place.about && (path != place.bytes || place.about.exists()) {
            continue;
        }
        let late = place
            .last()
            .is_none_or(|at| at.elapsed().is_ok_and(|since| since > WAITS));
        match place.read() {
            Some((upload, _)) if !late => {
                begun += usize::from(upload.who == who && upload.became.is_none());
            }
            None if path == place.bytes && !late => {}
            _ => place.remove(),
        }
    }
    begun
}

impl Place {
    /// When something last came.
    fn last(&self) -> Option<SystemTime> {
        let time = |path: &Path| std::fs::metadata(path).ok()?.modified().ok();
        time(&self.bytes).max(time(&self.about))
    }
}

fn expires(answer: &mut Answer, place: &Place) {
    let Some(at) = place.last().and_then(|last| last.checked_add(WAITS)) else {
        return;
    };
    set(answer, "upload-expires", &crate::times::http(at));
}

fn tell(answer: &mut Answer, became: Option<&Asset>) {
    if let Some(asset) = became {
        set(answer, BECAME, &asset.id);
    }
}

fn tus(status: u16) -> Answer {
    let mut answer = answer::bytes(status, "text/plain; charset=utf-8", "no-store", "");
    set(&mut answer, "tus-resumable", TUS);
    answer
}

fn set(answer: &mut Answer, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}
