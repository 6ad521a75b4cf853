//! From the environment to a sound request, group by group.

mod files;
mod guards;
mod images;
mod keep;
mod packages;
mod place;
mod policy;
mod referenced;
mod request;
mod rule;
mod run;
mod whole_packages;
mod window;

pub use request::parse;

#[cfg(test)]
mod tests;
