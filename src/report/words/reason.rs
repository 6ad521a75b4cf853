//! Why a version has its verdict.

use jiff::Timestamp;

use super::label::{short_name, tags};
use super::sentence::Sentence;
use crate::domain::{
    Age, Digest, Fit, KeepLatest, KeepOrder, KeepPer, Misfit, NotClosed, Prereleases, Reason,
    RuleName, Tag, TimestampField, Uncounted, VersionId,
};

/// So many selectors that fit are named, the others counted.
const FITS_NAMED: usize = 4;

/// Why this version has its verdict.
pub(crate) fn reason(reason: &Reason, now: Option<Timestamp>) -> Sentence {
    match reason {
        Reason::Taken { rule, by } => taken(rule, by, now),
        Reason::PartOfDeleted { root } => part_of_deleted(*root),
        Reason::PartOfRestored { root } => {
            Sentence::new("it belongs to the image with id ").id(root.0).words(", which comes back")
        }
        Reason::LeftOver { root } => left_over(*root),
        Reason::NotInPlan => Sentence::new("the plan that is carried out does not have it"),
        Reason::OnlyInPlan { misfit } => only_in_plan(misfit.as_ref().map(|one| not_taken(one, now))),
        Reason::PackageNotAsPlanned => Sentence::new(
            "its package has something that the plan that is carried out does not have as it is now",
        ),
        Reason::PackageNamed => Sentence::new("its package was named as a whole"),
        Reason::Orphaned => {
            Sentence::new("it is a signature or an attestation whose subject is gone for good")
        }
        Reason::KeptByTag { tag, pattern } => tag_fits(tag, pattern, "keep-tags"),
        Reason::KeptByName { pattern } => {
            fits(Sentence::new("its name"), pattern, "keep-version-names")
        }
        Reason::KeptBySemver { text, range } => {
            covered(text, range).words(" of ").literal("keep-semver")
        }
        Reason::KeptByGitTag { text, git_tag } => named_by_git(text, git_tag),
        Reason::KeptByRule { rule, because } => of_rule(self::reason(because, now), rule),
        Reason::KeptByReference { names, file, line } => names_its(names, file, *line),
        Reason::KeptByUnclearReference { image, file, line } => {
            unclear_reference(image, file, *line)
        }
        Reason::KeptAsLatest { rule, place, of, group } => {
            kept_as_latest(rule, *place, of, group.as_deref())
        }
        Reason::NotCounted { rule, why } => not_counted(rule, why),
        Reason::MissedBy { root, root_name } => {
            named(*root, root_name).words(" is there and lists it, or a part of it does")
        }
        Reason::MissedByNone => Sentence::new("no image that is there lists it"),
        Reason::NeededBy { root, root_name } => {
            named(*root, root_name).words(" stays and needs it")
        }
        Reason::TagsNotAllTaken { rule, spared } => tags_not_all_taken(rule)
            .words("; deleting it would also take ")
            .then(tags(spared))
            .words(if spared.len() == 1 { ", which stays" } else { ", which stay" }),
        Reason::WithinGrace { since, grace } => within_grace(*since, *grace, now),
        Reason::EvidenceUnreadable { input, why } => unreadable_evidence(input).words(": ").message(why),
        Reason::NoTime { field } => Sentence::new("GitHub gives no believable ")
            .literal(field.as_str())
            .words(" for it, so nobody knows how old it is"),
        Reason::PartsNotRead => Sentence::new(
            "its parts are not read yet, so nobody knows what it needs and what needs it",
        ),
        Reason::PackageUnreadable { version, why } => {
            Sentence::new("nobody can tell whether the version with id ")
                .id(version.0)
                .words(" of its package lists it: ")
                .message(why)
        }
        Reason::MinRemaining { at_least } => min_remaining(*at_least),
        Reason::LastVersion => Sentence::new(
            "it is the newest of a package in which otherwise nothing, or nothing tagged, would stay (",
        )
        .literal("last-version")
        .words(")"),
        Reason::HighestRelease => Sentence::new("it is the highest release of the package; ")
            .literal("min-remaining: 0")
            .words(" would let it go"),
        Reason::Incomplete { missing } => incomplete(missing),
        Reason::SubjectRestorable => Sentence::new(
            "what it is a signature or an attestation of is deleted, but could still be restored",
        ),
        Reason::SignatureStore => Sentence::new(
            "nothing in its package is there with its subject, so the package is a store of signatures",
        ),
        Reason::TouchedMeanwhile => Sentence::new("its tags or its ")
            .literal(TimestampField::Updated.as_str())
            .words(" changed after the package was listed"),
        Reason::TagMovedOn { tag, to } => tag_moved_on(tag, *to),
        Reason::NameUsedAgain { by } => {
            Sentence::new("its name was used again, by the version with id ").id(by.0)
        }
        Reason::TagOfLaterDeleted { tag, by } => tag_of_later(tag, *by),
        Reason::NameOfLaterDeleted { by } => Sentence::new("the version with id ")
            .id(by.0)
            .words(" had the same name and was deleted later"),
        Reason::HeldWithRoot { root } => part_of(*root).words(", which is held"),
        Reason::DeletedSinceThatRun(time) => deleted_again().words(" ").when(*time, now),
        Reason::NoTimeOfDeletion => Sentence::new("GitHub does not say when it was deleted"),
        Reason::ListingNotProved(seen) => {
            Sentence::new("the package could not be listed in full and unchanged: ").message(seen)
        }
        Reason::NotTaken { misfit } => not_taken(misfit, now),
        Reason::NoRuleTakes => Sentence::new("no rule selects anything of its kind"),
        Reason::SubjectNotHere => Sentence::new(
            "it is a signature or an attestation of something that is not in the package",
        ),
    }
}

