//! A strict reader of the HTML that the crate writes: it takes nothing that a person would not have written.

/// A text between tags, with the tags around it from the outside in.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) within: Vec<String>,
    pub(crate) words: String,
}

/// A start tag with its attributes, unescaped.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attrs: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.attrs
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v.as_str())
    }
}

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) texts: Vec<Text>,
    pub(crate) elements: Vec<Element>,
}

impl Page {
    pub(crate) fn words(&self) -> String {
        self.texts.iter().map(|text| text.words.as_str()).collect()
    }
}

const VOID: [&str; 5] = ["br", "hr", "img", "source", "track"];
const PHRASING: [&str; 19] = [
    "a", "b", "br", "cite", "code", "em", "img", "picture", "s", "span", "strong", "sub", "sup",
    "time", "source", "audio", "video", "i", "track",
];
const FLOW: [&str; 26] = [
    "p",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "footer",
    "aside",
    "ul",
    "ol",
    "li",
    "figure",
    "figcaption",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "pre",
    "hr",
    "section",
    "dl",
    "main",
    "details",
    "summary",
];
const ATTRS: [&str; 33] = [
    "class",
    "href",
    "rel",
    "cite",
    "src",
    "srcset",
    "sizes",
    "type",
    "width",
    "height",
    "alt",
    "loading",
    "decoding",
    "fetchpriority",
    "controls",
    "preload",
    "playsinline",
    "poster",
    "datetime",
    "aria-label",
    "aria-hidden",
    "data-slot",
    "role",
    "tabindex",
    "scope",
    "media",
    "lang",
    "dir",
    "kind",
    "label",
    "srclang",
    "start",
    "colspan",
];
const BOOLEAN: [&str; 2] = ["controls", "playsinline"];

/// Reads HTML; an error says what is wrong with it.
pub(crate) fn read(html: &str) -> Result<Page, String> {
    let mut page = Page::default();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(after) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            let words = unescape(&rest[..end])?;
            page.texts.push(Text {
                within: open.clone(),
                words,
            });
            rest = &rest[end..];
            continue;
        };
        if let Some(close) = after.strip_prefix('/') {
            let (name, left) = close.split_once('>').ok_or("an end tag does not end")?;
            let expected = open
                .pop()
                .ok_or_else(|| format!("</{name}> closes nothing"))?;
            if expected != name {
                return Err(format!("</{name}> closes <{expected}>"));
            }
            rest = left;
            continue;
        }
        let (element, left) = start_tag(after)?;
        fits(&element.name, &open)?;
        if !VOID.contains(&element.name.as_str()) {
            open.push(element.name.clone());
        }
        page.elements.push(element);
        rest = left;
    }
    if open.is_empty() {
        Ok(page)
    } else {
        Err(format!("{open:?} stay open"))
    }
}

fn start_tag(text: &str) -> Result<(Element, &str), String> {
    let end = text.find([' ', '>']).ok_or("a tag does not end")?;
    let (name, mut rest) = text.split_at(end);
    let mut element = Element {
        name: name.to_owned(),
        attrs: Vec::new(),
    };
    while let Some(attr) = rest.strip_prefix(' ') {
        let end = attr
            .find(|c: char| !c.is_ascii_lowercase() && c != '-')
            .ok_or("an attribute does not end")?;
        let (key, after) = attr.split_at(end);
        if !ATTRS.contains(&key) || element.get(key).is_some() {
            return Err(format!("<{name}> has an odd or second {key:?}"));
        }
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').ok_or("a value is not quoted")?,
            None if BOOLEAN.contains(&key) => ("", after),
            None => return Err(format!("{key} has no quoted value")),
        };
        if value.contains(['<', '>']) {
            return Err(format!("{key} holds a bare angle: {value}"));
        }
        element.attrs.push((key.to_owned(), unescape(value)?));
        rest = after;
    }
    let rest = rest
        .strip_prefix('>')
        .ok_or_else(|| format!("<{name}> goes on with {rest:.20}"))?;
    Ok((element, rest))
}

/// The content model of HTML as far as the crate uses it.
fn fits(name: &str, open: &[String]) -> Result<(), String> {
    let parent = open.last().map_or("", String::as_str);
    let known = PHRASING.contains(&name) || FLOW.contains(&name);
    let phrasing_only = [
        "p", "h2", "h3", "h4", "pre", "a", "span", "strong", "em", "s", "sub", "sup", "code",
        "cite", "b", "time", "summary",
    ];
    let inside = |outer: &str| open.iter().any(|o| o == outer);
    let fine = known
        && (!phrasing_only.contains(&parent) || PHRASING.contains(&name))
        && !(name == "a" && inside("a"))
        && (name != "li" || matches!(parent, "ul" | "ol"))
        && (!matches!(parent, "ul" | "ol") || name == "li")
        && (name != "figcaption" || parent == "figure")
        && (name != "source" || matches!(parent, "picture" | "video" | "audio"))
        && (name != "track" || matches!(parent, "video" | "audio"))
        && (name != "summary" || parent == "details")
        && (!matches!(name, "thead" | "tbody") || parent == "table")
        && (parent != "table" || matches!(name, "thead" | "tbody"))
        && (name == "tr") == matches!(parent, "thead" | "tbody")
        && matches!(name, "td" | "th") == (parent == "tr");
    if fine {
        Ok(())
    } else {
        Err(format!("<{name}> stands in {open:?}"))
    }
}

fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part
            .split_once(';')
            .ok_or_else(|| format!("a bare & before {part:.20}"))?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            other => return Err(format!("&{other}; is not one of ours")),
        });
        out.push_str(rest);
    }
    if let Some(c) = out
        .chars()
        .find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || u32::from(*c) & 0xfffe == 0xfffe)
    {
        return Err(format!("HTML forbids U+{:04X}", u32::from(c)));
    }
    Ok(out)
}

#[test]
fn the_reader_is_strict() {
    for good in [
        "<p>a &amp; <em>b</em><br></p>",
        "<audio controls preload=\"none\"></audio>",
        "<img alt=\"\">",
    ] {
        read(good).unwrap();
    }
    for bad in [
        "<p>",
        "</p>",
        "<p><em>a</p></em>",
        "<p>a & b</p>",
        "<p>a &nbsp; b</p>",
        "<p onclick=\"x\"></p>",
        "<p class=a></p>",
        "<p style=\"a\"></p>",
        "<p id=\"a\"></p>",
        "<script></script>",
        "<p><p></p></p>",
        "<p class=\"a\" class=\"b\"></p>",
        "<ul><p></p></ul>",
        "<li></li>",
        "<a href=\"/\"><em><a href=\"/\"></a></em></a>",
        "<p>\u{0}</p>",
        "<!-- x -->",
        "<table><tr></tr></table>",
        "<p class=\"<\"></p>",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
}
