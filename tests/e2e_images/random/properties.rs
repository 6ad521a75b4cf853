//! What holds in every package, under every policy.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use github_standin::{Fault, Lag, Matcher, Method};
use proptest::prelude::*;

use super::meanwhile::{Act, Interference, Known, interfere, interference, is_look};
use super::model::Package;
use super::policy::{Rules, rules};
use super::scene::{Built, Scene, damaged_scene, scene};
use crate::setting::{Run, Setting};

/// So many worlds, unless `PROPTEST_CASES` asks for another number.
pub(super) fn worlds(ours: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let usual = 256;
    let cases = if default.cases == usual { ours } else { default.cases };
    ProptestConfig { cases, max_shrink_iters: 100, ..default }
}

/// So many requests behind.
fn behind(lag: u64) -> Lag {
    if lag == 0 { Lag::None } else { Lag::Requests(lag) }
}

fn run(setting: &Setting, inputs: &[(&'static str, String)]) -> Run {
    let inputs: Vec<(&str, &str)> =
        inputs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    setting.run(&inputs)
}

/// What a run that nobody interferes with does, and what it asks for.
fn goes_exactly(scene: &Scene, rules: &Rules, lag: u64) -> Result<(), TestCaseError> {
    let Built { mut world, left_behind } = scene.build();
    world.lag = behind(lag);
    let package = Package::of(&world, &left_behind);
    let incomplete = world.incomplete_tags();
    let rules = &rules.on(&package);
    let inputs = rules.inputs();
    let setting = Setting::of(world);
    let run = run(&setting, &inputs);
    prop_assert_eq!(run.status, Some(0), "{:?}: {}", inputs, run.log);
    prop_assert_eq!(setting.server.violations(), [], "{:?}: {}", inputs, run.log);
    prop_assert_eq!(setting.deleted(), package.goes(rules), "{:?}: {}", inputs, run.log);
    prop_assert_eq!(run.ids("deleted"), setting.deleted());
    let still: BTreeSet<_> = setting.server.world().incomplete_tags().into_iter().collect();
    prop_assert!(still.is_subset(&incomplete.into_iter().collect()));

    // One page, and one batch for every 90 deletions. What the registry does not know comes on top: it is
    // asked for twice.
    let deletions = setting.requests(&Method::DELETE, "/versions/").len();
    let requests = setting.server.requests();
    let unknown = requests.iter().filter(|one| one.status == Some(404)).count();
    let requests = requests.len();
    let bound =
        2 + package.unexplained() * 11 / 10 + deletions + deletions.div_ceil(90) + unknown + 10;
    prop_assert!(
        requests <= bound || lag > 0,
        "{} requests, {} allowed: {}",
        requests,
        bound,
        run.log
    );
    Ok(())
}

proptest! {
    #![proptest_config(worlds(60))]

    #[test]
    fn just_what_is_selected_goes_with_its_parts(scene in scene(), rules in rules()) {
        goes_exactly(&scene, &rules, 0)?;
    }
}

proptest! {
    #![proptest_config(worlds(20))]

    #[test]
    fn just_what_is_selected_goes_where_listings_are_behind(
        scene in scene(),
        rules in rules(),
        lag in 1_u64..8,
    ) {
        goes_exactly(&scene, &rules, lag)?;
    }
}

proptest! {
    // What the registry does not know is asked for twice, a second apart.
    #![proptest_config(worlds(12))]

    #[test]
    fn just_what_is_selected_goes_where_parts_are_lost(
        scene in damaged_scene(),
        rules in rules(),
    ) {
        goes_exactly(&scene, &rules, 0)?;
    }
}

/// Runs while others interfere: whatever is broken was broken by what came between the last look and the
/// deletion, and is whole again at the end.
fn stays_whole(
    scene: &Scene,
    rules: &Rules,
    meanwhile: &[Interference],
    lag: u64,
) -> Result<(), TestCaseError> {
    let Built { mut world, left_behind } = scene.build();
    world.lag = behind(lag);
    let package = Package::of(&world, &left_behind);
    let rules = &rules.on(&package);
    let inputs = rules.inputs();
    let setting = Setting::of(world);
    let known = Arc::new(Mutex::new(Known { left_behind, moments: vec![package] }));
    interfere(&setting.server, meanwhile, &known);
    let run = run(&setting, &inputs);
    let known = known.lock().expect("what is known");
    let told = || {
        let requests = setting.server.requests();
        let lines: Vec<String> = requests
            .iter()
            .map(|one| format!("{} {} {}", one.seq, one.method, one.target()))
            .collect();
        format!("{inputs:?}: {}\n{}", run.log, lines.join("\n"))
    };

    let requests = setting.server.requests();
    let looks: Vec<u64> = requests.iter().filter(|one| is_look(one)).map(|one| one.seq).collect();
    for violation in setting.server.violations() {
        let sent = violation.request;
        let look = looks.iter().copied().filter(|look| *look < sent).max().unwrap_or(0);
        let came_between = meanwhile
            .iter()
            .any(|one| one.at + lag >= look + u64::from(lag == 0) && one.at <= sent);
        prop_assert!(came_between, "{:?} by request {}: {}", violation, sent, told());
    }

    let may_go: BTreeSet<u64> =
        known.moments.iter().flat_map(|package| package.may_go(rules)).collect();
    prop_assert!(
        setting.deleted().is_subset(&may_go),
        "{:?} beyond: {}",
        setting.deleted(),
        told()
    );

    let closing = looks.last().copied().unwrap_or(0);
    let restores = |act: &Act| matches!(act, Act::Restore { .. });
    // What no look could show any more can't be healed.
    let too_late =
        meanwhile.iter().any(|one| (restores(&one.act) || lag > 0) && one.at + lag >= closing);
    let world = setting.server.world();
    let now = Package::of(&world, &known.left_behind);
    drop(world);
    for id in setting.deleted() {
        let row = known.moments.iter().find_map(|package| package.rows().find(|row| row.id == id));
        let needed_by = row.and_then(|row| now.needs(row));
        prop_assert!(
            needed_by.is_none() || too_late,
            "{} is gone, and {:?} needs it: {}",
            id,
            needed_by,
            told()
        );
    }
    // What others brought back is not as this run left it, and what they deleted may be needed: it says so.
    let deletes = |act: &Act| matches!(act, Act::Delete { .. });
    let expected = meanwhile.iter().any(|one| restores(&one.act) || deletes(&one.act));
    prop_assert!(run.status == Some(0) || expected && run.status == Some(1), "{}", told());
    if !setting.requests(&Method::POST, "/restore").is_empty() {
        prop_assert!(run.log.contains("::warning"), "{}", told());
    }
    Ok(())
}

proptest! {
    #![proptest_config(worlds(60))]

    #[test]
    fn whatever_is_pushed_meanwhile_is_whole_in_the_end(
        scene in scene(),
        rules in rules(),
        meanwhile in prop::collection::vec(interference(), 1..4),
    ) {
        stays_whole(&scene, &rules, &meanwhile, 0)?;
    }
}

proptest! {
    #![proptest_config(worlds(20))]

    #[test]
    fn whatever_is_pushed_meanwhile_is_whole_in_the_end_where_listings_are_behind(
        scene in scene(),
        rules in rules(),
        meanwhile in prop::collection::vec(interference(), 1..4),
        lag in 1_u64..4,
    ) {
        stays_whole(&scene, &rules, &meanwhile, lag)?;
    }
}

/// Kills the program at one of its requests; then the record finishes what it had planned.
fn finishes_the_rest(
    scene: &Scene,
    rules: &Rules,
    at: u64,
    fault: &Fault,
) -> Result<(), TestCaseError> {
    let Built { world, left_behind } = scene.build();
    let package = Package::of(&world, &left_behind);
    let incomplete = world.incomplete_tags().len();
    let rules = &rules.on(&package);
    let inputs = rules.inputs();
    let inputs: Vec<(&str, &str)> =
        inputs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let setting = Setting::of(world);
    let (arrived, is_there) = mpsc::channel();
    let first = Arc::new(AtomicBool::new(true));
    let of_the_first = || {
        let first = Arc::clone(&first);
        Matcher::new(move |_| first.load(Ordering::SeqCst)).nth(at)
    };
    setting.server.on_request(of_the_first(), move |_| {
        arrived.send(()).ok();
    });
    setting.server.fail_next(of_the_first(), fault.clone(), 1);
    let mut running = setting.start(&inputs);
    // It may end before it comes that far; then nobody sends any more.
    while is_there.recv_timeout(Duration::from_millis(5)).is_err() {
        if running.has_ended() {
            break;
        }
    }
    running.kill().ok();
    let log = running.wait().expect("its end").log;
    first.store(false, Ordering::SeqCst);
    prop_assert_eq!(setting.server.violations(), [], "{:?}: {}", inputs, log);
    prop_assert_eq!(setting.server.world().incomplete_tags().len(), incomplete);
    let before = setting.deleted();
    prop_assert!(before.is_subset(&package.goes(rules)));

    let record = ".package-steward/record.jsonl";
    let resumed = [("apply", record), ("record-file", ".package-steward/resumed.jsonl")];
    let run = setting.run_as_given(&resumed);
    prop_assert_eq!(run.status, Some(0), "{:?}: {}\n{}", inputs, log, run.log);
    prop_assert_eq!(setting.server.violations(), [], "{:?}: {}\n{}", inputs, log, run.log);
    if !before.is_empty() {
        prop_assert_eq!(
            setting.deleted(),
            package.goes(rules),
            "{:?}: {}\n{}",
            inputs,
            log,
            run.log
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(worlds(40))]

    #[test]
    fn a_run_that_is_killed_leaves_everything_whole_and_its_record_finishes_it(
        scene in scene(),
        rules in rules(),
        at in 1_u64..40,
        fault in prop::sample::select(vec![Fault::Stall, Fault::StallAfter]),
    ) {
        finishes_the_rest(&scene, &rules, at, &fault)?;
    }
}