/// What kind of reason it is, for counting versions that stay: the same sentence for all versions
/// that stay for the same cause, so without what is true of one version only.
pub(crate) fn kind(reason: &Reason) -> Sentence {
    match reason {
        Reason::Taken { rule: RuleName::Inputs, .. } => Sentence::new("the inputs select it"),
        Reason::Taken { rule: RuleName::Named(rule), .. } => {
            Sentence::new("rule ").literal(rule).words(" selects it")
        }
        Reason::PartOfDeleted { .. } => Sentence::new("it is a part of an image that goes"),
        Reason::PartOfRestored { .. } => Sentence::new("it belongs to an image that comes back"),
        Reason::KeptByTag { pattern, .. } => {
            fits(Sentence::new("a tag of it"), pattern, "keep-tags")
        }
        Reason::KeptByName { pattern } => {
            fits(Sentence::new("its name"), pattern, "keep-version-names")
        }
        Reason::KeptBySemver { range, .. } => Sentence::default()
            .literal(range)
            .words(" of ")
            .literal("keep-semver")
            .words(" covers it"),
        Reason::KeptByGitTag { .. } => {
            Sentence::new("a git tag or a release names it (").literal("keep-git-tags").words(")")
        }
        Reason::KeptByReference { file, .. } => named_in(file),
        Reason::KeptByUnclearReference { image, file, .. } => unclear_in(image, file),
        Reason::EvidenceUnreadable { input, .. } => unreadable_evidence(input),
        Reason::KeptByRule { rule, because } => of_rule(kind(because), rule),
        Reason::KeptAsLatest { rule, of, .. } => latest(rule, of).words(", and it is one of them"),
        Reason::NotCounted { rule, why: Uncounted::SeveralKeys { per, keys: _ } } => {
            counts_by(rule, per).words(", and it has several of that")
        }
        Reason::MissedBy { .. } => Sentence::new("an image that is there lists it"),
        Reason::NeededBy { .. } => Sentence::new("a version that stays needs it"),
        Reason::TagsNotAllTaken { rule, .. } => tags_not_all_taken(rule),
        Reason::WithinGrace { grace, .. } => Sentence::new("it has no tag and is within the ")
            .literal(grace)
            .words(" of ")
            .literal("untagged-grace"),
        Reason::PackageUnreadable { .. } => {
            Sentence::new("nobody can tell whether another version of its package lists it")
        }
        Reason::Incomplete { .. } => Sentence::new(
            "the registry does not know a part of it, which may be a fault of the registry",
        ),
        Reason::TagMovedOn { .. } => Sentence::new("a tag of it is on another version now"),
        Reason::NameUsedAgain { .. } => Sentence::new("its name was used again"),
        Reason::TagOfLaterDeleted { .. } => {
            Sentence::new("another version with a tag of it was deleted later")
        }
        Reason::NameOfLaterDeleted { .. } => {
            Sentence::new("another version of the same name was deleted later")
        }
        Reason::HeldWithRoot { .. } => Sentence::new("it is a part of an image that is held"),
        Reason::DeletedSinceThatRun(_) => deleted_again(),
        Reason::ListingNotProved(_) => {
            Sentence::new("the package could not be listed in full and unchanged")
        }
        Reason::NotTaken { misfit: Misfit::TooYoung { age, time: _, field } } => {
            too_young(*field).literal(age).words(" of ").literal("older-than")
        }
        Reason::NotTaken { misfit: Misfit::NotClosed(_) } => not_known_closed(),
        Reason::NotTaken { misfit: Misfit::DeletedAt(_) } => {
            Sentence::new("it was deleted outside of the time that is asked for")
        }
        Reason::LeftOver { .. } => Sentence::new(
            "the run that is resumed deleted the root of its image, and did not come to this",
        ),
        Reason::OnlyInPlan { misfit } => {
            let misfit = misfit.clone().map(|misfit| Reason::NotTaken { misfit });
            only_in_plan(misfit.as_ref().map(kind))
        }
        Reason::Orphaned
        | Reason::PackageNamed
        | Reason::NotInPlan
        | Reason::PackageNotAsPlanned
        | Reason::NoTime { .. }
        | Reason::PartsNotRead
        | Reason::MinRemaining { .. }
        | Reason::LastVersion
        | Reason::HighestRelease
        | Reason::NotCounted { why: Uncounted::NoKey(_) | Uncounted::NoVersion, .. }
        | Reason::SubjectRestorable
        | Reason::SignatureStore
        | Reason::TouchedMeanwhile
        | Reason::NoTimeOfDeletion
        | Reason::MissedByNone
        | Reason::NoRuleTakes
        | Reason::SubjectNotHere
        | Reason::NotTaken {
            misfit:
                Misfit::Untagged
                | Misfit::Tagged
                | Misfit::Tags
                | Misfit::Names
                | Misfit::Semver
                | Misfit::Prereleases(_)
                | Misfit::Ids
                | Misfit::NotOfThatRun,
        } => self::reason(reason, None),
    }
}

