//! Refusals all the same, and what the user settles.

use std::num::NonZeroU32;

use github_standin::{Hint, Limits, Secondary};
use jiff::SignedDuration;
use package_steward::pace::{Kind, Terms};

use crate::hours::{job, limits};
use crate::simulation::{Job, Scene};

const LATENCY: SignedDuration = SignedDuration::from_millis(120);

#[test]
fn a_number_of_changes_a_minute_is_kept_one_by_one() {
    let changes_per_minute = NonZeroU32::new(60);
    let terms = Terms { changes_per_minute, ..Terms::default() };
    let jobs = vec![Job { terms, ..job(600) }];
    let ran = Scene { limits: limits(5_000), jobs, latency: SignedDuration::ZERO }.run();
    let changes: Vec<_> = ran.arrivals.iter().filter(|one| one.kind == Kind::Change).collect();
    for pair in changes.windows(2) {
        assert!(pair[1].at.duration_since(pair[0].at) >= SignedDuration::from_secs(1));
    }
    assert_eq!(ran.took().as_secs(), 599);
}

#[test]
fn a_server_without_limits_is_asked_as_fast_as_it_answers() {
    let ran = Scene { limits: Limits::none(), jobs: vec![job(2_000)], latency: LATENCY }.run();
    assert_eq!(ran.refusals(), 0);
    // Forty at once, of 120 milliseconds each.
    assert!(ran.took().as_secs() < 10, "{:?}", ran.took());
}

/// A server that allows half of what is documented: it refuses, and what follows is slower.
#[test]
fn a_stricter_server_is_asked_less_after_each_refusal() {
    for hint in [Hint::RetryAfter, Hint::None] {
        let secondary = Secondary { points_per_minute: 450, hint, ..Secondary::default() };
        let limits = Limits { secondary: Some(secondary), ..limits(15_000) };
        let ran = Scene { limits, jobs: vec![job(2_000)], latency: LATENCY }.run();
        let waits = ran.arrivals.windows(2).filter(|pair| pair[0].refused && !pair[1].refused);
        let episodes = waits.count();
        let minutes = ran.took().as_secs() / 60;
        assert!(ran.refusals() <= 3 * episodes, "yields at once");
        // Half the limit would take 22 minutes; each refusal costs a minute and half the speed.
        assert!(episodes <= 5 && minutes < 44, "{episodes} refusals, {minutes} minutes");
    }
}

/// 80 seconds of answers that take four each are 20 a minute. A minute may begin with some in flight, and
/// the first does not know yet how long they take.
#[test]
fn slow_answers_use_less_than_their_minute() {
    let limits = Limits { secondary: None, ..limits(15_000) };
    let latency = SignedDuration::from_secs(4);
    let ran = Scene { limits, jobs: vec![job(1_000)], latency }.run();
    let minutes = ran.stretches(SignedDuration::from_secs(60));
    assert!(minutes.iter().all(|(requests, _)| *requests <= 26), "{minutes:?}");
    let all: u64 = minutes.iter().map(|(requests, _)| requests).sum();
    let in_ten = all * 10 / minutes.len() as u64;
    assert!((170..=205).contains(&in_ten), "{in_ten} in ten minutes");
}
