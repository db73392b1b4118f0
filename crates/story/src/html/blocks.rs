//! The blocks of the body.

use std::collections::BTreeMap;

use super::around::Around;
use super::inline::{address, escape, inline, is_blank, is_empty, link, said, tag};
use super::media::{Piece, Place, card, legend};
use super::table::table;
use crate::doc::{
    Block, CorrectionAttrs, CorrectionKind, EmbedAttrs, Further, Inline, ListItem, Picture,
    PodcastAttrs, QuoteAttrs, ReadmoreAttrs,
};

/// A body that is being written.
pub(super) struct Body<'a> {
    around: &'a Around,
    /// The HTML so far.
    pub(super) out: String,
    /// How often a landmark's name was used.
    names: BTreeMap<String, usize>,
    /// The levels of the headings that the next one stands under.
    outline: Vec<u8>,
}

impl<'a> Body<'a> {
    pub(super) fn new(around: &'a Around) -> Self {
        Self {
            around,
            out: String::new(),
            names: BTreeMap::new(),
            outline: Vec::new(),
        }
    }

    pub(super) fn block(&mut self, block: &'a Block) {
        let words = &self.around.words;
        let html = match block {
            Block::Paragraph { content } => self.wrapped("p", content),
            Block::Heading { attrs, content } => self.heading(attrs.level.clamp(2, 4), content),
            Block::Quote { attrs, content } => self.quote(attrs, content),
            Block::Pullquote { attrs, content } => self.pullquote(attrs, content),
            Block::List { attrs, content } => self.list(attrs.ordered, content),
            Block::Image(image) => Piece::image(image, Place::Body, self.around).html(words),
            Block::Gallery { content } => self.gallery(content),
            Block::Video { attrs, content } => {
                Piece::video(attrs, content, self.around).html(words)
            }
            Block::Audio { attrs, content } => {
                Piece::audio(attrs, content, self.around).html(words)
            }
            Block::Embed { attrs, content } => self.embed(attrs, content),
            Block::Table { content } => self.table(content),
            Block::Code { attrs, content } => self.code(attrs.language.as_deref(), content),
            Block::Rule => "<hr>".to_owned(),
            Block::Readmore { attrs } => self.readmore(attrs),
            Block::Podcast { attrs } => self.podcast(attrs),
            Block::Adslot { attrs } => self.advertisement(attrs.slot.as_deref()),
            Block::Correction { attrs, content } => self.correction(attrs, content),
        };
        if !html.is_empty() {
            self.out.push_str(&html);
            self.out.push('\n');
        }
    }

    fn wrapped(&self, name: &str, content: &[Inline]) -> String {
        if is_empty(content) {
            String::new()
        } else {
            format!("<{name}>{}</{name}>", inline(content, self.around))
        }
    }

    /// A heading under the headline, which is level 1. People skip levels for the size of the letters, but the
    /// outline of a page has no gaps: a heading stands one below the nearest larger one before it.
    fn heading(&mut self, level: u8, content: &[Inline]) -> String {
        if is_empty(content) {
            return String::new();
        }
        self.outline.retain(|above| *above < level);
        self.outline.push(level);
        self.wrapped(["h2", "h3", "h4"][(self.outline.len() - 1).min(2)], content)
    }

    /// A name that no other landmark of the body has: those who go from landmark to landmark tell them apart by it.
    fn name(&mut self, words: &str) -> String {
        let count = self.names.entry(words.to_owned()).or_default();
        *count += 1;
        if *count == 1 {
            words.to_owned()
        } else {
            format!("{words} {count}")
        }
    }

    fn aside(&mut self, class: &str, name: &str, slot: Option<&str>, inside: &str) -> String {
        let name = self.name(name);
        let open = tag(
            "aside",
            &[
                ("class", Some(class)),
                ("data-slot", slot),
                ("aria-label", Some(&name)),
            ],
        );
        format!("{open}{inside}</aside>")
    }

