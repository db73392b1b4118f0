//! Assets: pictures, films and sounds, and what is known of them. The files are in [`crate::blobs`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Error, Micros, Result, Tag, podcasts, sql, stories};

/// How the ids begin of what the program makes of a story, an episode and a show; behind it stands their number or slug.
pub const SPEECH: &str = "speech-";
/// The sound of an episode.
pub const EPISODE: &str = "episode-";
/// The picture of a show.
pub const COVER: &str = "cover-";
/// The picture of the podcasts of stories that are read aloud, all of it.
pub const LISTEN_COVER: &str = "listen-cover";

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Image,
    Video,
    Audio,
}

/// Whether it can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Its file is awaited or its renditions are being made; `reason` says which.
    Processing,
    /// It can be shown.
    Ready,
    /// It cannot; `reason` says why.
    Failed,
}

/// A picture, film or sound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the names are those of the media JSON in the design"
)]
pub struct Asset {
    pub id: String,
    pub kind: Kind,
    pub status: Status,
    pub created: Micros,
    /// SHA-256 of the file that it was made of; none for what the program makes itself.
    pub original: Option<String>,
    pub details: Details,
}

/// What is known of an asset: fields of IPTC Photo Metadata 2023.1 under the newsroom's names, and its renditions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the names are those of the media JSON in the design"
)]
pub struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_terms: Option<String>,
    /// What the agency asks of whoever uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// When it was taken, after ISO 8601 as far as it is known: `2026-05-03`, `2026-05-03T14:05:00+02:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created: Option<String>,
    /// Where it was taken, as a reader would say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// IPTC's address for how it came to be: by a camera, by a program, by both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digital_source_type: Option<String>,
    /// Where in the original its C2PA manifest store stands: its first byte and the one after the last. What is made of it
    /// has other bytes, which the manifest does not vouch for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<(u64, u64)>,
    /// Where a value was read, by the name of its field: `xmp`, `iim`, `exif`, `png`, `tags`. A value that somebody has written
    /// here since has no entry.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub read_from: BTreeMap<String, String>,
    /// What must stay in sight when it is cropped, in fractions from the left and the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<(f64, f64)>,
    /// Parts that the desk chose, by their ratio (`16x9`): left, top, width and height in fractions.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub crops: BTreeMap<String, Part>,
    /// A tiny picture as a `data:` address, shown until the real one is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// When the licence ends; none for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights_end: Option<Micros>,
    /// Until when nobody may show it; none if anybody may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embargoed_until: Option<Micros>,
    /// Why it must not be published here, such as "print only"; none if it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restriction: Option<String>,
    /// The words of a film or sound, one a language.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<Captions>,
    /// The second of a film that its still shows; the program chooses where nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poster_at: Option<f64>,
    /// How much of a film or sound is made, in hundredths; none when all of it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<u8>,
    /// Words of a story whose sound the voice has guessed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guessed: Vec<String>,
    /// What the program made it of: whatever decides what is in its files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_of: Option<String>,
    /// Taken away from everywhere, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
    /// SHA-256 of the files that it was made of before they were replaced, which are kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renditions: Vec<Rendition>,
}

/// The words of a film or sound in a language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Captions {
    /// BCP 47: `en`, `pt-BR`.
    pub language: String,
    /// Written by a program, and nobody has read them since.
    pub automatic: bool,
    /// WebVTT.
    pub text: String,
    /// The same as text to read, in paragraphs: who speaks, where somebody else does, and what is said.
    pub transcript: Vec<(Option<String>, String)>,
}

impl Captions {
    /// What the file of a language's captions is called among those of an asset.
    #[must_use]
    pub fn file(language: &str) -> String {
        format!("captions-{}", language.to_ascii_lowercase())
    }

    /// What the file of these is called.
    #[must_use]
    pub fn file_name(&self) -> String {
        Self::file(&self.language)
    }
}

/// That and why an asset was taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Withdrawn {
    pub at: Micros,
    pub reason: String,
}

/// A part of a picture: left, top, width and height in fractions of it.
pub type Part = (f64, f64, f64, f64);

/// One file made from an asset's original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Rendition {
    /// The last part of its address, unique in the asset: `640.3fa9c1d2.jpg`.
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    /// SHA-256 of the file, by which it is stored.
    pub hash: String,
}

impl Rendition {
    /// The name of a file: what it is (`640`, `16x9-1200`, `film`), the beginning of its hash, and the end that says its
    /// format. So an address names one content for ever, and nobody can ask for a size that was not made.
    #[must_use]
    pub fn name(what: &str, hash: &str, end: &str) -> String {
        format!("{what}.{}.{end}", hash.get(..8).unwrap_or(hash))
    }

