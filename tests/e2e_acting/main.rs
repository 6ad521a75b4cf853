//! The real binary where it acts: it deletes and restores over HTTP against a stand-in for GitHub, and what
//! it says of itself is held against what the stand-in noted.

#[cfg(test)]
mod hazards;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod restoring;
#[cfg(test)]
mod signals;
#[cfg(test)]
mod support;
#[cfg(test)]
mod types;
