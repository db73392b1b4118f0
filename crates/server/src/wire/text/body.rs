//! The body: what is left when every other pass has taken its rows.

use story::doc::{
    AudioAttrs, HeadingAttrs, Image, ImageAttrs, ListAttrs, ListItem, QuoteAttrs, VideoAttrs,
};
use story::{Block, Doc, Inline, Lead};

use super::furniture::is_rule;
use super::head::bullet;
use super::page::Page;
use super::reading::{Kind, Part, Reason, Verdict, Waiting};
use super::rows::{Found, Row};
use super::words::{self, AGENCIES};

/// Longest heading, in characters and words.
const HEADING: (usize, usize) = (90, 12);
/// Longest attribution under a quotation, in words.
const ATTRIBUTION: usize = 12;

/// Drops what stands after the end of the story: after the replies or the copyright line, and short lines
/// that no paragraph follows. Before [`dateline`] and [`blocks`], which take every row that is left.
pub(super) fn ending(page: &mut Page, headline: usize) {
    let rows = &mut page.rows;
    let mut paragraphs = 0;
    let mut ended = false;
    for row in rows.iter_mut().skip(headline + 1) {
        let end = matches!(
            row.verdict,
            Some(Verdict::Kept(Part::RepliesOpen) | Verdict::Dropped(Reason::Copyright))
        );
        ended |= end && paragraphs >= 3;
        if row.free() {
            paragraphs += usize::from(row.is_paragraph());
            if ended {
                row.drop(Reason::AfterStory);
            }
        }
    }
    let Some(last) = rows
        .iter()
        .rposition(|row| row.free() && row.is_paragraph())
        .filter(|_| paragraphs > 0)
    else {
        return;
    };
    for row in rows
        .iter_mut()
        .skip(last + 1)
        .filter(|row| row.verdict.is_none())
    {
        let tail = row.words() <= 12
            && !row.ends_sentence()
            && !bullet(&row.text)
            && !is_rule(&row.text)
            && !is_attribution(&row.text);
        if tail && words::begins(&row.key, |w| w.signoff).is_none() {
            row.drop(Reason::AfterStory);
        }
    }
}

/// A dateline and what follows it: place, agency, the rest.
struct Dated<'a> {
    place: Option<String>,
    agency: Option<String>,
    rest: &'a str,
}

/// Whether a row opens with a dateline.
pub(super) fn has_dateline(text: &str) -> bool {
    part_dateline(text).is_some()
}

/// Parts the dateline from the first paragraph.
pub(super) fn dateline(page: &mut Page, headline: usize) {
    let Some(i) = (headline + 1..page.rows.len())
        .find(|i| page.rows[*i].free() && !bullet(&page.rows[*i].text))
    else {
        return;
    };
    let text = page.rows[i].text.clone();
    let Some(dated) = part_dateline(&text) else {
        return;
    };
    let said = text
        .get(..text.len() - dated.rest.len())
        .unwrap_or_default()
        .trim();
    page.rows[i].say(format!("the dateline “{said}” was parted"));
    if dated.place.is_some() {
        page.fields.dateline = dated.place;
    }
    if let Some(agency) = dated.agency {
        page.notes
            .push(format!("The dateline names the agency {agency}."));
    }
    page.rows[i].text = dated.rest.to_owned();
}

fn part_dateline(text: &str) -> Option<Dated<'_>> {
    let head: String = text.chars().take(110).collect();
    let (at, sign) = [" — ", " – ", " - ", " -- ", "— ", "– "]
        .iter()
        .filter_map(|s| head.find(s).map(|at| (at, *s)))
        .min()?;
    let before = text.get(..at)?.trim();
    let rest = text.get(at + sign.len()..)?.trim();
    if rest.split(' ').count() < 4 || before.is_empty() {
        return None;
    }
    if let Some((place, agency)) = before.strip_suffix(')').and_then(|b| b.rsplit_once('(')) {
        let known = AGENCIES.contains(&agency)
            || agency.split('/').all(|a| AGENCIES.contains(&a))
            || agency.chars().count() <= 12 && !agency.contains(' ');
        let place = place.trim();
        let short = place.split(' ').count() <= 7 && place.chars().count() <= 60;
        return (known && short).then(|| Dated {
            place: without_date(place),
            agency: Some(agency.to_owned()),
            rest,
        });
    }
    let (place, agency) = match before.rsplit_once(' ') {
        _ if AGENCIES.contains(&before) => ("", Some(before)),
        Some((place, last)) if AGENCIES.contains(&last) && last.chars().all(char::is_uppercase) => {
            (place, Some(last))
        }
        _ => (before, None),
    };
    let first = place.split([',', ' ', '/']).next().unwrap_or_default();
    let capitals = first.chars().count() >= 3
        && first
            .chars()
            .all(|c| c.is_uppercase() || "-'’.".contains(c));
    let short = place.split(' ').count() <= 6
        && place.chars().count() <= 50
        && place
            .chars()
            .all(|c| c.is_alphanumeric() || " ,./'’-".contains(c));
    // Large letters alone make a dateline only where all of them are large up to the first comma: "NATO – which…"
    // is the beginning of a sentence, but so short a one that nothing tells it from a place; it needs a date or
    // an agency beside it, or a dash as long as papers print it there.
    let town = place.split(',').next().unwrap_or_default();
    let large = town
        .chars()
        .filter(|c| c.is_alphabetic())
        .all(char::is_uppercase);
    let whole = large && (sign == " — " || sign == " -- " || place.contains(','));
    let place_ok = place.is_empty() || agency.is_some() || capitals && whole;
    ((agency.is_some() || capitals) && short && place_ok).then(|| Dated {
        place: without_date(place),
        agency: agency.map(str::to_owned),
        rest,
    })
}

