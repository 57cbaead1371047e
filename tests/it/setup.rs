//! Setting a community up, as an admin does it: by commands, selects, forms and buttons.

use chimebot::domain::community::{Community, Days, Trouble};
use chimebot::domain::ids::{ChannelId, RoleId, UserId};
use chimebot::service::setup::Change;
use chimebot::standin::Message;
use serde_json::json;

use crate::support::TestBot;
use crate::support::alarms::listen;

/// Whether a setting stands as it was chosen.
type Check = fn(&Community) -> bool;

/// Discord's Manage Server.
const MANAGE_GUILD: u64 = 1 << 5;
const SEND_MESSAGES: u64 = 1 << 11;
const VIEW_CHANNEL: u64 = 1 << 10;

const REFUSED: &str = "Only people who can manage this server can do that. Nothing was changed.";

/// What fits a phone without much scrolling above the selects.
const FITS_A_PHONE: usize = 750;

pub fn says(message: &Message, wanted: &str) {
    assert!(message.content.contains(wanted), "{wanted:?} is not in:\n{}", message.content);
}

pub fn starts(message: &Message, wanted: &str) {
    assert!(message.content.starts_with(wanted), "does not begin with {wanted:?}:\n{}", message.content);
    assert!(message.content.chars().count() < FITS_A_PHONE, "too long for a phone:\n{}", message.content);
}

/// Somebody who may manage the server but does not own it.
fn second_admin(bot: &TestBot) -> (UserId, RoleId) {
    let role = bot.standin.add_role(bot.guild, "admins", MANAGE_GUILD);
    let user = bot.standin.add_user("Kim");
    bot.standin.add_member(bot.guild, user, &[role]);
    (user, role)
}

