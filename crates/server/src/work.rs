//! The folder `work` below the data: files that are coming in or being made. What is in it may be lost at any time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A folder below the data for work that is under way. It goes with this.
#[derive(Debug)]
pub struct WorkFolder(PathBuf);

impl WorkFolder {
    /// Makes one.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn new(data: &Path) -> std::io::Result<Self> {
        let path = fresh(data)?;
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
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

/// Removes what programs that were killed have left in the folder for work: what has not changed for a day.
pub fn sweep(data: &Path) {
    let Ok(entries) = std::fs::read_dir(data.join("work")) else {
        return;
    };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|found| found.modified());
        let age = age.ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > Duration::from_secs(24 * 3600)) {
            let path = entry.path();
            if std::fs::remove_file(&path).is_err() {
                std::fs::remove_dir_all(&path).ok();
            }
        }
    }
}
