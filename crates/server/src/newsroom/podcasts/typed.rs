//! What somebody types about a show or an episode, and what is wrong with it.

use std::collections::BTreeMap;

use store::podcasts::{Chapter, Episode, EpisodeKind, PLACES, Person, Show};
use story::Fault;

use crate::newsroom::{Error, people};

/// Most people of a show or episode, and most chapters.
const MOST: usize = 200;
/// The longest notes and descriptions, in letters: Apple takes 4,000 of what it shows.
const LONGEST: usize = 10_000;

/// Apple's categories (<https://podcasters.apple.com/support/1691-apple-podcasts-categories>), each with its parts.
const CATEGORIES: [(&str, &str); 19] = [
    (
        "Arts",
        "Books|Design|Fashion & Beauty|Food|Performing Arts|Visual Arts",
    ),
    (
        "Business",
        "Careers|Entrepreneurship|Investing|Management|Marketing|Non-Profit",
    ),
    ("Comedy", "Comedy Interviews|Improv|Stand-Up"),
    (
        "Education",
        "Courses|How To|Language Learning|Self-Improvement",
    ),
    ("Fiction", "Comedy Fiction|Drama|Science Fiction"),
    ("Government", ""),
    ("History", ""),
    (
        "Health & Fitness",
        "Alternative Health|Fitness|Medicine|Mental Health|Nutrition|Sexuality",
    ),
    (
        "Kids & Family",
        "Education for Kids|Parenting|Pets & Animals|Stories for Kids",
    ),
    (
        "Leisure",
        "Animation & Manga|Automotive|Aviation|Crafts|Games|Hobbies|Home & Garden|Video Games",
    ),
    ("Music", "Music Commentary|Music History|Music Interviews"),
    (
        "News",
        "Business News|Daily News|Entertainment News|News Commentary|Politics|Sports News|Tech News",
    ),
    (
        "Religion & Spirituality",
        "Buddhism|Christianity|Hinduism|Islam|Judaism|Religion|Spirituality",
    ),
    (
        "Science",
        "Astronomy|Chemistry|Earth Sciences|Life Sciences|Mathematics|Natural Sciences|Nature|Physics|Social Sciences",
    ),
    (
        "Society & Culture",
        "Documentary|Personal Journals|Philosophy|Places & Travel|Relationships",
    ),
    (
        "Sports",
        "Baseball|Basketball|Cricket|Fantasy Sports|Football|Golf|Hockey|Rugby|Running|Soccer|Swimming|Tennis|Volleyball|Wilderness|Wrestling",
    ),
    ("Technology", ""),
    ("True Crime", ""),
    (
        "TV & Film",
        "After Shows|Film History|Film Interviews|Film Reviews|TV Reviews",
    ),
];

/// Every category as it is chosen: `News`, `News: Daily News`.
pub fn categories() -> impl Iterator<Item = String> {
    CATEGORIES.iter().flat_map(|(whole, parts)| {
        let parts = parts.split('|').filter(|part| !part.is_empty());
        std::iter::once((*whole).to_owned())
            .chain(parts.map(move |part| format!("{whole}: {part}")))
    })
}

/// What somebody has typed about a show.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the names are those of the show")]
pub struct ShowTyped {
    pub name: String,
    pub description: String,
    pub language: String,
    pub author: String,
    pub email: String,
    pub category: String,
    pub explicit: bool,
    pub serial: bool,
    pub complete: bool,
    pub locked: bool,
    pub copyright: String,
    /// A line a person: the name, a comma, the role.
    pub people: String,
    /// The directories' pages by their names; empty for none.
    pub places: BTreeMap<String, String>,
}

/// What somebody has typed about an episode.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the names are those of the episode")]
pub struct EpisodeTyped {
    pub title: String,
    pub summary: String,
    pub notes: String,
    pub season: String,
    pub episode: String,
    pub kind: String,
    /// `yes`, `no`, or empty for what the show says.
    pub explicit: String,
    pub artwork: String,
    /// A line a person: the name, a comma, the role.
    pub people: String,
    /// A line a chapter: when it begins, its title, and a page about it if there is one.
    pub chapters: String,
}

