//! Films and sounds on their way: from the file that is sent, in one piece or in several, to the page that plays it.

use std::process::Command;

use serde_json::{Value, json};

use crate::http::{Answer, Person};
use crate::media::{names, photo, send, what};
use crate::world::{World, on_both, within};

/// A film of test patterns with a tone.
pub(crate) fn film(world: &World, size: &str, seconds: u32, more: &[&str]) -> Vec<u8> {
    let path = world.file("film.mp4", "");
    let picture = format!("testsrc2=size={size}:rate=10:duration={seconds}");
    let sound = format!("sine=frequency=330:duration={seconds}");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args([
        "-nostdin",
        "-loglevel",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        &picture,
        "-f",
        "lavfi",
        "-i",
        &sound,
    ]);
    ffmpeg.args([
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
    ]);
    ffmpeg.args(more).arg(&path);
    assert!(ffmpeg.status().unwrap().success());
    std::fs::read(path).unwrap()
}

pub(crate) fn whole(who: &Person, id: &str) -> Value {
    let path = format!("/api/v1/media/{id}");
    within(
        std::time::Duration::from_secs(120),
        "the film is made",
        || {
            let asset = who.get(&path).is(200).json();
            asset["status"] != "processing" && asset["progress"].is_null()
        },
    );
    who.get(&path).is(200).json()
}

pub(crate) fn url(asset: &Value, called: &str) -> String {
    let list = asset["renditions"].as_array().unwrap().iter();
    let mut found = list.filter(|r| what(r["name"].as_str().unwrap()) == called);
    let url = found
        .next()
        .unwrap_or_else(|| panic!("{called} is missing: {asset}"))["url"]
        .as_str()
        .unwrap();
    url[url.find("/media/").unwrap()..].to_owned()
}

fn has(answer: &Answer, word: &str) -> bool {
    answer
        .bytes
        .windows(word.len())
        .any(|part| part == word.as_bytes())
}

