//! The decision: what there is, what was asked for, and what follows. Pure: no requests, no clock,
//! no environment.

mod age;
mod comparison;
mod decide;
mod evidence;
mod explanation;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod image;
mod inventory;
mod knowledge;
mod manifest;
mod package;
mod packages;
mod pattern;
mod plan;
mod range;
mod reference;
mod repair;
mod repository;
mod restore;
mod rule;
mod run_policy;
mod verdict;
mod version;
mod weight;
mod whole;

pub use age::*;
pub use comparison::*;
pub use decide::*;
pub use evidence::*;
pub use explanation::*;
pub use image::*;
pub use inventory::*;
pub use knowledge::*;
pub use manifest::*;
pub use package::*;
pub use packages::*;
pub use pattern::*;
pub use plan::*;
pub use range::*;
pub use reference::*;
pub use repair::*;
pub use repository::*;
pub use restore::*;
pub use rule::*;
pub use run_policy::*;
pub use verdict::*;
pub use version::*;
pub use weight::*;
pub use whole::*;
