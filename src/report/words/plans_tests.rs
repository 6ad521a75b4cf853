use super::super::super::escape::hostile;
use super::super::super::samples::{digest, key, now, version};
use super::*;
use crate::domain::{Judgement, Misfit, Reason, VersionId};

fn app() -> PackageKey {
    key(PackageType::Container, "app")
}

fn judgement(id: u64, verdict: Verdict) -> Judgement {
    let id = VersionId(id);
    let reason = Reason::NotTaken { misfit: Misfit::Tags };
    Judgement { version: id, root: id, verdict, reason }
}

fn link(id: u64, tags: &[&str], bond: Bond) -> Link {
    Link { version: version(id, &digest(id), tags), bond }
}

fn explanation(verdict: Verdict, ways: Vec<Vec<Link>>, more_ways: u64) -> Explanation {
    let version = version(7, &digest(7), &[]);
    Explanation { version, judgement: judgement(7, verdict), ways, more_ways }
}

fn plain(told: &[Sentence]) -> Vec<String> {
    told.iter().map(Sentence::plain).collect()
}

fn differing(then: Option<EarlierVerdict>) -> Differing {
    Differing { version: version(7, "1.0.0", &[]), then, now: judgement(7, Verdict::Delete) }
}

fn images(count: u64) -> Vec<Differing> {
    (0..count).map(|_| differing(None)).collect()
}

#[test]
fn a_version_that_was_asked_about_is_told_with_its_verdict_and_the_reason() {
    for (verdict, expected) in [
        (Verdict::Delete, "would be deleted"),
        (Verdict::Restore, "would be restored"),
        (Verdict::Keep, "is kept"),
        (Verdict::Hold, "is held"),
        (Verdict::Untouched, "is not selected"),
    ] {
        let told = explained(&app(), &explanation(verdict, Vec::new(), 0), Some(now()));
        let first =
            format!("`sha256:000000000000` (id 7) of `container/app` {expected}, because no tag");
        assert!(told[0].plain().starts_with(&first), "{}", told[0].plain());
    }
}

#[test]
fn each_way_is_told_from_its_beginning_with_how_one_is_bound_to_the_next() {
    let long = vec![
        link(1, &["v1"], Bond::Lists),
        link(2, &[], Bond::IsSubjectOf),
        link(3, &[], Bond::Lists),
    ];
    let ways = vec![vec![link(4, &["v2"], Bond::IsSubjectOf)], long];
    let told = explained(&app(), &explanation(Verdict::Keep, ways, 0), None);
    assert_eq!(
        plain(&told[1..]),
        [
            "`v2` (`sha256:000000000000`, id 4) is the subject of it",
            "`v1` (`sha256:000000000000`, id 1) lists `sha256:000000000000` (id 2), which is the \
             subject of `sha256:000000000000` (id 3), which lists it",
        ]
    );
}

#[test]
fn ways_that_are_left_out_are_counted() {
    for (more, expected) in
        [(1, "1 more such way is left out"), (2_000, "2,000 more such ways are left out")]
    {
        let ways = vec![vec![link(4, &["v2"], Bond::Lists)]];
        let told = explained(&app(), &explanation(Verdict::Keep, ways, more), None);
        assert_eq!(plain(&told[2..]), [expected]);
    }
}

#[test]
fn that_nothing_needs_it_is_said_of_images_alone() {
    let alone = explanation(Verdict::Delete, Vec::new(), 0);
    let told = plain(&explained(&app(), &alone, None));
    assert!(told[1].contains("is no part of anything"), "{told:?}");
    let npm = explained(&key(PackageType::Npm, "app"), &alone, None);
    assert_eq!(npm.len(), 1);
}

#[test]
fn two_plans_are_compared_in_numbers() {
    for (more, less, both, gone, expected) in [
        (0, 0, 0, 0, "`container/app`: takes what the other plan takes, 0 images"),
        (0, 0, 1, 0, "`container/app`: takes what the other plan takes, 1 image"),
        (
            1,
            0,
            1_000,
            0,
            "`container/app`: takes 1 image more than the other plan and 0 less; both take 1,000",
        ),
        (
            2,
            3,
            4,
            1,
            "`container/app`: takes 2 images more than the other plan and 3 less; both take 4; of \
             the other plan 1 image is gone already",
        ),
        (
            0,
            0,
            1,
            2,
            "`container/app`: takes what the other plan takes, 1 image; of the other plan 2 images \
             are gone already",
        ),
    ] {
        let comparison = Comparison { more: images(more), less: images(less), both, gone };
        assert_eq!(compared(&app(), &comparison).plain(), expected);
    }
}

#[test]
fn both_sides_give_their_reasons_and_that_of_the_other_plan_is_foreign() {
    let here = "here it would be deleted, because no tag of it fits `tags`";
    assert_eq!(
        both_sides(&differing(None), None).plain(),
        format!("{here}; the other plan does not name it")
    );
    let then = EarlierVerdict {
        verdict: Verdict::Keep,
        reason: "Its tag v1 fits keep-tags".to_owned(),
        root: VersionId(7),
    };
    let told = both_sides(&differing(Some(then.clone())), None).plain();
    assert_eq!(told, format!("{here}; there it is kept: Its tag v1 fits keep-tags"));
    for reason in hostile::TEXTS {
        let then = EarlierVerdict { reason: reason.to_owned(), ..then.clone() };
        let told = both_sides(&differing(Some(then)), None).markdown();
        hostile::assert_one_cell(&told);
        hostile::rendered(&told);
    }
}
