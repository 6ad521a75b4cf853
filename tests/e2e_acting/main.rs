//! The real binary where it acts: it deletes and restores over HTTP against a stand-in for GitHub, and what
//! it says of itself is held against what the stand-in noted.

#[cfg(test)]
mod applying;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod damaged;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod hazards;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod record_file;
#[cfg(test)]
mod reopened;
#[cfg(test)]
mod restoring;
#[cfg(test)]
mod retagging;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod selecting;
#[cfg(test)]
mod signals;
#[cfg(test)]
mod support;
#[cfg(test)]
mod touched;
#[cfg(test)]
mod types;
#[cfg(test)]
mod undoing;
#[cfg(test)]
mod untagging;
#[cfg(test)]
mod whole_packages;
