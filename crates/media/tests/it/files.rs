//! Small files of every kind, built byte by byte, that say what a test wants. Most hold no pixels: what reads
//! descriptions does not look at them.

use std::io::Cursor;

use media::described::{Described, read};

/// What a file says, to somebody who wants German.
pub(crate) fn described(file: &[u8]) -> Described {
    read(&mut Cursor::new(file), "de")
        .unwrap()
        .expect("a kind that is known")
}

/// A tag of TIFF: number, kind, count, bytes of the value in the file's order.
pub(crate) struct Tag(
    pub(crate) u16,
    pub(crate) u16,
    pub(crate) u32,
    pub(crate) Vec<u8>,
);

/// Numbers in the order of a TIFF.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    pub(crate) is_big_endian: bool,
}

impl Order {
    pub(crate) fn two(self, n: u16) -> Vec<u8> {
        if self.is_big_endian {
            n.to_be_bytes().into()
        } else {
            n.to_le_bytes().into()
        }
    }

    pub(crate) fn four(self, n: u32) -> Vec<u8> {
        if self.is_big_endian {
            n.to_be_bytes().into()
        } else {
            n.to_le_bytes().into()
        }
    }

    pub(crate) fn ascii(self, tag: u16, text: impl AsRef<[u8]>) -> Tag {
        let bytes = [text.as_ref(), b"\0"].concat();
        Tag(tag, 2, bytes.len() as u32, bytes)
    }

    pub(crate) fn short(self, tag: u16, n: u16) -> Tag {
        Tag(tag, 3, 1, self.two(n))
    }

    pub(crate) fn bytes(self, tag: u16, bytes: &[u8]) -> Tag {
        Tag(tag, 7, bytes.len() as u32, bytes.to_vec())
    }

    /// Text of Windows.
    pub(crate) fn wide(self, tag: u16, text: &str) -> Tag {
        let bytes: Vec<u8> = text
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_le_bytes)
            .collect();
        Tag(tag, 1, bytes.len() as u32, bytes)
    }

    pub(crate) fn fractions(self, tag: u16, parts: [(u32, u32); 3]) -> Tag {
        let bytes = parts
            .iter()
            .flat_map(|(a, b)| [self.four(*a), self.four(*b)].concat())
            .collect();
        Tag(tag, 5, 3, bytes)
    }

    /// A TIFF with a first directory and those of EXIF and GPS.
    pub(crate) fn tiff(self, main: Vec<Tag>, exif: Vec<Tag>, gps: Vec<Tag>) -> Vec<u8> {
        let mut out = if self.is_big_endian {
            b"MM\0*".to_vec()
        } else {
            b"II*\0".to_vec()
        };
        out.extend(self.four(8));
        let mut main = main;
        // The other two come after the first, whose length with these two rows is known.
        let len = |tags: &[Tag]| {
            6 + tags
                .iter()
                .map(|tag| 12 + if tag.3.len() > 4 { tag.3.len() } else { 0 })
                .sum::<usize>()
        };
        let exif_at = 8 + len(&main) + 24;
        let gps_at = exif_at + len(&exif);
        main.push(Tag(0x8769, 4, 1, self.four(exif_at as u32)));
        main.push(Tag(0x8825, 4, 1, self.four(gps_at as u32)));
        for tags in [&main, &exif, &gps] {
            let start = out.len();
            self.directory(&mut out, tags, start);
        }
        out
    }

    fn directory(self, out: &mut Vec<u8>, tags: &[Tag], start: usize) {
        let mut values: Vec<u8> = Vec::new();
        let values_at = start + 6 + tags.len() * 12;
        out.extend(self.two(tags.len() as u16));
        for Tag(tag, kind, count, bytes) in tags {
            out.extend([self.two(*tag), self.two(*kind), self.four(*count)].concat());
            if bytes.len() > 4 {
                out.extend(self.four((values_at + values.len()) as u32));
                values.extend(bytes);
            } else {
                let mut own = bytes.clone();
                own.resize(4, 0);
                out.extend(own);
            }
        }
        out.extend([0; 4]);
        out.extend(values);
    }
}

