//! Random worlds, against a second telling of what users were promised.

mod applying;
mod drawing;
mod graph;
mod graphs;
mod monotony;
mod plain;
mod policies;
mod reading;
mod restoring;
mod selection;
mod text;

use std::env;

use proptest::prelude::ProptestConfig;

/// 512 worlds, unless `PROPTEST_CASES` asks for another number.
fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 512 };
    ProptestConfig { cases, failure_persistence: None, max_global_rejects: 4 * cases, ..default }
}
