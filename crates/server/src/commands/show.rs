//! What commands show: progress on a terminal, complaints, the log.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};
use tracing_subscriber::EnvFilter;

/// A progress bar, if somebody is watching.
pub(super) fn progress(of: u64, what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(of).with_message(what);
    let style = ProgressStyle::with_template("{msg} {bar:40} {pos} of {len}, {eta} left");
    if let Ok(style) = style {
        bar.with_style(style)
    } else {
        bar
    }
}

/// Says what went wrong.
pub(super) fn complain(why: &str) {
    eprintln!("standfirst: {why}");
}

/// Begins to log to the standard error.
pub(super) fn log(level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let ansi = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(ansi)
        .init();
}
