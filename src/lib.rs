//! chimebot: a peer-support Discord bot built around CHIME.
//!
//! The rooms and the direction in which they may use each other are drawn in
//! `ARCHITECTURE.md` and held by `tests/it/tidy.rs`.

pub mod app;
pub mod backup;
pub mod cli;
pub mod clock;
pub mod config;
pub mod discord;
pub mod domain;
pub mod health;
pub mod jobs;
pub mod keyfile;
pub mod picture;
pub mod rehearsal;
pub mod rng;
pub mod service;
pub mod standin;
pub mod store;
pub mod telemetry;
pub mod words;
