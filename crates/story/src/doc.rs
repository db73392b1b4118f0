//! The document: ProseMirror JSON as types.
//!
//! [`Doc::parse`] checks a JSON value against `blocks.json` (see [`crate::schema`]) and only then builds these
//! types, so that a document which exists is a document that is right. Serialising gives back the same JSON.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::schema::{self, Fault, Place};

/// The body of a story: one or more blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "doc")]
pub struct Doc {
    /// The blocks in reading order.
    pub content: Vec<Block>,
}

/// One block of the body. Names and attributes are those of `blocks.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the variants' fields are the attributes that blocks.json documents"
)]
pub enum Block {
    Paragraph {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    Heading {
        #[serde(default)]
        attrs: HeadingAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    Quote {
        #[serde(default)]
        attrs: QuoteAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    Pullquote {
        #[serde(default)]
        attrs: QuoteAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    List {
        #[serde(default)]
        attrs: ListAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<ListItem>,
    },
    Image(Image),
    Gallery {
        content: Vec<Picture>,
    },
    Video {
        #[serde(default)]
        attrs: VideoAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    Audio {
        #[serde(default)]
        attrs: AudioAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    Embed {
        attrs: EmbedAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    Table {
        content: Vec<TableRow>,
    },
    Code {
        #[serde(default)]
        attrs: CodeAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
    Rule,
    Readmore {
        attrs: ReadmoreAttrs,
    },
    Podcast {
        attrs: PodcastAttrs,
    },
    Adslot {
        #[serde(default)]
        attrs: AdslotAttrs,
    },
    Correction {
        #[serde(default)]
        attrs: CorrectionAttrs,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        content: Vec<Inline>,
    },
}

/// A photo with its caption.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Which picture and how it is shown.
    #[serde(default)]
    pub attrs: ImageAttrs,
    /// The caption.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Inline>,
}

/// A picture inside a gallery: an [`Image`] that carries its own type name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Picture {
    /// The only thing a gallery holds.
    Image(Image),
}

/// Text or a line break inside a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Inline {
    /// A run of text with one set of marks. Never empty.
    Text {
        /// The words, quotation marks as typed.
        text: String,
        /// Emphasis and links, outermost first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
    },
    /// A line break that is meant.
    HardBreak {
        /// Marks that an editor may leave on the break.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<Mark>,
    },
}

/// What is said of a run of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Mark {
    Strong,
    Em,
    Strike,
    Sub,
    Sup,
    Code,
    Link { attrs: LinkAttrs },
}

/// Where a link leads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkAttrs {
    /// A web address, a mail address or a path on this site.
    pub href: String,
    /// The HTML `rel`, where the desk set one (`sponsored`, `nofollow`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rel: Option<String>,
    /// The number of the own story that the link leads to; its address is then looked up when the page is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<i64>,
}

macro_rules! attrs {
    ($($(#[$doc:meta])* $name:ident { $($field:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "attributes are documented in blocks.json and the glossary")]
        pub struct $name {
            $(#[serde(default, skip_serializing_if = "Option::is_none")] pub $field: Option<String>,)*
        }
    )*};
}

attrs! {
    /// Who is quoted, in what role, and where it was said.
    QuoteAttrs { citation, role, url }
    /// Which asset, what it shows, whose it is, how it is cut and how large it stands.
    ImageAttrs { asset, alt, credit, crop, size }
    /// A film: an own asset or somebody's address.
    VideoAttrs { asset, url, title, credit }
    /// A sound.
    AudioAttrs { asset, title }
    /// The language of a listing.
    CodeAttrs { language }
    /// The name of an advertisement's place.
    AdslotAttrs { slot }
}

/// How deep a heading is: 2 to 4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadingAttrs {
    /// 2 to 4; the headline itself is 1.
    #[serde(default = "second")]
    pub level: u8,
}

fn second() -> u8 {
    2
}

impl Default for HeadingAttrs {
    fn default() -> Self {
        Self { level: second() }
    }
}

/// Numbered or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAttrs {
    /// True for a numbered list.
    #[serde(default)]
    pub ordered: bool,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "list_item")]
pub struct ListItem {
    /// Paragraphs and lists only; the schema sees to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Block>,
}

/// Somebody else's page, shown as a card with a link until the reader asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct EmbedAttrs {
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "table_row")]
pub struct TableRow {
    /// The cells from the start of the line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<TableCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "table_cell")]
pub struct TableCell {
    /// Whether it names its row or column.
    #[serde(default)]
    pub attrs: CellAttrs,
    /// What it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<Inline>,
}

/// Heading cell or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellAttrs {
    /// True for a cell that names its row or column.
    #[serde(default)]
    pub header: bool,
}

/// "Read more": a list of stories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadmoreAttrs {
    /// The words above the list; the site's own words where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The stories in order.
    pub stories: Vec<Further>,
}

