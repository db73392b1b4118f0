//! Which letters the bytes of old descriptions mean.
//!
//! IIM may say its character set (dataset 1:90), and mostly does not; EXIF says "ASCII" and holds whatever the
//! camera's owner typed. What is no UTF-8 is Windows-1252 or MacRoman: the two that newsrooms had. Reach: bytes in,
//! text out; it cannot fail.

use encoding_rs::{
    Encoding, ISO_2022_JP, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7,
    ISO_8859_8, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15, ISO_8859_16, MACINTOSH, UTF_8,
    UTF_16BE, UTF_16LE, WINDOWS_874, WINDOWS_1252, WINDOWS_1254,
};

/// The letters of a block of texts from one program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Charset(&'static Encoding);

impl Charset {
    /// What dataset 1:90 declares by an escape sequence of ISO 2022. The graphic set of the upper half is what
    /// matters; the lower half is ASCII in all that are met.
    pub(super) fn declared(escape: &[u8]) -> Option<Self> {
        let found = match escape {
            [0x1b, b'%', b'G', ..] | [0x1b, b'%', b'/', b'G'..=b'I', ..] => UTF_8,
            [0x1b, b'-' | b'.' | b'/', set, ..] => match set {
                b'A' => WINDOWS_1252,
                b'B' => ISO_8859_2,
                b'C' => ISO_8859_3,
                b'D' => ISO_8859_4,
                b'L' => ISO_8859_5,
                b'G' => ISO_8859_6,
                b'F' => ISO_8859_7,
                b'H' => ISO_8859_8,
                b'M' => WINDOWS_1254,
                b'V' => ISO_8859_10,
                b'T' => WINDOWS_874,
                b'Y' => ISO_8859_13,
                b'_' => ISO_8859_14,
                b'b' => ISO_8859_15,
                b'f' => ISO_8859_16,
                _ => return None,
            },
            _ => return None,
        };
        Some(Self(found))
    }

    /// The best guess for all texts of a block together: UTF-8 where they are that, else the likelier of the two.
    pub(super) fn guessed<'t>(texts: impl Iterator<Item = &'t [u8]> + Clone) -> Self {
        if texts.clone().all(|text| std::str::from_utf8(text).is_ok()) {
            return Self(UTF_8);
        }
        let (mut windows, mut mac) = (0, 0);
        for text in texts {
            weigh(text, &mut windows, &mut mac);
        }
        Self(if mac > windows {
            MACINTOSH
        } else {
            WINDOWS_1252
        })
    }

    /// The text. Bytes that are UTF-8 beyond ASCII are taken as that whatever was declared: no other writing comes
    /// out so by chance, and programs forget to change what is declared.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) if self.0 == UTF_8 => guess(bytes),
            Err(_) => self.0.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }
}

/// The text of bytes of which nothing is known.
pub(super) fn guess(bytes: &[u8]) -> String {
    Charset::guessed(std::iter::once(bytes)).decode(bytes)
}

/// Text in two bytes a letter, as Windows writes it into EXIF: to the first nought.
pub(super) fn utf16(bytes: &[u8], is_big_endian: bool) -> String {
    let encoding = if is_big_endian { UTF_16BE } else { UTF_16LE };
    // A mark of the byte order is believed before what the tag says.
    let (text, _, _) = encoding.decode(bytes);
    text.split('\0').next().unwrap_or("").to_owned()
}

/// Text in Japanese mail writing, which EXIF calls JIS.
pub(super) fn jis(bytes: &[u8]) -> String {
    ISO_2022_JP
        .decode_without_bom_handling(bytes)
        .0
        .into_owned()
}

/// The text in the character set of this name, as an XML declaration gives it.
pub(super) fn named(name: &[u8], bytes: &[u8]) -> Option<String> {
    Some(Encoding::for_label(name)?.decode(bytes).0.into_owned())
}

