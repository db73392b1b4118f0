//! Captions: the words of a film or sound with their times, read from WebVTT (W3C, 2019) or SubRip and written as
//! WebVTT; and the transcript that is made of them.
//!
//! Words are plain: styles and places on the screen are the reader's own affair. Who speaks is kept.

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// Largest file, in bytes: a film of four hours has about 300 kB.
pub const MAX_BYTES: usize = 2 << 20;
/// Most cues.
const MAX_CUES: usize = 20_000;
/// A pause of so many milliseconds begins a new paragraph of a transcript.
const PAUSE: u32 = 2_500;
/// After so many letters a paragraph ends with its sentence.
const LONG: usize = 400;

/// Some words, from one moment to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// First millisecond.
    pub start: u32,
    /// Millisecond after the last.
    pub end: u32,
    /// Who speaks, if it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The words, in lines.
    pub text: String,
}

/// A paragraph of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// The millisecond at which it begins.
    pub start: u32,
    /// Who speaks, where it is said and is somebody else than before.
    pub speaker: Option<String>,
    /// What is said.
    pub text: String,
}

/// Reads captions, whichever of the two formats they are in, sorted by when they begin.
///
/// # Errors
/// [`Refusal::File`] that names the line and the remedy.
pub fn read(file: &[u8]) -> Result<Vec<Cue>, Refusal> {
    if file.len() > MAX_BYTES {
        return Err(Refusal::file(format!(
            "The captions have more than {} MB. Send those of one film.",
            MAX_BYTES >> 20
        )));
    }
    let text = decoded(file);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut cues = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        // Blocks are parted by empty lines; what has no arrow is a heading, a note or a style.
        let end = lines[at..]
            .iter()
            .position(|line| line.is_empty())
            .map_or(lines.len(), |n| at + n);
        let arrow = lines[at..end].iter().position(|line| line.contains("-->"));
        let first = lines.get(at).copied().unwrap_or_default();
        let told = ["NOTE", "STYLE", "REGION"].iter().any(|word| {
            first
                .strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        });
        if let Some(arrow) = arrow.filter(|_| !told) {
            let number = at + arrow;
            let wrong =
                |what: &str| Refusal::file(format!("Line {} of the captions: {what}", number + 1));
            let (start, end_time) = times(lines[number]).ok_or_else(|| {
                wrong("the times cannot be read. They look like 00:01:02.500 --> 00:01:04.000.")
            })?;
            if end_time <= start {
                return Err(wrong(
                    "the words end before they begin. Put the times right.",
                ));
            }
            let (speaker, words) = plain(&lines[number + 1..end].join("\n"));
            if !words.is_empty() {
                cues.push(Cue {
                    start,
                    end: end_time,
                    speaker,
                    text: words,
                });
            }
            if cues.len() > MAX_CUES {
                return Err(wrong("there are more cues than a film of four hours has."));
            }
        }
        at = end + 1;
    }
    if cues.is_empty() {
        return Err(Refusal::file(
            "There are no captions in the file. Send WebVTT (.vtt) or SubRip (.srt).",
        ));
    }
    cues.sort_by_key(|cue| (cue.start, cue.end));
    Ok(cues)
}

/// Old SubRip files are in whatever their writer's machine used.
fn decoded(file: &[u8]) -> String {
    let (encoding, skip) = encoding_rs::Encoding::for_bom(file).unwrap_or((encoding_rs::UTF_8, 0));
    let (text, broken) = encoding.decode_without_bom_handling(&file[skip..]);
    if broken && encoding == encoding_rs::UTF_8 {
        encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(file)
            .0
            .into_owned()
    } else {
        text.into_owned()
    }
    .replace("\r\n", "\n")
    .replace('\r', "\n")
    .replace('\0', "\u{fffd}")
}

fn times(line: &str) -> Option<(u32, u32)> {
    let (start, rest) = line.split_once("-->")?;
    Some((time(start.trim())?, time(rest.split_whitespace().next()?)?))
}