    /// What it is, whatever it holds at the moment.
    #[must_use]
    pub fn what(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// Whether it shows a part of the picture in a ratio: `16x9-1200`.
    #[must_use]
    pub fn is_crop(&self) -> bool {
        self.what().contains('-')
    }
}

impl Asset {
    /// Whether it can be shown: made, and not taken away.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.status == Status::Ready && self.details.withdrawn.is_none()
    }

    /// The file that an address names, and whether it is by its own name; under an older name it is what has come in
    /// its place.
    #[must_use]
    pub fn rendition(&self, name: &str) -> Option<(&Rendition, bool)> {
        let all = &self.details.renditions;
        if let Some(own) = all.iter().find(|r| r.name == name) {
            return Some((own, true));
        }
        let (what, end) = (name.split('.').next()?, name.rsplit('.').next()?);
        let found = all
            .iter()
            .find(|r| r.what() == what && r.name.rsplit('.').next() == Some(end))?;
        Some((found, false))
    }
}

fn read(r: &Row<'_>) -> Result<Asset> {
    let id: String = r.get(0)?;
    let what = || format!("asset {id}");
    let word = |i| {
        let word: String = r.get(i)?;
        Ok::<_, Error>(serde_json::Value::String(word))
    };
    let kind = serde_json::from_value(word(1)?).map_err(|e| Error::corrupt(what(), e))?;
    let status = serde_json::from_value(word(2)?).map_err(|e| Error::corrupt(what(), e))?;
    let details = r.json(4, what)?;
    Ok(Asset {
        kind,
        status,
        created: r.get(3)?,
        details,
        original: r.get(5)?,
        id,
    })
}

/// An asset by its id.
///
/// # Errors
/// Of the database.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Asset>> {
    tx.row(
        sql!("SELECT id, kind, status, created, details, original FROM assets WHERE id = $1"),
        &[id.into()],
        read,
    )
}

/// The asset that was made of a file, by the file's SHA-256. Not one that failed: its file may be tried again.
///
/// # Errors
/// Of the database.
pub fn by_original(tx: &mut Tx<'_>, hash: &str) -> Result<Option<Asset>> {
    tx.row(
        sql!(
            "SELECT id, kind, status, created, details, original FROM assets \
             WHERE original = $1 AND status <> 'failed' ORDER BY created, id LIMIT 1"
        ),
        &[hash.into()],
        read,
    )
}

/// All assets in the order of their ids, after `after`.
///
/// # Errors
/// Of the database.
pub fn page(tx: &mut Tx<'_>, after: &str, most: i64) -> Result<Vec<Asset>> {
    tx.rows(
        sql!("SELECT id, kind, status, created, details, original FROM assets WHERE id > $1 ORDER BY id LIMIT $2"),
        &[after.into(), most.into()],
        read,
    )
}

/// Makes or changes an asset.
///
/// # Errors
/// Of the database.
pub fn put(tx: &mut Write<'_>, asset: &Asset) -> Result<()> {
    let kind = match asset.kind {
        Kind::Image => "image",
        Kind::Video => "video",
        Kind::Audio => "audio",
    };
    let status = match asset.status {
        Status::Processing => "processing",
        Status::Ready => "ready",
        Status::Failed => "failed",
    };
    let details = serde_json::to_string(&asset.details)
        .map_err(|e| Error::corrupt(format!("asset {}", asset.id), e))?;
    tx.run(
        sql!(
            "INSERT INTO assets (id, kind, status, created, details, original) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, status = excluded.status, details = excluded.details, \
             original = excluded.original"
        ),
        &[(&asset.id).into(), kind.into(), status.into(), asset.created.into(), (&details).into(), asset.original.as_deref().into()],
    )?;
    tx.touch(Tag::Asset(asset.id.clone()));
    Ok(())
}

/// Says that a story which shows these assets is live. From then on everybody may see them, also those that are
/// still to be made, such as the sound of a story.
///
/// # Errors
/// Of the database.
pub fn show(tx: &mut Write<'_>, ids: &[String]) -> Result<()> {
    let now = tx.now;
    for id in ids {
        tx.run(
            sql!("INSERT INTO shown_assets (asset, shown) VALUES ($1, $2) ON CONFLICT (asset) DO NOTHING"),
            &[id.into(), now.into()],
        )?;
    }
    Ok(())
}

