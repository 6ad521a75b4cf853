//! The real binary beside a stand-in for GitHub, and what both sides wrote down.

mod damages;
mod record;
mod scene;
mod signals;
mod worlds;

pub(crate) use damages::{RecordOf, each_damage};
pub(crate) use record::{Deed, Record, deeds};
pub(crate) use scene::{Outcome, Scene, State, labels, state};
pub(crate) use signals::{gate, send_signal, wait_until};
pub(crate) use worlds::{
    CLASSIC, ORGANIZATION, REPOSITORY, USER, WORKFLOW, active, images, releases, tagged, versions,
    world,
};
