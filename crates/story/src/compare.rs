//! Two revisions of a story side by side, word by word.
//!
//! [`compare`] says for each field what went and what came, and for each block of the body whether it stayed, changed,
//! came or went; what words cannot show (links, emphasis, pictures, alternative texts) stands in notes. A block that
//! moved is one that went and one that came. Runs that stayed are given whole: whoever shows them may shorten them.
//! The work is bounded by the length of the revisions and never by a clock, so the same two revisions always compare
//! alike. Reach: documents and fields in, a list of pieces out.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use serde::Serialize;
use serde_json::{Map, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use crate::doc::{Block, Doc, Image, Inline, LinkAttrs, ListItem, Mark, Picture};
use crate::fields::Fields;

/// Least likeness, 0 to 1, at which two blocks of one kind are shown as one that changed. Below a third of shared
/// words, one text crossed out above another is easier to read than the two shuffled together.
const ALIKE: f32 = 0.34;
/// The same for blocks of two kinds, such as a paragraph that was made a heading.
const ALIKE_ACROSS: f32 = 0.6;
/// Most blocks a side that are paired with each other at once; longer stretches are paired part by part.
const MOST_PAIRED: usize = 400;
/// Words of a block that count for its likeness.
const MOST_WORDS: usize = 256;

/// One revision as it is compared.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Everything but the body.
    pub fields: &'a Fields,
    /// The body.
    pub body: &'a Doc,
}

/// What differs between two revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The fields that differ, in the order of the desk's form. Parts of a field are named with a full stop:
    /// `headlines.home`, `lead.alt`.
    pub fields: Vec<FieldChange>,
    /// Every block of both revisions in reading order.
    pub blocks: Vec<BlockChange>,
}

impl Comparison {
    /// Whether the two revisions say the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.fields.is_empty() && self.blocks.iter().all(|b| b.change == Change::Same)
    }
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field's name in a story's JSON.
    pub name: String,
    /// What it said and says.
    pub pieces: Vec<Piece>,
}

/// A run of text and what became of it. Gone stands before new where one took the other's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What became of it.
    pub kind: Kind,
    /// The text, never empty. Items of a list start with `• ` on a line each, cells are parted by tabs.
    pub text: String,
}

/// What became of a run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// In both revisions.
    Same,
    /// In the old one only.
    Gone,
    /// In the new one only.
    New,
}

/// A block and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlockChange {
    /// What became of it.
    pub change: Change,
    /// The name of its node in `blocks.json`; of the new one where it was turned into another.
    pub kind: String,
    /// Its text.
    pub pieces: Vec<Piece>,
    /// In plain words, what its text does not show.
    pub notes: Vec<String>,
}

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The same in both revisions, marks and attributes too.
    Same,
    /// In both, and not the same.
    Changed,
    /// In the new one only.
    Added,
    /// In the old one only.
    Removed,
}

/// Compares two revisions.
#[must_use]
pub fn compare(old: Side<'_>, new: Side<'_>) -> Comparison {
    let fields = said(old.fields).into_iter().zip(said(new.fields));
    Comparison {
        fields: fields
            .filter(|((_, was), (_, is))| was != is)
            .map(|((name, was), (_, is))| FieldChange {
                name: name.to_owned(),
                pieces: difference(&plain(&was), &plain(&is)).0,
            })
            .collect(),
        blocks: blocks(&old.body.content, &new.body.content),
    }
}

/// Every field as a line of text, always in the same order.
fn said(fields: &Fields) -> Vec<(&'static str, String)> {
    fn word(value: &impl Serialize) -> String {
        serde_json::to_value(value).map_or_else(|_| String::new(), |value| in_words(&value))
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let bylines = fields.bylines.iter().map(|byline| {
        let parts = [&byline.role, &byline.handle, &byline.author];
        let parts = parts.into_iter().flatten().map(String::as_str);
        std::iter::once(byline.name.as_str())
            .chain(parts)
            .collect::<Vec<_>>()
            .join(", ")
    });
    let lead = fields.lead.clone().unwrap_or_default();
    vec![
        ("slugline", fields.slugline.clone()),
        ("slug", fields.slug.clone()),
        ("label", word(&fields.label)),
        ("headline", fields.headline.clone()),
        ("standfirst", fields.standfirst.clone()),
        ("headlines.home", text(&fields.headlines.home)),
        ("headlines.seo", text(&fields.headlines.seo)),
        ("headlines.social", text(&fields.headlines.social)),
        ("bylines", bylines.collect::<Vec<_>>().join("; ")),
        ("dateline", text(&fields.dateline)),
        ("section", text(&fields.section)),
        ("topics", fields.topics.join(", ")),
        ("lead.asset", text(&lead.asset)),
        ("lead.caption", text(&lead.caption)),
        ("lead.credit", text(&lead.credit)),
        ("lead.alt", text(&lead.alt)),
        ("replies", word(&fields.replies)),
        ("audio", word(&fields.audio)),
        ("ads", word(&fields.ads)),
        ("related", word(&fields.related)),
        ("language", fields.language.clone()),
        ("zone", fields.zone.clone()),
    ]
}

/// An attribute's or a field's value as somebody says it.
fn in_words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(in_words).collect::<Vec<_>>().join(", "),
        Value::Object(page) => page.get("headline").map(in_words).unwrap_or_default(),
    }
}

