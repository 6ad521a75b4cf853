//! One attempt at a listing, step by step.

use std::collections::HashSet;

use crate::domain::VersionId;

/// Which page to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::github::listing) enum Address {
    /// Page 1.
    First,
    /// The page that was named or found as the last.
    Last,
    /// The page that the latest reading of page 1 named as the next.
    Second,
    /// The page that the page just read named as the next.
    Following,
    /// Page 2, although nothing names it.
    Unnamed,
}

/// A page as it was read.
#[derive(Clone, Debug)]
pub(in crate::github::listing) struct PageSeen {
    /// Its versions, in GitHub's order.
    pub(in crate::github::listing) ids: Vec<VersionId>,
    /// Whether it names a next page.
    pub(in crate::github::listing) has_next: bool,
    /// The number of the page that it names as the last.
    pub(in crate::github::listing) last: Option<u64>,
}

/// What follows from the pages read so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::github::listing) enum Step {
    /// Read this page next.
    Read(Address),
    /// Nothing that was there all the time is missing.
    Stable,
    /// Something moved in a way that this attempt can't explain. Says what.
    Moved(String),
    /// The listing ended too early, which may be a passing fault. Says where.
    CutShort(String),
    /// The listing broke off. Says where.
    Truncated(String),
}

/// One attempt at a listing. Begin by reading [`Address::First`].
#[derive(Debug, Default)]
pub(in crate::github::listing) struct Attempt {
    /// How many versions a full page holds, as it was asked for.
    page_size: usize,
    stage: Stage,
    /// Page 1 as it was read first.
    first: Vec<VersionId>,
    /// The number of the last page, once it is known.
    last: Option<u64>,
    /// Where the last version of all stood before the pages between were read.
    anchor: Option<Place>,
    /// Where it stood after them.
    end: Option<Place>,
    /// Page 1 as it was read again, and what of page 2 was needed.
    again: Vec<VersionId>,
    /// What was seen, but for the arrivals until they count.
    known: HashSet<VersionId>,
    pages: HashSet<Vec<VersionId>>,
    /// A page before the last that is not full, which upsets all counting.
    odd_page: Option<(u64, usize)>,
    sweep: Sweep,
}

/// How often the pages between are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sweep {
    #[default]
    First,
    Second,
}

/// Which page is expected.
#[derive(Clone, Copy, Debug, Default)]
enum Stage {
    #[default]
    First,
    /// On the way to a last page that GitHub did not name; the number of the page expected.
    Finding(u64),
    Anchoring(u64),
    Walking(u64),
    /// Whether there is a page 2 that page 1 does not name.
    Doubting,
    FrontAgain,
}

/// Where a version stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    id: VersionId,
    /// The number of the page.
    page: u64,
    /// Counted from 0 over all pages.
    position: u64,
}

impl Attempt {
    /// An attempt at a listing whose full pages hold so many versions.
    pub(in crate::github::listing) fn new(page_size: usize) -> Self {
        Self { page_size, ..Self::default() }
    }

    /// Whether a version belongs to what this attempt found.
    pub(in crate::github::listing) fn knows(&self, id: VersionId) -> bool {
        self.known.contains(&id)
    }

    /// The last page of those that may be read in any order from now on, page 2 the first of them. Some
    /// only right after the anchor was dropped: what is read sooner proves nothing.
    pub(in crate::github::listing) fn may_read_ahead(&self) -> Option<u64> {
        match self.stage {
            Stage::Walking(2) => self.anchor.map(|anchor| anchor.page),
            Stage::First
            | Stage::Finding(_)
            | Stage::Anchoring(_)
            | Stage::Walking(_)
            | Stage::Doubting
            | Stage::FrontAgain => None,
        }
    }

    /// Takes in the page that was asked for.
    pub(in crate::github::listing) fn take(&mut self, page: PageSeen) -> Step {
        match self.stage {
            Stage::First => self.take_first(page),
            Stage::Finding(number) => self.find(number, &page),
            Stage::Anchoring(number) => self.drop_anchor(number, &page),
            Stage::Walking(number) => self.walk(number, &page),
            Stage::Doubting => self.doubt(&page),
            Stage::FrontAgain => self.compare_front(page),
        }
    }

    fn take_first(&mut self, page: PageSeen) -> Step {
        if let Err(why) = self.examine(1, &page) {
            return Step::Truncated(why);
        }
        self.last = page.last.or(self.last);
        self.first = page.ids;
        if !page.has_next && self.first.len() >= self.page_size {
            self.stage = Stage::Doubting;
            Step::Read(Address::Unnamed)
        } else if !page.has_next {
            self.stage = Stage::FrontAgain;
            Step::Read(Address::First)
        } else if let Some(last) = self.last {
            self.stage = Stage::Anchoring(last);
            Step::Read(Address::Last)
        } else {
            self.stage = Stage::Finding(2);
            Step::Read(Address::Second)
        }
    }

    fn doubt(&mut self, page: &PageSeen) -> Step {
        if !page.ids.is_empty() {
            return Step::CutShort("page 1 names no next page although there is one".to_owned());
        }
        self.stage = Stage::FrontAgain;
        Step::Read(Address::First)
    }

