//! What the runner reads.

use package_steward::inputs::{self, Input, OUTPUTS};
use yaml_serde::Value;

use crate::files::hold;

/// What the runner's reader of YAML makes of `action.yml`.
fn action() -> Value {
    yaml_serde::from_str(&inputs::action_yml()).expect("action.yml is YAML")
}

/// The keys of a mapping in their order.
fn keys(mapping: &Value) -> Vec<&str> {
    let mapping = mapping.as_mapping().expect("a mapping");
    mapping.keys().map(|key| key.as_str().expect("a text")).collect()
}

/// The text as a folded block of YAML gives it back.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn action_yml_is_what_the_table_makes() {
    hold("action.yml", &inputs::action_yml());
}

#[test]
fn the_runner_reads_every_input_and_its_default_from_action_yml() {
    let action = action();
    let declared = &action["inputs"];
    let names: Vec<&str> = Input::ALL.iter().map(|input| input.name()).collect();
    assert_eq!(keys(declared), names);
    for input in Input::ALL {
        let row = &declared[input.name()];
        assert_eq!(keys(row), ["description", "default"]);
        assert_eq!(row["description"].as_str(), Some(folded(input.spec().docs).as_str()));
        let default = input.spec().preset.in_action_yml();
        assert_eq!(row["default"].as_str(), Some(default.as_str()), "{}", input.name());
        assert!(!default.is_empty());
    }
    assert_eq!(declared["token"]["default"].as_str(), Some("${{ github.token }}"));
    assert_eq!(declared["share"]["default"].as_str(), Some("${{ strategy.job-total }}"));
    assert_eq!(declared["owner"]["default"].as_str(), Some("${{ github.repository_owner }}"));
}

#[test]
fn the_runner_reads_every_output_from_action_yml() {
    let action = action();
    let declared = &action["outputs"];
    let names: Vec<&str> = OUTPUTS.iter().map(|output| output.name).collect();
    assert_eq!(keys(declared), names);
    for output in OUTPUTS {
        let description = declared[output.name]["description"].as_str();
        assert_eq!(description, Some(folded(output.docs).as_str()));
    }
}

#[test]
fn the_action_is_a_container_built_from_the_dockerfile() {
    let action = action();
    assert_eq!(keys(&action), ["name", "description", "branding", "inputs", "outputs", "runs"]);
    assert_eq!(action["name"].as_str(), Some("package-steward"));
    assert_eq!(action["runs"]["using"].as_str(), Some("docker"));
    assert_eq!(action["runs"]["image"].as_str(), Some("Dockerfile"));
    assert_eq!(action["branding"]["icon"].as_str(), Some("package"));
    assert_eq!(action["branding"]["color"].as_str(), Some("blue"));
    // The Marketplace cuts what is longer.
    let description = action["description"].as_str().expect("a text");
    assert!(description.len() <= 125, "{description}");
}
