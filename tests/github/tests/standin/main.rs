//! The stand-in, held to what is known of GitHub.

#[cfg(test)]
mod client;
#[cfg(test)]
mod description;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod runner;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod watch;
