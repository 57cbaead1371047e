//! What the bot does by itself: it carries out the effects that the pure planner asks for.

pub mod backups;
pub mod cards;
pub mod digests;
pub mod heartbeat;
pub mod keys;
pub mod lists;
pub mod notices;
pub mod outcomes;
mod patience;
pub mod periods;
pub mod rechecks;
pub mod reminders;
pub mod retention;
pub mod rights;
pub mod scheduler;
mod under_way;
