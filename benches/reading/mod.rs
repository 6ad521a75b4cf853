//! Reading: listings, manifests, memory, and what comes before the first request.

mod size;
mod time;

use crate::measuring::Bench;

/// All that is measured of reading.
pub(crate) fn benches() -> Vec<Bench> {
    vec![
        Bench { name: "binary size", measure: size::binary },
        Bench { name: "exec to first request", measure: time::first_request },
        Bench { name: "listing 10,000 versions", measure: time::listing },
        Bench { name: "images 10,000 versions", measure: time::packages_of_images },
        Bench { name: "memory 100,000 versions", measure: size::memory },
    ]
}
