//! Making a page: from what was read to the parts that templates see.

use std::collections::BTreeMap;

use store::Result;
use store::assets::{self, Asset};
use store::lists::Before;
use story::fields::MAX_LINE;
use story::html::{self, Around, Linked, Promotion};
use story::{Byline, Doc, Fault, Lead};

use crate::site::reads::Reads;
use crate::site::view::{self, Card, Frame, Html, Link, Policy, Site};
use crate::templates::Templates;
use crate::words::{Speech, direction, language_name};
use crate::{times, urls};

/// How many stories a page of a list shows.
pub const PER_PAGE: i64 = 24;

/// What the newsroom says of its site; kept in the settings of the store under `site`.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// The name at the head of every page.
    pub name: String,
    /// The line under it.
    pub tagline: String,
    /// The language of the pages that are not stories.
    pub language: String,
    /// The IANA zone in which lists show their times.
    pub zone: String,
    /// Where readers write to.
    pub letters: Option<String>,
    /// The line at the foot of every page.
    pub imprint: String,
}

impl Default for About {
    fn default() -> Self {
        Self {
            name: "Standfirst".into(),
            tagline: String::new(),
            language: "en".into(),
            zone: "Etc/UTC".into(),
            letters: None,
            imprint: String::new(),
        }
    }
}

impl About {
    /// Whether pages can be made with it.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self) -> std::result::Result<(), Fault> {
        let lines = [
            ("name", self.name.as_str()),
            ("tagline", &self.tagline),
            ("letters", self.letters.as_deref().unwrap_or_default()),
            ("imprint", &self.imprint),
        ];
        for (name, line) in lines {
            if line.contains(char::is_control) || line.chars().count() > MAX_LINE {
                let why = format!("must be one line of {MAX_LINE} characters");
                return Err(Fault::at(name, why));
            }
        }
        if self.name.trim().is_empty() {
            return Err(Fault::at("name", "is empty"));
        }
        if !story::fields::is_language(&self.language) {
            return Err(Fault::at(
                "language",
                "is no BCP 47 language tag such as en or pt-BR",
            ));
        }
        if !times::known_zone(&self.zone) {
            return Err(Fault::at("zone", "is no IANA zone such as Europe/London"));
        }
        let is_mail = |text: &str| text.contains('@') && !text.contains(char::is_whitespace);
        if !self.letters.as_deref().is_none_or(is_mail) {
            return Err(Fault::at("letters", "is no mail address"));
        }
        Ok(())
    }
}

/// The setting under which [`About`] is kept.
pub const ABOUT: &str = "site";
/// The setting under which the policies (a list of [`Policy`]) are kept.
pub const POLICIES: &str = "policies";

/// Makes the parts of one page.
pub struct Making<'m, 'a, 'b> {
    /// What it is made from.
    pub reads: &'m Reads<'a, 'b>,
    templates: &'m Templates,
    /// The site's own address, without a slash at the end.
    base: &'m str,
    /// What the newsroom says of its site.
    pub about: About,
    sections: BTreeMap<String, Link>,
    row: Vec<Link>,
    podcasts: bool,
    /// The words of the page.
    pub speech: Speech,
}

impl<'m, 'a, 'b> Making<'m, 'a, 'b> {
    /// Begins a page in the language of the site.
    ///
    /// # Errors
    /// Of the store.
    pub fn begin(
        reads: &'m Reads<'a, 'b>,
        templates: &'m Templates,
        base: &'m str,
    ) -> Result<Self> {
        let about: About = reads.setting(ABOUT)?.unwrap_or_default();
        let row: Vec<(String, Link)> = reads
            .sections()?
            .into_iter()
            .map(|s| {
                (
                    s.slug.clone(),
                    Link {
                        url: urls::section(&s.slug),
                        name: s.name,
                    },
                )
            })
            .collect();
        let speech = templates.words().speech(&about.language);
        let mut sections: BTreeMap<String, Link> = row.iter().cloned().collect();
        for (old, new) in reads.renamed_sections()? {
            // Live revisions go on saying what the section was called when they were written.
            if let Some(link) = sections.get(&new).cloned() {
                sections.entry(old).or_insert(link);
            }
        }
        let row = row.into_iter().map(|(_, link)| link).collect();
        Ok(Self {
            reads,
            templates,
            base,
            about,
            sections,
            row,
            podcasts: reads.has_shows()?,
            speech,
        })
    }

