//! When a picture was taken, as exactly as the file says it and no more.
//!
//! Reach: text in, a moment out. A time without a zone stays one: nobody knows where the camera's clock was set.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A year, and as much more as is known. It writes itself as ISO 8601: `2017`, `2017-05-29T17:19:21+01:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The year.
    pub year: u16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31; only with a month.
    pub day: Option<u8>,
    /// Hour, minute, second by the clock of the place; only with a day.
    pub time: Option<(u8, u8, u8)>,
    /// Minutes that the clock is ahead of UTC; only with a time. None if the file does not say.
    pub offset: Option<i16>,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        if let Some((hour, minute, second)) = self.time {
            write!(f, "T{hour:02}:{minute:02}:{second:02}")?;
        }
        if let Some(offset) = self.offset {
            let sign = if offset < 0 { '-' } else { '+' };
            let minutes = offset.unsigned_abs();
            write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)?;
        }
        Ok(())
    }
}

impl Moment {
    /// Whether this agrees with the other as far as the other goes, and goes further.
    pub(super) fn says_more_than(&self, other: &Self) -> bool {
        let agrees = self.year == other.year
            && (other.month.is_none() || self.month == other.month)
            && (other.day.is_none() || self.day == other.day)
            && (other.time.is_none() || self.time == other.time)
            && (other.offset.is_none() || self.offset == other.offset);
        agrees && self.parts() > other.parts()
    }

    fn parts(&self) -> usize {
        [
            self.month.is_some(),
            self.day.is_some(),
            self.time.is_some(),
            self.offset.is_some(),
        ]
        .into_iter()
        .filter(|is| *is)
        .count()
    }

    /// As XMP writes it (ISO 8601, from the year on) and as EXIF does (`2014:04:26 19:09:19`); what cannot be is
    /// none.
    pub(crate) fn parse(raw: &str) -> Option<Self> {
        let raw = raw.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        let (date, clock) = match raw.find(['T', ' ', 't']) {
            Some(at) => (&raw[..at], raw[at + 1..].trim()),
            None => (raw, ""),
        };
        let mut fields = date.split(['-', ':', '/', '.']);
        let year = fields.next()?;
        if year.len() != 4 {
            return None;
        }
        let moment = Self {
            year: digits(year)?,
            month: fields.next().and_then(digits),
            day: fields.next().and_then(digits),
            time: None,
            offset: None,
        };
        moment.checked()?.with_clock(clock).checked()
    }

    /// As IIM writes it: `20040000` where only the year is known, and `171921+0100`.
    pub(super) fn from_iim(date: &str, time: Option<&str>) -> Option<Self> {
        let date = date.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        // Some programs write the date as XMP does.
        if date.len() != 8 || !date.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::parse(date);
        }
        let moment = Self {
            year: digits(&date[..4])?,
            month: digits(&date[4..6]).filter(|month| *month > 0),
            day: digits(&date[6..]).filter(|day| *day > 0),
            time: None,
            offset: None,
        };
        moment.checked()?.with_clock(time.unwrap_or("")).checked()
    }

    /// With the zone that EXIF gives apart (`+02:00`).
    pub(super) fn with_offset(mut self, raw: &str) -> Self {
        if self.time.is_some() && self.offset.is_none() {
            self.offset = offset(raw.trim_matches(|c: char| c.is_whitespace() || c == '\0'));
        }
        self
    }

    /// With a time of day: `17:19`, `17:19:21.5+01:00`, `171921+0100`, `17:19Z`. Seconds that are not said are 0.
    fn with_clock(mut self, raw: &str) -> Self {
        if self.day.is_none() {
            return self;
        }
        let raw = raw.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        let end = raw.find(['+', '-', 'Z', 'z']).unwrap_or(raw.len());
        let (clock, zone) = raw.split_at(end);
        let clock = clock.split(['.', ',']).next().unwrap_or("").trim();
        let fields: Vec<u8> = if clock.contains(':') {
            clock
                .split(':')
                .map_while(|part| digits(part.trim()))
                .collect()
        } else {
            (0..3)
                .map_while(|n| clock.get(n * 2..n * 2 + 2).and_then(digits))
                .collect()
        };
        if let [hour, minute, rest @ ..] = fields.as_slice() {
            self.time = Some((*hour, *minute, rest.first().copied().unwrap_or(0)));
            self.offset = offset(zone);
        }
        self
    }

    /// Nothing that no calendar has. Cameras whose clock was never set write noughts.
    fn checked(mut self) -> Option<Self> {
        let leap = self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        if self.year == 0 {
            return None;
        }
        if self.month.is_none() {
            self.day = None;
        }
        let days = match self.month {
            Some(2) if leap => 29,
            Some(2) => 28,
            Some(4 | 6 | 9 | 11) => 30,
            Some(1..=12) => 31,
            Some(_) => return None,
            None => 0,
        };
        if self.day.is_some_and(|day| !(1..=days).contains(&day)) {
            return None;
        }
        if self
            .time
            .is_some_and(|(hour, minute, second)| hour > 23 || minute > 59 || second > 60)
        {
            (self.time, self.offset) = (None, None);
        }
        Some(self)
    }
}

