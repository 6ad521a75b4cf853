//! Notices, refusals, rights and listings in words.

use super::amount::Unit;
use super::label::short_name;
use super::sentence::Sentence;
use crate::domain::{
    Coverage, Digest, Notice, PackageKey, PackageName, PackageType, RuleName, Tag, Unrepaired,
    VersionId,
};
use crate::events::{DryRun, GuardRefusal, Rights};

/// So many packages are named in a sentence, the others counted.
const PACKAGES_NAMED: usize = 5;

/// What looks like a mistake, and what to do about it.
pub(crate) fn notice(notice: &Notice, package: Option<&PackageKey>) -> Sentence {
    match notice {
        Notice::KeepMatchesNothing { rule, input, text } => {
            let sentence = Sentence::default().literal(text).words(" of ").literal(input);
            let sentence = match rule {
                RuleName::Inputs => sentence,
                RuleName::Named(rule) => sentence.words(" of rule ").literal(rule),
            };
            let sentence = sentence.words(" protects nothing");
            let sentence = match package {
                Some(package) => sentence.words(" in ").literal(package),
                None => sentence,
            };
            sentence.words("; correct it, or take it out")
        }
        Notice::NoSuchVersion(id) => Sentence::default()
            .literal("version-ids")
            .words(" names ")
            .id(id.0)
            .words(", but no version of the packages in this run has that id"),
        Notice::Ghost(id) => {
            of(Sentence::new("GitHub lists the version with id ").id(id.0), package)
                .words(", but the registry does not know it: it can't be pulled")
        }
        Notice::IncompleteImage { root, missing } => {
            of(Sentence::new("the image with id ").id(root.0), package)
                .words(" misses its part ")
                .literal(&short_name(&missing.to_string()))
                .words(": it can't be pulled whole")
        }
        Notice::BackBeforeItsParts { root, parts } => {
            of(Sentence::new("the image with id ").id(root.0), package)
                .words(" came back before ")
                .count(*parts, "part", "parts")
                .words(" of it, which nobody knew before: until those followed it was incomplete")
        }
        Notice::Unrepaired { root, tags, missing, more, why } => {
            unrepaired(*root, tags, package, *missing, *more, *why)
        }
        Notice::ManyManifestsRead(read) => {
            of(Sentence::default().count(*read, "manifest", "manifests"), package)
                .words(" were read, each of which counts as a download of a public package; keep ")
                .literal("cache-path")
                .words(" from run to run with ")
                .literal("actions/cache")
        }
        Notice::NoCache(why) => {
            Sentence::new("the cache of manifests can't be used, so all are read: ").message(why)
        }
        Notice::NoRepository => no_repository(package),
        Notice::ListingBehind => Sentence::new(
            "GitHub's listing still shows what this run deleted, so nobody can tell whether something that \
             was pushed meanwhile needs any of it",
        ),
        Notice::CameUntagged { root, name, tags } => came_untagged(*root, name, tags, package),
        Notice::KeepMatchesNoPackage { rule, text } => {
            let sentence = Sentence::default().literal(text).words(" of ").literal("packages");
            let sentence = match rule {
                RuleName::Inputs => sentence,
                RuleName::Named(rule) => sentence.words(" of rule ").literal(rule),
            };
            sentence.words(" is no package of this run, so it protects nothing; correct it, or take it out")
        }
        Notice::NothingToExplain { text, near } => {
            let sentence = Sentence::new("nothing in the packages of this run is called ")
                .literal(text)
                .words(", which ")
                .literal("explain")
                .words(" asks about");
            if near.is_empty() {
                return sentence;
            }
            let near = near.iter().map(|name| Sentence::default().literal(name));
            sentence.words("; there is ").list(near)
        }
        Notice::PlanOfAnotherPackage { package, images } => {
            Sentence::new("the plan that is compared with takes ")
                .count(*images, "image", "images")
                .words(" of ")
                .literal(package)
                .words(", which this run does not look at")
        }
        Notice::NoRecord(why) => Sentence::new(
            "the record can't be written, so nothing but this log and the summary tells what the run \
             does: ",
        )
        .message(why),
    }
}

fn no_repository(package: Option<&PackageKey>) -> Sentence {
    let sentence = match package {
        Some(package) => Sentence::default().literal(package),
        None => Sentence::new("the package"),
    };
    sentence.words(
        " is connected to no repository that could tell what is still needed, so all that may be \
         needed stays; connect it in its settings",
    )
}

/// That somebody's push may have lost its tag to a run that put it on something else.
fn came_untagged(
    root: VersionId,
    name: &str,
    tags: &[Tag],
    package: Option<&PackageKey>,
) -> Sentence {
    let tags = tags.iter().map(|tag| Sentence::default().literal(tag));
    let image = Sentence::new("the image ").literal(&short_name(name)).words(" (id ").id(root.0);
    of(image.words(")"), package)
        .words(" was pushed while this run put on again ")
        .list(tags)
        .words(", and has no tag; if it was pushed under one of them, push it again")
}

