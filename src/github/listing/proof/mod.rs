//! The proof that a listing misses nothing, although others push and delete while it is read. Pure:
//! it says which page to read next, is told the numbers on it, and comes to a verdict.
//!
//! GitHub lists the newest first. A push moves everything back, so a reader who goes forward sees
//! some versions twice and misses none. A deletion moves everything after it forward, and what slips
//! from the page to be read next onto the page just read is never seen. Nothing on the later pages
//! shows it, so the deletion itself has to be ruled out:
//!
//! 1. Page 1 is read; its links name the last page.
//! 2. The last page is read, and where its last version stands is noted: the **anchor**.
//! 3. Pages 2 to the last are read in order. The anchor must end them again.
//! 4. Page 1 is read again. It must be the arrivals, and then the old page 1 without a gap; where
//!    arrivals pushed a part of that onto page 2, page 2 is read again too.
//! 5. The anchor must have moved back by exactly the number of arrivals, and as many different
//!    versions must be known as stand up to it.
//!
//! That costs two requests more than there are pages. Where page 1 is full and names no other, page
//! 2 is asked for once: a proxy may have dropped the links.
//!
//! Reading the last page only at the end would
//! not do: a version deleted on a middle page right after it was read looks then exactly like one
//! that was never there. Where GitHub does not name the last page, it is found by going through all
//! pages once before.
//!
//! Two things stay invisible: a deletion together with a restore of an older version behind it, and
//! a page's worth of pushes that are all deleted again, both within one listing.

mod attempt;
#[cfg(test)]
mod tests;

pub(super) use attempt::{Address, Attempt, PageSeen, Step};