    /// The full address of a path.
    #[must_use]
    pub fn full(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The address of a file that comes with the program, or with the theme.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        self.templates.url(name).to_owned()
    }

    /// Goes on in the language of a story, where there are words for it.
    pub fn speak(&mut self, language: &str) {
        self.speech = self.templates.words().speech(language);
    }

    /// The part that all pages share. `path` is empty for a page that has no address.
    #[must_use]
    pub fn frame(&self, path: &str, title: &str, description: &str, current: &str) -> Frame {
        Frame {
            site: Site {
                name: self.about.name.clone(),
                tagline: self.about.tagline.clone(),
                url: self.base.to_owned(),
                letters: self.about.letters.clone(),
                imprint: self.about.imprint.clone(),
            },
            language: self.speech.language.clone(),
            direction: self.speech.direction().to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            canonical: if path.is_empty() {
                String::new()
            } else {
                format!("{}{path}", self.base)
            },
            picture: None,
            sections: self.row.clone(),
            current: current.to_owned(),
            podcasts: self.podcasts,
            stylesheet: self.templates.url("site.css").to_owned(),
            icon: self.templates.url("favicon.svg").to_owned(),
            script: self.templates.url("site.js").to_owned(),
            more: self.templates.url("more.js").to_owned(),
            player: self.templates.url("player.js").to_owned(),
            listen: self.templates.url("listen.js").to_owned(),
        }
    }

    /// A section as a link; its slug as its name if it is not in the row.
    #[must_use]
    pub fn section(&self, slug: Option<&str>) -> Option<Link> {
        let slug = slug?;
        let link = || Link {
            name: slug.to_owned(),
            url: urls::section(slug),
        };
        Some(self.sections.get(slug).cloned().unwrap_or_else(link))
    }

    /// A label in the page's words.
    #[must_use]
    pub fn label(&self, label: Option<story::Label>) -> Option<view::Label> {
        let kind = match label? {
            story::Label::Live => "live",
            story::Label::Analysis => "analysis",
            story::Label::Opinion => "opinion",
            story::Label::Sponsored => "sponsored",
        };
        Some(view::Label {
            kind: kind.into(),
            name: self.speech.say(&format!("label-{kind}"), &[]),
        })
    }

    /// The bylines, each with a link to its author's page where there is one.
    ///
    /// # Errors
    /// Of the store.
    pub fn bylines(&self, bylines: &[Byline]) -> Result<Vec<view::Byline>> {
        let mut shown = Vec::with_capacity(bylines.len());
        for byline in bylines {
            let author = match &byline.author {
                Some(slug) => self.reads.author(slug)?,
                None => None,
            };
            let url = author.as_ref().map(|a| urls::author(&a.slug));
            let (role, handle) = author.map_or((None, None), |a| (a.role, a.handle));
            shown.push(view::Byline {
                name: byline.name.clone(),
                url,
                role: byline.role.clone().or(role),
                handle: byline.handle.clone().or(handle),
            });
        }
        Ok(shown)
    }

