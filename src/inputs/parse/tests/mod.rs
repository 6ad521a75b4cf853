//! What inputs mean, and what is said of those that mean nothing.

mod empty_values;
mod guards_and_keeps;
mod hazards;
mod lists;
mod numbers;
mod place;
mod rule;
mod support;
mod variables;
