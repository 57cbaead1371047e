//! To be written.

pub mod rules;