/// That an image goes on missing parts, and what can be done about it.
fn unrepaired(
    root: VersionId,
    tags: &[Tag],
    package: Option<&PackageKey>,
    missing: Digest,
    more: u64,
    why: Unrepaired,
) -> Sentence {
    let image = Sentence::new("the image ");
    let image =
        if tags.is_empty() { image } else { image.then(super::label::tags(tags)).words(" ") };
    let image = of(image.words("with id ").id(root.0), package)
        .words(" misses its part ")
        .literal(&short_name(&missing.to_string()));
    let image = match more {
        0 => image,
        more => image.words(" and ").number(more).words(" more"),
    };
    match why {
        Unrepaired::NotAmongDeleted => image.words(
            ", which is not among the deleted versions: it can't be saved; build and push it again, or \
             delete it",
        ),
        Unrepaired::Held(part) => image
            .words(", which is held (id ")
            .id(part.0)
            .words("): see why, and restore it by its id once nothing forbids it"),
    }
}

/// Something, and the package that it is in, where that is known.
fn of(sentence: Sentence, package: Option<&PackageKey>) -> Sentence {
    match package {
        Some(package) => sentence.words(" of ").literal(package),
        None => sentence,
    }
}

/// Why the whole plan was refused, and what to do. `unit` is what guards count in this run.
pub(crate) fn refusal(refusal: &GuardRefusal, unit: Unit) -> Sentence {
    match refusal {
        GuardRefusal::MaxDeletions { planned, allowed } => Sentence::new("the plan takes ")
            .count(*planned, unit.one(), unit.many())
            .words(", more than the ")
            .number(*allowed)
            .words(" that ")
            .literal("max-deletions")
            .words(" allows; look through the plan, and raise the limit if it is right"),
        GuardRefusal::LastVersion(packages) => {
            let named = packages.iter().take(PACKAGES_NAMED);
            let left = packages.len().saturating_sub(PACKAGES_NAMED) as u64;
            let rest = (left > 0).then(|| Sentence::default().number(left).words(" more"));
            Sentence::new("nothing tagged would stay in ")
                .list(named.map(|package| Sentence::default().literal(package)).chain(rest))
                .words(", which ")
                .literal("last-version: fail")
                .words(" refuses; keep something there, or choose another ")
                .literal("last-version")
        }
    }
}

/// What is known of the token's rights; nothing where none are needed.
pub(crate) fn rights(rights: &Rights) -> Option<Sentence> {
    match rights {
        Rights::NotNeeded => None,
        Rights::ScopesSuffice => Some(Sentence::new(
            "the token has the scopes that the plan needs; whether it has the admin role on each \
             package shows only when something is changed",
        )),
        Rights::ScopesMissing(scopes) => {
            let missing = scopes.iter().map(|scope| Sentence::default().literal(scope));
            let missing = Sentence::new("the token cannot carry out this plan: it lacks the ")
                .words(if scopes.len() == 1 { "scope " } else { "scopes " })
                .list(missing);
            Some(missing.words("; add what is missing to the token, or use another"))
        }
        Rights::Unknown => Some(Sentence::new(
            "GitHub does not tell what this kind of token may do; whether it may carry out the plan \
             shows only when something is changed",
        )),
    }
}

/// Why a listing is not to be trusted; nothing where it is.
pub(crate) fn coverage(package: &PackageKey, coverage: &Coverage) -> Option<Sentence> {
    match coverage {
        Coverage::Stable => None,
        Coverage::Unstable(seen) => Some(
            Sentence::default()
                .literal(package)
                .words(" changed while it was listed, so what depends on the list stays: ")
                .message(seen),
        ),
        Coverage::Truncated(why) => Some(
            Sentence::default()
                .literal(package)
                .words(" was not listed to the end, so nothing of it goes: ")
                .message(why),
        ),
    }
}

/// That a named package does not exist, which `if-missing` lets pass.
pub(crate) fn missing(name: &PackageName, types: &[PackageType]) -> Sentence {
    let types = types.iter().map(|package_type| Sentence::new(package_type.as_str()));
    Sentence::new("there is no package ")
        .literal(name)
        .words(" of type ")
        .list(types)
        .words(" (")
        .literal("if-missing: ignore")
        .words(" lets that pass)")
}

/// That there was nothing to look at.
pub(crate) fn no_package_fits() -> Sentence {
    Sentence::new("no package of this owner fits ")
        .literal("packages")
        .words(" and what else narrows them down; nothing was looked at")
}

