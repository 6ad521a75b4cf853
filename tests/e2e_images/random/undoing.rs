//! Whatever a run deletes comes back: by its record, by the time, and after the run was killed.

use std::collections::BTreeMap;
use std::fs;
use std::sync::mpsc;
use std::time::Duration;

use github_standin::{Method, PackageType, matching};
use proptest::prelude::*;

use super::model::Package;
use super::policy::{Rules, rules};
use super::properties::worlds;
use super::scene::{Built, Scene, scene};
use crate::setting::{OWNER, PACKAGE, Run, Setting};

/// What brings everything back.
#[derive(Clone, Copy, Debug)]
enum By {
    Record,
    Time,
}

/// What is there: by number, the name and the tags.
fn state(setting: &Setting) -> BTreeMap<u64, (String, Vec<String>)> {
    let world = setting.server.world();
    let package = world.package(OWNER, PackageType::Container, PACKAGE).expect("the package");
    let rows = package.versions.active().map(|row| {
        let mut tags = row.tags.clone();
        tags.sort();
        (row.id, (row.name.clone(), tags))
    });
    rows.collect()
}

fn restore(setting: &Setting, by: By, since: &str) -> Run {
    let how: &[(&str, &str)] = match by {
        By::Record => &[("restore-from", ".package-steward/record.jsonl")],
        By::Time => &[("deleted-since", since), ("packages", PACKAGE)],
    };
    let common = [("mode", "restore"), ("record-file", ".package-steward/undone.jsonl")];
    setting.run_as_given(&[&common[..], how].concat())
}

/// Deletes, up to a deletion at which the run is killed, or to its end; then everything is brought back.
fn there_and_back(
    scene: &Scene,
    rules: &Rules,
    killed_at: Option<u64>,
    by: By,
    cache: bool,
) -> Result<(), TestCaseError> {
    let Built { world, left_behind } = scene.build();
    let rules = rules.on(&Package::of(&world, &left_behind));
    // GitHub tells times in whole seconds.
    let since = world.clock().now() - Duration::from_secs(1);
    let since = since.to_string();
    let setting = Setting::of(world);
    let before = state(&setting);
    let inputs = rules.inputs();
    let inputs: Vec<(&str, &str)> =
        inputs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match killed_at {
        None => drop(setting.run(&inputs)),
        Some(nth) => {
            let (arrived, is_there) = mpsc::channel();
            let deletion = matching(Method::DELETE, "/versions/").nth(nth);
            setting.server.on_request(deletion, move |_| arrived.send(()).unwrap_or_default());
            let mut running = setting.start(&inputs);
            // Where it never comes, the run ends by itself.
            let met = is_there.recv_timeout(Duration::from_secs(2));
            if met.is_ok() {
                running.kill().expect("killed");
            }
            running.wait().expect("an end");
        }
    }
    if !cache {
        fs::remove_dir_all(setting.workspace().join(".package-steward/cache")).ok();
    }
    let run = restore(&setting, by, &since);
    prop_assert_eq!(run.status, Some(0), "{:?}: {}", inputs, run.log);
    prop_assert_eq!(state(&setting), before, "{:?}: {}", inputs, run.log);
    prop_assert_eq!(setting.server.violations(), [], "{:?}: {}", inputs, run.log);
    Ok(())
}

proptest! {
    #![proptest_config(worlds(16))]

    #[test]
    fn what_a_run_deleted_comes_back_by_its_record(
        scene in scene(),
        rules in rules(),
        cache in any::<bool>(),
    ) {
        there_and_back(&scene, &rules, None, By::Record, cache)?;
    }

    #[test]
    fn what_a_run_deleted_comes_back_by_the_time(
        scene in scene(),
        rules in rules(),
        cache in any::<bool>(),
    ) {
        there_and_back(&scene, &rules, None, By::Time, cache)?;
    }

    #[test]
    fn what_a_run_deleted_before_it_was_killed_comes_back_by_its_record(
        scene in scene(),
        rules in rules(),
        nth in 1_u64..12,
    ) {
        there_and_back(&scene, &rules, Some(nth), By::Record, true)?;
    }
}