fn taken(rule: &RuleName, by: &[Fit], now: Option<Timestamp>) -> Sentence {
    let takes = match rule {
        RuleName::Inputs if by.is_empty() => Sentence::new("the inputs select it"),
        RuleName::Inputs => Sentence::default(),
        RuleName::Named(name) => {
            let takes = Sentence::new("rule ").literal(name).words(" selects it");
            if by.is_empty() { takes } else { takes.words(": ") }
        }
    };
    let named = by.iter().take(FITS_NAMED).map(|fit| self::fit(fit, now));
    let left = by.len().saturating_sub(FITS_NAMED);
    let rest = (left > 0).then(|| Sentence::default().number(left as u64).words(" more fit"));
    takes.list(named.chain(rest))
}

/// `now` says why nothing takes it any more.
fn only_in_plan(now: Option<Sentence>) -> Sentence {
    let only = Sentence::new("the plan that is carried out takes it, and nothing does any more");
    match now {
        Some(why) => only.words(": ").then(why),
        None => only,
    }
}

fn min_remaining(at_least: u64) -> Sentence {
    Sentence::new("at least ")
        .number(at_least)
        .words(" must stay in the package (")
        .literal("min-remaining")
        .words("), and without it fewer would")
}

fn incomplete(missing: &Digest) -> Sentence {
    Sentence::new("the registry does not know its part ")
        .literal(&short_name(&missing.to_string()))
        .words(", which may be a fault of the registry (")
        .literal("incomplete-images")
        .words(")")
}

