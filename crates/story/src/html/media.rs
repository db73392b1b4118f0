//! Pictures, films and sounds, in the body and above it.

use super::around::{Around, Asset, Kind, Source, Words};
use super::inline::{address, escape, inline, is_empty, link, said, tag};
use super::renditions::{Usable, by_type, plain, srcset, usable};
use crate::doc::{AudioAttrs, Image, Inline, VideoAttrs};
use crate::fields::Lead;

/// Where a figure stands, which decides how wide it is and how soon it is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Above the story, in view at once.
    Lead,
    /// In the column of text.
    Body,
    /// Beside other pictures.
    Gallery,
    /// On a list of stories.
    Card,
}

impl Place {
    /// How wide it stands. On phones with three pixels to a point it takes the size for two: nobody sees the difference,
    /// and it is half the bytes.
    fn sizes(self) -> &'static str {
        match self {
            Self::Lead => "(min-width: 60rem) 56rem, (min-resolution: 2.5dppx) 66vw, 100vw",
            Self::Body => "(min-width: 44rem) 40rem, (min-resolution: 2.5dppx) 66vw, 100vw",
            Self::Gallery => "(min-width: 44rem) 20rem, (min-resolution: 2.5dppx) 33vw, 50vw",
            Self::Card => {
                "(min-width: 60rem) 22rem, (min-width: 44rem) 45vw, (min-resolution: 2.5dppx) 66vw, 100vw"
            }
        }
    }
}

/// A figure before it is HTML: what the document says, and the asset for what it leaves unsaid.
pub(super) struct Piece<'a> {
    kind: Kind,
    place: Place,
    asset: Option<&'a Asset>,
    class: Option<&'static str>,
    /// The part that is shown, where it is made; else all of it is.
    crop: Option<&'a [Source]>,
    url: Option<&'a str>,
    title: Option<&'a str>,
    alt: Option<&'a str>,
    credit: Option<&'a str>,
    /// Already HTML; empty where there is none.
    caption: String,
}

/// The first picture or film of a story, as `<figure>`: fetched before anything else. Empty if it has neither a file
/// nor words.
#[must_use]
pub fn figure(lead: &Lead, around: &Around) -> String {
    let mut piece = Piece::new(Kind::Image, Place::Lead, lead.asset.as_deref(), around);
    piece.caption = said(lead.caption.as_deref())
        .map(escape)
        .unwrap_or_default();
    piece.alt = lead.alt.as_deref();
    piece.credit = lead.credit.as_deref();
    piece.html(&around.words)
}

/// A picture without caption, as a list of stories shows it. None if there is no file that can be shown. A card's
/// headline says what the story is, so a picture without its own words is decoration there.
#[must_use]
pub fn thumbnail(asset: &Asset, alt: &str) -> Option<String> {
    let sources = usable(&asset.sources);
    if !asset.ready || asset.kind != Kind::Image || sources.is_empty() {
        return None;
    }
    let piece = Piece {
        kind: Kind::Image,
        place: Place::Card,
        asset: Some(asset),
        class: None,
        crop: None,
        url: None,
        title: None,
        alt: Some(alt),
        credit: None,
        caption: String::new(),
    };
    Some(piece.picture(&sources))
}

impl<'a> Piece<'a> {
    fn new(kind: Kind, place: Place, asset: Option<&str>, around: &'a Around) -> Self {
        let asset = asset.and_then(|name| around.assets.get(name));
        Self {
            kind: asset.map_or(kind, |asset| asset.kind),
            place,
            asset,
            class: None,
            crop: None,
            url: None,
            title: None,
            alt: None,
            credit: None,
            caption: String::new(),
        }
    }

    fn captioned(mut self, content: &[Inline], around: &Around) -> Self {
        if !is_empty(content) {
            self.caption = inline(content, around);
        }
        self
    }

