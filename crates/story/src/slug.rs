//! The words in a story's address.
//!
//! [`slug`] turns a headline of any script into `a-z`, `0-9` and single hyphens. The server puts the story's number
//! behind it, so two stories may well have the same slug. Reach: text in, text out.

/// Longest slug, in characters.
pub const MAX_SLUG: usize = 80;

/// What a headline without any usable letter becomes.
const NAMELESS: &str = "story";

/// The address words of a headline: transliterated, lower case, single hyphens, at most [`MAX_SLUG`] characters cut
/// between words, never empty. A slug's slug is the slug itself.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for c in text.chars() {
        spell(c, &mut spelled);
    }
    let words: Vec<&str> = spelled.split('-').filter(|word| !word.is_empty()).collect();
    let mut slug = String::new();
    for word in words {
        let room = MAX_SLUG - slug.len();
        if slug.is_empty() {
            // Only a first word that alone is too long is cut inside. All of it is ASCII by now.
            slug.push_str(&word[..word.len().min(room)]);
        } else if word.len() < room {
            slug.push('-');
            slug.push_str(word);
        } else {
            break;
        }
    }
    if slug.is_empty() {
        NAMELESS.to_owned()
    } else {
        slug
    }
}

/// Writes one character as `a-z`, `0-9`, a hyphen where a word ends, or nothing.
fn spell(c: char, out: &mut String) {
    match c {
        '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '＇' => {}
        '&' | '＆' => out.push_str("-and-"),
        // Joiners, accents that stand apart from their letter, and marks inside words of Indic and other scripts
        // have no letter of their own and do not end a word.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{300}'..='\u{36f}' => {}
        // Pictures, among them letters in circles and flags, whose spelt-out names are long and say nothing.
        '\u{1f000}'..='\u{1faff}' | '\u{2460}'..='\u{2bff}' => out.push('-'),
        _ if c.is_alphanumeric() => letters(c, out),
        // The virama and its like: no letters, yet in the middle of a word.
        _ if !c.is_ascii() && deunicode::deunicode_char(c) == Some("") => {}
        // Currency signs among the rest: "£1.2bn" is 1-2bn, not ps1-2bn.
        _ => out.push('-'),
    }
}

fn letters(c: char, out: &mut String) {
    for spelt in deunicode::deunicode_char(c).unwrap_or("-").chars() {
        match spelt {
            'a'..='z' | '0'..='9' => out.push(spelt),
            'A'..='Z' => out.push(spelt.to_ascii_lowercase()),
            '\'' | '`' | '"' => {}
            _ => out.push('-'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_become_addresses() {
        for (headline, expected) in [
            (
                "Bay’s Council Meets and Votes on Three Quays",
                "bays-council-meets-and-votes-on-three-quays",
            ),
            ("China's", "chinas"),
            ("Marks & Spencer", "marks-and-spencer"),
            ("R&D", "r-and-d"),
            ("£1.2bn for trains", "1-2bn-for-trains"),
            ("Café – Zoë’s naïve «plan»", "cafe-zoes-naive-plan"),
            ("Cafe\u{301}", "cafe"),
            ("Straße", "strasse"),
            ("北京", "bei-jing"),
            ("Москва", "moskva"),
            ("Fire 🔥 in 🇬🇧 town 👩‍🚒", "fire-in-town"),
            ("  --Already--a--slug--  ", "already-a-slug"),
            ("🔥", "story"),
            ("", "story"),
        ] {
            assert_eq!(slug(headline), expected, "{headline}");
        }
        for headline in [
            "नई दिल्ली",
            "القاهرة",
            "서울",
            "東京タワー",
            "กรุงเทพ",
            "Ελλάδα",
            "תל אביב",
        ] {
            assert_ne!(slug(headline), "story", "{headline}");
        }
        assert!(
            slug("दिल्ली").len() < 12 && !slug("दिल्ली").contains('-'),
            "{}",
            slug("दिल्ली")
        );
    }

    #[test]
    fn a_long_headline_is_cut_between_words() {
        let slug_of_many = slug(&"seven77 ".repeat(20));
        assert_eq!(slug_of_many.len(), 79);
        assert!(slug_of_many.ends_with("-seven77"));
        assert_eq!(slug(&"x".repeat(200)).len(), MAX_SLUG);
        assert_eq!(slug(&format!("{} y", "x".repeat(79))), "x".repeat(79));
        assert_eq!(
            slug(&format!("{} y", "x".repeat(78))),
            format!("{}-y", "x".repeat(78))
        );
    }
}
