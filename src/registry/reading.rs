//! What came of asking for a manifest.

use std::fmt;
use std::time::Duration;

use crate::registry::Document;

/// What came of asking for a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It came.
    Read(Document),
    /// The registry said twice that it does not know it, all kinds accepted.
    Unknown,
    /// It could not be had, or not believed.
    Failed(ReadFailure),
}

/// Why a manifest could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFailure {
    /// Whether another run may do better.
    pub kind: FailureKind,
    /// What the registry or the network said. Holds foreign text.
    pub why: String,
}

/// Whether a manifest that could not be had may be had another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// It lies with the network, the server or the token.
    Passing,
    /// It lies with the manifest: it is too large, its bytes are not those that its digest names, or the
    /// registry has it in a kind that nobody accepts.
    Lasting,
    /// The registry asks for a longer wait than the settings allow. Nothing is wrong; the work is to be
    /// ended cleanly.
    WaitTooLong {
        /// How long.
        wait: Duration,
    },
}

impl ReadFailure {
    pub(super) fn passing(why: impl Into<String>) -> Self {
        Self { kind: FailureKind::Passing, why: why.into() }
    }

    pub(super) fn lasting(why: impl Into<String>) -> Self {
        Self { kind: FailureKind::Lasting, why: why.into() }
    }
}

impl fmt::Display for ReadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}
