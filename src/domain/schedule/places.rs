//! Zones by the places and names people know: large cities that no zone is named after, and short names.

use super::zones::zone_names;
use crate::domain::search;

/// What people type, and the zone they mean.
const KNOWN_AS: &[(&str, &str)] = &[
    ("Aberdeen", "Europe/London"),
    ("Abuja", "Africa/Lagos"),
    ("Atlanta", "America/New_York"),
    ("Austin", "America/Chicago"),
    ("Baltimore", "America/New_York"),
    ("Bangalore", "Asia/Kolkata"),
    ("Barcelona", "Europe/Madrid"),
    ("Beijing", "Asia/Shanghai"),
    ("Birmingham", "Europe/London"),
    ("Boston", "America/New_York"),
    ("Bristol", "Europe/London"),
    ("BST", "Europe/London"),
    ("Calgary", "America/Edmonton"),
    ("Canberra", "Australia/Sydney"),
    ("Cape Town", "Africa/Johannesburg"),
    ("Cardiff", "Europe/London"),
    ("CET", "Europe/Paris"),
    ("Chennai", "Asia/Kolkata"),
    ("Christchurch", "Pacific/Auckland"),
    ("Cleveland", "America/New_York"),
    ("Cologne", "Europe/Berlin"),
    ("Cork", "Europe/Dublin"),
    ("CST", "America/Chicago"),
    ("Dallas", "America/Chicago"),
    ("Delhi", "Asia/Kolkata"),
    ("Edinburgh", "Europe/London"),
    ("EST", "America/New_York"),
    ("Eastern Time", "America/New_York"),
    ("Central Time", "America/Chicago"),
    ("Mountain Time", "America/Denver"),
    ("Pacific Time", "America/Los_Angeles"),
    ("Frankfurt", "Europe/Berlin"),
    ("Galway", "Europe/Dublin"),
    ("Geneva", "Europe/Zurich"),
    ("Glasgow", "Europe/London"),
    ("GMT", "Europe/London"),
    ("Hamburg", "Europe/Berlin"),
    ("Hanoi", "Asia/Ho_Chi_Minh"),
    ("Houston", "America/Chicago"),
    ("Islamabad", "Asia/Karachi"),
    ("Kyoto", "Asia/Tokyo"),
    ("Las Vegas", "America/Los_Angeles"),
    ("Leeds", "Europe/London"),
    ("Liverpool", "Europe/London"),
    ("Lyon", "Europe/Paris"),
    ("Manchester", "Europe/London"),
    ("Marseille", "Europe/Paris"),
    ("Miami", "America/New_York"),
    ("Milan", "Europe/Rome"),
    ("Minneapolis", "America/Chicago"),
    ("Montreal", "America/Toronto"),
    ("MST", "America/Denver"),
    ("Mumbai", "Asia/Kolkata"),
    ("Munich", "Europe/Berlin"),
    ("Naples", "Europe/Rome"),
    ("New Delhi", "Asia/Kolkata"),
    ("Newcastle", "Europe/London"),
    ("Osaka", "Asia/Tokyo"),
    ("Ottawa", "America/Toronto"),
    ("Philadelphia", "America/New_York"),
    ("Pittsburgh", "America/New_York"),
    ("Portland", "America/Los_Angeles"),
    ("Porto", "Europe/Lisbon"),
    ("Pretoria", "Africa/Johannesburg"),
    ("PST", "America/Los_Angeles"),
    ("Quebec", "America/Toronto"),
    ("Rio de Janeiro", "America/Sao_Paulo"),
    ("Rotterdam", "Europe/Amsterdam"),
    ("Salt Lake City", "America/Denver"),
    ("San Diego", "America/Los_Angeles"),
    ("San Francisco", "America/Los_Angeles"),
    ("Seattle", "America/Los_Angeles"),
    ("Sheffield", "Europe/London"),
    ("Stuttgart", "Europe/Berlin"),
    ("Tel Aviv", "Asia/Jerusalem"),
    ("The Hague", "Europe/Amsterdam"),
    ("UK", "Europe/London"),
    ("United Kingdom", "Europe/London"),
    ("Ireland", "Europe/Dublin"),
    ("New Zealand", "Pacific/Auckland"),
    ("Washington", "America/New_York"),
    ("Wellington", "Pacific/Auckland"),
];

/// What a typed zone can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// One zone: its name was typed, or the whole name of a place in it.
    This(&'static str),
    /// Some that are like it, best first.
    Like(Vec<&'static str>),
}

/// The zones that `typed` may mean, best first, each once, at most `limit`.
pub fn zones_like(typed: &str, limit: usize) -> Vec<&'static str> {
    if typed.trim().is_empty() {
        return zone_names().iter().map(String::as_str).take(limit).collect();
    }
    let mut zones = Vec::new();
    for name in search::best(typed, names(), 4 * limit) {
        let zone = zone_of(name);
        if !zones.contains(&zone) && zones.len() < limit {
            zones.push(zone);
        }
    }
    zones
}

/// What a person means who typed this and picked nothing from a list.
pub fn zone_meant(typed: &str) -> Meant {
    let typed = typed.trim();
    let exact = names().find(|name| name.eq_ignore_ascii_case(typed));
    if let Some(exact) = exact {
        return Meant::This(zone_of(exact));
    }
    if typed.is_empty() {
        return Meant::Like(Vec::new());
    }
    let mut whole: Vec<_> = names().filter(|name| search::is_whole_word(typed, name)).map(zone_of).collect();
    whole.sort_unstable();
    whole.dedup();
    match whole[..] {
        [only] => Meant::This(only),
        _ => Meant::Like(zones_like(typed, 5)),
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    zone_names().iter().map(String::as_str).chain(KNOWN_AS.iter().map(|(name, _)| *name))
}

fn zone_of(name: &'static str) -> &'static str {
    KNOWN_AS.iter().find(|(known, _)| *known == name).map_or(name, |(_, zone)| zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::zone;

    #[test]
    fn every_place_lies_in_a_zone_that_is_offered() {
        for (name, place) in KNOWN_AS {
            assert!(
                zone_names().iter().any(|zone| zone == place) && zone(place).is_some(),
                "{name}: {place}"
            );
        }
    }

    #[test]
    fn a_large_city_means_its_zone_whatever_zones_are_named_after() {
        for (typed, meant) in [
            ("Munich", "Europe/Berlin"),
            ("san francisco", "America/Los_Angeles"),
            ("EST", "America/New_York"),
            ("gmt", "Europe/London"),
            ("europe/london", "Europe/London"),
            ("new york", "America/New_York"),
            ("London", "Europe/London"),
            ("utc", "UTC"),
        ] {
            assert_eq!(zone_meant(typed), Meant::This(meant), "{typed}");
        }
        assert_eq!(zones_like("manchestr", 5)[0], "Europe/London");
        assert_eq!(zone_meant("Lodnon"), Meant::Like(zones_like("Lodnon", 5)));
        assert_eq!(zones_like("Lodnon", 5)[0], "Europe/London");
        assert_eq!(zone_meant("qqqq"), Meant::Like(Vec::new()));
        assert_eq!(zone_meant(""), Meant::Like(Vec::new()));
    }
}
