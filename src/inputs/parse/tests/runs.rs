//! What a run does, and what takes no part in it.

use super::support::*;
use crate::domain::DeletedWindow;
use crate::inputs::{Came, Environment, Group, Input, Mode, Preset, RunKind, Scope};

/// A value that is not the default, for each input that not every run has a part for.
const OTHERS: &[(&str, &str)] = &[
    ("repository", "octo/app"),
    ("visibility", "private"),
    ("target", "packages"),
    ("tags", "v*"),
    ("version-names", "1.*"),
    ("semver", "1.x"),
    ("prereleases", "exclude"),
    ("version-ids", "5"),
    ("tag-status", "any"),
    ("older-than", "1d"),
    ("timestamp", "updated"),
    ("only-closed", "true"),
    ("incomplete-images", "delete"),
    ("orphaned-referrers", "delete"),
    ("untag", "true"),
    ("deleted-within", "1d"),
    ("deleted-since", "2026-11-01T00:00:00Z"),
    ("deleted-until", "2026-11-02T00:00:00Z"),
    ("keep-latest", "3"),
    ("keep-per", "minor"),
    ("keep-order", "semver"),
    ("keep-tags", "v*"),
    ("keep-version-names", "1.*"),
    ("keep-semver", "1.x"),
    ("keep-git-tags", "true"),
    ("keep-referenced-in", "Cargo.toml"),
    ("untagged-grace", "2d"),
    ("max-deletions", "5"),
    ("min-remaining", "0"),
    ("last-version", "fail"),
    ("cache-path", "none"),
    ("apply", "plan.jsonl"),
    ("restore-from", "record.jsonl"),
    ("compare-to", "plan.jsonl"),
    ("explain", "v1"),
    ("target", "packages"),
    ("policy", "rules:\n  - {name: a, tags: x}\n"),
];

/// A sound environment for a run of this kind, with this input given besides.
fn run(kind: RunKind, name: &str, value: &str) -> Environment {
    let variable = format!("INPUT_{}", name.to_uppercase());
    let kind: &[(&str, &str)] = match kind {
        RunKind::DeleteVersions => &[("INPUT_TAGS", "a")],
        RunKind::RestoreVersions => &[
            ("INPUT_MODE", "restore"),
            ("INPUT_PACKAGE_TYPE", "docker"),
            ("INPUT_DELETED_WITHIN", "1d"),
        ],
        RunKind::Repair => &[("INPUT_MODE", "repair")],
        RunKind::DeletePackages => &[("INPUT_TARGET", "packages")],
        RunKind::RestorePackages => &[("INPUT_MODE", "restore"), ("INPUT_TARGET", "packages")],
        RunKind::RestoreRecorded => {
            &[("INPUT_MODE", "restore"), ("INPUT_RESTORE_FROM", "record.jsonl")]
        }
    };
    let changes = [kind, &[(&variable, value)]].concat();
    without("INPUT_TAGS", &changes)
}

#[test]
fn an_input_that_is_given_and_takes_no_part_in_the_run_is_an_error_that_names_the_run() {
    for &(name, value) in OTHERS {
        let input = Input::named(name).unwrap();
        for &kind in RunKind::ALL {
            // `target: packages` makes another kind of run of one that undoes a record.
            let is_another_kind = input == Input::Target && kind == RunKind::RestoreRecorded;
            if input.takes_part_in(kind) || is_another_kind {
                continue;
            }
            let problem = the_only(problems(&run(kind, name, value)));
            assert_eq!((problem.input.as_str(), problem.came), (name, Came::text(value)));
            assert!(problem.expected.ends_with(kind.as_written()), "{}", problem.expected);
            assert!(problem.advice.contains("takes no part"), "{}", problem.advice);
        }
    }
    let tested = |input: &Input| OTHERS.iter().any(|(name, _)| *name == input.name());
    let everywhere = |input: &Input| RunKind::ALL.iter().all(|&kind| input.takes_part_in(kind));
    for input in Input::ALL {
        assert!(tested(input) != everywhere(input), "{}", input.name());
    }
}

#[test]
fn restoring_has_no_part_for_keeps_and_the_guards_of_deleting() {
    for input in Input::ALL {
        let is_guard_of_deleting =
            matches!(input, Input::MaxDeletions | Input::MinRemaining | Input::LastVersion);
        if input.spec().group == Group::Keep || is_guard_of_deleting {
            assert!(!input.takes_part_in(RunKind::RestoreVersions), "{}", input.name());
        }
    }
}

