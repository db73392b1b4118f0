//! Pictures that people take: a file in, the sizes that the page shows out.
//!
//! [`take`] reads a file that may be anything, within bounds of bytes, pixels and memory, and stands it upright.
//! [`renditions`] makes the sizes. Only pixels pass from one to the other: where a photo was taken, by which camera and
//! for whom, stays in the original. Reach: bytes in, bytes out.

use std::io::Cursor;

use fast_image_resize::images::Image as Pixels;
use fast_image_resize::{PixelType, Resizer};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 40 * 1024 * 1024;
/// Most pixels.
pub const MAX_PIXELS: u64 = 80_000_000;
/// Longest side, in pixels. A JPEG has room for 65,535, and a rendition must fit.
pub const MAX_SIDE: u32 = 30_000;
/// Most memory that a decoder may take, and that the decoded picture may, in bytes: 80 megapixels of three colours
/// with 16 bits each.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
/// The widths that the reader's pages name.
pub const WIDTHS: [u32; 3] = [480, 960, 1_600];

/// What kind of file a photo came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
    /// Its first frame is taken.
    Gif,
}

impl Kind {
    /// The media type of the original.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }
}

/// A photo, upright.
#[derive(Debug, Clone)]
pub struct Photo {
    /// Width in pixels, as it is seen.
    pub width: u32,
    /// Height in pixels, as it is seen.
    pub height: u32,
    /// What it came in.
    pub kind: Kind,
    /// Three bytes a pixel, or four where something shows through.
    pixels: Vec<u8>,
    is_transparent: bool,
}

/// One size of a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// The last part of its address: `960.jpg`.
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// `image/jpeg`, or `image/png` where something shows through.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a file is not taken, and what its sender can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// There is nothing in it.
    #[error("The file is empty. Send it again.")]
    Empty,
    /// It has more than [`MAX_BYTES`].
    #[error("The file has {} MB, and at most {} MB are taken. Save it smaller.", .0.div_ceil(1 << 20), MAX_BYTES >> 20)]
    TooHeavy(usize),
    /// It has more than [`MAX_PIXELS`], or a side longer than [`MAX_SIDE`].
    #[error("The picture has {width} by {height} pixels, which is more than {} million or longer than {MAX_SIDE} on a side. Save it smaller.", MAX_PIXELS / 1_000_000)]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// It is a picture of a kind that is not read here.
    #[error("The file is {0}, which is not taken. Save it as JPEG, PNG or WebP.")]
    Unknown(&'static str),
    /// It is no picture.
    #[error("The file is no picture. Send a JPEG, PNG, WebP or GIF.")]
    NoPicture,
    /// It is a picture, and part of it is missing or wrong.
    #[error("The picture is broken ({0}). Send it again, or open it and save it anew.")]
    Broken(String),
    /// A size of it could not be made.
    #[error(
        "A smaller picture could not be made ({0}). Send it again, or save it in another format."
    )]
    NotMade(String),
}

