//! The time, and waiting for it to pass: the one place that knows either.

use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use jiff::Timestamp;

type Sleep = Rc<dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()>>>>;

/// Where the time comes from, and how it is waited for. Tests give one of their own.
#[derive(Clone)]
pub struct Clock {
    now: Rc<dyn Fn() -> Timestamp>,
    sleep: Sleep,
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").finish_non_exhaustive()
    }
}

impl Clock {
    /// The system's time; waits are real. Needs a tokio runtime with its timer.
    pub fn system() -> Self {
        Self::new(system_now, tokio::time::sleep)
    }

    /// A clock made of its two parts.
    pub fn new<S>(
        now: impl Fn() -> Timestamp + 'static,
        sleep: impl Fn(Duration) -> S + 'static,
    ) -> Self
    where
        S: Future<Output = ()> + 'static,
    {
        Self { now: Rc::new(now), sleep: Rc::new(move |duration| Box::pin(sleep(duration))) }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Waits.
    pub async fn sleep(&self, duration: Duration) {
        (self.sleep)(duration).await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the time; everything else is told"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}
