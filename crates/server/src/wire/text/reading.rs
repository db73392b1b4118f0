//! What a pasted page was read as: the public types of the text importer.
//!
//! Every line of the input comes back with a [`Verdict`], so that an editor can see what the importer made of
//! the page and nothing is lost without a word.

use std::fmt;

use jiff::Timestamp;
use story::{Doc, Fields};

/// Largest text that is read, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// What the desk knows when the text itself does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hints {
    /// IANA zone of times whose zone the text does not name.
    pub zone: String,
    /// BCP 47 tag, used when the language of the text is not certain.
    pub language: String,
}

/// A story as read from a pasted page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The fields around the body. `section` is a slug, see [`Reading::section`] for the words.
    pub fields: Fields,
    /// The body; its image and video blocks name assets `waiting:1`, `waiting:2`…, see [`Reading::media`].
    pub body: Doc,
    /// The pictures and films that the page showed, in page order, the lead among them.
    pub media: Vec<Waiting>,
    /// The section as the page prints it ("World news").
    pub section: Option<String>,
    /// When the page says that it was first published.
    pub published: Option<Timestamp>,
    /// When the page says that it was last changed.
    pub updated: Option<Timestamp>,
    /// Every input line that is not blank, in order.
    pub lines: Vec<Line>,
    /// What was decided for the page as a whole, as sentences.
    pub notes: Vec<String>,
}

/// A picture, film or sound of which the pasted text holds only the words; the file is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// `waiting:1` and so on: the asset that the body and the lead name.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What stands under it, without the credit.
    pub caption: Option<String>,
    /// Whose it is.
    pub credit: Option<String>,
    /// The title of a film.
    pub title: Option<String>,
    /// How long a film or sound runs.
    pub length_seconds: Option<u32>,
    /// What it shows for those who cannot see it: never in a pasted text, the desk writes it.
    pub alt: Option<String>,
}

/// What kind of file is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Image,
    Video,
    Audio,
}

/// One line of the input and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1, blank lines counted too.
    pub number: usize,
    /// The line without control characters and outer white space.
    pub text: String,
    /// What became of it.
    pub verdict: Verdict,
    /// What more there is to say: a part that was cut off, characters that were left out.
    pub note: Option<String>,
}

/// Kept as what, or dropped why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Verdict {
    Kept(Part),
    Dropped(Reason),
}

macro_rules! named {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $words:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the words beside the names say it")]
        pub enum $name { $($variant),* }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self { $(Self::$variant => $words),* })
            }
        }
    )*};
}

named! {
    /// A part of the story.
    Part {
        Headline = "headline",
        Standfirst = "standfirst",
        Byline = "byline",
        Role = "role",
        Handle = "handle",
        Time = "time",
        Section = "section",
        Label = "label",
        Dateline = "dateline",
        Photo = "photo",
        Film = "film",
        Paragraph = "paragraph",
        Heading = "heading",
        Quote = "quote",
        ListItem = "list item",
        Podcast = "podcast promotion",
        ReadMore = "read more",
        Topic = "topic",
        RepliesOpen = "replies are open",
        AdSlot = "place of an advertisement",
        Correction = "correction",
    }

    /// Why a line is no part of the story.
    Reason {
        ListenPlayer = "furniture of the listen player",
        TrustLink = "link to the site's word on trust",
        Share = "share furniture",
        Advertiser = "advertiser's line; the place is kept as an ad slot",
        Navigation = "navigation",
        Cookies = "cookie notice",
        Newsletter = "newsletter promotion",
        Subscription = "subscription or sign-in furniture",
        Copyright = "copyright line",
        FilmTitle = "repeats the title of the film",
        FilmFurniture = "furniture of the film player",
        PhotoFurniture = "furniture of the photo",
        CommentCount = "count of comments",
        RelativeTime = "time counted from the moment of pasting, which is not known",
        ReadingTime = "reading time",
        App = "promotion of an app",
        Elsewhere = "list of other stories of the site",
        AfterStory = "stands after the end of the story",
        Overline = "overline above the headline, for which a story has no field",
        PageTitle = "title of the browser window",
        Duplicate = "repeats another line",
        Agency = "mark of the agency",
        Link = "bare address",
        Stray = "short line that is no part of the story",
        Controls = "holds nothing but control characters",
    }
}

/// Why a text cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing but white space.
    Empty,
    /// More bytes than [`MAX_BYTES`].
    TooBig {
        /// How many there are.
        bytes: usize,
    },
    /// No line that could be the headline.
    NoHeadline,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("The text is empty."),
            Self::TooBig { bytes } => {
                write!(f, "The text has {bytes} bytes; at most {MAX_BYTES} are read.")
            }
            Self::NoHeadline => f.write_str(
                "No headline was found: no line before the first paragraph is short enough to be one. \
                 Put the headline on a line of its own at the top.",
            ),
        }
    }
}

impl std::error::Error for Unreadable {}
