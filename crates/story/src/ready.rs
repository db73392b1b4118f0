//! The check before publishing: what is missing or would not stand on the page.
//!
//! [`facts_needed`] says what must be looked up, the caller looks it up and hands it over as [`Known`], and [`check`]
//! answers with [`Finding`]s in the order of the desk's form. How serious each [`Rule`] is, a newsroom says in
//! [`Levels`]. Only own addresses are checked; whether somebody else's page is there, nobody can promise.
//! Reach: fields and a document in, findings out; no store, no clock.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use unicode_segmentation::UnicodeSegmentation;

use crate::doc::{Block, Doc, Further, Image, Inline, Mark, Picture};
use crate::fields::Fields;
use crate::schema::{Fault, Place};

/// Longest headline that search results and cards show whole, in characters as a reader counts them.
pub const LONGEST_HEADLINE: usize = 110;
/// Longest headline for the front page.
pub const LONGEST_HOME: usize = 90;
/// Longest title that search engines show whole; they cut by width, near 600 pixels.
pub const LONGEST_SEO: usize = 70;
/// Longest headline of a card on other sites.
pub const LONGEST_SOCIAL: usize = 100;
/// Longest caption that is still read as one, in characters.
pub const LONGEST_CAPTION: usize = 300;

macro_rules! rules {
    ($($variant:ident $name:literal $level:ident $title:literal $doc:literal;)*) => {
        /// Something that the check looks at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Rule {
            $(#[doc = $doc] $variant,)*
        }

        impl Rule {
            /// Every rule, in the order of the settings screen.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name in settings and in JSON, which never changes.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it asks for, as a line on the settings screen.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),* }
            }

            /// How serious it is where a newsroom says nothing. What stops publishing is what cannot be mended
            /// quietly afterwards: a page without a headline or a place, a reader who is shut out, a licence that
            /// is broken. All else warns, since news that is out without a topic is better than news that is late.
            #[must_use]
            pub fn default_level(self) -> Level {
                match self { $(Self::$variant => Level::$level),* }
            }
        }
    };
}

rules! {
    Headline "headline" Block "The story has a headline" "There is a headline.";
    HeadlineLength "headline_length" Warn "Headlines are short enough to be shown whole"
        "No headline is longer than the place it is for.";
    Standfirst "standfirst" Warn "The story has a standfirst" "There is a standfirst.";
    Section "section" Block "The story has a section" "There is a section.";
    Byline "byline" Warn "The story has a byline" "There is at least one name.";
    Topics "topics" Warn "The story has a topic" "There is at least one topic.";
    Body "body" Warn "The story has words" "The body says something.";
    AltText "alt_text" Block "Pictures say what they show" "Every picture has an alternative text, here or in the library.";
    Credit "credit" Warn "Pictures and films say whose they are" "Every own picture and film has a credit, here or in the library.";
    Caption "caption" Warn "Captions are short" "No caption is longer than people read.";
    MediaReady "media_ready" Warn "Pictures, films and sounds can be shown"
        "Every file is there and its renditions are made. Until then readers see its words only.";
    Rights "rights" Block "Pictures, films and sounds may still be used" "No licence has ended, no embargo lasts, and nothing was taken away or may not be published here.";
    Instructions "instructions" Warn "What an agency asks is heeded"
        "No agency's instructions speak against showing it on the web.";
    DeadLink "dead_link" Warn "Links to own pages lead somewhere"
        "Every link to an own story or page finds one. The page drops dead links by itself and keeps their words.";
    OpenNotes "open_notes" Warn "Notes to colleagues are resolved" "No note to a colleague is open.";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Rule {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().copied().find(|r| r.as_str() == name);
        found.ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|r| r.as_str()).collect();
            format!(
                "is no rule of the check; the rules are {}",
                known.join(", ")
            )
        })
    }
}

/// How serious a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not looked at.
    Off,
    /// Told, and publishing goes on.
    Warn,
    /// Nothing is published until it is mended.
    Block,
}

/// How serious each rule is to this newsroom. In JSON an object such as `{"topics": "off", "credit": "block"}`; a rule
/// that it does not name has its [`Rule::default_level`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Levels(BTreeMap<Rule, Level>);

impl Default for Levels {
    fn default() -> Self {
        let all = Rule::ALL.iter();
        Self(all.map(|rule| (*rule, rule.default_level())).collect())
    }
}

impl Levels {
    /// Reads the levels from the settings' JSON.
    ///
    /// # Errors
    /// The first name that is no rule, or the first value that is none of `off`, `warn` and `block`.
    pub fn from_json(value: &Value) -> Result<Self, Fault> {
        let given = value.as_object().ok_or_else(|| {
            Fault::here("is not an object of rules and levels such as {\"topics\": \"off\"}")
        })?;
        let mut levels = Self::default();
        for (name, level) in given {
            let here = |why: String| Fault::here(why).within(Place::Key(name.clone()));
            let rule = name.parse().map_err(here)?;
            let level = match level.as_str() {
                Some("off") => Level::Off,
                Some("warn") => Level::Warn,
                Some("block") => Level::Block,
                _ => {
                    return Err(here(format!(
                        "is {level}, but a level is \"off\", \"warn\" or \"block\""
                    )));
                }
            };
            levels.set(rule, level);
        }
        Ok(levels)
    }