// ---- Blocks ----------------------------------------------------------------------------------------------------

fn blocks(old: &[Block], new: &[Block]) -> Vec<BlockChange> {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut number = |block: &Block| {
        let next = known.len();
        let json = serde_json::to_string(block).unwrap_or_default();
        *known.entry(json).or_insert(next)
    };
    let was: Vec<usize> = old.iter().map(&mut number).collect();
    let is: Vec<usize> = new.iter().map(&mut number).collect();
    let mut out = Vec::new();
    // Patience starts from blocks that occur once in each, so that empty paragraphs and rules hold nothing together.
    for (same, from, to) in stretches(&capture_diff_slices(Algorithm::Patience, &was, &is)) {
        if same {
            out.extend(new[to].iter().map(|b| whole(b, Change::Same)));
        } else {
            pair(&old[from], &new[to], &mut out);
        }
    }
    out
}

/// The operations as stretches that are the same and stretches that are not, in turn.
fn stretches(ops: &[DiffOp]) -> Vec<(bool, Range<usize>, Range<usize>)> {
    let mut out: Vec<(bool, Range<usize>, Range<usize>)> = Vec::new();
    for op in ops {
        let same = matches!(op, DiffOp::Equal { .. });
        let (from, to) = (op.old_range(), op.new_range());
        match out.last_mut() {
            Some(last) if last.0 == same => {
                last.1.end = from.end.max(last.1.end);
                last.2.end = to.end.max(last.2.end);
            }
            _ => out.push((same, from, to)),
        }
    }
    out
}

/// Pairs the blocks of a stretch without equal ones so that the sum of likenesses is greatest and the order kept.
fn pair(old: &[Block], new: &[Block], out: &mut Vec<BlockChange>) {
    let longest = old.len().max(new.len());
    if longest > MOST_PAIRED {
        let parts = longest.div_ceil(MOST_PAIRED);
        for part in 0..parts {
            let cut = |len: usize| len * part / parts..len * (part + 1) / parts;
            pair(&old[cut(old.len())], &new[cut(new.len())], out);
        }
        return;
    }
    let mut known = HashMap::new();
    let was: Vec<Face> = old.iter().map(|b| Face::of(b, &mut known)).collect();
    let is: Vec<Face> = new.iter().map(|b| Face::of(b, &mut known)).collect();
    let width = new.len() + 1;
    let mut likeness = vec![0_f32; old.len() * new.len()];
    // best[i][j]: the greatest sum for the blocks from i and from j on.
    let mut best = vec![0_f32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let alike = was[i].likeness(&is[j]);
            likeness[i * new.len() + j] = alike;
            let apart = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let together = best[(i + 1) * width + j + 1] + alike;
            best[i * width + j] = if alike > 0.0 {
                apart.max(together)
            } else {
                apart
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() {
            let alike = likeness[i * new.len() + j];
            let together = best[(i + 1) * width + j + 1] + alike;
            if alike > 0.0 && together >= best[i * width + j] {
                out.push(changed(&old[i], &new[j]));
                (i, j) = (i + 1, j + 1);
                continue;
            }
        }
        // What went stands before what came in its place.
        if i < old.len() && (j == new.len() || best[(i + 1) * width + j] >= best[i * width + j]) {
            out.push(whole(&old[i], Change::Removed));
            i += 1;
        } else {
            out.push(whole(&new[j], Change::Added));
            j += 1;
        }
    }
}

/// What a block is compared by before its words are.
struct Face {
    kind: &'static str,
    asset: Option<String>,
    /// The numbers of its words, in order of number.
    words: Vec<usize>,
}

impl Face {
    fn of(block: &Block, known: &mut HashMap<String, usize>) -> Self {
        let mut text = flat(block).text;
        let attrs = attrs(block);
        for value in attrs.values() {
            text.push(' ');
            text.push_str(&in_words(value));
        }
        let mut words: Vec<usize> = text
            .unicode_words()
            .take(MOST_WORDS)
            .map(|word| {
                let next = known.len();
                *known.entry(word.to_lowercase()).or_insert(next)
            })
            .collect();
        words.sort_unstable();
        Self {
            kind: kind(block),
            asset: attrs
                .get("asset")
                .and_then(Value::as_str)
                .map(str::to_owned),
            words,
        }
    }

    /// How much of their words two blocks share (the Sørensen–Dice coefficient), 0 where that is too little.
    fn likeness(&self, other: &Self) -> f32 {
        let least = if self.kind == other.kind {
            ALIKE
        } else if is_prose(self.kind) && is_prose(other.kind) {
            ALIKE_ACROSS
        } else {
            return 0.0;
        };
        if self.asset.is_some() && self.asset == other.asset {
            return 1.0;
        }
        let (mut i, mut j, mut shared) = (0, 0, 0_u16);
        while let (Some(a), Some(b)) = (self.words.get(i), other.words.get(j)) {
            shared += u16::from(a == b);
            i += usize::from(a <= b);
            j += usize::from(b <= a);
        }
        let all = self.words.len() + other.words.len();
        if all == 0 {
            return 1.0;
        }
        let alike = 2.0 * f32::from(shared) / all as f32;
        if alike >= least { alike } else { 0.0 }
    }
}

/// Whether a block of this kind is text first of all, so that one may be turned into another.
fn is_prose(kind: &str) -> bool {
    matches!(
        kind,
        "paragraph" | "heading" | "quote" | "pullquote" | "list" | "correction" | "code"
    )
}

fn whole(block: &Block, change: Change) -> BlockChange {
    let kind_of = match change {
        Change::Added => Kind::New,
        Change::Removed => Kind::Gone,
        Change::Same | Change::Changed => Kind::Same,
    };
    let text = flat(block).text;
    let mut notes = Vec::new();
    // A block that stayed needs no telling.
    if change != Change::Same && !is_prose(kind(block)) {
        for (name, value) in attrs(block) {
            let value = in_words(&value);
            if !value.is_empty() {
                notes.push(format!("{}: {value}", attribute(kind(block), &name)));
            }
        }
        for image in pictures(block) {
            notes.push(format!(
                "picture: {}",
                image.attrs.asset.as_deref().unwrap_or("none yet")
            ));
        }
    }
    let text = (!text.is_empty()).then_some(Piece {
        kind: kind_of,
        text,
    });
    BlockChange {
        change,
        kind: kind(block).to_owned(),
        pieces: text.into_iter().collect(),
        notes,
    }
}

fn changed(old: &Block, new: &Block) -> BlockChange {
    let (was, is) = (flat(old), flat(new));
    let (was_words, is_words) = (was.words(), is.words());
    let (pieces, stayed) = difference(&was_words, &is_words);
    let mut notes = Vec::new();
    if kind(old) != kind(new) {
        notes.push(format!(
            "{} turned into {}",
            node(kind(old)),
            node(kind(new))
        ));
    }
    notes.extend(attributes(
        kind(new),
        if kind(old) == kind(new) {
            attrs(old)
        } else {
            Map::new()
        },
        attrs(new),
    ));
    notes.extend(inside(old, new));
    notes.extend(marks(&was_words, &is_words, &stayed));
    BlockChange {
        change: Change::Changed,
        kind: kind(new).to_owned(),
        pieces,
        notes,
    }
}

// ---- Words -----------------------------------------------------------------------------------------------------

/// A block's text and the marks on it.
#[derive(Default)]
struct Flat<'a> {
    text: String,
    /// Ends of the runs in bytes, with their marks.
    runs: Vec<(usize, &'a [Mark])>,
}

/// A word, a space or a sign, and what is said of it.
struct Word<'a> {
    text: &'a str,
    signs: BTreeSet<Sign>,
}

