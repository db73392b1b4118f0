//! A paragraph read aloud: its sentences one after the other with the pauses between, and when each word begins.
//!
//! Reach: a text and an engine in, samples and times out. A reading can be written down and taken up again, so that only
//! paragraphs which have changed are read anew.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::speech::say::{self, Said};
use crate::speech::{Engine, English};

/// Seconds that are kept before a sentence's first sound, which nobody knows better than that, and after its last, which dies
/// away before it ends. With that, two sentences are about 0.3 seconds apart.
const BEFORE: f32 = 0.08;
const AFTER: f32 = 0.02;
/// The same for an engine that does not know when its words are heard: from where it is heard, and after it has faded. What
/// the engine gives less of is filled with silence, so that sentences are as far apart as others.
const AROUND: f32 = 0.15;
/// What is softer than so much of the loudest moment is silence: -40 dB.
const SILENCE: f32 = 0.01;
/// Seconds of a moment.
const MOMENT: f32 = 0.01;
/// The longest text that is read at once, in bytes: what is longer is cut at the end of a sentence, so that memory does not
/// grow with a text.
const LONGEST: usize = 3_000;
/// Samples are kept as whole numbers, with room for those beyond one.
const SCALE: f32 = 16_384.0;

/// A text as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Samples; 16,384 is one.
    pub samples: Vec<i16>,
    /// What was read, and when.
    pub told: Told,
}

/// What was read, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Sentences in their order.
    pub sentences: Vec<Sentence>,
    /// Words whose sound was guessed from their letters.
    pub guessed: Vec<String>,
}

/// A sentence that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its bytes of the text.
    pub at: Range<usize>,
    /// First millisecond.
    pub start: u32,
    /// Millisecond after the last.
    pub end: u32,
    /// Its words as they are written, and the millisecond at which each begins, never one before the last; empty where the
    /// engine does not know.
    pub words: Vec<(Range<usize>, u32)>,
}

/// What decides how a text is read: with the same key it is read the same.
#[must_use]
pub fn key(engine: &dyn Engine, text: &str, english: English) -> String {
    let taught = engine.taught(text);
    format!("{}|{english:?}|{taught:?}|{text}", engine.name())
}

/// A text in stretches that are read one at a time.
#[must_use]
pub fn stretches(text: &str) -> Vec<Range<usize>> {
    let (mut all, mut from) = (Vec::new(), 0);
    while text.len() - from > LONGEST {
        let most = text.floor_char_boundary(from + LONGEST);
        let part = &text[from..most];
        let end = part.rfind(['.', '?', '!', '…', '\n']);
        let space = || part.rfind(char::is_whitespace);
        let cut = end
            .filter(|at| *at > LONGEST / 2)
            .or_else(space)
            .map_or(part.len(), |at| {
                at + part[at..].chars().next().map_or(1, char::len_utf8)
            });
        all.push(from..from + cut);
        from += cut;
    }
    all.push(from..text.len());
    all
}

/// Reads a text.
///
/// # Errors
/// [`Refusal::File`] that names the word that cannot be said; as [`Engine::speak`].
pub fn read(engine: &mut dyn Engine, text: &str, english: English) -> Result<Reading, Refusal> {
    let said = say::say(text, english).map_err(|unsaid| Refusal::file(unsaid.to_string()))?;
    let rate = engine.rate() as f32;
    let mut reading = Reading::default();
    for (pieces, at) in sentences(text, &said) {
        let spoken = engine.speak(pieces)?;
        let (samples, times) = match spoken.times {
            Some(times) => (spoken.samples, times),
            None => (trimmed(&spoken.samples, rate), Vec::new()),
        };
        let length = samples.len() as f32 / rate;
        let heard = || {
            let words = pieces.iter().zip(&times).filter(|(said, _)| is_word(said));
            words.filter_map(|(_, time)| time.clone())
        };
        let around = if times.is_empty() { AROUND } else { 0.0 };
        let first = heard().next().map_or(around.min(length), |time| time.start);
        let last = heard()
            .next_back()
            .map_or((length - around).max(first), |time| time.end);
        let (before, after) = (BEFORE.max(around), AFTER.max(around));
        let (from, to) = ((first - before).max(0.0), (last + after).min(length));
        let begun = reading.samples.len() as f32 / rate;
        let place = |seconds: f32| ((seconds * rate).round() as usize).min(samples.len());
        let kept = &samples[place(from)..place(to)];
        let whole = kept.iter().map(|s| (s * SCALE).round() as i16);
        reading.samples.extend(whole);
        let millis = |seconds: f32| ((begun + seconds - from).max(begun) * 1000.0).round() as u32;
        let words = if times.is_empty() {
            Vec::new()
        } else {
            words(text, &at, pieces, &times, &millis)
        };
        reading.told.sentences.push(Sentence {
            start: millis(first),
            end: millis(last),
            words,
            at,
        });
        reading.told.guessed.extend(spoken.guessed);
    }
    Ok(reading)
}

