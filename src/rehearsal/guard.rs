//! Keeps other sites out: a page on the web must not be able to reach the rehearsal.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Only our own files run, and nothing is fetched from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers only requests made to a loopback name (a foreign name may have been
/// pointed here to borrow the browser's trust), and changes only what our own
/// page asks for. Adds the headers that hold the page to its own files.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let mut response = match refusal(request.method(), request.headers()) {
        None => next.run(request).await,
        Some(why) => (StatusCode::FORBIDDEN, why).into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn refusal(method: &Method, headers: &HeaderMap) -> Option<&'static str> {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    let host = text(header::HOST).unwrap_or_default();
    if !is_loopback(host) {
        return Some("The rehearsal answers on 127.0.0.1 and localhost only.");
    }
    // Browsers always send the origin of a POST; a script on this machine may leave it out.
    let foreign = text(header::ORIGIN).is_some_and(|origin| origin.strip_prefix("http://") != Some(host));
    if *method != Method::GET && foreign {
        return Some("Another page may not act here.");
    }
    None
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &'static str, origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn loopback_names_are_answered() {
        for host in ["127.0.0.1:7000", "localhost:7000", "localhost", "[::1]:7000"] {
            assert_eq!(refusal(&Method::GET, &headers(host, None)), None, "{host}");
        }
    }

    #[test]
    fn a_foreign_name_pointed_here_is_refused() {
        for host in [
            "evil.example:7000",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "",
            "localhost:7000:x",
        ] {
            assert!(refusal(&Method::GET, &headers(host, None)).is_some(), "{host}");
        }
    }

    #[test]
    fn only_our_own_page_may_act() {
        let post = |origin| refusal(&Method::POST, &headers("127.0.0.1:7000", origin));
        assert_eq!(post(Some("http://127.0.0.1:7000")), None);
        assert_eq!(post(None), None);
        for origin in ["https://evil.example", "http://127.0.0.1:7001", "http://localhost:7000", "null", ""] {
            assert!(post(Some(origin)).is_some(), "{origin}");
        }
    }
}
