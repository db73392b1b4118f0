//! What readers see: one page a file. A page is a function of what it read, through [`reads::Reads`].

pub mod author;
pub mod corrections;
pub mod front;
pub mod listen;
pub mod making;
pub mod notice;
pub mod page;
pub mod reads;
mod samples;
pub mod section;
pub mod story;
pub mod topic;
pub mod trust;
pub mod view;

use crate::templates::Templates;
use page::{Sampled, sampled};

/// The sample of every page.
#[must_use]
pub fn samples(templates: &Templates) -> Vec<Sampled> {
    vec![
        sampled::<front::Front>(templates),
        sampled::<section::Section>(templates),
        sampled::<story::Story>(templates),
        sampled::<topic::Topic>(templates),
        sampled::<author::Author>(templates),
        sampled::<trust::Trust>(templates),
        sampled::<corrections::Corrections>(templates),
        sampled::<notice::Notice>(templates),
        sampled::<listen::Listen>(templates),
    ]
}
