//! A store for one test, on either database, and the few words with which tests speak of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use store::blobs::Blobs;
use store::stories::Story;
use store::{Address, Db, Micros, Result, Tx, Write, check, names, revisions, stories};
use story::{Byline, Doc, Fields};

/// A second, in the store's unit.
pub(crate) const SECOND: Micros = 1_000_000;
/// When every world begins: 2026-01-01 00:00 UTC.
pub(crate) const BEGIN: Micros = 1_767_225_600 * SECOND;

/// A folder that is gone when this is dropped.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(fresh_folder("test"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

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

/// A store of its own.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) address: Address,
    pub(crate) blobs: Blobs,
    clock: AtomicI64,
    pub(crate) folder: Folder,
}

/// Runs a test on SQLite and then, where the machine has it, on PostgreSQL.
pub(crate) fn on_both(test: impl Fn(&World)) {
    println!("on SQLite:");
    test(&World::sqlite());
    println!("on PostgreSQL:");
    if let Some(world) = World::postgres() {
        test(&world);
    }
}

impl World {
    pub(crate) fn sqlite() -> Self {
        let folder = Folder::new();
        let address = Address::Sqlite(folder.0.join("news.db"));
        Self::at(address, folder)
    }

    pub(crate) fn postgres() -> Option<Self> {
        let address = Address::Postgres(crate::postgres::new_database()?);
        Some(Self::at(address, Folder::new()))
    }

    fn at(address: Address, folder: Folder) -> Self {
        Self {
            db: Db::open(&address, BEGIN).unwrap(),
            blobs: Blobs::disk(&folder.0.join("blobs")).unwrap(),
            address,
            clock: AtomicI64::new(BEGIN),
            folder,
        }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.address, Address::Sqlite(_))
    }

    /// The time. It stands still until the next [`World::pass`].
    pub(crate) fn now(&self) -> Micros {
        self.clock.load(Ordering::SeqCst)
    }

    /// Lets time pass; answers with the new time.
    pub(crate) fn pass(&self, time: Micros) -> Micros {
        self.clock.fetch_add(time, Ordering::SeqCst) + time
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        self.db.read(work).unwrap()
    }

    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Write<'_>) -> Result<T>) -> T {
        self.db.write(self.now(), work).unwrap().0
    }

    /// Writes, and answers with the tags that the write touched, in alphabetical order.
    pub(crate) fn touched(&self, work: impl FnOnce(&mut Write<'_>) -> Result<()>) -> Vec<String> {
        let change = self.db.write(self.now(), work).unwrap().1;
        let mut tags = change.map(|c| c.tags).unwrap_or_default();
        tags.sort();
        tags
    }

    /// Runs statements past the store, with foreign keys not watched, as a fault of the disk would.
    pub(crate) fn damage(&self, text: &str) {
        match &self.address {
            Address::Sqlite(path) => {
                let db = rusqlite::Connection::open(path).unwrap();
                db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
                db.execute_batch(&format!("PRAGMA foreign_keys = OFF; {text}"))
                    .unwrap();
            }
            Address::Postgres(url) => crate::postgres::client(url)
                .unwrap()
                .batch_execute(&format!("SET session_replication_role = replica; {text}"))
                .unwrap(),
        }
    }

    /// What `check` has to say.
    pub(crate) fn wrong(&self) -> Vec<String> {
        check::run(&self.db, &self.blobs, self.now(), |_| {}).unwrap()
    }

    pub(crate) fn story(&self, number: i64) -> Story {
        self.read(|tx| stories::by_number(tx, number)).unwrap()
    }

    /// A draft with its first revision; answers with its number.
    pub(crate) fn draft(&self, fields: &Fields) -> i64 {
        self.write(|tx| {
            let number = stories::next_number(tx)?;
            stories::add(tx, number)?;
            revise(tx, number, fields)?;
            Ok(number)
        })
    }

    /// A story that went live at `published`.
    pub(crate) fn live(&self, fields: &Fields, published: Micros) -> i64 {
        let number = self.draft(fields);
        self.write(|tx| show(tx, number, fields, published));
        number
    }
}

/// Writes a new revision; answers with its id.
pub(crate) fn revise(tx: &mut Write<'_>, number: i64, fields: &Fields) -> Result<i64> {
    let base = stories::by_number(tx, number)?.map(|s| s.newest);
    let (id, _) = revisions::add(
        tx,
        &revisions::New {
            story: number,
            base: base.filter(|b| *b != 0),
            kept: false,
            maker: "kim",
            reason: "",
            fields,
            body: &Doc::of_paragraphs([fields.headline.as_str()]),
        },
    )?;
    stories::set_newest(tx, number, id)?;
    Ok(id)
}

/// Writes a revision and shows it.
pub(crate) fn show(
    tx: &mut Write<'_>,
    number: i64,
    fields: &Fields,
    published: Micros,
) -> Result<()> {
    let id = revise(tx, number, fields)?;
    let before = stories::by_number(tx, number)?.unwrap();
    stories::show(tx, &before, id, fields, published, None)
}

/// Fields as a story of a section has them, with its topics' names and its authors' slugs.
pub(crate) fn fields(headline: &str, section: &str, topics: &[&str], authors: &[&str]) -> Fields {
    Fields {
        headline: headline.to_owned(),
        section: Some(section.to_owned()).filter(|s| !s.is_empty()),
        topics: topics.iter().map(|&t| t.to_owned()).collect(),
        bylines: authors
            .iter()
            .map(|&author| Byline {
                name: author.to_uppercase(),
                author: Some(author.to_owned()),
                ..Byline::default()
            })
            .collect(),
        ..Fields::default()
    }
}

pub(crate) fn topic(slug: &str, name: &str, aliases: &[&str]) -> names::Topic {
    names::Topic {
        slug: slug.to_owned(),
        name: name.to_owned(),
        kind: names::Kind::Place,
        description: String::new(),
        aliases: aliases.iter().map(|&a| a.to_owned()).collect(),
        same_as: Vec::new(),
    }
}

pub(crate) fn author(slug: &str, name: &str) -> names::Author {
    names::Author {
        slug: slug.to_owned(),
        name: name.to_owned(),
        role: None,
        handle: Some(format!("@{slug}")),
        bio: String::new(),
        same_as: Vec::new(),
    }
}

/// The files below a folder, at any depth.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
