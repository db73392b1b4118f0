//! The words by which a page's parts and furniture are known, a table for each language.
//!
//! All tables are asked for every page: an English site shows a German advertisement, and a pasted page is
//! often too short to be certain of its language. All words are in the form that [`key`] gives.

mod ar;
mod de;
mod en;
mod es;
mod fr;

use std::collections::HashMap;
use std::sync::LazyLock;

use story::Label;

use super::reading::Reason;

/// Where in a line the words must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// They are the whole line.
    Whole,
    /// The line begins with them.
    Start,
    /// They stand anywhere in a line of up to 200 characters: a longer one is a paragraph about the matter.
    Within,
}

/// The words of one language.
pub(super) struct Words {
    /// BCP 47 primary tag.
    pub(super) language: &'static str,
    /// Frequent small words, by which the language is guessed.
    pub(super) stop: &'static [&'static str],
    /// January to December, long and short.
    pub(super) months: [&'static [&'static str]; 12],
    /// Long and short.
    pub(super) weekdays: &'static [&'static str],
    /// Before a time of first publication.
    pub(super) published: &'static [&'static str],
    /// Before a time of change.
    pub(super) updated: &'static [&'static str],
    /// In times counted from now ("2 hours ago").
    pub(super) relative: &'static [&'static str],
    /// Small words inside a line of time.
    pub(super) time_filler: &'static [&'static str],
    /// Before the names of a byline.
    pub(super) by: &'static [&'static str],
    /// Between the last two names of a byline.
    pub(super) and: &'static [&'static str],
    /// Between a name and the place of writing.
    pub(super) at: &'static [&'static str],
    /// Words that make a line a role.
    pub(super) roles: &'static [&'static str],
    /// Words with which a role begins after a name ("Chief", "Political").
    pub(super) role_starts: &'static [&'static str],
    /// Names of sections as sites print them above a headline.
    pub(super) sections: &'static [&'static str],
    /// Lines that say what kind of story it is.
    pub(super) labels: &'static [(Label, &'static [&'static str])],
    /// Before a credit, then a colon or the name itself.
    pub(super) credits: &'static [&'static str],
    /// Before the title of a film.
    pub(super) films: &'static [&'static str],
    /// Lines that are no part of the story.
    pub(super) furniture: &'static [(Reason, Where, &'static [&'static str])],
    /// Whole lines that mark the place of an advertisement.
    pub(super) advertisement: &'static [&'static str],
    /// Beginnings of lines that mark the place of an advertisement and name the advertiser.
    pub(super) sponsor: &'static [&'static str],
    /// Above a list of stories to read next, or before one on the same line.
    pub(super) read_more: &'static [&'static str],
    /// Above a list of other stories that has nothing to do with this one.
    pub(super) elsewhere: &'static [&'static str],
    /// Above or before the topics.
    pub(super) topics: &'static [&'static str],
    /// Lines that show that readers may answer.
    pub(super) replies: &'static [&'static str],
    /// Words after the name of a podcast in its promotion.
    pub(super) podcast_ends: &'static [&'static str],
    /// Words before the name of a podcast in its promotion.
    pub(super) podcast_starts: &'static [&'static str],
    /// Beginnings of a correction.
    pub(super) corrections: &'static [&'static str],
    /// Beginnings of a clarification.
    pub(super) clarifications: &'static [&'static str],
    /// Beginnings of the line that says who worked on the story.
    pub(super) signoff: &'static [&'static str],
}

/// Every table.
pub(super) const ALL: [&Words; 5] = [&en::WORDS, &de::WORDS, &fr::WORDS, &es::WORDS, &ar::WORDS];

