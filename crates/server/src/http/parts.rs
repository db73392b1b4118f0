//! A file on its way to a reader: read in parts by threads that may wait, one part ahead of what is being sent.

use std::future::Future as _;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use store::blobs::Opened;
use tokio::task::JoinHandle;

/// So much is read at a time: what a socket takes at once, a few times over.
pub const PART: usize = 256 << 10;

/// The bytes of a file, as a body.
pub struct Parts {
    file: Opened,
    left: Range<u64>,
    ahead: Option<JoinHandle<store::Result<Vec<u8>>>>,
}

impl Parts {
    /// These bytes of a file, of which the first may have been read already.
    #[must_use]
    pub fn new(file: Opened, bytes: Range<u64>) -> Self {
        Self {
            file,
            left: bytes,
            ahead: None,
        }
    }

    fn read_ahead(&mut self) {
        let len = (self.left.end - self.left.start).min(PART as u64);
        if len == 0 {
            return;
        }
        let (file, from) = (self.file.clone(), self.left.start);
        self.left.start += len;
        self.ahead = Some(tokio::task::spawn_blocking(move || {
            file.part(from, len as usize)
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
        if self.ahead.is_none() {
            self.read_ahead();
        }
        let Some(reading) = self.ahead.as_mut() else {
            return Poll::Ready(None);
        };
        let read = ready!(Pin::new(reading).poll(cx));
        self.ahead = None;
        let part = match read {
            Ok(Ok(part)) => part,
            Ok(Err(e)) => return Poll::Ready(Some(Err(std::io::Error::other(e)))),
            Err(e) => return Poll::Ready(Some(Err(std::io::Error::other(e)))),
        };
        self.read_ahead();
        Poll::Ready(Some(Ok(Frame::data(part.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.ahead.is_none() && self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        // What is read ahead is no longer in what is left; only before the first part is the length known.
        match self.ahead {
            None => SizeHint::with_exact(self.left.end - self.left.start),
            Some(_) => SizeHint::default(),
        }
    }
}
