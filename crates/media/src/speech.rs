//! Speech: how a story is read aloud.
//!
//! The chain has stages that know only the one before: what is read of a story, how each word of it is said, which sounds
//! that makes, and what a listener gets. Reach: texts in, words out; no store, no network.

pub mod say;

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
