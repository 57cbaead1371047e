//! Discord's rules for request bodies, as pure functions.

use serde_json::{Value, json};

/// What is wrong with a body, one sentence each; empty when nothing is.
///
/// `path` is concrete and without `/api/v10`: `/channels/123/messages`.
pub fn check(_method: &str, _path: &str, _body: &Value) -> Vec<String> {
    Vec::new()
}

/// Whether Discord itself would refuse the request over this violation.
pub fn discord_refuses(_violation: &str) -> bool {
    true
}

/// The error body Discord sends for a bad form.
pub fn form_error(violations: &[String]) -> Value {
    json!({ "code": 50035, "message": "Invalid Form Body", "errors": { "_errors": violations } })
}
