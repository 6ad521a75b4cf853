//! What the data of events means, in words. Nothing else in the program speaks.

mod amount;
mod change;
mod label;
mod matters;
mod reason;
mod sentence;

pub(crate) use amount::{Unit, grouped};
pub(crate) use change::{
    as_it_should_be, difference, ended, healed, manifests_read, recorded, stopping, target,
};
pub(crate) use label::{label, names};
pub(crate) use matters::{coverage, missing, no_package_fits, notice, rate_limit, refusal, rights};
pub(crate) use reason::{kind, reason};
pub use sentence::Sentence;