/// How much content goes, or went, with so many manifests, of which so many are known.
pub(crate) fn weight(bytes: u64, known: u64, going: u64, dry_run: DryRun) -> Sentence {
    let sentence = Sentence::new(match dry_run {
        DryRun::Yes => "would free at least ",
        DryRun::No => "frees at least ",
    });
    let sentence =
        sentence.bytes(bytes).words(": layers that no other manifest which was read holds, ");
    let sentence = sentence.words("each counted once");
    if known == going {
        return sentence;
    }
    sentence
        .words("; of ")
        .count(going, "manifest", "manifests")
        .words(" that ")
        .words(match dry_run {
            DryRun::Yes => "would go, ",
            DryRun::No => "go, ",
        })
        .number(known)
        .words(if known == 1 { " was read" } else { " were read" })
}

/// That a look after the changes found all that stays in so many packages complete.
pub(crate) fn proved(packages: u64) -> Sentence {
    Sentence::new("a fresh look after the last change found all that stays complete, in ")
        .count(packages, "package", "packages")
}

/// What is left of the hour's budget.
pub(crate) fn rate_limit(limit: u64, remaining: u64, sent: u64) -> Sentence {
    Sentence::new("rate limit: ")
        .number(remaining)
        .words(" of ")
        .number(limit)
        .words(" requests an hour are left; this run sent ")
        .number(sent)
}

#[cfg(test)]
mod tests {
    use super::super::super::escape::hostile;
    use super::super::super::samples::key;
    use super::*;
    use crate::domain::{Digest, VersionId};

    #[test]
    fn each_matter_is_said_in_a_sentence() {
        let unmatched = Notice::KeepMatchesNothing {
            rule: RuleName::Inputs,
            input: "keep-tags",
            text: "v9*".to_owned(),
        };
        let package = key(PackageType::Container, "web");
        for (sentence, expected) in [
            (
                Some(notice(&unmatched, Some(&package))),
                "`v9*` of `keep-tags` protects nothing in `container/web`; correct it, or take it out",
            ),
            (
                Some(notice(&unmatched, None)),
                "`v9*` of `keep-tags` protects nothing; correct it, or take it out",
            ),
            (
                Some(notice(&Notice::NoSuchVersion(VersionId(1_350_000_000)), None)),
                "`version-ids` names 1350000000, but no version of the packages in this run has that id",
            ),
            (
                Some(refusal(
                    &GuardRefusal::MaxDeletions { planned: 1_200, allowed: 100 },
                    Unit::Images,
                )),
                "the plan takes 1,200 images, more than the 100 that `max-deletions` allows; look \
                 through the plan, and raise the limit if it is right",
            ),
            (rights(&Rights::NotNeeded), ""),
            (
                rights(&Rights::ScopesSuffice),
                "the token has the scopes that the plan needs; whether it has the admin role on each \
                 package shows only when something is changed",
            ),
            (
                rights(&Rights::ScopesMissing(vec!["delete:packages"])),
                "the token cannot carry out this plan: it lacks the scope `delete:packages`; add what \
                 is missing to the token, or use another",
            ),
            (
                rights(&Rights::ScopesMissing(vec!["read:packages", "delete:packages"])),
                "the token cannot carry out this plan: it lacks the scopes `read:packages` and \
                 `delete:packages`; add what is missing to the token, or use another",
            ),
            (
                rights(&Rights::Unknown),
                "GitHub does not tell what this kind of token may do; whether it may carry out the plan \
                 shows only when something is changed",
            ),
            (coverage(&package, &Coverage::Stable), ""),
            (
                coverage(&package, &Coverage::Unstable("page 2 lost 3 versions".to_owned())),
                "`container/web` changed while it was listed, so what depends on the list stays: \
                 page 2 lost 3 versions",
            ),
            (
                coverage(&package, &Coverage::Truncated("page 2 was empty".to_owned())),
                "`container/web` was not listed to the end, so nothing of it goes: page 2 was empty",
            ),
            (
                Some(missing(
                    &PackageName::new("web"),
                    &[PackageType::Container, PackageType::Npm],
                )),
                "there is no package `web` of type container and npm (`if-missing: ignore` lets that \
                 pass)",
            ),
            (
                Some(no_package_fits()),
                "no package of this owner fits `packages` and what else narrows them down; nothing was \
                 looked at",
            ),
        ] {
            let sentence = sentence.unwrap_or_default();
            assert_eq!(sentence.plain(), expected);
            hostile::assert_one_cell(&sentence.markdown());
        }
    }

