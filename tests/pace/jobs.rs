//! Several jobs with one token.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use package_steward::pace::{Share, Terms};

use crate::hours::{BUDGETS, assert_full_hours, job, limits};
use crate::simulation::{HOUR, Job, Scene};

const LATENCY: SignedDuration = SignedDuration::from_millis(120);

fn sharing(jobs: u32) -> Terms {
    let jobs = NonZeroU32::new(jobs).expect("jobs");
    Terms { share: Share::one_of(jobs), ..Terms::default() }
}

#[test]
fn jobs_with_their_share_use_the_hours_together_and_are_never_refused() {
    for budget in BUDGETS {
        for count in [2, 4] {
            let one = Job { terms: sharing(count), ..job(10_000 / count as usize) };
            let jobs = vec![one; count as usize];
            let ran = Scene { limits: limits(budget), jobs, latency: LATENCY }.run();
            assert_eq!(ran.refusals(), 0, "{budget}, {count} jobs");
            assert_full_hours(&ran, budget, budget / 10);
            for forecast in &ran.forecasts {
                let estimate = forecast.expect("an estimate").takes.as_secs_f64();
                let off = (estimate / ran.took().as_secs_f64() - 1.0).abs();
                assert!(off < 0.05, "{budget}, {count}: {estimate} s against {:?}", ran.took());
            }
        }
    }
}

/// Two that start together, and more that come later.
#[test]
fn h24_jobs_that_do_not_know_of_each_other_follow_what_the_answers_tell() {
    for budget in BUDGETS {
        for (count, apart) in [(2, 0), (2, 90), (4, 0), (4, 45)] {
            let jobs: Vec<Job> = (0..count)
                .map(|number| Job {
                    starts_after: SignedDuration::from_secs(apart * number),
                    ..job(10_000 / usize::try_from(count).expect("a count"))
                })
                .collect();
            let ran = Scene { limits: limits(budget), jobs, latency: LATENCY }.run();
            let what = format!("{budget} an hour, {count} jobs, {apart} s apart");
            assert!(ran.refusals() * 200 < ran.arrivals.len(), "{what}: {}", ran.refusals());
            let free = budget - budget / 10;
            for (requests, points) in ran.stretches(HOUR) {
                assert!(requests <= free + budget / 100, "{what}: {requests}");
                let by_the_minute = 60 * 880 * 90 / 100;
                assert!(requests >= free * 95 / 100 || points >= by_the_minute, "{what}: {points}");
            }
        }
    }
}
