//! A newsroom's browser without a screen: signs in as people do, opens a story and writes in it by the real protocol.
//! For tests and for the load of `just bench`.
#![allow(
    dead_code,
    unused_imports,
    reason = "the tests and the load tool each need a part of it"
)]

mod browser;
mod line;
mod sheet;
mod writer;

pub(crate) use browser::Browser;
pub(crate) use line::{Call, Heard, Line, aware, message, sync};
pub(crate) use sheet::Sheet;
pub(crate) use writer::Writer;

use std::io;
use std::time::Duration;

/// How long anything may take before it is given up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn wrong(why: impl Into<String>) -> io::Error {
    io::Error::other(why.into())
}
