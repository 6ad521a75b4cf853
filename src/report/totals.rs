//! What a run comes to in numbers: a fold that the log, the outputs and the summary share.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{Sentence, Unit};
use crate::domain::{Coverage, ImageCount, PackageKey, Verdict};
use crate::events::{DryRun, Event, Rights, StopCause};
use crate::execution::Outcome;

/// Versions by their verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// Those that are to go.
    pub(super) doomed: u64,
    /// Those that are to come back.
    pub(super) returning: u64,
    /// Those that a rule took and something holds.
    pub(super) held: u64,
    /// Those that a keep protects.
    pub(super) kept: u64,
    /// Those that no rule took.
    pub(super) untouched: u64,
}

impl Tally {
    pub(super) fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Delete => self.doomed += 1,
            Verdict::Restore => self.returning += 1,
            Verdict::Hold => self.held += 1,
            Verdict::Keep => self.kept += 1,
            Verdict::Untouched => self.untouched += 1,
        }
    }

    /// Those that stay and were not held.
    pub(super) const fn staying(self) -> u64 {
        self.kept + self.untouched
    }

    pub(super) const fn all(self) -> u64 {
        self.doomed + self.returning + self.held + self.staying()
    }
}

/// The numbers of a run, and whether it saw everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals {
    /// Versions by verdict, of all packages.
    pub(super) versions: Tally,
    /// Images of all packages.
    pub(super) images: ImageCount,
    /// Packages that were judged.
    pub(super) packages: u64,
    /// Packages of which something is to go.
    pub(super) touched_packages: u64,
    /// What failed, guards that refused and rights that lack.
    pub(super) problems: u64,
    /// What looks like a mistake.
    pub(super) warnings: u64,
    dry_run: Option<DryRun>,
    refused: Refused,
    has_images: HasImages,
    open: BTreeMap<PackageKey, Tally>,
    unproved: BTreeSet<PackageKey>,
    failed: u64,
    remaining: u64,
    end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Refused {
    #[default]
    No,
    Yes,
}

/// Whether something is to go that is more than one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum HasImages {
    #[default]
    No,
    Yes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum End {
    #[default]
    Ahead,
    Reached,
}

impl Totals {
    /// Takes an event into account. Gives the numbers of a package when it is planned.
    pub(super) fn observe(&mut self, event: &Event) -> Option<Tally> {
        match event {
            Event::RunStarted(started) => self.dry_run = Some(started.dry_run),
            Event::NoPackageFits
            | Event::Noticed { .. }
            | Event::Stopping(StopCause::TimeLimit | StopCause::WaitLimit) => self.warnings += 1,
            Event::PackageListed { package, versions: _, coverage } => {
                self.open.entry(package.clone()).or_default();
                match coverage {
                    Coverage::Stable => {}
                    Coverage::Unstable(_) | Coverage::Truncated(_) => {
                        self.unproved.insert(package.clone());
                        self.warnings += 1;
                    }
                }
            }
            Event::Judged { package, judgement, version: _ } => {
                self.versions.add(judgement.verdict);
                match self.open.get_mut(package) {
                    Some(tally) => tally.add(judgement.verdict),
                    None => self.open.entry(package.clone()).or_default().add(judgement.verdict),
                }
            }
            Event::PackagePlanned { package, images } => {
                let tally = self.open.remove(package).unwrap_or_default();
                self.packages += 1;
                self.images.total += images.total;
                self.images.doomed += images.doomed;
                if images.doomed > 0 {
                    self.touched_packages += 1;
                    if Unit::of(package.package_type) == Unit::Images {
                        self.has_images = HasImages::Yes;
                    }
                }
                return Some(tally);
            }
            Event::Failed { .. } => {
                self.failed += 1;
                self.problems += 1;
            }
            Event::PlanRefused(_) => {
                self.refused = Refused::Yes;
                self.problems += 1;
            }
            Event::RightsChecked(Rights::ScopesMissing(_))
            | Event::Stopping(StopCause::Signal(_)) => self.problems += 1,
            Event::StepEnded { outcome, .. } => self.ended(*outcome),
            Event::Healed { outcome, .. } => {
                *(if outcome.came_about() { &mut self.warnings } else { &mut self.problems }) += 1;
            }
            Event::Checked { differences, .. } => self.problems += differences.len() as u64,
            Event::RunEnded { .. } => self.end = End::Reached,
            Event::RightsChecked(Rights::NotNeeded | Rights::ScopesSuffice | Rights::Unknown)
            | Event::PackageMissing { .. }
            | Event::StepSent { .. }
            | Event::HeldBack { .. }
            | Event::ManifestsRead { .. }
            | Event::Recorded { .. }
            | Event::Waiting { .. }
            | Event::RateLimit { .. } => {}
        }
        None
    }

