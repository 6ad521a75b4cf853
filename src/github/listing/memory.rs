//! Pages that are likely to be asked for again, with the `ETag` that GitHub gave them.

use std::cell::RefCell;
use std::collections::VecDeque;

use reqwest::header::HeaderValue;

use super::page::Page;
use crate::domain::{PackageKey, Version};
use crate::github::endpoint::VersionState;

/// How many pages are remembered. A page takes some 30 KiB.
const MOST: usize = 64;

/// Which page of which listing, whatever address it was read at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageName {
    pub(super) package: PackageKey,
    pub(super) state: VersionState,
    /// How many rows a full page has.
    pub(super) size: usize,
    /// From 1.
    pub(super) number: u64,
}

/// What was read, as long as there is room: the oldest is forgotten first.
#[derive(Default)]
pub(in crate::github) struct PageMemory(RefCell<VecDeque<Remembered>>);

struct Remembered {
    name: PageName,
    tag: HeaderValue,
    page: Page<Version>,
}

impl PageMemory {
    /// The tag that GitHub gave to a page.
    pub(super) fn tag(&self, name: &PageName) -> Option<HeaderValue> {
        let known = self.0.borrow();
        known.iter().find(|known| known.name == *name).map(|known| known.tag.clone())
    }

    /// The page as it was under that tag.
    pub(super) fn page(&self, name: &PageName, tag: &HeaderValue) -> Option<Page<Version>> {
        let known = self.0.borrow();
        let found = known.iter().find(|known| known.name == *name && known.tag == *tag);
        found.map(|known| known.page.clone())
    }

    /// Remembers a page in the place of what was known of it.
    pub(super) fn keep(&self, name: PageName, tag: HeaderValue, page: Page<Version>) {
        let mut known = self.0.borrow_mut();
        known.retain(|known| known.name != name);
        known.push_back(Remembered { name, tag, page });
        if known.len() > MOST {
            known.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PackageName, PackageType};
    use crate::github::listing::page::PageLinks;

    fn name(number: u64) -> PageName {
        let package = PackageKey { package_type: PackageType::Npm, name: PackageName::new("app") };
        PageName { package, state: VersionState::Active, size: 100, number }
    }

    fn empty() -> Page<Version> {
        Page { rows: Vec::new(), links: Ok(PageLinks::default()) }
    }

    #[test]
    fn the_oldest_is_forgotten_first_and_a_tag_is_good_for_its_own_page_alone() {
        let memory = PageMemory::default();
        let (tag, other) = (HeaderValue::from_static("\"a\""), HeaderValue::from_static("\"b\""));
        for number in 1..=MOST as u64 {
            memory.keep(name(number), tag.clone(), empty());
        }
        memory.keep(name(1), other.clone(), empty());
        memory.keep(name(MOST as u64 + 1), tag.clone(), empty());
        assert_eq!(memory.tag(&name(2)), None, "the oldest");
        assert_eq!(memory.tag(&name(1)), Some(other.clone()));
        assert!(memory.page(&name(1), &other).is_some());
        assert!(memory.page(&name(1), &tag).is_none(), "it is another one by now");
        assert_eq!(memory.tag(&PageName { state: VersionState::Deleted, ..name(1) }), None);
    }
}
