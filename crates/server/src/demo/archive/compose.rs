//! The body of a story: which sentences, in what order, in what blocks.

use story::doc::{
    Block, CellAttrs, Doc, Further, HeadingAttrs, Inline, ListAttrs, ListItem, QuoteAttrs,
    ReadmoreAttrs, TableCell, TableRow,
};

use super::cast::Cast;
use super::chance::Chance;
use super::tables::{Desk, Event, TABLES, fitting};

/// Who speaks.
#[derive(Clone, Copy, PartialEq)]
enum Speaker {
    Principal,
    Critic,
    Passer,
}

/// A story in the making.
pub(super) struct Composer<'a> {
    pub(super) cast: &'a Cast,
    pub(super) desk: &'static Desk,
    pub(super) event: &'static Event,
    /// Which way the event went.
    pub(super) variant: u32,
    pub(super) lead: &'static str,
    /// The numbers of earlier stories that this one may point at.
    pub(super) earlier: &'a [i64],
}

impl Composer<'_> {
    /// Lead, voices, details and background, in 6 to 14 paragraphs.
    pub(super) fn body(&self, chance: &mut Chance) -> Doc {
        let length = chance.between(6, 14).max(chance.between(6, 14));
        let mut facts = self.facts(chance).into_iter();
        let mut voices = self.voices(chance).into_iter();
        let mut known = Vec::new();
        if self.lead.contains("{role}") {
            known.push(Speaker::Principal);
        }
        let mut content = Vec::with_capacity(length + 4);
        let mut opening = self.cast.sentence(chance, self.lead);
        if chance.percent(80) {
            add(&mut opening, facts.next());
        }
        content.push(Block::paragraph(&opening));
        let heads = if length >= 8 && chance.percent(45) {
            chance.shuffled(&self.desk.subheads)
        } else {
            Vec::new()
        };
        let mut heads = heads.into_iter();
        let aside = chance.between(3, length - 1);
        for n in 1..length {
            if n == 4 || n == 8 {
                content.extend(
                    heads
                        .next()
                        .map(|head| heading(&self.cast.sentence(chance, head))),
                );
            }
            let mut text = String::new();
            if n % 2 == 1
                && let Some((speaker, words)) = voices.next()
            {
                text = self.speech(chance, speaker, &words, &mut known);
                add(&mut text, facts.next());
                if chance.percent(75) {
                    add(&mut text, facts.next());
                }
            } else {
                for _ in 0..chance.between(2, 4) {
                    add(&mut text, facts.next());
                }
            }
            if text.is_empty() {
                break;
            }
            content.push(Block::paragraph(&text));
            if n == aside {
                content.extend(self.aside(chance, &mut facts, &mut voices));
            }
        }
        if !self.earlier.is_empty() && chance.percent(25) {
            let stories = self
                .earlier
                .iter()
                .take(chance.between(1, 3))
                .copied()
                .map(Further::Own)
                .collect();
            let at = content.len().min(chance.between(2, 6));
            content.insert(
                at,
                Block::Readmore {
                    attrs: ReadmoreAttrs {
                        heading: None,
                        stories,
                    },
                },
            );
        }
        Doc { content }
    }

    /// What is told: the event's own details, then more and more of the background.
    fn facts(&self, chance: &mut Chance) -> Vec<String> {
        let own = fitting(&self.event.details, self.variant);
        let mut own = chance.shuffled(&own).into_iter();
        let mut past = chance.shuffled(&self.desk.background).into_iter();
        let mut near = chance.shuffled(&self.desk.details).into_iter();
        let mut common = chance.shuffled(&TABLES.common).into_iter();
        let mut facts = Vec::with_capacity(36);
        for _ in 0..7 {
            for _ in 0..2 {
                facts.extend(own.next().map(|fact| self.cast.sentence(chance, fact)));
                facts.extend(past.next().map(|fact| self.cast.aside(chance, fact)));
                facts.extend(common.next().map(|fact| self.cast.aside(chance, fact)));
            }
            facts.extend(near.next().map(|fact| self.cast.aside(chance, fact)));
            facts.extend(common.next().map(|fact| self.cast.aside(chance, fact)));
        }
        facts
    }

    fn voices(&self, chance: &mut Chance) -> Vec<(Speaker, String)> {
        let quotes = fitting(&self.event.quotes, self.variant);
        let objections = fitting(&self.event.objections, self.variant);
        let mut quotes = chance.shuffled(&quotes).into_iter();
        let mut objections = chance.shuffled(&objections).into_iter();
        let remark = chance.shuffled(&TABLES.remarks).into_iter().next();
        let order = [
            (Speaker::Principal, quotes.next()),
            (Speaker::Critic, objections.next()),
            (Speaker::Passer, remark),
            (Speaker::Principal, quotes.next()),
            (Speaker::Critic, objections.next()),
            (Speaker::Principal, quotes.next()),
        ];
        let said = order
            .into_iter()
            .filter_map(|(speaker, words)| words.map(|words| (speaker, words)));
        said.map(|(speaker, words)| (speaker, self.cast.sentence(chance, words)))
            .collect()
    }

    /// Somebody's words with the name, and with the role where the name is new.
    fn speech(
        &self,
        chance: &mut Chance,
        speaker: Speaker,
        words: &str,
        known: &mut Vec<Speaker>,
    ) -> String {
        let new = !known.contains(&speaker);
        known.push(speaker);
        let (full, role, name) = match speaker {
            Speaker::Principal => ("{who}", "{role}", "{name}"),
            Speaker::Critic => ("{critic}", "{crole}", "{cname}"),
            Speaker::Passer => ("{vfull}", "{voice} in {place}", "{vname}"),
        };
        let (before, after) = if new {
            match chance.below(3) {
                0 => (
                    format!("{full}, {role}, [said|put it this way]: "),
                    String::new(),
                ),
                _ => (String::new(), format!(" said {full}, {role}.")),
            }
        } else {
            match chance.below(4) {
                0 => (format!("{name} [said|added|was brief]: "), String::new()),
                1 => (String::new(), format!(" {name} said on {{day}}.")),
                _ => (
                    String::new(),
                    format!(" {name} [said|added|told reporters]."),
                ),
            }
        };
        if after.is_empty() {
            let before = self.cast.sentence(chance, &before);
            format!("{before}“{words}.”")
        } else {
            let mut text = format!("“{words},”");
            // The slot's own capital stays: a name, never the first word of the sentence.
            text.push_str(&self.cast.sentence(chance, &after));
            text
        }
    }

    /// Now and then something beside the paragraphs: a list, a quotation or a table.
    fn aside(
        &self,
        chance: &mut Chance,
        facts: &mut impl Iterator<Item = String>,
        voices: &mut impl Iterator<Item = (Speaker, String)>,
    ) -> Option<Block> {
        match chance.below(100) {
            0..10 => {
                let items = facts.take(3).map(|fact| ListItem {
                    content: vec![Block::paragraph(&fact)],
                });
                let content: Vec<ListItem> = items.collect();
                (!content.is_empty()).then_some(Block::List {
                    attrs: ListAttrs { ordered: false },
                    content,
                })
            }
            10..24 => {
                let (speaker, words) = voices.next()?;
                let (name, role) = match speaker {
                    Speaker::Principal => ("{who}", "{role}"),
                    Speaker::Critic => ("{critic}", "{crole}"),
                    Speaker::Passer => ("{vfull}", "{voice}"),
                };
                let citation = Some(self.cast.sentence(chance, name));
                let attrs = QuoteAttrs {
                    citation,
                    role: Some(self.cast.sentence(chance, role)),
                    url: None,
                };
                let content = Inline::plain(&format!("{words}."));
                Some(if chance.percent(60) {
                    Block::Quote { attrs, content }
                } else {
                    Block::Pullquote { attrs, content }
                })
            }
            24..29 => Some(self.table(chance)),
            _ => None,
        }
    }

    /// Five years of the section's measure, the last the story's own figure.
    fn table(&self, chance: &mut Chance) -> Block {
        let cell = |text: &str, header: bool| TableCell {
            attrs: CellAttrs { header },
            content: Inline::plain(text),
        };
        let mut content = vec![TableRow {
            content: vec![cell("Year", true), cell(self.desk.measure, true)],
        }];
        let mut figures = vec![self.cast.count()];
        for _ in 0..4 {
            let next = figures[figures.len() - 1];
            figures.push((next * chance.between(78, 118) / 100).max(1));
        }
        for (back, figure) in figures.iter().enumerate().rev() {
            let year = self.cast.year() - back as i64;
            content.push(TableRow {
                content: vec![
                    cell(&year.to_string(), false),
                    cell(&figure.to_string(), false),
                ],
            });
        }
        Block::Table { content }
    }
}

fn heading(text: &str) -> Block {
    Block::Heading {
        attrs: HeadingAttrs { level: 2 },
        content: Inline::plain(text),
    }
}

fn add(text: &mut String, sentence: Option<String>) {
    let Some(sentence) = sentence else { return };
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(&sentence);
}
