//! Text, marks and addresses: the smallest pieces, and all of the escaping.

use super::around::Around;
use crate::doc::{Inline, LinkAttrs, Mark};
use crate::schema::{is_noncharacter, safe_url};

/// The words of `rel` that a desk may set; HTML knows them all and none of them loads anything.
const RELS: [&str; 8] = [
    "sponsored",
    "nofollow",
    "ugc",
    "noreferrer",
    "external",
    "license",
    "author",
    "help",
];

/// Text as it stands between tags or in a quoted attribute. Characters that HTML forbids are left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || is_noncharacter(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// A start tag. An attribute without a value is left out; one that is always the same may stand in `name`.
pub(super) fn tag(name: &str, attrs: &[(&str, Option<&str>)]) -> String {
    let mut out = format!("<{name}");
    for (key, value) in attrs {
        if let Some(value) = value {
            out.push_str(&format!(" {key}=\"{}\"", escape(value)));
        }
    }
    out.push('>');
    out
}

/// Whether a text shows nothing at all.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
            )
    })
}

/// Whether content shows nothing at all.
pub(super) fn is_empty(content: &[Inline]) -> bool {
    content.iter().all(shows_nothing)
}

fn shows_nothing(piece: &Inline) -> bool {
    match piece {
        Inline::Text { text, .. } => is_blank(text),
        Inline::HardBreak { .. } => true,
    }
}

/// A text if it says anything.
pub(super) fn said(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !is_blank(text))
}

/// An address for `href` or `src`, if it is safe. What a URL may not hold (WHATWG URL, "URL code points") but people
/// paste all the same is percent-encoded as a browser would; a name and password before the host are left out, since
/// nobody means to publish them.
pub(super) fn address(url: &str) -> Option<String> {
    if !safe_url(url) {
        return None;
    }
    let host = if is_external(url) {
        url.find("://").map_or(0, |at| at + 3)
    } else {
        0
    };
    let path = url[host..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| host + at);
    let secret = if host > 0 {
        url[host..path].rfind('@').map_or(0, |at| at + 1)
    } else {
        0
    };
    let url = format!("{}{}", &url[..host], &url[host + secret..]);
    // Square brackets are right in a host (`http://[::1]/`) and nowhere else.
    let path = path - secret;
    let mut out = String::with_capacity(url.len());
    let mut fragment = false;
    for (at, c) in url.char_indices() {
        let encode = match c {
            '"' | '<' | '>' | '`' | '{' | '}' | '|' | '^' => true,
            '[' | ']' => at >= path,
            '%' => !url
                .as_bytes()
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            '#' => std::mem::replace(&mut fragment, true),
            _ => false,
        };
        if encode {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Some(out)
}

/// Whether an address leads to another site.
pub(super) fn is_external(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// The start tag of a link, if its address is safe.
pub(super) fn link(class: Option<&str>, url: &str, rel: Option<&str>) -> Option<String> {
    let href = address(url)?;
    let mut rels: Vec<&str> = if is_external(url) {
        vec!["noopener"]
    } else {
        Vec::new()
    };
    for word in rel.unwrap_or_default().split_whitespace() {
        if let Some(known) = RELS.iter().find(|known| known.eq_ignore_ascii_case(word))
            && !rels.contains(known)
        {
            rels.push(known);
        }
    }
    let rels = rels.join(" ");
    Some(tag(
        "a",
        &[
            ("class", class),
            ("href", Some(&href)),
            ("rel", (!rels.is_empty()).then_some(&rels)),
        ],
    ))
}

/// A mark as tags.
#[derive(Clone, PartialEq)]
struct Wrap {
    open: String,
    close: &'static str,
}

/// Inline content. Neighbours that share their outer marks share the tags too, so that a link with one bold word
/// stays one link.
pub(super) fn inline(content: &[Inline], around: &Around) -> String {
    let mut runs: Vec<(Vec<Wrap>, &Inline)> = content
        .iter()
        .map(|piece| (wraps(piece, around), piece))
        .collect();
    for together in runs.chunk_by_mut(|a, b| link_of(&a.0) == link_of(&b.0)) {
        // A link that shows nothing cannot be followed, and stops those who go from link to link.
        if together.iter().all(|(_, piece)| shows_nothing(piece)) {
            together
                .iter_mut()
                .for_each(|(wraps, _)| wraps.retain(|wrap| wrap.close != "</a>"));
        }
    }
    let mut out = String::new();
    let mut open: Vec<Wrap> = Vec::new();
    for (wraps, piece) in runs {
        let shared = open.iter().zip(&wraps).take_while(|(a, b)| a == b).count();
        close(&mut out, &mut open, shared);
        for wrap in wraps.into_iter().skip(shared) {
            out.push_str(&wrap.open);
            open.push(wrap);
        }
        match piece {
            Inline::Text { text, .. } => out.push_str(&escape(text)),
            Inline::HardBreak { .. } => out.push_str("<br>"),
        }
    }
    close(&mut out, &mut open, 0);
    out
}

fn close(out: &mut String, open: &mut Vec<Wrap>, keep: usize) {
    while open.len() > keep {
        if let Some(wrap) = open.pop() {
            out.push_str(wrap.close);
        }
    }
}

/// The marks of a run up to its link. Neighbours that agree in them stand in one `<a>`.
fn link_of(wraps: &[Wrap]) -> Option<&[Wrap]> {
    wraps
        .iter()
        .position(|wrap| wrap.close == "</a>")
        .map(|at| &wraps[..=at])
}

fn wraps(piece: &Inline, around: &Around) -> Vec<Wrap> {
    let (Inline::Text { marks, .. } | Inline::HardBreak { marks }) = piece;
    let mut wraps: Vec<Wrap> = Vec::new();
    for mark in marks {
        let (open, close) = match mark {
            Mark::Strong => ("<strong>".to_owned(), "</strong>"),
            Mark::Em => ("<em>".to_owned(), "</em>"),
            Mark::Strike => ("<s>".to_owned(), "</s>"),
            Mark::Sub => ("<sub>".to_owned(), "</sub>"),
            Mark::Sup => ("<sup>".to_owned(), "</sup>"),
            Mark::Code => ("<code>".to_owned(), "</code>"),
            // HTML has no links in links.
            Mark::Link { .. } if link_of(&wraps).is_some() => continue,
            Mark::Link { attrs } => match link_to(attrs, around) {
                Some(open) => (open, "</a>"),
                None => continue,
            },
        };
        wraps.push(Wrap { open, close });
    }
    wraps
}

fn link_to(attrs: &LinkAttrs, around: &Around) -> Option<String> {
    let url = match attrs.story {
        Some(story) => &around.stories.get(&story)?.url,
        None => &attrs.href,
    };
    link(None, url, attrs.rel.as_deref())
}
