//! Times as readers see them: in the story's zone, with the zone's name, in the page's language.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde::Serialize;
use store::Micros;

use crate::words::Speech;

/// A time on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// For the `datetime` attribute: RFC 3339 with the zone's offset.
    pub machine: String,
    /// In full: "Monday 19 June 2023 13:44, UK".
    pub full: String,
    /// The day alone: "19 June 2023".
    pub day: String,
    /// The time of day alone: "13:44".
    pub clock: String,
}

/// Shows a time.
#[must_use]
pub fn show(at: Micros, zone: &str, speech: &Speech) -> Shown {
    let zoned = in_zone(at, zone);
    let weekday = speech.say(
        &format!("weekday-{}", zoned.weekday().to_monday_one_offset()),
        &[],
    );
    let month = speech.say(&format!("month-{}", zoned.month()), &[]);
    let (day, year) = (zoned.day().to_string(), format!("{:04}", zoned.year()));
    let clock = format!("{:02}:{:02}", zoned.hour(), zoned.minute());
    let place = zone_name(zone, speech);
    let args = [
        ("weekday", weekday.as_str()),
        ("day", day.as_str()),
        ("month", month.as_str()),
        ("year", year.as_str()),
        ("time", clock.as_str()),
        ("zone", place.as_str()),
    ];
    Shown {
        machine: zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        full: speech.say("time-full", &args),
        day: speech.say("time-day", &args),
        clock: clock.clone(),
    }
}

/// The day in figures and words: "19 June 2023".
#[must_use]
pub fn day(at: Micros, zone: &str) -> String {
    in_zone(at, zone).strftime("%-d %B %Y").to_string()
}

fn in_zone(at: Micros, zone: &str) -> ZonedDateTime {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_microsecond(at)
        .unwrap_or_default()
        .to_zoned_datetime(zone)
}

/// What readers call a zone: the word for it, or the city in its name.
#[must_use]
pub fn zone_name(zone: &str, speech: &Speech) -> String {
    let key = format!("zone-{}", zone.replace('/', "-").to_ascii_lowercase());
    speech
        .find(&key, &[])
        .unwrap_or_else(|| zone.rsplit('/').next().unwrap_or(zone).replace('_', " "))
}

/// A time as a form of the desk has it: by the clock of a zone, to the minute.
#[must_use]
pub fn local(at: Micros, zone: &str) -> String {
    in_zone(at, zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Reads a time of a form.
///
/// # Errors
/// A sentence that says what is expected.
pub fn from_local(text: &str, zone: &str) -> Result<Micros, String> {
    let wrong = "is not a day and a time such as 2023-06-19T12:44";
    let clock: DateTime = text.parse().map_err(|_| wrong.to_owned())?;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    clock
        .to_zoned_datetime(zone)
        .map(|at| at.timestamp().as_microsecond())
        .map_err(|_| wrong.to_owned())
}

/// Whether there is such a zone.
#[must_use]
pub fn known_zone(zone: &str) -> bool {
    TimeZone::get(zone).is_ok()
}

/// A time in JSON: RFC 3339 in UTC.
#[must_use]
pub fn json(at: Micros) -> String {
    Timestamp::from_microsecond(at)
        .unwrap_or_default()
        .to_string()
}

/// A time as HTTP writes it (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
#[must_use]
pub fn http(at: std::time::SystemTime) -> String {
    jiff::Timestamp::try_from(at)
        .map(|at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .unwrap_or_default()
}

/// A time as mails and RSS write it (RFC 2822).
#[must_use]
pub fn mail(at: Micros) -> String {
    Timestamp::from_microsecond(at)
        .unwrap_or_default()
        .strftime("%a, %d %b %Y %H:%M:%S +0000")
        .to_string()
}

/// Reads a time: RFC 3339 with an offset.
///
/// # Errors
/// A sentence that says what is expected.
pub fn parse(text: &str) -> Result<Micros, String> {
    text.parse::<Timestamp>()
        .map(Timestamp::as_microsecond)
        .map_err(|_| "is not a time with its offset, such as 2023-06-19T12:44:00Z".to_owned())
}

/// A length in seconds as readers see it: 1:09, 1:02:03.
#[must_use]
pub fn length(seconds: u32) -> String {
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 {
        format!("{h}:{m:02}:{s:02}")
    } else {
        format!("{m}:{s:02}")
    }
}