    /// The JSON that [`Levels::from_json`] reads, with every rule.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let all = self.0.iter();
        let json: Map<String, Value> = all
            .map(|(rule, level)| (rule.as_str().to_owned(), serde_json::json!(level)))
            .collect();
        Value::Object(json)
    }

    /// How serious a rule is.
    #[must_use]
    pub fn of(&self, rule: Rule) -> Level {
        self.0
            .get(&rule)
            .copied()
            .unwrap_or_else(|| rule.default_level())
    }

    /// Changes how serious a rule is.
    pub fn set(&mut self, rule: Rule, level: Level) {
        self.0.insert(rule, level);
    }
}

/// What a file in the library holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum AssetKind {
    #[default]
    Image,
    Video,
    Audio,
}

/// Whether a file can be shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AssetStatus {
    /// Its renditions are being made.
    Processing,
    /// It can.
    #[default]
    Ready,
    /// It cannot.
    Failed,
}

/// What the library knows of a picture, film or sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asset {
    /// What it is.
    pub kind: AssetKind,
    /// Whether it can be shown.
    pub status: AssetStatus,
    /// What it shows, where the story says nothing.
    pub alt: Option<String>,
    /// Whose it is, where the story says nothing.
    pub credit: Option<String>,
    /// When the licence ends, in microseconds since 1970 (UTC); none for ever.
    pub rights_end: Option<i64>,
    /// The licence's words, told with the finding.
    pub usage_terms: Option<String>,
    /// Until when nobody may show it, in microseconds since 1970 (UTC).
    pub embargoed_until: Option<i64>,
    /// Why it must not be published here.
    pub restriction: Option<String>,
    /// Why it was taken away from everywhere.
    pub withdrawn: Option<String>,
    /// What an agency asks of whoever uses it.
    pub instructions: Option<String>,
}

/// Words of agencies that keep something off the web.
const OFFLINE: [&str; 9] = [
    "no online",
    "not for online",
    "no internet",
    "not for internet",
    "no web",
    "not for web",
    "print only",
    "print use only",
    "no digital",
];

/// The site, as far as links within it go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Where it is, without a path: `https://news.example`. Links to it by `http:` are own links too.
    pub origin: String,
}

/// What the caller looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// By id. One that is missing is in no library.
    pub assets: BTreeMap<String, Asset>,
    /// Which of the asked stories readers can see. The story itself belongs here: once published, it is seen.
    pub stories: BTreeSet<i64>,
    /// Which of the asked paths are pages.
    pub paths: BTreeSet<String>,
    /// How many notes to colleagues are open.
    pub open_notes: usize,
    /// When the story goes out, in microseconds since 1970: now, or the time it is scheduled for.
    pub now: i64,
}

/// What [`check`] must know about, each once and in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needed {
    /// Ids of assets.
    pub assets: Vec<String>,
    /// Numbers of stories.
    pub stories: Vec<i64>,
    /// Paths of this site that are no story's, without query and fragment.
    pub paths: Vec<String>,
}

/// Something that is missing or would not stand on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which rule found it.
    pub rule: Rule,
    /// How serious it is; never off.
    pub level: Level,
    /// The name of a field, `notes`, or `body` with the child indexes down to the block: `body/3`, `body/3/0/1`.
    pub place: String,
    /// What is wrong and what to do, as a sentence or two.
    pub words: String,
}

/// Whether any of the findings stops publishing.
#[must_use]
pub fn stops(findings: &[Finding]) -> bool {
    findings.iter().any(|found| found.level == Level::Block)
}

/// What the caller must look up before [`check`] can answer.
#[must_use]
pub fn facts_needed(fields: &Fields, body: &Doc, site: &Site) -> Needed {
    let (mut assets, mut stories, mut paths) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    assets.extend(media(fields, body).into_iter().filter_map(|m| m.asset));
    for link in links(fields, body) {
        match link.target(site) {
            Target::Story(number) => {
                stories.insert(number);
            }
            Target::Path(path) => {
                paths.insert(path);
            }
            Target::Unknown | Target::Elsewhere => {}
        }
    }
    Needed {
        assets: assets.into_iter().map(str::to_owned).collect(),
        stories: stories.into_iter().collect(),
        paths: paths.into_iter().collect(),
    }
}

