//! Pushing images as the tools of the field do: what is listed first, what lists it last.

use super::build::{Entry, tag_of};
use crate::world::manifest::Manifest;
use crate::world::seed::{PackageSeed, VersionSeed};
use crate::world::time::When;

/// An image to push.
#[derive(Clone, Debug)]
pub struct Image {
    label: String,
    platforms: Vec<String>,
    attested: bool,
    docker: bool,
    tags: Vec<String>,
    created: Option<When>,
}

/// A version that was pushed.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// Its number.
    pub id: u64,
    /// Its manifest.
    pub manifest: Manifest,
}

/// An image that was pushed.
#[derive(Clone, Debug)]
pub struct PushedImage {
    /// The version that carries the tags.
    pub root: Pushed,
    /// What the root lists, in the order in which it lists them.
    pub members: Vec<Pushed>,
}

impl PushedImage {
    /// The numbers of root and members.
    pub fn ids(&self) -> Vec<u64> {
        [self.root.id].into_iter().chain(self.members.iter().map(|member| member.id)).collect()
    }
}

/// What cosign up to 2 attaches by a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cosign {
    /// `.sig`
    Signature,
    /// `.att`
    Attestation,
    /// `.sbom`
    Sbom,
}

impl Cosign {
    /// The end of its tag.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Signature => ".sig",
            Self::Attestation => ".att",
            Self::Sbom => ".sbom",
        }
    }
}

impl Image {
    /// An image whose content comes from its label: equal labels are equal images.
    pub fn labelled(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            platforms: Vec::new(),
            attested: false,
            docker: false,
            tags: Vec::new(),
            created: None,
        }
    }

    /// The platforms of a multi-platform image. Without any it is a single manifest.
    #[must_use]
    pub fn platforms(mut self, platforms: &[&str]) -> Self {
        self.platforms = platforms.iter().map(|&it| it.to_owned()).collect();
        self
    }

    /// Lists an attestation beside each platform, as buildx does.
    #[must_use]
    pub fn attested(mut self) -> Self {
        self.attested = true;
        self
    }

    /// In Docker's media types instead of OCI's.
    #[must_use]
    pub fn docker(mut self) -> Self {
        self.docker = true;
        self
    }

    /// The tags of the root.
    #[must_use]
    pub fn tags(mut self, tags: &[&str]) -> Self {
        self.tags = tags.iter().map(|&it| it.to_owned()).collect();
        self
    }

    /// When all of it was pushed; as the package's seed says, unless given.
    #[must_use]
    pub fn created(mut self, when: When) -> Self {
        self.created = Some(when);
        self
    }

    fn single(&self, label: &str) -> Manifest {
        if self.docker { Manifest::docker_image(label) } else { Manifest::image(label) }
    }

    /// The root, and before it what it lists.
    fn manifests(&self) -> (Manifest, Vec<Manifest>) {
        if self.platforms.is_empty() {
            return (self.single(&self.label), Vec::new());
        }
        let mut members = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        for platform in &self.platforms {
            let manifest = self.single(&format!("{} {platform}", self.label));
            entries.push(manifest.platform(platform));
            members.push(manifest);
        }
        if self.attested {
            for (at, platform) in self.platforms.iter().enumerate() {
                let statement = Manifest::buildx_attestation(&format!("{} {platform}", self.label));
                entries.push(statement.attestation_of(&members[at]));
                members.push(statement);
            }
        }
        let root =
            if self.docker { Manifest::docker_list(&entries) } else { Manifest::index(&entries) };
        (root, members)
    }
}

impl VersionSeed<'_> {
    /// The version as something that others can speak of.
    ///
    /// # Panics
    /// When it was seeded by name only and has no manifest.
    pub fn pushed(&self) -> Pushed {
        #[expect(
            clippy::expect_used,
            reason = "a wrong seed is a mistake in the test that wrote it"
        )]
        let manifest = self.manifest().expect("a version that was pushed with a manifest");
        Pushed { id: self.id(), manifest }
    }
}

impl PackageSeed<'_> {
    /// Pushes an image: its members, then its root. A member that is there already stays what it
    /// was, as in any registry.
    pub fn push_image(&mut self, image: &Image) -> PushedImage {
        let (root, members) = image.manifests();
        let push = |seed: &mut Self, manifest: &Manifest, tags: &[&str]| {
            let known = seed.manifest(manifest.digest()).is_some();
            let version = seed.push_manifest(manifest);
            let version = match image.created {
                Some(created) if !known => version.created(created),
                Some(created) => version.updated(created),
                None => version,
            };
            version.tags(tags).pushed()
        };
        let members = members.iter().map(|member| push(self, member, &[])).collect();
        let tags: Vec<&str> = image.tags.iter().map(String::as_str).collect();
        PushedImage { members, root: push(self, &root, &tags) }
    }

    /// Attaches a Sigstore bundle the OCI 1.1 way where a registry has no referrers API, as
    /// cosign 3 and GitHub's attestations do: the referrer, then under the tag `sha256-<hex>` a
    /// new index of all referrers so far. The index that had the tag stays behind untagged.
    /// Answers the referrer and the new index.
    pub fn push_referrer(&mut self, subject: &Manifest, label: &str) -> (Pushed, Pushed) {
        let referrer = Manifest::referrer(subject, label);
        let tag = tag_of(subject.digest());
        let before = self.tagged(&tag).map(|manifest| manifest.members().to_vec());
        let known = before.unwrap_or_default();
        let mut entries: Vec<Entry> =
            known.iter().filter_map(|digest| self.manifest(digest)).map(|it| it.entry()).collect();
        entries.push(referrer.entry());
        let referrer = self.push_manifest(&referrer).pushed();
        let index = self.push_manifest(&Manifest::index(&entries)).tags(&[&tag]).pushed();
        (referrer, index)
    }

    /// Attaches what cosign up to 2 attaches: a manifest under `sha256-<hex>.sig`, `.att` or
    /// `.sbom`. One that had the tag stays behind untagged.
    pub fn push_cosign(&mut self, subject: &Manifest, kind: Cosign, label: &str) -> Pushed {
        let tag = format!("{}{}", tag_of(subject.digest()), kind.suffix());
        self.push_manifest(&Manifest::cosign(label)).tags(&[&tag]).pushed()
    }
}
