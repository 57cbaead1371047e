//! Short ways to a list of resources.

use chimebot::domain::resource::{Body, EntryId};
use chimebot::service::caller::{Caller, Rights};
use chimebot::service::library::Kept;
use chimebot::store::{Act, Change};
use serde_json::{Value, json};

use super::TestBot;

/// An entry about food, with whatever `more` says differently.
pub fn body(title: &str, more: &Value) -> Body {
    let mut body = json!({
        "title": title, "sentence": "A bag of food each Friday.", "link": "https://food.example/leeds",
        "phone": "0113 496 0000", "kind": "practical", "topics": ["food"], "supports": ["practical"],
        "languages": ["en"], "cost": "free", "hours": "Fri 10-12", "checked_on": "2026-11-01",
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    serde_json::from_value(body).unwrap()
}

impl TestBot {
    /// Mo, as the services know a moderator.
    pub fn as_moderator(&self) -> Caller {
        let rights = Rights { manage_messages: true, ..Rights::default() };
        self.bot().services.caller(self.guild, self.moderator, rights)
    }

    /// Puts entries on the list without the screens.
    pub async fn list(&self, bodies: Vec<Body>) {
        let mut taken: Vec<EntryId> = Vec::new();
        let mut changes = Vec::new();
        for body in bodies {
            let id = EntryId::for_title(&body.title, |id| taken.contains(id));
            taken.push(id.clone());
            changes.push(Change { id, seen: None, act: Act::Add, body, retired: false });
        }
        let kept = self.bot().services.change_entries(&self.as_moderator(), changes).await.unwrap();
        assert!(matches!(kept, Kept::Done(_)), "{kept:?}");
    }

    /// Takes an entry off the list.
    pub async fn retire(&self, id: &str) {
        let id: EntryId = id.parse().unwrap();
        let library = self.bot().services.library(self.guild).await.unwrap();
        let entry = library.get(&id).unwrap();
        let (seen, body) = (Some(entry.version), entry.body.clone());
        let change = Change { id, seen, act: Act::Retire, body, retired: true };
        self.bot().services.change_entries(&self.as_moderator(), vec![change]).await.unwrap();
    }
}
