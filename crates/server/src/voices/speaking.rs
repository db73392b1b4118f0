//! The voice in use: opened when there is something to say, held while there is more, let go after a rest.
//!
//! Reach: jobs have stories read, the desk hears and teaches words; which voice it is, is no affair of theirs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use media::Refusal;
use media::speech::{Engine, English, Hibari, Kokoro, Teachable, wav};

use crate::app::App;
use crate::voices::remote::Remote;
use crate::voices::{State, Wanted, can_be_taught, files, ready, state};

/// A voice that has had nothing to say for so long is let go: it takes 150 MB, or ten times that.
const REST: Duration = Duration::from_secs(60);

/// A voice.
enum Speaker {
    /// One that runs here.
    Here(Box<dyn Teachable>),
    /// A service.
    Remote(Box<Remote>),
}

/// The voice that is ready, with the words that it was taught, and when it last spoke.
struct Held {
    speaker: Speaker,
    taught: Vec<(String, String)>,
    last: Instant,
}

static VOICE: Mutex<Option<Held>> = Mutex::new(None);

fn open(app: &App, taught: &[(String, String)]) -> Result<Speaker, Refusal> {
    let config = &app.config;
    Ok(match Wanted::of(config) {
        Wanted::Here(voice) => {
            // What runs in this program is only what is known, also after somebody has put the data back.
            if let State::Faulty(wrong) = state(config) {
                return Err(Refusal::Machine(wrong.join("; ")));
            }
            let folder = files::folder(&config.data, voice);
            Speaker::Here(if voice.name == "kokoro" {
                let speaker = files::speaker(voice, &config.voice_name);
                Box::new(Kokoro::open(&folder, speaker, taught)?)
            } else {
                Box::new(Hibari::open(&folder, taught)?)
            })
        }
        _ => Speaker::Remote(Box::new(Remote::open(config, Arc::clone(&app.newsroom))?)),
    })
}

/// Does something with the speaker, which was taught these words with their sounds. None if there is no voice. One at a time:
/// whoever reads much asks for it again and again, so that others get their turn.
fn with<T>(
    app: &App,
    taught: &[(String, String)],
    work: impl FnOnce(&mut Speaker) -> Result<T, Refusal>,
) -> Result<Option<T>, Refusal> {
    if !ready(&app.config) {
        return Ok(None);
    }
    let mut held = VOICE.lock().unwrap_or_else(PoisonError::into_inner);
    if held.as_ref().is_none_or(|held| held.taught != taught) {
        // Not both at once.
        *held = None;
        *held = Some(Held {
            speaker: open(app, taught)?,
            taught: taught.to_vec(),
            last: Instant::now(),
        });
    }
    let Some(held) = held.as_mut() else {
        return Ok(None);
    };
    let done = work(&mut held.speaker);
    held.last = Instant::now();
    done.map(Some)
}

/// Does something with the voice, which was taught these words with their sounds, where it can be taught any. None if there
/// is no voice.
///
/// # Errors
/// Of the work; [`Refusal::Machine`] if the voice is damaged.
pub fn speaking<T>(
    app: &App,
    taught: &[(String, String)],
    work: impl FnOnce(&mut dyn Engine) -> Result<T, Refusal>,
) -> Result<Option<T>, Refusal> {
    with(app, taught, |speaker| match speaker {
        Speaker::Here(voice) => work(voice.as_mut()),
        Speaker::Remote(voice) => work(voice.as_mut()),
    })
}

/// Why nothing was heard.
#[derive(Debug)]
pub enum Silent {
    /// There is no voice.
    NoVoice,
    /// The voice is a service, which cannot be taught.
    Untaught,
    /// What was asked for cannot be said: a sentence that says why.
    Words(String),
    /// The voice is damaged.
    Broken(String),
}

fn asked<T>(
    app: &App,
    taught: &[(String, String)],
    work: impl FnOnce(&mut dyn Teachable) -> Result<T, Refusal>,
) -> Result<T, Silent> {
    // Before its turn comes: a service that reads a story may let others wait for minutes.
    if ready(&app.config) && !can_be_taught(&app.config) {
        return Err(Silent::Untaught);
    }
    let done = with(app, taught, |speaker| match speaker {
        Speaker::Here(voice) => work(voice.as_mut()).map(Some),
        Speaker::Remote(_) => Ok(None),
    });
    match done {
        Ok(Some(Some(done))) => Ok(done),
        Ok(Some(None)) => Err(Silent::Untaught),
        Ok(None) => Err(Silent::NoVoice),
        Err(Refusal::File(words)) => Err(Silent::Words(words)),
        Err(Refusal::Machine(why)) => Err(Silent::Broken(why)),
    }
}

/// A word as a WAV file: said in a way that somebody has written down, or as the voice says it where that is empty.
///
/// # Errors
/// Why nothing is heard.
pub fn hear(
    app: &App,
    taught: &[(String, String)],
    word: &str,
    said: &str,
) -> Result<Vec<u8>, Silent> {
    asked(app, taught, |voice| {
        let sounds = if said.is_empty() {
            voice.pronouncing().sounds(word)?
        } else {
            voice.pronouncing().spelled(said)?
        };
        Ok(wav::write(&voice.hear(&sounds)?, voice.rate()))
    })
}

/// The sounds of what somebody has written down.
///
/// # Errors
/// Why there are none.
pub fn spelled(app: &App, taught: &[(String, String)], said: &str) -> Result<String, Silent> {
    asked(app, taught, |voice| voice.pronouncing().spelled(said))
}

/// Words of a text whose sound the voice would guess.
///
/// # Errors
/// Why it would not be read.
pub fn unknown(
    app: &App,
    taught: &[(String, String)],
    text: &str,
    english: English,
) -> Result<Vec<String>, Silent> {
    asked(app, taught, |voice| {
        voice.pronouncing().unknown(text, english)
    })
}

/// Lets the voice go if it has had nothing to do for some time.
pub fn rest() {
    let mut held = VOICE.lock().unwrap_or_else(PoisonError::into_inner);
    if held.as_ref().is_some_and(|held| held.last.elapsed() > REST) {
        *held = None;
    }
}
