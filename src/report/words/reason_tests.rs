use std::collections::BTreeSet;

use super::super::super::escape::hostile;
use super::*;
use crate::domain::{Placeholder, Tag, VersionId};

const NOW: &str = "2026-11-20T12:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn tag(text: &str) -> Tag {
    Tag::new(text)
}

fn inputs(by: Vec<Fit>) -> Reason {
    Reason::Taken { rule: RuleName::Inputs, by }
}

fn named(rule: &str) -> RuleName {
    RuleName::Named(rule.to_owned())
}

fn untouched(misfit: Misfit) -> Reason {
    Reason::NotTaken { misfit }
}

/// Every reason there is, with `name` wherever it holds foreign text, and what it says of one
/// version.
fn every_reason(name: &str) -> Vec<(Reason, String)> {
    [
        reasons_to_take(name),
        reasons_to_spare(name),
        reasons_of_counts(name),
        reasons_of_images(name),
        reasons_of_evidence(name),
        reasons_of_the_deleted(name),
        reasons_to_leave_alone(),
    ]
    .concat()
}

fn newest(count: u32) -> KeepLatest {
    let count = count.try_into().expect("more than none");
    KeepLatest { count, per: KeepPer::Package, order: KeepOrder::Date }
}

fn reasons_of_counts(name: &str) -> Vec<(Reason, String)> {
    let uncounted = |why| Reason::NotCounted { rule: RuleName::Inputs, why };
    let word = KeepPer::Placeholder(Placeholder::parse("app").expect("a placeholder"));
    let per_word = KeepLatest { per: word.clone(), ..newest(3) };
    let highest = KeepLatest { per: KeepPer::Minor, order: KeepOrder::Semver, ..newest(2) };
    vec![
        (
            Reason::KeptAsLatest {
                rule: RuleName::Inputs,
                place: 2,
                of: per_word,
                group: Some(name.to_owned()),
            },
            format!(
                "`keep-latest` leaves the 3 newest of each `app`, and it is number 2 of `{name}`"
            ),
        ),
        (
            inputs(vec![Fit::BeyondLatest { keep: highest }]),
            "it is not among the 2 highest that `keep-latest` leaves of each `minor`".to_owned(),
        ),
        (
            inputs(vec![Fit::Superseded { text: name.to_owned() }]),
            format!("`{name}` is a pre-release whose release is there"),
        ),
        (
            uncounted(Uncounted::NoKey(KeepPer::Major)),
            "`keep-per` counts by `major`, and it has none".to_owned(),
        ),
        (
            uncounted(Uncounted::SeveralKeys {
                per: word,
                keys: vec![name.to_owned(), "web".to_owned()],
            }),
            format!("`keep-per` counts by `app`, and it has several: `{name}` and `web`"),
        ),
        (
            Reason::NotCounted { rule: named(name), why: Uncounted::NoVersion },
            format!("`keep-order` of rule `{name}` is `semver`, and it has no version to compare"),
        ),
        (
            untouched(Misfit::Prereleases(Prereleases::Superseded)),
            "it is no pre-release whose release is there, and `prereleases: superseded` selects \
             nothing else"
                .to_owned(),
        ),
    ]
}

fn reasons_to_take(name: &str) -> Vec<(Reason, String)> {
    let forty_days = at("2026-10-11T12:00:00Z");
    let three_hours = at("2026-11-20T09:00:00Z");
    let age = Age::ZERO;
    let text = name.to_owned();
    let fits = vec![
        Fit::Tag { tag: tag(name), pattern: text.clone() },
        Fit::Name { pattern: text.clone() },
        Fit::Semver { text: text.clone(), range: text.clone() },
        Fit::Prerelease { text: text.clone() },
    ];
    let others = vec![
        Fit::Id,
        Fit::OfThatRun,
        Fit::Untagged,
        Fit::OlderThan { age, time: forty_days, field: TimestampField::Created },
        Fit::BeyondLatest { keep: newest(5) },
    ];
    let touched = Fit::OlderThan { age, time: three_hours, field: TimestampField::Updated };
    let five: Vec<Fit> = fits.iter().chain(&others).cloned().collect();
    vec![
        (
            inputs(fits),
            format!(
                "its tag `{name}` fits `{name}` of `tags`, its name fits `{name}` of `version-names`, \
                 `{name}` lies in `{name}` of `semver` and `{name}` is a pre-release"
            ),
        ),
        (
            inputs(others),
            format!(
                "`version-ids` names it, the run of `restore-from` deleted it, or may have, it has no \
                 tag, it was pushed 40 days ago (`older-than` asks for `{age}`) and 1 more fit"
            ),
        ),
        (
            Reason::Taken { rule: named(name), by: vec![touched] },
            format!(
                "rule `{name}` selects it: it was last touched 3 hours ago (`older-than` asks for \
                 `{age}`)"
            ),
        ),
        (inputs(vec![]), "the inputs select it".to_owned()),
        (Reason::Taken { rule: named(name), by: vec![] }, format!("rule `{name}` selects it")),
        (
            inputs(five),
            format!(
                "its tag `{name}` fits `{name}` of `tags`, its name fits `{name}` of `version-names`, \
                 `{name}` lies in `{name}` of `semver`, `{name}` is a pre-release and 5 more fit"
            ),
        ),
    ]
}

