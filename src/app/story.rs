//! What happens in a run, in order.

use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;

use futures_util::stream::{self, StreamExt as _};
use jiff::Timestamp;

use super::acting::{Done, Driver};
use super::bringing_back::BringBack;
use super::closing::look_afresh;
use super::estimate::estimate;
use super::evidence::Witness;
use super::knowing::Reader;
use super::missed_keeps::{Keeps, tell_missed_keeps};
use super::packages::{By, Wanted, find_owner, find_packages, is_missing, missing_names};
use super::planning::{Planned, Planner};
use super::repairing::{carry_out_repair, unread_parts};
use super::rights::{Pushes, rights};
use super::stage::Stage;
use super::stop::{Press, StopSwitch};
use super::turns::Turns;
use super::undoing::{UndoneRun, UndoneTag};
use super::unreadable::unreadable;
use super::untagging::{put_tags_on_again, take_tags_off, tell_tags_to_put_on};
use crate::domain::{
    Comeback, Ending, Notice, PackageKey, PackagePlan, RunPolicy, compare, nearly_called,
};
use crate::events::{DryRun, Event, GuardRefusal, Rights, RunStarted, StopCause};
use crate::execution::{Bounds, Change, Stop, steps_of};
use crate::github::{ApiError, Client, Clock};
use crate::inputs::{IfMissing, Mode, Request, Scope};
use crate::report::{RecordedPlan, RecordedVerdicts};

/// So many names that are nearly what was asked about are told.
const NEAR_NAMES: usize = 5;

/// How many packages are listed and judged at once. Their pages share what the client sends at once.
const PACKAGES_AT_ONCE: usize = 8;

/// How many changes may be under way. GitHub's limits let go of three a second, and of as many as are
/// answered in 80 seconds of a minute: with so many it is the limits that a run waits for, not the answers.
const CHANGES_AT_ONCE: usize = 10;

/// One run of a sound request.
pub(super) struct Run<'a> {
    pub(super) request: &'a Request,
    /// What an earlier run left, if this one goes on from that.
    pub(super) earlier: Earlier,
    pub(super) client: Rc<Client>,
    pub(super) reader: Rc<Reader>,
    pub(super) clock: Clock,
    pub(super) stage: Rc<Stage>,
    pub(super) stop: StopSwitch,
}

/// What an earlier run left.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    /// The record that this run carries out.
    pub(super) record: Option<RecordedPlan>,
    /// The run that this one undoes.
    pub(super) undone: Option<UndoneRun>,
    /// What the plan of this run is compared with.
    pub(super) other_plan: Option<RecordedVerdicts>,
}

/// Why a run ends before its plan is made.
enum Cut {
    /// It was told to.
    Stopped(StopCause),
    /// Something without which nothing can be planned failed.
    Failed(ApiError),
}

impl From<ApiError> for Cut {
    fn from(error: ApiError) -> Self {
        if matches!(error, ApiError::WaitTooLong { .. }) {
            Self::Stopped(StopCause::WaitLimit)
        } else {
            Self::Failed(error)
        }
    }
}

impl From<Press> for Cut {
    fn from(press: Press) -> Self {
        Self::Stopped(press.cause)
    }
}

