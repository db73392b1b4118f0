//! Turns and flips of a picture one after another, and the number that EXIF has for what comes out. Reach: numbers only.

/// Where a turn takes the step to the right and the step down, as columns.
pub(super) type Turn = [[i8; 2]; 2];
pub(super) const UPRIGHT: Turn = [[1, 0], [0, 1]];
/// A quarter to the left.
pub(super) const LEFT: Turn = [[0, 1], [-1, 0]];
/// Top to bottom.
pub(super) const OVER: Turn = [[1, 0], [0, -1]];
/// Left to right.
pub(super) const SIDEWAYS: Turn = [[-1, 0], [0, 1]];

pub(super) fn after(second: Turn, first: Turn) -> Turn {
    let cell = |row: usize, column: usize| {
        second[row][0] * first[0][column] + second[row][1] * first[1][column]
    };
    [[cell(0, 0), cell(0, 1)], [cell(1, 0), cell(1, 1)]]
}

/// The number that EXIF has for a turn.
pub(super) fn orientation(turn: Turn) -> Option<u8> {
    let half = after(LEFT, LEFT);
    let right = after(LEFT, half);
    let all = [
        UPRIGHT,
        SIDEWAYS,
        half,
        OVER,
        after(OVER, LEFT),
        right,
        after(OVER, right),
        LEFT,
    ];
    all.iter()
        .zip(1..)
        .find(|(known, _)| **known == turn)
        .map(|(_, number)| number)
}
