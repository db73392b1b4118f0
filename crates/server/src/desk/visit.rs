//! A request to the desk: who asks, from where, with what. The one way in: every address of the desk is answered by
//! a function that gets a [`Visit`], and a visit is made only for somebody whose role is enough, and only from the
//! desk's own pages where something is to be changed.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, Path, Request};
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use cookie::Cookie;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use store::sessions::{self, Session};
use store::staff::Person;
use story::Role;

use crate::app::App;
use crate::clock;
use crate::desk::screen;
use crate::error::Problem;
use crate::http::answer::{self, Answer};
use crate::http::body;
use crate::http::receive::{self, Received};
use crate::http::serve::Peer;
use crate::newsroom::Actor;

/// How long a session is good after it was last used: two weeks.
pub const SESSION: i64 = 14 * 24 * 3600 * 1_000_000;
/// How often it is noted that a session is used.
const SEEN: i64 = 5 * 60 * 1_000_000;

/// What an address of the desk answers.
pub type Outcome = Result<Answer, Problem>;

/// Who may use an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Anybody: signing in.
    Open,
    /// Staff of this role or a higher one.
    Staff(Role),
}

/// A request to the desk.
pub struct Visit {
    /// The program.
    pub app: Arc<App>,
    /// Who asks, if they are signed in.
    pub person: Option<Person>,
    /// Their session.
    pub session: Option<Session>,
    /// What the forms of the answer must carry.
    pub csrf: String,
    /// The path and query.
    pub here: String,
    /// The path.
    pub path: String,
    /// From which address.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Whether a script asked, which wants JSON.
    pub script: bool,
    /// What was sent.
    pub sent: Sent,
    /// Cookies that the answer sets.
    cookies: std::sync::Mutex<Vec<String>>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
}

/// The body of a request.
#[derive(Debug, Default)]
pub enum Sent {
    /// None.
    #[default]
    Nothing,
    /// A form: its fields in their order.
    Form(Vec<(String, String)>),
    /// An object of JSON.
    Json(Map<String, Value>),
    /// A file that came in a form.
    File(Received),
}

/// An answer that is being made.
type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// An address without a part that is asked for.
pub fn at(door: Door, work: fn(&Visit) -> Outcome) -> impl Fn(Knock) -> Answering + Clone {
    move |knock| Box::pin(run(door, knock, work))
}

/// An address with parts that are asked for: the number of a story, the name of a place.
pub fn of<P: DeserializeOwned + Send + 'static>(
    door: Door,
    work: fn(&Visit, P) -> Outcome,
) -> impl Fn(Result<Path<P>, PathRejection>, Knock) -> Answering + Clone {
    move |path, knock| {
        Box::pin(run(door, knock, move |visit| match path {
            Ok(Path(parts)) => work(visit, parts),
            Err(_) => Err(nothing_here()),
        }))
    }
}

/// There is nothing at the address.
#[must_use]
pub fn nothing_here() -> Problem {
    Problem::new(404, "There is nothing at this address of the desk.")
}

/// A request that has not been looked at.
pub struct Knock(Arc<App>, Request);

impl FromRequest<Arc<App>> for Knock {
    type Rejection = std::convert::Infallible;
    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Self::Rejection> {
        Ok(Self(Arc::clone(app), request))
    }
}

async fn run(
    door: Door,
    Knock(app, request): Knock,
    work: impl FnOnce(&Visit) -> Outcome + Send + 'static,
) -> Response {
    let (parts, sent) = request.into_parts();
    let mut visit = Visit::begin(app, &parts);
    let own = changes_from_elsewhere(&parts.method, &parts.headers);
    let outcome = async {
        if let Some(problem) = own {
            return Err((visit, problem));
        }
        match read(&visit, &parts.method, &parts.headers, sent).await {
            Ok(sent) => visit.sent = sent,
            Err(problem) => return Err((visit, problem)),
        }
        let method = parts.method.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let outcome = visit
                .enter(door)
                .and_then(|()| visit.is_own_form(&method))
                .and_then(|()| work(&visit));
            let answer = match outcome {
                Ok(answer) => answer,
                Err(problem) => screen::refused(&visit, &problem),
            };
            visit.dress(answer)
        });
        Ok(worked.await)
    };
    let answer = match outcome.await {
        Ok(Ok(answer)) => answer,
        Ok(Err(panicked)) => answer::problem(&Problem::failed(panicked.to_string())),
        Err((mut visit, problem)) => {
            let refused = tokio::task::spawn_blocking(move || {
                visit.enter(Door::Open).ok();
                screen::refused(&visit, &problem)
            });
            refused
                .await
                .unwrap_or_else(|e| answer::problem(&Problem::failed(e.to_string())))
        }
    };
    answer.map(Body::new)
}

