//! What files of every kind say, from small files built here.

use std::io::Cursor;

use crate::files::*;
use media::described::{Container, Origin, Said, read};

fn value(said: Option<&Said<String>>) -> &str {
    said.map_or("nothing", |said| &said.value)
}

/// Every property that is read, in the ways that RDF has of writing it.
const ALL: &str = r#"
<dc:description><rdf:Alt><rdf:li xml:lang="fr">Bac dans la brume</rdf:li><rdf:li xml:lang="x-default">Ferry &amp; fog&#x2014;&lt;b&gt;</rdf:li></rdf:Alt></dc:description>
<dc:title><rdf:Alt><rdf:li xml:lang="en">Two</rdf:li><rdf:li xml:lang="de-AT">Zwei</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Åsa Berg</rdf:li><rdf:li>Kim Lee</rdf:li></rdf:Seq></dc:creator>
<dc:rights>© Åsa Berg</dc:rights>
<dc:subject><rdf:Bag><rdf:li>fog</rdf:li><rdf:li>ferry</rdf:li><rdf:li>fog</rdf:li></rdf:Bag></dc:subject>
<photoshop:AuthorsPosition>Staff</photoshop:AuthorsPosition><photoshop:Credit><![CDATA[Lantern <wire>]]></photoshop:Credit>
<photoshop:Source rdf:parseType="Resource"><rdf:value>Agency</rdf:value></photoshop:Source>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Editorial only</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<xmpRights:WebStatement rdf:resource="https://a.example/r"/>
<photoshop:Instructions>No sales</photoshop:Instructions><photoshop:DateCreated>2024-03-05T07:08:09</photoshop:DateCreated>
<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</Iptc4xmpExt:DigitalSourceType>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A ferry</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<Iptc4xmpCore:ExtDescrAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A white ferry, seen from the quay</rdf:li></rdf:Alt></Iptc4xmpCore:ExtDescrAccessibility>
<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Halmouth</Iptc4xmpExt:City>
<Iptc4xmpExt:CountryName>United Kingdom</Iptc4xmpExt:CountryName><Iptc4xmpExt:CountryCode>GBR</Iptc4xmpExt:CountryCode></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
<exif:GPSLatitude>50,8.5S</exif:GPSLatitude><exif:GPSLongitude>5,3,36.0E</exif:GPSLongitude><tiff:Orientation>3</tiff:Orientation>
"#;

#[test]
fn a_packet_says_all_that_the_standard_has_room_for() {
    let found = described(xmp(ALL).as_bytes());
    assert_eq!(found.container, Some(Container::Sidecar));
    let caption = found.caption.as_ref().unwrap();
    assert_eq!(
        (caption.value.as_str(), caption.from),
        ("Ferry & fog—<b>", Origin::Xmp)
    );
    assert_eq!(
        caption.languages[0],
        ("fr".into(), "Bac dans la brume".into())
    );
    assert_eq!(
        value(found.title.as_ref()),
        "Zwei",
        "the language that was wanted"
    );
    assert_eq!(
        found.bylines.as_ref().unwrap().value,
        ["Åsa Berg", "Kim Lee"]
    );
    assert_eq!(found.keywords.as_ref().unwrap().value, ["fog", "ferry"]);
    let lines = [
        (&found.copyright, "© Åsa Berg"),
        (&found.byline_title, "Staff"),
        (&found.credit, "Lantern <wire>"),
        (&found.source, "Agency"),
        (&found.usage_terms, "Editorial only"),
        (&found.web_statement, "https://a.example/r"),
        (&found.instructions, "No sales"),
        (
            &found.digital_source_type,
            "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
        ),
        (&found.alt_text, "A ferry"),
        (
            &found.extended_description,
            "A white ferry, seen from the quay",
        ),
        (&found.place.city, "Halmouth"),
        (&found.place.country, "United Kingdom"),
        (&found.place.country_code, "GBR"),
    ];
    for (said, wanted) in lines {
        assert_eq!(value(said.as_ref()), wanted);
    }
    assert_eq!(
        found.created.unwrap().value.to_string(),
        "2024-03-05T07:08:09"
    );
    assert_eq!(found.orientation.unwrap().value, 3);
    let point = found.coordinates.unwrap().value;
    assert!((point.latitude + 50.141_666_7).abs() < 1e-6 && (point.longitude - 5.06).abs() < 1e-9);
}

