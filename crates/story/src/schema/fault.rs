//! What is wrong with a value, and where.

/// One step from a value to a value inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Into an object.
    Key(String),
    /// Into an array.
    Index(usize),
}

/// What is wrong with a value, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {reason}", self.path())]
pub struct Fault {
    /// The way from the value that was checked to the place of the fault.
    pub place: Vec<Place>,
    /// What is wrong there, as the end of a sentence that begins with the place.
    pub reason: String,
}

impl Fault {
    /// A fault of the value itself.
    pub fn here(reason: impl Into<String>) -> Self {
        Self {
            place: Vec::new(),
            reason: reason.into(),
        }
    }

    /// A fault of one field of the value.
    pub fn at(key: &str, reason: impl Into<String>) -> Self {
        Self {
            place: vec![Place::Key(key.to_owned())],
            reason: reason.into(),
        }
    }

    /// The same fault seen from one step further out.
    #[must_use]
    pub fn within(mut self, step: Place) -> Self {
        self.place.insert(0, step);
        self
    }

    /// The place as a JSON path (RFC 9535): `$.content[3].attrs.level`.
    #[must_use]
    pub fn path(&self) -> String {
        self.place
            .iter()
            .fold("$".to_owned(), |path, step| match step {
                Place::Key(key) => format!("{path}.{key}"),
                Place::Index(i) => format!("{path}[{i}]"),
            })
    }

    /// The place as a JSON pointer (RFC 6901), `/content/3/attrs/level`; empty for the value itself.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.place
            .iter()
            .fold(String::new(), |path, step| match step {
                Place::Key(key) => format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")),
                Place::Index(i) => format!("{path}/{i}"),
            })
    }
}
