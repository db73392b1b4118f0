//! Too much of something.

use super::hostile::refused;
use super::*;

#[test]
fn what_is_too_large() {
    let long = |len: usize| {
        Bytes::by(7, 1)
            .n(4)
            .n(1)
            .s("headline")
            .s(&"x".repeat(len))
            .end()
    };
    assert!(matches!(
        refused(&long(MESSAGE_MAX)),
        PaperError::TooLarge(_)
    ));
    let mut paper = paper(json!([words("x")]));
    let mut taken = 0;
    let error = loop {
        let text = "y".repeat(MESSAGE_MAX - 100);
        let update = Bytes::by(1_000 + taken, 1)
            .n(4)
            .n(1)
            .s("headline")
            .s(&text)
            .end();
        match paper.apply(&update) {
            Ok(_) => taken += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, PaperError::TooLarge(_)));
    assert_eq!(taken, 8);
    assert!(paper.encode_state().len() <= STATE_MAX);
    let before = face(&paper).0;
    let all = Bytes::default()
        .n(0)
        .n(1)
        .n(1_000)
        .n(1)
        .n(0)
        .n(MESSAGE_MAX as u64 - 100)
        .0;
    assert!(paper.apply(&all).expect("deleting is the way out").changed);
    assert_eq!(face(&paper).0, before);
    let room = Bytes::by(2_000, 1).n(4).n(1).s("headline").s("room").end();
    paper.apply(&room).expect("there is room again");
}

#[test]
fn too_many_structs_clients_and_units() {
    let mut paper = paper(json!([words("x")]));
    let before = face(&paper);
    let mut many = Bytes::by(7, STRUCTS_MAX as u64 + 1);
    for _ in 0..=STRUCTS_MAX {
        many = many.n(0).n(1);
    }
    assert!(matches!(
        paper.apply(&many.end()),
        Err(PaperError::TooLarge(_))
    ));
    let mut clients = Bytes::default().n(5_000);
    for client in 1..=5_000 {
        clients = clients.n(1).n(client).n(0).n(0).n(1);
    }
    assert!(matches!(
        paper.apply(&clients.end()),
        Err(PaperError::TooLarge(_))
    ));
    let units = Bytes::by(7, 1).n(0).n(1 << 30);
    assert!(matches!(
        paper.apply(&units.end()),
        Err(PaperError::TooLarge(_))
    ));
    assert_eq!(face(&paper), before);
}

/// Clients that wait for each other in a long row: the library goes from one to the next by recursion.
#[test]
fn a_long_row_of_clients_is_taken_on_a_usual_stack() {
    let mut paper = paper(json!([words("x")]));
    let row = 4_000;
    let mut bytes = Bytes::default().n(row);
    for client in (1..=row).rev() {
        bytes = bytes.n(1).n(client).n(0);
        bytes = if client == 1 {
            bytes.n(4).n(1).s("headline").s("x")
        } else {
            bytes.b(0x84).n(client - 1).n(0).s("x")
        };
    }
    assert!(paper.apply(&bytes.end()).expect("taken").changed);
    assert_eq!(
        paper.read()["headline"].as_str().map(str::len),
        Some(row as usize)
    );
}

/// Structs that all claim the same place: the library compares each with all.
#[test]
fn a_crowd_in_one_place_is_refused() {
    let crowd = |client: u64, count: u64| {
        let mut bytes = Bytes::by(client, count);
        for _ in 0..count {
            bytes = bytes.n(4).n(1).s("headline").s("x");
        }
        bytes.end()
    };
    assert!(matches!(
        refused(&crowd(7, 20_000)),
        PaperError::TooLarge(_)
    ));
    let mut paper = paper(json!([words("x")]));
    paper.apply(&crowd(7, 2_000)).expect("a large one");
    let before = face(&paper);
    assert!(matches!(
        paper.apply(&crowd(8, 8_000)),
        Err(PaperError::TooLarge(_))
    ));
    assert_eq!(face(&paper), before);
    paper.apply(&crowd(8, 200)).expect("a small one");
    // Typing goes on where it was, however much there is.
    let mut typed = Bytes::by(9, 50_000).n(4).n(1).s("standfirst").s("x");
    for clock in 1..50_000 {
        typed = typed.b(0x84).n(9).n(clock - 1).s("x");
    }
    paper.apply(&typed.end()).expect("typing");
}
