//! A story as a person writes it in a plain text file: TOML between `+++` lines, then the light markup of `markup`.
//!
//! The TOML holds the fields of the story, its times as distances from now (`ago = "1d4h30m"`) and what was done to
//! it after publication (`[[update]]`, `[withdrawn]`). The text in the file is the one first published; an update
//! says which words it `replace`s and what it puts on `top`.
//! Reach: [`parse`] is strict (a fault names file and line) and is called by [`super::newsroom`] alone. Keys of
//! stories stay in the document as `story:key` addresses until [`Manuscript::body`] is given the numbers.

use std::collections::BTreeMap;

use serde::Deserialize;
use story::{Doc, Fields, Status};

use self::front::{Front, distance};
use self::markup::Reader;
use self::words::resolve;
use super::newsroom::{Fault, Newsroom};

mod front;
mod markup;
mod words;

/// A story with its life so far, times as distances from now.
#[derive(Debug, Clone)]
pub struct Manuscript {
    /// The file, as it is named under `demo/`.
    pub file: String,
    /// The file's name without number and ending; other stories link by it.
    pub key: String,
    /// The fields as first published, but for `related`: see [`Manuscript::fields`].
    pub fields: Fields,
    /// Where the story shall stand in the end.
    pub status: Status,
    /// Seconds since it was first published; none for a story that never was.
    pub published_ago: Option<i64>,
    /// Seconds until a scheduled story goes live.
    pub scheduled_in: Option<i64>,
    /// What was done to it after publication, oldest first.
    pub updates: Vec<Update>,
    /// How it was taken off the site.
    pub withdrawn: Option<Withdrawn>,
    /// Every key of another story that it names, with the line.
    pub references: Vec<(usize, String)>,
    related: Vec<String>,
    draft: Doc,
}

/// One act on a live story, with the text as it stands afterwards.
#[derive(Debug, Clone)]
pub struct Update {
    /// Seconds since it was done.
    pub ago: i64,
    /// What kind of act it was.
    pub significance: Significance,
    /// What readers are told.
    pub text: Option<String>,
    /// Old words and new, in the headline, the standfirst or the text.
    pub replaces: Vec<(String, String)>,
    /// The headline afterwards.
    pub headline: String,
    /// The standfirst afterwards.
    pub standfirst: String,
    draft: Doc,
}

/// What an act on a live story means to its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Significance {
    Minor,
    Update,
    Correction,
    Clarification,
}

/// A withdrawal.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// Seconds since it was done.
    pub ago: i64,
    /// What readers find in the story's place.
    pub notice: String,
}

impl Manuscript {
    /// The fields as first published, with the numbers of the related stories.
    #[must_use]
    pub fn fields(&self, numbers: &BTreeMap<String, i64>) -> Fields {
        let related = self
            .related
            .iter()
            .filter_map(|key| numbers.get(key).copied())
            .collect();
        Fields {
            related,
            ..self.fields.clone()
        }
    }

    /// The text as first published, with the numbers of the stories it links to.
    #[must_use]
    pub fn body(&self, numbers: &BTreeMap<String, i64>) -> Doc {
        resolve(&self.draft, numbers)
    }

    /// Whether status and times agree with one another.
    fn check_life(&self) -> Result<(), Fault> {
        let fault = |reason: &str| Err(Fault::new(&self.file, 1, reason));
        let was_live = matches!(self.status, Status::Live | Status::Withdrawn);
        if was_live != self.published_ago.is_some() {
            return fault("a story that was live needs `ago`, and no other has it");
        }
        if (self.status == Status::Scheduled) != self.scheduled_in.is_some() {
            return fault("a scheduled story needs `scheduled_in`, and no other has it");
        }
        let published = self.published_ago.into_iter();
        let acts = self.updates.iter().map(|u| u.ago);
        let times: Vec<i64> = published
            .chain(acts)
            .chain(self.withdrawn.iter().map(|w| w.ago))
            .collect();
        if !times.is_sorted_by(|earlier, later| earlier > later) {
            return fault(
                "publication, updates and withdrawal are not in the order of their times",
            );
        }
        Ok(())
    }
}

