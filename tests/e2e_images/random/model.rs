//! What should become of a package: the words of the documentation once more, as plainly as can be
//! and without any of the program's code. It sees everything, so it asks for nothing.

use std::collections::{BTreeMap, BTreeSet};

use github_standin::{Manifest, PackageType, Stamp, World};

use super::policy::{Rules, Selects};
use crate::setting::{OWNER, PACKAGE};

/// A version, with what it says of others.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: u64,
    pub(crate) digest: String,
    pub(crate) tags: Vec<String>,
    pub(crate) age_hours: f64,
    /// Since it was pushed or touched.
    pub(crate) rest_hours: f64,
    lists: Vec<String>,
    /// Digests that it speaks of, there or not.
    speaks_of: BTreeSet<String>,
}

/// A package at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    /// By digest.
    rows: BTreeMap<String, Row>,
    /// Digests of what is deleted and could be restored.
    restorable: BTreeSet<String>,
}

fn subject_of(tag: &str) -> Option<String> {
    let (hex, end) = tag.strip_prefix("sha256-")?.split_at_checked(64)?;
    ["", ".sig", ".att", ".sbom"].contains(&end).then(|| format!("sha256:{hex}"))
}

impl Row {
    /// Tags that speak of nothing.
    fn own_tags(&self) -> impl Iterator<Item = &String> {
        self.tags.iter().filter(|tag| subject_of(tag).is_none())
    }
}

impl Package {
    /// The package as it is in the world. `left_behind` says whose leftovers versions are.
    pub(crate) fn of(world: &World, left_behind: &BTreeMap<u64, String>) -> Self {
        let package = world.package(OWNER, PackageType::Container, PACKAGE).expect("the package");
        let now = world.clock().now();
        let hours =
            |stamp: Stamp| now.duration_since(stamp.time().expect("a time")).as_secs_f64() / 3600.0;
        let rows = package.versions.active().map(|row| {
            let manifest = row.manifest.as_ref();
            let by_tag = row.tags.iter().filter_map(|tag| subject_of(tag));
            let by_word = manifest.and_then(Manifest::subject).map(str::to_owned);
            let mut speaks_of: BTreeSet<String> = by_tag.chain(by_word).collect();
            // Whoever has a tag of its own again has been taken up by somebody.
            if speaks_of.is_empty() && row.tags.is_empty() {
                speaks_of.extend(left_behind.get(&row.id).cloned());
            }
            let age_hours = hours(row.created_at);
            let row = Row {
                id: row.id,
                digest: row.name.clone(),
                tags: row.tags.clone(),
                age_hours,
                rest_hours: age_hours.min(hours(row.updated_at)),
                lists: manifest.map_or_else(Vec::new, |manifest| manifest.members().to_vec()),
                speaks_of,
            };
            (row.digest.clone(), row)
        });
        let rows = rows.collect();
        let deleted = package.versions.all().iter().filter(|row| !row.is_active());
        Self { rows, restorable: deleted.map(|row| row.name.clone()).collect() }
    }

