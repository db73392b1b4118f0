//! A thread with a large stack for work on bytes that a stranger sent.
//!
//! Decoding and dropping nested structures recurse, and a stack that runs out ends the process: no `catch_unwind`
//! helps. [`super::paper`] bounds every depth before the library sees the bytes; this is the second wall.

use std::any::Any;
use std::thread::{self, Builder};

/// Address space of the stack. Only the pages that are touched are ever backed by memory.
const STACK: usize = 256 << 20;

/// The work panicked, or no thread could be started for it.
#[derive(Debug, thiserror::Error)]
#[error("the work ended early: {0}")]
pub struct Panicked(pub String);

/// Runs work on a stack of its own.
#[derive(Debug)]
pub struct Deep;

impl Deep {
    /// Runs `work` on a new thread with a 256 MiB stack and waits for it. May borrow from the caller.
    ///
    /// The caller's thread stands still meanwhile: in async code call it from a blocking task.
    ///
    /// # Errors
    /// [`Panicked`] with the panic's words; the caller goes on.
    pub fn run<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Panicked> {
        thread::scope(|scope| {
            Builder::new()
                .name("deep".into())
                .stack_size(STACK)
                .spawn_scoped(scope, work)
                .map_err(|error| Panicked(error.to_string()))?
                .join()
                .map_err(|panic| Panicked(words(panic.as_ref())))
        })
    }
}

/// What a panic said.
pub(super) fn words(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_the_work_gives() {
        let words = String::from("seen");
        assert_eq!(Deep::run(|| words.len()).ok(), Some(4));
    }

    #[test]
    fn a_panic_is_an_error() {
        let error = Deep::run(|| -> u8 { panic!("of this kind") }).expect_err("panicked");
        assert!(error.to_string().contains("of this kind"), "{error}");
    }

    #[test]
    fn goes_deeper_than_a_usual_stack() {
        fn sink(n: u32) -> u32 {
            let weight = std::hint::black_box([n; 64]);
            if n == 0 {
                0
            } else {
                1 + sink(n - 1) + std::hint::black_box(weight)[0] - n
            }
        }
        assert_eq!(Deep::run(|| sink(100_000)).ok(), Some(100_000));
    }
}
