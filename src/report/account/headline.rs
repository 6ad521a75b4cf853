//! What a run comes to, in one sentence.

use super::fate::Fate;
use super::fold::{Account, Refused};
use super::package::{PackageAccount, Whole};
use crate::domain::PackageType;
use crate::events::{DryRun, StopCause};
use crate::execution::Change;
use crate::report::words::{Sentence, Unit};

impl Account {
    /// What would happen, or what happened, in one sentence.
    pub(in crate::report) fn headline(&self) -> Sentence {
        let plan = |begin| Sentence::new(begin).then(self.plan()).then(held(self.versions.held));
        let headline = match (self.refused, self.dry_run()) {
            (Refused::Yes, _) => plan("plan refused: "),
            (Refused::No, DryRun::Yes) => plan("dry run: "),
            (Refused::No, DryRun::No) => self.done(),
        };
        match (self.problems, self.refused) {
            (0, _) | (1, Refused::Yes) => headline,
            (problems, _) => headline.words("; ").count(problems, "problem", "problems"),
        }
    }

    /// What the plan would change.
    fn plan(&self) -> Sentence {
        let change = self.asked();
        if self.guarded() == Unit::Packages {
            let whole = self.packages().filter(|one| one.goes_as_a_whole(change)).count() as u64;
            return match whole {
                0 => Sentence::new("nothing to ").words(verb(change)),
                _ => Sentence::new(would(change, DryRun::Yes))
                    .words(" ")
                    .then(whole_packages(whole, self.versions.changing())),
            };
        }
        if self.images.doomed == 0 {
            return Sentence::new("nothing to ").words(verb(change));
        }
        let touched = self.packages().filter(|one| one.images.is_some_and(|all| all.doomed > 0));
        let touched: Vec<&PackageAccount> = touched.collect();
        let unit = self.unit(&touched);
        let goes = goes(change, DryRun::Yes, unit, self.images.doomed, self.versions.changing());
        self.in_packages(goes, touched.len())
    }

    /// What the run changed.
    fn done(&self) -> Sentence {
        let sentence = match self.stopped {
            None => Sentence::default(),
            Some(StopCause::Signal(name)) => Sentence::new("stopped by ").literal(name).words(": "),
            Some(StopCause::TimeLimit) => {
                Sentence::new("stopped at ").literal("time-limit").words(": ")
            }
            Some(StopCause::WaitLimit) => {
                Sentence::new("stopped at ").literal("wait-limit").words(": ")
            }
        };
        let deeds = self.deeds();
        let sentence = sentence.then(self.changes()).then(held(self.versions.held + deeds.held));
        let others = [
            (deeds.healed, " brought back"),
            (deeds.failed, " failed"),
            (self.remaining(), " not reached"),
        ];
        others.into_iter().filter(|(count, _)| *count > 0).fold(
            sentence,
            |sentence, (count, what)| {
                sentence.words("; ").count(count, "version", "versions").words(what)
            },
        )
    }

    fn changes(&self) -> Sentence {
        let whole = |package: &&PackageAccount| {
            matches!(package.whole, Some(Whole { fate: Fate::Done, .. }))
        };
        let changed = |package: &&PackageAccount| {
            !whole(package) && package.deeds.deleted + package.deeds.restored > 0
        };
        let mut parts = Vec::new();
        let packages: Vec<&PackageAccount> = self.packages().filter(changed).collect();
        if !packages.is_empty() {
            let images = packages.iter().map(|one| one.images_done).sum();
            let versions = packages.iter().map(|one| one.deeds.deleted + one.deeds.restored).sum();
            let count = counted(self.unit(&packages), images, versions);
            parts.push(self.in_packages(count, packages.len()));
        }
        let packages: Vec<&PackageAccount> = self.packages().filter(whole).collect();
        if !packages.is_empty() {
            let versions = packages.iter().map(|one| one.deeds.deleted + one.deeds.restored).sum();
            let whole =
                Sentence::default().count(packages.len() as u64, "whole package", "whole packages");
            parts.push(with_versions(whole, versions));
        }
        match (parts.is_empty(), self.versions.changing()) {
            (true, 0) => Sentence::new("nothing to ").words(verb(self.asked())),
            (true, _) => Sentence::new("nothing ").words(done(self.asked())),
            (false, _) => Sentence::new(done(self.asked())).words(" ").list(parts),
        }
    }

    /// What the images of these packages are called together. What comes back is counted by version.
    fn unit(&self, packages: &[&PackageAccount]) -> Unit {
        let mut types = packages.iter().map(|package| package.key.package_type);
        match self.asked() {
            Change::Delete if types.any(|one| Unit::of(one) == Unit::Images) => Unit::Images,
            Change::Delete | Change::Restore => Unit::Versions,
        }
    }

    /// Where the packages are many, how many of them it concerns.
    fn in_packages(&self, sentence: Sentence, concerned: usize) -> Sentence {
        if self.packages().filter(|package| package.images.is_some()).count() > 1 {
            sentence.words(" in ").count(concerned as u64, "package", "packages")
        } else {
            sentence
        }
    }
}

fn held(versions: u64) -> Sentence {
    match versions {
        0 => Sentence::default(),
        versions => Sentence::new("; ").count(versions, "version", "versions").words(" held"),
    }
}

/// That so many images with so many versions go, or come back: `would delete 3 images (9 versions)`.
pub(in crate::report) fn goes(
    change: Change,
    dry_run: DryRun,
    unit: Unit,
    images: u64,
    versions: u64,
) -> Sentence {
    Sentence::new(would(change, dry_run)).words(" ").then(counted(unit, images, versions))
}

/// What images of this type are called when this is done to them.
pub(in crate::report) const fn unit_of(package_type: PackageType, change: Change) -> Unit {
    match change {
        Change::Delete => Unit::of(package_type),
        Change::Restore => Unit::Versions,
    }
}

fn counted(unit: Unit, images: u64, versions: u64) -> Sentence {
    match unit {
        // Parts may go whose root was gone before.
        Unit::Images if images > 0 && versions != images => {
            with_versions(Sentence::default().count(images, unit.one(), unit.many()), versions)
        }
        Unit::Images if images > 0 => Sentence::default().count(images, unit.one(), unit.many()),
        Unit::Images | Unit::Versions | Unit::Packages => {
            Sentence::default().count(versions, "version", "versions")
        }
    }
}

/// So many packages with so many versions: `2 whole packages (9 versions)`.
pub(in crate::report) fn whole_packages(packages: u64, versions: u64) -> Sentence {
    let whole = Sentence::default().count(packages, "whole package", "whole packages");
    with_versions(whole, versions)
}

fn with_versions(sentence: Sentence, versions: u64) -> Sentence {
    match versions {
        0 => sentence,
        versions => sentence.words(" (").count(versions, "version", "versions").words(")"),
    }
}

/// How a change is spoken of before it happens.
pub(in crate::report) const fn would(change: Change, dry_run: DryRun) -> &'static str {
    match (change, dry_run) {
        (Change::Delete, DryRun::Yes) => "would delete",
        (Change::Delete, DryRun::No) => "is to delete",
        (Change::Restore, DryRun::Yes) => "would restore",
        (Change::Restore, DryRun::No) => "is to restore",
    }
}

const fn verb(change: Change) -> &'static str {
    match change {
        Change::Delete => "delete",
        Change::Restore => "restore",
    }
}

const fn done(change: Change) -> &'static str {
    match change {
        Change::Delete => "deleted",
        Change::Restore => "restored",
    }
}
