//! What picture files say of themselves, rights put into renditions, and what is made of pictures.

#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod captions;
mod embed;
mod files;
mod films;
mod formats;
mod hostile;
mod photos;
mod pictures;
mod say;
mod speech;
