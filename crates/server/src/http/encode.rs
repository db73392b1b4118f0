//! The encodings of an answer, made once and kept.

use std::io::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError, mpsc};

use bytes::Bytes;
use hyper::header::{self, HeaderMap, HeaderValue};

use crate::cache::Variant;

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As they are.
    Identity = 0,
    /// RFC 1952.
    Gzip = 1,
    /// RFC 7932.
    Brotli = 2,
}

impl Encoding {
    /// The `Content-Encoding`, if there is one to name.
    #[must_use]
    pub fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Brotli => Some(HeaderValue::from_static("br")),
        }
    }

    /// The best one that an `Accept-Encoding` takes (RFC 9110, 12.5.3): the one with the highest weight, and
    /// among equals the smallest.
    #[must_use]
    pub fn best(accept: Option<&HeaderValue>) -> Self {
        let Some(accept) = accept.and_then(|v| v.to_str().ok()) else {
            return Self::Identity;
        };
        // What all browsers send, without reading it word by word.
        match accept {
            "gzip" | "gzip, deflate" => return Self::Gzip,
            "gzip, deflate, br, zstd" | "gzip, deflate, br" => return Self::Brotli,
            _ => {}
        }
        let weight = |name: &str| {
            let mut star = 0_u32;
            for part in accept.split(',') {
                let mut words = part.split(';');
                let coding = words.next().unwrap_or_default().trim();
                let quality = words
                    .find_map(|w| w.trim().strip_prefix("q="))
                    .map_or(1000, |q| {
                        (q.trim().parse::<f32>().unwrap_or(0.0) * 1000.0) as u32
                    });
                if coding.eq_ignore_ascii_case(name) {
                    return quality;
                }
                if coding == "*" {
                    star = quality;
                }
            }
            star
        };
        let (brotli, gzip) = (weight("br"), weight("gzip"));
        if brotli > 0 && brotli >= gzip {
            Self::Brotli
        } else if gzip > 0 {
            Self::Gzip
        } else {
            Self::Identity
        }
    }
}

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// While a reader waits: one or two milliseconds a page.
    Quick,
    /// For the program's own files, once when it starts: gzip as well as it can, which takes no longer than a page's
    /// template, and brotli quickly.
    AtStart,
    /// In the background: some tens of milliseconds for about a tenth less.
    Thorough,
}

/// All encodings of some bytes, in the order of [`Encoding`], each with all its headers.
#[must_use]
pub fn all(bytes: &[u8], effort: Effort, headers: &HeaderMap) -> [Variant; 3] {
    let hash = store::blobs::hash(bytes);
    // The packed bytes of the two efforts differ, so their validators do too.
    let mark = match effort {
        Effort::Quick => "",
        Effort::AtStart => "s",
        Effort::Thorough => "t",
    };
    let variant = |mut packed: Vec<u8>, encoding: Encoding, suffix: &str| {
        // It may be kept for long: without the room that it grew into.
        packed.shrink_to_fit();
        let etag = HeaderValue::from_str(&format!(
            "\"{}{suffix}\"",
            hash.get(..20).unwrap_or_default()
        ))
        .unwrap_or_else(|_| HeaderValue::from_static("\"0\""));
        let mut headers = headers.clone();
        headers.insert(header::ETAG, etag.clone());
        match encoding.header() {
            Some(name) => headers.insert(header::CONTENT_ENCODING, name),
            None => headers.remove(header::CONTENT_ENCODING),
        };
        Variant {
            bytes: Bytes::from(packed),
            etag,
            headers,
        }
    };
    [
        variant(bytes.to_vec(), Encoding::Identity, ""),
        variant(gzip(bytes, effort), Encoding::Gzip, &format!("-g{mark}")),
        variant(
            brotli(bytes, effort),
            Encoding::Brotli,
            &format!("-b{mark}"),
        ),
    ]
}

fn gzip(bytes: &[u8], effort: Effort) -> Vec<u8> {
    let level = if effort == Effort::Quick { 4 } else { 9 };
    let mut out = flate2::write::GzEncoder::new(
        Vec::with_capacity(bytes.len() / 3),
        flate2::Compression::new(level),
    );
    // Writing into memory does not fail.
    out.write_all(bytes).ok();
    out.finish().unwrap_or_default()
}

fn brotli(bytes: &[u8], effort: Effort) -> Vec<u8> {
    let quality = if effort == Effort::Thorough { 11 } else { 4 };
    let mut out = Vec::with_capacity(bytes.len() / 3);
    // A window no larger than the page: the encoder's memory grows with the window.
    let lgwin = (usize::BITS - bytes.len().leading_zeros()).clamp(10, 22) as i32;
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params).ok();
    out
}

type Work = Box<dyn FnOnce() + Send>;

/// One thread of low standing does the slow work, so that it never takes more than one core. If it has fallen
/// behind, work is left undone: it only saves bytes.
static BACKGROUND: LazyLock<Mutex<mpsc::SyncSender<Work>>> = LazyLock::new(|| {
    let (send, receive) = mpsc::sync_channel::<Work>(512);
    std::thread::Builder::new()
        .name("compress".into())
        .spawn(move || {
            for work in receive {
                work();
            }
        })
        .ok();
    Mutex::new(send)
});

/// Does some work later, or not at all.
pub fn in_background(work: impl FnOnce() + Send + 'static) {
    BACKGROUND
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .try_send(Box::new(work))
        .ok();
}