fn digits<T: std::str::FromStr>(raw: &str) -> Option<T> {
    raw.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| raw.parse().ok())?
}

/// Minutes ahead of UTC: `+01:00`, `-0330`, `Z`. No zone is further than 14 hours from it.
fn offset(raw: &str) -> Option<i16> {
    let sign = match raw.chars().next()? {
        'Z' | 'z' => return Some(0),
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let plain: String = raw[1..].chars().filter(|c| *c != ':').collect();
    let hours: i16 = plain.get(..2).and_then(digits)?;
    let minutes: i16 = plain.get(2..4).map_or(Some(0), digits)?;
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_exact_as_the_file_says() {
        let cases = [
            ("2017-05-29T17:19:21+01:00", "2017-05-29T17:19:21+01:00"),
            ("2017-05-29T17:19:21.250-03:30", "2017-05-29T17:19:21-03:30"),
            ("2017-05-29T17:19Z", "2017-05-29T17:19:00+00:00"),
            ("2014:04:26 19:09:19", "2014-04-26T19:09:19"),
            ("2014:04:26 19:09:19\0", "2014-04-26T19:09:19"),
            ("2014-04", "2014-04"),
            ("2014", "2014"),
            ("2014-4é-05", "2014"),
            ("2016-02-29", "2016-02-29"),
            ("2014:04:26 24:61:00", "2014-04-26"),
        ];
        for (raw, wanted) in cases {
            assert_eq!(
                Moment::parse(raw).map(|m| m.to_string()).as_deref(),
                Some(wanted),
                "{raw}"
            );
        }
        for wrong in [
            "",
            "0000:00:00 00:00:00",
            "2015-02-29",
            "2014-13-01",
            "    :  :  ",
            "é014",
            "20140",
        ] {
            assert_eq!(Moment::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn datasets_have_their_own_way_of_writing_a_time() {
        let iim = |date, time| Moment::from_iim(date, time).map(|m| m.to_string());
        assert_eq!(
            iim("20170713", Some("170100+0000")).as_deref(),
            Some("2017-07-13T17:01:00+00:00")
        );
        assert_eq!(
            iim("20170713", Some("170100")).as_deref(),
            Some("2017-07-13T17:01:00")
        );
        assert_eq!(iim("20170700", None).as_deref(), Some("2017-07"));
        assert_eq!(iim("20170000", Some("120000")).as_deref(), Some("2017"));
        assert_eq!(iim("00000000", None), None);
    }

    #[test]
    fn the_more_exact_of_two_that_agree_is_known() {
        let at = |raw| Moment::parse(raw).unwrap();
        assert!(at("2014-04-26T19:09:19+02:00").says_more_than(&at("2014-04-26T19:09:19")));
        assert!(at("2014-04-26T19:09:19").says_more_than(&at("2014-04-26")));
        assert!(!at("2014-04-26T19:09:20+02:00").says_more_than(&at("2014-04-26T19:09:19")));
        assert!(!at("2014-04-26").says_more_than(&at("2014-04-26")));
    }
}
