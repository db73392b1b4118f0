//! The folder `work` below the data: files that are coming in or being made. What is in it may be lost at any time.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder below the data for work that is under way. It goes with this.
#[derive(Debug)]
pub struct WorkFolder {
    path: PathBuf,
    _held: Option<File>,
}

impl WorkFolder {
    /// Makes one.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn new(data: &Path) -> std::io::Result<Self> {
        let path = fresh(data)?;
        // The folder itself says whether somebody uses it (flock).
        let lock = File::open(data.join("work"))?;
        let held = lock.try_lock_shared().is_ok().then_some(lock);
        std::fs::create_dir(&path)?;
        Ok(Self { path, _held: held })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.path).ok();
    }
}

/// A name that nothing has yet, under the data's folder for work.
///
/// # Errors
/// If the folder cannot be made.
pub fn fresh(data: &Path) -> std::io::Result<PathBuf> {
    static TURN: AtomicU64 = AtomicU64::new(0);
    let folder = data.join("work");
    std::fs::create_dir_all(&folder)?;
    let turn = TURN.fetch_add(1, Ordering::Relaxed);
    Ok(folder.join(format!(
        "{}-{turn}-{}",
        std::process::id(),
        crate::clock::asset_id()
    )))
}

/// Begins to use the folder for work. If nobody else uses it, what programs that were killed have left there is
/// removed. The folder counts as used as long as the answer is held.
#[must_use]
pub fn begin(data: &Path) -> Option<File> {
    let folder = data.join("work");
    std::fs::create_dir_all(&folder).ok()?;
    let lock = File::open(&folder).ok()?;
    if lock.try_lock().is_ok() {
        for entry in std::fs::read_dir(&folder).ok()?.flatten() {
            let path = entry.path();
            if std::fs::remove_file(&path).is_err() {
                std::fs::remove_dir_all(&path).ok();
            }
        }
        lock.unlock().ok()?;
    }
    lock.try_lock_shared().ok()?;
    Some(lock)
}
