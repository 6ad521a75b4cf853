use jiff::Timestamp;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Value, json};

use super::super::super::escape::hostile;
use super::super::super::samples::{
    acted_run, answered, because, by_id, deletion, digest, ended, ended_step, hostile_runs, judged,
    key, now, restoring_run, small_run, started, step, version,
};
use super::super::line::{RecordedDifference, RecordedPackage};
use super::super::seal::Sum;
use super::super::word::{
    CoverageWord, DifferenceKind, GuardWord, Marker, RecordedVerdict, StopWord,
};
use super::super::write::{Record, text};
use super::*;
use crate::domain::{PackageName, PackageType, Tag, Verdict};
use crate::events::{DryRun, Event};
use crate::execution::{Outcome, StepId, Target};

/// The record of these events, as it is in the file.
fn recorded(events: impl IntoIterator<Item = Event>) -> String {
    let mut record = Record::default();
    let lines = events.into_iter().filter_map(|event| record.observe(&event));
    lines.map(|line| line + "\n").collect()
}

/// These lines as they are in a file, each with its checksum.
fn sealed<Line: AsRef<str>>(lines: impl IntoIterator<Item = Line>) -> String {
    let mut sum = Sum::default();
    let sealed = lines.into_iter().map(|line| sum.seal(line.as_ref()).expect("an object") + "\n");
    sealed.collect()
}

/// The lines of a file without their checksums.
fn opened(text: &str) -> Vec<String> {
    let mut sum = Sum::default();
    let lines = text.lines().map(|line| sum.open(line.as_bytes()).expect("a checksum"));
    lines.map(|line| String::from_utf8(line).expect("a text")).collect()
}

fn read(text: &str) -> ReadRecord {
    read_record(text.as_bytes()).expect("a record")
}

fn error(text: &str) -> UnreadableRecord {
    read_record(text.as_bytes()).expect_err("no record")
}

fn schema() -> jsonschema::Validator {
    let schema = include_str!("../../../docs/record.schema.json");
    jsonschema::validator_for(&serde_json::from_str(schema).expect("JSON")).expect("a schema")
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_run_leaves_a_header_and_a_line_per_event() {
    let web = json!({"type": "container", "name": "web"});
    let step = json!({"number": 0, "package": web, "id": 5, "change": "delete"});
    let lines = lines(&opened(&recorded(acted_run())).join("\n"));
    assert_eq!(
        lines[0],
        json!({
            "record": "package-steward",
            "schema": 2,
            "program": "0.1.0",
            "at": "2026-11-20T12:00:00Z",
            "api": "https://api.github.com/",
            "owner": "octocat",
            "dry-run": false,
            "inputs": [],
        })
    );
    let events: Vec<&str> = lines[1..].iter().filter_map(|line| line["event"].as_str()).collect();
    assert_eq!(
        events,
        [
            "listed", "judged", "judged", "judged", "planned", "listed", "judged", "judged",
            "planned", "sent", "ended", "sent", "ended", "sent", "ended", "checked", "checked",
            "finished",
        ]
    );
    assert_eq!(
        lines[2],
        json!({
            "event": "judged",
            "package": web,
            "id": 5,
            "name": digest(5),
            "tags": ["pr-5"],
            "updated": "2026-11-20T12:00:00Z",
            "verdict": "delete",
            "root": 5,
            "reason": "Its tag pr-5 fits pr-* of tags",
        })
    );
    assert_eq!(lines[10], json!({"event": "sent", "step": step, "at": "2026-11-20T12:00:01Z"}));
    assert_eq!(
        lines[11],
        json!({"event": "ended", "step": step, "at": "2026-11-20T12:00:02Z", "outcome": "done"})
    );
    assert_eq!(lines[18], json!({"event": "finished", "at": "2026-11-20T12:00:00Z"}));
}

#[test]
fn every_run_is_read_again_and_fits_the_schema() {
    let schema = schema();
    let more = [small_run(), acted_run(), restoring_run(3)];
    for events in more.into_iter().chain(hostile_runs()) {
        let text = recorded(events);
        let read = read(&text);
        assert_eq!(read.lines.len() + 1, text.lines().count());
        assert_eq!(read.ending, RecordEnding::Finished);
        for line in lines(&text) {
            assert!(schema.is_valid(&line), "{line}");
        }
    }
}

#[test]
fn h32_a_record_that_is_printed_is_obeyed_by_nobody() {
    for events in hostile_runs() {
        for line in recorded(events).lines() {
            hostile::assert_obeyed_by_nobody(line);
            assert!(!line.contains(['\'', '`', '$', '%', '#', '<']), "{line}");
        }
    }
}

#[test]
fn whatever_a_killed_run_leaves_is_read_up_to_its_last_whole_line() {
    let text = recorded(acted_run());
    let whole = read(&text);
    let header = text.find('\n').expect("a header") + 1;
    for end in 0..text.len() {
        let result = read_record(&text.as_bytes()[..end]);
        if end < header {
            assert_eq!(result, Err(UnreadableRecord::NothingWhole), "{end}");
            continue;
        }
        let read = result.expect("a record");
        assert_eq!(read.lines.len(), text[..end].matches('\n').count() - 1, "{end}");
        assert_eq!(read.lines, whole.lines[..read.lines.len()]);
        assert_eq!(read.ending, RecordEnding::CutOff, "{end}");
    }
}

#[test]
fn a_bit_that_is_flipped_anywhere_is_found() {
    let hello = key(PackageType::Npm, "hello");
    let mut events = vec![started(DryRun::No)];
    events.push(judged(&hello, version(7, "1.0.0", &["a"]), Verdict::Delete, by_id()));
    events.extend(answered(deletion(0, &hello, 7), 1, Outcome::Done));
    let cut_off = recorded(events.clone());
    let whole = recorded(events.into_iter().chain([ended()]));
    assert_eq!(read(&cut_off).ending, RecordEnding::CutOff);
    for text in [whole, cut_off] {
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(read_record(&bytes).is_err(), "bit {} of byte {}", bit % 8, bit / 8);
        }
    }
}