/// Several lines; line ends as they are everywhere.
fn lines(field: &str, text: &str) -> Result<String, Error> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > LONGEST {
        return Err(Fault::at(field, format!("is longer than {LONGEST} letters")).into());
    }
    if text.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
        return Err(Fault::at(field, "holds a character that nobody can see; type it anew").into());
    }
    Ok(text)
}

/// One line, which may be missing.
fn may_line(field: &str, text: &str) -> Result<String, Error> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    people::line(field, text).map(str::to_owned)
}

/// An address of the web.
fn page(field: &str, text: &str) -> Result<Option<String>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let found = url::Url::parse(text).ok();
    let fine = found.filter(|u| matches!(u.scheme(), "https" | "http") && u.has_host());
    match fine {
        Some(url) => Ok(Some(url.into())),
        None => {
            let words =
                format!("holds \"{text}\", which is no address such as https://example.org/");
            Err(Fault::at(field, words).into())
        }
    }
}

impl ShowTyped {
    /// Puts what was typed into a show.
    pub(super) fn put_into(&self, show: &mut Show) -> Result<(), Error> {
        show.name = people::line("name", &self.name)?.to_owned();
        show.description = lines("description", &self.description)?;
        let details = &mut show.details;
        details.language = may_line("language", &self.language)?;
        if !crate::newsroom::is_language(&details.language) {
            let words = "must be a language tag such as en or pt-BR (BCP 47)";
            return Err(Fault::at("language", words).into());
        }
        details.author = may_line("author", &self.author)?;
        details.email = may_line("email", &self.email)?;
        if !details.email.is_empty() && !details.email.contains('@') {
            return Err(Fault::at("email", "is no address such as desk@example.org").into());
        }
        if !categories().any(|known| known == self.category) {
            return Err(Fault::at("category", "is none of those that directories know").into());
        }
        details.category.clone_from(&self.category);
        details.copyright = may_line("copyright", &self.copyright)?;
        details.people = people_of(&self.people)?;
        details.explicit = self.explicit;
        details.serial = self.serial;
        details.complete = self.complete;
        details.locked = self.locked;
        details.places.clear();
        for (place, _) in PLACES {
            let typed = self.places.get(place).map_or("", String::as_str);
            if let Some(url) = page(place, typed)? {
                details.places.insert(place.to_owned(), url);
            }
        }
        Ok(())
    }
}

impl EpisodeTyped {
    /// Puts what was typed into an episode.
    pub(super) fn put_into(&self, episode: &mut Episode) -> Result<(), Error> {
        let details = &mut episode.details;
        details.title = people::line("title", &self.title)?.to_owned();
        details.summary = lines("summary", &self.summary)?.replace('\n', " ");
        details.notes = lines("notes", &self.notes)?;
        details.season = number("season", &self.season)?;
        details.episode = number("episode", &self.episode)?;
        details.kind = match self.kind.as_str() {
            "trailer" => EpisodeKind::Trailer,
            "bonus" => EpisodeKind::Bonus,
            "full" | "" => EpisodeKind::Full,
            _ => return Err(Fault::at("kind", "is none of full, trailer, bonus").into()),
        };
        details.explicit = match self.explicit.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let artwork = self.artwork.trim();
        details.artwork = (!artwork.is_empty()).then(|| artwork.to_owned());
        details.people = people_of(&self.people)?;
        details.chapters = chapters_of(&self.chapters)?;
        Ok(())
    }
}

fn number(field: &str, text: &str) -> Result<Option<u32>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|n| (1..=100_000).contains(n));
    number
        .map(Some)
        .ok_or_else(|| Fault::at(field, "must be a whole number from 1").into())
}

