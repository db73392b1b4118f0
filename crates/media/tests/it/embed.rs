//! Renditions with rights in them: they say what was put in and nothing else, and their pixels stay as they were.

use crate::files::*;
use media::described::Origin;
use media::embed::{EmbedFault, Rights, embed};

fn rights() -> Rights {
    let some = |words: &str| Some(words.to_owned());
    Rights {
        bylines: vec!["Åsa \"Fog\" Berg".into(), "Kim Lee".into()],
        credit: some("Lantern & <Sons>"),
        source: some("Agency"),
        copyright: some("© 2026 The Halmouth Lantern\u{202e}"),
        usage_terms: some("Editorial use only"),
        web_statement: some("https://lantern.example/rights?a=1&b=2"),
        digital_source_type: some("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"),
    }
}

/// A picture of one colour as the image crate writes it.
fn picture(format: image::ImageFormat, colour: [u8; 4]) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let rgba = image::RgbaImage::from_pixel(41, 30, image::Rgba(colour));
    let picture = image::DynamicImage::from(rgba);
    match format {
        image::ImageFormat::Jpeg => image::DynamicImage::from(picture.to_rgb8())
            .write_to(&mut out, format)
            .unwrap(),
        _ => picture.write_to(&mut out, format).unwrap(),
    }
    out.into_inner()
}

fn says_rights(file: &[u8]) {
    let found = described(file);
    let rights = rights();
    assert_eq!(found.bylines.as_ref().unwrap().value, rights.bylines);
    let lines = [
        (&found.credit, rights.credit),
        (&found.source, rights.source),
        (&found.copyright, Some("© 2026 The Halmouth Lantern".into())),
        (&found.usage_terms, rights.usage_terms),
        (&found.web_statement, rights.web_statement),
        (&found.digital_source_type, rights.digital_source_type),
    ];
    for (said, wanted) in lines {
        let said = said.as_ref().unwrap();
        assert_eq!((Some(said.value.clone()), said.from), (wanted, Origin::Xmp));
    }
    assert_eq!(
        (
            found.caption,
            found.created,
            found.coordinates,
            found.keywords
        ),
        (None, None, None, None)
    );
    assert!(found.place.is_empty());
}

#[test]
fn pictures_keep_their_pixels_and_say_whose_they_are() {
    use image::ImageFormat::{Jpeg, Png, WebP};
    for (format, colour) in [
        (Jpeg, [200, 10, 10, 255]),
        (Png, [9, 8, 7, 100]),
        (WebP, [9, 8, 7, 100]),
        (WebP, [9, 8, 7, 255]),
    ] {
        let plain = picture(format, colour);
        let with = embed(&plain, &rights()).unwrap();
        says_rights(&with);
        assert!(
            with.len() - plain.len() < 1_400,
            "{} more",
            with.len() - plain.len()
        );
        let pixels = |file: &[u8]| {
            image::load_from_memory_with_format(file, format)
                .unwrap()
                .to_rgba8()
        };
        assert_eq!(pixels(&with), pixels(&plain), "{format:?}");
        assert_eq!(
            embed(&with, &rights()).unwrap(),
            with,
            "{format:?} a second time"
        );
        let found = described(&with);
        assert_eq!((found.width, found.height), (Some(41), Some(30)));
    }
}

#[test]
fn a_credit_alone_takes_a_few_hundred_bytes() {
    let little = Rights {
        credit: Some("The Halmouth Lantern".into()),
        ..Rights::default()
    };
    for (format, most) in [
        (image::ImageFormat::Jpeg, 520),
        (image::ImageFormat::Png, 440),
        (image::ImageFormat::WebP, 440),
    ] {
        let plain = picture(format, [1, 2, 3, 255]);
        let more = embed(&plain, &little).unwrap().len() - plain.len();
        assert!(more <= most, "{format:?}: {more} more");
    }
}

