//! From the spectrum that a voice predicts to sound.
//!
//! Every 12.5 ms the voice says how strong each of 601 frequencies is in what the vocal cords make (and how far it is turned),
//! in the noise of breath, and in what is neither; and how high the voice is. The cords are pulses at that height, taken
//! apart by a short Fourier transform; the rest is added, and the inverse transform overlaps the frames to samples. Reach:
//! numbers in, samples out.

use std::f32::consts::{PI, TAU};
use std::sync::LazyLock;

use realfft::RealFftPlanner;
use realfft::num_complex::Complex32;

/// Samples a second.
pub const RATE: u32 = 24_000;
/// Samples from one frame to the next.
pub const HOP: usize = 300;
/// Samples of a frame.
const WINDOW: usize = 4 * HOP;
/// Frequencies of a frame.
pub const BINS: usize = WINDOW / 2 + 1;
/// Below so many hertz nobody's cords move: there is no voice in the frame.
const VOICED: f32 = 40.0;
/// Above so many hertz pulses have nothing.
const HIGHEST: f32 = 11_000.0;
/// Largest logarithm of a strength: what is above is a slip of the network.
const LOUDEST: f32 = 7.0;

/// What a voice predicts: each of shape (601, frames), row by row.
#[derive(Debug, Clone, Copy)]
pub struct Spectrum<'a> {
    /// Logarithm of the strength of the pulses.
    pub harmonic: &'a [f32],
    /// How far they are turned: the hyperbolic tangent of it, in half turns.
    pub turn: &'a [f32],
    /// Logarithm of the strength of noise.
    pub noise: &'a [f32],
    /// Logarithm of the strength of the rest.
    pub rest: &'a [f32],
    /// Phase of the rest in radians.
    pub phase: &'a [f32],
    /// Height of the voice in hertz, one a frame.
    pub height: &'a [f32],
}

/// Sound of a spectrum: [`HOP`] samples a frame at [`RATE`]. The same seed gives the same breath.
#[must_use]
pub fn sound(spectrum: &Spectrum<'_>, seed: u64) -> Vec<f32> {
    let frames = spectrum.height.len();
    if frames == 0 {
        return Vec::new();
    }
    let mut planner = RealFftPlanner::<f32>::new();
    let (forward, inverse) = (
        planner.plan_fft_forward(WINDOW),
        planner.plan_fft_inverse(WINDOW),
    );
    let window: Vec<f32> = (0..WINDOW)
        .map(|n| 0.5 - 0.5 * (TAU * n as f32 / WINDOW as f32).cos())
        .collect();
    let source = padded(&pulses(spectrum.height));
    let mut breath = Breath::new(seed);
    let (mut time, mut bins) = (forward.make_input_vec(), forward.make_output_vec());
    let (mut down, mut up) = (forward.make_scratch_vec(), inverse.make_scratch_vec());
    let mut out = vec![0.0_f32; (frames - 1) * HOP + WINDOW];
    let mut weight = vec![0.0_f32; out.len()];
    let mut parts = Parts::default();
    for frame in 0..frames {
        if frame % TOGETHER == 0 {
            parts.take(spectrum, frame);
        }
        let parts = &parts.frames[(frame % TOGETHER) * BINS..][..BINS];
        let from = frame * HOP;
        // A wave of strength one has its peak at half the sum of the window.
        for (n, sample) in time.iter_mut().enumerate() {
            *sample = source[from + n] * window[n] / HOP as f32;
        }
        let voiced = time.iter().any(|sample| *sample != 0.0);
        // The lengths are those that the plan was made for.
        forward
            .process_with_scratch(&mut time, &mut bins, &mut down)
            .ok();
        let breathed = breath.frame();
        for ((value, part), breath) in bins.iter_mut().zip(parts).zip(breathed) {
            let cords = if voiced {
                *value * part.cords
            } else {
                Complex32::ZERO
            };
            *value = cords + breath * part.noise + part.rest;
        }
        // What is real has no phase at either end.
        bins[0].im = 0.0;
        bins[BINS - 1].im = 0.0;
        inverse
            .process_with_scratch(&mut bins, &mut time, &mut up)
            .ok();
        for (n, sample) in time.iter().enumerate() {
            out[from + n] += sample * window[n] / WINDOW as f32;
            weight[from + n] += window[n] * window[n];
        }
    }
    let half = WINDOW / 2;
    let whole = out.iter().zip(&weight).skip(half).take(frames * HOP);
    let mut sound: Vec<f32> = whole
        .map(|(sample, weight)| sample / weight.max(1e-11))
        .collect();
    sound.resize(frames * HOP, 0.0);
    sound
}

