//! What a listener gets of a story: its paragraphs one after the other at the loudness that players expect, as MP3 for feeds
//! and old players, as Opus for the page, and the time of every word as WebVTT.
//!
//! Reach: readings in, files out. Paragraphs are taken one at a time: an hour of sound needs no more memory than a minute.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use ebur128::{Channel, EbuR128, Mode};

use crate::Refusal;
use crate::captions;
use crate::process::{Limits, Program};
use crate::speech::reading::{Reading, Sentence};

/// Loudness of the whole, in LUFS (ITU-R BS.1770-4), as podcasts and voices on the web have it: -16 for who hears the files.
/// Here it is measured at half their rate, where the meter's filter counts high sounds for more, and encoders lose some.
const LOUDNESS: f64 = -15.7;
/// Largest sample: -2.5 dB below full, so that what lies between samples, and what an encoder adds, stays below -1 dB.
const CEILING: f32 = 0.75;
/// Seconds in which the limiter closes before a peak, and opens after it.
const CLOSES: f32 = 0.004;
const OPENS: f32 = 0.08;
/// Seconds of silence before the first paragraph and between two; what sentences carry around them comes on top.
const BETWEEN: f32 = 0.3;
/// Kilobits a second.
const MP3: u32 = 64;
const OPUS: u32 = 32;
/// What a reading counts as one.
const SCALE: f32 = 16_384.0;

/// A paragraph of a track.
#[derive(Debug)]
pub struct Paragraph {
    /// The number of the block that it is, or is part of.
    pub block: usize,
    /// As it is written.
    pub text: String,
    /// Where its reading is; it is asked for twice.
    pub reading: PathBuf,
}

/// The files of a track.
#[derive(Debug)]
pub struct Track {
    /// For feeds and old players.
    pub mp3: PathBuf,
    /// For the page.
    pub opus: PathBuf,
    /// WebVTT: a cue a sentence, named by the number of its block, with the time of each word.
    pub cues: String,
    /// Seconds.
    pub seconds: f64,
}

/// Makes a track of paragraphs in a folder. The tags go into both files.
///
/// # Errors
/// [`Refusal::File`] if there is nothing to hear; [`Refusal::Machine`] of the disk or of ffmpeg.
pub fn make(
    paragraphs: &[Paragraph],
    rate: u32,
    tags: &[(&str, &str)],
    folder: &Path,
) -> Result<Track, Refusal> {
    let gain = level(paragraphs, rate)?;
    let broken = |e: std::io::Error| Refusal::machine(format!("{}: {e}", folder.display()));
    let path = folder.join("samples");
    let mut out = BufWriter::new(File::create(&path).map_err(broken)?);
    let pause = vec![0_u8; (BETWEEN * rate as f32) as usize * 2];
    let (mut cues, mut samples) = ("WEBVTT\n".to_owned(), 0_usize);
    for paragraph in paragraphs {
        let reading = open(&paragraph.reading)?;
        out.write_all(&pause).map_err(broken)?;
        samples += pause.len() / 2;
        let begun = samples as f64 / f64::from(rate) * 1000.0;
        for sentence in &reading.told.sentences {
            cue(&mut cues, paragraph, sentence, begun.round() as u32);
        }
        for sample in limited(&reading.samples, gain, rate) {
            let whole = (sample * 32_767.0).round() as i16;
            out.write_all(&whole.to_le_bytes()).map_err(broken)?;
        }
        samples += reading.samples.len();
    }
    out.write_all(&pause).map_err(broken)?;
    samples += pause.len() / 2;
    out.into_inner().map_err(|e| broken(e.into_error()))?;
    let seconds = samples as f64 / f64::from(rate);
    let (opus, mp3) = (folder.join("speech.ogg"), folder.join("speech.mp3"));
    let rates = [format!("{OPUS}k"), format!("{MP3}k")];
    let small = ["-c:a", "libopus", "-b:a", &rates[0], "-vbr", "on"];
    let common = [
        "-c:a",
        "libmp3lame",
        "-b:a",
        &rates[1],
        "-id3v2_version",
        "3",
    ];
    // Somebody waits for the first sound: both at once, each on a processor of its own if there is one to spare.
    std::thread::scope(|scope| {
        let other = scope.spawn(|| encode(&path, rate, seconds, tags, &common, &mp3));
        let own = encode(&path, rate, seconds, tags, &small, &opus);
        let broken = |_| Err(Refusal::machine("the thread that writes MP3 has ended"));
        own.and(other.join().unwrap_or_else(broken))
    })?;
    std::fs::remove_file(&path).ok();
    Ok(Track {
        mp3,
        opus,
        cues,
        seconds,
    })
}