#[test]
fn a_film_becomes_rungs_a_plain_file_and_a_still_and_is_played_from_a_page() {
    on_both(|world| {
        let ada = world.reporter();
        let file = film(
            &world,
            "640x360",
            5,
            &[
                "-metadata",
                "location=+54.99-001.91/",
                "-metadata",
                "comment=hidden",
            ],
        );
        let taken = send(
            &ada,
            "harbour.mp4",
            &file,
            &[("title", "Harbour at dawn"), ("credit", "Own film")],
        );
        let taken = taken.is(201).json();
        assert_eq!(
            (&taken["kind"], &taken["status"]),
            (&json!("video"), &json!("processing"))
        );
        assert_eq!(
            (&taken["length"], &taken["width"]),
            (&json!(5), &json!(640))
        );
        let id = taken["id"].as_str().unwrap().to_owned();

        let made = whole(&ada, &id);
        assert_eq!(
            (&made["status"], &made["reason"]),
            (&json!("ready"), &Value::Null),
            "{made}"
        );
        let all = names(&made);
        for name in [
            "film.m3u8",
            "film.mp4",
            "360.m3u8",
            "360.m4s",
            "240.m3u8",
            "640.jpg",
            "320.avif",
            "16x9-640.jpg",
        ] {
            assert!(all.contains(&name.into()), "{name} is missing in {all:?}");
        }
        let film = url(&made, "film.m3u8");
        assert_eq!(
            world.reader().get(&film).status,
            404,
            "nobody sees it before a story shows it"
        );

        let editor = world.editor();
        let body =
            json!({ "type": "doc", "content": [{ "type": "video", "attrs": { "asset": id } }] });
        let story = editor.publish_new(&json!({ "headline": "The harbour wakes", "body": body }));
        let page = world.reader().get(&editor.path(story)).is(200).text();
        for part in [
            &format!("<source src=\"{film}\" type=\"application/vnd.apple.mpegurl\">"),
            &format!(
                "<source src=\"{}\" type=\"video/mp4\">",
                url(&made, "film.mp4")
            ),
            "Play Video –",
            "Harbour at dawn",
            "0:05",
            "poster=\"/media/",
            "preload=\"none\"",
            "Own film",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains(".m4s"), "a rung is no file for a page");

        // From list to list to the bytes, as a player goes.
        let master = world.reader().get(&film).is(200);
        assert_eq!(
            master.header("content-type"),
            "application/vnd.apple.mpegurl"
        );
        assert!(master.header("cache-control").contains("immutable"));
        let master = master.text();
        let rungs: Vec<&str> = master
            .lines()
            .filter(|line| line.ends_with(".m3u8"))
            .collect();
        assert!((3..=5).contains(&rungs.len()), "{master}");
        for rung in rungs {
            let list = world
                .reader()
                .get(&format!("/media/{id}/{rung}"))
                .is(200)
                .text();
            let segments = list.lines().find(|line| line.ends_with(".m4s")).unwrap();
            let map = list
                .lines()
                .find(|line| line.starts_with("#EXT-X-MAP"))
                .unwrap();
            assert!(map.contains(segments), "{list}");
            let range = list
                .lines()
                .find_map(|line| line.strip_prefix("#EXT-X-BYTERANGE:"))
                .unwrap();
            let (len, from) = range.split_once('@').unwrap();
            let (len, from): (usize, usize) = (len.parse().unwrap(), from.parse().unwrap());
            let asked = format!("bytes={from}-{}", from + len - 1);
            let part = world
                .reader()
                .get_with(&format!("/media/{id}/{segments}"), &[("range", &asked)])
                .is(206);
            assert_eq!(part.bytes.len(), len);
            assert!(
                [&b"moof"[..], b"sidx", b"styp"].contains(&&part.bytes[4..8]),
                "{list}"
            );
        }
        for name in ["film.mp4", "360.m4s", "640.jpg"] {
            let answer = world.reader().get(&url(&made, name)).is(200);
            for secret in ["+54.99", "hidden", "location"] {
                assert!(!has(&answer, secret), "{name} says {secret}");
            }
        }
        let again = send(&ada, "again.mp4", &file, &[]).is(201).json();
        assert_eq!(again["id"], json!(id), "the same file twice is one asset");
        world.is_whole();
    });
}

