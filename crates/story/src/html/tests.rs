//! What single blocks look like. What holds for all documents is in `tests/it`.

use serde_json::{Value, json};

use super::*;
use crate::fields::Lead;

fn doc(blocks: Value) -> Doc {
    Doc::parse(&json!({"type": "doc", "content": blocks})).unwrap()
}

fn text(words: &str) -> Value {
    json!([{"type": "text", "text": words}])
}

fn shown(blocks: Value, around: &Around) -> String {
    html(&doc(blocks), around).trim_end().to_owned()
}

fn bare(blocks: Value) -> String {
    shown(blocks, &Around::default())
}

fn source(url: &str, mime: &str, width: Option<u32>) -> Source {
    Source {
        url: url.into(),
        mime: mime.into(),
        width,
        height: width.map(|w| w / 2),
    }
}

fn photo() -> Asset {
    Asset {
        ready: true,
        sources: vec![
            source("/media/p/640.avif", "image/avif", Some(640)),
            source("/media/p/640.jpg", "image/jpeg", Some(640)),
            source("/media/p/1280.jpg", "image/jpeg", Some(1280)),
        ],
        width: Some(2000),
        height: Some(1000),
        caption: Some("The pair & others".into()),
        alt: Some("Two men".into()),
        credit: Some("REUTERS".into()),
        ..Asset::default()
    }
}

fn film(ready: bool) -> Asset {
    Asset {
        kind: Kind::Video,
        ready,
        sources: vec![source("/media/f/720.mp4", "video/mp4", Some(1280))],
        poster: vec![
            source("/media/f/p.webp", "image/webp", Some(640)),
            source("/media/f/p.jpg", "image/jpeg", Some(640)),
        ],
        length: Some(69),
        title: Some("US and China agree".into()),
        ..Asset::default()
    }
}

