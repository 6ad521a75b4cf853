use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{Address, Attempt, PageSeen, Step};
use crate::domain::VersionId;

/// A package that changes between requests.
struct World {
    /// Newest first.
    versions: Vec<u64>,
    next_id: u64,
    page_size: usize,
    names_last: bool,
    /// What was there at every moment since the beginning.
    always: BTreeSet<u64>,
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Push,
    /// The version at this place, modulo their number.
    Delete(usize),
}

impl World {
    fn new(count: u64, page_size: usize) -> Self {
        let versions: Vec<u64> = (1..=count).rev().collect();
        let always = versions.iter().copied().collect();
        Self { versions, next_id: count + 1, page_size, names_last: true, always }
    }

    fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Push => {
                    self.versions.insert(0, self.next_id);
                    self.next_id += 1;
                }
                Change::Delete(_) if self.versions.is_empty() => {}
                Change::Delete(at) => {
                    let gone = self.versions.remove(at % self.versions.len());
                    self.always.remove(&gone);
                }
            }
        }
    }

    fn pages(&self) -> usize {
        self.versions.len().div_ceil(self.page_size).max(1)
    }

    /// A page by its number from 1.
    fn page(&self, number: usize) -> PageSeen {
        let rows = self.versions.iter().skip((number - 1) * self.page_size).take(self.page_size);
        let has_next = number < self.pages();
        PageSeen {
            ids: rows.copied().map(VersionId).collect(),
            has_next,
            last: (self.names_last && has_next).then(|| self.pages() as u64),
        }
    }
}

struct Outcome {
    verdict: Step,
    requests: usize,
    found: BTreeSet<u64>,
}

/// Reads as the client does, one page after the other; `changes` happen before each request after the
/// first.
fn read(world: &mut World, changes: &[Vec<Change>]) -> Outcome {
    read_in_order(world, changes, |page| page)
}

/// Reads as the client does. What may be read ahead is answered in the order that `rank` gives to the
/// pages; `changes` happen before each answer after the first.
fn read_in_order<R: Ord>(
    world: &mut World,
    changes: &[Vec<Change>],
    rank: impl Fn(usize) -> R,
) -> Outcome {
    let mut attempt = Attempt::new(world.page_size);
    let (mut address, mut at, mut last, mut requests) = (Address::First, 1, 1, 0_usize);
    let mut seen = BTreeSet::new();
    let mut ahead: BTreeMap<usize, PageSeen> = BTreeMap::new();
    let mut answer = |world: &mut World, at: usize| {
        if let Some(changes) = requests.checked_sub(1).and_then(|before| changes.get(before)) {
            world.apply(changes);
        }
        requests += 1;
        assert!(requests < 1000, "it does not end");
        world.page(at)
    };
    let verdict = loop {
        at = match address {
            Address::First => 1,
            Address::Second | Address::Unnamed => 2,
            Address::Last => last,
            Address::Following => at + 1,
        };
        if let Some(last) = attempt.may_read_ahead() {
            let mut pages: Vec<usize> = (2..=usize::try_from(last).expect("small")).collect();
            pages.sort_by_key(|page| rank(*page));
            ahead = pages.into_iter().map(|page| (page, answer(world, page))).collect();
        }
        let page = ahead.remove(&at).unwrap_or_else(|| answer(world, at));
        if let (1, Some(named)) = (at, page.last) {
            last = usize::try_from(named).expect("small");
        } else if !page.has_next {
            last = at;
        }
        seen.extend(page.ids.iter().map(|id| id.0));
        match attempt.take(page) {
            Step::Read(next) => address = next,
            verdict @ (Step::Stable | Step::Moved(_) | Step::CutShort(_) | Step::Truncated(_)) => {
                break verdict;
            }
        }
    };
    let found = seen.into_iter().filter(|&id| attempt.knows(VersionId(id))).collect();
    Outcome { verdict, requests, found }
}

fn quiet(count: u64, page_size: usize) -> Outcome {
    read(&mut World::new(count, page_size), &[])
}

/// The changes before the request of this number, counted from 1.
fn before(request: usize, changes: &[Change]) -> Vec<Vec<Change>> {
    let mut all = vec![Vec::new(); request - 1];
    all[request - 2] = changes.to_vec();
    all
}

