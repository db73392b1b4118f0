//! The lexicon: how names are said, heard before anybody else hears them.

use std::collections::BTreeMap;

use ::story::Role;
use serde_json::{Value, json};
use store::assets;
use store::lists::{self, Before};

use crate::desk::screen;
use crate::desk::visit::{Outcome, Visit, nothing_here};
use crate::error::Problem;
use crate::http::answer;
use crate::newsroom::{Error, lexicon, speak};
use crate::voices::{self, Silent};
use crate::{times, urls};

const SCREEN: &str = "/desk/lexicon";
/// Words that were guessed in so many of the newest stories are listed.
const LATELY: i64 = 60;

/// `GET /desk/lexicon?word=`
pub fn show(visit: &Visit) -> Outcome {
    list(
        visit,
        200,
        &json!({ "word": visit.asked("word"), "said": "" }),
        Vec::new(),
    )
}

fn list(visit: &Visit, status: u16, form: &Value, errors: Vec<Value>) -> Outcome {
    let zone = screen::about(visit).zone;
    let (entries, guessed) = visit.app.newsroom.db.read(|tx| {
        let entries = lexicon::all(tx)?;
        let mut guessed: BTreeMap<String, (i64, String)> = BTreeMap::new();
        for card in lists::newest(tx, Before::START, LATELY)? {
            let asset = assets::by_id(tx, &speak::sound_of(card.number))?;
            for word in asset.into_iter().flat_map(|asset| asset.details.guessed) {
                let place = (card.number, card.fields.headline.clone());
                guessed.entry(word).or_insert(place);
            }
        }
        Ok::<_, store::Error>((entries, guessed))
    })?;
    let known = |word: &str| entries.iter().any(|entry| entry.word == word);
    let guessed: Vec<Value> = guessed
        .iter()
        .filter(|(word, _)| !known(word))
        .map(|(word, (number, headline))| {
            json!({ "word": word, "hear": heard_at(word, ""), "teach": taught_at(word), "story": number, "headline": headline })
        })
        .collect();
    let speech = visit.app.templates.words().speech("en");
    let rows: Vec<Value> = entries
        .iter()
        .map(|entry| {
            json!({
                "word": entry.word, "said": entry.said, "by": entry.by, "hear": heard_at(&entry.word, &entry.said),
                "at": times::show(entry.at, &zone, &speech),
            })
        })
        .collect();
    let config = &visit.app.config;
    let ready = voices::ready(config);
    let context = json!({
        "entries": rows, "guessed": guessed, "form": form, "errors": errors, "may": may_teach(visit),
        "voice": ready, "teachable": ready && voices::can_be_taught(config),
    });
    screen::show_as(visit, status, "lexicon", context)
}

pub(super) fn may_teach(visit: &Visit) -> bool {
    visit
        .staff()
        .is_ok_and(|person| person.role >= Role::Editor)
}

/// Where a word is heard, said in some way or as the voice would say it.
pub(super) fn heard_at(word: &str, said: &str) -> String {
    format!(
        "{SCREEN}/hear?word={}&said={}",
        urls::escape(word),
        urls::escape(said)
    )
}

/// Where the voice is taught a word.
pub(super) fn taught_at(word: &str) -> String {
    format!("{SCREEN}?word={}#new", urls::escape(word))
}

/// What came of asking the voice: what it says of a word is for the screen, everything else is a refusal.
pub(super) fn heard<T>(asked: Result<T, Silent>) -> Result<Result<T, String>, Problem> {
    match asked {
        Ok(done) => Ok(Ok(done)),
        Err(Silent::Words(words)) => Ok(Err(words)),
        Err(Silent::NoVoice) => Err(Problem::new(
            409,
            "There is no voice; an administrator can see how to get one with `standfirst voice`.",
        )),
        Err(Silent::Untaught) => Err(Problem::new(
            409,
            "A voice service reads stories here; it cannot be taught words.",
        )),
        Err(Silent::Broken(why)) => Err(Problem::failed(why)),
    }
}

pub(super) fn taught(visit: &Visit) -> store::Result<Vec<(String, String)>> {
    visit.app.newsroom.db.read(lexicon::taught)
}

/// `GET /desk/lexicon/hear?word=&said=`
pub fn hear(visit: &Visit) -> Outcome {
    let (word, said) = (visit.asked("word"), visit.asked("said"));
    let typed = if said.is_empty() { "as it is" } else { said };
    lexicon::check(word, typed).map_err(|fault| Problem::new(422, fault.to_string()))?;
    let sound = heard(voices::hear(&visit.app, &taught(visit)?, word, said))?;
    match sound {
        Ok(file) => Ok(answer::bytes(200, "audio/wav", "private, no-store", file)),
        Err(words) => Err(Problem::new(422, words)),
    }
}

/// `POST /desk/lexicon`
pub fn teach(visit: &Visit) -> Outcome {
    let (word, said) = (visit.text("word"), visit.text("said"));
    let form = json!({ "word": word, "said": said });
    let wrong = |field: &str, words: &str| {
        let error = json!({ "field": field, "text": screen::sentence(words) });
        list(visit, 422, &form, vec![error])
    };
    if let Err(fault) = lexicon::check(&word, &said) {
        let field = if fault.to_string().starts_with("sound") {
            "said"
        } else {
            "word"
        };
        return wrong(
            field,
            &format!(
                "the {} {}",
                if field == "said" { "sound" } else { "word" },
                fault.reason
            ),
        );
    }
    let sounds = match heard(voices::spelled(&visit.app, &taught(visit)?, &said))? {
        Ok(sounds) => sounds,
        Err(words) => return wrong("said", &words),
    };
    let actor = visit.actor()?;
    match visit
        .app
        .newsroom
        .act(|tx| lexicon::teach(tx, &actor, &word, &said, &sounds))
    {
        Ok(()) => Ok(screen::told(
            visit,
            SCREEN,
            "ok",
            &format!("“{word}” is said that way from now on."),
        )),
        Err(Error::Against(words)) => wrong("word", &words),
        Err(e) => Err(e.into()),
    }
}

/// `POST /desk/lexicon/{what}`
pub fn act(visit: &Visit, what: String) -> Outcome {
    let (actor, word) = (visit.actor()?, visit.text("word"));
    let said = match what.as_str() {
        "remove" => {
            visit
                .app
                .newsroom
                .act(|tx| lexicon::forget(tx, &actor, &word))?;
            format!("“{word}” is removed.")
        }
        "again" => match visit
            .app
            .newsroom
            .act(|tx| lexicon::again(tx, &actor, &word))?
        {
            0 => format!("No story with “{word}” can be heard."),
            1 => format!("One story with “{word}” is read again."),
            n => format!("{n} stories with “{word}” are read again."),
        },
        _ => return Err(nothing_here()),
    };
    Ok(screen::told(visit, SCREEN, "ok", &said))
}
