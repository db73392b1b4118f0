//! The demo newsroom and the synthetic archive: invented stories for looking at the program and for trying how
//! it bears a large archive. Reach: `story` types only; [`crate::commands`] puts them into the store.

pub mod archive;
pub mod manuscript;
pub mod newsroom;
