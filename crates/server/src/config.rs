//! The settings that the program needs before it can open anything: one struct, each with its default and reason.
//! They come from `--config FILE` (TOML), then from the environment (`STANDFIRST_NAME`), then from the command
//! line; the later wins. A name that is not known is an error that says which known one is nearest.

use std::path::{Path, PathBuf};

use store::Address;
use store::blobs::S3;

macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:expr;)*) => {
        /// All settings.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: $type,)*
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Config {
            /// Every setting: its name, its default and what it is for.
            #[must_use]
            pub fn list() -> Vec<(&'static str, String, &'static str)> {
                let defaults = Self::default();
                vec![$((stringify!($name), format!("{:?}", defaults.$name), concat!($($doc),+).trim()),)*]
            }

            fn set(&mut self, name: &str, text: &str, from: &str) -> Result<(), String> {
                match name {
                    $(stringify!($name) => {
                        self.$name = Setting::read(text).map_err(|e| format!("{from}: {name} = {text:?} {e}"))?;
                        Ok(())
                    })*
                    _ => {
                        let nearest = [$(stringify!($name)),*]
                            .into_iter()
                            .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)))
                            .unwrap_or_default();
                        Err(format!("{from}: there is no setting \"{name}\"; the nearest is \"{nearest}\""))
                    }
                }
            }
        }
    };
}

settings! {
    /// The one folder that holds everything the newsroom makes.
    data: PathBuf = PathBuf::from("./data");
    /// Where readers are listened to. Port 0 takes any free one. Only this machine by default, because a proxy
    /// that speaks TLS belongs before it.
    listen: String = "127.0.0.1:8080".into();
    /// The site's own address as readers know it, such as https://example.org; what it listens on where it is empty.
    url: String = String::new();
    /// sqlite:PATH or postgres://…; a SQLite file in the data folder where it is empty.
    database: String = String::new();
    /// A folder whose files replace the built-in templates, words and styles of the same name.
    theme: String = String::new();
    /// Bytes that finished pages may take in memory. 32 MiB hold about fifteen hundred pages in every encoding.
    cache_bytes: usize = 32 << 20;
    /// Most bytes of a request's body. A long story with every block is about 200 kB.
    max_body_bytes: usize = 2 << 20;
    /// Most bytes of a request's address. Longer ones are never ours.
    max_address_bytes: usize = 4_096;
    /// Most bytes of a request's headers, at least 8192.
    max_header_bytes: usize = 32 << 10;
    /// Seconds in which a request must have come in whole.
    request_seconds: u64 = 20;
    /// Most connections at a time.
    max_connections: usize = 8_192;
    /// How many proxies stand before the program: so many entries at the end of X-Forwarded-For are believed.
    proxies: usize = 0;
    /// The address of an identity service (OpenID Connect) through which staff may sign in, too; none if empty.
    oidc_issuer: String = String::new();
    /// The name of this desk there.
    oidc_client: String = String::new();
    /// Its secret there.
    oidc_secret: String = String::new();
    /// What the sign-in screen calls the service.
    oidc_name: String = "your work account".into();
    /// Most bytes of a picture that the desk takes in.
    max_upload_bytes: usize = 40 << 20;
    /// Most bytes of a film or sound that the desk takes in.
    max_film_bytes: usize = 4 << 30;
    /// How loud films and sounds are made, in LUFS: from -23, that of broadcasting (EBU R 128), to -16, that of the web.
    loudness: i64 = -16;
    /// A program that writes down what is said in films and sounds: it is given a WAV file and a language and prints
    /// WebVTT or SubRip; none if empty.
    recogniser: String = String::new();
    /// What reads stories aloud: hibari, an American; kokoro, Britons, for whom a fast machine is needed (`standfirst voice
    /// install` fetches either); remote, a service elsewhere that takes what OpenAI's /audio/speech takes; or none.
    voice: String = "hibari".into();
    /// Who of the voice speaks: its first where it is empty. Of kokoro that is bf_emma; there are bm_george, bf_isabella and
    /// bm_fable. A service wants a name, such as fable.
    voice_name: String = String::new();
    /// The address of the voice service, such as https://api.example.com/v1; it is sent the text of live stories.
    voice_url: String = String::new();
    /// The key of the voice service; a service of one's own may need none.
    voice_key: String = String::new();
    /// Which model of the voice service speaks, such as tts-1.
    voice_model: String = String::new();
    /// Seconds in which the voice service must have read a sentence.
    voice_seconds: u64 = 60;
    /// Most letters that the voice service is sent in a calendar month (UTC), which is what it is paid for. Nothing is sent
    /// where it is 0: money is spent only when somebody has said how much. A story of 500 words has about 3,000 letters.
    voice_limit: u64 = 0;
    /// Threads that answer; as many as there are processors where it is 0.
    threads: usize = 0;
    /// What is logged: error, warn, info, debug or trace.
    log: String = "info".into();
    /// The bucket of an S3-compatible store for files; the data folder where it is empty.
    s3_bucket: String = String::new();
    /// Its address, such as https://s3.example.org.
    s3_endpoint: String = String::new();
    /// Its region.
    s3_region: String = "us-east-1".into();
    /// The key's name.
    s3_access_key: String = String::new();
    /// The key's secret.
    s3_secret_key: String = String::new();
}

