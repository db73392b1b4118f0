//! The page cache: finished pages, compressed, under the tags of what they read.
//!
//! Three rules keep it right. A list notes its *query* as a tag, so a newly matching story drops it. A page whose
//! tags changed after its first read is served but not kept. Two requests for one missing page render it once,
//! unless a change lies between them. A page is found by its address and dropped by its tags, and nothing else
//! in the program knows which pages there are.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use bytes::Bytes;
use hyper::header::{self, HeaderMap, HeaderValue};
use store::{Change, Tag};

use crate::http::encode::{self, Encoding};
use crate::http::standing;

/// How long an answer may be kept, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CachePolicy {
    /// A page made from stories: kept here until something that it read changes; in a CDN for moments, and then
    /// shown once more while it is asked for again (RFC 5861), which is said to CDNs alone (RFC 9213), since Firefox
    /// would do it, too. A browser asks each time, which costs a 304: who has just published must not see an old
    /// front, and who comes back to a corrected story must see the correction.
    Page,
    /// The address changes with the content.
    Forever,
    /// Nobody keeps it.
    Never,
}

impl CachePolicy {
    /// The `Cache-Control` header.
    #[must_use]
    pub fn header(self) -> &'static str {
        match self {
            Self::Page => "public, max-age=0, s-maxage=5",
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Never => "no-store",
        }
    }

    /// The `CDN-Cache-Control` header (RFC 9213), where CDNs are told more than browsers.
    #[must_use]
    pub fn cdn(self) -> Option<&'static str> {
        match self {
            Self::Page => Some("max-age=5, stale-while-revalidate=30, stale-if-error=86400"),
            Self::Forever | Self::Never => None,
        }
    }
}

/// One encoding of a page, with its headers ready.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The bytes as they go out.
    pub bytes: Bytes,
    /// Strong validator of these bytes.
    pub etag: HeaderValue,
    /// All headers of the answer, so that a hit builds none.
    pub headers: HeaderMap,
}

/// A finished page.
#[derive(Debug)]
pub struct Kept {
    /// The HTTP status: 200 or 410.
    pub status: u16,
    variants: [Variant; 3],
    tags: BTreeSet<Tag>,
    /// Page made before this is not good any more, whatever has happened (a slot that ends): microseconds.
    pub expires: Option<i64>,
    cost: usize,
    /// Asked for since room was last short: such a page gets a second chance.
    used: AtomicBool,
    /// Compressed as well as can be.
    thorough: bool,
}

/// A page before it is compressed.
#[derive(Debug)]
pub struct Fresh {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// How long it may be kept elsewhere.
    pub policy: CachePolicy,
    /// `Link` header that lets the browser fetch the style sheet before it has read the page.
    pub preload: Option<HeaderValue>,
    /// The page.
    pub body: Vec<u8>,
    /// What it read.
    pub tags: BTreeSet<Tag>,
    /// See [`Kept::expires`].
    pub expires: Option<i64>,
}

impl Kept {
    /// Compresses a page, quickly or well.
    #[must_use]
    pub fn new(fresh: Fresh, effort: encode::Effort) -> Self {
        let keys = fresh
            .tags
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ");
        // A header of some kilobytes is all that CDNs take; a page that reads more is dropped by its first tags.
        let keys = keys.get(..keys.len().min(4_000)).unwrap_or_default();
        let mut headers = standing::of_page(&fresh.body);
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(fresh.content_type),
        );
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(fresh.policy.header()),
        );
        if let Some(cdn) = fresh.policy.cdn() {
            headers.insert("cdn-cache-control", HeaderValue::from_static(cdn));
        }
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(keys) = HeaderValue::from_str(keys)
            && !keys.is_empty()
        {
            headers.insert("surrogate-key", keys);
        }
        if let Some(preload) = fresh.preload {
            headers.insert(header::LINK, preload);
        }
        let variants = encode::all(&fresh.body, effort, &headers);
        let cost = variants.iter().map(|v| v.bytes.len()).sum::<usize>() + keys.len() + 6_000;
        Self {
            status: fresh.status,
            variants,
            tags: fresh.tags,
            expires: fresh.expires,
            cost,
            used: AtomicBool::new(false),
            thorough: effort == encode::Effort::Thorough,
        }
    }

    /// The bytes in one encoding.
    #[must_use]
    pub fn variant(&self, encoding: Encoding) -> &Variant {
        &self.variants[encoding as usize]
    }

    fn better(&self, variants: [Variant; 3]) -> Self {
        let cost = self.cost;
        Self {
            status: self.status,
            variants,
            tags: self.tags.clone(),
            expires: self.expires,
            cost,
            used: AtomicBool::new(true),
            thorough: true,
        }
    }
}