fn named_by_git(text: &str, git_tag: &str) -> Sentence {
    Sentence::new("the git tag or release ")
        .literal(git_tag)
        .words(" names its ")
        .literal(text)
        .words(" (")
        .literal("keep-git-tags")
        .words(")")
}

fn in_file(file: &str, line: u32) -> Sentence {
    Sentence::default().literal(file).words(" (line ").id(line.into()).words(")")
}

fn names_its(names: &str, file: &str, line: u32) -> Sentence {
    in_file(file, line).words(" names its ").literal(names).then(kept_in())
}

fn kept_in() -> Sentence {
    Sentence::new(" (").literal("keep-referenced-in").words(")")
}

fn named_in(file: &str) -> Sentence {
    Sentence::default().literal(file).words(" names it").then(kept_in())
}

fn unclear_in(image: &str, file: &str) -> Sentence {
    unclear(image)
        .literal(file)
        .words(", and nobody can read which of its images is meant")
        .then(kept_in())
}

fn unclear(image: &str) -> Sentence {
    Sentence::new("its package is meant by ").literal(image).words(" in ")
}

fn unclear_reference(image: &str, file: &str, line: u32) -> Sentence {
    unclear(image)
        .then(in_file(file, line))
        .words(", and nobody can read which of its images is meant: no tag or digest stands there in full")
        .then(kept_in())
}

fn unreadable_evidence(input: &'static str) -> Sentence {
    Sentence::default()
        .literal(input)
        .words(" asks the repository for what may protect it, and that can't be read")
}

/// A version by its name and its number.
fn named(id: VersionId, name: &str) -> Sentence {
    Sentence::default().literal(&short_name(name)).words(" (id ").id(id.0).words(")")
}

fn part_of_deleted(root: VersionId) -> Sentence {
    part_of(root).words(", which goes, and of nothing that stays")
}

fn part_of(root: VersionId) -> Sentence {
    Sentence::new("it is a part of the image with id ").id(root.0)
}

fn deleted_again() -> Sentence {
    Sentence::new("it was brought back after the run of ")
        .literal("restore-from")
        .words(", and somebody deleted it again")
}

fn not_known_closed() -> Sentence {
    Sentence::new("nothing shows that what it was built for is done with (")
        .literal("only-closed")
        .words(")")
}

fn left_over(root: VersionId) -> Sentence {
    Sentence::new("the run that is resumed deleted the root of its image, id ")
        .id(root.0)
        .words(", and did not come to this")
}

fn within_grace(since: Timestamp, grace: Age, now: Option<Timestamp>) -> Sentence {
    Sentence::new("it has no tag and was pushed or last touched ")
        .when(since, now)
        .words(", within the ")
        .literal(&grace)
        .words(" of ")
        .literal("untagged-grace")
}

fn tag_moved_on(tag: &Tag, to: VersionId) -> Sentence {
    Sentence::new("its tag ")
        .literal(tag)
        .words(" is on the version with id ")
        .id(to.0)
        .words(" now")
}

fn tag_of_later(tag: &Tag, by: VersionId) -> Sentence {
    Sentence::new("its tag ")
        .literal(tag)
        .words(" was also on the version with id ")
        .id(by.0)
        .words(", which was deleted later")
}

