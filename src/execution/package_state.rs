//! What is known of one package while its steps are carried out.

use std::collections::BTreeSet;

/// After so many refusals in a row that do not speak of one version, a package ends. Thousands of
/// refused deletes teach nothing that three do not; but a success in between shows that the right is
/// there.
const STRIKES: u8 = 3;

/// One package's part of a run.
#[derive(Debug, Default)]
pub(super) struct PackageState {
    /// Steps that wait for nothing but their turn, by place.
    pub(super) ready: BTreeSet<usize>,
    /// Steps that were sent or are being looked at.
    pub(super) in_flight: usize,
    /// Whether a change has succeeded here in this run.
    proved: bool,
    strikes: u8,
    /// Whether something was refused since that speaks of all of them.
    doubtful: bool,
}

impl PackageState {
    /// Notes that a change succeeded: from now on steps need not go alone.
    pub(super) const fn succeed(&mut self) {
        self.proved = true;
        self.strikes = 0;
        self.doubtful = false;
    }

    /// Whether a change has succeeded here, so that the token is known to have the right.
    pub(super) const fn is_proved(&self) -> bool {
        self.proved
    }

    /// Notes a refusal that does not speak of one version.
    pub(super) const fn strike(&mut self) {
        self.strikes = self.strikes.saturating_add(1);
        self.doubtful = true;
    }

    /// Notes that the right may have been lost: from now on steps go alone until one succeeds.
    pub(super) const fn doubt(&mut self) {
        self.doubtful = true;
    }

    /// Whether no further step is sent.
    pub(super) const fn is_ended(&self) -> bool {
        self.strikes >= STRIKES
    }

    /// Whether one more step may be sent now: the first goes alone until it has succeeded, and so does
    /// each after a refusal that speaks of all.
    pub(super) const fn has_room(&self) -> bool {
        !self.is_ended() && ((self.proved && !self.doubtful) || self.in_flight == 0)
    }
}