fn reasons_of_evidence(name: &str) -> Vec<(Reason, String)> {
    let text = name.to_owned();
    let not_closed = |why: fn(String) -> NotClosed, words: String| {
        (untouched(Misfit::NotClosed(why(name.to_owned()))), format!("{words} (`only-closed`)"))
    };
    vec![
        not_closed(
            NotClosed::NoSuchPull,
            format!("GitHub shows this token no pull request `{name}`"),
        ),
        not_closed(NotClosed::LivingBranch, format!("there is a branch like `{name}`")),
        not_closed(
            NotClosed::OpenBranch,
            format!("a pull request from a branch like `{name}` is open"),
        ),
        not_closed(
            NotClosed::NoBranch,
            format!(
                "`{name}` is the number of a version or a git tag, so it is taken for no branch"
            ),
        ),
        not_closed(
            NotClosed::UnprovenBranch,
            format!("no closed pull request shows that there was a branch `{name}`"),
        ),
        (inputs(vec![Fit::ClosedPull(12)]), "the pull request 12 is closed".to_owned()),
        (
            inputs(vec![Fit::ClosedBranch { branch: text.clone(), pull: 12 }]),
            format!("the branch `{name}` is gone and its pull request 12 closed"),
        ),
        (
            Reason::KeptByGitTag { text: text.clone(), git_tag: text.clone() },
            format!("the git tag or release `{name}` names its `{name}` (`keep-git-tags`)"),
        ),
        (
            Reason::KeptByReference { names: text.clone(), file: text.clone(), line: 7 },
            format!("`{name}` (line 7) names its `{name}` (`keep-referenced-in`)"),
        ),
        (
            Reason::KeptByUnclearReference { image: text.clone(), file: text.clone(), line: 7 },
            format!(
                "its package is meant by `{name}` in `{name}` (line 7), and nobody can read which of \
                 its images is meant: no tag or digest stands there in full (`keep-referenced-in`)"
            ),
        ),
        (
            Reason::EvidenceUnreadable { input: "keep-git-tags", why: text },
            format!(
                "`keep-git-tags` asks the repository for what may protect it, and that can't be read: \
                 {name}"
            ),
        ),
    ]
}

