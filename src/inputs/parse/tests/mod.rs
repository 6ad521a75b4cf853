//! What inputs mean, and what is said of those that mean nothing.

mod apply;
mod counting;
mod empty_values;
mod files;
mod given;
mod guards_and_keeps;
mod hazards;
mod limits;
mod lists;
mod numbers;
mod place;
mod plans;
mod policy;
mod restoring;
mod rule;
mod runs;
mod support;
mod variables;
mod whole_packages;
