//! A newsroom for one test: a data folder, the program, and the people who use it.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::http::{PATIENCE, Person};

/// A new folder under the machine's temporary one. Its path is short, because PostgreSQL's socket goes there.
pub(crate) fn fresh_folder(kind: &str) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("standfirst-{kind}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        // One of the same name is the rest of a run that was killed.
        match std::fs::create_dir(&path) {
            Ok(()) => return path,
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => panic!("{}: {e}", path.display()),
        }
    }
}

/// Where this process's programs listen: on a loopback address of its own and any port. On an address that all tests
/// share, the port of a program that was killed can be another test's the moment after, and that one would answer.
fn own_address() -> String {
    let [_, b, c, d] = std::process::id().to_be_bytes();
    format!("{}:0", Ipv4Addr::new(127, b.wrapping_add(1), c, d))
}

/// A newsroom of its own.
pub(crate) struct World {
    folder: PathBuf,
    settings: Vec<(String, String)>,
    running: Option<Running>,
    tokens: [OnceLock<String>; 4],
}

/// Runs a test on SQLite and then, where the machine has it, on PostgreSQL.
pub(crate) fn on_both(test: impl Fn(World)) {
    println!("on SQLite:");
    test(World::new());
    println!("on PostgreSQL:");
    if let Some(world) = World::postgres() {
        test(world);
    }
}

