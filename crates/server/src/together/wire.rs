//! The messages between a desk's browser and a room: those of y-protocols (sync 0, awareness 1, awareness asked 3) in
//! the encoding of lib0, and four of our own that only the server sends.

/// Sync, first step: what the sender knows.
pub(super) const STEP_1: u64 = 0;
/// Sync, second step: what the other lacks.
pub(super) const STEP_2: u64 = 1;
/// Sync: a change.
pub(super) const UPDATE: u64 = 2;

/// What a browser said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// What it knows: a state vector.
    Knows(&'a [u8]),
    /// A change, or everything that we lacked.
    Update(&'a [u8]),
    /// Where people are: each client with its clock and its state in JSON.
    Aware(Vec<(u64, u64, String)>),
    /// Where is everybody?
    WhoIsThere,
}

/// Reads a message; none if it is not one.
#[must_use]
pub(super) fn read(bytes: &[u8]) -> Option<Said<'_>> {
    /// More people than ever write in one story.
    const MOST: u64 = 1_000;
    const COUNTED: u64 = (1 << 53) - 1;
    let mut rest = Rest(bytes);
    match rest.number()? {
        0 => match rest.number()? {
            STEP_1 => Some(Said::Knows(rest.bytes()?)),
            STEP_2 | UPDATE => Some(Said::Update(rest.bytes()?)),
            _ => None,
        },
        1 => {
            let mut rest = Rest(rest.bytes()?);
            let count = rest.number().filter(|n| *n <= MOST)?;
            let mut states = Vec::new();
            for _ in 0..count {
                let (client, clock) = (rest.number()?, rest.number()?);
                // Browsers count exactly up to 2^53, and give up on a message with more.
                if client > COUNTED || clock >= COUNTED {
                    return None;
                }
                let state = std::str::from_utf8(rest.bytes()?).ok()?;
                states.push((client, clock, state.to_owned()));
            }
            Some(Said::Aware(states))
        }
        3 => Some(Said::WhoIsThere),
        _ => None,
    }
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// A number in portions of seven bits, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
            if shift > 56 {
                return None;
            }
        }
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

fn number(mut n: u64, into: &mut Vec<u8>) {
    while n >= 0x80 {
        into.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    into.push(n as u8);
}

fn piece(bytes: &[u8], into: &mut Vec<u8>) {
    number(bytes.len() as u64, into);
    into.extend_from_slice(bytes);
}

/// A sync message of a kind.
#[must_use]
pub(super) fn sync(kind: u64, bytes: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(bytes.len() + 8);
    number(0, &mut message);
    number(kind, &mut message);
    piece(bytes, &mut message);
    message
}

/// Where people are.
#[must_use]
pub(super) fn aware(states: &[(u64, u64, String)]) -> Vec<u8> {
    let mut inner = Vec::new();
    number(states.len() as u64, &mut inner);
    for (client, clock, state) in states {
        number(*client, &mut inner);
        number(*clock, &mut inner);
        piece(state.as_bytes(), &mut inner);
    }
    let mut message = Vec::new();
    number(1, &mut message);
    piece(&inner, &mut message);
    message
}

/// Of the changes that came by this connection the first `count` are on the disk.
#[must_use]
pub(super) fn committed(count: u64) -> Vec<u8> {
    let mut message = Vec::new();
    number(100, &mut message);
    number(count, &mut message);
    message
}

/// A change was refused, and why.
#[must_use]
pub(super) fn refused(why: &str) -> Vec<u8> {
    text(101, why)
}

/// Where the story stands now, in JSON.
#[must_use]
pub(super) fn state(json: &serde_json::Value) -> Vec<u8> {
    text(102, &json.to_string())
}

/// What keeps the words from becoming a revision, in JSON.
#[must_use]
pub(super) fn faults(json: &serde_json::Value) -> Vec<u8> {
    text(103, &json.to_string())
}

fn text(kind: u64, words: &str) -> Vec<u8> {
    let mut message = Vec::new();
    number(kind, &mut message);
    piece(words.as_bytes(), &mut message);
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let long = vec![7; 300];
        assert_eq!(read(&sync(STEP_1, &[1, 2])), Some(Said::Knows(&[1, 2])));
        assert_eq!(read(&sync(STEP_2, &long)), Some(Said::Update(&long)));
        assert_eq!(read(&sync(UPDATE, &[])), Some(Said::Update(&[])));
        let states = vec![(u64::from(u32::MAX), 300, "{\"user\":1}".to_owned())];
        assert_eq!(read(&aware(&states)), Some(Said::Aware(states)));
        assert_eq!(read(&[3]), Some(Said::WhoIsThere));
        // The bytes of lib0: 300 is 0xAC 0x02.
        assert_eq!(committed(300), [100, 0xac, 2]);
        assert_eq!(refused("no"), [101, 2, b'n', b'o']);
    }

    #[test]
    fn what_is_cut_or_endless_is_no_message() {
        let whole = aware(&[(1, 2, "{}".into())]);
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end]), None);
        }
        assert_eq!(read(&[0xff; 20]), None);
        assert_eq!(read(&[0, 2, 0xff, 0xff, 0xff, 0xff, 0x0f]), None);
        assert_eq!(read(&[1, 4, 0xff, 0xff, 0xff, 0x7f]), None);
        assert_eq!(read(&[9]), None);
        assert_eq!(read(&aware(&[(1, (1 << 53) - 1, "{}".into())])), None);
        assert_eq!(read(&aware(&[(1 << 53, 1, "{}".into())])), None);
    }
}
