//! The schema of policies, and what is written by it.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::Validator;
use package_steward::inputs::{self, Environment, Input, parse};
use serde_json::Value;

use crate::files::{file, hold};

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&inputs::policy_schema()).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

fn value(yaml: &str) -> Value {
    yaml_serde::from_str(yaml).expect("YAML")
}

/// Whether the program takes it as a policy.
fn is_taken(yaml: &str) -> bool {
    let environment: Environment = [
        ("INPUT_TOKEN", "a-token"),
        ("INPUT_OWNER", "octo"),
        ("GITHUB_REPOSITORY", "octo/app"),
        ("INPUT_POLICY", yaml),
    ]
    .into_iter()
    .collect();
    parse(&environment).is_ok()
}

#[test]
fn the_schema_is_what_the_table_makes() {
    hold("docs/policy.schema.json", &inputs::policy_schema());
}

#[test]
fn the_keys_of_the_schema_are_those_that_a_rule_may_have() {
    let schema: Value = serde_json::from_str(&inputs::policy_schema()).expect("JSON");
    let properties = schema["properties"]["rules"]["items"]["properties"].as_object();
    let known: BTreeSet<&str> = properties.expect("keys").keys().map(String::as_str).collect();
    let keys = Input::ALL.iter().filter(|input| input.is_key_of_rule()).map(|input| input.name());
    assert_eq!(known, keys.chain(["name"]).collect());
    for input in Input::ALL.iter().map(|input| input.name()).chain(["name", "other"]) {
        // What is wrong with the value is told apart from what is wrong with the key.
        let yaml = format!("rules:\n  - name: a\n    tags: x\n    {input}: ~\n");
        let environment: Environment = [
            ("INPUT_TOKEN", "a-token"),
            ("INPUT_OWNER", "octo"),
            ("GITHUB_REPOSITORY", "octo/app"),
            ("INPUT_POLICY", &yaml),
        ]
        .into_iter()
        .collect();
        let problems = parse(&environment).expect_err("no value").to_string();
        let is_key = !problems.contains("expected a key that a rule has");
        assert_eq!(is_key, known.contains(input), "{problems}");
    }
}

#[test]
fn the_gallery_is_valid_and_tells_editors_where_the_schema_is() {
    let validator = validator();
    let mut seen = 0;
    for policy in fs::read_dir(file("docs/policies")).expect("the gallery") {
        let path = policy.expect("a file").path();
        if path.extension().is_none_or(|extension| extension != "yml") {
            continue;
        }
        let yaml = fs::read_to_string(&path).expect("a text");
        let errors: Vec<String> =
            validator.iter_errors(&value(&yaml)).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0], "{}", path.display());
        assert_eq!(yaml.lines().next(), Some(&*inputs::policy_editor_line()), "{}", path.display());
        assert!(yaml.lines().nth(1).is_some_and(|line| line.starts_with("# ")), "what it is for");
        seen += 1;
    }
    assert!(seen > 4, "{seen} policies");
}

#[test]
fn what_the_schema_takes_by_its_form_the_program_takes_and_the_other_way_round() {
    let validator = validator();
    for (keys, is_sound) in [
        ("tags: x", true),
        ("tags: [x, 1.10]", true),
        ("tags: [[x]]", false),
        ("tags: {x: y}", false),
        ("tags: ''", false),
        ("tags: []", false),
        ("older-than: 2w 3d", true),
        ("older-than: 30", false),
        ("older-than: 1 month", false),
        ("keep-latest: 3", true),
        ("keep-latest: '3'", true),
        ("keep-latest: -3", false),
        ("keep-latest: 1.5", false),
        ("version-ids: [1, 2]", true),
        ("version-ids: [x]", false),
        ("tags: x\n    tag-status: tagged", true),
        ("tags: x\n    tag-status: tag", false),
        ("tags: x\n    keep-tags: ~", false),
        ("tagz: x", false),
        ("tags: x\n    mode: restore", false),
    ] {
        let yaml = format!("rules:\n  - name: a\n    {keys}\n");
        assert_eq!(validator.is_valid(&value(&yaml)), is_sound, "the schema: {yaml}");
        assert_eq!(is_taken(&yaml), is_sound, "the program: {yaml}");
    }
    for yaml in [
        "rules: []\n\n#\n",
        "rule: [{name: a, tags: x}]\n#\n",
        "rules:\n  - tags: x\n",
        "- a\n- b\n",
    ] {
        assert!(!validator.is_valid(&value(yaml)) && !is_taken(yaml), "{yaml}");
    }
}