/// Whether readers may have an asset: one of the library once a story that shows it has been live, the sound of a story or
/// of an episode only while that is live, the picture of a show once it has had an episode.
///
/// # Errors
/// Of the database.
pub fn is_shown(tx: &mut Tx<'_>, id: &str) -> Result<bool> {
    let number = |of: &str| id.strip_prefix(of).and_then(|n| n.parse::<i64>().ok());
    if let Some(number) = number(EPISODE) {
        let episode = podcasts::episode(tx, number)?;
        return Ok(episode.is_some_and(|episode| episode.status == story::Status::Live));
    }
    if let Some(show) = id.strip_prefix(COVER) {
        let show = podcasts::by_slug(tx, show)?;
        return Ok(show.is_some_and(|show| show.shown.is_some()));
    }
    let shown = tx.row(
        sql!("SELECT shown FROM shown_assets WHERE asset = $1"),
        &[id.into()],
        |r| r.get::<i64>(0),
    )?;
    if shown.is_none() {
        return Ok(false);
    }
    let Some(story) = number(SPEECH) else {
        return Ok(true);
    };
    let story = stories::by_number(tx, story)?;
    Ok(story.is_some_and(|story| story.status == story::Status::Live))
}

/// Pictures, films and sounds whose name, caption, credit or description holds some words, the newest first.
///
/// # Errors
/// Of the database.
pub fn search(tx: &mut Tx<'_>, words: &str, most: i64) -> Result<Vec<Asset>> {
    let like = crate::cards::like(words);
    tx.rows(
        sql!(
            "SELECT id, kind, status, created, details, original FROM assets \
             WHERE LOWER(details) LIKE $1 AND id NOT LIKE 'speech-%' AND id NOT LIKE 'episode-%' AND id NOT LIKE 'cover-%' AND id <> 'listen-cover' ORDER BY created DESC, id LIMIT $2"
        ),
        &[(&like).into(), most.into()],
        read,
    )
}

/// Pictures, films and sounds of the library before a place in it, the newest first; what the program makes of stories and
/// podcasts is no part of it.
///
/// # Errors
/// Of the database.
pub fn library(
    tx: &mut Tx<'_>,
    words: &str,
    before: Option<(Micros, &str)>,
    most: i64,
) -> Result<Vec<Asset>> {
    let like = crate::cards::like(words);
    let (created, id) = before.unwrap_or((i64::MAX, ""));
    tx.rows(
        sql!(
            "SELECT id, kind, status, created, details, original FROM assets \
             WHERE (created < $2 OR (created = $2 AND id > $3)) AND LOWER(details) LIKE $1 AND id NOT LIKE 'speech-%' AND id NOT LIKE 'episode-%' AND id NOT LIKE 'cover-%' AND id <> 'listen-cover' \
             ORDER BY created DESC, id LIMIT $4"
        ),
        &[(&like).into(), created.into(), id.into(), most.into()],
        read,
    )
}

/// The stories that use an asset in their newest revision or in the one that readers see, the newest first, each with
/// whether readers see it there.
///
/// # Errors
/// Of the database.
pub fn uses(tx: &mut Tx<'_>, id: &str, most: i64) -> Result<Vec<(i64, bool)>> {
    let like = format!("%\"{id}\"%");
    let found = tx.rows(
        sql!(
            "SELECT s.number, (SELECT COUNT(*) FROM revisions r JOIN bodies b ON b.revision = r.id \
             WHERE s.status = 'live' AND r.id = s.live AND (b.body LIKE $2 OR r.fields LIKE $2)) FROM asset_uses u \
             JOIN stories s ON s.number = u.story WHERE u.asset = $1 AND EXISTS (SELECT 1 FROM revisions r \
             JOIN bodies b ON b.revision = r.id WHERE r.id IN (s.newest, s.live) AND (b.body LIKE $2 OR r.fields LIKE $2)) \
             ORDER BY s.number DESC LIMIT $3"
        ),
        &[id.into(), (&like).into(), most.into()],
        |r| Ok((r.get::<i64>(0)?, r.get::<i64>(1)?)),
    )?;
    Ok(found
        .into_iter()
        .map(|(story, seen)| (story, seen > 0))
        .collect())
}

/// Assets that a story has shown and whose licence ends some time.
///
/// # Errors
/// Of the database.
pub fn licensed(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Asset>> {
    tx.rows(
        sql!(
            "SELECT id, kind, status, created, details, original FROM assets WHERE details LIKE '%\"rights_end\":%' \
             AND EXISTS (SELECT 1 FROM shown_assets s WHERE s.asset = assets.id) ORDER BY created DESC, id LIMIT $1"
        ),
        &[most.into()],
        read,
    )
}
