//! A synthetic archive: as many believable stories as a test of size needs, from a seed and a number.
//!
//! Every story is a pure function of the archive and its index, so a million of them need no file and any one can be
//! made again. Places, people and organisations are invented. Reach: reads [`story`] only.
//!
//! [`tables`] holds the words, [`cast`] who and what a story is about, [`compose`] its body, [`calendar`] its time.

mod calendar;
mod cast;
mod chance;
mod compose;
mod tables;

use story::{Byline, Doc, Fields, Label, Replies};

use calendar::Day;
use cast::{Cast, FIGURES, country_of, figure_name};
use chance::Chance;
use compose::Composer;
use tables::{Desk, TABLES, fitting};

/// How many authors the archive has.
const AUTHORS: usize = 60;
/// How far back a story looks for earlier ones of its section.
const LOOK_BACK: u64 = 40;

/// An archive: which stories, how many, and up to when.
#[derive(Debug, Clone, Copy)]
pub struct Archive {
    /// Decides all of it.
    pub seed: u64,
    /// How many stories there are.
    pub count: u64,
    /// When it ends, in microseconds since 1970 in UTC. It begins twelve years before.
    pub now_micros: i64,
    /// The number of its first story, where "read more" and related stories point; 1 in an empty store.
    pub first_number: i64,
}

/// One story of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synthetic {
    /// Everything around the body; bylines name [`authors`], the section one of [`sections`], topics [`topics`].
    pub fields: Fields,
    /// The body.
    pub body: Doc,
    /// When it was first published, in microseconds since 1970 in UTC; later for every higher index.
    pub published: i64,
}

/// A section of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// One sentence about it.
    pub description: String,
}

/// An author of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The address of the author's page.
    pub slug: String,
    /// The name as it is printed.
    pub name: String,
    /// The role as it is printed.
    pub role: String,
    /// The handle, with its @.
    pub handle: String,
    /// A sentence or two about the author.
    pub bio: String,
}

/// A topic of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its address.
    pub slug: String,
    /// Its name, as stories carry it.
    pub name: String,
    /// `place`, `person`, `organisation` or `subject`.
    pub kind: &'static str,
    /// One sentence about it.
    pub description: String,
}

/// The sections, in the order of a navigation.
#[must_use]
pub fn sections() -> Vec<Section> {
    let described = |desk: &Desk| Section {
        slug: desk.slug.to_owned(),
        name: desk.name.to_owned(),
        description: desk.about.to_owned(),
    };
    TABLES.desks.iter().map(described).collect()
}

/// The sixty authors; each writes for one section.
#[must_use]
pub fn authors() -> Vec<Author> {
    (0..AUTHORS).map(author).collect()
}

fn author(n: usize) -> Author {
    let tables = &*TABLES;
    let (first, last) = (
        tables.first[(n * 17 + 1) % tables.first.len()],
        tables.last[(n * 29 + 2) % tables.last.len()],
    );
    let desk = &tables.desks[n % tables.desks.len()];
    let title =
        ["correspondent", "reporter", "editor", "senior reporter"][n / tables.desks.len() % 4];
    let role = match desk.slug {
        "opinion" => "Columnist".to_owned(),
        _ => format!("{} {title}", desk.name),
    };
    let place = tables.places[(n * 23 + 7) % tables.places.len()];
    let name = format!("{first} {last}");
    let slug = story::slug::slug(&name);
    Author {
        handle: format!("@{}", slug.replace('-', "")),
        bio: format!(
            "{name} has written for the newspaper since {}, and worked in {place} before. {first} follows {} closely.",
            2004 + n * 7 % 19,
            desk.subjects[n % desk.subjects.len()].to_lowercase()
        ),
        slug,
        name,
        role,
    }
}

/// The topics: some four hundred places, people, organisations and subjects.
#[must_use]
pub fn topics() -> Vec<Topic> {
    let tables = &*TABLES;
    let topic = |name: &str, kind, description| Topic {
        slug: story::slug::slug(name),
        name: name.to_owned(),
        kind,
        description,
    };
    let mut all = Vec::with_capacity(400);
    for (n, place) in tables.places.iter().enumerate() {
        all.push(topic(
            place,
            "place",
            format!("News from {place} in {}.", country_of(n)),
        ));
    }
    for (number, desk) in tables.desks.iter().enumerate() {
        let of = desk.name.to_lowercase();
        let subjects = desk
            .events
            .iter()
            .flat_map(|event| &event.topics)
            .chain(&desk.subjects);
        all.extend(subjects.map(|name| {
            topic(
                name,
                "subject",
                format!("{name}: reports, background and analysis."),
            )
        }));
        all.extend(desk.orgs.iter().map(|name| {
            topic(
                name,
                "organisation",
                format!("What {name} does, and what is said of it."),
            )
        }));
        all.extend((0..FIGURES).map(|figure| {
            let name = figure_name(number, figure);
            topic(&name, "person", format!("{name} in the news: {of}."))
        }));
    }
    all.sort_by(|a, b| a.slug.cmp(&b.slug));
    all.dedup_by(|a, b| a.slug == b.slug);
    all
}

