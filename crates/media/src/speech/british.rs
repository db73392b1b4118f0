//! American sounds as a Briton makes them, for words whose sound comes from a guess or from somebody's letters: both are
//! American, as the voice is that reads where nothing else is set. What is British already stays as it is.
//!
//! By rule, so an ear may differ over a name: an r that no vowel follows is not heard, vowels are long or short (Wells,
//! Accents of English, 1982, 2.4).

use crate::speech::spelled::VOWELS;

/// The sounds as a Briton makes them.
pub(super) fn british(sounds: &str) -> String {
    let all: Vec<char> = sounds.chars().collect();
    let mut out = String::with_capacity(sounds.len() + 8);
    let is_vowel = |at: usize| {
        let heard = all[at.min(all.len())..]
            .iter()
            .find(|c| !"ˈˌ".contains(**c));
        heard.is_some_and(|c| VOWELS.contains(*c))
    };
    let is = |at: usize, wanted: char| all.get(at) == Some(&wanted);
    let mut at = 0;
    while let Some(&sound) = all.get(at) {
        let silent_r = is(at + 1, 'ɹ') && !is_vowel(at + 2);
        let stressed = at > 0 && "ˈˌ".contains(all[at - 1]);
        let (new, long) = match sound {
            'O' => ("Q", false),
            'æ' => ("a", false),
            'T' | 'ɾ' => ("t", false),
            'ᵻ' => ("ɪ", false),
            'ɑ' => ("ɑ", true),
            'ɔ' => ("ɔ", true),
            'ɜ' => ("ɜ", true),
            'u' => ("u", true),
            // "Happy" ends in a short one.
            'i' => ("i", stressed || at + 1 < all.len() && !is_vowel(at + 1)),
            'ɛ' => ("ɛ", silent_r),
            _ => ("", false),
        };
        if new.is_empty() {
            out.push(sound);
        } else {
            out += new;
        }
        if long && !is(at + 1, 'ː') {
            out.push('ː');
        }
        at += 1;
        if silent_r {
            // "Near" and "fire" end in a weak vowel where the r was.
            if VOWELS.contains(sound) && !"ɑɔɜəɛæau".contains(sound) {
                out.push('ə');
            }
            let is_sung = VOWELS.contains(sound) || sound == 'ː';
            at += usize::from(is_sung);
            if !is_sung {
                out.push('ɹ');
                at += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::british;

    #[test]
    fn what_an_american_says_is_said_as_the_dictionary_of_a_briton_has_it() {
        for (american, wanted) in [
            ("sˈi", "sˈiː"),
            ("ɡˌO", "ɡˌQ"),
            ("kˈæt", "kˈat"),
            ("kˈɑɹ", "kˈɑː"),
            ("bˈɜɹd", "bˈɜːd"),
            ("nˌɪɹ", "nˌɪə"),
            ("hˈɛɹ", "hˈɛː"),
            ("lˈɔ", "lˈɔː"),
            ("hˈæpi", "hˈapi"),
            ("bˈɛTəɹ", "bˈɛtə"),
            ("tˈʊɹ", "tˈʊə"),
            ("fˈud", "fˈuːd"),
            ("nˈɔɹθ", "nˈɔːθ"),
            ("vˈɛɹi", "vˈɛɹi"),
            ("fˈɑðəɹ", "fˈɑːðə"),
            ("pˈɑɹTi", "pˈɑːti"),
            ("fˈIɹ", "fˈIə"),
            ("ɹˈɛd", "ɹˈɛd"),
            ("hˌɑɹˈi", "hˌɑːɹˈiː"),
        ] {
            assert_eq!(british(american), wanted, "{american}");
            assert_eq!(british(wanted), wanted, "a Briton's own");
        }
        assert_eq!(british(""), "");
        assert_eq!(british("ɹ"), "ɹ");
    }
}
