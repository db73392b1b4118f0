//! The lexicon: how the voice says words that its dictionary says wrongly or does not know, as somebody has written it down.

use serde::{Deserialize, Serialize};
use store::lists::{self, Before};
use store::{Micros, Tx, Write, settings};
use story::{Fault, Role};

use super::{Actor, Error, people, speak};

/// The setting that holds the words.
const LEXICON: &str = "lexicon";
/// Most words.
const MOST: usize = 5_000;
/// The longest word, and the longest way to write it down, in letters.
const LONGEST: usize = 80;
/// So many of the newest stories are looked through for a word.
const LOOKED_THROUGH: i64 = 500;

/// A word of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// As it is written in stories.
    pub word: String,
    /// How somebody has written its sound down: in phonetic letters, or spelled otherwise.
    pub said: String,
    /// The same in the letters of the voice.
    pub sounds: String,
    /// Whose voice it is for: a BCP 47 tag.
    pub language: String,
    /// Who has set it.
    pub by: String,
    /// When.
    pub at: Micros,
}

/// All words, in their order.
///
/// # Errors
/// Of the store.
pub fn all(tx: &mut Tx<'_>) -> store::Result<Vec<Entry>> {
    Ok(settings::get(tx, LEXICON)?.unwrap_or_default())
}

/// The same as a voice takes them: each word with its sounds.
///
/// # Errors
/// Of the store.
pub fn taught(tx: &mut Tx<'_>) -> store::Result<Vec<(String, String)>> {
    let all = all(tx)?.into_iter();
    Ok(all.map(|entry| (entry.word, entry.sounds)).collect())
}

/// What is wrong with a word before anybody asks how it sounds.
///
/// # Errors
/// What, and where.
pub fn check(word: &str, said: &str) -> Result<(), Fault> {
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-');
    if word.is_empty() || !word.chars().all(is_word) {
        return Err(Fault::at(
            "word",
            "must be one word as it stands in stories, without spaces",
        ));
    }
    if said.trim().is_empty() {
        return Err(Fault::at("sound", "is missing: write it as it sounds"));
    }
    for (field, text) in [("word", word), ("sound", said)] {
        if text.chars().count() > LONGEST {
            return Err(Fault::at(
                field,
                format!("is longer than {LONGEST} letters"),
            ));
        }
    }
    Ok(())
}

/// Teaches the voice a word, in place of what it was taught before.
///
/// # Errors
/// A refusal of the role, or what is wrong with the word.
pub fn teach(
    tx: &mut Write<'_>,
    actor: &Actor,
    word: &str,
    said: &str,
    sounds: &str,
) -> Result<(), Error> {
    may(actor)?;
    check(word, said)?;
    let mut all = all(tx)?;
    all.retain(|entry| entry.word != word);
    if all.len() >= MOST {
        return Err(Error::Against(format!(
            "the lexicon holds {MOST} words; remove some first"
        )));
    }
    all.push(Entry {
        word: word.to_owned(),
        said: said.trim().to_owned(),
        sounds: sounds.to_owned(),
        language: "en".into(),
        by: actor.name.clone(),
        at: tx.now,
    });
    all.sort_by_cached_key(|entry| (entry.word.to_lowercase(), entry.word.clone()));
    settings::keep(tx, LEXICON, &all)?;
    people::note(tx, actor, "lexicon", &format!("{word}: {}", said.trim()))
}

/// Takes a word out again: the voice says it as it would by itself.
///
/// # Errors
/// A refusal of the role, or if there is no such word any more.
pub fn forget(tx: &mut Write<'_>, actor: &Actor, word: &str) -> Result<(), Error> {
    may(actor)?;
    let mut all = all(tx)?;
    let before = all.len();
    all.retain(|entry| entry.word != word);
    if all.len() == before {
        return Err(Error::Missing(format!(
            "\"{word}\" is not in the lexicon any more"
        )));
    }
    settings::keep(tx, LEXICON, &all)?;
    people::note(tx, actor, "lexicon", &format!("remove {word}"))
}

/// Has the newest live stories that hold a word read again; how many they are.
///
/// # Errors
/// A refusal of the role.
pub fn again(tx: &mut Write<'_>, actor: &Actor, word: &str) -> Result<usize, Error> {
    may(actor)?;
    let mut found = 0;
    for card in lists::newest(tx, Before::START, LOOKED_THROUGH)? {
        let script = speak::script(tx, card.number)?;
        let holds = script.is_some_and(|script| script.lines.iter().any(|l| l.text.contains(word)));
        if holds {
            speak::read(tx, card.number)?;
            found += 1;
        }
    }
    people::note(
        tx,
        actor,
        "lexicon",
        &format!("read {found} stories with {word} again"),
    )?;
    Ok(found)
}

fn may(actor: &Actor) -> Result<(), Error> {
    if actor.role < Role::Editor {
        return Err(Error::Forbidden("teach the voice a word", Role::Editor));
    }
    Ok(())
}
