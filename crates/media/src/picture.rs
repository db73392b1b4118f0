//! Pictures that people take: a file in, the sizes and crops that pages show out.
//!
//! The work is done by libvips 8.14 (the program `vips` of Debian's libvips-tools) in processes of its own
//! ([`crate::process`]). A picture is decoded once, upright and in sRGB, no larger than is needed; everything else is
//! made of that. Only pixels pass from a file to what is made of it: where a photo was taken, by which camera and for
//! whom, stays in the original. Reach: files in, files out.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::Refusal;
use crate::described;
use crate::kind::{self, Kind};
use crate::process::{Limits, Program};

mod animation;
mod area;
mod bare;

pub use animation::animation;
pub use area::{Area, Focus};

/// Largest file, in bytes.
pub const MAX_BYTES: u64 = 200 << 20;
/// Most pixels.
pub const MAX_PIXELS: u64 = 120_000_000;
/// Longest side, in pixels.
pub const MAX_SIDE: u32 = 40_000;
/// Most pixels of all frames of an animation together.
const MAX_FRAMES_PIXELS: u64 = 1_000_000_000;
/// The widths that pages name, in pixels: 800 is a phone's whole width with two pixels to a point.
pub const WIDTHS: [u32; 7] = [320, 480, 640, 800, 1_280, 1_600, 2_048];
/// What reading may take: 24 megapixels take two seconds and 150 MB.
const READING: Limits = Limits {
    seconds: 18,
    memory: 480 << 20,
    file: 400 << 20,
};
/// What writing one size may take.
const WRITING: Limits = Limits {
    seconds: 18,
    memory: 480 << 20,
    file: 64 << 20,
};

/// How what was decoded is kept: as TIFF, since libvips's own format counts as unsafe for files from strangers.
const PLAIN: &str = "[compression=none,strip]";

/// What is known of a picture before anything is made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// What it came in.
    pub kind: Kind,
    /// Width in pixels, as it is seen: upright.
    pub width: u32,
    /// Height in pixels, as it is seen.
    pub height: u32,
    /// More than one if it moves.
    pub frames: u32,
    /// Whether something can show through.
    pub transparent: bool,
    /// Whether its colours are those of print.
    pub inks: bool,
}

/// A format of what is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Format {
    Avif,
    WebP,
    Jpeg,
    /// For what shows through, where a browser knows neither of the first two.
    Png,
}

impl Format {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Avif => "image/avif",
            Self::WebP => "image/webp",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The end of a file's name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Avif => "avif",
            Self::WebP => "webp",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// libvips's name for a file of this format, with what it is to write. Qualities are libvips's own, which look
    /// alike over the formats; a JPEG's tables are made for it and it comes in passes, which takes a tenth off.
    fn options(self) -> &'static str {
        match self {
            Self::Avif => "[Q=50,effort=4,strip]",
            Self::WebP => "[Q=75,effort=4,strip]",
            Self::Jpeg => "[Q=75,optimize_coding,interlace,strip]",
            Self::Png => "[compression=9,strip]",
        }
    }
}

/// Sizes that are wanted of one part of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The part; none for all of it.
    pub area: Option<Area>,
    /// Widths in pixels, each made only where the part is that wide; of a smaller one its own width is made.
    pub widths: Vec<u32>,
    /// In which formats. A JPEG of what shows through becomes a PNG.
    pub formats: Vec<Format>,
}

/// One file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Of which of the wanted parts, counted from 0.
    pub wanted: usize,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// In which format.
    pub format: Format,
    /// Where it is.
    pub file: PathBuf,
}

