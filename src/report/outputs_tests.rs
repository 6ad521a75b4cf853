use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::escape::hostile;
use super::super::samples::{
    by_tag, ended, failed, hostile_run, judged, key, large_run, small_run, started, version,
};
use super::*;
use crate::domain::{Coverage, Reason};

fn outputs(events: impl IntoIterator<Item = Event>) -> BTreeMap<&'static str, String> {
    let mut outputs = Outputs::default();
    for event in events {
        outputs.observe(&event);
    }
    outputs.finish().into_iter().map(|output| (output.name, output.value)).collect()
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
        let outputs = outputs(hostile_run(text));
        for value in outputs.values() {
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
fn an_item_that_is_too_large_by_itself_ends_the_list() {
    let web = key(PackageType::Container, "web");
    let mut fold = Outputs::default();
    fold.observe(&started(DryRun::Yes));
    let huge = "x".repeat(200_000);
    for (id, name) in [(3, "a"), (2, huge.as_str()), (1, "b")] {
        fold.observe(&judged(&web, version(id, name, &[]), Verdict::Delete, by_tag("t", "t")));
    }
    let outputs: BTreeMap<_, _> =
        fold.finish().into_iter().map(|output| (output.name, output.value)).collect();
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
    let mut outputs = Outputs::default();
    outputs.observe(&started(DryRun::Yes));
    for id in 0..135_000 {
        let verdict = if id % 2 == 0 { Verdict::Delete } else { Verdict::Hold };
        outputs.observe(&judged(
            &web,
            version(id, "some name", &[]),
            verdict,
            Reason::PartsNotRead,
        ));
    }
    for list in [&outputs.planned, &outputs.held] {
        assert_eq!(list.count, 67_500);
        assert!(list.items.capacity() <= 2 * LIST_LIMIT, "{}", list.items.capacity());
    }
}
