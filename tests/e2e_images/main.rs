//! Container images through the real binary, against a stand-in that watches every change.
//!
//! In every test the stand-in checks after each request that changes something that each image which is
//! there is whole, and that what speaks of something living is there. Nothing may be broken at any
//! moment, except by a push between the last look at a version and its deletion; and that is healed.

#[cfg(test)]
mod applying;
#[cfg(test)]
mod cutting;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod in_the_way;
#[cfg(test)]
mod moving;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod random;
#[cfg(test)]
mod referrers;
#[cfg(test)]
mod repair;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod setting;
#[cfg(test)]
mod undoing;
#[cfg(test)]
mod unreadable;
