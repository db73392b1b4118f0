//! Assets: pictures, films and sounds, and what is known of them. The files are in [`crate::blobs`].

use serde::{Deserialize, Serialize};

use crate::db::Write;
use crate::driver::{Row, Tx};
use crate::{Error, Micros, Result, Tag, sql};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the names are those of the media JSON in the design"
)]
pub struct Asset {
    pub id: String,
    pub kind: Kind,
    pub status: Status,
    pub created: Micros,
    pub details: Details,
}

/// What is known of an asset: fields of IPTC Photo Metadata 2023.1 under the newsroom's names, and its renditions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    pub original_name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renditions: Vec<Rendition>,
}

/// One file made from an asset's original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Rendition {
    /// The last part of its address, unique in the asset: `640.jpg`.
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    /// SHA-256 of the file, by which it is stored.
    pub hash: String,
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
        id,
    })
}

/// An asset by its id.
///
/// # Errors
/// Of the database.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Asset>> {
    tx.row(
        sql!("SELECT id, kind, status, created, details FROM assets WHERE id = $1"),
        &[id.into()],
        read,
    )
}

/// All assets in the order of their ids, after `after`.
///
/// # Errors
/// Of the database.
pub fn page(tx: &mut Tx<'_>, after: &str, most: i64) -> Result<Vec<Asset>> {
    tx.rows(
        sql!("SELECT id, kind, status, created, details FROM assets WHERE id > $1 ORDER BY id LIMIT $2"),
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
            "INSERT INTO assets (id, kind, status, created, details) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, status = excluded.status, details = excluded.details"
        ),
        &[(&asset.id).into(), kind.into(), status.into(), asset.created.into(), (&details).into()],
    )?;
    tx.touch(Tag::Asset(asset.id.clone()));
    Ok(())
}
