//! British voices: Kokoro, of 82 million numbers, version 1.0 (Apache-2.0), 24 kHz, of which one network speaks in many voices. It
//! takes fifty times as long as the voice that is there where nothing else is set, and reads whatever English a story is in
//! with its own accent.

use std::path::Path;

use crate::Refusal;
use crate::speech::pronouncing::{Breath, Pronouncing};
use crate::speech::runtime::{Runtime, input};
use crate::speech::say::Said;
use crate::speech::{Engine, English, Spoken, Teachable};

/// Samples a second.
const RATE: u32 = 24_000;
/// Where the network says how many steps each sound lasts. As it comes it tells nobody: the installer makes it a result.
const LENGTHS: &str = "/encoder/Clip_output_0";
/// Numbers of a voice for each length of a breath.
const STYLE: usize = 256;

/// The voice.
pub struct Kokoro {
    runtime: Runtime,
    pronouncing: Pronouncing,
    /// A row of [`STYLE`] for a breath of one sound, of two, and so on.
    styles: Vec<f32>,
    speaker: String,
}

impl Kokoro {
    /// Opens the voice that is in a folder, and who of it speaks, such as `bf_emma`, with the newsroom's own words: how each
    /// sounds.
    ///
    /// # Errors
    /// [`Refusal::Machine`] if a file is missing or damaged, or the library does not run on this machine.
    pub fn open(
        folder: &Path,
        speaker: &str,
        lexicon: &[(String, String)],
    ) -> Result<Self, Refusal> {
        let path = folder.join(format!("{speaker}.bin"));
        let damaged = |why: &str| Refusal::machine(format!("{}: {why}", path.display()));
        let bytes = std::fs::read(&path).map_err(|e| damaged(&e.to_string()))?;
        let (numbers, odd) = bytes.as_chunks::<4>();
        let styles: Vec<f32> = numbers.iter().map(|b| f32::from_le_bytes(*b)).collect();
        if !odd.is_empty() || styles.is_empty() || !styles.len().is_multiple_of(STYLE) {
            return Err(damaged("is no voice"));
        }
        // British women and men begin with a b.
        let accent = if speaker.starts_with('b') {
            English::British
        } else {
            English::American
        };
        let (library, network) = (folder.join("libonnxruntime.so"), folder.join("kokoro.onnx"));
        Ok(Self {
            runtime: Runtime::open(&library, &network)?,
            pronouncing: Pronouncing::open(folder, accent, lexicon)?,
            styles,
            speaker: speaker.to_owned(),
        })
    }
}

/// Samples of a breath, and how many steps each number of it lasts.
fn breathe(
    runtime: &mut Runtime,
    styles: &[f32],
    breath: &Breath,
) -> Result<(Vec<f32>, Vec<f32>), Refusal> {
    let sounds = breath.numbers.len() - 2;
    let row = (sounds - 1).min(styles.len() / STYLE - 1) * STYLE;
    let numbers: Vec<i64> = breath.numbers.iter().map(|n| i64::from(*n)).collect();
    let inputs = vec![
        input("tokens", &[1, numbers.len()], numbers)?,
        input("style", &[1, STYLE], styles[row..row + STYLE].to_vec())?,
        input("speed", &[1], vec![1.0_f32])?,
    ];
    let [samples, lengths] = runtime.run(inputs, ["audio", LENGTHS])?;
    Ok((samples, lengths))
}

impl Engine for Kokoro {
    fn name(&self) -> String {
        format!("kokoro-1.0/{}/1", self.speaker)
    }

    fn rate(&self) -> u32 {
        RATE
    }

    fn taught(&self, words: &str) -> Vec<&(String, String)> {
        self.pronouncing.taught(words)
    }

    fn speak(&mut self, sentence: &[Said]) -> Result<Spoken, Refusal> {
        let voice = |breath: &Breath| breathe(&mut self.runtime, &self.styles, breath);
        self.pronouncing.speak(sentence, RATE, voice)
    }
}

impl Teachable for Kokoro {
    fn pronouncing(&self) -> &Pronouncing {
        &self.pronouncing
    }

    fn hear(&mut self, sounds: &str) -> Result<Vec<f32>, Refusal> {
        let breath = self.pronouncing.numbered(sounds);
        if breath.is_empty() {
            return Ok(Vec::new());
        }
        Ok(breathe(&mut self.runtime, &self.styles, &breath)?.0)
    }
}
