//! Podcasts: from the desk to a listener's program, and back again when an episode is withdrawn.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::http::{Answer, Person};
use crate::media::send;
use crate::world::{World, in_seconds, on_both, within};

const SOON: Duration = Duration::from_secs(120);

/// A file that ffmpeg makes of its own sources.
pub(crate) fn made(world: &World, name: &str, arguments: &[&str]) -> Vec<u8> {
    let path = world.file(name, "");
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-nostdin", "-loglevel", "error", "-y"]);
    ffmpeg.args(arguments).arg(&path);
    assert!(ffmpeg.status().unwrap().success());
    std::fs::read(path).unwrap()
}

/// Half a minute of something that is far too quiet on its left, with peaks.
pub(crate) fn talk(world: &World) -> Vec<u8> {
    let noise = "anoisesrc=colour=pink:duration=30:amplitude=0.06:seed=7";
    let beats = "sine=frequency=220:beep_factor=4:duration=30";
    let mix = "[0]volume=0.5[a];[1]volume=0.2[b];[a][b]amix=inputs=2,tremolo=f=3:d=0.6";
    let sources = ["-f", "lavfi", "-i", noise, "-f", "lavfi", "-i", beats];
    let out = ["-filter_complex", mix, "-ac", "1", "-ar", "44100"];
    made(world, "talk.wav", &[&sources[..], &out[..]].concat())
}

fn picture(world: &World, side: u32) -> Vec<u8> {
    let source = format!("color=c=teal:size={side}x{side}:rate=1:duration=1");
    made(
        world,
        "cover.jpg",
        &["-f", "lavfi", "-i", &source, "-frames:v", "1"],
    )
}

pub(crate) fn taken(who: &Person, name: &str, file: &[u8]) -> String {
    let asset = send(who, name, file, &[("title", name)]).is(201).json();
    asset["id"].as_str().unwrap().to_owned()
}

/// The value of an attribute or the text of an element: what stands behind `before` up to `after`.
#[track_caller]
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let at = text.find(before);
    let from = at.unwrap_or_else(|| panic!("{before} is missing in {text}")) + before.len();
    &text[from..from + text[from..].find(after).unwrap()]
}

/// The path of an address.
fn path(url: &str) -> &str {
    let bare = url.split_once("://").unwrap().1;
    &bare[bare.find('/').unwrap()..]
}

/// Loudness and true peak by ffmpeg's own meter (ITU-R BS.1770-4).
pub(crate) fn meter(file: &Path) -> (f64, f64) {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-nostdin", "-hide_banner", "-i"]).arg(file);
    ffmpeg.args(["-af", "ebur128=peak=true", "-f", "null", "-"]);
    let said = String::from_utf8(ffmpeg.output().unwrap().stderr).unwrap();
    let sums = said.rsplit_once("Summary:").unwrap().1.to_owned();
    let number = |name: &str| {
        let line = between(&sums, name, "\n").split_whitespace().next();
        line.unwrap().parse().unwrap()
    };
    (number("I:"), number("Peak:"))
}

/// A show with a cover, and a draft of its first episode: its number.
fn begun(world: &World, desk: &Desk) -> (String, i64) {
    let answer = desk.post("/desk/podcasts", &[("name", "The Quay & Beyond")]);
    let show = answer.is(303).header("location").to_owned();
    let slug = show.rsplit('/').next().unwrap().to_owned();
    desk.done(
        &show,
        &[
            ("name", "The Quay & Beyond"),
            ("description", "A harbour, <slowly>.\n\nEvery Friday."),
            ("language", "en-GB"),
            ("category", "News: Daily News"),
            ("email", "desk@example.org"),
            ("people", "Ada Bell, host"),
            ("locked", "on"),
            ("place-spotify", "https://open.spotify.com/show/1"),
        ],
    );
    let answer = desk.post(&format!("{show}/episodes"), &[("title", "Low water")]);
    let place = answer.is(303).header("location").to_owned();
    let number = place.rsplit('/').next().unwrap().parse().unwrap();
    let editor = world.editor();
    let cover = taken(&editor, "cover.jpg", &picture(world, 1_600));
    desk.done(&format!("{show}/cover"), &[("asset", &cover)]);
    within(SOON, "the cover is made", || {
        desk.page(&show).contains("alt=\"The cover\"")
    });
    desk.done("/desk/listen/cover", &[("asset", &cover)]);
    within(SOON, "the cover of stories is in their feed", || {
        let feed = world.reader().get("/listen/feed.xml").is(200).text();
        let cover = feed.split("<itunes:image href=\"").nth(1);
        cover.is_some_and(|rest| {
            let url = rest.split('"').next().unwrap();
            world.reader().get(path(url)).status == 200
        })
    });
    let small = taken(&editor, "small.jpg", &picture(world, 900));
    let refused = desk.wrong(&format!("{show}/cover"), &[("asset", &small)], 422);
    assert!(refused.contains("1400"), "{refused}");
    (slug, number)
}

