//! The line between an editor's page and the story's room: a WebSocket (RFC 6455).

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use store::sessions::Session;
use store::staff::Person;
use story::Role;

use crate::app::App;
use crate::desk::story::PING;
use crate::desk::visit;
use crate::error::Problem;
use crate::http::answer;
use crate::together::{self, FOR_THE_NEWSROOM, Member, Out, SIGNED_OUT, code, paper};

/// What an editor's page says when it calls.
#[derive(Debug, Deserialize)]
pub struct Call {
    schema: Option<String>,
    epoch: Option<String>,
}

/// `GET /desk/story/{number}/live?schema=&epoch=`
pub async fn connect(
    State(app): State<Arc<App>>,
    Path(number): Path<i64>,
    Query(call): Query<Call>,
    headers: HeaderMap,
    uri: Uri,
    peer: Option<axum::Extension<crate::http::serve::Peer>>,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let refused = |problem: Problem| answer::problem(&problem).map(axum::body::Body::new);
    // Browsers send the cookie with a call from any page; the page it comes from is all that tells them apart.
    if !visit::is_from_here(&headers) {
        return refused(Problem::new(
            403,
            "The desk takes calls from its own pages only.",
        ));
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(e) => {
            return refused(Problem::new(
                426,
                format!("{} takes a WebSocket: {e}.", uri.path()),
            ));
        }
    };
    let asking = Arc::clone(&app);
    let session = {
        let headers = headers.clone();
        tokio::task::spawn_blocking(move || visit::session_of(&asking, &headers)).await
    };
    let found = match session {
        Ok(Ok(found)) => found,
        Ok(Err(e)) => return refused(Problem::failed(e.to_string())),
        Err(e) => return refused(Problem::failed(e.to_string())),
    };
    let address = visit::from_where(&app, &headers, peer.map(|p| p.0.0.to_string()));
    upgrade
        .max_message_size(paper::MESSAGE_MAX + 64)
        .max_frame_size(paper::MESSAGE_MAX + 64)
        .write_buffer_size(0)
        .on_upgrade(move |socket| async move {
            talk(app, socket, number, call, found, address).await;
        })
        .into_response()
}

fn end(code: u16, reason: &str) -> Message {
    // A reason has at most 123 bytes (RFC 6455, 5.5).
    let mut reason: String = reason.chars().take(100).collect();
    while reason.len() > 120 {
        reason.pop();
    }
    Message::Close(Some(CloseFrame {
        code,
        reason: Utf8Bytes::from(reason),
    }))
}

/// Sends something; false where the line is dead. One that takes nothing any more is: without an end to waiting its
/// person would sit in the room until TCP gives up, which takes a quarter of an hour.
async fn say(socket: &mut WebSocket, message: Message) -> bool {
    let sent = tokio::time::timeout(PING, socket.send(message)).await;
    matches!(sent, Ok(Ok(())))
}

/// Why nobody is taken in, if so: the code and the reason to close with. A page that may come back later finds the
/// door by its code; all of these are for good.
fn turned_away(call: &Call, found: Option<&(Session, Person)>) -> Option<(u16, &'static str)> {
    let known = call.schema.as_deref().and_then(|s| s.parse::<u32>().ok());
    if known != Some(story::schema::SCHEMA.version) {
        return Some((code::SCHEMA, "This page is older than the desk. Reload it."));
    }
    match found {
        None => Some((code::SIGNED_OUT, SIGNED_OUT)),
        Some((_, person)) if person.role < Role::Moderator => {
            Some((code::NOT_ALLOWED, FOR_THE_NEWSROOM))
        }
        Some(_) => None,
    }
}

async fn talk(
    app: Arc<App>,
    mut socket: WebSocket,
    number: i64,
    call: Call,
    found: Option<(Session, Person)>,
    address: String,
) {
    let away = turned_away(&call, found.as_ref());
    let (Some((session, person)), None) = (found, away) else {
        let (code, reason) = away.unwrap_or((code::SIGNED_OUT, ""));
        say(&mut socket, end(code, reason)).await;
        return;
    };
    let (send, mut out) = together::line();
    let member = Member::new(person, session.id, format!("desk {address}"), send);
    let epoch = call.epoch.and_then(|e| e.parse().ok());
    let entered = match app.rooms.enter(number, epoch, member).await {
        Ok(entered) => entered,
        Err((code, reason)) => {
            say(&mut socket, end(code, &reason)).await;
            return;
        }
    };
    let mut ping = tokio::time::interval(PING);
    ping.tick().await;
    let mut answered = true;
    loop {
        tokio::select! {
            heard = socket.recv() => match heard {
                Some(Ok(Message::Binary(bytes))) => entered.hear(bytes).await,
                Some(Ok(Message::Pong(_))) => answered = true,
                Some(Ok(Message::Ping(_) | Message::Text(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
            said = out.next() => match said {
                Some(Out::Message(bytes)) => {
                    if !say(&mut socket, Message::Binary(bytes)).await {
                        return;
                    }
                }
                Some(Out::Close(code, reason)) => {
                    say(&mut socket, end(code, &reason)).await;
                    return;
                }
                // The room has let go of a browser that did not keep up.
                None => {
                    say(&mut socket, end(1013, "Try again.")).await;
                    return;
                }
            },
            _ = ping.tick() => {
                // A line that does not answer is dead, however open it looks: a laptop was closed.
                if !answered || !say(&mut socket, Message::Ping(bytes::Bytes::new())).await {
                    return;
                }
                answered = false;
            }
        }
    }
}
