//! An XMP packet as a tree of the properties that are wanted, within bounds of depth, number and text.
//!
//! No entity but the five of XML is ever replaced, so none can grow; what is broken ends the reading, and what was read
//! until there counts. Reach: XML text in, nodes out.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

/// Deepest nesting that is followed. The deepest of the standards come to about fifteen.
const DEEPEST: usize = 64;
/// Most elements and attributes that are kept.
const MOST_NODES: usize = 20_000;
/// Most bytes of text that are kept.
const MOST_TEXT: usize = 1024 * 1024;

/// The vocabularies that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Rdf,
    Xml,
    /// Dublin Core.
    Dc,
    Photoshop,
    IptcCore,
    IptcExt,
    /// XMP Rights Management.
    Rights,
    Exif,
    Tiff,
    /// What says which extended packet belongs to a main one.
    Note,
    Other,
}

/// The addresses of the vocabularies and the prefixes that are used for them; these count where none is declared.
const SPACES: [(Space, &str, &str); 10] = [
    (
        Space::Rdf,
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdf",
    ),
    (Space::Xml, "http://www.w3.org/XML/1998/namespace", "xml"),
    (Space::Dc, "http://purl.org/dc/elements/1.1/", "dc"),
    (
        Space::Photoshop,
        "http://ns.adobe.com/photoshop/1.0/",
        "photoshop",
    ),
    (
        Space::IptcCore,
        "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        "Iptc4xmpCore",
    ),
    (
        Space::IptcExt,
        "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        "Iptc4xmpExt",
    ),
    (
        Space::Rights,
        "http://ns.adobe.com/xap/1.0/rights/",
        "xmpRights",
    ),
    (Space::Exif, "http://ns.adobe.com/exif/1.0/", "exif"),
    (Space::Tiff, "http://ns.adobe.com/tiff/1.0/", "tiff"),
    (Space::Note, "http://ns.adobe.com/xmp/note/", "xmpNote"),
];

/// An element, or an attribute, which RDF lets stand for an element with nothing but text.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) space: Space,
    pub(super) local: String,
    pub(super) text: String,
    pub(super) attributes: Vec<Node>,
    pub(super) children: Vec<Node>,
}

impl Node {
    fn new(space: Space, local: &str) -> Self {
        Self {
            space,
            local: local.to_owned(),
            text: String::new(),
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    pub(super) fn is(&self, space: Space, local: &str) -> bool {
        self.space == space && self.local == local
    }

    /// A child or an attribute of this name.
    pub(super) fn part(&self, space: Space, local: &str) -> Option<&Node> {
        let parts = self.children.iter().chain(&self.attributes);
        parts.into_iter().find(|part| part.is(space, local))
    }
}

/// The properties in a packet, in the order they stand.
pub(super) fn properties(text: &str) -> Vec<Node> {
    let mut reader = NsReader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut tree = Tree::default();
    while let Ok(event) = reader.read_event() {
        let goes_on = match event {
            Event::Start(start) => tree.open(&start, reader.resolver()),
            Event::End(_) => tree.close(),
            Event::Text(words) => tree.add(&words.xml10_content()),
            Event::CData(words) => tree.add(&words.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(letter)) => tree.add(letter.encode_utf8(&mut [0; 4])),
                _ => tree.add(entity(&name.xml10_content())),
            },
            Event::Eof => false,
            _ => true,
        };
        if !goes_on {
            break;
        }
    }
    tree.done()
}

/// What one of the five entities stands for; an unknown one stands for nothing.
fn entity(name: &str) -> &'static str {
    quick_xml::escape::resolve_predefined_entity(name).unwrap_or("")
}

fn space(found: &ResolveResult<'_>, name: QName<'_>) -> Space {
    let known = match found {
        ResolveResult::Bound(space) => {
            let address = space.as_ref().trim();
            SPACES.iter().find(|known| known.1 == address)
        }
        _ => name
            .prefix()
            .and_then(|prefix| SPACES.iter().find(|known| known.2 == prefix.as_ref())),
    };
    known.map_or(Space::Other, |known| known.0)
}

/// The tree while it grows. Elements outside rdf:RDF are only counted.
#[derive(Debug, Default)]
struct Tree {
    open: Vec<Node>,
    properties: Vec<Node>,
    depth: usize,
    /// Depth at which an element is left out with all that is in it.
    skipped_at: Option<usize>,
    /// Depth of rdf:RDF.
    rdf_at: Option<usize>,
    nodes: usize,
    text: usize,
}

impl Tree {
    /// False when the reading ends here.
    fn open(&mut self, start: &BytesStart<'_>, resolver: &NamespaceResolver) -> bool {
        self.depth += 1;
        if self.depth > DEEPEST || self.nodes > MOST_NODES || self.text > MOST_TEXT {
            return false;
        }
        if self.skipped_at.is_some() {
            return true;
        }
        let (found, local) = resolver.resolve_element(start.name());
        let mut node = Node::new(space(&found, start.name()), local.as_ref());
        let Some(rdf_at) = self.rdf_at else {
            if node.is(Space::Rdf, "RDF") {
                self.rdf_at = Some(self.depth);
            }
            return true;
        };
        // The level below rdf:RDF are the things described, the one below that their properties. A history can be
        // longer than all the rest, so what is in no vocabulary that is read is not kept.
        if self.depth == rdf_at + 2 && node.space == Space::Other {
            self.skipped_at = Some(self.depth);
            return true;
        }
        self.nodes += 1;
        for attribute in start.attributes().with_checks(false).flatten() {
            let (found, local) = resolver.resolve_attribute(attribute.key);
            let space = space(&found, attribute.key);
            if space == Space::Other || self.nodes > MOST_NODES {
                continue;
            }
            let mut part = Node::new(space, local.as_ref());
            let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else {
                continue;
            };
            self.text += value.len();
            self.nodes += 1;
            part.text = value.into_owned();
            node.attributes.push(part);
        }
        self.open.push(node);
        true
    }

    fn close(&mut self) -> bool {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        if let Some(at) = self.skipped_at {
            if at == depth {
                self.skipped_at = None;
            }
            return true;
        }
        if self.rdf_at == Some(depth) {
            self.rdf_at = None;
        }
        self.end_node();
        true
    }

    fn end_node(&mut self) {
        let Some(mut node) = self.open.pop() else {
            return;
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => {
                self.properties.append(&mut node.attributes);
                self.properties.append(&mut node.children);
            }
        }
    }

    fn add(&mut self, words: &str) -> bool {
        if self.skipped_at.is_none()
            && let Some(node) = self.open.last_mut()
        {
            self.text += words.len();
            node.text.push_str(words);
        }
        self.text <= MOST_TEXT
    }

    /// What is open when the packet ends early counts as well.
    fn done(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.end_node();
        }
        self.properties
    }
}