#[test]
fn a_line_that_is_missing_or_in_another_place_is_found() {
    let text = recorded(acted_run());
    let lines: Vec<&str> = text.lines().collect();
    let error = |lines: &[&str]| error(&(lines.join("\n") + "\n"));
    for place in 1..lines.len() - 1 {
        let mut less = lines.clone();
        less.remove(place);
        assert_eq!(error(&less), UnreadableRecord::Damaged { line: place + 1 });
        let mut mixed = lines.clone();
        mixed.swap(place, place + 1);
        assert_eq!(error(&mixed), UnreadableRecord::Damaged { line: place + 1 });
        let mut twice = lines.clone();
        twice.insert(place, lines[place]);
        assert_eq!(error(&twice), UnreadableRecord::Damaged { line: place + 2 });
    }
}

#[test]
fn a_plan_holds_every_image_with_its_verdict() {
    let hello = key(PackageType::Npm, "hello");
    let judgements = [Verdict::Delete, Verdict::Hold, Verdict::Keep, Verdict::Untouched];
    let run = |dry_run: DryRun| {
        let judged = judgements.iter().enumerate().map(|(at, verdict)| {
            judged(&hello, version(at as u64, "1.0.0", &[]), *verdict, by_id())
        });
        let lines = read(&recorded([started(dry_run)].into_iter().chain(judged))).lines;
        let verdicts = lines.into_iter().filter_map(|line| {
            let RecordLine::Judged { verdict, .. } = line else { return None };
            Some(verdict)
        });
        verdicts.collect::<Vec<_>>()
    };
    let what_changes = [RecordedVerdict::Delete, RecordedVerdict::Hold];
    let what_stays = [RecordedVerdict::Keep, RecordedVerdict::Untouched];
    assert_eq!(run(DryRun::No), what_changes);
    assert_eq!(run(DryRun::Yes), [what_changes, what_stays].concat());
}

