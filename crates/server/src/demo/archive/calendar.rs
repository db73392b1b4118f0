//! When a story appeared: an instant spread over the archive's years, and the words for its day.

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;
/// How far back the archive reaches: twelve years of 365.25 days.
const SPAN: i64 = 4_383 * DAY;

const WEEKDAYS: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the calendar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    since_epoch: i64,
    pub(super) year: i64,
    month: usize,
}

impl Day {
    /// The day in UTC of an instant in microseconds.
    pub(super) fn of(micros: i64) -> Self {
        let since_epoch = micros.div_euclid(DAY);
        // Days to civil date after Howard Hinnant, "chrono-compatible low-level date algorithms".
        let shifted = since_epoch + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = (from_march + 2) % 12;
        let year = year_of_era + era * 400 + i64::from(month < 2);
        Self {
            since_epoch,
            year,
            month: month as usize,
        }
    }

    pub(super) fn weekday(self) -> &'static str {
        WEEKDAYS[self.since_epoch.rem_euclid(7) as usize]
    }

    /// The month after the next.
    pub(super) fn month_to_come(self) -> &'static str {
        MONTHS[(self.month + 2) % 12]
    }

    pub(super) fn season(self) -> &'static str {
        [
            "winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer",
            "autumn", "autumn", "autumn", "winter",
        ][self.month]
    }
}

/// When the story at `index` of `count` appeared, `jitter` of the way to the next; in order, the last not after `now`.
pub(super) fn published(index: u64, count: u64, jitter: f64, now: i64) -> i64 {
    let share = (index as f64 + jitter) / count.max(1) as f64;
    let even = now - SPAN + (SPAN as f64 * share.min(1.0)) as i64;
    let (day, part) = (
        even.div_euclid(DAY),
        even.rem_euclid(DAY) as f64 / DAY as f64,
    );
    // A newsroom sleeps: of a day's stories all but a few appear between six and twenty-two o'clock, in order still.
    let hour = match part {
        p if p < 0.05 => p / 0.05 * 6.0,
        p if p < 0.96 => 6.0 + (p - 0.05) / 0.91 * 16.0,
        p => 22.0 + (p - 0.96) / 0.04 * 2.0,
    };
    (day * DAY + (hour / 24.0 * DAY as f64) as i64).min(now)
}