/// A mark as it is compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// What the words were made.
    Made(&'static str),
    /// Where they lead, and the link's `rel`.
    Link(String, Option<String>),
}

impl Sign {
    fn of(mark: &Mark) -> Self {
        match mark {
            Mark::Strong => Self::Made("bold"),
            Mark::Em => Self::Made("italic"),
            Mark::Strike => Self::Made("struck through"),
            Mark::Sub => Self::Made("subscript"),
            Mark::Sup => Self::Made("superscript"),
            Mark::Code => Self::Made("code"),
            Mark::Link {
                attrs: LinkAttrs { href, rel, story },
            } => {
                let to = story.map_or_else(|| href.clone(), |number| format!("story {number}"));
                Self::Link(to, rel.clone().filter(|rel| !rel.trim().is_empty()))
            }
        }
    }
}

impl<'a> Flat<'a> {
    fn inline(&mut self, content: &'a [Inline]) {
        for piece in content {
            match piece {
                Inline::Text { text, marks } => self.push(text, marks),
                Inline::HardBreak { marks } => self.push("\n", marks),
            }
        }
    }

    fn push(&mut self, text: &str, marks: &'a [Mark]) {
        self.text.push_str(text);
        self.runs.push((self.text.len(), marks));
    }

    fn list(&mut self, items: &'a [ListItem], depth: usize) {
        for item in items {
            for (nth, part) in item.content.iter().enumerate() {
                if let Block::List { content, .. } = part {
                    self.list(content, depth + 1);
                    continue;
                }
                if !self.text.is_empty() {
                    self.push("\n", &[]);
                }
                let sign = if nth == 0 { "• " } else { "  " };
                self.push(&format!("{}{sign}", "  ".repeat(depth)), &[]);
                if let Some(content) = inline_of(part) {
                    self.inline(content);
                }
            }
        }
    }

