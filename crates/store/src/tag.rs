//! Tags: the names of what a page reads and what a write touches.

use std::fmt;

/// One thing that a page can read. A page is kept under the tags that it read and dropped when a write touches
/// one of them; the text of a tag is also the key by which a CDN can purge (`Surrogate-Key`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tag {
    /// A story, by number: its live revision, its status, its corrections.
    Story(i64),
    /// The newest live stories of everything.
    Newest,
    /// The newest live stories of a section.
    Section(String),
    /// Stories of a section that are older than a given one. Touched only when a story enters or leaves the
    /// section's list below its top, so publishing news does not drop the pages of old stories.
    Earlier(String),
    /// The live stories of a topic.
    Topic(String),
    /// The live stories of an author.
    Author(String),
    /// What is known of a topic itself.
    TopicFacts(String),
    /// What is known of an author.
    AuthorFacts(String),
    /// Which sections there are.
    Sections,
    /// The corrections of all stories.
    Corrections,
    /// The curated slots of a place.
    Slots(String),
    /// An asset: its words, its renditions.
    Asset(String),
    /// A podcast show.
    Show(String),
    /// Which podcast shows readers know of.
    Shows,
    /// The settings of the site.
    Settings,
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Story(n) => write!(f, "story:{n}"),
            Self::Newest => f.write_str("list:newest"),
            Self::Section(s) => write!(f, "list:section/{s}"),
            Self::Earlier(s) => write!(f, "list:earlier/{s}"),
            Self::Topic(t) => write!(f, "list:topic/{t}"),
            Self::Author(a) => write!(f, "list:author/{a}"),
            Self::TopicFacts(t) => write!(f, "topic:{t}"),
            Self::AuthorFacts(a) => write!(f, "author:{a}"),
            Self::Sections => f.write_str("sections"),
            Self::Corrections => f.write_str("list:corrections"),
            Self::Slots(p) => write!(f, "slots:{p}"),
            Self::Asset(a) => write!(f, "asset:{a}"),
            Self::Show(s) => write!(f, "show:{s}"),
            Self::Shows => f.write_str("list:shows"),
            Self::Settings => f.write_str("settings"),
        }
    }
}
