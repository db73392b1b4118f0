//! What of a story is read aloud: the headline, the standfirst, who wrote it and when, then the running text with its
//! subheadings. Captions, credits, titles of films, promotions, other stories, tables and listings are for the eye.
//!
//! Reach: fields and document in, lines of text out, each as it stands on the page, so that a page can show where the voice is.

use crate::doc::{Block, Doc, Inline, ListItem, QuoteAttrs};
use crate::fields::Fields;

/// A line that is read: a paragraph, or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The number of what it belongs to: the headline is 0, then each paragraph, heading, quote or list is one more.
    pub block: usize,
    /// As it is written, on one line.
    pub text: String,
}

/// What is read of a story. `by` is how the language says who wrote it ("By Ada Bell and Joe Hale"), `day` the day on which
/// it was published.
#[must_use]
pub fn script(fields: &Fields, body: &Doc, by: &str, day: &str) -> Vec<Line> {
    let said = [by, day]
        .map(str::trim)
        .into_iter()
        .filter(|s| !s.is_empty());
    let said = said.collect::<Vec<_>>().join(". ");
    let mut blocks = vec![
        vec![fields.headline.clone()],
        vec![fields.standfirst.clone()],
        vec![said],
    ];
    blocks.extend(body.content.iter().map(lines));
    let blocks = blocks.into_iter().map(|lines| {
        let lines = lines.iter().map(|line| one_line(line));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
    });
    let blocks = blocks.filter(|lines| !lines.is_empty()).enumerate();
    blocks
        .flat_map(|(block, lines)| lines.into_iter().map(move |text| Line { block, text }))
        .collect()
}

fn lines(block: &Block) -> Vec<String> {
    match block {
        Block::Paragraph { content }
        | Block::Heading { content, .. }
        | Block::Correction { content, .. } => vec![inline(content)],
        Block::Quote { attrs, content } => vec![inline(content), source(attrs)],
        Block::List { content, .. } => items(content),
        Block::Pullquote { .. }
        | Block::Image(_)
        | Block::Gallery { .. }
        | Block::Video { .. }
        | Block::Audio { .. }
        | Block::Embed { .. }
        | Block::Table { .. }
        | Block::Code { .. }
        | Block::Rule
        | Block::Readmore { .. }
        | Block::Podcast { .. }
        | Block::Adslot { .. } => Vec::new(),
    }
}

fn items(list: &[ListItem]) -> Vec<String> {
    list.iter()
        .flat_map(|item| item.content.iter().flat_map(lines))
        .collect()
}

fn source(attrs: &QuoteAttrs) -> String {
    let parts = [&attrs.citation, &attrs.role].into_iter().flatten();
    parts.map(|s| s.trim()).collect::<Vec<_>>().join(", ")
}

fn inline(content: &[Inline]) -> String {
    let pieces = content.iter().map(|piece| match piece {
        Inline::Text { text, .. } => text.as_str(),
        Inline::HardBreak { .. } => "\n",
    });
    pieces.collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Line, script};
    use crate::doc::Doc;
    use crate::fields::Fields;

    #[test]
    fn the_running_text_is_read_and_what_is_for_the_eye_is_not() {
        let text = |words: &str| json!([{ "type": "text", "text": words }]);
        let paragraph = |words: &str| json!({ "type": "paragraph", "content": text(words) });
        let body = json!({ "type": "doc", "content": [
            paragraph("One  two."),
            { "type": "image", "attrs": { "asset": "a" }, "content": text("A caption") },
            { "type": "heading", "content": text("A heading") },
            { "type": "paragraph" },
            { "type": "list", "content": [
                { "type": "list_item", "content": [paragraph("First.")] },
                { "type": "list_item", "content": [paragraph("Second.")] },
            ]},
            { "type": "pullquote", "content": text("One two") },
            { "type": "quote", "attrs": { "citation": "Ada Bell", "role": "harbour master" }, "content": text("It went.") },
            { "type": "adslot" },
            { "type": "code", "content": text("let x = 1;") },
        ]});
        let fields = Fields {
            headline: "Storm".into(),
            ..Fields::default()
        };
        let body = Doc::parse(&body).unwrap();
        let lines = script(&fields, &body, "By Joe Hale", "19 June 2023");
        let pairs: Vec<(usize, &str)> = lines
            .iter()
            .map(|Line { block, text }| (*block, text.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                (0, "Storm"),
                (1, "By Joe Hale. 19 June 2023"),
                (2, "One two."),
                (3, "A heading"),
                (4, "First."),
                (4, "Second."),
                (5, "It went."),
                (5, "Ada Bell, harbour master"),
            ]
        );
    }
}
