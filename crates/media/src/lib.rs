//! How sound, film and pictures are made: files in, files out.
//!
//! Reach: this crate knows no store and no newsroom; the server's jobs hand it what they have read and keep what
//! it gives back.

pub mod ambience;
pub mod captions;
pub mod described;
pub mod draw;
pub mod embed;
pub mod film;
pub mod kind;
pub mod picture;
pub mod process;
mod refusal;
pub mod speech;
pub mod tags;

pub use refusal::Refusal;
