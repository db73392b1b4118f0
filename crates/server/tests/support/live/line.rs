//! The line to a story's room: a WebSocket with the messages of y-protocols and the desk's own.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;
use tungstenite::client::IntoClientRequest as _;
use tungstenite::http::HeaderValue;
use tungstenite::{Error, HandshakeError, Message, WebSocket};

use super::{PATIENCE, wrong};

/// What a page says when it calls.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) address: SocketAddr,
    pub(crate) story: i64,
    /// The query as it is.
    pub(crate) query: String,
    pub(crate) cookies: String,
    /// The page that calls.
    pub(crate) origin: Option<String>,
}

/// What a room says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heard {
    /// It knows so much, and asks for the rest.
    Asks(Vec<u8>),
    /// What we lacked.
    Lacking(Vec<u8>),
    /// A colleague's change.
    Change(Vec<u8>),
    /// Where colleagues are: client, clock, state.
    Aware(Vec<(u64, u64, Value)>),
    /// Where are we?
    WhoIsThere,
    /// So many of our changes are on the disk.
    Saved(u64),
    Refused(String),
    State(Value),
    Faults(Value),
    /// The end, with its code; 1006 where it broke off.
    Closed(u16, String),
}

pub(crate) struct Line {
    pub(crate) socket: WebSocket<TcpStream>,
}

impl Line {
    /// Calls a room. The inner result is the status of a refusal.
    pub(crate) fn open(call: &Call) -> io::Result<Result<Self, u16>> {
        let stream = TcpStream::connect_timeout(&call.address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let url = format!(
            "ws://{}/desk/story/{}/live?{}",
            call.address, call.story, call.query
        );
        let mut request = url.into_client_request().map_err(io::Error::other)?;
        let value = |text: &str| HeaderValue::from_str(text).map_err(io::Error::other);
        request
            .headers_mut()
            .insert("cookie", value(&call.cookies)?);
        if let Some(origin) = &call.origin {
            request.headers_mut().insert("origin", value(origin)?);
        }
        match tungstenite::client(request, stream) {
            Ok((socket, _)) => Ok(Ok(Self { socket })),
            Err(HandshakeError::Failure(Error::Http(answer))) => Ok(Err(answer.status().as_u16())),
            Err(other) => Err(wrong(other.to_string())),
        }
    }

    pub(crate) fn say(&mut self, message: Vec<u8>) -> io::Result<()> {
        self.socket
            .send(Message::Binary(message.into()))
            .map_err(io::Error::other)
    }

    /// The next message; none if there is none within the time.
    pub(crate) fn hear(&mut self, most: Duration) -> io::Result<Option<Heard>> {
        let most = most.max(Duration::from_micros(100));
        self.socket.get_ref().set_read_timeout(Some(most))?;
        loop {
            return match self.socket.read() {
                Ok(Message::Binary(bytes)) => match read(&bytes) {
                    Some(heard) => Ok(Some(heard)),
                    None => Err(wrong(format!("no message: {bytes:?}"))),
                },
                Ok(Message::Close(frame)) => Ok(Some(match frame {
                    Some(frame) => Heard::Closed(frame.code.into(), frame.reason.to_string()),
                    None => Heard::Closed(1005, String::new()),
                })),
                Ok(_) => continue,
                Err(Error::Io(e)) if is_wait(&e) => Ok(None),
                Err(e) => Ok(Some(Heard::Closed(1006, e.to_string()))),
            };
        }
    }
}

fn is_wait(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

fn read(mut bytes: &[u8]) -> Option<Heard> {
    let rest = &mut bytes;
    let text = |rest: &mut &[u8]| Some(std::str::from_utf8(piece(rest)?).ok()?.to_owned());
    Some(match number(rest)? {
        0 => match number(rest)? {
            0 => Heard::Asks(piece(rest)?.to_vec()),
            1 => Heard::Lacking(piece(rest)?.to_vec()),
            2 => Heard::Change(piece(rest)?.to_vec()),
            _ => return None,
        },
        1 => {
            let mut inner = piece(rest)?;
            let mut states = Vec::new();
            for _ in 0..number(&mut inner)? {
                let (client, clock) = (number(&mut inner)?, number(&mut inner)?);
                let state = serde_json::from_slice(piece(&mut inner)?).ok()?;
                states.push((client, clock, state));
            }
            Heard::Aware(states)
        }
        3 => Heard::WhoIsThere,
        100 => Heard::Saved(number(rest)?),
        101 => Heard::Refused(text(rest)?),
        102 => Heard::State(serde_json::from_str(&text(rest)?).ok()?),
        103 => Heard::Faults(serde_json::from_str(&text(rest)?).ok()?),
        _ => return None,
    })
}

/// A number in portions of seven bits, the lowest first.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for place in 0..9 {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn piece<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (piece, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(piece)
}

fn put(mut number: u64, into: &mut Vec<u8>) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

/// A message: its number, and a piece of bytes.
pub(crate) fn message(numbers: &[u64], bytes: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(bytes.len() + 12);
    numbers.iter().for_each(|n| put(*n, &mut message));
    put(bytes.len() as u64, &mut message);
    message.extend_from_slice(bytes);
    message
}

/// A message of synchronisation: 0 what we know, 1 what the other lacks, 2 a change.
pub(crate) fn sync(kind: u64, bytes: &[u8]) -> Vec<u8> {
    message(&[0, kind], bytes)
}

/// Where somebody is.
pub(crate) fn aware(client: u64, clock: u64, state: &Value) -> Vec<u8> {
    let mut inner = Vec::new();
    put(1, &mut inner);
    put(client, &mut inner);
    put(clock, &mut inner);
    let state = state.to_string();
    put(state.len() as u64, &mut inner);
    inner.extend_from_slice(state.as_bytes());
    message(&[1], &inner)
}