    /// The names alone: "Ada Price, Joe Hale and Mia Orr".
    #[must_use]
    pub fn names(&self, bylines: &[Byline]) -> String {
        let names: Vec<&str> = bylines.iter().map(|b| b.name.as_str()).collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first @ .., last] => {
                let (comma, and) = (
                    self.speech.say("list-comma", &[]),
                    self.speech.say("list-and", &[]),
                );
                format!("{}{and}{last}", first.join(&comma))
            }
        }
    }

    /// A story as a list shows it.
    ///
    /// # Errors
    /// Of the store.
    pub fn card(&self, card: store::lists::Card) -> Result<Card> {
        let fields = card.fields;
        let asset = match fields.lead.as_ref().and_then(|l| l.asset.as_deref()) {
            Some(id) => self.reads.asset(id)?,
            None => None,
        };
        let film = asset
            .as_ref()
            .filter(|a| a.kind == assets::Kind::Video)
            .and_then(|a| a.details.length)
            .map(times::length);
        let picture = asset
            .filter(|a| a.kind == assets::Kind::Image)
            .and_then(|a| {
                let alt = fields
                    .lead
                    .as_ref()
                    .and_then(|l| l.alt.clone())
                    .or_else(|| a.details.alt.clone());
                html::thumbnail(&shown_asset(&a), alt.as_deref().unwrap_or_default()).map(Html)
            });
        Ok(Card {
            number: card.number,
            url: urls::story(card.number, &fields.slug),
            headline: fields.headlines.home.unwrap_or(fields.headline),
            standfirst: fields.standfirst,
            label: self.label(fields.label),
            section: self.section(fields.section.as_deref()),
            byline: self.names(&fields.bylines),
            published: times::show(card.published, &self.about.zone, &self.speech),
            direction: direction(&fields.language).to_owned(),
            language: fields.language,
            picture,
            film,
        })
    }

    /// Several cards.
    ///
    /// # Errors
    /// Of the store.
    pub fn cards(&self, cards: Vec<store::lists::Card>) -> Result<Vec<Card>> {
        cards.into_iter().map(|card| self.card(card)).collect()
    }

    /// The place in a list that `?before=NUMBER` names. A story that is no longer live names the list's start.
    ///
    /// # Errors
    /// Of the store.
    pub fn place(&self, before: Option<i64>) -> Result<Before> {
        let card = match before {
            Some(number) => self.reads.card(number)?,
            None => None,
        };
        Ok(card.map_or(Before::START, |c| Before {
            published: c.published,
            number: c.number,
        }))
    }

    /// Everything that a document names, read and ready for [`html::html`].
    ///
    /// # Errors
    /// Of the store.
    pub fn around(&self, doc: &Doc, lead: Option<&Lead>, ads: bool) -> Result<Around> {
        let named = html::named(doc);
        let mut around = Around {
            ads,
            words: self.furniture(),
            ..Around::default()
        };
        for id in named
            .assets
            .iter()
            .chain(lead.and_then(|l| l.asset.as_ref()))
        {
            if let Some(asset) = self.reads.asset(id)? {
                around.assets.insert(id.clone(), shown_asset(&asset));
            }
        }
        for number in named.stories {
            if let Some(card) = self.reads.card(number)? {
                let url = urls::story(number, &card.fields.slug);
                around.stories.insert(
                    number,
                    Linked {
                        url,
                        headline: card.fields.headline,
                    },
                );
            }
        }
        for (name, episode) in named.shows {
            if let Some(show) = self.reads.show(&name)? {
                let mut promotion = around.shows.remove(&name).unwrap_or_else(|| Promotion {
                    // Until there is something to hear it has no page.
                    url: show
                        .shown
                        .map(|_| urls::podcast(&show.slug))
                        .unwrap_or_default(),
                    title: show.name.clone(),
                    ..Promotion::default()
                });
                if let Some(named) = episode
                    && let Some(found) = self.episode_named(&show.slug, &named)?
                {
                    promotion.episodes.insert(named, found);
                }
                around.shows.insert(name, promotion);
            }
        }
        Ok(around)
    }

    /// A live episode by its title, its slug or its number, among the newest.
    fn episode_named(&self, show: &str, name: &str) -> Result<Option<Linked>> {
        const LATELY: i64 = 500;
        let found = self.reads.episodes(show, None, LATELY)?;
        let called = |e: &&store::podcasts::Episode| {
            e.details.title == name || e.slug == name || e.number.to_string() == name
        };
        Ok(found.iter().find(called).map(|e| Linked {
            url: urls::episode(show, &e.slug, e.number),
            headline: e.details.title.clone(),
        }))
    }

    fn furniture(&self) -> html::Words {
        let say = |name: &str| self.speech.say(name, &[]);
        html::Words {
            play_video: say("play-video"),
            video: say("video"),
            audio: say("audio"),
            transcript: say("transcript"),
            automatic: say("automatic"),
            photos: say("photos"),
            table: say("table"),
            pullquote: say("pullquote"),
            read_more: say("read-more"),
            advertisement: say("advertisement"),
            correction: say("kind-correction"),
            clarification: say("kind-clarification"),
            podcast_link: self.speech.say("podcast-link", &[("show", "{show}")]),
            podcast: self.speech.say("podcast", &[("show", "{show}")]),
            opens_on: self.speech.say("opens-on", &[("provider", "{provider}")]),
            date: self.speech.say(
                "time-day",
                &[("day", "{day}"), ("month", "{month}"), ("year", "{year}")],
            ),
            months: std::array::from_fn(|i| say(&format!("month-{}", i + 1))),
        }
    }

    /// The policies of the newsroom.
    ///
    /// # Errors
    /// Of the store.
    pub fn policies(&self) -> Result<Vec<Policy>> {
        Ok(self.reads.setting(POLICIES)?.unwrap_or_default())
    }

    /// A correction as it is shown.
    #[must_use]
    pub fn correction(
        &self,
        c: store::corrections::Correction,
        zone: &str,
        story: Option<Link>,
    ) -> view::Correction {
        view::Correction {
            name: self.speech.say(&format!("kind-{}", c.kind), &[]),
            kind: c.kind,
            words: c.words,
            made: times::show(c.made, zone, &self.speech),
            story,
        }
    }
}

