//! The printed report: what was recognised, then every line and what became of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use story::{Block, Replies};

use super::reading::{Kind, Part, Reading, Verdict, Waiting};

/// The report as text: a summary by part, then line by line what was kept as what and what was dropped why.
#[must_use]
pub fn report(reading: &Reading) -> String {
    let mut out = String::from("Recognised\n");
    // Writing to a String cannot fail.
    let _ = summary(reading, &mut out);
    out.push_str("\nLine by line\n");
    for line in &reading.lines {
        let verdict = match line.verdict {
            Verdict::Kept(part) => format!("kept as {part}"),
            Verdict::Dropped(reason) => format!("DROPPED: {reason}"),
        };
        let note = line
            .note
            .as_ref()
            .map(|note| format!(" ({note})"))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "{:>5}  {verdict}{note}: {}",
            line.number,
            short(&line.text)
        );
    }
    out
}

fn summary(reading: &Reading, out: &mut String) -> std::fmt::Result {
    let fields = &reading.fields;
    let mut row = |name: &str, value: &str| {
        if value.is_empty() {
            Ok(())
        } else {
            writeln!(out, "  {name:<12} {value}")
        }
    };
    row("headline", &fields.headline)?;
    row("standfirst", &fields.standfirst)?;
    for byline in &fields.bylines {
        let parts = [
            Some(&byline.name),
            byline.role.as_ref(),
            byline.handle.as_ref(),
        ];
        row(
            "byline",
            &parts
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" · "),
        )?;
    }
    row(
        "published",
        &reading
            .published
            .map(|t| format!("{t}, shown in {}", fields.zone))
            .unwrap_or_default(),
    )?;
    row(
        "updated",
        &reading.updated.map(|t| t.to_string()).unwrap_or_default(),
    )?;
    row("section", reading.section.as_deref().unwrap_or_default())?;
    row(
        "label",
        &fields.label.map(|l| format!("{l:?}")).unwrap_or_default(),
    )?;
    row("dateline", fields.dateline.as_deref().unwrap_or_default())?;
    row("language", &fields.language)?;
    for (i, waiting) in reading.media.iter().enumerate() {
        let lead = i == 0
            && fields
                .lead
                .as_ref()
                .is_some_and(|lead| lead.asset.as_ref() == Some(&waiting.id));
        row(kind(waiting.kind), &medium(waiting, lead))?;
    }
    row("topics", &fields.topics.join(", "))?;
    row(
        "replies",
        if fields.replies == Replies::Open {
            "open"
        } else {
            "closed"
        },
    )?;
    row("body", &counts(&reading.body.content))?;
    let dropped = reading
        .lines
        .iter()
        .filter(|line| matches!(line.verdict, Verdict::Dropped(_)))
        .count();
    row(
        "lines",
        &format!("{} kept, {dropped} dropped", reading.lines.len() - dropped),
    )?;
    for note in &reading.notes {
        row("note", note)?;
    }
    let missing = missing(reading);
    row("not found", &missing.join(", "))
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Image => "photo",
        Kind::Video => "film",
        Kind::Audio => "sound",
    }
}

fn medium(waiting: &Waiting, lead: bool) -> String {
    let length = waiting
        .length_seconds
        .map(|s| format!("{}:{:02}", s / 60, s % 60));
    let caption = waiting.caption.as_deref().map(short);
    let credit = waiting.credit.as_ref().map(|c| format!("credit {c}"));
    let lead = lead.then(|| "the lead".to_owned());
    let parts = [
        Some(waiting.id.clone()),
        lead,
        length,
        waiting.title.clone(),
        caption,
        credit,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn counts(blocks: &[Block]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for block in blocks {
        *counts.entry(name(block)).or_default() += 1;
    }
    let counted =
        |(name, n): (&&str, &usize)| format!("{n} {name}{}", if *n == 1 { "" } else { "s" });
    counts.iter().map(counted).collect::<Vec<_>>().join(", ")
}

fn name(block: &Block) -> &'static str {
    match block {
        Block::Paragraph { .. } => "paragraph",
        Block::Heading { .. } => "heading",
        Block::Quote { .. } | Block::Pullquote { .. } => "quote",
        Block::List { .. } => "list",
        Block::Image(_) | Block::Gallery { .. } => "photo",
        Block::Video { .. } => "film",
        Block::Audio { .. } => "sound",
        Block::Readmore { .. } => "read-more list",
        Block::Podcast { .. } => "podcast",
        Block::Adslot { .. } => "ad slot",
        Block::Correction { .. } => "correction",
        Block::Rule => "rule",
        _ => "other block",
    }
}

/// What a page usually has and this one was not seen to have: the desk looks there first.
fn missing(reading: &Reading) -> Vec<&'static str> {
    let has = |part: Part| {
        reading
            .lines
            .iter()
            .any(|line| line.verdict == Verdict::Kept(part))
    };
    let usual = [
        (Part::Standfirst, "standfirst"),
        (Part::Byline, "byline"),
        (Part::Time, "time"),
        (Part::Paragraph, "paragraphs"),
    ];
    usual
        .into_iter()
        .filter(|(part, _)| !has(*part))
        .map(|(_, name)| name)
        .collect()
}

/// The first words of a line: the line itself is in the pasted text, under its number.
fn short(text: &str) -> String {
    let cut: String = text.chars().take(96).collect();
    if cut.len() < text.len() {
        format!("{}…", cut.trim_end())
    } else {
        cut
    }
}
