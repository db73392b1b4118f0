//! People at the desk: each in a browser of their own, come in by an invitation as everybody does.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::http::{Answer, Person};
use crate::world::World;

/// Somebody at the desk, in a browser of their own.
pub(crate) struct Desk {
    pub(crate) person: Person,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Desk {
    /// Somebody who was invited by the command line and came in.
    pub(crate) fn of(world: &World, role: &str, email: &str) -> Self {
        let link = world
            .run(&["staff", "add", email, "--role", role])
            .is(0)
            .last_word();
        let desk = Self {
            person: world.reader(),
            cookies: RefCell::default(),
        };
        desk.accept(&link);
        desk
    }

    /// Somebody whom nobody knows yet.
    pub(crate) fn stranger(world: &World) -> Self {
        Self {
            person: world.reader(),
            cookies: RefCell::default(),
        }
    }

    /// Opens an invitation and chooses a password and an authenticator.
    #[track_caller]
    pub(crate) fn accept(&self, link: &str) {
        let path = &link[link.find("/desk/").unwrap()..];
        let page = self.get(path).is(200).text();
        let secret = between(&page, "secret=", "&");
        let answer = self.send(
            path,
            &[
                ("csrf", &hidden(&page, "csrf")),
                ("ticket", &hidden(&page, "ticket")),
                ("name", ""),
                ("password", "correct horse battery"),
                ("code", &code(secret)),
            ],
        );
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    pub(crate) fn ask(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        self.ask_with(method, path, &[], body)
    }

    /// The same with headers; a type of content among them is taken for that of the body.
    pub(crate) fn ask_with(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let jar: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let jar = jar.join("; ");
        let mut headers = vec![("cookie", jar.as_str())];
        headers.extend(more);
        if !more.iter().any(|(name, _)| *name == "content-type") {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let answer = self.person.ask(method, path, &headers, body);
        for cookie in answer.all("set-cookie") {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap_or_default();
            let mut jar = self.cookies.borrow_mut();
            if rest.ends_with("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, b"")
    }

    /// A form as it is given.
    pub(crate) fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.ask("POST", path, body.as_bytes())
    }

    pub(crate) fn csrf(&self) -> String {
        hidden(&self.get("/desk/me").is(200).text(), "csrf")
    }

    /// A form of the desk's own pages.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        self.send(path, &[fields, &[("csrf", csrf.as_str())]].concat())
    }

    /// A cookie of this browser.
    pub(crate) fn cookie(&self, name: &str) -> String {
        self.cookies.borrow().get(name).cloned().unwrap_or_default()
    }

    /// Puts a cookie into this browser, as somebody else might.
    pub(crate) fn put_cookie(&self, name: &str, value: &str) {
        self.cookies
            .borrow_mut()
            .insert(name.to_owned(), value.to_owned());
    }

    /// What the desk's script sends.
    pub(crate) fn script(&self, path: &str, body: &serde_json::Value) -> Answer {
        let csrf = self.csrf();
        let headers = [
            ("x-csrf", csrf.as_str()),
            ("content-type", "application/json"),
            ("accept", "application/json"),
        ];
        self.ask_with("POST", path, &headers, body.to_string().as_bytes())
    }

    /// A form that is taken: the words that the next screen says.
    #[track_caller]
    pub(crate) fn done(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields);
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        let page = self.get(answer.header("location")).is(200).text();
        plain(&page)
    }

    /// A form that is not taken: the words of the screen.
    #[track_caller]
    pub(crate) fn wrong(&self, path: &str, fields: &[(&str, &str)], status: u16) -> String {
        let answer = self.post(path, fields);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        plain(&answer.text())
    }

    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> String {
        plain(&self.get(path).is(200).text())
    }
}

/// The page with its entities read.
pub(crate) fn plain(page: &str) -> String {
    page.replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&amp;", "&")
}

#[track_caller]
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let from = text
        .find(before)
        .unwrap_or_else(|| panic!("{before} is not in {text}"))
        + before.len();
    let text = &text[from..];
    &text[..text.find(after).unwrap()]
}

#[track_caller]
pub(crate) fn hidden(page: &str, name: &str) -> String {
    between(page, &format!("name=\"{name}\" value=\""), "\"").to_owned()
}

/// What an authenticator shows now.
#[expect(
    clippy::disallowed_methods,
    reason = "the program under test goes by the world's clock"
)]
pub(crate) fn code(base32: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(base32).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(secret)
        .with_account_name("desk")
        .build()
        .unwrap();
    let now = jiff::Timestamp::now().as_second();
    totp.generate(u64::try_from(now).unwrap()).to_string()
}
