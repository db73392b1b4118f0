//! Notes of a podcast's episode: plain text as it is typed, shown with its paragraphs, lists and addresses. Reach: text in,
//! HTML that is safe anywhere out.

use super::inline::{escape, link};

/// Paragraphs are parted by an empty line; lines that begin with `- ` or `* ` are a list; addresses of the web are links.
#[must_use]
pub fn notes(text: &str) -> String {
    let mut out = String::new();
    let (mut paragraph, mut list) = (Vec::new(), Vec::new());
    for line in text.lines().map(str::trim).chain([""]) {
        let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
        if item.is_none() && !list.is_empty() {
            let items: String = std::mem::take(&mut list).concat();
            out += &format!("<ul>{items}</ul>\n");
        }
        if (item.is_some() || line.is_empty()) && !paragraph.is_empty() {
            let lines = std::mem::take(&mut paragraph).join("<br>");
            out += &format!("<p>{lines}</p>\n");
        }
        match item {
            Some(item) => list.push(format!("<li>{}</li>", linked(item.trim()))),
            None if line.is_empty() => {}
            None => paragraph.push(linked(line)),
        }
    }
    out
}

/// A line with its addresses as links. What stands behind one as a sentence's mark is no part of it.
fn linked(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = begins(rest) {
        let (before, from) = rest.split_at(at);
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(from.len());
        let url = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '”']);
        // A bracket is part of it if it opens in it, too.
        let url = if url.contains('(') {
            url
        } else {
            url.trim_end_matches(')')
        };
        out += &escape(before);
        let shown = url.split_once("://").map_or(url, |(_, bare)| bare);
        let shown = shown.trim_end_matches('/');
        match link(None, url, None).filter(|_| !shown.is_empty()) {
            Some(open) => out += &format!("{open}{}</a>", escape(shown)),
            None => out += &escape(url),
        }
        rest = &from[url.len()..];
    }
    out + &escape(rest)
}

/// Where the next address begins.
fn begins(text: &str) -> Option<usize> {
    ["https://", "http://"]
        .iter()
        .filter_map(|scheme| text.find(scheme))
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lists_and_addresses() {
        let text = "Joe walks the quay.\nIt rains.\n\nMore:\n- The plan (https://news.example/plan).\n- <b>Tide</b> & wind\nEnd";
        let expected = "<p>Joe walks the quay.<br>It rains.</p>\n<p>More:</p>\n<ul><li>The plan \
            (<a href=\"https://news.example/plan\" rel=\"noopener\">news.example/plan</a>).</li><li>&lt;b&gt;Tide&lt;/b&gt; &amp; wind</li></ul>\n\
            <p>End</p>\n";
        assert_eq!(notes(text), expected);
    }

    #[test]
    fn nothing_that_is_typed_becomes_an_element() {
        for text in [
            "https://news.example/\"onmouseover=\"alert(1)",
            "javascript:alert(1)",
            "https://a.example/<script>alert(1)</script>",
            "http://",
            "https://",
            "- ",
            "\u{202e}https://x.example",
        ] {
            let html = notes(text);
            assert!(
                !html.contains("<script") && !html.contains("\"onmouse"),
                "{html}"
            );
            assert!(!html.contains("javascript:alert(1)\""), "{html}");
        }
        assert_eq!(notes("").len(), 0);
        assert_eq!(
            notes("See https://en.example/wiki/Quay_(port), too"),
            "<p>See <a href=\"https://en.example/wiki/Quay_(port)\" rel=\"noopener\">en.example/wiki/Quay_(port)</a>, too</p>\n"
        );
    }
}
