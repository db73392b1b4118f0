//! The headers that every answer carries.

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

/// Nothing from anywhere else, nothing inline, nobody's frame (W3C Content Security Policy Level 3).
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; \
                   font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
                   frame-ancestors 'none'";

/// Headers and values, the same on every answer.
const STANDING: [(&str, &str); 7] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// A fresh set of them.
#[must_use]
pub fn headers() -> HeaderMap {
    STANDING
        .iter()
        .map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)))
        .collect()
}

/// The same for a page, which may no more than it needs: show pictures of a few pixels that stand in it, where there are
/// some; have a player put a film together of its parts, where there is one. Neither can hold a program.
#[must_use]
pub fn of_page(page: &[u8]) -> HeaderMap {
    let mut headers = headers();
    let page = std::str::from_utf8(page).unwrap_or_default();
    let (tiny, film) = (
        page.contains("<img class=\"soon\""),
        page.contains("<video "),
    );
    if tiny || film {
        let mut policy = CSP.to_owned();
        if tiny {
            policy = policy.replace("img-src 'self'", "img-src 'self' data:");
        }
        if film {
            policy = policy.replace("media-src 'self'", "media-src 'self' blob:");
        }
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(hyper::header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    headers
}