fn reasons_to_spare(name: &str) -> Vec<(Reason, String)> {
    let three_hours = at("2026-11-20T09:00:00Z");
    let age = Age::ZERO;
    let text = name.to_owned();
    let spared = |names: &[&str]| names.iter().map(|name| tag(name)).collect::<Vec<_>>();
    vec![
        (
            Reason::PartOfDeleted { root: VersionId(9) },
            "it is a part of the image with id 9, which goes, and of nothing that stays".to_owned(),
        ),
        (
            Reason::PartOfRestored { root: VersionId(9) },
            "it belongs to the image with id 9, which comes back".to_owned(),
        ),
        (
            Reason::MissedBy { root: VersionId(9), root_name: text.clone() },
            format!("`{name}` (id 9) is there and lists it, or a part of it does"),
        ),
        (Reason::MissedByNone, "no image that is there lists it".to_owned()),
        (
            Reason::KeptByTag { tag: tag(name), pattern: text.clone() },
            format!("its tag `{name}` fits `{name}` of `keep-tags`"),
        ),
        (
            Reason::KeptByRule {
                rule: named(name),
                because: Box::new(Reason::KeptByTag { tag: tag(name), pattern: text.clone() }),
            },
            format!("its tag `{name}` fits `{name}` of `keep-tags` of rule `{name}`"),
        ),
        (
            Reason::KeptByName { pattern: text.clone() },
            format!("its name fits `{name}` of `keep-version-names`"),
        ),
        (
            Reason::KeptBySemver { text: text.clone(), range: text.clone() },
            format!("`{name}` lies in `{name}` of `keep-semver`"),
        ),
        (
            Reason::KeptAsLatest { rule: RuleName::Inputs, place: 2, of: newest(5), group: None },
            "`keep-latest` leaves the 5 newest, and it is number 2 of them".to_owned(),
        ),
        (
            Reason::KeptAsLatest { rule: named(name), place: 1, of: newest(1_000), group: None },
            format!(
                "`keep-latest` of rule `{name}` leaves the 1,000 newest, and it is number 1 of them"
            ),
        ),
        (
            Reason::NeededBy { root: VersionId(9), root_name: text.clone() },
            format!("`{name}` (id 9) stays and needs it"),
        ),
        (
            Reason::TagsNotAllTaken { rule: RuleName::Inputs, spared: spared(&[name]) },
            format!(
                "only some of its tags are selected; deleting it would also take `{name}`, which stays"
            ),
        ),
        (
            Reason::TagsNotAllTaken { rule: named(name), spared: spared(&["a", name]) },
            format!(
                "rule `{name}` selects only some of its tags; deleting it would also take `a` and \
                 `{name}`, which stay"
            ),
        ),
        (
            Reason::WithinGrace { since: three_hours, grace: age },
            format!(
                "it has no tag and was pushed or last touched 3 hours ago, within the `{age}` of \
                 `untagged-grace`"
            ),
        ),
        (
            Reason::NoTime { field: TimestampField::Created },
            "GitHub gives no believable `created_at` for it, so nobody knows how old it is"
                .to_owned(),
        ),
        (
            Reason::PartsNotRead,
            "its parts are not read yet, so nobody knows what it needs and what needs it"
                .to_owned(),
        ),
        (
            Reason::MinRemaining { at_least: 3 },
            "at least 3 must stay in the package (`min-remaining`), and without it fewer would"
                .to_owned(),
        ),
        (
            Reason::HighestRelease,
            "it is the highest release of the package; `min-remaining: 0` would let it go"
                .to_owned(),
        ),
        (
            Reason::ListingNotProved(text),
            format!("the package could not be listed in full and unchanged: {name}"),
        ),
    ]
}

fn reasons_of_images(name: &str) -> Vec<(Reason, String)> {
    let missing = Digest::from_bytes([0x2a; 32]);
    vec![
        (
            Reason::Orphaned,
            "it is a signature or an attestation whose subject is gone for good".to_owned(),
        ),
        (
            Reason::PackageUnreadable { version: VersionId(9), why: name.to_owned() },
            format!(
                "nobody can tell whether the version with id 9 of its package lists it: {name}"
            ),
        ),
        (
            Reason::LeftOver { root: VersionId(9) },
            "the run that is resumed deleted the root of its image, id 9, and did not come to this"
                .to_owned(),
        ),
        (
            Reason::NotInPlan,
            "the plan that is carried out does not have it".to_owned(),
        ),
        (
            Reason::OnlyInPlan { misfit: None },
            "the plan that is carried out takes it, and nothing does any more".to_owned(),
        ),
        (
            Reason::OnlyInPlan { misfit: Some(Misfit::Tags) },
            "the plan that is carried out takes it, and nothing does any more: no tag of it fits \
             `tags`"
                .to_owned(),
        ),
        (
            Reason::PackageNotAsPlanned,
            "its package has something that the plan that is carried out does not have as it is now"
                .to_owned(),
        ),
        (
            Reason::PackageNamed,
            "its package was named as a whole".to_owned(),
        ),
        (
            Reason::LastVersion,
            "it is the newest of a package in which otherwise nothing, or nothing tagged, would stay \
             (`last-version`)"
                .to_owned(),
        ),
        (
            Reason::Incomplete { missing },
            "the registry does not know its part `sha256:2a2a2a2a2a2a`, which may be a fault of the \
             registry (`incomplete-images`)"
                .to_owned(),
        ),
        (
            Reason::SubjectRestorable,
            "what it is a signature or an attestation of is deleted, but could still be restored"
                .to_owned(),
        ),
        (
            Reason::SignatureStore,
            "nothing in its package is there with its subject, so the package is a store of \
             signatures"
                .to_owned(),
        ),
        (
            Reason::TouchedMeanwhile,
            "its tags or its `updated_at` changed after the package was listed".to_owned(),
        ),
        (
            Reason::SubjectNotHere,
            "it is a signature or an attestation of something that is not in the package".to_owned(),
        ),
    ]
}

