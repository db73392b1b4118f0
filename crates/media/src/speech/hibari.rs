//! The voice that stories are read with where nothing else is set: the "heart" voice of `hibari-tts` 0.2.1 (Apache-2.0), an
//! American, 24 kHz. Its network predicts a spectrum and how long each sound lasts; [`wave`](super::wave) makes it heard.

use std::path::Path;

use crate::Refusal;
use crate::speech::network::Network;
use crate::speech::pronouncing::{Breath, Pronouncing};
use crate::speech::say::Said;
use crate::speech::wave::{self, Spectrum};
use crate::speech::{Engine, English, Spoken, Teachable};

/// Where the network says how many steps each sound lasts.
const LENGTHS: &str = "/Clip_output_0";

/// The voice.
pub struct Hibari {
    network: Network,
    pronouncing: Pronouncing,
}

impl Hibari {
    /// Opens the voice that is in a folder, with the newsroom's own words: how each sounds.
    ///
    /// # Errors
    /// [`Refusal::Machine`] if a file is missing or damaged.
    pub fn open(folder: &Path, lexicon: &[(String, String)]) -> Result<Self, Refusal> {
        Ok(Self {
            pronouncing: Pronouncing::open(folder, English::American, lexicon)?,
            network: Network::open(&folder.join("hibari.onnx"))?,
        })
    }
}

/// Samples of a breath, and how many steps each number of it lasts.
fn breathe(network: &Network, breath: &Breath) -> Result<(Vec<f32>, Vec<f32>), Refusal> {
    let ids = breath.numbers.clone();
    let seed = ids.iter().fold(1_u64, |seed, id| {
        seed.wrapping_mul(31).wrapping_add(*id as u64)
    });
    let names = ["lh", "theta", "ln", "lr", "phi", "f0", LENGTHS];
    let inputs = [("ids", ids.into()), ("speed", vec![1.0].into())];
    let [harmonic, turn, noise, rest, phase, height, lengths] = network.run(&inputs, names)?;
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
    Ok((wave::sound(&spectrum, seed), lengths.real()?))
}

impl Engine for Hibari {
    fn name(&self) -> String {
        "hibari-0.2.1/heart/1".into()
    }

    fn rate(&self) -> u32 {
        wave::RATE
    }

    fn taught(&self, words: &str) -> Vec<&(String, String)> {
        self.pronouncing.taught(words)
    }

    fn speak(&mut self, sentence: &[Said]) -> Result<Spoken, Refusal> {
        let voice = |breath: &Breath| breathe(&self.network, breath);
        self.pronouncing.speak(sentence, wave::RATE, voice)
    }
}

impl Teachable for Hibari {
    fn pronouncing(&self) -> &Pronouncing {
        &self.pronouncing
    }

    fn hear(&mut self, sounds: &str) -> Result<Vec<f32>, Refusal> {
        let breath = self.pronouncing.numbered(sounds);
        if breath.is_empty() {
            return Ok(Vec::new());
        }
        Ok(breathe(&self.network, &breath)?.0)
    }
}
