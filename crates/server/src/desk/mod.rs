//! The desk: one screen a file. Reporters and editors sign in, write together, check, publish, correct.
//!
//! Every address is answered by a function that gets a [`visit::Visit`]; which role an address takes stands in the
//! table of addresses. Reach: the newsroom's verbs, the rooms where stories are written together, the store.

pub mod admin;
pub mod audit;
mod chooser;
pub mod curate;
pub mod find;
pub mod invitation;
pub mod lexicon;
pub mod library;
pub mod live;
pub mod me;
pub mod media;
pub mod notes;
pub mod oidc;
pub mod passkey;
pub mod podcasts;
pub mod proof;
pub mod screen;
pub mod sign_in;
pub mod stories;
pub mod story;
pub mod uploads;
pub mod versions;
pub mod visit;
pub mod voice;