/// One thing to read next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Further {
    /// An own story by its number.
    Own(i64),
    /// A page by its address; without one it is a headline whose page is not known yet (a pasted text names
    /// no addresses), kept for the desk and shown as words.
    Page {
        /// Where it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// What it says.
        headline: String,
    },
}

/// A podcast's promotion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PodcastAttrs {
    pub show: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub episode: Option<String>,
}

/// A visible correction inside the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionAttrs {
    /// Which of the two it is.
    #[serde(default)]
    pub kind: CorrectionKind,
    /// The day it was made, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

impl Default for CorrectionAttrs {
    fn default() -> Self {
        Self {
            kind: CorrectionKind::Correction,
            date: None,
        }
    }
}

/// A correction mends what was wrong; a clarification says more plainly what was right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CorrectionKind {
    #[default]
    Correction,
    Clarification,
}

impl Doc {
    /// Checks a JSON value against the schema and builds the document from it.
    ///
    /// Two things that other editors write are taken as what they mean: `"attrs": null` is no attributes, and a
    /// table cell whose content is paragraphs is one line of the cell for each, parted by `hard_break`.
    ///
    /// # Errors
    /// The first [`Fault`] in reading order, with its place in the value.
    pub fn parse(value: &Value) -> Result<Self, Fault> {
        schema::check(value)?;
        let mut value = value.clone();
        tidy(&mut value);
        serde_json::from_value(value).map_err(|e| Fault::here(e.to_string()))
    }

    /// Parses as far as it goes, for looking at a document that is still being written: a block that has a fault is an
    /// empty paragraph here, so that the others keep their places. All faults, each with its place in the value; a value
    /// that is no document at all is an empty one with one fault.
    #[must_use]
    pub fn parse_what_can_be(value: &Value) -> (Self, Vec<Fault>) {
        let first = match Self::parse(value) {
            Ok(doc) => return (doc, Vec::new()),
            Err(fault) => fault,
        };
        let mut faults = Vec::new();
        let mut content = Vec::new();
        for (at, block) in children(value).iter().enumerate() {
            match Self::parse(&json!({ "type": "doc", "content": [block] })) {
                Ok(mut one) => content.append(&mut one.content),
                Err(mut fault) => {
                    // Its place begins with "content" and the place of the only block.
                    if let Some(step) = fault.place.get_mut(1) {
                        *step = Place::Index(at);
                    }
                    faults.push(fault);
                    content.push(Block::paragraph(""));
                }
            }
        }
        if faults.is_empty() {
            faults.push(first);
        }
        if content.is_empty() {
            content.push(Block::paragraph(""));
        }
        (Self { content }, faults)
    }

    /// The JSON of the document.
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or(Value::Null)
    }

    /// A document of plain paragraphs; one empty paragraph where there are none, since a document is never empty.
    #[must_use]
    pub fn of_paragraphs<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> Self {
        let mut content: Vec<Block> = paragraphs.into_iter().map(Block::paragraph).collect();
        if content.is_empty() {
            content.push(Block::paragraph(""));
        }
        Self { content }
    }
}

fn children(value: &Value) -> &[Value] {
    let content = value.get("content").and_then(Value::as_array);
    content.map_or(&[], Vec::as_slice)
}

/// Brings what the schema lets pass into the one form that the types have. Runs after the check, which has bounded
/// the depth.
fn tidy(node: &mut Value) {
    let Some(object) = node.as_object_mut() else {
        return;
    };
    if object.get("attrs").is_some_and(Value::is_null) {
        object.remove("attrs");
    }
    let is_cell = object.get("type").and_then(Value::as_str) == Some("table_cell");
    let Some(Value::Array(content)) = object.get_mut("content") else {
        return;
    };
    if is_cell && schema::are_paragraphs(content) {
        *content = lines(std::mem::take(content));
    }
    content.iter_mut().for_each(tidy);
}

/// The inline content of paragraphs, a break between each two that say something.
fn lines(paragraphs: Vec<Value>) -> Vec<Value> {
    let mut lines = Vec::new();
    for mut paragraph in paragraphs {
        let Some(Value::Array(line)) = paragraph.get_mut("content").map(Value::take) else {
            continue;
        };
        if !lines.is_empty() && !line.is_empty() {
            lines.push(serde_json::json!({"type": "hard_break"}));
        }
        lines.extend(line);
    }
    lines
}

impl Block {
    /// A paragraph of plain text.
    #[must_use]
    pub fn paragraph(text: &str) -> Self {
        Self::Paragraph {
            content: Inline::plain(text),
        }
    }
}

impl Inline {
    /// Plain text as inline content: nothing for an empty text, since a text node is never empty.
    #[must_use]
    pub fn plain(text: &str) -> Vec<Self> {
        if text.is_empty() {
            Vec::new()
        } else {
            vec![Self::Text {
                text: text.to_owned(),
                marks: Vec::new(),
            }]
        }
    }
}