/// So many frames are taken out of the rows of a spectrum together: what lies beside one another is read at once.
const TOGETHER: usize = 16;

/// What becomes of one frequency of a frame.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    /// What pulses are multiplied with.
    cords: Complex32,
    /// What breath is multiplied with.
    noise: f32,
    /// What is added.
    rest: Complex32,
}

/// Frames of a spectrum one after the other, each with all of its frequencies.
#[derive(Debug, Default)]
struct Parts {
    frames: Vec<Part>,
}

impl Parts {
    /// Takes the frames from one on.
    fn take(&mut self, spectrum: &Spectrum<'_>, first: usize) {
        let all = spectrum.height.len();
        let count = TOGETHER.min(all - first);
        self.frames.resize(TOGETHER * BINS, Part::default());
        for bin in 0..BINS {
            let row = bin * all + first..bin * all + first + count;
            let mut rows = [[0.0_f32; TOGETHER]; 5];
            let from = [
                spectrum.harmonic,
                spectrum.turn,
                spectrum.noise,
                spectrum.rest,
                spectrum.phase,
            ];
            for (row_of, from) in rows.iter_mut().zip(from) {
                row_of[..count].copy_from_slice(&from[row.clone()]);
            }
            let [harmonic, turn, noise, rest, phase] = rows;
            let strength = |log: f32| exp(log.min(LOUDEST));
            let harmonic = harmonic.map(strength);
            let noise = noise.map(strength);
            let rest = rest.map(strength);
            let turn = turn.map(|turn| turns(0.5 * tanh(turn)));
            let phase = phase.map(|phase| turns(phase / TAU));
            for n in 0..count {
                self.frames[n * BINS + bin] = Part {
                    cords: Complex32::new(turn[n].0, turn[n].1) * harmonic[n],
                    noise: noise[n],
                    rest: Complex32::new(phase[n].0, phase[n].1) * rest[n],
                };
            }
        }
    }
}

/// Pulses at the height of the voice, with every harmonic below [`HIGHEST`] in equal strength:
/// the sum of cos(ht) for h = 1 to n is sin((n + 1/2)t) / (2 sin(t/2)) - 1/2.
fn pulses(height: &[f32]) -> Vec<f32> {
    let last = height.len() - 1;
    let mut out = Vec::with_capacity(height.len() * HOP);
    let mut turns = 0.0_f64;
    for frame in 0..height.len() {
        for n in 0..HOP {
            // The height of a frame is that in its middle.
            let place = (n as f32 + 0.5) / HOP as f32 - 0.5;
            let other = if place < 0.0 {
                frame.saturating_sub(1)
            } else {
                (frame + 1).min(last)
            };
            let hertz = height[frame] + (height[other] - height[frame]) * place.abs();
            let voiced = hertz > VOICED;
            let hertz = hertz.max(VOICED);
            turns = (turns + f64::from(hertz) / f64::from(RATE)).fract();
            let angle = (turns * std::f64::consts::TAU) as f32;
            let count = (HIGHEST / hertz).floor() + 0.5;
            let under = 2.0 * (angle / 2.0).sin();
            let pulse = if under.abs() <= 2e-3 {
                count
            } else {
                (count * angle).sin() / under
            };
            out.push(if voiced { pulse - 0.5 } else { 0.0 });
        }
    }
    out
}

/// With half a window more at both ends, mirrored there.
fn padded(samples: &[f32]) -> Vec<f32> {
    let half = WINDOW / 2;
    let mirrored = |at: isize| {
        let last = samples.len() as isize - 1;
        let mut at = at;
        // Shorter than half a window it is mirrored again and again.
        while at < 0 || at > last {
            at = if at < 0 { -at } else { 2 * last - at };
        }
        samples[at as usize]
    };
    let (from, to) = (-(half as isize), (samples.len() + half) as isize);
    (from..to).map(mirrored).collect()
}

