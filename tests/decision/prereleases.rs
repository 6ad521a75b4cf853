//! What becomes of pre-releases. It concerns only what is semver.

use package_steward::domain::{Misfit, Prereleases, Reason, Rule, Verdict};

use crate::support::{tagged, taken, taken_names, taking, unguarded};

const TAGS: [&str; 5] = ["1.0.0", "1.0.0-rc.1", "v2.0.0-beta", "nightly", "2024-10-10"];

fn treating(prereleases: Prereleases) -> impl FnOnce(&mut Rule) {
    move |rule| rule.prereleases = prereleases
}

#[test]
fn include_takes_them_like_others() {
    assert_eq!(taken(&taking(treating(Prereleases::Include)), &TAGS), TAGS);
}

#[test]
fn exclude_leaves_them_and_takes_what_is_no_semver() {
    let policy = taking(treating(Prereleases::Exclude));
    assert_eq!(taken(&policy, &TAGS), ["1.0.0", "nightly", "2024-10-10"]);
}

#[test]
fn only_takes_nothing_else() {
    let policy = taking(treating(Prereleases::Only));
    assert_eq!(taken(&policy, &TAGS), ["1.0.0-rc.1", "v2.0.0-beta"]);
}

#[test]
fn only_asks_it_of_every_tag() {
    let policy = unguarded(taking(treating(Prereleases::Only)));
    let told =
        tagged(&["1.0.0-rc.1 1.0.0-rc.2", "1.0.0-rc.3 1.0.0", "1.0.0-rc.4 next"]).plan(&policy);
    assert_eq!(told.goes(), [1]);
    assert_eq!([told.verdict(2), told.verdict(3)], [Verdict::Hold; 2]);
}

#[test]
fn exclude_holds_a_version_one_of_whose_tags_is_one() {
    let policy = unguarded(taking(treating(Prereleases::Exclude)));
    let told = tagged(&["1.0.0 1.0.0-rc.1", "1.0.0-rc.2"]).plan(&policy);
    assert_eq!(told.verdict(1), Verdict::Hold);
    assert_eq!(told.verdict(2), Verdict::Untouched);
    let misfit = Misfit::Prereleases(Prereleases::Exclude);
    assert_eq!(*told.reason(2), Reason::NotTaken { misfit });
}

#[test]
fn h16_what_looks_like_a_pre_release_and_is_none() {
    let names = ["1.2.3", "v1.2.3", "1.2.3.Final", "1.2.3+build5", "1.2.3-4"];
    assert_eq!(taken_names(&taking(treating(Prereleases::Only)), &names), ["1.2.3-4"]);
    let others = ["1.2.3", "v1.2.3", "1.2.3.Final", "1.2.3+build5"];
    assert_eq!(taken_names(&taking(treating(Prereleases::Exclude)), &names), others);
}
