//! Speech: how a story is read aloud.
//!
//! The chain has stages that know only the one before: what is read of a story ([`Part`]), how each word of it is said
//! ([`say`]), which sounds that makes, the samples of an [`Engine`], a [`reading`] of a paragraph with the time of each word,
//! and the [`track`] that a listener gets. Reach: texts in, sound and words out; no store, no network but an engine's own.

mod british;
mod hibari;
mod kokoro;
mod network;
mod phonemes;
mod pronouncing;
pub mod reading;
mod runtime;
pub mod say;
mod spelled;
pub mod track;
pub mod wav;
pub mod wave;

use std::ops::Range;

pub use hibari::Hibari;
pub use kokoro::Kokoro;
pub use pronouncing::Pronouncing;

use crate::Refusal;

/// Whose English it is: they count, date and pay differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum English {
    /// "One hundred and five pounds", 5/6 is in June.
    British,
    /// "One hundred five dollars", 5/6 is in May.
    American,
}

impl English {
    /// By a language tag (BCP 47): the Americas' usage for those who follow it, British for the rest of the world; none if
    /// it is another language.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let mut parts = tag.split(['-', '_']);
        if !parts.next()?.eq_ignore_ascii_case("en") {
            return None;
        }
        let american = parts.any(|part| {
            ["us", "ph", "pr", "gu", "vi", "as"]
                .iter()
                .any(|region| part.eq_ignore_ascii_case(region))
        });
        Some(if american {
            Self::American
        } else {
            Self::British
        })
    }
}

/// What can speak a sentence.
pub trait Engine: Send {
    /// Which voice of which engine it is. What was made under one name is not made again under the same.
    fn name(&self) -> String;

    /// Samples a second.
    fn rate(&self) -> u32;

    /// Those of the newsroom's own words that a text holds, with their sounds: others do not change how it is read.
    fn taught(&self, words: &str) -> Vec<&(String, String)>;

    /// Speaks a sentence.
    ///
    /// # Errors
    /// [`Refusal::File`] if it cannot be said, [`Refusal::Machine`] if the voice is damaged or not to be had.
    fn speak(&mut self, sentence: &[say::Said]) -> Result<Spoken, Refusal>;
}

/// An engine that makes its sound from phonetic letters, and so can be taught words.
pub trait Teachable: Engine {
    /// How it says words.
    fn pronouncing(&self) -> &Pronouncing;

    /// Samples of sounds, in the letters that [`Pronouncing`] gives.
    ///
    /// # Errors
    /// [`Refusal::Machine`] if the voice is damaged.
    fn hear(&mut self, sounds: &str) -> Result<Vec<f32>, Refusal>;
}

/// A sentence that was spoken.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    /// Samples between -1 and 1.
    pub samples: Vec<f32>,
    /// When each piece of the sentence is heard, in seconds; none for a piece without a sound. None at all where the engine
    /// does not know.
    pub times: Option<Vec<Option<Range<f32>>>>,
    /// Words whose sound was guessed from their letters.
    pub guessed: Vec<String>,
}
