//! Plans that are handed from one run to the next, compared, and asked what they do with a version.

use std::fs;

use github_standin::PackageType;
use github_standin::runner::Job;

use crate::support::{CLASSIC, Scene, releases, tagged, versions, world};

const NPM: [(&str, &str); 3] =
    [("package-type", "npm"), ("packages", "app"), ("version-names", "1.0.0, 1.0.1")];

/// A scene with a plan in `plan.jsonl` that takes two of four versions.
fn planned() -> Scene {
    let scene = Scene::new(releases(4));
    let plan = [&NPM[..], &[("dry-run", "true"), ("record-file", "plan.jsonl")]].concat();
    scene.run(&plan).assert_status(0);
    scene
}

#[test]
fn the_record_of_a_real_run_that_lost_its_end_is_carried_out_as_far_as_it_goes() {
    let scene = Scene::new(releases(4));
    scene.run(&NPM).assert_status(0);
    let record = fs::read(scene.record_path()).expect("a record");
    for end in (0..=record.len()).filter(|end| record[..*end].ends_with(b"\n")) {
        fs::write(scene.job.workspace().join("cut.jsonl"), &record[..end]).expect("a file");
        let ran = scene.run(&[("apply", "cut.jsonl")]);
        ran.assert_status(0);
        assert_eq!(ran.deeds, [], "what was deleted is gone, and nothing else was planned");
    }
}

#[test]
fn the_record_of_a_run_that_carried_out_a_plan_and_was_cut_off_is_carried_out_itself() {
    let scene = planned();
    let limit = github_standin::Fault::SecondaryLimit { status: 403, retry_after: Some(3_600) };
    let second = github_standin::matching(github_standin::Method::DELETE, "/versions/").nth(2);
    scene.server.fail_next(second, limit, 1);
    let cut = scene.run(&[("apply", "plan.jsonl"), ("record-file", "cut.jsonl")]);
    cut.assert_status(0);
    assert_eq!(cut.deeds.len(), 1);
    let rest = scene.run(&[("apply", "cut.jsonl")]);
    rest.assert_status(0);
    assert_eq!(rest.deeds.len(), 1);
    assert_eq!(scene.labels(PackageType::Npm, "app"), ["1.0.2", "1.0.3"]);
}

#[test]
fn a_plan_carries_its_policy_whatever_becomes_of_the_file() {
    let lines = "rules:\n  - name: old\n    version-names: 1.0.0, 1.0.1\n";
    let one_line = "{rules: [{name: old, version-names: '1.0.0, 1.0.1'}]}\n";
    let others = [Some("rules:\n  - name: old\n    version-names: 1.0.3\n"), Some("- {"), None];
    for (policy, meanwhile) in
        [lines, one_line].into_iter().flat_map(|it| others.map(|to| (it, to)))
    {
        let scene = Scene::new(releases(4));
        scene.write("policy.yml", policy);
        let file = [("package-type", "npm"), ("packages", "app"), ("policy", "policy.yml")];
        let plan = [&file[..], &[("dry-run", "true"), ("record-file", "plan.jsonl")]].concat();
        scene.run(&plan).assert_status(0);
        match meanwhile {
            Some(changed) => scene.write("policy.yml", changed),
            None => {
                fs::remove_file(scene.job.workspace().join("policy.yml")).expect("the policy");
            }
        }
        scene.run(&[("apply", "plan.jsonl")]).assert_status(0);
        let left = scene.labels(PackageType::Npm, "app");
        assert_eq!(left, ["1.0.2", "1.0.3"], "{policy} then {meanwhile:?}");
    }
}

#[test]
fn a_plan_for_the_package_of_a_repository_is_refused_in_another_repository() {
    let mut scene = Scene::new(releases(4));
    let auto = [("package-type", "npm"), ("version-names", "1.0.0")];
    let plan = [&auto[..], &[("dry-run", "true"), ("record-file", "plan.jsonl")]].concat();
    scene.run(&plan).assert_status(0);
    let plan = fs::read_to_string(scene.job.workspace().join("plan.jsonl")).expect("a plan");
    scene.job = Job::on(&scene.server, "octo-org/other", CLASSIC).expect("a job");
    scene.write("plan.jsonl", &plan);
    let ran = scene.run(&[("apply", "plan.jsonl")]);
    ran.assert_status(2).assert_says("`packages: auto` means another package here");
    assert_eq!(ran.requests.len(), 0);
}

#[test]
fn the_record_of_a_run_that_restored_is_neither_carried_out_nor_compared_with() {
    let scene = Scene::new(releases(4));
    scene.run(&[&NPM[..], &[("record-file", "deleted.jsonl")]].concat()).assert_status(0);
    let back = [("restore-from", "deleted.jsonl"), ("record-file", "back.jsonl")];
    let ran = scene.run(&[&back[..], &[("mode", "restore")]].concat());
    ran.assert_status(0);
    assert_eq!(ran.deeds.len(), 2);
    let carried_out = scene.run(&[("apply", "back.jsonl")]);
    let compared =
        scene.run(&[&NPM[..], &[("dry-run", "true"), ("compare-to", "back.jsonl")]].concat());
    for ran in [carried_out, compared] {
        ran.assert_status(2).assert_says("it is about restoring");
        assert_eq!(ran.requests.len(), 0);
    }
}

#[test]
fn a_plan_is_carried_out_where_it_was_made_for_and_nowhere_else() {
    let scene = planned();
    for (input, value) in [("packages", "other"), ("package-type", "docker"), ("packages", "*")] {
        let ran = scene.run(&[("apply", "plan.jsonl"), (input, value)]);
        ran.assert_status(2).assert_says("what the plan of `apply` was made with");
        assert_eq!(ran.requests.len(), 0);
    }
    let same = [("apply", "plan.jsonl"), ("packages", "app"), ("package-type", "npm")];
    let ran = scene.run(&same);
    ran.assert_status(0);
    assert_eq!(ran.deeds.len(), 2);
}

