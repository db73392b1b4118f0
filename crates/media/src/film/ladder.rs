//! The ladder of an adaptive film (HLS, RFC 8216): which rungs, each rung's file, and the lists that name them.

use std::path::{Path, PathBuf};

use super::{Film, absolute, broken, patience, reading, seconds_done};
use crate::Refusal;
use crate::process::{Limits, Program};

/// The short sides that rungs have, in pixels, with their most bits a second and their quality (x264's constant rate
/// factor: less is better).
const STEPS: [(u32, u64); 5] = [
    (1_080, 5_000_000),
    (720, 2_800_000),
    (540, 1_600_000),
    (360, 800_000),
    (240, 400_000),
];
/// The rung that is made first: good enough for a phone, and soon there.
const FIRST: u32 = 360;
/// Fewest rungs.
const FEWEST: usize = 3;
/// Length of a segment, in seconds.
const SEGMENT: u32 = 4;

/// A rung to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// Width in pixels, even.
    pub width: u32,
    /// Height in pixels, even.
    pub height: u32,
    /// Most bits a second of the picture.
    pub bits: u64,
}

impl Rung {
    /// The shorter side, by which a rung is called.
    #[must_use]
    pub fn short(&self) -> u32 {
        self.width.min(self.height)
    }
}

/// A rung that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// What it is.
    pub rung: Rung,
    /// Its one file: fragmented MP4.
    pub file: PathBuf,
    /// Its list, in which the file is called as it is on the disk.
    list: String,
    /// Bits a second: those of the segment with most, and of all.
    pub peak: u64,
    /// Bits a second over all.
    pub average: u64,
    /// Codecs after RFC 6381.
    pub codecs: String,
    /// Pictures a second.
    pub rate: f64,
}

/// The rungs of a film: three to five, none larger than the film, the one that is made first at the head and the rest
/// from small to large. Empty for a sound.
#[must_use]
pub fn ladder(film: &Film) -> Vec<Rung> {
    if film.picture.is_none() {
        return Vec::new();
    }
    let (width, height) = film.size();
    let short = width.min(height);
    let of = |side: u32, bits: u64| {
        let scale = f64::from(side) / f64::from(short);
        let even = |n: u32| (((f64::from(n) * scale / 2.0).round() as u32) * 2).max(16);
        Rung {
            width: even(width),
            height: even(height),
            bits,
        }
    };
    let mut sides: Vec<(u32, u64)> = STEPS
        .into_iter()
        .filter(|(side, _)| *side <= short)
        .collect();
    // A film between two steps keeps its own size on top, unless the step below is nearly that.
    let top = sides.first().map_or(0, |(side, _)| *side);
    if short < STEPS[0].0 && f64::from(top) < f64::from(short) * 0.9 {
        let above = STEPS.iter().rev().find(|(side, _)| *side > short);
        sides.insert(0, (short, above.map_or(400_000, |(_, bits)| *bits)));
        sides.truncate(STEPS.len());
    }
    // What is smaller than the steps has smaller ones.
    let mut part = 0.7;
    while sides.len() < FEWEST {
        let side = ((f64::from(short) * part) as u32 & !1).max(16);
        let bits = sides.last().map_or(200_000, |(_, bits)| bits / 2);
        sides.push((side, bits.max(60_000)));
        part *= 0.7;
    }
    let mut rungs: Vec<Rung> = sides
        .into_iter()
        .rev()
        .map(|(side, bits)| of(side, bits))
        .collect();
    rungs.dedup_by_key(|rung| (rung.width, rung.height));
    let first = rungs
        .iter()
        .rposition(|rung| rung.short() <= FIRST)
        .unwrap_or(0);
    rungs[..=first].rotate_right(1);
    rungs
}

/// Makes a rung. Its sound, if there is one, is taken as it is. `hear` gets the part that is done, from 0 to 1.
///
/// # Errors
/// [`Refusal::File`] if the film cannot be decoded to its end; [`Refusal::Machine`].
pub fn rung(
    path: &Path,
    film: &Film,
    rung: Rung,
    sound: Option<&Path>,
    folder: &Path,
    hear: &mut dyn FnMut(f64),
) -> Result<Made, Refusal> {
    let limits = Limits {
        seconds: patience(film.seconds),
        memory: 1 << 30,
        file: (film.seconds * (rung.bits + 200_000) as f64 / 8.0 * 2.0) as u64 + (16 << 20),
    };
    let name = format!("{}.mp4", rung.short());
    let list = format!("{}.m3u8", rung.short());
    let files: Vec<&Path> = std::iter::once(path).chain(sound).collect();
    let mut program = reading(&files, limits, &[]).args(film.map_picture());
    if sound.is_some() {
        program = program.args(["-map", "1:a:0", "-c:a", "copy"]);
    }
    let keys = format!("expr:gte(t,n_forced*{SEGMENT})");
    let (bits, room) = (rung.bits.to_string(), (rung.bits * 2).to_string());
    let mut there = 0.0_f64;
    program
        .args([
            "-vf",
            &film.pictures((rung.width, rung.height)),
            "-fps_mode",
            "vfr",
        ])
        .args([
            "-c:v",
            "libx264",
            "-preset",
            preset(rung),
            "-profile:v",
            "high",
            "-crf",
            "23",
        ])
        .args(["-maxrate", &bits, "-bufsize", &room, "-threads", "2"])
        .args([
            "-force_key_frames",
            &keys,
            "-sc_threshold",
            "0",
            "-g",
            "300",
        ])
        .args([
            "-colorspace",
            "bt709",
            "-color_primaries",
            "bt709",
            "-color_trc",
            "bt709",
        ])
        .args([
            "-f",
            "hls",
            "-hls_time",
            &SEGMENT.to_string(),
            "-hls_playlist_type",
            "vod",
        ])
        .args([
            "-hls_segment_type",
            "fmp4",
            "-hls_flags",
            "single_file+independent_segments",
        ])
        .args(["-hls_segment_filename", &name, &list])
        .run_hearing(folder, &mut |line| {
            if let Some(done) = seconds_done(line) {
                there = there.max(done);
                hear((done / film.seconds).min(1.0));
            }
        })
        .map_err(broken)?;
    if there < film.seconds * 0.9 - 1.0 {
        return Err(Refusal::file(format!(
            "The film cannot be read beyond {there:.0} of {:.0} seconds. Export it again, best as MP4.",
            film.seconds
        )));
    }
    let (file, list) = (folder.join(name), folder.join(list));
    let text = std::fs::read_to_string(&list)
        .map_err(|e| Refusal::machine(format!("{}: {e}", list.display())))?;
    std::fs::remove_file(&list).ok();
    let (peak, average) = rates(&text);
    let (codecs, rate) = codecs(&file, sound.is_some(), folder)?;
    Ok(Made {
        rung,
        file,
        list: text,
        peak,
        average,
        codecs,
        rate,
    })
}

