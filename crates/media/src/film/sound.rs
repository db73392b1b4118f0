//! Sound: levelled after EBU R 128 in two passes, as AAC beside a picture, as MP3 and Opus for who only listens.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Film, absolute, broken, patience, reading, seconds_done};
use crate::Refusal;
use crate::process::{Limits, Printed};

/// The loudness that may be asked for, in LUFS: −16 is the web's, −23 that of EBU R 128 for broadcasting.
pub const LOUDNESS: std::ops::RangeInclusive<f64> = -23.0..=-16.0;
/// Highest true peak, in dBTP, which leaves the encoder room.
const PEAK: f64 = -1.5;
/// The same before MP3 and Opus, which add more of their own: then the file stays below -1.
const LOSSY_PEAK: f64 = -2.0;
/// Bits a second, at most.
const BITS: u64 = 128_000;

/// What listeners get of a recording.
#[derive(Debug)]
pub struct Heard {
    /// For every player: 128 kbit/s, 44.1 kHz, no tags yet.
    pub mp3: PathBuf,
    /// The same at half the size: Ogg Opus, 64 kbit/s.
    pub opus: PathBuf,
}

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
    let out = folder.join("sound.m4a");
    let aac = [
        "-map", "[one]", "-ar", "48000", "-c:a", "aac", "-b:a", "128k",
    ];
    let mut aac: Vec<OsString> = aac.into_iter().map(OsString::from).collect();
    aac.extend(["-movflags", "+faststart", "-f", "ipod"].map(OsString::from));
    aac.push(absolute(&out).into());
    let filter = |level: String| format!("{level}[one]");
    let done = levelled(path, film, (loudness, PEAK), (&filter, &aac), folder, hear)?;
    Ok(done.then_some(out))
}

/// The same as podcasts have it, at -16 LUFS.
///
/// # Errors
/// As [`sound`].
pub fn heard(
    path: &Path,
    film: &Film,
    folder: &Path,
    hear: &mut dyn FnMut(f64),
) -> Result<Option<Heard>, Refusal> {
    let (mp3, opus) = (folder.join("heard.mp3"), folder.join("heard.ogg"));
    let mut out: Vec<OsString> = Vec::new();
    let first = [
        "-map",
        "[one]",
        "-ar",
        "44100",
        "-c:a",
        "libmp3lame",
        "-b:a",
        "128k",
    ];
    out.extend(first.map(OsString::from));
    // Tags come later; how long the sound really is must be in it from the beginning.
    out.extend(["-id3v2_version", "0", "-write_xing", "1"].map(OsString::from));
    out.push(absolute(&mp3).into());
    let second = [
        "-map", "[two]", "-ar", "48000", "-c:a", "libopus", "-b:a", "64k",
    ];
    out.extend(second.map(OsString::from));
    out.push(absolute(&opus).into());
    let filter = |level: String| format!("{level},asplit[one][two]");
    let wanted = (*LOUDNESS.end(), LOSSY_PEAK);
    let done = levelled(path, film, wanted, (&filter, &out), folder, hear)?;
    Ok(done.then_some(Heard { mp3, opus }))
}

/// Measures a sound, levels it and has it written. Whether there is anything to hear.
fn levelled(
    path: &Path,
    film: &Film,
    (loudness, peak): (f64, f64),
    (filter, out): (&dyn Fn(String) -> String, &[OsString]),
    folder: &Path,
    hear: &mut dyn FnMut(f64),
) -> Result<bool, Refusal> {
    let Some(stream) = film.sound_stream() else {
        return Ok(false);
    };
    let loudness = loudness.clamp(*LOUDNESS.start(), *LOUDNESS.end());
    let limits = Limits {
        seconds: patience(film.seconds),
        memory: 480 << 20,
        file: (film.seconds * BITS as f64 / 8.0 * 2.0) as u64 + (4 << 20),
    };
    let wanted = format!("loudnorm=I={loudness}:TP={peak}:LRA=20");
    // Both channels always: what has one is as loud in both.
    let even = "aformat=channel_layouts=stereo";
    let heard = reading(&[path], limits, &[])
        .args(["-loglevel", "info", "-nostats"])
        .args(film.map_sound())
        .args(["-vn", "-af", &format!("{even},{wanted}:print_format=json")])
        .args(["-f", "null", "-"])
        .run_hearing(folder, &mut |line| {
            if let Some(done) = seconds_done(line) {
                hear((done / film.seconds / 2.0).min(0.5));
            }
        })
        .map_err(broken)?;
    // What is silent, or shorter than is measured, has no loudness: it stays as it is.
    let level = measured(&heard).map_or_else(
        || "anull".to_owned(),
        |measured| format!("{wanted}:{measured}:linear=true"),
    );
    let level = filter(format!("[0:{stream}]{even},{level}"));
    let mut program = reading(&[path], limits, &[]).args(["-vn", "-filter_complex", &level]);
    for part in out {
        program = program.arg(part);
    }
    program
        .run_hearing(folder, &mut |line| {
            if let Some(done) = seconds_done(line) {
                hear((0.5 + done / film.seconds / 2.0).min(1.0));
            }
        })
        .map_err(broken)?;
    Ok(true)
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