/// Checks a story. Rules that are off find nothing.
#[must_use]
pub fn check(
    fields: &Fields,
    body: &Doc,
    site: &Site,
    known: &Known,
    levels: &Levels,
) -> Vec<Finding> {
    let mut desk = Desk {
        levels,
        findings: Vec::new(),
    };
    desk.fields(fields);
    for medium in media(fields, body).iter().filter(|m| m.is_lead) {
        desk.medium(medium, known);
    }
    if crate::text::words(body) == 0 {
        desk.find(Rule::Body, "body", "The story has no words yet.".into());
    }
    for medium in media(fields, body).iter().filter(|m| !m.is_lead) {
        desk.medium(medium, known);
    }
    for link in links(fields, body) {
        desk.link(&link, site, known);
    }
    if known.open_notes > 0 {
        let words = match known.open_notes {
            1 => "A note to a colleague is still open. Answer or resolve it.".into(),
            n => format!("{n} notes to colleagues are still open. Answer or resolve them."),
        };
        desk.find(Rule::OpenNotes, "notes", words);
    }
    desk.findings
}

/// What gathers the findings.
struct Desk<'a> {
    levels: &'a Levels,
    findings: Vec<Finding>,
}

impl Desk<'_> {
    fn find(&mut self, rule: Rule, place: &str, words: String) {
        let level = self.levels.of(rule);
        if level != Level::Off {
            self.findings.push(Finding {
                rule,
                level,
                place: place.to_owned(),
                words,
            });
        }
    }

    fn fields(&mut self, fields: &Fields) {
        let missing = [
            (
                fields.headline.trim().is_empty(),
                Rule::Headline,
                "headline",
                "The story has no headline.",
            ),
            (
                fields.standfirst.trim().is_empty(),
                Rule::Standfirst,
                "standfirst",
                "The story has no standfirst. Say in a sentence what the headline leaves out.",
            ),
            (
                blank(fields.section.as_deref()),
                Rule::Section,
                "section",
                "The story has no section, so no section page would show it.",
            ),
            (
                fields.bylines.is_empty(),
                Rule::Byline,
                "bylines",
                "The story has no byline. Name who wrote it, or the agency.",
            ),
            (
                fields.topics.is_empty(),
                Rule::Topics,
                "topics",
                "The story has no topic, so no topic page would show it.",
            ),
        ];
        for (is_missing, rule, place, words) in missing {
            if is_missing {
                self.find(rule, place, words.into());
            }
        }
        let lines = [
            (
                "headline",
                Some(&fields.headline),
                LONGEST_HEADLINE,
                "The headline",
            ),
            (
                "headlines.home",
                fields.headlines.home.as_ref(),
                LONGEST_HOME,
                "The headline for the front page",
            ),
            (
                "headlines.seo",
                fields.headlines.seo.as_ref(),
                LONGEST_SEO,
                "The title for search engines",
            ),
            (
                "headlines.social",
                fields.headlines.social.as_ref(),
                LONGEST_SOCIAL,
                "The headline for cards on other sites",
            ),
        ];
        for (place, line, most, name) in lines {
            let long = line.map_or(0, |line| line.trim().graphemes(true).count());
            if long > most {
                let words =
                    format!("{name} has {long} characters; past {most} it may be cut short.");
                self.find(Rule::HeadlineLength, place, words);
            }
        }
    }

    fn medium(&mut self, medium: &Medium<'_>, known: &Known) {
        let asset = medium.asset.and_then(|id| known.assets.get(id));
        // What the library says it is counts, since that is what the page shows.
        let kind = asset.map_or(medium.kind, |asset| asset.kind);
        let thing = match (medium.is_lead, kind) {
            (true, AssetKind::Image) => "The lead picture",
            (true, AssetKind::Video) => "The lead film",
            (true, AssetKind::Audio) => "The lead sound",
            (false, AssetKind::Image) => "The picture",
            (false, AssetKind::Video) => "The film",
            (false, AssetKind::Audio) => "The sound",
        };
        let place = medium.place.as_str();
        let either = |here: Option<&str>, there: Option<&str>| !blank(here) || !blank(there);
        if kind == AssetKind::Image && !either(medium.alt, asset.and_then(|a| a.alt.as_deref())) {
            let words = format!(
                "{thing} has no alternative text. Say what it shows, for those who cannot see it."
            );
            self.find(Rule::AltText, place, words);
        }
        if kind != AssetKind::Audio
            && !medium.is_elsewhere
            && !either(medium.credit, asset.and_then(|a| a.credit.as_deref()))
        {
            self.find(
                Rule::Credit,
                place,
                format!("{thing} has no credit. Say whose it is."),
            );
        }
        let long = medium.caption.trim().graphemes(true).count();
        if long > LONGEST_CAPTION {
            let words = format!(
                "The caption has {long} characters; past {LONGEST_CAPTION} few people read on."
            );
            self.find(Rule::Caption, place, words);
        }
        let waiting = match (medium.asset, asset.map(|a| a.status)) {
            (None, _) if medium.is_elsewhere => None,
            (None, _) => Some(format!(
                "{thing} has no file yet. Choose or upload one, or take it out."
            )),
            (Some(id), None) => Some(format!(
                "{thing} is \"{id}\", which is not in the library. Choose another."
            )),
            (_, Some(AssetStatus::Processing)) => Some(format!(
                "{thing} is still being made ready; until then readers see only its words."
            )),
            (_, Some(AssetStatus::Failed)) => Some(format!(
                "{thing} could not be made ready. Upload it again or choose another."
            )),
            (_, Some(AssetStatus::Ready)) => None,
        };
        if let Some(words) = waiting {
            self.find(Rule::MediaReady, place, words);
        }
        if let Some(asset) = asset
            && let Some(end) = asset.rights_end.filter(|end| *end <= known.now)
        {
            let terms = asset.usage_terms.as_deref().map(str::trim);
            let terms = terms.filter(|terms| !terms.is_empty());
            let terms = terms.map_or_else(String::new, |t| format!(" Its terms: {t}"));
            let words = format!(
                "{thing} may not be used: its licence ended on {}. Take it out or renew the licence.{terms}",
                day(end)
            );
            self.find(Rule::Rights, place, words);
        }
        if let Some(asset) = asset {
            self.rights(thing, place, asset, known.now);
        }
    }

    /// What else speaks against showing something.
    fn rights(&mut self, thing: &str, place: &str, asset: &Asset, now: i64) {
        let said = |words: &Option<String>| {
            words
                .as_deref()
                .map(str::trim)
                .filter(|w| !w.is_empty())
                .map(str::to_owned)
        };
        if let Some(why) = said(&asset.withdrawn) {
            let words = format!("{thing} was taken away from everywhere: {why}. Take it out.");
            self.find(Rule::Rights, place, words);
        }
        if let Some(why) = said(&asset.restriction) {
            let words = format!("{thing} must not be published here: {why}. Take it out.");
            self.find(Rule::Rights, place, words);
        }
        if let Some(until) = asset.embargoed_until.filter(|until| *until > now) {
            let words = format!(
                "{thing} is under embargo until {}. Wait, or take it out.",
                day(until)
            );
            self.find(Rule::Rights, place, words);
        }
        let asked = said(&asset.instructions)
            .into_iter()
            .chain(said(&asset.usage_terms));
        for words in asked {
            let plain = words.to_lowercase().replace('-', " ");
            if OFFLINE.iter().any(|against| plain.contains(against)) {
                let words =
                    format!("{thing} may not be meant for the web. Its agency says: {words}");
                self.find(Rule::Instructions, place, words);
                break;
            }
        }
    }

    fn link(&mut self, link: &Link<'_>, site: &Site, known: &Known) {
        let of = link.words.trim();
        let of = if of.is_empty() {
            String::new()
        } else {
            format!(" “{of}”")
        };
        let words = match link.target(site) {
            Target::Elsewhere => return,
            Target::Story(number) if known.stories.contains(&number) => return,
            Target::Path(path) if known.paths.contains(&path) => return,
            Target::Story(number) => {
                format!(
                    "{}{of} leads to story {number}, which readers cannot see.",
                    link.what
                )
            }
            Target::Path(path) => {
                format!(
                    "{}{of} leads to {path}, where this site has no page.",
                    link.what
                )
            }
            Target::Unknown => format!("{}{of} has no address yet.", link.what),
        };
        self.find(Rule::DeadLink, &link.place, words);
    }
}