/// A change that another site's page asks for in the name of somebody who is signed in here (cross-site request
/// forgery). The token in the form would refuse it too; browsers say it sooner (W3C Fetch Metadata).
fn changes_from_elsewhere(method: &Method, headers: &HeaderMap) -> Option<Problem> {
    if method == Method::GET || method == Method::HEAD || is_from_here(headers) {
        return None;
    }
    Some(Problem::new(
        403,
        "The desk takes changes from its own pages only. Open the desk and do it there.",
    ))
}

/// Whether a request comes from one of our own pages, or from a program that says nothing about it.
#[must_use]
pub fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, own)| own.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

async fn read(
    visit: &Visit,
    method: &Method,
    headers: &HeaderMap,
    sent: Body,
) -> Result<Sent, Problem> {
    if method == Method::GET || method == Method::HEAD {
        return Ok(Sent::Nothing);
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    match essence {
        "application/x-www-form-urlencoded" => {
            let bytes = body::read(&visit.app, sent).await?;
            Ok(Sent::Form(
                url::form_urlencoded::parse(&bytes).into_owned().collect(),
            ))
        }
        "application/json" => Ok(Sent::Json(body::object(&visit.app, sent).await?)),
        "multipart/form-data" => {
            let received = receive::file(&visit.app, kind, sent).await?;
            Ok(Sent::File(received))
        }
        "" => Ok(Sent::Nothing),
        other => Err(Problem::new(
            415,
            format!("The desk takes forms and JSON, not {other}."),
        )),
    }
}

impl Visit {
    fn begin(app: Arc<App>, parts: &axum::http::request::Parts) -> Self {
        let headers = &parts.headers;
        let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
        let query = parts.uri.query().unwrap_or_default();
        let script = text("accept").is_some_and(|a| a.contains("application/json"))
            || text("content-type").is_some_and(|a| a.contains("application/json"))
            || parts.headers.contains_key("x-csrf");
        let peer = parts.extensions.get::<Peer>().map(|p| p.0.to_string());
        Self {
            address: from_where(&app, headers, peer),
            app,
            person: None,
            session: None,
            csrf: String::new(),
            here: parts
                .uri
                .path_and_query()
                .map_or_else(String::new, |p| p.as_str().to_owned()),
            path: parts.uri.path().to_owned(),
            agent: text("user-agent")
                .unwrap_or_default()
                .chars()
                .take(300)
                .collect(),
            script,
            sent: Sent::Nothing,
            cookies: std::sync::Mutex::default(),
            query: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            headers: headers.clone(),
        }
    }

    /// Finds the session, and refuses whoever may not come in.
    fn enter(&mut self, door: Door) -> Result<(), Problem> {
        self.find_session()?;
        let Door::Staff(least) = door else {
            return Ok(());
        };
        let Some(person) = &self.person else {
            return Err(Problem::new(
                401,
                "Sign in first: your session is over, or you have not begun one.",
            ));
        };
        if person.role < least {
            return Err(Problem::new(
                403,
                format!("A {} may not do this; it takes {least}.", person.role),
            ));
        }
        Ok(())
    }

    fn find_session(&mut self) -> Result<(), Problem> {
        let now = self.app.newsroom.clock.now();
        let found = match self.cookie(SESSION_COOKIE) {
            Some(secret) => self
                .app
                .newsroom
                .db
                .read(|tx| sessions::find(tx, &secret, now))?,
            None => None,
        };
        if let Some((session, person)) = found {
            if now - session.seen > SEEN {
                let (id, address) = (session.id, self.address.clone());
                self.app
                    .newsroom
                    .act(|tx| sessions::seen(tx, id, &address, now + SESSION))?;
            }
            self.csrf.clone_from(&session.csrf);
            self.session = Some(session);
            self.person = Some(person);
        } else {
            // Forms before signing in carry what a cookie says, too: another site can send the one, not read the other.
            self.csrf = self.cookie(FORM_COOKIE).unwrap_or_default();
            if self.csrf.len() != 64 {
                self.csrf = clock::secret();
                self.set_cookie(FORM_COOKIE, &self.csrf, SESSION / 1_000_000);
            }
        }
        Ok(())
    }

    fn is_own_form(&self, method: &Method) -> Result<(), Problem> {
        if method == Method::GET || method == Method::HEAD {
            return Ok(());
        }
        let header = self.headers.get("x-csrf").and_then(|v| v.to_str().ok());
        let given = header.or_else(|| self.field("csrf"));
        if given.is_some_and(|given| same(given, &self.csrf)) {
            return Ok(());
        }
        Err(Problem::new(
            403,
            "This form is from an older session. Go back, load the page anew and send it again.",
        ))
    }

    /// Somebody of the staff; only addresses behind [`Door::Staff`] ask.
    ///
    /// # Errors
    /// 401 if nobody is signed in.
    pub fn staff(&self) -> Result<&Person, Problem> {
        self.person
            .as_ref()
            .ok_or_else(|| Problem::new(401, "Sign in first."))
    }

    /// Who acts, for the newsroom's verbs.
    ///
    /// # Errors
    /// 401 if nobody is signed in.
    pub fn actor(&self) -> Result<Actor, Problem> {
        let person = self.staff()?;
        Ok(Actor {
            name: person.name.clone(),
            role: person.role,
            origin: self.origin().into(),
        })
    }

    /// The way in, for the audit.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("desk {}", self.address)
    }

    /// A field of the form; or of the JSON, if it is a text.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        match &self.sent {
            Sent::Form(pairs) => pairs
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.as_str()),
            Sent::Json(map) => map.get(name).and_then(Value::as_str),
            Sent::File(received) => {
                let mut fields = received.fields.iter();
                fields.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
            }
            Sent::Nothing => None,
        }
    }

    /// A field without the space around it; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.field(name).unwrap_or_default().trim().to_owned()
    }

    /// All fields of a form in their order.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        match &self.sent {
            Sent::Form(pairs) => pairs,
            _ => &[],
        }
    }

    /// The JSON that a script sent; empty if it sent none.
    #[must_use]
    pub fn json(&self) -> Map<String, Value> {
        match &self.sent {
            Sent::Json(map) => map.clone(),
            _ => Map::new(),
        }
    }

    /// A value of the query, without the space around it; empty if there is none.
    #[must_use]
    pub fn asked(&self, name: &str) -> &str {
        self.query
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, v)| v.trim())
    }

    /// A header of the request.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// The site's address as this browser knows it: the setting, or what was asked for where there is none.
    #[must_use]
    pub fn base(&self) -> String {
        if self.app.config.url.is_empty() {
            match self.header("host") {
                Some(host) => format!("http://{host}"),
                None => self.app.base.clone(),
            }
        } else {
            self.app.base.clone()
        }
    }

    fn is_secure(&self) -> bool {
        self.app.base.starts_with("https://")
    }

    /// A cookie of ours. On a site that speaks TLS its name binds it to this very host (RFC 6265bis, 4.1.3.2).
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        cookie_of(&self.headers, &self.cookie_name(name))
    }

    fn cookie_name(&self, name: &str) -> String {
        if self.is_secure() {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        }
    }

    /// Has the answer set a cookie for so many seconds; 0 drops it.
    pub fn set_cookie(&self, name: &str, value: &str, seconds: i64) {
        let cookie = Cookie::build((self.cookie_name(name), value.to_owned()))
            .path("/")
            .http_only(true)
            .same_site(cookie::SameSite::Lax)
            .secure(self.is_secure())
            .build();
        let text = format!("{cookie}; Max-Age={seconds}");
        self.cookies
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(text);
    }

    /// Puts the cookies on an answer, and what every answer of the desk carries.
    fn dress(&self, mut answer: Answer) -> Answer {
        let cookies = self
            .cookies
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for cookie in cookies.iter() {
            if let Ok(value) = cookie.parse() {
                answer.headers_mut().append(header::SET_COOKIE, value);
            }
        }
        answer
    }
}

