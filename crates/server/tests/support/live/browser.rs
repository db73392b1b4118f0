//! The part of a browser that asks for pages: cookies, forms, requests of scripts.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};

use super::{PATIENCE, wrong};

/// Somebody's browser.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Page {
    /// The same page, which must have this status.
    pub(crate) fn is(self, status: u16) -> io::Result<Self> {
        if self.status == status {
            return Ok(self);
        }
        let start: String = self.text.chars().take(600).collect();
        Err(wrong(format!(
            "{} instead of {status}: {start}",
            self.status
        )))
    }

    pub(crate) fn json(&self) -> io::Result<Value> {
        serde_json::from_str(&self.text).map_err(|e| wrong(format!("{e}: {}", self.text)))
    }

    /// What stands between two texts.
    fn between(&self, before: &str, after: &str) -> io::Result<&str> {
        let found = self.text.split_once(before);
        let found = found.and_then(|(_, rest)| rest.split_once(after));
        found
            .map(|(text, _)| text)
            .ok_or_else(|| wrong(format!("the page has no {before}")))
    }
}

impl Browser {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookies: BTreeMap::new(),
            csrf: String::new(),
        }
    }

    /// Follows an invitation, as `standfirst staff add` prints it: sets up a password and an authenticator, and is
    /// signed in.
    pub(crate) fn join(address: SocketAddr, invitation: &str, name: &str) -> io::Result<Self> {
        let mut browser = Self::new(address);
        let secret = invitation.split_once("/desk/invitation/");
        let secret = secret.ok_or_else(|| wrong(format!("no invitation: {invitation}")))?;
        let secret = secret.1.split_whitespace().next().unwrap_or_default();
        let path = format!("/desk/invitation/{secret}");
        let page = browser.get(&path)?.is(200)?;
        let csrf = page.between("name=\"csrf\" value=\"", "\"")?;
        let ticket = page.between("name=\"ticket\" value=\"", "\"")?;
        let key = page.between("<code class=\"secret\"", "</code>")?;
        let key = key.split_once('>').map_or("", |(_, key)| key);
        let code = code(key)?;
        let form = [
            ("csrf", csrf),
            ("name", name),
            ("password", "nine words of a colleague"),
            ("ticket", ticket),
            ("code", &code),
        ];
        browser.send_form(&path, &form)?.is(303)?;
        let page = browser.get("/desk/me")?.is(200)?;
        browser.csrf = page.between("name=\"csrf\" content=\"", "\"")?.to_owned();
        Ok(browser)
    }

    /// The same browser where the program listens elsewhere by now.
    pub(crate) fn at(&self, address: SocketAddr) -> Self {
        Self {
            address,
            ..self.clone()
        }
    }

    /// The value of the `Cookie` header.
    pub(crate) fn cookies(&self) -> String {
        let pairs = self.cookies.iter().map(|(n, v)| format!("{n}={v}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    pub(crate) fn get(&mut self, path: &str) -> io::Result<Page> {
        self.ask("GET", path, "", b"")
    }

    pub(crate) fn send_form(&mut self, path: &str, fields: &[(&str, &str)]) -> io::Result<Page> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let body = form.extend_pairs(fields).finish();
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        self.ask("POST", path, kind, body.as_bytes())
    }

    /// Posts as the desk's own scripts do, for which no cookies are set.
    pub(crate) fn post(&self, path: &str, body: &Value) -> io::Result<Page> {
        let headers = format!(
            "content-type: application/json\r\naccept: application/json\r\nx-csrf: {}\r\norigin: http://{}\r\n",
            self.csrf, self.address
        );
        self.clone()
            .ask("POST", path, &headers, body.to_string().as_bytes())
    }

    /// What the page of the editor begins with.
    pub(crate) fn start(&self, story: i64) -> io::Result<Value> {
        let page = self.clone().get(&format!("/desk/story/{story}"))?.is(200)?;
        let start = page.between(
            "<script type=\"application/json\" id=\"start\">",
            "</script>",
        )?;
        serde_json::from_str(start).map_err(|e| wrong(format!("{e}: {start}")))
    }

    /// Has the API write a story with so many paragraphs, and answers with its number.
    pub(crate) fn write_story(&self, token: &str, paragraphs: usize) -> io::Result<i64> {
        let words = |n| format!("Paragraph {n} begins with some words that were there before.");
        let paragraph =
            |n| json!({ "type": "paragraph", "content": [{ "type": "text", "text": words(n) }] });
        let content: Vec<Value> = (0..paragraphs).map(paragraph).collect();
        let fields = json!({ "slugline": "load", "headline": "Written together", "body": { "type": "doc", "content": content } });
        let headers =
            format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
        let body = fields.to_string();
        let made =
            Self::new(self.address).ask("POST", "/api/v1/stories", &headers, body.as_bytes())?;
        let number = made.is(201)?.json()?["number"].as_i64();
        number.ok_or_else(|| wrong("a story without a number"))
    }

    /// The newest revision's words as the API has them, a text a block.
    pub(crate) fn stored(&self, token: &str, story: i64) -> io::Result<Vec<String>> {
        let headers = format!("authorization: Bearer {token}\r\n");
        let path = format!("/api/v1/stories/{story}");
        let story = Self::new(self.address).ask("GET", &path, &headers, b"")?;
        let story = story.is(200)?.json()?;
        let blocks = story["body"]["content"].as_array().into_iter().flatten();
        let words = |block: &Value| {
            let runs = block["content"].as_array().into_iter().flatten();
            runs.filter_map(|run| run["text"].as_str()).collect()
        };
        Ok(blocks.map(words).collect())
    }

    fn ask(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> io::Result<Page> {
        let mut stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncookie: {}\r\ncontent-length: {}\r\n{headers}\r\n",
            self.address,
            self.cookies(),
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat())?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all)?;
        let all = String::from_utf8(all).map_err(io::Error::other)?;
        let (head, text) = all
            .split_once("\r\n\r\n")
            .ok_or_else(|| wrong(format!("{method} {path}: no answer")))?;
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
        for line in head.lines() {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            if name.eq_ignore_ascii_case("set-cookie")
                && let Some((name, value)) = value.split(';').next().and_then(|c| c.split_once('='))
            {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Page {
            status: status.ok_or_else(|| wrong(format!("no status: {head}")))?,
            text: text.to_owned(),
        })
    }
}

/// What an authenticator shows for a key now.
fn code(key: &str) -> io::Result<String> {
    let key: String = key.split_whitespace().collect();
    let secret = totp_rs::Secret::try_from_base32(&key).map_err(|e| wrong(e.to_string()))?;
    let totp = totp_rs::Builder::new()
        .with_secret(secret)
        .with_account_name("desk")
        .build()
        .map_err(|e| wrong(e.to_string()))?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the program under test goes by the world's clock"
    )]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Ok(totp
        .generate(now.map_err(io::Error::other)?.as_secs())
        .to_string())
}
