//! The signals by which a run is told to end.
//!
//! In a container the program is process 1, for which the kernel ignores a signal that has no
//! handler: without these, a cancelled workflow would leave the container deleting on.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens for `SIGINT`, which the runner sends first, and `SIGTERM`, which follows 7.5 seconds later.
#[derive(Debug)]
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Begins to listen. From now on neither signal ends the process by itself.
    ///
    /// # Errors
    /// When the system lets no handler be set.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The name of the next signal. Waits for ever when none comes.
    pub async fn next(&mut self) -> &'static str {
        tokio::select! {
            Some(()) = self.interrupt.recv() => "SIGINT",
            Some(()) = self.terminate.recv() => "SIGTERM",
            else => std::future::pending().await,
        }
    }
}