#[tokio::test]
async fn an_admin_sets_an_empty_community_up_and_the_first_card_comes() {
    let bot = TestBot::new().await;
    let lee = bot.admin;
    let (check_in, staff) = (bot.check_in.to_string(), bot.staff.to_string());
    let (moderators, leaders) =
        (bot.moderators.to_string(), bot.standin.add_role(bot.guild, "leaders", 0).to_string());

    let page = bot.slash(lee, "setup").await;
    assert_eq!(
        page.content,
        "**Setting me up** (1 of 2)\n\
         I am **off**. I post nothing until you press *Turn on* on page 2.\n\
         Check-in channel: none yet\n\
         Days: every day\n\
         Moderators: none yet, and all who may manage messages\n\
         Group leaders: none yet, and all who may manage the server\n\
         Time: 09:00, UTC (now 08:50 there)\n\
         Country for help lines: none yet. Language: English.\n\
         All at once: `/setup zone: country: time: language:`"
    );
    let page = bot.choose(lee, &page, "Check-in channel", &[&check_in]).await;
    starts(&page, &format!("Done: check-in channel is <#{check_in}>.\n**Setting me up** (1 of 2)\n"));
    says(&page, "I have every right I need there.");
    let page = bot.choose(lee, &page, "Days of the card", &["1", "2", "3", "4", "5"]).await;
    starts(&page, "Done: days are Monday, Tuesday, Wednesday, Thursday, Friday.\n");
    let page = bot.choose(lee, &page, "Moderator role", &[&moderators]).await;
    starts(&page, &format!("Done: moderator role is <@&{moderators}>.\n"));
    let page = bot.choose(lee, &page, "Group leader role", &[&leaders]).await;
    starts(&page, &format!("Done: group leader role is <@&{leaders}>.\n"));

    let (form, shown) = bot.open_form(lee, &page, "Time and zone").await;
    assert!(
        shown.to_string().contains(r#""value":"09:00""#) && shown.to_string().contains(r#""value":"UTC""#)
    );
    let which = bot.submit(lee, &form, &[("time", "9.30 am"), ("zone", "Lodnon")]).await;
    starts(&which, "Which zone is yours? The time on each button is the time there now.");
    assert_eq!(which.buttons()[0].label, "Europe/London (08:50)");
    let page = bot.press(lee, &which, "Europe/London (08:50)").await;
    starts(&page, "Done: time is 09:30, zone is Europe/London.\n");
    let (_, shown) = bot.open_form(lee, &page, "Time and zone").await;
    assert!(shown.to_string().contains(r#""value":"09:30""#) && shown.to_string().contains("Europe/London"));

    let page = bot.press(lee, &page, "Page 2").await;
    assert_eq!(
        page.content,
        "**Setting me up** (2 of 2)\n\
         I am **off**. I post nothing until you press *Turn on* on page 2.\n\
         Notices to staff: none yet\n\
         Digest channel: none yet\n\
         About how many take part: none yet\n\
         Own words: off\n\
         Sound with the card: off\n\
         I note which staff changed what, with their Discord id, for 180 days.\n\
         To show moderators `/quiet` and `/library`: Server Settings > Integrations > my name. `/setup` needs Manage Server.\n"
            .to_owned()
            + &format!("*Undo last change* would mean: time is 09:00, zone is UTC (changed by <@{lee}>).")
    );
    let page = bot.choose(lee, &page, "Notice channel for staff", &[&staff]).await;
    starts(&page, &format!("Done: notice channel is <#{staff}>.\n"));
    let page = bot.choose(lee, &page, "Digest channel", &[&check_in]).await;
    starts(&page, &format!("Done: digest channel is <#{check_in}>.\n"));
    let page = bot.choose(lee, &page, "About how many people take part", &["10"]).await;
    starts(&page, "Done: number of people is 10 to 24.\n");
    let warning = bot.press(lee, &page, "Turn own words on").await;
    says(&warning, "Developer Policy 16");
    assert!(!bot.community().await.words, "the warning comes first");
    let page = bot.press(lee, &warning, "I have read them, turn it on").await;
    starts(&page, "Done: own words are on.\n");
    let page = bot.press(lee, &page, "Turn sound on").await;
    starts(&page, "Done: sound is on.\n");

    let sample = bot.press(lee, &page, "Show me a sample").await;
    starts(&sample, "This is how a card looks. Only you can see it, and you cannot answer it here.\n");
    let answers = sample.buttons();
    assert!(answers.iter().any(|button| button.disabled && button.label == "Hard day"));
    assert!(answers.iter().any(|button| !button.disabled && button.label == "Get help now"));
    assert!(bot.posts(bot.check_in).is_empty(), "nothing is posted before an admin turns it on");

    let page = bot.press(lee, &page, "Turn on").await;
    starts(
        &page,
        "I am on. The first card: Monday, 23 November at 09:30 (Europe/London).\n\
         With no country, *Get help now* shows no numbers at first: `/setup country:`\n\
         **Setting me up** (2 of 2)\n\
         I am **on**. The next card: Monday, 23 November at 09:30 (Europe/London).\n",
    );
    let country = bot.slash_with(lee, "setup", json!({ "country": "GB" })).await;
    starts(&country, "Done: country is United Kingdom.\n");

    let audit = bot.store().audit(bot.guild, 100).await.unwrap();
    assert_eq!(audit.len(), 12, "one line a change: {audit:?}");
    assert!(audit.iter().all(|line| line.actor == lee && line.what == "setup"));
    bot.at("2026-11-23T09:29:59Z").await;
    assert!(bot.posts(bot.check_in).is_empty());
    bot.at("2026-11-23T09:30:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    let labels =
        |message: &Message| message.buttons().into_iter().map(|b| b.label).rev().take(5).collect::<Vec<_>>();
    assert_eq!(labels(&bot.card()), labels(&sample), "as the sample showed it");
    assert!(bot.posts(bot.staff).is_empty());
    bot.finish().await;
}

#[tokio::test]
async fn every_setting_is_kept_as_chosen_and_undo_takes_back_the_last() {
    let bot = TestBot::new().await;
    let lee = bot.admin;
    let (check_in, staff, role) =
        (bot.check_in.to_string(), bot.staff.to_string(), bot.moderators.to_string());
    let steps: [(&str, &str, &[&str], Check); 8] = [
        ("Page 1", "Check-in channel", &[&check_in], |known| known.check_in_channel.is_some()),
        ("Page 1", "Days of the card", &["7"], |known| known.days == Days::from_bits(64).unwrap()),
        ("Page 1", "Moderator role", &[&role], |known| known.moderator_role.is_some()),
        ("Page 1", "Group leader role", &[&role], |known| known.leader_role.is_some()),
        ("Page 2", "Notice channel for staff", &[&staff], |known| known.notice_channel.is_some()),
        ("Page 2", "Digest channel", &[&staff], |known| known.digest_channel.is_some()),
        ("Page 2", "About how many people take part", &["100"], |known| known.people == Some(100)),
        ("Page 2", "About how many people take part", &["5"], |known| known.people == Some(5)),
    ];
    let mut page = bot.slash(lee, "setup").await;
    for (number, select, values, chosen) in steps {
        if page.find_button(number).is_some() {
            page = bot.press(lee, &page, number).await;
        }
        page = bot.choose(lee, &page, select, values).await;
        assert!(chosen(&bot.community().await), "{select}");
        let second =
            if page.find_button("Page 2").is_some() { bot.press(lee, &page, "Page 2").await } else { page };
        let undone = bot.press(lee, &second, "Undo last change").await;
        starts(&undone, "I took back the last change: ");
        assert!(!chosen(&bot.community().await), "{select} is taken back");
        page = bot.press(lee, &undone, "Undo last change").await;
        assert!(chosen(&bot.community().await), "{select} is back");
    }
    let page = bot.choose(lee, &page, "Notice channel for staff", &[]).await;
    starts(&page, "Done: notice channel is none.\n");
    assert_eq!(bot.community().await.notice_channel, None);
    let page = bot.choose(lee, &page, "About how many people take part", &["5"]).await;
    starts(&page, "That is how it was already.\n**Setting me up**");
    let page = bot.press(lee, &page, "Turn on").await;
    assert!(bot.community().await.on_since.is_some());
    let page = bot.press(lee, &page, "Turn off").await;
    starts(&page, "Done: posting is off.\n");
    let page = bot.press(lee, &page, "Undo last change").await;
    starts(&page, "I took back the last change: posting is on. *Undo last change* brings it back.\n");
    says(&page, "I am **on**. The next card: Sunday, 29 November at 09:00 (UTC).");
    bot.finish().await;
}

#[tokio::test]
async fn nothing_is_there_to_take_back_at_first() {
    let bot = TestBot::new().await;
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.press(bot.admin, &page, "Page 2").await;
    assert!(page.find_button("Undo last change").is_none(), "there is nothing to take back");
    assert!(bot.bot().services.community(bot.guild).await.unwrap().is_none(), "looking makes no row");
    bot.finish().await;
}

#[tokio::test]
async fn options_come_up_as_they_are_typed_and_apply_at_once() {
    let bot = TestBot::new().await;
    let lee = bot.admin;
    let zones = bot.complete(lee, "setup", "zone", "lodnon").await;
    assert_eq!(zones[0], ("Europe/London".to_owned(), "Europe/London".to_owned()));
    let cities = bot.complete(lee, "setup", "zone", "são pa").await;
    assert_eq!(cities[0].1, "America/Sao_Paulo");
    assert!(!bot.complete(lee, "setup", "zone", "").await.is_empty());
    let countries = bot.complete(lee, "setup", "country", "unitd king").await;
    assert_eq!(countries[0], ("United Kingdom".to_owned(), "GB".to_owned()));
    let languages = bot.complete(lee, "setup", "language", "en").await;
    assert_eq!(languages, [("English".to_owned(), "en".to_owned())]);

    let all = json!({ "zone": "Europe/London", "country": "GB", "time": "18:30", "language": "en" });
    let page = bot.slash_with(lee, "setup", all).await;
    starts(&page, "Done: time is 18:30, zone is Europe/London, country is United Kingdom.\n");
    says(
        &page,
        "Time: 18:30, Europe/London (now 08:50 there)\nCountry for help lines: United Kingdom. Language: English.",
    );
    assert_eq!(bot.store().audit(bot.guild, 9).await.unwrap().len(), 1, "one line, and one step of undo");
    let city = bot.slash_with(lee, "setup", json!({ "zone": "new york" })).await;
    starts(&city, "Done: zone is America/New_York.\n");
    says(&city, "(now 03:50 there)");

    let both = json!({ "zone": "Lodnon", "country": "united states" });
    let which = bot.slash_with(lee, "setup", both).await;
    starts(&which, "Done: country is United States.\nWhich zone is yours?");
    assert_eq!(bot.community().await.zone, "America/New_York", "what is only like a name is asked about");
    let page = bot.press(lee, &which, "Europe/London (08:50)").await;
    starts(&page, "Done: zone is Europe/London.\n");
    assert_eq!(bot.community().await.time, jiff::civil::time(18, 30, 0, 0), "the time stays");
    bot.finish().await;
}

#[tokio::test]
async fn what_cannot_be_read_changes_nothing_and_says_what_to_do() {
    let bot = TestBot::new().await;
    let lee = bot.admin;
    for (options, said) in [
        (
            json!({ "time": "noon", "country": "GB" }),
            "I could not read the time “noon”. Write it as 09:00 or 18:30.",
        ),
        (json!({ "time": "25:00" }), "I could not read the time “25:00”."),
        (json!({ "zone": "qqqq", "time": "09:00" }), "I know no zone like “qqqq”. Try a large city near you"),
        (json!({ "country": "Atlantis" }), "I have no help lines for “Atlantis” yet."),
        (json!({ "language": "tlh" }), "I do not speak “tlh” yet. Pick a language from the list"),
    ] {
        let page = bot.slash_with(lee, "setup", options).await;
        starts(&page, said);
        says(&page, "Nothing was changed.\n**Setting me up** (1 of 2)");
    }
    let page = bot.slash(lee, "setup").await;
    for (values, said) in [
        ([("time", "9 o'clock"), ("zone", "UTC")], "I could not read the time “9 o'clock”."),
        ([("time", "09:00"), ("zone", "xyzzy")], "I know no zone like “xyzzy”."),
    ] {
        let (form, _) = bot.open_form(lee, &page, "Time and zone").await;
        let refused = bot.submit(lee, &form, &values).await;
        starts(&refused, said);
        let back = bot.press(lee, &refused, "Go back").await;
        starts(&back, "**Setting me up** (1 of 2)");
    }
    let (form, _) = bot.open_form(lee, &page, "Time and zone").await;
    let which = bot.submit(lee, &form, &[("zone", "chicgo")]).await;
    let back = bot.press(lee, &which, "Go back").await;
    starts(&back, "**Setting me up** (1 of 2)");
    for option in ["zone", "time"] {
        let act = bot.standin.try_slash(lee, bot.check_in, "setup", json!({ option: "x".repeat(65) }));
        assert!(act.is_err(), "Discord refuses what is too long to be shown");
    }
    assert!(bot.bot().services.community(bot.guild).await.unwrap().is_none(), "nothing was changed");
    bot.finish().await;
}

#[tokio::test]
async fn only_who_may_manage_the_server_sets_it_up_at_each_step() {
    let bot = TestBot::new().await;
    for person in [bot.ana, bot.moderator] {
        let offered = bot.standin.offered(person, bot.check_in);
        assert!(offered.iter().all(|command| command["name"] != "setup"));
    }
    let (kim, role) = second_admin(&bot);
    let first = bot.slash(kim, "setup").await;
    let page = bot.slash(kim, "setup").await;
    let second = bot.press(kim, &page, "Page 2").await;
    let (form, _) = bot.open_form(kim, &first, "Time and zone").await;
    bot.standin.add_member(bot.guild, kim, &[]);

    let mut ids: Vec<String> = Vec::new();
    for panel in [&first, &second] {
        ids.extend(panel.buttons().into_iter().filter_map(|button| button.custom_id));
    }
    ids.extend(["1:setup::wordsyes:".to_owned(), "1:zone:540:UTC:".to_owned()]);
    assert!(ids.len() >= 9, "{ids:?}");
    for id in ids {
        let page = if id.contains(":sample")
            || second.buttons().iter().any(|b| b.custom_id.as_deref() == Some(&id))
        {
            &second
        } else {
            &first
        };
        let act = bot.standin.press_forged(kim, page.id, &id);
        assert_eq!(bot.standin.settled(&act).await.content, REFUSED, "{id}");
    }
    let sent = bot.submit(kim, &form, &[("time", "10:00")]).await;
    assert_eq!(sent.content, REFUSED);

    // The role comes back, the panels are fresh, and it is taken again between look and choice.
    bot.standin.add_member(bot.guild, kim, &[role]);
    let (check_in, moderators) = (bot.check_in.to_string(), bot.moderators.to_string());
    for (number, select, value) in [
        ("Page 1", "Check-in channel", check_in.as_str()),
        ("Page 1", "Days of the card", "3"),
        ("Page 1", "Moderator role", &moderators),
        ("Page 1", "Group leader role", &moderators),
        ("Page 2", "Notice channel for staff", &check_in),
        ("Page 2", "Digest channel", &check_in),
        ("Page 2", "About how many people take part", "500"),
    ] {
        let page = bot.slash(kim, "setup").await;
        let page = if number == "Page 2" { bot.press(kim, &page, "Page 2").await } else { page };
        bot.standin.add_member(bot.guild, kim, &[]);
        let refused = bot.choose(kim, &page, select, &[value]).await;
        assert_eq!(refused.content, REFUSED, "{select}");
        assert!(refused.selects().is_empty() && refused.buttons().is_empty(), "the panel is gone");
        bot.standin.add_member(bot.guild, kim, &[role]);
    }
    assert!(bot.bot().services.community(bot.guild).await.unwrap().is_none(), "nothing was changed");
    bot.finish().await;
}

#[tokio::test]
async fn two_admins_at_once_both_have_their_way_and_each_has_a_line() {
    let bot = TestBot::set_up().await;
    let (kim, _) = second_admin(&bot);
    let lees = bot.slash(bot.admin, "setup").await;
    let kims = bot.slash(kim, "setup").await;
    let lees = bot.press(bot.admin, &lees, "Page 2").await;
    let (one, two) = tokio::join!(
        bot.press(bot.admin, &lees, "Turn sound on"),
        bot.choose(kim, &kims, "Days of the card", &["6", "7"])
    );
    starts(&one, "Done: sound is on.\n");
    starts(&two, "Done: days are Saturday, Sunday.\n");
    let known = bot.community().await;
    assert!(known.sound && known.days == Days::from_bits(96).unwrap());
    let audit = bot.store().audit(bot.guild, 2).await.unwrap();
    let mut actors: Vec<_> = audit.iter().map(|line| line.actor).collect();
    actors.sort_unstable();
    let mut both = vec![bot.admin, kim];
    both.sort_unstable();
    assert_eq!(actors, both);
    bot.finish().await;
}

#[tokio::test]
async fn the_rights_are_the_bots_own_in_the_chosen_channel() {
    let bot = TestBot::new().await;
    let lee = bot.admin;
    let locked = bot.standin.add_channel(bot.guild, "locked");
    let hidden = bot.standin.add_channel(bot.guild, "hidden");
    bot.standin.overwrite_bot(locked, 0, SEND_MESSAGES);
    bot.standin.overwrite_role(hidden, bot.standin.bot_role(bot.guild), 0, VIEW_CHANNEL);

    // Typed where the bot may do all, about a channel in which the owner may do all: neither counts.
    let page = bot.slash(lee, "setup").await;
    let page = bot.choose(lee, &page, "Check-in channel", &[&locked.to_string()]).await;
    let missing = format!("In <#{locked}> I still need: Send Messages.");
    says(&page, &missing);
    let page = bot.press(lee, &page, "Page 2").await;
    let page = bot.press(lee, &page, "Turn on").await;
    starts(&page, &format!("I am not on yet. I still need these rights in <#{locked}>: Send Messages.\n"));
    let page = bot.press(lee, &page, "Page 1").await;
    let page = bot.choose(lee, &page, "Check-in channel", &[&hidden.to_string()]).await;
    says(&page, &format!("In <#{hidden}> I still need: View Channel."));

    // Typed where the bot may not write, about a channel in which it may.
    bot.standin.overwrite_bot(bot.check_in, 0, SEND_MESSAGES);
    let page = bot.slash(lee, "setup").await;
    let page = bot.choose(lee, &page, "Check-in channel", &[&bot.staff.to_string()]).await;
    says(&page, "I have every right I need there.");
    let page = bot.press(lee, &page, "Page 2").await;
    let page = bot.press(lee, &page, "Turn on").await;
    starts(&page, "I am on. The first card: Monday, 23 November at 09:00 (UTC).\n");

    // The notice channel is looked at too.
    let page = bot.choose(lee, &page, "Notice channel for staff", &[&locked.to_string()]).await;
    says(&page, &missing);
    let page = bot.choose(lee, &page, "Notice channel for staff", &[&bot.staff.to_string()]).await;
    says(&page, "Members read that channel, so I tell staff nothing there. Pick another one.");
    bot.finish().await;
}

#[tokio::test]
async fn it_is_not_turned_on_without_a_channel_or_while_discord_does_not_say() {
    let bot = TestBot::new().await;
    let lee = bot.admin;
    let page = bot.slash(lee, "setup").await;
    let page = bot.press(lee, &page, "Page 2").await;
    let page = bot.press(lee, &page, "Turn on").await;
    starts(&page, "I am not on yet. Pick a check-in channel on page 1 first.\n");
    let page = bot.press(lee, &page, "Page 1").await;
    let page = bot.choose(lee, &page, "Check-in channel", &[&bot.check_in.to_string()]).await;
    let page = bot.press(lee, &page, "Page 2").await;
    bot.standin.fault(chimebot::standin::Fault {
        method: "GET".to_owned(),
        path_contains: "/guilds/".to_owned(),
        times: None,
        kind: chimebot::standin::FaultKind::Status(500, json!({})),
    });
    let page = bot.press(lee, &page, "Turn on").await;
    starts(&page, "I could not ask Discord about my rights just now. Open `/setup` again in a minute.\n");
    assert_eq!(bot.community().await.on_since, None);
    bot.standin.clear_faults();
    bot.standin.delete_channel(bot.check_in);
    let opened = bot.press(lee, &page, "Turn on");
    drop(opened);
    let act = bot.standin.slash(lee, bot.staff, "setup", json!({}));
    let page = bot.standin.settled(&act).await;
    says(&page, "I cannot find that channel. Pick another one.");
    let page = bot.press(lee, &page, "Page 2").await;
    let page = bot.press(lee, &page, "Turn on").await;
    starts(&page, "I cannot find that channel. Pick another one.\n");
    assert_eq!(bot.community().await.on_since, None);
    bot.finish().await;
}

#[tokio::test]
async fn undo_of_a_channel_forgets_what_was_wrong_with_the_other() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::NoticeChannel(None)]).await;
    let lee = bot.admin;
    let other = bot.standin.add_channel(bot.guild, "other");
    let page = bot.slash(lee, "setup").await;
    bot.choose(lee, &page, "Check-in channel", &[&other.to_string()]).await;
    bot.store().stop_schedule(bot.guild, other, Trouble::ChannelGone).await.unwrap();
    let page = bot.press(lee, &page, "Page 2").await;
    bot.press(lee, &page, "Undo last change").await;
    let known = bot.community().await;
    assert_eq!((known.check_in_channel, known.trouble), (Some(bot.check_in), None));
    assert!(bot.store().waiting_notices(bot.guild).await.unwrap().is_empty());
    bot.finish().await;
}

#[tokio::test]
async fn a_server_with_many_roles_and_channels_is_set_up_like_any_other() {
    let bot = TestBot::new().await;
    let roles: Vec<RoleId> =
        (0..60).map(|n| bot.standin.add_role(bot.guild, &format!("role {n}"), 0)).collect();
    let channels: Vec<ChannelId> =
        (0..60).map(|n| bot.standin.add_channel(bot.guild, &format!("room-{n}"))).collect();
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.choose(bot.admin, &page, "Moderator role", &[&roles[59].to_string()]).await;
    let page = bot.choose(bot.admin, &page, "Check-in channel", &[&channels[59].to_string()]).await;
    says(&page, "I have every right I need there.");
    let known = bot.community().await;
    assert_eq!((known.moderator_role, known.check_in_channel), (Some(roles[59]), Some(channels[59])));
    bot.standin.delete_role(bot.guild, roles[59]);
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.choose(bot.admin, &page, "Moderator role", &[]).await;
    starts(&page, "Done: moderator role is none.\n");
    bot.finish().await;
}

#[tokio::test]
async fn a_client_in_a_language_without_texts_gets_english_and_no_error_is_logged() {
    let (tap, _listening) = listen();
    let bot = TestBot::set_up().await;
    for (person, locale) in [(bot.admin, "de"), (bot.moderator, "pt-BR"), (bot.ana, "zh-TW")] {
        bot.standin.set_locale(person, locale);
    }
    let page = bot.slash_with(bot.admin, "setup", json!({ "time": "9:15" })).await;
    starts(&page, "Done: time is 09:15.\n**Setting me up** (1 of 2)\n");
    let page = bot.press(bot.admin, &page, "Page 2").await;
    bot.press(bot.admin, &page, "Show me a sample").await;
    bot.tick().await;
    let quiet = bot.slash(bot.moderator, "quiet").await;
    says(&quiet, "Cards come on the chosen days.");
    let why = bot.slash(bot.ana, "why-not").await;
    says(&why, "**The last card, and the next**\nNo card was due here yet.");
    bot.at("2026-11-23T09:15:00Z").await;
    bot.press(bot.ana, &bot.card(), "Skip").await;
    bot.finish().await;
    // A missing text would say so in these words.
    let heard = tap.lines();
    let missing: Vec<_> = heard.iter().filter(|line| line.contains("a text ")).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(heard.iter().any(|line| line.contains("connected to Discord")), "the tap hears the bot");
}
