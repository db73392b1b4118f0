//! Foreign programs that read what strangers send: libvips and ffmpeg, each in a process of its own with bounds.
//!
//! The bounds are those of the kernel (`prlimit`, `nice`, a network name space of its own), set by the programs of
//! Debian's util-linux and coreutils that the foreign one is started through; each of them becomes the next, so that the
//! process that is watched and ended here is the foreign program itself. Reach: this module knows no file format.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::Refusal;

/// Most that is kept of what a program prints, in bytes.
const PRINTED: u64 = 1 << 20;

/// What a program may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time on the clock, and on the processors for each of two, in seconds.
    pub seconds: u64,
    /// Memory that it may write, in bytes.
    pub memory: u64,
    /// The longest file that it may write, in bytes.
    pub file: u64,
}

/// A foreign program with its arguments.
#[derive(Debug)]
pub struct Program<'a> {
    name: &'a str,
    /// The package of Debian that has it.
    package: &'a str,
    arguments: Vec<OsString>,
    limits: Limits,
}

/// What a program printed, as much as is kept.
#[derive(Debug, Default)]
pub struct Printed {
    /// On its standard output.
    pub out: Vec<u8>,
    /// On its standard error, as words.
    pub err: String,
}

/// How it ended.
enum Ended {
    Itself(ExitStatus),
    OutOfTime,
}

impl<'a> Program<'a> {
    /// A program by its name and the Debian package that has it.
    #[must_use]
    pub fn new(name: &'a str, package: &'a str, limits: Limits) -> Self {
        Self {
            name,
            package,
            arguments: Vec::new(),
            limits,
        }
    }

    /// Adds an argument. There is no shell: it is taken as it is.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        let arguments = arguments.into_iter();
        self.arguments
            .extend(arguments.map(|a| a.as_ref().to_owned()));
        self
    }

    /// Runs it to its end in a folder.
    ///
    /// # Errors
    /// [`Refusal::File`] if it ended with an error, crashed on the file, or took more than it may: the words are the
    /// last that it printed. [`Refusal::Machine`] if it could not be started.
    pub fn run(self, folder: &Path) -> Result<Printed, Refusal> {
        self.run_hearing(folder, &mut |_| ())
    }

    /// The same, and hears each line that it prints on its standard output while it runs.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub fn run_hearing(
        self,
        folder: &Path,
        hear: &mut dyn FnMut(&str),
    ) -> Result<Printed, Refusal> {
        let mut child = self.start(folder)?;
        let (lines, heard) = std::sync::mpsc::channel();
        let out = child.stdout.take().map(|from| keep(from, Some(lines)));
        let err = child.stderr.take().map(|from| keep(from, None));
        let ended = wait(&mut child, Duration::from_secs(self.limits.seconds), || {
            heard.try_iter().for_each(|line: String| hear(&line));
        });
        let printed = Printed {
            out: out
                .and_then(|thread| thread.join().ok())
                .unwrap_or_default(),
            err: err
                .and_then(|thread| thread.join().ok())
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .unwrap_or_default(),
        };
        heard.try_iter().for_each(|line| hear(&line));
        match ended.map_err(|e| self.failed(&e))? {
            Ended::Itself(status) if status.success() => Ok(printed),
            Ended::Itself(status) => Err(self.refused(status, &printed.err)),
            Ended::OutOfTime => Err(Refusal::file(format!(
                "{} did not come to an end with it within {} seconds",
                self.name, self.limits.seconds
            ))),
        }
    }

    fn start(&self, folder: &Path) -> Result<Child, Refusal> {
        let Limits {
            seconds,
            memory,
            file,
        } = self.limits;
        let mut wrapped: Vec<OsString> = Vec::new();
        wrapped.extend(cut_off().iter().map(Into::into));
        // It dies with this program, however that ends.
        wrapped.extend(["setpriv", "--pdeathsig", "KILL"].map(Into::into));
        let bounds = [
            "prlimit".to_owned(),
            format!("--data={memory}"),
            format!("--cpu={}", 2 * seconds),
            format!("--fsize={file}"),
            "--core=0".to_owned(),
            "nice".to_owned(),
            "--adjustment=10".to_owned(),
        ];
        wrapped.extend(bounds.map(Into::into));
        wrapped.push(self.name.into());
        let (first, rest) = wrapped.split_first().ok_or_else(|| self.missing())?;
        let mut command = Command::new(first);
        command.args(rest).args(&self.arguments).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        // Messages in one language, few threads, few arenas; and nothing of libvips that its makers call unsafe for
        // files from strangers.
        let settings = [
            ("LC_ALL", "C"),
            ("VIPS_BLOCK_UNTRUSTED", "1"),
            ("VIPS_CONCURRENCY", "2"),
            ("MALLOC_ARENA_MAX", "2"),
        ];
        command.envs(settings).current_dir(folder);
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        if !is_there(self.name) {
            return Err(self.missing());
        }
        command.spawn().map_err(|e| self.failed(&e))
    }

    fn missing(&self) -> Refusal {
        Refusal::machine(format!(
            "The program {} is not on this machine. Install it (Debian: apt install {}).",
            self.name, self.package
        ))
    }

    fn failed(&self, error: &std::io::Error) -> Refusal {
        Refusal::machine(format!("{} could not be run: {error}", self.name))
    }

    fn refused(&self, status: ExitStatus, err: &str) -> Refusal {
        // "vipsheader: " and the like stands before the words, or alone.
        let own = |line| str::trim_start_matches(line, self.name).trim_start_matches([':', ' ']);
        let said = err.lines().rev().map(|line| own(line.trim()));
        let said = said
            .filter(|line| !line.is_empty() && !line.contains("WARNING"))
            .find(|line| line.chars().any(char::is_alphabetic));
        let full = err.contains("No space left on device");
        let words: String = match (said, status.code()) {
            (Some(line), Some(_)) => line.chars().take(200).collect(),
            (None, Some(_)) => "it cannot be read".into(),
            _ => format!("{} was ended by it ({status})", self.name),
        };
        if full {
            return Refusal::machine(words);
        }
        Refusal::file(words)
    }
}

