//! Films and sounds that people make: a file in, what players need out.
//!
//! The work is done by ffmpeg (Debian's package) in processes of its own ([`crate::process`]): it may open files and
//! nothing else, takes no list that points elsewhere, and reads the containers and codecs that cameras, phones and
//! recorders write. A film becomes a ladder of H.264 and AAC for HLS (RFC 8216) as fragmented MP4 in one file a rung,
//! one plain MP4, and a still; a sound becomes one M4A. Loudness is levelled after EBU R 128. Nothing that a file says of
//! itself goes out with what is made of it. Reach: files in, files out.

use std::path::{Path, PathBuf};

use crate::Refusal;
use crate::captions::{self, Cue};
use crate::process::{Limits, Program};

mod ladder;
mod probe;
mod said;
mod sound;

pub use ladder::{Made, Rung, ladder, master, plain, playlist, rung};
pub use probe::{Film, MAX_SECONDS, MAX_SIDE, probe};
pub use said::said;
pub use sound::{Heard, LOUDNESS, heard, sound};

/// Largest rate of pictures that is made, in pictures a second: what comes faster is halved.
const MOST_RATE: f64 = 31.0;

/// The containers that are read, by ffmpeg's names. No list of files, no device, no text is among them.
const CONTAINERS: &str =
    "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,mp3,wav,aiff,flac,ogg,aac,gif";

/// A program of ffmpeg that may read files, and only those it should.
fn program<'a>(name: &'a str, limits: Limits) -> Program<'a> {
    Program::new(name, "ffmpeg", limits)
        .args(["-hide_banner", "-loglevel", "error"])
        .args([
            "-protocol_whitelist",
            "file,pipe",
            "-format_whitelist",
            CONTAINERS,
        ])
}

/// What ffprobe says of the head of a file, without decoding it: the entries that are asked for.
fn head<T: serde::de::DeserializeOwned>(path: &Path, entries: &str) -> Result<T, Refusal> {
    let said = program("ffprobe", HEAD)
        .args(["-show_entries", entries, "-of", "json=compact=1", "-i"])
        .arg(absolute(path))
        .run(path.parent().unwrap_or(Path::new("/")))
        .map_err(broken)?;
    serde_json::from_slice(&said.out).map_err(|_| {
        Refusal::file(
            "The film says more of itself than can be true. Export it again, best as MP4.",
        )
    })
}

/// ffmpeg with files to read, of which the first may have options of its own.
fn reading(files: &[&Path], limits: Limits, before: &[&str]) -> Program<'static> {
    let mut program = Program::new("ffmpeg", "ffmpeg", limits)
        .args(["-nostdin", "-hide_banner", "-loglevel", "error"])
        .args(["-progress", "pipe:1", "-y"])
        .args(before);
    for file in files {
        program = program
            .args(["-threads", "2", "-protocol_whitelist", "file,pipe"])
            .args(["-format_whitelist", CONTAINERS, "-i"])
            .arg(absolute(file));
    }
    program
        .args(["-map_metadata", "-1", "-map_chapters", "-1"])
        .args(["-fflags", "+bitexact", "-sn", "-dn"])
}

/// The seconds that a line of ffmpeg's progress says are done.
fn seconds_done(line: &str) -> Option<f64> {
    let value = line.strip_prefix("out_time_us=")?;
    Some(value.trim().parse::<f64>().ok()? / 1e6)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Time that a step may take which looks at every picture of a film of this length.
fn patience(seconds: f64) -> u64 {
    120 + (seconds * 10.0) as u64
}

/// A sentence for what ffmpeg said of a file.
fn broken(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::File(words) => {
            // The name of the file that was read is of no use to its sender.
            let words = words.rsplit(": ").next().unwrap_or(&words).to_owned();
            Refusal::File(format!(
                "The film or sound is broken or cannot be read ({}). Export it again, best as MP4.",
                words.trim_end_matches('.')
            ))
        }
        machine @ Refusal::Machine(_) => machine,
    }
}

/// The still of a film at some second, upright, as a JPEG of high quality.
///
/// # Errors
/// [`Refusal::File`] if there is no picture; [`Refusal::Machine`].
pub fn still(path: &Path, film: &Film, at: f64, folder: &Path) -> Result<PathBuf, Refusal> {
    let out = folder.join("still.jpg");
    let nothing = || Refusal::file("There is no picture in it to take a still of.");
    film.picture.ok_or_else(nothing)?;
    // Near the end there may be none any more: then the first.
    for at in [at.clamp(0.0, (film.seconds - 0.1).max(0.0)), 0.0] {
        let seek = format!("{at:.3}");
        reading(&[path], STILL, &["-ss", &seek])
            .args(film.map_picture())
            .args(["-an", "-frames:v", "1", "-vf", &film.pictures(film.size())])
            .args(["-q:v", "2", "-pix_fmt", "yuvj420p", "-f", "image2"])
            .arg(absolute(&out))
            .run(folder)
            .map_err(broken)?;
        if std::fs::metadata(&out).is_ok_and(|made| made.len() > 0) {
            return Ok(out);
        }
    }
    Err(nothing())
}

/// The sound of a film as a recogniser of speech wants it: WAV with one channel of 16 kHz.
///
/// # Errors
/// [`Refusal::File`] if it cannot be decoded; [`Refusal::Machine`].
pub fn speech(path: &Path, film: &Film, folder: &Path) -> Result<PathBuf, Refusal> {
    let out = folder.join("speech.wav");
    let limits = Limits {
        seconds: patience(film.seconds),
        memory: 480 << 20,
        file: (film.seconds * 32_000.0 * 1.2) as u64 + (1 << 20),
    };
    reading(&[path], limits, &[])
        .args(film.map_sound())
        .args([
            "-vn",
            "-ac",
            "1",
            "-ar",
            "16000",
            "-c:a",
            "pcm_s16le",
            "-f",
            "wav",
        ])
        .arg(absolute(&out))
        .run(folder)
        .map_err(broken)?;
    Ok(out)
}

/// Has a recogniser, a program of the newsroom's choice, write down what is said: it is given a WAV file and a language and
/// prints WebVTT or SubRip.
///
/// # Errors
/// [`Refusal::Machine`] if it is not there, fails or prints something else: the film is not to blame.
pub fn recognise(
    recogniser: &str,
    speech: &Path,
    film: &Film,
    language: &str,
    folder: &Path,
) -> Result<Vec<Cue>, Refusal> {
    let limits = Limits {
        seconds: 600 + film.seconds as u64 * 6,
        memory: 8 << 30,
        file: 64 << 20,
    };
    let printed = Program::new(recogniser, "the recogniser that the settings name", limits)
        .arg(absolute(speech))
        .arg(language)
        .run(folder);
    let cues = printed.and_then(|printed| captions::read(&printed.out));
    cues.map_err(|refusal| Refusal::machine(format!("The recogniser {recogniser}: {refusal}")))
}

/// What reading the head may take.
const HEAD: Limits = Limits {
    seconds: 15,
    memory: 480 << 20,
    file: 1 << 20,
};
const STILL: Limits = Limits {
    seconds: 60,
    memory: 1 << 30,
    file: 64 << 20,
};
