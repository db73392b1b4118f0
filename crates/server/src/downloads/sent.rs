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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::downloads::tests::{AGENT, TODAY, begun};

    /// Pieces of so many bytes.
    struct Pieces(Vec<usize>);

    impl Body for Pieces {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
            let piece = self.0.pop();
            Poll::Ready(piece.map(|bytes| Ok(Frame::data(vec![0; bytes].into()))))
        }

        fn is_end_stream(&self) -> bool {
            self.0.is_empty()
        }
    }

    #[test]
    fn a_piece_counts_when_the_next_is_asked_for_and_the_last_at_once() {
        let (downloads, sound) = begun();
        let listener = downloads.listener(TODAY, "203.0.113.7", AGENT, &sound);
        let mut body = Counted::new(Pieces(vec![30, 20, 10]), listener.unwrap());
        let mut bytes_after = || {
            let mut nobody = Context::from_waker(std::task::Waker::noop());
            assert!(Pin::new(&mut body).poll_frame(&mut nobody).is_ready());
            let all = crate::downloads::lock(&downloads.waiting);
            all.values().map(|heard| heard.sound).sum::<i64>() / 120_000
        };
        let bytes = [bytes_after(), bytes_after(), bytes_after()];
        assert_eq!(bytes, [0, 10, 60]);
    }
}
