//! The voice that reads stories aloud: which one settings want, whether it is there, and what can be asked of it.
//!
//! `pinned` lists those that run here, `files` fetches them and looks after their files, `remote` asks a service elsewhere, `speaking` holds the
//! one that is in use. Reach: settings, the data folder, the package clients, the service; what is read and when is said by
//! the jobs.

pub mod files;
mod pinned;
mod remote;
mod speaking;

pub use pinned::Voice;
pub use speaking::{Silent, hear, rest, speaking, spelled, unknown};

use crate::app::App;
use crate::config::Config;

/// What settings can want, as they name it.
pub const NAMES: [&str; 4] = ["hibari", "kokoro", "remote", "none"];

/// What reads stories.
enum Wanted {
    Nothing,
    /// A voice whose files are here.
    Here(&'static Voice),
    /// A service.
    Remote,
}

impl Wanted {
    fn of(config: &Config) -> Self {
        match config.voice.as_str() {
            "none" => Self::Nothing,
            "remote" => Self::Remote,
            name => Self::Here(pinned::named(name)),
        }
    }
}

/// Whether there is a voice as settings want it.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// Settings say that nothing is read.
    Off,
    /// There are no files of it.
    Missing,
    /// Something is missing or is not what it should be: a sentence for each, with its remedy.
    Faulty(Vec<String>),
    /// All is as it should be.
    Whole,
}

/// Looks at every file and setting that the voice needs.
#[must_use]
pub fn state(config: &Config) -> State {
    match Wanted::of(config) {
        Wanted::Nothing => State::Off,
        Wanted::Here(voice) => match files::found(&config.data, voice) {
            State::Whole => faulty(files::unnamed(voice, &config.voice_name)),
            other => other,
        },
        Wanted::Remote => faulty(remote::lacks(config)),
    }
}

fn faulty(faults: impl IntoIterator<Item = String>) -> State {
    let faults: Vec<String> = faults.into_iter().collect();
    if faults.is_empty() {
        State::Whole
    } else {
        State::Faulty(faults)
    }
}

/// Whether stories can be read. Of files it is only looked whether they are there: [`state`] looks into them.
#[must_use]
pub fn ready(config: &Config) -> bool {
    match Wanted::of(config) {
        Wanted::Nothing => false,
        Wanted::Here(voice) => files::folder(&config.data, voice).is_dir(),
        Wanted::Remote => remote::lacks(config).is_empty(),
    }
}

/// Whether the voice that settings want makes its sound from phonetic letters, so that the newsroom can teach it words.
#[must_use]
pub fn can_be_taught(config: &Config) -> bool {
    matches!(Wanted::of(config), Wanted::Here(_))
}

/// Which voice settings want, in words; nothing secret.
#[must_use]
pub fn described(config: &Config) -> String {
    match Wanted::of(config) {
        Wanted::Nothing => "settings say that no story is read aloud (voice = \"none\")".into(),
        Wanted::Here(voice) => {
            let name = files::speaker(voice, &config.voice_name);
            let folder = files::folder(&config.data, voice);
            format!("{}, voice {name}, in {}", voice.shown, folder.display())
        }
        Wanted::Remote => remote::described(config),
    }
}

/// The files of the voice with a name; of the one that settings want where none is named.
///
/// # Errors
/// Which names there are.
pub fn files_of(config: &Config, name: Option<&str>) -> Result<&'static Voice, String> {
    let wanted = || match Wanted::of(config) {
        Wanted::Here(voice) => voice,
        _ => pinned::named(""),
    };
    name.map_or_else(|| Ok(wanted()), pinned::by_name)
}

/// What a service was sent this month, in words; none for a voice that is paid nothing.
pub fn spent(app: &App) -> Option<store::Result<String>> {
    let is_service = matches!(Wanted::of(&app.config), Wanted::Remote);
    is_service.then(|| remote::spent(&app.config, &app.newsroom))
}
