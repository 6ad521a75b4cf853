//! The decision, held to what users were promised: by the public names alone, with worlds of data.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "what builds a world or looks into a plan runs in tests only, and fails them aloud"
)]

mod ages;
mod arriving;
mod counting;
mod earlier;
mod explaining;
mod git_tags;
mod grace;
mod guards;
mod images;
mod incomplete;
mod keep_latest;
mod keeps;
mod listing;
mod only_closed;
mod orphans;
mod patterns;
mod prereleases;
mod properties;
mod reading;
mod referenced_in;
mod referrers;
mod repair;
mod restoring;
mod rules;
mod semver;
mod steps;
mod support;
mod tags;
mod unreadable;
mod untag;
mod version_numbers;
mod versions;
