//! Telling in order what happens at once.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::events::Event;

/// Keeps what happens to each of several things until it is its turn to be told. What happens to the one
/// whose turn it is is told at once.
pub(super) struct Turns<'a> {
    now: Cell<usize>,
    kept: RefCell<BTreeMap<usize, Vec<Event>>>,
    tell: &'a dyn Fn(Event),
}

impl<'a> Turns<'a> {
    /// It is the turn of number 0.
    pub(super) fn new(tell: &'a dyn Fn(Event)) -> Self {
        Self { now: Cell::new(0), kept: RefCell::default(), tell }
    }

    /// Tells what happened to the thing with this number, now or when it is its turn.
    pub(super) fn tell(&self, number: usize, event: Event) {
        if number == self.now.get() {
            (self.tell)(event);
        } else {
            self.kept.borrow_mut().entry(number).or_default().push(event);
        }
    }

    /// Gives the turn to the next, and tells what was kept of it.
    pub(super) fn next(&self) {
        let now = self.now.get() + 1;
        self.now.set(now);
        let kept = self.kept.borrow_mut().remove(&now);
        kept.into_iter().flatten().for_each(self.tell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_when_it_is_its_turn_and_in_the_order_in_which_it_happened() {
        let told = RefCell::new(Vec::new());
        let tell = |event: Event| {
            let Event::Waiting { seconds, .. } = event else { panic!("{event:?}") };
            told.borrow_mut().push(seconds);
        };
        let turns = Turns::new(&tell);
        let happens = |number: usize, seconds: u64| {
            turns.tell(number, Event::Waiting { cause: String::new(), seconds });
        };
        happens(1, 10);
        happens(0, 1);
        happens(3, 30);
        happens(1, 11);
        happens(0, 2);
        assert_eq!(*told.borrow(), [1, 2]);
        turns.next();
        happens(1, 12);
        assert_eq!(*told.borrow(), [1, 2, 10, 11, 12]);
        turns.next();
        turns.next();
        assert_eq!(*told.borrow(), [1, 2, 10, 11, 12, 30]);
    }
}