/// Samples with the silence around them cut, or filled up, to [`AROUND`].
fn trimmed(samples: &[f32], rate: f32) -> Vec<f32> {
    let moment = ((MOMENT * rate) as usize).max(1);
    let power = |part: &[f32]| part.iter().map(|s| s * s).sum::<f32>() / part.len() as f32;
    let powers: Vec<f32> = samples.chunks(moment).map(power).collect();
    let least = powers.iter().fold(0.0_f32, |most, p| most.max(*p)) * SILENCE * SILENCE;
    let is_heard = |power: &f32| *power > least;
    let Some(first) = powers.iter().position(is_heard) else {
        return Vec::new();
    };
    let last = powers.iter().rposition(is_heard).unwrap_or(first);
    let (first, end) = (first * moment, ((last + 1) * moment).min(samples.len()));
    let around = (AROUND * rate) as usize;
    let (from, to) = (
        first.saturating_sub(around),
        (end + around).min(samples.len()),
    );
    let mut out = vec![0.0; around - (first - from)];
    out.extend(&samples[from..to]);
    out.resize(around + end - first + around, 0.0);
    out
}

fn is_word(said: &Said) -> bool {
    said.words.contains(char::is_alphanumeric)
}

/// The pieces of each sentence, and its bytes of the text with the quotation marks around it.
fn sentences<'s>(text: &str, said: &'s [Said]) -> Vec<(&'s [Said], Range<usize>)> {
    let ends = |said: &Said| matches!(said.words.as_str(), "." | "?" | "!");
    let mut all: Vec<(&[Said], Range<usize>)> = Vec::new();
    for pieces in said.split_inclusive(ends) {
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            continue;
        };
        if !pieces.iter().any(is_word) {
            continue;
        }
        let before = &text[..first.at.start];
        let opened = before.len() - before.trim_end_matches(|c: char| !c.is_whitespace()).len();
        let from = all
            .last()
            .map_or(0, |(_, at)| at.end)
            .max(before.len() - opened);
        let after = &text[last.at.end..];
        let closed = after.find(char::is_whitespace).unwrap_or(after.len());
        // A word begins there: the next sentence follows without a space.
        let closed = after[..closed]
            .find(char::is_alphanumeric)
            .unwrap_or(closed);
        all.push((pieces, from..last.at.end + closed));
    }
    all
}

/// When each written word of a sentence begins. Several words that are said as one, such as a date, share its time by their
/// letters.
fn words(
    text: &str,
    at: &Range<usize>,
    pieces: &[Said],
    times: &[Option<Range<f32>>],
    millis: &dyn Fn(f32) -> u32,
) -> Vec<(Range<usize>, u32)> {
    let (mut all, mut last, mut from) = (Vec::new(), 0, at.start);
    for word in text[at.clone()].split_inclusive(char::is_whitespace) {
        let range = from..from + word.trim_end().len();
        from += word.len();
        let mut inside = pieces.iter().zip(times).filter_map(|(said, time)| {
            let meets = said.at.start < range.end && said.at.end > range.start;
            Some((said, time.as_ref()?)).filter(|_| meets && is_word(said))
        });
        let Some((said, time)) = inside.next() else {
            continue;
        };
        let part = range.start.saturating_sub(said.at.start) as f32 / said.at.len().max(1) as f32;
        let start = millis(time.start + (time.end - time.start) * part).max(last);
        last = start;
        all.push((range, start));
    }
    all
}

impl Reading {
    /// As bytes for a file: the length of what was told, what was told, the samples.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let told = serde_json::to_vec(&self.told).unwrap_or_default();
        let mut bytes = (told.len() as u32).to_le_bytes().to_vec();
        bytes.extend(told);
        bytes.extend(self.samples.iter().flat_map(|s| s.to_le_bytes()));
        bytes
    }

    /// From such bytes; none if they are damaged.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (told, samples) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let (samples, odd) = samples.as_chunks::<2>();
        Some(Self {
            told: serde_json::from_slice(told).ok()?,
            samples: samples.iter().map(|s| i16::from_le_bytes(*s)).collect(),
        })
        .filter(|_| odd.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Spoken;

    /// Says half a second for each sentence, within silence that is longer or shorter than it should be.
    struct Untimed(f32, f32);

    impl Engine for Untimed {
        fn name(&self) -> String {
            "untimed".into()
        }

        fn rate(&self) -> u32 {
            1_000
        }

        fn taught(&self, _: &str) -> Vec<&(String, String)> {
            Vec::new()
        }

        fn speak(&mut self, _: &[Said]) -> Result<Spoken, Refusal> {
            let silence = |seconds: f32| vec![0.000_1; (seconds * 1_000.0) as usize];
            let sound = (0..500).map(|n| if n % 2 == 0 { 0.5 } else { -0.5 });
            Ok(Spoken {
                samples: [silence(self.0), sound.collect(), silence(self.1)].concat(),
                ..Spoken::default()
            })
        }
    }

    #[test]
    fn without_times_a_sentence_is_marked_and_the_silence_around_it_is_even() {
        for (before, after) in [(0.4, 0.9), (0.0, 0.0), (0.05, 2.0)] {
            let text = "It rains. “It pours!” she said.";
            let read = read(&mut Untimed(before, after), text, English::British).unwrap();
            let told = &read.told.sentences;
            let times: Vec<_> = told.iter().map(|s| (s.start, s.end)).collect();
            assert_eq!(times, [(150, 650), (950, 1_450), (1_750, 2_250)]);
            assert_eq!(read.samples.len(), 2_400);
            assert!(told.iter().all(|sentence| sentence.words.is_empty()));
            assert_eq!(&text[told[0].at.clone()], "It rains.");
        }
        let nothing = read(&mut Untimed(0.0, 0.0), "", English::British).unwrap();
        assert_eq!(nothing, Reading::default());
    }

    #[test]
    fn silence_is_no_sound() {
        assert!(trimmed(&[0.0; 500], 1_000.0).is_empty());
        assert!(trimmed(&[], 1_000.0).is_empty());
    }
}
