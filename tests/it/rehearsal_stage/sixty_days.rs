//! Sixty days in the rehearsal: gaps, a break, quiet days, an outage and a move, and then nothing is left.

use super::*;

impl Page {
    /// Opens the form behind a button, fills it in, and gives the answer.
    async fn fill_in(
        &self,
        person: usize,
        channel: &str,
        message: &Value,
        label: &str,
        values: Value,
    ) -> Value {
        let id = button(message, label).unwrap_or_else(|| panic!("no {label} under {}", message["content"]));
        let pressed = json!({ "as": self.people[person], "message": message["id"], "custom_id": text(&id["custom_id"]) });
        let opened = self.post("/api/press", pressed).await;
        let form = json!({ "as": self.people[person], "act": opened["act"], "values": values });
        self.post("/api/modal", form).await;
        self.newest_private(person, channel).await
    }

    /// Ana's own page.
    async fn me(&self, channel: &str) -> Value {
        self.slash(ANA, channel, "me", json!({})).await
    }

    /// Lives through `days` mornings; Ana answers the card on those that `answers` holds for.
    async fn live(&self, channel: &str, days: usize, answers: impl Fn(usize) -> bool) -> u32 {
        let mut answered = 0;
        for day in 0..days {
            self.next_morning().await;
            if answers(day) {
                let card = self.cards(channel).await.pop().unwrap();
                self.press(ANA, channel, &card, "Skip").await;
                answered += 1;
            }
        }
        answered
    }
}

#[tokio::test]
async fn somebody_lives_sixty_days_and_takes_everything_away() {
    let page = Page::open(None).await;
    let channel = page.channel(0, "check-in").await;
    page.wait("the card", async || page.cards(&channel).await.len() == 1).await;
    let card = page.cards(&channel).await.remove(0);
    let thanks = page.press(ANA, &channel, &card, "Skip").await;
    let choices = page.press(ANA, &channel, &thanks, "Keep something?").await;
    let ticked = page.press(ANA, &channel, &choices, "Count my days").await;
    let ticked = page.press(ANA, &channel, &ticked, "Keep my answers for me").await;
    let age = page.press(ANA, &channel, &ticked, "Turn these on").await;
    page.press(ANA, &channel, &age, "Yes, I agree").await;
    let me = page.me(&channel).await;
    page.press(ANA, &channel, &me, "Show my run").await;
    let mut total = 1;

    // Twenty days with two rest days a week.
    total += page.live(&channel, 20, |day| day % 7 < 5).await;
    // A break of ten days.
    let me = page.me(&channel).await;
    page.press(ANA, &channel, &me, "Take a break").await;
    page.live(&channel, 10, |_| false).await;
    let me = page.me(&channel).await;
    page.press(ANA, &channel, &me, "End my break").await;
    total += page.live(&channel, 5, |_| true).await;
    // Quiet days of the community.
    let panel = page.slash(MO, &channel, "quiet", json!({})).await;
    page.press(MO, &channel, &panel, "Rest until I end it").await;
    page.live(&channel, 6, |_| false).await;
    let panel = page.slash(MO, &channel, "quiet", json!({})).await;
    page.press(MO, &channel, &panel, "End the rest now").await;
    total += page.live(&channel, 5, |_| true).await;
    // A day without the bot, between two rest days that would be one too many.
    page.live(&channel, 1, |_| false).await;
    page.live(&channel, 1, |_| false).await;
    page.post("/api/clock", json!({ "away_minutes": 24 * 60 })).await;
    total += page.live(&channel, 4, |_| true).await;
    // A move across the date line.
    let me = page.me(&channel).await;
    let settings = page.press(ANA, &channel, &me, "My settings").await;
    page.fill_in(ANA, &channel, &settings, "Change my time zone", json!({ "zone": "Pacific/Auckland" }))
        .await;
    total += page.live(&channel, 7, |_| true).await;

    let me = page.me(&channel).await;
    let said = text(&me["content"]);
    assert!(said.contains(&format!("Days you showed up: {total}.")), "{total}: {said}");
    assert!(said.contains(&format!("Your current run: {total} days.")), "{total}: {said}");
    let past = page.press(ANA, &channel, &me, "Look back").await;
    assert!(text(&past["content"]).starts_with("**Looking back**"), "{past}");
    let data = page.slash(ANA, &channel, "my-data", json!({})).await;
    let ask = page.press(ANA, &channel, &data, "Take a copy").await;
    let copy = page.press(ANA, &channel, &ask, "Send it here").await;
    assert!(copy["attachments"].to_string().contains("my-data.json"), "{copy}");
    let data = page.slash(ANA, &channel, "my-data", json!({})).await;
    let ask = page.press(ANA, &channel, &data, "Erase all of it now").await;
    page.press(ANA, &channel, &ask, "Erase it all").await;
    assert_eq!(page.stored(ANA).await, json!({ "rows": [], "plain": [] }));
    page.close().await;
}