impl World {
    /// A newsroom on SQLite with the program running.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// The same with settings.
    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        let mut world = Self::asleep(settings);
        world.start();
        world
    }

    /// The demo newsroom, which has drawn its pictures when this returns.
    pub(crate) fn demo() -> Self {
        let mut world = Self::asleep(&[]);
        let mut command = world.command(&["demo", "--listen", &own_address()]);
        world.running = Some(Running::start(&mut command));
        world
    }

    /// A newsroom on PostgreSQL; none where the machine has no server.
    pub(crate) fn postgres() -> Option<Self> {
        Self::postgres_with(&[])
    }

    pub(crate) fn postgres_with(settings: &[(&str, &str)]) -> Option<Self> {
        let database = crate::postgres::new_database()?;
        Some(Self::with(&[settings, &[("DATABASE", &database)]].concat()))
    }

    /// A newsroom in which nothing runs yet.
    pub(crate) fn asleep(settings: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| (format!("STANDFIRST_{name}"), (*value).into());
        Self {
            folder: fresh_folder("room"),
            settings: settings.iter().map(owned).collect(),
            running: None,
            tokens: Default::default(),
        }
    }

    /// Where the newsroom's data is.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Where the newsroom's database is.
    pub(crate) fn database(&self) -> store::Address {
        let named = self
            .settings
            .iter()
            .find(|(n, _)| n == "STANDFIRST_DATABASE");
        match named {
            Some((_, address)) => address.parse().unwrap(),
            None => store::Address::Sqlite(self.data().join("standfirst.db")),
        }
    }

    /// A file beside the data with some words in it.
    pub(crate) fn file(&self, name: &str, words: &str) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, words).unwrap();
        path
    }

    /// The program on this newsroom's data, with arguments, not yet run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bare();
        command.args(arguments).arg("--data").arg(self.data());
        command.envs(self.settings.iter().map(|(n, v)| (n, v)));
        command.current_dir(&self.folder);
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments))
    }

    /// A program that only does jobs, without a word.
    pub(crate) fn worker(&self) -> std::process::Child {
        let mut worker = self.command(&["work"]);
        worker.stdout(Stdio::null()).stderr(Stdio::null());
        worker.spawn().unwrap()
    }

    pub(crate) fn start(&mut self) {
        assert!(self.running.is_none(), "it runs already");
        let mut command = self.command(&["serve", "--listen", &own_address()]);
        self.running = Some(Running::start(&mut command));
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.running = None;
    }

    /// Tells the program to end, as a service manager does, and waits for its exit code.
    pub(crate) fn end(&mut self) -> Option<i32> {
        let mut running = self.running.take().unwrap();
        let id = running.child.id().to_string();
        Command::new("kill").arg(&id).status().unwrap();
        let began = Instant::now();
        loop {
            if let Some(status) = running.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(began.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.running().address
    }

    /// The running program's number.
    pub(crate) fn process(&self) -> u32 {
        self.running().child.id()
    }

    /// What the running program has logged so far, a line each.
    pub(crate) fn log(&self) -> Vec<String> {
        self.running().log.lock().unwrap().clone()
    }

    /// Somebody without a token.
    pub(crate) fn reader(&self) -> Person {
        Person {
            address: self.address(),
            token: None,
        }
    }

    pub(crate) fn moderator(&self) -> Person {
        self.person(0, "moderator")
    }

    pub(crate) fn reporter(&self) -> Person {
        self.person(1, "reporter")
    }

    pub(crate) fn editor(&self) -> Person {
        self.person(2, "editor")
    }

    pub(crate) fn admin(&self) -> Person {
        self.person(3, "admin")
    }

    fn person(&self, place: usize, role: &str) -> Person {
        let token = self.tokens[place].get_or_init(|| self.token(role, role));
        Person {
            address: self.address(),
            token: Some(token.clone()),
        }
    }

    /// Makes a token on the command line.
    pub(crate) fn token(&self, role: &str, name: &str) -> String {
        let made = self.run(&["token", "add", "--role", role, "--name", name]);
        made.is(0).last_word()
    }

    /// A figure of `/metrics`.
    pub(crate) fn figure(&self, name: &str) -> i64 {
        let text = self.reader().get("/metrics").is(200).text();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(&format!("standfirst_{name} ")));
        line.unwrap().parse().unwrap()
    }

    /// `check` must find nothing wrong.
    #[track_caller]
    pub(crate) fn is_whole(&self) {
        let ran = self.run(&["check"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(ran.out.ends_with("everything is whole\n"), "{}", ran.out);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(running) = &self.running
        {
            let log = running.log.lock().unwrap();
            let from = log.len().saturating_sub(20);
            println!("the program said last:\n{}", log[from..].join("\n"));
        }
        self.kill();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

/// The program without any setting of whoever runs the tests.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standfirst"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("STANDFIRST_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// A command that has ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(mut command: Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        Self {
            code: status.code().unwrap_or(-1),
            out: String::from_utf8(stdout).unwrap(),
            err: String::from_utf8(stderr).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn is(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }

    pub(crate) fn last_word(&self) -> String {
        self.out.split_whitespace().last().unwrap().to_owned()
    }
}

struct Running {
    child: Child,
    address: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (heard, errors) = (Arc::clone(&log), child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                heard.lock().unwrap().push(line);
            }
        });
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let address = first.trim().strip_prefix("listening on http://");
        let address = address.and_then(|address| address.parse().ok());
        let Some(address) = address else {
            child.kill().ok();
            child.wait().ok();
            std::thread::sleep(Duration::from_millis(100));
            panic!("it began with {first:?}: {:?}", log.lock().unwrap());
        };
        Self {
            child,
            address,
            log,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Tells threads that it is over when it goes, also if the test that holds it fails.
pub(crate) struct Over<'a>(pub(crate) &'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Waits until something holds.
#[track_caller]
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    within(PATIENCE, what, holds);
}

/// Waits until something holds, so long at most.
#[track_caller]
pub(crate) fn within(most: Duration, what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < most, "not within {most:?}: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The time of the world, which the program under test goes by, some seconds on, as the API takes it.
#[expect(
    clippy::disallowed_methods,
    reason = "the program under test goes by the world's clock"
)]
pub(crate) fn in_seconds(seconds: f64) -> String {
    let at = jiff::Timestamp::now().as_microsecond() + (seconds * 1e6) as i64;
    jiff::Timestamp::from_microsecond(at).unwrap().to_string()
}

/// The text of a file of the repository.
pub(crate) fn repository(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap()
}
