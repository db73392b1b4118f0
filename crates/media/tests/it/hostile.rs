//! Broken and hostile files: reading what they say ends soon, takes little memory, and never panics.

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use crate::files::*;
use media::described::{MOST_READ, read};
use media::embed::{Rights, embed};
use proptest::prelude::*;

/// One file of each kind with something in each place that is read.
fn one_of_each() -> Vec<Vec<u8>> {
    let (block, packet) = (exif(true), headline("Fog").into_bytes());
    let sets = iim(
        b"\x1b%G",
        &[(105, b"Fog"), (55, b"20240305"), (60, b"070809-0330")],
    );
    let order = Order {
        is_big_endian: false,
    };
    let hex: String = sets.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![
        jpeg(&[
            app1_exif(&block),
            app1_xmp(&packet),
            app13(&sets),
            (
                0xe2,
                [b"ICC_PROFILE\0\x01\x01", &profile("P3")[..]].concat(),
            ),
            (
                0xeb,
                b"JP\0\x01\0\0\0\x01\0\0\0\x40jumb\0\0\0\x1ejumdc2pa".to_vec(),
            ),
        ]),
        png(&[
            (b"iCCP", [b"icc\0\0", &packed(&profile("P3"))[..]].concat()),
            (b"eXIf", block.clone()),
            (
                b"iTXt",
                [b"XML:com.adobe.xmp\0\x01\0\0\0", &packed(&packet)[..]].concat(),
            ),
            (
                b"tEXt",
                format!("Raw profile type iptc\0\niptc\n {}\n{hex}\n", sets.len()).into_bytes(),
            ),
            (b"zTXt", [b"Author\0\0", &packed(b"Kim")[..]].concat()),
        ]),
        webp(&[
            (b"EXIF", block.clone()),
            (b"XMP ", packet.clone()),
            (b"ICCP", profile("P3")),
        ]),
        gif(&packet),
        order.tiff(
            vec![
                order.bytes(700, &packet),
                order.bytes(33_723, &sets),
                order.bytes(34_377, &resources(&sets)),
            ],
            vec![
                order.ascii(0x9003, "2024:03:05 07:08:09"),
                order.bytes(0x9286, b"UNICODE\0a\0b\0"),
            ],
            vec![
                order.ascii(1, "N"),
                order.fractions(2, [(1, 0), (0, 0), (u32::MAX, 1)]),
            ],
        ),
        heif(b"avif", &block, &packet, &[(b"irot", 1), (b"imir", 1)]),
        packet,
    ]
}

fn rights() -> Rights {
    Rights {
        credit: Some("Lantern".into()),
        ..Rights::default()
    }
}

/// Reads and adds to it. What comes of it does not matter, only that it ends.
fn tried(file: &[u8]) {
    read(&mut Cursor::new(file), "en").unwrap();
    if let Ok(with) = embed(file, &rights()) {
        read(&mut Cursor::new(with), "en").unwrap();
    }
}

#[test]
fn files_that_end_early_are_read_as_far_as_they_go() {
    for file in one_of_each() {
        for end in 0..file.len() {
            tried(&file[..end]);
        }
    }
}

#[test]
fn files_with_a_wrong_byte_are_read_as_far_as_they_hold() {
    for file in one_of_each() {
        for at in 0..file.len() {
            for wrong in [0, 0x7f, 0x80, 0xff, file[at] ^ 1] {
                let mut broken = file.clone();
                broken[at] = wrong;
                tried(&broken);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn files_with_runs_changed_cut_and_doubled_are_read(
        which in 0..7_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 0..6), 0..4_u8), 1..12),
    ) {
        let mut file = one_of_each().swap_remove(which);
        for (index, bytes, way) in changes {
            if file.is_empty() {
                break;
            }
            let at = index.index(file.len());
            let end = (at + bytes.len()).min(file.len());
            match way {
                0 => file[at..end].copy_from_slice(&bytes[..end - at]),
                1 => { file.splice(at..at, bytes); }
                2 => { file.drain(at..end); }
                _ => { let run = file[at..(at + 64).min(file.len())].to_vec(); file.splice(at..at, run); }
            }
        }
        tried(&file);
    }
}

#[test]
fn directories_that_lead_in_a_circle_are_read_once() {
    let order = Order {
        is_big_endian: false,
    };
    let mut file = b"II*\0".to_vec();
    file.extend(order.four(8));
    file.extend(order.two(3));
    for tag in [0x8769, 0x8825, 0x014a] {
        file.extend([order.two(tag), order.two(4), order.four(1), order.four(8)].concat());
    }
    file.extend(order.four(8));
    tried(&file);
    tried(&jpeg(&[app1_exif(&file)]));
}