#[test]
fn a_quiet_listing_costs_two_requests_more_than_it_has_pages() {
    for (count, pages) in [(0, 1), (1, 1), (2, 1), (4, 2), (6, 2), (7, 3), (30, 10)] {
        let outcome = quiet(count, 3);
        assert_eq!(outcome.verdict, Step::Stable, "{count}");
        let expected = if pages == 1 { 2 } else { pages + 2 };
        assert_eq!(outcome.requests, expected, "{count}");
        assert_eq!(outcome.found.len() as u64, count);
    }
}

#[test]
fn h20_without_a_name_for_the_last_page_it_is_found_first() {
    for (count, requests) in [(2, 2), (4, 2 + 4), (30, 10 + 12)] {
        let mut world = World::new(count, 3);
        world.names_last = false;
        let outcome = read(&mut world, &[]);
        assert_eq!(outcome.verdict, Step::Stable, "{count}");
        assert_eq!(outcome.requests, requests, "{count}");
        assert_eq!(outcome.found.len() as u64, count);
    }
}

#[test]
fn h08_a_push_while_pages_are_read_is_taken_in() {
    // Four pages: requests are 1, 4, 2, 3, 4, 1.
    for request in [3, 4, 5] {
        let mut world = World::new(11, 3);
        let outcome = read(&mut world, &before(request, &[Change::Push]));
        assert_eq!(outcome.verdict, Step::Stable, "{request}");
        assert_eq!(outcome.found, (1..=12).collect(), "{request}");
        assert_eq!(outcome.requests, 7, "page 2 is read again for what the push moved there");
    }
}

#[test]
fn h08_a_deletion_on_a_page_that_was_read_is_never_called_stable() {
    // Each deletes something on a page that was read, so that a version slips past the reader.
    for (request, at) in [(3, 0), (3, 2), (4, 5), (5, 8), (2, 2), (6, 0)] {
        let mut world = World::new(11, 3);
        let outcome = read(&mut world, &before(request, &[Change::Delete(at)]));
        assert!(matches!(outcome.verdict, Step::Moved(_)), "{request} {at}: {:?}", outcome.verdict);
    }
}

#[test]
fn h08_a_deletion_that_a_push_makes_up_for_does_not_hide_what_slipped_past() {
    // The version at place 5 is deleted after page 2 was read, and the one at place 6 slips onto
    // page 2; a push brings all later versions back to where they were.
    let mut world = World::new(11, 3);
    let mut changes = before(4, &[Change::Delete(5)]);
    changes.extend(before(2, &[Change::Push]));
    let outcome = read(&mut world, &changes);
    assert!(outcome.requests > 6, "the pages between are read once more");
    assert_eq!((outcome.verdict, outcome.found), (Step::Stable, (1..=12).collect()));
}

#[test]
fn h08_pages_may_be_read_in_any_order_between_the_anchor_and_the_front() {
    let back_to_front = |page: usize| std::cmp::Reverse(page);
    let mut world = World::new(30, 3);
    let outcome = read_in_order(&mut world, &[], back_to_front);
    assert_eq!((outcome.verdict, outcome.requests, outcome.found.len()), (Step::Stable, 12, 30));
    // Requests are 1, 4, then 4, 3, 2, and 1. What is deleted before its page is read is missing.
    for (request, at) in [(4, 5), (5, 5), (4, 0)] {
        let mut world = World::new(11, 3);
        let changes = before(request, &[Change::Delete(at)]);
        let outcome = read_in_order(&mut world, &changes, back_to_front);
        assert!(matches!(outcome.verdict, Step::Moved(_)), "{request} {at}: {:?}", outcome.verdict);
    }
    // What is deleted when its page was read is known, and nothing slipped past the reader.
    let mut world = World::new(11, 3);
    let outcome = read_in_order(&mut world, &before(5, &[Change::Delete(8)]), back_to_front);
    assert_eq!((outcome.verdict, outcome.found.len()), (Step::Stable, 11));
}

#[test]
fn what_a_push_moved_behind_the_reader_is_read_a_second_time() {
    let back_to_front = |page: usize| std::cmp::Reverse(page);
    // Requests are 1, 4, then 4, 3, 2, and 1. The push moves the last version of page 2 onto page 3, which
    // was read before.
    let mut world = World::new(11, 3);
    let outcome = read_in_order(&mut world, &before(5, &[Change::Push]), back_to_front);
    assert_eq!(outcome.verdict, Step::Stable);
    assert_eq!(outcome.found, (1..=12).collect());
    assert_eq!(outcome.requests, 7 + 3 + 2, "the pages between and the front, once more");
}

