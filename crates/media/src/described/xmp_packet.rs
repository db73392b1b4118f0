//! The text of an XMP packet, which may be in any writing of Unicode (ISO 16684-1, 7.1).
//!
//! Reach: bytes in, XML text out.

use super::charset;

/// The text of a packet, without what pads it.
pub(super) fn text(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xff, 0xfe, 0, 0, rest @ ..] => wide(rest, false),
        [0, 0, 0xfe, 0xff, rest @ ..] => wide(rest, true),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => utf16(bytes, bytes[0] == 0xfe),
        [b'<', 0, 0, 0, ..] => wide(bytes, false),
        [0, 0, 0, b'<', ..] => wide(bytes, true),
        [b'<', 0, ..] => utf16(bytes, false),
        [0, b'<', ..] => utf16(bytes, true),
        _ => narrow(bytes),
    };
    // A nought is no letter of XML, and a parser may stop at it.
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    }
}

/// Whether the first bytes of a file are those of a packet in a file of its own.
pub(super) fn is_sidecar(head: &[u8]) -> bool {
    let text = text(head);
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    start.starts_with('<')
        && (text.contains("adobe:ns:meta/")
            || text.contains("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
            || start.starts_with("<?xpacket"))
}

/// UTF-8, or what an XML declaration names, or a guess.
fn narrow(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    // A packet that is cut within a letter, or has one broken letter, is UTF-8 all the same.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches('\u{fffd}').count();
    let whole = lossy.chars().filter(|c| !c.is_ascii()).count() - broken;
    if whole > broken
        || broken <= 1
            && bytes.len() > 1
            && std::str::from_utf8(&bytes[..bytes.len().saturating_sub(4)]).is_ok()
    {
        return lossy.into_owned();
    }
    declared(bytes)
        .and_then(|name| charset::named(name, bytes))
        .unwrap_or_else(|| charset::guess(bytes))
}

/// The character set that an XML declaration at the start names.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let head = &bytes[..bytes.len().min(200)];
    let end = super::window::find(head, b"?>")?;
    let from = super::window::find(&head[..end], b"encoding=")? + b"encoding=".len();
    let quote = *head.get(from)?;
    head.get(from + 1..end)?.split(|byte| *byte == quote).next()
}

fn utf16(bytes: &[u8], is_big_endian: bool) -> String {
    let bytes = bytes.get(..bytes.len() / 2 * 2).unwrap_or(bytes);
    let letters = bytes.chunks_exact(2).map(|pair| {
        if is_big_endian {
            u16::from_be_bytes([pair[0], pair[1]])
        } else {
            u16::from_le_bytes([pair[0], pair[1]])
        }
    });
    char::decode_utf16(letters)
        .map(|letter| letter.unwrap_or('\u{fffd}'))
        .collect()
}

/// Four bytes a letter.
fn wide(bytes: &[u8], is_big_endian: bool) -> String {
    let letter = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        let number = if is_big_endian {
            u32::from_be_bytes(four)
        } else {
            u32::from_le_bytes(four)
        };
        char::from_u32(number).unwrap_or('\u{fffd}')
    };
    bytes.chunks_exact(4).map(letter).collect()
}
