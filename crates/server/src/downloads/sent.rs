//! A sound on its way to a listener: what is handed to the connection is noted.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::Listener;

/// A body whose bytes are noted as the connection takes them.
///
/// A piece counts when the next one is asked for, which is when the system has taken what came before; whoever goes away
/// in the middle has not had it. The last one counts when it is taken, as nothing is asked for after it.
pub struct Counted<B> {
    body: B,
    listener: Listener,
    /// Bytes of the piece that was taken last.
    taken: u64,
}

impl<B> Counted<B> {
    /// The body of an answer to a listener.
    #[must_use]
    pub fn new(body: B, listener: Listener) -> Self {
        Self {
            body,
            listener,
            taken: 0,
        }
    }
}

impl<B: Body<Data = Bytes, Error = io::Error> + Unpin> Body for Counted<B> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let own = &mut *self;
        own.listener.sent(std::mem::take(&mut own.taken));
        let polled = Pin::new(&mut own.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            own.taken = frame.data_ref().map_or(0, |piece| piece.len() as u64);
            if own.body.is_end_stream() {
                own.listener.sent(std::mem::take(&mut own.taken));
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
