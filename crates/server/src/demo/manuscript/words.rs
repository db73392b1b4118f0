//! The words inside a block: marks, links and breaks, and the links' second half, the numbers of stories.
//!
//! Reach: `markup` sends each block's words through `run`; `Manuscript::body` sends the finished
//! document through `resolve`.

use std::collections::BTreeMap;

use story::doc::{Further, Image, LinkAttrs};
use story::{Block, Doc, Inline, Mark};

/// Appends words with their marks. The line separator U+2028 stands for a break that is meant.
pub(super) fn run(words: &str, marks: &[Mark], out: &mut Vec<Inline>) -> Result<(), String> {
    const SIGNS: [(&str, Mark); 6] = [
        ("**", Mark::Strong),
        ("*", Mark::Em),
        ("~~", Mark::Strike),
        ("~", Mark::Sub),
        ("^", Mark::Sup),
        ("`", Mark::Code),
    ];
    let mut rest = words;
    while let Some(sign) = rest.chars().next() {
        let after = &rest[sign.len_utf8()..];
        if let Some((open, mark)) = SIGNS.iter().find(|(open, _)| rest.starts_with(open)) {
            let inner = &rest[open.len()..];
            let end = inner.find(open).filter(|end| *end > 0).ok_or_else(|| {
                format!("{open} is opened and never closed; write \\{open} for the sign itself")
            })?;
            let with = [marks, std::slice::from_ref(mark)].concat();
            if *mark == Mark::Code {
                put(&inner[..end], &with, out);
            } else {
                run(&inner[..end], &with, out)?;
            }
            rest = &inner[end + open.len()..];
        } else if sign == '[' {
            let link = after.split_once("](").and_then(|(inner, tail)| {
                tail.split_once(')').map(|(href, tail)| (inner, href, tail))
            });
            let (inner, href, tail) =
                link.ok_or("[ begins no link; write \\[ for the sign itself")?;
            let (href, rel) = href
                .split_once(' ')
                .map_or((href, None), |(href, rel)| (href, Some(rel.to_owned())));
            let attrs = LinkAttrs {
                href: href.to_owned(),
                rel,
                story: None,
            };
            run(inner, &[marks, &[Mark::Link { attrs }]].concat(), out)?;
            rest = tail;
        } else if sign == '\\' {
            let kept = after.chars().next().ok_or("a backslash ends the words")?;
            put(&after[..kept.len_utf8()], marks, out);
            rest = &after[kept.len_utf8()..];
        } else if sign == '\u{2028}' {
            out.push(Inline::HardBreak { marks: Vec::new() });
            rest = after;
        } else {
            put(&rest[..sign.len_utf8()], marks, out);
            rest = after;
        }
    }
    Ok(())
}

fn put(words: &str, marks: &[Mark], out: &mut Vec<Inline>) {
    match out.last_mut() {
        Some(Inline::Text { text, marks: same }) if same == marks => text.push_str(words),
        _ => out.push(Inline::Text {
            text: words.to_owned(),
            marks: marks.to_vec(),
        }),
    }
}

/// The marks of a piece of inline content.
pub(super) fn marks_of(inline: &Inline) -> &[Mark] {
    match inline {
        Inline::Text { marks, .. } | Inline::HardBreak { marks } => marks,
    }
}

/// The document with keys of stories made numbers; a key without a number loses its link and keeps its words.
pub(super) fn resolve(draft: &Doc, numbers: &BTreeMap<String, i64>) -> Doc {
    let mut doc = draft.clone();
    doc.content
        .iter_mut()
        .for_each(|block| resolve_block(block, numbers));
    doc
}

fn resolve_block(block: &mut Block, numbers: &BTreeMap<String, i64>) {
    let deep = |blocks: &mut Vec<Block>| blocks.iter_mut().for_each(|b| resolve_block(b, numbers));
    match block {
        Block::Paragraph { content }
        | Block::Heading { content, .. }
        | Block::Quote { content, .. }
        | Block::Pullquote { content, .. }
        | Block::Video { content, .. }
        | Block::Audio { content, .. }
        | Block::Embed { content, .. }
        | Block::Correction { content, .. }
        | Block::Image(Image { content, .. }) => resolve_inline(content, numbers),
        Block::List { content, .. } => content.iter_mut().for_each(|item| deep(&mut item.content)),
        Block::Table { content } => {
            content
                .iter_mut()
                .flat_map(|row| &mut row.content)
                .for_each(|cell| resolve_inline(&mut cell.content, numbers));
        }
        Block::Readmore { attrs } => {
            attrs.stories = attrs
                .stories
                .drain(..)
                .filter_map(|further| own(further, numbers))
                .collect();
        }
        // A gallery's captions come from the assets and hold no links; a listing, a rule and the rest hold no words.
        Block::Gallery { .. }
        | Block::Code { .. }
        | Block::Rule
        | Block::Podcast { .. }
        | Block::Adslot { .. } => {}
    }
}

fn own(further: Further, numbers: &BTreeMap<String, i64>) -> Option<Further> {
    match &further {
        Further::Page { url: Some(url), .. } => match url.strip_prefix("story:") {
            Some(key) => numbers.get(key).map(|number| Further::Own(*number)),
            None => Some(further),
        },
        _ => Some(further),
    }
}

fn resolve_inline(content: &mut [Inline], numbers: &BTreeMap<String, i64>) {
    for inline in content {
        let Inline::Text { marks, .. } = inline else {
            continue;
        };
        marks.retain_mut(|mark| {
            let Mark::Link { attrs } = mark else {
                return true;
            };
            let Some(key) = attrs.href.strip_prefix("story:") else {
                return true;
            };
            let Some(number) = numbers.get(key) else {
                return false;
            };
            attrs.story = Some(*number);
            attrs.href = format!("/story/{key}-{number}");
            true
        });
    }
}
