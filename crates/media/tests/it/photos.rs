//! Photos of other people's programs, against what is known to be in them. They belong to others and are not in this
//! repository; where the folder is missing the test says so and passes.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use media::described::{Container, Described, Said, read};
use serde_json::Value;

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures")
}

/// Values as a list of words, one or many.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(words).collect(),
        Value::String(word) => vec![word.clone()],
        other => vec![other.to_string()],
    }
}

fn text(said: Option<&Said<String>>) -> Vec<String> {
    said.map(|said| said.value.clone()).into_iter().collect()
}

fn list(said: Option<&Said<Vec<String>>>) -> Vec<String> {
    said.map(|said| said.value.clone()).unwrap_or_default()
}

fn kind(container: Option<Container>) -> &'static str {
    match container {
        Some(Container::Jpeg) => "JPEG",
        Some(Container::Png) => "PNG",
        Some(Container::Webp) => "WEBP",
        Some(Container::Gif) => "GIF",
        Some(Container::Tiff) => "TIFF",
        Some(Container::Avif) => "AVIF",
        Some(Container::Heic) => "HEIC",
        Some(Container::Sidecar) => "XMP",
        Some(Container::Film) => "film",
        None => "nothing",
    }
}

/// What differs between what is known and what was read, in words.
fn differences(known: &Value, read: &Described) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, value) in known.as_object().unwrap() {
        let wanted = words(value);
        let number = |found: Option<f64>| {
            let is_near = found.is_some_and(|found| (found - value.as_f64().unwrap()).abs() < 1e-9);
            if is_near {
                wanted.clone()
            } else {
                vec![format!("{found:?}")]
            }
        };
        let point = read.coordinates.as_ref().map(|said| said.value);
        let found = match name.as_str() {
            "Caption-Abstract" | "Description" => text(read.caption.as_ref()),
            // IIM often has the first creator only.
            "By-line" => list(read.bylines.as_ref())
                .into_iter()
                .take(wanted.len())
                .collect(),
            "Creator" => list(read.bylines.as_ref()),
            "Credit" => text(read.credit.as_ref()),
            "CopyrightNotice" | "Rights" => text(read.copyright.as_ref()),
            "Headline" => text(read.headline.as_ref()),
            "Keywords" => list(read.keywords.as_ref()),
            "Orientation" => read
                .orientation
                .iter()
                .map(|said| said.value.to_string())
                .collect(),
            "GPSLatitude" => number(point.map(|point| point.latitude)),
            "GPSLongitude" => number(point.map(|point| point.longitude)),
            "ImageWidth" => number(read.width.map(f64::from)),
            "ImageHeight" => number(read.height.map(f64::from)),
            "FileType" if wanted[0].ends_with(kind(read.container)) => wanted.clone(),
            "FileType" => vec![kind(read.container).to_owned()],
            other => panic!("{other} is compared with nothing"),
        };
        if found != wanted {
            wrong.push(format!("{name}: {found:?} instead of {wanted:?}"));
        }
    }
    wrong
}

#[test]
fn photos_say_what_is_known_to_be_in_them() {
    let folder = shared();
    let Ok(known) = std::fs::read_to_string(folder.join("expected.json")) else {
        println!("skipped: {} is missing", folder.display());
        return;
    };
    let known: Value = serde_json::from_str(&known).unwrap();
    let photos = known["photos"].as_object().unwrap();
    assert!(!photos.is_empty());
    let mut wrong = Vec::new();
    for (name, known) in photos {
        let mut file = BufReader::new(File::open(folder.join(name)).unwrap());
        let read = read(&mut file, "en").unwrap().unwrap_or_default();
        wrong.extend(
            differences(known, &read)
                .into_iter()
                .map(|line| format!("{name}: {line}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
