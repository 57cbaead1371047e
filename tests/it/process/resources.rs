//! `chimebot resources`: a list in and out by the operator's hand.

use super::town::Town;

const TABLE: &str = "title;sentence;link;phone;kind;topics;supports\n\
    Food bank;Food on Fridays.;https://food.example/;;practical;food;practical\n\
    Walks;We walk.;;0113 496 0000;group;health;belonging\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_brings_a_list_in_and_takes_it_out_beside_the_running_bot() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let (bot, _) = town.first_morning(&home).await;
    let guild = town.guild.to_string();
    home.write("list.csv", TABLE);
    home.write("bad.csv", &TABLE.replace("0113 496 0000", "call us"));
    let with = |file: &'static str, more: &[&'static str]| {
        let all = ["resources", "import", file, "--guild", guild.as_str()];
        all.into_iter().chain(more.iter().copied()).map(str::to_owned).collect::<Vec<String>>()
    };
    let run = async |args: Vec<String>| home.ends(&args.iter().map(String::as_str).collect::<Vec<_>>()).await;

    let (code, said) = run(with("list.csv", &["--dry-run"])).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("New: 2. Changed: 0.") && said.contains("nothing was changed"), "{said}");
    let (code, said) = run(with("list.csv", &["--actor", "42"])).await;
    assert_eq!(code, Some(78), "two processes never share the files: {said}");
    bot.stops().await;

    let (code, said) = run(with("bad.csv", &["--actor", "42"])).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Row 3 (Walks): I cannot read the phone number."), "{said}");
    let (code, said) = run(with("list.csv", &[])).await;
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("--actor"), "whoever imports gives their name: {said}");
    let (code, said) = run(with("list.csv", &["--actor", "42"])).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Done. New: 2. Changed: 0."), "{said}");

    let bot = home.run(&town.standin);
    town.standin.until_ready().await;
    let (code, said) = home.ends(&["resources", "export", "--guild", &guild, "--format", "toml"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("[[entry]]\nid = \"food-bank\"") && said.contains("Entries on the list: 2."),
        "{said}"
    );
    // A server id with a slip in it must not pass for an empty list.
    for args in [["export", "--format=csv"], ["import", "list.csv"]] {
        let more: &[&str] = if args[0] == "import" { &["--dry-run"] } else { &[] };
        let (code, said) = home.ends(&[&["resources"], &args[..], &["--guild", "1"], more].concat()).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("there is no community 1 here"), "{said}");
    }
    bot.stops().await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_start_the_missing_database_is_named() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = super::child::Home::of(&town.standin);
    let (code, said) = home.ends(&["resources", "export", "--guild", "1", "--format", "csv"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("there is no data/chimebot.db yet: `chimebot run` makes it"), "{said}");
    town.finish();
}
