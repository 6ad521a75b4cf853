//! Acting: how fast versions are deleted under the limits that GitHub documents.

mod deleting;

use crate::measuring::Bench;

/// All that is measured of acting.
pub(crate) fn benches() -> Vec<Bench> {
    vec![
        Bench { name: "deleting 1,000 versions on 20 pages", measure: deleting::dense },
        Bench { name: "deleting 1,000 versions, one per page", measure: deleting::sparse },
    ]
}
