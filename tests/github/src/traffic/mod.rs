//! What happens to requests on their way: the ledger, the limits, and the faults.

mod faults;
mod gate;
mod ledger;
mod limits;
mod matcher;
mod state;

pub use faults::{Fault, Faults};
pub use gate::{Gate, Told};
pub use ledger::Request;
pub(crate) use limits::secondary_refusal;
pub use limits::{CpuCost, Hint, Hour, Limits, Secondary};
pub use matcher::{Matcher, any, matching};
pub use state::Latency;
pub(crate) use state::Traffic;
