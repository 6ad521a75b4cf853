//! The metadata of an action.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use yaml_serde::Value;

/// The inputs and outputs that an `action.yml` declares.
#[derive(Clone, Debug)]
pub struct Action {
    inputs: Vec<(String, String)>,
    outputs: Vec<String>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    inputs: BTreeMap<String, Input>,
    #[serde(default)]
    outputs: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Input {
    /// The runner hands an input without a default over as an empty text.
    #[serde(default)]
    default: String,
}

impl Action {
    /// Reads the metadata from a file.
    ///
    /// # Errors
    /// When the file cannot be read, or is no action's metadata.
    pub fn read(path: &Path) -> io::Result<Self> {
        let tell = |why: String| io::Error::other(format!("{}: {why}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| tell(error.to_string()))?;
        Self::parse(&text).map_err(|error| tell(error.to_string()))
    }

    fn parse(yaml: &str) -> Result<Self, yaml_serde::Error> {
        let Metadata { inputs, outputs } = yaml_serde::from_str(yaml)?;
        let inputs = inputs.into_iter().map(|(name, input)| (name, input.default)).collect();
        Ok(Self { inputs, outputs: outputs.into_keys().collect() })
    }

    /// Every declared input with its default as written, expressions and all, by name.
    pub fn inputs(&self) -> &[(String, String)] {
        &self.inputs
    }

    /// Every declared output, by name.
    pub fn outputs(&self) -> &[String] {
        &self.outputs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_without_a_default_has_an_empty_one() {
        let yaml = "inputs: {b: {description: x}, a: {default: '${{ github.token }}'}}\n\
                    outputs: {count: {description: y}}\n\
                    runs: {using: docker, image: Dockerfile}";
        let action = Action::parse(yaml).unwrap();
        let expected = [("a", "${{ github.token }}"), ("b", "")];
        assert_eq!(action.inputs(), expected.map(|(name, it)| (name.to_owned(), it.to_owned())));
        assert_eq!(action.outputs(), ["count"]);
    }

    #[test]
    fn a_file_that_is_no_metadata_is_named() {
        let error = Action::read(Path::new("no/such/action.yml")).unwrap_err();
        assert!(error.to_string().contains("no/such/action.yml"), "{error}");
    }
}
