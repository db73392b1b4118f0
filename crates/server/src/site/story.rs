//! The story page.

use serde::Serialize;
use serde_json::{Value, json};
use store::Result;
use store::assets::{Asset, SPEECH};
use store::lists::Before;
use story::doc::Further;
use story::html::Around;
use story::{Block, Doc, Replies, html, text};

use crate::cache::CachePolicy;
use crate::site::making::Making;
use crate::site::page::Page;
use crate::site::reads::Live;
use crate::site::view::{self, Frame, Html, Link, Listen, Source};
use crate::words::direction;
use crate::{times, urls};

/// How many stories of the same section follow.
const EARLIER: i64 = 4;

/// The story page.
#[derive(Debug, Serialize)]
pub struct Story {
    /// What all pages share.
    pub frame: Frame,
    /// The story.
    pub story: view::Story,
}

impl Story {
    /// Makes the page. The language of `making` becomes the story's.
    ///
    /// # Errors
    /// Of the store.
    pub fn make(making: &mut Making<'_, '_, '_>, live: Live) -> Result<Self> {
        let Live {
            story,
            fields,
            body,
        } = live;
        making.speak(&fields.language);
        let (published, zone) = (story.published.unwrap_or_default(), fields.zone.as_str());
        let url = urls::story(story.number, &fields.slug);
        let (top, body) = part_advertisement(body);
        let around = making.around(&body, fields.lead.as_ref(), fields.ads)?;
        let advertisement = top
            .map(|doc| html::html(&doc, &around))
            .filter(|h| !h.is_empty())
            .map(Html);
        let lead = fields
            .lead
            .as_ref()
            .map(|l| html::figure(l, &around))
            .filter(|h| !h.is_empty())
            .map(Html);
        let section = making.section(fields.section.as_deref());
        let mut topics = Vec::new();
        for name in &fields.topics {
            if let Some(topic) = making.reads.topic_named(name)? {
                let link = Link {
                    name: topic.name,
                    url: urls::topic(&topic.slug),
                };
                // Two names in a revision may be one topic since.
                if topics.iter().all(|t: &Link| t.url != link.url) {
                    topics.push(link);
                }
            }
        }
        let mut related = Vec::new();
        for number in &fields.related {
            related.extend(making.reads.card(*number)?);
        }
        let place = Before {
            published,
            number: story.number,
        };
        let mut earlier = match &story.section {
            Some(slug) => making.reads.earlier(slug, place, EARLIER)?,
            None => Vec::new(),
        };
        earlier.retain(|c| !fields.related.contains(&c.number));
        let (related, earlier) = (making.cards(related)?, making.cards(earlier)?);
        let cards = |cards: &[view::Card]| cards.first().map(|c| link(&c.headline, &c.url));
        let next = cards(&related)
            .or_else(|| read_more(&body, &around))
            .or_else(|| cards(&earlier));
        let corrections = making
            .reads
            .corrections_of(story.number)?
            .into_iter()
            .map(|c| making.correction(c, zone, None))
            .collect();
        let published_shown = times::show(published, zone, &making.speech);
        let updated = story
            .updated
            .map(|at| times::show(at, zone, &making.speech))
            .filter(|u| u.full != published_shown.full);
        let title = fields
            .headlines
            .seo
            .clone()
            .unwrap_or_else(|| fields.headline.clone());
        let description = if fields.standfirst.is_empty() {
            text::first_words(&body, 160)
        } else {
            fields.standfirst.clone()
        };
        let current = section.as_ref().map(|s| s.url.clone()).unwrap_or_default();
        let shown = pictures(making, fields.lead.as_ref())?;
        let frame = Frame {
            picture: shown.first().cloned(),
            ..making.frame(&url, &title, &description, &current)
        };
        let bylines = making.bylines(&fields.bylines)?;
        let listen = listen(making, story.number, next)?;
        let told = data(
            &frame,
            &fields.headline,
            &published_shown.machine,
            &bylines,
            &shown,
            updated.as_ref().map(|u| u.machine.as_str()),
            listen.as_ref(),
        );
        let view = view::Story {
            number: story.number,
            label: making.label(fields.label),
            section,
            share: share(making, &frame.canonical, &fields.headline),
            replies: replies(making, fields.replies, &fields.headline),
            data: told,
            bylines,
            minutes: text::reading_minutes(&body),
            body: Html(html::html(&body, &around)),
            listen,
            related,
            earlier,
            direction: direction(&fields.language).to_owned(),
            url,
            language: fields.language,
            headline: fields.headline,
            standfirst: fields.standfirst,
            dateline: fields.dateline,
            published: published_shown,
            updated,
            advertisement,
            lead,
            corrections,
            topics,
        };
        Ok(Self { frame, story: view })
    }
}

