//! What speaks of an image: signatures and attestations.

use github_standin::{Cosign, Image, Manifest, PackageSeed, Pushed, PushedImage, days_ago};

use crate::setting::{Setting, app, package, set, world};

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

/// An image with everything that tools attach to it and to its platforms; the numbers of all of it.
fn signed(app: &mut PackageSeed<'_>, label: &str, tags: &[&str]) -> (PushedImage, Vec<u64>) {
    let image = Image::labelled(label).platforms(&PLATFORMS).attested().tags(tags);
    let image = app.push_image(&image);
    let mut ids = image.ids();
    let members = image.members.iter().map(|member| &member.manifest);
    for (at, subject) in [&image.root.manifest].into_iter().chain(members).enumerate() {
        for kind in [Cosign::Signature, Cosign::Attestation, Cosign::Sbom] {
            let label = format!("{label} {at} {}", kind.suffix());
            ids.push(app.push_cosign(subject, kind, &label).id);
        }
        // Each but the last leaves a predecessor of the fallback index behind.
        for number in 0..3 {
            let (referrer, index) = app.push_referrer(subject, &format!("{label} {at} {number}"));
            ids.extend([referrer.id, index.id]);
        }
    }
    (image, ids)
}

#[test]
fn h23_what_speaks_of_an_image_stays_and_goes_with_it() {
    let mut world = world();
    let (_, mut going) = signed(&mut app(&mut world).when(days_ago(20)), "going", &["pr-1"]);
    signed(&mut app(&mut world).when(days_ago(10)), "staying", &["v1"]);
    let (_, untagged) = signed(&mut app(&mut world).when(days_ago(5)), "untagged", &[]);
    let setting = Setting::of(world);
    setting.run(&[("tags", "pr-*")]).ended_with(0);
    assert_eq!(setting.deleted(), going.iter().copied().collect());
    setting.run(&[("tag-status", "untagged")]).ended_with(0);
    setting.is_untroubled();
    going.extend(untagged);
    assert_eq!(setting.deleted(), going.into_iter().collect());
}

/// cosign adds a layer and moves its tag; what had the tag before stays behind, without a tag and
/// without a word of whose it is.
fn sign_again(app: &mut PackageSeed<'_>, subject: &Manifest, times: usize) -> Vec<Pushed> {
    let tag = format!("{}.sig", github_standin::tag_of(subject.digest()));
    let layer = |number: usize| {
        let label = format!("signature {number} of {}", subject.digest());
        serde_json::json!({
            "mediaType": github_standin::media::COSIGN_PAYLOAD,
            "digest": github_standin::digest_of(label.as_bytes()),
            "size": label.len(),
        })
    };
    (1..=times)
        .map(|times| {
            let json = serde_json::json!({
                "schemaVersion": 2,
                "mediaType": github_standin::media::OCI_IMAGE,
                "config": {
                    "mediaType": github_standin::media::OCI_CONFIG,
                    "digest": github_standin::digest_of(format!("config {times}").as_bytes()),
                    "size": 9,
                },
                "layers": (0..times).map(layer).collect::<Vec<_>>(),
            });
            let manifest = Manifest::of_json(github_standin::media::OCI_IMAGE, &json);
            app.push_manifest(&manifest).tags(&[&tag]).pushed()
        })
        .collect()
}

#[test]
fn h23_what_cosign_left_behind_belongs_to_what_it_signed() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(20));
    let kept = app.push_image(&Image::labelled("kept").tags(&["v1"]));
    let signatures = sign_again(&mut app, &kept.root.manifest, 3);
    let going = app.push_image(&Image::labelled("going").tags(&["pr-1"]));
    let mut gone: Vec<u64> =
        sign_again(&mut app, &going.root.manifest, 3).into_iter().map(|it| it.id).collect();
    let other = app.push_image(&Image::labelled("untagged"));
    let setting = Setting::of(world);
    setting.run(&[("tag-status", "untagged")]).ended_with(0);
    assert_eq!(setting.deleted(), set([other.root.id]), "{signatures:?}");
    setting.run(&[("tags", "pr-*")]).ended_with(0);
    gone.extend([other.root.id, going.root.id]);
    assert_eq!(setting.deleted(), gone.into_iter().collect());
    setting.is_untroubled();
}

#[test]
fn h23_a_signature_that_carries_another_tag_is_an_image_that_its_subject_protects() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(20));
    let kept = app.push_image(&Image::labelled("kept").tags(&["v1"]));
    let signature = app.push_cosign(&kept.root.manifest, Cosign::Signature, "x");
    app.existing(signature.manifest.digest()).tags(&["pr-1"]);
    let setting = Setting::of(world);
    // Not all of its tags are selected.
    let run = setting.run(&[("tags", "pr-*")]);
    run.ended_with(0);
    assert_eq!(run.ids("held"), set([signature.id]));
    // And where they are, its subject needs it.
    let run = setting.run(&[("tags", "pr-*\nsha256-*")]);
    run.ended_with(0);
    assert_eq!(run.ids("held"), set([signature.id]));
    assert_eq!(setting.deleted(), set([]));
    setting.is_untroubled();
}

