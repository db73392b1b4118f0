//! Why the threads that hold rooms have large stacks.
//!
//! Decoding and dropping nested structures recurse, and a stack that runs out ends the process: no `catch_unwind`
//! helps. [`super::paper`] bounds every depth before the library sees the bytes; this is the second wall.

use std::any::Any;

/// Address space of the stack. Only the pages that are touched are ever backed by memory.
pub(super) const STACK: usize = 256 << 20;

/// What a panic said.
pub(super) fn words(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".into())
}