fn filled(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn people_of(text: &str) -> Result<Vec<Person>, Error> {
    let mut people = Vec::new();
    for line in filled(text) {
        let (name, role) = line.rsplit_once(',').unwrap_or((line, "host"));
        people.push(Person {
            name: people::line("people", name)?.to_owned(),
            role: people::line("people", role)?.to_lowercase(),
        });
    }
    if people.len() > MOST {
        return Err(Fault::at("people", format!("are more than {MOST}")).into());
    }
    Ok(people)
}

/// The same as it is typed.
#[must_use]
pub fn people_typed(people: &[Person]) -> String {
    let lines = people.iter().map(|p| format!("{}, {}", p.name, p.role));
    lines.collect::<Vec<_>>().join("\n")
}

fn chapters_of(text: &str) -> Result<Vec<Chapter>, Error> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for line in filled(text) {
        let wrong = |words: &str| Fault::at("chapters", format!("hold \"{line}\", {words}"));
        let (clock, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let start = seconds(clock)
            .ok_or_else(|| wrong("which does not begin with a time such as 12:30"))?;
        let rest = rest.trim().trim_start_matches(['-', '–', '—']).trim();
        let (title, url) = match rest.rsplit_once(char::is_whitespace) {
            Some((title, last)) if last.contains("://") => (title.trim(), page("chapters", last)?),
            _ => (rest, None),
        };
        if title.is_empty() {
            return Err(wrong("which has no title").into());
        }
        if chapters.last().is_some_and(|last| last.start >= start) {
            return Err(wrong("which does not come after the one before it").into());
        }
        chapters.push(Chapter {
            start,
            title: people::line("chapters", title)?.to_owned(),
            url,
        });
    }
    if chapters.len() > MOST {
        return Err(Fault::at("chapters", format!("are more than {MOST}")).into());
    }
    Ok(chapters)
}

/// `1:02:03`, `12:30`, `0:00`, in seconds.
fn seconds(clock: &str) -> Option<u32> {
    let parts: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    parts.iter().enumerate().try_fold(0_u32, |sum, (n, part)| {
        let plain = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let value: u32 = plain.then(|| part.parse().ok()).flatten()?;
        (n == 0 || value < 60).then_some(sum * 60 + value)
    })
}

/// The same as it is typed.
#[must_use]
pub fn chapters_typed(chapters: &[Chapter]) -> String {
    let lines = chapters.iter().map(|chapter| {
        let url = chapter.url.as_deref().map(|url| format!(" {url}"));
        let clock = crate::times::length(chapter.start);
        format!("{clock} {}{}", chapter.title, url.unwrap_or_default())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_read_as_they_are_written() {
        let text = "0:00 Hello\n1:30 – The quay https://news.example/quay\n1:02:03 Good night";
        let read = chapters_of(text).unwrap();
        let starts: Vec<u32> = read.iter().map(|c| c.start).collect();
        assert_eq!(starts, [0, 90, 3_723]);
        assert_eq!(read[1].title, "The quay");
        assert_eq!(read[1].url.as_deref(), Some("https://news.example/quay"));
        assert_eq!(chapters_of(&chapters_typed(&read)).unwrap(), read);
        for wrong in [
            "Hello",
            "0:00",
            "1:00 A\n0:30 B",
            "1:99 A",
            "1:2:3:4 A",
            "0:10 A ftp://x/",
        ] {
            let error = chapters_of(wrong).unwrap_err().to_string();
            assert!(error.contains("chapters"), "{wrong}: {error}");
        }
    }

    #[test]
    fn people_have_a_role_and_are_hosts_where_none_is_named() {
        let read = people_of("Ada Bell\nJoe Hale, Guest\n\n").unwrap();
        let said: Vec<(&str, &str)> = read.iter().map(|p| (&*p.name, &*p.role)).collect();
        assert_eq!(said, [("Ada Bell", "host"), ("Joe Hale", "guest")]);
        assert_eq!(people_of(&people_typed(&read)).unwrap(), read);
    }

    #[test]
    fn categories_are_whole_or_parts() {
        let all: Vec<String> = categories().collect();
        assert!(all.contains(&"News".into()) && all.contains(&"News: Daily News".into()));
        assert!(all.iter().all(|name| !name.ends_with(": ")));
    }
}