impl Run<'_> {
    /// Runs from the first event to the last.
    pub(super) async fn tell(mut self) {
        let now = self.clock.now();
        self.say(&Event::RunStarted(RunStarted {
            at: now,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            owner: self.request.place.owner.clone(),
            api: self.request.place.api.to_string(),
            dry_run: self.request.dry_run,
            inputs: self.request.given.clone(),
        }));
        match self.plan_and_act(now).await {
            Ok(()) => {}
            Err(Cut::Stopped(cause)) => self.say(&Event::Stopping(cause)),
            Err(Cut::Failed(error)) => self.fail(None, &error),
        }
        self.reader.close(&|event| self.say(&event));
        if let Some(rate_limit) = self.client.rate_limit() {
            self.say(&Event::RateLimit {
                limit: rate_limit.limit,
                remaining: rate_limit.remaining,
                sent: self.client.requests_sent(),
            });
        }
        if let Some(path) = self.stage.record_path() {
            self.say(&Event::Recorded { path });
        }
        self.say(&Event::RunEnded { at: self.clock.now() });
    }

    async fn plan_and_act(&mut self, now: Timestamp) -> Result<(), Cut> {
        let client = Rc::clone(&self.client);
        let place = &self.request.place;
        let owner = self.stop.unless_newly_pressed(find_owner(&client, place)).await??;
        self.say(&Event::OwnerFound(owner.clone()));
        let stage = Rc::clone(&self.stage);
        let tell = move |event: Event| stage.tell(&event);
        let policy = &self.request.run_policy();
        let (reader, witness) = (Rc::clone(&self.reader), Witness::default());
        let earlier = std::mem::take(&mut self.earlier);
        let planner = Planner {
            client: &client,
            owner: &owner,
            reader: &reader,
            witness: &witness,
            policy,
            record: earlier.record.as_ref(),
            undone: earlier.undone.as_ref(),
            untag: self.request.untag,
            now,
            tell: &tell,
        };
        let (mut looked, failed) = self.plan(&planner).await?;
        let keeps = tell_missed_keeps(self.request, policy, &looked, &failed, &tell);
        self.compare(&looked, earlier.other_plan.as_ref());
        self.explain(&planner, &mut looked).await?;
        let plans: Vec<&PackagePlan> = looked.iter().map(|one| &one.plan).collect();
        for notice in unmatched_everywhere(&plans, policy) {
            self.say(&Event::Noticed { package: None, notice });
        }
        let problems = plans.iter().flat_map(|plan| match self.request.mode {
            Mode::Repair => unread_parts(plan),
            Mode::Delete | Mode::Restore(_) => unreadable(plan),
        });
        for (package, problem) in problems {
            self.say(&Event::Failed { package: Some(package), problem });
        }
        let refusal = self.refusal(&plans);
        let rights = self.rights(&plans, pushes(&looked));
        let can_act = refusal.is_none()
            && keeps == Keeps::InPlace
            && !matches!(rights, Rights::ScopesMissing(_));
        if let Some(refusal) = refusal {
            self.say(&Event::PlanRefused(refusal));
        }
        self.say(&Event::RightsChecked(rights));
        if can_act && self.request.dry_run == DryRun::No {
            self.act(&planner, &mut looked).await;
            take_tags_off(&planner, &looked, &mut self.stop).await;
            for (package, tags) in tags_to_put_on(&planner, &looked) {
                put_tags_on_again(&planner, package, tags, &mut self.stop).await;
            }
        } else {
            for (package, tags) in tags_to_put_on(&planner, &looked) {
                tell_tags_to_put_on(&planner, package, tags);
            }
        }
        Ok(())
    }

    /// Lists and judges every package. A package that fails does not stop the others; it is given beside
    /// them, unless it does not exist.
    async fn plan(
        &mut self,
        planner: &Planner<'_>,
    ) -> Result<(Vec<Planned>, Vec<PackageKey>), Cut> {
        let (request, place) = (self.request, &self.request.place);
        let wanted = if let Some(undone) = planner.undone {
            undone.packages(place)
        } else {
            let finding = find_packages(planner, place);
            self.stop.unless_newly_pressed(finding).await??
        };
        let (mut looked, mut absent, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        let nothing_fits = wanted.is_empty() && planner.undone.is_none();
        let turns = &Turns::new(planner.tell);
        let planning = |(number, Wanted { key, by }): (usize, Wanted)| async move {
            let tell = |event| turns.tell(number, event);
            let one = match (request.target, &request.mode) {
                (Scope::Versions, Mode::Delete) => planner.deletion(&key, &tell).await,
                (Scope::Versions, Mode::Restore(window)) => match planner.undone {
                    None => {
                        let rules = planner.rules_for(&key);
                        let comeback = Comeback::Selected { rules: &rules, window };
                        planner.restoration(&key, &comeback, &tell).await
                    }
                    Some(undone) => planner.undo(&key, undone, &tell).await,
                },
                (Scope::Versions | Scope::Packages, Mode::Repair) => {
                    planner.repair(&key, &tell).await
                }
                (Scope::Packages, Mode::Delete) => planner.whole_package(&key, &tell).await,
                (Scope::Packages, Mode::Restore(_)) => Ok(Planned::lost_package(&key)),
            };
            (key, by, one)
        };
        // Several at once, told one after the other.
        let mut coming =
            pin!(stream::iter(wanted).enumerate().map(planning).buffered(PACKAGES_AT_ONCE));
        while let Some((key, by, one)) = self.stop.unless_newly_pressed(coming.next()).await? {
            match one {
                Ok(one) => {
                    one.tell(planner.tell);
                    looked.push(one);
                }
                Err(error) if is_missing(&error) && by == By::Name => absent.push((key, error)),
                Err(error @ ApiError::WaitTooLong { .. }) => return Err(error.into()),
                Err(error) => {
                    self.fail(Some(key.clone()), &error);
                    failed.push(key);
                }
            }
            turns.next();
        }
        if nothing_fits {
            self.say(&Event::NoPackageFits);
        }
        self.say_missing(&absent, &looked);
        Ok((looked, failed))
    }

    /// Says how the plans differ from those of another run, if one was named.
    fn compare(&self, looked: &[Planned], other_plan: Option<&RecordedVerdicts>) {
        let Some(other_plan) = other_plan else { return };
        for one in looked {
            let package = &one.plan.package;
            let earlier = other_plan.for_package(package);
            let comparison = compare(&earlier, &one.active, &one.plan);
            self.say(&Event::Compared { package: package.clone(), comparison });
        }
        for (package, images) in other_plan.taken() {
            if !looked.iter().any(|one| one.plan.package == *package) {
                let package = package.to_string();
                let notice = Notice::PlanOfAnotherPackage { package, images };
                self.say(&Event::Noticed { package: None, notice });
            }
        }
    }

    /// Explains what the user asks about, if they ask about something.
    async fn explain(&mut self, planner: &Planner<'_>, looked: &mut [Planned]) -> Result<(), Cut> {
        let Some(text) = &self.request.explain else { return Ok(()) };
        let mut found = false;
        let mut near = BTreeSet::new();
        for one in looked {
            let explaining = planner.explain(one, text);
            let explained = self.stop.unless_newly_pressed(explaining).await??;
            found |= !explained.is_empty();
            near.extend(nearly_called(one.subject().versions(), text));
            for explanation in explained {
                let package = one.plan.package.clone();
                self.say(&Event::Explained { package, explanation });
            }
        }
        if !found {
            let near = near.into_iter().map(|(_, name)| name).take(NEAR_NAMES).collect();
            let notice = Notice::NothingToExplain { text: text.clone(), near };
            self.say(&Event::Noticed { package: None, notice });
        }
        Ok(())
    }

    /// The guard that forbids the whole plan, if one does.
    fn refusal(&self, plans: &[&PackagePlan]) -> Option<GuardRefusal> {
        let last: Vec<PackageKey> = plans
            .iter()
            .filter(|plan| plan.ending == Ending::Refused)
            .map(|plan| plan.package.clone())
            .collect();
        if !last.is_empty() {
            return Some(GuardRefusal::LastVersion(last));
        }
        let planned = match self.request.target {
            Scope::Versions => plans.iter().map(|plan| plan.images.doomed).sum(),
            Scope::Packages => {
                plans.iter().filter(|plan| plan.ending == Ending::WholePackage).count() as u64
            }
        };
        let allowed = self.request.policy.guards.max_deletions.filter(|most| planned > *most)?;
        Some(GuardRefusal::MaxDeletions { planned, allowed })
    }

    fn rights(&self, plans: &[&PackagePlan], pushes: Pushes) -> Rights {
        let changing = plans
            .iter()
            .filter(|plan| plan.images.doomed > 0 || plan.ending == Ending::WholePackage)
            .map(|plan| plan.package.package_type);
        let types: BTreeSet<_> = changing.collect();
        rights(self.change(), self.client.scopes().as_deref(), &types, pushes)
    }

    /// Carries the plan out, and looks afresh at what is there then.
    async fn act(&mut self, planner: &Planner<'_>, looked: &mut [Planned]) {
        let plans: Vec<PackagePlan> = looked.iter().map(|one| one.plan.clone()).collect();
        let steps = steps_of(&plans, self.change());
        if steps.is_empty() {
            return;
        }
        let wait_limit = self.request.limits.wait.and_then(|wait| wait.try_into().ok());
        if let Some(estimate) = estimate(&self.client, looked, &steps, wait_limit) {
            self.say(&estimate);
        }
        let driver = Driver {
            client: Rc::clone(&self.client),
            owner: Rc::new(planner.owner.clone()),
            clock: self.clock.clone(),
            planner,
            bounds: Bounds { at_once: CHANGES_AT_ONCE, wait_limit },
            first: 0,
        };
        let done = match self.request.mode {
            Mode::Delete => driver.carry_out(steps, looked, &mut self.stop, planner.tell).await,
            Mode::Repair => carry_out_repair(driver, steps, looked, &mut self.stop).await,
            Mode::Restore(window) => {
                BringBack::new(driver, &window, &mut self.stop).all(steps, looked).await
            }
        };
        if !done.ended_at_once {
            self.look_back(planner, looked, &done).await;
        }
    }

    /// Looks afresh at what is there now. No image is begun here, so a limit alone does not end it
    /// before time is up.
    async fn look_back(&mut self, planner: &Planner<'_>, looked: &[Planned], done: &Done) {
        let mut looking = pin!(look_afresh(planner, looked, done));
        let Press { cause, last_answers, .. } = loop {
            tokio::select! {
                biased;
                press = self.stop.newly_pressed() => {
                    if press.stop == Stop::AtOnce {
                        break press;
                    }
                }
                () = &mut looking => return,
            }
        };
        if done.stopped_by != Some(cause) {
            self.say(&Event::Stopping(cause));
        }
        // What is being brought back is worth the seconds that are left.
        tokio::time::timeout(last_answers, looking).await.ok();
    }

    const fn change(&self) -> Change {
        match self.request.mode {
            Mode::Delete => Change::Delete,
            Mode::Restore(_) | Mode::Repair => Change::Restore,
        }
    }

    fn say_missing(&self, absent: &[(PackageKey, ApiError)], planned: &[Planned]) {
        let present: Vec<PackageKey> =
            planned.iter().map(|planned| planned.plan.package.clone()).collect();
        let keys: Vec<PackageKey> = absent.iter().map(|(key, _)| key.clone()).collect();
        for (name, types) in missing_names(&keys, &present) {
            match self.request.place.if_missing {
                IfMissing::Ignore => self.say(&Event::PackageMissing { name, types }),
                IfMissing::Fail => {
                    let error = absent
                        .iter()
                        .find(|(key, _)| key.name.as_str().eq_ignore_ascii_case(name.as_str()));
                    if let Some((key, error)) = error {
                        self.fail(Some(key.clone()), error);
                    }
                }
            }
        }
    }

    fn say(&self, event: &Event) {
        self.stage.tell(event);
    }

    fn fail(&self, package: Option<PackageKey>, error: &ApiError) {
        self.say(&Event::Failed { package, problem: error.problem() });
    }
}

/// What no package has of what the policy names. What one package lacks, another may have that is asked
/// the same.
fn unmatched_everywhere(plans: &[&PackagePlan], policy: &RunPolicy) -> BTreeSet<Notice> {
    let all = plans.iter().flat_map(|plan| &plan.unmatched);
    let is_nowhere = |notice: &&Notice| {
        let mut asked = plans.iter().filter(|plan| policy.asks(notice, &plan.package));
        asked.all(|plan| plan.unmatched.contains(notice))
    };
    all.filter(is_nowhere).cloned().collect()
}

/// Whether a plan takes tags off.
fn pushes(looked: &[Planned]) -> Pushes {
    if looked.iter().all(|one| one.untags.is_empty()) { Pushes::No } else { Pushes::Yes }
}

/// What an earlier run took off and this one undoes, package by package.
fn tags_to_put_on<'p>(
    planner: &'p Planner<'_>,
    looked: &'p [Planned],
) -> impl Iterator<Item = (&'p PackageKey, &'p [UndoneTag])> {
    let packages = looked.iter().map(|one| &one.plan.package);
    packages.filter_map(|package| Some((package, planner.undone?.tags_of(package))))
}
