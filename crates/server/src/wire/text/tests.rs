//! Pages pasted in the manner of many papers. All names, papers and news are invented.

use jiff::Timestamp;
use story::doc::Further;
use story::{Block, Doc, Inline, Label, Replies};

use super::*;

const SAMPLES: [(&str, &str); 15] = [
    ("agency", include_str!("samples/agency.txt")),
    ("arabic", include_str!("samples/arabic.txt")),
    ("broadcaster", include_str!("samples/broadcaster.txt")),
    ("broadsheet", include_str!("samples/broadsheet.txt")),
    ("cable", include_str!("samples/cable.txt")),
    ("daily", include_str!("samples/daily.txt")),
    ("gulf", include_str!("samples/gulf.txt")),
    ("kapital", include_str!("samples/kapital.txt")),
    ("paperofrecord", include_str!("samples/paperofrecord.txt")),
    ("politics", include_str!("samples/politics.txt")),
    ("radio", include_str!("samples/radio.txt")),
    ("regional", include_str!("samples/regional.txt")),
    ("soir", include_str!("samples/soir.txt")),
    ("wire", include_str!("samples/wire.txt")),
    ("wrapped", include_str!("samples/wrapped.txt")),
];

fn hints(zone: &str) -> Hints {
    Hints {
        zone: zone.into(),
        language: "en-GB".into(),
    }
}

fn sample(name: &str, zone: &str) -> Reading {
    let (_, text) = SAMPLES.iter().find(|(n, _)| *n == name).unwrap();
    let reading = read(text, &hints(zone)).unwrap();
    check(text, &reading);
    reading
}

/// What must hold of every reading: the document is right, the fields are right, no line is lost.
fn check(text: &str, reading: &Reading) {
    let doc = Doc::parse(&reading.body.to_json()).unwrap();
    assert_eq!(doc, reading.body);
    reading.fields.clone().patch(&Default::default()).unwrap();
    let said = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(
                c,
                '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{ad}' | '\u{fffc}'
            )
    };
    let before: usize = text.chars().filter(|c| said(*c)).count();
    let after: usize = reading
        .lines
        .iter()
        .flat_map(|line| line.text.chars())
        .filter(|c| said(*c))
        .count();
    assert_eq!(
        before, after,
        "every character of the page stands in some line of the report"
    );
    assert!(
        reading
            .lines
            .windows(2)
            .all(|pair| pair[0].number < pair[1].number)
    );
    let lines = report(reading)
        .lines()
        .filter(|l| l.contains("kept as ") || l.contains("DROPPED: "))
        .count();
    assert!(lines >= reading.lines.len());
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

fn words(content: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text { text, .. } => text.clone(),
        Inline::HardBreak { .. } => "\n".into(),
    };
    content.iter().map(text).collect()
}

