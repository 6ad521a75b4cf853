use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::super::escape::hostile;
use super::super::super::samples::{
    acted_run, answered, because, by_id, by_tag, deletion, ended, ended_step, failed,
    hostile_acted_run, hostile_run, judged, key, large_acted_run, large_run, restoring_run,
    small_run, started, step, version,
};
use super::*;
use crate::domain::{Coverage, PackageType, Reason, VersionId};
use crate::events::{GuardRefusal, Rights, StopCause};
use crate::execution::{StepId, Target};
use crate::report::outputs::list::{LIST_LIMIT, measure};

fn outputs(events: impl IntoIterator<Item = Event>) -> BTreeMap<&'static str, String> {
    let (mut account, mut outputs) = (Account::default(), Outputs::default());
    for event in events {
        account.observe(&event);
        outputs.observe(&event, &account);
    }
    outputs.finish(&account).into_iter().map(|output| (output.name, output.value)).collect()
}

fn array(value: &str) -> Vec<Value> {
    serde_json::from_str(value).expect("a JSON array")
}

#[test]
fn a_small_run_gives_every_output() {
    let outputs = outputs(small_run());
    let shown = |name: &str| outputs[name].as_str();
    assert_eq!(outputs.len(), OUTPUT_NAMES.len());
    for (name, expected) in [
        ("deleted-count", "0"),
        ("restored-count", "0"),
        ("deleted", "[]"),
        ("restored", "[]"),
        ("remaining-count", "0"),
        ("record", ""),
        ("planned-count", "3"),
        ("held-count", "2"),
        ("kept-count", "3"),
        ("failed-count", "0"),
        ("failed", "[]"),
        ("complete", "true"),
        ("truncated", "false"),
    ] {
        assert_eq!(shown(name), expected, "{name}");
    }
    let planned = array(shown("planned"));
    assert_eq!(planned.len(), 3);
    assert_eq!(
        planned[0],
        json!({
            "package": "web",
            "type": "container",
            "id": 5,
            "name": format!("sha256:{:064x}", 5),
            "tags": ["pr-5"],
            "reason": "Its tag pr-5 fits pr-* of tags",
        })
    );
    assert_eq!(planned[2]["type"], "npm");
    assert_eq!(planned[2]["tags"], json!([]));
    let held = array(shown("held"));
    assert_eq!(held.len(), 2);
    assert_eq!(
        held[0]["reason"],
        "Only some of its tags are selected; deleting it would also take v3, which stays"
    );
}

#[test]
fn a_run_that_saw_nothing_is_complete_when_it_ended() {
    let outputs = outputs([started(DryRun::Yes), ended()]);
    assert_eq!(outputs["planned"], "[]");
    assert_eq!(outputs["planned-count"], "0");
    assert_eq!(outputs["complete"], "true");
}

#[test]
fn what_a_run_plans_that_is_no_dry_run_is_not_an_output() {
    let mut events = small_run();
    events[0] = started(DryRun::No);
    let outputs = outputs(events);
    assert_eq!((outputs["planned-count"].as_str(), outputs["planned"].as_str()), ("0", "[]"));
    assert_eq!(outputs["held-count"], "2");
}

/// The versions of a list by number, with their reasons.
fn listed(value: &str) -> Vec<(u64, String)> {
    let item = |item: &Value| {
        let (id, reason) = (item["id"].as_u64(), item["reason"].as_str());
        (id.expect("an id"), reason.expect("a reason").to_owned())
    };
    array(value).iter().map(item).collect()
}

fn ids(value: &str) -> Vec<u64> {
    listed(value).into_iter().map(|(id, _)| id).collect()
}

#[test]
fn a_run_that_acted_gives_what_it_deleted() {
    let outputs = outputs(acted_run());
    for (name, expected) in [
        ("deleted-count", "3"),
        ("restored-count", "0"),
        ("held-count", "2"),
        ("failed-count", "0"),
        ("kept-count", "3"),
        ("remaining-count", "0"),
        ("complete", "true"),
        ("restored", "[]"),
        ("planned-count", "0"),
        ("planned", "[]"),
        ("record", ".package-steward/record.jsonl"),
    ] {
        assert_eq!(outputs[name], expected, "{name}");
    }
    assert_eq!(ids(&outputs["deleted"]), [5, 4, 7], "in the order of the plan");
    assert_eq!(
        array(&outputs["deleted"])[0],
        json!({
            "package": "web",
            "type": "container",
            "id": 5,
            "name": format!("sha256:{:064x}", 5),
            "tags": ["pr-5"],
            "reason": "Its tag pr-5 fits pr-* of tags",
        })
    );
}