/// "BEIJING, June 19" without its date.
fn without_date(place: &str) -> Option<String> {
    let parts = place.split(',').map(str::trim).filter(|part| {
        let small = part.to_lowercase();
        let date = part.contains(|c: char| c.is_numeric())
            || small
                .split([' ', '.'])
                .any(|w| words::month(w).is_some() && w.len() > 2 && part.contains(' '));
        !part.is_empty() && !date
    });
    let place = parts.collect::<Vec<_>>().join(", ");
    (!place.is_empty()).then_some(place)
}

/// Makes the document and the list of media; the first picture or film above the first paragraph is the lead.
pub(super) fn blocks(page: &mut Page, headline: usize) -> (Doc, Vec<Waiting>) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut media: Vec<Waiting> = Vec::new();
    let mut text = false;
    let mut i = 0;
    while i < page.rows.len() {
        let row = &mut page.rows[i];
        let mut used = 1;
        match row.found.take() {
            Some(Found::Media(found)) => {
                let waiting = Waiting {
                    id: format!("waiting:{}", media.len() + 1),
                    ..found
                };
                if !text && page.fields.lead.is_none() {
                    row.say("the lead");
                    page.fields.lead = Some(lead(&waiting));
                } else {
                    blocks.push(medium(&waiting));
                }
                media.push(waiting);
            }
            Some(Found::Block(block)) if i > headline => add(&mut blocks, block),
            _ if row.free() && i > headline => {
                used = words_block(&mut page.rows, i, &mut blocks);
                text |= page.rows[i].verdict == Some(Verdict::Kept(Part::Paragraph));
            }
            _ => {}
        }
        i += used;
    }
    if blocks.is_empty() {
        blocks.push(Block::paragraph(""));
        page.notes
            .push("The page has no body: one empty paragraph stands for it.".into());
    }
    (Doc { content: blocks }, media)
}

/// Neighbouring places of advertisements are one; neighbouring single stories to read next are one list.
fn add(blocks: &mut Vec<Block>, block: Block) {
    match (blocks.last_mut(), block) {
        (Some(Block::Adslot { .. }), Block::Adslot { .. }) => {}
        (Some(Block::Readmore { attrs: last }), Block::Readmore { attrs })
            if last.heading == attrs.heading =>
        {
            last.stories.extend(attrs.stories);
        }
        (_, block) => blocks.push(block),
    }
}

fn lead(waiting: &Waiting) -> Lead {
    Lead {
        asset: Some(waiting.id.clone()),
        caption: waiting.caption.clone(),
        credit: waiting.credit.clone(),
        alt: None,
    }
}

fn medium(waiting: &Waiting) -> Block {
    let asset = Some(waiting.id.clone());
    let content = Inline::plain(waiting.caption.as_deref().unwrap_or_default());
    let (title, credit) = (waiting.title.clone(), waiting.credit.clone());
    match waiting.kind {
        Kind::Image => Block::Image(Image {
            attrs: ImageAttrs {
                asset,
                credit,
                ..ImageAttrs::default()
            },
            content,
        }),
        Kind::Video => Block::Video {
            attrs: VideoAttrs {
                asset,
                url: None,
                title,
                credit,
            },
            content,
        },
        Kind::Audio => Block::Audio {
            attrs: AudioAttrs { asset, title },
            content,
        },
    }
}

/// Makes a block of the free row at `i` and as many after it as belong to it; how many it took.
fn words_block(rows: &mut [Row], i: usize, blocks: &mut Vec<Block>) -> usize {
    if is_rule(&rows[i].text) {
        rows[i].keep(Part::Paragraph);
        rows[i].say("a rule");
        blocks.push(Block::Rule);
        return 1;
    }
    if rows[i].text == "—" {
        rows[i].drop(Reason::Agency);
        return 1;
    }
    if let Some(used) = list(rows, i, blocks).or_else(|| quote(rows, i, blocks)) {
        return used;
    }
    if is_heading(rows, i, blocks) {
        rows[i].keep(Part::Heading);
        let content = Inline::plain(&rows[i].text);
        blocks.push(Block::Heading {
            attrs: HeadingAttrs::default(),
            content,
        });
    } else {
        rows[i].keep(Part::Paragraph);
        blocks.push(Block::paragraph(&rows[i].text));
    }
    1
}

