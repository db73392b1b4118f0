//! The pieces of a line of time: numbers, words and signs, parted also where a page glues them together.

/// A piece of a line of time.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Digits.
    Number(String),
    /// Small letters, and as printed.
    Word(String, String),
    /// Any other character but white space.
    Sign(char),
}

/// Cuts at every change of kind, and where a page glues words: "20231:44" and "EDTUpdated".
pub(super) fn cut(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = arabic_digit(c);
        if c.is_ascii_digit() {
            let mut number = String::from(c);
            while let Some(d) = chars
                .peek()
                .map(|c| arabic_digit(*c))
                .filter(char::is_ascii_digit)
            {
                number.push(d);
                chars.next();
            }
            if number.len() > 4 && number.len() <= 6 && chars.peek() == Some(&':') {
                let clock = number.split_off(4);
                tokens.push(Token::Number(number));
                number = clock;
            }
            tokens.push(Token::Number(number));
        } else if c.is_alphabetic() || !c.is_ascii() && !c.is_whitespace() && c.is_alphanumeric() {
            word.push(c);
            while let Some(next) = chars.peek().copied() {
                let mark = ('\u{64b}'..='\u{652}').contains(&next);
                let glued = word.ends_with(char::is_uppercase)
                    && next.is_lowercase()
                    && word.chars().count() > 1
                    || word.ends_with(char::is_lowercase) && next.is_uppercase();
                if !(next.is_alphabetic() || mark) {
                    break;
                }
                if glued {
                    // "EDTUpdated": the last capital belongs to the new word.
                    let carry = if word.ends_with(char::is_uppercase) {
                        word.pop()
                    } else {
                        None
                    };
                    push_word(&mut tokens, &mut word);
                    word.extend(carry);
                }
                word.push(next);
                chars.next();
            }
            push_word(&mut tokens, &mut word);
        } else if !c.is_whitespace() {
            tokens.push(Token::Sign(c));
        }
    }
    tokens
}

fn push_word(tokens: &mut Vec<Token>, word: &mut String) {
    let mut printed = std::mem::take(word);
    // "ESTUPDATED": all large, so the change of case does not show where the words meet.
    let met = ["UPDATED", "PUBLISHED", "POSTED"]
        .iter()
        .filter_map(|label| printed.find(label))
        .find(|at| *at > 0);
    if let Some(at) = met {
        let label = printed.split_off(at);
        tokens.push(Token::Word(printed.to_lowercase(), printed));
        printed = label;
    }
    tokens.push(Token::Word(printed.to_lowercase(), printed));
}

fn arabic_digit(c: char) -> char {
    match c {
        '٠'..='٩' => char::from_digit(u32::from(c) - 0x660, 10).unwrap_or(c),
        _ => c,
    }
}
