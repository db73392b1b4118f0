//! What a page calls a zone ("UK", "ET", "GMT+2") as an IANA zone.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// A zone as a line of time names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// By letters: `UK`, `BST`, `ET`.
    Letters(String),
    /// By its distance from UTC in seconds: `GMT+2`, `Z`, `+02:00`.
    Distance(i32),
}

/// Letters that need no more than a look. Those that several places share stand for the largest press among
/// them, unless the desk's own zone uses them (see [`settle`]).
const LETTERS: &[(&str, &str)] = &[
    ("UK", "Europe/London"),
    ("BST", "Europe/London"),
    ("ET", "America/New_York"),
    ("EDT", "America/New_York"),
    ("EST", "America/New_York"),
    ("CT", "America/Chicago"),
    ("CDT", "America/Chicago"),
    ("CST", "America/Chicago"),
    ("MT", "America/Denver"),
    ("MDT", "America/Denver"),
    ("MST", "America/Denver"),
    ("PT", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
    ("PST", "America/Los_Angeles"),
    ("AKDT", "America/Anchorage"),
    ("AKST", "America/Anchorage"),
    ("HST", "Pacific/Honolulu"),
    ("ADT", "America/Halifax"),
    ("AST", "America/Halifax"),
    ("NDT", "America/St_Johns"),
    ("NST", "America/St_Johns"),
    ("CET", "Europe/Berlin"),
    ("CEST", "Europe/Berlin"),
    ("MEZ", "Europe/Berlin"),
    ("MESZ", "Europe/Berlin"),
    ("EET", "Europe/Kyiv"),
    ("EEST", "Europe/Kyiv"),
    ("WEST", "Europe/Lisbon"),
    ("WET", "Europe/Lisbon"),
    ("MSK", "Europe/Moscow"),
    ("TRT", "Europe/Istanbul"),
    ("IDT", "Asia/Jerusalem"),
    ("IST", "Asia/Kolkata"),
    ("PKT", "Asia/Karachi"),
    ("GST", "Asia/Dubai"),
    ("HKT", "Asia/Hong_Kong"),
    ("SGT", "Asia/Singapore"),
    ("PHT", "Asia/Manila"),
    ("WIB", "Asia/Jakarta"),
    ("ICT", "Asia/Bangkok"),
    ("MYT", "Asia/Kuala_Lumpur"),
    ("JST", "Asia/Tokyo"),
    ("KST", "Asia/Seoul"),
    ("AEST", "Australia/Sydney"),
    ("AEDT", "Australia/Sydney"),
    ("ACST", "Australia/Adelaide"),
    ("ACDT", "Australia/Adelaide"),
    ("AWST", "Australia/Perth"),
    ("NZST", "Pacific/Auckland"),
    ("NZDT", "Pacific/Auckland"),
    ("SAST", "Africa/Johannesburg"),
    ("EAT", "Africa/Nairobi"),
    ("WAT", "Africa/Lagos"),
    ("CAT", "Africa/Harare"),
    ("BRT", "America/Sao_Paulo"),
    ("ART", "America/Argentina/Buenos_Aires"),
    ("COT", "America/Bogota"),
    ("KSA", "Asia/Riyadh"),
    ("UAE", "Asia/Dubai"),
];

/// The zone that these capital letters name.
pub(super) fn letters(word: &str) -> Option<Named> {
    match word {
        "GMT" | "UTC" | "Z" => Some(Named::Distance(0)),
        _ => LETTERS
            .iter()
            .any(|(name, _)| *name == word)
            .then(|| Named::Letters(word.to_owned())),
    }
}

/// The instant of a civil time and the IANA zone to show it in. `hint` is the desk's zone.
///
/// A page that says `IST` or `GMT+2` names no place; where the desk's own zone has that name or that distance
/// at that moment, it is the one meant.
pub(super) fn settle(
    civil: DateTime,
    named: Option<&Named>,
    hint: &str,
) -> Option<(Timestamp, String)> {
    let own = TimeZone::get(hint).ok();
    let at = |zone: &TimeZone| {
        civil
            .to_zoned_datetime(zone.clone())
            .ok()
            .map(|z| z.timestamp())
    };
    match named {
        None => match own {
            Some(zone) => Some((at(&zone)?, hint.to_owned())),
            None => Some((at(&TimeZone::UTC)?, "Etc/UTC".to_owned())),
        },
        Some(Named::Letters(word)) => {
            if let Some(zone) = own
                && let Some(instant) = at(&zone)
                && zone.to_offset_info(instant).abbreviation() == word
            {
                return Some((instant, hint.to_owned()));
            }
            let name = LETTERS
                .iter()
                .find(|(letters, _)| letters == word)
                .map(|(_, name)| *name)?;
            Some((at(&TimeZone::get(name).ok()?)?, name.to_owned()))
        }
        Some(Named::Distance(seconds)) => {
            let offset = Offset::from_seconds(*seconds).ok()?;
            let instant = at(&TimeZone::fixed(offset))?;
            let agrees = own.is_some_and(|zone| zone.to_offset(instant) == offset);
            Some((
                instant,
                if agrees {
                    hint.to_owned()
                } else {
                    of_distance(*seconds)
                },
            ))
        }
    }
}

/// `Etc/GMT-2` is two hours *east*: the sign of these names is that of POSIX. Where no such name exists (half
/// hours), times are shown in UTC.
fn of_distance(seconds: i32) -> String {
    let hours = seconds / 3600;
    match (seconds % 3600, hours) {
        (0, 1..=14) => format!("Etc/GMT-{hours}"),
        (0, -12..=-1) => format!("Etc/GMT+{}", -hours),
        _ => "Etc/UTC".to_owned(),
    }
}
