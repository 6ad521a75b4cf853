//! Which manifests need not be read, told from what registries take.

use std::collections::BTreeSet;

use package_steward::domain::EntryKind;

use super::graph::{Kind, Node, Wired};
use super::plain::version;
use crate::support::World;

impl Node {
    /// Whether cosign's tags alone tell what it is.
    fn is_told_by_its_tags(&self) -> bool {
        let ends = [".sig", ".att", ".sbom"];
        let is_cosign =
            |tag: &String| tag.starts_with("sha256-") && ends.iter().any(|end| tag.ends_with(end));
        !self.item.tags.is_empty() && self.item.tags.iter().all(is_cosign)
    }

    /// Whether it has the tag of a fallback index, and no tag of its own.
    fn is_fallback(&self) -> bool {
        !self.item.tags.is_empty() && Wired::own_tags(self).is_empty()
    }
}

impl Wired {
    /// Whether its tags or an index tell what a version is, so that it need not be read.
    pub(super) fn is_told_by_others(&self, node: &Node) -> bool {
        let number = node.item.number;
        let tells = |other: &Node| match &other.kind {
            Kind::Read { entries, .. } => {
                entries.contains(&(number, EntryKind::Image))
                    || other.is_fallback() && entries.contains(&(number, EntryKind::Unplaced))
            }
            Kind::OldLeaf { .. } | Kind::Gone | Kind::Unreadable { .. } => false,
        };
        node.is_told_by_its_tags() || node.item.tags.is_empty() && self.nodes.iter().any(tells)
    }

    /// Whether it is untagged and older than all of these, so that it can't list them.
    pub(super) fn is_older(&self, node: &Node, all: &BTreeSet<u64>) -> bool {
        let others = self.nodes.iter().filter(|other| all.contains(&other.item.number));
        let created = |node: &Node| node.item.created;
        node.item.tags.is_empty()
            && others.map(created).all(
                |other| matches!((created(node), other), (Some(own), Some(other)) if own > other),
            )
    }

    /// The same package as a registry could have it: what lists is no older than what it lists, an
    /// image lists nothing and speaks of nothing that its index does not know of, and all can be read.
    pub(super) fn made_plausible(&self) -> Self {
        let mut made = self.clone();
        let mut times: Vec<i64> = made.nodes.iter().filter_map(|node| node.item.created).collect();
        times.sort_unstable();
        let nothing = || Kind::Read { entries: Vec::new(), subject: None, attached: Vec::new() };
        for node in &mut made.nodes {
            if node.item.created.is_some() {
                node.item.created = times.pop();
            }
            if matches!(node.kind, Kind::Gone | Kind::Unreadable { .. }) {
                node.kind = nothing();
            }
            let number = node.item.number;
            if let Kind::Read { entries, .. } = &mut node.kind {
                entries.retain(|(entry, _)| *entry < number || self.node(*entry).is_none());
            }
        }
        let told: BTreeSet<u64> = made
            .nodes
            .iter()
            .filter(|node| made.is_told_by_others(node))
            .map(|node| node.item.number)
            .collect();
        let first_of_cosign = made.nodes.iter().position(Node::is_told_by_its_tags);
        for (at, node) in made.nodes.iter_mut().enumerate() {
            let is_heir = node.is_told_by_its_tags();
            let comes_after = first_of_cosign.is_some_and(|first| first < at);
            match &mut node.kind {
                Kind::Read { entries, subject, attached } => {
                    if told.contains(&node.item.number) {
                        (*subject, *entries) = (None, Vec::new());
                    }
                    if !is_heir && (comes_after || told.contains(&node.item.number)) {
                        attached.clear();
                    }
                }
                Kind::OldLeaf { subject } if told.contains(&node.item.number) => *subject = None,
                Kind::OldLeaf { .. } | Kind::Gone | Kind::Unreadable { .. } => {}
            }
        }
        made.world = World::container(made.nodes.iter().map(|node| version(&node.item)).collect());
        for node in &made.nodes {
            made.world = made.world.knowing(node.item.number, super::graph::fact(&node.kind));
        }
        made
    }
}
