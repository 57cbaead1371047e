//! The first answer to an interaction, by its type.

use super::message;
use super::modal;
use super::node::Node;
use super::option;

/// `POST /interactions/{interaction_id}/{interaction_token}/callback`.
///
/// Which types suit which interaction depends on the interaction and is judged where it is known.
pub(super) fn check(body: &Node) {
    if !body.object(&["type", "data"]) {
        return;
    }
    let kind = body.need("type").and_then(|kind| kind.one_of(&[1, 4, 5, 6, 7, 8, 9]));
    let data = body.get("data");
    match kind {
        Some(4) => {
            if let Some(data) = body.need("data") {
                message::check(&data, &message::REPLY);
            }
        }
        Some(5) => message::deferral(&data),
        Some(7) => {
            if let Some(data) = body.need("data") {
                message::check(&data, &message::UPDATE);
            }
        }
        Some(8) => {
            if let Some(data) = body.need("data")
                && data.object(&["choices"])
                && let Some(choices) = data.need("choices")
            {
                option::choices(&choices, None);
            }
        }
        Some(9) => {
            if let Some(data) = body.need("data") {
                modal::check(&data);
            }
        }
        _ => {
            if kind.is_some() && !data.is_absent() {
                data.say("UNKNOWN_FIELD", "an answer of this type carries no data");
            }
        }
    }
}
