//! Totals worth a word, told in private.
//!
//! They stand on the total, which only grows: there is no milestone that can be lost
//! (product contract, section 4; recovery evidence, 4.4).

/// The first milestones. After the last of them, each further year of days is one.
const FIRST: [u32; 9] = [1, 3, 7, 14, 30, 60, 100, 200, 365];

/// Whether a total of `days` shown up is a milestone.
pub fn is_milestone(days: u32) -> bool {
    FIRST.contains(&days) || (days > 365 && (days.is_multiple_of(365) || days.is_multiple_of(500)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milestones_are_close_at_first_and_then_far_apart() {
        let met: Vec<u32> = (0..1_100).filter(|days| is_milestone(*days)).collect();
        assert_eq!(met, [1, 3, 7, 14, 30, 60, 100, 200, 365, 500, 730, 1_000, 1_095]);
    }
}
