//! References to images in files: what a text names, and what of a package that protects.

mod digests;
#[cfg(any(test, fuzzing))]
pub(super) mod fuzzing;
mod home;
mod image;
mod named;
mod reading;
mod scan;
mod variable;

pub use home::Home;
pub use image::ImageName;
pub use named::{FileReferences, GlobReferences, ReferencedIn};
pub(super) use named::{Named, Names, Source};
pub use reading::{Reference, SaysWhich, Target, references};

#[cfg(test)]
mod tests;