    fn ended(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Refused | Outcome::Unknown | Outcome::PackageEnded => {
                self.failed += 1;
                self.problems += 1;
            }
            Outcome::Held => self.warnings += 1,
            Outcome::NotReached => self.remaining += 1,
            Outcome::Done | Outcome::AlreadySo | Outcome::Blocked(_) => {}
        }
    }

    /// Whether every package was listed in full and judged, and nothing failed or remains.
    pub(super) fn is_complete(&self) -> bool {
        self.end == End::Reached
            && self.failed == 0
            && self.remaining == 0
            && self.unproved.is_empty()
            && self.open.is_empty()
    }

    /// What would happen, or happens, in one sentence.
    pub(super) fn headline(&self) -> Sentence {
        let mode = match self.dry_run {
            None | Some(DryRun::Yes) => "dry run: ",
            Some(DryRun::No) => "plan: ",
        };
        let sentence = match self.refused {
            Refused::No => Sentence::new(mode),
            Refused::Yes => Sentence::new("plan refused: "),
        };
        sentence.then(self.deletions()).then(self.holds_beside()).then(self.problems_beside())
    }

    fn deletions(&self) -> Sentence {
        if self.images.doomed == 0 {
            return Sentence::new("nothing to delete");
        }
        let unit = match self.has_images {
            HasImages::No => Unit::Versions,
            HasImages::Yes => Unit::Images,
        };
        let goes = goes(self.dry_run, unit, self.images.doomed, self.versions.doomed);
        if self.packages > 1 {
            goes.words(" in ").count(self.touched_packages, "package", "packages")
        } else {
            goes
        }
    }

    fn holds_beside(&self) -> Sentence {
        match self.versions.held {
            0 => Sentence::default(),
            held => Sentence::new("; ").count(held, "version", "versions").words(" held"),
        }
    }

    fn problems_beside(&self) -> Sentence {
        match (self.problems, self.refused) {
            (0, _) | (1, Refused::Yes) => Sentence::default(),
            (problems, _) => Sentence::new("; ").count(problems, "problem", "problems"),
        }
    }
}

/// That so many images with so many versions go: `would delete 3 images (9 versions)`.
pub(super) fn goes(dry_run: Option<DryRun>, unit: Unit, images: u64, versions: u64) -> Sentence {
    let sentence = Sentence::new(would_delete(dry_run)).words(" ");
    let sentence = sentence.count(images, unit.one(), unit.many());
    match unit {
        Unit::Images if versions != images => {
            sentence.words(" (").count(versions, "version", "versions").words(")")
        }
        Unit::Images | Unit::Versions => sentence,
    }
}

/// How a deletion is spoken of before it happens.
pub(super) const fn would_delete(dry_run: Option<DryRun>) -> &'static str {
    match dry_run {
        None | Some(DryRun::Yes) => "would delete",
        Some(DryRun::No) => "is to delete",
    }
}

/// How a restoration is spoken of before it happens.
pub(super) const fn would_restore(dry_run: Option<DryRun>) -> &'static str {
    match dry_run {
        None | Some(DryRun::Yes) => "would restore",
        Some(DryRun::No) => "is to restore",
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{by_id, version};
    use super::super::samples::{ended, failed, judged, key, listed, planned, small_run, started};
    use super::*;
    use crate::domain::PackageType;
    use crate::events::GuardRefusal;

    fn totals(events: &[Event]) -> Totals {
        let mut totals = Totals::default();
        for event in events {
            totals.observe(event);
        }
        totals
    }

    fn refused() -> Event {
        Event::PlanRefused(GuardRefusal::MaxDeletions { planned: 2, allowed: 1 })
    }

    #[test]
    fn everything_is_counted_once() {
        let totals = totals(&small_run());
        assert_eq!(
            totals.versions,
            Tally { doomed: 3, returning: 0, held: 2, kept: 2, untouched: 1 }
        );
        assert_eq!(totals.images, ImageCount { total: 6, doomed: 2 });
        assert_eq!((totals.packages, totals.touched_packages), (2, 2));
    }

    #[test]
    fn the_headline_says_what_would_happen() {
        let hello = key(PackageType::Npm, "hello");
        let goes = [
            started(DryRun::Yes),
            judged(&hello, version(7, "1.0.0", &[]), Verdict::Delete, by_id()),
            planned(&hello, 2, 1),
        ];
        let mut small = small_run();
        for (events, expected) in [
            (vec![started(DryRun::Yes), ended()], "dry run: nothing to delete"),
            (vec![started(DryRun::Yes), failed(None)], "dry run: nothing to delete; 1 problem"),
            (goes.to_vec(), "dry run: would delete 1 version"),
            (
                vec![started(DryRun::No), goes[1].clone(), goes[2].clone()],
                "plan: is to delete 1 version",
            ),
            (
                small.clone(),
                "dry run: would delete 2 images (3 versions) in 2 packages; 2 versions held",
            ),
            (
                {
                    small.push(refused());
                    small.clone()
                },
                "plan refused: would delete 2 images (3 versions) in 2 packages; 2 versions held",
            ),
            (
                {
                    small.push(failed(None));
                    small
                },
                "plan refused: would delete 2 images (3 versions) in 2 packages; 2 versions held; 2 problems",
            ),
        ] {
            assert_eq!(totals(&events).headline().plain(), expected);
        }
    }

    #[test]
    fn a_run_is_complete_when_each_package_was_listed_and_judged_in_full() {
        let web = key(PackageType::Container, "web");
        let full = vec![
            started(DryRun::Yes),
            listed(&web, 0, Coverage::Stable),
            planned(&web, 0, 0),
            ended(),
        ];
        assert!(totals(&full).is_complete());
        let without = |left_out: usize| {
            let mut events = full.clone();
            events.remove(left_out);
            events
        };
        assert!(!totals(&without(2)).is_complete(), "a package was not judged");
        assert!(!totals(&without(3)).is_complete(), "the run has not ended");
        for coverage in ["Unstable", "Truncated"] {
            let mut events = full.clone();
            events[1] = listed(
                &web,
                0,
                match coverage {
                    "Unstable" => Coverage::Unstable(String::new()),
                    _ => Coverage::Truncated(String::new()),
                },
            );
            assert!(!totals(&events).is_complete(), "{coverage}");
        }
        let mut events = full.clone();
        events.insert(1, failed(None));
        assert!(!totals(&events).is_complete(), "something failed");
        let mut events = full;
        events.insert(1, refused());
        assert!(totals(&events).is_complete(), "a refused plan is a whole plan");
    }
}
