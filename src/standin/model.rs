//! The things Discord knows, and their JSON.

/// Message flag: only one person sees it.
pub const EPHEMERAL: u64 = 1 << 6;
/// Message flag: a deferred reply that has no content yet.
pub const LOADING: u64 = 1 << 7;
