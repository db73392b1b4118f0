//! A file on its way to a reader: read in parts by threads that may wait, one part ahead of what is being sent.

use std::future::Future as _;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use store::blobs::{Opened, Reader};
use tokio::task::JoinHandle;

/// So much is read at a time: what a socket takes at once, a few times over.
const PART: usize = 256 << 10;

/// What a thread that may wait has read, and who reads on.
type Read = store::Result<(Reader, Vec<u8>)>;

/// Some bytes of a file, as a body.
pub struct Parts {
    file: Opened,
    bytes: Range<u64>,
    /// Bytes that are still to be handed over.
    left: u64,
    ahead: Option<JoinHandle<Read>>,
    begun: bool,
}

impl Parts {
    /// These bytes of a file.
    #[must_use]
    pub fn new(file: Opened, bytes: Range<u64>) -> Self {
        Self {
            file,
            left: bytes.end - bytes.start,
            bytes,
            ahead: None,
            begun: false,
        }
    }

    fn begin(&mut self) {
        self.begun = true;
        let (file, bytes) = (self.file.clone(), self.bytes.clone());
        self.ahead = Some(tokio::task::spawn_blocking(move || {
            let mut reader = file.reader(bytes.start, bytes.end - bytes.start)?;
            let part = reader.next(PART)?;
            Ok((reader, part))
        }));
    }
}

impl Body for Parts {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if !self.begun {
            self.begin();
        }
        let Some(reading) = self.ahead.as_mut() else {
            return Poll::Ready(None);
        };
        let read = ready!(Pin::new(reading).poll(cx));
        self.ahead = None;
        let (mut reader, part) = match read {
            Ok(Ok(read)) => read,
            Ok(Err(e)) => return Poll::Ready(Some(Err(std::io::Error::other(e)))),
            Err(e) => return Poll::Ready(Some(Err(std::io::Error::other(e)))),
        };
        self.left = self.left.saturating_sub(part.len() as u64);
        if self.left > 0 {
            self.ahead = Some(tokio::task::spawn_blocking(move || {
                let part = reader.next(PART)?;
                Ok((reader, part))
            }));
        }
        Poll::Ready(Some(Ok(Frame::data(part.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