/// The cookie of a session.
pub const SESSION_COOKIE: &str = "desk";
/// The cookie that forms before signing in are compared with.
const FORM_COOKIE: &str = "desk-form";
/// The cookie of a browser in which somebody has signed in before.
pub const DEVICE_COOKIE: &str = "desk-device";

/// The value of a cookie in a request.
#[must_use]
pub fn cookie_of(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(Cookie::split_parse)
        .flatten()
        .find(|c| c.name() == name)
        .map(|c| c.value().to_owned())
}

/// The session that a request carries, and whose it is: for what is asked beside the desk's own pages.
///
/// # Errors
/// Of the store.
pub fn session_of(app: &App, headers: &HeaderMap) -> store::Result<Option<(Session, Person)>> {
    let name = if app.base.starts_with("https://") {
        format!("__Host-{SESSION_COOKIE}")
    } else {
        SESSION_COOKIE.to_owned()
    };
    let Some(secret) = cookie_of(headers, &name) else {
        return Ok(None);
    };
    let now = app.newsroom.clock.now();
    app.newsroom.db.read(|tx| sessions::find(tx, &secret, now))
}

/// The address that a request comes from, past the proxies that the settings name.
#[must_use]
pub fn from_where(app: &App, headers: &HeaderMap, peer: Option<String>) -> String {
    let peer = peer.unwrap_or_default();
    let Some(back) = app.config.proxies.checked_sub(1) else {
        return peer;
    };
    let said: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(str::trim)
        .collect();
    let at = said.len().checked_sub(back + 1);
    let said = at.and_then(|at| said.get(at)).map(|s| (*s).to_owned());
    said.filter(|s| s.parse::<std::net::IpAddr>().is_ok())
        .unwrap_or(peer)
}

/// Compares two texts in a time that tells nothing of where they differ.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    !b.is_empty()
        && a.len() == b.len()
        && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}
