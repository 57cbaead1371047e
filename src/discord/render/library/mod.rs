//! What moderators see of the list of resources: one file a screen.

pub mod history;
pub mod review;
