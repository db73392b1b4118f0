//! Who and what one story is about, and how a sentence of the tables becomes a sentence of the story.
//!
//! The cast is chosen once for a story, so that names, places and figures are the same from the headline to the
//! last line.

use std::fmt::Write as _;

use super::calendar::Day;
use super::chance::Chance;
use super::tables::{Desk, TABLES};

/// How many public figures each section returns to.
pub(super) const FIGURES: usize = 8;

/// The cast of one story.
pub(super) struct Cast {
    /// The public figure that the story is about, where it is one.
    pub(super) figure: Option<usize>,
    pub(super) who: String,
    name: &'static str,
    role: String,
    pub(super) critic: String,
    cname: &'static str,
    critic_role: String,
    pub(super) vfull: String,
    vname: &'static str,
    voice: &'static str,
    pub(super) place: usize,
    place2: &'static str,
    country2: &'static str,
    street: &'static str,
    pub(super) org: usize,
    org2: usize,
    article: bool,
    orgs: &'static [&'static str],
    figures: Figures,
    day: Day,
}

/// The figures of a sentence. Those of the event are the same all through the story; what is told beside it has its
/// own, since no two things in the world come to the same number.
struct Figures {
    n: usize,
    m: usize,
    few: usize,
    years: usize,
    pct: usize,
    pct2: usize,
    young: usize,
    /// Whole and tenths of a million, and a smaller sum in hundred thousands.
    sum: (usize, usize),
    sum2: usize,
    past: i64,
}

impl Figures {
    fn throw(chance: &mut Chance, day: Day) -> Self {
        Self {
            n: chance.between(104, 989),
            m: chance.between(13, 89),
            few: chance.between(3, 9),
            years: chance.between(4, 24),
            pct: chance.between(11, 48),
            pct2: chance.between(3, 10),
            young: chance.between(17, 19),
            sum: match chance.below(4) {
                0 => (chance.between(11, 940), 0),
                _ => (chance.between(1, 99), chance.between(1, 9)),
            },
            sum2: chance.between(2, 9),
            past: day.year - chance.between(3, 27) as i64,
        }
    }
}

/// The name of public figure `figure` of section `desk`.
pub(super) fn figure_name(desk: usize, figure: usize) -> String {
    let n = desk * FIGURES + figure;
    format!(
        "{} {}",
        TABLES.first[(n * 7 + 3) % TABLES.first.len()],
        TABLES.last[(n * 13 + 5) % TABLES.last.len()]
    )
}

/// The country that a place lies in.
pub(super) fn country_of(place: usize) -> &'static str {
    TABLES.countries[place % TABLES.countries.len()]
}

impl Cast {
    pub(super) fn choose(
        chance: &mut Chance,
        number: usize,
        desk: &'static Desk,
        day: Day,
    ) -> Self {
        let tables = &*TABLES;
        let figure = chance.percent(35).then(|| chance.zipf(FIGURES));
        // A figure holds one office in one place, whatever the story.
        let home = figure.map(|figure| (figure * 11 + number * 17) % tables.places.len());
        // Half of what happens, happens in a few places.
        let anywhere = chance.below(tables.places.len());
        let often = chance.zipf(tables.places.len());
        let place = home.unwrap_or(if chance.percent(50) { often } else { anywhere });
        let org = figure.map_or_else(
            || chance.zipf(desk.orgs.len()),
            |figure| figure % desk.orgs.len(),
        );
        let (first, name) = match figure {
            Some(figure) => {
                let n = number * FIGURES + figure;
                (
                    tables.first[(n * 7 + 3) % tables.first.len()],
                    tables.last[(n * 13 + 5) % tables.last.len()],
                )
            }
            None => (chance.pick(&tables.first), chance.pick(&tables.last)),
        };
        let role = match figure {
            Some(figure) => desk.roles[figure % desk.roles.len()],
            None => chance.pick(&desk.roles),
        };
        let mut taken = vec![name];
        let mut other = |chance: &mut Chance| {
            let last = other_than(chance, &tables.last, &taken);
            taken.push(last);
            (format!("{} {last}", chance.pick(&tables.first)), last)
        };
        let (critic, cname) = other(chance);
        let (vfull, vname) = other(chance);
        let here = country_of(place);
        let country2 = other_than(chance, &tables.countries, &[here]);
        let place2 = other_than(chance, &tables.places, &[tables.places[place]]);
        let org2 = (org + 1 + chance.below(desk.orgs.len() - 1)) % desk.orgs.len();
        let mut cast = Self {
            figure,
            who: format!("{first} {name}"),
            name,
            role: String::new(),
            critic,
            cname,
            critic_role: String::new(),
            vfull,
            vname,
            voice: chance.pick(&tables.voices),
            place,
            place2,
            country2,
            street: chance.pick(&tables.streets),
            org,
            org2,
            article: desk.article,
            orgs: &desk.orgs,
            figures: Figures::throw(chance, day),
            day,
        };
        cast.role = cast.say(chance, role);
        let role = chance.pick(&desk.critics);
        cast.critic_role = cast.say(chance, role);
        cast
    }

