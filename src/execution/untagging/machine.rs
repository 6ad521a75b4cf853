//! The machine itself.

use std::time::Duration;

use super::{DeletionEnd, Lead, PushEnd, RowSight, UntagAnswer, UntagCommand, UntagTask};
use crate::domain::{Digest, Version, VersionId};
use crate::execution::Outcome;

/// How long to wait for what does not show yet, one time after the other.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// Where the machine stands: what it waits to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    ForEmpty,
    Other,
    Before,
    Push,
    After,
    List,
    Weigh,
    Row,
    BeforeDeletion,
    Deletion,
    RowAfterLoss,
    AtEnd,
    BeforeBack,
    Back,
    AfterBack,
    Over,
}

/// Takes one tag off.
#[derive(Clone, Debug)]
pub struct Untagging {
    task: UntagTask,
    phase: Phase,
    /// Waits so far in this phase.
    waits: usize,
    /// Whether waiting is allowed any more.
    hurried: Hurry,
    /// The version of the empty manifest, once it is proved to be that.
    proved: Option<VersionId>,
    /// Where the tag goes back to.
    back: Digest,
    /// How it ends once what was pushed is cleaned away.
    settled: Option<(Outcome, String)>,
    lost: Option<String>,
    /// Why the tag goes back.
    why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hurry {
    No,
    Yes,
}

impl Untagging {
    /// A machine, and what is to be done first.
    pub fn start(task: UntagTask) -> (Self, UntagCommand) {
        let back = task.original_digest;
        let machine = Self {
            task,
            phase: Phase::ForEmpty,
            waits: 0,
            hurried: Hurry::No,
            proved: None,
            back,
            settled: None,
            lost: None,
            why: String::new(),
        };
        (machine, UntagCommand::LookForEmpty)
    }

    /// Takes in what came, and says what is to be done next.
    pub fn next(&mut self, answer: UntagAnswer) -> UntagCommand {
        use UntagAnswer as A;
        match (self.phase, answer) {
            (Phase::Over, _) => UntagCommand::End(Outcome::Unknown, None),
            (_, A::Waited) => self.again(),
            (_, A::Stopped) => {
                self.hurried = Hurry::Yes;
                self.give_up_waiting("the run was ended meanwhile")
            }
            (Phase::ForEmpty, A::Lead(lead)) => self.seen_for_empty(lead),
            (Phase::Other, A::Lead(lead)) => self.seen_other(lead),
            (Phase::Before, A::Lead(lead)) => self.seen_before(lead),
            (Phase::Push, A::Push(end)) => self.pushed(end),
            (Phase::After, A::Lead(lead)) => self.seen_after(&lead),
            (Phase::List, A::Listed(rows)) => self.listed(&rows),
            (Phase::Weigh, A::Weighed(theirs)) => self.overtaken(theirs),
            (Phase::Row, A::Row(sight)) => self.row(&sight),
            (Phase::BeforeDeletion, A::Lead(lead)) => self.seen_before_deletion(&lead),
            (Phase::Deletion, A::Deletion(end)) => self.deleted(end),
            (Phase::RowAfterLoss, A::Row(RowSight::Gone)) => self.gone(),
            (Phase::AtEnd, A::Lead(lead)) => self.seen_at_end(&lead),
            (Phase::BeforeBack, A::Lead(lead)) => self.seen_before_back(&lead),
            (Phase::Back, A::Push(end)) => self.pushed_back(end),
            (Phase::AfterBack, A::Lead(lead)) => self.seen_after_back(&lead),
            (Phase::ForEmpty | Phase::Other | Phase::Before, _) => {
                self.end(Outcome::Refused, "the registry could not be asked")
            }
            (_, _) => self.go_back("nobody knows whether the empty version was deleted"),
        }
    }

    fn seen_for_empty(&mut self, lead: Lead) -> UntagCommand {
        match lead {
            Lead::Nowhere => self.go(Phase::Other, UntagCommand::LookAtOther),
            Lead::To(_) => {
                let why = "the registry has the manifest that was to be pushed already";
                self.end(Outcome::Refused, why)
            }
            Lead::Unseen(why) => self.end_untouched(&why),
        }
    }

