//! The place that a picture shows, in words, and the point on the map where it was taken.

use serde::{Deserialize, Serialize};

use super::{Said, fill};

/// A place in words, from the smallest part to the largest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Place {
    pub sublocation: Option<Said<String>>,
    pub city: Option<Said<String>>,
    pub state: Option<Said<String>>,
    pub country: Option<Said<String>>,
    /// Two or three letters as ISO 3166 has them, if the file keeps to it.
    pub country_code: Option<Said<String>>,
}

impl Place {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn fill(&mut self, other: Self) {
        fill(&mut self.sublocation, other.sublocation);
        fill(&mut self.city, other.city);
        fill(&mut self.state, other.state);
        fill(&mut self.country, other.country);
        fill(&mut self.country_code, other.country_code);
    }
}

/// A point on the map, in degrees (WGS 84, unless the camera was set otherwise).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coordinates {
    /// -90 to 90, north positive.
    pub latitude: f64,
    /// -180 to 180, east positive.
    pub longitude: f64,
}

impl Coordinates {
    /// None if there is no such point, or if both are nought: cameras without a fix write that.
    pub(super) fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_there = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        let is_set = latitude != 0.0 || longitude != 0.0;
        (is_there && is_set).then_some(Self {
            latitude,
            longitude,
        })
    }
}

/// Degrees from degrees, minutes and seconds, and the letter of the hemisphere. None without the letter: nobody would
/// know on which half of the world it is.
pub(super) fn degrees(parts: &[f64], hemisphere: &str) -> Option<f64> {
    let sign = match hemisphere.trim().chars().next()?.to_ascii_uppercase() {
        'N' | 'E' => 1.0,
        'S' | 'W' => -1.0,
        _ => return None,
    };
    let part = |n: usize| parts.get(n).copied().filter(|part| part.is_finite());
    let sum = part(0)? + part(1).unwrap_or(0.0) / 60.0 + part(2).unwrap_or(0.0) / 3_600.0;
    Some(sign * sum)
}

/// Degrees as XMP writes them: `54,59.38N`, `54,59,22.8N`; or, against the standard but met, `-1.914`.
pub(super) fn degrees_from_text(raw: &str) -> Option<f64> {
    let raw = raw.trim();
    if let Ok(plain) = raw.parse::<f64>() {
        return plain.is_finite().then_some(plain);
    }
    let letter = raw.chars().next_back()?;
    let numbers: Vec<f64> = raw[..raw.len() - letter.len_utf8()]
        .split(',')
        .map_while(|part| part.trim().parse().ok())
        .collect();
    degrees(&numbers, letter.encode_utf8(&mut [0; 4]))
}
