//! Pictures in and sizes out, with the real libvips.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use media::Refusal;
use media::kind::{self, Kind};
use media::picture::{self, Area, Focus, Format, Wanted};

/// A folder that goes with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("standfirst-media-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn vips(folder: &Path, arguments: &[&str]) {
    let status = Command::new("vips")
        .args(arguments)
        .current_dir(folder)
        .status();
    assert!(status.unwrap().success(), "vips {arguments:?}");
}

/// A picture whose left upper quarter is red and whose rest is a slope of grey.
fn scene(folder: &Folder, name: &str, width: u32, height: u32) -> PathBuf {
    let (w, h) = (width.to_string(), height.to_string());
    vips(&folder.0, &["xyz", "xy.v", &w, &h]);
    vips(&folder.0, &["extract_band", "xy.v", "x.v", "0"]);
    vips(
        &folder.0,
        &[
            "linear",
            "x.v",
            "grey.v",
            &(200.0 / f64::from(width)).to_string(),
            "20",
            "--uchar",
        ],
    );
    vips(&folder.0, &["bandjoin", "grey.v grey.v grey.v", "rgb.v"]);
    vips(
        &folder.0,
        &["copy", "rgb.v", "srgb.v", "--interpretation", "srgb"],
    );
    let (half_w, half_h) = ((width / 2).to_string(), (height / 2).to_string());
    vips(
        &folder.0,
        &[
            "draw_rect",
            "srgb.v",
            "255 0 0",
            "0",
            "0",
            &half_w,
            &half_h,
            "--fill",
        ],
    );
    vips(&folder.0, &["copy", "srgb.v", name]);
    for rest in ["xy.v", "x.v", "grey.v", "rgb.v", "srgb.v"] {
        std::fs::remove_file(folder.0.join(rest)).unwrap();
    }
    let plain = name.split('[').next().unwrap();
    folder.0.join(plain)
}

fn pixel(file: &Path, x: u32, y: u32) -> Vec<f64> {
    let (x, y) = (x.to_string(), y.to_string());
    let out = Command::new("vips")
        .arg("getpoint")
        .arg(file)
        .args([x, y])
        .output()
        .unwrap();
    let words = String::from_utf8(out.stdout).unwrap();
    words
        .split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect()
}

fn all(widths: &[u32]) -> Vec<Wanted> {
    vec![Wanted {
        area: None,
        widths: widths.to_vec(),
        formats: vec![Format::Avif, Format::WebP, Format::Jpeg],
    }]
}

#[test]
fn each_kind_of_picture_becomes_every_size_in_every_format() {
    let folder = Folder::new();
    for (name, kind) in [
        ("a.jpg[Q=90]", Kind::Jpeg),
        ("a.png", Kind::Png),
        ("a.webp", Kind::WebP),
        ("a.gif", Kind::Gif),
        ("a.tif", Kind::Tiff),
        ("a.avif", Kind::Avif),
    ] {
        let path = scene(&folder, name, 700, 500);
        let found = picture::probe(&path).unwrap();
        assert_eq!(
            (found.kind, found.width, found.height),
            (kind, 700, 500),
            "{name}"
        );
        assert_eq!(found.frames, 1, "{name}");
        let out = Folder::new();
        let decoded = picture::decode(&path, &all(&[320, 480, 960]), &out.0).unwrap();
        assert!(!decoded.picture.transparent, "{name}");
        let made = decoded.make(&all(&[320, 480, 960]), &out.0).unwrap();
        let sizes: Vec<(u32, u32)> = made.iter().map(|made| (made.width, made.height)).collect();
        let each = [(320, 229), (480, 343), (700, 500)];
        assert_eq!(sizes, [each, each, each].concat(), "{name}");
        for made in &made {
            let again = picture::probe(&made.file).unwrap();
            assert_eq!((again.width, again.height), (made.width, made.height));
            assert_eq!(again.kind.media_type(), made.format.media_type());
            let red = pixel(&made.file, made.width / 8, made.height / 8);
            assert!(
                red[0] > 235.0 && red[1] < 45.0,
                "{name} {:?}: {red:?}",
                made.file
            );
        }
        drop(decoded);
        assert_eq!(
            out.names().len(),
            made.len(),
            "nothing is left behind: {:?}",
            out.names()
        );
    }
}

