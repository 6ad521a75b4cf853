//! Texts that are semver versions, and their order.

use std::cmp::Ordering;

use semver::Version;

/// The version that the text is, strictly semver with an optional leading `v`; else `None`.
///
/// Nothing is coerced: `latest`, `1`, `1.2`, `01.2.3`, `V1.2.3`, `2024-10-10` and `1.2.3.Final` are
/// no versions. Each number has at most 64 bits.
pub fn read_version(text: &str) -> Option<Version> {
    Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()
}

/// The order of versions by precedence, as semver defines it: build metadata takes no part, so two
/// versions that differ can be equal here.
pub fn precedence(one: &Version, other: &Version) -> Ordering {
    one.cmp_precedence(other)
}

/// Whether semver calls the version a pre-release (`1.2.3-rc.1`). Build metadata makes none.
pub fn is_prerelease(version: &Version) -> bool {
    !version.pre.is_empty()
}
