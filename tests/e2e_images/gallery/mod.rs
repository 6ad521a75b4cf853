//! The gallery of policies in `docs/policies`.

mod by_count_and_age;
mod by_evidence;
mod shown;