/// The body in a form that is easy to read: a letter for each kind of block and its first words.
fn outline(reading: &Reading) -> Vec<String> {
    let first = |content: &[Inline]| {
        words(content)
            .split(' ')
            .take(3)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let block = |block: &Block| match block {
        Block::Paragraph { content } => format!("p {}", first(content)),
        Block::Heading { content, .. } => format!("h {}", words(content)),
        Block::Quote { content, attrs } => format!(
            "q {} / {}",
            first(content),
            attrs.citation.clone().unwrap_or_default()
        ),
        Block::List { content, attrs } => format!("list {} {}", content.len(), attrs.ordered),
        Block::Image(image) => format!("photo {}", image.attrs.credit.clone().unwrap_or_default()),
        Block::Video { attrs, .. } => format!("film {}", attrs.title.clone().unwrap_or_default()),
        Block::Readmore { attrs } => format!("more {}", attrs.stories.len()),
        Block::Podcast { attrs } => format!("podcast {}", attrs.show),
        Block::Adslot { .. } => "ad".into(),
        Block::Correction { attrs, .. } => format!(
            "{:?} {}",
            attrs.kind,
            attrs.date.clone().unwrap_or_default()
        ),
        Block::Rule => "rule".into(),
        other => format!("{other:?}"),
    };
    reading.body.content.iter().map(block).collect()
}

fn bylines(reading: &Reading) -> Vec<String> {
    let all = |b: &story::Byline| {
        [Some(&b.name), b.role.as_ref(), b.handle.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join("; ")
    };
    reading.fields.bylines.iter().map(all).collect()
}

fn verdict(reading: &Reading, start: &str) -> Verdict {
    reading
        .lines
        .iter()
        .find(|line| line.text.starts_with(start))
        .unwrap()
        .verdict
}

#[test]
fn broadcaster_with_image_source_and_caption() {
    let r = sample("broadcaster", "Europe/London");
    assert_eq!(
        r.fields.headline,
        "Harbour seals return to Marlow Sound after forty years"
    );
    assert_eq!(
        bylines(&r),
        ["Ines Calloway; Environment correspondent, Tidewater News"]
    );
    assert_eq!(r.section.as_deref(), Some("Science & Environment"));
    assert_eq!(r.fields.section.as_deref(), Some("science-environment"));
    assert_eq!(
        (r.published, r.fields.zone.as_str()),
        (None, "Europe/London")
    );
    assert_eq!(
        verdict(&r, "2 hours ago"),
        Verdict::Dropped(Reason::RelativeTime)
    );
    assert_eq!(
        r.fields.lead.as_ref().unwrap().credit.as_deref(),
        Some("Reuters")
    );
    assert_eq!(r.fields.topics, ["Marlow Sound", "Wildlife", "Fishing"]);
    assert_eq!(r.fields.slugline, "harbour-seals-return-marlow-sound");
    assert_eq!(
        outline(&r),
        [
            "p Harbour seals have",
            "p A survey counted",
            "p \"We rubbed our",
            "h What happens next?",
            "p The authority will",
            "photo Getty Images",
            "p Fishing crews have",
            "more 2"
        ]
    );
}

#[test]
fn daily_with_places_beside_the_names() {
    let r = sample("daily", "Etc/UTC");
    assert_eq!(
        r.fields.standfirst,
        "Referendum result is a rebuff to ministers who wanted to sell the sleeper lines"
    );
    assert_eq!(bylines(&r), ["Marta Oduya", "Colm Farrelly"]);
    assert_eq!(r.fields.dateline.as_deref(), Some("Brenn"));
    assert_eq!(
        (r.published, r.updated),
        (at("2024-02-12T07:15:00Z"), at("2024-02-12T18:40:00Z"))
    );
    assert_eq!(r.section.as_deref(), Some("World news"));
    assert_eq!(
        r.media[0].credit.as_deref(),
        Some("Ola Brandt/AFP/Getty Images")
    );
    assert_eq!(
        r.media[0].caption.as_deref(),
        Some("Supporters wave lanterns at Brenn central station on Sunday evening.")
    );
    assert_eq!(r.fields.replies, Replies::Closed);
    assert_eq!(
        outline(&r),
        [
            "p Lakelanders have voted",
            "photo Ola Brandt/AFP/Getty Images",
            "p Turnout was 61%,",
            "p Ministers had argued",
            "h A long night",
            "p Counting went on"
        ]
    );
    assert_eq!(
        verdict(&r, "Sign up to"),
        Verdict::Dropped(Reason::Newsletter)
    );
    assert_eq!(verdict(&r, "©"), Verdict::Dropped(Reason::Copyright));
}

#[test]
fn wire_with_glued_time_and_numbered_photo() {
    let r = sample("wire", "Europe/London");
    assert_eq!(
        (r.published, r.fields.zone.as_str()),
        (at("2024-03-05T14:25:00Z"), "America/New_York")
    );
    assert_eq!(bylines(&r), ["Lucía Ferran", "Tom Whitlock"]);
    assert_eq!(r.fields.dateline.as_deref(), Some("PUERTO QUILLAY"));
    assert_eq!(
        r.media[0].caption.as_deref(),
        Some("A view of the Quillay copper mine in an undated picture.")
    );
    assert_eq!(
        r.media[0].credit.as_deref(),
        Some("REUTERS/Paolo Rinaldi/File Photo")
    );
    assert_eq!(
        outline(&r),
        [
            "list 2 false",
            "p Andara Mining stopped",
            "p The mine produced",
            "p Analysts said the",
            "p Reporting by Lucía"
        ]
    );
}

#[test]
fn agency_with_bracketed_credit() {
    let r = sample("agency", "Europe/London");
    assert_eq!((r.published, r.updated), (None, at("2023-06-19T17:44:00Z")));
    assert_eq!(r.fields.dateline.as_deref(), Some("PORT ELLERY, Maine"));
    assert_eq!(r.media[0].credit.as_deref(), Some("AP Photo/Sam Kiely"));
    assert_eq!(
        outline(&r),
        [
            "p A summer storm",
            "p Crews from three",
            "ad",
            "p “It sounded like",
            "rule",
            "p Associated writer Ann"
        ]
    );
}

#[test]
fn cable_news_with_a_film_in_the_text() {
    let r = sample("cable", "Europe/London");
    assert_eq!(bylines(&r), ["Ray Dunmore"]);
    assert_eq!(
        (r.section.as_deref(), r.fields.dateline.as_deref()),
        (Some("Politics"), Some("Washington"))
    );
    assert_eq!(r.media[0].length_seconds, Some(151));
    assert_eq!(
        outline(&r),
        [
            "p A Senate panel",
            "p The vote was",
            "film Why do we change the clocks?",
            "p The bill now"
        ]
    );
}

#[test]
fn paper_of_record_with_caption_above_the_byline() {
    let r = sample("paperofrecord", "Europe/London");
    assert!(r.fields.standfirst.starts_with("Automation came"));
    assert_eq!(
        bylines(&r),
        [
            "Beatrice Okafor",
            "Saul Lindqvist",
            "Noor Haddad; Photographs"
        ]
    );
    assert_eq!(
        (r.published, r.updated),
        (at("2023-06-19T04:00:00Z"), at("2023-06-19T17:44:00Z"))
    );
    assert_eq!(r.fields.zone, "America/New_York");
    assert_eq!(
        r.media[0].credit.as_deref(),
        Some("Noor Haddad for The Example Times")
    );
    assert_eq!(r.fields.dateline.as_deref(), Some("CAPE FARROW, Ore."));
    assert_eq!(
        outline(&r),
        [
            "p The fog came",
            "p Nobody had pressed",
            "Correction 2023-06-20"
        ]
    );
}

#[test]
fn broadsheet_with_replies_and_what_readers_wrote() {
    let r = sample("broadsheet", "Europe/London");
    assert_eq!(r.fields.label, Some(Label::Analysis));
    assert_eq!(bylines(&r), ["Giles Merriweather; CHIEF ECONOMICS WRITER"]);
    assert_eq!(r.published, at("2023-06-19T12:44:00Z"));
    assert_eq!(r.fields.replies, Replies::Open);
    assert_eq!(
        verdict(&r, "I kept all"),
        Verdict::Dropped(Reason::AfterStory)
    );
    assert_eq!(
        outline(&r),
        [
            "p The Mint has",
            "p Nobody set out",
            "q “The penny is / Dame Olive Thorne",
            "p Abolition has been",
            "more 1"
        ]
    );
}

#[test]
fn gulf_station_with_labels_on_lines_of_their_own() {
    let r = sample("gulf", "Europe/London");
    assert_eq!(
        (r.published, r.updated),
        (at("2022-08-03T00:00:00Z"), at("2022-08-04T10:05:00Z"))
    );
    assert_eq!(
        (r.section.as_deref(), bylines(&r)),
        (Some("Floods"), vec!["Yusuf Karim".to_owned()])
    );
    assert_eq!(
        outline(&r),
        ["p Families in the", "more 2", "p Officials said that"]
    );
}

#[test]
fn radio_with_names_on_lines_of_their_own() {
    let r = sample("radio", "Europe/London");
    assert_eq!(bylines(&r), ["Carla Weiss", "Ben Adeyemi"]);
    assert_eq!(r.published, at("2023-06-19T17:44:00Z"));
    assert_eq!(r.media[0].credit.as_deref(), Some("Elin Strand/AP"));
    assert_eq!(
        outline(&r),
        [
            "p The choir of",
            "p Instead, eleven strangers",
            "podcast Small Stages",
            "p It will sing"
        ]
    );
}

#[test]
fn german_page() {
    let r = sample("kapital", "Europe/Berlin");
    assert_eq!(
        (r.fields.language.as_str(), r.fields.zone.as_str()),
        ("de", "Europe/Berlin")
    );
    assert_eq!(
        r.fields.headline,
        "Stadtrat stoppt den Umbau der Speicherstadt"
    );
    assert_eq!(r.published, at("2023-06-19T11:44:00Z"));
    assert_eq!(
        (bylines(&r), r.fields.dateline.as_deref()),
        (
            vec!["Katrin Ahlers".to_owned(), "Jonas Wiek".to_owned()],
            Some("Nordhafen")
        )
    );
    assert_eq!(
        outline(&r),
        [
            "ad",
            "p Der Stadtrat von",
            "p »Das war kein",
            "h Ein teurer Sieg",
            "p Die Bauherren wollen",
            "more 2"
        ]
    );
    assert_eq!(r.fields.replies, Replies::Open);
}

#[test]
fn french_page() {
    let r = sample("soir", "Europe/Paris");
    assert_eq!(
        (r.fields.language.as_str(), r.section.as_deref()),
        ("fr", Some("International"))
    );
    assert_eq!(
        (r.published, r.updated),
        (at("2023-06-19T11:44:00Z"), at("2023-06-19T16:02:00Z"))
    );
    assert_eq!(bylines(&r), ["Hélène Castaing; correspondante"]);
    assert_eq!(r.media[0].credit.as_deref(), Some("LUC MORVAN / AFP"));
    assert_eq!(outline(&r), ["p Les pêcheurs de", "more 1", "p « On a"]);
}

#[test]
fn regional_paper_without_blank_lines() {
    let r = sample("regional", "America/Chicago");
    assert_eq!(
        (r.published, r.updated),
        (at("2023-10-03T11:00:00Z"), at("2023-10-03T19:15:00Z"))
    );
    assert_eq!(r.fields.topics, ["Mill Street", "roads", "Cooper County"]);
    assert_eq!(
        outline(&r),
        [
            "p The Mill Street",
            "p Drivers will be",
            "p Here is what",
            "list 3 true",
            "p Shop owners on"
        ]
    );
    assert_eq!(r.fields.replies, Replies::Open);
}

#[test]
fn arabic_page() {
    let r = sample("arabic", "Asia/Amman");
    assert_eq!(
        (r.fields.language.as_str(), r.section.as_deref()),
        ("ar", Some("اقتصاد"))
    );
    assert_eq!(bylines(&r), ["سلمى الحداد"]);
    assert_eq!(r.published, at("2023-06-18T21:00:00Z"));
    assert_eq!((r.fields.topics.len(), r.body.content.len()), (2, 3));
}

#[test]
fn hard_wrapped_page() {
    let r = sample("wrapped", "Europe/London");
    assert_eq!(r.published, at("2024-03-05T09:30:00Z"));
    assert_eq!(
        outline(&r),
        [
            "p The city council",
            "p The barge will",
            "p Residents of the",
            "q A book that / ",
            "p The boat will"
        ]
    );
    let Block::Paragraph { content } = &r.body.content[0] else {
        panic!("a paragraph")
    };
    assert!(words(content).contains("on the canal at Tanner's Lock"));
}

#[test]
fn politics_page_with_american_dates() {
    let r = sample("politics", "Europe/London");
    assert_eq!(
        (r.published, r.updated),
        (at("2023-06-19T17:44:00Z"), at("2023-06-19T19:12:00Z"))
    );
    assert_eq!(
        r.media[0].credit.as_deref(),
        Some("Mia Torrance/Getty Images")
    );
    assert_eq!(
        verdict(&r, "Who is up"),
        Verdict::Dropped(Reason::Elsewhere)
    );
    assert_eq!(
        outline(&r),
        ["p The Pentagon will", "p The pilot will", "Clarification "]
    );
}

const FILMS: &str = "Ferry runs aground off Skerry Point\nAll aboard are safe, the coastguard says.\n\nMoira Tully\nMaritime reporter @moiratully\n\nTuesday 7 May 2024 08:05, UK\n\nalba cruises\n\nListen to this article\n0:00 / 2:40\n1X\nVoiceMaker\nAudio created using an AI voice\nThe ferry lies on the rocks at Skerry Point, May 7, 2024. REUTERS/Iain Gow/Pool1:09\nPlay Video – Ferry aground\nFerry aground\nWhy you can trust us\nA ferry with 210 people aboard ran on to the rocks off Skerry Point early on Tuesday.\n\nThe master told his passengers to stay below, and every one of them did as he asked.12:30\nPlay Video – How the night went\nHow the night went\nThe coastguard sent two boats, and all aboard were ashore by seven.\n\nRead more:\nWhy ferries still need masters\nSkerry Point: a history of wrecks\n\nAn inquiry will be held in the autumn.\n\nRelated Topics\nFerries\nScotland\n\nLEAVE A REPLY";

#[test]
fn films_lead_advertiser_and_player() {
    let r = read(FILMS, &hints("Etc/UTC")).unwrap();
    check(FILMS, &r);
    assert_eq!(bylines(&r), ["Moira Tully; Maritime reporter; @moiratully"]);
    assert_eq!(
        (r.published, r.fields.zone.as_str()),
        (at("2024-05-07T07:05:00Z"), "Europe/London")
    );
    assert_eq!(
        r.media.iter().map(|m| m.length_seconds).collect::<Vec<_>>(),
        [Some(69), Some(750)]
    );
    assert_eq!(r.media[0].credit.as_deref(), Some("REUTERS/Iain Gow/Pool"));
    assert_eq!(r.media[0].title.as_deref(), Some("Ferry aground"));
    assert_eq!(
        r.fields.lead.as_ref().unwrap().asset.as_deref(),
        Some("waiting:1")
    );
    assert_eq!(verdict(&r, "alba"), Verdict::Dropped(Reason::Advertiser));
    assert_eq!(
        verdict(&r, "VoiceMaker"),
        Verdict::Dropped(Reason::ListenPlayer)
    );
    assert_eq!(
        outline(&r),
        [
            "ad",
            "p A ferry with",
            "film How the night went",
            "p The coastguard sent",
            "more 2",
            "p An inquiry will"
        ]
    );
    assert_eq!(r.fields.topics, ["Ferries", "Scotland"]);
}

#[test]
fn times_in_many_shapes() {
    let cases = [
        (
            "Monday 12 June 2023 13:44, UK",
            "2023-06-12T12:44:00Z",
            "Europe/London",
        ),
        (
            "Mon 19 Jun 2023 13.44 BST",
            "2023-06-19T12:44:00Z",
            "Europe/London",
        ),
        (
            "June 19, 2023 at 1:44 p.m. EDT",
            "2023-06-19T17:44:00Z",
            "America/New_York",
        ),
        (
            "June 19, 2023 1:44 PM PT",
            "2023-06-19T20:44:00Z",
            "America/Los_Angeles",
        ),
        (
            "19 June 2023, 12:05 GMT+2",
            "2023-06-19T10:05:00Z",
            "Etc/GMT-2",
        ),
        ("19 June 2023, 12:05 GMT", "2023-06-19T12:05:00Z", "Etc/UTC"),
        ("2023-06-19T13:44:00Z", "2023-06-19T13:44:00Z", "Etc/UTC"),
        (
            "2023-06-19T13:44:00.123+05:30",
            "2023-06-19T08:14:00Z",
            "Asia/Kolkata",
        ),
        (
            "Published: 19 June 2023 7pm IST",
            "2023-06-19T13:30:00Z",
            "Asia/Kolkata",
        ),
        (
            "19. Juni 2023, 13:44 Uhr",
            "2023-06-19T08:14:00Z",
            "Asia/Kolkata",
        ),
        (
            "19.06.2023, 13.44 Uhr MESZ",
            "2023-06-19T11:44:00Z",
            "Europe/Berlin",
        ),
        (
            "Publié le 19 juin 2023 à 13h44 CEST",
            "2023-06-19T11:44:00Z",
            "Europe/Berlin",
        ),
        (
            "19 de junio de 2023 a las 13:44",
            "2023-06-19T08:14:00Z",
            "Asia/Kolkata",
        ),
        (
            "PUBLISHED WED, NOV 20 20194:29 AM ESTUPDATED AN HOUR AGO",
            "2019-11-20T09:29:00Z",
            "America/New_York",
        ),
        (
            "By Tess Orr | June 19, 2023 1:44 PM ET | 3 min read",
            "2023-06-19T17:44:00Z",
            "America/New_York",
        ),
        (
            "1:44 PM EDT 6/19/2023 by Tess Orr",
            "2023-06-19T17:44:00Z",
            "America/New_York",
        ),
    ];
    for (line, instant, zone) in cases {
        let text = format!(
            "Lanterns stolen from the museum at night\n\n{line}\n\nFour lanterns were taken from the museum, the keeper said on Monday."
        );
        let r = read(&text, &hints("Asia/Kolkata")).unwrap();
        check(&text, &r);
        assert_eq!(
            (r.published, r.fields.zone.as_str()),
            (at(instant), zone),
            "{line}"
        );
        assert_eq!(r.body.content.len(), 1, "{line}");
    }
}

#[test]
fn bylines_in_many_shapes() {
    let cases: [(&str, &[&str]); 9] = [
        ("By Ann Bell and Carl Dow", &["Ann Bell", "Carl Dow"]),
        (
            "By Ann Bell, Political editor",
            &["Ann Bell; Political editor"],
        ),
        ("Ann Bell Political editor", &["Ann Bell; Political editor"]),
        ("Ann Bell in Port Ellery", &["Ann Bell"]),
        (
            "By ANN BELL, CARL DOW and EVE FINN",
            &["ANN BELL", "CARL DOW", "EVE FINN"],
        ),
        ("Von Anna Bell und Karl Dow", &["Anna Bell", "Karl Dow"]),
        ("By Ann Bell of the Example Press", &["Ann Bell"]),
        ("By Ann Bell @annbell", &["Ann Bell; @annbell"]),
        (
            "Ann van der Bell\nChief reporter",
            &["Ann van der Bell; Chief reporter"],
        ),
    ];
    for (line, names) in cases {
        let text = format!(
            "Lanterns stolen from the museum at night\n\n{line}\n19 June 2023\n\nFour lanterns were taken from the museum, the keeper said on Monday."
        );
        let r = read(&text, &hints("Etc/UTC")).unwrap();
        assert_eq!(bylines(&r), names, "{line}");
    }
}

#[test]
fn credits_in_many_shapes() {
    let cases = [
        (
            "The gate at dawn. REUTERS/Ann Bell/Pool",
            "The gate at dawn.",
            "REUTERS/Ann Bell/Pool",
        ),
        (
            "The gate at dawn. Photograph: Ann Bell/AP",
            "The gate at dawn.",
            "Ann Bell/AP",
        ),
        (
            "The gate at dawn (AP Photo/Ann Bell)",
            "The gate at dawn",
            "AP Photo/Ann Bell",
        ),
        ("The gate at dawn. Pic: PA", "The gate at dawn.", "PA"),
        ("The gate at dawn Credit: PA", "The gate at dawn", "PA"),
        ("The gate at dawn. © AFP", "The gate at dawn.", "AFP"),
        ("Das Tor am Morgen. Foto: dpa", "Das Tor am Morgen.", "dpa"),
        (
            "The gate at dawn [Ann Bell/Reuters]",
            "The gate at dawn",
            "Ann Bell/Reuters",
        ),
        (
            "The gate at dawn, seen from the south Ann Bell/Getty Images",
            "The gate at dawn, seen from the south",
            "Ann Bell/Getty Images",
        ),
    ];
    for (line, caption, credit) in cases {
        assert_eq!(
            photos::part_credit(line),
            Some((caption.into(), credit.into())),
            "{line}"
        );
    }
    for line in [
        "He told Reuters that the gate would be mended by Friday.",
        "The minister (Labour) said that the photo was real.",
        "She had seen the picture: it showed nothing of the kind, and everybody knew it well enough by then.",
        "The vote was 12/9 in favour.",
    ] {
        assert_eq!(photos::part_credit(line), None, "{line}");
    }
}

#[test]
fn texts_that_cannot_be_read() {
    let hints = hints("Etc/UTC");
    assert_eq!(read("", &hints), Err(Unreadable::Empty));
    assert_eq!(read(" \r\n\u{a0}\n", &hints), Err(Unreadable::Empty));
    assert!(matches!(
        read(&"a".repeat(MAX_BYTES + 1), &hints),
        Err(Unreadable::TooBig { .. })
    ));
    let paragraph = "The council met again on Monday and talked until it was dark, ".repeat(8);
    assert_eq!(read(&paragraph, &hints), Err(Unreadable::NoHeadline));
}

#[test]
fn odd_bytes_and_a_headline_alone() {
    let r = read("\u{feff}Lanterns stolen\u{7} at\u{a0}night  \r\n\r\n\r\nFour  lanterns\u{0} were taken, the keeper of the museum said.\r\n", &hints("Etc/UTC")).unwrap();
    assert_eq!(r.fields.headline, "Lanterns stolen at night");
    assert_eq!(outline(&r), ["p Four lanterns were"]);
    assert_eq!(
        r.lines
            .iter()
            .filter(|l| l.note.as_deref().is_some_and(|n| n.contains("control")))
            .count(),
        2
    );
    let alone = read("Lanterns stolen at night", &hints("Etc/UTC")).unwrap();
    assert_eq!(
        (alone.body, alone.fields.zone.as_str()),
        (Doc::of_paragraphs([]), "Etc/UTC")
    );
}

/// Cuts of the samples at characters' boundaries, and lines in other orders: nothing panics, and what is
/// read is right.
#[test]
fn mutilated_pages_do_no_harm() {
    let mut turn: u64 = 7;
    let mut next = |most: usize| {
        turn = turn
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(turn >> 33).unwrap() % most.max(1)
    };
    let try_one = |text: &str| {
        if let Ok(reading) = read(text, &hints("Europe/London")) {
            check(text, &reading);
        }
    };
    for (_, text) in SAMPLES.iter().copied().chain([("films", FILMS)]) {
        let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for at in cuts.iter().step_by(if text.len() < 1_000 { 3 } else { 31 }) {
            try_one(&text[..*at]);
        }
        for at in cuts.iter().step_by(97) {
            try_one(&text[*at..]);
        }
        for _ in 0..8 {
            let mut lines: Vec<&str> = text.lines().collect();
            for _ in 0..1 + next(20) {
                let (a, b) = (next(lines.len()), next(lines.len()));
                lines.swap(a, b);
            }
            try_one(&lines.join(["\n", "\r\n", "\n\n", "\r"][next(4)]));
        }
    }
}

#[test]
fn long_pages_are_read() {
    let line =
        "Four lanterns were taken from the museum on Monday, the keeper said.\nA short line\n";
    let text = format!(
        "Lanterns stolen at night\n\n{}",
        line.repeat(1024 * 1024 / line.len())
    );
    let r = read(&text, &hints("Etc/UTC")).unwrap();
    assert!(r.body.content.len() > 20_000);
    assert!(read(&"ab\n".repeat(50_000), &hints("Etc/UTC")).is_ok());
}

/// The page that the work began with; it is no part of the repository.
#[test]
fn the_seed_page() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [
        "../../../shared/seed",
        "../../shared/seed",
        "../shared/seed",
    ];
    let folder = places
        .iter()
        .map(|place| here.join(place))
        .find(|path| path.is_dir());
    let Some(folder) = folder else {
        println!("skipped: shared/seed is not here");
        return;
    };
    let mut files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let file = files
        .find(|path| path.extension().is_some_and(|e| e == "txt"))
        .unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    let r = read(&text, &hints("Etc/UTC")).unwrap();
    check(&text, &r);
    let kept = |part: Part| {
        r.lines
            .iter()
            .filter(|line| line.verdict == Verdict::Kept(part))
            .count()
    };
    assert_eq!(
        (
            kept(Part::Headline),
            kept(Part::Standfirst),
            kept(Part::Paragraph)
        ),
        (1, 1, 18)
    );
    assert_eq!(r.fields.bylines.len(), 1);
    assert!(r.fields.bylines[0].role.is_some() && r.fields.bylines[0].handle.is_some());
    assert_eq!(
        (r.published, r.fields.zone.as_str()),
        (at("2023-06-19T12:44:00Z"), "Europe/London")
    );
    let films: Vec<_> = r.media.iter().filter(|m| m.kind == Kind::Video).collect();
    assert_eq!(
        films.iter().map(|m| m.length_seconds).collect::<Vec<_>>(),
        [Some(69), Some(60), Some(270)]
    );
    assert!(
        films
            .iter()
            .all(|m| m.title.is_some() && m.caption.is_some())
    );
    assert_eq!(films[0].credit.as_deref(), Some("REUTERS/Leah Millis/Pool"));
    let photos: Vec<_> = r.media.iter().filter(|m| m.kind == Kind::Image).collect();
    assert_eq!(photos.len(), 2);
    assert!(
        photos
            .iter()
            .all(|m| m.credit.as_deref() == Some("REUTERS/Leah Millis/Pool"))
    );
    assert_eq!(
        r.fields.lead.as_ref().unwrap().asset.as_deref(),
        Some("waiting:1")
    );
    assert!(matches!(r.body.content[0], Block::Adslot { .. }));
    let further = |block: &Block| match block {
        Block::Readmore { attrs } => attrs
            .stories
            .iter()
            .filter(|s| matches!(s, Further::Page { url: None, .. }))
            .count(),
        _ => 0,
    };
    assert_eq!(r.body.content.iter().map(further).sum::<usize>(), 2);
    assert_eq!(
        r.body
            .content
            .iter()
            .filter(|b| matches!(b, Block::Podcast { .. }))
            .count(),
        1
    );
    assert_eq!(
        (r.fields.topics.len(), r.fields.replies),
        (4, Replies::Open)
    );
}
