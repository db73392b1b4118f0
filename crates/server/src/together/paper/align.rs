//! Which of the old things are kept, changed or removed so that the new ones stand there.

/// One step through the old and the new at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The old one stays as it is.
    Keep(usize),
    /// The old one becomes the new one.
    Change(usize, usize),
    Remove(usize),
    Insert(usize),
}

/// Most comparisons for finding what two middles have in common; larger ones are changed pair by pair.
const MOST: usize = 1 << 20;

/// The steps from `old` things to `new` ones, in order. What is equal at both ends is kept, and so is the longest
/// common sequence between; what remains in a gap is changed in place where `similar` says that it can be.
pub(super) fn steps(
    (old, new): (usize, usize),
    equal: impl Fn(usize, usize) -> bool,
    similar: impl Fn(usize, usize) -> bool,
) -> Vec<Step> {
    let most = old.min(new);
    let head = (0..most).take_while(|i| equal(*i, *i)).count();
    let tail = (1..=most - head)
        .take_while(|i| equal(old - i, new - i))
        .count();
    let (rows, columns) = (old - head - tail, new - head - tail);
    let mut steps: Vec<Step> = (0..head).map(Step::Keep).collect();
    let (mut i, mut j) = (head, head);
    if rows * columns <= MOST {
        let width = columns + 1;
        let mut longest = vec![0u32; (rows + 1) * width];
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                longest[row * width + column] = if equal(head + row, head + column) {
                    longest[(row + 1) * width + column + 1] + 1
                } else {
                    longest[(row + 1) * width + column].max(longest[row * width + column + 1])
                };
            }
        }
        let (mut row, mut column) = (0, 0);
        while row < rows && column < columns {
            let here = longest[row * width + column];
            if here == longest[(row + 1) * width + column] {
                row += 1;
            } else if here == longest[row * width + column + 1] {
                column += 1;
            } else {
                gap(&mut steps, (i, head + row), (j, head + column), &similar);
                steps.push(Step::Keep(head + row));
                row += 1;
                column += 1;
                (i, j) = (head + row, head + column);
            }
        }
    }
    gap(&mut steps, (i, head + rows), (j, head + columns), &similar);
    steps.extend((old - tail..old).map(Step::Keep));
    steps
}

/// The steps where nothing is equal: pair by pair, and what is left over removed or inserted.
fn gap(
    steps: &mut Vec<Step>,
    (mut i, old): (usize, usize),
    (mut j, new): (usize, usize),
    similar: impl Fn(usize, usize) -> bool,
) {
    while i < old || j < new {
        let (left, right) = (old - i, new - j);
        if left > 0 && right > 0 && similar(i, j) {
            steps.push(Step::Change(i, j));
            i += 1;
            j += 1;
        } else if left >= right {
            steps.push(Step::Remove(i));
            i += 1;
        } else {
            steps.push(Step::Insert(j));
            j += 1;
        }
    }
}

/// How many characters two texts have in common at the start, and at the end after that. Whole characters, so that
/// an edit never parts a surrogate pair.
pub(super) fn common(old: &str, new: &str) -> (usize, usize) {
    let head: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let tail = old[head..]
        .chars()
        .rev()
        .zip(new[head..].chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    (head, tail)
}
