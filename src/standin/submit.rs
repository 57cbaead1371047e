//! Filling in and sending forms.

use serde_json::{Value, json};

use super::StandIn;
use super::acts::{Act, Deed};
use super::interaction::{Kind, Response};
use super::message::walk_components;
use crate::domain::ids::UserId;

impl StandIn {
    /// A person fills in the form that `opened_by` was answered with, and sends it.
    pub fn submit_modal(&self, user: UserId, opened_by: &Act, values: &[(&str, &str)]) -> Act {
        self.try_submit_modal(user, opened_by, values).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As `submit_modal`, or why the form cannot be sent.
    ///
    /// Fields not named keep what the form prefilled. Menus and boxes inside labels take
    /// their values separated by commas.
    pub fn try_submit_modal(
        &self,
        user: UserId,
        opened_by: &Act,
        values: &[(&str, &str)],
    ) -> Result<Act, String> {
        let mut world = self.shared.world();
        let opener = world.interactions.get_mut(&opened_by.id).ok_or("there was no such act")?;
        let Response::Modal(form) = &opener.response else {
            return Err(format!("no form was opened by: {}", opener.what));
        };
        if opener.user != user.0 {
            return Err(format!("the form was opened for somebody else by: {}", opener.what));
        }
        let form = form.clone();
        opener.read = true;
        let opener = opener.clone();
        let mut fields = Vec::new();
        walk_components(&form["components"], &mut fields);
        let known = |id: &str| fields.iter().any(|field| field["custom_id"] == id);
        if let Some((id, _)) = values.iter().find(|(id, _)| !known(id)) {
            return Err(format!("the form has no field {id:?}"));
        }
        let rows = form["components"].as_array().map(Vec::as_slice).unwrap_or_default();
        let components = rows.iter().map(|row| fill(row, values)).collect::<Result<Vec<Value>, _>>()?;
        let data = json!({ "custom_id": form["custom_id"], "components": components });
        let what = format!("submit {}", form["custom_id"].as_str().unwrap_or_default());
        let deed = Deed::new(Kind::ModalSubmit, what).by_form_of(&opener);
        Ok(world.act(user.0, opener.channel, deed, &data))
    }
}

/// A row or label of the form, as it comes back.
fn fill(row: &Value, values: &[(&str, &str)]) -> Result<Value, String> {
    let mut back = json!({ "type": row["type"], "id": row["id"] });
    if let Some(inner) = row["components"].as_array() {
        let inner = inner.iter().map(|field| answer(field, values)).collect::<Result<Vec<Value>, _>>()?;
        back["components"] = Value::Array(inner);
    }
    if row["component"].is_object() {
        back["component"] = answer(&row["component"], values)?;
    }
    Ok(back)
}

/// One field, checked as a client checks it.
fn answer(field: &Value, values: &[(&str, &str)]) -> Result<Value, String> {
    let id = field["custom_id"].as_str().unwrap_or_default();
    let given = values.iter().find(|(name, _)| *name == id).map(|(_, value)| *value);
    let mut back = json!({ "type": field["type"], "id": field["id"], "custom_id": id });
    let required = field["required"] != false;
    if field["type"] != 4 {
        let chosen: Vec<&str> =
            given.unwrap_or_default().split(',').filter(|part| !part.is_empty()).collect();
        if required && chosen.is_empty() {
            return Err(format!("the field {id:?} must be filled in"));
        }
        back["values"] = json!(chosen);
        return Ok(back);
    }
    let text = given.or(field["value"].as_str()).unwrap_or_default();
    let length = text.chars().count() as u64;
    if required && text.is_empty() {
        return Err(format!("the field {id:?} must be filled in"));
    }
    let least = field["min_length"].as_u64().unwrap_or(0);
    let most = field["max_length"].as_u64().unwrap_or(4000);
    if !text.is_empty() && !(least..=most).contains(&length) {
        return Err(format!("the field {id:?} takes {least} to {most} characters, not {length}"));
    }
    back["value"] = json!(text);
    Ok(back)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(field: &Value) -> Value {
        json!({ "type": 1, "id": 1, "components": [field] })
    }

    #[test]
    fn a_prefilled_field_keeps_its_text() {
        let form = row(&json!({ "type": 4, "custom_id": "why", "value": "because" }));
        assert_eq!(fill(&form, &[]).unwrap()["components"][0]["value"], "because");
        assert_eq!(fill(&form, &[("why", "so")]).unwrap()["components"][0]["value"], "so");
    }

    #[test]
    fn an_empty_required_field_and_a_long_text_are_not_sent() {
        let form = row(&json!({ "type": 4, "custom_id": "why", "max_length": 3 }));
        assert!(fill(&form, &[]).is_err());
        assert!(fill(&form, &[("why", "long")]).is_err());
        assert!(fill(&form, &[("why", "äöü")]).is_ok(), "characters count, not bytes");
    }
}
