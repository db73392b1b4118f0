//! Pictures on their way: from the file that is sent to the page that shows it.

use std::process::Command;

use serde_json::{Value, json};

use crate::http::{Answer, Person};
use crate::world::{World, eventually, on_both};

/// What a camera and an agency say in a file: XMP (ISO 16684-1) with a caption, a credit line, a creator and a place.
const SAID: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" photoshop:Credit="Tidewater Pictures" photoshop:City="Saltmere"
 photoshop:DateCreated="2026-05-03T14:05:00+02:00" exif:GPSLatitude="54,59.38N" exif:GPSLongitude="1,54.85W">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The wall after the storm.</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Nell Osgood</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">Tidewater 2026</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta>"#;

/// A JPEG of this size that says all that of itself.
pub(crate) fn photo(world: &World, width: u32, height: u32) -> Vec<u8> {
    let path = world.file("photo.jpg", "");
    let status = Command::new("vips")
        .args([
            "gaussnoise",
            "noise.v",
            &width.to_string(),
            &height.to_string(),
            "--mean",
            "128",
            "--sigma",
            "9",
        ])
        .current_dir(path.parent().unwrap())
        .status();
    assert!(status.unwrap().success());
    let status = Command::new("vips")
        .args(["copy", "noise.v", "photo.jpg[Q=80]"])
        .current_dir(path.parent().unwrap())
        .status();
    assert!(status.unwrap().success());
    let plain = std::fs::read(&path).unwrap();
    let mut packet = b"http://ns.adobe.com/xap/1.0/\0".to_vec();
    packet.extend(SAID.as_bytes());
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe1];
    jpeg.extend(u16::try_from(packet.len() + 2).unwrap().to_be_bytes());
    jpeg.extend(packet);
    jpeg.extend(&plain[2..]);
    jpeg
}

pub(crate) fn send(who: &Person, name: &str, file: &[u8], fields: &[(&str, &str)]) -> Answer {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(
            format!("--b\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    body.extend(
        format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        )
        .as_bytes(),
    );
    body.extend(file);
    body.extend(b"\r\n--b--\r\n");
    who.ask(
        "POST",
        "/api/v1/media",
        &[("content-type", "multipart/form-data; boundary=b")],
        &body,
    )
}

/// What a file is, without the part of its name that changes with what it holds: `640.3fa9c1d2.jpg` is `640.jpg`.
pub(crate) fn what(name: &str) -> String {
    let parts: Vec<&str> = name.split('.').collect();
    assert!(parts.len() == 3 && parts[1].len() == 8, "{name}");
    format!("{}.{}", parts[0], parts[2])
}

pub(crate) fn names(asset: &Value) -> Vec<String> {
    let list = asset["renditions"].as_array().unwrap().iter();
    list.map(|r| what(r["name"].as_str().unwrap())).collect()
}

/// Waits for the job; answers with the asset.
pub(crate) fn made(who: &Person, id: &str) -> Value {
    let path = format!("/api/v1/media/{id}");
    eventually("every size is made", || {
        names(&who.get(&path).is(200).json())
            .iter()
            .any(|name| name == "4x5-640.jpg")
    });
    who.get(&path).is(200).json()
}