fn blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

/// The day of an instant in UTC, `2026-11-25`. The proleptic Gregorian calendar counted in eras of 400 years from
/// 1 March, so that leap days come last (H. Hinnant, "chrono-compatible low-level date algorithms").
fn day(micros: i64) -> String {
    let days = micros.div_euclid(86_400_000_000) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let date = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{date:02}")
}

// ---- What a story names ----------------------------------------------------------------------------------------

/// A picture, film or sound where it stands.
struct Medium<'a> {
    place: String,
    is_lead: bool,
    kind: AssetKind,
    asset: Option<&'a str>,
    alt: Option<&'a str>,
    credit: Option<&'a str>,
    caption: String,
    /// Whether it is somebody else's, by its address.
    is_elsewhere: bool,
}

fn media<'a>(fields: &'a Fields, body: &'a Doc) -> Vec<Medium<'a>> {
    let mut out = Vec::new();
    // A lead that is only a caption left over is no picture.
    if let Some(lead) = &fields.lead
        && !blank(lead.asset.as_deref())
    {
        out.push(Medium {
            place: "lead".into(),
            is_lead: true,
            kind: AssetKind::Image,
            asset: lead.asset.as_deref(),
            alt: lead.alt.as_deref(),
            credit: lead.credit.as_deref(),
            caption: lead.caption.clone().unwrap_or_default(),
            is_elsewhere: false,
        });
    }
    fn of<'a>(place: String, image: &'a Image) -> Medium<'a> {
        Medium {
            place,
            is_lead: false,
            kind: AssetKind::Image,
            asset: image.attrs.asset.as_deref().filter(|id| !blank(Some(id))),
            alt: image.attrs.alt.as_deref(),
            credit: image.attrs.credit.as_deref(),
            caption: plain(&image.content),
            is_elsewhere: false,
        }
    }
    for (nth, block) in body.content.iter().enumerate() {
        let place = format!("body/{nth}");
        match block {
            Block::Image(image) => out.push(of(place, image)),
            Block::Gallery { content } => out.extend(
                content
                    .iter()
                    .enumerate()
                    .map(|(nth, Picture::Image(image))| of(format!("{place}/{nth}"), image)),
            ),
            Block::Video { attrs, content } => out.push(Medium {
                place,
                is_lead: false,
                kind: AssetKind::Video,
                asset: attrs.asset.as_deref(),
                alt: None,
                credit: attrs.credit.as_deref(),
                caption: plain(content),
                is_elsewhere: attrs.asset.is_none() && attrs.url.is_some(),
            }),
            Block::Audio { attrs, content } => out.push(Medium {
                place,
                is_lead: false,
                kind: AssetKind::Audio,
                asset: attrs.asset.as_deref(),
                alt: None,
                credit: None,
                caption: plain(content),
                is_elsewhere: false,
            }),
            _ => {}
        }
    }
    out
}

