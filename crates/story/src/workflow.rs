//! Who may do what to a story, and what becomes of it: one table.
//!
//! [`next`] is asked by every verb, whichever way in it came by; nothing else in the program decides a permission
//! over a story.

use serde::{Deserialize, Serialize};

/// Where a story stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Handed to an editor.
    InReview,
    /// Read and found good.
    Ready,
    /// Goes live at a time.
    Scheduled,
    /// On the site.
    Live,
    /// Taken off the site with a notice.
    Withdrawn,
}

/// What somebody does to a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Write a new revision.
    Save,
    /// Hand it to an editor.
    Submit,
    /// Find it good.
    Approve,
    /// Send it back to its writer.
    Return,
    /// Make the newest revision the one that readers see.
    Publish,
    /// Have it published at a time.
    Schedule,
    /// Promise a source that nothing is out before a time.
    Embargo,
    /// Take it off the site.
    Withdraw,
    /// Put a withdrawn story back.
    Restore,
}

/// Who somebody is to the newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads, and answers where that is open.
    Reader,
    /// Reads replies.
    Moderator,
    /// Writes.
    Reporter,
    /// Decides what is published.
    Editor,
    /// Runs the site.
    Admin,
}

/// Why an act is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person may not do this to any story in this status.
    #[error("a {role} may not {act} a story that is {status}; it takes {needed}")]
    Role {
        /// Who asked.
        role: Role,
        /// What for.
        act: Act,
        /// Where the story stands.
        status: Status,
        /// The least role that may.
        needed: Role,
    },
    /// Nobody can do this to a story in this status.
    #[error("a story that is {status} cannot be {}", act.done())]
    Status {
        /// What was asked.
        act: Act,
        /// Where the story stands.
        status: Status,
    },
}

/// The table: from, act, the least role that may, to.
#[rustfmt::skip]
pub const TABLE: &[(&[Status], Act, Role, To)] = {
    use Act::*;
    use Status::*;
    &[
        // A reporter's new revision of a live story is seen by readers only once an editor publishes it.
        (&[Draft, InReview, Live, Withdrawn],          Save,     Role::Reporter, To::Same),
        // What an editor has approved is not changed behind the editor's back: it may go live by itself.
        (&[Ready, Scheduled],                          Save,     Role::Editor,   To::Same),
        (&[Draft],                                     Submit,   Role::Reporter, To::Status(InReview)),
        (&[InReview],                                  Approve,  Role::Editor,   To::Status(Ready)),
        (&[InReview, Ready, Scheduled],                Return,   Role::Editor,   To::Status(Draft)),
        (&[Draft, InReview, Ready, Scheduled, Live],   Publish,  Role::Editor,   To::Status(Live)),
        (&[Draft, InReview, Ready, Scheduled],         Schedule, Role::Editor,   To::Status(Scheduled)),
        (&[Draft, InReview, Ready, Scheduled],         Embargo,  Role::Editor,   To::Same),
        (&[Live],                                      Withdraw, Role::Editor,   To::Status(Withdrawn)),
        (&[Withdrawn],                                 Restore,  Role::Editor,   To::Status(Live)),
    ]
};

/// What becomes of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// It stays where it is.
    Same,
    /// It goes there.
    Status(Status),
}

/// The status that a story has after `act`, if `role` may do that to a story which is `status`.
///
/// # Errors
/// [`Refusal::Status`] if nobody may, [`Refusal::Role`] if somebody else may.
pub fn next(status: Status, act: Act, role: Role) -> Result<Status, Refusal> {
    let (_, _, needed, to) = TABLE
        .iter()
        .find(|(from, a, ..)| *a == act && from.contains(&status))
        .ok_or(Refusal::Status { act, status })?;
    if role < *needed {
        return Err(Refusal::Role {
            role,
            act,
            status,
            needed: *needed,
        });
    }
    Ok(match to {
        To::Same => status,
        To::Status(status) => *status,
    })
}

macro_rules! words {
    ($type:ident { $($variant:ident $word:literal),* $(,)? }) => {
        impl $type {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word for it in the database and in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.as_str().replace('_', " "))
            }
        }
        impl std::str::FromStr for $type {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|v| v.as_str() == word).ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|v| v.as_str()).collect();
                    format!("\"{word}\" is none of {}", known.join(", "))
                })
            }
        }
    };
}

words!(Status { Draft "draft", InReview "in_review", Ready "ready", Scheduled "scheduled", Live "live", Withdrawn "withdrawn" });
words!(Act {
    Save "save", Submit "submit", Approve "approve", Return "return", Publish "publish", Schedule "schedule",
    Embargo "embargo", Withdraw "withdraw", Restore "restore",
});
words!(Role { Reader "reader", Moderator "moderator", Reporter "reporter", Editor "editor", Admin "admin" });

impl Act {
    /// The word in "cannot be …".
    #[must_use]
    pub fn done(self) -> &'static str {
        match self {
            Self::Save => "saved",
            Self::Submit => "submitted",
            Self::Approve => "approved",
            Self::Return => "returned",
            Self::Publish => "published",
            Self::Schedule => "scheduled",
            Self::Embargo => "put under embargo",
            Self::Withdraw => "withdrawn",
            Self::Restore => "restored",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_act_and_role_has_one_answer_and_admins_may_what_editors_may() {
        for &status in Status::ALL {
            for &act in Act::ALL {
                assert!(next(status, act, Role::Reader).is_err());
                assert!(next(status, act, Role::Moderator).is_err());
                assert_eq!(
                    next(status, act, Role::Editor).ok(),
                    next(status, act, Role::Admin).ok()
                );
                if let Ok(to) = next(status, act, Role::Reporter) {
                    assert_eq!(next(status, act, Role::Editor), Ok(to));
                }
            }
        }
    }

    #[test]
    fn a_reporter_writes_and_submits_and_an_editor_decides() {
        assert_eq!(
            next(Status::Draft, Act::Submit, Role::Reporter),
            Ok(Status::InReview)
        );
        assert_eq!(
            next(Status::InReview, Act::Approve, Role::Editor),
            Ok(Status::Ready)
        );
        let refused = next(Status::Ready, Act::Publish, Role::Reporter).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "a reporter may not publish a story that is ready; it takes editor"
        );
        let refused = next(Status::Draft, Act::Withdraw, Role::Admin).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "a story that is draft cannot be withdrawn"
        );
    }

    #[test]
    fn words_are_read_back() {
        for &status in Status::ALL {
            assert_eq!(status.as_str().parse::<Status>(), Ok(status));
        }
        assert!(
            "chief"
                .parse::<Role>()
                .unwrap_err()
                .contains("reporter, editor, admin")
        );
    }
}