/// Agencies and picture houses, as credits and datelines print them. Case counts: "PA" is one, "pa" is not.
pub(super) const AGENCIES: &[&str] = &[
    "Reuters",
    "REUTERS",
    "AP",
    "Associated Press",
    "AFP",
    "Getty",
    "Getty Images",
    "GETTY IMAGES",
    "PA",
    "PA Media",
    "PA Wire",
    "PA Images",
    "EPA",
    "EPA-EFE",
    "EPA-EFE/Shutterstock",
    "EFE",
    "dpa",
    "DPA",
    "ANSA",
    "Xinhua",
    "XINHUA",
    "TASS",
    "Sputnik",
    "Kyodo",
    "Anadolu",
    "Anadolu Agency",
    "Bloomberg",
    "Shutterstock",
    "Alamy",
    "Alamy Stock Photo",
    "Rex",
    "REX",
    "Rex Features",
    "ZUMA",
    "ZUMA Press",
    "UPI",
    "Redux",
    "Magnum Photos",
    "Picture Alliance",
    "picture alliance",
    "IMAGO",
    "imago",
    "imago images",
    "Imago",
    "Keystone",
    "APA",
    "KNA",
    "epd",
    "NurPhoto",
    "SOPA Images",
    "SIPA",
    "Sipa",
    "MAXPPP",
    "Abaca",
    "Hans Lucas",
    "iStock",
    "iStockphoto",
    "Unsplash",
    "AAP",
    "CP",
    "The Canadian Press",
    "Handout",
    "HANDOUT",
    "Pool",
    "POOL",
    "Europa Press",
    "Yonhap",
    "PTI",
    "ANI",
    "CNN",
    "CNN Business",
    "NPR",
    "SWNS",
    "SID",
    "رويترز",
    "أ ف ب",
    "أ.ف.ب",
    "د ب أ",
    "Thomson Reuters Foundation",
    "TNS",
    "Tribune News Service",
    "USA TODAY Sports",
];

/// A line in the form in which the tables hold words: small letters, straight apostrophes, single spaces, and
/// neither signs nor arrows at the ends.
pub(super) fn key(text: &str) -> String {
    let small = text.to_lowercase().replace(['’', '‘', 'ʼ'], "'");
    let trimmed = small.trim_matches(|c: char| !c.is_alphanumeric() && !"©@".contains(c));
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a key is one of a kind of words in any language.
pub(super) fn is(key: &str, kind: fn(&Words) -> &'static [&'static str]) -> bool {
    ALL.iter().any(|words| kind(words).contains(&key))
}

/// The longest of a kind of words with which a key begins, at a word's end; the number of its bytes.
pub(super) fn begins(key: &str, kind: fn(&Words) -> &'static [&'static str]) -> Option<usize> {
    let starts = ALL.iter().flat_map(|words| kind(words));
    starts
        .filter(|word| begins_with_word(key, word))
        .map(|word| word.len())
        .max()
}

/// Whether a text begins with these words and not with longer ones.
pub(super) fn begins_with_word(key: &str, words: &str) -> bool {
    key.strip_prefix(words)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whole-line furniture of every language by its key: a page of five megabytes has a million lines.
static WHOLE: LazyLock<HashMap<&'static str, Reason>> = LazyLock::new(|| {
    let lists = ALL.iter().flat_map(|words| words.furniture);
    lists
        .filter(|(_, place, _)| *place == Where::Whole)
        .flat_map(|(reason, _, list)| list.iter().map(|word| (*word, *reason)))
        .collect()
});

/// Why a line with this key is furniture, if it is.
pub(super) fn furniture(key: &str) -> Option<Reason> {
    if let Some(reason) = WHOLE.get(key) {
        return Some(*reason);
    }
    let short = key.chars().take(201).count() <= 200;
    if !short {
        return None;
    }
    let lists = ALL.iter().flat_map(|words| words.furniture);
    lists
        .filter(|(_, place, list)| match place {
            Where::Whole => false,
            Where::Start => list.iter().any(|word| begins_with_word(key, word)),
            Where::Within => key.len() >= 7 && list.iter().any(|word| key.contains(word)),
        })
        .map(|(reason, ..)| *reason)
        .next()
}

/// What kind of story a line with this key says it is.
pub(super) fn label(key: &str) -> Option<Label> {
    let lists = ALL.iter().flat_map(|words| words.labels);
    lists
        .filter(|(_, list)| list.contains(&key))
        .map(|(label, _)| *label)
        .next()
}

/// The month, 1 to 12, that a small-letter word names.
pub(super) fn month(word: &str) -> Option<i8> {
    ALL.iter().find_map(|words| {
        let at = words
            .months
            .iter()
            .position(|names| names.contains(&word))?;
        i8::try_from(at + 1).ok()
    })
}
