//! A file on its way to a reader. A block of it that is asked for the first time is read by a thread that may wait; after
//! that it is in the disk's cache, from where the system sends short parts by itself. Of long parts, and where files are in an
//! object store, blocks that are much asked for stay in memory. Few readers get large blocks, since every one
//! that is read costs a way to another thread and back; many get small parts of their own, so that all together never fill
//! the memory.

use std::fs::File;
use std::future::Future as _;
use std::ops::Range;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use quick_cache::sync::Cache;
use store::blobs::Opened;
use tokio::task::JoinHandle;

use crate::http::relay::{self, Relay};

/// Bytes of a block: it begins at a multiple of them.
const BLOCK: u64 = 256 << 10;
/// Longer parts than these go out from memory, which the same block then leaves several times while it is in the
/// processor's cache; shorter ones the system sends sooner than we can copy them.
const SHORT: u64 = relay::LONGEST as u64;
/// Blocks that stay in memory: 64 MB.
const KEPT: usize = 256;
/// Blocks of which it is remembered that they were read: those of 4 GB of film.
const WARM: usize = 16_384;
/// Files that are held open.
const OPEN: usize = 128;
/// More readers than these get small parts, which do not stay: 64 MB in blocks are on their way by then.
const FEW: usize = 256;
/// Bytes of a small part.
const SMALL: u64 = 64 << 10;
/// Most memory that waits for the next blocks, in pieces.
const SPARE: usize = 64;

/// How many files are on their way.
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// Blocks by the file's hash and their number in it. What is read once, from one end to the other, does not drive out what
/// is asked for again and again.
static BLOCKS: LazyLock<Cache<(String, u64), Bytes>> = LazyLock::new(|| Cache::new(KEPT));

/// Blocks that were read from the disk lately, so that they are in its cache.
static READ: LazyLock<Cache<(String, u64), ()>> = LazyLock::new(|| Cache::new(WARM));

/// Files on the disk that are much asked for, by their hash.
static FILES: LazyLock<Cache<String, Arc<File>>> = LazyLock::new(|| Cache::new(OPEN));

/// Memory of blocks that nobody needs any more: what is fresh must be cleared by the system first.
static USED: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn used() -> MutexGuard<'static, Vec<Vec<u8>>> {
    USED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes whose memory is used again when the last who holds them lets go.
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

/// Some bytes of a file, as a body.
pub struct Parts {
    file: Opened,
    /// Bytes that are still to be handed over.
    bytes: Range<u64>,
    /// To where the system can send by itself.
    relay: Option<Relay>,
    reading: Option<JoinHandle<store::Result<Bytes>>>,
}

impl Parts {
    /// These bytes of a file, for a connection that may have a relay.
    #[must_use]
    pub fn new(file: Opened, bytes: Range<u64>, relay: Option<Relay>) -> Self {
        UNDER_WAY.fetch_add(1, Ordering::Relaxed);
        Self {
            file,
            relay: relay.filter(|_| bytes.end - bytes.start <= SHORT),
            bytes,
            reading: None,
        }
    }

    /// The file, if it is held open and is still whole: what was mended on the disk is another file.
    fn open(&self) -> Option<Arc<File>> {
        let open = FILES.get(self.file.hash())?;
        if open.metadata().is_ok_and(|m| m.len() == self.file.length) {
            return Some(open);
        }
        FILES.remove(self.file.hash());
        None
    }

    /// The next bytes if they are in memory, else somebody who reads them.
    fn next(&self) -> Result<Bytes, JoinHandle<store::Result<Bytes>>> {
        let Range { start, end } = self.bytes;
        let number = start / BLOCK;
        let of_block = move |block: &Bytes| {
            let from = start - number * BLOCK;
            block.slice(from as usize..block.len().min((end - number * BLOCK) as usize))
        };
        let key = (self.file.hash().to_owned(), number);
        if let Some(relay) = &self.relay
            && (number..end.div_ceil(BLOCK)).all(|n| READ.get(&(key.0.clone(), n)).is_some())
            && let Some(open) = self.open()
        {
            return Ok(relay.put(open, start, (end - start) as usize));
        }
        // A file that somebody has mended on the disk may have been shorter.
        let length = BLOCK.min(self.file.length - number * BLOCK);
        if let Some(block) = BLOCKS.get(&key).filter(|b| b.len() as u64 == length) {
            return Ok(of_block(&block));
        }
        let file = self.file.clone();
        let few = UNDER_WAY.load(Ordering::Relaxed) <= FEW;
        let relayed = self.relay.is_some();
        Err(tokio::task::spawn_blocking(move || {
            if !few {
                return Ok(Bytes::from(file.read(start, SMALL.min(end - start))?));
            }
            let memory = used().pop().unwrap_or_default();
            let block = file.read_in(number * BLOCK, BLOCK, memory)?;
            let block = Bytes::from_owner(Lent(block));
            let part = of_block(&block);
            let on_disk = file.file()?.map(Arc::new);
            if on_disk.is_none() || !relayed {
                BLOCKS.insert(key.clone(), block);
            }
            if let Some(open) = on_disk {
                FILES.insert(key.0.clone(), open);
                READ.insert(key, ());
            }
            Ok(part)
        }))
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
        if self.bytes.is_empty() {
            return Poll::Ready(None);
        }
        let part = match self.reading.take().map_or_else(|| self.next(), Err) {
            Ok(part) => part,
            Err(mut reading) => {
                let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
                    self.reading = Some(reading);
                    return Poll::Pending;
                };
                match read {
                    Ok(Ok(part)) => part,
                    Ok(Err(e)) => return Poll::Ready(Some(Err(std::io::Error::other(e)))),
                    Err(e) => return Poll::Ready(Some(Err(std::io::Error::other(e)))),
                }
            }
        };
        self.bytes.start += part.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.end - self.bytes.start)
    }
}
