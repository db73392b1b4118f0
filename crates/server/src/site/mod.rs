//! What readers see: one page a file. A page is a function of what it read, through [`reads::Reads`].

pub mod author;
pub mod corrections;
pub mod episode;
pub mod feed;
pub mod front;
pub mod listen;
pub mod making;
pub mod notice;
pub mod page;
pub mod podcast;
pub mod podcasts;
pub mod reads;
mod samples;
pub mod section;
pub mod story;
mod subscribe;
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
        sampled::<feed::Feed>(templates),
        sampled::<podcasts::Podcasts>(templates),
        sampled::<podcast::Podcast>(templates),
        sampled::<episode::Episode>(templates),
    ]
}
