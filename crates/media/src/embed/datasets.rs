//! The same as IPTC-IIM, for programs that know nothing newer (Information Interchange Model 4.2). Reach: values in,
//! bytes out.

use super::{Field, Rights};

/// The record of the file as a whole says that its texts are UTF-8; the second one has the texts, each no longer than
/// the model allows. XMP, which stands beside it, has them whole.
pub(super) fn datasets(rights: &Rights) -> Vec<u8> {
    let mut out = Vec::new();
    set(&mut out, 1, 0, &[0, 4]);
    set(&mut out, 1, 90, b"\x1b%G");
    set(&mut out, 2, 0, &[0, 4]);
    for name in rights.named() {
        set(&mut out, 2, 80, cut(&name, 32));
    }
    for (field, value) in rights.fields() {
        match field {
            Field::Credit => set(&mut out, 2, 110, cut(&value, 32)),
            Field::Source => set(&mut out, 2, 115, cut(&value, 32)),
            Field::Copyright => set(&mut out, 2, 116, cut(&value, 128)),
            // The model has no place for these.
            Field::UsageTerms | Field::WebStatement | Field::DigitalSourceType => {}
        }
    }
    out
}

fn set(out: &mut Vec<u8>, record: u8, number: u8, value: &[u8]) {
    // No value is longer than 128 bytes.
    let len = u16::try_from(value.len()).unwrap_or(0);
    out.extend([0x1c, record, number]);
    out.extend(len.to_be_bytes());
    out.extend(&value[..usize::from(len)]);
}

/// As many whole letters as fit.
fn cut(value: &str, most: usize) -> &[u8] {
    value[..value.floor_char_boundary(most)]
        .trim_end()
        .as_bytes()
}
