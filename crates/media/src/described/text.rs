//! Words from a file, made fit to be shown: no control characters, no turned direction, no more than is sensible.
//!
//! What looks like mark-up stays as it is, letter by letter. Reach: strings only.

/// Most characters of a caption and of other texts that may have paragraphs.
const LONGEST_TEXT: usize = 20_000;
/// Most characters of a line: a name, a headline, a copyright notice.
const LONGEST_LINE: usize = 2_000;
/// Most characters of a keyword.
const LONGEST_KEYWORD: usize = 200;
/// Most keywords.
const MOST_KEYWORDS: usize = 1_000;
/// Most names of creators.
const MOST_NAMES: usize = 50;

/// A text that may have lines and paragraphs; none if nothing is left of it.
pub(crate) fn text(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len().min(LONGEST_TEXT));
    let mut letters = raw.chars().peekable();
    let mut count = 0;
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                '\n'
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\n' | '\t' => letter,
            letter if is_hidden(letter) => continue,
            letter => letter,
        };
        out.push(letter);
        count += 1;
        if count == LONGEST_TEXT {
            break;
        }
    }
    let trimmed = out.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// A text in one line.
pub(crate) fn line(raw: &str) -> Option<String> {
    bounded(raw, LONGEST_LINE)
}

/// Keywords in the order given, each once.
pub(crate) fn keywords<S: AsRef<str>>(raw: impl IntoIterator<Item = S>) -> Option<Vec<String>> {
    list(raw, LONGEST_KEYWORD, MOST_KEYWORDS)
}

/// Names in the order given, each once.
pub(crate) fn names<S: AsRef<str>>(raw: impl IntoIterator<Item = S>) -> Option<Vec<String>> {
    list(raw, LONGEST_LINE, MOST_NAMES)
}

fn list<S: AsRef<str>>(
    raw: impl IntoIterator<Item = S>,
    longest: usize,
    most: usize,
) -> Option<Vec<String>> {
    let mut seen = std::collections::HashSet::new();
    let kept: Vec<String> = raw
        .into_iter()
        .filter_map(|word| bounded(word.as_ref(), longest))
        .filter(|word| seen.insert(word.clone()))
        .take(most)
        .collect();
    (!kept.is_empty()).then_some(kept)
}

fn bounded(raw: &str, longest: usize) -> Option<String> {
    let text = text(raw)?;
    let line: String = text
        .chars()
        .map(|letter| {
            if matches!(letter, '\n' | '\t') {
                ' '
            } else {
                letter
            }
        })
        .take(longest)
        .collect();
    Some(line.trim_end().to_owned())
}

/// Letters that are not seen, or that turn the direction of what follows them: a name could be made to read as
/// another. The marks that Arabic, Persian, Hebrew and Indian scripts and emoji need (U+200C to U+200F) stay.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{fdd0}'..='\u{fdef}')
        || (u32::from(letter) & 0xfffe) == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_goes_and_what_looks_like_mark_up_stays() {
        let cases = [
            ("  Harbour\0\0 ", Some("Harbour")),
            ("a\u{202e}cilbup\u{202c} b", Some("acilbup b")),
            (
                "one\r\ntwo\rthree\u{2028}four",
                Some("one\ntwo\nthree\nfour"),
            ),
            (
                "<script>alert(1)</script> &amp;",
                Some("<script>alert(1)</script> &amp;"),
            ),
            ("\u{7}\u{9b}bell", Some("bell")),
            ("می\u{200c}خواهم", Some("می\u{200c}خواهم")),
            ("\u{1}\u{2}\0", None),
            ("", None),
        ];
        for (raw, wanted) in cases {
            assert_eq!(text(raw).as_deref(), wanted, "{raw:?}");
        }
        assert_eq!(line("two\nlines").as_deref(), Some("two lines"));
    }

    #[test]
    fn lists_are_bounded_and_say_each_word_once() {
        let many: Vec<String> = (0..5_000).map(|n| format!("word {n}")).collect();
        assert_eq!(keywords(&many).unwrap().len(), MOST_KEYWORDS);
        assert_eq!(keywords(["a", "b", "a", " "]).unwrap(), ["a", "b"]);
        assert_eq!(line(&"x".repeat(100_000)).unwrap().len(), LONGEST_LINE);
        assert!(keywords([""]).is_none());
    }
}