    fn quote(&self, attrs: &QuoteAttrs, content: &[Inline]) -> String {
        let words = self.wrapped("p", content);
        let mut source = said(attrs.citation.as_deref())
            .map(|who| format!("<cite>{}</cite>", escape(who)))
            .unwrap_or_default();
        if let Some(role) = said(attrs.role.as_deref()) {
            let comma = if source.is_empty() { "" } else { ", " };
            source.push_str(&format!(
                "{comma}<span class=\"role\">{}</span>",
                escape(role)
            ));
        }
        if words.is_empty() && source.is_empty() {
            return String::new();
        }
        let cite = attrs.url.as_deref().and_then(address);
        if !source.is_empty()
            && let Some(open) = attrs.url.as_deref().and_then(|url| link(None, url, None))
        {
            source = format!("{open}{source}</a>");
        }
        let footer = if source.is_empty() {
            source
        } else {
            format!("<footer>{source}</footer>")
        };
        format!(
            "{}{words}{footer}</blockquote>",
            tag("blockquote", &[("cite", cite.as_deref())])
        )
    }

    /// A pull quote says again what the story says; as a named aside it can be passed over.
    fn pullquote(&mut self, attrs: &QuoteAttrs, content: &[Inline]) -> String {
        let quote = self.quote(attrs, content);
        if quote.is_empty() {
            quote
        } else {
            self.aside("pullquote", &self.around.words.pullquote, None, &quote)
        }
    }

    fn list(&self, ordered: bool, items: &'a [ListItem]) -> String {
        let name = if ordered { "ol" } else { "ul" };
        let items: String = items.iter().map(|item| self.item(item)).collect();
        if items.is_empty() {
            items
        } else {
            format!("<{name}>{items}</{name}>")
        }
    }

    /// An item: one paragraph stands bare, as in most lists; several are paragraphs. Nothing if it says nothing.
    fn item(&self, item: &'a ListItem) -> String {
        let paragraphs = item
            .content
            .iter()
            .filter(|block| !matches!(block, Block::List { .. }))
            .count();
        let mut inside = String::new();
        for block in &item.content {
            match block {
                Block::Paragraph { content } if paragraphs == 1 && !is_empty(content) => {
                    inside.push_str(&inline(content, self.around));
                }
                Block::Paragraph { content } => inside.push_str(&self.wrapped("p", content)),
                Block::List { attrs, content } => {
                    inside.push_str(&self.list(attrs.ordered, content));
                }
                // The schema lets nothing else into an item.
                _ => {}
            }
        }
        if inside.is_empty() {
            inside
        } else {
            format!("<li>{inside}</li>")
        }
    }