#[test]
fn a_line_in_the_middle_must_be_whole() {
    let text = recorded(acted_run());
    let lines = opened(&text);
    let with = |place: usize, line: &str| {
        let mut lines = lines.clone();
        line.clone_into(&mut lines[place]);
        sealed(lines)
    };
    let half = &text.lines().nth(3).expect("a line")[..60];
    for line in [half, "", "null"] {
        let lines = text.lines().enumerate();
        let lines = lines.map(|(at, whole)| if at == 3 { line } else { whole });
        let text = lines.collect::<Vec<_>>().join("\n") + "\n";
        assert_eq!(error(&text), UnreadableRecord::Damaged { line: 4 }, "{line}");
    }
    for (line, expected) in [
        (r#"{"event":"exploded"}"#, "unknown variant `exploded`, expected one of `listed`"),
        (r#"{"event":"finished"}"#, "missing field `at`"),
        (r#"{"event":"finished","at":"yesterday"}"#, "`yesterday` is no time such as"),
        (r#"{"event":"finished","at":"2026-11-20T12:00:00Z","more":1}"#, "unknown field `more`"),
        (
            r#"{"event":"listed","package":{"type":"cargo","name":"x"},"versions":1,"coverage":"stable"}"#,
            "unknown variant `cargo`",
        ),
        (
            r#"{"event":"listed","package":{"type":"npm","name":"x"},"versions":-1,"coverage":"stable"}"#,
            "expected u64",
        ),
        (
            r#"{"event":"stopping","cause":"boredom"}"#,
            "unknown variant `boredom`, expected one of `signal`, `time-limit`, `wait-limit`",
        ),
        (
            r#"{"event":"sent","at":"2026-11-20T12:00:00Z","step":{"number":0,"package":{"type":"npm","name":"x"},"change":"hide"}}"#,
            "unknown variant `hide`",
        ),
    ] {
        let UnreadableRecord::BadLine { line: number, expected: said } = error(&with(3, line))
        else {
            panic!("{line}")
        };
        assert_eq!(number, 4, "{line}");
        assert!(said.contains(expected), "{line}: {said}");
    }
    assert!(matches!(
        error(&with(3, r#"{"event":"finished","at":"2026-11-20T12:00:00Z"}"#)),
        UnreadableRecord::BehindTheEnd { line: 5 }
    ));
}

#[test]
fn what_is_no_record_is_refused_with_what_was_expected() {
    let text = recorded(acted_run());
    let header = text.lines().next().expect("a header");
    let other_number = header.replace("\"schema\":2", "\"schema\":1");
    let other_program = header.replace("package-steward", "other");
    for (text, expected) in [
        (String::new(), "it is empty, or its run was cut off before it began"),
        ("\n".to_owned(), "it is empty, or its run was cut off before it began"),
        (
            "a b c\n".to_owned(),
            "line 1 is not the first line of a record of package-steward: expected",
        ),
        ("{}\n".to_owned(), "missing field `record`"),
        (format!("{other_program}\n"), "unknown variant `other`, expected `package-steward`"),
        (
            format!("{other_number}\nwhatever\n"),
            "its form has number 1, and this program reads number 2; use the version of \
             package-steward that wrote it: 0.1.0",
        ),
        (format!("{text}{header}\n"), "line 20 stands behind the end of the record"),
        (format!("{text}x"), "line 20 stands behind the end of the record"),
    ] {
        let said = error(&text).to_string();
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn what_is_too_long_for_a_record_is_not_even_looked_at() {
    let bytes = vec![b'{'; LONGEST_RECORD + 1];
    assert_eq!(read_record(&bytes), Err(UnreadableRecord::TooLong { bytes: LONGEST_RECORD + 1 }));
}

#[test]
fn the_largest_run_leaves_a_record_that_can_be_read() {
    let web = key(PackageType::Container, "a-package-with-a-rather-long-name/and-two-parts");
    let events = [
        judged(&web, version(1_350_000_000, &digest(7), &["pr-12345"]), Verdict::Delete, by_id()),
        answered(deletion(134_999, &web, 1_350_000_000), 1, Outcome::Done)[0].clone(),
        answered(deletion(134_999, &web, 1_350_000_000), 1, Outcome::Done)[1].clone(),
    ];
    assert!(recorded(events).len() * 135_000 < LONGEST_RECORD / 2);
}

#[test]
fn what_was_sent_and_never_told_of_may_have_changed() {
    let mut events = acted_run();
    let last = events.iter().rposition(|event| matches!(event, Event::StepEnded { .. }));
    events.truncate(last.expect("the end of a step"));
    let read = read(&recorded(events));
    assert_eq!(read.ending, RecordEnding::CutOff);
    let changes = &read.changes(Change::Delete)[&key(PackageType::Npm, "hello")];
    let only = BTreeSet::from([VersionId(7)]);
    assert_eq!((&changes.known, &changes.own), (&BTreeSet::new(), &only));
}

#[test]
fn what_was_changed_is_what_a_way_back_is_about() {
    let hello = key(PackageType::Npm, "hello");
    let mut events = vec![started(DryRun::No)];
    let outcomes = [
        Outcome::Done,
        Outcome::AlreadySo,
        Outcome::Held,
        Outcome::Refused,
        Outcome::Unknown,
        Outcome::Blocked(StepId(2)),
        Outcome::PackageEnded,
        Outcome::NotReached,
        Outcome::Done,
    ];
    for (number, outcome) in (0..).zip(outcomes) {
        events.extend(answered(deletion(number, &hello, number), 1, outcome));
    }
    events.push(Event::Healed {
        package: hello.clone(),
        version: version(8, "x", &[]),
        needed_by: "y".to_owned(),
        outcome: Outcome::Done,
    });
    let whole = key(PackageType::Npm, "whole");
    events.extend(answered(
        step(9, &whole, Target::WholePackage, Change::Delete),
        1,
        Outcome::Done,
    ));
    let refused = key(PackageType::Npm, "refused");
    events.push(ended_step(deletion(10, &refused, 1), 1, Outcome::Refused));
    let read = read(&recorded(events));
    let changes = read.changes(Change::Delete);
    let ids = |ids: &[u64]| ids.iter().map(|id| VersionId(*id)).collect::<BTreeSet<_>>();
    let expected = RecordedChanges { known: ids(&[0, 1]), own: ids(&[0, 4]), whole: None };
    assert_eq!(changes[&hello], expected);
    assert_eq!(changes[&whole].whole, Some(OutcomeWord::Done));
    assert_eq!(changes.len(), 2, "what changed nothing is not there");
    assert_eq!(read.changes(Change::Restore), BTreeMap::new());
}

#[test]
fn what_is_said_about_a_failure_is_kept() {
    let hello = key(PackageType::Npm, "hello");
    let end = ended_step(deletion(0, &hello, 1), 1, Outcome::Refused);
    let text = recorded([started(DryRun::No), because(end, "400 No."), ended()]);
    assert_eq!(lines(&text)[1]["said"], "400 No.");
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000, 0_i32..1_000_000_000)
        .prop_map(|(seconds, nanos)| Timestamp::new(seconds, nanos).expect("a time"))
}

fn any_package() -> impl Strategy<Value = RecordedPackage> {
    (prop::sample::select(&PackageType::ALL[..]), hostile::any_text()).prop_map(
        |(package_type, name)| RecordedPackage { package_type, name: PackageName::new(name) },
    )
}

fn any_id() -> impl Strategy<Value = VersionId> {
    any::<u64>().prop_map(VersionId)
}

fn any_tag() -> impl Strategy<Value = Tag> {
    hostile::any_text().prop_map(Tag::new)
}

fn any_step() -> impl Strategy<Value = RecordedStep> {
    let change = prop::sample::select(&[Change::Delete, Change::Restore][..]);
    (any::<u64>(), any_package(), prop::option::of(any_id()), change)
        .prop_map(|(number, package, id, change)| RecordedStep { number, package, id, change })
}

fn any_outcome() -> impl Strategy<Value = OutcomeWord> {
    prop::sample::select(
        &[
            OutcomeWord::Done,
            OutcomeWord::AlreadySo,
            OutcomeWord::Held,
            OutcomeWord::Refused,
            OutcomeWord::Unknown,
            OutcomeWord::Blocked,
            OutcomeWord::PackageEnded,
            OutcomeWord::NotReached,
        ][..],
    )
}

fn any_difference() -> impl Strategy<Value = RecordedDifference> {
    let kinds = [
        DifferenceKind::StillThere,
        DifferenceKind::Missing,
        DifferenceKind::NotBack,
        DifferenceKind::TagNotBack,
    ];
    (
        prop::sample::select(kinds.to_vec()),
        any_id(),
        hostile::any_text(),
        prop::option::of(any_tag()),
    )
        .prop_map(|(kind, id, name, tag)| RecordedDifference { kind, id, name, tag })
}

/// Any line but the last.
fn any_line() -> impl Strategy<Value = RecordLine> {
    let coverage = prop::sample::select(
        &[CoverageWord::Stable, CoverageWord::Unstable, CoverageWord::Truncated][..],
    );
    let verdict = prop::sample::select(
        &[
            RecordedVerdict::Delete,
            RecordedVerdict::Restore,
            RecordedVerdict::Hold,
            RecordedVerdict::Keep,
            RecordedVerdict::Untouched,
        ][..],
    );
    let guard = prop::sample::select(&[GuardWord::MaxDeletions, GuardWord::LastVersion][..]);
    let cause =
        prop::sample::select(&[StopWord::Signal, StopWord::TimeLimit, StopWord::WaitLimit][..]);
    let text = hostile::any_text;
    let some_text = || prop::option::of(hostile::any_text());
    let tags = prop::collection::vec(any_tag(), 0..3);
    prop_oneof![
        (any_package(), any::<u64>(), coverage).prop_map(|(package, versions, coverage)| {
            RecordLine::Listed { package, versions, coverage }
        }),
        (
            any_package(),
            any_id(),
            text(),
            tags,
            prop::option::of(any_time()),
            verdict,
            any_id(),
            text()
        )
            .prop_map(|(package, id, name, tags, updated, verdict, root, reason)| {
                RecordLine::Judged { package, id, name, tags, updated, verdict, root, reason }
            }),
        (any_package(), any::<u64>(), any::<u64>()).prop_map(|(package, images, changing)| {
            RecordLine::Planned { package, images, changing }
        }),
        (guard, prop::collection::vec(any_package(), 0..3))
            .prop_map(|(guard, packages)| RecordLine::Refused { guard, packages }),
        (any_step(), any_time()).prop_map(|(step, at)| RecordLine::Sent { step, at }),
        (any_step(), text()).prop_map(|(step, reason)| RecordLine::HeldBack { step, reason }),
        (any_step(), any_time(), any_outcome(), prop::option::of(any::<u64>()), some_text())
            .prop_map(|(step, at, outcome, blocked_by, said)| RecordLine::Ended {
                step,
                at,
                outcome,
                blocked_by,
                said
            }),
        (prop::option::of(any_package()), text(), text())
            .prop_map(|(package, doing, said)| RecordLine::Failed { package, doing, said }),
        (cause, some_text()).prop_map(|(cause, signal)| RecordLine::Stopping { cause, signal }),
        (any_package(), any_id(), text(), text(), any_outcome()).prop_map(
            |(package, id, name, needed_by, outcome)| RecordLine::Healed {
                package,
                id,
                name,
                needed_by,
                outcome
            }
        ),
        (any_package(), prop::collection::vec(any_difference(), 0..3))
            .prop_map(|(package, differences)| RecordLine::Checked { package, differences }),
    ]
}

fn any_record() -> impl Strategy<Value = ReadRecord> {
    let inputs = prop::collection::vec((hostile::any_text(), hostile::any_text()), 0..3);
    let text = hostile::any_text;
    let header = (any_time(), text(), text(), text(), any::<bool>(), inputs).prop_map(
        |(at, program, api, owner, dry_run, inputs)| RecordHeader {
            record: Marker::PackageSteward,
            schema: SCHEMA,
            program,
            at,
            api,
            owner,
            dry_run,
            inputs,
        },
    );
    let lines = prop::collection::vec(any_line(), 0..6);
    (header, lines, prop::option::of(any_time())).prop_map(|(header, mut lines, end)| {
        let ending = if end.is_some() { RecordEnding::Finished } else { RecordEnding::CutOff };
        lines.extend(end.map(|at| RecordLine::Finished { at }));
        ReadRecord { header, lines, ending }
    })
}

proptest! {
    #[test]
    fn every_record_is_read_as_it_was_written(record in any_record()) {
        let lines = record.lines.iter().map(text);
        let lines = [text(&record.header)].into_iter().chain(lines);
        let written: Vec<String> = lines.map(|line| line.expect("a line")).collect();
        prop_assert!(written.iter().all(|line| !line.contains(['\n', '\r'])));
        prop_assert_eq!(read(&sealed(written)), record);
    }

    #[test]
    fn nothing_that_anyone_writes_makes_the_reader_stumble(
        begin in any_record(),
        rest in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let header = sealed(text(&begin.header));
        let bytes = [header.as_bytes(), &rest].concat();
        if let Ok(read) = read_record(&bytes) {
            prop_assert_eq!(read.header, begin.header);
        }
    }
}

#[test]
fn the_schema_knows_what_the_reader_knows_and_no_more() {
    let schema = schema();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..300 {
        let line = any_line().new_tree(&mut runner).expect("a line").current();
        let whole: Value = serde_json::to_value(&line).expect("JSON");
        let in_file = |line: &Value| {
            let mut line = line.clone();
            line["sum"] = json!("0123456789abcdef");
            line
        };
        assert!(schema.is_valid(&in_file(&whole)) && !schema.is_valid(&whole), "{whole}");
        let object = whole.as_object().expect("an object");
        for name in object.keys() {
            let mut less = object.clone();
            less.remove(name);
            let less = Value::from(less);
            let is_read = serde_json::from_value::<RecordLine>(less.clone()).is_ok();
            assert_eq!(schema.is_valid(&in_file(&less)), is_read, "{less}");
        }
        let mut more = object.clone();
        more.insert("more".to_owned(), json!(1));
        let more = Value::from(more);
        assert!(!schema.is_valid(&in_file(&more)), "{more}");
        assert!(serde_json::from_value::<RecordLine>(more).is_err());
    }
}

#[test]
fn what_becomes_of_tags_is_read_again_and_fits_the_schema() {
    let package = key(PackageType::Container, "web");
    let (version, tag) = (version(5, &digest(5), &["pr-5", "v1"]), Tag::new("pr-5"));
    let empty = crate::domain::Digest::parse(&digest(9)).expect("a digest");
    let said = Some("said".to_owned());
    let mut events = vec![started(DryRun::No)];
    let (planned, begun) = (version.clone(), version.clone());
    events.push(Event::UntagPlanned {
        package: package.clone(),
        version: planned,
        tag: tag.clone(),
    });
    events.push(Event::Untagging {
        package: package.clone(),
        version: begun,
        tag: tag.clone(),
        empty,
    });
    for (outcome, why) in [(Outcome::Done, None), (Outcome::Refused, said)] {
        let (package, version, tag) = (package.clone(), version.clone(), tag.clone());
        events.push(Event::Untagged {
            package: package.clone(),
            version: version.clone(),
            tag: tag.clone(),
            outcome,
            why: why.clone(),
        });
        events.push(Event::TagPutOn {
            package: package.clone(),
            version: version.clone(),
            tag: tag.clone(),
            outcome,
            why: why.clone(),
        });
        events.push(Event::Retagged { package, version, tag, outcome, why });
    }
    events.push(ended());
    let text = recorded(events);
    assert_eq!(read(&text).lines.len() + 1, text.lines().count());
    let schema = schema();
    for line in lines(&text) {
        assert!(schema.is_valid(&line), "{line}");
    }
    let plan = super::super::planned::RecordedPlan::of(&read(&text));
    assert!(plan.takes_off(&package, VersionId(5), &tag));
    assert!(!plan.takes_off(&package, VersionId(5), &Tag::new("v1")));
}

#[test]
fn what_a_run_deleted_was_gone_by_its_answer_or_by_the_end_of_the_record() {
    let package = key(PackageType::Container, "web");
    let steps = [(1, Outcome::Done), (2, Outcome::Unknown), (3, Outcome::Done)];
    let mut events = vec![started(DryRun::No)];
    for (number, outcome) in steps {
        let seconds = i64::try_from(number).expect("small") * 10;
        events.extend(answered(deletion(number, &package, number), seconds, outcome));
    }
    let [sent, _] = answered(deletion(4, &package, 4), 40, Outcome::Done);
    events.push(sent);
    let gone = read(&recorded(events)).gone_by().remove(&package).expect("the package");
    let seconds = gone.into_iter().map(|(id, at)| (id.0, at.duration_since(now()).as_secs()));
    assert_eq!(seconds.collect::<Vec<_>>(), [(1, 11), (2, 40), (3, 31), (4, 40)]);
}
