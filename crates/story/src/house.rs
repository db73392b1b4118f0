//! House style: what a newsroom writes this way and not that way, and slips that the eye passes over.
//!
//! [`suggest`] reads a story with the newsroom's [`Rules`] and answers with [`Suggestion`]s; nothing here ever stops
//! a story. Beside the rules it looks for names spelled two ways ([`names`]), and for numbers and quotations in the
//! headline or standfirst that the body does not carry ([`numbers`], [`quotes`]).
//!
//! What is left alone, and why:
//! - Listings and words marked as code: they are not prose.
//! - Wording inside quotation marks, quote blocks and pull quotes: people said what they said. Spelling is mended
//!   there too, since they did not spell it; a rule counts as spelling where what it suggests is nearly what it found.
//! - Capitalised words in mid-sentence, by rules that mean the common word: `Pearl Harbor` is a name.
//!
//! Reach: fields, a document and rules in, suggestions out.

mod names;
mod near;
mod numbers;
mod quotes;
mod rules;

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::doc::{Block, Doc, Inline, Mark};
use crate::fields::Fields;
use crate::ready::text_blocks;

pub use rules::{MAX_PATTERNS, MAX_RULES, Rule, Rules};

/// Most suggestions that one story gets; more would not be read.
pub const MOST_SUGGESTIONS: usize = 500;

/// Something that the newsroom writes otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// By which it is ignored for a story: the same for the same words found by the same rule, wherever they stand.
    pub key: String,
    /// `headline`, `standfirst` or `body`.
    pub place: &'static str,
    /// The index of the body's block; none outside the body.
    pub block: Option<usize>,
    /// The child indexes from the document down to the block of text: `[3]` for a paragraph, `[3, 0, 1]` for one in
    /// a list (item, paragraph), `[3, 1]` for a caption in a gallery, `[3, 0, 2]` for a cell (row, cell).
    pub path: Vec<usize>,
    /// Where that block of text begins in the text of the body's block, whose blocks of text are joined by line breaks.
    #[serde(skip)]
    pub start: usize,
    /// Where it begins in the text of that block, in UTF-16 units as editors count; a line break counts 1.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// The words that stand there.
    pub found: String,
    /// The words to put there; none where somebody must think.
    pub suggestion: Option<String>,
    /// Why.
    pub reason: String,
}

/// What the newsroom would write otherwise, in reading order, without the keys in `ignored`. At most
/// [`MOST_SUGGESTIONS`].
#[must_use]
pub fn suggest(
    fields: &Fields,
    body: &Doc,
    rules: &Rules,
    ignored: &BTreeSet<String>,
) -> Vec<Suggestion> {
    let texts = gather(fields, body);
    let mut hits: Vec<Hit> = Vec::new();
    for (nth, text) in texts.iter().enumerate() {
        rules.find(text, nth, &mut hits);
    }
    hits.extend(names::spelled_two_ways(&texts));
    hits.extend(numbers::missing(&texts));
    hits.extend(quotes::missing(&texts));
    // Of two that overlap the longer stays, since it sees more.
    hits.sort_by_key(|hit| (hit.text, hit.range.start, usize::MAX - hit.range.end));
    let mut out: Vec<Suggestion> = Vec::new();
    let mut end = (usize::MAX, 0);
    for hit in hits {
        let overlaps = hit.text == end.0 && hit.range.start < end.1;
        let text = &texts[hit.text];
        let found = &text.text[hit.range.clone()];
        let key = key(&hit.rule, found);
        if ignored.contains(&key) || (overlaps && !hit.rule.starts_with(WHOLE)) {
            continue;
        }
        if !hit.rule.starts_with(WHOLE) {
            end = (hit.text, hit.range.end);
        }
        let from = units(&text.text[..hit.range.start]);
        out.push(Suggestion {
            key,
            place: text.place,
            block: text.path.first().copied(),
            path: text.path.clone(),
            start: text.start,
            from,
            to: from + units(found),
            found: found.to_owned(),
            suggestion: hit.suggestion,
            reason: hit.reason,
        });
        if out.len() == MOST_SUGGESTIONS {
            break;
        }
    }
    out
}

