//! `action.yml`, the README, `--help` and the steps of a summary say what the table of inputs and outputs
//! says.
//!
//! `UPDATE_CONTRACT=1 cargo test --test contract` makes the two files say it.

#[cfg(test)]
mod action;
#[cfg(test)]
mod files;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod policy;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod undo;
