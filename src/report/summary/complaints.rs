//! What went wrong with many changes, told once for all that went wrong alike.

use super::super::words::Sentence;

/// So many kinds are told; others are only counted.
const KINDS: usize = 40;

/// What went wrong, by what was said about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Complaints {
    kinds: Vec<Complaint>,
    others: u64,
}

/// One thing that went wrong, with one or many changes.
#[derive(Clone, Debug)]
struct Complaint {
    /// What happened to the first of them.
    first: Sentence,
    /// What is known about all of them.
    details: Vec<Sentence>,
    count: u64,
}

impl Complaints {
    /// Takes in what happened to something, and what is known about it.
    pub(super) fn add(&mut self, told: impl FnOnce() -> Sentence, details: Vec<Sentence>) {
        if let Some(known) = self.kinds.iter_mut().find(|known| known.details == details) {
            known.count += 1;
        } else if self.kinds.len() < KINDS {
            self.kinds.push(Complaint { first: told(), details, count: 1 });
        } else {
            self.others += 1;
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.kinds.iter().map(|kind| kind.count).sum::<u64>() + self.others
    }

    /// Each kind, as what happened and what is known about it.
    pub(super) fn told(&self) -> impl Iterator<Item = Vec<Sentence>> {
        let kinds = self.kinds.iter().map(|kind| {
            let first = match kind.count - 1 {
                0 => kind.first.clone(),
                more => kind.first.clone().words(" (and so for ").number(more).words(" more)"),
            };
            [first].into_iter().chain(kind.details.iter().cloned()).collect()
        });
        let others = (self.others > 0).then(|| {
            let others = Sentence::default().number(self.others);
            vec![others.words(" more went wrong; the log of this step tells all of them")]
        });
        kinds.chain(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[(&str, &str)]) -> Vec<String> {
        let mut complaints = Complaints::default();
        for (name, detail) in names {
            let detail = Sentence::default().message(detail);
            complaints.add(|| Sentence::new("failed: ").literal(name), vec![detail]);
        }
        assert_eq!(complaints.count(), names.len() as u64);
        let lines = complaints.told();
        lines
            .map(|lines| lines.iter().map(Sentence::plain).collect::<Vec<_>>().join("; "))
            .collect()
    }

    #[test]
    fn what_went_wrong_alike_is_told_once() {
        assert_eq!(
            told(&[("a", "no right"), ("b", "too many"), ("c", "no right"), ("d", "no right")]),
            ["failed: `a` (and so for 2 more); no right", "failed: `b`; too many"]
        );
    }

    #[test]
    fn what_differs_each_time_is_counted_in_the_end() {
        let details: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        let all: Vec<(&str, &str)> = details.iter().map(|detail| ("x", detail.as_str())).collect();
        let told = told(&all);
        assert_eq!(told.len(), KINDS + 1);
        let last = "60 more went wrong; the log of this step tells all of them";
        assert_eq!(told.last().map(String::as_str), Some(last));
    }
}
