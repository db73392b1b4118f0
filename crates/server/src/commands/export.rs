//! `export json`: stories as the API shows them, one a line.

use std::io::{BufWriter, Write};

use store::stories;

use super::{Export, show};
use crate::api::stories::json_of;
use crate::app::App;

pub(super) fn run(app: &App, asked: &Export) -> Result<(), String> {
    let numbers = if asked.numbers.is_empty() {
        every(app)?
    } else {
        asked.numbers.clone()
    };
    let mut out: Box<dyn Write> = match &asked.out {
        Some(path) => {
            Box::new(std::fs::File::create(path).map_err(|e| format!("{}: {e}", path.display()))?)
        }
        None => Box::new(std::io::stdout().lock()),
    };
    let bar = show::progress(numbers.len() as u64, "Giving out");
    {
        let mut out = BufWriter::new(&mut out);
        for number in numbers {
            let story = json_of(app, number).map_err(|p| p.inside.unwrap_or(p.detail))?;
            writeln!(out, "{story}")
                .map_err(|e| format!("the export could not be written: {e}"))?;
            bar.inc(1);
        }
        out.flush()
            .map_err(|e| format!("the export could not be written: {e}"))?;
    }
    bar.finish_and_clear();
    Ok(())
}

fn every(app: &App) -> Result<Vec<i64>, String> {
    app.newsroom
        .db
        .read(stories::numbers)
        .map_err(|e| e.to_string())
}
