//! A voice elsewhere: a service that takes `POST /audio/speech` as OpenAI's does (its reference "Create speech"), of which there
//! are many, hosted and for a machine of one's own.
//!
//! It gets the text of stories that are live, a sentence at a time and with figures in words, and gives sound without the
//! times of words: sentences are marked. How a name is said it cannot be taught. What is sent is counted before (see
//! `newsroom::spending`). Reach: the service, and nothing else; the key goes into one header and is in no name, message or log.

use std::sync::Arc;
use std::time::Duration;

use media::Refusal;
use media::speech::say::{self, Said};
use media::speech::{Engine, Spoken, wav};
use reqwest::{Response, StatusCode, header};
use serde_json::{Value, json};
use url::Url;

use crate::config::Config;
use crate::newsroom::{Error, Newsroom, spending};

/// Samples a second of everything that is kept, whatever the service sends.
const RATE: u32 = 24_000;
/// Seconds before each further try. What is still wrong then waits for the job's own, longer pauses.
const PAUSES: [u64; 3] = [1, 2, 4];
/// Longest that a service may have us wait before a further try, in seconds.
const LONGEST_PAUSE: u64 = 60;
/// Most bytes of an answer: the longest sentence there can be, as the largest WAV that is read.
const MOST: usize = 64 << 20;
/// Most letters of what a service says of an error that are shown.
const SHOWN: usize = 200;

/// The service.
pub(super) struct Remote {
    newsroom: Arc<Newsroom>,
    client: reqwest::Client,
    /// The voice speaks on threads that have no other.
    runtime: tokio::runtime::Runtime,
    url: Url,
    key: String,
    model: String,
    voice: String,
    seconds: u64,
    limit: u64,
}

/// Why there is no sound.
enum Failed {
    /// It may be different soon: after so many seconds, if the service has said so.
    Soon(String, Option<u64>),
    /// It will not be different until somebody changes something.
    Never(String),
}

/// The address of the service, or what is wrong with it as it goes on after "`voice_url`".
fn address(config: &Config) -> Result<Url, String> {
    let example = "such as https://api.example.com/v1";
    if config.voice_url.is_empty() {
        return Err(format!(
            "is empty: it must be the address of the service, {example}"
        ));
    }
    let url = Url::parse(&format!(
        "{}/audio/speech",
        config.voice_url.trim_end_matches('/')
    ));
    let url = url.ok().filter(|url| {
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        is_web && url.query().is_none() && url.fragment().is_none()
    });
    let url = url.ok_or_else(|| format!("is no address of a service: it must be one {example}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a name or a password: put the secret into voice_key".into());
    }
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() == "http" && !is_here && !config.voice_key.is_empty() {
        return Err(
            "begins with http://, which would send voice_key in the clear: use https://".into(),
        );
    }
    Ok(url)
}

/// What is wrong with the settings, each with its remedy.
pub(super) fn lacks(config: &Config) -> Vec<String> {
    let mut all = Vec::new();
    if let Err(why) = address(config) {
        all.push(format!("voice_url {why}"));
    }
    if config.voice_model.is_empty() {
        all.push(
            "voice_model is empty: it must be a model that the service has, such as tts-1".into(),
        );
    }
    if config.voice_name.is_empty() {
        all.push(
            "voice_name is empty: it must be a voice that the service has, such as fable".into(),
        );
    }
    if config.voice_limit == 0 {
        all.push("voice_limit is 0: nothing is sent to the service until it says how many letters a month may be".into());
    }
    if header::HeaderValue::from_str(&bearer(&config.voice_key)).is_err() {
        all.push("voice_key has a letter that no key has: copy it again, without line ends".into());
    }
    all
}

fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

/// The service in words.
pub(super) fn described(config: &Config) -> String {
    let host = address(config).map_or_else(|_| "nowhere".into(), |url| host(&url));
    let key = if config.voice_key.is_empty() {
        "without a key (voice_key is empty)"
    } else {
        "with a key"
    };
    format!(
        "remote, model {}, voice {}, at {host}, {key}, {} letters a month at most",
        config.voice_model, config.voice_name, config.voice_limit
    )
}

