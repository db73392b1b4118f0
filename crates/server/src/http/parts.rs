//! A file on its way to a reader: read in parts by threads that may wait. Few readers get large parts, since every part
//! costs a way to another thread and back; many get small ones, so that all together never fill the memory.

use std::future::Future as _;
use std::ops::Range;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use store::blobs::{Opened, Reader};
use tokio::task::JoinHandle;

/// Bytes that all parts together may have, as long as there are no more than a thousand readers.
const ALL: usize = 64 << 20;
/// Smallest and largest part.
const LEAST: usize = 64 << 10;
const MOST: usize = 512 << 10;
/// Most memory that is kept for the next parts, in pieces.
const SPARE: usize = 64;

/// How many files are on their way.
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// Memory that has been sent and may be used again.
static USED: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn used() -> MutexGuard<'static, Vec<Vec<u8>>> {
    USED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes whose memory is used again when they are sent.
struct Lent(Vec<u8>);

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut used = used();
        if used.len() < SPARE {
            used.push(std::mem::take(&mut self.0));
        }
    }
}

/// What a thread that may wait has read, and who reads on.
type Read = store::Result<(Reader, Vec<u8>)>;

/// Some bytes of a file, as a body.
pub struct Parts {
    file: Opened,
    bytes: Range<u64>,
    /// Bytes that are still to be handed over.
    left: u64,
    reader: Option<Reader>,
    reading: Option<JoinHandle<Read>>,
}

impl Parts {
    /// These bytes of a file.
    #[must_use]
    pub fn new(file: Opened, bytes: Range<u64>) -> Self {
        UNDER_WAY.fetch_add(1, Ordering::Relaxed);
        Self {
            file,
            left: bytes.end - bytes.start,
            bytes,
            reader: None,
            reading: None,
        }
    }

    fn read_on(&mut self) -> JoinHandle<Read> {
        let most = (ALL / UNDER_WAY.load(Ordering::Relaxed).max(1)).clamp(LEAST, MOST);
        let (reader, file, bytes) = (self.reader.take(), self.file.clone(), self.bytes.clone());
        tokio::task::spawn_blocking(move || {
            let mut reader = match reader {
                Some(reader) => reader,
                None => file.reader(bytes.start, bytes.end - bytes.start)?,
            };
            let memory = used().pop().unwrap_or_default();
            let part = reader.next_in(most, memory)?;
            Ok((reader, part))
        })
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        UNDER_WAY.fetch_sub(1, Ordering::Relaxed);
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
        let mut reading = match self.reading.take() {
            Some(reading) => reading,
            None => self.read_on(),
        };
        let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
            self.reading = Some(reading);
            return Poll::Pending;
        };
        let (reader, part) = match read {
            Ok(Ok(read)) => read,
            Ok(Err(e)) => return Poll::Ready(Some(Err(std::io::Error::other(e)))),
            Err(e) => return Poll::Ready(Some(Err(std::io::Error::other(e)))),
        };
        self.reader = Some(reader);
        self.left = self.left.saturating_sub(part.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_owner(Lent(part))))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