fn episode(slug: &str, number: i64) -> String {
    format!("/desk/podcasts/{slug}/episodes/{number}")
}

/// Gives an episode words and a sound, and waits until it is made.
fn filled(world: &World, desk: &Desk, slug: &str, number: i64) -> String {
    let place = episode(slug, number);
    desk.done(
        &place,
        &[
            ("title", "Low water"),
            ("summary", "Why the first boat left late."),
            ("notes", "Read https://example.org/boats.\n\n- One\n- Two"),
            ("season", "2"),
            ("episode", "7"),
            ("kind", "full"),
            ("people", "Joe Hale, guest"),
            (
                "chapters",
                "0:00 The bell\n0:12 The boat https://example.org/boat",
            ),
        ],
    );
    let sound = taken(&world.editor(), "talk.wav", &talk(world));
    desk.done(&format!("{place}/sound"), &[("asset", &sound)]);
    within(SOON, "the episode is made", || {
        desk.page(&place).contains("What listeners hear")
    });
    sound
}

#[test]
fn a_show_goes_from_the_desk_to_every_podcast_program() {
    on_both(|world| {
        let desk = Desk::of(&world, "editor", "ada@example.org");
        let reader = world.reader();
        let (slug, number) = begun(&world, &desk);
        let place = episode(&slug, number);
        let refused = desk.wrong(&format!("{place}/publish"), &[], 422);
        assert!(refused.contains("The sound is missing"), "{refused}");
        let sound = filled(&world, &desk, &slug, number);
        let words = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada>Good morning from the quay.\n";
        let captions = format!("/api/v1/media/{sound}/captions/en");
        let put = |text: &str| {
            let kind = [("content-type", "text/vtt")];
            world.editor().ask("PUT", &captions, &kind, text.as_bytes())
        };
        put(words).is(200);
        within(SOON, "its words are there", || {
            desk.page(&place).contains("With a transcript")
        });

        // Nobody knows of it yet.
        let page = format!("/podcast/{slug}");
        let feed = format!("{page}/feed.xml");
        let own = format!("{page}/low-water-{number}");
        let file = between(&desk.page(&place), "src=\"/media/episode-", "\"").to_owned();
        let file = format!("/media/episode-{file}");
        for hidden in [&page, &feed, &own, &file] {
            reader.get(hidden).is(404);
        }
        reader.get("/podcast").is(404);
        assert!(!reader.get("/").is(200).text().contains("\"/podcast\""));
        let story = world.editor().publish_new(&json!({ "headline": "The quay", "body": { "type": "doc", "content": [
            { "type": "podcast", "attrs": { "show": "The Quay & Beyond", "episode": "Low water" } }] } }));
        let story = world.editor().path(story);
        let told = reader.get(&story).is(200).text();
        assert!(!told.contains(&page), "{told}");

        desk.done(&format!("{place}/publish"), &[]);
        let told = reader.get(&story).is(200).text();
        for part in [
            format!("<a href=\"{page}\">Click to subscribe to"),
            format!("<a href=\"{own}\">Low water</a>"),
        ] {
            assert!(told.contains(&part), "{part} in {told}");
        }
        assert!(reader.get("/").is(200).text().contains("\"/podcast\""));
        let all = reader.get("/podcast").is(200).text();
        assert!(all.contains(&format!("<a href=\"{page}\">The Quay &amp; Beyond</a>")));
        let shown = reader.get(&page).is(200).text();
        for part in [
            "<h1>The Quay &amp; Beyond</h1>",
            "A harbour, &lt;slowly&gt;.",
            &own,
            "Season 2, episode 7",
            "https://open.spotify.com/show/1",
            "podcast://",
            "overcast://x-callback-url/add?url=http%3A%2F%2F",
            "pktc://subscribe/",
            "https://antennapod.org/deeplink/subscribe?url=",
            &feed,
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        let shown = reader.get(&own).is(200).text();
        for part in [
            "<h1>Low water</h1>",
            "<audio controls",
            "data-at=\"12\"",
            "Good morning from the quay.",
            "<li>One</li><li>Two</li>",
            "Joe Hale",
            "\"@type\":\"PodcastEpisode\"",
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        reader.get(&format!("{page}/other-{number}")).is(301);

        the_feed_has_everything(&world, &feed, &file);
        the_file_is_as_podcasts_are(&world, &file);

        // A mistake in the title is mended in the file, too, and the sound is the same.
        let before = reader.get(&file).is(200).bytes;
        desk.done(
            &place,
            &[("title", "Lowest water"), ("chapters", "0:00 The bell")],
        );
        let renewed = |feed: &str| feed.contains("Lowest water") && !feed.contains(&file);
        within(SOON, "the file is renewed", || {
            renewed(&reader.get(&feed).is(200).text())
        });
        let now = reader.get(&feed).is(200).text();
        let now = path(between(&now, "<enclosure url=\"", "\"")).to_owned();
        let after = reader.get(&now).is(200).bytes;
        let end = |bytes: &[u8]| bytes[bytes.len() - 200_000..].to_vec();
        assert_eq!(end(&before), end(&after), "the sound was made anew");

        // What the library takes away is not heard here either, and what it puts back is.
        let editor = world.editor();
        let library = |verb: &str| {
            let path = format!("/api/v1/media/{sound}/{verb}");
            editor
                .post(&path, &json!({ "reason": "Not ours." }))
                .is(200);
        };
        library("withdraw");
        reader.get(&now).is(410);
        assert!(!reader.get(&feed).is(200).text().contains("<item>"));
        assert!(!reader.get(&own).is(200).text().contains("<audio"));
        library("restore");
        within(SOON, "it is heard again", || {
            reader.get(&own).is(200).text().contains("<audio")
        });
        let open = reader.get(&now);
        assert!(matches!(open.status, 200 | 302), "{}", open.status);

        let said = desk.wrong(&format!("{place}/withdraw"), &[("notice", " ")], 422);
        assert!(said.contains("The reason is empty"), "{said}");
        desk.done(
            &format!("{place}/withdraw"),
            &[("notice", "It was not ours.")],
        );
        let gone = reader.get(&own).is(410).text();
        assert!(gone.contains("It was not ours."));
        let left = reader.get(&feed).is(200).text();
        assert!(!left.contains("<item>"), "{left}");
        reader.get(&now).is(404);
        world.is_whole();
    });
}

fn the_feed_has_everything(world: &World, feed: &str, file: &str) {
    let reader = world.reader();
    let answer = reader.get(feed).is(200);
    let kind = "application/rss+xml; charset=utf-8";
    assert_eq!(answer.header("content-type"), kind);
    let tag = answer.header("etag").to_owned();
    reader.get_with(feed, &[("if-none-match", &tag)]).is(304);
    let text = answer.text();
    let length = reader.get(file).is(200).bytes.len();
    let enclosure = format!("{file}\" length=\"{length}\" type=\"audio/mpeg\"/>");
    for part in [
        "<title>The Quay &amp; Beyond</title>",
        "<description>A harbour, &lt;slowly&gt;.",
        "<itunes:category text=\"News\"><itunes:category text=\"Daily News\"/></itunes:category>",
        "<itunes:explicit>false</itunes:explicit>",
        "<itunes:type>episodic</itunes:type>",
        "<itunes:email>desk@example.org</itunes:email>",
        "<podcast:locked owner=\"desk@example.org\">yes</podcast:locked>",
        "<podcast:medium>podcast</podcast:medium>",
        "<podcast:person role=\"host\" group=\"cast\">Ada Bell</podcast:person>",
        "<podcast:person role=\"guest\" group=\"cast\">Joe Hale</podcast:person>",
        "<itunes:season>2</itunes:season>",
        "<itunes:episode>7</itunes:episode>",
        "<itunes:duration>30</itunes:duration>",
        "<content:encoded>&lt;p&gt;Read &lt;a href=",
        "<podcast:transcript url=\"http",
        "type=\"application/json+chapters\"",
        "<podcast:alternateEnclosure type=\"audio/ogg\"",
        &enclosure,
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let guid = between(&text, "<podcast:guid>", "</");
    // Version 5 of RFC 9562, of the address where it was begun.
    assert_eq!((guid.len(), guid.as_bytes()[14]), (36, b'5'), "{guid}");
    let chapters = path(between(&text, "<podcast:chapters url=\"", "\"")).to_owned();
    let chapters = reader.get(&chapters).is(200);
    assert_eq!(chapters.header("content-type"), "application/json+chapters");
    let chapters: Value = chapters.json();
    assert_eq!(chapters["chapters"][1]["startTime"], json!(12));
    let words = path(between(&text, "<podcast:transcript url=\"", "\"")).to_owned();
    let words = reader.get(&words).is(200).text();
    assert!(words.contains("Good morning from the quay."), "{words}");
    let cover = path(between(&text, "<itunes:image href=\"", "\"")).to_owned();
    let cover = reader.get(&cover).is(200);
    assert_eq!(cover.header("content-type"), "image/jpeg");
    assert_eq!(size(&cover), (1_600, 1_600));
}

/// Width and height of a JPEG, by its frame header (ITU-T T.81, B.2.2).
fn size(jpeg: &Answer) -> (u16, u16) {
    let bytes = &jpeg.bytes;
    let mut at = 2;
    loop {
        let number = |from: usize| u16::from_be_bytes([bytes[from], bytes[from + 1]]);
        if matches!(bytes[at + 1], 0xc0..=0xc2) {
            return (number(at + 7), number(at + 5));
        }
        at += 2 + usize::from(number(at + 2));
    }
}

fn the_file_is_as_podcasts_are(world: &World, file: &str) {
    let answer = world.reader().get(file).is(200);
    assert_eq!(answer.header("content-type"), "audio/mpeg");
    assert!(answer.bytes.starts_with(b"ID3\x03"), "ID3v2.3");
    let has = |what: &[u8]| answer.bytes.windows(what.len()).any(|part| part == what);
    // Text is UTF-16 in this version where it is not Latin.
    for part in [&b"CHAP"[..], b"CTOC", b"APIC", b"image/jpeg", b"USLT"] {
        assert!(has(part), "{} is missing", String::from_utf8_lossy(part));
    }
    let local = world.file("heard.mp3", "");
    std::fs::write(&local, &answer.bytes).unwrap();
    let (loudness, peak) = meter(&local);
    assert!((loudness + 16.0).abs() <= 0.5, "{loudness} LUFS");
    assert!(peak <= -1.0, "{peak} dBTP");
    let mut ffprobe = Command::new("ffprobe");
    ffprobe.args([
        "-v",
        "error",
        "-show_chapters",
        "-show_format",
        "-of",
        "json",
    ]);
    let said = ffprobe.arg(&local).output().unwrap().stdout;
    let said: Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["format"]["tags"]["title"], "Low water");
    assert_eq!(said["format"]["tags"]["album"], "The Quay & Beyond");
    assert_eq!(said["chapters"][1]["tags"]["title"], "The boat");
    assert_eq!(said["chapters"][1]["start_time"], "12.000000");
    // Parts of it, as players ask for them.
    let part = world
        .reader()
        .get_with(file, &[("range", "bytes=0-2")])
        .is(206);
    assert_eq!(part.bytes, b"ID3");
}

#[test]
fn an_episode_goes_out_by_itself_and_never_before_its_embargo() {
    on_both(|world| {
        let desk = Desk::of(&world, "editor", "ada@example.org");
        let (slug, number) = begun(&world, &desk);
        filled(&world, &desk, &slug, number);
        let place = episode(&slug, number);
        let own = format!("/podcast/{slug}/low-water-{number}");
        let far = [("until", "2099-01-02T03:04")];
        desk.done(&format!("{place}/embargo"), &far);
        let refused = desk.wrong(&format!("{place}/publish"), &[], 409);
        assert!(refused.contains("under embargo"), "{refused}");
        let soon = &in_seconds(90.0)[..16];
        let refused = desk.wrong(&format!("{place}/schedule"), &[("at", soon)], 409);
        assert!(refused.contains("under embargo"), "{refused}");
        world.reader().get(&own).is(404);
        desk.done(&format!("{place}/embargo"), &[("until", "")]);
        let refused = desk.wrong(
            &format!("{place}/schedule"),
            &[("at", "2001-01-01T00:00")],
            422,
        );
        assert!(refused.contains("is over"), "{refused}");
        // To the minute that has begun: it is due at once.
        let now = &in_seconds(0.0)[..16];
        desk.done(&format!("{place}/schedule"), &[("at", now)]);
        within(SOON, "it is live", || {
            world.reader().get(&own).status == 200
        });

        // A reporter prepares; an editor decides.
        let ben = Desk::of(&world, "reporter", "ben@example.org");
        let refused = ben.post(&format!("{place}/withdraw"), &[("notice", "No.")]);
        assert_eq!(refused.status, 403);
        let refused = ben.post(&place, &[("title", "Mine")]);
        assert_eq!(refused.status, 403);
        let begun = ben.post(
            &format!("/desk/podcasts/{slug}/episodes"),
            &[("title", "High water")],
        );
        let place = begun.is(303).header("location").to_owned();
        let refused = ben.wrong(
            &place,
            &[("title", "High water"), ("chapters", "soon")],
            422,
        );
        assert!(refused.contains("The chapters hold"), "{refused}");
        let silent = taken(&world.editor(), "cover.jpg", &picture(&world, 600));
        let refused = ben.wrong(&format!("{place}/sound"), &[("asset", &silent)], 422);
        assert!(refused.contains("must be a sound or film"), "{refused}");
        world.is_whole();
    });
}
