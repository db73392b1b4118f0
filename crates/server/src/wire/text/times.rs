//! Lines of time, in the many shapes in which papers print them.
//!
//! A line is cut into tokens and read from left to right: a word such as "updated" says what the next date is,
//! a date and a clock time may come in either order, a zone may follow. It is a line of time only when nothing
//! is left over, so that a paragraph which names a date is never taken for one.

use jiff::civil::{Date, DateTime, Time};

use super::tokens::{Token, cut};
use super::words::{self, Words};
use super::zones::{self, Named};

/// One date, clock time and zone, as far as the line names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) date: Option<Date>,
    pub(super) time: Option<Time>,
    pub(super) zone: Option<Named>,
}

impl Moment {
    fn is_empty(&self) -> bool {
        self.date.is_none() && self.time.is_none()
    }

    /// The civil time; midnight where no clock time is named.
    pub(super) fn civil(&self) -> Option<DateTime> {
        Some(
            self.date?
                .to_datetime(self.time.unwrap_or_else(Time::midnight)),
        )
    }
}

/// What a line of time says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) published: Option<Moment>,
    pub(super) updated: Option<Moment>,
    /// Whether it also, or only, counts from now ("2 hours ago").
    pub(super) relative: bool,
    /// Whether it says what the time is ("Published …").
    pub(super) labelled: bool,
}

/// Reads a line of time; nothing where the line is anything else.
///
/// `day_first` decides 03/04/2023.
pub(super) fn read(text: &str, day_first: bool) -> Option<Stamp> {
    // The longest such lines name two full times with weekdays and zones.
    if text.len() > 240 || !text.contains(|c: char| c.is_numeric()) && text.len() > 60 {
        return None;
    }
    let mut reader = Reader {
        tokens: cut(text),
        at: 0,
        day_first,
        stamp: Stamp::default(),
        now: Moment::default(),
        updated: false,
        left: 0,
    };
    reader.run();
    let stamp = reader.stamp;
    let some = stamp.published.is_some() || stamp.updated.is_some();
    let dated = [&stamp.published, &stamp.updated]
        .into_iter()
        .flatten()
        .any(|m| m.date.is_some() || m.zone.is_some());
    let named = stamp.labelled && some;
    (reader.left == 0 && (dated || named || stamp.relative)).then_some(stamp)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    day_first: bool,
    stamp: Stamp,
    now: Moment,
    updated: bool,
    left: usize,
}

impl Reader {
    fn run(&mut self) {
        while self.at < self.tokens.len() {
            let step = self
                .label()
                .or_else(|| self.relative())
                .or_else(|| self.date())
                .or_else(|| self.clock())
                .or_else(|| self.zone())
                .or_else(|| self.filler());
            match step {
                Some(n) => self.at += n.max(1),
                None => {
                    self.left += 1;
                    self.at += 1;
                }
            }
        }
        self.finish();
    }

    /// Puts the moment read so far where its label says; without one the first is the publication.
    fn finish(&mut self) {
        let moment = std::mem::take(&mut self.now);
        if moment.is_empty() {
            return;
        }
        let place = if self.updated || self.stamp.published.is_some() {
            &mut self.stamp.updated
        } else {
            &mut self.stamp.published
        };
        if place.is_none() {
            *place = Some(moment);
        }
    }

    fn number(&self, ahead: usize) -> Option<(u32, usize)> {
        match self.tokens.get(self.at + ahead)? {
            Token::Number(digits) if digits.len() <= 4 => {
                Some((digits.parse().ok()?, digits.len()))
            }
            _ => None,
        }
    }

    fn sign(&self, ahead: usize) -> Option<char> {
        match self.tokens.get(self.at + ahead)? {
            Token::Sign(c) => Some(*c),
            _ => None,
        }
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        match self.tokens.get(self.at + ahead)? {
            Token::Word(small, _) => Some(small),
            _ => None,
        }
    }

