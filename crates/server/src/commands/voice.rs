//! `voice`: fetches the voice that reads stories aloud, and says which there is.

use super::Voice;
use crate::config::Config;
use crate::voices::{self, State};

pub(super) fn run(config: &Config, asked: Option<&Voice>) -> Result<(), String> {
    let state = voices::state(config);
    let folder = voices::folder(&config.data);
    match asked {
        Some(Voice::Install { .. }) if state == State::Whole => {
            println!("the voice is there already: {}", folder.display());
            Ok(())
        }
        Some(Voice::Install { from }) => {
            voices::install(config, from.as_deref())?;
            println!(
                "the voice is in {}; stories are read aloud from now on",
                folder.display()
            );
            Ok(())
        }
        None => {
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
        State::Whole => format!("hibari 0.2.1, voice heart, in {folder}"),
    }
}

/// What `check` says of the voice: a remark, and what is wrong.
pub(super) fn checked(config: &Config) -> (Option<String>, Vec<String>) {
    let state = voices::state(config);
    let remark = said(&state, &voices::folder(&config.data).display().to_string());
    match state {
        State::Off | State::Whole => (None, Vec::new()),
        State::Missing => (Some(remark), Vec::new()),
        State::Damaged(mut wrong) => {
            wrong.push(remark);
            (None, wrong)
        }
    }
}