/// Noise: complex numbers whose parts are normally distributed (Box and Muller 1958), from xorshift64* (Vigna 2016). They are
/// drawn once; every frame begins somewhere else among them.
struct Breath {
    state: u64,
    drawn: &'static [Complex32],
}

/// So many are drawn: nobody hears that frames share them.
const DRAWN: usize = 1 << 16;

static NOISE: LazyLock<Vec<Complex32>> = LazyLock::new(|| {
    let mut breath = Breath {
        state: 0x9e37_79b9_7f4a_7c15,
        drawn: &[],
    };
    let mut draw = || {
        let far = (-2.0 * breath.even().ln()).sqrt();
        Complex32::from_polar(far, TAU * breath.even())
    };
    (0..DRAWN + BINS).map(|_| draw()).collect()
});

impl Breath {
    fn new(seed: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            drawn: &NOISE,
        }
    }

    fn bits(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40
    }

    /// Between 0 and 1, never 0.
    fn even(&mut self) -> f32 {
        (self.bits() as f32 + 0.5) / (1 << 24) as f32
    }

    /// Noise for every frequency of a frame.
    fn frame(&mut self) -> &'static [Complex32] {
        let from = self.bits() as usize % DRAWN;
        &self.drawn[from..from + BINS]
    }
}

/// What is added to a number below two million to leave its nearest whole number in the last bits.
const WHOLE: f32 = 12_582_912.0;

/// The exponential, to six figures, without a branch: several are worked out at once. For what is between -87 and 88;
/// below there is nothing to hear.
fn exp(x: f32) -> f32 {
    let x = x.max(-87.0) * std::f32::consts::LOG2_E;
    let shifted = x + WHOLE;
    // Two to the power of what lies between whole numbers, by its Taylor series about 0 with f from -1/2 to 1/2.
    let f = (x - (shifted - WHOLE)) * std::f32::consts::LN_2;
    let series =
        1.0 + f * (1.0 + f * (0.5 + f * (1.0 / 6.0 + f * (1.0 / 24.0 + f * (1.0 / 120.0)))));
    // The whole part goes straight into the exponent.
    f32::from_bits(series.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// Cosine and sine of an angle in whole turns, to six figures, likewise: of half the angle by their Taylor series, then
/// doubled.
fn turns(turns: f32) -> (f32, f32) {
    let within = turns - ((turns + WHOLE) - WHOLE);
    let a = PI * within;
    let b = a * a;
    let sine = a
        * (1.0
            - b * (1.0 / 6.0
                - b * (1.0 / 120.0
                    - b * (1.0 / 5_040.0 - b * (1.0 / 362_880.0 - b / 39_916_800.0)))));
    let cosine = 1.0
        - b * (0.5 - b * (1.0 / 24.0 - b * (1.0 / 720.0 - b * (1.0 / 40_320.0 - b / 3_628_800.0))));
    (cosine * cosine - sine * sine, 2.0 * sine * cosine)
}

/// The hyperbolic tangent, as exact as is heard.
fn tanh(x: f32) -> f32 {
    1.0 - 2.0 / (exp((2.0 * x).min(60.0)) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_functions_are_as_exact_as_is_heard() {
        for n in -8_000..=8_000 {
            let x = n as f32 / 100.0;
            let (quick, exact) = (exp(x), f64::from(x).exp());
            assert!(
                (f64::from(quick) / exact - 1.0).abs() < 1e-5,
                "exp {x}: {quick}"
            );
            let (cosine, sine) = turns(x);
            let angle = f64::from(x) * std::f64::consts::TAU;
            let off = (f64::from(cosine) - angle.cos())
                .abs()
                .max((f64::from(sine) - angle.sin()).abs());
            assert!(off < 1e-4, "turns {x}: {off}");
            assert!(
                (f64::from(tanh(x)) - f64::from(x).tanh()).abs() < 1e-5,
                "tanh {x}"
            );
        }
        assert!(exp(-1e9) < 1e-30 && exp(f32::NEG_INFINITY) < 1e-30);
    }
}