    /// The sentence with its choices made and its slots filled, beginning with a capital.
    pub(super) fn sentence(&self, chance: &mut Chance, template: &str) -> String {
        opening(&self.say(chance, template))
    }

    /// A headline: as a sentence, but a figure may stand first.
    pub(super) fn headline(&self, chance: &mut Chance, template: &str) -> String {
        capital(self.say(chance, template))
    }

    /// A sentence from beside the event, with figures of its own.
    pub(super) fn aside(&self, chance: &mut Chance, template: &str) -> String {
        let figures = Figures::throw(chance, self.day);
        opening(&self.told(chance, template, &figures))
    }

    fn say(&self, chance: &mut Chance, template: &str) -> String {
        self.told(chance, template, &self.figures)
    }

    fn told(&self, chance: &mut Chance, template: &str, figures: &Figures) -> String {
        let mut out = String::with_capacity(template.len() + 60);
        self.write(chance, template, figures, &mut out);
        out
    }

    fn write(&self, chance: &mut Chance, template: &str, figures: &Figures, out: &mut String) {
        let mut rest = template;
        while let Some(at) = rest.find(['{', '[']) {
            let opens = rest.as_bytes()[at];
            out.push_str(&rest[..at]);
            let inner = &rest[at + 1..];
            let close = if opens == b'{' { '}' } else { ']' };
            let Some(end) = inner.find(close) else {
                unreachable!("{template}")
            };
            if opens == b'{' {
                self.fill(&inner[..end], figures, out);
            } else {
                let choices = inner[..end].split('|').count();
                let choice = inner[..end]
                    .split('|')
                    .nth(chance.below(choices))
                    .unwrap_or_default();
                self.write(chance, choice, figures, out);
            }
            rest = &inner[end + 1..];
        }
        out.push_str(rest);
    }

    /// Writes what a slot stands for, with the article before it in the form that its sound asks for.
    fn fill(&self, slot: &str, figures: &Figures, out: &mut String) {
        let start = out.len();
        match slot {
            "who" => out.push_str(&self.who),
            "name" => out.push_str(self.name),
            "role" => out.push_str(&self.role),
            "critic" => out.push_str(&self.critic),
            "cname" => out.push_str(self.cname),
            "crole" => out.push_str(&self.critic_role),
            "vfull" => out.push_str(&self.vfull),
            "vname" => out.push_str(self.vname),
            "voice" => out.push_str(self.voice),
            "place" => out.push_str(TABLES.places[self.place]),
            "place2" => out.push_str(self.place2),
            "country" => out.push_str(country_of(self.place)),
            "country2" => out.push_str(self.country2),
            "street" => out.push_str(self.street),
            "org" => self.organisation(self.org, out),
            "org2" => self.organisation(self.org2, out),
            "n" => number(out, figures.n),
            "m" => number(out, figures.m),
            "pct" => number(out, figures.pct),
            "pct2" => number(out, figures.pct2),
            "young" => number(out, figures.young),
            "few" => out.push_str(word(figures.few)),
            "years" if figures.years <= 9 => out.push_str(word(figures.years)),
            "years" => number(out, figures.years),
            "sum" => money(out, figures.sum, "m"),
            "sum2" => money(out, (figures.sum2 * 100, 0), ",000"),
            "past" => number(out, figures.past.unsigned_abs() as usize),
            "day" => out.push_str(self.day.weekday()),
            "month" => out.push_str(self.day.month_to_come()),
            "season" => out.push_str(self.day.season()),
            _ => unreachable!("no slot is called {slot}"),
        }
        // A sentence inside the template may begin with a slot; a headline never holds one.
        if out[..start].ends_with(['.', '?', ' ']) && out[..start].trim_end().ends_with(['.', '?'])
        {
            let rest = opening(&out[start..]);
            out.truncate(start);
            out.push_str(&rest);
        }
        let sounds = vowel(&out[start..]);
        let before = &out[..start];
        if sounds && (before == "A " || before.ends_with(" a ") || before.ends_with("“A ")) {
            out.insert(start - 1, 'n');
        }
    }

