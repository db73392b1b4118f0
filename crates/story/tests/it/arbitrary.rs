//! Arbitrary documents with every block, inline and mark, and arbitrary surroundings for them.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use story::doc::*;
use story::html::{Around, Asset, Captions, Kind, Linked, Promotion, Source, Words};

const HOSTILE: [&str; 18] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</p></div></figure></article>",
    "<!-- open",
    "]]>",
    "&lt;b&gt; &amp;amp; &#60; &unknown",
    "{show} {provider} {{ x }} {% raw %}",
    "a\nb\tc",
    "   ",
    "\u{200b}\u{feff}",
    "\u{202e}right to left\u{202c}",
    "“Quoted” – ‘as typed’",
    "Ünïcödé 北京 العربية 👩‍🚒",
    "</textarea></title></style><plaintext>",
    "The",
    "0",
];

const URLS: [&str; 13] = [
    "https://example.org/a?b=c&d=\"e\"#f",
    "HTTP://EXAMPLE.ORG",
    "https://www.example.org/[x]{y}|100%?é",
    "http://[::1]/#a#b",
    "/story/own-1",
    "#part",
    "mailto:desk@example.org",
    "tel:+44123",
    "/a,b,",
    "https://user:pass@example.org:8080/",
    "https://\"onload=\"alert(1)",
    "/<script>",
    "mailto:é",
];

const HOSTILE_URLS: [&str; 9] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
    "\\\\evil.example",
    "vbscript:x",
    " javascript:alert(1)",
    "",
];

/// Whether a document may break the rules that the schema keeps.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Rules {
    Kept,
    Broken,
}
use Rules::{Broken, Kept};

fn meant(c: char) -> bool {
    let code = u32::from(c);
    (!c.is_control() || c == '\n' || c == '\t')
        && code & 0xfffe != 0xfffe
        && !(0xfdd0..=0xfdef).contains(&code)
}

pub(crate) fn words(rules: Rules) -> BoxedStrategy<String> {
    let any = "(?s).{1,12}".prop_map(move |s| {
        let kept: String = s.chars().filter(|c| rules == Broken || meant(*c)).collect();
        if kept.is_empty() {
            "x".to_owned()
        } else {
            kept
        }
    });
    let plain = "[a-zA-Z0-9 ]{0,12}[a-z]";
    prop_oneof![3 => plain, 2 => any, 2 => prop::sample::select(&HOSTILE[..]).prop_map(str::to_owned)].boxed()
}

fn url(rules: Rules) -> BoxedStrategy<String> {
    let safe = prop::sample::select(&URLS[..]).prop_map(str::to_owned);
    match rules {
        Kept => safe.boxed(),
        Broken => {
            let bad = prop::sample::select(&HOSTILE_URLS[..]).prop_map(str::to_owned);
            prop_oneof![1 => safe, 2 => bad, 1 => words(Broken)].boxed()
        }
    }
}

/// A machine word; most of them are keys of [`around`].
fn name(rules: Rules) -> BoxedStrategy<String> {
    let known = prop::sample::select(&["a", "b", "c", "Daily"][..]).prop_map(str::to_owned);
    match rules {
        Kept => prop_oneof![4 => known, 1 => "[a-z0-9+#./ -]{1,8}"].boxed(),
        Broken => prop_oneof![4 => known, 1 => words(Broken)].boxed(),
    }
}

fn marks(rules: Rules) -> BoxedStrategy<Vec<Mark>> {
    let link = (
        url(rules),
        option::of(prop_oneof![
            Just("sponsored nofollow".to_owned()),
            words(rules)
        ]),
        option::of(1..6_i64),
    )
        .prop_map(|(href, rel, story)| Mark::Link {
            attrs: LinkAttrs { href, rel, story },
        });
    let simple = prop::sample::subsequence(
        vec![
            Mark::Strong,
            Mark::Em,
            Mark::Strike,
            Mark::Sub,
            Mark::Sup,
            Mark::Code,
        ],
        0..4,
    );
    (
        simple.prop_shuffle(),
        vec(link, 0..=if rules == Kept { 1 } else { 2 }),
        any::<bool>(),
    )
        .prop_map(|(mut marks, links, first)| {
            let at = if first { 0 } else { marks.len() };
            marks.splice(at..at, links);
            marks
        })
        .boxed()
}

pub(crate) fn inlines(rules: Rules) -> BoxedStrategy<Vec<Inline>> {
    let text = (words(rules), marks(rules)).prop_map(|(text, marks)| Inline::Text { text, marks });
    let hard_break = marks(rules).prop_map(|marks| Inline::HardBreak { marks });
    vec(prop_oneof![5 => text, 1 => hard_break], 0..5).boxed()
}

