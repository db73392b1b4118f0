//! Stories that people write together: a room for each that is open, with the document, the people in it, and the way
//! of every change to the disk.
//!
//! A change goes: browser → [`rooms`] (the one thread that holds the story's [`paper`]) → colleagues' browsers, and at
//! the same time → [`scribe`] (one commit for all changes that are waiting) → "saved" to the browser. What is saved is
//! in the log; revisions are made from it before any verb, when the last person leaves, and every so often; readers
//! see stored revisions only. Reach: the newsroom's verbs and the store; knows nothing of HTTP.

mod deep;
mod line;
pub mod paper;
mod room;
mod rooms;
mod scribe;
mod state;
mod wire;

pub use line::{Line, Out, Waiting, line};
pub use room::{FOR_THE_NEWSROOM, Member, SIGNED_OUT, values};
pub use rooms::{Entered, Rooms};
pub use state::{acts, state};

/// Why a connection is closed for good; browsers do not come back after a code of this hundred.
pub mod code {
    /// The session is over.
    pub const SIGNED_OUT: u16 = 4401;
    /// This person may not read the story.
    pub const NOT_ALLOWED: u16 = 4403;
    /// There is no such story.
    pub const NO_STORY: u16 = 4404;
    /// The page that is open knows another schema of documents: it would delete what it does not know.
    pub const SCHEMA: u16 = 4409;
    /// The story was begun anew under another epoch.
    pub const EPOCH: u16 = 4410;
}