    #[test]
    fn what_images_and_guards_are_about_is_said_in_a_sentence() {
        let package = key(PackageType::Container, "web");
        let part = Digest::from_bytes([0x2a; 32]);
        for (sentence, expected) in [
            (
                Some(notice(&Notice::Ghost(VersionId(9)), Some(&package))),
                "GitHub lists the version with id 9 of `container/web`, but the registry does not know \
                 it: it can't be pulled",
            ),
            (
                Some(notice(
                    &Notice::IncompleteImage { root: VersionId(9), missing: part },
                    Some(&package),
                )),
                "the image with id 9 of `container/web` misses its part `sha256:2a2a2a2a2a2a`: it can't \
                 be pulled whole",
            ),
            (
                Some(notice(&Notice::ManyManifestsRead(1_200), Some(&package))),
                "1,200 manifests of `container/web` were read, each of which counts as a download of a \
                 public package; keep `cache-path` from run to run with `actions/cache`",
            ),
            (
                Some(notice(&Notice::NoCache("no space".to_owned()), None)),
                "the cache of manifests can't be used, so all are read: no space",
            ),
            (
                Some(notice(
                    &Notice::KeepMatchesNoPackage {
                        rule: RuleName::Named("releases".to_owned()),
                        text: "ap".to_owned(),
                    },
                    None,
                )),
                "`ap` of `packages` of rule `releases` is no package of this run, so it protects nothing; \
                 correct it, or take it out",
            ),
            (
                Some(notice(&Notice::ListingBehind, None)),
                "GitHub's listing still shows what this run deleted, so nobody can tell whether \
                 something that was pushed meanwhile needs any of it",
            ),
            (
                Some(notice(
                    &Notice::CameUntagged {
                        root: VersionId(9),
                        name: part.to_string(),
                        tags: vec![Tag::new("v1"), Tag::new("v2")],
                    },
                    Some(&package),
                )),
                "the image `sha256:2a2a2a2a2a2a` (id 9) of `container/web` was pushed while this run put \
                 on again `v1` and `v2`, and has no tag; if it was pushed under one of them, push it again",
            ),
            (
                Some(notice(
                    &Notice::NothingToExplain {
                        text: "v1".to_owned(),
                        near: vec!["v2".to_owned(), "v3".to_owned()],
                    },
                    None,
                )),
                "nothing in the packages of this run is called `v1`, which `explain` asks about; there \
                 is `v2` and `v3`",
            ),
            (
                Some(notice(
                    &Notice::PlanOfAnotherPackage { package: "npm/x".to_owned(), images: 1 },
                    None,
                )),
                "the plan that is compared with takes 1 image of `npm/x`, which this run does not look \
                 at",
            ),
            (
                Some(notice(&Notice::NoRecord("read-only".to_owned()), None)),
                "the record can't be written, so nothing but this log and the summary tells what the \
                 run does: read-only",
            ),
            (
                Some(refusal(&GuardRefusal::LastVersion(vec![package.clone(); 7]), Unit::Images)),
                "nothing tagged would stay in `container/web`, `container/web`, `container/web`, \
                 `container/web`, `container/web` and 2 more, which `last-version: fail` refuses; keep \
                 something there, or choose another `last-version`",
            ),
            (
                Some(refusal(
                    &GuardRefusal::MaxDeletions { planned: 3, allowed: 1 },
                    Unit::Packages,
                )),
                "the plan takes 3 packages, more than the 1 that `max-deletions` allows; look through \
                 the plan, and raise the limit if it is right",
            ),
        ] {
            let sentence = sentence.unwrap_or_default();
            assert_eq!(sentence.plain(), expected);
            hostile::assert_one_cell(&sentence.markdown());
        }
    }

    #[test]
    fn what_cannot_be_repaired_is_said_in_a_sentence() {
        let package = key(PackageType::Container, "web");
        let part = Digest::from_bytes([0x2a; 32]);
        for (sentence, expected) in [
            (
                notice(
                    &Notice::Unrepaired {
                        root: VersionId(9),
                        tags: vec![Tag::new("v1"), Tag::new("stable")],
                        missing: part,
                        more: 2,
                        why: Unrepaired::NotAmongDeleted,
                    },
                    Some(&package),
                ),
                "the image `v1` and `stable` with id 9 of `container/web` misses its part \
                 `sha256:2a2a2a2a2a2a` and 2 more, which is not among the deleted versions: it can't be \
                 saved; build and push it again, or delete it",
            ),
            (
                notice(
                    &Notice::Unrepaired {
                        root: VersionId(9),
                        tags: Vec::new(),
                        missing: part,
                        more: 0,
                        why: Unrepaired::Held(VersionId(7)),
                    },
                    None,
                ),
                "the image with id 9 misses its part `sha256:2a2a2a2a2a2a`, which is held (id 7): see \
                 why, and restore it by its id once nothing forbids it",
            ),
        ] {
            assert_eq!(sentence.plain(), expected);
            hostile::assert_one_cell(&sentence.markdown());
        }
    }
}