impl Archive {
    /// The story at `index`, from 0 for the oldest to `count - 1` for the newest.
    #[must_use]
    pub fn story(&self, index: u64) -> Synthetic {
        let mut chance = Chance::of(self.seed, index);
        let published = calendar::published(index, self.count, chance.unit(), self.now_micros);
        let number = self.desk(index);
        let desk = &TABLES.desks[number];
        let cast = Cast::choose(&mut chance, number, desk, Day::of(published));
        let event = &desk.events[chance.below(desk.events.len())];
        let earlier = self.earlier(index, number);
        let (variant, lead) = chance.pick(&event.leads);
        // A lead for all variants leaves the headline to say which it is.
        let headlines: Vec<_> = event
            .headlines
            .iter()
            .copied()
            .filter(|h| variant == 0 || h.0 == 0 || h.0 == variant)
            .collect();
        let (named, headline) = chance.pick(&headlines);
        let variant = variant.max(named);
        let body = Composer {
            cast: &cast,
            desk,
            event,
            variant,
            lead,
            earlier: &earlier,
        }
        .body(&mut chance);
        let headline = cast.headline(&mut chance, headline);
        let standfirst = chance.pick(&fitting(&event.standfirsts, variant));
        let subject = event.topics[chance.zipf(event.topics.len())];
        let place = TABLES.places[cast.place];
        let fields = Fields {
            slugline: format!(
                "{} {} {index}",
                place.to_lowercase(),
                subject.to_lowercase()
            ),
            slug: story::slug::slug(&headline),
            label: label(&mut chance, desk),
            standfirst: cast.sentence(&mut chance, standfirst),
            headline,
            bylines: bylines(&mut chance, number),
            dateline: chance.percent(55).then(|| place.to_owned()),
            section: Some(desk.slug.to_owned()),
            topics: chosen(&mut chance, &cast, number, subject, place),
            replies: if desk.slug == "opinion" {
                Replies::Premoderated
            } else {
                Replies::Open
            },
            related: if chance.percent(30) {
                earlier.iter().take(3).copied().collect()
            } else {
                Vec::new()
            },
            ..Fields::default()
        };
        Synthetic {
            fields,
            body,
            published,
        }
    }

    /// The section of a story, known without making the story.
    fn desk(&self, index: u64) -> usize {
        // World and city carry more than a niche does.
        const SHARES: [usize; 16] = [0, 0, 0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6, 6, 7];
        Chance::of(self.seed ^ 0x5ec7, index).pick(&SHARES)
    }

    /// The numbers of the nearest earlier stories of the same section, newest first.
    fn earlier(&self, index: u64, desk: usize) -> Vec<i64> {
        let back = (1..=LOOK_BACK.min(index)).map(|back| index - back);
        back.filter(|&other| self.desk(other) == desk)
            .take(3)
            .map(|other| self.first_number + other.cast_signed())
            .collect()
    }
}

fn label(chance: &mut Chance, desk: &Desk) -> Option<Label> {
    match (desk.slug, chance.below(200)) {
        ("opinion", _) => Some(Label::Opinion),
        (_, 0..12) => Some(Label::Analysis),
        ("business" | "culture", 12..15) => Some(Label::Sponsored),
        ("world" | "politics" | "sport", 12..14) => Some(Label::Live),
        _ => None,
    }
}

/// One or two authors of the section; a few write most of it.
fn bylines(chance: &mut Chance, desk: usize) -> Vec<Byline> {
    let desks = TABLES.desks.len();
    let staff = (AUTHORS - desk).div_ceil(desks);
    let mut writers = vec![chance.zipf(staff)];
    if chance.percent(15) {
        let second = chance.zipf(staff);
        if !writers.contains(&second) {
            writers.push(second);
        }
    }
    let signed = writers.into_iter().map(|n| author(desk + n * desks));
    signed
        .map(|a| Byline {
            name: a.name,
            role: Some(a.role),
            handle: Some(a.handle),
            author: Some(a.slug),
        })
        .collect()
}

/// One to three topics: always the subject, often the place, sometimes the person or the organisation.
fn chosen(
    chance: &mut Chance,
    cast: &Cast,
    desk: usize,
    subject: &str,
    place: &str,
) -> Vec<String> {
    let mut topics = vec![subject.to_owned()];
    if chance.percent(70) {
        topics.push(place.to_owned());
    }
    let table = &TABLES.desks[desk];
    match cast.figure {
        Some(figure) if chance.percent(70) => topics.push(figure_name(desk, figure)),
        _ if chance.percent(25) => topics.push(table.orgs[cast.org].to_owned()),
        _ if chance.percent(25) => {
            let other = table.subjects[chance.zipf(table.subjects.len())];
            if other != subject {
                topics.push(other.to_owned());
            }
        }
        _ => {}
    }
    topics
}

#[cfg(test)]
mod tests;
