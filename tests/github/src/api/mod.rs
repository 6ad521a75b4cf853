//! The REST API: from a request to an answer, without HTTP's machinery.

mod access;
mod answer;
mod call;
mod evidence;
mod operation;
mod packages;
mod paging;
mod refusal;
mod route;
mod serve;
mod wire;

pub(crate) use answer::{Answer, DOCS};
pub use call::Authorization;
pub(crate) use call::{Account, Call, Caller, Query, account_of, authorization_of, basic_password};
pub(crate) use paging::encoded;
pub use refusal::MOST_DOWNLOADS;
pub(crate) use serve::{answer, finish, is_listing, refuse_unusable, stamp};
