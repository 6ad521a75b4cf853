//! The server as tests hold it.

use std::net::TcpListener as StdListener;
use std::sync::{Arc, MutexGuard};
use std::thread::{self, JoinHandle};
use std::{fmt, io};

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::connection::accept;
use super::shared::Shared;
use crate::traffic::{Fault, Faults, Latency, Limits, Matcher, Request};
use crate::world::{Mutation, Violation, World};

/// A stand-in for GitHub on a port of its own at 127.0.0.1, until it is dropped.
///
/// It runs on a thread of its own, so that tests need no runtime.
pub struct Server {
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts serving a world. What changes in it from now on is in the ledger.
    ///
    /// # Errors
    /// When no port or thread can be had.
    pub fn start(mut world: World) -> io::Result<Self> {
        world.begin();
        let listener = StdListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared::new(world, origin));
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let served = Arc::clone(&shared);
        let thread = thread::Builder::new().name("github-standin".to_owned()).spawn(move || {
            runtime.block_on(async {
                let Ok(listener) = TcpListener::from_std(listener) else { return };
                tokio::select! {
                    () = accept(listener, served) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { shared, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`: where the registry is.
    pub fn url(&self) -> &str {
        &self.shared.origin
    }

    /// Where the API is: [`Self::url`], and on GitHub Enterprise Server its prefix.
    pub fn api_url(&self) -> String {
        format!("{}{}", self.shared.origin, self.world().edition.api_prefix())
    }

    /// The world, locked: answers wait until the guard is dropped.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    /// Every request that arrived so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.traffic().ledger.clone()
    }

    /// Everything that changed since the start.
    pub fn mutations(&self) -> Vec<Mutation> {
        self.world().mutations().to_vec()
    }

    /// What changes by requests have broken, where the world is watched.
    pub fn violations(&self) -> Vec<Violation> {
        self.world().violations().to_vec()
    }

    /// Forgets the requests so far; the next one has number 1 again.
    pub fn forget_requests(&self) {
        self.shared.traffic().ledger.clear();
    }

    /// Sets which limits hold from now on.
    pub fn set_limits(&self, limits: Limits) {
        self.shared.traffic().limits = limits;
    }

    /// Sets how long answers take from now on.
    pub fn set_latency(&self, latency: Latency) {
        self.shared.traffic().latency = latency;
    }

    /// Sets which faults happen by chance from now on.
    pub fn set_faults(&self, faults: Faults) {
        self.shared.traffic().set_faults(faults);
    }

    /// Does a fault to the next matching requests, `times` of them.
    pub fn fail_next(&self, matcher: Matcher, fault: Fault, times: u64) {
        self.shared.traffic().add_fault(matcher, fault, times);
    }

    /// Changes the world once, right before the first matching request is answered: what others
    /// do meanwhile.
    pub fn on_request(&self, matcher: Matcher, change: impl FnOnce(&mut World) + Send + 'static) {
        self.shared.traffic().add_hook(matcher, Box::new(change));
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("url", &self.shared.origin).finish_non_exhaustive()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Dropping the sender ends the loop just as a message does.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