#[test]
fn what_selects_or_keeps_beside_a_plan_is_refused() {
    let scene = planned();
    for (input, value) in [("version-names", "*"), ("keep-latest", "2"), ("mode", "restore")] {
        let ran = scene.run(&[("apply", "plan.jsonl"), (input, value)]);
        ran.assert_status(2);
        assert_eq!(ran.requests.len(), 0);
    }
}

#[test]
fn a_plan_for_whole_packages_takes_only_those_that_it_found_so() {
    let mut scene_world = world();
    for name in ["old-a", "old-b", "old-c"] {
        versions(&mut scene_world, PackageType::Npm, name, &[("1.0.0", 90, &[])]);
    }
    let scene = Scene::new(scene_world);
    let rules = [
        ("package-type", "npm"),
        ("packages", "old-*"),
        ("target", "packages"),
        ("max-deletions", "5"),
        ("dry-run", "true"),
        ("record-file", "plan.jsonl"),
    ];
    scene.run(&rules).assert_status(0);
    {
        let mut world = scene.server.world();
        versions(&mut world, PackageType::Npm, "old-b", &[("1.0.1", 0, &[])]);
        versions(&mut world, PackageType::Npm, "old-new", &[("1.0.0", 0, &[])]);
    }
    let ran = scene.run(&[("apply", "plan.jsonl")]);
    ran.assert_status(0);
    let gone: Vec<&str> = ran.deeds.iter().map(|deed| deed.package.as_str()).collect();
    assert_eq!(gone, ["npm/old-a", "npm/old-c"]);
    ran.assert_says("something that the plan that is carried out does not have as it is now");
}

#[test]
fn guards_are_judged_afresh_when_a_plan_is_carried_out() {
    let scene = planned();
    scene.run(&[("apply", "plan.jsonl"), ("max-deletions", "1")]).assert_status(1);
    assert_eq!(scene.labels(PackageType::Npm, "app").len(), 4);
    scene.run(&[("apply", "plan.jsonl"), ("max-deletions", "2")]).assert_status(0);
    assert_eq!(scene.labels(PackageType::Npm, "app").len(), 2);
}

#[test]
fn compare_to_tells_what_is_taken_more_and_less_and_why_on_both_sides() {
    let scene = Scene::new(tagged(&["pr-1", "pr-2", "dev-1", "v1"]));
    let docker = [("package-type", "docker"), ("packages", "app"), ("dry-run", "true")];
    let plan = [&docker[..], &[("tags", "pr-*"), ("record-file", "plan.jsonl")]].concat();
    scene.run(&plan).assert_status(0);
    let with = |rules: &[(&str, &str)]| {
        scene.run(&[&docker[..], rules, &[("compare-to", "plan.jsonl")]].concat())
    };
    let same = with(&[("tags", "pr-*")]);
    same.assert_status(0).assert_says("takes what the other plan takes, 2 images");
    let other = with(&[("tags", "*-1")]);
    other.assert_status(0);
    other.assert_says("takes 1 image more than the other plan and 1 less; both take 1");
    let line = |what: &str| {
        let line = other.ran.log.lines().find(|line| line.contains(what));
        line.unwrap_or_else(|| panic!("no {what} in {}", other.ran.log)).to_owned()
    };
    let more = line("takes more: `dev-1`");
    assert!(
        more.contains("here it would be deleted, because its tag `dev-1` fits `*-1`"),
        "{more}"
    );
    assert!(more.contains("there it is not selected: No tag of it fits tags"), "{more}");
    let less = line("takes less: `pr-2`");
    assert!(less.contains("here it is not selected, because no tag of it fits `tags`"), "{less}");
    assert!(less.contains("there it would be deleted: Its tag pr-2 fits pr-* of tags"), "{less}");
    let summary = other.ran.summary.text();
    assert!(summary.contains("### Compared with the other plan"), "{summary}");
    assert!(summary.contains("**1 taken by this plan alone**"), "{summary}");
    assert!(summary.contains("**1 taken by the other plan alone**"), "{summary}");
}

#[test]
fn compare_to_and_explain_need_a_dry_run() {
    let scene = planned();
    for (input, value) in [("compare-to", "plan.jsonl"), ("explain", "1.0.0")] {
        let ran = scene.run(&[&NPM[..], &[(input, value)]].concat());
        ran.assert_status(2).assert_says(input).assert_says("`dry-run: true` beside it");
        assert_eq!(ran.requests.len(), 0);
    }
}

#[test]
fn explain_says_what_becomes_of_a_version_and_why() {
    let scene = Scene::new(releases(4));
    let id = scene.id(PackageType::Npm, "app", "1.0.2");
    let explain =
        |text: &str| scene.run(&[&NPM[..], &[("dry-run", "true"), ("explain", text)]].concat());
    for text in ["1.0.2", &id.to_string()] {
        let ran = explain(text);
        ran.assert_status(0);
        ran.assert_says(
            "of `npm/app` is not selected, because its name does not fit `version-names`",
        );
        assert!(
            ran.ran.summary.text().contains("### What was asked"),
            "{}",
            ran.ran.summary.text()
        );
    }
    explain("1.0.0").assert_says("of `npm/app` would be deleted, because its name fits `1.0.0`");
    let nothing = explain("1.0.9");
    nothing.assert_status(0);
    nothing.assert_says("nothing in the packages of this run is called `1.0.9`");
    nothing.assert_says("there is `1.0.0`");
}