/// An asset with the addresses of its renditions.
fn shown_asset(asset: &Asset) -> html::Asset {
    let details = &asset.details;
    let of = |wanted: &dyn Fn(&assets::Rendition) -> bool| {
        let found = details.renditions.iter().filter(|r| wanted(r));
        let shown = found.map(|r| html::Source {
            url: urls::media(&asset.id, &r.name),
            mime: r.media_type.clone(),
            width: Some(r.width).filter(|w| *w > 0),
            height: Some(r.height).filter(|h| *h > 0),
        });
        shown.collect::<Vec<_>>()
    };
    let pictures = || of(&|r| r.media_type.starts_with("image/") && !r.is_crop());
    let mut crops = BTreeMap::new();
    for name in ["16x9", "4x3", "1x1", "4x5", "free"] {
        let begins = format!("{name}-");
        let made = of(&|r| r.name.starts_with(&begins));
        if !made.is_empty() {
            crops.insert(name.to_owned(), made);
        }
    }
    let image = asset.kind == assets::Kind::Image;
    let sources = match asset.kind {
        assets::Kind::Image => pictures(),
        // The list of rungs for browsers that know it, the plain file for all others; not the rungs themselves.
        assets::Kind::Video => of(&|r| r.what() == "film"),
        assets::Kind::Audio => of(&|r| r.media_type.starts_with("audio/")),
    };
    let captions = details.captions.iter().filter_map(|captions| {
        let what = captions.file_name();
        let file = details.renditions.iter().find(|r| r.what() == what)?;
        Some(html::Captions {
            url: urls::media(&asset.id, &file.name),
            name: language_name(&captions.language),
            language: captions.language.clone(),
            automatic: captions.automatic,
            transcript: captions.transcript.clone(),
        })
    });
    html::Asset {
        kind: match asset.kind {
            assets::Kind::Image => html::Kind::Image,
            assets::Kind::Video => html::Kind::Video,
            assets::Kind::Audio => html::Kind::Audio,
        },
        ready: asset.is_shown(),
        sources,
        poster: if image { Vec::new() } else { pictures() },
        width: details.width,
        height: details.height,
        length: details.length,
        title: details.title.clone(),
        caption: details.caption.clone(),
        alt: details.alt.clone(),
        credit: details.credit.clone(),
        captions: captions.collect(),
        crops,
        placeholder: details.placeholder.clone(),
    }
}
