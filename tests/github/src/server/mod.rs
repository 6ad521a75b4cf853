//! Real HTTP on loopback.

mod body;
mod connection;
mod exchange;
mod handle;
mod shared;
mod visit;

pub use handle::Server;
