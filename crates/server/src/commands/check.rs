//! `check`: is everything whole?

use super::{Check, show, voice};
use crate::app::App;
use crate::newsroom::{self, Actor};
use crate::site;

pub(super) fn run(app: &App, asked: &Check) -> Result<(), String> {
    let mut wrong = Vec::new();
    for (name, html) in site::samples(&app.templates) {
        match (html, &asked.render) {
            (Ok(html), Some(folder)) => write(folder, name, html.as_bytes())?,
            (Ok(_), None) => {}
            (Err(why), _) => wrong.push(why),
        }
    }
    if let Some(folder) = &asked.render {
        for file in app.templates.statics() {
            write(folder, file.url.trim_start_matches('/'), &file.bytes)?;
        }
    }
    if asked.repair {
        let alone =
            crate::work::begin(&app.config.data).is_some_and(|held| held.try_lock().is_ok());
        let actor = Actor::program("check");
        let done = newsroom::mend(&app.newsroom, &app.blobs, &actor, alone);
        for words in done.map_err(|e| e.to_string())? {
            println!("{words}");
        }
    }
    let bar = show::progress(1, "Looking");
    let found = store::check::run(
        &app.newsroom.db,
        &app.blobs,
        app.newsroom.clock.now(),
        |p| {
            bar.set_length(p.of);
            bar.set_position(p.done);
        },
    );
    bar.finish_and_clear();
    wrong.extend(found.map_err(|e| e.to_string())?);
    let (remark, damaged) = voice::checked(app);
    if let Some(remark) = remark {
        println!("{remark}");
    }
    wrong.extend(damaged);
    for why in &wrong {
        println!("{why}");
    }
    if wrong.is_empty() {
        println!("everything is whole");
        Ok(())
    } else {
        Err(format!("{} things are wrong", wrong.len()))
    }
}

fn write(folder: &std::path::Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let path = folder.join(name);
    let failed = |e: std::io::Error| format!("{}: {e}", path.display());
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    std::fs::write(&path, bytes).map_err(failed)
}
