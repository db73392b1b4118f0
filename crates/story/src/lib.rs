//! What a story is.
//!
//! The document and its schema, the fields around it, the passes that turn it into HTML, text and search
//! text, and the workflow that says who may do what. Everything here is a pure function: no file, no clock,
//! no network, no database. Reach: every other crate reads these types; this one reads none of theirs.

pub mod compare;
pub mod doc;
pub mod fields;
pub mod house;
pub mod html;
pub mod ready;
pub mod schema;
pub mod script;
pub mod slug;
pub mod text;
pub mod workflow;

pub use doc::{Block, Doc, Inline, Mark};
pub use fields::{Byline, Fields, Headlines, Label, Lead, Replies};
pub use schema::{Fault, Place};
pub use workflow::{Act, Role, Status};
