//! A document as HTML.
//!
//! [`named`] says what a document names, so that the server can load it; the server puts what it found into an
//! [`Around`]; [`html`] and, for the first picture or film, [`figure`] write the HTML from both. The HTML has no
//! inline style, no script, no ids and asks nothing of other sites. Everything is escaped here and nowhere else.
//! Reach: document and [`Around`] in, text out.

mod around;
mod blocks;
mod inline;
mod media;
mod named;
mod notes;
mod renditions;
mod table;
#[cfg(test)]
mod tests;

pub use around::{Around, Asset, Captions, Kind, Linked, Promotion, Source, Words};
pub use media::{figure, thumbnail};
pub use named::{Named, named};
pub use notes::notes;

use crate::doc::Doc;

/// The body of a story as HTML, block after block, without anything around it.
#[must_use]
pub fn html(doc: &Doc, around: &Around) -> String {
    let mut page = blocks::Body::new(around);
    for block in &doc.content {
        page.block(block);
    }
    page.out
}
