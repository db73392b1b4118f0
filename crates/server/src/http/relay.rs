//! Stretches of files that go from the disk's cache to a connection without coming by here (`sendfile`).
//!
//! A body hands over bytes. Where it hands over a piece of [`STAND_IN`], it has put down beside it, for its connection, which
//! stretch of which file is meant; the connection knows the piece by where it lies in memory, and has the system send the
//! stretch. Nobody else ever sees those bytes. Where a file system knows no `sendfile`, they are read and written.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::num::NonZeroUsize;
use std::os::unix::fs::FileExt as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use socket2::SockRef;
use tokio::io::Interest;
use tokio::net::TcpStream;

/// The longest stretch that is put down at once.
pub const LONGEST: usize = 512 << 10;

/// Bytes that are read at once where the system does not send by itself.
const READ: usize = 64 << 10;

/// What stands in for bytes of files.
static STAND_IN: [u8; LONGEST] = [0; LONGEST];

struct Stretch {
    file: Arc<File>,
    from: u64,
    left: usize,
}

impl Stretch {
    /// Sends at most so many of its bytes; how many.
    fn send(&self, stream: &TcpStream, most: usize) -> io::Result<usize> {
        let from = usize::try_from(self.from).map_err(|_| ErrorKind::FileTooLarge)?;
        match SockRef::from(stream).sendfile(&self.file, from, NonZeroUsize::new(most)) {
            // What Linux says of a file that it cannot send, sendfile(2).
            Err(e) if matches!(e.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
                self.read_and_send(stream, most)
            }
            sent => sent,
        }
    }

    fn read_and_send(&self, stream: &TcpStream, most: usize) -> io::Result<usize> {
        let mut bytes = vec![0; most.min(READ)];
        let length = self.file.read_at(&mut bytes, self.from)?;
        SockRef::from(stream).send(&bytes[..length])
    }
}

/// The stretches that a connection is to send, in their order. Bodies find it among what is known of their request.
#[derive(Clone, Default)]
pub struct Relay(Arc<Mutex<VecDeque<Stretch>>>);

impl Relay {
    fn stretches(&self) -> MutexGuard<'_, VecDeque<Stretch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a stretch down; the answer stands in for it. No more than [`LONGEST`] bytes are taken.
    #[must_use]
    pub fn put(&self, file: Arc<File>, from: u64, bytes: usize) -> Bytes {
        let left = bytes.min(LONGEST);
        self.stretches().push_back(Stretch { file, from, left });
        Bytes::from_static(&STAND_IN[..left])
    }

    /// Sends of the stretch that is next, as much as the connection takes now. How many bytes.
    pub fn poll_send(
        &self,
        stream: &TcpStream,
        cx: &mut Context<'_>,
        most: usize,
    ) -> Poll<io::Result<usize>> {
        let mut stretches = self.stretches();
        let Some(next) = stretches.front_mut() else {
            return Poll::Ready(Err(ErrorKind::InvalidData.into()));
        };
        let most = next.left.min(most);
        loop {
            ready!(stream.poll_write_ready(cx))?;
            let sent = stream.try_io(Interest::WRITABLE, || next.send(stream, most));
            match sent {
                // Somebody has cut the file off.
                Ok(0) => return Poll::Ready(Err(ErrorKind::UnexpectedEof.into())),
                Ok(sent) => {
                    next.from += sent as u64;
                    next.left -= sent;
                    if next.left == 0 {
                        stretches.pop_front();
                    }
                    return Poll::Ready(Ok(sent));
                }
                Err(e) if waits(&e) => {}
                Err(e) => return Poll::Ready(Err(e)),
            }
        }
    }
}

fn waits(e: &io::Error) -> bool {
    matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// Whether bytes are no bytes but stand in for some.
pub fn stands_in(part: &[u8]) -> bool {
    STAND_IN.as_ptr_range().contains(&part.as_ptr())
}
