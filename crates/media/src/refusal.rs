//! Why a file is not taken, or a step with it was not done.

/// Why a step with a file was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Something is wrong with the file: a sentence that says what, and what its sender can do.
    #[error("{0}")]
    File(String),
    /// Something is wrong with the machine, not with the file: a program is missing, the disk is full. To be tried
    /// again.
    #[error("{0}")]
    Machine(String),
}

impl Refusal {
    pub(crate) fn file(words: impl Into<String>) -> Self {
        Self::File(words.into())
    }

    pub(crate) fn machine(words: impl Into<String>) -> Self {
        Self::Machine(words.into())
    }
}
