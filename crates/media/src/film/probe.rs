//! What a film or sound is, before anything is made of it; what cannot be made anything of is refused.

use std::path::Path;

use serde::Deserialize;

use super::{broken, head, reading, seconds_done};
use crate::Refusal;
use crate::kind::{self, Kind};
use crate::process::Limits;

/// Longest film or sound, in seconds.
pub const MAX_SECONDS: f64 = 4.0 * 3_600.0;
/// Longest side of a film, in pixels: that of 4K for cinemas.
pub const MAX_SIDE: u32 = 4_096;
/// Fastest film, in pictures a second: high-speed cameras write 240.
const MAX_RATE: f64 = 500.0;
/// The codecs that cameras, phones and recorders write, by ffprobe's names.
const CODECS: &[&str] = &[
    "h264",
    "hevc",
    "vp8",
    "vp9",
    "av1",
    "mpeg1video",
    "mpeg2video",
    "mpeg4",
    "msmpeg4v3",
    "h263",
    "prores",
    "dnxhd",
    "mjpeg",
    "dvvideo",
    "theora",
    "vc1",
    "wmv2",
    "wmv3",
    "flv1",
    "gif",
    "ffv1",
    "qtrle",
    "png",
    "aac",
    "mp3",
    "mp2",
    "opus",
    "vorbis",
    "flac",
    "alac",
    "ac3",
    "eac3",
    "wmav2",
    "amr_nb",
    "amr_wb",
    "pcm_s16le",
    "pcm_s16be",
    "pcm_s24le",
    "pcm_s24be",
    "pcm_s32le",
    "pcm_s32be",
    "pcm_f32le",
    "pcm_f32be",
    "pcm_u8",
    "pcm_s8",
    "pcm_alaw",
    "pcm_mulaw",
    "adpcm_ima_wav",
    "adpcm_ms",
];

/// What is known of a film or sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Film {
    /// Width and height in pixels as it is seen, upright and with square pixels; none for a sound.
    pub picture: Option<(u32, u32)>,
    /// Whether there is something to hear.
    pub sound: bool,
    /// Length in seconds, more than 0.
    pub seconds: f64,
    /// Pictures a second; 0 for a sound.
    pub rate: f64,
    /// The numbers of the streams of picture and sound.
    streams: (Option<u32>, Option<u32>),
    interlaced: bool,
    /// Whether it is brighter than a common screen: it is brought down to one.
    bright: bool,
}

impl Film {
    /// What is mapped for pictures.
    pub(super) fn map_picture(&self) -> Vec<String> {
        map(self.streams.0)
    }

    /// What is mapped for sound.
    pub(super) fn map_sound(&self) -> Vec<String> {
        map(self.streams.1)
    }

    /// The stream that is heard.
    pub(super) fn sound_stream(&self) -> Option<u32> {
        self.streams.1.filter(|_| self.sound)
    }

    /// Width and height, even, as codecs want them.
    pub(super) fn size(&self) -> (u32, u32) {
        let (width, height) = self.picture.unwrap_or((2, 2));
        ((width & !1).max(2), (height & !1).max(2))
    }

    /// The chain of filters that brings a picture to a size.
    pub(super) fn pictures(&self, (width, height): (u32, u32)) -> String {
        let mut chain = Vec::new();
        if self.interlaced {
            chain.push("bwdif=mode=send_frame:deint=interlaced".to_owned());
        }
        if self.rate > super::MOST_RATE {
            let half = self.rate / 2.0;
            let rate = if half <= super::MOST_RATE { half } else { 30.0 };
            chain.push(format!("fps={rate:.3}"));
        }
        if self.bright {
            // The size first: what follows counts in floating point.
            chain.push(format!("zscale=w={width}:h={height}"));
            chain.push("zscale=t=linear:npl=100,format=gbrpf32le".to_owned());
            chain.push("zscale=p=bt709,tonemap=hable:desat=0".to_owned());
            chain.push("zscale=t=bt709:m=bt709:r=tv".to_owned());
        } else {
            chain.push(format!(
                "scale={width}:{height}:flags=bicubic:out_color_matrix=bt709:out_range=tv"
            ));
        }
        chain.push("setsar=1,format=yuv420p".to_owned());
        chain.join(",")
    }
}