#[test]
fn captions_are_written_shown_and_read_as_a_transcript() {
    let world = World::new();
    let ada = world.reporter();
    let id = send(
        &ada,
        "f.mp4",
        &film(&world, "160x90", 2, &[]),
        &[("title", "Tide")],
    )
    .is(201)
    .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    whole(&ada, &id);
    let at = |language: &str| format!("/api/v1/media/{id}/captions/{language}");
    let put = |language: &str, text: &str| {
        ada.ask(
            "PUT",
            &at(language),
            &[("content-type", "text/vtt")],
            text.as_bytes(),
        )
    };
    let srt = "1\n00:00:00,000 --> 00:00:01,500\n<i>The tide</i> & the wind\n";
    let asset = put("en?automatic=true", srt).is(200).json();
    assert_eq!(asset["captions"][0]["automatic"], json!(true));
    assert!(names(&asset).contains(&"captions-en.vtt".into()), "{asset}");
    let text = ada.get(&at("en")).is(200).text();
    assert_eq!(
        text,
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nThe tide &amp; the wind\n"
    );
    let refused = put("en", "WEBVTT\n\n00:02.000 --> 00:01.000\nx").is(422);
    assert!(refused.detail().contains("Line 3"), "{}", refused.detail());
    put("no%20language", srt).is(422);
    put("xx-", srt).is(422);

    let editor = world.editor();
    let body = json!({ "type": "doc", "content": [{ "type": "video", "attrs": { "asset": id } }] });
    let story = editor.publish_new(&json!({ "headline": "Tide", "body": body }));
    let path = editor.path(story);
    let page = world.reader().get(&path).is(200).text();
    assert!(
        page.contains("<track kind=\"captions\" src=\"/media/")
            && page.contains("srclang=\"en\" label=\"English\""),
        "{page}"
    );
    assert!(
        page.contains("<summary>Transcript</summary>") && page.contains("Made by a program"),
        "{page}"
    );
    assert!(page.contains("The tide &amp; the wind"), "{page}");

    // Somebody reads them and puts them right; a program does not undo that.
    put(
        "en",
        "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>The tide turns.\n",
    )
    .is(200);
    let page = world.reader().get(&path).is(200).text();
    assert!(
        page.contains("<b>Ada:</b> The tide turns.") && !page.contains("Made by a program"),
        "{page}"
    );
    put("en?automatic=true", srt).is(200);
    assert!(ada.get(&at("en")).text().contains("turns"));
    let vtt = world
        .reader()
        .get(&url(
            &ada.get(&format!("/api/v1/media/{id}")).json(),
            "captions-en.vtt",
        ))
        .is(200);
    assert_eq!(vtt.header("content-type"), "text/vtt");

    ada.ask("DELETE", &at("en"), &[], b"").is(200);
    ada.ask("DELETE", &at("en"), &[], b"").is(404);
    assert!(!world.reader().get(&path).text().contains("Transcript"));
    let picture = send(&ada, "p.jpg", &photo(&world, 400, 300), &[])
        .is(201)
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    ada.ask(
        "PUT",
        &format!("/api/v1/media/{picture}/captions/en"),
        &[],
        srt.as_bytes(),
    )
    .is(422);
    world
        .moderator()
        .ask("PUT", &at("en"), &[], srt.as_bytes())
        .is(403);
    world.is_whole();
}

#[test]
fn a_sound_and_an_animation_find_their_form() {
    let world = World::new();
    let ada = world.reporter();
    let path = world.file("a.mp3", "");
    let made = |arguments: &[&str], path: &std::path::Path| {
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg
            .args(["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i"])
            .args(arguments)
            .arg(path);
        assert!(ffmpeg.status().unwrap().success());
        std::fs::read(path).unwrap()
    };
    let sound = made(&["sine=frequency=440:duration=3"], &path);
    let taken = send(&ada, "talk.mp3", &sound, &[]).is(201).json();
    assert_eq!(
        (&taken["kind"], &taken["length"]),
        (&json!("audio"), &json!(3))
    );
    let asset = whole(&ada, taken["id"].as_str().unwrap());
    assert_eq!(names(&asset), ["sound.m4a"]);

    let moving = made(
        &["testsrc=size=120x80:rate=5:duration=2"],
        &world.file("a.gif", ""),
    );
    let taken = send(&ada, "moves.gif", &moving, &[]).is(201).json();
    assert_eq!(taken["kind"], "video", "an animation is kept as film");
    let asset = whole(&ada, taken["id"].as_str().unwrap());
    assert_eq!(asset["status"], "ready", "{asset}");
    let all = names(&asset);
    assert!(
        all.contains(&"film.mp4".into()) && all.contains(&"120.jpg".into()),
        "{all:?}"
    );
    let still = made(
        &["testsrc=size=120x80:rate=5:duration=0.2"],
        &world.file("b.gif", ""),
    );
    assert_eq!(
        send(&ada, "still.gif", &still, &[]).is(201).json()["kind"],
        "image"
    );
    world.is_whole();
}

/// Sends some bytes of an upload.
fn patch(who: &Person, at: &str, offset: usize, bytes: &[u8]) -> Answer {
    let offset = offset.to_string();
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("content-type", "application/offset+octet-stream"),
        ("upload-offset", offset.as_str()),
    ];
    who.ask("PATCH", at, &headers, bytes)
}

