//! `voice`: fetches the voice that reads stories aloud, and says which there is.

use super::Voice;
use crate::config::Config;
use crate::voices::{self, State};

pub(super) fn run(config: &Config, asked: Option<&Voice>) -> Result<(), String> {
    let folder = voices::folder(&config.data);
    match asked {
        Some(Voice::Install { from }) => {
            // Also where settings want no voice: then it is there when they do.
            let first = if voices::found(&config.data) == State::Whole {
                "the voice is there already:"
            } else {
                voices::install(config, from.as_deref())?;
                "the voice is in"
            };
            let then = if config.voice == "none" {
                "settings say that no story is read aloud (voice = \"none\")"
            } else {
                "stories are read aloud when they go live"
            };
            println!("{first} {}; {then}", folder.display());
            Ok(())
        }
        None => {
            let state = voices::state(config);
            println!("{}", said(&state, &folder.display().to_string()));
            match state {
                State::Damaged(wrong) => Err(wrong.join("\n")),
                _ => Ok(()),
            }
        }
    }
}

/// The state in a sentence.
fn said(state: &State, folder: &str) -> String {
    match state {
        State::Off => "settings say that no story is read aloud (voice = \"none\")".into(),
        State::Missing => {
            "no voice is installed: stories are not read aloud; `standfirst voice install` fetches one".into()
        }
        State::Damaged(_) => {
            format!("the voice in {folder} is damaged; `standfirst voice install` mends it")
        }
        State::Whole => format!("hibari 0.2.1, voice heart, in {folder}: every file is whole"),
    }
}

/// What `check` says of the voice: a remark, and what is wrong.
pub(super) fn checked(config: &Config) -> (Option<String>, Vec<String>) {
    match voices::state(config) {
        State::Off | State::Whole => (None, Vec::new()),
        State::Missing => (Some(said(&State::Missing, "")), Vec::new()),
        // Each with its remedy, because each counts as one thing that is wrong.
        State::Damaged(wrong) => {
            let mends = |why| format!("{why}; `standfirst voice install` mends it");
            (None, wrong.into_iter().map(mends).collect())
        }
    }
}
