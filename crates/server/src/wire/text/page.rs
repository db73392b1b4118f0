//! The page while it is read: its rows, and what the passes have found so far.

use jiff::Timestamp;
use story::Fields;

use super::reading::{Hints, Part, Reason};
use super::rows::Row;
use super::times::{Moment, Stamp};
use super::zones;

/// What the passes hand from one to the next.
pub(super) struct Page<'a> {
    pub(super) hints: &'a Hints,
    pub(super) rows: Vec<Row>,
    pub(super) fields: Fields,
    pub(super) section: Option<String>,
    pub(super) published: Option<Moment>,
    pub(super) updated: Option<Moment>,
    /// Whether a line above said "Updated" and nothing else.
    pub(super) asked_change: bool,
    pub(super) notes: Vec<String>,
    /// Whether 03/04/2023 is the third of April.
    pub(super) day_first: bool,
    last_change: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(rows: Vec<Row>, hints: &'a Hints, language: String) -> Self {
        // Only American papers put the month first; the desk's zone tells them from the others.
        let day_first = !language.starts_with("en")
            || !hints.zone.starts_with("America/") && language != "en-US";
        let fields = Fields {
            language,
            ..Fields::default()
        };
        Self {
            hints,
            rows,
            fields,
            section: None,
            published: None,
            updated: None,
            asked_change: false,
            last_change: false,
            notes: Vec::new(),
            day_first,
        }
    }

    /// Takes what a line of time says. The first time of each kind counts.
    pub(super) fn stamp(&mut self, i: usize, stamp: &Stamp) {
        let mut taken = false;
        for (moment, change) in [(&stamp.published, false), (&stamp.updated, true)] {
            let Some(moment) = moment else { continue };
            // "Updated:" alone on the line above says it of an unlabelled time.
            let change = change || self.asked_change && !stamp.labelled;
            self.moment(moment, change, stamp.labelled || self.asked_change);
            taken = true;
        }
        if taken {
            self.asked_change = false;
        }
        if self.rows[i].free() {
            if taken {
                self.rows[i].keep(Part::Time);
            } else {
                self.rows[i].drop(Reason::RelativeTime);
            }
        }
        if taken && stamp.relative {
            self.rows[i].say("the time counted from now was left out");
        }
    }

    /// Puts a moment in its place. A clock time on a line of its own belongs to the date above it; an
    /// unlabelled time below a different one is the time of change.
    fn moment(&mut self, moment: &Moment, change: bool, labelled: bool) {
        if moment.date.is_none() && !labelled {
            let above = if self.last_change {
                &mut self.updated
            } else {
                &mut self.published
            };
            if let Some(above) = above.as_mut().filter(|above| above.time.is_none()) {
                (above.time, above.zone) = (moment.time, moment.zone.clone());
                return;
            }
        }
        let date = moment
            .date
            .or(self.published.as_ref().and_then(|p| p.date))
            .or(self.updated.as_ref().and_then(|u| u.date));
        if date.is_none() {
            return;
        }
        let whole = Moment {
            date,
            ..moment.clone()
        };
        let again = self
            .published
            .as_ref()
            .is_some_and(|p| p.date == date && (whole.time.is_none() || whole.time == p.time));
        let change = change || self.published.is_some() && !labelled && !again;
        self.last_change = change;
        let place = if change {
            &mut self.updated
        } else {
            &mut self.published
        };
        place.get_or_insert(whole);
    }

    /// The instants of publication and change. Where only one line of time names the zone, it is meant for both.
    pub(super) fn instants(&mut self) -> (Option<Timestamp>, Option<Timestamp>) {
        let moments = [self.published.clone(), self.updated.clone()];
        let named = moments.iter().flatten().find_map(|m| m.zone.clone());
        let mut shown: Option<String> = None;
        let mut instant = |moment: &Option<Moment>| {
            let moment = moment.as_ref()?;
            let zone = moment.zone.as_ref().or(named.as_ref());
            let (instant, zone) = zones::settle(moment.civil()?, zone, &self.hints.zone)?;
            shown.get_or_insert(zone);
            Some(instant)
        };
        let instants = (instant(&moments[0]), instant(&moments[1]));
        match shown {
            Some(zone) => {
                if named.is_none() {
                    self.notes
                        .push(format!("The page names no zone: {zone} was taken."));
                }
                self.fields.zone = zone;
            }
            None => {
                self.notes.push("No time was found.".into());
                if jiff::tz::TimeZone::get(&self.hints.zone).is_ok() {
                    self.fields.zone = self.hints.zone.clone();
                }
            }
        }
        if moments.iter().flatten().any(|m| m.time.is_none()) {
            self.notes
                .push("A date without a clock time was found: midnight was taken.".into());
        }
        instants
    }
}
