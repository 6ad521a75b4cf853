//! What the server's thread and the tests share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::traffic::Traffic;
use crate::world::World;

/// Whoever needs both locks takes the world's first.
#[derive(Debug)]
pub(super) struct Shared {
    world: Mutex<World>,
    traffic: Mutex<Traffic>,
    pub(super) origin: String,
}

impl Shared {
    pub(super) fn new(world: World, origin: String) -> Self {
        Self { world: Mutex::new(world), traffic: Mutex::new(Traffic::new()), origin }
    }

    /// A test that failed while it held the lock has said so already.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
