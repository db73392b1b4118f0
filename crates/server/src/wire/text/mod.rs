//! The text importer: a news page, pasted as plain text, as a story.
//!
//! Somebody marks a page from its headline to its replies and pastes it. [`read`] finds the story's parts in
//! it and leaves out the page's furniture; [`report`] says of every line what became of it. The rules know the
//! manners of the press (where a byline stands, how a credit is written) and no paper by name. Reach: the
//! `story` types and `jiff`; no file, no network, no clock. Media are only named in such a text: the body
//! and [`Reading::media`] name assets `waiting:1`, `waiting:2`… for which the desk supplies the files.

mod body;
mod bylines;
mod films;
mod furniture;
mod further;
mod head;
mod language;
mod marks;
mod page;
mod photos;
mod reading;
mod report;
mod rows;
#[cfg(test)]
mod tests;
mod times;
mod tokens;
mod words;
mod zones;

use page::Page;
use story::Replies;

pub use reading::{
    Hints, Kind, Line, MAX_BYTES, Part, Reading, Reason, Unreadable, Verdict, Waiting,
};
pub use report::report;

/// Reads a pasted page.
///
/// # Errors
/// [`Unreadable`] when the text is empty, larger than [`MAX_BYTES`], or has no headline.
pub fn read(text: &str, hints: &Hints) -> Result<Reading, Unreadable> {
    if text.len() > MAX_BYTES {
        return Err(Unreadable::TooBig { bytes: text.len() });
    }
    let rows = rows::rows(text);
    if rows.iter().all(|row| row.text.is_empty()) {
        return Err(Unreadable::Empty);
    }
    let (language, certain) = language::guess(text, &hints.language);
    let mut page = Page::new(rows, hints, language);
    if !certain {
        page.notes
            .push("The language is not certain: the desk's own was taken.".into());
    }
    let headline = passes(&mut page)?;
    Ok(finish(page, headline))
}

/// The passes in their order. Each takes the rows it knows; no pass asks again for a row that is taken.
fn passes(page: &mut Page) -> Result<usize, Unreadable> {
    let day_first = page.day_first;
    // A podcast's promotion says "Listen to…" as the player does, so it goes before the furniture.
    further::podcasts(&mut page.rows);
    // Furniture stands anywhere and looks like headings, names and topics: out before anything is looked for.
    furniture::lines(&mut page.rows);
    // The player goes by its known rows.
    furniture::listen_player(&mut page.rows);
    // Films before photos: a film's caption without its length has a photo's credit at its end.
    films::with_source(&mut page.rows);
    films::pass(&mut page.rows);
    // Photos before the headline: a caption at the top is as long as a headline or a standfirst.
    photos::pass(&mut page.rows);
    let headline = head::headline(page).ok_or(Unreadable::NoHeadline)?;
    let row = &mut page.rows[headline];
    row.keep(Part::Headline);
    page.fields.headline = row.text.clone();
    page.fields.label = head::label_in_headline(&page.fields.headline);
    head::above(page, headline);
    // Lists take the short rows below their headings, which both the head and the body would take for others.
    let below = &mut page.rows[headline + 1..];
    further::corrections(below);
    further::stories(below, day_first);
    page.fields.topics = further::topics(below, day_first);
    let open = further::replies(below);
    page.fields.replies = if open { Replies::Open } else { Replies::Closed };
    page.notes.push(match open {
        true => "Replies are open: the page asks for them.".into(),
        false => "Replies are closed: no line of the page asks for them.".into(),
    });
    head::below(page, headline);
    times_elsewhere(page, headline);
    body::ending(page, headline);
    body::dateline(page, headline);
    Ok(headline)
}

/// A line of time that says what it is ("Published …") may stand anywhere, at the foot for one.
fn times_elsewhere(page: &mut Page, headline: usize) {
    for i in headline + 1..page.rows.len() {
        if !page.rows[i].free() || page.rows[i].size() > 120 {
            continue;
        }
        let text = page.rows[i].text.clone();
        if let Some(stamp) = times::read(&text, page.day_first)
            && (stamp.labelled
                || stamp.relative
                || page.published.is_none() && page.updated.is_none())
        {
            page.stamp(i, &stamp);
        }
    }
}

fn finish(mut page: Page, headline: usize) -> Reading {
    let (body, media) = body::blocks(&mut page, headline);
    let (published, updated) = page.instants();
    page.fields.slugline = slugline(&page.fields.headline);
    page.fields.section = page
        .section
        .as_deref()
        .map(slug)
        .filter(|slug| !slug.is_empty());
    Reading {
        fields: page.fields,
        body,
        media,
        section: page.section,
        published,
        updated,
        lines: page
            .rows
            .into_iter()
            .flat_map(rows::Row::into_lines)
            .collect(),
        notes: page.notes,
    }
}

/// The newsroom's inner name: the first five words of weight in the headline.
fn slugline(headline: &str) -> String {
    let words = headline
        .split_whitespace()
        .map(slug)
        .filter(|word| !word.is_empty());
    let heavy: Vec<String> = words
        .clone()
        .filter(|w| !words::is(w, |t| t.stop) && w.chars().count() > 1)
        .take(5)
        .collect();
    let chosen = if heavy.is_empty() {
        words.take(5).collect()
    } else {
        heavy
    };
    chosen.join("-").chars().take(100).collect()
}

/// Small letters and digits with single dashes between them; possessives lose their ending.
fn slug(text: &str) -> String {
    let small = text.to_lowercase().replace(['’', '‘'], "'");
    let bare = small.strip_suffix("'s").unwrap_or(&small).replace('\'', "");
    let dashed: String = bare
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    dashed
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}
