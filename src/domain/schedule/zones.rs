//! Time zones by name, from the database that is built into the binary.
//!
//! The machine's own zone files are not consulted: a slim container has none, and
//! two machines that run the same version must agree on every due moment.

use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};

static BUNDLED: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> =
        BUNDLED.available().map(|name| name.to_string()).filter(|name| is_a_place(name)).collect();
    names.sort_unstable();
    names
});

/// The zone of that IANA name (`Europe/London`), in any letter case. None for an unknown name.
pub fn zone(name: &str) -> Option<TimeZone> {
    BUNDLED.get(name).ok()
}

/// The names to offer a person who looks for their zone, sorted: places and `UTC`.
///
/// Old spellings such as `Asia/Calcutta` are among them, because people type them;
/// abbreviations (`EST`) and fixed offsets (`Etc/GMT+5`, whose sign misleads) are not.
pub fn zone_names() -> &'static [String] {
    &NAMES
}

/// The zone of an offered name. None for whatever else the database knows, such as `Factory`.
pub fn offered_zone(name: &str) -> Option<TimeZone> {
    zone_names().binary_search_by(|known| known.as_str().cmp(name)).ok().and_then(|_| zone(name))
}

fn is_a_place(name: &str) -> bool {
    name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_in_any_letter_case_and_an_unknown_one_is_not() {
        let london = zone("europe/london").unwrap();
        assert_eq!(london.iana_name(), Some("Europe/London"));
        assert!(zone("Europe/Camelot").is_none());
        assert!(zone("").is_none());
    }

    #[test]
    fn a_name_that_is_no_place_is_no_zone_to_live_in() {
        assert!(zone("Factory").is_some(), "the database has it");
        assert!(["Factory", "EST", "Etc/GMT+5", ""].iter().all(|name| offered_zone(name).is_none()));
        assert!(offered_zone("Europe/London").is_some());
    }

    #[test]
    fn every_offered_name_can_be_looked_up() {
        assert!(zone_names().len() > 400, "{}", zone_names().len());
        for name in zone_names() {
            assert!(zone(name).is_some(), "{name}");
        }
        assert!(zone_names().iter().any(|name| name == "UTC"));
        assert!(!zone_names().iter().any(|name| name == "EST" || name.starts_with("Etc/")));
    }
}
