//! The sound of places, made by program.
//!
//! The demo newsroom has podcasts and may use nobody else's recordings, so it makes its own: waves, a foghorn, a diesel, rain
//! on a roof, a crowd. A place, a seed and a length name one sound for ever. Reach: samples out, nothing else.

use std::f32::consts::TAU;

/// Samples a second.
pub const RATE: u32 = 22_050;

/// How a place sounds: a sample for each moment.
type Place = fn(&mut Air) -> f32;

/// Every place by its name.
const PLACES: [(&str, Place); 4] = [
    ("harbour", harbour),
    ("tug", tug),
    ("rain", rain),
    ("crowd", crowd),
];

/// The names of the places.
pub fn places() -> impl Iterator<Item = &'static str> {
    PLACES.iter().map(|(name, _)| *name)
}

/// So many seconds of a place, fading in and out; none if nobody knows it.
#[must_use]
pub fn of(place: &str, seed: u64, seconds: u32) -> Option<Vec<f32>> {
    let (_, sound) = PLACES.iter().find(|(name, _)| *name == place)?;
    let mut air = Air::new(seed);
    let length = (seconds.min(3_600) * RATE) as usize;
    let fade = RATE as f32 * 1.5;
    let samples = (0..length).map(|n| {
        let edge = n.min(length - n) as f32 / fade;
        let sample = sound(&mut air) * edge.min(1.0);
        air.step();
        sample.clamp(-1.0, 1.0)
    });
    Some(samples.collect())
}

/// What a place is made of: time, chance, and filters that remember.
struct Air {
    /// Seconds.
    now: f32,
    chance: u64,
    filters: [f32; 12],
}

impl Air {
    fn new(seed: u64) -> Self {
        Self {
            now: 0.0,
            chance: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            filters: [0.0; 12],
        }
    }

    fn step(&mut self) {
        self.now += 1.0 / RATE as f32;
    }

    /// White noise (xorshift64*).
    fn noise(&mut self) -> f32 {
        self.chance ^= self.chance >> 12;
        self.chance ^= self.chance << 25;
        self.chance ^= self.chance >> 27;
        let drawn = self.chance.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
        drawn as f32 / (1_u32 << 23) as f32 - 1.0
    }

    /// What is left of a sound below a pitch in hertz: one pole, remembered under a number.
    fn below(&mut self, number: usize, hertz: f32, sound: f32) -> f32 {
        let share = 1.0 - (-TAU * hertz / RATE as f32).exp();
        self.filters[number] += share * (sound - self.filters[number]);
        self.filters[number]
    }

    /// What is left between two pitches.
    fn between(&mut self, number: usize, (low, high): (f32, f32), sound: f32) -> f32 {
        let under = self.below(number, high, sound);
        under - self.below(number + 1, low, under)
    }

    /// A slow swell from 0 to 1 that never quite repeats.
    fn swell(&self, every: f32) -> f32 {
        let (a, b) = (self.now / every, self.now / (every * 1.618));
        let slow = (TAU * a).sin() + 0.6 * (TAU * b + 1.0).sin();
        (0.5 + slow / 3.2).clamp(0.0, 1.0)
    }

    /// Seconds since something last began that begins `every` so many seconds, first after `first`.
    fn since(&self, first: f32, every: f32) -> Option<f32> {
        (self.now >= first).then(|| (self.now - first) % every)
    }
}

/// Waves against a quay, a bell buoy, a foghorn.
fn harbour(air: &mut Air) -> f32 {
    let noise = air.noise();
    let wave = air.swell(7.3).powi(2);
    let wash = air.between(0, (180.0, 900.0 + 1_400.0 * wave), noise) * (0.10 + 0.55 * wave);
    let deep = air.below(2, 90.0, noise) * 0.5;
    wash + deep + foghorn(air) + bell(air)
}

fn foghorn(air: &mut Air) -> f32 {
    let Some(at) = air.since(6.0, 23.0).filter(|at| *at < 3.4) else {
        return 0.0;
    };
    let loud = (at / 0.25).min(1.0) * ((3.4 - at) / 0.6).min(1.0);
    // Two reeds a little apart, and what a hull makes of them.
    let reed = |hertz: f32| 2.0 * ((air.now * hertz).fract() - 0.5);
    let raw = reed(98.0) + reed(98.7) + 0.5 * reed(146.8);
    air.below(3, 420.0, raw) * loud * 0.16
}

fn bell(air: &Air) -> f32 {
    let struck = |at: Option<f32>| {
        let Some(at) = at else { return 0.0 };
        let ring = |hertz: f32, fades: f32| (TAU * hertz * at).sin() * (-at * fades).exp();
        0.5 * ring(523.0, 1.3) + 0.3 * ring(1_241.0, 2.4) + 0.2 * ring(1_876.0, 4.0)
    };
    0.09 * (struck(air.since(2.0, 4.7)) + 0.7 * struck(air.since(3.1, 7.9)))
}

/// The wheelhouse of a tug: six cylinders, water along the hull.
fn tug(air: &mut Air) -> f32 {
    let noise = air.noise();
    let turns = 5.2 + 0.4 * air.swell(19.0);
    let stroke = (air.now * turns * 3.0).fract();
    let beat = (-stroke * 9.0).exp() * (TAU * 52.0 * stroke / turns).sin();
    let knock = air.between(0, (300.0, 1_200.0), noise) * (-stroke * 22.0).exp();
    let hull = air.between(2, (120.0, 700.0), noise) * (0.15 + 0.2 * air.swell(5.1));
    0.5 * beat + 0.35 * knock + hull + foghorn(air) * 0.4
}

/// Rain on a tin roof, and a gutter.
fn rain(air: &mut Air) -> f32 {
    let noise = air.noise();
    let hiss = air.between(0, (1_800.0, 7_000.0), noise) * (0.22 + 0.12 * air.swell(11.0));
    // Drops: now and then chance is far above its mean.
    let drop = if noise > 0.9985 { 1.0 } else { 0.0 };
    let tap = air.between(2, (700.0, 3_000.0), drop * 14.0);
    let gutter = air.between(4, (240.0, 520.0), noise) * 0.5 * (0.5 + 0.5 * air.swell(0.9));
    hiss + tap * 0.5 + gutter * 0.35
}

/// A ground that waits, and gets what it waited for.
fn crowd(air: &mut Air) -> f32 {
    let noise = air.noise();
    let cheer = air.since(14.0, 31.0).map_or(0.0, |at| {
        (at / 0.7).min(1.0) * (-(at - 0.7).max(0.0) / 4.0).exp()
    });
    let murmur = air.between(0, (180.0, 620.0), noise) * (0.35 + 0.2 * air.swell(3.7));
    let roar = air.between(2, (350.0, 2_400.0), noise) * cheer;
    let clap = (air.now * 2.1).fract();
    let clap = air.between(4, (900.0, 4_000.0), noise) * (-clap * 26.0).exp() * air.swell(23.0);
    0.8 * murmur + 0.9 * roar + 0.25 * clap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_can_be_heard_and_is_the_same_each_time() {
        for place in places() {
            let heard = of(place, 7, 4).unwrap();
            assert_eq!(heard.len(), 4 * RATE as usize);
            let power = heard.iter().map(|s| s * s).sum::<f32>() / heard.len() as f32;
            assert!(power.sqrt() > 0.01, "{place} is silent");
            assert!(heard.iter().all(|s| s.is_finite()));
            assert_eq!(of(place, 7, 4).unwrap(), heard);
            assert_ne!(of(place, 8, 4).unwrap(), heard, "{place}");
        }
        assert_eq!(of("nowhere", 7, 4), None);
    }
}
