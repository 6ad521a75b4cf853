//! Chance, for pauses that should not end all together.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A random number below 1000. The standard library's hash maps have random keys, which is random enough.
pub(super) fn below_1000() -> u32 {
    let drawn = RandomState::new().build_hasher().finish() % 1_000;
    u32::try_from(drawn).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn it_is_below_1000_and_not_always_the_same() {
        let drawn: HashSet<u32> = (0..100).map(|_| below_1000()).collect();
        assert!(drawn.len() > 10);
        assert!(drawn.iter().all(|number| *number < 1_000));
    }
}
