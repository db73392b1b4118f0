//! What holds for the HTML of every document.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;
use story::doc::*;
use story::html::{Around, figure, html, named};
use story::schema::safe_url;
use story::{Lead, text};

use crate::arbitrary::{Rules, around, docs, words};
use crate::markup::{Element, Page, read};

/// Every text inside a JSON value whose key is wanted. Types are no words.
fn strings(value: &Value, wanted: &dyn Fn(&str) -> bool, key: &str, out: &mut Vec<String>) {
    match value {
        Value::String(s) if wanted(key) => out.push(s.clone()),
        Value::Array(items) => items.iter().for_each(|v| strings(v, wanted, key, out)),
        Value::Object(map) => map.iter().for_each(|(key, v)| strings(v, wanted, key, out)),
        _ => {}
    }
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|t| !t.is_empty())
}

/// What the crate may leave out of a text: characters that HTML forbids.
fn printable(text: &str) -> String {
    let forbidden =
        |c: char| u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    text.chars()
        .filter(|c| (!c.is_control() || matches!(c, '\n' | '\t')) && !forbidden(*c))
        .collect()
}

/// Every text that the HTML may draw on.
fn sources(doc: &Doc, around: &Around) -> (String, String) {
    let (mut all, mut runs) = (Vec::new(), Vec::new());
    strings(&doc.to_json(), &|key| key != "type", "", &mut all);
    // Neighbouring runs make one text of the page, so they are also taken without a space between them.
    strings(&doc.to_json(), &|key| key == "text", "", &mut runs);
    let run_on = runs.concat();
    for asset in around.assets.values() {
        all.extend(
            [&asset.title, &asset.caption, &asset.alt, &asset.credit]
                .into_iter()
                .flatten()
                .cloned(),
        );
        let spoken = asset.captions.iter().flat_map(|c| &c.transcript);
        all.extend(spoken.flat_map(|(who, what)| {
            // A colon stands right behind a name.
            who.iter()
                .map(|who| format!("{who}:"))
                .chain([what.clone()])
        }));
    }
    let shows = around.shows.values();
    all.extend(shows.flat_map(|s| {
        s.episodes
            .values()
            .map(|e| e.headline.clone())
            .chain([s.title.clone()])
    }));
    all.extend(around.stories.values().map(|s| s.headline.clone()));
    strings(
        &serde_json::to_value(&around.words).unwrap_or_default(),
        &|_| true,
        "",
        &mut all,
    );
    (printable(&all.join(" ")), printable(&run_on))
}

/// Every run of prose, in reading order.
fn prose(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph { content }
            | Block::Heading { content, .. }
            | Block::Quote { content, .. }
            | Block::Pullquote { content, .. }
            | Block::Video { content, .. }
            | Block::Audio { content, .. }
            | Block::Embed { content, .. }
            | Block::Code { content, .. }
            | Block::Correction { content, .. }
            | Block::Image(Image { content, .. }) => runs(content, out),
            Block::List { content, .. } => {
                content.iter().for_each(|item| prose(&item.content, out));
            }
            Block::Gallery { content } => content
                .iter()
                .for_each(|Picture::Image(image)| runs(&image.content, out)),
            Block::Table { content } => content
                .iter()
                .flat_map(|row| &row.content)
                .for_each(|cell| runs(&cell.content, out)),
            Block::Rule | Block::Readmore { .. } | Block::Podcast { .. } | Block::Adslot { .. } => {
            }
        }
    }
}

fn runs(content: &[Inline], out: &mut Vec<String>) {
    for piece in content {
        // A block of white space alone may be left out; a run with a letter never.
        if let Inline::Text { text, .. } = piece
            && text.contains(char::is_alphanumeric)
        {
            out.push(text.clone());
        }
    }
}

/// Reads the HTML and looks at every element of it.
fn check(html: &str) -> Result<Page, TestCaseError> {
    let page = read(html).map_err(|fault| TestCaseError::fail(format!("{fault}\n{html}")))?;
    let (mut landmarks, mut level) = (BTreeSet::new(), 1);
    for element in &page.elements {
        addresses(element)?;
        if let Some(set) = element.get("srcset") {
            srcset(set, element.get("sizes"))?;
        }
        let heading = element.name.strip_prefix('h').map(str::parse::<u8>);
        if let Some(Ok(stands)) = heading {
            let next = (2..=level + 1).contains(&stands);
            prop_assert!(next, "level {stands} follows {level}");
            level = stands;
        }
        if element.name == "aside" || element.get("role") == Some("region") {
            let label = element.get("aria-label").unwrap_or_default();
            let own = !label.trim().is_empty() && landmarks.insert(label.to_owned());
            prop_assert!(own, "{label:?} names two landmarks");
        }
        if matches!(element.name.as_str(), "video" | "audio") {
            let (preload, controls) = (element.get("preload"), element.get("controls"));
            prop_assert_eq!((preload, controls), (Some("none"), Some("")));
        }
        let image = element.get("src").is_some() && element.get("alt").is_some();
        prop_assert!(element.name != "img" || image, "{element:?}");
    }
    Ok(page)
}

