//! What readers get of a picture: its sizes and crops, each with whose it is and without where it was taken.

use std::path::Path;

use media::Refusal;
use media::embed::{Rights, embed};
use media::picture::{self, Area, Decoded, Focus, Format, Made, WIDTHS, Wanted};
use store::assets::{Details, Part, Rendition};
use store::blobs::{self, BlobKey, Blobs};

use super::Error;

/// The job that makes every size and crop of a picture. Its subject is the asset.
pub const RENDITIONS_JOB: &str = "media-renditions";

/// The ratios in which a picture is cropped, with the name that stands in addresses.
pub const RATIOS: [(&str, (u32, u32)); 4] = [
    ("16x9", (16, 9)),
    ("4x3", (4, 3)),
    ("1x1", (1, 1)),
    ("4x5", (4, 5)),
];
/// The part that somebody framed in no ratio at all.
pub const FREE: &str = "free";
/// How wide crops are made, in pixels: other sites and lists of stories show these.
const CROP_WIDTHS: [u32; 2] = [640, 1_200];

/// What a page needs at once, before there has been time for the rest.
pub fn at_once() -> Vec<Wanted> {
    vec![Wanted {
        area: None,
        widths: WIDTHS.to_vec(),
        formats: vec![Format::Jpeg],
    }]
}

/// Everything that is made of a picture.
pub fn everything(details: &Details) -> Vec<Wanted> {
    let whole = Wanted {
        area: None,
        widths: WIDTHS.to_vec(),
        formats: vec![Format::Avif, Format::WebP, Format::Jpeg],
    };
    let crops = RATIOS.iter().map(|(name, ratio)| Wanted {
        area: Some(crop(details, name, *ratio)),
        widths: CROP_WIDTHS.to_vec(),
        formats: vec![Format::Jpeg],
    });
    let free = details.crops.get(FREE).map(|part| Wanted {
        area: Some(area(*part)),
        widths: CROP_WIDTHS.to_vec(),
        formats: vec![Format::Jpeg],
    });
    std::iter::once(whole).chain(crops).chain(free).collect()
}

/// The part that the desk chose for a ratio, else the one around the focus.
pub fn crop(details: &Details, name: &str, ratio: (u32, u32)) -> Area {
    let chosen = details.crops.get(name).map(|part| area(*part));
    let focus = details
        .focus
        .map_or_else(Focus::default, |(x, y)| Focus { x, y });
    let (width, height) = (details.width.unwrap_or(1), details.height.unwrap_or(1));
    chosen
        .filter(Area::is_sound)
        .unwrap_or_else(|| Area::fitted(ratio, width, height, focus))
}

fn area((x, y, width, height): Part) -> Area {
    Area {
        x,
        y,
        width,
        height,
    }
}

/// Makes sizes of a picture and stores them. `names` says which crop the wanted parts after the first are.
///
/// # Errors
/// 422 in other words if one cannot be made; of the store.
pub fn make(
    blobs: &Blobs,
    details: &Details,
    decoded: &Decoded,
    wanted: &[Wanted],
    folder: &Path,
) -> Result<Vec<Rendition>, Error> {
    let rights = rights(details);
    let made = decoded.make(wanted, folder).map_err(Error::Media)?;
    made.into_iter()
        .map(|made| {
            let crop = made.wanted.checked_sub(1);
            let crop = crop.map(|n| RATIOS.get(n).map_or(FREE, |(name, _)| *name));
            keep(blobs, &rights, &made, crop)
        })
        .collect()
}

/// The sizes of a cover on pages, in pixels to a side; feeds get the largest that there can be.
const COVER_WIDTHS: [u32; 3] = [160, 320, 640];

/// Makes the cover of a podcast out of a picture: the square part of it.
///
/// # Errors
/// As [`make`]; [`Refusal::File`] if it is smaller than `least` to a side.
pub fn cover(
    blobs: &Blobs,
    details: &Details,
    source: &Path,
    (least, most): (u32, u32),
    folder: &Path,
) -> Result<Vec<Rendition>, Error> {
    let area = Some(crop(details, "1x1", (1, 1)));
    let sizes = |widths: Vec<u32>, formats: Vec<Format>| Wanted {
        area,
        widths,
        formats,
    };
    let wanted = [
        sizes(COVER_WIDTHS.to_vec(), vec![Format::Avif, Format::Jpeg]),
        sizes(vec![least, most], vec![Format::Jpeg]),
    ];
    let decoded = picture::decode(source, &wanted, folder).map_err(Error::Media)?;
    let rights = rights(details);
    let made = decoded.make(&wanted, folder).map_err(Error::Media)?;
    let made: Result<Vec<Rendition>, Error> = made
        .into_iter()
        .map(|made| keep(blobs, &rights, &made, None))
        .collect();
    let made = made?;
    let large = |r: &Rendition| r.width >= least && r.width == r.height;
    if !made.iter().any(large) {
        let words =
            format!("The picture is smaller than {least} pixels to a side where it is square.");
        return Err(Error::Media(Refusal::File(words)));
    }
    Ok(made)
}

fn keep(
    blobs: &Blobs,
    rights: &Rights,
    made: &Made,
    crop: Option<&str>,
) -> Result<Rendition, Error> {
    let read = |e: std::io::Error| {
        let words = format!("{}: {e}", made.file.display());
        Error::Media(Refusal::Machine(words))
    };
    let plain = std::fs::read(&made.file).map_err(read)?;
    std::fs::remove_file(&made.file).map_err(read)?;
    // A file that takes no more words is shown without them.
    let bytes = embed(&plain, rights).unwrap_or(plain);
    let hash = blobs::hash(&bytes);
    blobs.put(&BlobKey::Rendition { hash: hash.clone() }, &bytes)?;
    let end = made.format.extension();
    Ok(Rendition {
        name: match crop {
            Some(crop) => Rendition::name(&format!("{crop}-{}", made.width), &hash, end),
            None => Rendition::name(&made.width.to_string(), &hash, end),
        },
        media_type: made.format.media_type().into(),
        width: made.width,
        height: made.height,
        bytes: bytes.len() as u64,
        hash,
    })
}

/// Whose a picture is, as far as that goes out with it.
fn rights(details: &Details) -> Rights {
    let own = |value: &Option<String>| value.clone().filter(|words| !words.trim().is_empty());
    Rights {
        bylines: own(&details.byline)
            .map(|names| names.split("; ").map(str::to_owned).collect())
            .unwrap_or_default(),
        credit: own(&details.credit),
        source: own(&details.source),
        copyright: own(&details.copyright),
        usage_terms: own(&details.usage_terms),
        web_statement: None,
        digital_source_type: own(&details.digital_source_type),
    }
}