/// An advertisement that the body starts with stands above the player and the lead, where the page has its place.
fn part_advertisement(mut body: Doc) -> (Option<Doc>, Doc) {
    if matches!(body.content.first(), Some(Block::Adslot { .. })) {
        let first = body.content.remove(0);
        return (
            Some(Doc {
                content: vec![first],
            }),
            body,
        );
    }
    (None, body)
}

/// The sound of a story is the asset that bears its number.
fn listen(making: &Making<'_, '_, '_>, number: i64, next: Option<Link>) -> Result<Option<Listen>> {
    let asset = making.reads.asset(&format!("{SPEECH}{number}"))?;
    let asset = asset.filter(Asset::is_shown);
    Ok(asset.and_then(|asset| heard(&asset, next)))
}

/// What a page plays of an asset.
pub(super) fn heard(asset: &Asset, next: Option<Link>) -> Option<Listen> {
    let machine = asset.id.starts_with(SPEECH);
    let (mut sources, mut cues) = (Vec::new(), None);
    for rendition in &asset.details.renditions {
        let url = urls::media(&asset.id, &rendition.name);
        match rendition.media_type.as_str() {
            "text/vtt" if machine => cues = Some(url),
            // Half as large as MP3 at the same quality, so whoever can play it gets it.
            "audio/ogg" => sources.insert(0, source(url, "audio/ogg; codecs=opus")),
            media_type if media_type.starts_with("audio/") => sources.push(source(url, media_type)),
            _ => {}
        }
    }
    let seconds = asset.details.length.unwrap_or_default();
    // Every program plays MP3, which stands after Opus.
    let download = sources.last()?.url.clone();
    Some(Listen {
        sources,
        download,
        cues,
        reader: asset.details.byline.clone(),
        length: times::length(seconds),
        seconds,
        next,
    })
}

fn source(url: String, media_type: &str) -> Source {
    Source {
        url,
        media_type: media_type.to_owned(),
    }
}

/// The first own story under "Read more".
fn read_more(body: &Doc, around: &Around) -> Option<Link> {
    let named = body.content.iter().flat_map(|block| match block {
        Block::Readmore { attrs } => attrs.stories.as_slice(),
        _ => &[],
    });
    let mut live = named.filter_map(|further| match further {
        Further::Own(number) => around.stories.get(number),
        Further::Page { .. } => None,
    });
    live.next().map(|story| link(&story.headline, &story.url))
}

fn link(name: &str, url: &str) -> Link {
    Link {
        name: name.to_owned(),
        url: url.to_owned(),
    }
}