#[test]
fn h29_what_speaks_of_images_and_their_platforms_takes_no_slot() {
    let mut world = world();
    let mut all = Vec::new();
    for (label, days) in [("v1", 30), ("v2", 20), ("v3", 10)] {
        all.push(signed(&mut app(&mut world).when(days_ago(days)), label, &[label]).1);
    }
    let setting = Setting::of(world);
    setting.run(&[("tags", "*"), ("keep-latest", "3")]).ended_with(0);
    assert_eq!(setting.deleted(), set([]));
    setting.run(&[("tags", "*"), ("keep-latest", "2")]).ended_with(0);
    setting.is_untroubled();
    assert_eq!(setting.deleted(), all[0].iter().copied().collect());
}

#[test]
fn h44_a_package_of_signatures_alone_is_a_store_and_only_reported() {
    let mut world = world();
    let mut subjects = Vec::new();
    for label in ["a", "b"] {
        let image = Image::labelled(label).tags(&[label]);
        subjects.push(package(&mut world, "app").when(days_ago(90)).push_image(&image));
    }
    let mut store = package(&mut world, "signatures").when(days_ago(80));
    for (at, subject) in subjects.iter().enumerate() {
        store.push_cosign(&subject.root.manifest, Cosign::Signature, &format!("{at}"));
        store.push_referrer(&subject.root.manifest, &format!("{at}"));
    }
    let setting = Setting::of(world);
    for rules in [
        vec![("orphaned-referrers", "delete")],
        vec![("orphaned-referrers", "delete"), ("tag-status", "any"), ("older-than", "1d")],
        vec![("orphaned-referrers", "delete"), ("tags", "sha256-*")],
    ] {
        let run = setting.run(&[&[("packages", "signatures")], &rules[..]].concat());
        run.ended_with(0);
        assert_eq!(setting.deleted(), set([]), "{rules:?}: {}", run.log);
    }
}

/// Orphans beside images that have signatures of their own.
#[test]
fn orphaned_referrers_are_reported_or_go_and_select_nothing_else() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(50));
    let kept = app.push_image(&Image::labelled("kept").tags(&["v1"]));
    app.push_cosign(&kept.root.manifest, Cosign::Signature, "kept");
    app.push_referrer(&kept.root.manifest, "kept");
    let elsewhere = Manifest::image("elsewhere");
    let signature = app.push_cosign(&elsewhere, Cosign::Signature, "orphan");
    let (referrer, index) = app.push_referrer(&elsewhere, "orphan");
    app.push_image(&Image::labelled("untagged"));
    let young = app.when(days_ago(0)).push_cosign(&Manifest::image("other"), Cosign::Sbom, "young");
    let setting = Setting::of(world);

    for inputs in [
        vec![("tags", "sha256-*")],
        vec![("tag-status", "untagged"), ("keep-latest", "9")],
        vec![("tag-status", "any"), ("older-than", "60d")],
    ] {
        setting.run(&inputs).ended_with(0);
        assert_eq!(setting.deleted(), set([]), "{inputs:?}");
    }

    let run = setting.run(&[("orphaned-referrers", "delete")]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), set([signature.id, referrer.id, index.id]));
    assert_eq!(run.ids("held"), set([young.id]), "what it signs may still be on its way");
    setting.is_untroubled();
}

/// Nobody selected that tag.
#[test]
fn h37_a_tagged_part_of_an_orphan_stays() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(50));
    let kept = app.push_image(&Image::labelled("kept").tags(&["v1"]));
    app.push_cosign(&kept.root.manifest, Cosign::Signature, "kept");
    let (referrer, index) = app.push_referrer(&Manifest::image("elsewhere"), "orphan");
    app.existing(referrer.manifest.digest()).tags(&["report"]);
    let setting = Setting::of(world);
    setting.run(&[("orphaned-referrers", "delete")]).ended_with(0);
    assert_eq!(setting.deleted(), set([index.id]));
    setting.is_untroubled();
}

#[test]
fn the_signature_of_what_could_be_restored_is_no_orphan_to_be_deleted() {
    let mut world = world();
    let mut app = app(&mut world).when(days_ago(50));
    let kept = app.push_image(&Image::labelled("kept").tags(&["v1"]));
    app.push_cosign(&kept.root.manifest, Cosign::Signature, "kept");
    let lost = app.push_image(&Image::labelled("lost").tags(&["v0"]));
    let signature = app.push_cosign(&lost.root.manifest, Cosign::Signature, "lost");
    let (referrer, index) = app.push_referrer(&lost.root.manifest, "lost");
    world.delete_version(lost.root.id);
    let setting = Setting::of(world);
    let run = setting.run(&[("orphaned-referrers", "delete")]);
    run.ended_with(0);
    assert_eq!(setting.deleted(), set([]));
    assert!(run.ids("held").is_superset(&set([signature.id, index.id])));
    // By their numbers they go all the same.
    let ids = format!("{},{}", signature.id, index.id);
    setting.run(&[("version-ids", &ids)]).ended_with(0);
    assert_eq!(setting.deleted(), set([signature.id, index.id, referrer.id]));
    setting.is_untroubled();
}