#[test]
fn a_picture_says_what_it_is_and_becomes_every_size() {
    on_both(|world| {
        let ada = world.reporter();
        let file = photo(&world, 1_500, 1_000);
        let taken = send(
            &ada,
            "wall.jpg",
            &file,
            &[("credit", "Own picture"), ("alt", "A broken wall")],
        );
        let taken = taken.is(201).json();
        for (field, value) in [
            ("caption", "The wall after the storm."),
            ("byline", "Nell Osgood"),
            ("credit", "Own picture"),
            ("alt", "A broken wall"),
            ("copyright", "Tidewater 2026"),
            ("place", "Saltmere"),
            ("date_created", "2026-05-03T14:05:00+02:00"),
            ("original_name", "wall.jpg"),
            ("kind", "image"),
            ("status", "ready"),
        ] {
            assert_eq!(taken[field], value, "{field}: {taken}");
        }
        assert_eq!(
            (&taken["width"], &taken["height"]),
            (&json!(1_500), &json!(1_000))
        );
        assert_eq!(taken["read_from"]["caption"], "xmp");
        assert!(taken["read_from"].get("credit").is_none(), "{taken}");
        let at_once = names(&taken);
        assert!(
            at_once.contains(&"320.jpg".into()) && at_once.contains(&"1500.jpg".into()),
            "{at_once:?}"
        );

        let id = taken["id"].as_str().unwrap();
        let again = send(&ada, "the same.jpg", &file, &[]).is(201).json();
        assert_eq!(again["id"], id, "the same file twice is one picture");
        let found = ada.get("/api/v1/media?q=after+the+storm").is(200).json();
        assert_eq!(found["media"].as_array().unwrap().len(), 1, "{found}");

        let whole = made(&ada, id);
        let all = names(&whole);
        for name in [
            "320.avif",
            "1500.avif",
            "640.webp",
            "800.jpg",
            "16x9-1200.jpg",
            "1x1-640.jpg",
        ] {
            assert!(all.contains(&name.into()), "{name} is missing in {all:?}");
        }
        let addresses: Vec<String> = whole["renditions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| {
                let url = r["url"].as_str().unwrap();
                url[url.find("/media/").unwrap()..].to_owned()
            })
            .collect();
        for path in &addresses {
            assert_eq!(
                world.reader().get(path).status,
                404,
                "nobody sees it before a story shows it"
            );
        }

        let editor = world.editor();
        let story = editor.publish_new(&json!({
            "headline": "The wall fell", "lead": { "asset": id, "alt": "A broken wall", "credit": "Own picture" },
        }));
        let page = world.reader().get(&editor.path(story)).is(200).text();
        for part in [
            "type=\"image/avif\"",
            "type=\"image/webp\"",
            ".avif 320w",
            "/16x9-1200.",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        let crops = page.matches("16x9-").count();
        assert_eq!(
            crops, 2,
            "a crop stands where others look for it, and in no srcset"
        );
        let told = page.split("application/ld+json\">").nth(1).unwrap();
        let told: Value = serde_json::from_str(told.split("</script>").next().unwrap()).unwrap();
        let images: Vec<&str> = told["image"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i.as_str().unwrap())
            .collect();
        for (image, ratio) in images
            .iter()
            .zip(["/16x9-1200.", "/4x3-1200.", "/1x1-1000."])
        {
            assert!(
                image.starts_with("http") && image.contains(ratio),
                "{images:?}"
            );
        }
        assert_eq!((&told["@type"], images.len()), (&json!("NewsArticle"), 3));
        for rendition in &addresses {
            let answer = world.reader().get(rendition).is(200);
            let has = |word: &[u8]| answer.bytes.windows(word.len()).any(|part| part == word);
            assert!(
                has(b"Own picture") && has(b"Nell Osgood"),
                "{rendition} says whose it is"
            );
            assert!(
                !has(b"GPSLatitude") && !has(b"Saltmere") && !has(b"Exif\0\0"),
                "{rendition} tells where it was taken"
            );
        }
        world.is_whole();
    });
}

#[test]
fn what_is_known_of_a_picture_is_changed_and_shows() {
    let world = World::new();
    let ada = world.reporter();
    let id = send(&ada, "wall.jpg", &photo(&world, 1_200, 800), &[])
        .is(201)
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/media/{id}");
    let before = made(&ada, &id);
    let crop = |asset: &Value| {
        let list = asset["renditions"].as_array().unwrap().iter();
        let mut crops = list.filter(|r| what(r["name"].as_str().unwrap()) == "1x1-640.jpg");
        crops.next().unwrap()["bytes"].as_i64().unwrap()
    };
    let change = |values: Value| {
        ada.ask(
            "PATCH",
            &path,
            &[("content-type", "application/json")],
            values.to_string().as_bytes(),
        )
    };
    let changed = change(
        json!({ "caption": "Anew", "keywords": ["wall", "storm", "wall"], "focus": { "x": 0.1, "y": 0.9 },
        "rights_end": "2027-01-01T00:00:00Z" }),
    );
    let changed = changed.is(200).json();
    assert_eq!(changed["caption"], "Anew");
    assert_eq!(changed["keywords"], json!(["wall", "storm"]));
    assert!(changed["read_from"].get("caption").is_none());
    assert!(
        changed["rights_end"]
            .as_str()
            .unwrap()
            .starts_with("2027-01-01T00:00:00")
    );
    eventually("the crops follow the focus", || {
        crop(&ada.get(&path).json()) != crop(&before)
    });
    for (values, place) in [
        (json!({ "caption": 7 }), "#/caption"),
        (json!({ "colour": "red" }), "#/colour"),
        (json!({ "focus": { "x": 2, "y": 0 } }), "#/focus"),
        (json!({ "crops": { "3x1": {} } }), "#/crops"),
        (
            json!({ "crops": { "1x1": { "x": 0.9, "y": 0, "width": 0.5, "height": 0.5 } } }),
            "#/crops",
        ),
        (json!({ "rights_end": "soon" }), "#/rights_end"),
        (json!({ "keywords": "wall" }), "#/keywords"),
    ] {
        let refused = change(values.clone()).is(422).json();
        assert_eq!(
            refused["errors"][0]["pointer"], place,
            "{values}: {refused}"
        );
    }
    assert_eq!(
        ada.get(&path).json()["caption"],
        "Anew",
        "what is refused changes nothing"
    );
    change(json!({ "caption": null })).is(200);
    assert_eq!(ada.get(&path).json()["caption"], Value::Null);
    world.moderator().get(&path).is(403);
    world.reader().get(&path).is(401);
    ada.get("/api/v1/media/nothing").is(404);
}

