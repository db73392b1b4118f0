//! A story on the desk: one Yjs document that several people write in at once.
//!
//! The bridge between that document and the story's blocks and fields. [`Paper::seed`] makes the document from stored
//! values, [`Paper::apply`] takes what an editor sent, [`Paper::read`] gives the values back, and [`Paper::bring`]
//! lets the server change a document that people have open. What several people do in one place at the same moment is
//! settled here ([`Applied::settled`]). The live site never reads a paper, only stored revisions.
//!
//! The document's roots: the XML fragment `body`, laid out as y-prosemirror 1.3 does; the texts `headline`,
//! `standfirst` and `slugline`; the map `fields` with plain values under [`FIELDS`]. There are no others.
//!
//! Papers live on threads with large stacks ([`super::rooms`]): depths are bounded before the library sees the bytes,
//! but the library itself recurses.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Map, Value};
use story::schema::Fault;
use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, MapRef, OffsetKind, Options, ReadTxn, StateVector, TextRef, Transact};
use yrs::{Update, XmlFragmentRef};

mod align;
mod bring;
mod canon;
mod graves;
mod ledger;
mod news;
mod origins;
mod places;
mod read;
mod remember;
mod rules;
mod settle;
mod trim;
mod wire;
mod write;

#[cfg(test)]
mod tests;

pub use canon::canonical;

use graves::Graves;
use ledger::Ledger;
use news::Deleted;

/// Longest update that is taken, in bytes.
pub const MESSAGE_MAX: usize = 1 << 20;
/// Largest document, in bytes of its encoded state. A long story is 50 kB.
pub const STATE_MAX: usize = 8 << 20;
/// Most structs in a document: what the library keeps in memory for each is ten times what it takes in the state.
const STRUCTS_MAX: usize = 200_000;
/// How far the size is estimated before it is taken again.
const RECOUNT_BYTES: usize = 256 << 10;
const RECOUNT_STRUCTS: usize = 8_192;

const BODY: &str = "body";
const MAP: &str = "fields";
const TEXTS: [&str; 3] = ["headline", "standfirst", "slugline"];

/// The keys of the map `fields`. A dot leads into an object: `headlines.home` is `home` of `headlines`, apart so that
/// two people who change two headlines do not undo each other.
pub const FIELDS: [&str; 16] = [
    "label",
    "bylines",
    "dateline",
    "section",
    "topics",
    "lead",
    "headlines.home",
    "headlines.seo",
    "headlines.social",
    "language",
    "zone",
    "replies",
    "audio",
    "ads",
    "related",
    "slug",
];