#[test]
fn counts_that_are_not_true_take_no_memory() {
    let order = Order {
        is_big_endian: true,
    };
    let long = |tag| Tag(tag, 7, u32::MAX, order.four(16));
    let tags = [700, 33_723, 34_377, 34_675, 0x010e, 0x8298, 0xcd41].map(long);
    let file = order.tiff(tags.into(), vec![], vec![]);
    tried(&file);
    let mut file = order.tiff(vec![], vec![], vec![]);
    file[8..10].copy_from_slice(&[0xff, 0xff]);
    tried(&file);
    let mut png = png(&[(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>".to_vec())]);
    png[33..37].copy_from_slice(&[0xff; 4]);
    tried(&png);
    tried(b"RIFF\xff\xff\xff\xffWEBPXMP \xff\xff\xff\xff<x/>");
    tried(b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\0\x01meta\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0");
    let counts =
        b"\0\0\0\x0eiloc\x02\0\0\0\0\0\xff\xff\xff\xff\0\0\0\x10ipma\x01\0\0\0\xff\xff\xff\xff";
    let meta = [
        &(counts.len() as u32 + 12).to_be_bytes()[..],
        b"meta\0\0\0\0",
        counts,
    ]
    .concat();
    tried(&[b"\0\0\0\x14ftypavif\0\0\0\0avif", &meta[..]].concat());
}

#[test]
fn a_declaration_that_names_nothing_is_none() {
    for start in [
        "encoding=",
        "encoding=\"",
        "encoding=\"\"",
        "encoding=\"none\"",
        "encoding",
    ] {
        let packet = format!("<?xml {start}?>{}", headline("Fog"));
        let broken = [packet.as_bytes(), b"\xff\xfe \xff"].concat();
        let found = quick(&jpeg(&[app1_xmp(&broken)]));
        assert_eq!(found.headline.unwrap().value, "Fog", "{start}");
    }
}

fn quick(file: &[u8]) -> media::described::Described {
    let start = Instant::now();
    let found = read(&mut Cursor::new(file), "en").unwrap().unwrap();
    let took = start.elapsed();
    // A debug build on a busy machine; what grows without bound takes minutes.
    assert!(took < Duration::from_secs(10), "{took:?}");
    found
}

#[test]
fn entities_that_grow_stay_small() {
    let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"ha\">");
    for n in 1..20 {
        bomb += &format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10));
    }
    bomb += "<!ENTITY f SYSTEM \"file:///etc/passwd\">]>";
    bomb += &headline("x&a19;&f;y");
    let found = quick(&jpeg(&[app1_xmp(bomb.as_bytes())]));
    assert_eq!(found.headline.unwrap().value, "xy");
}

#[test]
fn depth_number_and_length_are_bounded() {
    let deep = format!("{}{}", "<dc:title><rdf:Alt><rdf:li>".repeat(30_000), "x");
    quick(xmp(&deep).as_bytes());
    quick(xmp(&"<a>".repeat(500_000)).as_bytes());
    let many = "<photoshop:City>x</photoshop:City>".repeat(100_000);
    assert_eq!(quick(xmp(&many).as_bytes()).place.city.unwrap().value, "x");
    let spaces: String = (0..50_000)
        .map(|n| format!(" xmlns:n{n}=\"u{n}\" n{n}:a=\"1\""))
        .collect();
    quick(xmp(&format!("<dc:title{spaces}>x</dc:title>")).as_bytes());
    // A history longer than all else does not push out what comes after it.
    let step =
        "<rdf:li rdf:parseType=\"Resource\"><e:action>saved</e:action></rdf:li>".repeat(50_000);
    let history = format!(
        "<e:History xmlns:e=\"http://e.example/\"><rdf:Seq>{step}</rdf:Seq></e:History><photoshop:City>Halmouth</photoshop:City>"
    );
    assert_eq!(
        quick(xmp(&history).as_bytes()).place.city.unwrap().value,
        "Halmouth"
    );
    let long = "Fog ".repeat(100_000);
    assert!(
        quick(headline(&long).as_bytes())
            .headline
            .unwrap()
            .value
            .len()
            <= 2_000
    );
    let words: Vec<Vec<u8>> = (0..9_000)
        .map(|n: u32| format!("k{n}").into_bytes())
        .collect();
    let sets: Vec<(u8, &[u8])> = words.iter().map(|word| (25, &word[..])).collect();
    let file = jpeg(&[app13(&iim(b"", &sets)[..65_000])]);
    assert!(quick(&file).keywords.unwrap().value.len() <= 1_000);
}

#[test]
fn packed_chunks_that_grow_without_end_are_cut() {
    let bomb = packed(&vec![b' '; 200_000_000]);
    let chunks: Vec<_> = (0..20)
        .map(|_| (b"zTXt", [b"Author\0\0", &bomb[..]].concat()))
        .collect();
    quick(&png(&chunks));
}

/// A file that seems to have four gigabytes, and counts what is read of it.
struct Huge {
    head: Vec<u8>,
    at: u64,
    read: u64,
}

impl Read for Huge {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        for byte in to.iter_mut() {
            *byte = usize::try_from(self.at)
                .ok()
                .and_then(|at| self.head.get(at))
                .copied()
                .unwrap_or(1);
            self.at += 1;
        }
        self.read += to.len() as u64;
        Ok(to.len())
    }
}

impl Seek for Huge {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(_) => 4 << 30,
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

#[test]
fn of_a_very_long_file_only_a_part_is_read() {
    let order = Order {
        is_big_endian: false,
    };
    let gif = b"GIF89a\x28\0\x1e\0\0\0\0\x2c\0\0\0\0\x28\0\x1e\0\0\x02".to_vec();
    let tiff = order.tiff(
        vec![Tag(700, 7, u32::MAX, order.four(1_000))],
        vec![],
        vec![],
    );
    for head in [
        gif,
        tiff,
        b"\xff\xd8\xff\xff".to_vec(),
        b"\x89PNG\r\n\x1a\n".to_vec(),
        b"RIFF\0\0\0\0WEBP".to_vec(),
        b"\0\0\0\x14ftypavif\0\0\0\0avif".to_vec(),
    ] {
        let mut file = Huge {
            head,
            at: 0,
            read: 0,
        };
        read(&mut file, "en").unwrap();
        assert!(file.read <= MOST_READ + 65_536, "{} bytes", file.read);
    }
}
