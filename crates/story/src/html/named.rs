//! What a document names and does not hold.

use crate::doc::{Block, Doc, Further, Image, Inline, Mark, Picture};

/// The names in reading order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Pictures, films and sounds.
    pub assets: Vec<String>,
    /// Own stories, from links and "Read more".
    pub stories: Vec<i64>,
    /// Shows and, where one is named, an episode.
    pub shows: Vec<(String, Option<String>)>,
}

/// What the server must load before [`super::html`] can show the document whole.
#[must_use]
pub fn named(doc: &Doc) -> Named {
    let mut named = Named::default();
    named.blocks(&doc.content);
    named
}

impl Named {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { content }
            | Block::Heading { content, .. }
            | Block::Quote { content, .. }
            | Block::Pullquote { content, .. }
            | Block::Embed { content, .. }
            | Block::Code { content, .. }
            | Block::Correction { content, .. } => self.links(content),
            Block::List { content, .. } => {
                content.iter().for_each(|item| self.blocks(&item.content));
            }
            Block::Image(image) => self.image(image),
            Block::Gallery { content } => content
                .iter()
                .for_each(|Picture::Image(image)| self.image(image)),
            Block::Video { attrs, content } => {
                self.asset(attrs.asset.as_ref());
                self.links(content);
            }
            Block::Audio { attrs, content } => {
                self.asset(attrs.asset.as_ref());
                self.links(content);
            }
            Block::Table { content } => {
                content
                    .iter()
                    .flat_map(|row| &row.content)
                    .for_each(|cell| self.links(&cell.content));
            }
            Block::Readmore { attrs } => {
                for further in &attrs.stories {
                    if let Further::Own(number) = further {
                        once(&mut self.stories, *number);
                    }
                }
            }
            Block::Podcast { attrs } => {
                once(&mut self.shows, (attrs.show.clone(), attrs.episode.clone()));
            }
            Block::Rule | Block::Adslot { .. } => {}
        }
    }

    fn image(&mut self, image: &Image) {
        self.asset(image.attrs.asset.as_ref());
        self.links(&image.content);
    }

    fn asset(&mut self, name: Option<&String>) {
        if let Some(name) = name {
            once(&mut self.assets, name.clone());
        }
    }

    fn links(&mut self, content: &[Inline]) {
        for piece in content {
            let (Inline::Text { marks, .. } | Inline::HardBreak { marks }) = piece;
            for mark in marks {
                if let Mark::Link { attrs } = mark
                    && let Some(story) = attrs.story
                {
                    once(&mut self.stories, story);
                }
            }
        }
    }
}

fn once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