/// Why a paper was not made or an update not taken. But for [`PaperError::Broken`] the paper is as it was.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The bytes are no update.
    #[error("the update is malformed: {0}")]
    Malformed(&'static str),
    /// The update builds on something that is not here; the sender should compare state vectors first.
    #[error("the update builds on one that is missing")]
    Missing,
    /// Nodes or values are nested deeper than a story's may be.
    #[error("the update nests too deeply")]
    TooDeep,
    /// The update, or the document with it, is too large. Names what there is too much of.
    #[error("too many {0}")]
    TooLarge(&'static str),
    /// The update writes outside the document's roots.
    #[error("the update writes to an unknown root")]
    UnknownRoot,
    /// The update names a node, mark, attribute or field that the schema does not know: the sender's is another one.
    #[error("the update names what the schema does not know")]
    Unknown,
    /// The update puts a thing where its kind has no place.
    #[error("the update puts content where it has no place")]
    Misplaced,
    /// The update holds something that no story has.
    #[error("the update holds {0} of a kind that no story has")]
    Foreign(&'static str),
    /// The values are not those of a story.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The library failed on an update that seemed right. The paper must be thrown away and loaded again.
    #[error("the document is broken and must be loaded again: {0}")]
    Broken(String),
}

/// What an update did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// False where all of it was known already.
    pub changed: bool,
    /// What the paper had to change itself so that nobody's words are lost or stand there twice: an update for
    /// everybody, and for the log, right after the one that was taken.
    pub settled: Option<Vec<u8>>,
}

/// Whose update it is.
#[derive(Debug, Clone, Copy)]
enum By<'a> {
    /// An editor's, which may hold anything, and what the editor's document had when its connection began.
    Editor(Option<&'a StateVector>),
    /// The program's own, made on another copy of this document.
    Program,
    /// The log's: it was taken and settled before.
    Log,
}

/// A live document.
pub struct Paper {
    doc: Doc,
    body: XmlFragmentRef,
    fields: MapRef,
    texts: [TextRef; 3],
    ledger: Ledger,
    graves: Graves,
    size: Size,
    broken: Option<String>,
}

/// How large the document is: counted once, then estimated upwards until it matters.
#[derive(Debug, Default, Clone, Copy)]
struct Size {
    bytes: usize,
    structs: usize,
    counted_bytes: usize,
    counted_structs: usize,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Paper")
            .field("size", &self.size)
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}

impl Paper {
    /// Makes the document of a story that nobody has opened yet.
    ///
    /// `values` are the story's fields as JSON, `headlines` an object, and `body` the document; what is missing has
    /// its default, and a body always has a paragraph. The same values make the same structs (the library may write the
    /// keys of a plain object in another order), so a story seeded twice by accident is not doubled; but a document that lives must be loaded or brought, never seeded again.
    ///
    /// # Errors
    /// [`PaperError::Fault`] with the first value that is no story's, [`PaperError::TooLarge`].
    pub fn seed(values: &Map<String, Value>) -> Result<Self, PaperError> {
        let mut whole = canon::defaults();
        whole.append(&mut canonical(values)?);
        // One hand for one text: a document made of other words is the work of another client.
        let client = ClientID::new(canon::hash(&whole));
        let mut seed = Self::empty(Some(client));
        seed.write(&whole);
        let state = seed.encode_state();
        Self::load(&state, std::iter::empty())
    }

    /// Opens a document from its stored state and the updates stored since, each of which was once taken here. An
    /// empty state is an empty document.
    ///
    /// # Errors
    /// As [`Self::apply`]; but names are not compared with the schema, which may have changed since.
    pub fn load<'a>(
        state: &[u8],
        updates: impl Iterator<Item = &'a [u8]>,
    ) -> Result<Self, PaperError> {
        let mut paper = Self::empty(None);
        if !state.is_empty() {
            paper.take(state, By::Log)?;
        }
        for update in updates {
            paper.take(update, By::Log)?;
        }
        Ok(paper)
    }

    /// Takes an update that an editor sent.
    ///
    /// Refused: what is malformed or longer than [`MESSAGE_MAX`], builds on missing updates, nests too deeply,
    /// writes outside the known roots and fields, names what the schema does not know, puts things where they have
    /// no place, or makes the document too large. A refused update changes nothing.
    ///
    /// # Errors
    /// What was refused; [`PaperError::Broken`] where the paper must be loaded again.
    pub fn apply(&mut self, update: &[u8]) -> Result<Applied, PaperError> {
        self.apply_knowing(update, None)
    }

    /// As [`Self::apply`], from an editor whose document had this when its connection began.
    ///
    /// # Errors
    /// As [`Self::apply`].
    pub(super) fn apply_knowing(
        &mut self,
        update: &[u8],
        knew: Option<&StateVector>,
    ) -> Result<Applied, PaperError> {
        if update.len() > MESSAGE_MAX {
            return Err(PaperError::TooLarge("bytes in one update"));
        }
        self.take(update, By::Editor(knew))
    }

    /// Takes an update that the program itself has made: on another copy of this document, by [`Self::bring`].
    ///
    /// # Errors
    /// As [`Self::apply`]; but what a story may hold it may hold at once.
    pub(super) fn follow(&mut self, update: &[u8]) -> Result<Applied, PaperError> {
        self.take(update, By::Program)
    }

    /// Whether an update would change anything. What cannot be read counts as new, and is refused when it is taken.
    #[must_use]
    pub(super) fn lacks(&self, update: &[u8]) -> bool {
        let Ok(parsed) = wire::update(update) else {
            return true;
        };
        if trim::trim(&parsed, |client| self.ledger.known(client)).structs > 0 {
            return true;
        }
        let Ok(update) = Update::decode_v1(update) else {
            return true;
        };
        let deleted = self.doc.transact().snapshot().delete_set;
        !update.delete_set().diff(&deleted).is_empty()
    }

    fn take(&mut self, bytes: &[u8], by: By<'_>) -> Result<Applied, PaperError> {
        if let Some(words) = &self.broken {
            return Err(PaperError::Broken(words.clone()));
        }
        let parsed = wire::update(bytes)?;
        let trimmed = trim::trim(&parsed, |client| self.ledger.known(client));
        let (structs, bytes) = (trimmed.structs, trimmed.bytes.as_deref().unwrap_or(bytes));
        // What only deletes is always welcome: it is the way out of a document that is full.
        if structs > 0 {
            self.make_room(bytes.len(), structs)?;
        }
        let update = Update::decode_v1(bytes)
            .map_err(|_| PaperError::Malformed("not an update for the library"))?;
        let news = self.ledger.enter(&parsed, matches!(by, By::Editor(_)))?;
        let deleted = Deleted::new(&parsed.deletions);
        let going = self.going(&parsed, &news, &deleted);
        self.size.bytes += bytes.len();
        self.size.structs += structs;
        let changed = self.give_to_library(update)?;
        let settled = match by {
            By::Log => {
                self.note(&news, going, &deleted, None);
                self.graves.trim();
                None
            }
            By::Program => self.settle(news, going, &deleted, None)?,
            By::Editor(knew) => self.settle(news, going, &deleted, knew)?,
        };
        Ok(Applied { changed, settled })
    }

    fn give_to_library(&mut self, update: Update) -> Result<bool, PaperError> {
        catch_unwind(AssertUnwindSafe(|| {
            let mut txn = self.doc.transact_mut();
            txn.apply_update(update).map_err(|e| e.to_string())?;
            if txn.has_missing_updates() {
                return Err("an update is waiting for another".to_owned());
            }
            Ok(txn.has_changes())
        }))
        .unwrap_or_else(|panic| Err(super::deep::words(panic.as_ref())))
        .map_err(|words| {
            self.broken = Some(words.clone());
            PaperError::Broken(words)
        })
    }

    /// Refuses what would make the document too large. The estimate only grows, so it is taken again before it
    /// refuses; not at once, since that takes as long as a hundred keystrokes.
    fn make_room(&mut self, bytes: usize, structs: usize) -> Result<(), PaperError> {
        let size = self.size;
        let full = |size: Size| {
            if size.bytes + bytes > STATE_MAX {
                return Err(PaperError::TooLarge("bytes in the document"));
            }
            if size.structs + structs > STRUCTS_MAX {
                return Err(PaperError::TooLarge("structs in the document"));
            }
            Ok(())
        };
        let grown = size.bytes - size.counted_bytes > RECOUNT_BYTES
            || size.structs - size.counted_structs > RECOUNT_STRUCTS;
        if full(size).is_err() && grown {
            let state = self.encode_state();
            let structs = wire::update(&state)?.structs();
            self.size = Size {
                bytes: state.len(),
                structs,
                counted_bytes: state.len(),
                counted_structs: structs,
            };
        }
        full(self.size)
    }

    /// What the document knows: the first message of a synchronisation.
    #[must_use]
    pub fn state_vector(&self) -> Vec<u8> {
        use yrs::updates::encoder::Encode;
        self.doc.transact().state_vector().encode_v1()
    }

    /// What somebody with this state vector does not have yet, as one update.
    ///
    /// # Errors
    /// [`PaperError::Malformed`] where the bytes are no state vector.
    pub fn diff(&self, state_vector: &[u8]) -> Result<Vec<u8>, PaperError> {
        wire::state_vector(state_vector)?;
        let known = StateVector::decode_v1(state_vector)
            .map_err(|_| PaperError::Malformed("not a state vector for the library"))?;
        Ok(self.doc.transact().encode_diff_v1(&known))
    }

    /// The whole document as one update: what is stored when its log is compacted.
    #[must_use]
    pub fn encode_state(&self) -> Vec<u8> {
        self.doc
            .transact()
            .encode_state_as_update_v1(&StateVector::default())
    }

    /// An empty document with its roots.
    fn empty(client: Option<ClientID>) -> Self {
        let doc = Doc::with_options(Options {
            // Yjs counts as JavaScript does.
            offset_kind: OffsetKind::Utf16,
            skip_gc: false,
            // The editors tidy after themselves; the server would write deletions that no editor hears of.
            cleanup_formatting: false,
            ..Options::with_client_id(client.unwrap_or_else(ClientID::random))
        });
        let body = doc.get_or_insert_xml_fragment(BODY);
        let fields = doc.get_or_insert_map(MAP);
        let texts = TEXTS.map(|name| doc.get_or_insert_text(name));
        Self {
            doc,
            body,
            fields,
            texts,
            ledger: Ledger::new(),
            graves: Graves::default(),
            size: Size::default(),
            broken: None,
        }
    }
}

/// The mark that a formatting attribute stands for: y-prosemirror writes `name--XXXXXXXX`, with a hash of the mark,
/// where one mark may lie over another of its kind.
fn mark_of(key: &str) -> &str {
    let hashed = |hash: &str| {
        hash.len() == 8
            && hash
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
    };
    match key.rsplit_once("--") {
        Some((name, hash)) if hashed(hash) => name,
        _ => key,
    }
}
