//! The words of a document without its markup.
//!
//! [`plain`] is for reading, [`search`] for finding, [`words`] and [`reading_minutes`] for counting, [`first_words`]
//! for descriptions. Pull quotes say again what the story says already, so only [`search`] has them.
//! Reach: document in, text out.

use unicode_segmentation::UnicodeSegmentation;

use crate::doc::{Block, Doc, Image, Inline, ListItem, Picture, QuoteAttrs, TableRow};

/// Words a minute that people read silently (Brysbaert 2019, "How many words do we read per minute?").
const WORDS_A_MINUTE: usize = 238;
/// Characters a minute in scripts that put no spaces between words.
const CHARACTERS_A_MINUTE: usize = 500;

/// The text as somebody reads it, blocks parted by blank lines: prose, lists with `- ` or `1. `, tables with tabs,
/// captions. Without advertisements, promotions and "Read more".
#[must_use]
pub fn plain(doc: &Doc) -> String {
    join(doc.content.iter().map(reading))
}

/// Every word by which somebody may look for the story: [`plain`], pull quotes, credits, titles and descriptions.
/// Without the headlines of other stories.
#[must_use]
pub fn search(doc: &Doc) -> String {
    join(doc.content.iter().flat_map(|block| {
        let mut found = vec![reading(block)];
        found.extend(beside(block).into_iter().flatten().map(str::to_owned));
        if let Block::Pullquote { attrs, content } = block {
            found.push(quoted(attrs, content));
        }
        found
    }))
}

/// How many words of prose the story has, by the word boundaries of Unicode Standard Annex 29. Paragraphs,
/// headings, quotes, lists, tables and corrections count; captions and listings do not.
#[must_use]
pub fn words(doc: &Doc) -> usize {
    prose(doc).unicode_words().count()
}

/// How long the prose takes to read, in whole minutes, at least 1.
#[must_use]
pub fn reading_minutes(doc: &Doc) -> u32 {
    let (mut spaced, mut unspaced) = (0_usize, 0_usize);
    for word in prose(doc).unicode_words() {
        if word.chars().next().is_some_and(is_unspaced) {
            unspaced += word.chars().count();
        } else {
            spaced += 1;
        }
    }
    let seconds = spaced * 60 / WORDS_A_MINUTE + unspaced * 60 / CHARACTERS_A_MINUTE;
    u32::try_from((seconds + 30) / 60)
        .unwrap_or(u32::MAX)
        .max(1)
}

/// The beginning of the prose on one line, at most `chars` characters, cut between words with an ellipsis.
/// Headings, tables and captions are passed over, unless there is nothing else.
#[must_use]
pub fn first_words(doc: &Doc, chars: usize) -> String {
    let running = doc.content.iter().filter_map(|block| match block {
        Block::Paragraph { content } | Block::Quote { content, .. } => Some(inline(content)),
        Block::List { attrs, content } => Some(list(content, attrs.ordered, 0)),
        _ => None,
    });
    let mut text = one_line(&join(running));
    if text.is_empty() {
        text = one_line(&plain(doc));
    }
    if text.chars().count() <= chars {
        return text;
    }
    let room = chars.saturating_sub(1);
    let end = text
        .char_indices()
        .nth(room)
        .map_or(text.len(), |(at, _)| at);
    // The last word boundary within the room; inside a word that alone is longer than the room.
    let cut = text
        .split_word_bound_indices()
        .map(|(at, _)| at)
        .take_while(|at| *at <= end)
        .last()
        .unwrap_or(0);
    let kept = text[..if cut == 0 { end } else { cut }]
        .trim_end_matches(|c: char| c.is_whitespace() || ",;:–—-(“‘«".contains(c));
    if chars == 0 {
        String::new()
    } else {
        format!("{kept}…")
    }
}

/// The running text of the body: what counts as its length.
fn prose(doc: &Doc) -> String {
    join(doc.content.iter().map(|block| match block {
        Block::Paragraph { content }
        | Block::Heading { content, .. }
        | Block::Quote { content, .. }
        | Block::Correction { content, .. } => inline(content),
        // Bare items: the numbers of a numbered list are not words.
        Block::List { content, .. } => list(content, false, 0),
        Block::Table { content } => table(content),
        _ => String::new(),
    }))
}

