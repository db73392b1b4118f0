//! One throw-away PostgreSQL for a run of tests.
//!
//! A little shell holds the server and reads from a pipe whose other end this process has. However this process
//! ends, the pipe closes, and the shell stops the server and removes its folder. Nothing is left to an exit
//! handler, which a killed process would not run.

use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::world::fresh_folder;

const KEEPER: &str = r#"
trap : INT TERM HUP
"$@" &
server=$!
read -r end
kill -QUIT $server
wait $server
rm -rf "$FOLDER"
"#;

struct Server {
    folder: PathBuf,
    // Its standard input is the pipe: it must live as long as this process.
    _keeper: Child,
}

/// The address of a new, empty database; none where the machine has no PostgreSQL.
pub(crate) fn new_database() -> Option<String> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let server = SERVER.get_or_init(start).as_ref()?;
    let name = format!("newsroom_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut client = client(&address(&server.folder, "postgres")).unwrap();
    client
        .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0"))
        .unwrap();
    Some(address(&server.folder, &name))
}

/// A connection past the store, to look at or to damage what it keeps.
pub(crate) fn client(address: &str) -> Result<postgres::Client, postgres::Error> {
    postgres::Client::connect(address, postgres::NoTls)
}

fn address(folder: &Path, database: &str) -> String {
    format!(
        "postgres:///{database}?user=standfirst&host={}",
        folder.display()
    )
}

fn start() -> Option<Server> {
    let Some(binaries) = binaries() else {
        // Not println!: the test harness would keep it to itself, because the test passes.
        let words = "skipped: PostgreSQL's server binaries are not on this machine\n";
        std::io::stderr().write_all(words.as_bytes()).ok();
        return None;
    };
    let folder = fresh_folder("pg");
    let data = folder.join("data");
    let user = unprivileged(&folder);
    let log = std::fs::File::create(folder.join("log")).unwrap();

    let mut initdb = as_user(user.as_ref(), &binaries.join("initdb"));
    initdb
        .args([
            "--no-sync",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--username=standfirst",
            "-D",
        ])
        .arg(&data)
        .current_dir(&folder);
    let made = initdb.output().unwrap();
    assert!(
        made.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&made.stderr)
    );

    let server = as_user(user.as_ref(), &binaries.join("postgres"));
    let keeper = Command::new("sh")
        .args(["-c", KEEPER, "keeper"])
        .arg(server.get_program())
        .args(server.get_args())
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(&folder)
        .args(["-c", "listen_addresses=", "-c", "max_connections=300"])
        .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
        .env("FOLDER", &folder)
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap();
    wait_for(&folder);
    Some(Server {
        folder,
        _keeper: keeper,
    })
}

fn wait_for(folder: &Path) {
    let began = Instant::now();
    while let Err(e) = client(&address(folder, "postgres")) {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "PostgreSQL does not answer: {e}\n{log}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The folder that holds both `initdb` and `postgres`: in PATH, or where Debian keeps them.
fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    folders.extend(
        versions
            .into_iter()
            .flatten()
            .flatten()
            .map(|version| version.path().join("bin")),
    );
    folders
        .into_iter()
        .find(|f| f.join("initdb").is_file() && f.join("postgres").is_file())
}

struct User {
    uid: String,
    gid: String,
}

/// PostgreSQL refuses to run as root. Where the tests do, the server runs as somebody who may do nothing, and
/// that one gets the folder. Whose folder it is when it is new says who we are.
fn unprivileged(folder: &Path) -> Option<User> {
    if std::fs::metadata(folder).unwrap().uid() != 0 {
        return None;
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let line = users.lines().find(|l| l.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2).map(str::to_owned);
        Some(User {
            uid: ids.next()?,
            gid: ids.next()?,
        })
    };
    let user = find("postgres").or_else(|| find("nobody")).unwrap();
    std::os::unix::fs::chown(folder, user.uid.parse().ok(), user.gid.parse().ok()).unwrap();
    Some(user)
}

fn as_user(user: Option<&User>, program: &Path) -> Command {
    let Some(user) = user else {
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={}", user.uid))
        .arg(format!("--regid={}", user.gid))
        .arg("--clear-groups")
        .arg(program);
    command
}
