//! The voice that stories are read with where nothing else is set: the "heart" voice of `hibari-tts` 0.2.1 (Apache-2.0), an
//! American, 24 kHz. Its network predicts a spectrum and how long each sound lasts; [`wave`](super::wave) makes it heard.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use crate::Refusal;
use crate::speech::network::Network;
use crate::speech::phonemes::{Phonemes, Sound};
use crate::speech::say::{self, Said, joined};
use crate::speech::wave::{self, Spectrum};
use crate::speech::{Engine, English, Spoken, spelled};

/// Seconds of a step in which the network counts how long sounds last.
const STEP: f32 = 0.025;
/// By so many seconds a sound is heard before the network says that it begins (median, against a forced aligner).
const EARLY: f32 = 0.08;
/// Where the network says how many of them each sound lasts.
const LENGTHS: &str = "/Clip_output_0";
/// The longest sentence in sounds: longer ones were not taught.
const LONGEST: usize = 400;
/// What the network gets before the first sound and after the last.
const EDGE: i32 = 0;

/// The voice.
pub struct Hibari {
    network: Network,
    numbers: HashMap<char, i32>,
    phonemes: Phonemes,
    taught: Vec<(String, String)>,
}

impl Hibari {
    /// Opens the voice that is in a folder, with the newsroom's own words: how each sounds.
    ///
    /// # Errors
    /// [`Refusal::Machine`] if a file is missing or damaged.
    pub fn open(folder: &Path, lexicon: &[(String, String)]) -> Result<Self, Refusal> {
        let path = folder.join("vocab.json");
        let damaged = |why: String| Refusal::machine(format!("{}: {why}", path.display()));
        let text = std::fs::read(&path).map_err(|e| damaged(e.to_string()))?;
        let numbers = serde_json::from_slice(&text).map_err(|e| damaged(e.to_string()))?;
        let mut phonemes = Phonemes::open(folder)?;
        for (word, sounds) in lexicon {
            phonemes.teach(word, sounds);
        }
        Ok(Self {
            network: Network::open(&folder.join("hibari.onnx"))?,
            numbers,
            phonemes,
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

    /// Samples of sounds.
    ///
    /// # Errors
    /// [`Refusal::Machine`] if the voice is damaged.
    pub fn hear(&self, sounds: &str) -> Result<Vec<f32>, Refusal> {
        let sound = Sound {
            at: 0..0,
            phonemes: sounds.chars().take(LONGEST).collect(),
            parted: false,
        };
        Ok(self.breathe(&[sound])?.0)
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

    /// One breath: its samples, and when each sound begins and ends in seconds.
    fn breathe(&self, sounds: &[Sound]) -> Result<(Vec<f32>, Vec<Range<f32>>), Refusal> {
        let (mut ids, mut of) = (vec![EDGE], vec![None]);
        for (n, sound) in sounds.iter().enumerate() {
            let space = sound.parted.then_some(' ');
            for letter in sound.phonemes.chars().chain(space) {
                if let Some(id) = self.numbers.get(&letter) {
                    ids.push(*id);
                    of.push((letter != ' ').then_some(n));
                }
            }
        }
        if ids.len() == 1 {
            return Ok((Vec::new(), vec![0.0..0.0; sounds.len()]));
        }
        ids.push(EDGE);
        of.push(None);
        let seed = ids.iter().fold(1_u64, |seed, id| {
            seed.wrapping_mul(31).wrapping_add(*id as u64)
        });
        let names = ["lh", "theta", "ln", "lr", "phi", "f0", LENGTHS];
        let inputs = [("ids", ids.into()), ("speed", vec![1.0].into())];
        let [harmonic, turn, noise, rest, phase, height, lengths] =
            self.network.run(&inputs, names)?;
        let (harmonic, turn, noise) = (harmonic.real()?, turn.real()?, noise.real()?);
        let (rest, phase, height) = (rest.real()?, phase.real()?, height.real()?);
        let spectrum = Spectrum {
            harmonic: &harmonic,
            turn: &turn,
            noise: &noise,
            rest: &rest,
            phase: &phase,
            height: &height,
        };
        let samples = wave::sound(&spectrum, seed);
        let mut times: Vec<Option<Range<f32>>> = vec![None; sounds.len()];
        let mut at = 0.0;
        for (length, of) in lengths.real()?.into_iter().zip(of) {
            let end = at + length * STEP;
            if let Some(n) = of {
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
            (time.start - EARLY).max(0.0)..(time.end - EARLY).max(0.0)
        });
        Ok((samples, times.collect()))
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

impl Engine for Hibari {
    fn name(&self) -> String {
        "hibari-0.2.1/heart/1".into()
    }

    fn rate(&self) -> u32 {
        wave::RATE
    }

    fn taught(&self, words: &str) -> Vec<&(String, String)> {
        let has = |(word, _): &&(String, String)| words.contains(word.as_str());
        self.taught.iter().filter(has).collect()
    }

    fn speak(&mut self, sentence: &[Said]) -> Result<Spoken, Refusal> {
        let (words, ranges) = joined(sentence);
        let (sounds, guessed) = self.phonemes.of(&words)?;
        let (mut samples, mut times) = (Vec::new(), Vec::with_capacity(sounds.len()));
        for breath in breaths(&sounds) {
            let begun = samples.len() as f32 / wave::RATE as f32;
            let (more, when) = self.breathe(breath)?;
            samples.extend(more);
            times.extend(when.into_iter().map(|t| begun + t.start..begun + t.end));
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