#[test]
fn a_run_that_restored_gives_what_it_restored() {
    let outputs = outputs(restoring_run(3));
    assert_eq!((outputs["deleted-count"].as_str(), outputs["restored-count"].as_str()), ("0", "3"));
    assert_eq!(ids(&outputs["restored"]), [1, 2, 3]);
}

/// A run over versions 1 to 9 that ends the deletion of each in its own way.
fn run_of_all_outcomes() -> Vec<Event> {
    let web = key(PackageType::Container, "web");
    let mut events = vec![started(DryRun::No)];
    for id in 1..=9 {
        events.push(judged(&web, version(id, "x", &[]), Verdict::Delete, by_tag("t", "t")));
    }
    let outcomes = [
        Outcome::Done,
        Outcome::AlreadySo,
        Outcome::Held,
        Outcome::Refused,
        Outcome::Unknown,
        Outcome::Blocked(StepId(2)),
        Outcome::Blocked(StepId(3)),
        Outcome::PackageEnded,
        Outcome::NotReached,
    ];
    for (number, outcome) in (0..).zip(outcomes) {
        let [sent, ended] = answered(deletion(number, &web, number + 1), 1, outcome);
        let was_sent = matches!(outcome, Outcome::Held | Outcome::Refused | Outcome::Unknown);
        let ended = if was_sent { because(ended, "400 No.") } else { ended };
        events.extend([sent, ended]);
    }
    events
}

#[test]
fn every_outcome_has_its_list() {
    let outputs = outputs(run_of_all_outcomes());
    assert_eq!(ids(&outputs["deleted"]), [1], "and 2 was gone already, which is told in no list");
    let owned = |list: &[(u64, &str)]| -> Vec<(u64, String)> {
        list.iter().map(|(id, why)| (*id, (*why).to_owned())).collect()
    };
    assert_eq!(
        listed(&outputs["held"]),
        owned(&[
            (3, "GitHub refuses this for what the version is: 400 No."),
            (6, "What must be gone before it is not"),
        ])
    );
    assert_eq!(
        listed(&outputs["failed"]),
        owned(&[
            (4, "GitHub refused it: 400 No."),
            (5, "Nobody knows whether it was deleted: 400 No."),
            (7, "What must be gone before it is not"),
            (8, "GitHub refused too much of its package"),
        ])
    );
    assert_eq!(outputs["remaining-count"], "1");
    assert_eq!(outputs["complete"], "false");
}

#[test]
fn what_the_last_look_forbade_is_held_for_its_reason() {
    let web = key(PackageType::Container, "web");
    let outputs = outputs([
        started(DryRun::No),
        judged(&web, version(1, "x", &[]), Verdict::Delete, by_tag("t", "t")),
        Event::HeldBack { step: deletion(0, &web, 1), reason: Reason::TouchedMeanwhile },
        ended_step(deletion(0, &web, 1), 1, Outcome::Held),
    ]);
    let expected = "Its tags or its updated_at changed after the package was listed".to_owned();
    assert_eq!(listed(&outputs["held"]), [(1, expected)]);
}

#[test]
fn what_was_healed_is_not_deleted_and_what_could_not_be_is_a_failure_too() {
    let web = key(PackageType::Container, "web");
    for (outcome, deleted, failed, kept) in
        [(Outcome::Done, &[4, 7][..], "0", "4"), (Outcome::Refused, &[5, 4, 7], "1", "3")]
    {
        let mut events = acted_run();
        events.push(Event::Healed {
            package: web.clone(),
            version: version(5, "x", &[]),
            needed_by: "v9".to_owned(),
            outcome,
        });
        let outputs = outputs(events);
        assert_eq!(ids(&outputs["deleted"]), deleted);
        assert_eq!(outputs["deleted-count"], deleted.len().to_string());
        assert_eq!(outputs["failed-count"], failed);
        assert_eq!(outputs["kept-count"], kept);
    }
}

#[test]
fn what_a_fresh_look_finds_against_the_word_of_github_failed() {
    let web = key(PackageType::Container, "web");
    let mut events = acted_run();
    let differences = vec![
        Difference::StillThere(version(5, "x", &[])),
        Difference::Missing(version(6, "x", &[])),
    ];
    events.push(Event::Checked { package: web, differences });
    let outputs = outputs(events);
    assert_eq!(ids(&outputs["deleted"]), [4, 7]);
    let why = "GitHub said that it was deleted, and a fresh look found it".to_owned();
    assert_eq!(listed(&outputs["failed"]), [(5, why)]);
    assert_eq!(outputs["complete"], "false");
}

