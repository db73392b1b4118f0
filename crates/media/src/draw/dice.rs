//! Chance, the same on every machine: splitmix64 (Steele, Lea and Flood, 2014).

use std::cell::Cell;

/// A run of numbers that its seed decides. Shared while it runs, so that a throw can stand among the arguments of a shape.
#[derive(Debug, Clone)]
pub(super) struct Dice(Cell<u64>);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    /// The next 64 bits.
    pub(super) fn next(&self) -> u64 {
        self.0.set(self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        scramble(self.0.get())
    }

    /// At least 0, below 1.
    pub(super) fn unit(&self) -> f32 {
        (self.next() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// At least `low`, below `high`.
    pub(super) fn between(&self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn whole(&self, low: u32, high: u32) -> u32 {
        low + (self.next() % u64::from(high - low + 1)) as u32
    }

    /// True in `share` of all throws.
    pub(super) fn chance(&self, share: f32) -> bool {
        self.unit() < share
    }

    /// One of the choices, of which there is at least one.
    pub(super) fn pick<T: Copy>(&self, choices: &[T]) -> T {
        choices[(self.next() % choices.len() as u64) as usize]
    }
}

/// Mixes the bits of a number until neighbours have nothing in common.
pub(super) fn scramble(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