/// Why there is no page at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPage {
    /// It is somewhere else, for good.
    Moved(Arc<str>),
    /// There is none.
    Nothing,
    /// The address makes no sense; says why.
    Senseless(Arc<str>),
    /// It could not be made; says why, for the log.
    Failed(Arc<str>),
}

type Waiting = Arc<tokio::sync::OnceCell<Result<Arc<Kept>, NoPage>>>;

/// Figures of the cache.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Figures {
    pub hits: AtomicU64,
    pub misses: AtomicU64,
    pub renders: AtomicU64,
    pub drops: AtomicU64,
}

/// One who waits for a page. Whoever is done first, or goes away, clears the table for those who come later.
struct Seat<'a> {
    cache: &'a PageCache,
    key: (Box<str>, i64),
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        lock(&self.cache.waiting).remove(&self.key);
    }
}

/// All finished pages of this server.
pub struct PageCache {
    pages: RwLock<HashMap<Box<str>, Arc<Kept>>>,
    index: Mutex<Index>,
    waiting: Mutex<HashMap<(Box<str>, i64), Waiting>>,
    /// The last change that this cache has heard of.
    seen: AtomicI64,
    /// Most bytes that pages may take.
    room: usize,
    /// Figures for `/metrics`.
    pub figures: Figures,
}

#[derive(Default)]
struct Index {
    by_tag: HashMap<String, HashSet<Box<str>>>,
    /// In the order in which they came: when room is short the oldest goes first that nobody asked for.
    order: VecDeque<Box<str>>,
    bytes: usize,
    /// The last changes, so that a page can ask what happened while it was made.
    recent: VecDeque<(i64, Arc<HashSet<String>>)>,
}