    fn seen_other(&mut self, lead: Lead) -> UntagCommand {
        match lead {
            Lead::To(there) if there == self.task.original_digest => {
                self.go(Phase::Before, UntagCommand::LookAtTag)
            }
            Lead::To(_) | Lead::Nowhere => {
                let why = "the tag that is to stay on the version is not on it any more";
                self.end(Outcome::Held, why)
            }
            Lead::Unseen(why) => self.end_untouched(&why),
        }
    }

    fn seen_before(&mut self, lead: Lead) -> UntagCommand {
        match lead {
            Lead::To(there) if there == self.task.original_digest => {
                self.go(Phase::Push, UntagCommand::PushEmpty)
            }
            Lead::To(_) | Lead::Nowhere => {
                self.end(Outcome::Held, "the tag is not on the version any more")
            }
            Lead::Unseen(why) => self.end_untouched(&why),
        }
    }

    fn go(&mut self, phase: Phase, command: UntagCommand) -> UntagCommand {
        if self.phase != phase {
            self.waits = 0;
        }
        self.phase = phase;
        command
    }

    fn end(&mut self, outcome: Outcome, why: impl Into<String>) -> UntagCommand {
        self.phase = Phase::Over;
        UntagCommand::End(outcome, Some(why.into()))
    }

    /// Nothing was pushed yet, and something could not be seen.
    fn end_untouched(&mut self, why: &str) -> UntagCommand {
        self.end(Outcome::Refused, format!("the registry could not be asked: {why}"))
    }

    fn pushed(&mut self, end: PushEnd) -> UntagCommand {
        match end {
            PushEnd::Refused(why) => {
                let why =
                    format!("{why}; to take a tag off, the token needs to be allowed to push");
                return self.end(Outcome::Refused, why);
            }
            PushEnd::Lost(why) => self.lost = Some(why),
            PushEnd::Taken => {}
        }
        self.go(Phase::After, UntagCommand::LookAtTag)
    }

    fn seen_after(&mut self, lead: &Lead) -> UntagCommand {
        match lead {
            Lead::To(there) if *there == self.task.empty => {
                self.go(Phase::List, UntagCommand::List)
            }
            // What was pushed may still arrive, or the answer be from before.
            Lead::To(there) if *there == self.task.original_digest => {
                self.wait_or(Self::still_on_original)
            }
            Lead::To(_) => self.theirs_after(),
            Lead::Nowhere | Lead::Unseen(_) => {
                self.wait_or(|machine| machine.go_back("the tag could not be looked at"))
            }
        }
    }

    fn still_on_original(&mut self) -> UntagCommand {
        let why = match self.lost.take() {
            Some(why) => format!("the tag is on its version still, for the push was lost: {why}"),
            None => "the tag is on its version still, though the registry took the push".to_owned(),
        };
        self.end(Outcome::Unknown, why)
    }

    /// Somebody pushed under the tag after the empty manifest: it stays theirs.
    fn theirs_after(&mut self) -> UntagCommand {
        let why = "somebody pushed under the tag meanwhile, and it stays theirs".to_owned();
        self.settled = Some((Outcome::Held, why));
        self.go(Phase::List, UntagCommand::List)
    }

    fn listed(&mut self, rows: &[Version]) -> UntagCommand {
        let name = self.task.empty.to_string();
        let Some(new) = rows.iter().find(|row| row.name == name) else {
            return self
                .wait_or(|machine| machine.unproved("GitHub does not list the empty version"));
        };
        let (id, is_known) = (new.id, self.task.known.contains(&new.id));
        if is_known || id == self.task.original || !self.has_no_other_tag(new) {
            return self.unproved("what GitHub lists as the empty version is not what was pushed");
        }
        self.proved = Some(id);
        let came_between =
            |row: &&Version| row.id < id && row.name != name && !self.task.known.contains(&row.id);
        let between: Vec<&Version> = rows.iter().filter(came_between).collect();
        if self.settled.is_some() || between.is_empty() {
            return self.go(Phase::Row, UntagCommand::LookAtVersion(id));
        }
        // Which lost its tag to the empty manifest has none now.
        let bare = between.iter().filter(|row| row.tags.is_empty());
        let mut bare: Vec<Digest> = bare.filter_map(|row| row.digest()).collect();
        match (bare.pop(), bare.is_empty()) {
            (Some(only), true) => self.overtaken(Some(only)),
            (Some(last), false) => {
                bare.push(last);
                self.go(Phase::Weigh, UntagCommand::Weigh(bare))
            }
            (None, _) => self.overtaken(None),
        }
    }

