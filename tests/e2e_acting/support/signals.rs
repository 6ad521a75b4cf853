//! Meeting a run at a certain request, and ending it there.

use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use github_standin::{Matcher, Server};

/// Sends a signal, as `kill` names it, to a process.
pub(crate) fn send_signal(process: u32, signal: &str) {
    let sent = Command::new("kill").args(["-s", signal, &process.to_string()]).status();
    assert!(sent.expect("the command `kill`").success(), "{signal} to {process}");
}

/// Waits until something is so. Fails when it never is.
#[track_caller]
pub(crate) fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < PATIENCE, "never came: {what}");
        std::thread::yield_now();
    }
}

/// How long a test waits for what is bound to come.
const PATIENCE: Duration = Duration::from_mins(1);

/// Stops GitHub at a request until it is let go on.
pub(crate) struct Gate {
    arrived: Receiver<()>,
    open: SyncSender<()>,
}

/// Closes a gate at the request that this matches: it arrives, and is not answered, nor is any other,
/// before [`Gate::open`].
pub(crate) fn gate(server: &Server, matcher: Matcher) -> Gate {
    let (arrive, arrived) = sync_channel(1);
    let (open, opened) = sync_channel::<()>(1);
    server.on_request(matcher, move |_| {
        // Whoever does not wait for it does not stop at it.
        if arrive.send(()).is_ok() {
            opened.recv().ok();
        }
    });
    Gate { arrived, open }
}

impl Gate {
    /// Waits until the request stands at the gate.
    #[track_caller]
    pub(crate) fn wait(&self) {
        match self.arrived.recv_timeout(PATIENCE) {
            Ok(()) => {}
            Err(why) => panic!("the request never came: {why}"),
        }
    }

    /// Waits until the request stands at the gate. Fails when it does not come within this time.
    pub(crate) fn try_wait(&self, patience: Duration) -> Result<(), RecvTimeoutError> {
        self.arrived.recv_timeout(patience)
    }

    /// Lets the request, and all that follow, through.
    pub(crate) fn open(self) {
        self.open.send(()).ok();
    }
}
