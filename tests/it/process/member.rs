//! `chimebot member`: a person's rights by letter, with the bot stopped.

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_about_a_person_is_printed_and_erased_where_they_cannot_ask_themselves() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let (bot, _) = town.first_morning(&home).await;
    let user = town.ana.to_string();
    let (code, said) = home.ends(&["member", "export", "--user", &user]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("another"), "two processes never share the files: {said}");
    bot.stops().await;

    let (code, said) = home.ends(&["member", "export", "--user", &user]).await;
    assert_eq!(code, Some(0), "{said}");
    for part in
        ["\"choice\": \"count_days\"", "\"choice\": \"keep_answers\"", "\"total\": 1", "\"question\": \""]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (code, said) = home.ends(&["member", "erase", "--user", &user]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Erased. Communities that held something: 1."), "{said}");
    let (_, said) = home.ends(&["member", "export", "--user", &user]).await;
    assert!(said.contains("[]") && said.contains("hold something about that person: 0."), "{said}");
    // A person nobody knows, and one who set the community up.
    let (code, said) = home.ends(&["member", "erase", "--user", "4242"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Nothing is kept about that person") && !said.contains("Erased"), "{said}");
    let (_, said) = home.ends(&["member", "erase", "--user", "1"]).await;
    assert!(said.contains("No answers, days or choices of that person were kept"), "{said}");
    let stays = "as staff, with their Discord id. Each goes after 180 days, the last one after 2027-05-22.";
    assert!(said.contains("What stays: ") && said.contains(stays), "{said}");
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_by_letter_is_not_called_whole_while_another_program_keeps_an_old_copy() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let (bot, _) = town.first_morning(&home).await;
    let user = town.ana.to_string();
    bot.stops().await;
    home.write("data/chimebot.clear/keys.db", "what a killed backup left");
    let path = home.path().join("data/chimebot.db");
    let mut reader = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
    sqlx::query("SELECT * FROM member").fetch_all(&mut reader).await.unwrap();
    let (code, said) = home.ends(&["member", "erase", "--user", &user]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another program has a database open") && !said.contains("Erased."), "{said}");
    assert!(!home.path().join("data/chimebot.clear").exists(), "no key is left in the clear");
    sqlx::query("ROLLBACK").execute(&mut reader).await.unwrap();
    let (code, said) = home.ends(&["member", "erase", "--user", &user]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("all is gone"), "{said}");
    town.finish();
}
