//! A story's document as an editor's page holds it. It outlives connections, as it does in a browser.

use std::io;

use yrs::updates::decoder::Decode as _;
use yrs::updates::encoder::Encode as _;
use yrs::{
    Any, Doc, GetString as _, Map as _, OffsetKind, Options, ReadTxn as _, StateVector, Text as _,
    Transact as _, TransactionMut, Update, XmlElementPrelim, XmlFragment as _, XmlFragmentRef,
    XmlOut, XmlTextPrelim, XmlTextRef,
};

use super::wrong;

pub(crate) struct Sheet {
    doc: Doc,
    body: XmlFragmentRef,
}

impl Sheet {
    pub(crate) fn new() -> Self {
        let doc = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::default()
        });
        let body = doc.get_or_insert_xml_fragment("body");
        doc.get_or_insert_text("headline");
        doc.get_or_insert_map("fields");
        Self { doc, body }
    }

    /// The client's number in Yjs.
    pub(crate) fn client(&self) -> u64 {
        self.doc.client_id().get()
    }

    pub(crate) fn state_vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What somebody who knows so much lacks.
    pub(crate) fn lacking(&self, vector: &[u8]) -> io::Result<Vec<u8>> {
        let known = StateVector::decode_v1(vector).map_err(io::Error::other)?;
        Ok(self.doc.transact().encode_diff_v1(&known))
    }

    pub(crate) fn take(&self, update: &[u8]) -> io::Result<()> {
        let update = Update::decode_v1(update).map_err(io::Error::other)?;
        let mut txn = self.doc.transact_mut();
        txn.apply_update(update).map_err(io::Error::other)
    }

    /// Changes something and gives the update.
    fn edit(&self, work: impl FnOnce(&mut TransactionMut<'_>)) -> Vec<u8> {
        let mut txn = self.doc.transact_mut();
        work(&mut txn);
        txn.encode_update_v1()
    }

    fn text_of(&self, txn: &impl yrs::ReadTxn, place: usize) -> Option<XmlTextRef> {
        let XmlOut::Element(block) = self.body.get(txn, place as u32)? else {
            return None;
        };
        match block.get(txn, 0)? {
            XmlOut::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The words of each block.
    pub(crate) fn blocks(&self) -> Vec<String> {
        let txn = self.doc.transact();
        let words = |place| {
            let text = self.text_of(&txn, place as usize);
            text.map_or_else(String::new, |text| text.get_string(&txn))
        };
        (0..self.body.len(&txn)).map(words).collect()
    }

    /// The words of one block; nothing if there is none.
    pub(crate) fn block(&self, place: usize) -> String {
        self.blocks().into_iter().nth(place).unwrap_or_default()
    }

    /// Types in a block. Words in the tests are ASCII, so a character is a place.
    pub(crate) fn insert(&self, place: usize, at: usize, words: &str) -> io::Result<Vec<u8>> {
        let text = self.text_of(&self.doc.transact(), place);
        let block = match self.body.get(&self.doc.transact(), place as u32) {
            Some(XmlOut::Element(block)) => block,
            _ => return Err(wrong(format!("there is no block {place}"))),
        };
        Ok(self.edit(|txn| match text {
            Some(text) => text.insert(txn, at as u32, words),
            None => {
                block.insert(txn, 0, XmlTextPrelim::new(words));
            }
        }))
    }

    pub(crate) fn remove(&self, place: usize, at: usize, length: usize) -> io::Result<Vec<u8>> {
        let text = self.text_of(&self.doc.transact(), place);
        let text = text.ok_or_else(|| wrong(format!("block {place} has no words")))?;
        Ok(self.edit(|txn| text.remove_range(txn, at as u32, length as u32)))
    }

    /// A block with one text, at a place among the blocks.
    pub(crate) fn insert_block(&self, place: usize, kind: &str, words: &str) -> Vec<u8> {
        self.edit(|txn| {
            let block = XmlElementPrelim::empty(kind);
            let block = self.body.insert(txn, place as u32, block);
            block.insert(txn, 0, XmlTextPrelim::new(words));
        })
    }

    /// Takes a block away.
    pub(crate) fn remove_block(&self, place: usize) -> Vec<u8> {
        self.edit(|txn| self.body.remove_range(txn, place as u32, 1))
    }

    /// A block becomes one of another kind, as the editor does it: the old one goes, and a new one comes.
    pub(crate) fn replace_block(&self, place: usize, kind: &str, words: &str) -> Vec<u8> {
        self.edit(|txn| {
            self.body.remove_range(txn, place as u32, 1);
            let block = XmlElementPrelim::empty(kind);
            let block = self.body.insert(txn, place as u32, block);
            block.insert(txn, 0, XmlTextPrelim::new(words));
        })
    }

    /// Elements within elements, so deep.
    pub(crate) fn nest(&self, depth: usize) -> Vec<u8> {
        self.edit(|txn| {
            let mut inner = self.body.insert(txn, 0, XmlElementPrelim::empty("quote"));
            for _ in 1..depth {
                inner = inner.insert(txn, 0, XmlElementPrelim::empty("quote"));
            }
        })
    }

    pub(crate) fn headline(&self) -> String {
        let text = self.doc.get_or_insert_text("headline");
        text.get_string(&self.doc.transact())
    }

    /// Writes at the end of the headline.
    pub(crate) fn insert_headline(&self, words: &str) -> Vec<u8> {
        let text = self.doc.get_or_insert_text("headline");
        self.edit(|txn| text.push(txn, words))
    }

    pub(crate) fn set_field(&self, key: &str, value: impl Into<Any>) -> Vec<u8> {
        let fields = self.doc.get_or_insert_map("fields");
        self.edit(|txn| {
            fields.insert(txn, key, value.into());
        })
    }
}
