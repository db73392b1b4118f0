//! The time and the dice: the only two places where the world's own are asked. Everything else takes them from
//! here, so that a test can set the time.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use store::Micros;

/// Tells the time.
#[derive(Debug, Default)]
pub struct Clock {
    /// Microseconds that a test has put the clock forward.
    ahead: AtomicI64,
}

impl Clock {
    /// Now, in microseconds since 1970.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Micros {
        Timestamp::now().as_microsecond() + self.ahead.load(Ordering::Relaxed)
    }

    /// Puts the clock forward.
    pub fn forward(&self, micros: Micros) {
        self.ahead.fetch_add(micros, Ordering::Relaxed);
    }
}

/// So many random bytes.
///
/// # Panics
/// If the system has no random numbers: then nothing that follows would be safe.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "without random numbers no secret may be made"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).expect("the system gives random numbers");
    bytes
}

/// A secret of 256 random bits in letters and digits that need no escaping anywhere.
#[must_use]
pub fn secret() -> String {
    bytes::<32>().iter().map(|b| format!("{b:02x}")).collect()
}

/// A fresh id for an asset: 80 random bits, so that it tells nothing and cannot be guessed.
#[must_use]
pub fn asset_id() -> String {
    secret().split_off(44)
}
