//! Animations are kept as films: a GIF of ten megabytes is a film of one.

use std::path::{Path, PathBuf};

use super::{READING, absolute, folder_of, probe};
use crate::Refusal;
use crate::kind::Kind;
use crate::process::{Limits, Program};

const FILMING: Limits = Limits {
    seconds: 60,
    memory: 900 << 20,
    file: 100 << 20,
};

/// Makes a silent MP4 (H.264, even sides) of an animated GIF or WebP, at most 1,280 pixels wide.
///
/// # Errors
/// [`Refusal::File`] if it does not move or cannot be read; [`Refusal::Machine`].
pub fn animation(path: &Path, folder: &Path) -> Result<PathBuf, Refusal> {
    let picture = probe(path)?;
    if picture.frames < 2 {
        return Err(Refusal::file("The picture does not move."));
    }
    let between = folder.join("frames.gif");
    let source = match picture.kind {
        // ffmpeg 5.1 reads no animated WebP; libvips does, and writes a GIF of it.
        Kind::WebP => {
            let from = format!("{}[n=-1]", super::text(&absolute(path))?);
            let made = Program::new("vips", "libvips-tools", READING)
                .args(["copy", &from])
                .arg(absolute(&between))
                .run(folder_of(path));
            if let Err(refusal) = made {
                std::fs::remove_file(&between).ok();
                return Err(refusal);
            }
            absolute(&between)
        }
        _ => absolute(path),
    };
    let out = folder.join("animation.mp4");
    let made = Program::new("ffmpeg", "ffmpeg", FILMING)
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .args(["-protocol_whitelist", "file", "-f", "gif", "-i"])
        .arg(source)
        .args(["-an", "-map_metadata", "-1", "-fflags", "+bitexact"])
        .args([
            "-vf",
            "scale='trunc(min(1280,iw)/2)*2':'trunc(ow/iw*ih/2)*2':flags=lanczos",
        ])
        .args([
            "-c:v", "libx264", "-preset", "medium", "-crf", "23", "-threads", "2",
        ])
        .args([
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "+faststart",
            "-f",
            "mp4",
        ])
        .arg(absolute(&out))
        .run(folder_of(path));
    std::fs::remove_file(&between).ok();
    if let Err(refusal) = made {
        std::fs::remove_file(&out).ok();
        return Err(refusal);
    }
    Ok(out)
}
