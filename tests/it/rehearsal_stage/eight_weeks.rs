//! A leader of forty people moves through eight weeks in the rehearsal, and learns something from each page.
//!
//! Everybody who is counted came by the *fill with people* button: they consent, press cards and look for
//! resources as clients do. No row is planted.

use super::*;

/// The file beside a message.
async fn file_of(page: &Page, message: &Value) -> Vec<u8> {
    let name = text(&message["attachments"][0]["filename"]);
    let path = format!("{}/api/attachment/{}/{name}", page.base, text(&message["id"]));
    page.web.get(path).send().await.unwrap().bytes().await.unwrap().to_vec()
}

/// The picture beside a page, whose description says what the page says.
async fn picture_of(page: &Page, message: &Value) -> Vec<u8> {
    let described = text(&message["attachments"][0]["description"]);
    assert!(described.contains("A hand with something"), "{described}");
    let picture = file_of(page, message).await;
    assert!(picture.starts_with(b"\x89PNG"), "{} bytes", picture.len());
    picture
}

async fn four_weeks(page: &Page) {
    page.post("/api/clock", json!({ "weeks": 4 })).await;
}

#[tokio::test]
async fn a_leader_of_forty_lives_eight_weeks_and_learns_something_from_each_page() {
    let page = Page::open(None).await;
    let channel = page.channel(0, "check-in").await;
    page.wait("the card", async || page.cards(&channel).await.len() == 1).await;
    let first = page.slash(LEE, &channel, "engagement", json!({})).await;
    assert!(!text(&first["content"]).contains("took part"), "no numbers yet: {first}");

    let filled = page.post("/api/fill", json!({})).await;
    assert_eq!(filled["people"], 36);
    let world = page.get("/api/world").await;
    assert_eq!(world["guilds"][0]["members"].as_array().unwrap().len(), 40);
    let refused = page.web.post(format!("{}/api/fill", page.base)).json(&json!({})).send().await.unwrap();
    assert_eq!(refused.status(), 422, "nobody comes twice");
    assert_eq!(
        page.stored(ANA).await,
        json!({ "rows": [], "plain": [] }),
        "the people one may be chose nothing"
    );

    // The first period begins on a Monday, so the first leap ends in its last days or right at its end.
    four_weeks(&page).await;
    let running = page.slash(LEE, &channel, "engagement", json!({})).await;
    assert!(text(&running["content"]).contains("numbers come on"), "{running}");
    four_weeks(&page).await;
    let told = page.slash(LEE, &channel, "engagement", json!({})).await;
    let said = text(&told["content"]).to_owned();
    let took = said.split("Of the people who chose to be counted, about ").nth(1);
    let took: u32 =
        took.and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or_else(|| panic!("{said}"));
    assert!((12..=40).contains(&took), "of 36, some say little: {said}");
    assert!(said.contains("A hand with something: about "), "what most of them looked for: {said}");
    assert!(said.contains("Deliberately blurred totals of four weeks"), "{said}");
    four_weeks(&page).await;

    // Two finished periods: the last one, what changed, and the one before.
    let last = page.slash(LEE, &channel, "engagement", json!({})).await;
    assert!(text(&last["content"]).contains("**What changed** since the four weeks before:"), "{last}");
    assert!(text(&last["content"]).contains("**What the group could do next**"), "{last}");
    // The same message shows the older weeks then, so its picture is looked at before.
    let picture = picture_of(&page, &last).await;
    let older = page.press(LEE, &channel, &last, "Older weeks").await;
    assert!(text(&older["content"]).contains("Of the people who chose to be counted"), "{older}");
    assert_ne!(older["content"], last["content"]);
    assert!(picture_of(&page, &older).await != picture, "each period has a picture of its own");
    let newer = page.press(LEE, &channel, &older, "Newer weeks").await;
    let taken = page.press(LEE, &channel, &newer, "Take the numbers as a file").await;
    let file = String::from_utf8(file_of(&page, &taken).await).unwrap();
    assert_eq!(file.lines().count(), 1 + 2 * 5, "a head, and two periods of five numbers: {file}");
    assert!(file.contains("Took part"), "{file}");
    // Every member reads the same page; the file is the leader's.
    let members = page.slash(ANA, &channel, "engagement", json!({})).await;
    assert_eq!(members["content"], last["content"]);
    assert!(button(&members, "Take the numbers as a file").is_none());
    page.close().await;
}