/// Host and port.
fn host(url: &Url) -> String {
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    format!("{}{port}", url.host_str().unwrap_or_default())
}

impl Remote {
    /// As settings name it.
    pub(super) fn open(config: &Config, newsroom: Arc<Newsroom>) -> Result<Self, Refusal> {
        let url = address(config).map_err(|why| Refusal::Machine(format!("voice_url {why}")))?;
        // The store's drivers bring the same; whoever comes first has installed it.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(config.voice_seconds.max(1)))
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Ok(Self {
            newsroom,
            client: client.map_err(|e| Refusal::Machine(e.to_string()))?,
            runtime: runtime.map_err(|e| Refusal::Machine(e.to_string()))?,
            url,
            key: config.voice_key.clone(),
            model: config.voice_model.clone(),
            voice: config.voice_name.clone(),
            seconds: config.voice_seconds.max(1),
            limit: config.voice_limit,
        })
    }

    /// Counts what is about to be sent.
    fn spend(&self, letters: u64) -> Result<(), Refusal> {
        let spent = self
            .newsroom
            .act(|tx| spending::spend(tx, letters, self.limit));
        spent.map_err(|e| match e {
            Error::Media(refusal) => refusal,
            e => Refusal::Machine(e.to_string()),
        })
    }

    /// Asks once for the sound of a text.
    fn ask(&self, text: &str) -> Result<Vec<f32>, Failed> {
        let body = json!({
            "model": self.model, "voice": self.voice, "input": text, "response_format": "wav",
        });
        let mut request = self
            .client
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string());
        if !self.key.is_empty() {
            request = request.header(header::AUTHORIZATION, bearer(&self.key));
        }
        self.runtime.block_on(async {
            let answer = request.send().await.map_err(|e| self.unreached(e))?;
            if answer.status() != StatusCode::OK {
                return Err(self.refused(answer).await);
            }
            let file = self.whole(answer).await?;
            sound(&file)
        })
    }

    /// The body of an answer, if it is not too long.
    async fn whole(&self, mut answer: Response) -> Result<Vec<u8>, Failed> {
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|e| self.unreached(e))? {
            if body.len() + part.len() > MOST {
                let why = format!("The voice service sends more than {MOST} bytes for a sentence.");
                return Err(Failed::Never(why));
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }

    fn unreached(&self, e: reqwest::Error) -> Failed {
        let why = if e.is_timeout() {
            format!(
                "the voice service at {} has not answered within {} s (voice_seconds)",
                host(&self.url),
                self.seconds
            )
        } else {
            // The address is told without what else may be in it.
            format!(
                "the voice service at {} cannot be reached: {}",
                host(&self.url),
                chain(&e.without_url())
            )
        };
        Failed::Soon(why, None)
    }

    async fn refused(&self, answer: Response) -> Failed {
        let status = answer.status();
        let code = status.as_u16();
        if status == StatusCode::TOO_MANY_REQUESTS
            || status == StatusCode::REQUEST_TIMEOUT
            || status.is_server_error()
        {
            let wait = answer.headers().get(header::RETRY_AFTER);
            let wait = wait.and_then(|value| self.wait(value.to_str().ok()?));
            let why = format!(
                "the voice service at {} answers with status {code}",
                host(&self.url)
            );
            return Failed::Soon(why, wait);
        }
        Failed::Never(match code {
            401 => "The voice service does not take the key (401). An administrator must look at voice_key.".into(),
            403 => format!(
                "The voice service does not let this key use it (403). An administrator must look at voice_key, and whether the \
                 account may use the model {}.",
                self.model
            ),
            404 => format!(
                "The voice service knows no such address or model (404). An administrator must look at voice_url and \
                 voice_model, which is {}.",
                self.model
            ),
            _ => {
                let said = self.whole(answer).await.unwrap_or_default();
                format!(
                    "The voice service does not take it ({code}){}. An administrator must look at voice_model and voice_name.",
                    self.said(&said)
                )
            }
        })
    }

    /// How many seconds a header asks to wait (RFC 9110, 10.2.3).
    fn wait(&self, value: &str) -> Option<u64> {
        let value = value.trim();
        let date = || {
            let at = jiff::fmt::rfc2822::parse(value).ok()?;
            let left = at.timestamp().as_second() - self.newsroom.clock.now() / 1_000_000;
            Some(left.max(0).unsigned_abs())
        };
        value.parse().ok().or_else(date)
    }

    /// What a service says of an error, as it goes on in a sentence; never the key, whoever repeats it.
    fn said(&self, body: &[u8]) -> String {
        let error: Value = serde_json::from_slice(body).unwrap_or_default();
        let places = ["/error/message", "/message", "/detail", "/error"];
        let mut words = places.iter().filter_map(|at| error.pointer(at)?.as_str());
        let words: String = words.next().unwrap_or_default().trim().into();
        let words = words.trim_end_matches('.');
        let hidden = self.key.is_empty() || !words.contains(&self.key);
        if words.is_empty() || !hidden {
            return String::new();
        }
        let words = words.chars().filter(|c| !c.is_control()).take(SHOWN);
        format!(": \u{201c}{}\u{201d}", words.collect::<String>())
    }
}

