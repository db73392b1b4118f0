//! A strict look at a page: is every element closed where it must be, every attribute quoted, and nothing on it that
//! runs or loads what is not the site's own?

/// Elements without an end.
const VOID: [&str; 8] = ["meta", "link", "img", "br", "hr", "source", "input", "wbr"];

/// A start tag.
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The start tags of a well-formed page, or what is wrong with it.
pub(crate) fn tags(page: &str) -> Result<Vec<Tag>, String> {
    let (mut open, mut tags): (Vec<String>, Vec<Tag>) = (Vec::new(), Vec::new());
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let near: String = rest.chars().take(60).collect();
        if rest.starts_with("!doctype html>") {
            continue;
        }
        if let Some(after) = rest.strip_prefix('/') {
            let (name, after) = after.split_once('>').ok_or("an end tag has no end")?;
            // The end of a list item may be left out.
            if open.last().is_some_and(|top| top == "li") && name != "li" {
                open.pop();
            }
            let top = open.pop();
            if top.as_deref() != Some(name) {
                return Err(format!("</{name}> closes {top:?} near <{near}"));
            }
            rest = after;
            continue;
        }
        let (tag, after) = start(rest).ok_or_else(|| format!("no tag: <{near}"))?;
        rest = after;
        if tag.name == "li" && open.last().is_some_and(|top| top == "li") {
            open.pop();
        }
        if !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        tags.push(tag);
    }
    match open.as_slice() {
        [] => Ok(tags),
        left => Err(format!("never closed: {left:?}")),
    }
}

fn start(text: &str) -> Option<(Tag, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let name = &text[..end];
    if name.is_empty() || name.chars().any(char::is_uppercase) {
        return None;
    }
    let mut tag = Tag {
        name: name.to_owned(),
        attributes: Vec::new(),
    };
    let mut rest = &text[end..];
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return Some((tag, after));
        }
        rest = rest.strip_prefix(' ')?;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix("=\"") {
            (value, rest) = after.split_once('"')?;
        }
        if name.is_empty() || value.contains('<') || tag.get(&name).is_some() {
            return None;
        }
        tag.attributes.push((name, plain(value)));
    }
}

/// Text without its escapes.
pub(crate) fn plain(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (escape, letter)| {
        text.replace(escape, letter)
    })
}

/// What a browser would fetch for the page by itself.
pub(crate) fn fetched(tags: &[Tag]) -> Vec<String> {
    let mut all = Vec::new();
    for tag in tags {
        let loads = tag.name == "link"
            && !["canonical", "alternate", "next", "prev"]
                .contains(&tag.get("rel").unwrap_or_default());
        all.extend(tag.get("href").filter(|_| loads).map(str::to_owned));
        for name in ["src", "poster", "data"] {
            all.extend(tag.get(name).map(str::to_owned));
        }
        let sizes = tag.get("srcset").into_iter().flat_map(|set| set.split(','));
        all.extend(
            sizes
                .filter_map(|one| one.split_whitespace().next())
                .map(str::to_owned),
        );
    }
    all
}

/// The page must be well-formed, and safe whatever its stories say; answers with its tags.
#[track_caller]
pub(crate) fn safe(what: &str, page: &str) -> Vec<Tag> {
    let tags = tags(page).unwrap_or_else(|why| panic!("{what}: {why}"));
    for tag in &tags {
        for (name, value) in &tag.attributes {
            assert!(
                !name.starts_with("on") && name != "style" && name != "srcdoc",
                "{what}: <{} {name}>",
                tag.name
            );
            let scheme = value.trim().to_ascii_lowercase();
            let runs = ["javascript:", "vbscript:", "data:"]
                .iter()
                .any(|s| scheme.starts_with(s));
            // A picture of a few pixels comes with the page; it can hold no program.
            let tiny = value.strip_prefix("data:image/webp;base64,");
            let tiny = tiny.is_some_and(|data| {
                data.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
            });
            let runs = runs && !(tiny && tag.name == "img" && tag.get("class") == Some("soon"));
            assert!(
                !(runs && ["href", "src", "action", "content"].contains(&&**name)),
                "{what}: {name}={value}"
            );
        }
        let strange = [
            "iframe", "object", "embed", "base", "svg", "math", "style", "form", "frame",
            "template",
        ]
        .contains(&&*tag.name);
        assert!(!strange, "{what}: <{}>", tag.name);
        assert!(
            // What programs read of the page is no program (HTML, 4.12.1: data blocks).
            tag.name != "script"
                || tag.get("src").is_some()
                || tag.get("type") == Some("application/ld+json"),
            "{what}: a script in the page"
        );
        assert!(tag.get("http-equiv").is_none(), "{what}: http-equiv");
    }
    for address in fetched(&tags) {
        assert!(
            address.starts_with('/') && !address.starts_with("//"),
            "{what} fetches {address} from elsewhere"
        );
    }
    tags
}

#[test]
fn what_is_wrong_with_a_page_is_seen() {
    for wrong in [
        "<p>",
        "<p><b></p></b>",
        "<p class=x></p>",
        "<p title=\"<\"></p>",
        "a < b",
        "<P></P>",
        "</p>",
        "<p a=\"1\" a=\"2\"></p>",
    ] {
        assert!(tags(wrong).is_err(), "{wrong}");
    }
    assert_eq!(
        tags("<!doctype html>\n<ul><li>a<li>b</li></ul><img src=\"/a\">").map(|t| t.len()),
        Ok(4)
    );
    assert_eq!(
        fetched(&tags("<img srcset=\"/a 1w, http:&#x2f;&#x2f;b 2w\">").unwrap()),
        ["/a", "http://b"]
    );
}