fn plain(content: &[Inline]) -> String {
    let text = content.iter().map(|piece| match piece {
        Inline::Text { text, .. } => text.as_str(),
        Inline::HardBreak { .. } => "\n",
    });
    text.collect()
}

/// A link where it stands.
struct Link<'a> {
    place: String,
    /// What it is, as the beginning of a sentence.
    what: &'static str,
    words: String,
    story: Option<i64>,
    href: Option<&'a str>,
}

/// Where a link leads, seen from this site.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    Story(i64),
    Path(String),
    /// To another site, a mail address or a place on the same page.
    Elsewhere,
    /// Nowhere yet.
    Unknown,
}

impl Link<'_> {
    fn target(&self, site: &Site) -> Target {
        match (self.story, self.href) {
            (Some(number), _) => Target::Story(number),
            (None, Some(href)) => own(href, site),
            (None, None) => Target::Unknown,
        }
    }
}

/// What an address is to this site.
fn own(href: &str, site: &Site) -> Target {
    let Some(path) = own_path(href, &site.origin) else {
        return Target::Elsewhere;
    };
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let path = &path[..end];
    let path = if path.is_empty() { "/" } else { path };
    // `/story/{slug}-{number}`, and what stands under it: its history, its sound, its replies.
    let name = path.strip_prefix("/story/").unwrap_or_default();
    let name = name.split('/').next().unwrap_or_default();
    let digits = name.rsplit('-').next().unwrap_or_default();
    match digits.parse() {
        Ok(number) if digits.bytes().all(|b| b.is_ascii_digit()) => Target::Story(number),
        _ => Target::Path(path.to_owned()),
    }
}

/// The path of an address of this site.
fn own_path<'a>(href: &'a str, origin: &str) -> Option<&'a str> {
    if href.starts_with('/') {
        return Some(href);
    }
    let host = |url: &'a str| {
        ["https://", "http://"].into_iter().find_map(|scheme| {
            url.get(..scheme.len())
                .filter(|start| start.eq_ignore_ascii_case(scheme))
                .map(|start| &url[start.len()..])
        })
    };
    let rest = host(href)?;
    let own = origin.split_once("://").map_or(origin, |(_, own)| own);
    let own = own.trim_end_matches('/');
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    (!own.is_empty() && rest[..end].eq_ignore_ascii_case(own)).then(|| &rest[end..])
}

fn links<'a>(fields: &'a Fields, body: &'a Doc) -> Vec<Link<'a>> {
    let mut out: Vec<Link<'a>> = Vec::new();
    for text in text_blocks(body) {
        // A link is one even where a word in it is bold.
        let mut open: Option<(Option<i64>, &str)> = None;
        for piece in text.content {
            let (Inline::Text { marks, .. } | Inline::HardBreak { marks }) = piece;
            let link = marks.iter().find_map(|mark| match mark {
                Mark::Link { attrs } => Some((attrs.story, attrs.href.as_str())),
                _ => None,
            });
            let words = match piece {
                Inline::Text { text, .. } => text.as_str(),
                Inline::HardBreak { .. } => " ",
            };
            match (link, out.last_mut()) {
                (Some(_), Some(last)) if link == open => last.words.push_str(words),
                (Some((story, href)), _) => out.push(Link {
                    place: text.place(),
                    what: "The link",
                    words: words.to_owned(),
                    story,
                    href: Some(href),
                }),
                (None, _) => {}
            }
            open = link;
        }
    }
    for (nth, block) in body.content.iter().enumerate() {
        let place = format!("body/{nth}");
        match block {
            Block::Readmore { attrs } => {
                out.extend(attrs.stories.iter().map(|further| match further {
                    Further::Own(number) => Link {
                        place: place.clone(),
                        what: "An entry under Read more",
                        words: String::new(),
                        story: Some(*number),
                        href: None,
                    },
                    Further::Page { url, headline } => Link {
                        place: place.clone(),
                        what: "The entry under Read more",
                        words: headline.clone(),
                        story: None,
                        href: url.as_deref(),
                    },
                }));
            }
            Block::Quote { attrs, .. } | Block::Pullquote { attrs, .. } => {
                out.extend(attrs.url.as_deref().map(|url| Link {
                    place,
                    what: "The source of the quote",
                    words: String::new(),
                    story: None,
                    href: Some(url),
                }));
            }
            Block::Embed { attrs, .. } => out.push(Link {
                place,
                what: "The card",
                words: attrs.title.clone().unwrap_or_default(),
                story: None,
                href: Some(&attrs.url),
            }),
            _ => {}
        }
    }
    out.sort_by_key(|link| block_of(&link.place));
    out.extend(fields.related.iter().map(|number| Link {
        place: "related".into(),
        what: "A related story",
        words: String::new(),
        story: Some(*number),
        href: None,
    }));
    out
}