/// Looks at a picture without decoding more than its head, and refuses what is too large.
///
/// # Errors
/// [`Refusal::File`] for what is no picture, broken in its head, or too large; [`Refusal::Machine`].
pub fn probe(path: &Path) -> Result<Picture, Refusal> {
    let kind = kind::sniff(path)?;
    if !kind.is_picture() {
        return Err(Refusal::file(
            "The file is a film or a sound, not a picture. Send a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC.",
        ));
    }
    let bytes = std::fs::metadata(path).map_or(0, |found| found.len());
    if bytes > MAX_BYTES {
        return Err(Refusal::file(format!(
            "The picture has {} MB, and at most {} MB are taken. Save it smaller.",
            bytes.div_ceil(1 << 20),
            MAX_BYTES >> 20
        )));
    }
    let (folder, name) = parts(path);
    let said = Program::new("vipsheader", "libvips-tools", READING)
        .arg("-a")
        .arg(name)
        .run(folder)
        .map_err(broken)?;
    let said = String::from_utf8_lossy(&said.out).into_owned();
    let field = |name: &str| {
        let mut lines = said.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(field, value)| (field == name).then_some(value.trim()))
    };
    let number = |name: &str| field(name).and_then(|value| value.parse::<u32>().ok());
    let (Some(width), Some(height)) = (number("width"), number("height")) else {
        return Err(Refusal::file(
            "The picture is broken (its size is nowhere). Send it again.",
        ));
    };
    let frames = number("n-pages").unwrap_or(1).max(1);
    let pixels = u64::from(width) * u64::from(height);
    let moves = matches!(kind, Kind::Gif | Kind::WebP) && frames > 1;
    let all = if moves {
        pixels.saturating_mul(frames.into())
    } else {
        pixels
    };
    if pixels > MAX_PIXELS || width.max(height) > MAX_SIDE || all > MAX_FRAMES_PIXELS {
        return Err(Refusal::file(format!(
            "The picture has {width} by {height} pixels{}, which is more than {} million or longer than {MAX_SIDE} on a side. Save it smaller.",
            if moves {
                format!(" in {frames} frames")
            } else {
                String::new()
            },
            MAX_PIXELS / 1_000_000
        )));
    }
    let turned = matches!(number("orientation"), Some(5..=8));
    let (width, height) = if turned {
        (height, width)
    } else {
        (width, height)
    };
    let bands = number("bands").unwrap_or(3);
    let transparent = match field("interpretation") {
        Some("cmyk") => bands > 4,
        Some("b-w" | "grey16") => bands == 2 || bands == 4,
        _ => bands == 4,
    };
    Ok(Picture {
        kind,
        width,
        height,
        frames: if moves { frames } else { 1 },
        transparent,
        inks: field("interpretation") == Some("cmyk"),
    })
}

/// A picture that was decoded: upright, in sRGB, no larger than what is to be made of it. Its file goes with it.
#[derive(Debug)]
pub struct Decoded {
    /// What the picture was.
    pub picture: Picture,
    file: PathBuf,
    width: u32,
    height: u32,
    /// Three colours or one grey, and one more where something may show through.
    bands: u32,
}

impl Drop for Decoded {
    fn drop(&mut self) {
        std::fs::remove_file(&self.file).ok();
    }
}

/// Decodes a whole picture as far as is needed for these sizes. `folder` takes a file that is there as long as what
/// this returns.
///
/// # Errors
/// [`Refusal::File`] for what [`probe`] refuses and for what is broken or cut off anywhere; [`Refusal::Machine`].
pub fn decode(path: &Path, wanted: &[Wanted], folder: &Path) -> Result<Decoded, Refusal> {
    let picture = probe(path)?;
    let (from, name) = parts(path);
    let width = needed(picture, wanted);
    let file = folder.join("decoded.tif");
    let mut decoded = Decoded {
        picture,
        file,
        width,
        height: scaled(picture.height, width, picture.width),
        bands: 3,
    };
    Program::new("vips", "libvips-tools", READING)
        .arg("thumbnail")
        .arg(name)
        .arg(format!("{}{PLAIN}", text(&absolute(&decoded.file))?))
        .arg(width.to_string())
        .args([
            "--height",
            "10000000",
            "--size",
            "down",
            "--fail-on",
            "truncated",
        ])
        .args(colours(path, &picture))
        .run(from)
        .map_err(broken)?;
    [decoded.width, decoded.height, decoded.bands] = size_of(&decoded.file)?;
    if picture.transparent && decoded.bands > 1 && !decoded.shows_through()? {
        decoded.picture.transparent = false;
        decoded.drop_alpha()?;
    }
    Ok(decoded)
}

/// How the colours of a picture become those of a screen. One that is in sRGB already, or says nothing, is left as it
/// is: a profile laid over the same profile shifts every colour a little.
fn colours(path: &Path, picture: &Picture) -> &'static [&'static str] {
    let described = std::fs::File::open(path).and_then(|mut file| described::read(&mut file, ""));
    let profile = described.ok().flatten().and_then(|found| found.profile);
    let other = profile.is_some_and(|profile| {
        let name = profile.name.unwrap_or_default();
        !name.to_ascii_lowercase().contains("srgb")
    });
    if other || picture.inks {
        &["--export-profile", "srgb"]
    } else {
        &[]
    }
}

