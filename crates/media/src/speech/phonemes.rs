//! From words to the sounds of a language, in the alphabet that the voices were taught.
//!
//! A dictionary knows most words, by their place in the sentence where that matters ("to read", "has read"); names that the
//! newsroom has taught come before it; what neither knows is guessed from its letters by a small network, and told, so that
//! somebody can listen to it. Reach: the files of a voice's folder; words in, sounds out.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use misaki_rs::fallback::{Fallback, FallbackError};
use misaki_rs::lexicon::PhonemeEntry;
use misaki_rs::{G2P, Language};
use serde::Deserialize;

use crate::Refusal;
use crate::speech::English;
use crate::speech::british::british;
use crate::speech::network::Network;

/// How a stretch of words sounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sound {
    /// Its bytes of the words.
    pub at: Range<usize>,
    /// One letter a sound.
    pub phonemes: String,
    /// Whether a space follows.
    pub parted: bool,
}

/// What knows how words sound.
pub(super) struct Phonemes {
    known: G2P,
    guesser: Arc<Guesser>,
    guessed: Arc<Mutex<Vec<String>>>,
    accent: English,
}

impl Phonemes {
    /// For a voice with an accent whose network for unknown words is in a folder.
    pub(super) fn open(folder: &Path, accent: English) -> Result<Self, Refusal> {
        let guessed = Arc::default();
        let guesser = Arc::new(Guesser {
            network: Network::open(&folder.join("oov.onnx"))?,
            letters: Letters::open(&folder.join("oov.json"))?,
            guessed: Arc::clone(&guessed),
        });
        let fallback = Box::new(Shared(Arc::clone(&guesser), accent));
        let language = match accent {
            English::American => Language::EnglishUS,
            English::British => Language::EnglishGB,
        };
        Ok(Self {
            known: G2P::with_fallback(language, Some(fallback)),
            guesser,
            guessed,
            accent,
        })
    }

    /// Sounds that were guessed or written down, which are American, in the accent of the voice.
    pub(super) fn accented(&self, sounds: &str) -> String {
        accented(sounds, self.accent)
    }

    /// From now on a word sounds like this.
    pub(super) fn teach(&mut self, word: &str, phonemes: &str) {
        let entry = PhonemeEntry::Simple(self.accented(phonemes));
        self.known.lexicon.golds.insert(word.to_owned(), entry);
    }

    /// How a word sounds by its letters alone, to an American.
    pub(super) fn guess(&self, word: &str) -> Result<String, Refusal> {
        self.guesser.guess(word)
    }

    /// How words sound, in their order, and which of them were guessed.
    pub(super) fn of(&self, words: &str) -> Result<(Vec<Sound>, Vec<String>), Refusal> {
        let (_, tokens) = self
            .known
            .g2p(words)
            .map_err(|e| Refusal::file(format!("Nobody knows how \"{words}\" sounds: {e}.")))?;
        let mut sounds: Vec<Sound> = Vec::with_capacity(tokens.len());
        let mut from = 0;
        for token in tokens {
            // The tokens are the words again, one after the other; where one was spelled otherwise, it belongs to the next.
            let found = words[from..].find(token.text.as_str());
            let at = found.map_or(from..from, |n| from + n..from + n + token.text.len());
            from = at.end;
            let phonemes = token.phonemes.unwrap_or_default();
            sounds.push(Sound {
                at,
                phonemes: phonemes.replace('ɾ', "T").replace('ʔ', "t"),
                parted: !token.whitespace.is_empty(),
            });
        }
        let mut guessed = self.guessed.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((sounds, std::mem::take(&mut guessed)))
    }
}

/// The letters that the network reads, the sounds that it writes.
#[derive(Deserialize)]
struct Letters {
    #[serde(rename = "in")]
    letters: Vec<char>,
    #[serde(rename = "out")]
    sounds: Vec<String>,
    #[serde(rename = "maxlen")]
    longest: usize,
}

impl Letters {
    fn open(path: &Path) -> Result<Self, Refusal> {
        let damaged = |why: String| Refusal::machine(format!("{}: {why}", path.display()));
        let text = std::fs::read(path).map_err(|e| damaged(e.to_string()))?;
        serde_json::from_slice(&text).map_err(|e| damaged(e.to_string()))
    }
}

/// Guesses how a word sounds from its letters.
struct Guesser {
    network: Network,
    letters: Letters,
    guessed: Arc<Mutex<Vec<String>>>,
}

impl Guesser {
    fn guess(&self, word: &str) -> Result<String, Refusal> {
        let number: HashMap<char, i32> = self.letters.letters.iter().copied().zip(1..).collect();
        let letters = word.chars().filter_map(|c| number.get(&c).copied());
        let letters: Vec<i32> = letters.take(self.letters.longest).collect();
        if letters.is_empty() {
            return Ok(String::new());
        }
        let [read] = self.network.run(&[("chars", letters.into())], ["ids"])?;
        // One guess a letter; a sound that goes on is one sound, 0 is none (CTC, Graves et al. 2006).
        let (mut sounds, mut last) = (String::new(), 0);
        for sound in read.whole()? {
            if sound != last && sound > 0 {
                sounds += self
                    .letters
                    .sounds
                    .get(sound as usize - 1)
                    .map_or("", |s| s);
            }
            last = sound;
        }
        Ok(sounds)
    }
}

fn accented(sounds: &str, accent: English) -> String {
    match accent {
        English::American => sounds.to_owned(),
        English::British => british(sounds),
    }
}

/// The guesser as the dictionary has it, and whose accent it takes.
struct Shared(Arc<Guesser>, English);

impl Fallback for Shared {
    fn phonemize(&self, word: &str) -> Result<String, FallbackError> {
        let guessed = &self.0.guessed;
        let mut guessed = guessed.lock().unwrap_or_else(PoisonError::into_inner);
        guessed.push(word.to_owned());
        // An error would lose the whole sentence; a word without sounds is told by its absence.
        Ok(accented(&self.0.guess(word).unwrap_or_default(), self.1))
    }
}