#[test]
fn a_packet_may_be_in_any_writing_of_unicode() {
    let text = headline("Łódź 城 🏙");
    let plain = text.trim_start_matches('\u{feff}');
    let utf16 = |to: fn(u16) -> [u8; 2]| plain.encode_utf16().flat_map(to).collect::<Vec<u8>>();
    let utf32 = |to: fn(u32) -> [u8; 4]| {
        plain
            .chars()
            .flat_map(|c| to(c.into()))
            .collect::<Vec<u8>>()
    };
    let writings = [
        plain.as_bytes().to_vec(),
        ["\u{feff}", plain].concat().into_bytes(),
        utf16(u16::to_be_bytes),
        utf16(u16::to_le_bytes),
        [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(),
        utf32(u32::to_be_bytes),
        utf32(u32::to_le_bytes),
        [plain.as_bytes(), &[b' '; 3_000], b"\n\n\0\0"].concat(),
    ];
    for packet in writings {
        let found = described(&jpeg(&[app1_xmp(&packet)]));
        assert_eq!(
            value(found.headline.as_ref()),
            "Łódź 城 🏙",
            "{:?}",
            &packet[..8]
        );
    }
}

#[test]
fn exif_is_read_in_either_order_and_in_every_kind_of_file() {
    for is_big_endian in [false, true] {
        let block = exif(is_big_endian);
        let text = |kind: &str, bytes: &[u8]| {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!(
                "Raw profile type {kind}\0\n{kind}\n    {}\n{hex}\n",
                bytes.len()
            )
            .into_bytes()
        };
        let with_head = [b"Exif\0\0", &block[..]].concat();
        let mut raw = b"Raw profile type APP1\0\0".to_vec();
        raw.extend(packed(&text("APP1", &with_head)[22..]));
        let all = [
            jpeg(&[app1_exif(&block)]),
            png(&[(b"eXIf", block.clone())]),
            png(&[(b"tEXt", text("exif", &with_head))]),
            png(&[(b"zTXt", raw)]),
            webp(&[(b"EXIF", block.clone())]),
            webp(&[(b"EXIF", with_head.clone())]),
            heif(b"avif", &block, b"", &[]),
            heif(b"heic", &block, b"", &[]),
            block.clone(),
        ];
        for (n, file) in all.iter().enumerate() {
            let found = described(file);
            says_exif(&found);
            let is_heif = matches!(found.container, Some(Container::Avif | Container::Heic));
            let turn = found.orientation.as_ref().unwrap();
            let wanted = if is_heif {
                (1, Origin::Picture)
            } else {
                (6, Origin::Exif)
            };
            assert_eq!((turn.value, turn.from), wanted, "file {n}");
            if found.container != Some(Container::Tiff) {
                assert_eq!(
                    (found.width, found.height),
                    (Some(40), Some(30)),
                    "file {n}"
                );
            }
        }
    }
}

#[test]
fn packets_are_found_in_every_kind_of_file() {
    let packet = headline("Fog lifts").into_bytes();
    let order = Order {
        is_big_endian: true,
    };
    let international = [b"XML:com.adobe.xmp\0\0\0\0\0", &packet[..]].concat();
    let tight = [b"XML:com.adobe.xmp\0\x01\0\0\0", &packed(&packet)[..]].concat();
    let all = [
        jpeg(&[app1_xmp(&packet)]),
        png(&[(b"iTXt", international)]),
        png(&[(b"iTXt", tight)]),
        webp(&[(b"XMP ", packet.clone())]),
        gif(&packet),
        order.tiff(vec![order.bytes(700, &packet)], vec![], vec![]),
        heif(b"avif", b"", &packet, &[]),
        heif(b"heic", b"", &packet, &[]),
        packet.clone(),
    ];
    for file in all {
        let found = described(&file);
        assert_eq!(
            value(found.headline.as_ref()),
            "Fog lifts",
            "{:?}",
            found.container
        );
    }
}

#[test]
fn datasets_are_found_in_jpeg_tiff_and_png() {
    let sets = iim(
        b"\x1b%G",
        &[
            (105, b"Fog lifts"),
            (25, b"fog"),
            (25, b"ferry"),
            (55, b"20240305"),
            (60, b"070809-0330"),
        ],
    );
    let blocks = resources(&sets);
    let hex: String = blocks.iter().map(|byte| format!("{byte:02X}")).collect();
    let raw = format!("Raw profile type iptc\0\niptc\n {}\n{hex}\n", blocks.len());
    let turned: Vec<u8> = {
        let mut padded = sets.clone();
        padded.resize(padded.len().next_multiple_of(4), 0);
        padded
            .chunks(4)
            .flat_map(|four| four.iter().rev().copied().collect::<Vec<_>>())
            .collect()
    };
    let order = Order {
        is_big_endian: false,
    };
    let (_, one) = app13(&sets);
    let mut two = jpeg(&[
        (0xed, one[..40].to_vec()),
        (0xed, [b"Photoshop 3.0\0", &one[40..]].concat()),
    ]);
    two.extend(b"trailing");
    let trailer = [
        &jpeg(&[])[..],
        &sets,
        &[0, 1],
        &(sets.len() as u32 + 10).to_be_bytes(),
        &0xa1b2_c3d4_u32.to_be_bytes(),
    ];
    let all = [
        jpeg(&[app13(&sets)]),
        two,
        trailer.concat(),
        png(&[(b"tEXt", raw.into_bytes())]),
        order.tiff(vec![order.bytes(33_723, &sets)], vec![], vec![]),
        order.tiff(
            vec![Tag(33_723, 4, turned.len() as u32 / 4, turned)],
            vec![],
            vec![],
        ),
        order.tiff(vec![order.bytes(34_377, &blocks)], vec![], vec![]),
    ];
    for (n, file) in all.iter().enumerate() {
        let found = described(file);
        let said = found
            .headline
            .as_ref()
            .unwrap_or_else(|| panic!("file {n}"));
        assert_eq!(
            (said.value.as_str(), said.from),
            ("Fog lifts", Origin::Iim),
            "file {n}"
        );
        assert_eq!(found.keywords.unwrap().value, ["fog", "ferry"], "file {n}");
        assert_eq!(
            found.created.unwrap().value.to_string(),
            "2024-03-05T07:08:09-03:30",
            "file {n}"
        );
    }
}

#[test]
fn xmp_is_believed_before_iim_and_iim_before_exif() {
    let packet = xmp(
        "<photoshop:DateCreated>2024-03-05T07:08:09</photoshop:DateCreated><dc:rights>by XMP</dc:rights>",
    );
    let sets = iim(b"", &[(116, b"by IIM"), (80, b"Iim Man")]);
    let found = described(&jpeg(&[
        app1_exif(&exif(false)),
        app13(&sets),
        app1_xmp(packet.as_bytes()),
    ]));
    let copyright = found.copyright.unwrap();
    assert_eq!(
        (copyright.value.as_str(), copyright.from),
        ("by XMP", Origin::Xmp)
    );
    let bylines = found.bylines.unwrap();
    assert_eq!(
        (bylines.value, bylines.from),
        (vec!["Iim Man".to_owned()], Origin::Iim)
    );
    assert_eq!(found.caption.unwrap().from, Origin::Exif);
    // The same time, and EXIF knows its zone.
    let created = found.created.unwrap();
    assert_eq!(
        (created.value.to_string().as_str(), created.from),
        ("2024-03-05T07:08:09-03:30", Origin::Exif)
    );
}

#[test]
fn the_letters_of_old_files_are_guessed_or_as_declared() {
    let (windows, mac) = (
        b"Jos\xe9 N\xfa\xf1ez \x96 S\xe3o Paulo",
        b"Jos\x8e N\x9c\x96ez \xd0 S\x8bo Paulo",
    );
    let cases: [(&[u8], &[u8], &str); 5] = [
        (b"\x1b%G", "José Núñez".as_bytes(), "José Núñez"),
        (b"", "José Núñez".as_bytes(), "José Núñez"),
        (b"", windows, "José Núñez – São Paulo"),
        (b"", mac, "José Núñez – São Paulo"),
        (b"\x1b-B", b"\xa3\xf3d\xbc", "Łódź"),
    ];
    for (escape, bytes, wanted) in cases {
        let found = described(&jpeg(&[app13(&iim(escape, &[(120, bytes)]))]));
        assert_eq!(value(found.caption.as_ref()), wanted);
    }
    let order = Order {
        is_big_endian: true,
    };
    let latin = order.tiff(
        vec![
            order.ascii(0x013b, b"Jos\xe9"),
            order.wide(0x9c9b, "Żółw"),
            order.wide(0x9c9e, "a;b"),
        ],
        vec![],
        vec![],
    );
    let found = described(&jpeg(&[app1_exif(&latin)]));
    assert_eq!(found.bylines.unwrap().value, ["José"]);
    assert_eq!(value(found.title.as_ref()), "Żółw");
    assert_eq!(found.keywords.unwrap().value, ["a", "b"]);
}

#[test]
fn comments_of_cameras_name_their_letters_and_stock_phrases_are_none() {
    let order = Order {
        is_big_endian: true,
    };
    let high_first: Vec<u8> = "Ämne".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let low_first: Vec<u8> = "Ämne".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases = [
        ([b"UNICODE\0", &high_first[..]].concat(), "Ämne"),
        ([b"UNICODE\0", &low_first[..]].concat(), "Ämne"),
        (
            [&b"ASCII\0\0\0"[..], "Ämne\0\0".as_bytes()].concat(),
            "Ämne",
        ),
        (b"JIS\0\0\0\0\0\x1b$B0&\x1b(B".to_vec(), "愛"),
        (b"ASCII\0\0\0   \0\0\0".to_vec(), "nothing"),
        (b"ASCII\0\0\0\x01\x02\x03ab".to_vec(), "nothing"),
    ];
    for (comment, wanted) in cases {
        let block = order.tiff(
            vec![order.ascii(0x010e, "OLYMPUS DIGITAL CAMERA")],
            vec![order.bytes(0x9286, &comment)],
            vec![],
        );
        assert_eq!(
            value(described(&jpeg(&[app1_exif(&block)])).caption.as_ref()),
            wanted
        );
    }
    let both = order.tiff(
        vec![order.ascii(0x8298, b" \0by the editor")],
        vec![],
        vec![],
    );
    assert_eq!(
        value(described(&jpeg(&[app1_exif(&both)])).copyright.as_ref()),
        "by the editor"
    );
}

#[test]
fn plain_text_of_a_png_counts_last() {
    let plain = |key: &str, words: &[u8]| (b"tEXt", [key.as_bytes(), b"\0", words].concat());
    let file = png(&[
        plain("Author", b"Jos\xe9"),
        plain("Description", "Nebel über dem Fluss".as_bytes()),
        plain("Copyright", b"by PNG"),
        plain("Title", b"Fog"),
        plain("Software", b"none"),
        (b"eXIf", {
            let order = Order {
                is_big_endian: false,
            };
            order.tiff(vec![order.ascii(0x8298, "by EXIF")], vec![], vec![])
        }),
    ]);
    let found = described(&file);
    let bylines = found.bylines.unwrap();
    assert_eq!(
        (bylines.value, bylines.from),
        (vec!["José".to_owned()], Origin::PngText)
    );
    assert_eq!(value(found.caption.as_ref()), "Nebel über dem Fluss");
    assert_eq!(value(found.title.as_ref()), "Fog");
    assert_eq!(value(found.copyright.as_ref()), "by EXIF");
}

#[test]
fn a_packet_in_pieces_is_put_together_or_left_out() {
    let name = "0123456789ABCDEF0123456789ABCDEF";
    let main = xmp(&format!(
        "<xmpNote:HasExtendedXMP>{name}</xmpNote:HasExtendedXMP><photoshop:City>Halmouth</photoshop:City>"
    ));
    let rest = headline("In the rest").into_bytes();
    let piece = |name: &str, from: usize, to: usize| {
        let head = [b"http://ns.adobe.com/xmp/extension/\0", name.as_bytes()].concat();
        let numbers = [
            (rest.len() as u32).to_be_bytes(),
            (from as u32).to_be_bytes(),
        ]
        .concat();
        (0xe1, [&head[..], &numbers, &rest[from..to]].concat())
    };
    let end = rest.len();
    let main = app1_xmp(main.as_bytes());
    let whole = described(&jpeg(&[
        main.clone(),
        piece(name, 200, end),
        piece(name, 0, 200),
    ]));
    assert_eq!(value(whole.headline.as_ref()), "In the rest");
    assert_eq!(value(whole.place.city.as_ref()), "Halmouth");
    let other = "F".repeat(32);
    for pieces in [vec![piece(name, 200, end)], vec![piece(&other, 0, end)]] {
        let found = described(&jpeg(&[std::slice::from_ref(&main), &pieces[..]].concat()));
        assert_eq!(value(found.headline.as_ref()), "nothing");
        assert_eq!(value(found.place.city.as_ref()), "Halmouth");
    }
}

/// The name of a property and its one byte.
type Property<'p> = (&'p [u8; 4], u8);