/// Reads a picture file.
///
/// # Errors
/// Why it is not taken. A fault is the sender's to mend; nothing in it is a fault of the program.
pub fn take(bytes: &[u8]) -> Result<Photo, PhotoFault> {
    if bytes.is_empty() {
        return Err(PhotoFault::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(PhotoFault::TooHeavy(bytes.len()));
    }
    let (kind, format) = kind(bytes)?;
    let broken = |error: image::ImageError| PhotoFault::Broken(error.to_string());
    let mut limits = Limits::default();
    // The sides are judged here, so that the answer names them.
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let too_large = PhotoFault::TooLarge { width, height };
    if width == 0 || height == 0 {
        return Err(PhotoFault::Broken("it has no pixels".into()));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS
        || width.max(height) > MAX_SIDE
        || decoder.total_bytes() > MAX_MEMORY
    {
        return Err(too_large);
    }
    if kind == Kind::Jpeg && !is_whole_jpeg(bytes) {
        return Err(PhotoFault::Broken("its end is missing".into()));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // A profile that cannot be read is none.
    let profile = decoder.icc_profile().ok().flatten();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    let is_transparent = picture.color().has_alpha()
        && picture
            .to_rgba8()
            .pixels()
            .any(|pixel| pixel.0[3] < u8::MAX);
    let mut pixels = if is_transparent {
        picture.into_rgba8().into_raw()
    } else {
        picture.into_rgb8().into_raw()
    };
    if profile.is_some_and(|profile| is_display_p3(&profile)) {
        to_srgb(&mut pixels, if is_transparent { 4 } else { 3 });
    }
    Ok(Photo {
        width,
        height,
        kind,
        pixels,
        is_transparent,
    })
}

/// What a file is by its first bytes; its name may say anything.
fn kind(bytes: &[u8]) -> Result<(Kind, ImageFormat), PhotoFault> {
    let starts = |start: &[u8]| bytes.starts_with(start);
    let at = |from: usize, part: &[u8]| bytes.get(from..from + part.len()) == Some(part);
    if starts(b"\xff\xd8\xff") {
        return Ok((Kind::Jpeg, ImageFormat::Jpeg));
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok((Kind::Png, ImageFormat::Png));
    }
    if starts(b"RIFF") && at(8, b"WEBP") {
        return Ok((Kind::Webp, ImageFormat::WebP));
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Ok((Kind::Gif, ImageFormat::Gif));
    }
    let other = [
        (at(4, b"ftypavif") || at(4, b"ftypavis"), "an AVIF picture"),
        (
            at(4, b"ftyphei") || at(4, b"ftyphev") || at(4, b"ftypmif1") || at(4, b"ftypmsf1"),
            "a HEIC picture, as telephones make them",
        ),
        (
            starts(b"II*\0") || starts(b"MM\0*"),
            "a TIFF picture or a camera's raw file",
        ),
        (starts(b"BM"), "a BMP picture"),
        (starts(b"8BPS"), "a Photoshop file"),
        (starts(b"%PDF"), "a PDF"),
        (
            starts(b"<svg") || (starts(b"<?xml") && has(bytes, b"<svg")),
            "an SVG drawing",
        ),
        (at(4, b"ftyp"), "a film"),
    ];
    let known = other.into_iter().find(|(is, _)| *is);
    Err(known.map_or(PhotoFault::NoPicture, |(_, name)| PhotoFault::Unknown(name)))
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4_096)];
    start.windows(part.len()).any(|window| window == part)
}

/// Whether a JPEG has its end. Decoders fill what is missing with grey and say nothing. After the first scan has begun,
/// a byte of 255 is followed by a nought unless a marker is meant (ITU T.81, B.1.1.5).
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xda => return bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
    false
}

/// Whether a colour profile is the one that telephones and newer screens use. Its name stands in it, in ASCII or in
/// UTF-16 (ICC.1:2022, "profileDescriptionTag").
fn is_display_p3(profile: &[u8]) -> bool {
    let name = b"Display P3";
    let wide: Vec<u8> = name.iter().flat_map(|byte| [0, *byte]).collect();
    let holds = |part: &[u8]| profile.windows(part.len()).any(|window| window == part);
    holds(name) || holds(&wide)
}

/// Display P3 as sRGB, since the renditions carry no profile and browsers then take them for sRGB. Both have one curve
/// and one white, so a matrix between the linear values does it (CSS Color 4, "Sample code for color conversions").
/// Colours that sRGB does not have become the nearest on each channel.
fn to_srgb(pixels: &mut [u8], step: usize) {
    const TO_SRGB: [[f32; 3]; 3] = [
        [1.224_940_2, -0.224_940_2, 0.0],
        [-0.042_056_955, 1.042_057, 0.0],
        [-0.019_637_555, -0.078_636_05, 1.098_273_6],
    ];
    const FINE: usize = 4_096;
    let linear: Vec<f32> = (0..=u8::MAX)
        .map(|byte| {
            let v = f32::from(byte) / 255.0;
            if v <= 0.040_45 {
                v / 12.92
            } else {
                ((v + 0.055) / 1.055).powf(2.4)
            }
        })
        .collect();
    // Looked up by the square root, which has its fineness where the curve is steep.
    let byte: Vec<u8> = (0..=FINE)
        .map(|at| {
            let v = (at as f32 / FINE as f32).powi(2);
            let v = if v <= 0.003_130_8 {
                v * 12.92
            } else {
                1.055 * v.powf(1.0 / 2.4) - 0.055
            };
            (v * 255.0).round() as u8
        })
        .collect();
    for pixel in pixels.chunks_exact_mut(step) {
        let from = [pixel[0], pixel[1], pixel[2]].map(|part| linear[usize::from(part)]);
        for (part, row) in pixel.iter_mut().zip(TO_SRGB) {
            let v: f32 = row.iter().zip(from).map(|(by, v)| by * v).sum();
            *part = byte[(v.clamp(0.0, 1.0).sqrt() * FINE as f32).round() as usize];
        }
    }
}