    /// Something was pushed between the look at the tag and the push of the empty manifest: perhaps under
    /// the tag.
    fn overtaken(&mut self, theirs: Option<Digest>) -> UntagCommand {
        if let Some(theirs) = theirs {
            self.back = theirs;
            return self.go_back(&format!("{theirs} was pushed in the same moment"));
        }
        self.go_back(
            "something else was pushed in the same moment; if that was under this tag, push it again",
        )
    }

    fn row(&mut self, sight: &RowSight) -> UntagCommand {
        match sight {
            RowSight::There(row) => {
                let is_it = row.name == self.task.empty.to_string()
                    && self.proved == Some(row.id)
                    && self.has_no_other_tag(row);
                if is_it {
                    return self.go(Phase::BeforeDeletion, UntagCommand::LookAtTag);
                }
                self.unproved("the new version is not the one that was pushed")
            }
            RowSight::Gone | RowSight::Unseen => {
                self.wait_or(|machine| machine.unproved("the new version can't be looked at"))
            }
        }
    }

    /// The version of the empty manifest may carry the tag, or, where a listing is behind, none.
    fn has_no_other_tag(&self, row: &Version) -> bool {
        row.tags.iter().all(|tag| *tag == self.task.tag)
    }

    fn seen_before_deletion(&mut self, lead: &Lead) -> UntagCommand {
        let Some(id) = self.proved else { return self.unproved("the new version is not known") };
        match lead {
            Lead::To(there) if *there == self.task.empty => {
                if self.settled.is_some() {
                    return self.finish();
                }
                self.go(Phase::Deletion, UntagCommand::Delete(id))
            }
            Lead::To(_) => {
                let why = "somebody pushed under the tag meanwhile, and it stays theirs".to_owned();
                self.settled.get_or_insert((Outcome::Held, why));
                self.go(Phase::Deletion, UntagCommand::Delete(id))
            }
            Lead::Nowhere | Lead::Unseen(_) if self.settled.is_some() => self.finish(),
            Lead::Nowhere | Lead::Unseen(_) => self.go_back("the tag could not be looked at"),
        }
    }

    fn deleted(&mut self, end: DeletionEnd) -> UntagCommand {
        match (end, self.proved) {
            (DeletionEnd::Done, _) => self.gone(),
            (_, _) if self.settled.is_some() => self.finish(),
            (DeletionEnd::Lost, Some(id)) => {
                self.go(Phase::RowAfterLoss, UntagCommand::LookAtVersion(id))
            }
            (DeletionEnd::Lost, None) => {
                self.go_back("nobody knows whether the empty version was deleted")
            }
            (DeletionEnd::Refused(why), _) => {
                self.proved = None;
                self.go_back(&format!("the empty version could not be deleted: {why}"))
            }
        }
    }

    fn gone(&mut self) -> UntagCommand {
        self.proved = None;
        if self.settled.is_some() {
            return self.finish();
        }
        self.go(Phase::AtEnd, UntagCommand::LookAtTag)
    }

    fn seen_at_end(&mut self, lead: &Lead) -> UntagCommand {
        match lead {
            Lead::To(there) if *there == self.task.original_digest => {
                self.end(Outcome::Held, "somebody has put the tag on the version again")
            }
            // The version is gone, so what still shows it is behind.
            Lead::To(there) if *there == self.task.empty => self.wait_or(Self::off),
            Lead::To(_) | Lead::Nowhere | Lead::Unseen(_) => self.off(),
        }
    }

    fn off(&mut self) -> UntagCommand {
        self.phase = Phase::Over;
        UntagCommand::End(Outcome::Done, None)
    }

    /// What was pushed can't be proved to be a version of its own, so nothing is deleted.
    fn unproved(&mut self, why: &str) -> UntagCommand {
        self.proved = None;
        if self.settled.is_some() {
            return self.finish();
        }
        self.go_back(why)
    }

    fn go_back(&mut self, why: &str) -> UntagCommand {
        why.clone_into(&mut self.why);
        self.go(Phase::BeforeBack, UntagCommand::LookAtTag)
    }

