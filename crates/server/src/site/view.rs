//! The parts that pages are made of, as templates see them. A template gets these and never a row.

use serde::Serialize;

use crate::times::Shown;

/// HTML that was made, and escaped, by this program: templates put it in with `|safe`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(pub String);

impl Html {
    /// What programs read (JSON-LD): nothing that is said in it ends the element in which it stands.
    #[must_use]
    pub fn of_json(value: &serde_json::Value) -> Self {
        Self(value.to_string().replace('<', "\\u003c"))
    }
}

/// What all pages share.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Frame {
    /// The site.
    pub site: Site,
    /// The language of the page, one that there are words for (`en`, `ar`).
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// For the `title` element, without the site's name.
    pub title: String,
    /// For the description.
    pub description: String,
    /// The full address of the page; empty on pages that have none (404).
    pub canonical: String,
    /// The picture that other sites show with a link to the page: a full address.
    pub picture: Option<String>,
    /// The sections of the site in order.
    pub sections: Vec<Link>,
    /// The address of the section that the page belongs to, for marking it in the row.
    pub current: String,
    /// Whether there are podcasts.
    pub podcasts: bool,
    /// The address of the style sheet.
    pub stylesheet: String,
    /// The address of the icon.
    pub icon: String,
    /// The address of the small script, which only adds comfort.
    pub script: String,
    /// The address of what it fetches when a picture is to be seen large.
    pub more: String,
    /// The address of what it fetches when a film is to be played.
    pub player: String,
    /// The address of what it fetches when a story can be heard.
    pub listen: String,
}

/// The site.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Site {
    pub name: String,
    pub tagline: String,
    pub url: String,
    /// Where readers write to, if the newsroom has said so.
    pub letters: Option<String>,
    /// Today's year is not known to a cached page; the line under it is the newsroom's own.
    pub imprint: String,
}

/// A link.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Link {
    pub name: String,
    pub url: String,
}

/// A label such as Analysis: `kind` is its machine word (live, analysis, opinion, sponsored).
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Label {
    pub kind: String,
    pub name: String,
}

/// A name of a byline.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Byline {
    pub name: String,
    /// The author's page, where there is one.
    pub url: Option<String>,
    pub role: Option<String>,
    /// With its @.
    pub handle: Option<String>,
}

/// A story on a list.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Card {
    pub number: i64,
    pub url: String,
    pub headline: String,
    pub standfirst: String,
    pub label: Option<Label>,
    pub section: Option<Link>,
    /// The names alone, joined in the page's language: "Ada Price and Joe Hale".
    pub byline: String,
    pub published: Shown,
    /// The language and direction of the story, which may not be the page's.
    pub language: String,
    pub direction: String,
    /// `<picture>…</picture>` without a caption, if the lead is a picture that can be shown.
    pub picture: Option<Html>,
    /// The length of the lead film, if the lead is a film: "1:09".
    pub film: Option<String>,
}

/// The story itself.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Story {
    pub number: i64,
    pub url: String,
    pub language: String,
    pub direction: String,
    pub label: Option<Label>,
    pub section: Option<Link>,
    pub headline: String,
    pub standfirst: String,
    pub bylines: Vec<Byline>,
    /// The same for programs: JSON-LD.
    pub data: Html,
    pub dateline: Option<String>,
    pub published: Shown,
    /// Only where it differs.
    pub updated: Option<Shown>,
    /// Minutes of reading.
    pub minutes: u32,
    /// Links that pass the story on, without anybody's code.
    pub share: Vec<Link>,
    /// The advertisement above the story, if the body starts with one.
    pub advertisement: Option<Html>,
    pub listen: Option<Listen>,
    /// `<figure>` of the lead picture or film.
    pub lead: Option<Html>,
    /// The body, made of its blocks.
    pub body: Html,
    pub corrections: Vec<Correction>,
    pub topics: Vec<Link>,
    /// Stories that the desk has named as related.
    pub related: Vec<Card>,
    /// What came before it in its section.
    pub earlier: Vec<Card>,
    pub replies: Option<Replies>,
}

/// The sound of a story.
#[derive(Debug, Clone, Serialize)]
pub struct Listen {
    /// The same sound in several formats, the one that a browser should take first.
    pub sources: Vec<Source>,
    /// The file for whoever keeps it.
    pub download: String,
    /// What is said when (WebVTT), where a machine has read: so the sound is made by AI.
    pub cues: Option<String>,
    /// Who reads, where a person does and says so.
    pub reader: Option<String>,
    /// "3:18"
    pub length: String,
    /// The same in seconds.
    pub seconds: u32,
    /// What can be heard after it.
    pub next: Option<Link>,
}

/// The square picture of a podcast.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Cover {
    pub small: String,
    pub large: String,
    /// The large one as AVIF.
    pub better: Option<String>,
    pub alt: String,
}

impl Cover {
    /// Out of an asset's pictures; none where it has none.
    #[must_use]
    pub fn of(asset: &store::assets::Asset, alt: &str) -> Option<Self> {
        let of = |what: &str, plain: bool| {
            let mut all = asset.details.renditions.iter();
            let found =
                all.find(|r| r.what() == what && (r.media_type == "image/avif") != plain)?;
            Some(crate::urls::media(&asset.id, &found.name))
        };
        Some(Self {
            small: of("320", true)?,
            large: of("640", true)?,
            better: of("640", false),
            alt: alt.to_owned(),
        })
    }
}

/// A file of sound.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Source {
    pub url: String,
    /// Its media type, with the codec where the type alone does not say what is inside.
    pub media_type: String,
}

/// Whether and how readers may answer.
#[derive(Debug, Clone, Serialize)]
pub struct Replies {
    /// Whether new ones are taken.
    pub open: bool,
    /// `mailto:` address with the story's headline as its subject, where the newsroom has an address for letters.
    pub letters: Option<String>,
}

/// A correction as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct Correction {
    /// correction, clarification, withdrawal
    pub kind: String,
    /// The word for it.
    pub name: String,
    /// What it says.
    pub words: String,
    /// When it was made.
    pub made: Shown,
    /// The story, on the page of all corrections.
    pub story: Option<Link>,
}

/// A policy of the newsroom.
#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Policy {
    pub title: String,
    pub paragraphs: Vec<String>,
}
