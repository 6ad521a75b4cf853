//! How much content goes with what goes, as far as it is known without reading anything for it.

use std::collections::BTreeMap;

use super::inventory::Inventory;
use super::knowledge::Knowledge;
use super::manifest::Fact;
use super::plan::PackagePlan;
use super::verdict::Verdict;
use super::version::{Digest, VersionId};

/// How much content goes with the versions that a plan takes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Weight {
    /// Of the versions that go, those whose manifests were read or cached.
    pub known: u64,
    /// All versions that go.
    pub going: u64,
    /// What they hold and no version that stays is known to hold, each layer in one share.
    pub shares: Vec<Share>,
}

/// Layers that the same versions hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// How large they are together.
    pub bytes: u64,
    /// The versions. When all of them are gone, the layers are needed no more.
    pub held_by: Vec<VersionId>,
}

/// A layer, as far as its holders are known.
#[derive(Default)]
struct Layer {
    bytes: u64,
    held_by: Vec<VersionId>,
    is_kept: bool,
}

/// Weighs what a plan takes, by what was learned to make it.
pub fn weigh(inventory: &Inventory, knowledge: &Knowledge, plan: &PackagePlan) -> Weight {
    let mut weight = Weight::default();
    let mut layers: BTreeMap<Digest, Layer> = BTreeMap::new();
    for (version, judgement) in inventory.versions().iter().zip(&plan.judgements) {
        let goes = judgement.verdict == Verdict::Delete;
        weight.going += u64::from(goes);
        let fact = version.digest().and_then(|digest| knowledge.facts.get(&digest));
        let Some(Fact::Read(manifest)) = fact else { continue };
        weight.known += u64::from(goes);
        for content in &manifest.layers {
            let layer = layers.entry(content.digest).or_default();
            layer.bytes = layer.bytes.max(content.bytes);
            if !goes {
                layer.is_kept = true;
            } else if layer.held_by.last() != Some(&version.id) {
                layer.held_by.push(version.id);
            }
        }
    }
    let mut shares: BTreeMap<Vec<VersionId>, u64> = BTreeMap::new();
    for layer in layers.into_values().filter(|layer| !layer.is_kept && layer.bytes > 0) {
        let bytes = shares.entry(layer.held_by).or_default();
        *bytes = bytes.saturating_add(layer.bytes);
    }
    weight.shares = shares.into_iter().map(|(held_by, bytes)| Share { bytes, held_by }).collect();
    weight
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Content, Coverage, Judgement, Manifest, Misfit, PackageKey, PackageName, PackageType,
        Reason, Version, plan_whole_package,
    };

    fn digest(of: u8) -> Digest {
        Digest::from_bytes([of; 32])
    }

    /// A version with its verdict, and the layers of its manifest with their sizes where it was read.
    type Row = (u64, Verdict, Option<&'static [(u8, u64)]>);

    fn weighed(rows: &[Row]) -> Weight {
        let name = |id: u64| digest(u8::try_from(id).expect("small"));
        let versions = rows.iter().map(|(id, ..)| Version {
            id: VersionId(*id),
            name: name(*id).to_string(),
            tags: Vec::new(),
            created_at: None,
            updated_at: None,
            deleted_at: None,
        });
        let package =
            PackageKey { package_type: PackageType::Container, name: PackageName::new("web") };
        let inventory = Inventory::new(package, versions.collect(), Coverage::Stable);
        let mut plan = plan_whole_package(&inventory, None);
        plan.judgements = inventory
            .versions()
            .iter()
            .map(|version| {
                let row = rows.iter().find(|row| row.0 == version.id.0).expect("a row");
                let reason = Reason::NotTaken { misfit: Misfit::Tags };
                Judgement { version: version.id, root: version.id, verdict: row.1, reason }
            })
            .collect();
        let mut knowledge = Knowledge::default();
        for (id, _, layers) in rows {
            let Some(layers) = layers else { continue };
            let layers = layers.iter();
            let layers =
                layers.map(|(of, bytes)| Content { digest: digest(100 + of), bytes: *bytes });
            let manifest = Manifest { layers: layers.collect(), ..Manifest::default() };
            knowledge.facts.insert(name(*id), Fact::Read(manifest));
        }
        weigh(&inventory, &knowledge, &plan)
    }

    fn share(bytes: u64, held_by: &[u64]) -> Share {
        Share { bytes, held_by: held_by.iter().copied().map(VersionId).collect() }
    }

    #[test]
    fn a_layer_counts_once_and_only_where_nothing_known_that_stays_holds_it() {
        let mut weight = weighed(&[
            (1, Verdict::Delete, Some(&[(1, 100), (2, 20), (2, 20), (4, 5)])),
            (2, Verdict::Delete, Some(&[(1, 100), (3, 7)])),
            (3, Verdict::Keep, Some(&[(3, 7), (5, 1_000)])),
            (4, Verdict::Delete, None),
        ]);
        weight.shares.iter_mut().for_each(|share| share.held_by.sort_unstable());
        weight.shares.sort_by_key(|share| share.bytes);
        assert_eq!((weight.known, weight.going), (2, 3));
        assert_eq!(weight.shares, [share(25, &[1]), share(100, &[1, 2])]);
    }

    #[test]
    fn sizes_that_nobody_can_add_up_do_no_harm() {
        let weight = weighed(&[(1, Verdict::Delete, Some(&[(1, u64::MAX), (2, u64::MAX)]))]);
        assert_eq!(weight.shares, [share(u64::MAX, &[1])]);
    }
}