/// One block as it is read.
fn reading(block: &Block) -> String {
    match block {
        Block::Paragraph { content }
        | Block::Heading { content, .. }
        | Block::Video { content, .. }
        | Block::Audio { content, .. }
        | Block::Embed { content, .. }
        | Block::Code { content, .. }
        | Block::Correction { content, .. }
        | Block::Image(Image { content, .. }) => inline(content),
        Block::Quote { attrs, content } => quoted(attrs, content),
        Block::List { attrs, content } => list(content, attrs.ordered, 0),
        Block::Gallery { content } => join(
            content
                .iter()
                .map(|Picture::Image(image)| inline(&image.content)),
        ),
        Block::Table { content } => table(content),
        Block::Pullquote { .. }
        | Block::Rule
        | Block::Readmore { .. }
        | Block::Podcast { .. }
        | Block::Adslot { .. } => String::new(),
    }
}

/// The words that stand in a block's attributes rather than in its text.
fn beside(block: &Block) -> Vec<Option<&str>> {
    fn of(image: &Image) -> [Option<&str>; 2] {
        [image.attrs.alt.as_deref(), image.attrs.credit.as_deref()]
    }
    match block {
        Block::Image(image) => of(image).to_vec(),
        Block::Gallery { content } => content
            .iter()
            .flat_map(|Picture::Image(image)| of(image))
            .collect(),
        Block::Video { attrs, .. } => vec![attrs.title.as_deref(), attrs.credit.as_deref()],
        Block::Audio { attrs, .. } => vec![attrs.title.as_deref()],
        Block::Embed { attrs, .. } => vec![attrs.title.as_deref(), attrs.provider.as_deref()],
        Block::Podcast { attrs } => vec![Some(&attrs.show), attrs.episode.as_deref()],
        _ => Vec::new(),
    }
}

fn quoted(attrs: &QuoteAttrs, content: &[Inline]) -> String {
    let said_by = [&attrs.citation, &attrs.role]
        .into_iter()
        .flatten()
        .map(|s| s.trim())
        .filter(|s| !s.is_empty());
    let source = said_by.collect::<Vec<_>>().join(", ");
    let words = inline(content);
    match (words.is_empty(), source.is_empty()) {
        (_, true) => words,
        (true, false) => format!("— {source}"),
        (false, false) => format!("{words}\n— {source}"),
    }
}

/// Text and line breaks; white space at the ends is no text.
fn inline(content: &[Inline]) -> String {
    let text: String = content
        .iter()
        .map(|piece| match piece {
            Inline::Text { text, .. } => text.as_str(),
            Inline::HardBreak { .. } => "\n",
        })
        .collect();
    text.trim().to_owned()
}