#[test]
fn repairing_has_a_part_for_where_alone_and_for_how_a_run_goes() {
    let every = [
        Input::Mode,
        Input::DryRun,
        Input::TimeLimit,
        Input::WaitLimit,
        Input::DeletesPerMinute,
        Input::RequestReserve,
        Input::Share,
        Input::CachePath,
        Input::RecordFile,
    ];
    for input in Input::ALL {
        let expected = input.spec().group == Group::Where || every.contains(input);
        assert_eq!(input.takes_part_in(RunKind::Repair), expected, "{}", input.name());
    }
}

#[test]
fn only_images_can_miss_a_part() {
    for types in ["docker", "container, npm"] {
        let changes = [("INPUT_MODE", "repair"), ("INPUT_PACKAGE_TYPE", types)];
        let problem = the_only(problems(&without("INPUT_TAGS", &changes)));
        assert_eq!((problem.input.as_str(), problem.came), ("package-type", Came::text(types)));
    }
}

#[test]
fn whole_packages_have_a_part_for_where_and_for_max_deletions_alone() {
    // These belong to every run, whatever it does.
    let every = [
        Input::Mode,
        Input::Target,
        Input::DryRun,
        Input::TimeLimit,
        Input::WaitLimit,
        Input::DeletesPerMinute,
        Input::RequestReserve,
        Input::Share,
        Input::RecordFile,
    ];
    for input in Input::ALL {
        let expected = input.spec().group == Group::Where
            || *input == Input::MaxDeletions
            || every.contains(input);
        assert_eq!(input.takes_part_in(RunKind::DeletePackages), expected, "{}", input.name());
    }
    // GitHub tells nothing of a package that is deleted, so nothing can be asked of it.
    for input in Input::ALL {
        let differs = matches!(input, Input::Repository | Input::Visibility | Input::MaxDeletions);
        let same = input.takes_part_in(RunKind::DeletePackages)
            == input.takes_part_in(RunKind::RestorePackages);
        assert_eq!(same, !differs, "{}", input.name());
    }
}

#[test]
fn defaults_are_out_of_place_in_no_run() {
    for &kind in RunKind::ALL {
        for &(name, _) in OTHERS {
            let input = Input::named(name).unwrap();
            let Preset::Text(default) = input.spec().preset else { panic!("{name}") };
            if !input.takes_part_in(kind) {
                drop(request(&run(kind, name, default)));
            }
        }
    }
    // So the runner, which sets every variable, is in nobody's way.
    let changes = [("INPUT_MODE", "restore"), ("INPUT_DELETED-WITHIN", "1d")];
    drop(request(&in_actions(&changes)));
    let changes = [("INPUT_TARGET", "packages"), ("INPUT_PACKAGES", "app")];
    drop(request(&in_actions(&changes)));
}

#[test]
fn what_is_out_of_place_is_said_once_even_when_it_is_unsound() {
    let environment = restoring(&[("INPUT_DELETED_WITHIN", "1d"), ("INPUT_LAST_VERSION", "maybe")]);
    assert_eq!(unsound(&environment), ["last-version"]);
    let environment = restoring(&[("INPUT_KEEP_LATEST", "3")]);
    assert_eq!(unsound(&environment), ["keep-latest"]);
}

#[test]
fn mode_and_target_say_what_is_done_to_what() {
    let window = DeletedWindow { within: None, since: None, until: None };
    for (changes, mode, target) in [
        (&[("INPUT_TAGS", "a")] as &[_], Mode::Delete, Scope::Versions),
        (&[("INPUT_TARGET", "packages")], Mode::Delete, Scope::Packages),
        (&[("INPUT_MODE", "repair")], Mode::Repair, Scope::Versions),
        (
            &[("INPUT_MODE", "restore"), ("INPUT_VERSION_IDS", "5")],
            Mode::Restore(window),
            Scope::Versions,
        ),
        (
            &[("INPUT_MODE", "restore"), ("INPUT_TARGET", "packages")],
            Mode::Restore(window),
            Scope::Packages,
        ),
    ] {
        let request = request(&without("INPUT_TAGS", changes));
        assert_eq!((request.mode, request.target), (mode, target), "{changes:?}");
    }
}

#[test]
fn a_mode_that_is_not_built_yet_is_unknown_and_the_error_says_which_are() {
    for word in ["mend", "Delete", "undo"] {
        let problem = problem(&[("INPUT_MODE", word)]);
        assert_eq!(problem.input, "mode");
        assert_eq!(problem.expected, "`delete`, `restore` or `repair`");
    }
    assert_eq!(problem(&[("INPUT_TARGET", "package")]).expected, "`versions` or `packages`");
}
