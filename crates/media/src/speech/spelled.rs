//! How people write down the way a word sounds: in phonetic letters, or by spelling it otherwise ("zho-VRIN-ka").
//!
//! Reach: what somebody typed in, the letters that the voice was taught out.

use crate::Refusal;

/// Pairs of phonetic letters (IPA) that are one in the voice's alphabet, and letters that it writes otherwise; longest first.
const LETTERS: [(&str, &str); 17] = [
    ("t͡ʃ", "ʧ"),
    ("d͡ʒ", "ʤ"),
    ("tʃ", "ʧ"),
    ("dʒ", "ʤ"),
    ("eɪ", "A"),
    ("aɪ", "I"),
    ("oʊ", "O"),
    ("əʊ", "O"),
    ("aʊ", "W"),
    ("ɔɪ", "Y"),
    ("ɚ", "əɹ"),
    ("ɝ", "ɜɹ"),
    ("r", "ɹ"),
    ("g", "ɡ"),
    ("ː", ""),
    (".", ""),
    ("'", "ˈ"),
];

/// Letters that are sung: stress is written before them.
pub(super) const VOWELS: &str = "AIOQWYaeiouæɑɐɒɔəɛɜɪʊʌᵊ";

/// Whether somebody has spelled a word otherwise rather than written phonetic letters.
pub(super) fn is_respelling(typed: &str) -> bool {
    let typed = typed.trim();
    let bare = typed.trim_matches(['/', '[', ']']);
    bare == typed
        && typed
            .chars()
            .all(|c| c.is_ascii_alphabetic() || " -\u{2019}'".contains(c))
}

/// The voice's letters for phonetic ones. `knows` says which letters it was taught.
pub(super) fn phonetic(typed: &str, knows: impl Fn(char) -> bool) -> Result<String, Refusal> {
    let mut sounds = typed.trim().trim_matches(['/', '[', ']']).to_owned();
    for (from, to) in LETTERS {
        sounds = sounds.replace(from, to);
    }
    if let Some(strange) = sounds.chars().find(|c| !knows(*c)) {
        return Err(Refusal::file(format!(
            "The voice does not know the sound \"{strange}\". Spell the word otherwise, such as zho-VRIN-ka."
        )));
    }
    Ok(stressed_vowels(&sounds))
}

/// The sounds of a respelling: each syllable by its letters; one in capitals is stressed, the first where none is.
pub(super) fn respelled(
    typed: &str,
    guess: impl Fn(&str) -> Result<String, Refusal>,
) -> Result<String, Refusal> {
    let is_loud = |s: &str| s.len() > 1 && s.chars().all(|c| !c.is_lowercase());
    let syllables: Vec<&str> = typed
        .split([' ', '-'])
        .filter(|s| s.chars().any(char::is_alphabetic))
        .collect();
    let some_loud = syllables.iter().any(|s| is_loud(s));
    let mut sounds = String::new();
    for (n, syllable) in syllables.iter().enumerate() {
        let flat: String = guess(&syllable.to_lowercase())?;
        let flat: String = flat.chars().filter(|c| !"ˈˌ".contains(*c)).collect();
        let stressed = if some_loud { is_loud(syllable) } else { n == 0 };
        sounds += &if stressed {
            stressed_vowels(&format!("ˈ{flat}"))
        } else {
            flat
        };
    }
    Ok(sounds)
}

/// Marks of stress moved from before a syllable to before its vowel, where the voice has them.
fn stressed_vowels(sounds: &str) -> String {
    let (mut out, mut waits) = (String::new(), None);
    for c in sounds.chars() {
        if "ˈˌ".contains(c) {
            waits = Some(c);
            continue;
        }
        if VOWELS.contains(c) {
            out.extend(waits.take());
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{is_respelling, phonetic, respelled};

    #[test]
    fn phonetic_letters_become_those_of_the_voice() {
        let knows = |c: char| c != 'ǃ';
        assert_eq!(phonetic("/ˈʃiː/", knows).unwrap(), "ʃˈi");
        assert_eq!(phonetic("tʃɪn ɡɑŋ", knows).unwrap(), "ʧɪn ɡɑŋ");
        assert_eq!(phonetic("ˌmeɪˈroʊ", knows).unwrap(), "mˌAɹˈO");
        assert!(
            phonetic("ǃxo", knows)
                .unwrap_err()
                .to_string()
                .contains('ǃ')
        );
    }

    #[test]
    fn a_respelling_is_stressed_where_it_is_in_capitals() {
        assert!(is_respelling("zho-VRIN-ka") && !is_respelling("ʒˈO") && !is_respelling("/abc/"));
        let guess = |s: &str| Ok(s.replace('o', "O").replace('i', "ɪ"));
        assert_eq!(respelled("zho-VRIN-ka", guess).unwrap(), "zhOvrˈɪnka");
        assert_eq!(respelled("bobi", guess).unwrap(), "bˈObɪ");
    }
}
