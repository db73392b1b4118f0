//! Captions: both formats are read, what cannot be is named by its line, and what is written is read back the same.

use media::captions::{Cue, read, transcript, write};
use proptest::prelude::*;

fn cue(start: u32, end: u32, text: &str) -> Cue {
    Cue {
        start,
        end,
        speaker: None,
        text: text.into(),
    }
}

#[test]
fn both_formats_are_read() {
    let vtt = "\u{feff}WEBVTT - harbour\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE not --> words\n\n\
               intro\n00:01.000 --> 00:02.500 line:10% align:start\n<v Ada Price>The <i>tide</i> &amp; the <c.loud>wind</c></v>\nturn &lt;now&gt;\n\n\
               01:00:00.250 --> 01:00:01.000\nlater\n";
    let read_vtt = read(vtt.as_bytes()).unwrap();
    assert_eq!(read_vtt[0].speaker.as_deref(), Some("Ada Price"));
    assert_eq!(read_vtt[0].text, "The tide & the wind\nturn <now>");
    assert_eq!((read_vtt[0].start, read_vtt[0].end), (1_000, 2_500));
    assert_eq!(read_vtt[1], cue(3_600_250, 3_601_000, "later"));
    assert_eq!(read_vtt.len(), 2);

    // Windows' line ends and letters, out of order.
    let srt = b"2\r\n00:00:05,000 --> 00:00:06,000\r\nna\xefve\r\n\r\n1\r\n00:00:01,5 --> 00:00:02,000\r\n1 < 2\r\n";
    assert_eq!(
        read(srt).unwrap(),
        [cue(1_500, 2_000, "1 < 2"), cue(5_000, 6_000, "naïve")]
    );
    let wide: Vec<u8> = "\u{feff}WEBVTT\n\n00:00.000 --> 00:01.000\n潮\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read(&wide).unwrap(), [cue(0, 1_000, "潮")]);
}

#[test]
fn what_cannot_be_read_is_named_by_its_line() {
    for (text, said) in [
        (
            "WEBVTT\n\n00:01.000 --> soon\nx",
            "Line 3 of the captions: the times cannot be read",
        ),
        (
            "1\n00:00:02,000 --> 00:00:01,000\nx",
            "Line 2 of the captions: the words end before",
        ),
        ("WEBVTT\n\n00:61:00.000 --> 00:62:00.000\nx", "Line 3"),
        ("WEBVTT\n", "There are no captions"),
        ("<html>", "There are no captions"),
        ("", "There are no captions"),
    ] {
        let refusal = read(text.as_bytes()).unwrap_err().to_string();
        assert!(refusal.starts_with(said), "{text:?}: {refusal}");
    }
    assert!(
        read(&vec![b'x'; 3 << 20])
            .unwrap_err()
            .to_string()
            .contains("2 MB")
    );
}

#[test]
fn a_transcript_has_paragraphs_and_tells_no_line_twice() {
    let mut cues = vec![
        cue(0, 2_000, "The tide is"),
        cue(2_000, 4_000, "The tide is\nturning."),
        cue(9_000, 10_000, "Boats wait."),
    ];
    cues.push(Cue {
        speaker: Some("Joe".into()),
        ..cue(10_000, 11_000, "So do we.")
    });
    cues.push(Cue {
        speaker: Some("Joe".into()),
        ..cue(11_000, 12_000, "Every day.")
    });
    let told: Vec<_> = transcript(&cues)
        .into_iter()
        .map(|p| (p.start, p.speaker, p.text))
        .collect();
    assert_eq!(
        told,
        [
            (0, None, "The tide is turning.".to_owned()),
            (9_000, None, "Boats wait.".to_owned()),
            (
                10_000,
                Some("Joe".to_owned()),
                "So do we. Every day.".to_owned()
            ),
        ]
    );
    let long: Vec<Cue> = (0..100)
        .map(|n| {
            cue(
                n * 1_000,
                n * 1_000 + 1_000,
                &format!("Sentence number {n} ends."),
            )
        })
        .collect();
    assert!(transcript(&long).iter().all(|p| p.text.len() < 450));
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        cues in prop::collection::vec((0..10_000_000_u32, 1..100_000_u32, "[ -~äß潮\n]{1,60}", prop::option::of("[A-Za-z<>& ]{1,12}")), 1..20)
    ) {
        let mut cues: Vec<Cue> = cues.into_iter().filter_map(|(start, length, text, speaker)| {
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let speaker = speaker.map(|name| name.replace(['<', '>', '&'], "").trim().to_owned()).filter(|name| !name.is_empty());
            (!lines.is_empty()).then(|| Cue { start, end: start + length, speaker, text: lines.join("\n") })
        }).collect();
        prop_assume!(!cues.is_empty());
        cues.sort_by_key(|cue| (cue.start, cue.end));
        let back = read(write(&cues).as_bytes()).unwrap();
        prop_assert_eq!(back, cues);
    }

    #[test]
    fn whatever_comes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "(WEBVTT|1)?(\n|-->|<v|<|>|&amp;|00:01.000|[0-9:., a-z]){0,40}") {
        read(&bytes).ok();
        if let Ok(cues) = read(text.as_bytes()) {
            assert!(transcript(&cues).len() <= cues.len());
            read(write(&cues).as_bytes()).unwrap();
        }
    }
}
