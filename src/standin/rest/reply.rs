//! Answers in Discord's shape: JSON, error codes, rate limit headers.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde_json::{Value, json};

use crate::standin::faults::Scope;

/// An answer to a REST request.
pub struct Reply {
    status: u16,
    body: Option<Value>,
    limited: Option<(Scope, f64)>,
    torn: bool,
}

impl Reply {
    pub fn of(status: u16, body: Value) -> Self {
        Self { status, body: (!body.is_null()).then_some(body), limited: None, torn: false }
    }

    pub fn ok(body: Value) -> Self {
        Self::of(200, body)
    }

    pub fn empty(status: u16) -> Self {
        Self::of(status, Value::Null)
    }

    /// Discord's error body; `code` is its JSON error code.
    pub fn error(status: u16, code: u64, message: &str) -> Self {
        Self::of(status, json!({ "message": message, "code": code }))
    }

    /// An answer that breaks off.
    pub fn torn() -> Self {
        Self { torn: true, ..Self::empty(200) }
    }

    pub fn rate_limited(scope: Scope, retry_after: f64) -> Self {
        let message = match scope {
            Scope::Shared => "The resource is being rate limited.",
            Scope::User | Scope::Global => "You are being rate limited.",
        };
        let global = scope == Scope::Global;
        let body = json!({ "message": message, "retry_after": retry_after, "global": global, "code": 0 });
        Self { limited: Some((scope, retry_after)), ..Self::of(429, body) }
    }

    /// Whether Discord counts it against the address (10,000 of them in 10 minutes lead to a ban).
    pub fn is_invalid(&self) -> bool {
        match self.status {
            401 | 403 => true,
            429 => !matches!(self.limited, Some((Scope::Shared, _))),
            _ => false,
        }
    }

    pub fn into_response(self) -> Response {
        let body = match self.body {
            Some(json) => Body::from(json.to_string()),
            None if self.torn => super::torn_body(),
            None => Body::empty(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = super::status(self.status);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.torn {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("64"));
        }
        let mut add = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        };
        let Some((scope, wait)) = self.limited else {
            add("x-ratelimit-limit", "5".into());
            add("x-ratelimit-remaining", "4".into());
            add("x-ratelimit-reset-after", "1.000".into());
            add("x-ratelimit-bucket", "stand-in".into());
            return response;
        };
        add("retry-after", format!("{}", wait.ceil()));
        add("x-ratelimit-reset-after", format!("{wait:.3}"));
        add("x-ratelimit-remaining", "0".into());
        let name = match scope {
            Scope::User => "user",
            Scope::Shared => "shared",
            Scope::Global => "global",
        };
        add("x-ratelimit-scope", name.into());
        if scope == Scope::Global {
            add("x-ratelimit-global", "true".into());
        }
        response
    }
}

/// The errors that several routes share.
pub mod errors {
    use super::Reply;

    pub fn unknown_channel() -> Reply {
        Reply::error(404, 10003, "Unknown Channel")
    }

    pub fn unknown_guild() -> Reply {
        Reply::error(404, 10004, "Unknown Guild")
    }

    pub fn unknown_message() -> Reply {
        Reply::error(404, 10008, "Unknown Message")
    }

    pub fn unknown_user() -> Reply {
        Reply::error(404, 10013, "Unknown User")
    }

    pub fn missing_access() -> Reply {
        Reply::error(403, 50001, "Missing Access")
    }

    pub fn missing_permissions() -> Reply {
        Reply::error(403, 50013, "Missing Permissions")
    }

    pub fn empty_message() -> Reply {
        Reply::error(400, 50006, "Cannot send an empty message")
    }
}
