//! Reading what picture files say of themselves, and putting rights into renditions.

#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod embed;
mod files;
mod formats;
mod hostile;
mod photos;
