//! The words of the furniture, by language: Fluent files under `templates/words/`, which a theme folder may
//! replace. A story's page speaks the story's language where there are words for it, else English.

use std::collections::BTreeMap;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// The language that has every word.
pub const FALLBACK: &str = "en";

type Bundle = FluentBundle<FluentResource>;

/// All languages.
#[derive(Clone)]
pub struct Words {
    bundles: Arc<BTreeMap<String, Bundle>>,
}

/// The words of one language.
#[derive(Clone)]
pub struct Speech {
    words: Words,
    /// The language's tag, one of those that there are words for.
    pub language: String,
}

impl Words {
    /// Reads the files: pairs of a language tag and the text of its file.
    ///
    /// # Errors
    /// A sentence that names the file and the line of the first fault.
    pub fn read<'a>(files: impl IntoIterator<Item = (String, &'a str)>) -> Result<Self, String> {
        let mut bundles = BTreeMap::new();
        for (language, text) in files {
            let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, faults)| {
                let fault = faults.first();
                let line = fault.map_or(1, |f| {
                    text.get(..f.pos.start)
                        .unwrap_or(text)
                        .matches('\n')
                        .count()
                        + 1
                });
                let why = fault.map(ToString::to_string).unwrap_or_default();
                format!("words/{language}.ftl, line {line}: {why}")
            })?;
            let tag = language
                .parse()
                .map_err(|_| format!("words/{language}.ftl: the name is no language tag"))?;
            let mut bundle = Bundle::new_concurrent(vec![tag]);
            // The marks would be put into attributes and addresses too; the templates isolate with <bdi> instead.
            bundle.set_use_isolating(false);
            bundle
                .add_resource(resource)
                .map_err(|_| format!("words/{language}.ftl: a word is there twice"))?;
            bundles.insert(language, bundle);
        }
        if !bundles.contains_key(FALLBACK) {
            return Err(format!("words/{FALLBACK}.ftl is missing"));
        }
        Ok(Self {
            bundles: Arc::new(bundles),
        })
    }

    /// The words for a language tag: those of the tag, of its first part, or English.
    #[must_use]
    pub fn speech(&self, tag: &str) -> Speech {
        let tag = tag.to_ascii_lowercase();
        let first = tag.split('-').next().unwrap_or(FALLBACK);
        let language = [tag.as_str(), first]
            .into_iter()
            .find(|t| self.bundles.contains_key(*t))
            .unwrap_or(FALLBACK);
        Speech {
            words: self.clone(),
            language: language.to_owned(),
        }
    }
}

impl Speech {
    /// The words for `name` with `args` in place; none if no language has them.
    #[must_use]
    pub fn find(&self, name: &str, args: &[(&str, &str)]) -> Option<String> {
        [self.language.as_str(), FALLBACK]
            .into_iter()
            .find_map(|language| {
                let bundle = self.words.bundles.get(language)?;
                let pattern = bundle.get_message(name)?.value()?;
                let mut fluent = FluentArgs::new();
                for (key, value) in args {
                    // Numbers are passed as numbers, so that plural forms work.
                    match value.parse::<u32>() {
                        Ok(number) if !value.starts_with('0') || *value == "0" => {
                            fluent.set(*key, number);
                        }
                        _ => fluent.set(*key, *value),
                    }
                }
                let mut faults = Vec::new();
                let text = bundle.format_pattern(pattern, Some(&fluent), &mut faults);
                faults.is_empty().then(|| text.into_owned())
            })
    }

    /// The words for `name`, or the name itself in brackets, which nobody overlooks.
    #[must_use]
    pub fn say(&self, name: &str, args: &[(&str, &str)]) -> String {
        self.find(name, args).unwrap_or_else(|| format!("[{name}]"))
    }

    /// `rtl` or `ltr`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        direction(&self.language)
    }
}

/// What a language is called by those who speak it; its tag where that is not known here.
#[must_use]
pub fn language_name(tag: &str) -> String {
    const NAMES: [(&str, &str); 32] = [
        ("ar", "العربية"),
        ("bg", "Български"),
        ("cs", "Čeština"),
        ("cy", "Cymraeg"),
        ("da", "Dansk"),
        ("de", "Deutsch"),
        ("el", "Ελληνικά"),
        ("en", "English"),
        ("es", "Español"),
        ("et", "Eesti"),
        ("fa", "فارسی"),
        ("fi", "Suomi"),
        ("fr", "Français"),
        ("ga", "Gaeilge"),
        ("he", "עברית"),
        ("hi", "हिन्दी"),
        ("hu", "Magyar"),
        ("it", "Italiano"),
        ("ja", "日本語"),
        ("ko", "한국어"),
        ("nl", "Nederlands"),
        ("no", "Norsk"),
        ("pl", "Polski"),
        ("pt", "Português"),
        ("ro", "Română"),
        ("ru", "Русский"),
        ("sv", "Svenska"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("ur", "اردو"),
        ("vi", "Tiếng Việt"),
        ("zh", "中文"),
    ];
    let first = tag.split('-').next().unwrap_or(tag);
    let found = NAMES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(first));
    match found {
        Some((_, name)) if first == tag => (*name).to_owned(),
        Some((_, name)) => format!("{name} ({tag})"),
        None => tag.to_owned(),
    }
}

/// The direction in which a language is written: `rtl` or `ltr` (Unicode CLDR, script direction of the likely script).
#[must_use]
pub fn direction(language: &str) -> &'static str {
    let first = language
        .split('-')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match first.as_str() {
        "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => {
            "rtl"
        }
        _ => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// A word that one language lacks would be said in English in the middle of its page.
    #[test]
    fn the_languages_have_the_same_words() {
        let words = |text: &'static str| -> BTreeSet<&'static str> {
            text.lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                .filter_map(|line| line.split_once(" ="))
                .map(|(name, _)| name)
                .collect()
        };
        let english = words(include_str!("../../../templates/words/en.ftl"));
        assert!(english.len() > 60);
        assert_eq!(
            english,
            words(include_str!("../../../templates/words/de.ftl"))
        );
        assert_eq!(
            english,
            words(include_str!("../../../templates/words/ar.ftl"))
        );
    }
}
