//! Whole packages: what is listed, and what is known of it.

use package_steward::domain::{
    Coverage, Decision, Entry, EntryKind, Fact, Inventory, Knowledge, Manifest, Manifests,
    PackageKey, PackageName, PackageType, Policy, Question, Version, decide,
};

use super::{Told, anchor, digest, image, now, release};

pub(crate) fn package(package_type: PackageType) -> PackageKey {
    PackageKey { package_type, name: PackageName::new("app") }
}

/// One package: what is listed and what is known.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) package_type: PackageType,
    pub(crate) versions: Vec<Version>,
    pub(crate) knowledge: Knowledge,
    pub(crate) coverage: Coverage,
}

impl World {
    /// A package of this type, listed stably.
    pub(crate) fn of(package_type: PackageType, versions: Vec<Version>) -> Self {
        let knowledge = Knowledge { manifests: Manifests::Readable, ..Knowledge::default() };
        Self { package_type, versions, knowledge, coverage: Coverage::Stable }
    }

    /// A container all of whose manifests are known, and list nothing unless said otherwise.
    pub(crate) fn container(versions: Vec<Version>) -> Self {
        let mut world = Self::of(PackageType::Container, versions);
        for version in &world.versions {
            if let Some(digest) = version.digest() {
                world.knowledge.facts.insert(digest, Fact::Read(Manifest::default()));
            }
        }
        world
    }

    /// What is known of the version's manifest.
    pub(crate) fn knowing(mut self, number: u64, fact: Fact) -> Self {
        self.knowledge.facts.insert(digest(number), fact);
        self
    }

    fn manifest(mut self, number: u64, set: impl FnOnce(&mut Manifest)) -> Self {
        let fact = self.knowledge.facts.entry(digest(number));
        if let Fact::Read(manifest) = fact.or_insert_with(|| Fact::Read(Manifest::default())) {
            set(manifest);
        }
        self
    }

    fn entries(self, number: u64, children: &[u64], kind: EntryKind) -> Self {
        self.manifest(number, |manifest| {
            let entries = children.iter().map(|child| Entry { digest: digest(*child), kind });
            manifest.entries.extend(entries);
        })
    }

    /// An index that lists images.
    pub(crate) fn lists(self, index: u64, images: &[u64]) -> Self {
        self.entries(index, images, EntryKind::Image)
    }

    /// An index that lists images for no platform, as fallback indexes list signatures.
    pub(crate) fn attests(self, index: u64, images: &[u64]) -> Self {
        self.entries(index, images, EntryKind::Unplaced)
    }

    /// An index that lists indexes.
    pub(crate) fn nests(self, index: u64, indexes: &[u64]) -> Self {
        self.entries(index, indexes, EntryKind::Index)
    }

    /// An index that lists blobs, as `BuildKit`'s registry cache does.
    pub(crate) fn caches(self, index: u64, blobs: &[u64]) -> Self {
        self.entries(index, blobs, EntryKind::Blob)
    }

    /// A manifest with an OCI 1.1 subject.
    pub(crate) fn speaks_of(self, referrer: u64, subject: u64) -> Self {
        self.manifest(referrer, |manifest| manifest.subject = Some(digest(subject)))
    }

    /// A manifest of cosign's with these layers.
    pub(crate) fn attaches(self, number: u64, layers: &[u64]) -> Self {
        self.manifest(number, |manifest| {
            manifest.attached.extend(layers.iter().map(|layer| digest(1_000_000 + layer)));
        })
    }

    pub(crate) fn covered(self, coverage: Coverage) -> Self {
        Self { coverage, ..self }
    }

    pub(crate) fn inventory(&self) -> Inventory {
        let package = package(self.package_type);
        Inventory::new(package, self.versions.clone(), self.coverage.clone())
    }

    pub(crate) fn decide(&self, policy: &Policy) -> Decision {
        decide(&self.inventory(), &self.knowledge, policy, now())
    }

    /// The plan. What no listing has is gone from the registry too; any other question is a failure.
    pub(crate) fn plan(&self, policy: &Policy) -> Told {
        let mut world = self.clone();
        loop {
            let questions = match world.decide(policy) {
                Decision::Plan(plan) => return Told::new(plan, &self.versions),
                Decision::Ask(questions) => questions,
            };
            for question in &questions {
                let Question::Manifest(digest) = question else { panic!("it asks {question:?}") };
                let is_listed = self.versions.iter().any(|one| one.digest() == Some(*digest));
                let before = world.knowledge.facts.insert(*digest, Fact::Gone);
                assert!(!is_listed && before.is_none(), "it asks {question:?}");
            }
        }
    }

    /// The questions; a plan has none.
    pub(crate) fn questions(&self, policy: &Policy) -> Vec<Question> {
        match self.decide(policy) {
            Decision::Ask(questions) => questions,
            Decision::Plan(_) => Vec::new(),
        }
    }

    /// The numbers of the versions that go.
    pub(crate) fn goes(&self, policy: &Policy) -> Vec<u64> {
        self.plan(policy).goes()
    }
}

/// A container with an image that stays, newer than these.
pub(crate) fn beside_an_anchor(versions: Vec<Version>) -> World {
    World::container([versions, vec![anchor()]].concat())
}

/// Which of these sets of tags, one a version, go. Images without parts, beside one that stays.
pub(crate) fn taken<'a>(policy: &Policy, versions: &[&'a str]) -> Vec<&'a str> {
    let told = tagged(versions).plan(policy);
    let goes = told.goes().into_iter();
    goes.map(|number| versions[usize::try_from(number).expect("a small number") - 1]).collect()
}

/// Images with these sets of tags, numbered from 1 and older first, beside one that stays.
pub(crate) fn tagged(versions: &[&str]) -> World {
    let images = (1_u64..).zip(versions).map(|(number, tags)| image(number, tags));
    World::container(images.chain([anchor()]).collect())
}

/// Which of these names, one a version, go from a package without tags, beside one that stays.
pub(crate) fn taken_names<'a>(policy: &Policy, names: &[&'a str]) -> Vec<&'a str> {
    let told = named(names).plan(policy);
    let goes = told.goes().into_iter();
    goes.map(|number| names[usize::try_from(number).expect("a small number") - 1]).collect()
}

/// Versions with these names in a package without tags, numbered from 1 and older first, beside a
/// release that is higher than all others and that no rule of these tests takes.
pub(crate) fn named(names: &[&str]) -> World {
    let versions = (1_u64..).zip(names).map(|(number, name)| release(number, name));
    World::of(PackageType::Npm, versions.chain([release(9_000, "9000.0.0")]).collect())
}