fn begin(who: &Person, length: usize, metadata: &str) -> String {
    let length = length.to_string();
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("upload-length", length.as_str()),
        ("upload-metadata", metadata),
    ];
    let begun = who.ask("POST", "/api/v1/uploads", &headers, b"").is(201);
    assert!(!begun.header("upload-expires").is_empty());
    begun.header("location").to_owned()
}

#[test]
fn an_upload_goes_on_where_it_broke_off_even_when_the_program_was_killed() {
    let mut world = World::new();
    let ada = world.reporter();
    let able = ada.ask("OPTIONS", "/api/v1/uploads", &[], b"").is(204);
    assert!(
        able.header("tus-extension").contains("creation") && able.header("tus-version") == "1.0.0"
    );
    let file = film(&world, "160x90", 2, &[]);
    // harbour.mp4, Own film
    let at = begin(
        &ada,
        file.len(),
        "filename aGFyYm91ci5tcDQ=,credit T3duIGZpbG0=",
    );
    let half = file.len() / 2;
    assert_eq!(
        patch(&ada, &at, 0, &file[..half])
            .is(204)
            .header("upload-offset"),
        half.to_string()
    );
    assert!(
        patch(&ada, &at, 3, b"x")
            .is(409)
            .detail()
            .contains(&half.to_string())
    );
    world.moderator().ask("HEAD", &at, &[], b"").is(403);
    world.editor().ask("HEAD", &at, &[], b"").is(404);

    world.kill();
    world.start();
    let ada = world.reporter();
    // The token is another's name after a restart only if the world says so: the upload belongs to the name.
    let there: usize = ada
        .ask("HEAD", &at, &[("tus-resumable", "1.0.0")], b"")
        .is(200)
        .header("upload-offset")
        .parse()
        .unwrap();
    assert_eq!(there, half);
    let last = patch(&ada, &at, there, &file[there..]).is(204);
    let id = last.header("standfirst-asset").to_owned();
    let asset = whole(&ada, &id);
    assert_eq!(
        (&asset["original_name"], &asset["credit"]),
        (&json!("harbour.mp4"), &json!("Own film"))
    );
    assert_eq!(
        ada.ask("HEAD", &at, &[], b"")
            .is(200)
            .header("standfirst-asset"),
        id,
        "whoever missed the answer asks again"
    );
    ada.ask("DELETE", &at, &[], b"").is(204);
    ada.ask("HEAD", &at, &[], b"").is(404);

    // Bytes of which nobody knows anything are kept for a day and no longer.
    let stray = |name: &str, days: u64| {
        let path = world.data().join("uploads").join(name);
        let file = std::fs::File::create(&path).unwrap();
        let age = std::time::Duration::from_secs(days * 24 * 3_600);
        file.set_modified(file.metadata().unwrap().modified().unwrap() - age)
            .unwrap();
        path
    };
    let (old, young) = (stray("strayold.part", 2), stray("strayyoung.part", 0));
    begin(&ada, 10, "");
    assert!(!old.exists() && young.exists());
    for entry in std::fs::read_dir(world.data().join("uploads")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }

    // What is no film or picture is told after the first bytes.
    let at = begin(&ada, 5_000_000, "");
    assert!(
        patch(&ada, &at, 0, &[b'%'; 2_000])
            .is(422)
            .detail()
            .contains("no kind that is known")
    );
    ada.ask("HEAD", &at, &[], b"").is(404);
    let large = (1_usize << 40).to_string();
    ada.ask("POST", "/api/v1/uploads", &[("upload-length", &large)], b"")
        .is(413);
    ada.ask("POST", "/api/v1/uploads", &[], b"").is(400);
    ada.ask(
        "POST",
        "/api/v1/uploads",
        &[("upload-length", "1"), ("tus-resumable", "0.2.2")],
        b"",
    )
    .is(412);
    let left = std::fs::read_dir(world.data().join("uploads"))
        .unwrap()
        .count();
    assert_eq!(left, 0, "nothing is left behind");
    world.is_whole();
}

