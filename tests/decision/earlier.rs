//! Carrying out an earlier plan: only what both it and the decision of today take.

use package_steward::domain::{
    AsPlanned, EarlierPlan, Fact, LastVersion, Misfit, Reason, Tag, Verdict, VersionId,
};

use crate::support::{
    Dated as _, Told, World, beside_an_anchor, digest, everything, hours_ago, image, keeping_tags,
    names, numbered, tag_of, tagged_so, untagged, with,
};

/// A plan that takes these versions with these tags.
fn planned(taken: &[(u64, &str)]) -> EarlierPlan {
    let then = |text: &str| AsPlanned {
        tags: text.split_whitespace().map(Tag::new).collect(),
        updated_at: None,
    };
    EarlierPlan {
        taken: taken.iter().map(|(number, text)| (VersionId(*number), then(text))).collect(),
        ..EarlierPlan::default()
    }
}

/// A plan that takes these untagged versions, all left over of an image whose root is gone.
fn left_over(numbers: &[u64]) -> EarlierPlan {
    let taken: Vec<(u64, &str)> = numbers.iter().map(|number| (*number, "")).collect();
    let left_over = numbers.iter().map(|number| (VersionId(*number), VersionId(77))).collect();
    EarlierPlan { left_over, ..planned(&taken) }
}

/// The world in which this plan is carried out, which found all times as they are.
fn carrying_out(mut world: World, mut plan: EarlierPlan) -> World {
    for version in &world.versions {
        if let Some(then) = plan.taken.get_mut(&version.id) {
            then.updated_at = version.updated_at;
        }
    }
    world.knowledge.earlier = Some(plan);
    world
}

fn three() -> World {
    beside_an_anchor(vec![image(1, "pr-1"), image(2, "pr-2"), image(3, "v1")])
}

fn held(told: &Told, number: u64) -> &Reason {
    assert_eq!(told.verdict(number), Verdict::Hold, "{number}");
    told.reason(number)
}

#[test]
fn only_what_both_contain_goes() {
    let told = carrying_out(three(), planned(&[(1, "pr-1"), (3, "v1")])).plan(&tagged_so("pr-*"));
    assert_eq!(told.goes(), [1]);
    assert_eq!(*held(&told, 2), Reason::NotInPlan);
    assert_eq!(*held(&told, 3), Reason::OnlyInPlan { misfit: Some(Misfit::Tags) });
    let nothing = carrying_out(three(), EarlierPlan::default());
    assert_eq!(nothing.goes(&everything()), [0_u64; 0]);
}

#[test]
fn a_version_whose_tags_changed_meanwhile_is_held() {
    for then in ["pr-1", "pr-1 pr-9", "pr-1 pr-2 pr-9"] {
        let world = beside_an_anchor(vec![image(1, "pr-1 pr-2")]);
        let told = carrying_out(world, planned(&[(1, then)])).plan(&tagged_so("pr-*"));
        assert_eq!(*held(&told, 1), Reason::TouchedMeanwhile, "{then}");
    }
    let world = beside_an_anchor(vec![image(1, "pr-1 pr-2")]);
    let other_order = carrying_out(world, planned(&[(1, "pr-2 pr-1")]));
    assert_eq!(other_order.goes(&tagged_so("pr-*")), [1]);
}

#[test]
fn a_version_that_was_touched_meanwhile_is_held_although_its_tags_are_as_they_were() {
    for then in [None, Some(hours_ago(9_999))] {
        let world = beside_an_anchor(vec![image(1, "pr-1"), image(2, "pr-2")]);
        let mut world = carrying_out(world, planned(&[(1, "pr-1"), (2, "pr-2")]));
        let taken = world.knowledge.earlier.as_mut().map(|plan| &mut plan.taken);
        let version = taken.and_then(|taken| taken.get_mut(&VersionId(1)));
        version.expect("it is planned").updated_at = then;
        let told = world.plan(&tagged_so("pr-*"));
        assert_eq!(told.goes(), [2]);
        assert_eq!(*held(&told, 1), Reason::TouchedMeanwhile);
    }
}