#[test]
fn what_went_with_its_package_was_deleted() {
    let hello = key(PackageType::Npm, "hello");
    let judged = |id| judged(&hello, version(id, "1.0.0", &[]), Verdict::Delete, by_tag("t", "t"));
    let whole = step(0, &hello, Target::WholePackage, Change::Delete);
    let plan = vec![started(DryRun::No), judged(2), judged(1)];
    let ended = |outcome| [plan.as_slice(), &answered(whole.clone(), 1, outcome)].concat();
    assert_eq!(ids(&outputs(ended(Outcome::Done))["deleted"]), [2, 1]);
    let refused = outputs(ended(Outcome::Refused));
    assert_eq!((ids(&refused["deleted"]), ids(&refused["failed"])), (vec![], vec![2, 1]));
}

#[test]
fn what_a_signal_left_before_anything_was_sent_remains() {
    let web = key(PackageType::Container, "web");
    let outputs = outputs([
        started(DryRun::No),
        judged(&web, version(1, "x", &[]), Verdict::Delete, by_tag("t", "t")),
        Event::Stopping(StopCause::Signal("SIGINT")),
        ended(),
    ]);
    assert_eq!(outputs["remaining-count"], "1");
    assert_eq!(outputs["complete"], "false");
}

#[test]
fn a_failure_or_a_doubtful_listing_makes_a_run_incomplete() {
    let mut events = small_run();
    events.insert(1, failed(None));
    assert_eq!(outputs(events)["complete"], "false");
    let mut events = small_run();
    let Event::PackageListed { coverage, .. } = &mut events[1] else { panic!("a listing") };
    *coverage = Coverage::Truncated("page 2 was empty".to_owned());
    assert_eq!(outputs(events)["complete"], "false");
}

#[test]
fn h32_hostile_names_come_back_as_they_were_and_mean_nothing_on_their_way() {
    for text in hostile::TEXTS {
        let acted = outputs(hostile_acted_run(text));
        for list in ["deleted", "held", "failed"] {
            let names: Vec<Value> =
                array(&acted[list]).iter().map(|one| one["name"].clone()).collect();
            assert!(
                !names.is_empty() && names.iter().all(|name| name == text),
                "{list}: {names:?}"
            );
        }
        let outputs = outputs(hostile_run(text));
        // The path of the record is ours, and the runner takes it as it is.
        let lists = acted.iter().filter(|(name, _)| **name != "record").map(|(_, value)| value);
        for value in outputs.values().chain(lists) {
            hostile::assert_obeyed_by_nobody(value);
            assert!(!value.contains(['\'', '`', '$', '%', '#', '<']), "{value}");
        }
        let planned = array(&outputs["planned"]);
        assert_eq!(planned.len(), 1);
        assert_eq!(planned[0]["package"], *text);
        assert_eq!(planned[0]["name"], *text);
        assert_eq!(planned[0]["tags"], json!([text, text]));
    }
}

#[test]
fn a_long_list_is_shortened_by_whole_items_and_counted_in_full() {
    let outputs = outputs(large_run(5_000, 3));
    assert_eq!(outputs["planned-count"], "5000");
    assert_eq!(outputs["held-count"], "3");
    assert_eq!(outputs["truncated"], "true");
    let list = &outputs["planned"];
    let units = 2 * list.encode_utf16().count();
    assert!(units <= 256 * 1024, "{units} bytes of UTF-16");
    assert!(units > 250 * 1024, "no more is cut than must be");
    let items = array(list);
    for (place, item) in items.iter().enumerate() {
        assert_eq!(item["id"], place as u64, "the first ones, in order");
    }
    assert_eq!(array(&outputs["held"]).len(), 3, "a list that fits is whole");
}

#[test]
fn what_a_long_run_deleted_is_shortened_too() {
    let outputs = outputs(large_acted_run(5_000));
    assert_eq!(
        (outputs["deleted-count"].as_str(), outputs["truncated"].as_str()),
        ("5000", "true")
    );
    let items = ids(&outputs["deleted"]);
    assert!(items.len() > 500 && items.iter().copied().eq(0..items.len() as u64));
}

