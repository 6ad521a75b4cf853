//! After the changes: is there what should be there, and did a push meanwhile come to need what went?

mod heal;
mod look;
mod retag;
mod seen;
mod settle;

pub(super) use look::look_afresh;
pub(super) use retag::put_tag_on;