    /// Goes to the end without a name for it, then begins again with that knowledge.
    fn find(&mut self, number: u64, page: &PageSeen) -> Step {
        if let Err(why) = self.examine(number, page) {
            return Step::Truncated(why);
        }
        if page.has_next {
            self.stage = Stage::Finding(number + 1);
            return Step::Read(Address::Following);
        }
        *self = Self { last: Some(number), ..Self::new(self.page_size) };
        Step::Read(Address::First)
    }

    fn drop_anchor(&mut self, number: u64, page: &PageSeen) -> Step {
        if page.has_next {
            self.stage = Stage::Anchoring(number + 1);
            return Step::Read(Address::Following);
        }
        let Some(place) = self.last_place(number, page) else {
            return Step::Moved(format!("page {number}, named as the last, was empty"));
        };
        self.anchor = Some(place);
        self.stage = Stage::Walking(2);
        Step::Read(Address::Second)
    }

    fn walk(&mut self, number: u64, page: &PageSeen) -> Step {
        if let Err(why) = self.examine(number, page) {
            return Step::Truncated(why);
        }
        if page.has_next {
            if page.ids.len() != self.first.len() {
                self.odd_page.get_or_insert((number, page.ids.len()));
            }
            self.stage = Stage::Walking(number + 1);
            return Step::Read(Address::Following);
        }
        let end = self.last_place(number, page);
        if end.map(|end| end.id) != self.anchor.map(|anchor| anchor.id) {
            if self.anchor.is_some_and(|anchor| anchor.page > number) {
                return Step::CutShort(format!(
                    "page {number} names no next page, and is not the last"
                ));
            }
            return Step::Moved("the last version of all is another than before".to_owned());
        }
        self.end = end;
        self.stage = Stage::FrontAgain;
        Step::Read(Address::First)
    }

    fn compare_front(&mut self, page: PageSeen) -> Step {
        self.again.extend(page.ids);
        let newest = self.first.first();
        let arrivals = match newest {
            Some(newest) => self.again.iter().position(|id| id == newest),
            None => Some(self.again.len()),
        };
        let Some(arrivals) = arrivals else {
            return Step::Moved("the newest version of page 1 is not there any more".to_owned());
        };
        let (new, old) = self.again.split_at(arrivals);
        let missing = self.first.len().saturating_sub(old.len());
        if self.first.iter().zip(old).any(|(before, now)| before != now) {
            return Step::Moved("a version of page 1 is gone, or stands elsewhere".to_owned());
        }
        if new.iter().any(|id| self.known.contains(id)) {
            return Step::Moved("an older version moved to page 1".to_owned());
        }
        if missing > 0 && page.has_next {
            return Step::Read(Address::Following);
        }
        if missing > 0 {
            return Step::Moved("page 1 lost its last versions".to_owned());
        }
        // The only page ends the listing, then as now.
        if self.anchor.is_none() && (page.has_next || old.len() > self.first.len()) {
            return Step::Moved("there is more behind page 1 than before".to_owned());
        }
        self.known.extend(self.again.iter().skip(arrivals));
        self.compare_counts(arrivals)
    }

    fn compare_counts(&mut self, arrivals: usize) -> Step {
        // A single page is a snapshot by itself.
        if let (Some(anchor), Some(end)) = (self.anchor, self.end) {
            if let Some((number, rows)) = self.odd_page {
                let full = self.first.len();
                return Step::Moved(format!(
                    "page {number} held {rows} versions instead of {full}"
                ));
            }
            // Those of the arrivals that came after the last page was read again did not move it.
            if !(anchor.position..=anchor.position + arrivals as u64).contains(&end.position) {
                return Step::Moved(format!(
                    "the last version moved from place {} to {} although {arrivals} were pushed",
                    anchor.position + 1,
                    end.position + 1
                ));
            }
            let (known, all) = (self.known.len() as u64, anchor.position + 1);
            if known < all && arrivals > 0 && self.sweep == Sweep::First {
                return self.sweep_again();
            }
            if known != all {
                return Step::Moved(format!("{known} versions were found where {all} stood"));
            }
        }
        self.known.extend(self.again.iter().take(arrivals));
        Step::Stable
    }

    /// Reads the pages between once more: where a push moved a version onto a page that had been read before
    /// the page that it left, it is missing, and nothing else is wrong.
    fn sweep_again(&mut self) -> Step {
        self.sweep = Sweep::Second;
        self.end = None;
        self.again.clear();
        self.pages.clear();
        self.stage = Stage::Walking(2);
        Step::Read(Address::Second)
    }

    /// Takes in a page of the way, unless it shows that the listing broke off.
    fn examine(&mut self, number: u64, page: &PageSeen) -> Result<(), String> {
        if page.has_next && page.ids.is_empty() {
            return Err(format!("page {number} was empty although it is not the last"));
        }
        if let Some(last) = page.last.filter(|&last| !page.has_next && last > number) {
            return Err(format!(
                "page {number} names no next page although page {last} is the last"
            ));
        }
        self.known.extend(page.ids.iter().copied());
        if !self.pages.insert(page.ids.clone()) && !page.ids.is_empty() {
            return Err(format!("page {number} repeated another page"));
        }
        Ok(())
    }

    /// Where the last version of a page stands, by the size that page 1 had.
    fn last_place(&self, number: u64, page: &PageSeen) -> Option<Place> {
        let id = *page.ids.last()?;
        let before = number.saturating_sub(1).saturating_mul(self.first.len() as u64);
        Some(Place { id, page: number, position: before + page.ids.len() as u64 - 1 })
    }
}
