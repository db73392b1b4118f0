//! `GET /api/v1/openapi.json`: the API described after OpenAPI 3.1, made from the types that the API itself uses.

use axum::response::Response;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Value, json};
use story::schema::SCHEMA;
use story::{Act, Fields, Status};

use crate::http::answer;
use crate::newsroom::asked::{
    EmbargoBody, NoBody, PublishBody, ReturnBody, ScheduleBody, WithdrawBody,
};
use crate::routes::told;
use crate::site::making::About;
use crate::site::view::Policy;

/// Answers with the description.
pub async fn answer() -> Response {
    told(Ok(answer::json(200, &describe())))
}

/// The description.
#[must_use]
pub fn describe() -> Value {
    let mut types = SchemaSettings::draft2020_12()
        .with(|s| s.definitions_path = "/components/schemas".into())
        .into_generator();
    let fields = types.subschema_for::<Fields>().to_value();
    let about = types.subschema_for::<About>().to_value();
    let policies = types.subschema_for::<Vec<Policy>>().to_value();
    let mut verbs = serde_json::Map::new();
    for act in Act::ALL.iter().copied().filter(|act| *act != Act::Save) {
        verbs.insert(format!("/api/v1/stories/{{id}}/{act}"), json!({
            "parameters": [id()],
            "post": operation(&format!("{act}Story"), &format!("The story is {}.", act.done()), Some(verb_body(&mut types, act)), 200, "Story", &[401, 403, 404, 409, 413, 422]),
        }));
    }
    let mut schemas = Value::Object(types.take_definitions(true));
    schemas["Doc"] = doc();
    schemas["Story"] = story(&fields);
    schemas["Problem"] = problem();
    schemas["Stories"] = json!({ "type": "object", "required": ["stories"], "properties": { "stories": { "type": "array", "items": { "type": "object" } } } });
    schemas["Revisions"] = json!({ "type": "object", "required": ["revisions"], "properties": { "revisions": { "type": "array", "items": { "type": "object" } } } });
    schemas["Changes"] = changes();
    schemas["Media"] = media();
    schemas["MediaList"] = json!({ "type": "object", "required": ["media"], "properties": { "media": { "type": "array", "items": { "$ref": "#/components/schemas/Media" } } } });
    let mut paths = json!({
        "/api/v1/stories": {
            "get": with_query(operation("listStories", "Stories without bodies, last changed first.", None, 200, "Stories", &[400, 401, 403]), &["status", "before", "limit"]),
            "post": operation("createStory", "A new draft.", Some(writable(&fields)), 201, "Story", &[400, 401, 403, 413, 422]),
        },
        "/api/v1/stories/{id}": {
            "parameters": [id()],
            "get": operation("showStory", "A story with its newest revision.", None, 200, "Story", &[401, 403, 404]),
            "patch": operation("changeStory", "A new revision with these fields changed. `base` is the revision that they were made from; a stale one is 409, and what was sent is kept aside.", Some(writable(&fields)), 200, "Story", &[400, 401, 403, 404, 409, 413, 422]),
        },
        "/api/v1/stories/{id}/revisions": {
            "parameters": [id()],
            "get": operation("listRevisions", "All revisions of a story, the newest first.", None, 200, "Revisions", &[401, 403, 404]),
        },
        "/api/v1/changes": {
            "get": with_query(operation("listChanges", "The change log after a place in it.", None, 200, "Changes", &[400, 401, 403]), &["after"]),
        },
        "/api/v1/media": {
            "get": with_query(operation("listMedia", "Pictures, films and sounds that hold some words, the newest first.", None, 200, "MediaList", &[401, 403]), &["q"]),
            "post": form(operation("createMedia", "Takes a file in: the field `file` of a form, with fields that describe it before what the file says of itself. The same file twice is one asset.", None, 201, "Media", &[400, 401, 403, 408, 413, 415, 422])),
        },
        "/api/v1/media/{id}": {
            "parameters": [asset()],
            "get": operation("showMedia", "What is known of an asset.", None, 200, "Media", &[401, 403, 404]),
            "patch": operation("changeMedia", "Changes what is known of it; null forgets.", Some(described()), 200, "Media", &[400, 401, 403, 404, 422]),
        },
        "/api/v1/media/{id}/replace": {
            "parameters": [asset()],
            "post": form(operation("replaceMedia", "Puts another file in the place of an asset's, everywhere that shows it.", None, 200, "Media", &[400, 401, 403, 404, 408, 413, 415, 422])),
        },
        "/api/v1/media/{id}/withdraw": {
            "parameters": [asset()],
            "post": operation("withdrawMedia", "Takes an asset away from every page and address at once.", Some(json!({ "type": "object", "required": ["reason"], "properties": { "reason": { "type": "string", "maxLength": 1000 } } })), 200, "Media", &[400, 401, 403, 404, 422]),
        },
        "/api/v1/media/{id}/restore": {
            "parameters": [asset()],
            "post": operation("restoreMedia", "Puts an asset back that was taken away.", None, 200, "Media", &[401, 403, 404]),
        },
        "/api/v1/media/{id}/captions/{language}": {
            "parameters": [asset(), { "name": "language", "in": "path", "required": true, "description": "BCP 47.", "schema": { "type": "string" } }],
            "get": raw(operation("showCaptions", "The words of a film or sound as WebVTT.", None, 200, "Media", &[401, 403, 404]), "responses"),
            "put": raw(with_query(operation("changeCaptions", "Sets them: a file in WebVTT or SubRip. With `automatic=true` they count as a program's, which nobody has read.", None, 200, "Media", &[400, 401, 403, 404, 413, 422]), &["automatic"]), "requestBody"),
            "delete": operation("removeCaptions", "Takes them away.", None, 200, "Media", &[401, 403, 404, 422]),
        },
        "/api/v1/uploads": {
            "options": upload("uploadAbilities", "What this end of tus 1.0.0 can do.", 204, &[]),
            "post": upload("beginUpload", "Begins an upload that can go on where it broke off (tus 1.0.0): Upload-Length, and in Upload-Metadata the filename and what describes the file; `replaces` names the asset whose place it takes.", 201, &[400, 401, 403, 412, 413, 429]),
        },
        "/api/v1/uploads/{id}": {
            "parameters": [{ "name": "id", "in": "path", "required": true, "description": "The upload's id.", "schema": { "type": "string" } }],
            "head": upload("showUpload", "How far it has come: Upload-Offset; and the asset that it became: Standfirst-Asset.", 200, &[401, 403, 404]),
            "patch": upload("continueUpload", "Adds bytes from Upload-Offset on. After the last one the file is taken in.", 204, &[400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 423]),
            "delete": upload("endUpload", "Ends it.", 204, &[401, 403, 404]),
        },
        "/api/v1/settings/site": {
            "get": operation("showSite", "What the newsroom says of its site.", None, 200, "About", &[401, 403]),
            "put": operation("changeSite", "Changes it.", Some(about), 200, "About", &[400, 401, 403, 422]),
        },
        "/api/v1/settings/policies": {
            "get": operation("showPolicies", "The policies on /trust.", None, 200, "Policies", &[401, 403]),
            "put": operation("changePolicies", "Changes them.", Some(policies.clone()), 200, "Policies", &[400, 401, 403, 422]),
        },
    });
    schemas["Policies"] = policies;
    if let Some(paths) = paths.as_object_mut() {
        paths.extend(verbs);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Standfirst", "version": env!("CARGO_PKG_VERSION"), "description": "Stories of a newsroom. Errors are problem answers (RFC 9457) that point at the field." },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } },
    })
}

