//! From the environment to a sound request, group by group.

mod guards;
mod keep;
mod packages;
mod place;
mod request;
mod rule;

pub use request::parse;

#[cfg(test)]
mod tests;
