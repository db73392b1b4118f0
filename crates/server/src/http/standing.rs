//! The headers that every answer carries.

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

/// Nothing from anywhere else, nothing inline, nobody's frame (W3C Content Security Policy Level 3). A picture of a few
/// pixels may stand in the page itself, and a player may put a film together of its parts: neither can hold a program.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; \
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