#[test]
fn what_shows_through_goes_on_showing_through() {
    let folder = Folder::new();
    scene(&folder, "b.v", 400, 300);
    vips(
        &folder.0,
        &["linear", "b.v", "half.v", "0", "128", "--uchar"],
    );
    vips(&folder.0, &["extract_band", "half.v", "alpha.v", "0"]);
    vips(&folder.0, &["bandjoin", "b.v alpha.v", "through.png"]);
    let path = folder.0.join("through.png");
    assert!(picture::probe(&path).unwrap().transparent);
    let decoded = picture::decode(&path, &all(&[320]), &folder.0).unwrap();
    let made = decoded.make(&all(&[320]), &folder.0).unwrap();
    let formats: Vec<Format> = made.iter().map(|made| made.format).collect();
    assert!(formats.contains(&Format::Png) && !formats.contains(&Format::Jpeg));
    for made in &made {
        let alpha = pixel(&made.file, 10, 10)[3];
        assert!(
            (110.0..146.0).contains(&alpha),
            "{:?}: {alpha}",
            made.format
        );
    }
}

#[test]
fn a_picture_stands_upright_and_tells_nothing() {
    let folder = Folder::new();
    let path = scene(&folder, "c.jpg[Q=95]", 600, 400);
    // EXIF with a turn to the right (6), an address and a place, before everything else.
    let plain = std::fs::read(&path).unwrap();
    let mut tiff: Vec<u8> = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    tiff.extend(b"\x01\x3b\0\x02\0\0\0\x08\0\0\0\x32");
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x3a\0\0\0\0");
    tiff.extend(b"My Home\0");
    tiff.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    let mut turned = vec![0xff, 0xd8, 0xff, 0xe1];
    turned.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    turned.extend(b"Exif\0\0");
    turned.extend(&tiff);
    turned.extend(&plain[2..]);
    let path = folder.file("turned.jpg", &turned);
    let found = picture::probe(&path).unwrap();
    assert_eq!((found.width, found.height), (400, 600));
    let out = Folder::new();
    let decoded = picture::decode(&path, &all(&[320]), &out.0).unwrap();
    for made in decoded.make(&all(&[320]), &out.0).unwrap() {
        assert_eq!((made.width, made.height), (320, 480));
        let red = pixel(&made.file, 300, 20);
        assert!(
            red[0] > 235.0 && red[1] < 45.0,
            "the red corner is right above: {red:?}"
        );
        let bytes = std::fs::read(&made.file).unwrap();
        for word in [&b"My Home"[..], b"Exif", b"ICC_PROFILE", b"http"] {
            let there = bytes.windows(word.len()).any(|part| part == word);
            assert!(
                !there,
                "{:?} tells {:?}",
                made.file,
                String::from_utf8_lossy(word)
            );
        }
    }
}

#[test]
fn a_crop_shows_its_part_as_wide_as_it_is_wanted() {
    let folder = Folder::new();
    let path = scene(&folder, "d.png", 1_200, 800);
    let corner = Area::fitted((1, 1), 1_200, 800, Focus { x: 0.0, y: 0.0 });
    let free = Area {
        x: 0.5,
        y: 0.5,
        width: 0.25,
        height: 0.25,
    };
    let wanted: Vec<Wanted> = [corner, free]
        .map(|area| Wanted {
            area: Some(area),
            widths: vec![200, 300],
            formats: vec![Format::Jpeg],
        })
        .into();
    let decoded = picture::decode(&path, &wanted, &folder.0).unwrap();
    let made = decoded.make(&wanted, &folder.0).unwrap();
    let sizes: Vec<_> = made.iter().map(|m| (m.wanted, m.width, m.height)).collect();
    assert_eq!(
        sizes,
        [(0, 200, 200), (0, 300, 300), (1, 200, 133), (1, 300, 200)]
    );
    assert!(pixel(&made[0].file, 20, 20)[1] < 45.0, "the corner is red");
    assert!(pixel(&made[2].file, 20, 20)[1] > 50.0, "the middle is not");
}