fn line(rules: Rules) -> impl Strategy<Value = Option<String>> {
    option::of(words(rules))
}

fn image(rules: Rules) -> impl Strategy<Value = Image> {
    let size = option::of(prop_oneof![Just("wide".to_owned()), name(rules)]);
    let attrs = (
        option::of(name(rules)),
        line(rules),
        line(rules),
        option::of(name(rules)),
        size,
    )
        .prop_map(|(asset, alt, credit, crop, size)| ImageAttrs {
            asset,
            alt,
            credit,
            crop,
            size,
        });
    (attrs, inlines(rules)).prop_map(|(attrs, content)| Image { attrs, content })
}

fn list(rules: Rules) -> impl Strategy<Value = Block> {
    let paragraph = inlines(rules).prop_map(|content| Block::Paragraph { content });
    paragraph.prop_recursive(3, 12, 3, |inner| {
        (
            any::<bool>(),
            vec(
                vec(inner, 0..3).prop_map(|content| ListItem { content }),
                0..3,
            ),
        )
            .prop_map(|(ordered, content)| Block::List {
                attrs: ListAttrs { ordered },
                content,
            })
    })
}

fn media(rules: Rules) -> BoxedStrategy<Block> {
    let video = (
        option::of(name(rules)),
        option::of(url(rules)),
        line(rules),
        line(rules),
        inlines(rules),
    )
        .prop_map(|(asset, url, title, credit, content)| Block::Video {
            attrs: VideoAttrs {
                asset,
                url,
                title,
                credit,
            },
            content,
        });
    let audio = (option::of(name(rules)), line(rules), inlines(rules)).prop_map(
        |(asset, title, content)| Block::Audio {
            attrs: AudioAttrs { asset, title },
            content,
        },
    );
    let embed = (url(rules), line(rules), line(rules), inlines(rules)).prop_map(
        |(url, provider, title, content)| Block::Embed {
            attrs: EmbedAttrs {
                url,
                provider,
                title,
            },
            content,
        },
    );
    prop_oneof![
        image(rules).prop_map(Block::Image),
        vec(image(rules).prop_map(Picture::Image), 1..4)
            .prop_map(|content| Block::Gallery { content }),
        video,
        audio,
        embed,
    ]
    .boxed()
}

fn table(rules: Rules) -> impl Strategy<Value = Block> {
    let cell = (any::<bool>(), inlines(rules)).prop_map(|(header, content)| TableCell {
        attrs: CellAttrs { header },
        content,
    });
    let row = vec(cell, 0..4).prop_map(|content| TableRow { content });
    vec(row, 1..4).prop_map(|content| Block::Table { content })
}

fn furniture(rules: Rules) -> BoxedStrategy<Block> {
    let page = (option::of(url(rules)), words(rules))
        .prop_map(|(url, headline)| Further::Page { url, headline });
    let stories = vec(prop_oneof![(1..6_i64).prop_map(Further::Own), page], 0..4);
    let readmore = (line(rules), stories).prop_map(|(heading, stories)| Block::Readmore {
        attrs: ReadmoreAttrs { heading, stories },
    });
    let podcast = (
        prop_oneof![name(Kept), words(rules)],
        option::of(name(rules)),
    )
        .prop_map(|(show, episode)| Block::Podcast {
            attrs: PodcastAttrs { show, episode },
        });
    let kind = prop_oneof![
        Just(CorrectionKind::Correction),
        Just(CorrectionKind::Clarification)
    ];
    let date = match rules {
        Kept => prop_oneof![Just("2023-06-19".to_owned()), Just("2024-02-29".to_owned())].boxed(),
        Broken => words(Broken),
    };
    let correction = (kind, option::of(date), inlines(rules)).prop_map(|(kind, date, content)| {
        Block::Correction {
            attrs: CorrectionAttrs { kind, date },
            content,
        }
    });
    prop_oneof![
        Just(Block::Rule),
        readmore,
        podcast,
        option::of(name(rules)).prop_map(|slot| Block::Adslot {
            attrs: AdslotAttrs { slot }
        }),
        correction,
    ]
    .boxed()
}