#[test]
fn h08_a_push_that_is_deleted_again_does_not_make_up_for_a_version_that_was_missed() {
    // The first push moves version 6 behind the reader, and is known. It is deleted before the pages
    // between are read once more, and another push moves version 6 behind the reader again.
    let back_to_front = |page: usize| std::cmp::Reverse(page);
    let mut changes = before(5, &[Change::Push]);
    changes.extend([vec![], vec![], vec![Change::Delete(0)], vec![], vec![Change::Push]]);
    let mut world = World::new(11, 3);
    let outcome = read_in_order(&mut world, &changes, back_to_front);
    assert!(matches!(outcome.verdict, Step::Moved(_)), "{:?}", outcome.verdict);
    assert!(!outcome.found.contains(&6));
}

#[test]
fn nothing_is_read_ahead_before_the_anchor() {
    let mut attempt = Attempt::new(3);
    assert_eq!(attempt.may_read_ahead(), None);
    attempt.take(seen(&[9, 8, 7], true, Some(3)));
    assert_eq!(attempt.may_read_ahead(), None);
    attempt.take(seen(&[3], false, None));
    assert_eq!(attempt.may_read_ahead(), Some(3));
    attempt.take(seen(&[6, 5, 4], true, Some(3)));
    assert_eq!(attempt.may_read_ahead(), None, "it is said once");
}

#[test]
fn a_deletion_behind_the_reader_on_the_only_page_is_noticed() {
    let mut world = World::new(3, 3);
    let outcome = read(&mut world, &before(2, &[Change::Delete(1)]));
    assert!(matches!(outcome.verdict, Step::Moved(_)));
}

#[test]
fn a_push_that_opens_a_second_page_is_taken_in() {
    let mut world = World::new(3, 3);
    let outcome = read(&mut world, &before(3, &[Change::Push]));
    assert_eq!(outcome.verdict, Step::Stable);
    assert_eq!((outcome.found.len(), outcome.requests), (4, 4));
}

#[test]
fn a_first_version_that_appears_is_taken_in() {
    let mut world = World::new(0, 3);
    let outcome = read(&mut world, &before(2, &[Change::Push]));
    assert_eq!(outcome.verdict, Step::Stable);
    assert_eq!(outcome.found, BTreeSet::from([1]));
}

fn seen(ids: &[u64], has_next: bool, last: Option<u64>) -> PageSeen {
    PageSeen { ids: ids.iter().copied().map(VersionId).collect(), has_next, last }
}

fn take_all(pages: Vec<PageSeen>) -> Vec<Step> {
    let mut attempt = Attempt::new(3);
    pages.into_iter().map(|page| attempt.take(page)).collect()
}

#[test]
fn h20_an_empty_page_before_the_last_means_truncated() {
    assert!(matches!(take_all(vec![seen(&[], true, Some(3))])[..], [Step::Truncated(_)]));
    let steps = take_all(vec![
        seen(&[9, 8], true, Some(3)),
        seen(&[5], false, None),
        seen(&[], true, Some(3)),
    ]);
    assert_eq!(
        steps[2],
        Step::Truncated("page 2 was empty although it is not the last".to_owned())
    );
}

#[test]
fn h20_a_page_that_repeats_another_before_the_last_means_truncated() {
    let steps = take_all(vec![
        seen(&[9, 8], true, Some(4)),
        seen(&[1], false, None),
        seen(&[7, 6], true, Some(4)),
        seen(&[7, 6], true, Some(4)),
    ]);
    assert_eq!(steps[3], Step::Truncated("page 3 repeated another page".to_owned()));
}

#[test]
fn h20_a_page_without_a_next_one_that_is_not_the_last_means_truncated() {
    let steps = take_all(vec![seen(&[9, 8], false, Some(4))]);
    assert!(matches!(steps[..], [Step::Truncated(_)]), "{steps:?}");
    let steps = take_all(vec![
        seen(&[9, 8], true, Some(4)),
        seen(&[1], false, None),
        seen(&[7, 6], false, Some(4)),
    ]);
    assert!(matches!(steps[2], Step::Truncated(_)), "{steps:?}");
}

