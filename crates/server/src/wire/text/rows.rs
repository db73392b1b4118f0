//! From text to rows: lines without control characters, hard-wrapped ones joined.
//!
//! A [`Row`] is what the page showed as one line or paragraph. It remembers the input lines it came from, so
//! that the report can speak of every one of them.

use super::reading::{Line, Part, Reason, Verdict, Waiting};
use super::words;

/// One line or paragraph of the page.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The words, single spaces between them.
    pub(super) text: String,
    /// The words as the tables hold them.
    pub(super) key: String,
    /// Whether a blank line stands before it.
    pub(super) gap: bool,
    /// What became of it; nothing while no pass has claimed it.
    pub(super) verdict: Option<Verdict>,
    /// What more the report says.
    pub(super) note: Option<String>,
    /// The block that stands here in the body, where a pass has already made one.
    pub(super) found: Option<Found>,
    lines: Vec<(usize, String)>,
}

/// Something that a pass found at a row, to stand in the body there.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// A picture or film.
    Media(Waiting),
    /// Any other finished block.
    Block(story::Block),
}

impl Row {
    fn of(number: usize, text: String, gap: bool, note: Option<String>) -> Self {
        let key = words::key(&text);
        Self {
            lines: vec![(number, text.clone())],
            text,
            key,
            gap,
            verdict: None,
            note,
            found: None,
        }
    }

    /// Whether no pass has claimed it yet.
    pub(super) fn free(&self) -> bool {
        self.verdict.is_none()
    }

    /// Keeps it as a part of the story.
    pub(super) fn keep(&mut self, part: Part) {
        self.verdict = Some(Verdict::Kept(part));
    }

    /// Leaves it out.
    pub(super) fn drop(&mut self, reason: Reason) {
        self.verdict = Some(Verdict::Dropped(reason));
    }

    /// Adds a sentence for the report.
    pub(super) fn say(&mut self, words: impl Into<String>) {
        let words = words.into();
        self.note = Some(match self.note.take() {
            Some(before) => format!("{before}; {words}"),
            None => words,
        });
    }

    /// How many words it has.
    pub(super) fn words(&self) -> usize {
        self.text
            .split(' ')
            .filter(|w| w.contains(char::is_alphanumeric))
            .count()
    }

    /// How many characters it has, counted no further than 1,000.
    pub(super) fn size(&self) -> usize {
        self.text.chars().take(1_000).count()
    }

    /// Whether it ends as a sentence does, quotation marks and brackets aside.
    pub(super) fn ends_sentence(&self) -> bool {
        ends_sentence(&self.text)
    }

    /// Whether it reads as a paragraph: a sentence of some length, or simply long.
    pub(super) fn is_paragraph(&self) -> bool {
        let spaceless = self.words() * 15 < self.size();
        let ended = self.ends_sentence() && (self.words() >= 8 || (spaceless && self.size() >= 30));
        ended || self.size() >= 140
    }

    /// The report's lines.
    pub(super) fn into_lines(self) -> impl Iterator<Item = Line> {
        let verdict = self.verdict.unwrap_or(Verdict::Dropped(Reason::Stray));
        let note = self.note;
        let first = self.lines.first().map(|(number, _)| *number);
        self.lines.into_iter().map(move |(number, text)| {
            let note = if Some(number) == first {
                note.clone()
            } else {
                Some("goes on from the line above".into())
            };
            Line {
                number,
                text,
                verdict,
                note,
            }
        })
    }
}

/// Whether a text ends as a sentence does.
pub(super) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(|c: char| "\"'”’»)]“".contains(c) || c.is_whitespace());
    bare.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '۔', ';'])
}

/// Splits a text into rows. Lines end with LF, CRLF, CR, or the two separators of Unicode.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    let mut gap = false;
    let mut number = 0;
    for piece in text.split(['\n', '\u{2028}', '\u{2029}']) {
        let piece = piece.strip_suffix('\r').unwrap_or(piece);
        for line in piece.split('\r') {
            number += 1;
            let (clean, dropped) = clean(line);
            if clean.is_empty() && dropped == 0 {
                gap = true;
                continue;
            }
            let note = (dropped > 0).then(|| format!("{dropped} control characters left out"));
            let mut row = Row::of(number, clean, gap, note);
            if row.text.is_empty() {
                row.drop(Reason::Controls);
            }
            rows.push(row);
            gap = false;
        }
    }
    unwrap(rows)
}

/// Single spaces for every kind of white space; control characters and marks without width left out. Only
/// controls are counted: a byte order mark or a soft hyphen says nothing to anybody.
fn clean(line: &str) -> (String, usize) {
    let mut out = String::with_capacity(line.len());
    let mut dropped = 0;
    for c in line.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if c.is_control() {
            dropped += 1;
        } else if !matches!(
            c,
            '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{ad}' | '\u{fffc}'
        ) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    (out, dropped)
}

/// Joins lines that a mail program or a terminal has wrapped at a column.
///
/// The test is the wrapper's own: a line was wrapped if the first word of the next would not have fitted. That
/// is believed only where most lines of the text pass it, no line is wider than a screen of text, and there
/// are enough of them to judge.
fn unwrap(rows: Vec<Row>) -> Vec<Row> {
    let width = rows.iter().map(Row::size).max().unwrap_or(0);
    let full = |a: &Row, b: &Row| {
        let word = b.text.split(' ').next().map_or(0, |w| w.chars().count());
        a.size() + 1 + word > width && !b.gap && a.size() * 3 > width * 2
    };
    let followed = rows.windows(2).filter(|pair| !pair[1].gap).count();
    // A line that ends a sentence may just be a paragraph of that length; it proves nothing.
    let wrapped = rows
        .windows(2)
        .filter(|pair| full(&pair[0], &pair[1]) && !pair[0].ends_sentence())
        .count();
    if !(45..=100).contains(&width) || wrapped < 5 || wrapped * 2 < followed {
        return rows;
    }
    let mut joined: Vec<Row> = Vec::with_capacity(rows.len());
    let mut last: Option<Row> = None;
    for row in rows {
        let goes_on = last.as_ref().is_some_and(|last| full(last, &row));
        last = Some(row.clone());
        match joined.last_mut() {
            Some(start) if goes_on && start.free() && row.free() => {
                start.text.push(' ');
                start.text.push_str(&row.text);
                start.lines.extend(row.lines);
                if let Some(note) = row.note {
                    start.say(note);
                }
            }
            _ => joined.push(row),
        }
    }
    for row in joined.iter_mut().filter(|row| row.lines.len() > 1) {
        row.key = words::key(&row.text);
        row.say(format!("{} hard-wrapped lines joined", row.lines.len()));
    }
    joined
}
