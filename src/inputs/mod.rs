//! What the user said: the table of inputs and outputs, the environment, and the sound request.

mod address;
mod api_url;
mod environment;
mod event;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod outputs;
mod parse;
mod plan;
mod policy;
mod problem;
mod reading;
mod reference;
mod registry_url;
mod request;
mod spec;
mod table;
mod workspace_files;
mod workspace_path;

pub use environment::*;
pub use outputs::OUTPUTS;
pub use parse::parse;
pub use plan::{refuse_another_place, request_of_plan};
pub use policy::{policy_editor_line, policy_schema};
pub use problem::{Came, InputProblem, InputProblems, Spot};
pub use reading::Mark;
pub use reference::{action_yml, help, readme_inputs, readme_outputs};
pub use request::*;
pub use spec::*;
pub use table::*;
pub use workspace_path::{RecordPath, WorkspacePath};