impl Update {
    /// The text as it stood after this act.
    #[must_use]
    pub fn body(&self, numbers: &BTreeMap<String, i64>) -> Doc {
        resolve(&self.draft, numbers)
    }
}

/// Reads one manuscript.
///
/// # Errors
/// The first thing that is wrong, with file and line.
pub fn parse(file: &str, text: &str, room: &Newsroom) -> Result<Manuscript, Fault> {
    let (head, body) = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .ok_or_else(|| Fault::new(file, 1, "does not begin with TOML between two +++ lines"))?;
    let front: Front = toml::from_str(head).map_err(|e| Fault::toml(file, 2, head, &e))?;
    let name = file
        .rsplit('/')
        .next()
        .unwrap_or(file)
        .trim_end_matches(".md");
    let key = name.split_once('-').map_or(name, |(_, key)| key).to_owned();
    let whole = Whole { file, text };
    let fields = front
        .fields(&key, room)
        .map_err(|(word, reason)| whole.fault(&word, &format!("\"{word}\" {reason}")))?;
    let mut reader = Reader {
        file,
        room,
        references: Vec::new(),
    };
    let first = head.matches('\n').count() + 4;
    let draft = reader.doc(first, body)?;
    let updates = updates(&front, whole, &mut reader, first, body)?;
    let withdrawn = match &front.withdrawn {
        None => None,
        Some(w) => Some(Withdrawn {
            ago: whole.seconds(&w.ago)?,
            notice: w.notice.clone(),
        }),
    };
    let usual = if withdrawn.is_some() {
        Status::Withdrawn
    } else {
        Status::Live
    };
    let mut references = reader.references;
    references.extend(
        front
            .related
            .iter()
            .map(|key| (whole.line(key), key.clone())),
    );
    let story = Manuscript {
        file: file.to_owned(),
        key,
        fields,
        status: front.status.unwrap_or(usual),
        published_ago: front
            .ago
            .as_deref()
            .map(|ago| whole.seconds(ago))
            .transpose()?,
        scheduled_in: front
            .scheduled_in
            .as_deref()
            .map(|time| whole.seconds(time))
            .transpose()?,
        updates,
        withdrawn,
        references,
        related: front.related,
        draft,
    };
    story.check_life()?;
    Ok(story)
}

/// The acts after publication, each with the text that it leaves.
fn updates(
    front: &Front,
    whole: Whole,
    reader: &mut Reader,
    first: usize,
    body: &str,
) -> Result<Vec<Update>, Fault> {
    let mut source = body.to_owned();
    let (mut headline, mut standfirst) = (front.headline.clone(), front.standfirst.clone());
    let mut updates = Vec::new();
    for update in &front.update {
        let (pairs, odd) = update.replace.as_chunks::<2>();
        if let [odd] = odd {
            return Err(whole.fault(odd, "replace needs new words for all old ones"));
        }
        for [old, new] in pairs {
            let places = [&mut source, &mut headline, &mut standfirst];
            if !places.iter().any(|text| text.contains(old)) {
                return Err(whole.fault(
                    old,
                    &format!("\"{old}\" is replaced but stands nowhere in the text"),
                ));
            }
            for text in places {
                *text = text.replace(old.as_str(), new);
            }
        }
        if let Some(top) = &update.top {
            source = format!("{top}\n\n{source}");
        }
        let told = matches!(
            update.significance,
            Significance::Minor | Significance::Update
        );
        if update.text.is_none() && !told {
            return Err(whole.fault(&update.ago, "a correction or clarification needs a text"));
        }
        updates.push(Update {
            ago: whole.seconds(&update.ago)?,
            significance: update.significance,
            text: update.text.clone(),
            replaces: pairs.iter().cloned().map(|[old, new]| (old, new)).collect(),
            headline: headline.clone(),
            standfirst: standfirst.clone(),
            draft: reader.doc(first, &source)?,
        });
    }
    Ok(updates)
}

