//! What GitHub's refusals say, what they mean here, and what to do about them.

mod classify;
mod explain;
mod kind;
mod token;

pub use classify::classify;
pub use kind::{Refusal, RefusalKind, WaitHints};
pub use token::TokenKind;
