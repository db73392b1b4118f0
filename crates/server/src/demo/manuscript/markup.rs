//! The light markup of the demo's manuscripts, block by block.
//!
//! Blocks are parted by blank lines and told apart by how their first line begins:
//!
//! | line | block |
//! |---|---|
//! | `## words` to `#### words` | heading |
//! | `> words`, `>> words`, then `-- citation, role \| url` | quote, pullquote |
//! | `- item`, `1. item`; two spaces deeper for a list in it | list |
//! | `![asset \| size]`, then the caption, `alt: …`, `credit: …` | image; what is not said comes from the asset |
//! | `@gallery a b c` | gallery |
//! | `@film asset`, `@audio asset`, then the caption | video, audio |
//! | `@embed url \| provider \| title`, then the caption | embed |
//! | `@table`, then rows `\| a \| b \|`; the first row and cells that begin with `=` are headings | table |
//! | ```` ```language ```` to ```` ``` ```` | code |
//! | `---` | rule |
//! | `@readmore heading`, then a key or `url \| headline` a line | readmore |
//! | `@podcast show \| episode`, `@ad slot` | podcast, adslot |
//! | `@correction` or `@clarification`, then the words | correction |
//!
//! Inside: `*em*`, `**strong**`, `~~strike~~`, `~sub~`, `^sup^`, `` `code` ``, `[words](address rel)`,
//! `[words](story:key)`; a backslash takes the meaning off the next sign, at the end of a line it breaks the line.
//! Reach: [`super::parse`] hands over the text and the line on which it begins.

use story::doc::{
    AdslotAttrs, AudioAttrs, CellAttrs, CodeAttrs, CorrectionAttrs, CorrectionKind, EmbedAttrs,
    Further, HeadingAttrs, Image, ImageAttrs, ListAttrs, ListItem, Picture, PodcastAttrs,
    QuoteAttrs, ReadmoreAttrs, TableCell, TableRow, VideoAttrs,
};
use story::{Block, Doc, Inline, Mark};

use super::words::{marks_of, run};
use crate::demo::newsroom::{Asset, AssetKind, Fault, Newsroom};

/// Reads the texts of one file and gathers the keys of the stories that they name.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) room: &'a Newsroom,
    pub(super) references: Vec<(usize, String)>,
}

/// A line with its number in the file.
type Line<'a> = (usize, &'a str);