fn map(stream: Option<u32>) -> Vec<String> {
    stream
        .map(|number| vec!["-map".to_owned(), format!("0:{number}")])
        .unwrap_or_default()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    streams: Vec<Stream>,
    format: Format,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Format {
    duration: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stream {
    index: u32,
    codec_type: String,
    codec_name: String,
    width: u32,
    height: u32,
    sample_aspect_ratio: Option<String>,
    avg_frame_rate: Option<String>,
    r_frame_rate: Option<String>,
    field_order: Option<String>,
    color_transfer: Option<String>,
    disposition: Disposition,
    side_data_list: Vec<Side>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Disposition {
    attached_pic: u8,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Side {
    rotation: Option<f64>,
}

/// Looks at a film or sound: its head, then every packet, without decoding more than a few.
///
/// # Errors
/// [`Refusal::File`] for what is none, broken, cut off, too long or too large, with the remedy; [`Refusal::Machine`].
pub fn probe(path: &Path) -> Result<Film, Refusal> {
    match kind::sniff(path)? {
        Kind::Film | Kind::Sound | Kind::Gif => {}
        _ => {
            return Err(Refusal::file(
                "The file is a picture, not a film or a sound.",
            ));
        }
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    let said: Said = head(
        path,
        "format=duration:stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,field_order,color_transfer:stream_disposition=attached_pic:stream_side_data=rotation",
    )?;
    let first = |kind: &str| {
        let mut found = said.streams.iter().filter(|s| s.codec_type == kind);
        found.find(|s| s.disposition.attached_pic == 0)
    };
    let (picture, sound) = (first("video"), first("audio"));
    for stream in picture.iter().chain(&sound) {
        if !CODECS.contains(&stream.codec_name.as_str()) {
            return Err(Refusal::file(format!(
                "The film or sound is coded in {}, which is not known here. Export it as MP4 with H.264 and AAC.",
                if stream.codec_name.is_empty() {
                    "something"
                } else {
                    &stream.codec_name
                }
            )));
        }
    }
    if picture.is_none() && sound.is_none() {
        return Err(Refusal::file(
            "There is neither a picture nor a sound in the file. Export it again, best as MP4.",
        ));
    }
    let claimed = said
        .format
        .duration
        .as_deref()
        .and_then(|d| d.parse::<f64>().ok());
    too_long(claimed.unwrap_or(0.0))?;
    let size = picture.map(seen).transpose()?;
    let mut film = Film {
        picture: size,
        sound: sound.is_some(),
        seconds: claimed.unwrap_or(0.0),
        rate: picture.map_or(0.0, rate),
        streams: (picture.map(|s| s.index), sound.map(|s| s.index)),
        interlaced: picture.is_some_and(|s| {
            s.field_order
                .as_deref()
                .is_some_and(|order| !matches!(order, "progressive" | "unknown"))
        }),
        bright: picture.is_some_and(|s| {
            matches!(
                s.color_transfer.as_deref(),
                Some("smpte2084" | "arib-std-b67")
            )
        }),
    };
    let (pictures, there) = packets(path, &film, folder)?;
    if there < film.seconds * 0.9 - 1.0 {
        return Err(Refusal::file(format!(
            "The film or sound breaks off after {there:.0} of {:.0} seconds. Send it again.",
            film.seconds
        )));
    }
    // A recording from a browser does not say how long it is.
    if claimed.is_none() {
        film.seconds = there;
    }
    too_long(film.seconds)?;
    if film.seconds < 0.04 {
        return Err(Refusal::file(
            "There is nothing in the film or sound: its length is nothing. Export it again.",
        ));
    }
    if film.picture.is_some() {
        let real = pictures / film.seconds;
        if real > MAX_RATE {
            return Err(Refusal::file(format!(
                "The film has {real:.0} pictures a second, and at most {MAX_RATE:.0} are taken. Export it with 30."
            )));
        }
        if film.rate <= 0.0 || film.rate > MAX_RATE {
            film.rate = real;
        }
    }
    Ok(film)
}

fn too_long(seconds: f64) -> Result<(), Refusal> {
    if seconds <= MAX_SECONDS && seconds.is_finite() {
        return Ok(());
    }
    Err(Refusal::file(format!(
        "The film or sound is longer than {:.0} hours. Send it in parts.",
        MAX_SECONDS / 3_600.0
    )))
}

/// The size at which a stream is seen.
fn seen(stream: &Stream) -> Result<(u32, u32), Refusal> {
    let (mut width, mut height) = (stream.width, stream.height);
    if width < 2 || height < 2 || width > MAX_SIDE || height > MAX_SIDE {
        return Err(Refusal::file(format!(
            "The film has {width} by {height} pixels, and at most {MAX_SIDE} on a side are taken. Export it at 1080 or 2160 lines."
        )));
    }
    let aspect = stream.sample_aspect_ratio.as_deref().and_then(|ratio| {
        let (over, under) = ratio.split_once(':')?;
        Some(over.parse::<f64>().ok()? / under.parse::<f64>().ok()?)
    });
    if let Some(aspect) = aspect.filter(|a| (0.25..=4.0).contains(a) && (a - 1.0).abs() > 0.001) {
        width = ((f64::from(width) * aspect).round() as u32).clamp(2, MAX_SIDE);
    }
    let mut turned = stream
        .side_data_list
        .iter()
        .filter_map(|side| side.rotation);
    if turned.next_back().is_some_and(|degrees| {
        (degrees.abs() - 90.0).abs() < 1.0 || (degrees.abs() - 270.0).abs() < 1.0
    }) {
        std::mem::swap(&mut width, &mut height);
    }
    if width.max(height) > 40 * width.min(height) {
        return Err(Refusal::file(format!(
            "The film has {width} by {height} pixels, which no screen shows. Export it again."
        )));
    }
    Ok((width, height))
}

fn rate(stream: &Stream) -> f64 {
    let of = |text: &Option<String>| {
        let (over, under) = text.as_deref()?.split_once('/')?;
        let rate = over.parse::<f64>().ok()? / under.parse::<f64>().ok()?;
        (rate.is_finite() && rate > 0.0).then_some(rate)
    };
    of(&stream.avg_frame_rate)
        .or_else(|| of(&stream.r_frame_rate))
        .unwrap_or(0.0)
}

/// Reads every packet: how many pictures there are, and until which second.
fn packets(path: &Path, film: &Film, folder: &Path) -> Result<(f64, f64), Refusal> {
    let bytes = std::fs::metadata(path).map_or(0, |found| found.len());
    let limits = Limits {
        seconds: 15 + bytes / (50 << 20),
        memory: 480 << 20,
        file: 1 << 20,
    };
    let (mut pictures, mut there) = (0.0_f64, 0.0_f64);
    let streams = if film.picture.is_some() {
        film.map_picture()
    } else {
        film.map_sound()
    };
    reading(&[path], limits, &[])
        .args(streams)
        .args(["-c", "copy", "-f", "null", "-"])
        .run_hearing(folder, &mut |line| {
            if let Some(seconds) = seconds_done(line) {
                there = there.max(seconds);
            } else if let Some(count) = line.strip_prefix("frame=") {
                pictures = count.trim().parse().unwrap_or(pictures);
            }
        })
        .map_err(broken)?;
    Ok((pictures, there))
}
