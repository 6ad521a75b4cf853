//! The registry's client against a stand-in for ghcr.io, and against servers that no registry should be.

#[cfg(test)]
mod limits;
#[cfg(test)]
mod manifests;
#[cfg(test)]
mod many;
#[cfg(test)]
mod odd_server;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod setting;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod writing;
