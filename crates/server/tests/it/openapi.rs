//! The API's description and the API are the same thing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::world::{World, repository};

/// What a verb of a story is in the table of addresses.
const VERBS: [&str; 8] = [
    "submit", "approve", "return", "publish", "schedule", "embargo", "withdraw", "restore",
];
const SETTINGS: [&str; 2] = ["site", "policies"];

#[test]
fn every_address_of_the_api_is_described_and_every_description_has_an_address() {
    let world = World::new();
    let described = world.reader().get("/api/v1/openapi.json").is(200).json();
    assert_eq!(described["openapi"], "3.1.0");
    let mut there = BTreeSet::new();
    for (path, item) in described["paths"].as_object().unwrap() {
        for method in item
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| *key != "parameters")
        {
            there.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    assert_eq!(there, routed());
    // What is described answers, and what is not is refused.
    let admin = world.admin();
    for path in described["paths"].as_object().unwrap().keys() {
        let address = path.replace("{id}", "7");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let status = admin.ask(method, &address, &[], b"").status;
            let known = there.contains(&format!("{method} {path}"));
            assert_eq!(status != 405, known, "{method} {address} answers {status}");
        }
    }
}

/// The addresses under `/api/v1` in `routes.rs`, with their methods.
fn routed() -> BTreeSet<String> {
    let table = repository("crates/server/src/routes.rs");
    let mut found = BTreeSet::new();
    for route in table.split(".route(").skip(1) {
        let path = route.split('"').nth(1).unwrap();
        if !path.starts_with("/api/v1/") || path.ends_with("openapi.json") {
            continue;
        }
        let handlers = route.splitn(3, '"').nth(2).unwrap();
        let handlers = handlers.split(".with_state").next().unwrap();
        for method in ["get", "head", "options", "post", "put", "patch", "delete"] {
            if !handlers.contains(&format!("{method}(api::")) {
                continue;
            }
            let method = method.to_uppercase();
            let paths: Vec<String> = match path.rsplit_once('/').unwrap() {
                (before @ "/api/v1/media/{id}", "{verb}") => ["replace", "withdraw", "restore"]
                    .iter()
                    .map(|verb| format!("{before}/{verb}"))
                    .collect(),
                (before, "{verb}") => VERBS
                    .iter()
                    .map(|verb| format!("{before}/{verb}"))
                    .collect(),
                (before, "{name}") => SETTINGS
                    .iter()
                    .map(|name| format!("{before}/{name}"))
                    .collect(),
                _ => vec![path.to_owned()],
            };
            found.extend(paths.into_iter().map(|path| format!("{method} {path}")));
        }
    }
    assert!(found.len() > 15, "the table was not understood: {found:?}");
    found
}

#[test]
fn what_the_api_answers_is_what_is_described() {
    let world = World::new();
    let (editor, admin) = (world.editor(), world.admin());
    let described = world.reader().get("/api/v1/openapi.json").json();
    let draft = editor.write(&json!({ "headline": "x", "label": "opinion", "lead": { "caption": "y" }, "bylines": [{ "name": "Ada" }], "body": crate::api::everything() }));
    editor.act(1, "publish", &json!({})).is(200);
    let answers = [
        ("Story", draft),
        ("Story", editor.story(1)),
        ("Stories", editor.get("/api/v1/stories").json()),
        (
            "Revisions",
            editor.get("/api/v1/stories/1/revisions").json(),
        ),
        ("Changes", editor.get("/api/v1/changes").json()),
        ("About", admin.get("/api/v1/settings/site").json()),
        ("Policies", admin.get("/api/v1/settings/policies").json()),
        (
            "Problem",
            editor.change(1, &json!({ "headline": 3 })).is(422).json(),
        ),
        (
            "Problem",
            editor
                .change(1, &json!({ "base": 1, "headline": "y" }))
                .is(200)
                .json(),
        ),
        (
            "Problem",
            editor
                .change(1, &json!({ "base": 1, "headline": "z" }))
                .is(409)
                .json(),
        ),
    ];
    for (name, answer) in &answers {
        let schema = &described["components"]["schemas"][name];
        let wrong = check(&described, schema, answer);
        // The last but one is a story, and must not pass for a problem: the check can fail.
        let story = answer.get("slug").is_some();
        assert_eq!(
            wrong.is_none(),
            !(story && *name == "Problem"),
            "{name}: {wrong:?}\n{answer}"
        );
    }
    for (_, item) in described["paths"].as_object().unwrap() {
        references(&described, item);
    }
    references(&described, &described["components"]);
    // Every field that a story has is described.
    let known: BTreeSet<&String> = ["allOf/0", "allOf/1"]
        .iter()
        .flat_map(|part| {
            let part = described
                .pointer(&format!("/components/schemas/Story/{part}"))
                .unwrap();
            resolve(&described, part)["properties"]
                .as_object()
                .unwrap()
                .keys()
        })
        .collect();
    for field in answers[1].1.as_object().unwrap().keys() {
        assert!(known.contains(field), "{field} is not described");
    }
}

fn resolve<'a>(all: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(place) => all
            .pointer(place.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{place} leads nowhere")),
        None => schema,
    }
}

fn references(all: &Value, value: &Value) {
    match value {
        Value::Object(map) => {
            resolve(all, value);
            map.values().for_each(|v| references(all, v));
        }
        Value::Array(items) => items.iter().for_each(|v| references(all, v)),
        _ => {}
    }
}

/// The part of JSON Schema that the description uses. Says where a value is not what its schema says.
fn check(all: &Value, schema: &Value, value: &Value) -> Option<String> {
    let schema = resolve(all, schema);
    let wrong = |what: &str| Some(format!("{value} is not {what}: {schema}"));
    let list = |name: &str| {
        schema
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    let fits = match &schema["type"] {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap())),
        _ => true,
    };
    if !fits {
        return wrong("of its type");
    }
    if schema.get("const").is_some_and(|only| only != value)
        || (schema.get("enum").is_some() && list("enum").all(|one| one != value))
    {
        return wrong("one of the values");
    }
    for name in ["anyOf", "oneOf"] {
        if schema.get(name).is_some() && list(name).all(|one| check(all, one, value).is_some()) {
            return wrong(name);
        }
    }
    for name in list("required") {
        if value.get(name.as_str().unwrap()).is_none() {
            return wrong(&format!("complete, it has no {name}"));
        }
    }
    let members = schema["properties"].as_object().into_iter().flatten();
    list("allOf")
        .find_map(|part| check(all, part, value))
        .or_else(|| {
            members
                .filter_map(|(name, part)| Some((part, value.get(name)?)))
                .find_map(|(part, value)| check(all, part, value))
        })
        .or_else(|| {
            value
                .as_array()
                .into_iter()
                .flatten()
                .find_map(|item| check(all, schema.get("items")?, item))
        })
}