/// Rows with bullets, or two and more numbered from 1.
fn list(rows: &mut [Row], i: usize, blocks: &mut Vec<Block>) -> Option<usize> {
    let unnumbered = |text: &str| {
        bullet(text).then(|| {
            text.split_once(' ')
                .map_or("", |(_, rest)| rest)
                .trim()
                .to_owned()
        })
    };
    let numbered = |text: &str, n: usize| {
        let rest = text
            .strip_prefix(&format!("{n}. "))
            .or_else(|| text.strip_prefix(&format!("{n}) ")))?;
        Some(rest.trim().to_owned())
    };
    let ordered = unnumbered(&rows[i].text).is_none();
    let item = |at: usize| {
        let row = rows.get(i + at).filter(|row| row.free())?;
        let text = if ordered {
            numbered(&row.text, at + 1)
        } else {
            unnumbered(&row.text)
        };
        text.filter(|t| !t.is_empty())
    };
    let items: Vec<String> = (0..rows.len() - i).map_while(item).collect();
    // A single dash opens a speech or an attribution as often as a list.
    let dash = rows[i].text.starts_with(['-', '–']);
    if items.len() < if ordered || dash { 2 } else { 1 } {
        return None;
    }
    for row in &mut rows[i..i + items.len()] {
        row.keep(Part::ListItem);
    }
    let count = items.len();
    let content = items
        .iter()
        .map(|text| ListItem {
            content: vec![Block::paragraph(text)],
        })
        .collect();
    blocks.push(Block::List {
        attrs: ListAttrs { ordered },
        content,
    });
    Some(count)
}

/// Rows marked with ">", or one in quotation marks with its speaker on the next row.
fn quote(rows: &mut [Row], i: usize, blocks: &mut Vec<Block>) -> Option<usize> {
    let text = rows[i].text.clone();
    let marked = text.strip_prefix("> ").map(str::to_owned);
    let quoted = text.starts_with(['“', '"', '„', '«', '‘'])
        && text
            .trim_end_matches(['.', ','])
            .ends_with(['”', '"', '“', '»', '’']);
    let by = rows
        .get(i + 1)
        .filter(|row| row.free() && is_attribution(&row.text))
        .map(|row| row.text.clone());
    if marked.is_none() && !(quoted && by.is_some()) {
        return None;
    }
    let mut attrs = QuoteAttrs::default();
    if let Some(by) = &by {
        let name = by.trim_start_matches(['—', '–', '-', '―', ' ']);
        let (citation, role) = name
            .split_once(", ")
            .map_or((name, None), |(n, r)| (n, Some(r.to_owned())));
        (attrs.citation, attrs.role) = (Some(citation.to_owned()), role);
    }
    let used = if by.is_some() { 2 } else { 1 };
    for row in &mut rows[i..i + used] {
        row.keep(Part::Quote);
    }
    blocks.push(Block::Quote {
        attrs,
        content: Inline::plain(&marked.unwrap_or(text)),
    });
    Some(used)
}

fn is_attribution(text: &str) -> bool {
    let Some(name) = ["— ", "– ", "― ", "- ", "—"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign))
    else {
        return false;
    };
    let count = name.split(' ').count();
    (1..=ATTRIBUTION).contains(&count)
        && name.starts_with(char::is_uppercase)
        && !super::rows::ends_sentence(name)
        && name.chars().count() <= 200
}

/// A short row without a full stop above a paragraph or a list.
fn is_heading(rows: &[Row], i: usize, blocks: &[Block]) -> bool {
    let row = &rows[i];
    let (most, words) = HEADING;
    let ends = row.ends_sentence() && !row.text.ends_with('?');
    let opens = row.text.starts_with(|c: char| {
        !c.is_lowercase() && (c.is_alphanumeric() || "“\"‘'«„¿¡".contains(c))
    });
    let spaceless = row.words() == 1 && row.size() > 40;
    if ends
        || !opens
        || row.size() > most
        || row.words() > words
        || spaceless
        || blocks.is_empty() && i < 2
    {
        return false;
    }
    // What stands between a heading and its text may be a photo or an advertisement.
    let next = rows.iter().skip(i + 1).find(|row| row.free());
    next.is_some_and(|next| {
        next.is_paragraph() || bullet(&next.text) || next.ends_sentence() || next.size() > most
    })
}
