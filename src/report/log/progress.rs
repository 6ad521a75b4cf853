//! How far a run is, as one line that a person sees change.

use std::collections::BTreeMap;

use super::super::account::Account;
use super::super::escape::Line;
use super::super::words::Sentence;
use super::acting::how_far;
use crate::events::{Event, Readable};

/// What takes fewer requests is over before anybody has looked.
const LONG: u64 = 10;

/// How many marks a bar has.
const MARKS: u64 = 24;

/// What is under way.
#[derive(Clone, Debug, Default)]
pub(in crate::report) struct Progress {
    stage: Stage,
    /// What is read: how many were, and of how many.
    reading: BTreeMap<(Readable, String), (u64, u64)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Looking,
    /// Changes are made.
    Acting,
    Over,
}

impl Progress {
    /// Takes an event into account.
    pub(in crate::report) fn observe(&mut self, event: &Event) {
        if let Event::Reading { what, of, read, all } = event {
            self.reading.insert((*what, of.clone()), (*read, *all));
        } else if let Event::PackageListed { package, .. }
        | Event::Failed { package: Some(package), .. } = event
        {
            // Nothing more of it is listed, however far it came.
            if let Some((read, all)) = self.reading.get_mut(&(Readable::Pages, package.to_string()))
            {
                *read = *all;
            }
        } else if matches!(event, Event::StepSent { .. }) {
            self.stage = Stage::Acting;
            // What is read from now on is another look.
            self.reading.clear();
        } else if matches!(event, Event::RunEnded { .. }) {
            self.stage = Stage::Over;
        }
    }

    /// The line, while something takes long.
    pub(in crate::report) fn line(&self, account: &Account) -> Option<Line> {
        let (done, all, told) = match self.stage {
            Stage::Over => return None,
            Stage::Acting => {
                let deeds = account.deeds();
                match deeds.open {
                    0 => self.read()?,
                    _ => (deeds.tried(), deeds.all(), how_far(&deeds, account.asked())),
                }
            }
            Stage::Looking => self.read()?,
        };
        let line = format!("{} {}", bar(done, all), told.plain());
        (all >= LONG).then(|| Line::new(&line))
    }

    /// How far the reading is: of manifests while some are asked for, else of pages.
    fn read(&self) -> Option<(u64, u64, Sentence)> {
        [(Readable::Manifests, " manifests read"), (Readable::Pages, " pages listed")]
            .into_iter()
            .find_map(|(what, words)| {
                let of_it = self.reading.iter().filter(|((one, _), _)| *one == what);
                let (done, all) =
                    of_it.fold((0, 0), |sum, (_, one)| (sum.0 + one.0, sum.1 + one.1));
                let told = Sentence::default().number(done).words(" of ").number(all).words(words);
                (done < all).then_some((done, all, told))
            })
    }
}

/// `[######------]  50%`.
fn bar(done: u64, all: u64) -> String {
    let share = |of: u64| u128::from(done) * u128::from(of) / u128::from(all.max(1));
    let (marks, percent) = (share(MARKS), share(100));
    let marks: String =
        (0..MARKS).map(|mark| if u128::from(mark) < marks { '#' } else { '-' }).collect();
    format!("[{marks}] {percent:3}%")
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{
        by_id, deletion, ended, ended_step, failed, judged, key, listed, planned, started, version,
    };
    use super::*;
    use crate::domain::{Coverage, PackageType, Verdict};
    use crate::events::DryRun;
    use crate::execution::Outcome;

    fn lines(events: impl IntoIterator<Item = Event>) -> Vec<Option<String>> {
        let (mut account, mut progress) = (Account::default(), Progress::default());
        let line = |event: Event| {
            account.observe(&event);
            progress.observe(&event);
            progress.line(&account).map(|line| line.to_string())
        };
        events.into_iter().map(line).collect()
    }

    fn reading(what: Readable, of: &str, read: u64, all: u64) -> Event {
        Event::Reading { what, of: of.to_owned(), read, all }
    }

    #[test]
    fn what_is_read_at_once_is_counted_together() {
        let told = lines([
            started(DryRun::Yes),
            reading(Readable::Pages, "web", 3, 9),
            reading(Readable::Pages, "api", 2, 11),
            reading(Readable::Pages, "web", 9, 9),
            reading(Readable::Manifests, "web", 0, 2_000),
            reading(Readable::Manifests, "web", 2_000, 2_000),
            reading(Readable::Pages, "api", 11, 11),
        ]);
        let expected = [
            None,
            None,
            Some("[######------------------]  25% 5 of 20 pages listed"),
            Some("[#############-----------]  55% 11 of 20 pages listed"),
            Some("[------------------------]   0% 0 of 2,000 manifests read"),
            Some("[#############-----------]  55% 11 of 20 pages listed"),
            None,
        ];
        assert_eq!(told, expected.map(|line| line.map(str::to_owned)));
    }

    #[test]
    fn changes_are_counted_until_the_last_and_what_is_read_meanwhile_is_not() {
        let web = key(PackageType::Container, "web");
        let plan = (0..20).map(|id| judged(&web, version(id, "x", &[]), Verdict::Delete, by_id()));
        let end = |id: u64, outcome| {
            let step = deletion(id, &web, id);
            let sent = Event::StepSent {
                step: step.clone(),
                at: "2026-11-20T12:00:00Z".parse().expect("a time"),
            };
            [sent, ended_step(step, 1, outcome)]
        };
        let before = [started(DryRun::No)].into_iter().chain(plan).chain([planned(&web, 20, 20)]);
        let mut events: Vec<Event> = before.collect();
        let begin = events.len();
        events.extend(end(0, Outcome::Done));
        events.push(reading(Readable::Pages, "web", 1, 50));
        events.extend((1..19).flat_map(|id| end(id, Outcome::Done)));
        events.extend(end(19, Outcome::Held));
        events.extend([reading(Readable::Pages, "web", 10, 40), ended()]);
        let told = lines(events).split_off(begin);
        let told: Vec<Option<&str>> = told.iter().map(Option::as_deref).collect();
        assert_eq!(told[0], Some("[------------------------]   0% 0 of 20 versions"));
        assert_eq!(told[1], Some("[#-----------------------]   5% 1 of 20 versions: 1 deleted"));
        assert_eq!(told[2], told[1]);
        let last = "[######################--]  95% 19 of 20 versions: 19 deleted";
        assert_eq!(told[told.len() - 4..][..2], [Some(last), None]);
        let again = "[######------------------]  25% 10 of 40 pages listed";
        assert_eq!(told[told.len() - 2..], [Some(again), None]);
    }

    #[test]
    fn a_listing_that_was_given_up_is_over() {
        let web = key(PackageType::Container, "web");
        let told = lines([
            reading(Readable::Pages, "container/web", 3, 40),
            listed(&web, 300, Coverage::Truncated("page 4 was empty".to_owned())),
            reading(Readable::Pages, "container/web", 4, 40),
            failed(Some(&web)),
        ]);
        assert_eq!(
            told.iter().map(Option::is_some).collect::<Vec<_>>(),
            [true, false, true, false]
        );
    }

    #[test]
    fn short_work_has_no_bar() {
        assert_eq!(lines([reading(Readable::Pages, "web", 1, LONG - 1)]), [None]);
        assert!(lines([reading(Readable::Pages, "web", 1, LONG)])[0].is_some());
    }
}