/// EXIF that says a few things, among them a place on the map.
pub(crate) fn exif(is_big_endian: bool) -> Vec<u8> {
    let order = Order { is_big_endian };
    order.tiff(
        vec![
            order.ascii(0x010e, "Ferry in fog"),
            order.short(0x0112, 6),
            order.ascii(0x013b, "Åsa Berg; Kim Lee"),
            order.ascii(0x8298, "© Åsa Berg"),
        ],
        vec![
            order.ascii(0x9003, "2024:03:05 07:08:09"),
            order.ascii(0x9011, "-03:30"),
        ],
        vec![
            order.ascii(1, "S"),
            order.fractions(2, [(33, 1), (51, 1), (3_600, 100)]),
            order.ascii(3, "W"),
            order.fractions(4, [(151, 1), (12, 1), (0, 0)]),
        ],
    )
}

/// What [`exif`] says.
pub(crate) fn says_exif(found: &Described) {
    assert_eq!(found.caption.as_ref().unwrap().value, "Ferry in fog");
    assert_eq!(
        found.bylines.as_ref().unwrap().value,
        ["Åsa Berg", "Kim Lee"]
    );
    assert_eq!(found.copyright.as_ref().unwrap().value, "© Åsa Berg");
    assert_eq!(
        found.created.as_ref().unwrap().value.to_string(),
        "2024-03-05T07:08:09-03:30"
    );
    let point = found.coordinates.as_ref().unwrap().value;
    assert!((point.latitude + 33.86).abs() < 1e-9, "{point:?}");
    assert!((point.longitude + 151.2).abs() < 1e-9, "{point:?}");
}

/// A packet with these properties.
pub(crate) fn xmp(properties: &str) -> String {
    format!(
        r#"<?xpacket begin="{}" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmpNote="http://ns.adobe.com/xmp/note/"
xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">{properties}</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#,
        '\u{feff}'
    )
}

/// A packet with a headline.
pub(crate) fn headline(words: &str) -> String {
    xmp(&format!("<photoshop:Headline>{words}</photoshop:Headline>"))
}

/// Datasets of the second record, with an escape sequence before them if there is one.
pub(crate) fn iim(escape: &[u8], sets: &[(u8, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut set = |record: u8, number: u8, value: &[u8]| {
        out.extend([0x1c, record, number]);
        out.extend((value.len() as u16).to_be_bytes());
        out.extend(value);
    };
    if !escape.is_empty() {
        set(1, 90, escape);
    }
    for (number, value) in sets {
        set(2, *number, value);
    }
    out
}

/// Photoshop's blocks around datasets, another one before them.
pub(crate) fn resources(datasets: &[u8]) -> Vec<u8> {
    let mut out = b"8BIM\x03\xed\x03abc\0\0\0\x03xyz\0".to_vec();
    out.extend(b"8BIM\x04\x04\0\0");
    out.extend((datasets.len() as u32).to_be_bytes());
    out.extend(datasets);
    out
}

/// A JPEG of 40 by 30 with these segments.
pub(crate) fn jpeg(segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    for (marker, body) in segments {
        out.extend([0xff, *marker]);
        out.extend((body.len() as u16 + 2).to_be_bytes());
        out.extend(body);
    }
    out.extend([0xff, 0xc0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0]);
    out.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x2a, 0xff, 0xd9]);
    out
}

pub(crate) fn app1_exif(block: &[u8]) -> (u8, Vec<u8>) {
    (0xe1, [b"Exif\0\0", block].concat())
}

pub(crate) fn app1_xmp(packet: &[u8]) -> (u8, Vec<u8>) {
    (0xe1, [b"http://ns.adobe.com/xap/1.0/\0", packet].concat())
}

pub(crate) fn app13(datasets: &[u8]) -> (u8, Vec<u8>) {
    (
        0xed,
        [b"Photoshop 3.0\0", &resources(datasets)[..]].concat(),
    )
}

/// A PNG of 40 by 30 with these chunks before its pixels.
pub(crate) fn png(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let head = (b"IHDR", [0, 0, 0, 40, 0, 0, 0, 30, 8, 0, 0, 0, 0].to_vec());
    let end = [(b"IDAT", vec![1, 2, 3]), (b"IEND", Vec::new())];
    for (kind, body) in std::iter::once(&head).chain(chunks).chain(&end) {
        out.extend((body.len() as u32).to_be_bytes());
        let checked = [&kind[..], body].concat();
        out.extend(&checked);
        out.extend(crc32fast::hash(&checked).to_be_bytes());
    }
    out
}