#[test]
fn old_programs_find_datasets_that_are_no_longer_than_the_model_allows() {
    let long = Rights {
        credit: Some("é".repeat(300)),
        ..rights()
    };
    let with = embed(&picture(image::ImageFormat::Jpeg, [1, 2, 3, 255]), &long).unwrap();
    let at = |part: &[u8]| {
        with.windows(part.len())
            .position(|window| window == part)
            .unwrap()
    };
    // Everything up to the picture without the packet: the datasets alone speak.
    let from = at(b"\xff\xe1");
    let to = at(b"\xff\xed");
    let found = described(&[&with[..from], &with[to..]].concat());
    let credit = found.credit.unwrap();
    assert_eq!((credit.value, credit.from), ("é".repeat(16), Origin::Iim));
    assert_eq!(
        found.copyright.unwrap().value,
        "© 2026 The Halmouth Lantern"
    );
    assert_eq!(
        found.bylines.unwrap().value,
        ["Åsa \"Fog\" Berg", "Kim Lee"]
    );
}

#[test]
fn an_avif_gets_one_more_item_and_the_others_stay_where_they_are() {
    let plain = heif(b"avif", &exif(true), b"", &[(b"irot", 1)]);
    let with = embed(&plain, &rights()).unwrap();
    let found = described(&with);
    assert_eq!(found.credit.as_ref().unwrap().value, "Lantern & <Sons>");
    assert_eq!(found.orientation.as_ref().unwrap().value, 8);
    assert_eq!((found.width, found.height), (Some(40), Some(30)));
    // EXIF is found where it now stands, and so are the pixels.
    assert_eq!(found.caption.unwrap().value, "Ferry in fog");
    let start = with
        .windows(4)
        .position(|window| window == b"AV01")
        .unwrap();
    let iloc = with
        .windows(4)
        .position(|window| window == b"iloc")
        .unwrap();
    // Head of the table, count, then number, reference, count of extents of the first item.
    let place = u32::from_be_bytes(with[iloc + 18..iloc + 22].try_into().unwrap());
    assert_eq!(place as usize, start);
    let again = embed(&with, &rights()).unwrap_err();
    assert!(
        matches!(again, EmbedFault::NotMade { kind: "AVIF", .. }),
        "{again}"
    );
}

#[test]
fn what_cannot_be_added_to_is_said() {
    let jpeg = picture(image::ImageFormat::Jpeg, [1, 2, 3, 255]);
    assert_eq!(embed(&jpeg, &Rights::default()).unwrap(), jpeg);
    let blank = Rights {
        credit: Some(" \u{202e}\0".into()),
        bylines: vec![String::new()],
        ..Rights::default()
    };
    assert!(blank.is_empty());
    assert_eq!(embed(b"GIF89a", &rights()), Err(EmbedFault::Unknown));
    for file in [
        &jpeg[..20],
        &picture(image::ImageFormat::Png, [1; 4])[..50],
        b"RIFF\0\0\0\0WEBP",
        b"\0\0\0\x10ftypavif\0\0\0\0",
    ] {
        assert!(matches!(
            embed(file, &rights()),
            Err(EmbedFault::Broken { .. } | EmbedFault::NotMade { .. })
        ));
    }
}

#[test]
fn files_that_do_not_hold_together_are_left_alone() {
    let is_left = |file: &[u8]| embed(file, &rights()).is_err();
    // A head that claims to go on over what would be put after it.
    let mut png = picture(image::ImageFormat::Png, [1; 4]);
    png[8] = 0xfa;
    assert!(is_left(&png));
    let avif = heif(b"avif", &exif(true), b"", &[]);
    let entry = avif
        .windows(4)
        .rposition(|window| window == b"infe")
        .unwrap();
    for (at, wrong) in [(entry - 2, 7), (entry - 1, 200), (entry - 1, 9)] {
        let mut broken = avif.clone();
        broken[at] = wrong;
        assert!(is_left(&broken), "{at}: {wrong}");
    }
    let mut jpeg = picture(image::ImageFormat::Jpeg, [1, 2, 3, 255]);
    jpeg.splice(2..2, [0xff, 0xd0]);
    assert!(is_left(&jpeg));
}