fn reasons_of_the_deleted(name: &str) -> Vec<(Reason, String)> {
    let three_hours = at("2026-11-20T09:00:00Z");
    let by = VersionId(9);
    vec![
        (inputs(vec![Fit::DeletedAt(three_hours)]), "it was deleted 3 hours ago".to_owned()),
        (
            untouched(Misfit::DeletedAt(three_hours)),
            "it was deleted 3 hours ago, outside of the time that is asked for".to_owned(),
        ),
        (
            Reason::TagMovedOn { tag: tag(name), to: by },
            format!("its tag `{name}` is on the version with id 9 now"),
        ),
        (
            Reason::NameUsedAgain { by },
            "its name was used again, by the version with id 9".to_owned(),
        ),
        (
            Reason::TagOfLaterDeleted { tag: tag(name), by },
            format!("its tag `{name}` was also on the version with id 9, which was deleted later"),
        ),
        (
            Reason::NameOfLaterDeleted { by },
            "the version with id 9 had the same name and was deleted later".to_owned(),
        ),
        (
            Reason::HeldWithRoot { root: by },
            "it is a part of the image with id 9, which is held".to_owned(),
        ),
        (
            Reason::DeletedSinceThatRun(at("2026-11-20T09:00:00Z")),
            "it was brought back after the run of `restore-from`, and somebody deleted it again 3 hours ago"
                .to_owned(),
        ),
        (Reason::NoTimeOfDeletion, "GitHub does not say when it was deleted".to_owned()),
    ]
}

fn reasons_to_leave_alone() -> Vec<(Reason, String)> {
    let three_hours = at("2026-11-20T09:00:00Z");
    let age = Age::ZERO;
    vec![
        (
            untouched(Misfit::Untagged),
            "it has no tag, and only tagged ones are selected".to_owned(),
        ),
        (Reason::NoRuleTakes, "no rule selects anything of its kind".to_owned()),
        (untouched(Misfit::Tagged), "it has a tag, and only untagged ones are selected".to_owned()),
        (untouched(Misfit::Tags), "no tag of it fits `tags`".to_owned()),
        (untouched(Misfit::Names), "its name does not fit `version-names`".to_owned()),
        (untouched(Misfit::Semver), "no range of `semver` covers it".to_owned()),
        (
            untouched(Misfit::Prereleases(Prereleases::Include)),
            "`prereleases` leaves it out".to_owned(),
        ),
        (
            untouched(Misfit::Prereleases(Prereleases::Exclude)),
            "it is a pre-release, and `prereleases: exclude` leaves those out".to_owned(),
        ),
        (
            untouched(Misfit::Prereleases(Prereleases::Only)),
            "it is no pre-release, and `prereleases: only` selects nothing else".to_owned(),
        ),
        (untouched(Misfit::Ids), "`version-ids` does not name it".to_owned()),
        (
            untouched(Misfit::NotClosed(NotClosed::OpenPull(12))),
            "the pull request 12 is open (`only-closed`)".to_owned(),
        ),
        (untouched(Misfit::NotOfThatRun), "the run of `restore-from` did not delete it".to_owned()),
        (
            untouched(Misfit::TooYoung { age, time: three_hours, field: TimestampField::Created }),
            format!("it was pushed 3 hours ago (`older-than` asks for `{age}`)"),
        ),
        (
            untouched(Misfit::TooYoung { age, time: three_hours, field: TimestampField::Updated }),
            format!("it was last touched 3 hours ago (`older-than` asks for `{age}`)"),
        ),
    ]
}

#[test]
fn each_reason_is_said_in_a_sentence() {
    for (reason, expected) in every_reason("v1") {
        assert_eq!(self::reason(&reason, Some(at(NOW))).plain(), expected);
    }
}

#[test]
fn no_two_reasons_read_alike() {
    let reasons = every_reason("v1");
    let sentences: BTreeSet<String> =
        reasons.iter().map(|(reason, _)| self::reason(reason, Some(at(NOW))).plain()).collect();
    assert_eq!(sentences.len(), reasons.len());
}

