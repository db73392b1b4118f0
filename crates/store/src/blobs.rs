//! Blobs: the files of the newsroom, on a disk or in an S3-compatible store.
//!
//! A file is named by what it holds (SHA-256), through [`BlobKey`] and never by a path built on the spot. A file
//! that is there is whole: on a disk it is written under a temporary name, fsynced and renamed.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use object_store::ObjectStoreExt as _;
use object_store::path::Path as ObjectPath;
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// The name of a stored file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum BlobKey {
    /// A file as it came, untouched. Never served to readers.
    Original {
        /// SHA-256 in hexadecimal.
        hash: String,
    },
    /// A file made for readers.
    Rendition {
        /// SHA-256 in hexadecimal.
        hash: String,
    },
}

impl BlobKey {
    /// Where it is, below the root of the store.
    #[must_use]
    pub fn path(&self) -> String {
        let (folder, hash) = match self {
            Self::Original { hash } => ("originals", hash),
            Self::Rendition { hash } => ("renditions", hash),
        };
        // Two letters of fan-out keep folders of a disk small.
        format!("{folder}/{}/{hash}", hash.get(..2).unwrap_or("00"))
    }

    /// The `Cache-Control` with which it is served: its name is its content, so it never changes.
    #[must_use]
    pub fn cache_control(&self) -> &'static str {
        match self {
            Self::Original { .. } => "private, no-store",
            Self::Rendition { .. } => "public, max-age=31536000, immutable",
        }
    }

    fn of(folder: &str, hash: String) -> Self {
        if folder == "originals" {
            Self::Original { hash }
        } else {
            Self::Rendition { hash }
        }
    }

    /// The hash that its content must have.
    #[must_use]
    pub fn hash(&self) -> &str {
        match self {
            Self::Original { hash } | Self::Rendition { hash } => hash,
        }
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// SHA-256 of a file in hexadecimal, read part by part.
///
/// # Errors
/// If it cannot be read.
pub fn hash_file(file: &Path) -> Result<String> {
    let failed = |e| Error::file(file, e);
    let (mut open, mut sum) = (File::open(file).map_err(failed)?, Sha256::new());
    let mut part = vec![0; 64 << 10];
    loop {
        match open.read(&mut part).map_err(failed)? {
            0 => break,
            len => sum.update(&part[..len]),
        }
    }
    Ok(sum.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

/// Where an S3-compatible store is and how to get in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct S3 {
    pub bucket: String,
    pub endpoint: String,
    pub region: String,
    pub access_key: String,
    pub secret_key: String,
}

enum Place {
    Disk {
        root: PathBuf,
    },
    Objects {
        store: Box<dyn object_store::ObjectStore>,
        runtime: Runtime,
    },
}

/// A run time that may be dropped anywhere. A plain one that is dropped inside another ends the program, as it does
/// with a PostgreSQL client.
struct Runtime(Option<tokio::runtime::Runtime>);

impl Runtime {
    #[expect(clippy::expect_used, reason = "only drop takes the run time")]
    fn block_on<F: Future>(&self, work: F) -> F::Output {
        self.0
            .as_ref()
            .expect("the run time is there until it is dropped")
            .block_on(work)
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// The files of the newsroom. Cheap to clone. Its functions wait for the disk or the network: call them from
/// threads that may wait.
#[derive(Clone)]
pub struct Blobs {
    place: Arc<Place>,
}

impl Blobs {
    /// Files in a folder, which is made where it is missing.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn disk(root: &Path) -> Result<Self> {
        std::fs::create_dir_all(root).map_err(|e| Error::file(root, e))?;
        let place = Place::Disk {
            root: root.to_owned(),
        };
        Ok(Self {
            place: Arc::new(place),
        })
    }

    /// Files in an S3-compatible store.
    ///
    /// # Errors
    /// If the settings make no sense.
    pub fn s3(s3: &S3) -> Result<Self> {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let store = object_store::aws::AmazonS3Builder::new()
            .with_bucket_name(&s3.bucket)
            .with_endpoint(&s3.endpoint)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key)
            .with_secret_access_key(&s3.secret_key)
            .with_virtual_hosted_style_request(false)
            .with_allow_http(s3.endpoint.starts_with("http://"))
            .build()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| Error::Setting(format!("no thread for the object store: {e}")))?;
        Ok(Self {
            place: Arc::new(Place::Objects {
                store: Box::new(store),
                runtime: Runtime(Some(runtime)),
            }),
        })
    }

    /// Stores a file. Storing the same file again changes nothing.
    ///
    /// # Errors
    /// If it cannot be written whole; then nothing of it is there.
    pub fn put(&self, key: &BlobKey, bytes: &[u8]) -> Result<()> {
        match &*self.place {
            Place::Disk { root } => {
                let path = root.join(key.path());
                if path.exists() {
                    return Ok(());
                }
                let (temporary, file) = temporary(root)?;
                let written = write_whole(root, file, &temporary, &path, bytes);
                if written.is_err() {
                    std::fs::remove_file(&temporary).ok();
                }
                written
            }
            Place::Objects { store, runtime } => {
                let path = ObjectPath::from(key.path());
                runtime.block_on(store.put(&path, bytes.to_vec().into()))?;
                Ok(())
            }
        }
    }

    /// Stores a file that is on this machine's disk, without reading it into memory where the store is a disk too: it
    /// is moved, and is no longer where it was. Storing the same file again changes nothing.
    ///
    /// # Errors
    /// If it cannot be stored whole; then nothing of it is there.
    pub fn put_file(&self, key: &BlobKey, file: &Path) -> Result<()> {
        let Place::Disk { root } = &*self.place else {
            let bytes = std::fs::read(file).map_err(|e| Error::file(file, e))?;
            self.put(key, &bytes)?;
            return std::fs::remove_file(file).map_err(|e| Error::file(file, e));
        };
        let path = root.join(key.path());
        if path.exists() {
            return std::fs::remove_file(file).map_err(|e| Error::file(file, e));
        }
        let (temporary, open) = temporary(root)?;
        drop(open);
        // On another disk it cannot be moved, only copied.
        let moved = std::fs::rename(file, &temporary)
            .or_else(|_| std::fs::copy(file, &temporary).map(drop))
            .and_then(|()| File::open(&temporary)?.sync_all())
            .map_err(|e| Error::file(&temporary, e))
            .and_then(|()| settle(root, &temporary, &path));
        if moved.is_err() {
            std::fs::remove_file(&temporary).ok();
        } else {
            std::fs::remove_file(file).ok();
        }
        moved
    }

    /// Lays a stored file out under another name on this machine's disk, for a program that reads files, and only reads
    /// them: on a disk it is the same file. Whether there is such a file.
    ///
    /// # Errors
    /// If it is there and cannot be laid out.
    pub fn lay_out(&self, key: &BlobKey, file: &Path) -> Result<bool> {
        if let Place::Disk { root } = &*self.place {
            let path = root.join(key.path());
            // What is there already may be this very file under its second name: written over, both would be empty.
            std::fs::remove_file(file).ok();
            // On another disk it cannot be linked, only copied.
            let laid = std::fs::hard_link(&path, file).or_else(|e| match e.kind() {
                ErrorKind::NotFound => Err(e),
                _ => std::fs::copy(&path, file).map(drop),
            });
            return match laid {
                Ok(()) => Ok(true),
                Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
                Err(e) => Err(Error::file(&path, e)),
            };
        }
        let Some(bytes) = self.get(key)? else {
            return Ok(false);
        };
        std::fs::write(file, bytes).map_err(|e| Error::file(file, e))?;
        Ok(true)
    }

    /// Finds a stored file for whoever wants parts of it; none where there is no such file.
    ///
    /// # Errors
    /// If it is there and cannot be looked at.
    pub fn open(&self, key: &BlobKey) -> Result<Option<Opened>> {
        let length = match &*self.place {
            Place::Disk { root } => {
                let path = root.join(key.path());
                match std::fs::metadata(&path) {
                    Ok(found) => found.len(),
                    Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
                    Err(e) => return Err(Error::file(&path, e)),
                }
            }
            Place::Objects { store, runtime } => {
                match runtime.block_on(store.head(&ObjectPath::from(key.path()))) {
                    Ok(found) => found.size,
                    Err(object_store::Error::NotFound { .. }) => return Ok(None),
                    Err(e) => return Err(e.into()),
                }
            }
        };
        let (blobs, key) = (self.clone(), key.clone());
        Ok(Some(Opened { length, blobs, key }))
    }

    /// Reads a file; none where there is no such file.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn get(&self, key: &BlobKey) -> Result<Option<Vec<u8>>> {
        match &*self.place {
            Place::Disk { root, .. } => {
                let path = root.join(key.path());
                match std::fs::read(&path) {
                    Ok(bytes) => Ok(Some(bytes)),
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
                    Err(e) => Err(Error::file(&path, e)),
                }
            }
            Place::Objects { store, runtime } => {
                let path = ObjectPath::from(key.path());
                let found = runtime.block_on(async { store.get(&path).await?.bytes().await });
                match found {
                    Ok(bytes) => Ok(Some(bytes.to_vec())),
                    Err(object_store::Error::NotFound { .. }) => Ok(None),
                    Err(e) => Err(e.into()),
                }
            }
        }
    }

    /// Whether a file is there and holds what its name says.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn whole(&self, key: &BlobKey) -> Result<bool> {
        if let Place::Disk { root } = &*self.place {
            let path = root.join(key.path());
            // Films have gigabytes: they are read in parts.
            return Ok(path.exists() && hash_file(&path)? == key.hash());
        }
        Ok(self
            .get(key)?
            .is_some_and(|bytes| hash(&bytes) == key.hash()))
    }

    /// Removes a file; nothing happens if there is none.
    ///
    /// # Errors
    /// If it is there and cannot be removed.
    pub fn remove(&self, key: &BlobKey) -> Result<()> {
        match &*self.place {
            Place::Disk { root } => {
                let path = root.join(key.path());
                match std::fs::remove_file(&path) {
                    Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::file(&path, e)),
                    _ => Ok(()),
                }
            }
            Place::Objects { store, runtime } => {
                match runtime.block_on(store.delete(&ObjectPath::from(key.path()))) {
                    Err(object_store::Error::NotFound { .. }) | Ok(()) => Ok(()),
                    Err(e) => Err(e.into()),
                }
            }
        }
    }

    /// Every file that is stored, with its length and the seconds since it was. On a disk, what a dying program has left
    /// half written is removed on the way, if it is older than `least` seconds.
    ///
    /// # Errors
    /// If the store cannot be listed.
    pub fn all(&self, least: u64) -> Result<Vec<(BlobKey, u64, u64)>> {
        let age = |at: std::time::SystemTime| at.elapsed().map_or(0, |since| since.as_secs());
        match &*self.place {
            Place::Disk { root } => {
                let list = |path: &Path| -> Result<Vec<std::fs::DirEntry>> {
                    match std::fs::read_dir(path) {
                        Ok(entries) => Ok(entries.flatten().collect()),
                        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
                        Err(e) => Err(Error::file(path, e)),
                    }
                };
                let about = |entry: &std::fs::DirEntry| {
                    let found = entry.metadata().ok()?;
                    Some((found.len(), age(found.modified().ok()?)))
                };
                for entry in list(root)? {
                    let half = entry.file_name().to_string_lossy().starts_with("writing-");
                    if half && about(&entry).is_some_and(|(_, age)| age >= least) {
                        std::fs::remove_file(entry.path()).ok();
                    }
                }
                let mut found = Vec::new();
                for folder in ["originals", "renditions"] {
                    for part in list(&root.join(folder))? {
                        for entry in list(&part.path())? {
                            let hash = entry.file_name().to_string_lossy().into_owned();
                            let Some((length, age)) = about(&entry) else {
                                continue;
                            };
                            found.push((BlobKey::of(folder, hash), length, age));
                        }
                    }
                }
                Ok(found)
            }
            Place::Objects { store, runtime } => runtime.block_on(async {
                let mut found = Vec::new();
                for folder in ["originals", "renditions"] {
                    let parts = store
                        .list_with_delimiter(Some(&ObjectPath::from(folder)))
                        .await?;
                    for part in parts.common_prefixes {
                        for object in store.list_with_delimiter(Some(&part)).await?.objects {
                            let hash = object.location.filename().unwrap_or_default().to_owned();
                            let age = age(object.last_modified.into());
                            found.push((BlobKey::of(folder, hash), object.size, age));
                        }
                    }
                }
                Ok(found)
            }),
        }
    }
}

