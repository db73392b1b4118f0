//! Figures for Prometheus, in its text format 0.0.4.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use store::{Result, jobs, stories};

use crate::app::App;

/// All figures.
///
/// # Errors
/// Of the store.
pub fn text(app: &App) -> Result<String> {
    let cache = &app.newsroom.cache;
    let (pages, bytes) = cache.size();
    let (counts, (waiting, dead)) = app
        .newsroom
        .db
        .read(|tx| Ok::<_, store::Error>((stories::counts(tx)?, jobs::counts(tx)?)))?;
    let mut out = String::new();
    let mut figure = |name: &str, kind: &str, help: &str, rows: &[(String, i64)]| {
        // Writing into a string does not fail.
        writeln!(
            out,
            "# HELP standfirst_{name} {help}\n# TYPE standfirst_{name} {kind}"
        )
        .ok();
        for (labels, value) in rows {
            writeln!(out, "standfirst_{name}{labels} {value}").ok();
        }
    };
    let count = |n: u64| vec![(String::new(), i64::try_from(n).unwrap_or(i64::MAX))];
    let figures = &cache.figures;
    figure(
        "page_hits_total",
        "counter",
        "Pages answered from memory.",
        &count(figures.hits.load(Ordering::Relaxed)),
    );
    figure(
        "page_misses_total",
        "counter",
        "Pages that were not in memory.",
        &count(figures.misses.load(Ordering::Relaxed)),
    );
    figure(
        "page_renders_total",
        "counter",
        "Pages made.",
        &count(figures.renders.load(Ordering::Relaxed)),
    );
    figure(
        "page_drops_total",
        "counter",
        "Pages dropped by a change or for room.",
        &count(figures.drops.load(Ordering::Relaxed)),
    );
    figure("pages", "gauge", "Pages in memory.", &count(pages as u64));
    figure(
        "page_bytes",
        "gauge",
        "Bytes of pages in memory.",
        &count(bytes as u64),
    );
    let downloads = &app.downloads.figures;
    figure(
        "downloads_total",
        "counter",
        "Downloads of sounds that were counted.",
        &count(downloads.counted.load(Ordering::Relaxed)),
    );
    figure(
        "downloads_left_out_total",
        "counter",
        "Times that a sound was sent to a listener who could not be counted.",
        &count(downloads.left_out.load(Ordering::Relaxed)),
    );
    figure(
        "change",
        "gauge",
        "Last change that this server has seen.",
        &[(String::new(), cache.seen())],
    );
    let stories: Vec<_> = counts
        .into_iter()
        .map(|(s, n)| (format!("{{status=\"{s}\"}}"), n))
        .collect();
    figure("stories", "gauge", "Stories by status.", &stories);
    let states = [
        ("{state=\"waiting\"}".to_owned(), waiting),
        ("{state=\"dead\"}".to_owned(), dead),
    ];
    figure("jobs", "gauge", "Jobs by state.", &states);
    Ok(out)
}