/// What a setting can be.
trait Setting: Sized {
    fn read(text: &str) -> Result<Self, String>;
}

impl Setting for String {
    fn read(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Setting for PathBuf {
    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            Err("is empty, but must name a folder".into())
        } else {
            Ok(Self::from(text))
        }
    }
}

macro_rules! number {
    ($($type:ty),*) => {$(
        impl Setting for $type {
            fn read(text: &str) -> Result<Self, String> {
                text.replace('_', "").parse().map_err(|_| "is not a whole number".to_owned())
            }
        }
    )*};
}

number!(usize, u64, i64);

impl Config {
    /// Reads the file, if one is named, and the environment.
    ///
    /// # Errors
    /// A sentence that names the setting and the remedy.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, String> {
        let mut config = Self::default();
        if let Some(path) = file {
            let from = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|e| format!("{from}: {e}"))?;
            let table: toml::Table = text.parse().map_err(|e| format!("{from}: {e}"))?;
            for (name, value) in table {
                let text = match value {
                    toml::Value::String(s) => s,
                    toml::Value::Integer(n) => n.to_string(),
                    other => {
                        return Err(format!(
                            "{from}: {name} is a {}, but must be a text or a whole number",
                            other.type_str()
                        ));
                    }
                };
                config.set(&name, &text, &from)?;
            }
        }
        for (name, text) in environment {
            if let Some(name) = name.strip_prefix("STANDFIRST_") {
                config.set(&name.to_ascii_lowercase(), &text, "the environment")?;
            }
        }
        if config.max_header_bytes < 8_192 {
            return Err("max_header_bytes is less than 8192, which browsers need".into());
        }
        if !(-23..=-16).contains(&config.loudness) {
            return Err("loudness must be from -23 to -16 (LUFS)".into());
        }
        let voices = crate::voices::NAMES;
        if !voices.contains(&config.voice.as_str()) {
            return Err(format!(
                "there is no voice \"{}\"; voice is one of {}",
                config.voice,
                voices.join(", ")
            ));
        }
        Ok(config)
    }

    /// Where the database is.
    ///
    /// # Errors
    /// If the setting names none.
    pub fn address(&self) -> Result<Address, String> {
        if self.database.is_empty() {
            Ok(Address::Sqlite(self.data.join("standfirst.db")))
        } else {
            self.database
                .parse()
                .map_err(|e: store::Error| e.to_string())
        }
    }

    /// Where files are if not in the data folder.
    #[must_use]
    pub fn s3(&self) -> Option<S3> {
        (!self.s3_bucket.is_empty()).then(|| S3 {
            bucket: self.s3_bucket.clone(),
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            access_key: self.s3_access_key.clone(),
            secret_key: self.s3_secret_key.clone(),
        })
    }

    /// The theme's folder, if there is one.
    #[must_use]
    pub fn theme(&self) -> Option<&Path> {
        (!self.theme.is_empty()).then(|| Path::new(&self.theme))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn an_unknown_setting_is_an_error_that_names_the_nearest() {
        let error = Config::load(None, environment(&[("STANDFIRST_DATABSE", "x")])).unwrap_err();
        assert_eq!(
            error,
            "the environment: there is no setting \"databse\"; the nearest is \"database\""
        );
        let error = Config::load(None, environment(&[("STANDFIRST_THREADS", "many")])).unwrap_err();
        assert_eq!(
            error,
            "the environment: threads = \"many\" is not a whole number"
        );
        assert!(Config::load(None, environment(&[("HOME", "x")])).is_ok());
    }

    #[test]
    fn every_setting_has_a_reason() {
        for (name, _, reason) in Config::list() {
            assert!(reason.len() > 10, "{name}");
        }
    }
}