/// The index of the body's block in a place.
fn block_of(place: &str) -> usize {
    let index = place.split('/').nth(1);
    index.and_then(|n| n.parse().ok()).unwrap_or(usize::MAX)
}

/// A block of text, however deep it stands in lists, tables and galleries.
pub(crate) struct TextBlock<'a> {
    /// The child indexes from the document down to it.
    pub(crate) path: Vec<usize>,
    /// Its text.
    pub(crate) content: &'a [Inline],
}

impl TextBlock<'_> {
    fn place(&self) -> String {
        let path = self.path.iter().map(|index| format!("/{index}"));
        format!("body{}", path.collect::<String>())
    }
}

/// Every block of text of a body, in reading order.
pub(crate) fn text_blocks(body: &Doc) -> Vec<TextBlock<'_>> {
    let mut out = Vec::new();
    for (nth, block) in body.content.iter().enumerate() {
        descend(block, vec![nth], &mut out);
    }
    out
}

fn descend<'a>(block: &'a Block, path: Vec<usize>, out: &mut Vec<TextBlock<'a>>) {
    let below = |more: &[usize]| [path.as_slice(), more].concat();
    match block {
        Block::Paragraph { content }
        | Block::Heading { content, .. }
        | Block::Quote { content, .. }
        | Block::Pullquote { content, .. }
        | Block::Video { content, .. }
        | Block::Audio { content, .. }
        | Block::Embed { content, .. }
        | Block::Code { content, .. }
        | Block::Correction { content, .. }
        | Block::Image(Image { content, .. }) => out.push(TextBlock { path, content }),
        Block::List { content, .. } => {
            for (nth, item) in content.iter().enumerate() {
                for (part, block) in item.content.iter().enumerate() {
                    descend(block, below(&[nth, part]), out);
                }
            }
        }
        Block::Gallery { content } => {
            for (nth, Picture::Image(image)) in content.iter().enumerate() {
                out.push(TextBlock {
                    path: below(&[nth]),
                    content: &image.content,
                });
            }
        }
        Block::Table { content } => {
            for (row, cells) in content.iter().enumerate() {
                for (nth, cell) in cells.content.iter().enumerate() {
                    out.push(TextBlock {
                        path: below(&[row, nth]),
                        content: &cell.content,
                    });
                }
            }
        }
        Block::Rule | Block::Readmore { .. } | Block::Podcast { .. } | Block::Adslot { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn doc(content: Value) -> Doc {
        Doc::parse(&json!({"type": "doc", "content": content})).unwrap()
    }

    fn fields(values: Value) -> Fields {
        let mut fields = Fields::default();
        fields
            .patch(
                json!({"headline": "Pier closes", "standfirst": "After a storm.", "section": "city",
                "topics": ["Pier"], "bylines": [{"name": "A. Orr"}]})
                .as_object()
                .unwrap(),
            )
            .unwrap();
        fields.patch(values.as_object().unwrap()).unwrap();
        fields
    }

    fn site() -> Site {
        Site {
            origin: "https://news.example".into(),
        }
    }

    fn found(fields: &Fields, body: &Doc, known: &Known) -> Vec<String> {
        let all = check(fields, body, &site(), known, &Levels::default());
        all.iter()
            .map(|f| format!("{} {}", f.rule, f.place))
            .collect()
    }

    fn words() -> Doc {
        Doc::of_paragraphs(["The pier is closed."])
    }

    #[test]
    fn a_whole_story_passes_and_an_empty_one_names_all_that_is_missing() {
        let none = Known::default();
        assert!(found(&fields(json!({})), &words(), &none).is_empty());
        let empty = Doc::of_paragraphs([" "]);
        assert_eq!(
            found(&Fields::default(), &empty, &none),
            [
                "headline headline",
                "standfirst standfirst",
                "section section",
                "byline bylines",
                "topics topics",
                "body body"
            ]
        );
        let all = check(
            &Fields::default(),
            &empty,
            &site(),
            &none,
            &Levels::default(),
        );
        assert!(stops(&all));
        assert!(!stops(&all[1..2]), "a missing standfirst warns");
    }

    #[test]
    fn levels_are_read_with_clear_faults_and_read_back() {
        let levels =
            Levels::from_json(&json!({"topics": "off", "standfirst": "block", "headline": "warn"}))
                .unwrap();
        assert_eq!(levels.of(Rule::Topics), Level::Off);
        assert_eq!(levels.of(Rule::Section), Level::Block);
        assert_eq!(Levels::from_json(&levels.to_json()), Ok(levels.clone()));
        assert_eq!(
            serde_json::to_value(&levels).unwrap(),
            levels.to_json(),
            "both ways of writing agree"
        );
        let all = check(
            &Fields::default(),
            &words(),
            &site(),
            &Known::default(),
            &levels,
        );
        assert!(all.iter().all(|f| f.rule != Rule::Topics));
        assert!(
            all.iter()
                .any(|f| f.rule == Rule::Standfirst && f.level == Level::Block)
        );
        for (wrong, says) in [
            (
                json!({"topic": "off"}),
                "topic is no rule of the check; the rules are headline,",
            ),
            (
                json!({"topics": "high"}),
                "topics is \"high\", but a level is \"off\", \"warn\" or \"block\"",
            ),
            (json!(["topics"]), "is not an object of rules"),
        ] {
            let fault = Levels::from_json(&wrong).unwrap_err().to_string();
            assert!(fault.contains(says), "{fault}");
        }
    }

    #[test]
    fn every_rule_has_its_name_once() {
        for rule in Rule::ALL {
            assert_eq!(rule.as_str().parse(), Ok(*rule));
            assert_eq!(serde_json::to_value(rule).unwrap(), json!(rule.as_str()));
            assert!(!rule.title().is_empty());
        }
        let blocking: Vec<&str> = Rule::ALL
            .iter()
            .filter(|r| r.default_level() == Level::Block)
            .map(|r| r.as_str())
            .collect();
        assert_eq!(blocking, ["headline", "section", "alt_text", "rights"]);
    }

    #[test]
    fn pictures_need_a_text_a_credit_a_file_and_a_licence() {
        let body = doc(json!([
            {"type": "paragraph", "content": [{"type": "text", "text": "Words."}]},
            {"type": "image", "attrs": {"asset": "pier"}},
            {"type": "gallery", "content": [
                {"type": "image", "attrs": {"asset": "pier", "alt": "A pier", "credit": "PA"}},
                {"type": "image", "attrs": {"alt": " "}}]},
            {"type": "video", "attrs": {"url": "https://film.example/1"}},
            {"type": "audio", "attrs": {"asset": "bell"}},
        ]));
        let fields = fields(json!({"lead": {"asset": "storm"}}));
        let needed = facts_needed(&fields, &body, &site());
        assert_eq!(needed.assets, ["bell", "pier", "storm"]);
        let asset = |status, rights_end| Asset {
            status,
            rights_end,
            usage_terms: Some("Once, in print.".into()),
            ..Asset::default()
        };
        let mut known = Known {
            now: 1_000_000,
            ..Known::default()
        };
        known.assets.insert(
            "storm".into(),
            Asset {
                alt: Some("Waves".into()),
                credit: Some("PA".into()),
                ..asset(AssetStatus::Ready, Some(1_000_001))
            },
        );
        known
            .assets
            .insert("pier".into(), asset(AssetStatus::Ready, Some(1_000_000)));
        known.assets.insert(
            "bell".into(),
            Asset {
                kind: AssetKind::Audio,
                ..asset(AssetStatus::Processing, None)
            },
        );
        assert_eq!(
            found(&fields, &body, &known),
            [
                "alt_text body/1",
                "credit body/1",
                "rights body/1",
                "rights body/2/0",
                "alt_text body/2/1",
                "credit body/2/1",
                "media_ready body/2/1",
                "media_ready body/4"
            ]
        );
        let all = check(&fields, &body, &site(), &known, &Levels::default());
        assert_eq!(
            all[2].words,
            "The picture may not be used: its licence ended on 1970-01-01. Take it out or renew the licence. \
             Its terms: Once, in print."
        );
        known.assets.clear();
        let lead = &found(&fields, &words(), &known);
        assert_eq!(*lead, ["alt_text lead", "credit lead", "media_ready lead"]);
    }

    #[test]
    fn links_to_own_pages_must_find_one() {
        let link = |href: &str, story: Option<i64>| json!({"type": "text", "text": href, "marks": [{"type": "link", "attrs": {"href": href, "story": story}}]});
        let body = doc(json!([
            {"type": "paragraph", "content": [
                link("/story/old-slug-12?from=x#top", None), link("/x", Some(13)),
                link("HTTP://News.example/story/a-14/history", None), link("https://other.example/story/a-15", None),
                link("mailto:a@b.example", None), link("#note", None)]},
            {"type": "list", "content": [{"type": "list_item", "content": [
                {"type": "paragraph", "content": [link("/topic/gone?x", None)]}]}]},
            {"type": "readmore", "attrs": {"stories": [16, {"headline": "Unplaced"}, {"headline": "H", "url": "/trust"}]}},
            {"type": "embed", "attrs": {"url": "https://news.example"}},
        ]));
        let fields = fields(json!({"related": [17, 12]}));
        let needed = facts_needed(&fields, &body, &site());
        assert_eq!(needed.stories, [12, 13, 14, 16, 17]);
        assert_eq!(needed.paths, ["/", "/topic/gone", "/trust"]);
        let known = Known {
            stories: [12, 14].into(),
            paths: ["/".to_owned(), "/trust".to_owned()].into(),
            ..Known::default()
        };
        let all = check(&fields, &body, &site(), &known, &Levels::default());
        let all: Vec<String> = all
            .iter()
            .map(|f| format!("{} {}", f.place, f.words))
            .collect();
        assert_eq!(
            all,
            [
                "body/0 The link “/x” leads to story 13, which readers cannot see.",
                "body/1/0/0 The link “/topic/gone?x” leads to /topic/gone, where this site has no page.",
                "body/2 An entry under Read more leads to story 16, which readers cannot see.",
                "body/2 The entry under Read more “Unplaced” has no address yet.",
                "related A related story leads to story 17, which readers cannot see.",
            ]
        );
    }

    #[test]
    fn a_link_with_a_bold_word_is_one_link() {
        let to = json!({"type": "link", "attrs": {"href": "/story/a-9"}});
        let body = doc(json!([{"type": "paragraph", "content": [
            {"type": "text", "text": "our ", "marks": [to]},
            {"type": "text", "text": "long", "marks": [to, {"type": "strong"}]},
            {"type": "text", "text": " read", "marks": [to]}]}]));
        let all = check(
            &fields(json!({})),
            &body,
            &site(),
            &Known::default(),
            &Levels::default(),
        );
        assert_eq!(all.len(), 1);
        assert!(all[0].words.starts_with("The link “our long read” leads"));
    }

    #[test]
    fn long_headlines_and_captions_and_open_notes_warn() {
        let caption = "é".repeat(LONGEST_CAPTION + 1);
        let body = doc(json!([
            {"type": "paragraph", "content": [{"type": "text", "text": "Words."}]},
            {"type": "audio", "attrs": {"asset": "a"}, "content": [{"type": "text", "text": caption}]}]));
        let fields = fields(json!({"headline": "x".repeat(LONGEST_HEADLINE + 1),
            "headlines": {"home": "x".repeat(LONGEST_HOME), "seo": "x".repeat(LONGEST_SEO + 1)}}));
        let mut known = Known {
            open_notes: 2,
            ..Known::default()
        };
        known.assets.insert(
            "a".into(),
            Asset {
                kind: AssetKind::Audio,
                ..Asset::default()
            },
        );
        assert_eq!(
            found(&fields, &body, &known),
            [
                "headline_length headline",
                "headline_length headlines.seo",
                "caption body/1",
                "open_notes notes"
            ]
        );
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, expected) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_709_164_799, "2024-02-28"),
            (4_107_542_400, "2100-03-01"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(day(seconds * 1_000_000), expected);
        }
    }

    #[test]
    fn what_may_not_be_shown_here_or_yet_blocks_and_what_an_agency_asks_warns() {
        let fields =
            fields(json!({"headline": "A", "section": "world", "lead": {"asset": "storm"}}));
        let body =
            doc(json!([{"type": "paragraph", "content": [{"type": "text", "text": "Words."}]}]));
        let with = |change: fn(&mut Asset)| {
            let mut asset = Asset {
                alt: Some("Waves".into()),
                credit: Some("PA".into()),
                ..Asset::default()
            };
            change(&mut asset);
            let mut known = Known {
                now: 10,
                ..Known::default()
            };
            known.assets.insert("storm".into(), asset);
            let found = check(&fields, &body, &site(), &known, &Levels::default());
            let found = found
                .into_iter()
                .filter(|f| matches!(f.rule, Rule::Rights | Rule::Instructions));
            found.map(|f| (f.level, f.words)).collect::<Vec<_>>()
        };
        assert_eq!(with(|_| ()), []);
        assert_eq!(with(|asset| asset.embargoed_until = Some(10)), []);
        let blocked = |found: Vec<(Level, String)>, words: &str| {
            assert!(
                matches!(found.as_slice(), [(Level::Block, said)] if said.contains(words)),
                "{found:?}"
            );
        };
        blocked(
            with(|asset| asset.embargoed_until = Some(11)),
            "under embargo until 1970-01-01",
        );
        blocked(
            with(|asset| asset.restriction = Some("print only".into())),
            "print only",
        );
        blocked(
            with(|asset| asset.withdrawn = Some("wrong man".into())),
            "wrong man",
        );
        let warned = with(|asset| {
            asset.instructions = Some("Mandatory credit. NOT FOR ON-LINE or print only use".into());
        });
        assert!(
            matches!(warned.as_slice(), [(Level::Warn, _)]),
            "{warned:?}"
        );
        assert_eq!(
            with(|asset| asset.instructions = Some("Mandatory credit".into())),
            []
        );
    }
}
