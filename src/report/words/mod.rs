//! What the data of events means, in words. Nothing else in the program speaks.

mod amount;
mod change;
mod label;
mod matters;
mod plans;
mod problem;
mod reason;
mod sentence;
mod tags;

pub(crate) use amount::{Unit, grouped};
pub(crate) use change::{
    as_it_should_be, contradiction, difference, ended, estimate, healed, manifests_read,
    not_healed, package_ended, recorded, retagged, stopping, target, why,
};
pub(crate) use label::{label, names, of_package};
pub(crate) use matters::{
    coverage, missing, no_package_fits, notice, proved, rate_limit, refusal, rights, weight,
};
pub(crate) use plans::{both_sides, compared, explained};
pub(crate) use problem::{details, problem};
pub(crate) use reason::{kind, reason};
pub(crate) use sentence::Sentence;
pub(crate) use tags::{of_tag, untagged};
