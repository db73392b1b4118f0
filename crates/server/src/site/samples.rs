//! Samples of the parts of pages: everything that there can be, for trying a template without a newsroom.

use story::html::{self, Around};
use story::{Block, Doc, Lead};

use crate::site::view::{
    Byline, Card, Correction, Cover, Frame, Html, Label, Link, Listen, Replies, Site, Source, Story,
};
use crate::times::Shown;

impl Shown {
    /// An afternoon in June.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            machine: "2023-06-19T13:44:00+01:00".into(),
            full: "Monday 19 June 2023 13:44, UK".into(),
            day: "19 June 2023".into(),
            clock: "13:44".into(),
        }
    }
}

impl Frame {
    /// The frame of a small paper.
    #[must_use]
    pub fn sample(title: &str) -> Self {
        let link = |name: &str| Link {
            name: name.into(),
            url: format!("/{}", name.to_lowercase()),
        };
        Self {
            site: Site {
                name: "The Sample".into(),
                tagline: "News of a town that does not exist".into(),
                url: "https://sample.example".into(),
                letters: Some("letters@sample.example".into()),
                imprint: "The Sample is printed nowhere.".into(),
            },
            language: "en".into(),
            direction: "ltr".into(),
            title: title.into(),
            description: "A sample of a page.".into(),
            canonical: "https://sample.example/page".into(),
            picture: Some("https://sample.example/media/1/1280.jpg".into()),
            sections: vec![
                link("World"),
                link("Politics"),
                link("Science"),
                link("Sport"),
            ],
            current: "/world".into(),
            podcasts: true,
            stylesheet: "/static/site.css".into(),
            icon: "/static/favicon.svg".into(),
            script: "/static/site.js".into(),
            more: "/static/more.js".into(),
            player: "/static/player.js".into(),
            listen: "/static/listen.js".into(),
        }
    }
}

impl Card {
    /// A story on a list.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            number: 7,
            url: "/story/quay-to-be-rebuilt-7".into(),
            headline: "Quay to be rebuilt before the winter".into(),
            standfirst: "The town will pay half; the harbour board asks who pays the rest.".into(),
            label: Some(Label {
                kind: "analysis".into(),
                name: "Analysis".into(),
            }),
            section: Some(Link {
                name: "World".into(),
                url: "/world".into(),
            }),
            byline: "Ada Price and Joe Hale".into(),
            published: Shown::sample(),
            language: "en".into(),
            direction: "ltr".into(),
            picture: Some(Html(
                "<img src=\"/media/1/640.jpg\" alt=\"A crane\" width=\"640\" height=\"427\">"
                    .into(),
            )),
            film: Some("1:09".into()),
        }
    }
}

impl Listen {
    /// The sound of a story, with everything around it.
    #[must_use]
    pub fn sample() -> Self {
        let sound = |name: &str, media_type: &str| Source {
            url: format!("/media/speech-7/{name}"),
            media_type: media_type.into(),
        };
        Self {
            sources: vec![
                sound("speech.opus", "audio/ogg; codecs=opus"),
                sound("speech.mp3", "audio/mpeg"),
            ],
            download: "/media/speech-7/speech.mp3".into(),
            cues: Some("/media/speech-7/speech.vtt".into()),
            reader: Some("Ada Price".into()),
            length: "3:18".into(),
            seconds: 198,
            next: Some(Link {
                name: "Who pays for the quay".into(),
                url: "/story/who-pays-for-the-quay-6".into(),
            }),
        }
    }
}

impl Cover {
    /// The cover of a podcast.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            small: "/media/cover-tideline/320.0a1b2c3d.jpg".into(),
            large: "/media/cover-tideline/640.0a1b2c3d.jpg".into(),
            better: Some("/media/cover-tideline/640.0a1b2c3d.avif".into()),
            alt: "Tideline".into(),
        }
    }
}

impl Story {
    /// A story with every part.
    #[must_use]
    pub fn sample() -> Self {
        let link = |name: &str, url: &str| Link {
            name: name.into(),
            url: url.into(),
        };
        let byline = |name: &str, url: Option<&str>| Byline {
            name: name.into(),
            url: url.map(Into::into),
            role: Some("Harbour correspondent".into()),
            handle: Some("@harbour".into()),
        };
        let around = Around {
            ads: true,
            ..Around::default()
        };
        let advertisement = Doc {
            content: vec![Block::Adslot {
                attrs: story::doc::AdslotAttrs::default(),
            }],
        };
        let lead = Lead {
            caption: Some("The quay at low water.".into()),
            credit: Some("A. Sample".into()),
            ..Lead::default()
        };
        Self {
            number: 7,
            url: "/story/quay-to-be-rebuilt-7".into(),
            language: "en".into(),
            direction: "ltr".into(),
            label: Some(Label {
                kind: "analysis".into(),
                name: "Analysis".into(),
            }),
            section: Some(link("World", "/world")),
            headline: "Quay to be rebuilt before the winter".into(),
            standfirst: "The town will pay half; the harbour board asks who pays the rest.".into(),
            data: Html("{}".into()),
            bylines: vec![
                byline("Ada Price", Some("/author/ada-price")),
                byline("Joe Hale", None),
            ],
            dateline: Some("Easthaven".into()),
            published: Shown::sample(),
            updated: Some(Shown {
                full: "Tuesday 20 June 2023 09:10, UK".into(),
                ..Shown::sample()
            }),
            minutes: 4,
            share: vec![link("Email", "mailto:?subject=Quay")],
            advertisement: Some(Html(html::html(&advertisement, &around))),
            listen: Some(Listen::sample()),
            lead: Some(Html(html::figure(&lead, &around))),
            body: Html(html::html(
                &Doc::of_paragraphs([
                    "The quay has stood for ninety years.",
                    "It will not stand for ninety-one.",
                ]),
                &around,
            )),
            corrections: vec![Correction {
                kind: "correction".into(),
                name: "Correction".into(),
                words: "An earlier version gave the length of the quay in feet.".into(),
                made: Shown::sample(),
                story: None,
            }],
            topics: vec![
                link("Harbours", "/topic/harbours"),
                link("Ada Price", "/topic/ada-price"),
            ],
            related: vec![Card::sample()],
            earlier: vec![Card::sample(); 4],
            replies: Some(Replies {
                open: true,
                letters: Some("mailto:letters@sample.example?subject=Quay".into()),
            }),
        }
    }
}