#[test]
fn an_item_that_is_too_large_by_itself_ends_the_list() {
    let web = key(PackageType::Container, "web");
    let mut events = vec![started(DryRun::Yes)];
    let huge = "x".repeat(200_000);
    for (id, name) in [(3, "a"), (2, huge.as_str()), (1, "b")] {
        events.push(judged(&web, version(id, name, &[]), Verdict::Delete, by_tag("t", "t")));
    }
    let outputs = outputs(events);
    assert_eq!(array(&outputs["planned"]).len(), 1);
    assert_eq!((outputs["planned-count"].as_str(), outputs["truncated"].as_str()), ("3", "true"));
}

#[test]
fn text_is_measured_as_github_or_as_the_file_whichever_is_more() {
    for (text, expected) in [("", 0), ("ab", 4), ("é", 2), ("版", 3), ("😀", 4)] {
        assert_eq!(measure(text), expected, "{text}");
    }
}

#[test]
fn memory_is_bounded_by_the_lists_and_not_by_the_run() {
    let web = key(PackageType::Container, "web");
    let (mut account, mut outputs) = (Account::default(), Outputs::default());
    account.observe(&started(DryRun::Yes));
    for id in 0..135_000 {
        let verdict = if id % 2 == 0 { Verdict::Delete } else { Verdict::Hold };
        let event = judged(&web, version(id, "some name", &[]), verdict, Reason::PartsNotRead);
        outputs.observe(&event, &account);
    }
    for list in [&outputs.planned, &outputs.held] {
        assert_eq!(list.count, 67_500);
        assert!(list.items.capacity() <= 2 * LIST_LIMIT, "{}", list.items.capacity());
    }
}

#[test]
fn what_was_held_and_comes_back_after_all_is_in_one_list_alone() {
    let web = key(PackageType::Container, "web");
    let row = |id| version(id, &format!("{{\"id\":{id}}}"), &["a,b"]);
    let held = |id| judged(&web, row(id), Verdict::Hold, Reason::PartsNotRead);
    let joined = |id| {
        let judgement = |verdict, reason| Judgement {
            version: VersionId(id),
            root: VersionId(id),
            verdict,
            reason,
        };
        Event::Joined {
            package: web.clone(),
            version: row(id),
            was: judgement(Verdict::Hold, Reason::PartsNotRead),
            judgement: judgement(Verdict::Restore, by_id()),
        }
    };
    for (back, left) in [
        (vec![1], vec![2, 3]),
        (vec![2], vec![1, 3]),
        (vec![3], vec![1, 2]),
        (vec![3, 1], vec![2]),
        (vec![1, 2, 3], vec![]),
    ] {
        let start = [started(DryRun::Yes), held(1), held(2), held(3)];
        let outputs = outputs(start.into_iter().chain(back.iter().copied().map(joined)));
        assert_eq!(ids(&outputs["held"]), left, "{back:?}");
        assert_eq!(outputs["held-count"], left.len().to_string());
        assert_eq!(ids(&outputs["planned"]), back);
    }
    let mut list = List::default();
    let long = "x".repeat(LIST_LIMIT / 4);
    let why = Sentence::default();
    for id in 1..=2 {
        let large = version(id, &long, &[]);
        list.add(|| item(&web, &large, &why));
        assert!(!list.is_cut());
        list.take_out(&item(&web, &large, &why));
    }
    assert_eq!((list.count, list.finish().as_str()), (0, "[]"));
}

#[test]
fn of_a_plan_that_was_not_tried_everything_is_kept() {
    let hello = key(PackageType::Npm, "hello");
    let judged = |id| judged(&hello, version(id, "1.0.0", &[]), Verdict::Delete, by_tag("t", "t"));
    let plan = |dry_run| vec![started(dry_run), judged(2), judged(1)];
    let refused = Event::PlanRefused(GuardRefusal::MaxDeletions { planned: 2, allowed: 1 });
    let lacking = Event::RightsChecked(Rights::ScopesMissing(vec!["delete:packages"]));
    for why in [refused, lacking] {
        let counts = |dry_run| {
            let outputs = outputs([plan(dry_run), vec![why.clone()]].concat());
            (outputs["kept-count"].clone(), outputs["planned-count"].clone())
        };
        assert_eq!(counts(DryRun::No), ("2".to_owned(), "0".to_owned()), "{why:?}");
        assert_eq!(counts(DryRun::Yes), ("0".to_owned(), "2".to_owned()), "{why:?}");
    }
}