#[test]
fn a_placeholder_is_small_and_a_picture() {
    use base64::Engine as _;
    let folder = Folder::new();
    let path = scene(&folder, "e.jpg", 1_200, 800);
    let decoded = picture::decode(&path, &all(&[320]), &folder.0).unwrap();
    let data = decoded.placeholder(&folder.0).unwrap();
    assert!(data.len() < 400, "{data}");
    let bytes = data.strip_prefix("data:image/webp;base64,").unwrap();
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(bytes)
        .unwrap();
    let path = folder.file("placeholder", &bytes);
    assert_eq!(picture::probe(&path).unwrap().kind, Kind::WebP);
}

#[test]
fn an_animation_is_kept_as_a_film() {
    let folder = Folder::new();
    let made = Command::new("ffmpeg")
        .args([
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=s=121x81:d=1:r=10",
            "moves.gif",
        ])
        .current_dir(&folder.0)
        .status();
    assert!(made.unwrap().success());
    vips(&folder.0, &["copy", "moves.gif[n=-1]", "moves.webp"]);
    for name in ["moves.gif", "moves.webp"] {
        let path = folder.0.join(name);
        let found = picture::probe(&path).unwrap();
        assert_eq!(
            (found.width, found.height, found.frames),
            (121, 81, 10),
            "{name}"
        );
        let out = Folder::new();
        let film = picture::animation(&path, &out.0).unwrap();
        assert_eq!(out.names(), ["animation.mp4"]);
        assert_eq!(kind::sniff(&film).unwrap(), Kind::Film);
        let out = Command::new("ffprobe")
            .args([
                "-v",
                "error",
                "-count_frames",
                "-show_entries",
                "stream=width,height,nb_read_frames,codec_name",
                "-of",
                "csv=p=0",
            ])
            .arg(&film)
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8(out.stdout).unwrap().trim(),
            "h264,120,80,10"
        );
    }
}

/// A PNG whose head says that it is so large; nothing follows.
fn png_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend(width.to_be_bytes());
    png.extend(height.to_be_bytes());
    png.extend([8, 2, 0, 0, 0]);
    let crc = crc32fast::hash(&png[12..]);
    png.extend(crc.to_be_bytes());
    png
}

/// What is refused is refused soon, in words for its sender, and leaves nothing behind.
#[test]
fn hostile_files_are_refused_with_a_reason() {
    let folder = Folder::new();
    let jpeg = scene(&folder, "f.jpg[Q=90]", 1_600, 1_200);
    let jpeg = std::fs::read(jpeg).unwrap();
    vips(
        &folder.0,
        &["black", "bomb.png[compression=9]", "39000", "39000"],
    );
    let bomb = std::fs::read(folder.0.join("bomb.png")).unwrap();
    let svg: &[u8] =
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>";
    let mut gif = b"GIF89a\xff\xff\xff\xff\0\0\0".to_vec();
    gif.extend(b"\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b");
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "empty"),
        ("cut.jpg", jpeg[..jpeg.len() / 2].to_vec(), "broken"),
        ("head.jpg", jpeg[..300].to_vec(), "broken"),
        ("bomb.png", bomb, "39000 by 39000 pixels"),
        (
            "absurd.png",
            png_that_says(0x7fff_ffff, 0x7fff_ffff),
            "broken",
        ),
        ("vast.png", png_that_says(900_000, 900_000), "broken"),
        ("none.png", png_that_says(0, 0), "broken"),
        ("nothing.png", png_that_says(100, 100), "broken"),
        ("large.gif", gif, "pixels"),
        ("svg.png", svg.to_vec(), "SVG"),
        ("zip.jpg", b"PK\x03\x04and so on".to_vec(), "packed"),
        (
            "list.jpg",
            b"#EXTM3U\nhttp://127.0.0.1/a.ts".to_vec(),
            "points at other files",
        ),
        (
            "page.jpg",
            b"<!doctype html><script>1</script>".to_vec(),
            "page",
        ),
        (
            "noise.jpg",
            (0..9_000u32).map(|n| (n * 7 % 251) as u8).collect(),
            "no kind",
        ),
    ];
    let out = Folder::new();
    for (name, bytes, words) in cases {
        let path = folder.file(name, &bytes);
        let began = Instant::now();
        let refusal = picture::decode(&path, &all(&[320]), &out.0).unwrap_err();
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{name} took {:?}",
            began.elapsed()
        );
        let Refusal::File(said) = &refusal else {
            panic!("{name}: {refusal:?}");
        };
        assert!(said.contains(words), "{name}: {said}");
        assert!(
            said.ends_with('.') && said.starts_with("The "),
            "{name}: {said}"
        );
        assert_eq!(out.names(), [""; 0], "{name} left something behind");
    }
}