    fn gallery(&mut self, pictures: &'a [Picture]) -> String {
        let words = &self.around.words;
        let figure = |Picture::Image(image): &'a Picture| {
            Piece::image(image, Place::Gallery, self.around).html(words)
        };
        let inside: String = pictures.iter().map(figure).collect();
        if inside.is_empty() {
            return inside;
        }
        let name = self.name(&words.photos);
        let open = tag(
            "div",
            &[
                ("class", Some("gallery")),
                ("role", Some("group")),
                ("aria-label", Some(&name)),
            ],
        );
        format!("{open}{inside}</div>")
    }

    fn embed(&self, attrs: &EmbedAttrs, content: &[Inline]) -> String {
        let card = card(
            &attrs.url,
            attrs.provider.as_deref(),
            attrs.title.as_deref(),
            &self.around.words,
        );
        let caption = (!is_empty(content)).then(|| inline(content, self.around));
        format!(
            "<figure class=\"embed\">{card}{}</figure>",
            legend(caption.as_deref(), None)
        )
    }

    /// A table that is wider than the screen is scrolled, so it can be reached by keyboard and has a name.
    fn table(&mut self, rows: &[crate::doc::TableRow]) -> String {
        let table = table(rows, self.around);
        if table.is_empty() {
            return table;
        }
        let name = self.name(&self.around.words.table);
        let attrs = [
            ("class", Some("table")),
            ("role", Some("region")),
            ("tabindex", Some("0")),
            ("aria-label", Some(&*name)),
        ];
        format!("{}{table}</div>", tag("div", &attrs))
    }

    fn code(&self, language: Option<&str>, content: &[Inline]) -> String {
        if is_empty(content) {
            return String::new();
        }
        let spoken = |c: char| {
            if c.is_alphanumeric() || "-_.+#".contains(c) {
                c
            } else {
                '-'
            }
        };
        let class = said(language)
            .map(|name| format!("language-{}", name.chars().map(spoken).collect::<String>()));
        let open = tag("code", &[("class", class.as_deref())]);
        // A long line is scrolled, and what is scrolled must be reachable by keyboard.
        format!(
            "<pre tabindex=\"0\">{open}{}</code></pre>",
            inline(content, self.around)
        )
    }

    fn readmore(&mut self, attrs: &ReadmoreAttrs) -> String {
        let linked = |url: &str, headline: &str| match link(None, url, None) {
            Some(open) => format!("<li>{open}{}</a></li>", escape(headline)),
            None => format!("<li>{}</li>", escape(headline)),
        };
        let item = |further: &Further| match further {
            Further::Own(number) => {
                let story = self
                    .around
                    .stories
                    .get(number)
                    .filter(|story| !is_blank(&story.headline));
                story
                    .map(|story| linked(&story.url, &story.headline))
                    .unwrap_or_default()
            }
            Further::Page { headline, .. } if is_blank(headline) => String::new(),
            Further::Page { url, headline } => linked(url.as_deref().unwrap_or_default(), headline),
        };
        let items: String = attrs.stories.iter().map(item).collect();
        if items.is_empty() {
            return items;
        }
        let heading = said(attrs.heading.as_deref()).unwrap_or(&self.around.words.read_more);
        let inside = format!(
            "<p class=\"heading\">{}</p><ul>{items}</ul>",
            escape(heading)
        );
        self.aside("readmore", heading, None, &inside)
    }

    fn podcast(&mut self, attrs: &PodcastAttrs) -> String {
        let words = &self.around.words;
        let known = self.around.shows.get(&attrs.show);
        let Some(title) = known
            .and_then(|show| said(Some(&show.title)))
            .or(said(Some(&attrs.show)))
        else {
            return String::new();
        };
        let open = known.and_then(|show| link(None, &show.url, None));
        let sentence = if open.is_some() {
            &words.podcast_link
        } else {
            &words.podcast
        };
        let (before, after) = sentence.split_once("{show}").unwrap_or((sentence, ""));
        let show = format!("<b class=\"show\">{}</b>", escape(title));
        let sentence = format!(
            "{}{show}{}",
            escape(without_article(before, title)),
            escape(after)
        );
        let mut inside = match open {
            Some(open) => format!("<p>{open}{sentence}</a></p>"),
            None => format!("<p>{sentence}</p>"),
        };
        if let Some(name) = said(attrs.episode.as_deref()) {
            let episode = known
                .and_then(|show| show.episodes.get(name))
                .filter(|episode| !is_blank(&episode.headline));
            let open = episode.and_then(|episode| link(None, &episode.url, None));
            let headline = escape(episode.map_or(name, |episode| &episode.headline));
            inside.push_str(&match open {
                Some(open) => format!("<p class=\"episode\">{open}{headline}</a></p>"),
                None => format!("<p class=\"episode\">{headline}</p>"),
            });
        }
        self.aside("podcast", title, None, &inside)
    }

    /// The place of an advertisement; the style sheet keeps its height free, so that nothing jumps when one comes.
    fn advertisement(&mut self, slot: Option<&str>) -> String {
        if !self.around.ads {
            return String::new();
        }
        let words = &self.around.words.advertisement;
        let inside = format!(
            "<p class=\"label\">{}</p><div class=\"space\"></div>",
            escape(words)
        );
        self.aside("ad", words, Some(slot.unwrap_or("body")), &inside)
    }

    fn correction(&mut self, attrs: &CorrectionAttrs, content: &[Inline]) -> String {
        if is_empty(content) {
            return String::new();
        }
        let words = &self.around.words;
        let (class, kind) = match attrs.kind {
            CorrectionKind::Correction => ("correction", &words.correction),
            CorrectionKind::Clarification => ("correction clarification", &words.clarification),
        };
        let day = attrs.date.as_deref().map(|day| {
            let open = tag("time", &[("datetime", Some(day))]);
            format!(" {open}{}</time>", escape(&words.day(day)))
        });
        let head = format!(
            "<p class=\"kind\"><strong>{}</strong>{}</p>",
            escape(kind),
            day.unwrap_or_default()
        );
        let inside = format!("{head}<p>{}</p>", inline(content, self.around));
        self.aside(class, kind, None, &inside)
    }
}

/// The words before a name without their last, if the name begins with the same one: not "the The Daily".
fn without_article<'a>(before: &'a str, name: &str) -> &'a str {
    let trimmed = before.trim_end();
    let start = trimmed.rfind(char::is_whitespace).map_or(0, |at| {
        at + trimmed[at..].chars().next().map_or(1, char::len_utf8)
    });
    let (last, first) = (
        &trimmed[start..],
        name.split_whitespace().next().unwrap_or_default(),
    );
    if !last.is_empty() && last.to_lowercase() == first.to_lowercase() {
        &before[..start]
    } else {
        before
    }
}
