//! Templates: MiniJinja files built into the program, each replaceable by the file of the same name in the
//! newsroom's theme folder. Undefined names are errors; everything is escaped unless a template says otherwise.

use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior};
use rust_embed::RustEmbed;
use serde::Serialize;

use crate::words::{Speech, Words};

#[derive(RustEmbed)]
#[folder = "../../templates"]
struct Builtin;

#[derive(RustEmbed)]
#[folder = "../../site"]
struct Statics;

/// The desk's browser code, which the build script has bundled. It is no part of a theme.
#[derive(RustEmbed)]
#[folder = "../../desk/dist"]
struct Desk;

/// All templates, words and static files of the site.
pub struct Templates {
    environment: Environment<'static>,
    words: Words,
    statics: Vec<Static>,
}

/// A file that pages refer to, under an address that changes with its content.
#[derive(Debug, Clone)]
pub struct Static {
    /// `site.css`
    pub name: String,
    /// `/static/site.1a2b3c4d.css`
    pub url: String,
    /// The type in which it is served.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Templates {
    /// Reads the built-in files, with those of `theme` in their place.
    ///
    /// # Errors
    /// A sentence that names the file, the line and what is wrong with it.
    pub fn load(theme: Option<&Path>) -> Result<Self, String> {
        let theme = theme.map(Path::to_owned);
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(put);
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build();
        environment.set_syntax(syntax.map_err(|e| e.to_string())?);
        let mut words = Vec::new();
        for name in Builtin::iter() {
            let text = text_of(
                theme.as_deref(),
                &name,
                Builtin::get(&name).map(|f| f.data.into_owned()),
            )?;
            if let Some(language) = name
                .strip_prefix("words/")
                .and_then(|n| n.strip_suffix(".ftl"))
            {
                words.push((language.to_owned(), text));
            } else {
                environment
                    .add_template_owned(name.to_string(), text)
                    .map_err(|e| format!("the template {name}: {e:#}"))?;
            }
        }
        words.extend(more_words(theme.as_deref(), &words)?);
        let words = Words::read(words.iter().map(|(l, t)| (l.clone(), t.as_str())))?;
        let mut statics = Vec::new();
        for name in Statics::iter() {
            let bytes = match in_theme(theme.as_deref(), &name) {
                Some(path) => {
                    std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?
                }
                None => Statics::get(&name)
                    .map(|f| f.data.into_owned())
                    .unwrap_or_default(),
            };
            statics.push(Static::new(&name, bytes));
        }
        for name in Desk::iter() {
            let bytes = Desk::get(&name).map(|f| f.data.into_owned());
            statics.push(Static::new(&name, bytes.unwrap_or_default()));
        }
        Ok(Self {
            environment,
            words,
            statics,
        })
    }

    /// The words of all languages.
    #[must_use]
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The address of a static file.
    #[must_use]
    pub fn url(&self, name: &str) -> &str {
        self.statics
            .iter()
            .find(|s| s.name == name)
            .map_or("", |s| &s.url)
    }

    /// All static files.
    #[must_use]
    pub fn statics(&self) -> &[Static] {
        &self.statics
    }

    /// Renders a template with a view-model, in the words of one language. Templates say `t("name", key=value)`.
    ///
    /// # Errors
    /// A sentence that names the template, the line and what is wrong.
    pub fn render<T: Serialize>(
        &self,
        name: &str,
        view: &T,
        speech: &Speech,
    ) -> Result<String, String> {
        let speech = speech.clone();
        let t = Value::from_function(
            move |name: &str, args: Kwargs| -> Result<String, minijinja::Error> {
                let mut given = Vec::new();
                for key in args.args() {
                    given.push((key.to_owned(), args.get::<Value>(key)?.to_string()));
                }
                let given: Vec<(&str, &str)> = given
                    .iter()
                    .map(|(k, v)| (k.as_str(), v.as_str()))
                    .collect();
                speech.find(name, &given).ok_or_else(|| {
                    minijinja::Error::new(
                        minijinja::ErrorKind::UndefinedError,
                        format!("there are no words \"{name}\""),
                    )
                })
            },
        );
        let context = minijinja::context! { t, ..Value::from(Serde(view)) };
        self.environment
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|e| format!("the template {name}: {e:#}"))
    }
}

/// Writes a value into a page, escaped for text and for quoted attributes (HTML Living Standard, 13.3). The
/// engine's own way escapes slashes too, which makes every address longer and harder to read.
fn put(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && *state.auto_escape() == AutoEscape::Html => {
            let mut from = 0;
            for (at, byte) in text.bytes().enumerate() {
                let escaped = match byte {
                    b'&' => "&amp;",
                    b'<' => "&lt;",
                    b'>' => "&gt;",
                    b'"' => "&quot;",
                    b'\'' => "&#39;",
                    _ => continue,
                };
                out.write_str(&text[from..at])?;
                out.write_str(escaped)?;
                from = at + 1;
            }
            Ok(out.write_str(&text[from..])?)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

impl Static {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        let hash = store::blobs::hash(&bytes);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let media_type = match ending {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "ico" => "image/x-icon",
            "woff2" => "font/woff2",
            _ => "application/octet-stream",
        };
        Self {
            name: name.to_owned(),
            url: format!("/static/{stem}.{}.{ending}", &hash[..8]),
            media_type,
            bytes,
        }
    }
}

fn in_theme(theme: Option<&Path>, name: &str) -> Option<PathBuf> {
    theme
        .map(|folder| folder.join(name))
        .filter(|path| path.is_file())
}

fn text_of(theme: Option<&Path>, name: &str, builtin: Option<Vec<u8>>) -> Result<String, String> {
    match in_theme(theme, name) {
        Some(path) => {
            std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
        }
        None => String::from_utf8(builtin.unwrap_or_default()).map_err(|e| format!("{name}: {e}")),
    }
}

/// A theme may bring languages that the program does not have.
fn more_words(
    theme: Option<&Path>,
    known: &[(String, String)],
) -> Result<Vec<(String, String)>, String> {
    let Some(folder) = theme.map(|t| t.join("words")).filter(|f| f.is_dir()) else {
        return Ok(Vec::new());
    };
    let mut more = Vec::new();
    for entry in std::fs::read_dir(&folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .flatten()
    {
        let path = entry.path();
        let language = path
            .file_stem()
            .and_then(|s| s.to_str())
            .unwrap_or_default()
            .to_owned();
        if path.extension().is_some_and(|e| e == "ftl") && known.iter().all(|(l, _)| *l != language)
        {
            more.push((
                language,
                std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?,
            ));
        }
    }
    Ok(more)
}