impl Decoded {
    /// Whether anything shows through in fact: a GIF could let it, and most do not.
    fn shows_through(&self) -> Result<bool, Refusal> {
        let alpha = self.file.with_extension("alpha.tif");
        let least = self
            .vips("extract_band", &alpha, &[&(self.bands - 1).to_string()])
            .and_then(|_| {
                Program::new("vips", "libvips-tools", READING)
                    .arg("min")
                    .arg(absolute(&alpha))
                    .run(folder_of(&alpha))
            });
        std::fs::remove_file(&alpha).ok();
        let least = String::from_utf8_lossy(&least?.out).trim().parse::<f64>();
        Ok(least.is_ok_and(|least| least < 255.0))
    }

    fn drop_alpha(&self) -> Result<(), Refusal> {
        let flat = self.file.with_extension("flat.tif");
        let others = (self.bands - 1).to_string();
        self.vips("extract_band", &flat, &["0", "--n", &others])?;
        std::fs::rename(&flat, &self.file).map_err(|e| Refusal::machine(e.to_string()))
    }

    /// Runs libvips on what was decoded.
    fn vips(&self, verb: &str, out: &Path, rest: &[&str]) -> Result<(), Refusal> {
        Program::new("vips", "libvips-tools", READING)
            .arg(verb)
            .arg(absolute(&self.file))
            .arg(format!("{}{PLAIN}", text(&absolute(out))?))
            .args(rest)
            .run(folder_of(&self.file))
            .map(drop)
    }

    /// Makes the wanted sizes in a folder, two at a time.
    ///
    /// # Errors
    /// [`Refusal::File`] if one could not be made; [`Refusal::Machine`].
    pub fn make(&self, wanted: &[Wanted], folder: &Path) -> Result<Vec<Made>, Refusal> {
        let mut parts: Vec<(Made, PathBuf)> = Vec::new();
        let mut crops: Vec<Crop> = Vec::new();
        for (n, want) in wanted.iter().enumerate() {
            let (source, width, height) = match want.area {
                Some(area) => {
                    let crop = self.crop(area, folder.join(format!("crop-{n}.tif")))?;
                    let found = (crop.0.clone(), crop.1, crop.2);
                    crops.push(crop);
                    found
                }
                None => (self.file.clone(), self.width, self.height),
            };
            for width_wanted in widths(&want.widths, width) {
                for format in formats(&want.formats, self.picture.transparent) {
                    let name = format!("{n}-{width_wanted}.{}", format.extension());
                    let made = Made {
                        wanted: n,
                        width: width_wanted,
                        height: scaled(height, width_wanted, width),
                        format,
                        file: folder.join(name),
                    };
                    parts.push((made, source.clone()));
                }
            }
        }
        // The slow ones first, so that both hands end at about the same time.
        parts.sort_by_key(|(made, _)| std::cmp::Reverse((made.format == Format::Avif, made.width)));
        let made = in_two_hands(parts, |(made, source)| {
            size(&made, &source)?;
            Ok(made)
        });
        let mut made = made?;
        made.sort_by_key(|made| (made.wanted, made.format as u8, made.width));
        Ok(made)
    }

    /// A picture a few pixels wide as a `data:` address, of less than 400 bytes: what is seen until the real one is
    /// there.
    ///
    /// # Errors
    /// As [`Self::make`].
    pub fn placeholder(&self, folder: &Path) -> Result<String, Refusal> {
        use base64::Engine as _;
        for width in [20, 12, 6] {
            let file = folder.join("placeholder.webp");
            let out = format!("{}[Q=20,strip]", text(&absolute(&file))?);
            thumbnail(&self.file, &out, width)?;
            let bytes = std::fs::read(&file);
            std::fs::remove_file(&file).ok();
            let bytes = bytes.map_err(|e| Refusal::machine(e.to_string()))?;
            let bytes = bare::bare(bytes);
            let data = base64::engine::general_purpose::STANDARD.encode(bytes);
            if data.len() < 370 {
                return Ok(format!("data:image/webp;base64,{data}"));
            }
        }
        Err(Refusal::file("No small picture of it could be made."))
    }

    fn crop(&self, area: Area, file: PathBuf) -> Result<Crop, Refusal> {
        let (x, y, width, height) = area.pixels(self.width, self.height);
        let crop = Crop(file, width, height);
        let numbers = [x, y, width, height].map(|n| n.to_string());
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        self.vips("extract_area", &crop.0, &numbers)?;
        Ok(crop)
    }
}

/// A part as a file of its own, with its width and height. The file goes with it.
struct Crop(PathBuf, u32, u32);