/// A stored file of which parts can be read, by several at once. Cheap to clone.
#[derive(Clone)]
pub struct Opened {
    /// Its length in bytes.
    pub length: u64,
    blobs: Blobs,
    key: BlobKey,
}

impl Opened {
    /// The hash that its content has.
    #[must_use]
    pub fn hash(&self) -> &str {
        self.key.hash()
    }

    /// The file itself, where it is on this machine's disk.
    ///
    /// # Errors
    /// If it is gone.
    pub fn file(&self) -> Result<Option<File>> {
        let Place::Disk { root } = &*self.blobs.place else {
            return Ok(None);
        };
        let path = root.join(self.key.path());
        File::open(&path)
            .map(Some)
            .map_err(|e| Error::file(&path, e))
    }

    /// So many bytes from a place on, or as many as there are. Waits for the disk or the network.
    ///
    /// # Errors
    /// If they cannot be read, or the file is shorter than it was.
    pub fn read(&self, from: u64, bytes: u64) -> Result<Vec<u8>> {
        self.read_in(from, bytes, Vec::new())
    }

    /// The same in memory that has been used before.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_in(&self, from: u64, bytes: u64, mut part: Vec<u8>) -> Result<Vec<u8>> {
        use std::io::Seek as _;
        part.clear();
        let len = self.length.saturating_sub(from).min(bytes);
        if len == 0 {
            return Ok(part);
        }
        match &*self.blobs.place {
            Place::Disk { root } => {
                let path = root.join(self.key.path());
                part.reserve_exact(len as usize);
                let mut read = || {
                    let mut file = File::open(&path)?;
                    file.seek(std::io::SeekFrom::Start(from))?;
                    match file.take(len).read_to_end(&mut part)? as u64 {
                        all if all == len => Ok(()),
                        _ => Err(ErrorKind::UnexpectedEof.into()),
                    }
                };
                read().map_err(|e| Error::file(&path, e))?;
                Ok(part)
            }
            Place::Objects { store, runtime } => {
                let path = ObjectPath::from(self.key.path());
                let read = runtime.block_on(store.get_range(&path, from..from + len))?;
                if read.len() as u64 != len {
                    let short = ErrorKind::UnexpectedEof.into();
                    return Err(Error::file(Path::new(path.as_ref()), short));
                }
                part.extend_from_slice(&read);
                Ok(part)
            }
        }
    }
}