#[test]
fn a_kind_says_nothing_of_one_version_alone() {
    for ((one, _), (other, _)) in every_reason("v1").into_iter().zip(every_reason("v1")) {
        let other = match other {
            Reason::KeptByTag { pattern, .. } => Reason::KeptByTag { tag: tag("v2"), pattern },
            Reason::KeptBySemver { range, .. } => {
                Reason::KeptBySemver { text: "2.0.0".to_owned(), range }
            }
            Reason::KeptByRule { rule, because: _ } => {
                let pattern = "v1".to_owned();
                let because = Box::new(Reason::KeptByTag { tag: tag("v2"), pattern });
                Reason::KeptByRule { rule, because }
            }
            Reason::KeptAsLatest { rule, of, group, .. } => {
                let group = group.map(|_| "another".to_owned());
                Reason::KeptAsLatest { rule, place: 4, of, group }
            }
            Reason::NotCounted { rule, why: Uncounted::SeveralKeys { per, .. } } => {
                let keys = vec!["another".to_owned(), "and another".to_owned()];
                Reason::NotCounted { rule, why: Uncounted::SeveralKeys { per, keys } }
            }
            Reason::NeededBy { .. } => {
                Reason::NeededBy { root: VersionId(1), root_name: "other".to_owned() }
            }
            Reason::MissedBy { .. } => {
                Reason::MissedBy { root: VersionId(1), root_name: "other".to_owned() }
            }
            Reason::TagsNotAllTaken { rule, .. } => {
                Reason::TagsNotAllTaken { rule, spared: vec![tag("x"), tag("y")] }
            }
            Reason::WithinGrace { grace, .. } => Reason::WithinGrace { since: at(NOW), grace },
            Reason::ListingNotProved(_) => Reason::ListingNotProved("other".to_owned()),
            Reason::NotTaken { misfit: Misfit::TooYoung { age, field, .. } } => {
                untouched(Misfit::TooYoung { age, time: at(NOW), field })
            }
            Reason::NotTaken { misfit: Misfit::NotClosed(_) } => {
                untouched(Misfit::NotClosed(NotClosed::OpenPull(1)))
            }
            Reason::NotTaken { misfit: Misfit::DeletedAt(_) } => {
                untouched(Misfit::DeletedAt(at(NOW)))
            }
            Reason::KeptByGitTag { .. } => {
                Reason::KeptByGitTag { text: "other".to_owned(), git_tag: "other".to_owned() }
            }
            Reason::KeptByReference { file, .. } => {
                Reason::KeptByReference { names: "other".to_owned(), file, line: 1 }
            }
            Reason::KeptByUnclearReference { image, file, .. } => {
                Reason::KeptByUnclearReference { image, file, line: 1 }
            }
            Reason::EvidenceUnreadable { input, .. } => {
                Reason::EvidenceUnreadable { input, why: "other".to_owned() }
            }
            Reason::LeftOver { .. } => Reason::LeftOver { root: VersionId(1) },
            Reason::PackageUnreadable { .. } => {
                Reason::PackageUnreadable { version: VersionId(1), why: "other".to_owned() }
            }
            Reason::Incomplete { .. } => {
                Reason::Incomplete { missing: Digest::from_bytes([7; 32]) }
            }
            Reason::TagMovedOn { .. } => Reason::TagMovedOn { tag: tag("x"), to: VersionId(1) },
            Reason::NameUsedAgain { .. } => Reason::NameUsedAgain { by: VersionId(1) },
            Reason::TagOfLaterDeleted { .. } => {
                Reason::TagOfLaterDeleted { tag: tag("x"), by: VersionId(1) }
            }
            Reason::NameOfLaterDeleted { .. } => Reason::NameOfLaterDeleted { by: VersionId(1) },
            Reason::Taken { rule, .. } => Reason::Taken { rule, by: vec![] },
            Reason::PartOfDeleted { .. } => Reason::PartOfDeleted { root: VersionId(1) },
            Reason::PartOfRestored { .. } => Reason::PartOfRestored { root: VersionId(1) },
            Reason::HeldWithRoot { .. } => Reason::HeldWithRoot { root: VersionId(1) },
            Reason::DeletedSinceThatRun(_) => {
                Reason::DeletedSinceThatRun(at("2026-11-01T09:00:00Z"))
            }
            same @ (Reason::KeptByName { .. }
            | Reason::NoTime { .. }
            | Reason::PartsNotRead
            | Reason::MinRemaining { .. }
            | Reason::HighestRelease
            | Reason::Orphaned
            | Reason::PackageNamed
            | Reason::NotInPlan
            | Reason::OnlyInPlan { .. }
            | Reason::PackageNotAsPlanned
            | Reason::LastVersion
            | Reason::SubjectRestorable
            | Reason::SignatureStore
            | Reason::TouchedMeanwhile
            | Reason::NoTimeOfDeletion
            | Reason::MissedByNone
            | Reason::NoRuleTakes
            | Reason::SubjectNotHere
            | Reason::NotCounted {
                why: Uncounted::NoKey(_) | Uncounted::NoVersion, ..
            }
            | Reason::NotTaken { .. }) => same,
        };
        assert_eq!(kind(&one), kind(&other));
    }
}

#[test]
fn h32_no_name_in_a_reason_is_more_than_a_name() {
    for name in hostile::TEXTS {
        for (reason, _) in every_reason(name) {
            for sentence in [self::reason(&reason, Some(at(NOW))), kind(&reason)] {
                hostile::assert_one_cell(&sentence.markdown());
                hostile::rendered(&sentence.markdown());
            }
        }
    }
}
