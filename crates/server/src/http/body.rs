//! Reading a request's body, within limits.

use std::time::Duration;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::{Map, Value};

use crate::app::App;
use crate::error::Problem;

/// The whole body.
///
/// # Errors
/// 413 if it is larger than the setting allows, 408 if it does not come, 400 if it breaks off.
pub async fn read(app: &App, body: axum::body::Body) -> Result<Vec<u8>, Problem> {
    let most = app.config.max_body_bytes;
    let all = Limited::new(body, most).collect();
    match tokio::time::timeout(Duration::from_secs(app.config.request_seconds), all).await {
        Ok(Ok(body)) => Ok(body.to_bytes().into()),
        Ok(Err(e)) if e.is::<LengthLimitError>() => Err(Problem::new(
            413,
            format!(
                "The body has more than {most} bytes, which is what the setting max_body_bytes allows."
            ),
        )),
        Ok(Err(_)) => Err(Problem::new(400, "The body broke off before its end.")),
        Err(_) => Err(Problem::new(
            408,
            format!(
                "The body did not come within {} seconds.",
                app.config.request_seconds
            ),
        )),
    }
}

/// The body as a JSON object; an empty body is an empty object.
///
/// # Errors
/// Those of [`read`], and 400 with line and column for what is no JSON object.
pub async fn object(app: &App, body: axum::body::Body) -> Result<Map<String, Value>, Problem> {
    let bytes = read(app, body).await?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Problem::new(
            400,
            "The body is JSON, but not an object in braces.",
        )),
        Err(e) => Err(Problem::new(400, format!("The body is not JSON: {e}."))),
    }
}