    fn seen_before_back(&mut self, lead: &Lead) -> UntagCommand {
        match lead {
            Lead::To(there) if *there == self.back => self.settle_back(),
            Lead::To(there) if *there != self.task.empty => self.settle_theirs(*there),
            Lead::To(_) | Lead::Nowhere => self.push_back(),
            Lead::Unseen(_) => self.wait_or(Self::push_back),
        }
    }

    fn settle_theirs(&mut self, there: Digest) -> UntagCommand {
        let why = format!("{}; the tag is on {there} now, where somebody put it", self.why);
        self.settle(Outcome::Held, why)
    }

    /// The waits go on being counted: a push that is refused again and again is given up.
    fn push_back(&mut self) -> UntagCommand {
        self.phase = Phase::Back;
        UntagCommand::PushBack(self.back)
    }

    fn pushed_back(&mut self, end: PushEnd) -> UntagCommand {
        match end {
            PushEnd::Refused(why) => self.wait_or(|machine| machine.stranded(&why)),
            PushEnd::Taken | PushEnd::Lost(_) => {
                self.phase = Phase::AfterBack;
                UntagCommand::LookAtTag
            }
        }
    }

    fn seen_after_back(&mut self, lead: &Lead) -> UntagCommand {
        match lead {
            Lead::To(there) if *there == self.back => self.settle_back(),
            Lead::To(there) if *there != self.task.empty => self.settle_theirs(*there),
            Lead::To(_) | Lead::Nowhere | Lead::Unseen(_) => {
                self.phase = Phase::Back;
                self.wait_or(|machine| machine.stranded("it does not show that it was taken"))
            }
        }
    }

    fn settle_back(&mut self) -> UntagCommand {
        let why = if self.back == self.task.original_digest {
            format!("{}; the tag is on its version as before", self.why)
        } else {
            format!("{}, so the tag was put on that", self.why)
        };
        self.settle(Outcome::Refused, why)
    }

    /// Notes how it ends, and cleans away what was pushed where that is proved.
    fn settle(&mut self, outcome: Outcome, why: String) -> UntagCommand {
        self.settled = Some((outcome, why));
        match self.proved {
            Some(id) if self.hurried == Hurry::No => {
                self.go(Phase::Row, UntagCommand::LookAtVersion(id))
            }
            _ => self.finish(),
        }
    }

    fn finish(&mut self) -> UntagCommand {
        let (outcome, why) = self.settled.take().unwrap_or((Outcome::Unknown, self.why.clone()));
        let left = if self.proved.take().is_some() {
            format!("; the empty version {} may be left", self.task.empty)
        } else {
            String::new()
        };
        self.end(outcome, format!("{why}{left}"))
    }

    /// The tag may be on the empty manifest, and can't be put back.
    fn stranded(&mut self, said: &str) -> UntagCommand {
        let why = format!(
            "{}; it could not be put back: {said}. Put it on {} again, for it may be on the empty {} now",
            self.why, self.back, self.task.empty
        );
        self.end(Outcome::Unknown, why)
    }

    /// Waits, or does the other thing when there were enough waits.
    fn wait_or(&mut self, otherwise: impl FnOnce(&mut Self) -> UntagCommand) -> UntagCommand {
        match PAUSES.get(self.waits) {
            Some(pause) if self.hurried == Hurry::No => {
                self.waits += 1;
                UntagCommand::Wait(*pause)
            }
            _ => otherwise(self),
        }
    }

    /// What is done after a wait: the same as before.
    fn again(&mut self) -> UntagCommand {
        match (self.phase, self.proved) {
            (Phase::List, _) => UntagCommand::List,
            (Phase::Row, Some(id)) => UntagCommand::LookAtVersion(id),
            // What was refused is tried again only after a look.
            (Phase::Back, _) => {
                self.phase = Phase::BeforeBack;
                UntagCommand::LookAtTag
            }
            _ => UntagCommand::LookAtTag,
        }
    }

    /// What is done where no time is left to wait.
    fn give_up_waiting(&mut self, why: &str) -> UntagCommand {
        match (self.phase, &self.settled) {
            (Phase::BeforeBack | Phase::Back | Phase::AfterBack, _) => self.again(),
            (Phase::AtEnd, _) => self.off(),
            (_, Some(_)) => self.finish(),
            (_, None) => self.go_back(why),
        }
    }
}