    fn words(&self) -> Vec<Word<'_>> {
        let mut run = 0;
        self.text
            .split_word_bound_indices()
            .map(|(at, text)| {
                while self.runs.get(run).is_some_and(|(end, _)| *end <= at) {
                    run += 1;
                }
                // A word that is half bold carries the marks of both halves.
                let end = at + text.len();
                let mut signs = BTreeSet::new();
                for (nth, (_, marks)) in self.runs.iter().enumerate().skip(run) {
                    signs.extend(marks.iter().map(Sign::of));
                    if self.runs[nth].0 >= end {
                        break;
                    }
                }
                Word { text, signs }
            })
            .collect()
    }
}

fn plain(text: &str) -> Vec<Word<'_>> {
    text.split_word_bounds()
        .map(|text| Word {
            text,
            signs: BTreeSet::new(),
        })
        .collect()
}

/// The text of a block with its marks.
fn flat(block: &Block) -> Flat<'_> {
    let mut flat = Flat::default();
    match block {
        Block::List { content, .. } => flat.list(content, 0),
        Block::Table { content } => {
            for (nth, row) in content.iter().enumerate() {
                if nth > 0 {
                    flat.push("\n", &[]);
                }
                for (nth, cell) in row.content.iter().enumerate() {
                    if nth > 0 {
                        flat.push("\t", &[]);
                    }
                    flat.inline(&cell.content);
                }
            }
        }
        Block::Gallery { .. } => {
            for (nth, image) in pictures(block).enumerate() {
                if nth > 0 {
                    flat.push("\n", &[]);
                }
                flat.inline(&image.content);
            }
        }
        other => flat.inline(inline_of(other).unwrap_or_default()),
    }
    flat
}

/// The inline content of a block that has one of its own.
fn inline_of(block: &Block) -> Option<&[Inline]> {
    match block {
        Block::Paragraph { content }
        | Block::Heading { content, .. }
        | Block::Quote { content, .. }
        | Block::Pullquote { content, .. }
        | Block::Video { content, .. }
        | Block::Audio { content, .. }
        | Block::Embed { content, .. }
        | Block::Code { content, .. }
        | Block::Correction { content, .. }
        | Block::Image(Image { content, .. }) => Some(content),
        Block::List { .. }
        | Block::Gallery { .. }
        | Block::Table { .. }
        | Block::Rule
        | Block::Readmore { .. }
        | Block::Podcast { .. }
        | Block::Adslot { .. } => None,
    }
}