impl Drop for Crop {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

/// How wide a picture must be decoded so that every part of it is as wide as the widest size of it.
fn needed(picture: Picture, wanted: &[Wanted]) -> u32 {
    let wide = wanted.iter().map(|want| {
        let widest = f64::from(want.widths.iter().copied().max().unwrap_or(0));
        widest / want.area.map_or(1.0, |area| area.width.max(0.01))
    });
    let wide = wide.fold(1.0, f64::max).ceil().min(f64::from(u32::MAX));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was bounded above, and is no less than 1"
    )]
    (wide as u32).min(picture.width)
}

/// The widths to make of a part that is so wide.
fn widths(wanted: &[u32], width: u32) -> Vec<u32> {
    let mut fit: Vec<u32> = wanted.iter().copied().filter(|w| *w <= width).collect();
    // A picture between two of them is shown in full.
    if fit.len() < wanted.len() && !fit.iter().any(|w| *w * 10 >= width * 9) {
        fit.push(width);
    }
    fit.sort_unstable();
    fit.dedup();
    fit
}

fn formats(wanted: &[Format], transparent: bool) -> Vec<Format> {
    let wanted = wanted.iter().copied();
    wanted
        .map(|format| match format {
            Format::Jpeg if transparent => Format::Png,
            other => other,
        })
        .collect()
}

/// Makes one size of a decoded picture.
fn size(made: &Made, source: &Path) -> Result<(), Refusal> {
    let out = format!("{}{}", text(&absolute(&made.file))?, made.format.options());
    thumbnail(source, &out, made.width)?;
    if made.format == Format::WebP {
        let bare = std::fs::read(&made.file).map(bare::bare);
        bare.and_then(|bytes| std::fs::write(&made.file, bytes))
            .map_err(|e| Refusal::machine(format!("{}: {e}", made.file.display())))?;
    }
    Ok(())
}

fn thumbnail(source: &Path, out: &str, width: u32) -> Result<(), Refusal> {
    Program::new("vips", "libvips-tools", WRITING)
        .arg("thumbnail")
        .arg(absolute(source))
        .arg(out)
        .arg(width.to_string())
        .args(["--height", "10000000", "--size", "down"])
        .run(folder_of(source))
        .map(drop)
}

/// Does a list of things, two at a time, until one fails.
fn in_two_hands<T: Send, M: Send>(
    parts: Vec<T>,
    work: impl Fn(T) -> Result<M, Refusal> + Sync,
) -> Result<Vec<M>, Refusal> {
    let (left, done) = (Mutex::new(parts.into_iter()), Mutex::new(Ok(Vec::new())));
    let lock = std::sync::PoisonError::into_inner;
    let hand = || {
        loop {
            let Some(part) = left.lock().unwrap_or_else(lock).next() else {
                return;
            };
            let made = work(part);
            let mut done = done
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            match (made, done.as_mut()) {
                (Ok(made), Ok(list)) => list.push(made),
                (Err(refusal), Ok(_)) => *done = Err(refusal),
                (_, Err(_)) => {}
            }
            if done.is_err() {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(hand);
        hand();
    });
    done.into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Width, height and number of bands of a picture that was decoded here.
fn size_of(file: &Path) -> Result<[u32; 3], Refusal> {
    let ask = |field: &str| {
        Program::new("vipsheader", "libvips-tools", READING)
            .args(["-f", field])
            .arg(absolute(file))
            .run(folder_of(file))
            .map(|said| {
                String::from_utf8_lossy(&said.out)
                    .trim()
                    .parse()
                    .unwrap_or(0)
            })
    };
    Ok([ask("width")?, ask("height")?, ask("bands")?])
}

fn scaled(height: u32, to: u32, from: u32) -> u32 {
    let exact = u64::from(height) * u64::from(to);
    let from = u64::from(from.max(1));
    u32::try_from((exact + from / 2) / from)
        .unwrap_or(u32::MAX)
        .max(1)
}

/// libvips's words for what is wrong with a file, in a sentence.
fn broken(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::File(words) => Refusal::file(format!(
            "The picture is broken ({words}). Send it again, or open it and save it anew."
        )),
        machine => machine,
    }
}

fn parts(path: &Path) -> (&Path, PathBuf) {
    (folder_of(path), absolute(path))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// An absolute path begins with no letter that libvips or ffmpeg would take for an option or a protocol.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn text(path: &Path) -> Result<String, Refusal> {
    let words = path
        .to_str()
        .filter(|words| !words.contains(['[', ']', ',']));
    words.map(ToOwned::to_owned).ok_or_else(|| {
        Refusal::machine(format!(
            "The folder {} has a letter in its name that libvips takes for its own. Name it otherwise.",
            path.display()
        ))
    })
}