/// The causes of an error, one after the other.
fn chain(e: &dyn std::error::Error) -> String {
    let mut all = e.to_string();
    let mut cause = e.source();
    while let Some(e) = cause {
        all += &format!(": {e}");
        cause = e.source();
    }
    all
}

fn sound(file: &[u8]) -> Result<Vec<f32>, Failed> {
    let (samples, rate) = wav::read(file).map_err(|why| {
        Failed::Never(format!(
            "The voice service was asked for WAV, but the sound that it sends {why}. An administrator must look at voice_model."
        ))
    })?;
    if samples.iter().all(|sample| *sample == 0.0) {
        return Err(Failed::Soon("the voice service sends silence".into(), None));
    }
    Ok(wav::at_rate(&samples, rate, RATE))
}

impl Engine for Remote {
    fn name(&self) -> String {
        let host = host(&self.url);
        format!("remote/{host}/{}/{}/1", self.model, self.voice)
    }

    fn rate(&self) -> u32 {
        RATE
    }

    /// None of the newsroom's own words: it reads letters, and says them in its own way.
    fn taught(&self, _words: &str) -> Vec<&(String, String)> {
        Vec::new()
    }

    fn speak(&mut self, sentence: &[Said]) -> Result<Spoken, Refusal> {
        let text = say::text_of(sentence);
        let letters = text.chars().count() as u64;
        let mut pauses = PAUSES.into_iter();
        loop {
            // Each try: a service may have counted one that has failed.
            self.spend(letters)?;
            let (why, wait) = match self.ask(&text) {
                Ok(samples) => {
                    return Ok(Spoken {
                        samples,
                        ..Spoken::default()
                    });
                }
                Err(Failed::Never(why)) => return Err(Refusal::File(why)),
                Err(Failed::Soon(why, wait)) => (why, wait),
            };
            let pause = pauses.next().map(|own| own.max(wait.unwrap_or(0)));
            let Some(pause) = pause.filter(|pause| *pause <= LONGEST_PAUSE) else {
                return Err(Refusal::Machine(why));
            };
            tracing::warn!(reason = why, pause, "the voice service is asked again");
            std::thread::sleep(Duration::from_secs(pause));
        }
    }
}

/// What was sent this month, in words.
///
/// # Errors
/// Of the store.
pub(super) fn spent(config: &Config, newsroom: &Newsroom) -> store::Result<String> {
    let now = newsroom.clock.now();
    let spent = newsroom.db.read(|tx| spending::spent(tx, now))?;
    Ok(format!(
        "the voice service was sent {spent} of {} letters this month",
        config.voice_limit
    ))
}
