//! The whole store, tested from outside on both databases and both places for files.
//!
//! Each test has a store of its own ([`world`]). PostgreSQL is started from the machine's binaries and the
//! S3-compatible server from `tests/s3`; where one is missing its half says so and the other half still runs.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of tests stop at the line that went wrong, as the tests do"
)]

mod blobs;
mod broken;
mod migrations;
mod postgres;
mod random;
mod statements;
mod story;
mod tags;
mod world;