#[test]
fn a_job_is_finished_by_the_program_that_comes_after_one_that_was_killed() {
    let mut world = World::new();
    let ada = world.reporter();
    let id = send(&ada, "f.mp4", &film(&world, "1280x720", 20, &[]), &[])
        .is(201)
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    within(
        std::time::Duration::from_secs(60),
        "it is being made",
        || {
            let asset = ada.get(&format!("/api/v1/media/{id}")).json();
            asset["progress"].as_i64().is_some_and(|done| done > 0)
        },
    );
    world.kill();
    world.start();
    let asset = whole(&world.reporter(), &id);
    assert_eq!(asset["status"], "ready", "{asset}");
    let work = world.data().join("work");
    within(
        std::time::Duration::from_secs(20),
        "nothing is left behind",
        || std::fs::read_dir(&work).unwrap().count() <= 1,
    );
    world.is_whole();
}

#[test]
fn a_file_is_replaced_and_taken_away_everywhere() {
    let world = World::new();
    let (ada, editor) = (world.reporter(), world.editor());
    let id = send(
        &ada,
        "wall.jpg",
        &photo(&world, 700, 500),
        &[("credit", "PA"), ("alt", "A wall")],
    )
    .is(201)
    .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let story = editor.publish_new(&json!({ "headline": "The wall", "lead": { "asset": id } }));
    let path = editor.path(story);
    let before = url(&ada.get(&format!("/api/v1/media/{id}")).json(), "320.jpg");
    assert!(world.reader().get(&path).text().contains(&before));

    let replace = |who: &Person, file: &[u8]| {
        let mut body =
            b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"new.jpg\"\r\n\r\n"
                .to_vec();
        body.extend(file);
        body.extend(b"\r\n--b--\r\n");
        who.ask(
            "POST",
            &format!("/api/v1/media/{id}/replace"),
            &[("content-type", "multipart/form-data; boundary=b")],
            &body,
        )
    };
    let after = replace(&ada, &photo(&world, 800, 500)).is(200).json();
    assert_eq!(
        (&after["credit"], &after["width"]),
        (&json!("PA"), &json!(800))
    );
    let now = url(&after, "320.jpg");
    assert_ne!(now, before);
    let page = world.reader().get(&path).is(200).text();
    assert!(page.contains(&now) && !page.contains(&before), "{page}");
    let old = world.reader().get(&before).is(302);
    assert_eq!(
        old.header("location"),
        now,
        "an old address leads to the new picture"
    );
    replace(&ada, &film(&world, "160x90", 1, &[])).is(422);

    let act = |who: &Person, verb: &str, body: Value| {
        who.post(&format!("/api/v1/media/{id}/{verb}"), &body)
    };
    act(&ada, "withdraw", json!({ "reason": "wrong man" })).is(403);
    act(&editor, "withdraw", json!({})).is(422);
    act(&editor, "withdraw", json!({ "reason": "wrong man" })).is(200);
    let page = world.reader().get(&path).is(200).text();
    assert!(!page.contains(&now), "{page}");
    world.reader().get(&now).is(410);
    world.reader().get(&before).is(410);
    let refused = editor.act(story, "publish", &json!({})).is(422);
    assert!(
        refused.detail().contains("wrong man"),
        "{}",
        refused.detail()
    );
    act(&editor, "restore", json!({})).is(200);
    assert!(world.reader().get(&path).text().contains(&now));
    world.reader().get(&now).is(200);
    world.is_whole();
}

