//! Packages as years of tools leave them behind, drawn at random.

use std::collections::{BTreeMap, BTreeSet};

use github_standin::{
    Cosign, Entry, Image, Manifest, PackageSeed, World, digest_of, hours_ago, media, tag_of,
};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::setting::{app, world};

/// Something that somebody did to the package.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// Pushed an image of one manifest, or of several platforms. Equal labels are equal images.
    Push { label: u8, platforms: usize, attested: bool, docker: bool, tags: Vec<&'static str> },
    /// Pushed an index of what is there: shared parts, and nested indexes.
    Combine { of: Vec<Index>, tags: Vec<&'static str> },
    /// Attached a bundle the OCI 1.1 way.
    Refer { subject: Index },
    /// Signed with cosign, so often.
    Sign { subject: Index, times: usize, kind: Cosign },
    /// Signed something that is not in the package.
    SignElsewhere { label: u8, referrer: bool },
    /// Put a tag on something.
    Tag { which: Index, tag: &'static str },
    /// Pushed a build cache.
    Cache { label: u8, tags: Vec<&'static str> },
    /// GitHub lists it and the registry does not know it.
    Ghost { label: u8 },
    /// A careless clean-up deleted a part.
    Lose { which: Index },
}

/// A package: deeds with the hours that passed before each, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) deeds: Vec<(u32, Deed)>,
}

/// What the package is like, with what nothing in it says: whose leftovers are whose.
pub(crate) struct Built {
    pub(crate) world: World,
    pub(crate) left_behind: BTreeMap<u64, String>,
}

/// In hours, of the policies that are drawn.
pub(crate) const OLDEST_GRACE: u32 = 60;

const TAGS: [&str; 12] = [
    "pr-1",
    "pr-2",
    "pr-3",
    "pr-12",
    "v1",
    "v2",
    "1.0.0",
    "1.1.0",
    "2.0.0-rc.1",
    "2.0.0",
    "edge",
    "main",
];

fn tags() -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![
        3 => Just(Vec::new()),
        6 => prop::sample::select(&TAGS[..]).prop_map(|tag| vec![tag]),
        1 => prop::sample::subsequence(&TAGS[..], 2),
    ]
}

fn common_deed() -> impl Strategy<Value = Deed> {
    let kind = prop::sample::select(vec![Cosign::Signature, Cosign::Attestation, Cosign::Sbom]);
    prop_oneof![
        6 => (0_u8..6, 0_usize..4, any::<bool>(), prop::bool::weighted(0.2), tags()).prop_map(
            |(label, platforms, attested, docker, tags)| Deed::Push {
                label,
                platforms,
                attested,
                docker,
                tags,
            }
        ),
        4 => (prop::collection::vec(any::<Index>(), 1..4), tags())
            .prop_map(|(of, tags)| Deed::Combine { of, tags }),
        3 => any::<Index>().prop_map(|subject| Deed::Refer { subject }),
        2 => (any::<Index>(), 1_usize..4, kind)
            .prop_map(|(subject, times, kind)| Deed::Sign { subject, times, kind }),
        1 => (0_u8..3, any::<bool>())
            .prop_map(|(label, referrer)| Deed::SignElsewhere { label, referrer }),
        2 => (any::<Index>(), prop::sample::select(&TAGS[..]))
            .prop_map(|(which, tag)| Deed::Tag { which, tag }),
        1 => (0_u8..3, tags()).prop_map(|(label, tags)| Deed::Cache { label, tags }),
    ]
}

fn scene_of(deed: impl Strategy<Value = Deed>) -> impl Strategy<Value = Scene> {
    prop::collection::vec((0_u32..40, deed), 2..16).prop_map(|deeds| Scene { deeds })
}

/// A package in which everything that is listed can be read.
pub(crate) fn scene() -> impl Strategy<Value = Scene> {
    scene_of(common_deed())
}

/// A package with damage.
pub(crate) fn damaged_scene() -> impl Strategy<Value = Scene> {
    scene_of(prop_oneof![
        6 => common_deed(),
        1 => (0_u8..3).prop_map(|label| Deed::Ghost { label }),
        2 => any::<Index>().prop_map(|which| Deed::Lose { which }),
    ])
}

impl Scene {
    /// The package, a day and more older than the newest deed; an image that stays, `latest`, is the
    /// first of it.
    pub(crate) fn build(&self) -> Built {
        let mut builder = Builder {
            world: world(),
            manifests: Vec::new(),
            lost: BTreeSet::new(),
            left_behind: BTreeMap::new(),
            referrers: 0,
        };
        let mut hours: u32 = self.deeds.iter().map(|(hours, _)| hours).sum::<u32>() + 1;
        let kept = Image::labelled("kept").platforms(&["linux/amd64"]).tags(&["latest"]);
        app(&mut builder.world).when(hours_ago(hours)).push_image(&kept);
        for (passed, deed) in &self.deeds {
            hours -= passed;
            builder.act(hours, deed);
        }
        Built { world: builder.world, left_behind: builder.left_behind }
    }
}

struct Builder {
    world: World,
    /// What can be spoken of, listed, tagged and lost.
    manifests: Vec<Manifest>,
    lost: BTreeSet<String>,
    left_behind: BTreeMap<u64, String>,
    referrers: usize,
}

impl Builder {
    fn app(&mut self, hours: u32) -> PackageSeed<'_> {
        app(&mut self.world).when(hours_ago(hours))
    }

    fn pick(&self, index: Index) -> Option<Manifest> {
        (!self.manifests.is_empty()).then(|| index.get(&self.manifests).clone())
    }

    /// Pushes what was never lost. A digest that is pushed again after it was deleted would be younger
    /// than what lists it, which no tool brings about.
    fn push(&mut self, hours: u32, manifest: &Manifest, tags: &[&str]) {
        let parts = manifest.members().iter().any(|part| self.lost.contains(part));
        if parts || self.lost.contains(manifest.digest()) {
            return;
        }
        self.app(hours).push_manifest(manifest).tags(tags);
        if self.manifests.iter().all(|known| known.digest() != manifest.digest()) {
            self.manifests.push(manifest.clone());
        }
    }

    fn act(&mut self, hours: u32, deed: &Deed) {
        match deed {
            Deed::Push { label, platforms, attested, docker, tags } => {
                self.push_image(hours, *label, *platforms, *attested, *docker, tags);
            }
            Deed::Combine { of, tags } => {
                let parts: Vec<Manifest> = of.iter().filter_map(|one| self.pick(*one)).collect();
                let entries: Vec<Entry> = parts.iter().map(entry_of).collect();
                if !entries.is_empty() {
                    self.push(hours, &Manifest::index(&entries), tags);
                }
            }
            Deed::Refer { subject } => {
                let Some(subject) = self.pick(*subject) else { return };
                self.refer(hours, &subject);
            }
            Deed::Sign { subject, times, kind } => {
                let Some(subject) = self.pick(*subject) else { return };
                self.sign(hours, &subject, *times, *kind);
            }
            Deed::SignElsewhere { label, referrer: true } => {
                let subject = Manifest::image(&format!("elsewhere {label}"));
                self.refer(hours, &subject);
            }
            Deed::SignElsewhere { label, referrer: false } => {
                let subject = Manifest::image(&format!("elsewhere {label}"));
                self.sign(hours, &subject, 1, Cosign::Signature);
            }
            Deed::Tag { which, tag } => {
                if let Some(manifest) = self.pick(*which)
                    && !self.lost.contains(manifest.digest())
                {
                    let mut app = self.app(hours);
                    app.existing(manifest.digest()).updated(hours_ago(hours)).tags(&[tag]);
                }
            }
            Deed::Cache { label, tags } => {
                let cache = Manifest::buildkit_cache(&label.to_string(), 3);
                self.app(hours).push_manifest(&cache).tags(tags);
            }
            Deed::Ghost { label } => {
                let name = digest_of(format!("ghost {label}").as_bytes());
                // A young one may be a push that is just arriving, and stops everything.
                if hours > OLDEST_GRACE
                    && self.world.packages().iter().all(|it| it.versions.named(&name).is_none())
                {
                    self.app(hours).version(&name);
                }
            }
            Deed::Lose { which } => {
                if let Some(manifest) = self.pick(*which)
                    && self.lost.insert(manifest.digest().to_owned())
                {
                    let id = self.app(hours).existing(manifest.digest()).id();
                    self.world.delete_version(id);
                }
            }
        }
    }

    fn push_image(
        &mut self,
        hours: u32,
        label: u8,
        platforms: usize,
        attested: bool,
        docker: bool,
        tags: &[&str],
    ) {
        // Pushed to a package of its own first, to learn what it consists of.
        let mut elsewhere = world();
        let platforms = &["linux/amd64", "linux/arm64", "linux/386"][..platforms];
        let mut image = Image::labelled(&format!("image {label}")).platforms(platforms);
        if attested {
            image = image.attested();
        }
        if docker {
            image = image.docker();
        }
        let pushed = app(&mut elsewhere).push_image(&image);
        for member in &pushed.members {
            self.push(hours, &member.manifest, &[]);
        }
        self.push(hours, &pushed.root.manifest, tags);
    }

    fn refer(&mut self, hours: u32, subject: &Manifest) {
        self.referrers += 1;
        let label = self.referrers.to_string();
        refer(app(&mut self.world).when(hours_ago(hours)), subject, &label, &mut self.left_behind);
    }

    /// Each signature adds a layer and takes the tag; what had it stays behind.
    fn sign(&mut self, hours: u32, subject: &Manifest, times: usize, kind: Cosign) {
        let tag = format!("{}{}", tag_of(subject.digest()), kind.suffix());
        for _ in 0..times {
            let holder = self.app(hours).tagged(&tag);
            let mut layers = holder.as_ref().map_or_else(Vec::new, layers_of);
            let label = format!("{tag} {}", layers.len());
            layers.push(json!({
                "mediaType": media::COSIGN_PAYLOAD,
                "digest": digest_of(label.as_bytes()),
                "size": 9,
            }));
            let config = json!({
                "mediaType": media::OCI_CONFIG,
                "digest": digest_of(format!("config {label}").as_bytes()),
                "size": 9,
            });
            let json = json!({
                "schemaVersion": 2,
                "mediaType": media::OCI_IMAGE,
                "config": config,
                "layers": layers,
            });
            let manifest = Manifest::of_json(media::OCI_IMAGE, &json);
            self.app(hours).push_manifest(&manifest).tags(&[&tag]);
            if let Some(holder) = holder {
                let id = self.app(hours).existing(holder.digest()).id();
                self.left_behind.insert(id, subject.digest().to_owned());
            }
        }
    }
}

fn layers_of(manifest: &Manifest) -> Vec<serde_json::Value> {
    let json: serde_json::Value = serde_json::from_slice(manifest.bytes()).expect("JSON");
    json["layers"].as_array().cloned().unwrap_or_default()
}

/// How tools list it: an image for a platform, an index as it is.
pub(crate) fn entry_of(part: &Manifest) -> Entry {
    let is_index = [media::OCI_INDEX, media::DOCKER_LIST].contains(&part.media_type());
    if is_index { part.entry() } else { part.platform("linux/amd64") }
}

/// Attaches a bundle to a subject, and notes the index that loses its tag by that.
pub(crate) fn refer(
    mut app: PackageSeed<'_>,
    subject: &Manifest,
    label: &str,
    left_behind: &mut BTreeMap<u64, String>,
) {
    if let Some(before) = app.tagged(&tag_of(subject.digest())) {
        let id = app.existing(before.digest()).id();
        left_behind.insert(id, subject.digest().to_owned());
    }
    app.push_referrer(subject, label);
}