/// Begins the names of the checks that are no rules of the newsroom; these may overlap with anything.
const WHOLE: char = '\u{1}';

/// Something found in a text.
struct Hit {
    /// The index of the text.
    text: usize,
    /// In bytes.
    range: Range<usize>,
    /// What found it, for the key.
    rule: String,
    suggestion: Option<String>,
    reason: String,
}

/// A block of text as the checks read it.
struct Text {
    place: &'static str,
    path: Vec<usize>,
    start: usize,
    /// Line breaks as `\n`.
    text: String,
    /// What somebody else said, in bytes.
    quoted: Vec<Range<usize>>,
    /// What is marked as code, in bytes.
    code: Vec<Range<usize>>,
    /// Whether It Is Written Like This, so that a capital says nothing.
    is_title_case: bool,
}

impl Text {
    fn new(place: &'static str, text: String) -> Self {
        Self {
            place,
            path: Vec::new(),
            start: 0,
            quoted: quotes::quoted(&text),
            code: Vec::new(),
            is_title_case: is_title_case(&text),
            text,
        }
    }

    fn is_quoted(&self, range: &Range<usize>) -> bool {
        within(&self.quoted, range)
    }

    fn is_code(&self, range: &Range<usize>) -> bool {
        within(&self.code, range)
    }

    /// Whether a word at this byte would have a capital whatever it means.
    fn starts_sentence(&self, at: usize) -> bool {
        if self.is_title_case {
            return true;
        }
        let before = self.text[..at].trim_end_matches(|c: char| {
            (c.is_whitespace() && c != '\n') || "\"'“”‘’«»„([–—-•".contains(c)
        });
        before.is_empty() || before.ends_with(['.', '!', '?', '…', ':', '\n'])
    }
}

fn within(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let touches = |r: &Range<usize>| r.start < range.end && range.start < r.end;
    ranges.iter().any(touches)
}

/// Most words of four letters and more with a capital: an American headline.
fn is_title_case(text: &str) -> bool {
    let long = text.unicode_words().filter(|w| w.chars().count() > 3);
    let (mut all, mut capital) = (0, 0);
    for word in long {
        all += 1;
        capital += usize::from(word.chars().next().is_some_and(char::is_uppercase));
    }
    all >= 3 && capital * 4 > all * 3
}

/// Headline, standfirst and every block of text but listings, in reading order.
fn gather(fields: &Fields, body: &Doc) -> Vec<Text> {
    let mut out = vec![
        Text::new("headline", fields.headline.clone()),
        Text::new("standfirst", fields.standfirst.clone()),
    ];
    let (mut top, mut next) = (None, 0);
    for block in text_blocks(body) {
        if block.path.first().copied() != top {
            (top, next) = (block.path.first().copied(), 0);
        }
        let within = block.path.first().and_then(|at| body.content.get(*at));
        if matches!(within, Some(Block::Code { .. })) {
            continue;
        }
        let mut words = String::new();
        let mut code = Vec::new();
        for piece in block.content {
            let at = words.len();
            let (marks, text) = match piece {
                Inline::Text { text, marks } => (marks, text.as_str()),
                Inline::HardBreak { marks } => (marks, "\n"),
            };
            words.push_str(text);
            if marks.contains(&Mark::Code) {
                code.push(at..words.len());
            }
        }
        let mut text = Text::new("body", words);
        text.start = next;
        next += units(&text.text) + 1;
        text.path = block.path;
        text.code = code;
        // A whole block is never a headline in capitals, but a list of names may look like one.
        text.is_title_case &= matches!(within, Some(Block::Heading { .. }));
        if matches!(within, Some(Block::Quote { .. } | Block::Pullquote { .. })) {
            text.quoted = std::iter::once(0..text.text.len()).collect();
        }
        out.push(text);
    }
    out.retain(|text| !text.text.trim().is_empty());
    out
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A name for what a rule found that stays the same from one day and one program to the next: FNV-1a with 64 bits.
fn key(rule: &str, found: &str) -> String {
    let bytes = rule.bytes().chain([0]).chain(found.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// The first letter made a capital.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>());
    first.unwrap_or_default() + chars.as_str()
}

#[cfg(test)]
mod tests;