    pub(super) fn image(image: &'a Image, place: Place, around: &'a Around) -> Self {
        let attrs = &image.attrs;
        let class = match attrs.size.as_deref() {
            Some("small") => Some("small"),
            Some("wide") => Some("wide"),
            Some("full") => Some("full"),
            _ => None,
        };
        let piece = Self::new(Kind::Image, place, attrs.asset.as_deref(), around)
            .captioned(&image.content, around);
        let crops = piece.asset.map(|asset| &asset.crops);
        let crop = attrs.crop.as_deref().and_then(|name| crops?.get(name));
        Self {
            class,
            crop: crop
                .map(Vec::as_slice)
                .filter(|sources| !usable(sources).is_empty()),
            alt: attrs.alt.as_deref(),
            credit: attrs.credit.as_deref(),
            ..piece
        }
    }

    pub(super) fn video(attrs: &'a VideoAttrs, content: &[Inline], around: &'a Around) -> Self {
        let piece = Self::new(Kind::Video, Place::Body, attrs.asset.as_deref(), around)
            .captioned(content, around);
        Self {
            url: attrs.url.as_deref(),
            title: attrs.title.as_deref(),
            credit: attrs.credit.as_deref(),
            ..piece
        }
    }

    pub(super) fn audio(attrs: &'a AudioAttrs, content: &[Inline], around: &'a Around) -> Self {
        let piece = Self::new(Kind::Audio, Place::Body, attrs.asset.as_deref(), around)
            .captioned(content, around);
        Self {
            title: attrs.title.as_deref(),
            ..piece
        }
    }

    /// The document's word, else the asset's.
    fn either(
        &self,
        own: Option<&'a str>,
        of: impl Fn(&'a Asset) -> Option<&'a str>,
    ) -> Option<&'a str> {
        said(own).or_else(|| said(self.asset.and_then(of)))
    }

    /// The figure; empty if there is neither a file nor a word to show.
    pub(super) fn html(&self, words: &Words) -> String {
        let sources = self
            .asset
            .filter(|asset| asset.ready)
            .map(|asset| usable(self.crop.unwrap_or(&asset.sources)))
            .unwrap_or_default();
        let title = self.either(self.title, |asset| asset.title.as_deref());
        let legend = self.legend();
        let name = match self.kind {
            Kind::Image => "photo",
            Kind::Video => "film",
            Kind::Audio => "sound",
        };
        let class = match (self.class, sources.is_empty()) {
            (Some(size), false) => format!("{name} {size}"),
            (None, false) => name.to_owned(),
            (_, true) => format!("{name} waiting"),
        };
        let inside = match self.kind {
            Kind::Image if !sources.is_empty() => self.picture(&sources),
            Kind::Image => String::new(),
            Kind::Video | Kind::Audio if !sources.is_empty() => {
                format!(
                    "{}{}",
                    self.reel(title, true, words),
                    self.player(title, &sources, words)
                )
            }
            Kind::Video | Kind::Audio => {
                if let Some(url) = self.url.filter(|url| address(url).is_some()) {
                    // Somebody else's film: a link that asks nothing of them until the reader follows it.
                    return format!(
                        "<figure class=\"{name}\">{}{legend}</figure>",
                        card(url, None, title, words)
                    );
                }
                title
                    .map(|_| self.reel(title, false, words))
                    .unwrap_or_default()
            }
        };
        if inside.is_empty() && legend.is_empty() {
            return String::new();
        }
        let said = self.transcript(words);
        format!("<figure class=\"{class}\">{inside}{legend}{said}</figure>")
    }

    fn legend(&self) -> String {
        let of_asset = || {
            self.asset
                .and_then(|asset| said(asset.caption.as_deref()))
                .map(escape)
        };
        let caption = if self.caption.is_empty() {
            of_asset()
        } else {
            Some(self.caption.clone())
        };
        let credit = self
            .either(self.credit, |asset| asset.credit.as_deref())
            .map(escape);
        legend(caption.as_deref(), credit.as_deref())
    }

