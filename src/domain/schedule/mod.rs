//! When a community's card is due: zones, local calendar arithmetic, and which
//! slots ought to exist at a given moment.
//!
//! A slot is named by the local date that was *asked for*. That matters on the
//! night of a clock change: at Nuuk the card of 27 March 2027, 23:30, falls due
//! at 00:00 on the 28th, and is still the card of the 27th.
//!
//! How a slot is then sent, once and only once, is `planner`'s part.

mod occurrence;
mod places;
mod plan;
mod zones;

pub use occurrence::{GRACE, Occurrence, deadline, occurrence, occurrence_on};
pub use places::{Meant, zone_meant, zones_like};
pub use plan::{DueSlot, Fit, due_between, due_slots, fit, next_occurrence};
pub use zones::{offered_zone, zone, zone_names};