/// The photo in these widths, narrowest first, and never wider than it is. A photo narrower than the widest of them is
/// also given as wide as it is, unless another is nearly as wide, so there is always one.
///
/// # Errors
/// If a size cannot be made, which a photo that [`take`] took is not known to cause.
pub fn renditions(photo: &Photo, widths: &[u32]) -> Result<Vec<Rendition>, PhotoFault> {
    let widest = widths.iter().copied().max().unwrap_or(photo.width);
    let mut fitting: Vec<u32> = widths
        .iter()
        .copied()
        .filter(|width| (1..=photo.width).contains(width))
        .collect();
    fitting.sort_unstable();
    fitting.dedup();
    let last = fitting.last().copied().unwrap_or(0);
    let own = photo.width.min(MAX_SIDE);
    if own < widest && u64::from(own) * 10 >= u64::from(last) * 11 {
        fitting.push(own);
    }
    fitting.into_iter().map(|width| one(photo, width)).collect()
}

fn one(photo: &Photo, width: u32) -> Result<Rendition, PhotoFault> {
    let wrong = |error: &dyn std::fmt::Display| PhotoFault::NotMade(error.to_string());
    let height = (u64::from(width) * u64::from(photo.height) + u64::from(photo.width) / 2)
        / u64::from(photo.width);
    let height = u32::try_from(height.max(1)).map_err(|e| wrong(&e))?;
    let depth = if photo.is_transparent {
        PixelType::U8x4
    } else {
        PixelType::U8x3
    };
    let pixels = if (width, height) == (photo.width, photo.height) {
        photo.pixels.clone()
    } else {
        let from = fast_image_resize::images::ImageRef::new(
            photo.width,
            photo.height,
            &photo.pixels,
            depth,
        )
        .map_err(|e| wrong(&e))?;
        let mut to = Pixels::new(width, height, depth);
        // Lanczos with three lobes, transparent colours weighed by how much of them shows.
        Resizer::new()
            .resize(&from, &mut to, None)
            .map_err(|e| wrong(&e))?;
        to.into_vec()
    };
    let mut bytes = Vec::with_capacity(pixels.len() / 16);
    let (ending, media_type) = if photo.is_transparent {
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
            .write_image(&pixels, width, height, ExtendedColorType::Rgba8)
            .map_err(|e| wrong(&e))?;
        ("png", "image/png")
    } else {
        // On dense screens, which show the large ones, the eye sees less of what is lost.
        let mut encoder = Encoder::new(&mut bytes, if width > 1_000 { 76 } else { 82 });
        encoder.set_progressive(true);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_optimized_huffman_tables(true);
        let w = u16::try_from(width).map_err(|e| wrong(&e))?;
        let h = u16::try_from(height).map_err(|e| wrong(&e))?;
        encoder
            .encode(&pixels, w, h, ColorType::Rgb)
            .map_err(|e| wrong(&e))?;
        ("jpg", "image/jpeg")
    };
    Ok(Rendition {
        name: format!("{width}.{ending}"),
        width,
        height,
        media_type,
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red on the left, blue on the right.
    fn two_colours(width: u32, height: u32) -> Vec<u8> {
        (0..width * height)
            .flat_map(|n| {
                if n % width < width / 2 {
                    [250, 10, 10]
                } else {
                    [10, 10, 250]
                }
            })
            .collect()
    }

    fn jpeg(width: u16, height: u16, segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 90);
        for (app, data) in segments {
            encoder.add_app_segment(*app, data.clone()).unwrap();
        }
        let rgb = two_colours(width.into(), height.into());
        encoder.encode(&rgb, width, height, ColorType::Rgb).unwrap();
        file
    }

    /// An EXIF segment with the orientation and a place, as a telephone writes them.
    fn exif(orientation: u8) -> (u8, Vec<u8>) {
        let mut data = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        data.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        data.extend([1, 0x0e, 0, 2, 0, 0, 0, 4]);
        data.extend(b"Kai\0\0\0\0\0 51.5072 N SECRET PLACE");
        (1, data)
    }

    fn png(width: u32, height: u32, alpha: u8) -> Vec<u8> {
        let pixels: Vec<u8> = two_colours(width, height)
            .chunks_exact(3)
            .enumerate()
            .flat_map(|(n, c)| [c[0], c[1], c[2], if n == 0 { alpha } else { 255 }])
            .collect();
        let mut file = Vec::new();
        PngEncoder::new(&mut file)
            .write_image(&pixels, width, height, ExtendedColorType::Rgba8)
            .unwrap();
        file
    }

    fn looked_at(file: &[u8]) -> image::RgbaImage {
        image::load_from_memory(file).unwrap().to_rgba8()
    }

    fn is_red(pixel: &image::Rgba<u8>) -> bool {
        pixel.0[0] > 200 && pixel.0[2] < 60
    }

    #[test]
    fn renditions_are_those_that_the_pages_name_and_never_larger() {
        let photo = take(&jpeg(1_200, 800, &[])).unwrap();
        assert_eq!(
            (photo.width, photo.height, photo.kind),
            (1_200, 800, Kind::Jpeg)
        );
        let made = renditions(&photo, &WIDTHS).unwrap();
        let named: Vec<_> = made
            .iter()
            .map(|r| (r.name.as_str(), r.width, r.height, r.media_type))
            .collect();
        assert_eq!(
            named,
            [
                ("480.jpg", 480, 320, "image/jpeg"),
                ("960.jpg", 960, 640, "image/jpeg"),
                ("1200.jpg", 1_200, 800, "image/jpeg")
            ]
        );
        for r in &made {
            let seen = looked_at(&r.bytes);
            assert_eq!(seen.dimensions(), (r.width, r.height));
            assert!(is_red(seen.get_pixel(5, 5)));
            assert!(!is_red(seen.get_pixel(r.width - 5, 5)));
            assert!(r.bytes.windows(2).any(|m| m == [0xff, 0xc2]), "progressive");
        }
        let names = |width, widths: &[u32]| -> Vec<String> {
            let photo = take(&jpeg(width, 10, &[])).unwrap();
            let made = renditions(&photo, widths).unwrap();
            made.into_iter().map(|r| r.name).collect()
        };
        assert_eq!(names(100, &WIDTHS), ["100.jpg"]);
        assert_eq!(names(500, &WIDTHS), ["480.jpg"]);
        assert_eq!(names(1_700, &[1_600, 0, 480, 480]), ["480.jpg", "1600.jpg"]);
    }

    #[test]
    fn photos_are_stood_upright() {
        for (orientation, size, red) in [
            (1, (40, 20), (2, 2)),
            (3, (40, 20), (37, 2)),
            // Turned a quarter clockwise: what was on the left is on top.
            (6, (20, 40), (10, 2)),
            (8, (20, 40), (10, 37)),
        ] {
            let photo = take(&jpeg(40, 20, &[exif(orientation)])).unwrap();
            assert_eq!((photo.width, photo.height), size, "{orientation}");
            let made = renditions(&photo, &WIDTHS).unwrap();
            let seen = looked_at(&made[0].bytes);
            assert!(is_red(seen.get_pixel(red.0, red.1)), "{orientation}");
            assert!(!is_red(
                seen.get_pixel(size.0 - 1 - red.0, size.1 - 1 - red.1)
            ));
        }
    }

    #[test]
    fn nothing_but_pixels_is_handed_on() {
        let file = jpeg(
            600,
            400,
            &[exif(1), (13, b"Photoshop 3.0\0SECRET PLACE".to_vec())],
        );
        let holds = |bytes: &[u8]| bytes.windows(6).any(|w| w == b"SECRET");
        assert!(holds(&file));
        for r in renditions(&take(&file).unwrap(), &WIDTHS).unwrap() {
            assert!(!holds(&r.bytes));
            let exif = r.bytes.windows(4).any(|w| w == b"Exif");
            assert!(!exif);
        }
    }

    #[test]
    fn what_shows_through_stays_and_what_does_not_is_a_jpeg() {
        let through = take(&png(600, 30, 0)).unwrap();
        let made = renditions(&through, &WIDTHS).unwrap();
        assert_eq!(
            (made[0].name.as_str(), made[0].media_type),
            ("480.png", "image/png")
        );
        assert_eq!(made[1].name, "600.png");
        assert_eq!(looked_at(&made[1].bytes).get_pixel(0, 0).0[3], 0);
        let full = take(&png(600, 30, 255)).unwrap();
        assert_eq!(full.kind, Kind::Png);
        assert_eq!(renditions(&full, &WIDTHS).unwrap()[0].name, "480.jpg");
    }

    #[test]
    fn a_gif_gives_its_first_frame() {
        // One pixel, red (the smallest GIF with a palette of two colours).
        let gif =
            b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
        let photo = take(gif).unwrap();
        assert_eq!((photo.width, photo.kind), (1, Kind::Gif));
        let made = renditions(&photo, &WIDTHS).unwrap();
        assert!(is_red(looked_at(&made[0].bytes).get_pixel(0, 0)));
    }

    #[test]
    fn wide_colours_are_brought_into_the_ones_that_all_screens_have() {
        let mut pixels = vec![255, 255, 255, 0, 0, 0, 128, 128, 128, 200, 100, 100];
        to_srgb(&mut pixels, 3);
        assert_eq!(pixels[..3], [255, 255, 255]);
        assert_eq!(pixels[3..6], [0, 0, 0]);
        assert_eq!(
            pixels[6..9],
            [128, 128, 128],
            "both have one white and one curve"
        );
        // color(display-p3 0.784 0.392 0.392) is a stronger red in sRGB.
        assert!(pixels[9] > 205 && pixels[10] < 97, "{:?}", &pixels[9..]);
        let plain = take(&jpeg(40, 20, &[])).unwrap();
        let mut icc = b"ICC_PROFILE\0\x01\x01".to_vec();
        icc.extend([0; 40]);
        icc.extend(b"\0D\0i\0s\0p\0l\0a\0y\0 \0P\x003");
        let wide = take(&jpeg(40, 20, &[(2, icc)])).unwrap();
        assert!(wide.pixels[1] < plain.pixels[1] || wide.pixels[0] > plain.pixels[0]);
    }

    #[test]
    fn a_file_that_is_not_taken_says_why_and_what_to_do() {
        let said = |bytes: &[u8]| take(bytes).unwrap_err().to_string();
        for (bytes, says) in [
            (b"".as_slice(), "empty"),
            (b"hello", "no picture. Send a JPEG"),
            (
                b"\0\0\0\x18ftypheic\0\0",
                "HEIC picture, as telephones make them, which is not taken. Save it as JPEG",
            ),
            (b"<?xml version=\"1.0\"?><svg/>", "an SVG drawing"),
            (b"%PDF-1.7", "a PDF"),
            (b"\xff\xd8\xff\xe0", "broken"),
            (b"GIF89a", "broken"),
            (b"RIFF\x04\0\0\0WEBP", "broken"),
        ] {
            let said = said(bytes);
            assert!(said.contains(says), "{said}");
        }
        let heavy = said(&vec![0; MAX_BYTES + 1]);
        assert!(heavy.contains("has 41 MB, and at most 40 MB"), "{heavy}");
    }

    #[test]
    fn half_a_file_is_broken() {
        let whole = jpeg(400, 300, &[exif(6)]);
        for part in [3, 100, 300, whole.len() / 2, whole.len() - 2] {
            let fault = take(&whole[..part]).unwrap_err();
            assert!(matches!(fault, PhotoFault::Broken(_)), "{part}: {fault}");
        }
        let mut more = whole;
        more.extend(b"what some cameras write behind the picture");
        assert!(take(&more).is_ok());
        let whole = png(200, 100, 255);
        for part in [20, whole.len() / 2, whole.len() - 20] {
            assert!(take(&whole[..part]).is_err(), "{part}");
        }
    }

    /// A few bytes that claim to be more than any memory holds.
    #[test]
    fn a_header_that_claims_too_much_is_refused_before_anything_is_decoded() {
        let mut bomb = png(2, 2, 255);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        // The header's check sum, so that nothing but its size is wrong.
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        let (width, height) = (60_000, 60_000);
        assert_eq!(
            take(&bomb).unwrap_err(),
            PhotoFault::TooLarge { width, height }
        );

        let mut bomb = jpeg(16, 16, &[]);
        let frame = bomb.windows(2).position(|m| m == [0xff, 0xc0]).unwrap();
        bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        let fault = take(&bomb).unwrap_err();
        assert!(
            fault.to_string().contains("65535 by 65535 pixels"),
            "{fault}"
        );

        let long = png(MAX_SIDE + 1, 1, 255);
        assert!(matches!(
            take(&long).unwrap_err(),
            PhotoFault::TooLarge { .. }
        ));
    }

    /// CRC-32 as PNG has it.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
            })
        })
    }

    #[test]
    fn no_damage_to_a_file_does_more_than_refuse_it() {
        let mut seed = 11_u64;
        let mut dice = move |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % n
        };
        let files = [jpeg(64, 48, &[exif(6)]), png(33, 20, 9)];
        for _ in 0..1_500 {
            let mut file = files[dice(2)].clone();
            for _ in 0..=dice(6) {
                let at = dice(file.len());
                file[at] = dice(256) as u8;
            }
            if let Ok(photo) = take(&file) {
                let _ = renditions(&photo, &[16, 32]);
            }
        }
    }
}
