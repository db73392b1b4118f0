//! What an XMP packet says (ISO 16684-1; IPTC Photo Metadata Standard 2023.1).
//!
//! Reach: a packet in, fields out.

use super::xml::{Node, Space, properties};
use super::{Coordinates, Described, Moment, Origin, Place, Said, place, text, xmp_packet};

/// Most languages of one text.
const MOST_LANGUAGES: usize = 32;

/// What a packet says. Where a text has languages, its default is taken, else `wanted`, else the first.
pub(super) fn fields(packet: &[u8], wanted: &str) -> Described {
    let packet = Packet {
        properties: properties(&xmp_packet::text(packet)),
        wanted,
    };
    let line = |space, name| packet.words(space, name, text::line);
    let text = |space, name| packet.words(space, name, text::text);
    Described {
        caption: text(Space::Dc, "description"),
        headline: line(Space::Photoshop, "Headline"),
        title: line(Space::Dc, "title"),
        bylines: packet
            .list(Space::Dc, "creator")
            .and_then(text::names)
            .map(said),
        byline_title: line(Space::Photoshop, "AuthorsPosition"),
        credit: line(Space::Photoshop, "Credit"),
        source: line(Space::Photoshop, "Source").or_else(|| line(Space::Dc, "source")),
        copyright: line(Space::Dc, "rights"),
        usage_terms: text(Space::Rights, "UsageTerms"),
        web_statement: line(Space::Rights, "WebStatement"),
        instructions: text(Space::Photoshop, "Instructions"),
        created: packet.created().map(said),
        place: packet.place(),
        coordinates: packet.coordinates().map(said),
        keywords: packet
            .list(Space::Dc, "subject")
            .and_then(text::keywords)
            .map(said),
        digital_source_type: line(Space::IptcExt, "DigitalSourceType"),
        alt_text: text(Space::IptcCore, "AltTextAccessibility"),
        extended_description: text(Space::IptcCore, "ExtDescrAccessibility"),
        orientation: packet
            .number(Space::Tiff, "Orientation")
            .and_then(|turn| u8::try_from(turn).ok())
            .filter(|turn| (1..=8).contains(turn))
            .map(said),
        width: packet.either(Space::Tiff, "ImageWidth", "PixelXDimension"),
        height: packet.either(Space::Tiff, "ImageLength", "PixelYDimension"),
        ..Described::default()
    }
}

/// The name of the extended packet that belongs to this main one: 32 hexadecimal digits.
pub(super) fn extension(packet: &[u8]) -> Option<String> {
    let properties = properties(&xmp_packet::text(packet));
    let note = properties
        .iter()
        .find(|node| node.is(Space::Note, "HasExtendedXMP"))?;
    let name = simple(note)?.trim().to_ascii_uppercase();
    (name.len() == 32).then_some(name)
}

fn said<T>(value: T) -> Said<T> {
    Said::new(value, Origin::Xmp)
}

struct Packet<'w> {
    properties: Vec<Node>,
    wanted: &'w str,
}

impl Packet<'_> {
    /// The properties of a name. There may be several: programs append what they do not find.
    fn all(&self, space: Space, name: &str) -> impl Iterator<Item = &Node> {
        self.properties
            .iter()
            .filter(move |node| node.is(space, name))
    }

    fn words(
        &self,
        space: Space,
        name: &str,
        clean: impl Fn(&str) -> Option<String>,
    ) -> Option<Said<String>> {
        self.all(space, name)
            .find_map(|node| words(node, self.wanted, &clean))
    }

    fn list(&self, space: Space, name: &str) -> Option<Vec<String>> {
        self.all(space, name)
            .map(list)
            .find(|items| !items.is_empty())
    }

    fn plain(&self, space: Space, name: &str) -> Option<String> {
        self.all(space, name).find_map(simple)
    }

    fn number(&self, space: Space, name: &str) -> Option<u32> {
        self.plain(space, name)?.trim().parse().ok()
    }

    /// A side in pixels, from the tags of TIFF or else from those of EXIF.
    fn either(&self, space: Space, name: &str, other: &str) -> Option<u32> {
        let side = self
            .number(space, name)
            .or_else(|| self.number(Space::Exif, other))?;
        (side > 0).then_some(side)
    }

    /// The time of taking. The date of the file itself is another thing and is not asked.
    fn created(&self) -> Option<Moment> {
        let at = |space, name| self.plain(space, name).and_then(|raw| Moment::parse(&raw));
        let first = at(Space::Photoshop, "DateCreated");
        let second = at(Space::Exif, "DateTimeOriginal");
        match (first, second) {
            (Some(first), Some(second)) if second.says_more_than(&first) => Some(second),
            (first, second) => first.or(second),
        }
    }

    fn place(&self) -> Place {
        let line = |space, name| self.words(space, name, text::line);
        let own = Place {
            sublocation: line(Space::IptcCore, "Location"),
            city: line(Space::Photoshop, "City"),
            state: line(Space::Photoshop, "State"),
            country: line(Space::Photoshop, "Country"),
            country_code: line(Space::IptcCore, "CountryCode"),
        };
        if !own.is_empty() {
            return own;
        }
        // The newer properties are whole places, so they are taken whole: what is shown before where the camera was.
        ["LocationShown", "LocationCreated"]
            .into_iter()
            .flat_map(|name| self.all(Space::IptcExt, name))
            .map(|node| self.place_in(node))
            .find(|place| !place.is_empty())
            .unwrap_or_default()
    }

    fn place_in(&self, node: &Node) -> Place {
        let node = items(node).next().unwrap_or(node);
        let line = |name| {
            member(node, Space::IptcExt, name)
                .and_then(|part| words(part, self.wanted, &text::line))
        };
        Place {
            sublocation: line("Sublocation"),
            city: line("City"),
            state: line("ProvinceState"),
            country: line("CountryName"),
            country_code: line("CountryCode"),
        }
    }

    fn coordinates(&self) -> Option<Coordinates> {
        let half = |name| place::degrees_from_text(&self.plain(Space::Exif, name)?);
        Coordinates::new(half("GPSLatitude")?, half("GPSLongitude")?)
    }
}