    /// The line over a film or sound: title and length. The play sign before it is the style sheet's.
    fn reel(&self, title: Option<&str>, playable: bool, words: &Words) -> String {
        let mut parts = Vec::new();
        if let Some(title) = title {
            let title = format!("<span class=\"title\">{}</span>", escape(title));
            if playable && self.kind == Kind::Video {
                parts.push(format!(
                    "<span class=\"verb\">{} –</span>",
                    escape(&words.play_video)
                ));
            }
            parts.push(title);
        }
        if let Some(seconds) = self.asset.and_then(|asset| asset.length) {
            parts.push(length(seconds));
        }
        if parts.is_empty() {
            String::new()
        } else {
            format!("<p class=\"reel\">{}</p>", parts.join(" "))
        }
    }

    /// What is said in it, as text that opens when it is asked for; in the first of its languages.
    fn transcript(&self, words: &Words) -> String {
        let shown = self
            .asset
            .filter(|asset| asset.ready && asset.kind != Kind::Image);
        let Some(captions) = shown.and_then(|asset| asset.captions.first()) else {
            return String::new();
        };
        let note = if captions.automatic {
            format!("<p class=\"automatic\">{}</p>", escape(&words.automatic))
        } else {
            String::new()
        };
        let spoken = captions.transcript.iter().filter_map(|(who, what)| {
            let what = escape(said(Some(what))?);
            let who = said(who.as_deref()).map(|who| format!("<b>{}:</b> ", escape(who)));
            Some(format!("<p>{}{what}</p>", who.unwrap_or_default()))
        });
        let spoken: String = spoken.collect();
        if spoken.is_empty() {
            return spoken;
        }
        let open = tag("div", &[("lang", said(Some(&captions.language)))]);
        format!(
            "<details class=\"transcript\"><summary>{}</summary>{note}{open}{spoken}</div></details>",
            escape(&words.transcript),
        )
    }

    /// The captions of a film, for those who cannot hear it.
    fn tracks(&self) -> String {
        let captions = self
            .asset
            .map(|asset| asset.captions.as_slice())
            .unwrap_or_default();
        let tracks = captions.iter().filter_map(|captions| {
            let url = address(&captions.url)?;
            let attributes = [
                ("src", Some(url.as_str())),
                ("srclang", said(Some(&captions.language))),
                ("label", said(Some(&captions.name))),
            ];
            Some(tag("track kind=\"captions\"", &attributes))
        });
        tracks.collect()
    }

    fn player(&self, title: Option<&str>, sources: &[Usable], words: &Words) -> String {
        let film = self.kind == Kind::Video;
        let label = title.unwrap_or(if film { &words.video } else { &words.audio });
        let inside: String = sources
            .iter()
            .map(|source| {
                tag(
                    "source",
                    &[
                        ("src", Some(&source.url)),
                        ("type", said(Some(source.mime))),
                    ],
                )
            })
            .collect();
        if !film {
            let open = tag(
                "audio controls preload=\"none\"",
                &[("aria-label", Some(label))],
            );
            return format!("{open}{inside}</audio>");
        }
        let posters = self
            .asset
            .map(|asset| usable(&asset.poster))
            .unwrap_or_default();
        let (_, common) = by_type(&posters);
        let poster = plain(&common).map(|still| still.url.as_str());
        let (width, height) = self.measures(sources.first());
        let open = tag(
            "video controls playsinline preload=\"none\"",
            &[
                ("poster", poster),
                ("width", width.as_deref()),
                ("height", height.as_deref()),
                ("aria-label", Some(label)),
            ],
        );
        format!("{open}{inside}{}</video>", self.tracks())
    }

    fn picture(&self, sources: &[Usable]) -> String {
        let (others, common) = by_type(sources);
        let sizes = self.place.sizes();
        let others: String = others
            .iter()
            .filter(|group| !group[0].mime.is_empty())
            .map(|group| {
                let (set, measured) = srcset(group);
                let sizes = measured.then_some(sizes);
                tag(
                    "source",
                    &[
                        ("type", Some(group[0].mime)),
                        ("srcset", Some(&set)),
                        ("sizes", sizes),
                    ],
                )
            })
            .collect();
        let image = self.img(&common);
        let picture = if others.is_empty() {
            image
        } else {
            format!("<picture>{others}{image}</picture>")
        };
        // What shows through would show it for ever.
        let opaque = common
            .first()
            .is_some_and(|source| source.mime == "image/jpeg");
        let soon = self.asset.and_then(|asset| asset.placeholder.as_deref());
        let alike = self.place != Place::Card && self.crop.is_none();
        match soon.filter(|soon| opaque && alike && is_tiny(soon)) {
            Some(soon) => {
                let soon = tag(
                    "img class=\"soon\" alt=\"\" aria-hidden=\"true\"",
                    &[("src", Some(soon))],
                );
                format!("<span class=\"frame\">{picture}{soon}</span>")
            }
            None => picture,
        }
    }

