//! What the documentation tells people to paste, run as it stands.

#[cfg(test)]
mod coming_from;
#[cfg(test)]
mod page;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod workflows;