/// A file as it stands, to find the line of a word in.
#[derive(Clone, Copy)]
struct Whole<'a> {
    file: &'a str,
    text: &'a str,
}

impl Whole<'_> {
    fn line(self, words: &str) -> usize {
        1 + self
            .text
            .find(words)
            .map_or(0, |i| self.text[..i].matches('\n').count())
    }

    fn fault(self, words: &str, reason: &str) -> Fault {
        Fault::new(self.file, self.line(words), reason)
    }

    fn seconds(self, words: &str) -> Result<i64, Fault> {
        distance(words)
            .ok_or_else(|| self.fault(words, &format!("\"{words}\" is no time such as 1d4h30m")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::newsroom::newsroom;

    const HEAD: &str =
        "+++\nsection = \"city\"\nheadline = \"H\"\nstandfirst = \"S\"\ntopics = []\n";

    fn fault(front: &str, body: &str) -> String {
        let room = newsroom().expect("the demo reads");
        parse(
            "stories/01-x.md",
            &format!("{HEAD}{front}+++\n{body}"),
            &room,
        )
        .expect_err("must not pass")
        .to_string()
    }

    #[test]
    fn a_fault_names_file_and_line() {
        let live = "ago = \"1h\"\n";
        for (front, body, line, says) in [
            ("ago = \"1 hour\"\n", "Text", 6, "is no time"),
            ("colour = 1\n", "Text", 6, "unknown field"),
            (
                "ago = \"1h\"\nauthors = [\"nobody\"]\n",
                "Text",
                7,
                "is no author",
            ),
            (
                "ago = \"1h\"\nlead = \"nothing\"\n",
                "Text",
                7,
                "is no picture",
            ),
            ("", "Text", 1, "needs `ago`"),
            (live, "", 8, "has no text"),
            (live, "One\n\nTwo *three", 10, "never closed"),
            (live, "One\n\n@podcast nowhere", 10, "is no podcast"),
            (live, "##### Deep", 8, "a heading is"),
            (live, "```\nno end", 8, "has no closing"),
            (live, "> a\nb", 8, "begins with >"),
            (live, "@table\n| a | b |\n| c |", 8, "one number of cells"),
        ] {
            let found = fault(front, body);
            assert!(
                found.starts_with(&format!("stories/01-x.md:{line}: ")),
                "{found}"
            );
            assert!(found.contains(says), "{found}");
        }
    }

    #[test]
    fn an_update_changes_the_text_and_only_from_then_on() {
        let room = newsroom().expect("the demo reads");
        let text = format!(
            "{HEAD}ago = \"2h\"\n[[update]]\nago = \"1h30m\"\nsignificance = \"correction\"\ntext = \"T\"\n\
             replace = [\"cat\", \"dog\"]\n[[update]]\nago = \"5m\"\nsignificance = \"update\"\ntop = \"New\"\n\
             +++\nA *cat*, [seen](story:other)."
        );
        let story = parse("stories/01-a-cat.md", &text, &room).expect("is right");
        assert_eq!(
            (story.key.as_str(), story.published_ago),
            ("a-cat", Some(7_200))
        );
        assert_eq!(story.references[0], (17, "other".to_owned()));
        let numbers = BTreeMap::from([("other".to_owned(), 7)]);
        let said = |doc: Doc| doc.to_json().to_string();
        assert!(said(story.body(&numbers)).contains("cat"));
        assert!(said(story.body(&numbers)).contains("/story/other-7"));
        assert!(!said(story.body(&BTreeMap::new())).contains("link"));
        assert!(said(story.updates[0].body(&numbers)).contains("dog"));
        assert_eq!(story.updates[0].ago, 5_400);
        assert_eq!(story.updates[1].body(&numbers).content.len(), 2);
    }
}
