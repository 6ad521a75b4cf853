//! How long the changes of a run will take, said before the first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::planning::Planned;
use super::recheck::{BATCH, PAGES};
use crate::domain::{Inventory, VersionId};
use crate::events::{self, Event, HourWait};
use crate::execution::{Step, Target};
use crate::github::{Client, PAGE_SIZE};
use crate::pace::Work;

/// What takes less is not worth a word.
const WORTH_A_WORD: SignedDuration = SignedDuration::from_secs(60);

/// What a person is told of the time that these steps will take; `None` where it is short.
pub(super) fn estimate(
    client: &Client,
    looked: &[Planned],
    steps: &[Step],
    wait_limit: Option<SignedDuration>,
) -> Option<Event> {
    let changes = steps.len() as u64;
    let work = Work { reads: reads(looked, steps), changes };
    let forecast = client.forecast(work);
    let seconds = |time: SignedDuration| u64::try_from(time.as_secs()).unwrap_or(0);
    if forecast.takes < WORTH_A_WORD && forecast.longest_wait.is_none() {
        return None;
    }
    let requests = (work.reads + work.changes).max(1);
    let wait = forecast.longest_wait.map(|wait| HourWait {
        seconds: seconds(wait),
        // The looks are spread evenly.
        done_before: forecast.before_a_wait.saturating_mul(changes) / requests,
        is_too_long: wait_limit.is_some_and(|limit| wait > limit),
    });
    Some(Event::Estimated {
        work: events::Work::Changes(changes),
        seconds: seconds(forecast.takes),
        wait,
    })
}

/// About as many requests as the look back will take: what is there of each package that changes, and of
/// images what is deleted too, each proved.
pub(super) fn reads_of_the_look_back(looked: &[Planned], steps: &[Step]) -> u64 {
    let listing = |rows: usize| rows.div_ceil(PAGE_SIZE) + 1;
    let of_package = |before: &Planned| {
        let package = &before.plan.package;
        let its = steps.iter().filter(|step| step.package == *package).count();
        let deleted = if package.package_type.has_tags() { listing(its) + 1 } else { 0 };
        if its == 0 { 0 } else { listing(before.active.versions().len()) + deleted }
    };
    looked.iter().map(of_package).sum::<usize>() as u64
}

/// The pages that the looks right before these steps will read: page 1 and those on which their versions
/// stand, once a batch.
fn reads(looked: &[Planned], steps: &[Step]) -> u64 {
    let mut reads = 0;
    for before in looked {
        let rows = before.deleted.as_ref().unwrap_or(&before.active);
        let pages = pages_of(rows);
        let (mut batch, mut on) = (0, BTreeSet::<usize>::new());
        for step in steps.iter().filter(|step| step.package == before.plan.package) {
            if let Target::Version(id) = step.target {
                on.extend(pages.get(&id));
            }
            batch += 1;
            if batch == BATCH || on.len() >= PAGES {
                reads += 1 + on.len() as u64;
                batch = 0;
                on.clear();
            }
        }
        if batch > 0 {
            reads += 1 + on.len() as u64;
        }
    }
    reads
}

fn pages_of(rows: &Inventory) -> BTreeMap<VersionId, usize> {
    rows.versions().iter().enumerate().map(|(at, row)| (row.id, at / PAGE_SIZE)).collect()
}