/// How many changes are remembered for pages that are being made. One that takes longer is not kept.
const REMEMBERED: usize = 2_000;

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PageCache {
    /// An empty cache of `room` bytes that knows the change log up to `seen`.
    #[must_use]
    pub fn new(room: usize, seen: i64) -> Self {
        Self {
            pages: RwLock::default(),
            index: Mutex::default(),
            waiting: Mutex::default(),
            seen: AtomicI64::new(seen),
            room,
            figures: Figures::default(),
        }
    }

    /// The page at an address, if it is kept and still good.
    #[must_use]
    pub fn get(self: &Arc<Self>, address: &str, now: impl Fn() -> i64) -> Option<Arc<Kept>> {
        let found = self
            .pages
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(address)
            .cloned()?;
        if found.expires.is_some_and(|end| end <= now()) {
            return None;
        }
        if !found.used.load(Ordering::Relaxed) {
            found.used.store(true, Ordering::Relaxed);
            // Only a page that is asked for again is worth the slow levels of compression: whoever walks the whole
            // archive must not set the program compressing it.
            if !found.thorough {
                self.improve_later(address, &found);
            }
        }
        self.figures.hits.fetch_add(1, Ordering::Relaxed);
        Some(found)
    }

    /// The last change that this cache has heard of.
    #[must_use]
    pub fn seen(&self) -> i64 {
        self.seen.load(Ordering::Acquire)
    }

    /// Drops what read something that has changed. Changes may come twice, by the verb that made them and by
    /// the log.
    pub fn apply(&self, changes: &[Change]) {
        let mut index = lock(&self.index);
        for change in changes {
            // By the verb that made it or by the log, whichever comes first; the second time says nothing new.
            if index.recent.iter().rev().any(|(seq, _)| *seq == change.seq) {
                continue;
            }
            let tags: Arc<HashSet<String>> = Arc::new(change.tags.iter().cloned().collect());
            for tag in tags.iter() {
                for address in index.by_tag.remove(tag).unwrap_or_default() {
                    self.forget(&mut index, &address);
                }
            }
            index.recent.push_back((change.seq, tags));
            if index.recent.len() > REMEMBERED {
                index.recent.pop_front();
            }
            self.seen.fetch_max(change.seq, Ordering::AcqRel);
        }
    }

    fn forget(&self, index: &mut Index, address: &str) {
        let gone = self
            .pages
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(address);
        if let Some(kept) = gone {
            index.bytes = index.bytes.saturating_sub(kept.cost);
            self.figures.drops.fetch_add(1, Ordering::Relaxed);
            for tag in &kept.tags {
                let tag = tag.to_string();
                if let Some(addresses) = index.by_tag.get_mut(&tag) {
                    addresses.remove(address);
                    if addresses.is_empty() {
                        index.by_tag.remove(&tag);
                    }
                }
            }
        }
    }

    /// The page at an address: kept, or made by `render`, once for all who ask for it at the same time.
    ///
    /// # Errors
    /// What `render` says; an error is not kept.
    pub async fn get_or_render<F, R>(
        self: &Arc<Self>,
        address: &str,
        now: impl Fn() -> i64,
        render: R,
    ) -> Result<Arc<Kept>, NoPage>
    where
        R: FnOnce() -> F,
        F: Future<Output = Result<Kept, NoPage>>,
    {
        if let Some(kept) = self.get(address, now) {
            return Ok(kept);
        }
        self.figures.misses.fetch_add(1, Ordering::Relaxed);
        // Who asks after a change must not join a render that began before it: the change is part of the key.
        let since = self.seen();
        let key = (Box::from(address), since);
        let cell = Arc::clone(lock(&self.waiting).entry(key.clone()).or_default());
        let seat = Seat { cache: self, key };
        let made = cell
            .get_or_init(|| async {
                self.figures.renders.fetch_add(1, Ordering::Relaxed);
                let kept = Arc::new(render().await?);
                self.keep(address, &kept, since);
                Ok(kept)
            })
            .await
            .clone();
        drop(seat);
        made
    }

    /// Keeps a page unless something that it read has changed since it was begun.
    fn keep(self: &Arc<Self>, address: &str, kept: &Arc<Kept>, since: i64) {
        if kept.cost > self.room / 4 {
            return;
        }
        let mut index = lock(&self.index);
        // If the memory of changes does not reach back to the beginning, nobody can say: not kept.
        let forgotten = index.recent.len() >= REMEMBERED
            && index
                .recent
                .front()
                .is_some_and(|(seq, _)| *seq > since + 1);
        let names: Vec<String> = kept.tags.iter().map(ToString::to_string).collect();
        let changed = index
            .recent
            .iter()
            .filter(|(seq, _)| *seq > since)
            .any(|(_, tags)| names.iter().any(|name| tags.contains(name)));
        if forgotten || changed {
            return;
        }
        self.forget(&mut index, address);
        while index.bytes + kept.cost > self.room {
            let Some(oldest) = index.order.pop_front() else {
                break;
            };
            if self.spare(&oldest) {
                index.order.push_back(oldest);
            } else {
                self.forget(&mut index, &oldest);
            }
        }
        for name in names {
            index
                .by_tag
                .entry(name)
                .or_default()
                .insert(Box::from(address));
        }
        index.bytes += kept.cost;
        index.order.push_back(Box::from(address));
        if index.order.len() > 4 * index.by_tag.len().max(1_000) {
            self.tidy(&mut index);
        }
        self.pages
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(Box::from(address), Arc::clone(kept));
    }

    /// Whether a page has been asked for since it was last spared.
    fn spare(&self, address: &str) -> bool {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        pages
            .get(address)
            .is_some_and(|kept| kept.used.swap(false, Ordering::Relaxed))
    }

    /// Addresses of pages that are long gone do not pile up in the order.
    fn tidy(&self, index: &mut Index) {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        let mut met = HashSet::new();
        index
            .order
            .retain(|address| pages.contains_key(address) && met.insert(address.clone()));
    }

    /// The slow levels of compression, in the background: the page is already served.
    fn improve_later(self: &Arc<Self>, address: &str, kept: &Arc<Kept>) {
        let (cache, address, kept) = (
            Arc::clone(self),
            Box::<str>::from(address),
            Arc::clone(kept),
        );
        encode::in_background(move || {
            let still = |cache: &Self| {
                let pages = cache.pages.read().unwrap_or_else(PoisonError::into_inner);
                pages
                    .get(&address)
                    .is_some_and(|now| Arc::ptr_eq(now, &kept))
            };
            if !still(&cache) {
                return;
            }
            let plain = kept.variant(Encoding::Identity);
            let better = encode::all(&plain.bytes, encode::Effort::Thorough, &plain.headers);
            let better = Arc::new(kept.better(better));
            let _index = lock(&cache.index);
            if still(&cache) {
                cache
                    .pages
                    .write()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(address.clone(), better);
            }
        });
    }

    /// Keeps something that reads nothing and so never changes while the program runs: a static file.
    pub fn pin(self: &Arc<Self>, address: &str, fresh: Fresh) {
        let kept = Arc::new(Kept::new(fresh, encode::Effort::AtStart));
        self.pages
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(Box::from(address), Arc::clone(&kept));
        self.improve_later(address, &kept);
    }

    /// Pages and bytes that are kept now.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        let bytes = lock(&self.index).bytes;
        (
            self.pages
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .len(),
            bytes,
        )
    }
}