#[test]
fn what_may_not_be_shown_is_not_published_whatever_the_way() {
    let world = World::new();
    let (ada, editor) = (world.reporter(), world.editor());
    let id = send(
        &ada,
        "wall.jpg",
        &photo(&world, 400, 300),
        &[("credit", "PA"), ("alt", "A wall")],
    )
    .is(201)
    .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let change = |values: Value| {
        ada.send("PATCH", &format!("/api/v1/media/{id}"), &values)
            .is(200)
    };
    let body = json!({ "type": "doc", "content": [{ "type": "image", "attrs": { "asset": id } }] });
    let story = editor.write(&json!({ "headline": "The wall", "body": body }))["id"]
        .as_i64()
        .unwrap();
    for (values, words) in [
        (
            json!({ "rights_end": "2020-01-01T00:00:00Z" }),
            "licence ended on 2020-01-01",
        ),
        (
            json!({ "rights_end": null, "restriction": "print only" }),
            "print only",
        ),
        (
            json!({ "restriction": "", "embargoed_until": "2999-01-01T00:00:00Z" }),
            "embargo until 2999-01-01",
        ),
    ] {
        change(values);
        let refused = editor.act(story, "publish", &json!({})).is(422);
        assert!(refused.detail().contains(words), "{}", refused.detail());
        assert_eq!(refused.pointer(), "#/body");
    }
    change(json!({ "embargoed_until": null, "rights_end": "2999-01-01T00:00:00Z" }));
    editor.act(story, "publish", &json!({})).is(200);
    world.is_whole();
}

/// The files in a folder, however deep.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

#[test]
fn what_a_failing_machine_has_left_is_mended() {
    let mut world = World::new();
    let ada = world.reporter();
    let picture = send(&ada, "wall.jpg", &photo(&world, 1_200, 900), &[])
        .is(201)
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    crate::media::made(&ada, &picture);
    let lost = send(&ada, "lost.jpg", &photo(&world, 1_100, 900), &[])
        .is(201)
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    crate::media::made(&ada, &lost);
    world.kill();
    let blobs = world.data().join("blobs");
    // A file that no asset names, half a file, a damaged size, and an original that is gone.
    std::fs::create_dir_all(blobs.join("originals/ff")).unwrap();
    std::fs::write(
        blobs.join(format!("originals/ff/{}", "f".repeat(64))),
        b"nobody's",
    )
    .unwrap();
    std::fs::write(blobs.join("writing-1-1"), b"half").unwrap();
    world.start();
    let ada = world.reporter();
    let before = ada.get(&format!("/api/v1/media/{picture}")).json();
    world.kill();
    let data = rusqlite::Connection::open(world.data().join("standfirst.db")).unwrap();
    let hash = |id: &str, what: &str| -> String {
        data.query_row(
            "SELECT original, details FROM assets WHERE id = ?1",
            [id],
            |row| {
                let details: String = row.get(1)?;
                let details: Value = serde_json::from_str(&details).unwrap();
                let list = details["renditions"].as_array().unwrap();
                let found = list
                    .iter()
                    .find(|r| r["name"].as_str().unwrap().starts_with(what));
                match found {
                    Some(found) => Ok(found["hash"].as_str().unwrap().to_owned()),
                    None => row.get(0),
                }
            },
        )
        .unwrap()
    };
    let at = |folder: &str, hash: &str| blobs.join(folder).join(&hash[..2]).join(hash);
    std::fs::write(at("renditions", &hash(&picture, "320.")), b"damaged").unwrap();
    std::fs::remove_file(at("originals", &hash(&lost, "original"))).unwrap();
    drop(data);

    let said = world.run(&["check"]);
    assert_ne!(said.code, 0, "{}", said.out);
    let said = world.run(&["check", "--repair"]);
    assert!(
        said.out.contains("1 of its files are made anew") && said.out.contains("were nobody's"),
        "{}",
        said.out
    );
    world.start();
    let ada = world.reporter();
    crate::media::made(&ada, &picture);
    let after = ada.get(&format!("/api/v1/media/{picture}")).json();
    within(
        std::time::Duration::from_secs(30),
        "the damaged size is made anew",
        || {
            ada.get(&format!("/api/v1/media/{picture}")).json()["renditions"]
                .as_array()
                .unwrap()
                .len()
                == before["renditions"].as_array().unwrap().len()
        },
    );
    assert_eq!(url(&after, "640.jpg"), url(&before, "640.jpg"));
    assert_eq!(
        ada.get(&format!("/api/v1/media/{lost}")).json()["reason"],
        "The file that it was made of is lost."
    );
    let wanted = |folder: &str| files(&blobs.join(folder)).len();
    assert_eq!(wanted("originals"), 1, "{:?}", files(&blobs));
    assert!(!blobs.join("writing-1-1").exists());
    world.is_whole();
}

