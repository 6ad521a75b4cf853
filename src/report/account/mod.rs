//! What was planned and what came of it: a fold that the log, the outputs and the summary look
//! things up in, so that they count alike.

mod deeds;
mod fate;
mod fold;
mod headline;
mod package;
mod tally;

pub(super) use deeds::Deeds;
pub(super) use fate::{Fate, Trouble};
pub(super) use fold::{Account, Refused};
pub(super) use headline::{goes, unit_of, whole_packages, would};
pub(super) use package::{Entry, PackageAccount, Proved, Span, Whole};
pub(super) use tally::Tally;
