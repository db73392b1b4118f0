//! Sound: levelled after EBU R 128 in two passes, as AAC.

use std::path::{Path, PathBuf};

use super::{Film, absolute, broken, patience, reading, seconds_done};
use crate::Refusal;
use crate::process::{Limits, Printed};

/// The loudness that may be asked for, in LUFS: −16 is the web's, −23 that of EBU R 128 for broadcasting.
pub const LOUDNESS: std::ops::RangeInclusive<f64> = -23.0..=-16.0;
/// Highest true peak, in dBTP, which leaves the encoder room.
const PEAK: f64 = -1.5;
/// Bits a second.
const BITS: u64 = 128_000;

/// Levels the sound of a film, or a sound, to a loudness in LUFS, and writes it as M4A with 48 kHz. None if there is
/// nothing to hear. `hear` gets the part that is done, from 0 to 1.
///
/// # Errors
/// [`Refusal::File`] if it cannot be decoded; [`Refusal::Machine`].
pub fn sound(
    path: &Path,
    film: &Film,
    loudness: f64,
    folder: &Path,
    hear: &mut dyn FnMut(f64),
) -> Result<Option<PathBuf>, Refusal> {
    if !film.sound {
        return Ok(None);
    }
    let loudness = loudness.clamp(*LOUDNESS.start(), *LOUDNESS.end());
    let limits = Limits {
        seconds: patience(film.seconds),
        memory: 480 << 20,
        file: (film.seconds * BITS as f64 / 8.0 * 2.0) as u64 + (4 << 20),
    };
    let wanted = format!("loudnorm=I={loudness}:TP={PEAK}:LRA=20");
    let heard = reading(&[path], limits, &[])
        .args(["-loglevel", "info", "-nostats"])
        .args(film.map_sound())
        .args([
            "-vn",
            "-ac",
            "2",
            "-af",
            &format!("{wanted}:print_format=json"),
        ])
        .args(["-f", "null", "-"])
        .run_hearing(folder, &mut |line| {
            if let Some(done) = seconds_done(line) {
                hear((done / film.seconds / 2.0).min(0.5));
            }
        })
        .map_err(broken)?;
    let out = folder.join("sound.m4a");
    // What is silent, or shorter than is measured, has no loudness: it stays as it is.
    let filter = measured(&heard).map_or_else(
        || "anull".to_owned(),
        |measured| format!("{wanted}:{measured}:linear=true"),
    );
    reading(&[path], limits, &[])
        .args(film.map_sound())
        .args(["-vn", "-ac", "2", "-af", &filter, "-ar", "48000"])
        .args([
            "-c:a",
            "aac",
            "-b:a",
            "128k",
            "-movflags",
            "+faststart",
            "-f",
            "ipod",
        ])
        .arg(absolute(&out))
        .run_hearing(folder, &mut |line| {
            if let Some(done) = seconds_done(line) {
                hear((0.5 + done / film.seconds / 2.0).min(1.0));
            }
        })
        .map_err(broken)?;
    Ok(Some(out))
}

/// What the first pass measured, as the second takes it.
fn measured(printed: &Printed) -> Option<String> {
    let from = printed.err.rfind('{')?;
    let to = printed.err[from..].find('}')? + from;
    let said: serde_json::Value = serde_json::from_str(&printed.err[from..=to]).ok()?;
    let number = |name: &str| said.get(name)?.as_str()?.parse::<f64>().ok();
    let (loud, peak, range) = (
        number("input_i")?,
        number("input_tp")?,
        number("input_lra")?,
    );
    let (threshold, offset) = (number("input_thresh")?, number("target_offset")?);
    let sensible = [loud, peak, range, threshold, offset]
        .iter()
        .all(|n| n.is_finite() && n.abs() < 99.0);
    (sensible && loud > -70.0).then(|| {
        format!("measured_I={loud}:measured_TP={peak}:measured_LRA={range}:measured_thresh={threshold}:offset={offset}")
    })
}
