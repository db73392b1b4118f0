//! `voice`: fetches a voice that reads stories aloud, and says which there is.

use super::Voice;
use crate::app::App;
use crate::config::Config;
use crate::voices::{self, State, files};

pub(super) fn run(config: &Config, asked: Option<&Voice>) -> Result<(), String> {
    match asked {
        Some(Voice::Install { name, from }) => {
            let voice = voices::files_of(config, name.as_deref())?;
            let folder = files::folder(&config.data, voice);
            // Also where settings want another voice, or none: then it is there when they do.
            let first = if files::found(&config.data, voice) == State::Whole {
                "the voice is there already:"
            } else {
                files::install(config, voice, from.as_deref())?;
                "the voice is in"
            };
            let then = if config.voice == voice.name {
                "stories are read aloud when they go live".into()
            } else if config.voice == "none" {
                voices::described(config)
            } else {
                let (now, name) = (&config.voice, voice.name);
                format!(
                    "settings want another (voice = \"{now}\"): set voice = \"{name}\" to hear it"
                )
            };
            println!("{first} {}; {then}", folder.display());
            Ok(())
        }
        None => {
            let state = voices::state(config);
            println!("{}", said(config, &state));
            match state {
                State::Faulty(wrong) => Err(wrong.join("\n")),
                _ => Ok(()),
            }
        }
    }
}

/// The state in a sentence.
fn said(config: &Config, state: &State) -> String {
    let voice = voices::described(config);
    match state {
        State::Off => voice,
        State::Missing => {
            "no voice is installed: stories are not read aloud; `standfirst voice install` fetches one".into()
        }
        State::Faulty(_) => format!("{voice}: not as it should be"),
        State::Whole if voices::can_be_taught(config) => format!("{voice}: every file is whole"),
        State::Whole => voice,
    }
}

/// What `check` says of the voice: a remark, and what is wrong.
pub(super) fn checked(app: &App) -> (Option<String>, Vec<String>) {
    let config = &app.config;
    let state = voices::state(config);
    match state {
        State::Off => (None, Vec::new()),
        State::Missing => (Some(said(config, &state)), Vec::new()),
        State::Whole => match voices::spent(app) {
            Some(Ok(spent)) => (
                Some(format!("{}; {spent}", said(config, &state))),
                Vec::new(),
            ),
            Some(Err(e)) => (None, vec![e.to_string()]),
            None => (None, Vec::new()),
        },
        // Each with its remedy, because each counts as one thing that is wrong.
        State::Faulty(wrong) => (None, wrong),
    }
}
