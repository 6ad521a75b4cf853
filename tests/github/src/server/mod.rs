//! Real HTTP on loopback.

mod body;
mod connection;
mod exchange;
mod handle;
mod shared;

pub use handle::Server;