fn fit(fit: &Fit, now: Option<Timestamp>) -> Sentence {
    match fit {
        Fit::Tag { tag, pattern } => tag_fits(tag, pattern, "tags"),
        Fit::Name { pattern } => fits(Sentence::new("its name"), pattern, "version-names"),
        Fit::Semver { text, range } => covered(text, range).words(" of ").literal("semver"),
        Fit::Prerelease { text } => Sentence::default().literal(text).words(" is a pre-release"),
        Fit::Superseded { text } => {
            Sentence::default().literal(text).words(" is a pre-release whose release is there")
        }
        Fit::Id => Sentence::default().literal("version-ids").words(" names it"),
        Fit::OfThatRun => {
            Sentence::new("the run of ").literal("restore-from").words(" deleted it, or may have")
        }
        Fit::Untagged => Sentence::new("it has no tag"),
        Fit::ClosedPull(number) => {
            Sentence::new("the pull request ").id(*number).words(" is closed")
        }
        Fit::ClosedBranch { branch, pull } => Sentence::new("the branch ")
            .literal(branch)
            .words(" is gone and its pull request ")
            .id(*pull)
            .words(" closed"),
        Fit::OlderThan { age, time, field } => aged(*age, *time, *field, now),
        Fit::DeletedAt(time) => Sentence::new("it was deleted ").when(*time, now),
        Fit::BeyondLatest { keep } => Sentence::new("it is not among the ")
            .number(keep.count.get().into())
            .words(first(keep.order))
            .words(" that ")
            .literal("keep-latest")
            .words(" leaves")
            .then(of_each(&keep.per)),
    }
}

fn not_taken(misfit: &Misfit, now: Option<Timestamp>) -> Sentence {
    match misfit {
        Misfit::Untagged => Sentence::new("it has no tag, and only tagged ones are selected"),
        Misfit::Tagged => Sentence::new("it has a tag, and only untagged ones are selected"),
        Misfit::Tags => Sentence::new("no tag of it fits ").literal("tags"),
        Misfit::Names => Sentence::new("its name does not fit ").literal("version-names"),
        Misfit::Semver => Sentence::new("no range of ").literal("semver").words(" covers it"),
        Misfit::Prereleases(Prereleases::Include) => {
            Sentence::default().literal("prereleases").words(" leaves it out")
        }
        Misfit::Prereleases(Prereleases::Exclude) => Sentence::new("it is a pre-release, and ")
            .literal("prereleases: exclude")
            .words(" leaves those out"),
        Misfit::Prereleases(Prereleases::Only) => Sentence::new("it is no pre-release, and ")
            .literal("prereleases: only")
            .words(" selects nothing else"),
        Misfit::Prereleases(Prereleases::Superseded) => {
            Sentence::new("it is no pre-release whose release is there, and ")
                .literal("prereleases: superseded")
                .words(" selects nothing else")
        }
        Misfit::Ids => Sentence::default().literal("version-ids").words(" does not name it"),
        Misfit::NotClosed(why) => not_closed(why).words(" (").literal("only-closed").words(")"),
        Misfit::NotOfThatRun => {
            Sentence::new("the run of ").literal("restore-from").words(" did not delete it")
        }
        Misfit::DeletedAt(time) => Sentence::new("it was deleted ")
            .when(*time, now)
            .words(", outside of the time that is asked for"),
        Misfit::TooYoung { age, time, field } => aged(*age, *time, *field, now),
    }
}

fn not_closed(why: &NotClosed) -> Sentence {
    match why {
        NotClosed::OpenPull(number) => {
            Sentence::new("the pull request ").id(*number).words(" is open")
        }
        NotClosed::NoSuchPull(text) => {
            Sentence::new("GitHub shows this token no pull request ").literal(text)
        }
        NotClosed::LivingBranch(branch) => Sentence::new("there is a branch like ").literal(branch),
        NotClosed::OpenBranch(branch) => {
            Sentence::new("a pull request from a branch like ").literal(branch).words(" is open")
        }
        NotClosed::NoBranch(text) => Sentence::default()
            .literal(text)
            .words(" is the number of a version or a git tag, so it is taken for no branch"),
        NotClosed::UnprovenBranch(branch) => {
            Sentence::new("no closed pull request shows that there was a branch ").literal(branch)
        }
    }
}

