//! What Discord accepts in a request body, as pure functions over JSON.
//!
//! The stand-in asks [`check`] about every request of the bot. The rules come from Discord's documentation and
//! its published schema; where both are silent and Discord is known to refuse, the rule says so at its place.
//! They are stricter than Discord in two ways. A field Discord would silently ignore is a violation, since it
//! is a typo or a misunderstanding; and the house's own rules (`HOUSE_...`) hold, such as never pinging anyone
//! by default. [`discord_refuses`] tells the two apart. What serenity is known to write is accepted: empty
//! lists, every key on every command option, permissions and some ids as numbers.

mod callback;
mod channel;
mod command;
mod component;
mod embed;
mod message;
mod modal;
mod node;
mod option;
mod routes;
mod select;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use node::{Node, Report};

/// Checks one request: `path` is concrete (`/channels/123/messages`), without `/api/v10`; a query is ignored;
/// `body` is the JSON body, of a multipart request its `payload_json`, and `null` where there is none.
///
/// Returns one sentence a violation, `place: CODE what`, in the order of the body; none if all is well.
pub fn check(method: &str, path: &str, body: &Value) -> Vec<String> {
    let path = path.split('?').next().unwrap_or_default();
    let Some(route) = routes::find(method, path) else {
        return vec![format!("route: UNKNOWN_ROUTE {method} {path} is not among the routes the bot may use")];
    };
    let report = Report::default();
    (route.rule)(&Node::root(body, &report));
    report.into_violations()
}

/// The route of a concrete path with its placeholders named as in Discord's schema
/// (`/channels/{channel_id}/messages`), if the bot may use it.
pub fn template(method: &str, path: &str) -> Option<&'static str> {
    routes::find(method, path.split('?').next().unwrap_or_default()).map(|route| route.template)
}

/// Whether Discord itself would refuse the request over this violation, or whether only this house objects.
pub fn discord_refuses(violation: &str) -> bool {
    let (_, code, _) = parts(violation);
    !(code.starts_with("HOUSE_") || code == "UNKNOWN_FIELD" || code == "UNSETTABLE_FLAG")
}

/// Where Discord's error format lists the errors of one place.
const LIST: &str = "_errors";

/// The error Discord answers a malformed body with: code 50035 and the violations nested by their places.
pub fn form_error(violations: &[String]) -> Value {
    let mut errors = Value::Object(Map::new());
    for violation in violations {
        let (place, code, what) = parts(violation);
        let mut here = &mut errors;
        for step in place.split(['.', '[', ']']).filter(|step| !["", "body", LIST].contains(step)) {
            here = &mut here[step];
        }
        let error = json!({ "code": code, "message": what });
        match &mut here[LIST] {
            Value::Array(list) => list.push(error),
            empty => *empty = json!([error]),
        }
    }
    json!({ "code": 50035, "message": "Invalid Form Body", "errors": errors })
}

/// A violation's place, code and sentence.
fn parts(violation: &str) -> (&str, &str, &str) {
    let (place, rest) = violation.split_once(": ").unwrap_or(("", violation));
    let (code, what) = rest.split_once(' ').unwrap_or((rest, ""));
    (place, code, what)
}