#[test]
fn a_part_that_the_plan_does_not_have_stays_when_its_image_goes() {
    let world =
        beside_an_anchor(vec![image(1, ""), image(2, ""), image(3, "v1")]).lists(3, &[1, 2]);
    let told = carrying_out(world, planned(&[(3, "v1"), (1, "")])).plan(&tagged_so("v1"));
    assert_eq!(told.goes(), [1, 3]);
    assert_eq!(*held(&told, 2), Reason::NotInPlan);
}

#[test]
fn what_was_left_over_goes_without_a_rule_and_without_a_grace() {
    let young = || beside_an_anchor(vec![image(1, "").hours_old(1), image(2, "").hours_old(1)]);
    let told = carrying_out(young(), left_over(&[1])).plan(&tagged_so("pr-*"));
    assert_eq!(told.goes(), [1]);
    assert_eq!(*told.reason(1), Reason::LeftOver { root: VersionId(77) });
    let told = carrying_out(young(), left_over(&[1])).plan(&untagged());
    assert_eq!(told.goes(), [1]);
    assert!(matches!(held(&told, 2), Reason::WithinGrace { .. }));
}

#[test]
fn what_was_left_over_and_is_an_orphan_now_goes_too() {
    let signature = tag_of(404, ".sig");
    let mut plan = left_over(&[1]);
    plan.taken.extend(planned(&[(1, &signature)]).taken);
    let world = beside_an_anchor(vec![image(1, &signature)]);
    assert_eq!(carrying_out(world, plan).goes(&tagged_so("pr-*")), [1]);
}

#[test]
fn keeps_are_judged_afresh_for_what_was_left_over() {
    let kept = with(tagged_so("pr-*"), |policy| {
        policy.keep.version_names = names(&digest(1).to_string());
    });
    let world = beside_an_anchor(vec![image(1, ""), image(2, "")]);
    let told = carrying_out(world, left_over(&[1, 2])).plan(&kept);
    assert_eq!(told.goes(), [2]);
    assert_eq!(told.verdict(1), Verdict::Keep);
    let kept = keeping_tags(tagged_so("pr-*"), "pr-1 the-anchor");
    let told = carrying_out(three(), planned(&[(1, "pr-1"), (2, "pr-2")])).plan(&kept);
    assert_eq!(told.goes(), [2]);
}

#[test]
fn what_was_left_over_stays_with_a_new_tag_or_without_a_time() {
    let tagged = beside_an_anchor(vec![image(1, "new")]);
    let told = carrying_out(tagged, left_over(&[1])).plan(&tagged_so("pr-*"));
    assert_eq!(*held(&told, 1), Reason::OnlyInPlan { misfit: Some(Misfit::Tags) });
    let undated = beside_an_anchor(vec![image(1, "").at(None, None)]);
    let told = carrying_out(undated, left_over(&[1])).plan(&tagged_so("pr-*"));
    assert!(matches!(held(&told, 1), Reason::NoTime { .. }));
}

#[test]
fn h01_what_a_staying_version_reaches_stays_whatever_was_left_over() {
    let world = beside_an_anchor(vec![image(1, ""), image(2, ""), image(3, "v1")]).lists(3, &[1]);
    let told = carrying_out(world, left_over(&[1, 2])).plan(&tagged_so("pr-*"));
    assert_eq!(told.goes(), [2]);
    assert_eq!(told.root(1), 3);
}

#[test]
fn nothing_outside_the_earlier_plan_goes_alone_either() {
    let fact = || Fact::Unreadable("too large".to_owned());
    let fallback = tag_of(3, "");
    let versions = || vec![image(1, &fallback), image(2, ""), image(3, "v1")];
    let world = || beside_an_anchor(versions()).knowing(1, fact());
    let policy = numbered(&[1]);
    assert_eq!(world().goes(&policy), [1]);
    assert_eq!(carrying_out(world(), planned(&[(2, "")])).goes(&policy), [0_u64; 0]);
    assert_eq!(carrying_out(world(), planned(&[(1, &fallback)])).goes(&policy), [1]);
}

#[test]
fn guards_count_what_the_plan_leaves() {
    let world = || World::container(vec![image(1, "pr-1"), image(2, "pr-2")]);
    let policy = with(tagged_so("pr-*"), |policy| policy.guards.last_version = LastVersion::Keep);
    let told = carrying_out(world(), planned(&[(2, "pr-2")])).plan(&policy);
    assert_eq!(told.goes(), [2], "the older one stays by the plan, so the newer may go");
}
