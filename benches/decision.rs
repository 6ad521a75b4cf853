//! How long the decision takes, and how much memory: 100,000 versions of images against a policy of 20
//! rules, from its YAML to the plan. Run it with `cargo bench --bench decision`; it fails where it takes
//! more than is promised in `docs/benchmarks.md`.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "it runs on its own, and tells what it measured"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use package_steward::domain::{
    Coverage, Decision, Digest, Entry, EntryKind, Fact, Inventory, Knowledge, Manifest, Manifests,
    PackageKey, PackageName, PackageType, Question, Tag, Verdict, Version, VersionId, decide,
};
use package_steward::inputs::{Environment, parse};

/// How many versions there are: images of two platforms and one attestation, so four versions each.
const VERSIONS: u64 = 100_000;

/// How much processor time the plan may take.
const MOST_SECONDS: f64 = 2.0;

/// How much memory the process may ever hold, all that is listed and known included.
const MOST_MEBIBYTES: f64 = 96.0;

fn main() -> ExitCode {
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().expect("a time");
    let package =
        PackageKey { package_type: PackageType::Container, name: PackageName::new("app") };
    let (versions, mut facts) = images(now);
    let inventory = Inventory::new(package.clone(), versions, Coverage::Stable);
    let held_before = memory().0;
    let began = processor_seconds();
    let request = parse(&environment()).unwrap_or_else(|problems| panic!("{problems}"));
    let policy = request.run_policy().for_package(&package);
    let mut knowledge = Knowledge { manifests: Manifests::Readable, ..Knowledge::default() };
    let (mut asked, mut rounds) = (0, 0);
    let plan = loop {
        rounds += 1;
        match decide(&inventory, &knowledge, &policy, now) {
            Decision::Plan(plan) => break plan,
            Decision::Ask(questions) => {
                asked += questions.len();
                for question in questions {
                    if let Question::Manifest(digest) = question {
                        knowledge.facts.insert(digest, fact(&mut facts, digest));
                    } else {
                        knowledge.deleted = Some(std::collections::BTreeSet::new());
                    }
                }
            }
        }
    };
    let seconds = processor_seconds() - began;
    let (_, peak) = memory();
    let goes = plan.judgements.iter().filter(|one| one.verdict == Verdict::Delete).count();
    println!("versions                {}", inventory.versions().len());
    println!("rules that take         {}", policy.rules.len());
    println!("manifests asked for     {asked} in {rounds} rounds");
    println!("versions that go        {goes}");
    println!("processor time          {seconds:.2} s (at most {MOST_SECONDS:.0} s)");
    println!("memory before the plan  {held_before:.0} MiB");
    println!("memory at its highest   {peak:.0} MiB (at most {MOST_MEBIBYTES:.0} MiB)");
    assert!(goes > 0, "nothing was planned, so nothing was measured");
    if seconds > MOST_SECONDS || peak > MOST_MEBIBYTES {
        println!("that is more than it may take");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// What the registry answers. It answers once, so that nothing is counted twice.
fn fact(facts: &mut BTreeMap<Digest, Vec<Digest>>, digest: Digest) -> Fact {
    let entry = |digest| Entry { digest, kind: EntryKind::Image };
    let entries = facts.remove(&digest).into_iter().flatten().map(entry).collect();
    Fact::Read(Manifest { entries, ..Manifest::default() })
}

fn digest(number: u64) -> Digest {
    let mut bytes = [0; 32];
    // Not in the order of their making, as digests are.
    bytes[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    bytes[8..16].copy_from_slice(&number.to_be_bytes());
    Digest::from_bytes(bytes)
}

/// Images, and what each index lists.
fn images(now: Timestamp) -> (Vec<Version>, BTreeMap<Digest, Vec<Digest>>) {
    let (mut versions, mut facts) = (Vec::new(), BTreeMap::new());
    for number in 0..VERSIONS {
        // Two hours between images, the newest an hour old.
        let ago = SignedDuration::from_hours(
            1 + 2 * i64::try_from((VERSIONS - number) / 4).expect("few"),
        );
        let at = Some(now - ago);
        let image = number / 4;
        let is_index = number % 4 == 3;
        let tags = match image % 10 {
            _ if !is_index => Vec::new(),
            0 => vec![format!("v{}.{}.{}", image / 2_000, image / 50 % 40, image % 50)],
            1 => vec![format!("v{}.{}.0-rc.{}", image / 2_000, image / 50 % 40, image % 50)],
            2 => vec![format!("nightly-{image}"), "nightly".to_owned() + &image.to_string()],
            3 => Vec::new(),
            4 => vec![format!("pr-{image}")],
            5 => vec![format!("main-{image}")],
            6 => vec![format!("sha-{image}")],
            7 => vec![format!("branch-{image}")],
            8 => vec![format!("test-{image}")],
            _ => vec![format!("demo-{image}")],
        };
        if is_index {
            facts.insert(digest(number), (number - 3..number).map(digest).collect());
        }
        versions.push(Version {
            id: VersionId(number + 1),
            // No longer than it is, as what is read from an answer.
            name: digest(number).to_string().into_boxed_str().into_string(),
            tags: tags.into_iter().map(Tag::new).collect(),
            created_at: at,
            updated_at: at,
            deleted_at: None,
        });
    }
    (versions, facts)
}

/// A policy of 20 rules that overlap, as variables of a run.
fn environment() -> Environment {
    let mut policy = "rules:\n".to_owned();
    for (at, kind) in ["pr", "main", "sha", "branch", "test", "demo", "nightly"].iter().enumerate()
    {
        writeln!(
            policy,
            "  - {{name: {kind} by number, tags: '{kind}*', keep-latest: {}}}",
            at * 5 + 3
        )
        .expect("a text");
        writeln!(
            policy,
            "  - {{name: {kind} by age, tags: ['{kind}-*', '*{kind}'], older-than: {}d}}",
            30 + at
        )
        .expect("a text");
    }
    policy += "  - {name: old releases, semver: '<5.0.0 || ~7.1.0', older-than: 365d}
  - {name: pre-releases, prereleases: only, keep-latest: 50}
  - {name: untagged, tag-status: untagged, older-than: 7d, untagged-grace: 3d}
  - {name: by name, version-names: 'sha256:0*', older-than: 900d}
  - {name: long-lived, keep-semver: ['>=9.0.0', '~3.2.0'], keep-tags: ['*-7', v1.*, stable]}
  - {name: everything, tags: '*', older-than: 1500d, keep-latest: 100}
";
    [
        ("INPUT_TOKEN", "a-token"),
        ("INPUT_OWNER", "octo"),
        ("INPUT_PACKAGES", "app"),
        ("INPUT_POLICY", policy.as_str()),
    ]
    .into_iter()
    .collect()
}

/// The processor time that this process has taken, in seconds.
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/schedstat").expect("Linux");
    let nanoseconds: u64 =
        stat.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number");
    SignedDuration::from_nanos(i64::try_from(nanoseconds).expect("few")).as_secs_f64()
}

/// The memory that this process holds, and the most that it has ever held, in mebibytes.
fn memory() -> (f64, f64) {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let kibibytes = |name: &str| -> f64 {
        let line = status.lines().find(|line| line.starts_with(name)).expect("a line");
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
    };
    (kibibytes("VmRSS:") / 1_024.0, kibibytes("VmHWM:") / 1_024.0)
}