/// A temporary file that nobody else writes: neither another handle of this program nor another program on the same
/// folder, which may well have the same process id in a container of its own.
fn temporary(root: &Path) -> Result<(PathBuf, File)> {
    static TURN: AtomicU64 = AtomicU64::new(0);
    loop {
        let turn = TURN.fetch_add(1, Ordering::Relaxed);
        let path = root.join(format!("writing-{}-{turn}", std::process::id()));
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            Err(e) => return Err(Error::file(&path, e)),
        }
    }
}

fn write_whole(
    root: &Path,
    mut file: File,
    temporary: &Path,
    path: &Path,
    bytes: &[u8],
) -> Result<()> {
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|e| Error::file(temporary, e))?;
    settle(root, temporary, path)
}

/// Gives a file that is whole on the disk its name.
fn settle(root: &Path, temporary: &Path, path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    let new_folder = !folder.exists();
    std::fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
    std::fs::rename(temporary, path).map_err(|e| Error::file(path, e))?;
    // The name is on the disk only when its folder is; and a new folder only when those above it are.
    for folder in folder.ancestors() {
        File::open(folder)
            .and_then(|f| f.sync_all())
            .map_err(|e| Error::file(folder, e))?;
        if !new_folder || folder == root {
            break;
        }
    }
    Ok(())
}
