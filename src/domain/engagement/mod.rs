//! The gate of the group's numbers: what is counted, how it is blurred, and what may be said of it.
//!
//! Each member counts at most once per figure and period, and only by choice. When a period of
//! four weeks closes, [`blur`] adds noise to every cell of a fixed set, full or empty, and what
//! comes out is stored once. A [`Released`] is the only thing that speaks of members from then on:
//! it cannot be made from a count without noise, and gives nothing but what may be printed.
//!
//! The noise is discrete Laplace from an exact sampler on whole numbers ([`discrete_laplace`]), so
//! the promise is pure differential privacy: for whoever knows what everybody else did, the odds
//! about one person move by at most `e^epsilon` a figure. Thresholds act on what is public alone,
//! the declared size; rounding comes after the noise and costs nothing.
//!
//! [`Account`] is all a page says of a period, and [`ideas`] what a group could do next.
//!
//! `docs/engagement.md` explains it to a statistician.

mod figure;
mod noise;
mod period;
mod released;
mod report;
mod tier;

#[cfg(test)]
mod tests;

pub use figure::{Cell, Counted, Figure, Level, Part};
pub use noise::discrete_laplace;
pub use period::{
    Start, Window, digest_of, first_after, first_day, held_by, next_after, on_monday, weeks_from,
};
pub use released::{Difference, Printed, Released, ReleasedPeriod, blur};
pub use report::{Account, Cards, Coming, Deeds, Idea, Shelves, Since, Told, ideas};
pub use tier::{Epsilon, Tier};
