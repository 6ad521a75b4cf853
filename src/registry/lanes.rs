//! Several pieces of work at a time, on one thread.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Runs all of these to their ends, each going on while the others wait. Dropped, it drops them.
///
/// Each is polled whenever one can go on, so this is for few.
pub(super) async fn all_to_their_ends<F: Future<Output = ()>>(lanes: impl Iterator<Item = F>) {
    let mut lanes: Vec<Pin<Box<F>>> = lanes.map(Box::pin).collect();
    poll_fn(|context| {
        lanes.retain_mut(|lane| lane.as_mut().poll(context).is_pending());
        if lanes.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn each_goes_on_while_the_others_wait() {
        let (running, most) = (Cell::new(0), Cell::new(0));
        let lane = |yields: usize| {
            let (running, most) = (&running, &most);
            async move {
                running.set(running.get() + 1);
                most.set(most.get().max(running.get()));
                for _ in 0..yields {
                    tokio::task::yield_now().await;
                }
                running.set(running.get() - 1);
            }
        };
        all_to_their_ends([3, 1, 2].into_iter().map(lane)).await;
        assert_eq!((running.get(), most.get()), (0, 3));
    }

    #[tokio::test]
    async fn nothing_to_do_is_done() {
        all_to_their_ends(std::iter::empty::<std::future::Ready<()>>()).await;
    }
}
