//! An update without what is known already.
//!
//! Editors that come back send whole documents. The library would compare the old part struct by struct with what it
//! has, and on bytes that do not agree with it goes wrong; so it is only given what is new.

use super::wire::{Content, Parsed, Struct};

/// What of an update is new.
#[derive(Debug)]
pub(super) struct Trimmed {
    /// The new part, where it is not the whole.
    pub(super) bytes: Option<Vec<u8>>,
    /// How many new structs there are.
    pub(super) structs: usize,
}

/// Leaves out what lies below the clock up to which each client's units are known.
pub(super) fn trim(update: &Parsed<'_>, known: impl Fn(u64) -> u32) -> Trimmed {
    let whole = update.clients.iter().all(|(client, structs)| {
        let first = structs.first();
        first.is_none_or(|one| one.clock >= known(*client))
    });
    if whole {
        return Trimmed {
            bytes: None,
            structs: update.structs(),
        };
    }
    let (mut clients, mut count, mut body) = (0, 0, Vec::new());
    for (client, structs) in &update.clients {
        let known = known(*client);
        let old = structs.partition_point(|one| one.clock + one.len <= known);
        let new = &structs[old..];
        let Some(first) = new.first() else { continue };
        clients += 1;
        count += new.len();
        number(&mut body, new.len() as u64);
        number(&mut body, *client);
        number(&mut body, u64::from(first.clock.max(known)));
        if first.clock < known {
            second_part(&mut body, *client, first, known);
        } else {
            body.extend(first.bytes);
        }
        new[1..].iter().for_each(|one| body.extend(one.bytes));
    }
    let mut bytes = Vec::with_capacity(body.len() + update.rest.len() + 2);
    number(&mut bytes, clients);
    bytes.extend(body);
    bytes.extend(update.rest);
    Trimmed {
        bytes: Some(bytes),
        structs: count,
    }
}

/// A struct from a clock within it on: it stands right of its own first part.
fn second_part(into: &mut Vec<u8>, client: u64, one: &Struct<'_>, from: u32) {
    let gone = from - one.clock;
    let neighbours = |into: &mut Vec<u8>, kind: u8| {
        into.push(kind | 0x80 | if one.right.is_some() { 0x40 } else { 0 });
        number(into, client);
        number(into, u64::from(from - 1));
        if let Some(right) = one.right {
            number(into, right.client);
            number(into, u64::from(right.clock));
        }
    };
    match &one.content {
        Content::Words(words) => {
            let rest = after(words, gone);
            neighbours(into, 4);
            number(into, rest.len() as u64);
            into.extend(rest.bytes());
        }
        Content::Deleted => {
            neighbours(into, 1);
            number(into, u64::from(one.len - gone));
        }
        Content::Skip => {
            into.push(10);
            number(into, u64::from(one.len - gone));
        }
        // What is one unit long has no second part, so this is rubbish of some length.
        _ => {
            into.push(0);
            number(into, u64::from(one.len - gone));
        }
    }
}

/// A text after so many UTF-16 units; a pair that is parted leaves the sign that Yjs leaves there.
pub(super) fn after(words: &str, units: u32) -> String {
    let mut left = units;
    let mut chars = words.chars();
    while left > 0 {
        match chars.next().map(|c| c.len_utf16() as u32) {
            Some(len) if len > left => return format!("\u{fffd}{}", chars.as_str()),
            Some(len) => left -= len,
            None => break,
        }
    }
    chars.as_str().to_owned()
}

/// lib0's unsigned numbers: seven bits a byte, the lowest first.
fn number(into: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        into.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}
