//! The way from a room to one browser. It holds only so much; a browser that does not keep up is let go, and comes
//! back to ask for what it lacks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use bytes::Bytes;
use tokio::sync::mpsc;

/// How many messages wait for a browser that is slow.
const MESSAGES: usize = 1_024;
/// And how many bytes, if it is more than one message: a page that asks for the whole story again and again and
/// reads nothing would otherwise fill the memory.
const BYTES: usize = 16 << 20;

/// What goes to a browser.
#[derive(Debug, Clone)]
pub enum Out {
    /// A message.
    Message(Bytes),
    /// The end of the connection, with a code of RFC 6455 and a reason.
    Close(u16, String),
}

#[derive(Debug, Default)]
struct Standing {
    bytes: AtomicUsize,
    full: AtomicBool,
}

/// The room's end.
#[derive(Debug, Clone)]
pub struct Line {
    send: mpsc::Sender<Out>,
    standing: Arc<Standing>,
}

/// The browser's end.
#[derive(Debug)]
pub struct Waiting {
    out: mpsc::Receiver<Out>,
    standing: Arc<Standing>,
}

/// A new line.
#[must_use]
pub fn line() -> (Line, Waiting) {
    let (send, out) = mpsc::channel(MESSAGES);
    let standing = Arc::new(Standing::default());
    let own = Arc::clone(&standing);
    (
        Line {
            send,
            standing: own,
        },
        Waiting { out, standing },
    )
}

impl Line {
    /// Says something. False if the browser does not keep up, or is gone; it hears nothing more then.
    pub(super) fn say(&self, message: impl Into<Bytes>) -> bool {
        let message = message.into();
        let (length, standing) = (message.len(), &self.standing);
        let waiting = standing.bytes.fetch_add(length, Ordering::Relaxed);
        if waiting > 0 && waiting + length > BYTES {
            standing.full.store(true, Ordering::Relaxed);
        }
        let said = !standing.full.load(Ordering::Relaxed)
            && self.send.try_send(Out::Message(message)).is_ok();
        if !said {
            standing.full.store(true, Ordering::Relaxed);
        }
        said
    }

    /// Ends the line.
    pub(super) fn close(&self, code: u16, reason: &str) {
        self.send.try_send(Out::Close(code, reason.to_owned())).ok();
    }

    /// Whether it is the same one.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.send.same_channel(&other.send)
    }
}

impl Waiting {
    /// The next thing for the browser; none once the room has let go of it.
    pub async fn next(&mut self) -> Option<Out> {
        let out = self.out.recv().await?;
        if let Out::Message(message) = &out {
            let length = message.len();
            self.standing.bytes.fetch_sub(length, Ordering::Relaxed);
            // Something was not said: from here on the browser would miss it.
            if self.standing.full.load(Ordering::Relaxed) {
                return None;
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_so_much_and_no_more() {
        let (line, mut waiting) = line();
        assert!(line.say(vec![0; BYTES + 1]), "one message may be large");
        assert!(!line.say(vec![0; 1]));
        assert!(!line.say(vec![0; 1]));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        assert!(runtime.block_on(waiting.next()).is_none());
        let (line, _waiting) = super::line();
        assert_eq!(
            (0..2_000).filter(|_| line.say(vec![0; 1])).count(),
            MESSAGES
        );
    }
}
