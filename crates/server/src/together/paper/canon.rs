//! The one form of a story's values that a paper gives back.

use serde_json::{Map, Value, json};
use story::schema::{Fault, Place};
use story::{Doc, Fields};

use super::{PaperError, TEXTS};

/// The marks from the outermost inwards, as `blocks.json` and so the editor has them.
pub(super) const MARKS: [&str; 7] = ["strong", "em", "strike", "sub", "sup", "code", "link"];

/// Checks values and brings them into the form that [`super::Paper::read`] has: missing attributes have their
/// defaults, marks stand in the schema's order, neighbouring runs with the same marks are one, and a line break
/// carries no marks, since y-prosemirror keeps none there. Only the fields that are given are given back.
///
/// # Errors
/// [`PaperError::Fault`] with the first value that is no story's.
pub fn canonical(values: &Map<String, Value>) -> Result<Map<String, Value>, PaperError> {
    let mut fields = values.clone();
    let body = fields.remove("body");
    let mut patched = Fields::default();
    patched.patch(&fields)?;
    let mut canon = as_map(serde_json::to_value(patched).map_err(fault)?);
    canon.retain(|name, _| fields.contains_key(name));
    if let Some(body) = body {
        let within = |fault: Fault| fault.within(Place::Key("body".into()));
        let mut body = Doc::parse(&body).map_err(within)?.to_json();
        tidy(&mut body);
        canon.insert("body".into(), body);
    }
    Ok(canon)
}

/// What a story has before anybody wrote in it.
pub(super) fn defaults() -> Map<String, Value> {
    let mut values = as_map(serde_json::to_value(Fields::default()).unwrap_or_default());
    values.insert("body".into(), body(Vec::new()));
    values
}

/// A body of these blocks; of one empty paragraph where there are none. An empty document would be selected as a
/// whole when it opens, and the next key would replace what a colleague has written by then.
pub(super) fn body(mut blocks: Vec<Value>) -> Value {
    if blocks.is_empty() {
        blocks.push(json!({"type": "paragraph"}));
    }
    json!({"type": "doc", "content": blocks})
}

fn as_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn fault(error: serde_json::Error) -> Fault {
    Fault::here(error.to_string())
}

fn tidy(node: &mut Value) {
    let Some(Value::Array(content)) = node.get_mut("content") else {
        return;
    };
    let mut tidied = Vec::with_capacity(content.len());
    for mut child in content.drain(..) {
        tidy(&mut child);
        match child.get("type").and_then(Value::as_str) {
            Some("text") => {
                if let Some(Value::Array(marks)) = child.get_mut("marks") {
                    sort(marks);
                }
                join(&mut tidied, child);
            }
            Some("hard_break") => tidied.push(json!({"type": "hard_break"})),
            _ => tidied.push(child),
        }
    }
    *content = tidied;
}

/// Sorts marks from the outermost inwards.
pub(super) fn sort(marks: &mut [Value]) {
    marks.sort_by_key(|mark| {
        let name = mark.get("type").and_then(Value::as_str);
        MARKS.iter().position(|known| Some(*known) == name)
    });
}

/// Appends a run of text; to the run before it where that has the same marks.
pub(super) fn join(content: &mut Vec<Value>, run: Value) {
    if let Some(last) = content.last_mut()
        && last.get("type") == run.get("type")
        && last.get("marks") == run.get("marks")
        && let Some(Value::String(text)) = last.get_mut("text")
    {
        text.push_str(run.get("text").and_then(Value::as_str).unwrap_or_default());
    } else {
        content.push(run);
    }
}

/// The values as the fields map keeps them: `headlines` one by one, null for what is not set, without the texts and
/// the body.
pub(super) fn flat(values: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (name, value) in values {
        if name == "headlines" {
            for part in ["home", "seo", "social"] {
                let value = value.get(part).cloned().unwrap_or_default();
                flat.push((format!("headlines.{part}"), value));
            }
        } else if name != "body" && !TEXTS.contains(&name.as_str()) {
            flat.push((name.clone(), value.clone()));
        }
    }
    flat
}

/// A number for a seeding client that depends on the values and nothing else (FNV-1a, folded to the 32 bits that Yjs
/// gives its own clients).
pub(super) fn hash(values: &Map<String, Value>) -> u64 {
    fn feed(hash: &mut u64, value: &Value) {
        let mut eat = |bytes: &[u8]| {
            for byte in bytes {
                *hash = (*hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        match value {
            Value::Object(map) => {
                eat(b"{");
                let mut keys: Vec<_> = map.keys().collect();
                keys.sort();
                for key in keys {
                    feed(hash, &Value::String(key.clone()));
                    feed(hash, &map[key]);
                }
            }
            Value::Array(items) => {
                eat(b"[");
                items.iter().for_each(|item| feed(hash, item));
            }
            plain => eat(plain.to_string().as_bytes()),
        }
    }
    let mut hash = 0xcbf2_9ce4_8422_2325;
    feed(&mut hash, &Value::Object(values.clone()));
    (hash >> 32) ^ (hash & 0xffff_ffff)
}