fn list(items: &[ListItem], ordered: bool, depth: usize) -> String {
    let mut lines = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let indent = "  ".repeat(depth);
        let mut sign = if ordered {
            format!("{}. ", i + 1)
        } else {
            "- ".to_owned()
        };
        for part in &item.content {
            match part {
                Block::List { attrs, content } => {
                    lines.push(list(content, attrs.ordered, depth + 1));
                }
                other => {
                    let text = one_line(&reading(other));
                    if !text.is_empty() {
                        lines.push(format!("{indent}{sign}{text}"));
                        // A second paragraph of an item stands under the first.
                        sign = " ".repeat(sign.len());
                    }
                }
            }
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

fn table(rows: &[TableRow]) -> String {
    let line = |row: &TableRow| {
        row.content
            .iter()
            .map(|cell| one_line(&inline(&cell.content)))
            .collect::<Vec<_>>()
            .join("\t")
    };
    let lines: Vec<String> = rows
        .iter()
        .map(line)
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines.join("\n")
}

fn join(blocks: impl Iterator<Item = String>) -> String {
    let said: Vec<String> = blocks.filter(|block| !block.trim().is_empty()).collect();
    said.join("\n\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a letter is of a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
/// Korean does put spaces.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paragraph(text: &str) -> serde_json::Value {
        json!({"type": "paragraph", "content": [{"type": "text", "text": text}]})
    }

    fn doc(content: serde_json::Value) -> Doc {
        Doc::parse(&json!({"type": "doc", "content": content})).unwrap()
    }

    fn mixed() -> Doc {
        let text = |text: &str| json!([{"type": "text", "text": text}]);
        doc(json!([
            {"type": "heading", "attrs": {"level": 2}, "content": text("Talks")},
            paragraph("Mr Xi met"),
            {"type": "paragraph"},
            {"type": "quote", "attrs": {"citation": "Mr Qin", "role": "minister"}, "content": text("Low point")},
            {"type": "pullquote", "content": text("Pulled")},
            {"type": "list", "attrs": {"ordered": true}, "content": [
                {"type": "list_item", "content": [paragraph("one"), paragraph("more"),
                    {"type": "list", "content": [{"type": "list_item", "content": [paragraph("inner")]}]}]},
                {"type": "list_item", "content": [paragraph("two")]}]},
            {"type": "image", "attrs": {"credit": "REUTERS", "alt": "Two men"}, "content": text("The pair")},
            {"type": "video", "attrs": {"title": "Film"}},
            {"type": "table", "content": [{"type": "table_row", "content": [
                {"type": "table_cell", "content": text("a")}, {"type": "table_cell", "content": text("b")}]}]},
            {"type": "readmore", "attrs": {"stories": [{"headline": "Elsewhere"}]}},
            {"type": "podcast", "attrs": {"show": "Daily"}},
            {"type": "adslot"},
            {"type": "correction", "content": text("We erred")},
        ]))
    }

    #[test]
    fn plain_text_is_what_somebody_reads() {
        assert_eq!(
            plain(&mixed()),
            "Talks\n\nMr Xi met\n\nLow point\n— Mr Qin, minister\n\n1. one\n   more\n  - inner\n2. two\n\nThe pair\n\na\tb\n\nWe erred"
        );
    }

    #[test]
    fn search_text_has_credits_titles_and_pull_quotes_but_not_other_headlines() {
        let found = search(&mixed());
        for word in [
            "REUTERS", "Two men", "Film", "Pulled", "Mr Qin", "The pair", "We erred", "Daily",
        ] {
            assert!(found.contains(word), "{word} is missing in {found}");
        }
        assert!(!found.contains("Elsewhere"));
    }

    #[test]
    fn prose_is_counted_without_captions_and_signs() {
        // Talks; Mr Xi met; Low point; one more inner two; a b; We erred
        assert_eq!(words(&mixed()), 1 + 3 + 2 + 4 + 2 + 2);
        assert_eq!(words(&Doc::of_paragraphs(["It’s 1.2bn – isn't it?"])), 4);
    }

    #[test]
    fn reading_time_follows_the_script() {
        let of = |text: &str| reading_minutes(&Doc::of_paragraphs([text]));
        assert_eq!(of(""), 1);
        assert_eq!(of(&"word ".repeat(238 * 3)), 3);
        assert_eq!(of(&"中".repeat(2_000)), 4);
        assert_eq!(of(&"한국 ".repeat(238 * 2)), 2);
    }

    #[test]
    fn a_description_ends_between_words() {
        let story = Doc::of_paragraphs(["Mr Orr, who met\nMs Vale", "said so."]);
        assert_eq!(first_words(&story, 200), "Mr Orr, who met Ms Vale said so.");
        assert_eq!(first_words(&story, 10), "Mr Orr…");
        assert_eq!(first_words(&story, 9), "Mr Orr…");
        assert_eq!(first_words(&story, 3), "Mr…");
        assert_eq!(first_words(&Doc::of_paragraphs(["Unbreakable"]), 4), "Unb…");
        assert_eq!(
            first_words(&Doc::of_paragraphs(["北京今天下雨了"]), 4),
            "北京今…"
        );
        assert_eq!(first_words(&story, 0), "");
        for most in 1..40 {
            assert!(first_words(&story, most).chars().count() <= most);
        }
        let heading =
            doc(json!([{"type": "heading", "content": [{"type": "text", "text": "Only"}]}]));
        assert_eq!(first_words(&heading, 20), "Only");
    }
}