/// Keeps what comes as far as there is room, and reads on, so that whoever writes is not held up.
fn keep(
    mut from: impl Read + Send + 'static,
    lines: Option<std::sync::mpsc::Sender<String>>,
) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let (mut kept, mut line) = (Vec::new(), Vec::new());
        let mut part = [0; 4096];
        while let Ok(len @ 1..) = from.read(&mut part) {
            let room = (PRINTED as usize).saturating_sub(kept.len()).min(len);
            kept.extend_from_slice(&part[..room]);
            let Some(lines) = &lines else { continue };
            for byte in &part[..len] {
                if *byte == b'\n' {
                    lines.send(String::from_utf8_lossy(&line).into_owned()).ok();
                    line.clear();
                } else if line.len() < 1_000 {
                    line.push(*byte);
                }
            }
        }
        kept
    })
}

fn wait(child: &mut Child, most: Duration, mut meanwhile: impl FnMut()) -> std::io::Result<Ended> {
    let began = Instant::now();
    let mut nap = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Ended::Itself(status));
        }
        if began.elapsed() > most {
            child.kill()?;
            child.wait()?;
            return Ok(Ended::OutOfTime);
        }
        meanwhile();
        std::thread::sleep(nap);
        nap = (nap * 2).min(Duration::from_millis(20));
    }
}

/// What a program is started through so that it has no network: nothing where the kernel does not allow it.
fn cut_off() -> &'static [&'static str] {
    static FOUND: OnceLock<&[&str]> = OnceLock::new();
    FOUND.get_or_init(|| {
        let ways: [&[&str]; 2] = [
            &["unshare", "--net"],
            &["unshare", "--map-root-user", "--net"],
        ];
        let works = |way: &&[&str]| {
            let mut command = Command::new(way[0]);
            command.args(&way[1..]).arg("true").stdin(Stdio::null());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        ways.into_iter().find(works).unwrap_or(&[])
    })
}

fn is_there(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}