fn verb_body(types: &mut SchemaGenerator, act: Act) -> Value {
    match act {
        Act::Publish => types.subschema_for::<PublishBody>(),
        Act::Schedule => types.subschema_for::<ScheduleBody>(),
        Act::Embargo => types.subschema_for::<EmbargoBody>(),
        Act::Withdraw => types.subschema_for::<WithdrawBody>(),
        Act::Return => types.subschema_for::<ReturnBody>(),
        Act::Submit | Act::Approve | Act::Restore | Act::Save => types.subschema_for::<NoBody>(),
    }
    .to_value()
}

fn id() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "description": "The story's number.", "schema": { "type": "integer", "minimum": 1 } })
}

fn asset() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "description": "The asset's id.", "schema": { "type": "string" } })
}

/// An operation that says what it has to say in headers.
fn upload(id: &str, summary: &str, status: u16, problems: &[u16]) -> Value {
    let mut operation = operation(id, summary, None, status, "Media", problems);
    operation["responses"][status.to_string()] = json!({ "description": "Done." });
    operation
}

/// An operation that takes or gives captions instead of JSON.
fn raw(mut operation: Value, which: &str) -> Value {
    let content = json!({ "text/vtt": { "schema": { "type": "string" } } });
    if which == "requestBody" {
        operation[which] = json!({ "content": content });
    } else {
        operation[which]["200"]["content"] = content;
    }
    operation
}