fn open(path: &Path) -> Result<Reading, Refusal> {
    let damaged = |why: String| Refusal::machine(format!("{}: {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|e| damaged(e.to_string()))?;
    Reading::of_bytes(&bytes).ok_or_else(|| damaged("is no reading".into()))
}

/// By how much samples are to be multiplied so that the whole is as loud as it should be after the limiter.
fn level(paragraphs: &[Paragraph], rate: u32) -> Result<f32, Refusal> {
    let mut gain = 1.0 / SCALE;
    let mut limits = false;
    for _ in 0..3 {
        // Both channels carry the same: a meter that takes one for the middle would hear 3 LU less.
        let failed = |e: ebur128::Error| Refusal::machine(format!("the loudness meter: {e}"));
        let mut meter = EbuR128::new(1, rate, Mode::I).map_err(failed)?;
        meter.set_channel(0, Channel::DualMono).map_err(failed)?;
        let mut largest = 0.0_f32;
        for paragraph in paragraphs {
            let samples = open(&paragraph.reading)?.samples;
            let most = samples.iter().map(|s| s.unsigned_abs()).max().unwrap_or(0);
            largest = largest.max(f32::from(most));
            let measured: Vec<f32> = if limits {
                limited(&samples, gain, rate)
            } else {
                samples.iter().map(|s| f32::from(*s) * gain).collect()
            };
            meter.add_frames_f32(&measured).map_err(failed)?;
        }
        let loudness = meter.loudness_global().map_err(failed)?;
        if largest == 0.0 {
            return Err(Refusal::file("There is nothing in it that can be heard."));
        }
        if !loudness.is_finite() {
            // Shorter than is measured.
            return Ok(CEILING / largest);
        }
        gain *= 10_f64.powf((LOUDNESS - loudness) / 20.0) as f32;
        if largest * gain <= CEILING {
            break;
        }
        limits = true;
    }
    Ok(gain)
}

/// Samples at a gain, none above [`CEILING`]: the gain falls before a peak and rises after it, both in a straight line. A
/// reading begins and ends in silence, so each can be limited by itself.
fn limited(samples: &[i16], gain: f32, rate: u32) -> Vec<f32> {
    let mut loud: Vec<f32> = samples.iter().map(|s| f32::from(*s) * gain).collect();
    if loud.iter().all(|s| s.abs() <= CEILING) {
        return loud;
    }
    let mut open: Vec<f32> = loud
        .iter()
        .map(|s| (CEILING / s.abs().max(CEILING)).min(1.0))
        .collect();
    let (closing, opening) = (1.0 / (CLOSES * rate as f32), 1.0 / (OPENS * rate as f32));
    for n in (1..open.len()).rev() {
        open[n - 1] = open[n - 1].min(open[n] + closing);
    }
    for n in 1..open.len() {
        open[n] = open[n].min(open[n - 1] + opening);
    }
    for (sample, open) in loud.iter_mut().zip(open) {
        *sample *= open;
    }
    loud
}

fn cue(out: &mut String, paragraph: &Paragraph, sentence: &Sentence, begun: u32) {
    let time = |millis: u32| captions::clock(begun + millis);
    let (start, end) = (
        time(sentence.start),
        time(sentence.end.max(sentence.start + 1)),
    );
    *out += &format!("\n{}\n{start} --> {end}\n", paragraph.block);
    let mut from = sentence.at.start;
    for (n, (word, at)) in sentence.words.iter().enumerate() {
        // The first is heard from the beginning of its cue.
        if n > 0 {
            *out += &spaced(&paragraph.text[from..word.start]);
            *out += &format!("<{}>", time(*at));
            from = word.start;
        }
    }
    *out += &spaced(&paragraph.text[from..sentence.at.end]);
    out.push('\n');
}

/// Words as a line of WebVTT holds them.
fn spaced(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    captions::escaped(&text)
}

fn encode(
    samples: &Path,
    rate: u32,
    seconds: f64,
    tags: &[(&str, &str)],
    options: &[&str],
    out: &Path,
) -> Result<(), Refusal> {
    let limits = Limits {
        seconds: 60 + seconds as u64,
        memory: 400 << 20,
        file: (seconds * f64::from(MP3) * 1000.0 / 8.0 * 1.5) as u64 + (1 << 20),
    };
    let mut program = Program::new("ffmpeg", "ffmpeg", limits)
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .args(["-f", "s16le", "-ar", &rate.to_string(), "-ac", "1", "-i"])
        .arg(std::path::absolute(samples).unwrap_or_else(|_| samples.to_owned()))
        // Two equal channels: one alone is louder to some meters than to others.
        .args(["-af", "pan=stereo|c0=c0|c1=c0"])
        .args(["-fflags", "+bitexact", "-flags", "+bitexact"]);
    for (name, words) in tags {
        program = program.args(["-metadata", &format!("{name}={words}")]);
    }
    let folder = out.parent().unwrap_or(Path::new("."));
    let whole = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    let run = program.args(options).arg(whole).run(folder);
    // What it is given was made here: a complaint is about the machine.
    run.map(drop)
        .map_err(|refusal| Refusal::machine(refusal.to_string()))
}