impl Reader<'_> {
    /// The document of a text that begins on line `first` of the file.
    pub(super) fn doc(&mut self, first: usize, source: &str) -> Result<Doc, Fault> {
        let lines: Vec<Line> = source
            .lines()
            .enumerate()
            .map(|(i, line)| (first + i, line.trim_end()))
            .collect();
        let (mut content, mut at) = (Vec::new(), 0);
        while at < lines.len() {
            let fence = lines[at].1.strip_prefix("```");
            let ends = |line: &&Line| {
                if fence.is_some() {
                    line.1 == "```"
                } else {
                    line.1.is_empty()
                }
            };
            let end = lines
                .iter()
                .skip(at + 1)
                .position(|line| ends(&line))
                .map(|n| at + 1 + n);
            if lines[at].1.is_empty() {
                at += 1;
                continue;
            }
            let chunk = &lines[at..end.unwrap_or(lines.len())];
            match fence {
                Some(_) if end.is_none() => {
                    return Err(Fault::new(
                        self.file,
                        lines[at].0,
                        "the listing has no closing ```",
                    ));
                }
                Some(language) => content.push(listing(language, &chunk[1..])),
                None => content.push(
                    self.block(chunk)
                        .map_err(|reason| Fault::new(self.file, lines[at].0, reason))?,
                ),
            }
            at += chunk.len() + usize::from(fence.is_some());
        }
        if content.is_empty() {
            Err(Fault::new(self.file, first, "has no text"))
        } else {
            Ok(Doc { content })
        }
    }

    fn block(&mut self, lines: &[Line]) -> Result<Block, String> {
        let (number, first) = lines[0];
        let rest = &lines[1..];
        let level = first.len() - first.trim_start_matches('#').len();
        if level > 0 {
            let words = first[level..]
                .strip_prefix(' ')
                .filter(|_| (2..=4).contains(&level) && rest.is_empty());
            let words = words.ok_or("a heading is one line of ##, ### or #### and its words")?;
            let level = u8::try_from(level).map_err(|e| e.to_string())?;
            return Ok(Block::Heading {
                attrs: HeadingAttrs { level },
                content: self.inline(number, words)?,
            });
        }
        if first.starts_with('>') {
            return self.quote(lines);
        }
        if marker(first).is_some() {
            return self.list(lines);
        }
        if let Some(id) = first.strip_prefix("![").and_then(|f| f.strip_suffix(']')) {
            return self.image(id, rest).map(Block::Image);
        }
        if let Some(order) = first.strip_prefix('@') {
            let (name, words) = order.split_once(' ').unwrap_or((order, ""));
            return self.order(number, name, words.trim(), rest);
        }
        if first == "---" && rest.is_empty() {
            return Ok(Block::Rule);
        }
        Ok(Block::Paragraph {
            content: self.words(lines)?,
        })
    }

    fn quote(&mut self, lines: &[Line]) -> Result<Block, String> {
        let sign = if lines[0].1.starts_with(">>") {
            ">>"
        } else {
            ">"
        };
        let (said, by) = match lines.split_last() {
            Some(((_, last), said)) if last.starts_with("-- ") => (said, last.strip_prefix("-- ")),
            _ => (lines, None),
        };
        let stripped: Option<Vec<_>> = said
            .iter()
            .map(|(_, line)| line.strip_prefix(sign).map(str::trim))
            .collect();
        let words = stripped
            .ok_or_else(|| format!("every line of this quote begins with {sign}"))?
            .join(" ");
        let content = self.inline(lines[0].0, &words)?;
        let (by, url) = by.map_or((None, None), |by| {
            by.split_once(" | ")
                .map_or((Some(by), None), |(by, url)| (Some(by), Some(url)))
        });
        let (citation, role) = by.map_or((None, None), |by| {
            by.split_once([',', '،'])
                .map_or((Some(by), None), |(c, r)| (Some(c), Some(r.trim())))
        });
        let own = |words: Option<&str>| words.map(str::to_owned);
        let attrs = QuoteAttrs {
            citation: own(citation),
            role: own(role),
            url: own(url),
        };
        Ok(if sign == ">>" {
            Block::Pullquote { attrs, content }
        } else {
            Block::Quote { attrs, content }
        })
    }

    fn list(&mut self, lines: &[Line]) -> Result<Block, String> {
        let ordered = marker(lines[0].1).is_some_and(|(ordered, _)| ordered);
        let mut content = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let (number, line) = lines[at];
            let (_, words) = marker(line)
                .filter(|(o, _)| *o == ordered)
                .ok_or("a list has one kind of marker; a list in it stands two spaces deeper")?;
            let mut item = vec![Block::Paragraph {
                content: self.inline(number, words)?,
            }];
            let deeper: Vec<Line> = lines[at + 1..]
                .iter()
                .map_while(|(n, l)| l.strip_prefix("  ").map(|l| (*n, l)))
                .collect();
            at += 1 + deeper.len();
            if !deeper.is_empty() {
                item.push(self.list(&deeper)?);
            }
            content.push(ListItem { content: item });
        }
        Ok(Block::List {
            attrs: ListAttrs { ordered },
            content,
        })
    }

    fn image(&mut self, id: &str, rest: &[Line]) -> Result<Image, String> {
        let (id, size) = id
            .split_once(" | ")
            .map_or((id, None), |(id, size)| (id, Some(size.to_owned())));
        let asset = self.asset(id, AssetKind::Image)?;
        let mut attrs = ImageAttrs {
            asset: Some(id.to_owned()),
            alt: Some(asset.alt.clone()),
            credit: Some(asset.credit.clone()),
            crop: None,
            size,
        };
        let mut content = Inline::plain(&asset.caption);
        for line in rest {
            if let Some(alt) = line.1.strip_prefix("alt: ") {
                attrs.alt = Some(alt.to_owned());
            } else if let Some(credit) = line.1.strip_prefix("credit: ") {
                attrs.credit = Some(credit.to_owned());
            } else {
                content = self.inline(line.0, line.1)?;
            }
        }
        Ok(Image { attrs, content })
    }

    fn order(
        &mut self,
        number: usize,
        name: &str,
        words: &str,
        rest: &[Line],
    ) -> Result<Block, String> {
        let bar = |words: &str| {
            words
                .split(" | ")
                .map(|w| w.trim().to_owned())
                .collect::<Vec<_>>()
        };
        let parts = bar(words);
        let part = |i: usize| parts.get(i).filter(|w| !w.is_empty()).cloned();
        let first = part(0).unwrap_or_default();
        Ok(match name {
            "gallery" => {
                let one = |id| self.image(id, &[]).map(Picture::Image);
                Block::Gallery {
                    content: words
                        .split_whitespace()
                        .map(one)
                        .collect::<Result<_, _>>()?,
                }
            }
            "film" => {
                let asset = self.asset(&first, AssetKind::Video)?;
                let attrs = VideoAttrs {
                    asset: Some(first),
                    url: None,
                    title: asset.title.clone(),
                    credit: Some(asset.credit.clone()),
                };
                let content = if rest.is_empty() {
                    Inline::plain(&asset.caption)
                } else {
                    self.words(rest)?
                };
                Block::Video { attrs, content }
            }
            "audio" => {
                let asset = self.asset(&first, AssetKind::Audio)?;
                let attrs = AudioAttrs {
                    asset: Some(first),
                    title: asset.title.clone(),
                };
                let content = if rest.is_empty() {
                    Inline::plain(&asset.caption)
                } else {
                    self.words(rest)?
                };
                Block::Audio { attrs, content }
            }
            "embed" => Block::Embed {
                attrs: EmbedAttrs {
                    url: first,
                    provider: part(1),
                    title: part(2),
                },
                content: self.words(rest)?,
            },
            "table" => self.table(rest)?,
            "readmore" => {
                let mut stories = Vec::new();
                for (number, line) in rest {
                    stories.push(match line.split_once(" | ") {
                        Some((url, headline)) => Further::Page {
                            url: Some(url.to_owned()),
                            headline: headline.to_owned(),
                        },
                        None => {
                            self.references.push((*number, (*line).to_owned()));
                            Further::Page {
                                url: Some(format!("story:{line}")),
                                headline: String::new(),
                            }
                        }
                    });
                }
                Block::Readmore {
                    attrs: ReadmoreAttrs {
                        heading: part(0),
                        stories,
                    },
                }
            }
            "podcast" if self.room.shows.iter().any(|s| s.slug == first) => Block::Podcast {
                attrs: PodcastAttrs {
                    show: first,
                    episode: part(1),
                },
            },
            "podcast" => return Err(format!("\"{first}\" is no podcast")),
            "ad" => Block::Adslot {
                attrs: AdslotAttrs { slot: part(0) },
            },
            "correction" | "clarification" => {
                let kind = if name == "correction" {
                    CorrectionKind::Correction
                } else {
                    CorrectionKind::Clarification
                };
                Block::Correction {
                    attrs: CorrectionAttrs { kind, date: None },
                    content: self.words(rest)?,
                }
            }
            _ => return Err(format!("@{name} on line {number} is no block")),
        })
    }

    fn table(&mut self, rest: &[Line]) -> Result<Block, String> {
        let mut content = Vec::new();
        for (i, (number, line)) in rest.iter().enumerate() {
            let cells = line
                .strip_prefix('|')
                .and_then(|l| l.strip_suffix('|'))
                .ok_or("a row of a table stands between two |")?;
            let mut row = Vec::new();
            for cell in cells.split('|').map(str::trim) {
                let named = cell.strip_prefix('=').map(str::trim);
                let attrs = CellAttrs {
                    header: i == 0 || named.is_some(),
                };
                row.push(TableCell {
                    attrs,
                    content: self.inline(*number, named.unwrap_or(cell))?,
                });
            }
            content.push(TableRow { content: row });
        }
        let width = content.first().map_or(0, |row| row.content.len());
        if width == 0 || content.iter().any(|row| row.content.len() != width) {
            return Err("the rows of a table have one number of cells".into());
        }
        Ok(Block::Table { content })
    }

    fn asset(&self, id: &str, kind: AssetKind) -> Result<&Asset, String> {
        let found = self.room.asset(id).filter(|a| a.kind == kind);
        found.ok_or_else(|| format!("\"{id}\" is no asset of the kind {kind:?}"))
    }

    /// Lines as one run of words; a backslash at the end of a line keeps the break.
    fn words(&mut self, lines: &[Line]) -> Result<Vec<Inline>, String> {
        let joined = lines
            .iter()
            .map(|(_, line)| *line)
            .collect::<Vec<_>>()
            .join("\n")
            .replace("\\\n", "\u{2028}")
            .replace('\n', " ");
        self.inline(lines.first().map_or(0, |l| l.0), &joined)
    }

    fn inline(&mut self, number: usize, words: &str) -> Result<Vec<Inline>, String> {
        let mut out = Vec::new();
        run(words, &[], &mut out)?;
        for mark in out.iter().flat_map(marks_of) {
            if let Mark::Link { attrs } = mark
                && let Some(key) = attrs.href.strip_prefix("story:")
            {
                self.references.push((number, key.to_owned()));
            }
        }
        Ok(out)
    }
}

/// Whether a line is an item of a list, a numbered one, and its words.
fn marker(line: &str) -> Option<(bool, &str)> {
    if let Some(words) = line.strip_prefix("- ") {
        return Some((false, words));
    }
    let (number, words) = line.split_once(". ")?;
    (number.len() <= 2 && number.parse::<u8>().is_ok()).then_some((true, words))
}

fn listing(language: &str, lines: &[Line]) -> Block {
    let text = lines
        .iter()
        .map(|(_, line)| *line)
        .collect::<Vec<_>>()
        .join("\n");
    let language = Some(language.trim().to_owned()).filter(|l| !l.is_empty());
    Block::Code {
        attrs: CodeAttrs { language },
        content: Inline::plain(&text),
    }
}