fn with_query(mut operation: Value, names: &[&str]) -> Value {
    let parameters: Vec<Value> =
        names.iter().map(|n| json!({ "name": n, "in": "query", "required": false, "schema": { "type": "string" } })).collect();
    operation["parameters"] = parameters.into();
    operation
}

/// An operation that takes a form with a file.
fn form(mut operation: Value) -> Value {
    operation["requestBody"] = json!({ "content": { "multipart/form-data": { "schema": {
        "type": "object", "required": ["file"], "properties": { "file": { "type": "string", "contentMediaType": "application/octet-stream" } },
        "additionalProperties": { "type": "string" },
    } } } });
    operation
}

/// What can be said of an asset.
fn described() -> Value {
    let text = json!({ "type": ["string", "null"] });
    let part = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let area = json!({ "type": "object", "required": ["x", "y", "width", "height"], "properties": { "x": part, "y": part, "width": part, "height": part } });
    json!({ "type": "object", "properties": {
        "title": text, "caption": text, "alt": text, "byline": text, "credit": text, "source": text, "copyright": text,
        "usage_terms": text, "instructions": text, "date_created": text, "place": text, "digital_source_type": text,
        "keywords": { "type": ["array", "null"], "items": { "type": "string" } },
        "rights_end": { "type": ["string", "null"], "format": "date-time" },
        "embargoed_until": { "type": ["string", "null"], "format": "date-time" },
        "restriction": { "type": ["string", "null"], "description": "Why it must not be published here." },
        "poster_at": { "type": ["number", "null"], "description": "The second of a film that its still shows." },
        "focus": { "type": ["object", "null"], "properties": { "x": part, "y": part } },
        "crops": { "type": ["object", "null"], "properties": { "16x9": area, "4x3": area, "1x1": area, "4x5": area, "free": area } },
    } })
}

fn media() -> Value {
    let whole = json!({ "type": ["integer", "null"] });
    let rendition = json!({ "type": "object", "properties": {
        "name": { "type": "string" }, "url": { "type": "string" }, "type": { "type": "string" },
        "width": { "type": "integer" }, "height": { "type": "integer" }, "bytes": { "type": "integer" },
    } });
    json!({ "allOf": [described(), { "type": "object", "required": ["id", "kind", "status", "renditions"], "properties": {
        "id": { "type": "string" },
        "kind": { "enum": ["image", "video", "audio"] },
        "status": { "enum": ["processing", "ready", "failed"] },
        "reason": { "type": ["string", "null"] },
        "created": { "type": "string", "format": "date-time" },
        "width": whole, "height": whole, "length": { "type": ["integer", "null"], "description": "Seconds." },
        "original_name": { "type": ["string", "null"] },
        "content_credentials": { "type": "boolean", "description": "Whether the original carries a C2PA manifest store." },
        "progress": { "type": ["integer", "null"], "description": "How much of a film or sound is made, in hundredths; null when all of it is." },
        "withdrawn": { "type": ["object", "null"], "properties": { "at": { "type": "string", "format": "date-time" }, "reason": { "type": "string" } } },
        "captions": { "type": "array", "items": { "type": "object", "properties": { "language": { "type": "string" }, "automatic": { "type": "boolean" }, "url": { "type": "string" } } } },
        "read_from": { "type": "object", "description": "Where in the file a value was read.", "additionalProperties": { "enum": ["xmp", "iim", "exif", "png", "tags", "picture"] } },
        "renditions": { "type": "array", "items": rendition },
    } }] })
}

