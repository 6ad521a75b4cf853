//! What the user said: the table of inputs and outputs, the environment, and the sound request.

mod request;

pub use request::*;
