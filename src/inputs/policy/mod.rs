//! The policy: from YAML to rules whose keys are read like inputs.

mod document;
mod keys;
mod rules;
mod schema;
mod text;

pub(super) use rules::{RuleText, rules};
pub use schema::{policy_editor_line, policy_schema};
pub(super) use text::policy_text;
