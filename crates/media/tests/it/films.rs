//! Films and sounds: what is made of them plays, fits the source and is level; what is hostile is refused soon.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use media::Refusal;
use media::described::{Origin, Said};
use media::film::{self, Film};

/// A folder of a test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static TURN: AtomicU64 = AtomicU64::new(0);
        let turn = TURN.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("standfirst-films-{}-{turn}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A file that ffmpeg makes of its own test patterns.
    fn make(&self, name: &str, arguments: &[&str]) -> PathBuf {
        let path = self.0.join(name);
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg
            .args(["-nostdin", "-loglevel", "error", "-y"])
            .args(arguments)
            .arg(&path);
        assert!(ffmpeg.status().unwrap().success(), "ffmpeg {arguments:?}");
        path
    }

    fn film(&self, name: &str, size: &str, rate: u32, seconds: u32, more: &[&str]) -> PathBuf {
        let picture = format!("testsrc2=size={size}:rate={rate}:duration={seconds}");
        let sound = format!("sine=frequency=330:duration={seconds}");
        let mut arguments = vec!["-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", &sound];
        arguments.extend([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
        ]);
        arguments.extend(more);
        self.make(name, &arguments)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn refused<T: std::fmt::Debug>(of: Result<T, Refusal>) -> String {
    match of.unwrap_err() {
        Refusal::File(words) => words,
        Refusal::Machine(words) => panic!("the machine: {words}"),
    }
}

fn field(path: &Path, entries: &str) -> String {
    let mut ffprobe = Command::new("ffprobe");
    ffprobe
        .args([
            "-loglevel",
            "error",
            "-show_entries",
            entries,
            "-of",
            "default=nw=1:nk=1",
        ])
        .arg(path);
    String::from_utf8(ffprobe.output().unwrap().stdout)
        .unwrap()
        .trim()
        .to_owned()
}

/// The loudness of a file in LUFS, measured by a filter that the program does not use.
fn loudness(path: &Path) -> f64 {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-nostdin", "-hide_banner", "-i"]).arg(path);
    ffmpeg.args(["-af", "ebur128", "-f", "null", "-"]);
    let said = String::from_utf8(ffmpeg.output().unwrap().stderr).unwrap();
    let summary = said.split("Integrated loudness:").nth(1).unwrap();
    let number = summary
        .split("I:")
        .nth(1)
        .unwrap()
        .trim()
        .split(' ')
        .next()
        .unwrap();
    number.parse().unwrap()
}

fn heard(film: &Film) -> Vec<(u32, u32)> {
    film::ladder(film)
        .iter()
        .map(|rung| (rung.width, rung.height))
        .collect()
}

#[test]
fn a_film_becomes_a_ladder_that_plays() {
    let folder = Folder::new();
    let source = folder.film(
        "film.mp4",
        "1280x720",
        25,
        9,
        &[
            "-metadata",
            "title=Secret",
            "-metadata",
            "location=+52.5+013.4/",
        ],
    );
    let film = film::probe(&source).unwrap();
    assert_eq!((film.picture, film.sound), (Some((1_280, 720)), true));
    assert!(
        (film.seconds - 9.0).abs() < 0.2 && (film.rate - 25.0).abs() < 0.01,
        "{film:?}"
    );
    assert_eq!(
        heard(&film),
        [(640, 360), (426, 240), (960, 540), (1_280, 720)]
    );

    let mut told = Vec::new();
    let sound = film::sound(&source, &film, -18.0, &folder.0, &mut |part| {
        told.push(part);
    })
    .unwrap()
    .unwrap();
    assert!(
        told.is_sorted() && told.last().is_some_and(|part| *part > 0.9),
        "{told:?}"
    );
    let level = loudness(&sound);
    assert!((level + 18.0).abs() < 0.7, "{level} LUFS");

    let mut made = Vec::new();
    for rung in film::ladder(&film).into_iter().take(2) {
        made.push(film::rung(&source, &film, rung, Some(&sound), &folder.0, &mut |_| ()).unwrap());
    }
    let first = &made[0];
    assert_eq!(field(&first.file, "stream=codec_name"), "h264\naac");
    assert!(
        first.codecs.starts_with("avc1.6400") && first.codecs.ends_with(",mp4a.40.2"),
        "{}",
        first.codecs
    );
    assert!(
        first.peak >= first.average && first.average > 50_000,
        "{first:?}"
    );
    let tags = field(&first.file, "format_tags");
    assert!(!tags.contains("Secret") && !tags.contains("52.5"), "{tags}");

    // A player that starts at the list of lists reads all nine seconds, by byte ranges of one file.
    let list = film::playlist(first, "360.mp4");
    assert_eq!(list.matches("#EXTINF:").count(), 3, "{list}");
    assert_eq!(list.matches("#EXT-X-BYTERANGE:").count(), 3, "{list}");
    assert!(
        list.contains("#EXT-X-MAP:URI=\"360.mp4\",BYTERANGE=")
            && list.ends_with("#EXT-X-ENDLIST\n"),
        "{list}"
    );
    std::fs::write(folder.0.join("360.m3u8"), &list).unwrap();
    std::fs::write(
        folder.0.join("240.m3u8"),
        film::playlist(&made[1], "240.mp4"),
    )
    .unwrap();
    let master = film::master([(first, "360.m3u8"), (&made[1], "240.m3u8")]);
    assert!(
        master.contains("RESOLUTION=640x360,FRAME-RATE=25.000,CODECS=\"avc1.6400"),
        "{master}"
    );
    let path = folder.0.join("film.m3u8");
    std::fs::write(&path, master).unwrap();
    let seconds: f64 = field(&path, "format=duration").parse().unwrap();
    assert!((seconds - 9.0).abs() < 0.2, "{seconds}");
    assert_eq!(field(&path, "program=program_id"), "0\n1");

    let plain = film::plain(first, &folder.0).unwrap();
    let bytes = std::fs::read(&plain).unwrap();
    let at = |what: &[u8]| bytes.windows(4).position(|four| four == what).unwrap();
    assert!(at(b"moov") < at(b"mdat"), "the index stands at the end");

    let still = film::still(&source, &film, 4.0, &folder.0).unwrap();
    assert_eq!(field(&still, "stream=width,height"), "1280\n720");
    let late = film::still(&source, &film, 900.0, &folder.0).unwrap();
    assert_eq!(field(&late, "stream=width,height"), "1280\n720");
}

#[test]
fn ladders_fit_their_films() {
    let folder = Folder::new();
    let of = |size: &str, more: &[&str]| {
        let name = format!("{size}.mp4");
        heard(&film::probe(&folder.film(&name, size, 10, 1, more)).unwrap())
    };
    let full = [
        (640, 360),
        (426, 240),
        (960, 540),
        (1_280, 720),
        (1_920, 1_080),
    ];
    assert_eq!(of("1920x1080", &[]), full);
    assert_eq!(of("2560x1440", &[]), full);
    // Upright films by their shorter side.
    assert_eq!(
        of("720x1280", &[]),
        [(360, 640), (240, 426), (540, 960), (720, 1_280)]
    );
    assert_eq!(of("640x480", &[]), [(480, 360), (320, 240), (640, 480)]);
    assert_eq!(of("160x120", &[]), [(160, 120), (78, 58), (112, 84)]);
    // Anamorphic pictures get square pixels.
    let wide = of("720x576", &["-aspect", "16:9"]);
    assert_eq!(wide.last(), Some(&(960, 540)), "{wide:?}");
}

#[test]
fn films_of_phones_stand_upright_and_bright_ones_are_brought_down() {
    let folder = Folder::new();
    let plain = folder.film("plain.mp4", "320x240", 60, 2, &[]);
    let lying = folder.make(
        "turned.mp4",
        &[
            "-i",
            plain.to_str().unwrap(),
            "-c",
            "copy",
            "-metadata:s:v:0",
            "rotate=90",
        ],
    );
    let film = film::probe(&lying).unwrap();
    assert_eq!(film.picture, Some((240, 320)));
    let rung = film::ladder(&film)[0];
    let made = film::rung(&lying, &film, rung, None, &folder.0, &mut |_| ()).unwrap();
    assert_eq!(
        field(&made.file, "stream=width,height,codec_type"),
        format!("video\n{}\n{}", rung.width, rung.height)
    );
    assert!(
        (made.rate - 30.0).abs() < 0.1,
        "sixty pictures a second are halved: {}",
        made.rate
    );

    let bright = folder.make(
        "bright.mp4",
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=320x240:rate=10:duration=1",
            "-c:v",
            "libx264",
            "-pix_fmt",
            "yuv420p10le",
            "-color_primaries",
            "bt2020",
            "-color_trc",
            "arib-std-b67",
            "-colorspace",
            "bt2020nc",
        ],
    );
    let film = film::probe(&bright).unwrap();
    let made = film::rung(
        &bright,
        &film,
        film::ladder(&film)[0],
        None,
        &folder.0,
        &mut |_| (),
    )
    .unwrap();
    assert_eq!(
        field(&made.file, "stream=pix_fmt,color_transfer"),
        "yuv420p\nbt709"
    );
}

#[test]
fn sounds_are_levelled_and_silence_stays_silent() {
    let folder = Folder::new();
    let quiet = folder.make(
        "quiet.wav",
        &[
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:duration=5",
            "-af",
            "volume=-20dB",
        ],
    );
    let film = film::probe(&quiet).unwrap();
    assert_eq!((film.picture, film.sound), (None, true));
    assert!(film::ladder(&film).is_empty());
    for wanted in [-16.0, -23.0] {
        let made = film::sound(&quiet, &film, wanted, &folder.0, &mut |_| ())
            .unwrap()
            .unwrap();
        let level = loudness(&made);
        assert!((level - wanted).abs() < 0.7, "{level} for {wanted}");
    }
    let silent = folder.make("silent.wav", &["-f", "lavfi", "-i", "anullsrc=duration=2"]);
    let film = film::probe(&silent).unwrap();
    assert!(
        film::sound(&silent, &film, -16.0, &folder.0, &mut |_| ())
            .unwrap()
            .is_some()
    );
    assert!(refused(film::still(&silent, &film, 0.0, &folder.0)).contains("picture"));
}

#[test]
fn what_breaks_off_or_is_no_film_is_refused_with_a_reason() {
    let folder = Folder::new();
    let film = folder.film("film.mp4", "320x240", 10, 20, &["-movflags", "+faststart"]);
    let whole = std::fs::read(&film).unwrap();
    let try_bytes = |name: &str, bytes: &[u8]| {
        let path = folder.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        let began = Instant::now();
        let said = refused(film::probe(&path));
        assert!(began.elapsed().as_secs() < 20, "{name} took too long");
        said
    };
    let said = try_bytes("cut.mp4", &whole[..whole.len() / 2]);
    assert!(
        said.contains("breaks off after") || said.contains("broken"),
        "{said}"
    );
    let said = try_bytes("head.mp4", &whole[..200]);
    assert!(said.contains("again"), "{said}");
    // Lists, in disguise or not: they could point at anything.
    for list in [
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nhttp://127.0.0.1:9/secret\n",
        "ffconcat version 1.0\nfile /etc/passwd\n",
    ] {
        let said = try_bytes("list.mp4", list.as_bytes());
        assert!(said.contains("points at other files"), "{said}");
        let hidden = [b"\0\0\0\x18ftypisom\0\0\0\0isom\0\0\0\0", list.as_bytes()].concat();
        try_bytes("hidden.mp4", &hidden);
        try_bytes(
            "sound.mp3",
            &[b"ID3\x03\0\0\0\0\0\0", list.as_bytes()].concat(),
        );
    }
    // An SDP inside what looks like a sound, and noise.
    try_bytes(
        "noise.mp4",
        &[b"\0\0\0\x18ftypisom\0\0\0\0isom", &[0x5a_u8; 4_000][..]].concat(),
    );
    let picture = folder.make(
        "picture.png",
        &["-f", "lavfi", "-i", "testsrc=size=32x32", "-frames:v", "1"],
    );
    assert!(refused(film::probe(&picture)).contains("a picture"));
}

#[test]
fn absurd_films_are_refused() {
    let folder = Folder::new();
    let wide = folder.make(
        "wide.mkv",
        &[
            "-f",
            "lavfi",
            "-i",
            "color=size=8000x16:rate=1:duration=1",
            "-c:v",
            "ffv1",
        ],
    );
    assert!(refused(film::probe(&wide)).contains("8000 by 16 pixels"));
    // A few packets that claim a week.
    let endless = folder.make(
        "endless.mkv",
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=64x64:rate=1:duration=3",
            "-vf",
            "setpts=PTS*9000",
            "-fps_mode",
            "vfr",
            "-c:v",
            "ffv1",
        ],
    );
    let said = refused(film::probe(&endless));
    assert!(said.contains("longer than 4 hours"), "{said}");
    let exotic = folder.make(
        "exotic.avi",
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=64x64:duration=1",
            "-c:v",
            "cinepak",
        ],
    );
    assert!(refused(film::probe(&exotic)).contains("cinepak"));
}