/// What went and what came, and which words stayed: their places in the old and the new text.
fn difference(old: &[Word<'_>], new: &[Word<'_>]) -> (Vec<Piece>, Vec<(usize, usize)>) {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut was = Vec::with_capacity(old.len());
    let mut is = Vec::with_capacity(new.len());
    for (words, numbers) in [(old, &mut was), (new, &mut is)] {
        for word in words {
            let next = known.len();
            numbers.push(*known.entry(word.text).or_insert(next));
        }
    }
    let parts = stretches(&capture_diff_slices(Algorithm::Patience, &was, &is));
    let stayed = parts
        .iter()
        .filter(|(same, ..)| *same)
        .flat_map(|(_, from, to)| from.clone().zip(to.clone()))
        .collect();
    let text = |words: &[Word<'_>]| words.iter().map(|w| w.text).collect::<String>();
    let mut pieces: Vec<Piece> = Vec::new();
    for (same, from, to) in fold(parts, old) {
        let (gone, came) = (text(&old[from]), text(&new[to]));
        let of_both = [(Kind::Gone, gone), (Kind::New, came.clone())];
        let of_one = [(Kind::Same, came), (Kind::New, String::new())];
        for (kind, text) in if same { of_one } else { of_both } {
            if !text.is_empty() {
                pieces.push(Piece { kind, text });
            }
        }
    }
    (pieces, stayed)
}

/// Takes what stayed between two changes into the change where it is a space or a single short word: three words
/// crossed out one by one are harder to read than the three at once.
fn fold(
    parts: Vec<(bool, Range<usize>, Range<usize>)>,
    old: &[Word<'_>],
) -> Vec<(bool, Range<usize>, Range<usize>)> {
    let last = parts.len().saturating_sub(1);
    let mut out: Vec<(bool, Range<usize>, Range<usize>)> = Vec::new();
    for (nth, (same, from, to)) in parts.into_iter().enumerate() {
        let island = same && nth > 0 && nth < last && is_slight(&old[from.clone()]);
        match out.last_mut() {
            Some(before) if !before.0 && (island || !same) => {
                before.1.end = from.end;
                before.2.end = to.end;
            }
            _ => out.push((same, from, to)),
        }
    }
    out
}

fn is_slight(words: &[Word<'_>]) -> bool {
    let mut said = words.iter().filter(|w| !w.text.trim().is_empty());
    // A line's end is worth seeing.
    !words.iter().any(|w| w.text.contains(['\n', '\t']))
        && said.next().is_none_or(|w| w.text.chars().count() <= 3)
        && said.next().is_none()
}

// ---- Notes -----------------------------------------------------------------------------------------------------

/// Says which marks came and went on words that stayed, and which links came with new words.
fn marks(old: &[Word<'_>], new: &[Word<'_>], stayed: &[(usize, usize)]) -> Vec<String> {
    let mut runs: Vec<(Vec<String>, String)> = Vec::new();
    let mut add = |what: Vec<String>, text: &str, on: bool| match runs.last_mut() {
        Some((last, words)) if on && *last == what => words.push_str(text),
        _ => runs.push((what, text.to_owned())),
    };
    let mut before = None;
    for (was, is) in stayed {
        let on = before == Some((was.wrapping_sub(1), is.wrapping_sub(1)));
        add(
            differs(&old[*was].signs, &new[*is].signs),
            new[*is].text,
            on,
        );
        before = Some((*was, *is));
    }
    let kept: BTreeSet<usize> = stayed.iter().map(|(_, is)| *is).collect();
    let links: BTreeSet<&Sign> = old.iter().flat_map(|word| &word.signs).collect();
    let mut before = None;
    for (nth, word) in new
        .iter()
        .enumerate()
        .filter(|(nth, _)| !kept.contains(nth))
    {
        let what = word.signs.iter().filter(|sign| !links.contains(sign));
        let what = what.filter_map(|sign| match sign {
            Sign::Link(to, _) => Some(format!("link to {to} added")),
            Sign::Made(_) => None,
        });
        add(what.collect(), word.text, before == nth.checked_sub(1));
        before = Some(nth);
    }
    let mut notes: Vec<String> = Vec::new();
    for (what, words) in runs {
        for what in what.iter().filter(|_| !words.trim().is_empty()) {
            let note = format!("{what}: “{}”", words.trim());
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    notes
}

/// How the marks of one word differ.
fn differs(old: &BTreeSet<Sign>, new: &BTreeSet<Sign>) -> Vec<String> {
    let mut notes = Vec::new();
    let link = |signs: &BTreeSet<Sign>| {
        signs.iter().find_map(|sign| match sign {
            Sign::Link(to, rel) => Some((to.clone(), rel.clone().unwrap_or("nothing".into()))),
            Sign::Made(_) => None,
        })
    };
    match (link(old), link(new)) {
        (Some((was, _)), Some((is, _))) if was != is => {
            notes.push(format!("link now points to {is}, before to {was}"));
        }
        (Some((_, was)), Some((_, is))) if was != is => {
            notes.push(format!("link is now marked {is}, before {was}"));
        }
        (None, Some((is, _))) => notes.push(format!("link to {is} added")),
        (Some((was, _)), None) => notes.push(format!("link to {was} removed")),
        _ => {}
    }
    for sign in new.difference(old) {
        if let Sign::Made(what) = sign {
            notes.push(format!("made {what}"));
        }
    }
    for sign in old.difference(new) {
        if let Sign::Made(what) = sign {
            notes.push(format!("no longer {what}"));
        }
    }
    notes
}

fn kind(block: &Block) -> &'static str {
    match block {
        Block::Paragraph { .. } => "paragraph",
        Block::Heading { .. } => "heading",
        Block::Quote { .. } => "quote",
        Block::Pullquote { .. } => "pullquote",
        Block::List { .. } => "list",
        Block::Image(_) => "image",
        Block::Gallery { .. } => "gallery",
        Block::Video { .. } => "video",
        Block::Audio { .. } => "audio",
        Block::Embed { .. } => "embed",
        Block::Table { .. } => "table",
        Block::Code { .. } => "code",
        Block::Rule => "rule",
        Block::Readmore { .. } => "readmore",
        Block::Podcast { .. } => "podcast",
        Block::Adslot { .. } => "adslot",
        Block::Correction { .. } => "correction",
    }
}

/// A node's name as it stands in a sentence.
fn node(kind: &str) -> &str {
    match kind {
        "pullquote" => "pull quote",
        "code" => "listing",
        other => other,
    }
}

fn attrs(block: &Block) -> Map<String, Value> {
    match serde_json::to_value(block) {
        Ok(Value::Object(mut object)) => match object.remove("attrs") {
            Some(Value::Object(attrs)) => attrs,
            _ => Map::new(),
        },
        _ => Map::new(),
    }
}

/// An attribute's name as people say it.
fn attribute<'a>(kind: &str, name: &'a str) -> &'a str {
    match (kind, name) {
        ("video", "asset") => "film",
        ("audio", "asset") => "sound",
        (_, "asset") => "picture",
        (_, "alt") => "alt text",
        (_, "url") => "address",
        (_, "citation") => "source of the quote",
        (_, "level") => "level",
        (_, "ordered") => "numbered",
        (_, "slot") => "place",
        (_, other) => other,
    }
}

fn attributes(kind: &str, old: Map<String, Value>, new: Map<String, Value>) -> Vec<String> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let value =
        |of: &Map<String, Value>, name: &str| of.get(name).map(in_words).unwrap_or_default();
    let notes = names.into_iter().filter_map(|name| {
        let (was, is) = (value(&old, name), value(&new, name));
        let what = attribute(kind, name);
        match (was.is_empty(), is.is_empty()) {
            _ if was == is => None,
            (true, _) => Some(format!("{what} added: “{is}”")),
            (_, true) => Some(format!("{what} removed: “{was}”")),
            _ => Some(format!("{what} changed from “{was}” to “{is}”")),
        }
    });
    notes.collect()
}

/// What differs in the attributes of the parts of a block: pictures, nested lists, cells.
fn inside(old: &Block, new: &Block) -> Vec<String> {
    let mut notes = Vec::new();
    let json = |image: &Image| match serde_json::to_value(&image.attrs) {
        Ok(Value::Object(attrs)) => attrs,
        _ => Map::new(),
    };
    if let (Block::Gallery { .. }, Block::Gallery { .. }) = (old, new) {
        let name = |image: &Image| image.attrs.asset.clone().unwrap_or("none yet".into());
        let has =
            |block, image: &Image| pictures(block).find(|p| p.attrs.asset == image.attrs.asset);
        for image in pictures(new) {
            match has(old, image) {
                Some(was) => notes.extend(
                    attributes("image", json(was), json(image))
                        .into_iter()
                        .map(|note| format!("picture {}: {note}", name(image))),
                ),
                None => notes.push(format!("picture {} added", name(image))),
            }
        }
        for image in pictures(old).filter(|image| has(new, image).is_none()) {
            notes.push(format!("picture {} removed", name(image)));
        }
        let order = |block, other| -> Vec<String> {
            let both = pictures(block).filter(|image| has(other, image).is_some());
            both.map(name).collect()
        };
        if order(old, new) != order(new, old) {
            notes.push("pictures put in another order".into());
        }
    }
    if let (Block::Table { content: was }, Block::Table { content: is }) = (old, new) {
        let headers = |rows: &[crate::doc::TableRow]| -> Vec<Vec<bool>> {
            let row =
                |row: &crate::doc::TableRow| row.content.iter().map(|c| c.attrs.header).collect();
            rows.iter().map(row).collect()
        };
        let shape = |flags: &[Vec<bool>]| flags.iter().map(Vec::len).collect::<Vec<_>>();
        let (was, is) = (headers(was), headers(is));
        if shape(&was) == shape(&is) && was != is {
            notes.push("heading cells changed".into());
        }
    }
    if let (Block::List { content: was, .. }, Block::List { content: is, .. }) = (old, new)
        && numbered(was) != numbered(is)
    {
        notes.push("numbering of a list inside changed".into());
    }
    notes
}

fn pictures(block: &Block) -> impl Iterator<Item = &Image> {
    let content = match block {
        Block::Gallery { content } => content.as_slice(),
        _ => &[],
    };
    content.iter().map(|Picture::Image(image)| image)
}

/// Whether the lists inside a list are numbered, in reading order.
fn numbered(items: &[ListItem]) -> Vec<bool> {
    let mut flags = Vec::new();
    for part in items.iter().flat_map(|item| &item.content) {
        if let Block::List { attrs, content } = part {
            flags.push(attrs.ordered);
            flags.extend(numbered(content));
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn doc(content: Value) -> Doc {
        Doc::parse(&json!({"type": "doc", "content": content})).unwrap()
    }

    fn paragraphs(texts: &[&str]) -> Doc {
        Doc::of_paragraphs(texts.iter().copied())
    }

    fn bodies(old: &Doc, new: &Doc) -> Vec<BlockChange> {
        let fields = Fields::default();
        let side = |body| Side {
            fields: &fields,
            body,
        };
        compare(side(old), side(new)).blocks
    }

    /// `[-gone-]` and `{+new+}`.
    fn drawn(pieces: &[Piece]) -> String {
        let draw = |piece: &Piece| match piece.kind {
            Kind::Same => piece.text.clone(),
            Kind::Gone => format!("[-{}-]", piece.text),
            Kind::New => format!("{{+{}+}}", piece.text),
        };
        pieces.iter().map(draw).collect()
    }

    fn texts(pieces: &[Piece], but: Kind) -> String {
        let kept = pieces.iter().filter(|p| p.kind != but);
        kept.map(|p| p.text.as_str()).collect()
    }

    #[test]
    fn words_that_went_and_came_are_told_apart() {
        let old = paragraphs(&["The council met on Monday.", "It rained."]);
        let new = paragraphs(&["The council voted late on Monday.", "It rained."]);
        let blocks = bodies(&old, &new);
        assert_eq!(
            drawn(&blocks[0].pieces),
            "The council [-met-]{+voted late+} on Monday."
        );
        assert_eq!(
            (blocks[0].change, blocks[1].change),
            (Change::Changed, Change::Same)
        );
        assert_eq!(drawn(&blocks[1].pieces), "It rained.");
    }

    #[test]
    fn neighbouring_changes_are_one() {
        let old = paragraphs(&["Rain fell on the old red harbour wall in the north again."]);
        let new = paragraphs(&["Rain fell on the new big harbour wall in the north again."]);
        assert_eq!(
            drawn(&bodies(&old, &new)[0].pieces),
            "Rain fell on the [-old red-]{+new big+} harbour wall in the north again."
        );
    }

    #[test]
    fn blocks_are_paired_by_likeness_and_not_by_place() {
        let old = paragraphs(&[
            "One stays here.",
            "The mayor opened the bridge on Friday.",
            "Last.",
        ]);
        let new = paragraphs(&[
            "One stays here.",
            "Wholly fresh words came first.",
            "The mayor opened the old bridge on Sunday.",
            "Last.",
        ]);
        let changes: Vec<Change> = bodies(&old, &new).iter().map(|b| b.change).collect();
        assert_eq!(
            changes,
            [Change::Same, Change::Added, Change::Changed, Change::Same]
        );
        let back: Vec<Change> = bodies(&new, &old).iter().map(|b| b.change).collect();
        assert_eq!(back[1], Change::Removed);
    }

    #[test]
    fn a_block_that_moved_went_and_came() {
        let old = paragraphs(&["Alpha words one.", "Beta words two.", "Gamma parts three."]);
        let new = paragraphs(&["Beta words two.", "Gamma parts three.", "Alpha words one."]);
        let changes: Vec<Change> = bodies(&old, &new).iter().map(|b| b.change).collect();
        assert_eq!(
            changes,
            [Change::Removed, Change::Same, Change::Same, Change::Added]
        );
    }

    #[test]
    fn marks_and_links_are_told_in_notes() {
        let text = |marks: Value, href: &str| {
            doc(json!([{"type": "paragraph", "content": [
                {"type": "text", "text": "Mr Orr "},
                {"type": "text", "text": "said so", "marks": marks},
                {"type": "text", "text": " in "},
                {"type": "text", "text": "a report", "marks": [{"type": "link", "attrs": {"href": href}}]},
                {"type": "text", "text": "."}]}]))
        };
        let old = text(json!([]), "https://a.example/");
        let new = text(json!([{"type": "strong"}]), "https://b.example/");
        let blocks = bodies(&old, &new);
        assert_eq!(blocks[0].change, Change::Changed);
        assert_eq!(drawn(&blocks[0].pieces), "Mr Orr said so in a report.");
        assert_eq!(
            blocks[0].notes,
            [
                "made bold: “said so”",
                "link now points to https://b.example/, before to https://a.example/: “a report”"
            ]
        );
        assert_eq!(bodies(&new, &old)[0].notes[0], "no longer bold: “said so”");
    }

    #[test]
    fn a_link_on_new_words_is_told_and_one_that_was_there_is_not() {
        let text = |words: &str, story: i64| {
            doc(json!([{"type": "paragraph", "content": [
                {"type": "text", "text": "As we wrote in the paper "},
                {"type": "text", "text": words, "marks": [{"type": "link", "attrs": {"href": "/story/a-7", "story": story}}]}]}]))
        };
        let notes = &bodies(&text("yesterday", 7), &text("recently", 7))[0].notes;
        assert!(notes.is_empty(), "{notes:?}");
        let notes = &bodies(&text("yesterday", 7), &text("recently", 8))[0].notes;
        assert_eq!(*notes, ["link to story 8 added: “recently”"]);
    }

    #[test]
    fn attributes_are_told_in_plain_words() {
        let image = |alt: Value, caption: &str| {
            doc(
                json!([{"type": "image", "attrs": {"asset": "pier", "alt": alt, "credit": "PA"},
                "content": [{"type": "text", "text": caption}]}]),
            )
        };
        let blocks = bodies(
            &image(json!("A pier"), "The pier"),
            &image(json!("A long pier"), "Closed"),
        );
        assert_eq!(blocks.len(), 1, "one picture, whatever its words");
        assert_eq!(
            blocks[0].notes,
            ["alt text changed from “A pier” to “A long pier”"]
        );
        let blocks = bodies(
            &image(json!(null), "The pier"),
            &image(json!("A pier"), "The pier"),
        );
        assert_eq!(blocks[0].notes, ["alt text added: “A pier”"]);
        let added = &bodies(&paragraphs(&["a"]), &image(json!("A pier"), "x"))[1];
        assert_eq!(
            added.notes,
            ["alt text: A pier", "picture: pier", "credit: PA"]
        );
    }

    #[test]
    fn a_paragraph_made_a_heading_is_one_change() {
        let old = paragraphs(&["Talks in Geneva go on"]);
        let new = doc(
            json!([{"type": "heading", "attrs": {"level": 3}, "content": [{"type": "text", "text": "Talks in Geneva go on"}]}]),
        );
        let blocks = bodies(&old, &new);
        assert_eq!((blocks.len(), blocks[0].kind.as_str()), (1, "heading"));
        assert_eq!(
            blocks[0].notes,
            ["paragraph turned into heading", "level added: “3”"]
        );
    }

    #[test]
    fn lists_galleries_and_tables_are_compared_inside() {
        let list = |items: &[&str], ordered: bool| {
            let items: Vec<Value> = items
                .iter()
                .map(|text| json!({"type": "list_item", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}))
                .collect();
            doc(json!([{"type": "list", "attrs": {"ordered": ordered}, "content": items}]))
        };
        let blocks = bodies(
            &list(&["red boats", "blue boats"], false),
            &list(&["red boats", "green boats", "blue boats"], true),
        );
        assert_eq!(
            drawn(&blocks[0].pieces),
            "• red boats\n• {+green boats\n• +}blue boats"
        );
        assert_eq!(blocks[0].notes, ["numbered changed from “no” to “yes”"]);

        let gallery = |assets: &[(&str, &str)]| {
            let images: Vec<Value> = assets
                .iter()
                .map(|(asset, alt)| {
                    json!({"type": "image", "attrs": {"asset": asset, "alt": alt},
                    "content": [{"type": "text", "text": "Same caption here"}]})
                })
                .collect();
            doc(json!([{"type": "gallery", "content": images}]))
        };
        let blocks = bodies(
            &gallery(&[("a", "x"), ("b", "y")]),
            &gallery(&[("b", "y"), ("a", "z"), ("c", "")]),
        );
        assert_eq!(
            blocks[0].notes,
            [
                "picture a: alt text changed from “x” to “z”",
                "picture c added",
                "pictures put in another order"
            ]
        );
    }

    #[test]
    fn only_fields_that_differ_are_given() {
        let old = Fields::default();
        let mut new = old.clone();
        new.patch(
            json!({"headline": "Rain ends", "headlines": {"home": "Dry"}, "topics": ["Weather", "Rain"],
                "audio": false, "lead": {"alt": "A cloud"}})
            .as_object()
            .unwrap(),
        )
        .unwrap();
        let body = paragraphs(&["x"]);
        let side = |fields| Side {
            fields,
            body: &body,
        };
        let found = compare(side(&old), side(&new));
        let drawn: Vec<String> = found
            .fields
            .iter()
            .map(|f| format!("{} {}", f.name, drawn(&f.pieces)))
            .collect();
        assert_eq!(
            drawn,
            [
                "headline {+Rain ends+}",
                "headlines.home {+Dry+}",
                "topics {+Weather, Rain+}",
                "lead.alt {+A cloud+}",
                "audio [-yes-]{+no+}"
            ]
        );
        assert!(!found.is_same());
        assert!(compare(side(&new), side(&new)).is_same());
        assert_eq!(
            serde_json::to_value(&found.fields[4].pieces[0]).unwrap(),
            json!({"kind": "gone", "text": "yes"})
        );
    }

    /// Every field is compared, so that a new one is not forgotten here.
    #[test]
    fn no_field_is_left_out() {
        let json = serde_json::to_value(Fields::default()).unwrap();
        let known: Vec<&str> = said(&Fields::default())
            .iter()
            .map(|(name, _)| name.split('.').next().unwrap())
            .collect();
        for name in json.as_object().unwrap().keys() {
            assert!(known.contains(&name.as_str()), "{name} is not compared");
        }
    }

    #[test]
    fn ten_thousand_words_compare_quickly_however_they_changed() {
        let mut seed = 7_u64;
        let mut dice = move |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        let mut story = |changed: u64| -> Vec<String> {
            let mut words = (0..10_000).map(|n| {
                if dice(100) < changed {
                    format!("n{}", dice(900))
                } else {
                    format!("w{}", n * n % 1_009)
                }
            });
            (0..250)
                .map(|_| words.by_ref().take(40).collect::<Vec<_>>().join(" "))
                .collect()
        };
        let doc = |texts: Vec<String>| Doc::of_paragraphs(texts.iter().map(String::as_str));
        let old = doc(story(0));
        let one = Doc::of_paragraphs([story(0).join(" ").as_str()]);
        let far = Doc::of_paragraphs([story(100).join(" ").as_str()]);
        let begun = std::time::Instant::now();
        for changed in [2, 30, 100] {
            let new = doc(story(changed));
            let lap = std::time::Instant::now();
            let found = bodies(&old, &new);
            println!("{changed} in 100 words changed: {:?}", lap.elapsed());
            assert!(found.len() >= 250);
        }
        for new in [&far, &old] {
            let lap = std::time::Instant::now();
            bodies(&one, new);
            println!("one paragraph: {:?}", lap.elapsed());
        }
        // Far more than it takes, for busy machines; without the bounds it is minutes.
        assert!(begun.elapsed().as_secs() < 20);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_back(
            old in prop::collection::vec("[ab c\n.]{0,12}", 1..6),
            new in prop::collection::vec("[ab c\n.]{0,12}", 1..6),
        ) {
            let doc = |texts: &[String]| Doc::of_paragraphs(texts.iter().map(String::as_str));
            let found = bodies(&doc(&old), &doc(&new));
            let read = |but: Kind, not: Change| -> Vec<String> {
                let of = found.iter().filter(|b| b.change != not);
                of.map(|b| texts(&b.pieces, but)).collect()
            };
            prop_assert_eq!(read(Kind::New, Change::Added), old);
            prop_assert_eq!(read(Kind::Gone, Change::Removed), new);
        }
    }
}
