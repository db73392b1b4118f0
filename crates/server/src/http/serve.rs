//! Connections: accepted, answered from the cache by the shortest way there is, else handed to the routes.

use std::cell::Cell;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::header;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use crate::app::App;
use crate::error::Problem;
use crate::http::answer::{self, Logged};
use crate::http::relay::{self, Relay};

/// An answer from memory, or one that a route makes.
type Answered = Response<Either<Full<Bytes>, Body>>;

thread_local! {
    /// Answers from memory that this thread has given since it last had nothing to do.
    static IN_A_ROW: Cell<u32> = const { Cell::new(0) };
}

/// So many answers in a row are a crowd.
const CROWD: u32 = 4;

/// Called by an answering thread that has nothing left to do. After a crowd it gives its turn away once: where all
/// processors are busy, those who wait for its answers then read them before it looks for more
/// (`docs/adr/0004-answering-threads-yield.md`). After a single answer it does not: the turn would go to whoever
/// works in the background, for a whole slice.
pub fn pause() {
    if IN_A_ROW.take() >= CROWD {
        std::thread::yield_now();
    }
}

/// How many connections wait to be accepted.
const BACKLOG: i32 = 4_096;

/// Opens the address.
///
/// # Errors
/// If the address cannot be used.
pub fn open(address: SocketAddr) -> std::io::Result<std::net::TcpListener> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Accepts connections for ever.
pub async fn accept(
    listener: TcpListener,
    app: Arc<App>,
    routes: axum::Router,
    room: Arc<Semaphore>,
) {
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(app.config.request_seconds))
        .max_buf_size(app.config.max_header_bytes);
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let (stream, peer) = match listener.accept().await {
            Ok((stream, peer)) => (stream, peer.ip()),
            Err(e) => {
                // Out of file descriptors, most likely: wait for some to come back rather than spin.
                tracing::warn!(error = %e, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (app, routes, http) = (Arc::clone(&app), routes.clone(), http.clone());
        tokio::spawn(async move {
            connection(stream, peer, &app, &routes, &http).await;
            drop(place);
        });
    }
}

/// From where a request comes: the other end of its connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

async fn connection(
    stream: TcpStream,
    peer: IpAddr,
    app: &Arc<App>,
    routes: &axum::Router,
    http: &hyper::server::conn::http1::Builder,
) {
    stream.set_nodelay(true).ok();
    let begun = Arc::new(AtomicBool::new(false));
    let relay = Relay::default();
    let stream = Heard {
        stream,
        begun: Arc::clone(&begun),
        relay: relay.clone(),
    };
    let service = service_fn(|mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(relay.clone());
        async move { Ok::<_, Infallible>(respond(app, routes, request).await) }
    });
    // A desk's browser goes on with a WebSocket (RFC 6455).
    let served = http
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    if let Err(e) = served.await {
        // A connection that only rested until its time was over has asked for nothing.
        let begun = e.is_timeout() && begun.load(Ordering::Relaxed);
        if e.is_parse() || begun {
            // The library has answered 400, 414 or 431 already, or closed; here it is only told.
            tracing::info!(reason = %e, "refused a request that is no HTTP");
        }
    }
}

/// A connection that knows whether something was said on it that has not been answered.
struct Heard {
    stream: TcpStream,
    begun: Arc<AtomicBool>,
    relay: Relay,
}

impl AsyncRead for Heard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.begun.store(true, Ordering::Relaxed);
        }
        read
    }
}

impl AsyncWrite for Heard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.begun.store(false, Ordering::Relaxed);
        if relay::stands_in(bytes) {
            return self.relay.poll_send(&self.stream, cx, bytes.len());
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.begun.store(false, Ordering::Relaxed);
        let own = parts.iter().take_while(|part| !relay::stands_in(part));
        match (own.count(), parts.first()) {
            (0, Some(first)) => self.relay.poll_send(&self.stream, cx, first.len()),
            (own, _) => Pin::new(&mut self.stream).poll_write_vectored(cx, &parts[..own]),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

async fn respond(app: &Arc<App>, routes: &axum::Router, request: Request<Incoming>) -> Answered {
    let plain =
        matches!(*request.method(), Method::GET | Method::HEAD) && request.uri().query().is_none();
    if plain
        && let Some(page) = app
            .newsroom
            .cache
            .get(request.uri().path(), || app.newsroom.clock.now())
    {
        IN_A_ROW.set(IN_A_ROW.get().saturating_add(1));
        return answer::kept(&page, request.headers()).map(Either::Left);
    }
    if plain
        && let Some(address) = request.uri().path().strip_prefix("/media/")
        && let Some(answer) = app.media.answer(app, address, &request)
    {
        IN_A_ROW.set(IN_A_ROW.get().saturating_add(1));
        return answer.map(Either::Right);
    }
    slow(app, routes, request).await
}

async fn slow(app: &Arc<App>, routes: &axum::Router, request: Request<Incoming>) -> Answered {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |p| p.as_str().len());
    let most = app.config.max_address_bytes;
    let problem = if length > most {
        Some((414, format!("The address has more than {most} bytes.")))
    } else if path.contains("%00") {
        // Nothing has such a name, and PostgreSQL fails where SQLite only finds nothing.
        Some((400, "The address holds a NUL character (%00).".to_owned()))
    } else {
        None
    };
    let response = if let Some((status, detail)) = problem {
        let problem = Problem::new(status, detail);
        let answer = crate::routes::refuse(app, &path, &problem).await;
        answer.map(Either::Left)
    } else {
        match routes.clone().oneshot(request.map(Body::new)).await {
            Ok(response) => ours(app, &path, response).await,
            Err(never) => match never {},
        }
    };
    told(&method, &path, response)
}

/// What the library has refused before a handler could, such as a path that is not UTF-8, in our own form.
async fn ours(app: &Arc<App>, path: &str, response: Response<Body>) -> Answered {
    let headers = response.headers();
    if response.status().as_u16() < 400 || headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        return response.map(Either::Right);
    }
    let status = response.status().as_u16();
    let said = axum::body::to_bytes(response.into_body(), 4_096).await;
    let said = said.map(|said| String::from_utf8_lossy(&said).trim().to_owned());
    let detail = match said {
        Ok(said) if !said.is_empty() => format!("{said}."),
        _ => "This address or its query cannot be read.".to_owned(),
    };
    let answer = crate::routes::refuse(app, path, &Problem::new(status, detail)).await;
    answer.map(Either::Left)
}

/// The one place where refusals and failures are logged, each once. The notice of a withdrawn story is neither.
fn told(method: &Method, path: &str, mut response: Answered) -> Answered {
    let status = response.status().as_u16();
    if status >= 400 && status != 410 {
        let reason = response
            .extensions_mut()
            .remove::<Logged>()
            .map(|l| l.reason)
            .unwrap_or_default();
        let path: String = path.chars().take(200).collect();
        if status >= 500 {
            tracing::error!(status, %method, path, reason, "failed");
        } else {
            tracing::info!(status, %method, path, reason, "refused");
        }
    }
    response
}
