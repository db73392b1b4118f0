//! Answers: a kept page, a file, a problem.

use std::ops::Range;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};

use crate::cache::{Kept, Variant};
use crate::error::Problem;
use crate::http::encode::Encoding;
use crate::http::standing;

/// An answer whose bytes are all there.
pub type Answer = Response<Full<Bytes>>;

/// What an answer was refused for, carried beside it to the one place that logs.
#[derive(Debug, Clone)]
pub struct Logged {
    /// For the log.
    pub reason: String,
}

/// A finished page, or 304 if the reader has it already.
#[must_use]
pub fn kept(page: &Kept, asked: &HeaderMap) -> Answer {
    let variant = page.variant(Encoding::best(asked.get(header::ACCEPT_ENCODING)));
    if page.status == 200
        && asked
            .get(header::IF_NONE_MATCH)
            .is_some_and(|tags| matches(tags, variant))
    {
        return not_modified(variant);
    }
    let mut answer = Response::new(Full::new(variant.bytes.clone()));
    *answer.headers_mut() = variant.headers.clone();
    if page.status != 200 {
        *answer.status_mut() = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
    }
    answer
}

/// RFC 9110, 13.1.2: the comparison is weak, and a star matches anything that is there. The two efforts of
/// compression and a proxy's `W/` name the same page.
fn matches(tags: &HeaderValue, variant: &Variant) -> bool {
    let (Ok(tags), Ok(own)) = (tags.to_str(), variant.etag.to_str()) else {
        return false;
    };
    let stem = |tag: &str| {
        tag.trim()
            .trim_start_matches("W/")
            .trim_matches('"')
            .trim_end_matches('t')
            .to_owned()
    };
    let own = stem(own);
    tags.split(',')
        .any(|tag| tag.trim() == "*" || stem(tag) == own)
}

fn not_modified(variant: &Variant) -> Answer {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    *answer.headers_mut() = variant.headers.clone();
    for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::LINK] {
        answer.headers_mut().remove(name);
    }
    answer
}

/// Some bytes of a type, with the standing headers.
#[must_use]
pub fn bytes(
    status: u16,
    media_type: &'static str,
    cache: &'static str,
    body: impl Into<Bytes>,
) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *answer.headers_mut() = standing::headers();
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    answer
}

/// JSON that nobody keeps.
#[must_use]
pub fn json(status: u16, body: &serde_json::Value) -> Answer {
    bytes(status, "application/json", "no-store", body.to_string())
}

/// A move for good.
#[must_use]
pub fn moved(to: &str) -> Answer {
    let mut answer = bytes(
        301,
        "text/plain; charset=utf-8",
        "public, max-age=60",
        String::new(),
    );
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(header::LOCATION, to);
    }
    answer
}

/// A problem as a program reads it.
#[must_use]
pub fn problem(problem: &Problem) -> Answer {
    let mut answer = bytes(
        problem.status,
        "application/problem+json",
        "no-store",
        problem.json().to_string(),
    );
    log(&mut answer, problem);
    answer
}

/// Notes beside an answer what it was refused for.
pub fn log(answer: &mut Answer, problem: &Problem) {
    let reason = problem
        .inside
        .clone()
        .unwrap_or_else(|| problem.detail.clone());
    answer.extensions_mut().insert(Logged { reason });
}

/// The headers with which a file goes out, whichever of its bytes are asked for.
#[must_use]
pub fn of_file(media_type: &str, cache: &'static str, etag: &str) -> HeaderMap {
    let mut headers = standing::headers();
    let media_type = HeaderValue::from_str(media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::from_str(&format!("\"{etag}\"")) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // Pictures and films are shown by other sites that quote a story.
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("cross-origin"),
    );
    headers
}

/// The head of the answer with a file of some length, and which of its bytes go out: none if the reader has it or asks
/// for what is beyond its end (RFC 9110, 13 and 14).
#[must_use]
pub fn file(all: u64, headers: &HeaderMap, asked: &HeaderMap) -> (Answer, Range<u64>) {
    let mut answer = Response::new(Full::default());
    *answer.headers_mut() = headers.clone();
    let etag = headers
        .get(header::ETAG)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    if known.is_some_and(|tags| {
        tags.split(',')
            .any(|t| matches!(t.trim().trim_start_matches("W/"), tag if tag == etag || tag == "*"))
    }) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        return (answer, 0..0);
    }
    let unchanged = asked
        .get(header::IF_RANGE)
        .is_none_or(|v| v.as_bytes() == etag.as_bytes());
    let range = asked
        .get(header::RANGE)
        .and_then(|v| v.to_str().ok())
        .filter(|_| unchanged);
    match range.map(|range| part(range, all)) {
        Some(Part::Some(from, to)) => {
            *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
            let text = format!("bytes {from}-{to}/{all}");
            if let Ok(text) = HeaderValue::from_str(&text) {
                answer.headers_mut().insert(header::CONTENT_RANGE, text);
            }
            (answer, from..to + 1)
        }
        Some(Part::Beyond) => {
            *answer.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            if let Ok(text) = HeaderValue::from_str(&format!("bytes */{all}")) {
                answer.headers_mut().insert(header::CONTENT_RANGE, text);
            }
            (answer, 0..0)
        }
        _ => (answer, 0..all),
    }
}

enum Part {
    Some(u64, u64),
    Beyond,
    /// Not a range that this program serves; the whole file is as good.
    Whole,
}

fn part(range: &str, all: u64) -> Part {
    let Some(range) = range.strip_prefix("bytes=").filter(|r| !r.contains(',')) else {
        return Part::Whole;
    };
    let Some((from, to)) = range.split_once('-') else {
        return Part::Whole;
    };
    let (from, to) = (from.trim(), to.trim());
    let last = all.saturating_sub(1);
    match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from > to => Part::Whole,
        (Ok(from), Ok(to)) if from < all => Part::Some(from, to.min(last)),
        (Ok(from), Err(_)) if to.is_empty() && from < all => Part::Some(from, last),
        (Ok(_), _) => Part::Beyond,
        (Err(_), Ok(0)) if from.is_empty() => Part::Beyond,
        (Err(_), Ok(tail)) if from.is_empty() && all > 0 => {
            Part::Some(all.saturating_sub(tail), last)
        }
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| {
                (
                    header::HeaderName::from_static(n),
                    HeaderValue::from_static(v),
                )
            })
            .collect()
    }

    #[test]
    fn a_part_of_a_file_is_served_as_asked() {
        let own = of_file("image/jpeg", "no-store", "e");
        let get = |range| file(10, &own, &asked(&[("range", range)]));
        for (range, status, length, said) in [
            ("bytes=0-3", 206, 4, "bytes 0-3/10"),
            ("bytes=7-", 206, 3, "bytes 7-9/10"),
            ("bytes=-2", 206, 2, "bytes 8-9/10"),
            ("bytes=4-99", 206, 6, "bytes 4-9/10"),
            ("bytes=10-", 416, 0, "bytes */10"),
            ("bytes=5-2", 200, 10, ""),
            ("bytes=0-1,3-4", 200, 10, ""),
            ("lines=1-2", 200, 10, ""),
        ] {
            let (answer, bytes) = get(range);
            let told = answer
                .headers()
                .get("content-range")
                .map_or("", |v| v.to_str().unwrap());
            assert_eq!((answer.status().as_u16(), told), (status, said), "{range}");
            assert_eq!(bytes.end - bytes.start, length, "{range}");
        }
        let old = asked(&[("range", "bytes=0-3"), ("if-range", "\"old\"")]);
        let (answer, _) = file(10, &own, &old);
        assert_eq!(answer.status(), 200);
    }
}