/// How old a version is beside what was asked for; whether that is enough is told by the verdict.
fn aged(age: Age, time: Timestamp, field: TimestampField, now: Option<Timestamp>) -> Sentence {
    let touched = match field {
        TimestampField::Created => "it was pushed ",
        TimestampField::Updated => "it was last touched ",
    };
    Sentence::new(touched)
        .when(time, now)
        .words(" (")
        .literal("older-than")
        .words(" asks for ")
        .literal(&age)
        .words(")")
}

fn too_young(field: TimestampField) -> Sentence {
    Sentence::new(match field {
        TimestampField::Created => "it was pushed less than the ",
        TimestampField::Updated => "it was last touched less than the ",
    })
}

fn tag_fits(tag: &Tag, pattern: &str, input: &'static str) -> Sentence {
    fits(Sentence::new("its tag ").literal(tag), pattern, input)
}

fn fits(what: Sentence, pattern: &str, input: &'static str) -> Sentence {
    what.words(" fits ").literal(pattern).words(" of ").literal(input)
}

fn covered(text: &str, range: &str) -> Sentence {
    Sentence::default().literal(text).words(" lies in ").literal(range)
}

fn latest(rule: &RuleName, of: &KeepLatest) -> Sentence {
    let leaves = key_of("keep-latest", rule).words(" leaves the ").number(of.count.get().into());
    leaves.words(first(of.order)).then(of_each(&of.per))
}

fn kept_as_latest(rule: &RuleName, place: u64, of: &KeepLatest, group: Option<&str>) -> Sentence {
    let place = latest(rule, of).words(", and it is number ").number(place);
    match group {
        None => place.words(" of them"),
        Some(group) => place.words(" of ").literal(group),
    }
}

/// Which images of a group come first.
fn first(order: KeepOrder) -> &'static str {
    match order {
        KeepOrder::Date => " newest",
        KeepOrder::Semver => " highest",
    }
}

/// What the groups are, where there are several.
fn of_each(per: &KeepPer) -> Sentence {
    match per {
        KeepPer::Package => Sentence::default(),
        KeepPer::Major | KeepPer::Minor | KeepPer::Placeholder(_) => {
            Sentence::new(" of each ").literal(per.as_str())
        }
    }
}

fn not_counted(rule: &RuleName, why: &Uncounted) -> Sentence {
    match why {
        Uncounted::NoKey(per) => counts_by(rule, per).words(", and it has none"),
        Uncounted::SeveralKeys { per, keys } => {
            let keys = keys.iter().map(|key| Sentence::default().literal(key));
            counts_by(rule, per).words(", and it has several: ").list(keys)
        }
        Uncounted::NoVersion => key_of("keep-order", rule)
            .words(" is ")
            .literal("semver")
            .words(", and it has no version to compare"),
    }
}

fn counts_by(rule: &RuleName, per: &KeepPer) -> Sentence {
    key_of("keep-per", rule).words(" counts by ").literal(per.as_str())
}

/// A key of a rule; of the only one's, the input.
fn key_of(key: &'static str, rule: &RuleName) -> Sentence {
    of_rule(Sentence::default().literal(key), rule)
}

/// Something that a rule says.
fn of_rule(what: Sentence, rule: &RuleName) -> Sentence {
    match rule {
        RuleName::Inputs => what,
        RuleName::Named(rule) => what.words(" of rule ").literal(rule),
    }
}

fn tags_not_all_taken(rule: &RuleName) -> Sentence {
    match rule {
        RuleName::Inputs => Sentence::new("only some of its tags are selected"),
        RuleName::Named(rule) => {
            Sentence::new("rule ").literal(rule).words(" selects only some of its tags")
        }
    }
}

#[cfg(test)]
#[path = "reason_tests.rs"]
mod tests;