#[test]
fn h20_a_full_page_without_links_is_doubted() {
    let outcome = quiet(3, 3);
    assert_eq!((outcome.verdict, outcome.requests), (Step::Stable, 3));
    let steps = take_all(vec![seen(&[9, 8, 7], false, None), seen(&[6], false, None)]);
    assert_eq!(steps[0], Step::Read(Address::Unnamed));
    assert!(matches!(steps[1], Step::CutShort(_)), "{steps:?}");
}

#[test]
fn h20_links_that_are_missing_at_first_are_noticed_when_they_appear() {
    let steps = take_all(vec![seen(&[9, 8], false, None), seen(&[9, 8], true, Some(2))]);
    assert!(matches!(steps[1], Step::Moved(_)), "{steps:?}");
}

#[test]
fn h20_a_page_in_the_middle_without_links_is_noticed() {
    let steps = take_all(vec![
        seen(&[9, 8, 7], true, Some(3)),
        seen(&[3], false, None),
        seen(&[6, 5, 4], false, None),
    ]);
    assert!(matches!(steps[2], Step::CutShort(_)), "{steps:?}");
}

#[test]
fn h20_a_page_that_is_cut_short_is_never_called_stable() {
    let steps = take_all(vec![
        seen(&[9, 8, 7], true, Some(3)),
        seen(&[3], false, None),
        seen(&[6, 5], true, Some(3)),
        seen(&[3], false, None),
        seen(&[9, 8, 7], true, Some(3)),
    ]);
    assert_eq!(steps[4], Step::Moved("page 2 held 2 versions instead of 3".to_owned()));
}

#[test]
fn an_order_that_changes_is_never_called_stable() {
    let steps = take_all(vec![
        seen(&[9, 8, 7], true, Some(2)),
        seen(&[6, 5], false, None),
        seen(&[6, 5], false, None),
        seen(&[6, 9, 8], true, Some(2)),
    ]);
    assert_eq!(steps[3], Step::Moved("an older version moved to page 1".to_owned()));
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![2 => Just(Change::Push), 3 => (0_usize..40).prop_map(Change::Delete)]
}

/// Fewer pushes in all than a page holds: beyond that the proof does not reach, as its head says.
fn limit_pushes(changes: &mut [Vec<Change>], page_size: usize) {
    let mut pushes = 0;
    for change in changes.iter_mut().flatten() {
        if matches!(change, Change::Push) {
            pushes += 1;
            if pushes >= page_size {
                *change = Change::Delete(pushes);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn h08_stable_means_that_nothing_that_was_there_all_the_time_is_missing(
        count in 0_u64..24,
        page_size in 2_usize..6,
        names_last in any::<bool>(),
        mut changes in proptest::collection::vec(
            prop_oneof![2 => Just(Vec::new()), 1 => proptest::collection::vec(change(), 1..4)],
            0..24,
        ),
        ranks in proptest::collection::vec(any::<u8>(), 32),
    ) {
        limit_pushes(&mut changes, page_size);
        let mut world = World::new(count, page_size);
        world.names_last = names_last;
        let outcome = read_in_order(&mut world, &changes, |page| ranks.get(page).copied());
        if outcome.verdict == Step::Stable {
            let missing: Vec<_> = world.always.difference(&outcome.found).collect();
            prop_assert!(missing.is_empty(), "missing {missing:?} of {:?}", world.versions);
        }
    }

    #[test]
    fn pushes_after_the_anchor_never_spoil_a_listing(
        count in 7_u64..30,
        at in 3_usize..14,
        pushes in 1_usize..3,
        ranks in proptest::collection::vec(any::<u8>(), 16),
    ) {
        // Three pages or more: the third request is the first after the anchor, the last is page 1 again.
        let mut world = World::new(count, 3);
        let request = at.min(world.pages() + 2);
        let changes = before(request, &vec![Change::Push; pushes]);
        let outcome = read_in_order(&mut world, &changes, |page| ranks.get(page).copied());
        prop_assert_eq!(outcome.verdict, Step::Stable);
        prop_assert_eq!(outcome.found.len() as u64, count + pushes as u64);
    }
}