/// `01:02:03.500`, `02:03.500`, with a comma in SubRip.
fn time(text: &str) -> Option<u32> {
    let (clock, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |text: &str, most: usize| {
        let fine = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fine.then(|| text.parse::<u32>().ok()).flatten()
    };
    let mut seconds = 0_u32;
    let parts: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    for (n, part) in parts.iter().enumerate() {
        let value = digits(part, 3)?;
        if n > 0 && value > 59 {
            return None;
        }
        seconds = seconds * 60 + value;
    }
    let thousandths = digits(part, 3)? * 10_u32.pow(3 - part.len() as u32);
    seconds.checked_mul(1_000)?.checked_add(thousandths)
}

/// The words without tags, and who speaks them (`<v Ada>`).
fn plain(text: &str) -> (Option<String>, String) {
    let (mut words, mut speaker) = (String::new(), None);
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        let inside = &rest[open + 1..];
        let Some(close) = inside.find('>') else {
            words.push_str(&rest[open..]);
            rest = "";
            break;
        };
        let tag = &inside[..close];
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
        if let Some(name) = tag
            .strip_prefix('v')
            .filter(|rest| rest.starts_with([' ', '.', '\t']))
        {
            let name = name
                .split_once([' ', '\t'])
                .map_or("", |(_, name)| name.trim());
            speaker = speaker.or_else(|| Some(name.to_owned()).filter(|name| !name.is_empty()));
        } else if !is_tag {
            words.push_str(&rest[open..open + close + 2]);
        }
        rest = &inside[close + 1..];
    }
    words.push_str(rest);
    let words = entities(&words);
    let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    (speaker, lines.collect::<Vec<_>>().join("\n"))
}

const ENTITIES: [(&str, &str); 7] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&nbsp;", "\u{a0}"),
    ("&lrm;", "\u{200e}"),
    ("&rlm;", "\u{200f}"),
    ("&quot;", "\""),
    // The last, so that what it yields is not taken for another.
    ("&amp;", "&"),
];

fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    ENTITIES.iter().fold(text.to_owned(), |text, (name, sign)| {
        text.replace(name, sign)
    })
}

/// The captions as WebVTT.
#[must_use]
pub fn write(cues: &[Cue]) -> String {
    let mut out = "WEBVTT\n".to_owned();
    for cue in cues {
        out += &format!("\n{} --> {}\n", clock(cue.start), clock(cue.end));
        if let Some(speaker) = &cue.speaker {
            out += &format!("<v {}>", escaped(speaker).replace('\n', " "));
        }
        let lines = cue
            .text
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty());
        for line in lines {
            out += &escaped(line);
            out.push('\n');
        }
    }
    out
}

/// An arrow in the words would be taken for times; with the sign escaped there is none.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

pub(crate) fn clock(millis: u32) -> String {
    let (seconds, thousandths) = (millis / 1_000, millis % 1_000);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}")
}

/// What is said, in paragraphs: a new one for another speaker, after a pause, and at the end of a sentence when it has
/// grown long. Lines that roll through several cues are told once.
#[must_use]
pub fn transcript(cues: &[Cue]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let (mut last_end, mut last_speaker, mut last_lines) = (0, None, Vec::new());
    for cue in cues {
        let lines: Vec<&str> = cue.text.lines().collect();
        let fresh: Vec<&str> = lines
            .iter()
            .copied()
            .filter(|line| !last_lines.contains(line))
            .collect();
        last_lines = lines;
        if fresh.is_empty() {
            last_end = cue.end;
            continue;
        }
        let words = fresh.join(" ");
        let spoken_by_another = cue.speaker.is_some() && cue.speaker != last_speaker;
        let pause = cue.start.saturating_sub(last_end) > PAUSE;
        match paragraphs
            .last_mut()
            .filter(|_| !spoken_by_another && !pause)
        {
            Some(open)
                if !(open.text.len() > LONG
                    && open.text.ends_with(['.', '!', '?', '”', '"', '。', '؟'])) =>
            {
                open.text.push(' ');
                open.text.push_str(&words);
            }
            _ => paragraphs.push(Paragraph {
                start: cue.start,
                speaker: cue.speaker.clone().filter(|_| spoken_by_another),
                text: words,
            }),
        }
        if cue.speaker.is_some() {
            last_speaker.clone_from(&cue.speaker);
        }
        last_end = cue.end;
    }
    paragraphs
}