    fn organisation(&self, org: usize, out: &mut String) {
        if self.article && !out.ends_with("the ") && !out.ends_with("The ") {
            out.push_str("the ");
        }
        out.push_str(self.orgs[org]);
    }

    /// The year in which the story appears.
    pub(super) fn year(&self) -> i64 {
        self.day.year
    }

    /// The figure that the story turns on, for its tables.
    pub(super) fn count(&self) -> usize {
        self.figures.n
    }
}

/// The sentence as it opens in print: with a capital, and with no bare figure first.
fn opening(sentence: &str) -> String {
    let digits = sentence.chars().take_while(char::is_ascii_digit).count();
    let (figure, rest) = sentence.split_at(digits);
    match figure.parse::<usize>() {
        Ok(number @ 1..100) if rest.starts_with(' ') => {
            capital(format!("{}{rest}", spelled(number)))
        }
        Ok(_) => format!("Some {sentence}"),
        Err(_) => capital(sentence.to_owned()),
    }
}

/// A number below a hundred in words.
fn spelled(number: usize) -> String {
    const TEENS: [&str; 10] = [
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = [
        "", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    match (number / 10, number % 10) {
        (0, ones) => word(ones).to_owned(),
        (1, ones) => TEENS[ones].to_owned(),
        (tens, 0) => TENS[tens].to_owned(),
        (tens, ones) => format!("{}-{}", TENS[tens], word(ones)),
    }
}

/// The sentence with a capital at its beginning.
fn capital(mut sentence: String) -> String {
    let first = sentence.chars().next().filter(char::is_ascii_lowercase);
    if let Some(first) = first {
        sentence.replace_range(..1, first.to_ascii_uppercase().encode_utf8(&mut [0; 4]));
    }
    sentence
}

fn other_than(chance: &mut Chance, items: &[&'static str], taken: &[&str]) -> &'static str {
    let mut at = chance.below(items.len());
    while taken.contains(&items[at]) {
        at = (at + 1) % items.len();
    }
    items[at]
}

fn number(out: &mut String, number: usize) {
    // Writing to a string does not fail.
    let _ = write!(out, "{number}");
}

fn word(number: usize) -> &'static str {
    [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ]
    .get(number)
    .unwrap_or(&"many")
}

fn money(out: &mut String, (whole, tenths): (usize, usize), unit: &str) {
    number(out, whole);
    if tenths > 0 {
        out.push('.');
        number(out, tenths);
    }
    out.push_str(unit);
    out.push_str(" crowns");
}

/// Whether a word or figure begins with the sound of a vowel.
fn vowel(word: &str) -> bool {
    let figure = word
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    if !figure.is_empty() {
        return figure.starts_with('8')
            || ((figure == "11" || figure == "18") && !word.contains(','));
    }
    let consonant = ["one", "uni", "use", "eu"];
    let silent = consonant.iter().any(|start| {
        word.get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    });
    !silent && word.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U'])
}
