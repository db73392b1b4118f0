//! What the voices that run here share, because they were taught one alphabet: from a sentence to the numbers that a network
//! takes, a breath at a time, and from the lengths that it gives back to the time of each word.
//!
//! Reach: words and lengths in, numbers and times out; which network it is, and how it is heard, is each voice's own.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use crate::Refusal;
use crate::speech::phonemes::{Phonemes, Sound};
use crate::speech::say::{self, Said, joined};
use crate::speech::{English, Spoken, spelled};

/// The longest breath in sounds: the networks were not taught longer ones.
const LONGEST: usize = 400;
/// Seconds of a step in which the networks count how long sounds last.
const STEP: f32 = 0.025;
/// By so many seconds a sound is heard before a network says that it begins (median, against a forced aligner; the same for
/// both voices).
const EARLY: f32 = 0.08;
/// What a network gets before the first sound and after the last.
const EDGE: i32 = 0;

/// How a voice says words.
pub struct Pronouncing {
    phonemes: Phonemes,
    numbers: HashMap<char, i32>,
    taught: Vec<(String, String)>,
}

impl Pronouncing {
    /// That of the voice whose files are in a folder, with the newsroom's own words: how each sounds.
    pub(super) fn open(
        folder: &Path,
        accent: English,
        lexicon: &[(String, String)],
    ) -> Result<Self, Refusal> {
        let path = folder.join("vocab.json");
        let damaged = |why: String| Refusal::machine(format!("{}: {why}", path.display()));
        let text = std::fs::read(&path).map_err(|e| damaged(e.to_string()))?;
        let numbers = serde_json::from_slice(&text).map_err(|e| damaged(e.to_string()))?;
        let mut phonemes = Phonemes::open(folder, accent)?;
        for (word, sounds) in lexicon {
            phonemes.teach(word, sounds);
        }
        Ok(Self {
            phonemes,
            numbers,
            taught: lexicon.to_vec(),
        })
    }

    /// The sounds of a word as somebody writes them down: in phonetic letters (`/ʃiː/`), or spelled otherwise
    /// (`zho-VRIN-ka`).
    ///
    /// # Errors
    /// [`Refusal::File`] that names the letter which the voice does not know.
    pub fn spelled(&self, typed: &str) -> Result<String, Refusal> {
        let sounds = if spelled::is_respelling(typed) {
            spelled::respelled(typed, |syllable| self.phonemes.guess(syllable))?
        } else {
            spelled::phonetic(typed, |letter| self.numbers.contains_key(&letter))?
        };
        if sounds.trim().is_empty() {
            return Err(Refusal::file("There is nothing in it that can be heard."));
        }
        Ok(sounds)
    }

    /// The sounds of words as they are read.
    ///
    /// # Errors
    /// [`Refusal::File`] if they cannot be said.
    pub fn sounds(&self, words: &str) -> Result<String, Refusal> {
        let (sounds, _) = self.phonemes.of(words)?;
        let each = sounds.iter().map(|sound| {
            let space = if sound.parted { " " } else { "" };
            format!("{}{space}", sound.phonemes)
        });
        Ok(each.collect())
    }

    /// Words of a text whose sound would be guessed.
    ///
    /// # Errors
    /// [`Refusal::File`] that names the word that cannot be said.
    pub fn unknown(&self, text: &str, english: English) -> Result<Vec<String>, Refusal> {
        let said = say::say(text, english).map_err(|unsaid| Refusal::file(unsaid.to_string()))?;
        Ok(self.phonemes.of(&joined(&said).0)?.1)
    }

    /// As [`Engine::taught`](super::Engine::taught).
    pub(super) fn taught(&self, words: &str) -> Vec<&(String, String)> {
        let has = |(word, _): &&(String, String)| words.contains(word.as_str());
        self.taught.iter().filter(has).collect()
    }

    /// The numbers of sounds that somebody has written down.
    pub(super) fn numbered(&self, sounds: &str) -> Breath {
        let sound = Sound {
            at: 0..0,
            phonemes: self
                .phonemes
                .accented(sounds)
                .chars()
                .take(LONGEST)
                .collect(),
            parted: false,
        };
        self.breath(&[sound])
    }

    fn breath(&self, sounds: &[Sound]) -> Breath {
        let (mut numbers, mut of) = (vec![EDGE], vec![None]);
        for (n, sound) in sounds.iter().enumerate() {
            let space = sound.parted.then_some(' ');
            for letter in sound.phonemes.chars().chain(space) {
                if let Some(number) = self.numbers.get(&letter) {
                    numbers.push(*number);
                    of.push((letter != ' ').then_some(n));
                }
            }
        }
        numbers.push(EDGE);
        of.push(None);
        Breath {
            numbers,
            of,
            sounds: sounds.len(),
        }
    }