/// A JPEG behind which something else stands is the picture that it begins as, and what is made of it is only that.
#[test]
fn of_a_file_that_is_two_things_only_the_picture_is_kept() {
    let folder = Folder::new();
    let mut bytes = std::fs::read(scene(&folder, "g.jpg", 400, 300)).unwrap();
    bytes.extend(b"PK\x03\x04<script>alert(1)</script>");
    let path = folder.file("two.jpg", &bytes);
    let decoded = picture::decode(&path, &all(&[320]), &folder.0).unwrap();
    for made in decoded.make(&all(&[320]), &folder.0).unwrap() {
        let bytes = std::fs::read(&made.file).unwrap();
        assert!(
            !bytes.windows(7).any(|part| part == b"<script"),
            "{:?}",
            made.file
        );
    }
}

/// Photos of others: upright and of the right size, or refused by name. They are not in this repository.
#[test]
fn other_peoples_photos_are_taken_or_refused_by_name() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures");
    let Ok(expected) = std::fs::read(shared.join("expected.json")) else {
        println!("SKIPPED: the folder of other people's files is missing");
        return;
    };
    let expected: serde_json::Value = serde_json::from_slice(&expected).unwrap();
    let out = Folder::new();
    let (mut taken, mut refused) = (0, Vec::new());
    for (name, says) in expected["photos"].as_object().unwrap() {
        let path = shared.join(name);
        let number = |field: &str| says[field].as_u64().and_then(|n| u32::try_from(n).ok());
        let decoded = picture::decode(&path, &all(&[64, 320]), &out.0);
        match decoded {
            Ok(decoded) => {
                let (w, h) = (number("ImageWidth"), number("ImageHeight"));
                let found = decoded.picture;
                let sides = [
                    (Some(found.width), Some(found.height)),
                    (Some(found.height), Some(found.width)),
                ];
                assert!(
                    w.is_none() || sides.contains(&(w, h)),
                    "{name}: {found:?}, not {w:?} by {h:?}"
                );
                for made in decoded.make(&all(&[64, 320]), &out.0).unwrap() {
                    let bytes = std::fs::read(&made.file).unwrap();
                    let described = media::described::read(&mut std::io::Cursor::new(bytes), "");
                    let place = described.unwrap().and_then(|found| found.coordinates);
                    assert!(place.is_none(), "{name} tells where it was taken");
                    std::fs::remove_file(made.file).unwrap();
                }
                taken += 1;
            }
            Err(Refusal::File(words)) => refused.push(format!("{name}: {words}")),
            Err(other) => panic!("{name}: {other}"),
        }
    }
    println!("{taken} taken; refused:\n{}", refused.join("\n"));
    assert!(taken > 0);
}