/// A WebP of 40 by 30 with the extended head, and these chunks.
pub(crate) fn webp(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let head = (b"VP8X", vec![0x0c, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    for (kind, body) in std::iter::once(&head).chain(chunks) {
        out.extend(*kind);
        out.extend((body.len() as u32).to_le_bytes());
        out.extend(body);
        out.resize(out.len() + body.len() % 2, 0);
    }
    let len = out.len() as u32 - 8;
    out[4..8].copy_from_slice(&len.to_le_bytes());
    out
}

/// A GIF of 40 by 30 with a picture before a packet.
pub(crate) fn gif(packet: &[u8]) -> Vec<u8> {
    let mut out = b"GIF89a\x28\0\x1e\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    out.extend(b"\x21\xf9\x04\0\0\0\0\0");
    out.extend(b"\x2c\0\0\0\0\x28\0\x1e\0\0\x02\x03abc\0");
    out.extend(b"\x21\xff\x0bXMP DataXMP");
    out.extend(packet);
    out.push(1);
    out.extend((0..=0xff_u8).rev());
    out.push(0);
    out.push(0x3b);
    out
}

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut out = (body.len() as u32 + 8).to_be_bytes().to_vec();
    out.extend(kind);
    out.extend(body);
    out
}

/// An AVIF or HEIC of 40 by 30 with EXIF, a packet, and further properties of the picture.
pub(crate) fn heif(
    brand: &[u8; 4],
    exif: &[u8],
    packet: &[u8],
    turns: &[(&[u8; 4], u8)],
) -> Vec<u8> {
    let ftyp = boxed(b"ftyp", &[&brand[..], &[0; 4], b"mif1", brand].concat());
    let entry = |id: u8, rest: &[u8]| boxed(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], rest].concat());
    // Where there is no packet, the third item is of another type: no item is empty.
    let third = if packet.is_empty() {
        &b"text/plain\0"[..]
    } else {
        b"application/rdf+xml\0"
    };
    let packet = if packet.is_empty() { b"none" } else { packet };
    let items = [
        entry(1, b"av01\0"),
        entry(2, b"Exif\0"),
        entry(3, &[b"mime\0", third].concat()),
    ];
    let iinf = boxed(
        b"iinf",
        &[&[0, 0, 0, 0, 0, 3], &items.concat()[..]].concat(),
    );
    let pitm = boxed(b"pitm", &[0, 0, 0, 0, 0, 1]);
    let describes = |id: u8| boxed(b"cdsc", &[0, id, 0, 1, 0, 1]);
    let iref = boxed(
        b"iref",
        &[&[0; 4], &describes(2)[..], &describes(3)].concat(),
    );
    let mut properties = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 30]);
    for (kind, value) in turns {
        properties.extend(boxed(kind, &[*value]));
    }
    let own: Vec<u8> = (1..=turns.len() as u8 + 1).collect();
    let ipma = boxed(
        b"ipma",
        &[&[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, own.len() as u8], &own[..]].concat(),
    );
    let iprp = boxed(b"iprp", &[boxed(b"ipco", &properties), ipma].concat());
    let block = [&[0, 0, 0, 6], &b"Exif\0\0"[..], exif].concat();
    let meta = |start: u32| {
        let place = |id: u8, at: u32, len: u32| {
            [
                &[0, id, 0, 0, 0, 1],
                &at.to_be_bytes()[..],
                &len.to_be_bytes(),
            ]
            .concat()
        };
        let (exif_len, xmp_len) = (block.len() as u32, packet.len() as u32);
        let places = [
            place(1, start, 4),
            place(2, start + 4, exif_len),
            place(3, start + 4 + exif_len, xmp_len),
        ];
        let iloc = boxed(
            b"iloc",
            &[&[0, 0, 0, 0, 0x44, 0, 0, 3], &places.concat()[..]].concat(),
        );
        boxed(
            b"meta",
            &[&[0; 4], &pitm[..], &iinf, &iref, &iprp, &iloc].concat(),
        )
    };
    let start = ftyp.len() + meta(0).len() + 8;
    let data = boxed(b"mdat", &[b"AV01", &block[..], packet].concat());
    [ftyp, meta(start as u32), data].concat()
}

/// A profile that calls itself this.
pub(crate) fn profile(name: &str) -> Vec<u8> {
    let mut out = vec![0; 128];
    out[36..40].copy_from_slice(b"acsp");
    out.extend([0, 0, 0, 1]);
    out.extend(b"desc\0\0\0\x90\0\0\0\x60");
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    out.extend(b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS");
    out.extend((wide.len() as u32).to_be_bytes());
    out.extend([0, 0, 0, 28]);
    out.extend(wide);
    out
}

/// Bytes packed as PNG packs them.
pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
}