    /// How many tokens a phrase of the tables takes here; the longest one counts.
    fn phrase(&self, kind: fn(&Words) -> &'static [&'static str]) -> Option<usize> {
        let fits = |phrase: &&&str| {
            let mut n = 0;
            let all = phrase.split([' ', '\'']).all(|part| {
                if self.sign(n).is_some_and(|c| c == '\'' || c == '’') {
                    n += 1;
                }
                let fits = self.word(n) == Some(part);
                n += 1;
                fits
            });
            all.then_some(n)
        };
        words::ALL
            .iter()
            .flat_map(|w| kind(w))
            .filter_map(|phrase| fits(&phrase))
            .max()
    }

    fn label(&mut self) -> Option<usize> {
        let updated = self.phrase(|w| w.updated);
        let published = self.phrase(|w| w.published);
        if published.is_none() && updated.is_none() {
            return None;
        }
        self.finish();
        self.updated = updated > published;
        self.stamp.labelled = true;
        updated.max(published)
    }

    /// "2 hours ago", "vor 2 Stunden", "il y a 2 heures", "Updated ago" (Reuters leaves the number to a script).
    fn relative(&mut self) -> Option<usize> {
        if self.number(0).is_some() && self.word(1).is_some() && self.word(2) == Some("ago") {
            self.stamp.relative = true;
            return Some(3);
        }
        if matches!(self.word(0), Some("a" | "an")) && self.word(2) == Some("ago") {
            self.stamp.relative = true;
            return Some(3);
        }
        let n = self.phrase(|w| w.relative)?;
        let counted = match (self.number(n), self.word(n + 1)) {
            (Some(_), Some(unit)) if words::month(unit).is_none() => 2,
            _ => 0,
        };
        // "heute, 13:44 Uhr" names a clock time of a day that is not known; the clock is then read on its own.
        self.stamp.relative = true;
        Some(n + counted)
    }

    fn date(&mut self) -> Option<usize> {
        if self.now.date.is_some() {
            return None;
        }
        let (date, n) = self
            .iso()
            .or_else(|| self.day_month())
            .or_else(|| self.month_day())
            .or_else(|| self.figures())?;
        self.now.date = Some(date);
        Some(n)
    }

    fn iso(&self) -> Option<(Date, usize)> {
        let (year, 4) = self.number(0)? else {
            return None;
        };
        let ((month, _), (day, _)) = (self.number(2)?, self.number(4)?);
        let t = usize::from(self.word(5) == Some("t"));
        (self.sign(1)? == '-' && self.sign(3)? == '-').then_some((civil(year, month, day)?, 5 + t))
    }

    /// `19 June 2023`, `19. Juni 2023`, `1st of June, 2023`, `19 de junio de 2023`.
    fn day_month(&self) -> Option<(Date, usize)> {
        let (day, _) = self.number(0)?;
        let mut n = 1;
        let small = |w: Option<&str>| {
            w.is_some_and(|w| ["st", "nd", "rd", "th", "er", "of", "de", "del"].contains(&w))
        };
        while n < 4 && (small(self.word(n)) || self.sign(n) == Some('.')) {
            n += 1;
        }
        let month = words::month(self.word(n)?)?;
        n += 1;
        // Arab papers print both names of a month: يونيو/حزيران.
        if self.sign(n) == Some('/') && self.word(n + 1).and_then(words::month).is_some() {
            n += 2;
        }
        while n < 9 && (small(self.word(n)) || matches!(self.sign(n), Some('.' | ',' | '،'))) {
            n += 1;
        }
        let (year, 4) = self.number(n)? else {
            return None;
        };
        Some((civil(year, u32::try_from(month).ok()?, day)?, n + 1))
    }

    /// `June 19, 2023`, `Jun. 19th 2023`.
    fn month_day(&self) -> Option<(Date, usize)> {
        let month = words::month(self.word(0)?)?;
        let mut n = 1;
        if self.sign(n) == Some('.') {
            n += 1;
        }
        let (day, _) = self.number(n)?;
        n += 1;
        while n < 6
            && (matches!(self.word(n), Some("st" | "nd" | "rd" | "th"))
                || self.sign(n) == Some(','))
        {
            n += 1;
        }
        let (year, 4) = self.number(n)? else {
            return None;
        };
        Some((civil(year, u32::try_from(month).ok()?, day)?, n + 1))
    }

    /// `19.06.2023`, `06/19/2023`, `19/06/23`.
    fn figures(&self) -> Option<(Date, usize)> {
        let ((a, _), (b, _), (year, digits)) = (self.number(0)?, self.number(2)?, self.number(4)?);
        let between = self.sign(1)?;
        if self.sign(3)? != between
            || !(between == '.' || between == '/')
            || !(digits == 4 || digits == 2)
        {
            return None;
        }
        let year = if digits == 2 { 2000 + year } else { year };
        let day_first = between == '.' || self.day_first;
        let (day, month) = if day_first { (a, b) } else { (b, a) };
        let date = civil(year, month, day).or_else(|| civil(year, day, month))?;
        Some((date, 5))
    }

    fn clock(&mut self) -> Option<usize> {
        if self.now.time.is_some() {
            return None;
        }
        let (hour, _) = self.number(0)?;
        let (minute, mut n) = match (self.sign(1), self.word(1), self.number(2)) {
            (Some(':'), _, Some((m, 2))) => (m, 3),
            (Some('.'), _, Some((m, 2))) => (m, 3),
            (_, Some("h"), Some((m, 2))) => (m, 3),
            (_, Some("h"), _) => (0, 2),
            (_, Some("am" | "pm" | "uhr" | "p" | "a"), _) => (0, 1),
            _ => return None,
        };
        // Seconds, and the fraction that machines write after them.
        while n == 3 && self.sign(n) == Some(':') && self.number(n + 1).is_some() {
            n += 2;
        }
        if n == 5
            && self.sign(n) == Some('.')
            && matches!(self.tokens.get(self.at + n + 1), Some(Token::Number(_)))
        {
            n += 2;
        }
        let (half, used) = self.half(n);
        let hour = match (hour, half) {
            (12, Some(false)) => 0,
            (12, Some(true)) => 12,
            (h, Some(true)) if h < 12 => h + 12,
            (h, _) => h,
        };
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        self.now.time = Some(Time::new(hour, minute, 0, 0).ok()?);
        Some(n + used)
    }

    /// `am`, `p.m.`: whether it is after noon, and the tokens used.
    fn half(&self, n: usize) -> (Option<bool>, usize) {
        match self.word(n) {
            Some("am") => (Some(false), 1),
            Some("pm") => (Some(true), 1),
            Some(half @ ("a" | "p"))
                if self.sign(n + 1) == Some('.') && self.word(n + 2) == Some("m") =>
            {
                (
                    Some(half == "p"),
                    3 + usize::from(self.sign(n + 3) == Some('.')),
                )
            }
            _ => (None, 0),
        }
    }

    fn zone(&mut self) -> Option<usize> {
        if self.now.zone.is_some() {
            return None;
        }
        let (named, n) = match self.tokens.get(self.at)? {
            Token::Word(_, printed) => (zones::letters(printed)?, 1),
            Token::Sign('+' | '-' | '−') if self.now.time.is_some() => (Named::Distance(0), 0),
            _ => return None,
        };
        if named != Named::Distance(0) || self.now.time.is_none() && self.now.date.is_none() {
            self.now.zone = Some(named);
            return Some(n);
        }
        let (distance, used) = self.distance(n).unwrap_or((0, 0));
        if n + used == 0 {
            return None;
        }
        self.now.zone = Some(Named::Distance(distance));
        Some(n + used)
    }

    /// `+2`, `+02:00`, `-0500` as seconds.
    fn distance(&self, n: usize) -> Option<(i32, usize)> {
        let east = match self.sign(n)? {
            '+' => 1,
            '-' | '−' => -1,
            _ => return None,
        };
        let (number, digits) = self.number(n + 1)?;
        let (hours, minutes, used) = match (digits, self.sign(n + 2), self.number(n + 3)) {
            (4, ..) => (number / 100, number % 100, 2),
            (1 | 2, Some(':'), Some((m, 2))) => (number, m, 4),
            (1 | 2, ..) => (number, 0, 2),
            _ => return None,
        };
        let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
        (hours <= 14 && minutes < 60).then_some((east * seconds, used))
    }

    fn filler(&self) -> Option<usize> {
        match self.tokens.get(self.at)? {
            Token::Sign(c) => (!c.is_alphanumeric() && !"@\"“”?!".contains(*c)).then_some(1),
            Token::Word(..) => self
                .phrase(|w| w.weekdays)
                .or_else(|| self.phrase(|w| w.time_filler)),
            Token::Number(_) => None,
        }
    }
}

fn civil(year: u32, month: u32, day: u32) -> Option<Date> {
    if !(1800..=2200).contains(&year) {
        return None;
    }
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// The first full date inside a text.
pub(super) fn date_in(text: &str) -> Option<Date> {
    let text: String = text.chars().take(600).collect();
    let tokens = cut(&text);
    let end = tokens.len();
    let mut reader = Reader {
        tokens,
        at: 0,
        day_first: true,
        stamp: Stamp::default(),
        now: Moment::default(),
        updated: false,
        left: 0,
    };
    while reader.at < end {
        if let Some((date, _)) = reader
            .iso()
            .or_else(|| reader.day_month())
            .or_else(|| reader.month_day())
        {
            return Some(date);
        }
        reader.at += 1;
    }
    None
}
