//! The program `standfirst`, tested from outside: it is started as people start it and asked over HTTP and on the
//! command line.
//!
//! Each test has a newsroom of its own ([`world`]); a file is a journey. Those that say so run on SQLite and then on
//! a throw-away PostgreSQL, which the store's tests know how to start; where its binaries are missing, that half says
//! that it was skipped.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of tests stop at the line that went wrong, as the tests do"
)]

mod api;
mod arrows;
mod cache;
mod commands;
mod crash;
mod desk;
mod desk_admin;
mod desk_curate;
mod desk_screens;
mod doors;
mod downloads;
mod embargo;
mod films;
mod hostile;
mod html;
mod http;
#[path = "../support/live/mod.rs"]
mod live;
mod media;
mod openapi;
mod pages;
mod parts;
mod podcasts;
#[path = "../../../store/tests/it/postgres.rs"]
mod postgres;
mod publish;
mod recorded;
mod schedule;
mod speech;
mod speech_kokoro;
mod speech_remote;
mod together;
mod voice;
mod world;
