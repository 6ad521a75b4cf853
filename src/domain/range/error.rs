//! Why a text is no range.

/// Why a text is no range. The messages do not name the input that it came from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// No range at all, or nothing beside a `||`.
    #[error("expected a range such as `1.2.x` or `>=1.0.0, <2.0.0`, but it is empty")]
    Empty,
    /// Nothing before, between or behind commas.
    #[error("expected a comparison such as `>=1.0.0` on both sides of each comma in {range:?}")]
    EmptyComparison {
        /// The whole range.
        range: String,
    },
    /// A bare `1` or `1.2`.
    #[error(
        "{version:?} is not a whole version: write `{version}.x` for all versions that begin so, \
         or all three numbers for exactly one"
    )]
    BarePartial {
        /// The comparison as it was written.
        version: String,
    },
    /// White space where a comma must be.
    #[error(
        "expected a comma between comparisons, but {comparison:?} has a space: \
         write `{first}, {second}` if both must hold, `{first} || {second}` if one is enough"
    )]
    SpaceInsteadOfComma {
        /// What stands between commas.
        comparison: String,
        /// What stands before the space.
        first: String,
        /// What stands behind it.
        second: String,
    },
    /// `1.0.0 - 2.0.0`.
    #[error("{comparison:?} is written with a hyphen: write `>={from}, <={to}`")]
    Hyphen {
        /// What stands between commas.
        comparison: String,
        /// The lower end.
        from: String,
        /// The upper end.
        to: String,
    },
    /// A sign that is no operator here.
    #[error(
        "{found:?} in {comparison:?} is no operator: \
         write `=`, `<`, `<=`, `>`, `>=`, `^`, `~` or none"
    )]
    UnknownOperator {
        /// What stands between commas.
        comparison: String,
        /// The sign.
        found: String,
    },
    /// `>=*` and the like.
    #[error(
        "{comparison:?} compares with every version: write `*` alone, or a version such as `>=1.0.0`"
    )]
    ComparedWithAll {
        /// What stands between commas.
        comparison: String,
    },
    /// What stands behind the operator is no version.
    #[error("expected a version such as `1.2.3`, `v1.2.3` or `1.2.x` in {comparison:?}: {reason}")]
    NoVersion {
        /// What stands between commas.
        comparison: String,
        /// What the reader of versions says.
        reason: String,
    },
    /// Comparisons that no version satisfies together.
    #[error(
        "no version can be in {range:?}: all comparisons between commas must hold; \
         write `||` or a new line instead of a comma where one is enough"
    )]
    CoversNothing {
        /// The whole range.
        range: String,
    },
}
