//! The graph of images against a registry server that somebody else wrote.
//!
//! `.ci/registry.sh` starts the server, fills it by buildah, and names it in `STEWARD_REGISTRY`. What the
//! decision deletes is deleted through the server's own API; the script then copies what was kept, which
//! fails where a part is missing. Without the variable there is nothing to test against, and the test
//! says so.

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};
    use package_steward::clock::Clock;
    use package_steward::domain::{
        Coverage, Decision, Digest, EntryKind, Fact, Guards, IncompleteImages, Inventory, Keep,
        Knowledge, LastVersion, Login, Manifests, OnlyClosed, OrphanedReferrers, PackageKey,
        PackageName, PackageType, Pattern, Patterns, Policy, Prereleases, Question, Rule, RuleName,
        Tag, TagStatus, TimestampField, Version, VersionId, decide,
    };
    use package_steward::registry::{Client, ClientSettings, Reading, RegistryUrl, Repository};
    use package_steward::transport::{Timeouts, client_builder};

    /// The time of the decision, and that of every version in it: long past any grace.
    fn times() -> (Timestamp, Timestamp) {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
        (now, now - SignedDuration::from_hours(24 * 30))
    }

    /// Takes what is tagged `pr-*`.
    fn policy() -> Policy {
        let pattern = Pattern::for_tags("pr-*").expect("a pattern");
        Policy {
            rules: vec![Rule {
                name: RuleName::Inputs,
                tags: Some(Patterns::new(vec![pattern])),
                version_names: None,
                semver: None,
                prereleases: Prereleases::Include,
                version_ids: None,
                tag_status: TagStatus::Tagged,
                older_than: None,
                timestamp: TimestampField::Created,
                only_closed: OnlyClosed::No,
                keep_latest: None,
                incomplete_images: IncompleteImages::Report,
            }],
            keep: Keep::default(),
            rule_keeps: Vec::new(),
            untagged_grace: None,
            orphaned_referrers: OrphanedReferrers::Report,
            guards: Guards {
                max_deletions: None,
                min_remaining: 1,
                last_version: LastVersion::Keep,
            },
        }
    }

    struct Scene {
        client: Client,
        http: reqwest::Client,
        repository: Repository,
        root: url::Url,
    }

    impl Scene {
        async fn read(&self, digest: Digest) -> Fact {
            match self.client.read(&self.repository, digest).await {
                Reading::Read(document) => document.fact(),
                other @ (Reading::Unknown | Reading::Failed(_)) => panic!("{digest}: {other:?}"),
            }
        }

        /// Everything in the repository as GitHub would list it: a version a digest, with its tags.
        async fn inventory(&self, tags: &[&str]) -> Inventory {
            let mut found: BTreeMap<Digest, Vec<Tag>> = BTreeMap::new();
            for tag in tags.iter().map(|tag| Tag::new(*tag)) {
                match self.client.read_by_tag(&self.repository, &tag).await {
                    Reading::Read(document) => {
                        found.entry(document.digest()).or_default().push(tag);
                    }
                    other @ (Reading::Unknown | Reading::Failed(_)) => panic!("{tag}: {other:?}"),
                }
            }
            let mut open: Vec<Digest> = found.keys().copied().collect();
            while let Some(digest) = open.pop() {
                let Fact::Read(manifest) = self.read(digest).await else { continue };
                for entry in manifest.entries.iter().filter(|one| one.kind != EntryKind::Blob) {
                    if let std::collections::btree_map::Entry::Vacant(new) =
                        found.entry(entry.digest)
                    {
                        new.insert(Vec::new());
                        open.push(entry.digest);
                    }
                }
            }
            let (_, pushed) = times();
            let versions = found.into_iter().zip(1..).map(|((digest, tags), number)| Version {
                id: VersionId(number),
                name: digest.to_string(),
                tags,
                created_at: Some(pushed),
                updated_at: Some(pushed),
                deleted_at: None,
            });
            let name = PackageName::new("app");
            let package = PackageKey { package_type: PackageType::Container, name };
            Inventory::new(package, versions.collect(), Coverage::Stable)
        }

        async fn delete(&self, digest: &str) {
            let url =
                self.root.join(&format!("/v2/octo-org/app/manifests/{digest}")).expect("a URL");
            let answer = self.http.delete(url).send().await.expect("an answer");
            assert_eq!(answer.status().as_u16(), 202, "{digest}");
        }
    }

    #[tokio::test]
    async fn h01_what_is_kept_in_a_real_registry_can_still_be_copied() {
        let Some(address) = option_env!("STEWARD_REGISTRY") else {
            println!(
                "SKIPPED: no registry is named in STEWARD_REGISTRY; `.ci/registry.sh` starts one"
            );
            return;
        };
        let root = url::Url::parse(address).expect("an address");
        let http = client_builder(Timeouts::default()).build().expect("a client");
        let client = Client::new(ClientSettings {
            http: http.clone(),
            registry: RegistryUrl::at(root.clone()).expect("a registry"),
            token: "none".into(),
            wait_limit: Duration::from_secs(1),
            clock: Clock::system(),
            tell: Box::new(|_| {}),
        });
        let (owner, package) = (Login::new("octo-org"), PackageName::new("app"));
        let repository = Repository::new(&owner, &package).expect("a repository");
        let scene = Scene { client, http, repository, root };

        let inventory = scene.inventory(&["v1", "pr-1", "pr-2"]).await;
        let mut knowledge = Knowledge { manifests: Manifests::Readable, ..Knowledge::default() };
        let plan = loop {
            match decide(&inventory, &knowledge, &policy(), times().0) {
                Decision::Plan(plan) => break plan,
                Decision::Ask(questions) => {
                    for question in questions {
                        let Question::Manifest(digest) = question else {
                            panic!("{question:?}");
                        };
                        knowledge.facts.insert(digest, scene.read(digest).await);
                    }
                }
            }
        };
        // v1 and pr-1 share a platform; pr-2 has its own.
        let named: BTreeSet<&str> = inventory
            .versions()
            .iter()
            .filter(|version| plan.steps.iter().any(|step| step.version == version.id))
            .map(|version| version.name.as_str())
            .collect();
        assert!(plan.images.total == 3 && plan.images.doomed == 2, "{:?}", plan.images);
        assert!(named.len() < inventory.versions().len(), "something stays");
        for step in &plan.steps {
            let version = inventory.version(step.version).expect("what it names");
            scene.delete(&version.name).await;
        }
        println!("{} of {} versions deleted", named.len(), inventory.versions().len());
    }
}
