//! A small HTTP/1.1 client that sends exactly what it is told, also what no library would.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long anything may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A request that somebody sends to a service of the test's own, head and body.
pub(crate) fn asked(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut heard = Vec::new();
    let mut part = [0; 4096];
    loop {
        let n = stream.read(&mut part).unwrap();
        heard.extend_from_slice(&part[..n]);
        let text = String::from_utf8_lossy(&heard).into_owned();
        let length = text
            .to_ascii_lowercase()
            .split("content-length: ")
            .nth(1)
            .and_then(|t| t.split("\r\n").next().unwrap().parse::<usize>().ok())
            .unwrap_or(0);
        let whole = text
            .split_once("\r\n\r\n")
            .is_some_and(|(_, body)| body.len() >= length);
        if whole || n == 0 {
            return text;
        }
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    /// As it came over the wire, still compressed if it was.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    fn read(all: &[u8]) -> Option<Self> {
        let end = all.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self {
            status,
            headers,
            bytes: all[end + 4..].to_vec(),
        })
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }

    /// Every header of this name.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let of = self.headers.iter().filter(|(n, _)| n == name);
        of.map(|(_, value)| value.as_str()).collect()
    }

    /// The body, unpacked, as text. Everything that the program answers is UTF-8.
    pub(crate) fn text(&self) -> String {
        let mut plain = Vec::new();
        match self.header("content-encoding") {
            "gzip" => {
                flate2::read::GzDecoder::new(&*self.bytes)
                    .read_to_end(&mut plain)
                    .unwrap();
            }
            "br" => {
                brotli::Decompressor::new(&*self.bytes, 4096)
                    .read_to_end(&mut plain)
                    .unwrap();
            }
            _ => plain.clone_from(&self.bytes),
        }
        String::from_utf8(plain).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        let text = self.text();
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    /// The same answer, which must have this status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// The pointer of a problem answer, which must be one in form.
    #[track_caller]
    pub(crate) fn pointer(&self) -> String {
        let problem = self.json();
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["status"], self.status);
        problem["errors"][0]["pointer"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    #[track_caller]
    pub(crate) fn detail(&self) -> String {
        self.json()["detail"].as_str().unwrap().to_owned()
    }
}

/// Sends bytes and reads until the other side closes. None if it closes without a word.
pub(crate) fn raw(address: SocketAddr, bytes: &[u8]) -> Option<Answer> {
    Answer::read(&exchange(address, bytes).ok()?)
}

fn exchange(address: SocketAddr, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    // A server that has heard enough closes while more is still being sent: what it said counts.
    stream.write_all(bytes).ok();
    let mut all = Vec::new();
    match stream.read_to_end(&mut all) {
        Err(e) if all.is_empty() => Err(e),
        _ => Ok(all),
    }
}

/// Somebody who asks: with a token, or a reader without.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) address: SocketAddr,
    pub(crate) token: Option<String>,
}

impl Person {
    /// Asks, if the program lives to answer.
    pub(crate) fn try_ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Answer> {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n");
        if let Some(token) = &self.token {
            request.push_str(&format!("authorization: Bearer {token}\r\n"));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || method != "GET" {
            request.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        let answer = raw(self.address, &[request.as_bytes(), body].concat())?;
        // An answer that broke off is none.
        let whole = method == "HEAD"
            || matches!(answer.status, 204 | 304)
            || answer.header("content-length") == answer.bytes.len().to_string();
        whole.then_some(answer)
    }

    #[track_caller]
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        self.try_ask(method, path, headers, body)
            .unwrap_or_else(|| panic!("{method} {path}: no answer"))
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    #[track_caller]
    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers, b"")
    }

    #[track_caller]
    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let json = [("content-type", "application/json")];
        self.ask(method, path, &json, body.to_string().as_bytes())
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, body)
    }

    /// Writes a story; answers with it.
    #[track_caller]
    pub(crate) fn write(&self, story: &Value) -> Value {
        self.post("/api/v1/stories", story).is(201).json()
    }

    #[track_caller]
    pub(crate) fn change(&self, number: i64, fields: &Value) -> Answer {
        self.send("PATCH", &format!("/api/v1/stories/{number}"), fields)
    }

    #[track_caller]
    pub(crate) fn act(&self, number: i64, verb: &str, body: &Value) -> Answer {
        self.post(&format!("/api/v1/stories/{number}/{verb}"), body)
    }

    #[track_caller]
    pub(crate) fn story(&self, number: i64) -> Value {
        self.get(&format!("/api/v1/stories/{number}"))
            .is(200)
            .json()
    }

    /// Writes a story and publishes it; answers with its number.
    #[track_caller]
    pub(crate) fn publish_new(&self, story: &Value) -> i64 {
        let number = self.write(story)["number"].as_i64().unwrap();
        self.act(number, "publish", &serde_json::json!({})).is(200);
        number
    }

    /// The path of a story's page.
    #[track_caller]
    pub(crate) fn path(&self, number: i64) -> String {
        let story = self.story(number);
        format!("/story/{}-{number}", story["slug"].as_str().unwrap())
    }
}
