//! package-steward.
