//! One job alone: whole hours at the limits.

use github_standin::{Hour, Limits};
use jiff::SignedDuration;
use package_steward::pace::{Reserve, Terms};

use crate::simulation::{HOUR, Job, PAGES, Ran, Scene};

pub(crate) const BUDGETS: [u64; 3] = [1_000, 5_000, 15_000];

pub(crate) fn limits(budget: u64) -> Limits {
    Limits { hour: Hour::Of(budget), ..Limits::documented() }
}

pub(crate) fn job(changes: usize) -> Job {
    Job { terms: Terms::default(), changes, starts_after: SignedDuration::ZERO }
}

fn alone(budget: u64, latency: i64) -> Ran {
    let latency = SignedDuration::from_millis(latency);
    Scene { limits: limits(budget), jobs: vec![job(10_000)], latency }.run()
}

/// Fails unless each full hour used what the limits allow, but for a twentieth, and not more.
#[track_caller]
pub(crate) fn assert_full_hours(ran: &Ran, budget: u64, reserve: u64) {
    let allowed = (budget - reserve) * 95 / 100;
    let by_the_minute = 60 * 880 * 95 / 100;
    let hours = ran.stretches(HOUR);
    for (number, (requests, points)) in hours.iter().enumerate() {
        let full = *requests >= allowed || *points >= by_the_minute;
        assert!(full, "{budget}: hour {number}: {requests} requests, {points} points: {hours:?}");
        assert!(*requests <= budget - reserve, "{budget}: hour {number}: {requests} requests");
    }
}

#[test]
fn ten_thousand_deletes_use_the_hours_and_are_never_refused() {
    for budget in BUDGETS {
        for latency in [60, 120, 400] {
            let ran = alone(budget, latency);
            assert_eq!(ran.refusals(), 0, "{budget}, {latency} ms");
            assert_eq!(ran.arrivals.len(), 10_000 + 167 + PAGES);
            assert_full_hours(&ran, budget, budget / 10);
        }
    }
}

#[test]
fn each_full_minute_within_the_hours_budget_has_165_deletes_or_more() {
    let ran = alone(15_000, 120);
    let minutes = ran.stretches(SignedDuration::from_secs(60));
    assert!(minutes.len() > 55, "{}", minutes.len());
    for (number, (_, points)) in minutes.iter().enumerate() {
        assert!(*points >= 165 * 5, "minute {number}: {points} points");
    }
}

#[test]
fn the_estimate_is_right_within_a_twentieth() {
    for budget in BUDGETS {
        for latency in [60, 120, 400] {
            let ran = alone(budget, latency);
            let estimate = ran.forecasts[0].expect("an estimate").takes.as_secs_f64();
            let off = (estimate / ran.took().as_secs_f64() - 1.0).abs();
            assert!(off < 0.05, "{budget}: {estimate} s against {:?}", ran.took());
        }
    }
}

#[test]
fn the_estimate_tells_how_much_fits_before_the_first_wait() {
    let ran = alone(1_000, 120);
    let forecast = ran.forecasts[0].expect("an estimate");
    // 900 are there, and the first few are on their way already.
    assert!((896..900).contains(&forecast.before_a_wait), "{}", forecast.before_a_wait);
    let wait = forecast.longest_wait.expect("a wait").as_secs();
    assert!((3_290..3_310).contains(&wait), "five minutes of work, then a wait: {wait}");
    let latency = SignedDuration::from_millis(60);
    let ran = Scene { limits: limits(15_000), jobs: vec![job(100)], latency }.run();
    assert_eq!(ran.forecasts[0].expect("an estimate").longest_wait, None);
}

#[test]
fn the_reserve_is_left_to_others() {
    for (percent, most) in [(0, 1_000), (10, 900), (50, 500)] {
        let reserve = Reserve::percent(percent).expect("a reserve");
        let terms = Terms { reserve, ..Terms::default() };
        let latency = SignedDuration::from_millis(120);
        let jobs = vec![Job { terms, ..job(3_000) }];
        let ran = Scene { limits: limits(1_000), jobs, latency }.run();
        assert_eq!(ran.refusals(), 0);
        assert_full_hours(&ran, 1_000, 1_000 - most);
    }
}