    /// Every version.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    fn is_listed(&self, row: &Row) -> bool {
        self.rows().any(|other| other.lists.contains(&row.digest))
    }

    fn speaks_of_living(&self, row: &Row) -> bool {
        row.speaks_of.iter().any(|digest| self.rows.contains_key(digest))
    }

    fn stands_alone(row: &Row) -> bool {
        let own = row.own_tags().count();
        own > 0 && own < row.tags.len()
    }

    fn is_root(&self, row: &Row) -> bool {
        !self.is_listed(row) && (row.speaks_of.is_empty() || Self::stands_alone(row))
    }

    fn is_orphan(&self, row: &Row) -> bool {
        !self.is_listed(row)
            && !row.speaks_of.is_empty()
            && !Self::stands_alone(row)
            && !self.speaks_of_living(row)
    }

    /// All that these reach, themselves included.
    pub(crate) fn closure(&self, seeds: &BTreeSet<String>) -> BTreeSet<String> {
        let mut reached: BTreeSet<String> = seeds.clone();
        loop {
            let listed =
                reached.iter().filter_map(|one| self.rows.get(one)).flat_map(|row| &row.lists);
            let listed = listed.filter(|digest| self.rows.contains_key(*digest)).cloned();
            let speaking = self.rows().filter(|row| !row.speaks_of.is_disjoint(&reached));
            let more: BTreeSet<String> =
                listed.chain(speaking.map(|row| row.digest.clone())).collect();
            let before = reached.len();
            reached.extend(more);
            if reached.len() == before {
                return reached;
            }
        }
    }

    fn is_incomplete(&self, root: &Row) -> bool {
        let parts = self.closure(&BTreeSet::from([root.digest.clone()]));
        let lists = parts.iter().flat_map(|part| &self.rows[part].lists);
        lists.into_iter().any(|digest| !self.rows.contains_key(digest))
    }

    /// The roots and orphans that rules take, whatever holds them.
    fn taken(&self, rules: &Rules) -> BTreeSet<String> {
        let mut roots: Vec<&Row> = self.rows().filter(|row| self.is_root(row)).collect();
        // Newest first.
        roots.sort_by(|one, other| {
            one.age_hours.total_cmp(&other.age_hours).then(other.id.cmp(&one.id))
        });
        let mut slots = match rules.selects {
            Selects::BeyondLatest(keep) => keep,
            Selects::PullRequests
            | Selects::Untagged
            | Selects::Older(_)
            | Selects::BelowTwo
            | Selects::Numbers(_)
            | Selects::Nothing => 0,
        };
        let mut taken = BTreeSet::new();
        for root in roots.into_iter().filter(|root| !rules.keeps(root)) {
            // A version of which only some tags are selected is held, and takes a slot.
            let counts = matches!(rules.selects, Selects::BeyondLatest(_)) && !root.tags.is_empty();
            if counts && slots > 0 {
                slots -= 1;
            } else if rules.takes(root) {
                taken.insert(root.digest.clone());
            }
        }
        let is_store = !self.rows().any(|row| self.speaks_of_living(row));
        for orphan in self.rows().filter(|row| self.is_orphan(row) && !rules.keeps(row)) {
            let named = matches!(rules.selects, Selects::Numbers(_)) && rules.takes(orphan);
            let rested = rules.grace.is_none_or(|grace| orphan.rest_hours >= f64::from(grace));
            let restorable = orphan.speaks_of.iter().any(|it| self.restorable.contains(it));
            if named || rules.takes_orphans && !is_store && rested && !restorable {
                taken.insert(orphan.digest.clone());
            }
        }
        taken
    }

    /// All that what rules take reaches: nothing else may go.
    pub(crate) fn may_go(&self, rules: &Rules) -> BTreeSet<u64> {
        self.ids(&self.closure(&self.taken(rules)))
    }

    /// What goes when nobody interferes.
    pub(crate) fn goes(&self, rules: &Rules) -> BTreeSet<u64> {
        let mut doomed = self.taken(rules);
        doomed.retain(|digest| {
            let row = &self.rows[digest];
            let young = row.tags.is_empty()
                && rules.grace.is_some_and(|grace| row.rest_hours < f64::from(grace));
            let means_it =
                matches!(rules.selects, Selects::PullRequests | Selects::BeyondLatest(_));
            let held = self.is_root(row)
                && self.is_incomplete(row)
                && !rules.takes_incomplete
                && !means_it;
            !young && !held
        });
        self.hold_the_newest(&mut doomed, rules);
        // Parts with a tag of their own go only where that is selected too.
        let wilful = |row: &Row| {
            let spared = |tag: &String| !rules.takes_tag(tag) || !rules.takes_number(row);
            rules.keeps(row) || row.own_tags().any(spared) || self.is_pushed_anew(row, rules)
        };
        loop {
            let reached = self.closure(&doomed);
            let is_part = |digest: &&String| {
                let row = &self.rows[*digest];
                !self.is_root(row) && !self.is_orphan(row)
            };
            let held = reached.iter().filter(is_part).filter(|part| wilful(&self.rows[*part]));
            let others = self.rows().filter(|row| self.is_root(row) || self.is_orphan(row));
            let others = others.map(|row| &row.digest).filter(|digest| !doomed.contains(*digest));
            let stays = self.closure(&held.chain(others).cloned().collect());
            let before = doomed.len();
            doomed.retain(|digest| !stays.contains(digest));
            if doomed.len() == before {
                return self.ids(&reached.difference(&stays).cloned().collect());
            }
        }
    }

    /// Whether an untagged part was pushed again within the grace, after all that lists it.
    fn is_pushed_anew(&self, row: &Row, rules: &Rules) -> bool {
        let mut listed_by =
            self.rows().filter(|other| other.lists.contains(&row.digest)).peekable();
        row.tags.is_empty()
            && row.rest_hours < row.age_hours
            && rules.grace.is_some_and(|grace| row.rest_hours < f64::from(grace))
            && listed_by.peek().is_some()
            && listed_by.all(|other| row.rest_hours < other.rest_hours)
    }

    fn hold_the_newest(&self, doomed: &mut BTreeSet<String>, rules: &Rules) {
        let tagged = || self.rows().filter(|row| self.is_root(row) && !row.tags.is_empty());
        let staying = tagged().filter(|row| !doomed.contains(&row.digest)).count();
        let mut going: Vec<&Row> = tagged().filter(|row| doomed.contains(&row.digest)).collect();
        going.sort_by(|one, other| {
            one.age_hours.total_cmp(&other.age_hours).then(other.id.cmp(&one.id))
        });
        for row in going.into_iter().take(rules.min_remaining.saturating_sub(staying)) {
            doomed.remove(&row.digest);
        }
    }

    /// The version that needs one which is not there: that lists it, or that it speaks of.
    pub(crate) fn needs(&self, gone: &Row) -> Option<u64> {
        if self.rows.contains_key(&gone.digest) {
            return None;
        }
        let needs =
            |row: &&Row| row.lists.contains(&gone.digest) || gone.speaks_of.contains(&row.digest);
        self.rows().find(needs).map(|row| row.id)
    }

    fn ids(&self, digests: &BTreeSet<String>) -> BTreeSet<u64> {
        digests.iter().map(|digest| self.rows[digest].id).collect()
    }

    /// Versions of which no index tells that they list nothing: those that none lists, and beside them
    /// the indexes that others list. Tagged ones are read before anybody can tell.
    pub(crate) fn unexplained(&self) -> usize {
        let needs_a_look =
            |row: &&Row| !self.is_listed(row) || !row.lists.is_empty() || !row.tags.is_empty();
        self.rows().filter(needs_a_look).count()
    }
}