/// Small rungs are soon made either way; of large ones a faster preset saves most of the time.
fn preset(rung: Rung) -> &'static str {
    if rung.short() > 540 {
        "veryfast"
    } else {
        "fast"
    }
}

/// The list of a rung whose file is called `name` where readers get it.
#[must_use]
pub fn playlist(made: &Made, name: &str) -> String {
    let own = made
        .file
        .file_name()
        .and_then(|own| own.to_str())
        .unwrap_or_default();
    let lines = made.list.lines().map(|line| {
        if line == own {
            name.to_owned()
        } else if line.starts_with("#EXT-X-MAP:") {
            line.replace(&format!("\"{own}\""), &format!("\"{name}\""))
        } else {
            line.to_owned()
        }
    });
    lines.map(|line| line + "\n").collect()
}

/// The list of the rungs, each with the name of its own list, in the order in which a player shall try them.
#[must_use]
pub fn master<'a>(rungs: impl IntoIterator<Item = (&'a Made, &'a str)>) -> String {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    for (made, list) in rungs {
        let Rung { width, height, .. } = made.rung;
        text += &format!(
            "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},RESOLUTION={width}x{height},FRAME-RATE={:.3},CODECS=\"{}\"\n{list}\n",
            made.peak, made.average, made.rate, made.codecs
        );
    }
    text
}

/// The most bits a second of a segment, and the bits a second of all, by the byte ranges of a list.
fn rates(list: &str) -> (u64, u64) {
    let (mut peak, mut bytes, mut seconds, mut length) = (0.0_f64, 0.0, 0.0, 0.0);
    for line in list.lines() {
        if let Some(rest) = line.strip_prefix("#EXTINF:") {
            length = rest.trim_end_matches(',').parse::<f64>().unwrap_or(0.0);
        } else if let Some(rest) = line.strip_prefix("#EXT-X-BYTERANGE:") {
            let size = rest
                .split('@')
                .next()
                .and_then(|n| n.parse::<f64>().ok())
                .unwrap_or(0.0);
            bytes += size;
            seconds += length;
            // A last segment of a few pictures says nothing of the rate.
            if length > 1.0 {
                peak = peak.max(size * 8.0 / length);
            }
        }
    }
    let average = if seconds > 0.0 {
        bytes * 8.0 / seconds
    } else {
        0.0
    };
    ((peak.max(average)).ceil() as u64, average.ceil() as u64)
}

/// The codecs of a file that was made here, after RFC 6381, and its pictures a second.
fn codecs(file: &Path, sound: bool, folder: &Path) -> Result<(String, f64), Refusal> {
    let said = Program::new("ffprobe", "ffmpeg", PROBE)
        .args([
            "-hide_banner",
            "-loglevel",
            "error",
            "-select_streams",
            "v:0",
        ])
        .args([
            "-show_entries",
            "stream=level,avg_frame_rate",
            "-of",
            "default=nw=1",
        ])
        .arg(absolute(file))
        .run(folder)?;
    let said = String::from_utf8_lossy(&said.out).into_owned();
    let field = |name: &str| {
        said.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
    };
    let level = field("level")
        .and_then(|n| n.parse::<u8>().ok())
        .unwrap_or(40);
    let rate = field("avg_frame_rate").and_then(|rate| {
        let (over, under) = rate.split_once('/')?;
        Some(over.parse::<f64>().ok()? / under.parse::<f64>().ok()?)
    });
    let heard = if sound { ",mp4a.40.2" } else { "" };
    let rate = rate.filter(|rate| rate.is_finite()).unwrap_or(30.0);
    Ok((format!("avc1.6400{level:02x}{heard}"), rate))
}

const PROBE: Limits = Limits {
    seconds: 15,
    memory: 480 << 20,
    file: 1 << 20,
};

/// The plain MP4 of a rung, for players that know no HLS: the same pictures and sound, its index at the front.
///
/// # Errors
/// [`Refusal::Machine`] if it cannot be written.
pub fn plain(made: &Made, folder: &Path) -> Result<PathBuf, Refusal> {
    let out = folder.join("plain.mp4");
    let bytes = std::fs::metadata(&made.file).map_or(0, |found| found.len());
    let limits = Limits {
        seconds: 60 + bytes / (20 << 20),
        memory: 480 << 20,
        file: bytes * 2 + (16 << 20),
    };
    reading(&[&made.file], limits, &[])
        .args([
            "-map",
            "0",
            "-c",
            "copy",
            "-movflags",
            "+faststart",
            "-f",
            "mp4",
        ])
        .arg(absolute(&out))
        .run(folder)?;
    Ok(out)
}
