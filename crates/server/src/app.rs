//! The program as a whole: what it has opened, for whoever needs it.

use std::net::SocketAddr;
use std::sync::Arc;

use store::blobs::Blobs;
use store::{Db, changes};

use crate::cache::{CachePolicy, Fresh, PageCache};
use crate::clock::Clock;
use crate::config::Config;
use crate::downloads::Downloads;
use crate::newsroom::{Bell, Desk, Newsroom};
use crate::templates::Templates;
use crate::together::Rooms;

/// Everything that is open.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The newsroom.
    pub newsroom: Arc<Newsroom>,
    /// The stories that are being written.
    pub rooms: Rooms,
    /// The files.
    pub blobs: Blobs,
    /// Files that readers have asked for lately.
    pub(crate) media: crate::routes::Known,
    /// Sounds that were sent.
    pub downloads: Arc<Downloads>,
    /// The templates.
    pub templates: Templates,
    /// The site's own address, without a slash at the end.
    pub base: String,
}

impl App {
    /// Opens the newsroom of a data folder.
    ///
    /// # Errors
    /// A sentence that names what cannot be opened and the remedy.
    pub fn open(config: Config) -> Result<Arc<Self>, String> {
        let clock = Clock::default();
        std::fs::create_dir_all(&config.data)
            .map_err(|e| format!("the data folder {}: {e}", config.data.display()))?;
        let db = Db::open(&config.address()?, clock.now()).map_err(|e| e.to_string())?;
        let blobs = match config.s3() {
            Some(s3) => Blobs::s3(&s3),
            None => Blobs::disk(&config.data.join("blobs")),
        };
        let blobs = blobs.map_err(|e| e.to_string())?;
        let templates = Templates::load(config.theme())?;
        let seen = db.read(changes::newest).map_err(|e| e.to_string())?;
        let cache = Arc::new(PageCache::new(config.cache_bytes, seen));
        for file in templates.statics() {
            let fresh = Fresh {
                status: 200,
                content_type: file.media_type,
                policy: CachePolicy::Forever,
                preload: None,
                body: file.bytes.clone(),
                tags: std::collections::BTreeSet::new(),
                expires: None,
            };
            cache.pin(&file.url, fresh);
        }
        let base = config.url.trim_end_matches('/').to_owned();
        let newsroom = Arc::new(Newsroom {
            db,
            cache,
            clock,
            bell: Bell::default(),
        });
        Ok(Arc::new(Self {
            config,
            rooms: Rooms::new(Arc::clone(&newsroom)),
            newsroom,
            blobs,
            media: crate::routes::Known::default(),
            downloads: Arc::default(),
            templates,
            base,
        }))
    }

    /// What taking in a file needs.
    #[must_use]
    pub fn desk(&self) -> Desk<'_> {
        Desk {
            newsroom: &self.newsroom,
            blobs: &self.blobs,
            data: &self.config.data,
        }
    }

    /// The same with the address that it listens on, for a site that has none of its own.
    #[must_use]
    pub fn at(app: Arc<Self>, address: SocketAddr) -> Arc<Self> {
        match Arc::try_unwrap(app) {
            Ok(mut app) => {
                if app.base.is_empty() {
                    app.base = format!("http://{address}");
                }
                Arc::new(app)
            }
            Err(app) => app,
        }
    }
}
