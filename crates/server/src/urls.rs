//! The addresses of the site, built in one place. What answers them is in [`crate::routes`].

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand in a part of a path or a query unescaped (RFC 3986, 2.3).
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Escapes a part of an address.
#[must_use]
pub fn escape(part: &str) -> String {
    utf8_percent_encode(part, PLAIN).to_string()
}

/// A story.
#[must_use]
pub fn story(number: i64, slug: &str) -> String {
    format!("/story/{slug}-{number}")
}

/// The number in the last part of a story's address, and the slug before it.
#[must_use]
pub fn story_number(name: &str) -> Option<(&str, i64)> {
    let (slug, number) = name.rsplit_once('-').unwrap_or(("", name));
    let plain =
        !number.is_empty() && number.len() < 19 && number.bytes().all(|b| b.is_ascii_digit());
    if plain {
        number.parse().ok().map(|n| (slug, n))
    } else {
        None
    }
}

/// A section.
#[must_use]
pub fn section(slug: &str) -> String {
    format!("/{slug}")
}

/// A topic.
#[must_use]
pub fn topic(slug: &str) -> String {
    format!("/topic/{slug}")
}

/// An author.
#[must_use]
pub fn author(slug: &str) -> String {
    format!("/author/{slug}")
}

/// All podcast shows.
pub const PODCASTS: &str = "/podcast";

/// A podcast show.
#[must_use]
pub fn podcast(slug: &str) -> String {
    format!("/podcast/{slug}")
}

/// The feed of a podcast show.
#[must_use]
pub fn podcast_feed(slug: &str) -> String {
    format!("/podcast/{slug}/feed.xml")
}

/// The identity of a feed: its address without the scheme, as a version 5 UUID (RFC 9562) in the namespace that Podcasting 2.0
/// has for it.
#[must_use]
pub fn guid(address: &str) -> String {
    const PODCASTS: uuid::Uuid = uuid::uuid!("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    uuid::Uuid::new_v5(&PODCASTS, bare.trim_end_matches('/').as_bytes()).to_string()
}

/// An episode of a podcast.
#[must_use]
pub fn episode(show: &str, slug: &str, number: i64) -> String {
    format!("/podcast/{show}/{slug}-{number}")
}

/// The podcast of the stories that a page lists, once they are read aloud.
#[must_use]
pub fn listen(page: &str) -> String {
    format!("/listen{}/feed.xml", page.trim_end_matches('/'))
}

/// A rendition of an asset.
#[must_use]
pub fn media(asset: &str, rendition: &str) -> String {
    format!("/media/{asset}/{rendition}")
}

/// The next page of a list: what is older than a story.
#[must_use]
pub fn older(path: &str, number: i64) -> String {
    format!("{path}?before={number}")
}

/// First parts of paths that mean something to the program, so no section can have them.
pub const TAKEN: &[&str] = &[
    "story",
    "topic",
    "author",
    "media",
    "search",
    "podcast",
    "listen",
    "trust",
    "corrections",
    "static",
    "desk",
    "front",
    "api",
    "reader",
    "healthz",
    "readyz",
    "metrics",
    "page",
    "feed",
];