#[test]
fn real_files_by_others_are_films_and_sounds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures/media");
    if !folder.is_dir() {
        println!("SKIPPED: the folder of shared fixtures is not here");
        return;
    }
    let film = film::probe(&folder.join("video.mp4")).unwrap();
    assert_eq!(film.picture, Some((158, 162)));
    assert!(heard(&film).len() >= 3);
    let sound = film::probe(&folder.join("audio-sample.mp3")).unwrap();
    assert!(
        sound.picture.is_none() && (sound.seconds - 19.2).abs() < 0.1,
        "{sound:?}"
    );
}

#[test]
fn what_a_film_or_sound_says_of_itself_is_read() {
    let folder = Folder::new();
    let told = [
        "-metadata",
        "title=Harbour at dawn",
        "-metadata",
        "artist=Ada Example; Bo Example",
        "-metadata",
        "copyright=© Example Agency",
        "-metadata",
        "comment=made with a program",
    ];
    let more = [
        &told[..],
        &[
            "-metadata",
            "description=Boats leave.\nIt is cold.",
            "-metadata",
            "creation_time=2024-05-06T07:08:09Z",
        ],
    ]
    .concat();
    let tone = ["-f", "lavfi", "-i", "sine=duration=1"];
    let sound = [&tone[..], &told[..]].concat();
    let made = [
        (folder.film("a.mp4", "64x64", 5, 1, &more), true),
        (folder.film("a.mkv", "64x64", 5, 1, &more), true),
        (folder.make("a.mp3", &sound), false),
        (folder.make("a.flac", &sound), false),
        (
            folder.make("a.ogg", &[&sound[..], &["-c:a", "libopus"]].concat()),
            false,
        ),
    ];
    for (file, has_more) in &made {
        let said = film::said(file).unwrap();
        let name = file.display();
        let value = |said: &Option<Said<String>>| said.as_ref().map(|s| s.value.clone());
        assert_eq!(
            value(&said.title).as_deref(),
            Some("Harbour at dawn"),
            "{name}"
        );
        let bylines = said.bylines.unwrap();
        assert_eq!(bylines.value, ["Ada Example", "Bo Example"], "{name}");
        assert_eq!(bylines.from, Origin::Tags);
        assert_eq!(
            value(&said.copyright).as_deref(),
            Some("© Example Agency"),
            "{name}"
        );
        let caption = has_more.then_some("Boats leave.\nIt is cold.");
        assert_eq!(value(&said.caption).as_deref(), caption, "{name}");
        let created = said.created.map(|said| said.value.to_string());
        let created = created.filter(|_| name.to_string().ends_with("mp4"));
        let wanted = name
            .to_string()
            .ends_with("mp4")
            .then_some("2024-05-06T07:08:09+00:00");
        assert_eq!(created.as_deref(), wanted, "{name}");
    }

    // An XMP packet goes before the tags: in a box of its own, and in QuickTime's head.
    let packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <rdf:Description rdf:about='' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Headline='Dawn' \
        photoshop:Credit='Example/Agency'/></rdf:RDF></x:xmpmeta>";
    let boxed = |kind: &[u8], body: &[u8]| {
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
    };
    let uuid = [
        &b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"[..],
        packet.as_bytes(),
    ]
    .concat();
    let mut bytes = std::fs::read(&made[0].0).unwrap();
    let plain = bytes.clone();
    bytes.extend(boxed(b"uuid", &uuid));
    let with_box = folder.0.join("box.mp4");
    std::fs::write(&with_box, &bytes).unwrap();
    // A second head with nothing but user data, which readers of films pass over.
    let head = boxed(b"udta", &boxed(b"XMP_", packet.as_bytes()));
    let at = plain.windows(4).position(|w| w == b"moov").unwrap() - 4;
    let len = u32::from_be_bytes(plain[at..at + 4].try_into().unwrap()) as usize;
    let moov = boxed(b"moov", &[&plain[at + 8..at + len], &head[..]].concat());
    let mut inside = plain[..at].to_vec();
    inside.extend(&moov);
    inside.extend(&plain[at + len..]);
    let in_head = folder.0.join("head.mp4");
    std::fs::write(&in_head, &inside).unwrap();
    for file in [with_box, in_head] {
        let said = film::said(&file).unwrap();
        let headline = said.headline.unwrap();
        assert_eq!(
            (headline.value.as_str(), headline.from),
            ("Dawn", Origin::Xmp)
        );
        assert_eq!(said.credit.unwrap().value, "Example/Agency");
        assert_eq!(said.title.unwrap().value, "Harbour at dawn");
    }

    // Boxes that lie about their lengths, or stand in each other without end.
    let mut deep = Vec::new();
    for turn in 0..60 {
        deep = boxed(if turn % 2 == 0 { b"moov" } else { b"udta" }, &deep);
    }
    let ftyp = boxed(b"ftyp", b"isom\0\0\x02\0isomiso2mp41");
    for tail in [
        deep,
        b"\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
        b"\xff\xff\xff\xffuuid\xbe".to_vec(),
    ] {
        let file = folder.0.join("broken.mp4");
        std::fs::write(&file, [&ftyp[..], &tail].concat()).unwrap();
        film::said(&file).ok();
    }
}
