//! What the user said: the table of inputs and outputs, the environment, and the sound request.

mod reference;
mod request;
mod spec;
mod table;

pub use reference::{action_yml, help, readme_inputs, readme_outputs};
pub use request::*;
pub use spec::*;
pub use table::*;