    fn img(&self, sources: &[Usable]) -> String {
        let shown = plain(sources);
        let (set, measured) = srcset(sources);
        let (width, height) = self.measures(shown);
        let lead = self.place == Place::Lead;
        let alt = self
            .either(self.alt, |asset| asset.alt.as_deref())
            .unwrap_or_default();
        tag(
            "img",
            &[
                ("src", shown.map(|source| source.url.as_str())),
                ("srcset", measured.then_some(&set)),
                ("sizes", measured.then(|| self.place.sizes())),
                ("width", width.as_deref()),
                ("height", height.as_deref()),
                ("alt", Some(alt)),
                ("fetchpriority", lead.then_some("high")),
                ("loading", (!lead).then_some("lazy")),
                ("decoding", Some("async")),
            ],
        )
    }

    /// Width and height: the asset's own, else those of what is shown; both or neither.
    fn measures(&self, shown: Option<&Usable>) -> (Option<String>, Option<String>) {
        let own = self.asset.filter(|_| self.crop.is_none());
        let own = own.and_then(|asset| asset.width.zip(asset.height));
        let measures = own.or_else(|| shown.and_then(|source| source.width.zip(source.height)));
        measures
            .map(|(w, h)| (w.to_string(), h.to_string()))
            .unzip()
    }
}

/// Whether this is a picture of a few pixels in the page itself, which can hold no program.
fn is_tiny(address: &str) -> bool {
    let data = address.strip_prefix("data:image/webp;base64,");
    data.is_some_and(|data| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
        data.len() < 1_000 && data.bytes().all(plain)
    })
}

/// Caption and credit apart; both are HTML already.
pub(super) fn legend(caption: Option<&str>, credit: Option<&str>) -> String {
    let caption = caption.map(|words| format!("<span class=\"caption\">{words}</span>"));
    let credit = credit.map(|words| format!("<span class=\"credit\">{words}</span>"));
    let said: Vec<String> = caption.into_iter().chain(credit).collect();
    if said.is_empty() {
        String::new()
    } else {
        format!("<figcaption>{}</figcaption>", said.join(" "))
    }
}

/// A link card that names whose page it opens.
pub(super) fn card(
    url: &str,
    provider: Option<&str>,
    title: Option<&str>,
    words: &Words,
) -> String {
    let host = host(url);
    let provider = said(provider).unwrap_or(host);
    let title = said(title).unwrap_or(if host.is_empty() { url } else { host });
    let mut inside = format!("<span class=\"title\">{}</span>", escape(title));
    if !provider.is_empty() {
        let opens = words.opens_on.replace("{provider}", provider);
        inside.push_str(&format!(
            " <span class=\"provider\">{}</span>",
            escape(&opens)
        ));
    }
    match link(Some("card"), url, None) {
        Some(open) => format!("{open}{inside}</a>"),
        None => format!("<p class=\"card\">{inside}</p>"),
    }
}

/// The name of the machine in a web address, without `www.`; empty for other addresses.
fn host(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else {
        return "";
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// A length as people write it, 1:09 or 1:02:03, with the machine's form beside it.
fn length(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!(
            "<time datetime=\"PT{hours}H{minutes}M{seconds}S\">{hours}:{minutes:02}:{seconds:02}</time>"
        )
    } else {
        format!("<time datetime=\"PT{minutes}M{seconds}S\">{minutes}:{seconds:02}</time>")
    }
}