/// The items of an rdf:Alt, rdf:Bag or rdf:Seq; none if the node holds no such list.
fn items(node: &Node) -> impl Iterator<Item = &Node> {
    let list = node.children.iter().find(|child| {
        child.space == Space::Rdf && matches!(child.local.as_str(), "Alt" | "Bag" | "Seq")
    });
    list.into_iter().flat_map(|list| &list.children)
}

/// The text of a node, however RDF wraps it: plain, an address, a value with qualifiers, or the first of a list.
fn simple(node: &Node) -> Option<String> {
    let mut node = node;
    // A list in a description in a list is more wrapping than any program writes.
    for _ in 0..6 {
        if let Some(value) = node.part(Space::Rdf, "value") {
            node = value;
        } else if let Some(first) = items(node).next() {
            node = first;
        } else if let Some(inner) = node.part(Space::Rdf, "Description") {
            node = inner;
        } else if let Some(address) = node.part(Space::Rdf, "resource") {
            node = address;
        } else {
            break;
        }
    }
    let is_said = !node.text.trim().is_empty();
    is_said.then(|| node.text.clone())
}

/// All texts of a list; one where a program wrote no list.
fn list(node: &Node) -> Vec<String> {
    let all: Vec<String> = items(node).filter_map(simple).collect();
    if all.is_empty() {
        simple(node).into_iter().collect()
    } else {
        all
    }
}

/// A part of a structure, in whichever of the ways that RDF has.
fn member<'n>(node: &'n Node, space: Space, name: &str) -> Option<&'n Node> {
    let inner = node.part(Space::Rdf, "Description").unwrap_or(node);
    inner.part(space, name)
}

fn words(
    node: &Node,
    wanted: &str,
    clean: &impl Fn(&str) -> Option<String>,
) -> Option<Said<String>> {
    let languages: Vec<(String, String)> = items(node)
        .filter_map(|item| {
            let tag = item
                .part(Space::Xml, "lang")
                .map_or("", |tag| tag.text.trim());
            Some((text::line(tag).unwrap_or_default(), clean(&simple(item)?)?))
        })
        .take(MOST_LANGUAGES)
        .collect();
    if languages.is_empty() {
        return Some(said(clean(&simple(node)?)?));
    }
    let chosen = ["x-default", wanted]
        .into_iter()
        .find_map(|tag| in_language(&languages, tag))
        .unwrap_or(&languages[0].1)
        .clone();
    let is_in_several = languages.len() > 1;
    Some(Said {
        value: chosen,
        from: Origin::Xmp,
        languages: if is_in_several { languages } else { Vec::new() },
    })
}

/// The text in a language: the tag itself before one of its kinds (`de` finds `de-AT`).
fn in_language<'l>(languages: &'l [(String, String)], wanted: &str) -> Option<&'l String> {
    let base = |tag: &str| {
        tag.split(['-', '_'])
            .next()
            .unwrap_or("")
            .to_ascii_lowercase()
    };
    let exact = languages
        .iter()
        .find(|(tag, _)| tag.eq_ignore_ascii_case(wanted));
    let near = || {
        languages
            .iter()
            .find(|(tag, _)| !wanted.is_empty() && base(tag) == base(wanted))
    };
    exact.or_else(near).map(|(_, text)| text)
}
