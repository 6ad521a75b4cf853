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
//! 3. Pages 2 to the last are read, in any order and several at once. The anchor must end them again.
//! 4. Page 1 is read again. It must be the arrivals, and then the old page 1 without a gap; where
//!    arrivals pushed a part of that onto page 2, page 2 is read again too.
//! 5. The anchor may have moved back by no more than the number of arrivals, and as many different versions
//!    must be known, the arrivals left out, as stood up to it in step 2.
//! 6. Where fewer are known although something was pushed, steps 3 to 5 are done once more, and what is known
//!    adds up: a push may have moved a version from a page that was not yet read to one that was.
//!
//! # Why that is enough, and in any order
//!
//! Let *S* be what stood at the moment of step 2. The anchor's place is its size. Whatever is known was in
//! *S*: what was deleted before that moment can only have been seen on page 1, where step 4 misses it; and
//! what was pushed since is seen on page 1 alone, as long as less than a page's worth is pushed. So when as
//! many are known as there are in *S*, all of *S* is known, and nothing that was there all the time is missing.
//! Nowhere does it matter when or how often a page of step 3 was read, as long as it was after step 2. What
//! was deleted meanwhile may be known or not, as with a deletion right after the listing.
//!
//! That costs two requests more than there are pages. Where page 1 is full and names no other, page
//! 2 is asked for once: a proxy may have dropped the links.
//!
//! Reading the last page only at the end would
//! not do: a version deleted on a middle page right after it was read looks then exactly like one
//! that was never there. Where GitHub does not name the last page, it is found by going through all
//! pages once before.
//!
//! Two things stay invisible: a deletion together with a restore of another version, and a page's worth of
//! pushes that are all deleted again, both within one listing.

mod attempt;
#[cfg(test)]
mod tests;

pub(super) use attempt::{Address, Attempt, PageSeen, Step};
