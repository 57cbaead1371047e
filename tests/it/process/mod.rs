//! The binary in a process of its own, as an operator runs it: started, pressed, stopped,
//! killed, and handed everything that can be wrong. The stand-in lives in the test.

mod backup;
mod bad_input;
mod child;
mod copies;
mod erasing;
mod faults;
mod health;
mod kill;
mod member;
mod resources;
mod restoring;
mod rotation;
mod running;
mod stopping;
mod town;
mod words;