fn operation(
    id: &str,
    summary: &str,
    body: Option<Value>,
    status: u16,
    answer: &str,
    problems: &[u16],
) -> Value {
    let mut responses = serde_json::Map::new();
    let schema = json!({ "$ref": format!("#/components/schemas/{answer}") });
    responses.insert(
        status.to_string(),
        json!({ "description": "Done.", "content": { "application/json": { "schema": schema } } }),
    );
    for status in problems {
        let name = hyper::StatusCode::from_u16(*status)
            .ok()
            .and_then(|s| s.canonical_reason())
            .unwrap_or("Problem");
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        responses.insert(status.to_string(), json!({ "description": name, "content": { "application/problem+json": { "schema": schema } } }));
    }
    let mut operation = json!({ "operationId": id, "summary": summary, "responses": responses });
    if let Some(schema) = body {
        operation["requestBody"] =
            json!({ "content": { "application/json": { "schema": schema } } });
    }
    operation
}

/// What saving takes: the fields, the body, the base.
fn writable(fields: &Value) -> Value {
    json!({ "allOf": [fields, { "type": "object", "properties": {
        "body": { "$ref": "#/components/schemas/Doc" },
        "base": { "type": "integer", "minimum": 1, "description": "The revision that the fields were made from." },
    } }] })
}

fn story(fields: &Value) -> Value {
    let time = json!({ "type": ["string", "null"], "format": "date-time" });
    let statuses: Vec<&str> = Status::ALL.iter().map(|s| s.as_str()).collect();
    json!({ "allOf": [fields, { "type": "object", "required": ["id", "number", "status", "url", "revision"], "properties": {
        "id": { "type": "integer" },
        "number": { "type": "integer" },
        "status": { "enum": statuses },
        "url": { "type": "string" },
        "revision": { "type": "integer" },
        "live_revision": { "type": ["integer", "null"] },
        "first_published": time, "updated": time, "scheduled_at": time, "embargoed_until": time,
        "body": { "$ref": "#/components/schemas/Doc" },
    } }] })
}

/// The document's own schema is `blocks.json`; here its outline with the names of all nodes.
fn doc() -> Value {
    let blocks: Vec<&String> = SCHEMA
        .nodes
        .iter()
        .filter(|(_, rule)| rule.group.as_deref() == Some("block"))
        .map(|(name, _)| name)
        .collect();
    json!({
        "type": "object",
        "description": "A ProseMirror document.",
        "required": ["type", "content"],
        "properties": {
            "type": { "const": "doc" },
            "content": { "type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["type"], "properties": { "type": { "enum": blocks } },
            } },
        },
        "additionalProperties": false,
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" }, "detail": { "type": "string" },
            "errors": { "type": "array", "items": { "type": "object", "properties": {
                "pointer": { "type": "string", "description": "Where in the request (RFC 6901)." }, "detail": { "type": "string" },
            } } },
            "newest": { "type": "integer", "description": "With 409: the newest revision." },
            "kept": { "type": "integer", "description": "With 409: the revision as which what was sent is kept." },
        },
    })
}

fn changes() -> Value {
    json!({ "type": "object", "required": ["changes", "next"], "properties": {
        "next": { "type": "integer" },
        "changes": { "type": "array", "items": { "type": "object", "required": ["seq", "made", "tags"], "properties": {
            "seq": { "type": "integer" }, "made": { "type": "string", "format": "date-time" }, "tags": { "type": "array", "items": { "type": "string" } },
        } } },
    } })
}