/// Every address is safe, and other sites get no hold of the page.
fn addresses(element: &Element) -> Result<(), TestCaseError> {
    for key in ["href", "src", "poster", "cite"] {
        let mut address = element.get(key);
        if key == "src" && element.get("class") == Some("soon") {
            // The one thing that comes with the page: a picture that can hold no program.
            let inside = address.and_then(|data| data.strip_prefix("data:image/webp;base64,"));
            prop_assert!(
                inside.is_some_and(|data| !data.contains(['"', '<', ' '])),
                "{element:?}"
            );
            address = None;
        }
        prop_assert!(address.is_none_or(safe_url), "{key} leads to {address:?}");
    }
    let href = element.get("href").unwrap_or_default().to_ascii_lowercase();
    let rel = element.get("rel").unwrap_or_default();
    let apart = rel.split(' ').any(|word| word == "noopener");
    prop_assert!(!href.starts_with("http") || apart, "{element:?}");
    Ok(())
}

/// One entry without a width, or several with a width each that no other has.
fn srcset(set: &str, sizes: Option<&str>) -> Result<(), TestCaseError> {
    let mut widths = Vec::new();
    for entry in set.split(", ") {
        let (url, width) = entry.split_once(' ').unwrap_or((entry, ""));
        prop_assert!(safe_url(url) && !url.contains(','), "{set}");
        widths.push(width.strip_suffix('w').and_then(|w| w.parse::<u32>().ok()));
    }
    let measured = widths.iter().all(|width| width.is_some_and(|w| w > 0));
    let apart = widths.iter().collect::<BTreeSet<_>>().len() == widths.len();
    prop_assert!(apart && (measured || widths == [None]), "{set}");
    prop_assert_eq!(sizes.is_some(), measured);
    Ok(())
}

/// No element that must say something is empty, and every row of a table is as long as the first.
fn no_holes(html: &str) -> Result<(), TestCaseError> {
    for hole in [
        "<p></p>",
        "<li></li>",
        "<ul></ul>",
        "<ol></ol>",
        "<figcaption></figcaption>",
        "<tr></tr>",
        "<cite></cite>",
        "<footer></footer>",
        " waiting\"></figure>",
        "\"></th>",
        "\"></a>",
        "\"><br></a>",
        "<tbody></tbody>",
    ] {
        prop_assert!(!html.contains(hole), "{hole} in {html}");
    }
    for table in html.split("<table>").skip(1) {
        let table = table.split("</table>").next().unwrap_or_default();
        let lengths: BTreeSet<usize> = table
            .split("<tr>")
            .skip(1)
            .map(|row| row.matches("</td>").count() + row.matches("</th>").count())
            .collect();
        prop_assert_eq!(lengths.len(), 1, "{}", table);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn html_is_well_formed_and_safe_whatever_the_strings(doc in docs(Rules::Broken), around in around()) {
        let html = html(&doc, &around);
        check(&html)?;
        no_holes(&html)?;
    }

    #[test]
    fn every_text_is_in_the_html_in_order(doc in docs(Rules::Kept), around in around()) {
        let words = check(&html(&doc, &around))?.words();
        let mut expected = Vec::new();
        prose(&doc.content, &mut expected);
        let mut rest = words.as_str();
        for run in expected {
            let at = rest.find(&run);
            prop_assert!(at.is_some(), "{run:?} is missing in {rest:?}");
            rest = &rest[at.unwrap_or(0) + run.len()..];
        }
    }

    #[test]
    fn no_word_comes_from_nowhere(doc in docs(Rules::Broken), around in around()) {
        let (sources, run_on) = sources(&doc, &around);
        let known: BTreeSet<&str> = tokens(&sources).collect();
        for text in check(&html(&doc, &around))?.texts {
            // Days and lengths are numbers written anew; their own tests look at them.
            if text.within.last().is_some_and(|tag| tag == "time") {
                continue;
            }
            for token in tokens(&text.words) {
                prop_assert!(known.contains(token) || run_on.contains(token), "{token:?} is nobody's, in {text:?}");
            }
        }
    }

    #[test]
    fn a_lead_figure_is_well_formed(asset in "[abc]", caption in words(Rules::Broken), around in around()) {
        let lead = Lead { asset: Some(asset), caption: Some(caption), ..Lead::default() };
        let html = figure(&lead, &around);
        let page = check(&html)?;
        no_holes(&html)?;
        for img in page.elements.iter().filter(|e| e.name == "img" && e.get("class") != Some("soon")) {
            prop_assert_eq!((img.get("fetchpriority"), img.get("loading")), (Some("high"), None));
        }
    }

    #[test]
    fn all_that_is_named_is_all_that_is_used(doc in docs(Rules::Kept), around in around()) {
        let named = named(&doc);
        let mut less = around.clone();
        less.assets.retain(|name, _| named.assets.contains(name));
        less.stories.retain(|number, _| named.stories.contains(number));
        less.shows.retain(|name, _| named.shows.iter().any(|(show, _)| show == name));
        prop_assert_eq!(html(&doc, &less), html(&doc, &around));
    }

    #[test]
    fn plain_text_has_the_prose_and_search_text_has_the_plain_text(doc in docs(Rules::Kept), most in 0..60_usize) {
        let (plain, search) = (text::plain(&doc), text::search(&doc));
        let mut expected = Vec::new();
        prose(&doc.content, &mut expected);
        for token in expected.iter().flat_map(|run| tokens(run)) {
            prop_assert!(search.contains(token), "{token:?} cannot be found");
        }
        for token in tokens(&plain) {
            prop_assert!(search.contains(token), "{token:?} is read but cannot be found");
        }
        prop_assert!(!plain.contains("\n\n\n\n") || expected.iter().any(|run| run.contains('\n')));
        let first = text::first_words(&doc, most);
        prop_assert!(first.chars().count() <= most && !first.contains('\n'), "{first:?}");
        prop_assert!(text::reading_minutes(&doc) >= 1);
    }
}