#[test]
fn turns_of_avif_and_heic_are_those_of_exif() {
    let cases: [(&[Property<'_>], u8); 9] = [
        (&[], 1),
        (&[(b"imir", 1)], 2),
        (&[(b"irot", 2)], 3),
        (&[(b"imir", 0)], 4),
        (&[(b"irot", 1), (b"imir", 0)], 5),
        (&[(b"irot", 3)], 6),
        (&[(b"irot", 3), (b"imir", 0)], 7),
        (&[(b"irot", 1)], 8),
        (&[(b"imir", 1), (b"irot", 1)], 5),
    ];
    for (turns, wanted) in cases {
        let found = described(&heif(b"heic", &exif(true), b"", turns));
        assert_eq!(found.orientation.unwrap().value, wanted, "{turns:?}");
    }
}

#[test]
fn profiles_say_their_name() {
    let profile = profile("Display P3");
    let order = Order {
        is_big_endian: true,
    };
    let all = [
        jpeg(&[(0xe2, [b"ICC_PROFILE\0\x01\x01", &profile[..]].concat())]),
        png(&[(b"iCCP", [b"icc\0\0", &packed(&profile)[..]].concat())]),
        webp(&[(b"ICCP", profile.clone())]),
        order.tiff(vec![order.bytes(34_675, &profile)], vec![], vec![]),
    ];
    for file in all {
        assert_eq!(
            described(&file).profile.unwrap().name.as_deref(),
            Some("Display P3")
        );
    }
    assert_eq!(described(&jpeg(&[])).profile, None);
}

#[test]
fn manifests_are_pointed_at() {
    let store = b"\0\0\0\x40jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0";
    let segment =
        |number: u8, rest: &[u8]| (0xeb, [&b"JP\0\x01\0\0\0"[..], &[number], rest].concat());
    let file = jpeg(&[
        segment(1, store),
        segment(2, b"\0\0\0\x40jumb rest"),
        (0xfe, b"no".to_vec()),
    ]);
    let range = described(&file).manifest.unwrap();
    let len = 4 + 8 + store.len() as u64 + 4 + 8 + 13;
    assert_eq!((range.start, range.end), (2, 2 + len));
    let file = png(&[(b"caBX", store.to_vec())]);
    let range = described(&file).manifest.unwrap();
    assert_eq!(
        &file[range.start as usize + 8..range.end as usize - 4],
        store
    );
    let file = webp(&[(b"C2PA", store.to_vec())]);
    let range = described(&file).manifest.unwrap();
    assert!(file[range.start as usize..range.end as usize].starts_with(b"C2PA"));
    let mut file = heif(b"avif", b"", b"", &[]);
    let start = file.len() as u64;
    file.extend((24 + store.len() as u32).to_be_bytes());
    file.extend(b"uuid\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81");
    file.extend(store);
    let range = described(&file).manifest.unwrap();
    assert_eq!((range.start, range.end), (start, file.len() as u64));
    assert_eq!(described(&jpeg(&[])).manifest, None);
}

#[test]
fn other_files_are_none() {
    for file in [
        &b""[..],
        b"\xff",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    ] {
        assert_eq!(
            read(&mut Cursor::new(file), "en").unwrap(),
            None,
            "{file:?}"
        );
    }
}
