//! What a request can be refused for, with one face in HTML and one in JSON (RFC 9457).

use story::workflow::Refusal;

use crate::newsroom;

/// A refusal or a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// What is wrong and what to do, for whoever asked.
    pub detail: String,
    /// The place in the request's JSON (RFC 6901), if it is one.
    pub pointer: Option<String>,
    /// Further members of the JSON answer.
    pub more: Vec<(&'static str, serde_json::Value)>,
    /// What went wrong inside: for the log, never for whoever asked.
    pub inside: Option<String>,
}

impl Problem {
    /// A refusal.
    #[must_use]
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            pointer: None,
            more: Vec::new(),
            inside: None,
        }
    }

    /// A failure of the program.
    #[must_use]
    pub fn failed(inside: impl Into<String>) -> Self {
        let detail = "Something went wrong here. It was logged; please try again.";
        Self {
            inside: Some(inside.into()),
            ..Self::new(500, detail)
        }
    }

    /// The short name of the status (RFC 9110, 15).
    #[must_use]
    pub fn title(&self) -> &'static str {
        hyper::StatusCode::from_u16(self.status)
            .ok()
            .and_then(|s| s.canonical_reason())
            .unwrap_or("Error")
    }

    /// The JSON of RFC 9457; a wrong field is named in `errors`, as the RFC's own example does.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let mut body = serde_json::json!({
            "type": "about:blank",
            "title": self.title(),
            "status": self.status,
            "detail": self.detail,
        });
        if let Some(pointer) = &self.pointer {
            body["errors"] =
                serde_json::json!([{ "pointer": format!("#{pointer}"), "detail": self.detail }]);
        }
        for (name, value) in &self.more {
            body[*name] = value.clone();
        }
        body
    }
}

impl From<newsroom::Error> for Problem {
    fn from(error: newsroom::Error) -> Self {
        let detail = error.to_string();
        match error {
            newsroom::Error::Store(e) => Self::failed(e.to_string()),
            newsroom::Error::Fault(fault) => {
                let detail = format!("{} {}", fault.path(), fault.reason);
                Self {
                    pointer: Some(fault.pointer()),
                    ..Self::new(422, detail)
                }
            }
            newsroom::Error::Media(media::Refusal::File(words)) => Self {
                pointer: Some("#/file".into()),
                ..Self::new(422, words)
            },
            newsroom::Error::Media(media::Refusal::Machine(words)) => Self::failed(words),
            newsroom::Error::Refused(Refusal::Role { .. }) | newsroom::Error::Forbidden(..) => {
                Self::new(403, detail)
            }
            newsroom::Error::Refused(Refusal::Status { .. })
            | newsroom::Error::Rearranged
            | newsroom::Error::Against(_) => Self::new(409, detail),
            newsroom::Error::NotAdmin(_) => Self::new(403, detail),
            newsroom::Error::NoStory(_) | newsroom::Error::Missing(_) => Self::new(404, detail),
            newsroom::Error::Stale { newest, kept, .. } => Self {
                more: vec![("newest", newest.into()), ("kept", kept.into())],
                ..Self::new(409, detail)
            },
            newsroom::Error::Embargo { until, .. } => Self {
                more: vec![("embargoed_until", crate::times::json(until).into())],
                ..Self::new(409, detail)
            },
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        Self::failed(error.to_string())
    }
}