    /// Speaks a sentence: `voice` makes samples of a breath, and says how many steps each number of it lasts.
    pub(super) fn speak(
        &self,
        sentence: &[Said],
        rate: u32,
        mut voice: impl FnMut(&Breath) -> Result<(Vec<f32>, Vec<f32>), Refusal>,
    ) -> Result<Spoken, Refusal> {
        let (words, ranges) = joined(sentence);
        let (sounds, guessed) = self.phonemes.of(&words)?;
        let (mut samples, mut times) = (Vec::new(), Vec::with_capacity(sounds.len()));
        for breath in breaths(&sounds) {
            let begun = samples.len() as f32 / rate as f32;
            let breath = self.breath(breath);
            let (more, lengths) = if breath.is_empty() {
                Default::default()
            } else {
                voice(&breath)?
            };
            samples.extend(more);
            let when = breath.times(&lengths).into_iter();
            let heard = |at: f32| (begun + at - EARLY).max(0.0);
            times.extend(when.map(|time| heard(time.start)..heard(time.end)));
        }
        let pieces = ranges.into_iter().map(|range| {
            let inside = sounds
                .iter()
                .zip(&times)
                .filter(|(sound, _)| sound.at.start < range.end && sound.at.end > range.start);
            let mut inside = inside.map(|(_, time)| time.clone());
            let first = inside.next()?;
            let last = inside.next_back();
            Some(first.start..last.map_or(first.end, |last| last.end))
        });
        Ok(Spoken {
            samples,
            times: Some(pieces.collect()),
            guessed,
        })
    }
}

/// What a network says at once.
pub(super) struct Breath {
    /// One number a sound, with an edge before and after.
    pub numbers: Vec<i32>,
    /// Which of the sounds each number belongs to; none for edges and spaces.
    of: Vec<Option<usize>>,
    sounds: usize,
}

impl Breath {
    /// Whether there is nothing in it to be heard.
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.len() <= 2
    }

    /// When a network says that each sound begins and ends, in seconds, if its numbers last so many steps.
    fn times(&self, lengths: &[f32]) -> Vec<Range<f32>> {
        let mut times: Vec<Option<Range<f32>>> = vec![None; self.sounds];
        let mut at = 0.0;
        for (length, of) in lengths.iter().zip(&self.of) {
            let end = at + length * STEP;
            if let Some(n) = *of {
                let begun = times[n].as_ref().map_or(at, |time| time.start);
                times[n] = Some(begun..end);
            }
            at = end;
        }
        // What makes no sound of its own is over before it begins.
        let mut last = 0.0;
        let times = times.into_iter().map(|time| {
            let time = time.unwrap_or(last..last);
            last = time.end;
            time
        });
        times.collect()
    }
}

/// Parts sounds into breaths of no more than [`LONGEST`]: at the last pause that fits, else at the last space.
fn breaths(sounds: &[Sound]) -> Vec<&[Sound]> {
    let length = |sound: &Sound| sound.phonemes.chars().count() + usize::from(sound.parted);
    let is_pause = |sound: &Sound| matches!(sound.phonemes.as_str(), "," | ";" | ":" | "—");
    let (mut all, mut rest) = (Vec::new(), sounds);
    loop {
        let mut sum = 0;
        let fits = rest.iter().take_while(|sound| {
            sum += length(sound);
            sum <= LONGEST
        });
        let fits = fits.count();
        if fits == rest.len() {
            all.push(rest);
            return all;
        }
        let pause = rest[..fits].iter().rposition(is_pause);
        let cut = pause.map_or(fits.max(1), |n| n + 1);
        all.push(&rest[..cut]);
        rest = &rest[cut..];
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Sound, breaths};

    fn sound(phonemes: &str) -> Sound {
        Sound {
            at: 0..0,
            phonemes: phonemes.into(),
            parted: true,
        }
    }

    #[test]
    fn a_long_sentence_is_read_in_breaths_that_end_at_pauses() {
        let mut sounds: Vec<Sound> = (0..150).map(|_| sound("abc")).collect();
        assert_eq!(breaths(&sounds[..100]).len(), 1);
        sounds[60] = sound(",");
        let all = breaths(&sounds);
        assert_eq!(all.iter().map(|b| b.len()).collect::<Vec<_>>(), [61, 89]);
        let one = [sound(&"a".repeat(LONGEST + 1)), sound("b")];
        assert_eq!(breaths(&one).len(), 2);
    }
}