fn with(assets: impl IntoIterator<Item = (&'static str, Asset)>) -> Around {
    Around {
        assets: assets
            .into_iter()
            .map(|(name, asset)| (name.to_owned(), asset))
            .collect(),
        ..Around::default()
    }
}

#[test]
fn text_and_marks() {
    let link =
        |href: &str| json!({"type": "link", "attrs": {"href": href, "rel": "sponsored made-up"}});
    let blocks = json!([
        {"type": "paragraph"},
        {"type": "paragraph", "content": text(" \u{a0}\n")},
        {"type": "heading", "attrs": {"level": 3}, "content": text("“A” < B & 'C'")},
        {"type": "paragraph", "content": [
            {"type": "text", "text": "see ", "marks": [link("https://example.org/?a&b")]},
            {"type": "text", "text": "this", "marks": [link("https://example.org/?a&b"), {"type": "em"}, {"type": "code"}]},
            {"type": "hard_break"},
            {"type": "text", "text": "\nand", "marks": [{"type": "strong"}, {"type": "strike"}]},
            {"type": "text", "text": " own", "marks": [{"type": "strong"}, link("/about")]},
            {"type": "text", "text": " ", "marks": [link("/nothing")]}]},
    ]);
    let expected = "<h2>“A” &lt; B &amp; 'C'</h2>\n\
        <p><a href=\"https://example.org/?a&amp;b\" rel=\"noopener sponsored\">see <em><code>this</code></em></a><br>\
        <strong><s>\nand</s><a href=\"/about\" rel=\"sponsored\"> own</a></strong> </p>";
    assert_eq!(bare(blocks), expected);
}

#[test]
fn headings_skip_no_level() {
    let heading =
        |level: u8| json!({"type": "heading", "attrs": {"level": level}, "content": text("a")});
    let levels = [3, 3, 4, 2, 4, 3, 4];
    let html = bare(levels.map(heading).into());
    let expected = [
        "<h2>a</h2>",
        "<h2>a</h2>",
        "<h3>a</h3>",
        "<h2>a</h2>",
        "<h3>a</h3>",
        "<h3>a</h3>",
        "<h4>a</h4>",
    ];
    assert_eq!(html.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn own_stories_are_linked_where_they_are_and_only_while_they_are_live() {
    let to = |story: i64| {
        json!({"type": "text", "text": "story", "marks": [
        {"type": "link", "attrs": {"href": "/story/old-1", "story": story}}]})
    };
    let stories = [(
        1,
        Linked {
            url: "/story/new-1".into(),
            headline: "New & old".into(),
        },
    )]
    .into();
    let around = Around {
        stories,
        ..Around::default()
    };
    let blocks = json!([
        {"type": "paragraph", "content": [to(1), to(2)]},
        {"type": "readmore", "attrs": {"stories": [2, 1, {"headline": "No page"}, {"url": "https://example.org/", "headline": "A page"}]}},
        {"type": "readmore", "attrs": {"heading": "Gone", "stories": [2]}},
    ]);
    let expected = "<p><a href=\"/story/new-1\">story</a>story</p>\n\
        <aside class=\"readmore\" aria-label=\"Read more\"><p class=\"heading\">Read more</p><ul>\
        <li><a href=\"/story/new-1\">New &amp; old</a></li><li>No page</li>\
        <li><a href=\"https://example.org/\" rel=\"noopener\">A page</a></li></ul></aside>";
    assert_eq!(shown(blocks.clone(), &around), expected);
    assert_eq!(named(&doc(blocks)).stories, [1, 2]);
}

#[test]
fn quotes() {
    let attrs = json!({"citation": "Mr Qin", "role": "minister", "url": "https://example.org/q"});
    let blocks = json!([
        {"type": "quote", "attrs": attrs, "content": text("“Low point”")},
        {"type": "pullquote", "content": text("Once")},
        {"type": "pullquote", "content": text("Twice")},
        {"type": "quote"},
    ]);
    let expected = "<blockquote cite=\"https://example.org/q\"><p>“Low point”</p><footer>\
        <a href=\"https://example.org/q\" rel=\"noopener\"><cite>Mr Qin</cite>, <span class=\"role\">minister</span></a></footer></blockquote>\n\
        <aside class=\"pullquote\" aria-label=\"Quote\"><blockquote><p>Once</p></blockquote></aside>\n\
        <aside class=\"pullquote\" aria-label=\"Quote 2\"><blockquote><p>Twice</p></blockquote></aside>";
    assert_eq!(bare(blocks), expected);
}

#[test]
fn lists() {
    let paragraph = |words: &str| json!({"type": "paragraph", "content": text(words)});
    let item = |content: Value| json!({"type": "list_item", "content": content});
    let blocks = json!([
        {"type": "list", "attrs": {"ordered": true}, "content": [
            item(json!([paragraph("one"), {"type": "list", "content": [item(json!([paragraph("inner")]))]}])),
            item(json!([paragraph("two"), paragraph("still two")])),
            item(json!([{"type": "paragraph"}])), item(json!([]))]},
        {"type": "list", "content": [item(json!([]))]},
    ]);
    assert_eq!(
        bare(blocks),
        "<ol><li>one<ul><li>inner</li></ul></li><li><p>two</p><p>still two</p></li></ol>"
    );
}

#[test]
fn a_photo_in_its_types_and_sizes() {
    let blocks =
        json!([{"type": "image", "attrs": {"asset": "p", "credit": "AFP", "size": "wide"}}]);
    let expected = "<figure class=\"photo wide\"><picture>\
        <source type=\"image/avif\" srcset=\"/media/p/640.avif 640w\" sizes=\"(min-width: 44rem) 40rem, (min-resolution: 2.5dppx) 66vw, 100vw\">\
        <img src=\"/media/p/1280.jpg\" srcset=\"/media/p/640.jpg 640w, /media/p/1280.jpg 1280w\" \
        sizes=\"(min-width: 44rem) 40rem, (min-resolution: 2.5dppx) 66vw, 100vw\" width=\"2000\" height=\"1000\" alt=\"Two men\" loading=\"lazy\" decoding=\"async\">\
        </picture><figcaption><span class=\"caption\">The pair &amp; others</span> <span class=\"credit\">AFP</span></figcaption></figure>";
    assert_eq!(shown(blocks, &with([("p", photo())])), expected);
}

#[test]
fn the_lead_comes_first() {
    let lead = Lead {
        asset: Some("p".into()),
        caption: Some("Own <caption>".into()),
        alt: Some("Own".into()),
        ..Lead::default()
    };
    let html = figure(
        &lead,
        &with([(
            "p",
            Asset {
                sources: vec![source("/media/p/o.jpg", "image/jpeg", None)],
                ..photo()
            },
        )]),
    );
    let expected = "<figure class=\"photo\"><img src=\"/media/p/o.jpg\" width=\"2000\" height=\"1000\" alt=\"Own\" fetchpriority=\"high\" decoding=\"async\">\
        <figcaption><span class=\"caption\">Own &lt;caption&gt;</span> <span class=\"credit\">REUTERS</span></figcaption></figure>";
    assert_eq!(html, expected);
    assert!(
        figure(
            &Lead {
                asset: Some("f".into()),
                ..Lead::default()
            },
            &with([("f", film(true))])
        )
        .contains("<video controls")
    );
    assert_eq!(
        figure(
            &Lead {
                asset: Some("unknown".into()),
                ..Lead::default()
            },
            &Around::default()
        ),
        ""
    );
}

#[test]
fn films_and_sounds() {
    let video = json!([{"type": "video", "attrs": {"asset": "f", "credit": "Pool"}, "content": text("They agreed")}]);
    let expected = "<figure class=\"film\"><p class=\"reel\"><span class=\"verb\">Play Video –</span> <span class=\"title\">US and China agree</span> \
        <time datetime=\"PT1M9S\">1:09</time></p>\
        <video controls playsinline preload=\"none\" poster=\"/media/f/p.jpg\" width=\"1280\" height=\"640\" aria-label=\"US and China agree\">\
        <source src=\"/media/f/720.mp4\" type=\"video/mp4\"></video>\
        <figcaption><span class=\"caption\">They agreed</span> <span class=\"credit\">Pool</span></figcaption></figure>";
    assert_eq!(shown(video, &with([("f", film(true))])), expected);
    let audio = json!([{"type": "audio", "attrs": {"asset": "s", "title": "Interview"}}]);
    let sound = Asset {
        kind: Kind::Audio,
        length: Some(3_723),
        ..film(true)
    };
    let expected = "<figure class=\"sound\"><p class=\"reel\"><span class=\"title\">Interview</span> <time datetime=\"PT1H2M3S\">1:02:03</time></p>\
        <audio controls preload=\"none\" aria-label=\"Interview\"><source src=\"/media/f/720.mp4\" type=\"video/mp4\"></audio></figure>";
    assert_eq!(shown(audio, &with([("s", sound)])), expected);
}

#[test]
fn captions_and_what_is_said() {
    let captions = Captions {
        url: "/media/f/captions-en.vtt".into(),
        language: "en".into(),
        name: "English".into(),
        automatic: true,
        transcript: vec![
            (None, "Good <evening>.".into()),
            (Some("Ada".into()), "We agree.".into()),
        ],
    };
    let film = Asset {
        captions: vec![captions],
        ..film(true)
    };
    let block = json!([{"type": "video", "attrs": {"asset": "f"}}]);
    let html = shown(block.clone(), &with([("f", film.clone())]));
    let track = "<track kind=\"captions\" src=\"/media/f/captions-en.vtt\" srclang=\"en\" label=\"English\"></video>";
    assert!(html.contains(track), "{html}");
    let told = "<details class=\"transcript\"><summary>Transcript</summary><p class=\"automatic\">Made by a program; nobody has checked it yet</p>\
        <div lang=\"en\"><p>Good &lt;evening&gt;.</p><p><b>Ada:</b> We agree.</p></div></details></figure>";
    assert!(html.ends_with(told), "{html}");
    let waiting = Asset {
        ready: false,
        ..film
    };
    assert!(!shown(block, &with([("f", waiting)])).contains("evening"));
}

#[test]
fn a_part_of_a_photo_where_it_is_made() {
    let with_crop = Asset {
        crops: [(
            "1x1".to_owned(),
            vec![Source {
                height: Some(640),
                ..source("/media/p/1x1-640.jpg", "image/jpeg", Some(640))
            }],
        )]
        .into(),
        ..photo()
    };
    let block = |crop: &str| json!([{"type": "image", "attrs": {"asset": "p", "crop": crop}}]);
    let square = shown(block("1x1"), &with([("p", with_crop.clone())]));
    assert!(
        square.contains("<img src=\"/media/p/1x1-640.jpg\" srcset=\"/media/p/1x1-640.jpg 640w\"")
            && square.contains("width=\"640\" height=\"640\""),
        "{square}"
    );
    let whole = shown(block("4x5"), &with([("p", with_crop)]));
    assert!(
        whole.contains("1280.jpg") && !whole.contains("1x1"),
        "{whole}"
    );
}

#[test]
fn a_photo_is_seen_dimly_before_it_is_there() {
    let soon = |asset: Asset| {
        shown(
            json!([{"type": "image", "attrs": {"asset": "p"}}]),
            &with([("p", asset)]),
        )
    };
    let dim = Asset {
        placeholder: Some("data:image/webp;base64,UklGRg==".into()),
        ..photo()
    };
    let html = soon(dim.clone());
    let soon_there = "</picture><img class=\"soon\" alt=\"\" aria-hidden=\"true\" src=\"data:image/webp;base64,UklGRg==\"></span>";
    assert!(
        html.starts_with("<figure class=\"photo\"><span class=\"frame\"><picture>")
            && html.contains(soon_there),
        "{html}"
    );
    let other = Asset {
        placeholder: Some("javascript:alert(1)".into()),
        ..photo()
    };
    assert!(!soon(other).contains("frame"));
    let through = Asset {
        sources: vec![source("/media/p/640.png", "image/png", Some(640))],
        ..dim
    };
    assert!(!soon(through).contains("frame"));
}

#[test]
fn what_waits_for_its_file_shows_its_words() {
    let blocks = json!([
        {"type": "video", "attrs": {"asset": "f", "credit": "Pool"}, "content": text("They agreed")},
        {"type": "image", "attrs": {"asset": "unknown", "alt": "unseen", "credit": "REUTERS"}},
        {"type": "audio", "attrs": {"asset": "unknown"}},
        {"type": "gallery", "content": [{"type": "image"}]},
    ]);
    let expected = "<figure class=\"film waiting\"><p class=\"reel\"><span class=\"title\">US and China agree</span> \
        <time datetime=\"PT1M9S\">1:09</time></p>\
        <figcaption><span class=\"caption\">They agreed</span> <span class=\"credit\">Pool</span></figcaption></figure>\n\
        <figure class=\"photo waiting\"><figcaption><span class=\"credit\">REUTERS</span></figcaption></figure>";
    assert_eq!(shown(blocks, &with([("f", film(false))])), expected);
}

#[test]
fn galleries() {
    let image =
        |words: &str| json!({"type": "image", "attrs": {"asset": "p"}, "content": text(words)});
    let html = shown(
        json!([{"type": "gallery", "content": [image("one"), image("two")]}]),
        &with([("p", photo())]),
    );
    assert!(html.starts_with("<div class=\"gallery\" role=\"group\" aria-label=\"Photos\"><figure class=\"photo\"><picture>"), "{html}");
    assert!(
        html.ends_with("</figure></div>") && html.matches("33vw, 50vw").count() == 4,
        "{html}"
    );
}

#[test]
fn other_peoples_pages_are_cards() {
    let blocks = json!([
        {"type": "embed", "attrs": {"url": "https://www.example.org/watch?v=1", "title": "A post"}, "content": text("Seen by many")},
        {"type": "video", "attrs": {"url": "https://films.example/{1}", "title": "A film"}},
    ]);
    let expected = "<figure class=\"embed\"><a class=\"card\" href=\"https://www.example.org/watch?v=1\" rel=\"noopener\">\
        <span class=\"title\">A post</span> <span class=\"provider\">Opens on example.org</span></a>\
        <figcaption><span class=\"caption\">Seen by many</span></figcaption></figure>\n\
        <figure class=\"film\"><a class=\"card\" href=\"https://films.example/%7B1%7D\" rel=\"noopener\">\
        <span class=\"title\">A film</span> <span class=\"provider\">Opens on films.example</span></a></figure>";
    assert_eq!(bare(blocks), expected);
}

#[test]
fn tables() {
    let cell = |header: bool, words: &str| match words {
        "" => json!({"type": "table_cell", "attrs": {"header": header}}),
        _ => json!({"type": "table_cell", "attrs": {"header": header}, "content": text(words)}),
    };
    let row = |cells: Value| json!({"type": "table_row", "content": cells});
    let blocks = json!([
        {"type": "table", "content": [
            row(json!([cell(true, ""), cell(true, "2022")])),
            row(json!([])),
            row(json!([cell(true, "Exports"), cell(false, "1"), cell(false, "2")]))]},
        {"type": "table", "content": [row(json!([cell(true, "Only")]))]},
        {"type": "table", "content": [row(json!([cell(true, "")]))]},
    ]);
    let expected = "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table\"><table>\
        <thead><tr><td></td><th scope=\"col\">2022</th><td></td></tr></thead>\
        <tbody><tr><th scope=\"row\">Exports</th><td>1</td><td>2</td></tr></tbody></table></div>\n\
        <div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table 2\"><table>\
        <thead><tr><th scope=\"col\">Only</th></tr></thead></table></div>";
    assert_eq!(bare(blocks), expected);
}

#[test]
fn code_and_rules() {
    let blocks = json!([{"type": "code", "attrs": {"language": "c++ 20"}, "content": text("a < b\n  && c")}, {"type": "rule"}, {"type": "code"}]);
    assert_eq!(
        bare(blocks),
        "<pre tabindex=\"0\"><code class=\"language-c++-20\">a &lt; b\n  &amp;&amp; c</code></pre>\n<hr>"
    );
}

#[test]
fn podcasts() {
    let blocks = json!([{"type": "podcast", "attrs": {"show": "daily", "episode": "e1"}}, {"type": "podcast", "attrs": {"show": "The Week"}}]);
    let episodes = [(
        "e1".to_owned(),
        Linked {
            url: "/podcast/daily/1".into(),
            headline: "First".into(),
        },
    )]
    .into();
    let show = Promotion {
        url: "/podcast/daily".into(),
        title: "Harbour Daily".into(),
        episodes,
    };
    let around = Around {
        shows: [("daily".to_owned(), show)].into(),
        ..Around::default()
    };
    let expected = "<aside class=\"podcast\" aria-label=\"Harbour Daily\"><p><a href=\"/podcast/daily\">Click to subscribe to the \
        <b class=\"show\">Harbour Daily</b> wherever you get your podcasts</a></p>\
        <p class=\"episode\"><a href=\"/podcast/daily/1\">First</a></p></aside>\n\
        <aside class=\"podcast\" aria-label=\"The Week\"><p>Subscribe to <b class=\"show\">The Week</b> wherever you get your podcasts</p></aside>";
    assert_eq!(shown(blocks.clone(), &around), expected);
    assert_eq!(
        named(&doc(blocks)).shows,
        [
            ("daily".to_owned(), Some("e1".to_owned())),
            ("The Week".to_owned(), None)
        ]
    );
}

#[test]
fn advertisements_only_where_they_are_wanted() {
    let blocks = json!([{"type": "adslot", "attrs": {"slot": "mid"}}]);
    assert_eq!(bare(blocks.clone()), "");
    let expected = "<aside class=\"ad\" data-slot=\"mid\" aria-label=\"Advertisement\">\
        <p class=\"label\">Advertisement</p><div class=\"space\"></div></aside>";
    assert_eq!(
        shown(
            blocks,
            &Around {
                ads: true,
                ..Around::default()
            }
        ),
        expected
    );
}

#[test]
fn corrections() {
    let blocks = json!([
        {"type": "correction", "attrs": {"date": "2023-06-09"}, "content": text("It was Sunday.")},
        {"type": "correction", "attrs": {"kind": "clarification"}, "content": text("Not all.")},
    ]);
    let expected = "<aside class=\"correction\" aria-label=\"Correction\"><p class=\"kind\"><strong>Correction</strong> \
        <time datetime=\"2023-06-09\">9 June 2023</time></p><p>It was Sunday.</p></aside>\n\
        <aside class=\"correction clarification\" aria-label=\"Clarification\"><p class=\"kind\"><strong>Clarification</strong></p>\
        <p>Not all.</p></aside>";
    assert_eq!(bare(blocks), expected);
    let german = Words {
        date: "{day}. {month} {year}".into(),
        ..Words::default()
    };
    assert_eq!(german.day("2023-06-09"), "9. June 2023");
    assert_eq!(german.day("soon"), "soon");
}

#[test]
fn addresses_are_written_as_browsers_would() {
    for (url, expected) in [
        (
            "https://a.example/[x]{y}?q=|100%&p=%41#a#b",
            Some("https://a.example/%5Bx%5D%7By%7D?q=%7C100%25&p=%41#a%23b"),
        ),
        ("http://[::1]/", Some("http://[::1]/")),
        (
            "https://user:pass@a.example/@b",
            Some("https://a.example/@b"),
        ),
        ("mailto:desk@a.example", Some("mailto:desk@a.example")),
        ("/a b", None),
        ("javascript:alert(1)", None),
        ("//evil.example", None),
    ] {
        assert_eq!(inline::address(url).as_deref(), expected, "{url}");
    }
}