fn block(rules: Rules) -> BoxedStrategy<Block> {
    let quote = || {
        let attrs =
            (line(rules), line(rules), option::of(url(rules))).prop_map(|(citation, role, url)| {
                QuoteAttrs {
                    citation,
                    role,
                    url,
                }
            });
        (attrs, inlines(rules))
    };
    let levels = if rules == Kept { 2..=4_u8 } else { 0..=255 };
    let code = (option::of(name(rules)), vec(words(rules), 0..3)).prop_map(|(language, texts)| {
        Block::Code {
            attrs: CodeAttrs { language },
            content: texts
                .into_iter()
                .map(|text| Inline::Text {
                    text,
                    marks: Vec::new(),
                })
                .collect(),
        }
    });
    prop_oneof![
        3 => inlines(rules).prop_map(|content| Block::Paragraph { content }),
        1 => (levels, inlines(rules)).prop_map(|(level, content)| Block::Heading { attrs: HeadingAttrs { level }, content }),
        1 => quote().prop_map(|(attrs, content)| Block::Quote { attrs, content }),
        1 => quote().prop_map(|(attrs, content)| Block::Pullquote { attrs, content }),
        2 => list(rules),
        1 => table(rules),
        1 => code,
        3 => media(rules),
        3 => furniture(rules),
    ]
    .boxed()
}

pub(crate) fn docs(rules: Rules) -> impl Strategy<Value = Doc> {
    vec(block(rules), 1..8).prop_map(|content| Doc { content })
}

fn source() -> impl Strategy<Value = Source> {
    // Few types and widths, so that some of an asset's renditions share them.
    const MIMES: [&str; 5] = ["image/avif", "image/jpeg", "image/jpeg", "video/mp4", ""];
    let width = prop::sample::select(vec![0, 640, 640, 1_280, 2_560]);
    let url = prop_oneof![4 => url(Kept), 1 => url(Broken)];
    (
        url,
        prop::sample::select(MIMES.to_vec()),
        option::of(width),
        option::of(0..3_000_u32),
    )
        .prop_map(|(url, mime, width, height)| Source {
            url,
            mime: mime.to_owned(),
            width,
            height,
        })
}

fn captions() -> impl Strategy<Value = Captions> {
    let transcript = vec((option::of(words(Broken)), words(Broken)), 0..3);
    (
        url(Broken),
        words(Broken),
        words(Broken),
        any::<bool>(),
        transcript,
    )
        .prop_map(|(url, language, name, automatic, transcript)| Captions {
            url,
            language,
            name,
            automatic,
            transcript,
        })
}

fn asset() -> impl Strategy<Value = Asset> {
    let kind = prop_oneof![Just(Kind::Image), Just(Kind::Video), Just(Kind::Audio)];
    let measures = (
        option::of(1..3_000_u32),
        option::of(1..3_000_u32),
        option::of(0..9_000_u32),
    );
    let said = (line(Broken), line(Broken), line(Broken), line(Broken));
    (
        kind,
        any::<bool>(),
        vec(source(), 0..5),
        vec(source(), 0..3),
        measures,
        said,
        (
            vec(captions(), 0..3),
            option::of(prop_oneof![
                Just("data:image/webp;base64,UklGRg==".to_owned()),
                url(Broken)
            ]),
        ),
    )
        .prop_map(
            |(
                kind,
                ready,
                sources,
                poster,
                (width, height, length),
                (title, caption, alt, credit),
                (captions, placeholder),
            )| {
                Asset {
                    kind,
                    ready,
                    sources,
                    width,
                    height,
                    length,
                    title,
                    caption,
                    alt,
                    credit,
                    poster,
                    captions,
                    placeholder,
                    crops: BTreeMap::new(),
                }
            },
        )
}

fn linked() -> impl Strategy<Value = Linked> {
    (url(Broken), words(Broken)).prop_map(|(url, headline)| Linked { url, headline })
}

/// Surroundings as a server with a bad day might fill them.
pub(crate) fn around() -> impl Strategy<Value = Around> {
    let assets = vec(option::of(asset()), 4).prop_map(|assets| {
        let named = ["a", "b", "c", "Daily"].iter().zip(assets);
        named
            .filter_map(|(name, asset)| Some(((*name).to_owned(), asset?)))
            .collect::<BTreeMap<_, _>>()
    });
    let show = (
        url(Broken),
        words(Broken),
        btree_map(name(Kept), linked(), 0..2),
    )
        .prop_map(|(url, title, episodes)| Promotion {
            url,
            title,
            episodes,
        });
    (
        assets,
        btree_map(1..6_i64, linked(), 0..4),
        option::of(show),
        any::<bool>(),
    )
        .prop_map(|(assets, stories, show, ads)| {
            let shows = show
                .into_iter()
                .map(|show| ("Daily".to_owned(), show))
                .collect();
            Around {
                assets,
                stories,
                shows,
                ads,
                words: Words::default(),
            }
        })
}