/// The lead as other sites show it: in 16:9, 4:3 and 1:1, each as large as there is; while the crops are not made, whole.
fn pictures(making: &Making<'_, '_, '_>, lead: Option<&story::Lead>) -> Result<Vec<String>> {
    let Some(id) = lead.and_then(|l| l.asset.as_deref()) else {
        return Ok(Vec::new());
    };
    let Some(asset) = making.reads.asset(id)?.filter(|a| a.is_shown()) else {
        return Ok(Vec::new());
    };
    let jpegs = || {
        asset
            .details
            .renditions
            .iter()
            .filter(|r| r.media_type == "image/jpeg")
    };
    let crops = ["16x9-", "4x3-", "1x1-"].iter();
    let crops = crops.filter_map(|ratio| {
        jpegs()
            .filter(|r| r.name.starts_with(ratio))
            .max_by_key(|r| r.width)
    });
    let mut found: Vec<String> = crops
        .map(|r| making.full(&urls::media(id, &r.name)))
        .collect();
    if found.is_empty() {
        let whole = jpegs().filter(|r| !r.is_crop()).max_by_key(|r| r.width);
        found.extend(whole.map(|r| making.full(&urls::media(id, &r.name))));
    }
    Ok(found)
}

/// What the page is about, as programs read it (schema.org's NewsArticle in JSON-LD 1.1).
fn data(
    frame: &Frame,
    headline: &str,
    published: &str,
    bylines: &[view::Byline],
    pictures: &[String],
    updated: Option<&str>,
    listen: Option<&Listen>,
) -> Html {
    let base = frame.site.url.trim_end_matches('/');
    let authors: Vec<Value> = bylines
        .iter()
        .map(|b| match &b.url {
            Some(url) => {
                json!({ "@type": "Person", "name": b.name, "url": format!("{base}{url}") })
            }
            None => json!({ "@type": "Person", "name": b.name }),
        })
        .collect();
    let mut told = json!({
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": headline, "datePublished": published,
        "dateModified": updated.unwrap_or(published), "mainEntityOfPage": frame.canonical,
        "publisher": { "@type": "NewsMediaOrganization", "name": frame.site.name },
    });
    if !authors.is_empty() {
        told["author"] = authors.into();
    }
    if !pictures.is_empty() {
        told["image"] = pictures.into();
    }
    if let Some(listen) = listen {
        let (minutes, seconds) = (listen.seconds / 60, listen.seconds % 60);
        told["audio"] = json!({
            "@type": "AudioObject", "name": headline, "contentUrl": format!("{base}{}", listen.download),
            "encodingFormat": "audio/mpeg", "duration": format!("PT{minutes}M{seconds}S"), "uploadDate": published,
        });
        if listen.cues.is_some() {
            // A machine has read it: in schema.org's words for IPTC's list of digital source types.
            told["audio"]["digitalSourceType"] =
                "https://schema.org/TrainedAlgorithmicMediaDigitalSource".into();
        }
    }
    Html::of_json(&told)
}

fn share(making: &Making<'_, '_, '_>, address: &str, headline: &str) -> Vec<Link> {
    let (address, headline) = (urls::escape(address), urls::escape(headline));
    vec![
        link(
            &making.speech.say("share-email", &[]),
            &format!("mailto:?subject={headline}&body={address}"),
        ),
        link(
            "WhatsApp",
            &format!("https://wa.me/?text={headline}%20{address}"),
        ),
        link(
            "Bluesky",
            &format!("https://bsky.app/intent/compose?text={headline}%20{address}"),
        ),
        link(
            "Facebook",
            &format!("https://www.facebook.com/sharer/sharer.php?u={address}"),
        ),
        link(
            "X",
            &format!("https://x.com/intent/post?text={headline}&url={address}"),
        ),
    ]
}

fn replies(making: &Making<'_, '_, '_>, replies: Replies, headline: &str) -> Option<view::Replies> {
    let open = match replies {
        Replies::Open | Replies::Premoderated => true,
        Replies::Closed => false,
        Replies::Off => return None,
    };
    let letters = making.about.letters.as_deref().filter(|_| open);
    let letters = letters.map(|to| format!("mailto:{to}?subject={}", urls::escape(headline)));
    Some(view::Replies { open, letters })
}

impl Page for Story {
    const TEMPLATE: &'static str = "site/story.html";
    const CACHE: CachePolicy = CachePolicy::Page;

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn sample() -> Self {
        Self {
            frame: Frame::sample("Quay to be rebuilt before the winter"),
            story: view::Story::sample(),
        }
    }
}