#[test]
fn a_recogniser_writes_captions_that_are_marked_until_somebody_has_read_them() {
    let folder = crate::world::fresh_folder("recogniser");
    std::fs::create_dir_all(&folder).unwrap();
    let program = folder.join("recognise");
    // A real one hears; this one says what it was given, in the form of a real one.
    let script = "#!/bin/sh\nlen=$(wc -c < \"$1\")\nprintf '1\\n00:00:00,000 --> 00:00:01,000\\nheard %s in %s\\n' \"$((len / 32000))\" \"$2\"\n";
    std::fs::write(&program, script).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    let world = World::with(&[("recogniser", program.to_str().unwrap())]);
    let ada = world.reporter();
    let id = send(&ada, "f.mp4", &film(&world, "160x90", 3, &[]), &[])
        .is(201)
        .json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    within(
        std::time::Duration::from_secs(60),
        "the words are written",
        || {
            ada.get(&format!("/api/v1/media/{id}")).json()["captions"][0]["automatic"]
                == json!(true)
        },
    );
    let text = ada
        .get(&format!("/api/v1/media/{id}/captions/en"))
        .is(200)
        .text();
    assert!(text.contains("heard 3 in en"), "{text}");
    std::fs::remove_dir_all(folder).ok();
}

#[test]
fn a_short_film_plays_while_a_long_one_is_still_made() {
    let world = World::new();
    let ada = world.reporter();
    let long = film(&world, "1280x720", 50, &[]);
    let long = send(&ada, "long.mp4", &long, &[]).is(201).json()["id"].clone();
    let short = film(&world, "320x180", 2, &[]);
    let short = send(&ada, "short.mp4", &short, &[]).is(201).json()["id"].clone();
    let state = |id: &Value| {
        let path = format!("/api/v1/media/{}", id.as_str().unwrap());
        ada.get(&path).is(200).json()
    };
    within(
        std::time::Duration::from_secs(120),
        "the short one plays",
        || state(&short)["status"] == "ready",
    );
    let long = state(&long);
    assert!(
        !long["progress"].is_null(),
        "all of the long one is made before: {long}"
    );
    assert_eq!(whole(&ada, short.as_str().unwrap())["reason"], Value::Null);
}

#[test]
fn a_worker_without_a_server_makes_films_too() {
    let mut world = World::new();
    let ada = world.reporter();
    let file = film(&world, "640x360", 8, &[]);
    let id = send(&ada, "film.mp4", &file, &[]).is(201).json()["id"].clone();
    world.kill();
    let left = || {
        let db = rusqlite::Connection::open(world.data().join("standfirst.db")).unwrap();
        db.query_row(
            "SELECT COUNT(*) FROM jobs WHERE kind LIKE 'film-%'",
            [],
            |r| r.get::<_, i64>(0),
        )
        .unwrap()
    };
    assert_eq!(left(), 1, "the program was too quick for this test");
    let mut worker = world.worker();
    within(
        std::time::Duration::from_secs(120),
        "the worker makes it",
        || left() == 0,
    );
    worker.kill().unwrap();
    worker.wait().unwrap();
    world.start();
    let made = world
        .reporter()
        .get(&format!("/api/v1/media/{}", id.as_str().unwrap()));
    assert_eq!(made.is(200).json()["status"], "ready");
    world.is_whole();
}
