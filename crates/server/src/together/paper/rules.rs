//! What may stand where, and with which marks: the schema's word on what an update adds.

use serde_json::Value;
use story::schema::{NodeRule, SCHEMA};

use super::{PaperError, mark_of};

/// What holds units, and so what kind they may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Body,
    /// A node; without a rule where an older schema knew it.
    Element(Option<&'static NodeRule>),
    /// The words of a node, with marks.
    Rich,
    /// The words of a field.
    Plain,
    Fields,
}

/// Whether a node may stand in a holder.
pub(super) fn fits(shape: Shape, name: &str) -> bool {
    let rule = match shape {
        Shape::Body => SCHEMA.nodes.get("doc"),
        Shape::Element(rule) => rule,
        _ => None,
    };
    let group = SCHEMA.nodes.get(name).and_then(|rule| rule.group.as_ref());
    rule.is_some_and(|rule| {
        let mut of = rule.content.of.iter();
        of.any(|of| of == name || Some(of) == group)
    })
}

/// Whether a mark is one of the schema's, with attributes that it has.
pub(super) fn mark(key: &str, value: &Value) -> Result<(), PaperError> {
    let rule = SCHEMA.marks.get(mark_of(key)).ok_or(PaperError::Unknown)?;
    if value.is_null() {
        return Ok(());
    }
    let given = value.as_object().ok_or(PaperError::Misplaced)?;
    let known = given.iter().all(|(name, value)| {
        rule.attrs.contains_key(name) && !value.is_object() && !value.is_array()
    });
    let complete = rule
        .attrs
        .iter()
        .all(|(name, rule)| !rule.required || given.contains_key(name));
    if known && complete {
        Ok(())
    } else {
        Err(PaperError::Unknown)
    }
}
