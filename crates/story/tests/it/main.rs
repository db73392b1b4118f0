//! What holds for every document, tried on arbitrary ones.
//!
//! `arbitrary` makes documents and surroundings, `markup` reads HTML back strictly; the other modules hold the
//! properties.

mod arbitrary;
mod html;
mod markup;
mod names;
mod schema;
