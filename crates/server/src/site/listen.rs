//! The stories that can be heard, as a podcast: of the whole site, a section, a topic or an author.

use store::Result;
use store::assets::{Asset, LISTEN_COVER, SPEECH};
use store::lists::{Before, Card};
use store::podcasts::Person;

use crate::site::feed::{Credit, Cues, Feed, Item, cover, file};
use crate::site::making::Making;
use crate::{times, urls};

/// So many of the newest stories are looked at.
const MOST: i64 = 100;

/// Whose stories.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Of {
    Site,
    Section(String),
    Topic(String),
    Author(String),
}

/// Makes the feed; none if there is no such section, topic or author.
///
/// # Errors
/// Of the store.
pub fn make(making: &Making<'_, '_, '_>, of: &Of) -> Result<Option<Feed>> {
    let reads = making.reads;
    let site = making.about.name.clone();
    let named = match of {
        Of::Site => Some((site.clone(), making.about.tagline.clone(), "/".to_owned())),
        Of::Section(slug) => {
            let all = reads.sections()?;
            let section = all.into_iter().find(|section| section.slug == *slug);
            section.map(|s| {
                (
                    format!("{site}: {}", s.name),
                    s.description,
                    urls::section(slug),
                )
            })
        }
        Of::Topic(slug) => reads.topic(slug)?.map(|t| {
            (
                format!("{site}: {}", t.name),
                t.description,
                urls::topic(slug),
            )
        }),
        Of::Author(slug) => reads
            .author(slug)?
            .map(|a| (format!("{site}: {}", a.name), a.bio, urls::author(slug))),
    };
    let Some((title, about, page)) = named else {
        return Ok(None);
    };
    let cards = match of {
        Of::Site => reads.newest(Before::START, MOST)?,
        Of::Section(slug) => reads.section_list(slug, Before::START, MOST)?,
        Of::Topic(slug) => reads.topic_list(slug, Before::START, MOST)?,
        Of::Author(slug) => reads.author_list(slug, Before::START, MOST)?,
    };
    let mut items = Vec::new();
    for card in cards {
        items.extend(item(making, card)?);
    }
    let made = making.speech.say("listen-made", &[]);
    let about = about.trim().trim_end_matches('.');
    let description = if about.is_empty() {
        format!("{title}. {made}.")
    } else {
        format!("{about}. {made}.")
    };
    let frame = making.frame(&urls::listen(&page), &title, &description, "");
    let picture = reads.asset(LISTEN_COVER)?.filter(Asset::is_shown);
    Ok(Some(Feed {
        guid: urls::guid(&frame.canonical),
        link: making.full(&page),
        language: frame.language.clone(),
        author: site,
        email: making.about.letters.clone().unwrap_or_default(),
        category: "News".into(),
        subcategory: String::new(),
        explicit: false,
        serial: false,
        complete: false,
        locked: false,
        copyright: String::new(),
        cover: picture.and_then(|picture| cover(making, &picture)),
        people: Vec::new(),
        title,
        description,
        items,
        frame,
    }))
}

/// A story as an episode, if it can be heard.
fn item(making: &Making<'_, '_, '_>, card: Card) -> Result<Option<Item>> {
    let asset = making.reads.asset(&format!("{}{}", SPEECH, card.number))?;
    let Some(asset) = asset.filter(|asset| asset.is_shown()) else {
        return Ok(None);
    };
    let Some(sound) = file(making, &asset, "audio/mpeg") else {
        return Ok(None);
    };
    let author = |name: String| {
        Credit::of(&Person {
            name,
            role: "author".into(),
        })
    };
    let language = card.fields.language;
    let cues = file(making, &asset, "text/vtt").map(|file| Cues {
        url: file.url,
        language: language.clone(),
    });
    Ok(Some(Item {
        title: card.fields.headline,
        guid: format!("{}#story-{}", making.full("/"), card.number),
        link: making.full(&urls::story(card.number, &card.fields.slug)),
        published: times::mail(card.published),
        description: card.fields.standfirst,
        people: card
            .fields
            .bylines
            .into_iter()
            .map(|b| author(b.name))
            .collect(),
        seconds: asset.details.length.unwrap_or_default(),
        others: file(making, &asset, "audio/ogg").into_iter().collect(),
        cues: cues.into_iter().collect(),
        kind: "full",
        sound,
        language,
        ..Item::default()
    }))
}
