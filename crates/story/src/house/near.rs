//! How near two words are to each other.

/// How many letters must be changed, put in, left out or swapped with their neighbour to make one word of the other:
/// the optimal string alignment distance (Damerau 1964). `most + 1` where it is more than `most`.
pub(super) fn distance(a: &str, b: &str, most: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let other = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + other);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
        if last.iter().min().is_some_and(|least| *least > most) {
            return most + 1;
        }
    }
    last[b.len()].min(most + 1)
}

/// Whether one text is the other spelled otherwise, rather than said otherwise: at most a third of its letters differ.
pub(super) fn is_spelling(found: &str, suggestion: &str) -> bool {
    let longest = found.chars().count().max(suggestion.chars().count());
    let most = longest / 3;
    distance(&found.to_lowercase(), &suggestion.to_lowercase(), most) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        for (a, b, expected) in [
            ("", "", 0),
            ("Merkel", "Merkle", 1),
            ("Mohammed", "Mohamed", 1),
            ("José", "Jose", 1),
            ("Austria", "Australia", 2),
            ("kitten", "sitting", 3),
            ("ab", "xyz", 3),
        ] {
            assert_eq!(distance(a, b, 3), expected, "{a} {b}");
            assert_eq!(distance(b, a, 3), expected, "{b} {a}");
        }
        assert_eq!(distance("abcdef", "uvwxyz", 2), 3);
    }

    #[test]
    fn spelling_is_told_from_wording() {
        assert!(is_spelling("color", "colour"));
        assert!(is_spelling("advisor", "adviser"));
        assert!(!is_spelling("utilise", "use"));
        assert!(!is_spelling("in order to", "to"));
    }
}