/// Weighs each byte above ASCII by what it would be in either, and whether that stands well where it stands: small
/// letters beside letters, capitals at the start of words, a closing mark after them.
fn weigh(text: &[u8], windows: &mut i32, mac: &mut i32) {
    for (at, &byte) in text.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()) {
        let before = at
            .checked_sub(1)
            .and_then(|n| text.get(n))
            .copied()
            .unwrap_or(b' ');
        let after = text.get(at + 1).copied().unwrap_or(b' ');
        let is_letter = |byte: u8| byte.is_ascii_alphabetic();
        let beside = is_letter(before) || is_letter(after);
        let starts = !is_letter(before) && is_letter(after);
        let between = before.is_ascii_lowercase() && after.is_ascii_lowercase();
        *windows += match byte {
            0x81 | 0x8d | 0x8f | 0x90 | 0x9d => -3,
            0xe0..=0xf6 | 0xf8..=0xff if beside => 2,
            0xc0..=0xd6 | 0xd8..=0xde if between => -2,
            0xc0..=0xd6 | 0xd8..=0xde if starts => 2,
            0xdf if beside => 2,
            0x92 if is_letter(before) => 2,
            0x91 | 0x93 if !is_letter(before) => 1,
            0x94 if !is_letter(after) => 1,
            0x96 | 0x97 if !beside => 2,
            0x80..=0x9f if between => -1,
            0xa9 | 0xae => 1,
            _ => 0,
        };
        *mac += match byte {
            0x87..=0x9f if beside => 2,
            0x80..=0x86 if between => -2,
            0x80..=0x86 if starts => 2,
            0xa7 | 0xbe | 0xbf if beside => 2,
            0xae | 0xaf | 0xcb if starts => 2,
            0xd5 if is_letter(before) => 2,
            0xd2 | 0xd4 if !is_letter(before) => 1,
            0xd3 if !is_letter(after) => 1,
            0xd0 | 0xd1 if !beside => 2,
            0xa9 | 0xa8 => 1,
            0xe0..=0xff if between => -1,
            _ => 0,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_writing_of_old_captions_is_guessed() {
        let captions = [
            "Bjørn Åsen und Jürgen Müller fahren über die Straße",
            "L’été à Orléans : « déjà vu », dit-elle",
            "It’s the mayor’s office – “No comment,” she said",
            "José Núñez, São Paulo",
            "Ärger in Österreich, Überraschung in Zürich",
            "© Anaïs Fåhræus",
        ];
        for caption in captions {
            let (windows, _, lost) = WINDOWS_1252.encode(caption);
            assert!(!lost, "{caption}");
            assert_eq!(guess(&windows), caption, "Windows-1252");
            let (mac, _, lost) = MACINTOSH.encode(caption);
            assert!(!lost, "{caption}");
            assert_eq!(guess(&mac), caption, "MacRoman");
            assert_eq!(guess(caption.as_bytes()), caption, "UTF-8");
        }
    }

    #[test]
    fn what_is_declared_is_believed_unless_the_bytes_say_otherwise() {
        let cases: [(&[u8], &[u8], &str); 8] = [
            (b"\x1b%G", "Łódź".as_bytes(), "Łódź"),
            (b"\x1b-A", b"M\xfcnchen", "München"),
            (b"\x1b.A", b"M\xfcnchen", "München"),
            (b"\x1b-B", b"\xa3\xf3d\xbc", "Łódź"),
            (b"\x1b-L", b"\xbc\xde\xe1\xda\xd2\xd0", "Москва"),
            (b"\x1b-F", b"\xc1\xe8\xde\xed\xe1", "Αθήνα"),
            (b"\x1b-b", b"5 \xa4", "5 €"),
            (b"\x1b-A", "Zürich".as_bytes(), "Zürich"),
        ];
        for (escape, bytes, wanted) in cases {
            assert_eq!(
                Charset::declared(escape).unwrap().decode(bytes),
                wanted,
                "{escape:?}"
            );
        }
        assert_eq!(
            Charset::declared(b"\x1b%G").unwrap().decode(b"M\xfcnchen"),
            "München"
        );
        assert_eq!(Charset::declared(b"  "), None);
        assert_eq!(utf16(b"\xff\xfeK\0a\0i\0\0\0x\0", true), "Kai");
    }
}