#[test]
fn a_file_that_is_not_taken_is_named_and_leaves_nothing() {
    let world = World::new();
    let ada = world.reporter();
    let whole = photo(&world, 900, 600);
    for (name, file, words) in [
        ("cut.jpg", &whole[..whole.len() / 2], "broken"),
        ("page.jpg", b"<!doctype html><script>1</script>", "page"),
        (
            "drawing.png",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "SVG",
        ),
        ("empty.jpg", b"", "empty"),
    ] {
        let refused = send(&ada, name, file, &[]).is(422).json();
        assert!(
            refused["detail"].as_str().unwrap().contains(words),
            "{name}: {refused}"
        );
    }
    let refused = send(&ada, "wall.jpg", &whole, &[("colour", "red")])
        .is(422)
        .json();
    assert_eq!(refused["errors"][0]["pointer"], "#/colour", "{refused}");
    send(&world.moderator(), "wall.jpg", &whole, &[]).is(403);
    ada.ask(
        "POST",
        "/api/v1/media",
        &[("content-type", "image/jpeg")],
        &whole,
    )
    .is(415);
    let work = world.data().join("work");
    let left: Vec<_> = std::fs::read_dir(work)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(ada.get("/api/v1/media").json()["media"], json!([]));
    world.is_whole();
}

#[test]
fn a_program_that_is_killed_while_sizes_are_made_makes_them_when_it_comes_back() {
    let mut world = World::new();
    let id = send(
        &world.reporter(),
        "wall.jpg",
        &photo(&world, 2_400, 1_600),
        &[],
    );
    let id = id.is(201).json()["id"].as_str().unwrap().to_owned();
    eventually("the job has begun", || {
        let entries = std::fs::read_dir(world.data().join("work")).unwrap();
        entries
            .flatten()
            .any(|entry| entry.path().join("decoded.tif").exists())
    });
    world.kill();
    // The lease of the job that was begun runs out: here at once.
    let database = rusqlite::Connection::open(world.data().join("standfirst.db")).unwrap();
    database
        .execute(
            "UPDATE jobs SET due = 0 WHERE kind = 'media-renditions'",
            [],
        )
        .unwrap();
    drop(database);
    world.start();
    made(&world.reporter(), &id);
    world.is_whole();
}

#[test]
fn a_phones_picture_is_taken_in_and_credentials_are_noticed() {
    let world = World::new();
    let ada = world.reporter();
    let folder = world.file("photo.jpg", "").parent().unwrap().to_owned();
    std::fs::write(folder.join("photo.jpg"), photo(&world, 900, 850)).unwrap();
    let status = Command::new("vips")
        .args([
            "heifsave",
            "photo.jpg",
            "photo.heic",
            "--compression",
            "hevc",
        ])
        .current_dir(&folder)
        .status();
    if !status.unwrap().success() {
        println!("SKIPPED: this libvips writes no HEIC");
        return;
    }
    let mut heic = std::fs::read(folder.join("photo.heic")).unwrap();
    // What a camera signs stands in a box at the end (C2PA 2.1, A.5); here only that it is there counts.
    let manifest =
        b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81\0\0\0\0manifest\0";
    heic.extend((manifest.len() as u32 + 8).to_be_bytes());
    heic.extend(b"uuid");
    heic.extend(manifest);
    let taken = send(&ada, "IMG_0001.HEIC", &heic, &[]).is(201).json();
    assert_eq!(taken["content_credentials"], true, "{taken}");
    assert_eq!(taken["caption"], "The wall after the storm.", "{taken}");
    let whole = made(&ada, taken["id"].as_str().unwrap());
    assert_eq!(
        (&whole["width"], &whole["height"]),
        (&json!(900), &json!(850))
    );
    for name in ["320.avif", "900.webp", "800.jpg", "1x1-640.jpg"] {
        assert!(names(&whole).iter().any(|n| n == name), "{name}: {whole}");
    }
    let plain = photo(&world, 320, 200);
    let plain = send(&ada, "plain.jpg", &plain, &[]).is(201).json();
    assert_eq!(plain["content_credentials"], false);
}
